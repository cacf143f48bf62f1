package page

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-text/typesetting/segmenter"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/syntax"
)

// Layouter sets fragments in type. It is for one goroutine.
type Layouter struct {
	Measurer *typeset.Measurer
	Sizes    Sizes
	Image    func(src string) Image             // what is known of an image
	Colours  func(*markdown.Block) []syntax.Run // the colours of code, as far as they are known
	Diagram  func(source string) Image          // what is known of a diagram; nil: none is drawn
	Leads    func(dest string) bool             // whether a link leads anywhere, else its words are plain; nil: all do
	Wrap     bool                               // long lines of code are continued on the next line
	Tallest  int                                // an image or a formula may be; 0 is any height

	segments segmenter.Segmenter // of a paragraph, into what may stand on a line
	asked    []string            // images of the fragment that is being set
	titles   map[string]string   // of its links, by their destinations
}

func (l *Layouter) image(src string) Image {
	l.asked = append(l.asked, src)
	return l.Image(src)
}

// Image is an image as the page needs it.
type Image struct {
	Src           string
	Width, Height int      // natural size in pixels; 0 while it is not known
	Notes         []string // why it cannot be shown, if it cannot
	formula       *Formula // it is one, set among words
}

func itoa(n int) string { return strconv.Itoa(n) }

// noteLink is the destination of a footnote's mark: a place on the page.
func noteLink(n int) string { return notePrefix + itoa(n) }

const notePrefix = "#\x00note-"

// backLink is the destination of the arrow behind a footnote: its mark.
func backLink(n int) string { return notePrefix + backInfix + itoa(n) }

const backInfix = "back-"

// NoteOf takes the number of a footnote out of a destination on the page: of the
// footnote itself, or of the mark that leads to it.
func NoteOf(dest string) (number int, back, ok bool) {
	n, ok := strings.CutPrefix(dest, notePrefix)
	n, back = strings.CutPrefix(n, backInfix)
	number, _ = strconv.Atoi(n)
	return number, back, ok
}

// arrow leads from a footnote back to its mark.
const arrow = "\u00a0↩"

// Layout sets a fragment for a column of the given width.
func (l *Layouter) Layout(u *Fragment, width int) *Frame {
	f := &Frame{width: width}
	l.asked, l.titles = nil, nil
	x := min(u.place.indent, width*2/3)
	w := width - x
	if u.Hidden {
		f.Stops = []Stop{{0, u.Start}}
		return f
	}
	switch u.Kind {
	case SummaryFragment:
		f.Height = l.summary(f, u, x, w)
	case FoldEndFragment:
	case TextFragment:
		f.Height = l.text(f, u, x, w)
	case HeadingFragment:
		v := l.headingVoice(u)
		p := l.paragraph(u.inlines, v)
		p.from = u.at
		f.Height = l.flow(f, p, x, 0, w, v.lead, v.face(0), u.align())
		f.Height = max(f.Height, v.lead.Line)
	case CodeFragment:
		f.Height = l.code(f, u, x, w, markdown.AlignLeft)
	case MathFragment:
		f.Height = l.formula(f, u, x, w)
	case DiagramFragment:
		f.Height = l.diagram(f, u, x, w)
	case HTMLFragment:
		f.Height = l.html(f, u, x, w)
	case RuleFragment:
		f.Rects = append(f.Rects, RectBox{X: x, Y: l.Sizes.Px(8), Width: w, Height: 1, Fill: assets.RoleLine})
		f.Height = l.Sizes.Px(16) + 1
	case RowFragment:
		if l.Crowded(u, width) {
			f.Height = l.line(f, u, x, w)
			break
		}
		f.Height = l.row(f, u, x, w)
	case NotesFragment:
		f.Rects = append(f.Rects, RectBox{X: x, Y: l.Sizes.Px(12), Width: min(w, l.Sizes.Px(96)), Height: 1, Fill: assets.RoleEdge})
		f.Height = l.Sizes.Px(12) + 1
	case EmptyFragment:
		v := l.voice(u)
		p := &para{}
		l.arrow(p, u, v)
		f.Height = max(v.lead.Line, l.flow(f, p, x, 0, w, v.lead, v.face(0), markdown.AlignNone))
	case HeaderFragment:
		f.Height = l.header(f, u.Header, w)
	case CardFragment, EntryFragment:
		f.Height = u.draw(l, f, w)
	case HintFragment:
		f.Height = l.say(f, hint, typeset.Font{Face: typeset.Sans, Size: l.Sizes.caption.size}, l.Sizes.Body, 0, w, 0)
	}
	f.images, f.LinkTitles = l.asked, l.titles
	l.decorate(f, u, x)
	if len(f.Stops) == 0 || f.Stops[0].Y > 0 {
		f.Stops = append([]Stop{{0, u.Start}}, f.Stops...)
	}
	f.Stops[0].Src = u.Start
	return f
}

