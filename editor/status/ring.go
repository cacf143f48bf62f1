package status

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/internal/theme"
)

const (
	ringSize  = 14 // pixels
	ringFine  = 3  // times as many are drawn
	ringSteps = 24
)

// ring shows how much of a goal is reached as a part of a circle.
type ring struct {
	widget.BaseWidget
	step int // of ringSteps; below 0 nothing is shown
}

func newRing() *ring {
	r := &ring{step: -1}
	r.ExtendBaseWidget(r)
	return r
}

// set shows a share from 0 to 1, or nothing below 0.
func (r *ring) set(share float64) {
	step := -1
	if share >= 0 {
		step = int(share * ringSteps) // it is full when the goal is reached, and no sooner
	}
	if step != r.step {
		r.step = step
		r.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (r *ring) CreateRenderer() fyne.WidgetRenderer {
	x := &ringRenderer{r: r}
	x.Refresh()
	return x
}

type ringRenderer struct {
	r     *ring
	shows look
	list  []fyne.CanvasObject
}

// look is what decides on an image.
type look struct {
	step      int
	way, done color.NRGBA
}

func (x *ringRenderer) Destroy()                     {}
func (x *ringRenderer) Objects() []fyne.CanvasObject { return x.list }

func (x *ringRenderer) MinSize() fyne.Size {
	if x.r.step < 0 {
		return fyne.Size{}
	}
	return fyne.NewSize(ringSize, ringSize)
}

func (x *ringRenderer) Layout(size fyne.Size) {
	for _, o := range x.list {
		o.Move(fyne.NewPos(0, float32(int((size.Height-ringSize)/2))))
		o.Resize(fyne.NewSize(ringSize, ringSize))
	}
}

func (x *ringRenderer) Refresh() {
	l := look{x.r.step, theme.Color(theme.Line), theme.Color(theme.Muted)}
	if l.step == ringSteps {
		l.done = theme.Color(theme.OK)
	}
	if l == x.shows && len(x.list) > 0 {
		return
	}
	x.shows, x.list = l, nil
	if l.step >= 0 {
		x.list = []fyne.CanvasObject{canvas.NewImageFromImage(l.draw())} // another object, since each shows one image all its life
	}
	x.Layout(x.r.Size())
	canvas.Refresh(x.r)
}

// draw draws the circle, clockwise from its top.
func (l look) draw() image.Image {
	const n = ringSize * ringFine
	const outer, inner = n/2 - 1, n/2 - 1 - 2.2*ringFine
	m := image.NewNRGBA(image.Rect(0, 0, n, n))
	for y := range n {
		for x := range n {
			dx, dy := float64(x)+0.5-n/2, float64(y)+0.5-n/2
			d := math.Hypot(dx, dy)
			cover := min(1, max(0, outer-d+0.5)) * min(1, max(0, d-inner+0.5))
			turn := math.Atan2(dx, -dy) / (2 * math.Pi)
			if turn < 0 {
				turn++
			}
			c := l.way
			if turn*ringSteps < float64(l.step) {
				c = l.done
			}
			c.A = uint8(float64(c.A) * cover)
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}
