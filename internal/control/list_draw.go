package control

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// Box is the check box of a row.
type Box uint8

// NoBox is a row without one; Barred is checked and yet without effect.
const (
	NoBox Box = iota
	Open
	Checked
	Barred
)

// Row is what a row of a List shows.
type Row struct {
	Title  string
	Under  string              // a second line, small
	Note   string              // at the right end, small
	Mark   string              // a sign before the title, in the colour Ink
	Ink    fyne.ThemeColorName // of Mark and Dot
	Dot    bool                // a dot before the title
	Hollow bool                // of which only the edge is drawn
	Box    Box
	Faded  bool // the title is muted
	Bold   bool
}

// listRenderer draws a List.
type listRenderer struct {
	l                  *List
	frame, mark, hover *canvas.Rectangle
	thumb              *canvas.Rectangle
	ring               *canvas.Rectangle // the frame's edge, over the rows
	pen                Pen
	size               fyne.Size
}

func (r *listRenderer) Destroy()                     {}
func (r *listRenderer) Objects() []fyne.CanvasObject { return r.pen.objects }
func (r *listRenderer) IsClip()                      {}

func (r *listRenderer) MinSize() fyne.Size {
	if r.l.Wants != nil {
		return r.l.Wants()
	}
	return fyne.NewSize(100, r.l.Above+r.l.Height+r.l.Below)
}

func (r *listRenderer) Layout(size fyne.Size) {
	if size != r.size {
		grown := size.Height != r.size.Height
		r.size = size
		if grown && r.l.Choice {
			r.l.reveal()
			return
		}
		r.l.scrollTo(r.l.top)
	}
}

func (r *listRenderer) Refresh() {
	l, p := r.l, &r.pen
	p.begin(r.size.Width)
	back := theme.Color(theme.Field)
	r.frame.CornerRadius = theme.Radius
	if l.Ground != "" {
		back, r.frame.CornerRadius = theme.Color(l.Ground), 0
	}
	if !l.Bare {
		r.frame.FillColor = back
		r.frame.Resize(r.size)
		p.add(r.frame)
	}
	l.bar.Set(l.total(), r.size.Height, l.top)
	if l.Steps {
		l.bar.Set(0, 0, 0)
	}
	if _, thumb := l.bar.Thumb(); thumb > 0 {
		p.right -= 4
	}
	if l.n == 0 && l.Empty != "" {
		p.Text(Fit(l.Empty, r.size.Width-2*l.Margin, theme.TextSize, typeset.Sans), l.Margin, l.Above, l.Height-l.Gap, theme.TextSize, typeset.Sans, theme.Muted)
	}
	for i := l.rowAt(l.top); i < l.n && l.y(i) < l.top+r.size.Height; i++ {
		y := l.y(i) - l.top
		p.at = i
		if !l.head(i) {
			r.back(i, y, back)
		}
		switch {
		case l.Draw != nil:
			l.Draw(p, i, y)
		case l.head(i):
			p.Text(l.Row(i).Title, 12, y+8, 16, theme.SmallSize, typeset.Sans, theme.Muted)
		default:
			p.row(l.Row(i), y, l.height(i)-l.Gap)
		}
	}
	if l.bar.Draw(r.thumb, r.size.Width, theme.Dim(theme.Color(theme.Edge), back, 0.5)) {
		p.add(r.thumb)
	}
	if !l.Bare && l.Ground == "" {
		l.edge(r.ring)
		r.ring.Resize(r.size)
		p.add(r.ring)
	}
	canvas.Refresh(l)
}

// back draws what is below row i: the mark of the current one, or of that under
// the pointer.
func (r *listRenderer) back(i int, y float32, ground color.NRGBA) {
	l, mark := r.l, r.mark
	marked := l.Marked != nil && l.Marked(i)
	switch {
	case marked && i != l.current:
		mark = r.pen.mark()
		mark.FillColor, mark.StrokeWidth = theme.Color(theme.Sel), 0
	case i == l.current && (l.Choice || l.focused):
		mark.FillColor, mark.StrokeWidth = theme.Color(theme.Code), 0
		if l.Choice {
			mark.FillColor = theme.Color(theme.Sel)
		}
		if l.focused && l.Ground != "" {
			mark.StrokeColor, mark.StrokeWidth = theme.Color(theme.Accent), l.Ring
		}
	case i == l.under:
		mark = r.hover
		mark.FillColor = theme.Dim(theme.Color(theme.Line), ground, 0.5)
	default:
		return
	}
	right := l.Side
	if _, thumb := l.bar.Thumb(); thumb > 0 {
		right = max(right, 8)
	}
	mark.CornerRadius = l.Corner
	mark.Move(fyne.NewPos(l.Side, y))
	mark.Resize(fyne.NewSize(r.size.Width-l.Side-right, l.height(i)-l.Gap))
	r.pen.add(mark)
}