// hint is what a page without a word says.
const hint = "The page appears here as you write."

// header sets the page's heading: title and the line below it.
func (l *Layouter) header(f *Frame, h *Header, w int) int {
	if h.Feed {
		return l.feedHeader(f, h, w)
	}
	t := &l.Sizes.theme
	v := voice{lead: l.Sizes.headings[0], bold: !t.Regular, ink: assets.RoleInk, faces: &l.Sizes.head}
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
	f.Stops = nil
	if h.Byline == "" {
		return y
	}
	return l.say(f, h.Byline, typeset.Font{Face: typeset.Sans, Size: l.Sizes.caption.size}, l.Sizes.caption, y+l.Sizes.Px(4), w, align)
}

// say sets a quiet line of the page's own at height y and returns its end.
func (l *Layouter) say(f *Frame, s string, fo typeset.Font, lead Leading, y, w int, align markdown.Align) int {
	p := &para{}
	p.add(s, style{font: fo, ink: assets.RoleMuted}, 0, 0)
	y += l.flow(f, p, 0, y, w, lead, fo, align)
	f.Stops = nil
	return y
}

// voice is the manner of plain text in a fragment.
func (l *Layouter) voice(u *Fragment) voice {
	v := voice{lead: l.Sizes.Body, ink: assets.RoleInk, faces: &l.Sizes.text}
	if u.place.small {
		v.lead = l.Sizes.small
	}
	if u.place.quote {
		v.slant, v.ink = true, assets.RoleMuted
	}
	return v
}

func (l *Layouter) headingVoice(u *Fragment) voice {
	t := &l.Sizes.theme
	v := voice{lead: l.Sizes.headings[max(1, min(u.Node.Level, 6))], bold: !t.Regular, slant: t.Slant, ink: assets.RoleInk, faces: &l.Sizes.head}
	if t.Tint {
		v.ink = assets.RoleAccent
	}
	return v
}

// text sets a paragraph. One that consists of images alone is a figure.
func (l *Layouter) text(f *Frame, u *Fragment, x, w int) int {
	if figures(u.inlines) {
		return l.figures(f, u, x, w)
	}
	v := l.voice(u)
	p := l.paragraph(u.inlines, v)
	p.from = u.at
	l.arrow(p, u, v)
	return l.flow(f, p, x, 0, w, v.lead, v.face(0), u.align())
}

// arrow adds the way back from the footnote that ends with a fragment.
func (l *Layouter) arrow(p *para, u *Fragment, v voice) {
	if u.back == 0 {
		return
	}
	words := arrow
	if len(p.text) == 0 {
		words = strings.TrimPrefix(arrow, "\u00a0")
	}
	p.at = p.to // not of the post
	p.add(words, style{font: typeset.Font{Face: typeset.Sans, Size: v.lead.size}, ink: assets.RoleLink, link: backLink(u.back), rise: 1}, u.End, u.End)
}

// decorate adds what stands beside the text: bars of quotes and an item's mark.
func (l *Layouter) decorate(f *Frame, u *Fragment, x int) {
	for i, bar := range u.place.bars {
		top := 0
		if i < len(u.place.bars)-u.opens {
			top = -u.Gap // joined to the fragment above
		}
		if bar < x {
			f.Rects = append(f.Rects, RectBox{X: bar, Y: top, Width: l.Sizes.Px(3), Height: f.Height - top, Fill: assets.RoleAccent})
		}
	}
	if u.Marker == nil {
		return
	}
	v := l.voice(u)
	if u.Kind == HeadingFragment {
		v.lead = l.headingVoice(u).lead
	}
	base := l.Measurer.Baseline(typeset.Font{Face: l.Sizes.text[0], Size: v.lead.size}, v.lead.Line)
	if u.Kind == CodeFragment {
		base += l.Sizes.Px(6)
	}
	mid := base - round(float32(v.lead.size)*0.29) // half of the height of an x
	l.mark(f, u, u.Marker, v.lead, base, mid)
}

// mark draws the mark of an item beside its first line, whose letters stand at
// base and whose middle is at mid, and before it the marks of the items that begin
// there as well.
func (l *Layouter) mark(f *Frame, u *Fragment, m *marker, lead Leading, base, mid int) {
	if m.outer != nil {
		l.mark(f, u, m.outer, lead, base, mid)
	}
	x := min(m.at, f.width*2/3)
	switch {
	case m.text != "":
		fo, ink := typeset.Font{Face: l.Sizes.text[0], Size: lead.size}, assets.RoleInk
		if u.place.small || u.place.quote {
			ink = assets.RoleMuted
		}
		wide := round(l.Measurer.Width(fo, m.text))
		if m.task != markdown.NoTask {
			l.box(f, m, x-m.box, mid)
		}
		x -= m.box
		f.Texts = append(f.Texts, TextBox{
			Text: m.text, Font: fo, Role: ink,
			X: max(0, x-l.Sizes.Px(8)-wide), Y: base - l.Measurer.Drop(fo), Width: wide,
		})
	case m.task != markdown.NoTask:
		l.box(f, m, x-l.Sizes.indent, mid)
	default:
		l.bullet(f, m, x-l.Sizes.indent, mid)
	}
}

