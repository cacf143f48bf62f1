package page

import (
	"math"
	"strings"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
)

// style is how a span of a paragraph is drawn.
type style struct {
	font   typeset.Font
	ink    assets.Role
	code   bool   // on the code background
	strike bool   // struck through
	under  bool   // underlined
	key    bool   // on a key's cap
	marked bool   // as with a felt pen
	link   string // destination, underlined
	tip    string // said when it is pointed at
	rise   int    // pixels above the baseline
}

// boxed reports whether there is a ground or a cap around the words.
func (s *style) boxed() bool { return s.code || s.key }

// span is a stretch of a paragraph's text in one style.
type span struct {
	style
	end      int // byte in the text; it begins where the last one ends
	src, lim int // source bytes, relative to the top-level block
	at, to   int // bytes of the leaf's words; at == to for none
	pic      *Image
	alt      string // of the image

	compared, alike bool // the text with the words: byte for byte, but for kinds of blanks
}

// para is a paragraph ready to be set: its text with spaces collapsed, and
// the spans of it. A picture among the words is an object replacement rune.
type para struct {
	text  []byte
	shown string // text, when all of it is there
	spans []span

	words  string // the leaf's, or the part of them that the para is made of
	at, to int    // bytes of words that are being added
	from   int    // of the leaf's words that words begins with
	cell   int    // which leaf of a table row
}

// FormulaText is the text that stands for a formula or a picture among words.
const FormulaText = "\uFFFC"

func (p *para) add(s string, st style, src, lim int) {
	s = collapse(s, len(p.text) == 0 || isSpace(p.text[len(p.text)-1]))
	if s == "" {
		return
	}
	p.text = append(p.text, s...)
	if n := len(p.spans); n > 0 && p.spans[n-1].style == st && p.spans[n-1].pic == nil && p.spans[n-1].lim <= src &&
		p.follows(&p.spans[n-1], len(s)) {
		last := &p.spans[n-1]
		if len(p.text)-last.end == lim-src && last.lim == src {
			last.end, last.lim = len(p.text), lim
			if p.to > p.at {
				last.to = p.to
			}
			return
		}
	}
	p.spans = append(p.spans, span{style: st, end: len(p.text), src: src, lim: lim, at: p.at, to: p.to})
}