// A Pen draws the rows of a List. It keeps a pool of each kind of object; entry i
// of a pool is used for the i-th thing of that kind that can be seen.
type Pen struct {
	Width float32 // of the list

	right   float32 // where rows end
	texts   []*canvas.Text
	boxes   []*canvas.Rectangle
	ticks   []*canvas.Image
	dots    []*canvas.Circle
	lines   []*canvas.Rectangle
	marks   []*canvas.Rectangle
	used    struct{ texts, boxes, ticks, dots, lines, marks int }
	check   fyne.Resource
	ink     color.NRGBA // of it
	objects []fyne.CanvasObject
	at      int              // the row that is drawn
	cut     map[int][]string // what was shortened in rows
}

// Fit shortens s to width pixels with an ellipsis. All of it is shown when the pointer rests on the row.
func (p *Pen) Fit(s string, width, size float32, face typeset.Face) string {
	fit := Fit(s, width, size, face)
	if fit != s {
		if p.cut == nil {
			p.cut = map[int][]string{}
		}
		p.cut[p.at] = append(p.cut[p.at], s)
	}
	return fit
}

func (p *Pen) begin(width float32) {
	clear(p.cut)
	p.Width, p.right = width, width-14
	p.objects = p.objects[:0]
	p.used.texts, p.used.boxes, p.used.ticks, p.used.dots, p.used.lines, p.used.marks = 0, 0, 0, 0, 0, 0
}

func (p *Pen) add(o fyne.CanvasObject) { p.objects = append(p.objects, o) }

// row draws a row of that height.
func (p *Pen) row(row Row, y, h float32) {
	x, right := float32(14), p.right
	if row.Box != NoBox {
		p.box(row.Box, x, y+round((h-16)/2))
		x += 26
	}
	line := h
	if row.Under != "" {
		line = 20
		y += round((h - 38) / 2)
	}
	if row.Dot {
		p.Dot(row.Ink, row.Hollow, x, y+round((line-8)/2))
		x += 16
	}
	if row.Mark != "" {
		x += round(p.Text(row.Mark, x, y, line, theme.SmallSize, typeset.Sans, row.Ink)) + 8
	}
	under := right
	if row.Note != "" {
		note := p.Fit(row.Note, (right-x)*0.42, theme.SmallSize, typeset.Sans)
		right -= round(Measure(note, theme.SmallSize, typeset.Sans))
		p.Text(note, right, y, line, theme.SmallSize, typeset.Sans, theme.Muted)
		right -= 12
	}
	face, ink := typeset.Sans, theme.Ink
	if row.Bold {
		face = typeset.SansBold
	}
	if row.Faded {
		ink = theme.Muted
	}
	p.Text(p.Fit(row.Title, right-x, theme.TextSize, face), x, y, line, theme.TextSize, face, ink)
	if row.Under != "" {
		p.Text(p.Fit(row.Under, under-x, theme.SmallSize, typeset.Sans), x, y+20, 18, theme.SmallSize, typeset.Sans, theme.Muted)
	}
}

// Text draws words in a line of that height, and returns how wide they are.
func (p *Pen) Text(s string, x, y, line, size float32, face typeset.Face, ink fyne.ThemeColorName) (width float32) {
	if p.used.texts == len(p.texts) {
		p.texts = append(p.texts, text("", size, face))
	}
	t := p.texts[p.used.texts]
	p.used.texts++
	t.TextSize = size
	say(t, s, face, theme.Color(ink))
	Place(t, x, y, line)
	p.add(t)
	return t.Size().Width
}

// Object draws an object of whoever draws the rows, which is no other row's.
func (p *Pen) Object(o fyne.CanvasObject, x, y, width, height float32) {
	o.Move(fyne.NewPos(round(x), round(y)))
	o.Resize(fyne.NewSize(round(width), round(height)))
	p.add(o)
}

// Marked draws words as Text does, in the room that there is. The bytes of s that
// marks say, in order, stand out: bold, and in the accent's colour. What stands
// before the first is cut where that would not be seen.
func (p *Pen) Marked(s string, marks [][2]int, x, y, line, room, size float32, face typeset.Face, ink fyne.ThemeColorName) {
	from := 0
	if len(marks) > 0 {
		from = firstSeen(s, marks[0], room, size, face)
	}
	end := x + room
	put := func(words string, face typeset.Face, ink fyne.ThemeColorName) {
		const least = 8 // pixels that are worth drawing in
		if words == "" || x > end-least {
			return
		}
		fit := Fit(words, end-x, size, face)
		p.Text(fit, x, y, line, size, face, ink)
		if x += Measure(fit, size, face); fit != words {
			x = end
		}
	}
	if from > 0 {
		put("…", face, ink)
	}
	for _, m := range marks {
		put(s[from:m[0]], face, ink)
		put(s[m[0]:m[1]], typeset.SansBold, theme.Accent)
		from = m[1]
	}
	put(s[from:], face, ink)
}

