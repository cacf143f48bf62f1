package control

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/internal/theme"
)

// listRenderer keeps a pool of each kind of object; entry i of a pool is used
// for the i-th thing of that kind that can be seen.
type listRenderer struct {
	l                         *List
	frame, mark, hover, thumb *canvas.Rectangle
	ring                      *canvas.Rectangle // the frame's edge, over the rows
	texts                     []*canvas.Text
	boxes                     []*canvas.Rectangle
	ticks                     []*canvas.Image
	dots                      []*canvas.Circle
	used                      struct{ texts, boxes, ticks, dots int }
	check                     fyne.Resource
	ink                       color.NRGBA // of it
	ground                    color.NRGBA
	objects                   []fyne.CanvasObject
	size                      fyne.Size
}

func (r *listRenderer) Destroy()                     {}
func (r *listRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *listRenderer) MinSize() fyne.Size           { return fyne.NewSize(100, 2*listPad+r.l.height()) }
func (r *listRenderer) IsClip()                      {}

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
	l := r.l
	r.ground = theme.Color(theme.Field)
	l.edge(r.ring)
	if l.Ground != "" {
		r.ground, r.ring.StrokeWidth, r.frame.CornerRadius = theme.Color(l.Ground), 0, 0
	}
	r.frame.FillColor = r.ground
	r.frame.Resize(r.size)
	r.ring.Resize(r.size)
	r.objects = append(r.objects[:0], r.frame)
	r.used.texts, r.used.boxes, r.used.ticks, r.used.dots = 0, 0, 0, 0
	if l.n == 0 && l.Empty != "" {
		r.text(Fit(l.Empty, r.size.Width-28, theme.TextSize, theme.Sans), 14, listPad, l.height(), theme.TextSize, theme.Sans, theme.Muted)
	}
	for i := l.rowAt(l.top); i < l.n && l.y(i) < l.top+r.size.Height; i++ {
		if y := l.y(i) - l.top; l.head(i) {
			r.text(l.Row(i).Title, 12, y+8, 16, theme.SmallSize, theme.Sans, theme.Muted)
		} else {
			r.row(i, l.Row(i), y)
		}
	}
	if y, h := l.thumb(); h > 0 {
		r.thumb.FillColor = theme.Dim(theme.Color(theme.Edge), r.ground, 0.5)
		r.thumb.Move(fyne.NewPos(r.size.Width-7, round(y)+2))
		r.thumb.Resize(fyne.NewSize(4, round(h)-4))
		r.objects = append(r.objects, r.thumb)
	}
	r.objects = append(r.objects, r.ring)
	canvas.Refresh(l)
}

func (r *listRenderer) row(i int, row Row, y float32) {
	l, h := r.l, r.l.height()
	right := r.size.Width - 14
	if _, thumb := l.thumb(); thumb > 0 {
		right -= 4
	}
	back := func(rect *canvas.Rectangle, fill color.NRGBA) {
		rect.FillColor, rect.StrokeWidth = fill, 0
		rect.Move(fyne.NewPos(4, y))
		rect.Resize(fyne.NewSize(right+10-4, h))
		r.objects = append(r.objects, rect)
	}
	switch {
	case i == l.current && (l.Choice || l.focused):
		fill := theme.Color(theme.Code)
		if l.Choice {
			fill = theme.Color(theme.Sel)
		}
		back(r.mark, fill)
		if l.focused && l.Ground != "" {
			r.mark.StrokeColor, r.mark.StrokeWidth = theme.Color(theme.Accent), 2
		}
	case i == l.under:
		back(r.hover, theme.Dim(theme.Color(theme.Line), r.ground, 0.5))
	}
	x := float32(14)
	if row.Box != NoBox {
		r.box(row.Box, x, y+round((h-16)/2))
		x += 26
	}
	line := h
	if row.Under != "" {
		line = 20
		y += round((h - 38) / 2)
	}
	if row.Dot {
		r.dot(row, x, y+round((line-8)/2))
		x += 16
	}
	if row.Mark != "" {
		t := r.text(row.Mark, x, y, line, theme.SmallSize, theme.Sans, row.Ink)
		x += round(t.MinSize().Width) + 8
	}
	under := right
	if row.Note != "" {
		note := Fit(row.Note, (right-x)*0.42, theme.SmallSize, theme.Sans)
		right -= round(Measure(note, theme.SmallSize, theme.Sans))
		r.text(note, right, y, line, theme.SmallSize, theme.Sans, theme.Muted)
		right -= 12
	}
	face, ink := theme.Sans, theme.Ink
	if row.Bold {
		face = theme.SansBold
	}
	if row.Faded {
		ink = theme.Muted
	}
	r.text(Fit(row.Title, right-x, theme.TextSize, face), x, y, line, theme.TextSize, face, ink)
	if row.Under != "" {
		r.text(Fit(row.Under, under-x, theme.SmallSize, theme.Sans), x, y+20, 18, theme.SmallSize, theme.Sans, theme.Muted)
	}
}

