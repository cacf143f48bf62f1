package pdf

import (
	"strconv"
	"strings"
	"unicode"

	"galley.app/galley/assets"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/math"
	"galley.app/galley/preview/markdown/policy"
)

// piece is a part of a line: letters in one style, a blank, a formula or an
// image among the words.
type piece struct {
	text  string
	st    style
	w     float64
	blank bool
	end   bool // of the line, asked for by the author
	box   *math.Box
	pic   *picture
	name  string // the place has this name for links
}

// maxAddress is how many bytes an address of a link has at most; few programs
// follow longer ones, and each line of the link's words holds it anew.
const maxAddress = 2000

type align uint8

const (
	alignLeft align = iota
	alignCenter
	alignRight
)

// words are the pieces of a text.
func (s *setter) words(text string, st style) []piece {
	var list []piece
	text = printable(strings.ReplaceAll(text, "\n", " "))
	if n := s.f.missing(text, st); n > 0 {
		s.note("%d characters have no letter in the typefaces of the pages, and show as empty boxes", n)
	}
	for text != "" {
		blank := text[0] == ' ' || text[0] == '\t'
		end := strings.IndexFunc(text, func(r rune) bool { return (r == ' ' || r == '\t') != blank })
		if end < 0 {
			end = len(text)
		}
		part := text[:end]
		text = text[end:]
		if blank {
			part = " "
		}
		list = append(list, piece{text: part, st: st, w: s.f.width(part, st), blank: blank})
	}
	return list
}

// inlines are the pieces of a paragraph whose words look like st, set w wide.
func (s *setter) inlines(in []markdown.Inline, st style, w float64) []piece {
	var list []piece
	for i := range in {
		switch in := &in[i]; in.Kind {
		case markdown.HardBreak:
			list = append(list, piece{st: st, end: true})
		case markdown.Formula:
			list = append(list, s.formulaPiece(in.Attrs().Uses, in.Text, st, w)...)
		case markdown.Image:
			if pic := s.picture(in.Attrs().Src); pic != nil {
				pw, ph := pic.w, pic.h
				if asked := float64(in.Attrs().Number); asked > 0 {
					pw, ph = asked*0.75, pic.h*asked*0.75/pic.w
				}
				if pw > w {
					pw, ph = w, ph*w/pw
				}
				sized := *pic
				sized.w, sized.h = pw, ph
				list = append(list, piece{st: st, w: pw, pic: &sized})
				continue
			}
			list = append(list, s.words(in.Text, s.inline(in, st))...)
		case markdown.NoteRef:
			n := strconv.Itoa(in.Attrs().Number)
			mark := st
			mark.rise, mark.size, mark.ink = st.size*0.35, st.size*0.7, linked
			mark.to = s.anchor("fn" + n)
			list = append(list, piece{text: n, st: mark, w: s.f.width(n, mark), name: "fnref" + n})
		default:
			list = append(list, s.words(in.Words(), s.inline(in, st))...)
		}
	}
	return list
}

// inline is the style of an inline within words that look like st.
func (s *setter) inline(in *markdown.Inline, st style) style {
	if in.Style.Has(markdown.Bold) {
		st.bold = true
	}
	if in.Style.Has(markdown.Italic) {
		st.italic = !st.italic
	}
	st.strike = in.Style.Has(markdown.Strike)
	st.under = in.Style.Has(markdown.Underline)
	switch {
	case in.Style.Has(markdown.CodeSpan), in.Style.Has(markdown.Key):
		st.family, st.size, st.ground = assets.Mono, st.size*0.86, true
	case in.Style.Has(markdown.Marked):
		st.ground = true
	}
	switch {
	case in.Style.Has(markdown.Sub):
		st.rise, st.size = -st.size*0.15, st.size*0.75
	case in.Style.Has(markdown.Sup):
		st.rise, st.size = st.size*0.35, st.size*0.75
	case in.Style.Has(markdown.Small):
		st.size *= 0.85
	}
	if link := in.Attrs().Link; link != "" {
		s.link(link, &st)
	}
	return st
}

// link makes a style that of a link, if it leads anywhere.
func (s *setter) link(dest string, st *style) {
	if id, ok := strings.CutPrefix(dest, "#"); ok {
		st.ink, st.to = linked, s.anchor("#"+id)
		return
	}
	p := s.b.Posts[s.post]
	if p.Link == nil {
		return
	}
	address, post, ok := p.Link(dest)
	switch {
	case !ok:
	case post < 0 && len(address) > maxAddress:
		s.note("a link whose address is longer than %d bytes leads nowhere", maxAddress)
	case post >= 0:
		st.ink, st.to = linked, s.begins[post]
	default:
		st.ink, st.address = linked, policy.Address(address)
	}
}

// fold breaks pieces into lines of at most width. Blanks at the end of a line
// are dropped; a word that is wider than a line is broken where it must be.
func (s *setter) fold(list []piece, width float64) [][]piece {
	var lines [][]piece
	var line []piece
	used, gap := 0.0, 0.0 // of the line; of the blanks at its end
	flush := func() {
		for len(line) > 0 && line[len(line)-1].blank {
			line = line[:len(line)-1]
		}
		lines = append(lines, line)
		line, used, gap = nil, 0, 0
	}
	for i := 0; i < len(list); {
		if p := list[i]; p.end || p.blank {
			switch {
			case p.end:
				if len(line) == 0 {
					line = []piece{{st: p.st}}
				}
				flush()
			case used > 0:
				line = append(line, p)
				gap += p.w
			}
			i++
			continue
		}
		from, w := i, 0.0
		for ; i < len(list) && !list[i].blank && !list[i].end; i++ {
			w += list[i].w
		}
		if used > 0 && used+gap+w > width {
			flush()
		}
		unit := list[from:i]
		if w > width {
			for _, p := range s.split(unit, width) {
				if used > 0 && used+p.w > width {
					flush()
				}
				line = append(line, p)
				used += p.w
			}
			continue
		}
		line = append(line, unit...)
		used += gap + w
		gap = 0
	}
	if len(line) > 0 {
		flush()
	}
	return lines
}