// firstSeen is from where on words are drawn so that a mark in them can be seen.
func firstSeen(s string, mark [2]int, room, size float32, face typeset.Face) (from int) {
	const cut = 24 // pixels for what stands in the place of the words before
	room -= cut + Measure(s[mark[0]:mark[1]], size, typeset.SansBold)
	if Measure(s[:mark[0]], size, face) <= room {
		return 0
	}
	for Measure(s[from:mark[0]], size, face) > room*0.4 {
		i := strings.IndexByte(s[from:mark[0]], ' ')
		if i < 0 {
			return mark[0]
		}
		from += i + 1
	}
	return from
}

// Line draws a hairline.
func (p *Pen) Line(x, y, width float32) {
	if p.used.lines == len(p.lines) {
		p.lines = append(p.lines, canvas.NewRectangle(nil))
	}
	l := p.lines[p.used.lines]
	p.used.lines++
	l.FillColor = theme.Color(theme.Line)
	l.Move(fyne.NewPos(x, y))
	l.Resize(fyne.NewSize(width, 1))
	p.add(l)
}

// Bar draws a box of one colour with round ends.
func (p *Pen) Bar(ink fyne.ThemeColorName, x, y, width, height float32) {
	b := p.mark()
	b.FillColor, b.StrokeWidth, b.CornerRadius = theme.Color(ink), 0, min(width, height)/2
	b.Move(fyne.NewPos(x, y))
	b.Resize(fyne.NewSize(width, height))
	p.add(b)
}

// mark is an unused rectangle.
func (p *Pen) mark() *canvas.Rectangle {
	if p.used.marks == len(p.marks) {
		p.marks = append(p.marks, canvas.NewRectangle(nil))
	}
	p.used.marks++
	return p.marks[p.used.marks-1]
}

// Dot draws a sign as a shape: filled, or its edge alone.
func (p *Pen) Dot(ink fyne.ThemeColorName, hollow bool, x, y float32) {
	if p.used.dots == len(p.dots) {
		d := canvas.NewCircle(nil)
		d.Resize(fyne.NewSize(8, 8))
		p.dots = append(p.dots, d)
	}
	d := p.dots[p.used.dots]
	p.used.dots++
	d.FillColor, d.StrokeColor, d.StrokeWidth = theme.Color(ink), nil, 0
	if hollow {
		d.FillColor, d.StrokeColor, d.StrokeWidth = nil, theme.Color(ink), 1.5
	}
	d.Move(fyne.NewPos(x, y))
	p.add(d)
}

func (p *Pen) box(kind Box, x, y float32) {
	if p.used.boxes == len(p.boxes) {
		b := canvas.NewRectangle(nil)
		b.CornerRadius = 4
		b.Resize(fyne.NewSize(16, 16))
		p.boxes = append(p.boxes, b)
	}
	b := p.boxes[p.used.boxes]
	p.used.boxes++
	b.FillColor, b.StrokeColor, b.StrokeWidth = theme.Color(theme.Field), theme.Color(theme.Edge), 1
	b.Move(fyne.NewPos(x, y))
	p.add(b)
	switch kind {
	case Checked:
		b.FillColor, b.StrokeWidth = theme.Color(theme.Accent), 0
		t := p.tick()
		t.Move(fyne.NewPos(x+2, y+2))
		p.add(t)
	case Barred:
		dash := Measure("–", theme.TextSize, typeset.SansBold)
		p.Text("–", x+(16-dash)/2, y, 16, theme.TextSize, typeset.SansBold, theme.Muted)
	}
}

func (p *Pen) tick() *canvas.Image {
	if p.used.ticks == len(p.ticks) {
		t := canvas.NewImageFromResource(nil)
		t.Resize(fyne.NewSize(12, 12))
		p.ticks = append(p.ticks, t)
	}
	t := p.ticks[p.used.ticks]
	p.used.ticks++
	if ink := theme.Color(theme.OnAccent); p.check == nil || p.ink != ink {
		p.check, p.ink = theme.Icon("check", ink), ink
	}
	if t.Resource != p.check {
		t.Resource = p.check
		t.Refresh()
	}
	return t
}