// follows reports whether n bytes of the words that are being added may join a
// span: both show their words byte for byte, or none at all.
func (p *para) follows(sp *span, n int) bool {
	if p.at == p.to && sp.at == sp.to {
		return true
	}
	start := 0
	if len(p.spans) > 1 {
		start = p.spans[len(p.spans)-2].end
	}
	return sp.to == p.at && p.to-p.at == n && sp.to-sp.at == sp.end-start
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' }

// collapse makes one space of each run of spaces, tabs and line ends, and
// none of one that follows a space.
func collapse(s string, after bool) string {
	clean := true
	was := after
	for i := range len(s) {
		space := s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r'
		if space && (was || s[i] != ' ') {
			clean = false
			break
		}
		was = space
	}
	if clean {
		return s
	}
	var b strings.Builder
	was = after
	for i := range len(s) {
		space := s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r'
		switch {
		case !space:
			b.WriteByte(s[i])
		case !was:
			b.WriteByte(' ')
		}
		was = space
	}
	return b.String()
}

// source is the source byte behind byte at of the text, from the given span.
func (s *span) source(start, at int) int {
	if s.lim-s.src == s.end-start {
		return s.src + at - start
	}
	if s.end == start {
		return s.src
	}
	return s.src + (s.lim-s.src)*(at-start)/(s.end-start)
}

// voice is the manner of a paragraph: what its plain words look like.
type voice struct {
	lead  Leading
	bold  bool
	slant bool // italic; emphasis in it is upright
	ink   assets.Role
	faces *faces // nil: the serif's
}

// face is the face of a style in the voice.
func (v voice) face(st markdown.Style) typeset.Font {
	bold := v.bold || st&markdown.Bold != 0
	slant := v.slant != (st&markdown.Italic != 0)
	family := facesOf(assets.Serif)
	if v.faces != nil {
		family = *v.faces
	}
	if st&(markdown.CodeSpan|markdown.Key) != 0 {
		family, slant = facesOf(assets.Mono), st&markdown.Italic != 0
	}
	n := 0
	if bold {
		n = 2
	}
	if slant {
		n++
	}
	f := family[n]
	size := v.lead.size
	if st&(markdown.CodeSpan|markdown.Key) != 0 {
		size = codeSize(size)
	}
	switch {
	case st&(markdown.Sub|markdown.Sup) != 0:
		size = max(8, round(float32(size)*0.72))
	case st&markdown.Small != 0:
		size = max(9, round(float32(size)*0.83))
	}
	return typeset.Font{Face: f, Size: size}
}

// codeSize is the size of code among words of the given size: the mono face
// looks larger.
func codeSize(size int) int { return int(math.Round(float64(size) * 14 / 17)) }

// paragraph makes a para of inlines.
func (l *Layouter) paragraph(in []markdown.Inline, v voice) *para {
	p := &para{}
	var words strings.Builder
	for i := range in {
		x, a := &in[i], in[i].Attrs()
		p.at = words.Len()
		words.WriteString(x.Words())
		p.to = words.Len()
		st := style{font: v.face(x.Style), ink: v.ink, strike: x.Style&markdown.Strike != 0}
		if l.Leads == nil || a.Link != "" && l.Leads(a.Link) {
			st.link = a.Link
		}
		st.under, st.marked = x.Style&markdown.Underline != 0, x.Style&markdown.Marked != 0
		switch {
		case x.Style&markdown.Sup != 0:
			st.rise = round(float32(v.lead.size) * 0.36)
		case x.Style&markdown.Sub != 0:
			st.rise = -round(float32(v.lead.size) * 0.14)
		}
		if st.link != "" {
			st.ink = assets.RoleLink
			if a.LinkTitle != "" {
				if l.titles == nil {
					l.titles = map[string]string{}
				}
				l.titles[a.Link] = a.LinkTitle
			}
		}
		switch x.Kind {
		case markdown.Text:
			st.tip = a.Title
			st.key = x.Style&markdown.Key != 0
			st.code = x.Style&markdown.CodeSpan != 0 && !st.key
			p.add(x.Text, st, x.Start, x.End)
		case markdown.SoftBreak:
			if st.code = x.Style&markdown.CodeSpan != 0; !st.code {
				st = p.last(st)
			}
			p.add(" ", st, x.Start, x.End)
		case markdown.HardBreak:
			p.breakLine(st, x)
		case markdown.NoteRef:
			st.font = typeset.Font{Face: typeset.Sans, Size: l.Sizes.Px(11)}
			st.ink, st.rise, st.link = assets.RoleLink, l.Sizes.Px(7), noteLink(a.Number)
			p.add(itoa(a.Number), st, x.Start, x.End)
		case markdown.RawHTML:
			// What it does is in the style of what it holds.
		case markdown.Formula:
			l.inlineFormula(p, in[i:], st, v)
		case markdown.Image:
			l.inlinePicture(p, x, st)
		}
	}
	p.words = words.String()
	return p
}

// last is the style of the last span without its code background, so that a
// space after it needs no run of its own.
func (p *para) last(st style) style {
	if n := len(p.spans); n > 0 && !p.spans[n-1].boxed() && p.spans[n-1].pic == nil && p.spans[n-1].rise == 0 &&
		p.spans[n-1].link == st.link {
		return p.spans[n-1].style
	}
	return st
}

func (p *para) breakLine(st style, x *markdown.Inline) {
	if n := len(p.text); n > 0 && p.text[n-1] == ' ' {
		p.text[n-1] = '\n'
		return
	}
	st.code, st.key, st.strike, st.under, st.marked, st.link, st.tip = false, false, false, false, false, "", ""
	p.text = append(p.text, '\n')
	p.spans = append(p.spans, span{style: st, end: len(p.text), src: x.Start, lim: x.End, at: p.at, to: p.to})
}
