package preview

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-text/typesetting/segmenter"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/math"
	"galley.app/galley/preview/markdown/syntax"
)

// setter sets units in type. It is for one goroutine.
type setter struct {
	ts     *typeset.Measurer
	size   sizes
	art    func(src string) picture           // what is known of an image
	tint   func(*markdown.Block) []syntax.Run // the colours of code, as far as they are known
	sketch func(source string) picture        // what is known of a diagram; nil: none is drawn
	wrap   bool                               // long lines of code are continued on the next line

	segments segmenter.Segmenter // of a paragraph, into what may stand on a line
	math     *math.Font          // nil until a formula is set
	asked    []string            // images of the unit that is being set
	titles   map[string]string   // of its links, by their destinations
}

func (l *setter) picture(src string) picture {
	l.asked = append(l.asked, src)
	return l.art(src)
}

// picture is an image as the page needs it.
type picture struct {
	src   string
	w, h  int      // natural size in pixels; 0 while it is not known
	notes []string // why it cannot be shown, if it cannot
	math  *formula // it is one, set among words
}

func itoa(n int) string { return strconv.Itoa(n) }

// noteLink is the destination of a footnote's mark: a place on the page.
func noteLink(n int) string { return notePrefix + itoa(n) }

const notePrefix = "#\x00note-"

// backLink is the destination of the arrow behind a footnote: its mark.
func backLink(n int) string { return notePrefix + backInfix + itoa(n) }

const backInfix = "back-"

// noteOf takes the number of a footnote out of a destination on the page: of the
// footnote itself, or of the mark that leads to it.
func noteOf(dest string) (number int, back, ok bool) {
	n, ok := strings.CutPrefix(dest, notePrefix)
	n, back = strings.CutPrefix(n, backInfix)
	number, _ = strconv.Atoi(n)
	return number, back, ok
}

// arrow leads from a footnote back to its mark.
const arrow = "\u00a0↩"

// set sets a unit for a column of the given width.
func (l *setter) set(u *unit, width int) *frame {
	f := &frame{width: width}
	l.asked, l.titles = nil, nil
	x := min(u.place.indent, width*2/3)
	w := width - x
	if u.hidden {
		f.stops = []stop{{0, u.start}}
		return f
	}
	switch u.kind {
	case summaryUnit:
		f.height = l.summary(f, u, x, w)
	case foldEndUnit:
	case textUnit:
		f.height = l.text(f, u, x, w)
	case headingUnit:
		v := l.headingVoice(u)
		p := l.paragraph(u.in, v)
		p.from = u.at
		f.height = l.flow(f, p, x, 0, w, v.lead, v.face(0), u.align())
		f.height = max(f.height, v.lead.line)
	case codeUnit:
		f.height = l.code(f, u, x, w, markdown.AlignLeft)
	case mathUnit:
		f.height = l.formula(f, u, x, w)
	case diagramUnit:
		f.height = l.diagram(f, u, x, w)
	case htmlUnit:
		f.height = l.html(f, u, x, w)
	case ruleUnit:
		f.rects = append(f.rects, rectBox{x: x, y: l.size.px(8), w: w, h: 1, fill: assets.RoleLine})
		f.height = l.size.px(16) + 1
	case rowUnit:
		f.height = l.row(f, u, x, w)
	case notesUnit:
		f.rects = append(f.rects, rectBox{x: x, y: l.size.px(12), w: min(w, l.size.px(96)), h: 1, fill: assets.RoleEdge})
		f.height = l.size.px(12) + 1
	case emptyUnit:
		f.height = l.voice(u).lead.line
	case headerUnit:
		f.height = l.header(f, u.header, w)
	case cardUnit:
		f.height = u.draw(l, f, w)
	case hintUnit:
		f.height = l.say(f, hint, typeset.Font{Face: typeset.Sans, Size: l.size.caption.size}, l.size.body, 0, w, 0)
	}
	f.art, f.titles = l.asked, l.titles
	l.dress(f, u, x)
	if len(f.stops) == 0 || f.stops[0].y > 0 {
		f.stops = append([]stop{{0, u.start}}, f.stops...)
	}
	f.stops[0].src = u.start
	return f
}

// hint is what a page without a word says.
const hint = "The page appears here as you write."

