// Package textimage draws text for panes that show much of it, as images cut to
// their ink.
//
// Where much of a window is painted, as for each step of scrolling, a pixel of
// text is what costs most without a graphics card. A canvas.Text is as high as
// its line and is looked up by all that it consists of, several times a frame;
// an image is as high as its letters and is looked up by its address, and a new
// one is drawn from glyphs that are there already. Both look the same.
package textimage

import (
	"image"
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/internal/typeset"
)

// Renderer draws texts and keeps those that stay. Where Fyne does not paint with
// the graphics card, as in tests, it draws nothing, and its owner falls back on
// canvas.Text.
type Renderer struct {
	raster *rasteriser
	live   map[key]*Text
	old    map[key]*Text // of the drawing before
	scale  float32
}

// key tells texts of one drawing apart.
type key struct {
	s     string
	style style
	nth   int // of those that are alike
}

// Text is a drawn text.
type Text struct {
	object *canvas.Raster // nil if there is no ink
	image  *image.RGBA    // nil if there is no ink
	s      string
	style  style
}

// NewRenderer makes a Renderer, for the goroutine that owns the window, which draws in
// the faces of o what is of none of the embedded ones.
func NewRenderer(o *typeset.Fallback) *Renderer {
	p := &Renderer{live: map[key]*Text{}, old: map[key]*Text{}}
	if _, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		p.raster = newRasteriser(o)
	}
	return p
}

// Scale is the number of pixels of the screen to one of the window that o is
// in, as far as is known; 1 before the window is shown.
func Scale(o fyne.CanvasObject) float32 {
	d := fyne.CurrentApp().Driver()
	if c := d.CanvasForObject(o); c != nil && c.Scale() > 0 {
		return c.Scale()
	}
	for _, w := range d.AllWindows() {
		if s := w.Canvas().Scale(); s > 0 {
			return s
		}
	}
	return 1
}

// Begin starts a drawing of a pane's texts, at a scale.
func (p *Renderer) Begin(scale float32) {
	p.scale = scale
	p.live, p.old = p.old, p.live
}

// Write draws s with its top left corner at a place on whole pixels. The object
// is nil if there is no ink; ok is false for what the Renderer cannot draw.
func (p *Renderer) Write(s string, f typeset.Face, size float32, c color.NRGBA, at fyne.Position) (o fyne.CanvasObject, ok bool) {
	if p.raster == nil {
		return nil, false
	}
	k := key{s: s, style: style{f, size, p.scale, c}}
	for p.live[k] != nil {
		k.nth++
	}
	t := p.old[k]
	if t != nil {
		delete(p.old, k)
	} else if t, ok = p.New(s, f, size, c, p.scale); !ok {
		return nil, false
	}
	p.live[k] = t
	return t.Place(at), true
}

// End ends a drawing: what it did not need any more goes.
func (p *Renderer) End() {
	for k, t := range p.old {
		p.Free(t)
		delete(p.old, k)
	}
}

// New draws a text that stays until it is given to Free.
func (p *Renderer) New(s string, f typeset.Face, size float32, c color.NRGBA, scale float32) (t *Text, ok bool) {
	if p.raster == nil {
		return nil, false
	}
	m, ok := p.raster.rasterise(s, style{f, size, scale, c})
	if !ok {
		return nil, false
	}
	// Never an object that showed another text: Fyne keeps an object's texture
	// for a minute, and a Refresh is lost where it has forgotten the object's
	// window before that.
	t = &Text{image: m, s: s, style: style{f, size, scale, c}}
	if m != nil {
		t.object = canvas.NewRaster(t.paint)
		t.object.ScaleMode = canvas.ImageScalePixels
		t.object.Resize(fyne.NewSize(float32(m.Rect.Dx())/scale, float32(m.Rect.Dy())/scale))
	}
	return t, true
}

// paint returns the image, as long as the text is shown: Fyne holds on to the
// object for a minute more, which must not hold on to the image.
func (t *Text) paint(int, int) image.Image {
	if t.image == nil {
		return image.Transparent
	}
	return t.image
}

// Again is New, but takes the text out of those that were there before if it is
// one of them.
func (p *Renderer) Again(was *[]*Text, s string, f typeset.Face, size float32, c color.NRGBA, scale float32) (t *Text, ok bool) {
	for i, t := range *was {
		if t.style == (style{f, size, scale, c}) && t.s == s {
			*was = slices.Delete(*was, i, i+1)
			return t, true
		}
	}
	return p.New(s, f, size, c, scale)
}

// Free tells that a text is not shown any more, so that what Fyne keeps of it
// can go at once and not after a minute.
func (p *Renderer) Free(t *Text) {
	if t.object != nil {
		t.object.Refresh()
	}
	t.image, t.object = nil, nil
}

// Place moves the text's top left corner and returns its object, nil if there
// is no ink.
func (t *Text) Place(at fyne.Position) fyne.CanvasObject {
	if t.image == nil {
		return nil
	}
	min := t.image.Rect.Min
	if to := at.AddXY(float32(min.X)/t.style.scale, float32(min.Y)/t.style.scale); t.object.Position() != to {
		t.object.Move(to)
	}
	return t.object
}
