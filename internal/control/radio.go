package control

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/internal/look"
)

const radioRow = 34

// Radio is a list of which one is chosen, by a click or the arrow keys.
type Radio struct {
	widget.BaseWidget
	Items    [][2]string // name and what it is for
	Chosen   int
	OnChange func(i int)
	OnKey    func(*fyne.KeyEvent) bool // sees keys first

	focused bool
}

var (
	_ fyne.Focusable = (*Radio)(nil)
	_ fyne.Tappable  = (*Radio)(nil)
)

// NewRadio makes a list with the first row chosen.
func NewRadio(items [][2]string, onChange func(int)) *Radio {
	r := &Radio{Items: items, OnChange: onChange}
	r.ExtendBaseWidget(r)
	return r
}

func (r *Radio) choose(i int) {
	if i < 0 || i >= len(r.Items) || i == r.Chosen {
		return
	}
	r.Chosen = i
	r.Refresh()
	if r.OnChange != nil {
		r.OnChange(i)
	}
}

// Tapped implements fyne.Tappable.
func (r *Radio) Tapped(e *fyne.PointEvent) { r.choose(int(e.Position.Y / radioRow)) }

// FocusGained implements fyne.Focusable.
func (r *Radio) FocusGained() { r.focused = true; r.Refresh() }

// FocusLost implements fyne.Focusable.
func (r *Radio) FocusLost() { r.focused = false; r.Refresh() }

// TypedRune implements fyne.Focusable.
func (r *Radio) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (r *Radio) TypedKey(e *fyne.KeyEvent) {
	if r.OnKey != nil && r.OnKey(e) {
		return
	}
	switch e.Name {
	case fyne.KeyUp:
		r.choose(r.Chosen - 1)
	case fyne.KeyDown:
		r.choose(r.Chosen + 1)
	}
}

// CreateRenderer implements fyne.Widget.
func (r *Radio) CreateRenderer() fyne.WidgetRenderer {
	d := &radioRenderer{r: r, ring: canvas.NewRectangle(nil)}
	d.ring.CornerRadius, d.ring.StrokeWidth = look.Radius, 2
	d.Refresh()
	return d
}

type radioRenderer struct {
	r       *Radio
	ring    *canvas.Rectangle
	objects []fyne.CanvasObject
	size    fyne.Size
}

func (d *radioRenderer) Destroy()                     {}
func (d *radioRenderer) Objects() []fyne.CanvasObject { return d.objects }
func (d *radioRenderer) MinSize() fyne.Size {
	return fyne.NewSize(200, float32(len(d.r.Items))*radioRow)
}

func (d *radioRenderer) Layout(size fyne.Size) {
	if d.size != size {
		d.size = size
		d.Refresh()
	}
}

func (d *radioRenderer) Refresh() {
	d.objects = d.objects[:0]
	for i, it := range d.r.Items {
		y := float32(i) * radioRow
		chosen := i == d.r.Chosen
		circle := canvas.NewCircle(nil)
		circle.StrokeColor, circle.StrokeWidth = look.Color(look.Edge), 1.5
		if chosen {
			circle.StrokeColor, circle.StrokeWidth = look.Color(look.Accent), 4
		}
		circle.Move(fyne.NewPos(6, y+11))
		circle.Resize(fyne.NewSize(12, 12))
		face := look.Sans
		if chosen {
			face = look.SansBold
		}
		name := text(it[0], look.TextSize, face)
		name.Color = look.Color(look.Ink)
		Place(name, 32, y, radioRow)
		note := text(Fit(it[1], d.size.Width-200, look.TextSize, look.Sans), look.TextSize, look.Sans)
		note.Color = look.Color(look.Muted)
		Place(note, 190, y, radioRow)
		line := canvas.NewRectangle(look.Color(look.Line))
		line.Move(fyne.NewPos(0, y+radioRow-1))
		line.Resize(fyne.NewSize(d.size.Width, 1))
		d.objects = append(d.objects, line, circle, name, note)
		if chosen && d.r.focused {
			d.ring.StrokeColor = look.Color(look.Accent)
			d.ring.Move(fyne.NewPos(0, y+2))
			d.ring.Resize(fyne.NewSize(d.size.Width, radioRow-5))
			d.objects = append(d.objects, d.ring)
		}
	}
	canvas.Refresh(d.r)
}