// header sets the page's heading: title, date and reading time.
func (l *setter) header(f *frame, h *Header, w int) int {
	if h.Feed {
		return l.feedHeader(f, h, w)
	}
	t := &l.size.theme
	v := voice{lead: l.size.headings[0], bold: !t.Regular, ink: assets.RoleInk, faces: &l.size.head}
	if t.Tint {
		v.ink = assets.RoleAccent
	}
	align := markdown.AlignNone
	if t.Centre {
		align = markdown.AlignCenter
	}
	p := &para{words: strings.TrimSpace(h.Title)}
	p.to = len(p.words)
	p.add(p.words, style{font: v.face(0), ink: v.ink}, 0, 0)
	y := l.flow(f, p, 0, 0, w, v.lead, v.face(0), align)
	f.stops = nil
	meta := h.Date
	if h.Minutes > 0 {
		if meta != "" {
			meta += " · "
		}
		meta += itoa(h.Minutes) + " min read"
	}
	if meta == "" {
		return y
	}
	return l.say(f, meta, typeset.Font{Face: typeset.Sans, Size: l.size.caption.size}, l.size.caption, y+l.size.px(4), w, align)
}

// say sets a quiet line of the page's own at height y and returns its end.
func (l *setter) say(f *frame, s string, fo typeset.Font, lead leading, y, w int, align markdown.Align) int {
	p := &para{}
	p.add(s, style{font: fo, ink: assets.RoleMuted}, 0, 0)
	y += l.flow(f, p, 0, y, w, lead, fo, align)
	f.stops = nil
	return y
}

// voice is the manner of plain text in a unit.
func (l *setter) voice(u *unit) voice {
	v := voice{lead: l.size.body, ink: assets.RoleInk, faces: &l.size.text}
	if u.place.small {
		v.lead = l.size.small
	}
	if u.place.quote {
		v.slant, v.ink = true, assets.RoleMuted
	}
	return v
}

func (l *setter) headingVoice(u *unit) voice {
	t := &l.size.theme
	v := voice{lead: l.size.headings[max(1, min(u.node.Level, 6))], bold: !t.Regular, slant: t.Slant, ink: assets.RoleInk, faces: &l.size.head}
	if t.Tint {
		v.ink = assets.RoleAccent
	}
	return v
}

// text sets a paragraph. One that consists of images alone is a figure.
func (l *setter) text(f *frame, u *unit, x, w int) int {
	if figures(u.in) {
		return l.figures(f, u, x, w)
	}
	v := l.voice(u)
	p := l.paragraph(u.in, v)
	p.from = u.at
	if u.back > 0 {
		p.at = p.to // not of the post
		p.add(arrow, style{font: typeset.Font{Face: typeset.Sans, Size: v.lead.size}, ink: assets.RoleLink, link: backLink(u.back), rise: 1}, u.end, u.end)
	}
	return l.flow(f, p, x, 0, w, v.lead, v.face(0), u.align())
}

// dress adds what stands beside the text: bars of quotes and an item's mark.
func (l *setter) dress(f *frame, u *unit, x int) {
	for i, bar := range u.place.bars {
		top := 0
		if i < len(u.place.bars)-u.opens {
			top = -u.gap // joined to the unit above
		}
		if bar < x {
			f.rects = append(f.rects, rectBox{x: bar, y: top, w: l.size.px(3), h: f.height - top, fill: assets.RoleAccent})
		}
	}
	if u.mark == nil {
		return
	}
	x = min(u.mark.at, f.width*2/3)
	v := l.voice(u)
	if u.kind == headingUnit {
		v.lead = l.headingVoice(u).lead
	}
	base := l.ts.Baseline(typeset.Font{Face: l.size.text[0], Size: v.lead.size}, v.lead.line)
	if u.kind == codeUnit {
		base += l.size.px(6)
	}
	mid := base - round(float32(v.lead.size)*0.29) // half of the height of an x
	m := u.mark
	switch {
	case m.text != "":
		fo, ink := typeset.Font{Face: l.size.text[0], Size: v.lead.size}, assets.RoleInk
		if u.place.small || u.place.quote {
			ink = assets.RoleMuted
		}
		wide := round(l.ts.Width(fo, m.text))
		if m.task != markdown.NoTask {
			l.box(f, m, x-m.box, mid)
		}
		x -= m.box
		f.texts = append(f.texts, textBox{
			s: m.text, font: fo, ink: ink,
			x: max(0, x-l.size.px(8)-wide), y: base - l.ts.Drop(fo), w: wide,
		})
	case m.task != markdown.NoTask:
		l.box(f, m, x-l.size.indent, mid)
	default:
		l.bullet(f, m, x-l.size.indent, mid)
	}
}

// bullet is a disc, in an inner list a ring, further in a square.
func (l *setter) bullet(f *frame, m *mark, x, mid int) {
	d := l.size.px(4) * 2
	b := rectBox{x: x + l.size.px(1), y: mid - d/2, w: d, h: d, radius: d / 2, round: allCorners, fill: assets.RoleInk}
	switch m.depth {
	case 0:
	case 1:
		b.fill, b.stroke = "", assets.RoleInk
	default:
		b.x, b.y, b.w, b.h, b.radius, b.round = b.x+1, b.y+1, d-2, d-2, 0, 0
	}
	f.rects = append(f.rects, b)
}

