package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Ground is the background of a pane that clips what it draws.
//
// Without a graphics card large areas are most of what it costs to paint a
// window. The painter's program for rectangles tests every pixel against the
// four edges and the stroke; the one for lines takes half the time for the same
// area. So a ground is a line as thick as the pane is high, and larger by a bit
// on all sides, because its edges would be soft. Where there is no such painter,
// as in tests, it is a rectangle.
//
// A ground lies on the bare window: in the colour that the window is cleared
// with it draws nothing.
type Ground struct{ fyne.CanvasObject }

const groundOver = 2 // pixels by which the line is larger

// NewGround makes a ground without size or colour.
func NewGround() Ground {
	if onScreen() {
		return Ground{&canvas.Line{}}
	}
	return Ground{&canvas.Rectangle{}}
}

// Fill gives the ground the size of its pane and a colour.
func (g Ground) Fill(size fyne.Size, c color.NRGBA) {
	switch o := g.CanvasObject.(type) {
	case *canvas.Line:
		if o.StrokeColor != c { // an interface: setting it allocates
			o.StrokeColor = c
		}
		o.StrokeWidth = size.Height + 2*groundOver
		if IsBare(c) {
			o.StrokeWidth = 0
		}
		o.Position1 = fyne.NewPos(-groundOver, size.Height/2)
		o.Position2 = fyne.NewPos(size.Width+groundOver, size.Height/2)
	case *canvas.Rectangle:
		o.FillColor = c
		o.Resize(size)
	}
}

// Color is what the ground was filled with.
func (g Ground) Color() color.Color {
	switch o := g.CanvasObject.(type) {
	case *canvas.Line:
		return o.StrokeColor
	case *canvas.Rectangle:
		return o.FillColor
	}
	return nil
}