func (r *listRenderer) text(s string, x, y, line, size float32, face theme.Face, ink fyne.ThemeColorName) *canvas.Text {
	if r.used.texts == len(r.texts) {
		r.texts = append(r.texts, text("", size, face))
	}
	t := r.texts[r.used.texts]
	r.used.texts++
	t.TextSize = size
	say(t, s, face, theme.Color(ink))
	Place(t, x, y, line)
	r.objects = append(r.objects, t)
	return t
}

func (r *listRenderer) box(kind Box, x, y float32) {
	if r.used.boxes == len(r.boxes) {
		b := canvas.NewRectangle(nil)
		b.CornerRadius = 4
		b.Resize(fyne.NewSize(16, 16))
		r.boxes = append(r.boxes, b)
	}
	b := r.boxes[r.used.boxes]
	r.used.boxes++
	b.FillColor, b.StrokeColor, b.StrokeWidth = theme.Color(theme.Field), theme.Color(theme.Edge), 1
	b.Move(fyne.NewPos(x, y))
	r.objects = append(r.objects, b)
	switch kind {
	case Checked:
		b.FillColor, b.StrokeWidth = theme.Color(theme.Accent), 0
		t := r.tick()
		t.Move(fyne.NewPos(x+2, y+2))
		r.objects = append(r.objects, t)
	case Barred:
		t := r.text("–", x, y, 16, theme.TextSize, theme.SansBold, theme.Muted)
		t.Move(fyne.NewPos(round(x+(16-t.MinSize().Width)/2), t.Position().Y))
	}
}

func (r *listRenderer) tick() *canvas.Image {
	if r.used.ticks == len(r.ticks) {
		t := canvas.NewImageFromResource(nil)
		t.Resize(fyne.NewSize(12, 12))
		r.ticks = append(r.ticks, t)
	}
	t := r.ticks[r.used.ticks]
	r.used.ticks++
	if ink := theme.Color(theme.OnAccent); r.check == nil || r.ink != ink {
		r.check, r.ink = theme.Icon("check", ink), ink
	}
	if t.Resource != r.check {
		t.Resource = r.check
		t.Refresh()
	}
	return t
}

// dot is a sign as a shape: filled, or its edge alone.
func (r *listRenderer) dot(row Row, x, y float32) {
	if r.used.dots == len(r.dots) {
		d := canvas.NewCircle(nil)
		d.Resize(fyne.NewSize(8, 8))
		r.dots = append(r.dots, d)
	}
	d := r.dots[r.used.dots]
	r.used.dots++
	d.FillColor, d.StrokeColor, d.StrokeWidth = theme.Color(row.Ink), nil, 0
	if row.Hollow {
		d.FillColor, d.StrokeColor, d.StrokeWidth = nil, theme.Color(row.Ink), 1.5
	}
	d.Move(fyne.NewPos(x, y))
	r.objects = append(r.objects, d)
}