// bullet is a disc, in an inner list a ring, further in a square.
func (l *Layouter) bullet(f *Frame, m *marker, x, mid int) {
	d := l.Sizes.Px(4) * 2
	b := RectBox{X: x + l.Sizes.Px(1), Y: mid - d/2, Width: d, Height: d, Radius: d / 2, Corners: AllCorners, Fill: assets.RoleInk}
	switch m.depth {
	case 0:
	case 1:
		b.Fill, b.Stroke = "", assets.RoleInk
	default:
		b.X, b.Y, b.Width, b.Height, b.Radius, b.Corners = b.X+1, b.Y+1, d-2, d-2, 0, 0
	}
	f.Rects = append(f.Rects, b)
}

// box is a task's box, with a tick if it is done.
func (l *Layouter) box(f *Frame, m *marker, x, mid int) {
	d := l.Sizes.Px(14)
	b := RectBox{X: max(0, x), Y: mid - d/2, Width: d, Height: d, Radius: l.Sizes.Px(3), Corners: AllCorners, Stroke: assets.RoleEdge}
	if m.task == markdown.Done {
		b.Fill, b.Stroke = assets.RoleMuted, ""
		fo := typeset.Font{Face: typeset.SansBold, Size: l.Sizes.Px(11)}
		w := round(l.Measurer.Width(fo, tick))
		f.Texts = append(f.Texts, TextBox{
			Text: tick, Font: fo, Role: assets.RolePage,
			X: b.X + (d-w+1)/2, Y: b.Y + l.Measurer.Baseline(fo, d) - l.Measurer.Drop(fo), Width: w,
		})
	}
	f.Rects = append(f.Rects, b)
	f.Task = b
}

const tick = "✓"

// lines sets the text of a fragment line by line in the code face.
func (l *Layouter) lines(f *Frame, u *Fragment, x, y, w int, ink assets.Role, align markdown.Align) int {
	fo := typeset.Font{Face: typeset.Mono, Size: l.Sizes.code.size}
	lead := l.Sizes.code.Line
	base := l.Measurer.Baseline(fo, lead) - l.Measurer.Drop(fo)
	src, rest, said := u.src, u.text, u.at
	for {
		ln, tail, more := strings.Cut(rest, "\n")
		f.stop(y, src)
		src += len(ln) + 1
		shown, done := untab(ln), 0
		for _, part := range l.fold(fo, shown, w) {
			if part != "" {
				wide := round(l.Measurer.Width(fo, part))
				at := x
				if align == markdown.AlignCenter {
					at += max(0, (w-wide)/2)
				}
				f.Texts = append(f.Texts, TextBox{
					Text: part, Font: fo, Role: ink, X: at, Y: y + base, Width: wide,
					From: said + along(shown, ln, done), To: said + along(shown, ln, done+len(part)), Top: y, Tall: lead,
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
func (l *Layouter) fold(fo typeset.Font, s string, w int) []string {
	one := l.Measurer.Space(fo)
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
	if utf8.RuneCountInString(s) < 400 && l.Measurer.Width(fo, s) <= float32(w) {
		return []string{s}
	}
	var parts []string
	from, last := typeset.Cut{}, typeset.Cut{}
	for _, c := range l.Measurer.Cuts(fo, s) {
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
func (l *Layouter) diagram(f *Frame, u *Fragment, x, w int) int {
	h, note, ok := l.drawing(f, u, x, w)
	if ok {
		return h
	}
	y := 0
	if u.first {
		fo := typeset.Font{Face: typeset.SansBold, Size: l.Sizes.Px(12)}
		label := "Diagram, drawn by the site"
		if u.Node.Info != "" {
			label = u.Node.Info + " diagram, drawn by the site"
		}
		if note != "" {
			label += " · " + note
		}
		p := &para{}
		p.add(label, style{font: fo, ink: assets.RoleMuted}, u.Start, u.Start)
		y = l.flow(f, p, x, 0, w, Leading{fo.Size, l.Sizes.Px(20)}, fo, 0) + l.Sizes.Px(4)
	}
	g := &Frame{}
	h = l.code(g, u, x, w, markdown.AlignLeft)
	f.add(g, 0, y)
	f.Window = g.Window
	for _, s := range g.Stops {
		f.stop(s.Y+y, s.Src)
	}
	return y + h
}

// html sets a block of raw HTML as the text that it is.
func (l *Layouter) html(f *Frame, u *Fragment, x, w int) int {
	return l.lines(f, u, x, 0, w, assets.RoleMuted, markdown.AlignLeft)
}