// box is a task's box, with a tick if it is done.
func (l *setter) box(f *frame, m *mark, x, mid int) {
	d := l.size.px(14)
	b := rectBox{x: max(0, x), y: mid - d/2, w: d, h: d, radius: l.size.px(3), round: allCorners, stroke: assets.RoleEdge}
	if m.task == markdown.Done {
		b.fill, b.stroke = assets.RoleMuted, ""
		fo := typeset.Font{Face: typeset.SansBold, Size: l.size.px(11)}
		w := round(l.ts.Width(fo, tick))
		f.texts = append(f.texts, textBox{
			s: tick, font: fo, ink: assets.RolePage,
			x: b.x + (d-w+1)/2, y: b.y + l.ts.Baseline(fo, d) - l.ts.Drop(fo), w: w,
		})
	}
	f.rects = append(f.rects, b)
	f.task = b
}

const tick = "✓"

// lines sets the text of a unit line by line in the code face.
func (l *setter) lines(f *frame, u *unit, x, y, w int, ink assets.Role, align markdown.Align) int {
	fo := typeset.Font{Face: typeset.Mono, Size: l.size.code.size}
	lead := l.size.code.line
	base := l.ts.Baseline(fo, lead) - l.ts.Drop(fo)
	src, rest, said := u.src, u.text, u.at
	for {
		ln, tail, more := strings.Cut(rest, "\n")
		f.stop(y, src)
		src += len(ln) + 1
		shown, done := untab(ln), 0
		for _, part := range l.fold(fo, shown, w) {
			if part != "" {
				wide := round(l.ts.Width(fo, part))
				at := x
				if align == markdown.AlignCenter {
					at += max(0, (w-wide)/2)
				}
				f.texts = append(f.texts, textBox{
					s: part, font: fo, ink: ink, x: at, y: y + base, w: wide,
					at: said + along(shown, ln, done), to: said + along(shown, ln, done+len(part)), top: y, tall: lead,
				})
			}
			done += len(part)
			y += lead
		}
		if !more {
			return y
		}
		rest = tail
		said += len(ln) + 1
	}
}

// fold breaks a line of code into parts that fit into w pixels.
func (l *setter) fold(fo typeset.Font, s string, w int) []string {
	one := l.ts.Space(fo)
	if isASCII(s) {
		n := max(1, int(float32(w)/one))
		if len(s) <= n {
			return []string{s}
		}
		var parts []string
		for len(s) > n {
			at := n
			if i := strings.LastIndexByte(s[:n], ' '); i > n*2/3 {
				at = i + 1
			}
			parts, s = append(parts, s[:at]), s[at:]
		}
		return append(parts, s)
	}
	if utf8.RuneCountInString(s) < 400 && l.ts.Width(fo, s) <= float32(w) {
		return []string{s}
	}
	var parts []string
	from, last := typeset.Cut{}, typeset.Cut{}
	for _, c := range l.ts.Cuts(fo, s) {
		if c.X-from.X > float32(w) && last.Off > from.Off {
			parts = append(parts, s[from.Off:last.Off])
			from = last
		}
		last = c
	}
	return append(parts, s[from.Off:])
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// untab replaces tabs by spaces up to the next multiple of four columns.
func untab(s string) string {
	if !strings.Contains(s, "\t") {
		return s
	}
	var b strings.Builder
	col := 0
	for _, r := range s {
		if r != '\t' {
			b.WriteRune(r)
			col++
			continue
		}
		for ok := true; ok; ok = col%4 != 0 {
			b.WriteByte(' ')
			col++
		}
	}
	return b.String()
}

// diagram sets a diagram's source under a label.
func (l *setter) diagram(f *frame, u *unit, x, w int) int {
	h, note, ok := l.drawing(f, u, x, w)
	if ok {
		return h
	}
	y := 0
	if u.first {
		fo := typeset.Font{Face: typeset.SansBold, Size: l.size.px(12)}
		label := "Diagram, drawn by the site"
		if u.node.Info != "" {
			label = u.node.Info + " diagram, drawn by the site"
		}
		if note != "" {
			label += " · " + note
		}
		p := &para{}
		p.add(label, style{font: fo, ink: assets.RoleMuted}, u.start, u.start)
		y = l.flow(f, p, x, 0, w, leading{fo.Size, l.size.px(20)}, fo, 0) + l.size.px(4)
	}
	g := &frame{}
	h = l.code(g, u, x, w, markdown.AlignLeft)
	f.add(g, 0, y)
	f.window = g.window
	for _, s := range g.stops {
		f.stop(s.y+y, s.src)
	}
	return y + h
}

// html sets a block of raw HTML as the text that it is.
func (l *setter) html(f *frame, u *unit, x, w int) int {
	return l.lines(f, u, x, 0, w, assets.RoleMuted, markdown.AlignLeft)
}