// split makes pieces of a word so small that each fits into a line, ending
// behind a stroke or hyphen where one is near.
func (s *setter) split(word []piece, width float64) []piece {
	var list []piece
	for _, p := range word {
		if p.box != nil || p.pic != nil || p.text == "" {
			list = append(list, p)
			continue
		}
		start, w := 0, 0.0
		for at, r := range p.text {
			a := s.f.width(string(r), p.st)
			if w+a > width/4 && (w+a > width || strings.HasSuffix(p.text[start:at], "/") || strings.HasSuffix(p.text[start:at], "-") || w+a > width/2 || wide(r)) {
				part := p
				part.text, part.w = p.text[start:at], w
				list = append(list, part)
				p.name = ""
				start, w = at, 0
			}
			w += a
		}
		p.text, p.w = p.text[start:], w
		list = append(list, p)
	}
	return list
}

// wide tells whether a line may end before r, as in scripts without blanks.
func wide(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// height is that of a line, and how far below its top the baseline is.
func height(line []piece, least style) (h, base float64) {
	up, down := baseline(least), least.leading-baseline(least)
	for _, p := range line {
		switch {
		case p.box != nil:
			up, down = max(up, p.box.Height+2), max(down, p.box.Depth+2)
		case p.pic != nil:
			up = max(up, p.pic.h+2)
		}
	}
	return up + down, up
}

// baseline is how far the baseline is below the top of a line of that style.
func baseline(st style) float64 { return (st.leading-st.size)/2 + st.size*0.8 }

// lines sets pieces between x and x+w, page by page.
func (s *setter) lines(x, w float64, list []piece, a align) {
	if len(list) == 0 {
		return
	}
	set := s.fold(list, w)
	st := list[0].st
	st.leading = max(st.leading, 1)
	for i, line := range set {
		h, base := height(line, st)
		need := h
		if i == 0 && len(set) > 1 || i == len(set)-2 { // no line of a paragraph alone on its page
			need += st.leading
		}
		s.room(need)
		at := x
		switch free := w - span(line); a {
		case alignCenter:
			at += free / 2
		case alignRight:
			at += free
		}
		s.line(at, line, base)
		s.y += h
	}
}

func span(line []piece) (w float64) {
	for _, p := range line {
		w += p.w
	}
	return w
}

// line sets a line whose baseline is base below y; 0 is that of its first
// piece.
func (s *setter) line(x float64, line []piece, base float64) {
	if base == 0 && len(line) > 0 {
		base = baseline(line[0].st)
	}
	y := s.y + base
	s.reach(x, y, line)
	for _, p := range line {
		if p.name != "" {
			s.here(p.name)
		}
		switch {
		case p.box != nil:
			s.paint(x, y, p.box, p.st.ink)
			s.hidden(x, y, p.w, p.text)
		case p.pic != nil:
			s.place(p.pic, x, y-p.pic.h)
		case p.text != "":
			s.decorate(x, y, p)
		}
		x += p.w
	}
}

// reach makes links of the pieces of a line that lead somewhere, one of those
// beside each other that lead to the same place: a PDF file writes the address
// of each anew.
func (s *setter) reach(x, y float64, line []piece) {
	for i := 0; i < len(line); {
		from, w, st := x, 0.0, line[i].st
		for ; i < len(line) && line[i].st.to == st.to && line[i].st.address == st.address; i++ {
			w += line[i].w
			st.size = max(st.size, line[i].st.size)
		}
		x += w
		s.leads(from, y, w, st)
	}
}

// leads makes a link of what stands w wide on a baseline.
func (s *setter) leads(x, y, w float64, st style) {
	up := st.size * 0.8
	switch {
	case st.to > 0:
		s.pdf.Link(x, y-up, w, st.size*1.1, st.to)
	case st.address != "":
		s.pdf.LinkString(x, y-up, w, st.size*1.1, st.address)
	}
}

// decorate writes letters with what is behind and on them.
func (s *setter) decorate(x, y float64, p piece) {
	up := p.st.size * 0.8
	if p.st.ground {
		c := s.b.Theme.Light.Code
		s.pdf.SetFillColor(int(c.R), int(c.G), int(c.B))
		s.pdf.Rect(x, y-p.st.rise-up, p.w, p.st.size*1.12, "F")
	}
	if !p.blank {
		s.text(x, y, p.text, p.st)
	}
	s.draw(p.st.ink)
	s.pdf.SetLineWidth(p.st.size * 0.05)
	if p.st.under {
		s.pdf.Line(x, y+p.st.size*0.13, x+p.w, y+p.st.size*0.13)
	}
	if p.st.strike {
		s.pdf.Line(x, y-p.st.size*0.27, x+p.w, y-p.st.size*0.27)
	}
}
