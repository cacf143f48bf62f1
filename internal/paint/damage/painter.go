// Package damage has a window of Fyne's repaint only what changed.
//
// Fyne paints all of a window for any change, and without a graphics card it is
// the pixels that cost: a letter typed into a window of 1400 by 900 moves a
// megapixel. A Painter stands between the canvas and Fyne's own painter. It
// writes down what each frame shows, compares that with what the frame before
// showed, and has Fyne's painter draw the objects of the areas that differ, cut
// to those areas. What is drawn, and how, stays Fyne's business.
//
// What must hold: after a frame the window shows the very pixels that a frame
// painted as a whole would show. So whatever decides on the looks of an object
// is part of what is compared, and what is not known to be compared is painted
// in every frame.
package damage

import (
	"errors"
	"hash/maphash"
	"image"
	"image/color"
	"reflect"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// GL is Fyne's painter of a window. The interface is internal to Fyne; this is
// what it says.
type GL interface {
	Init()
	Capture(fyne.Canvas) image.Image
	// Clear begins a frame with the colour of the background.
	Clear()
	// Free forgets what was kept of an object's looks.
	Free(fyne.CanvasObject)
	// Paint draws an object without what is in it, at a place in a window of that size.
	Paint(o fyne.CanvasObject, at fyne.Position, window fyne.Size)
	SetFrameBufferScale(float32)
	SetOutputSize(width, height int)
	// StartClipping cuts all that follows, Clear included, to an area.
	StartClipping(fyne.Position, fyne.Size)
	StopClipping()
}

// Canvas is what Fyne's canvas of a window can do beyond fyne.Canvas.
type Canvas interface {
	fyne.Canvas
	MinSize() fyne.Size
	ObjectTrees() []fyne.CanvasObject
	SetDirty()
	CheckDirtyAndClear() bool
	EnsureMinSize() bool
	FreeDirtyTextures() uint64
}

// A Surface is what a window's frames are painted on.
type Surface interface {
	// Use runs a function that draws on it.
	Use(func())
	// Show puts what was drawn before the reader's eyes, within Use.
	Show()
	// Kept tells, within Use, whether what was drawn is still there after Show.
	Kept() bool
}

// ErrCanvas is returned for a canvas that is not painted as Fyne's windows are.
var ErrCanvas = errors.New("damage: not a canvas that can be painted in parts")

// touchEvery is how often objects that stay are shown to Fyne's painter, which
// throws away what it did not look at for a minute.
const touchEvery = 20 * time.Second

// Painter paints the frames of a window. It belongs to the goroutine that owns
// the window.
type Painter struct {
	GL
	canvas  Canvas
	surface Surface
	now     func() time.Time
	window  func(fyne.CanvasObject) // asks Fyne for the window of an object

	kept  bool // what was painted is still there when the next frame begins
	whole bool // the next frame cannot build on the last one

	last, next    list
	freed         map[fyne.CanvasObject]bool // since the last frame
	scale         float32                    // of the frame buffer
	width, height int                        // in pixels
	back          color.Color                // behind everything
	minimum       fyne.Size                  // of the canvas, in the last frame
	touched       time.Time
}

// Attach has a shown window's canvas painted by a Painter. Where the surface
// does not keep what was drawn every frame is painted whole.
func Attach(c fyne.Canvas, s Surface, now func() time.Time) (*Painter, error) {
	known, ok := c.(Canvas)
	if !ok {
		return nil, ErrCanvas
	}
	// Both speak of an interface that only Fyne can name, and that GL equals.
	v := reflect.ValueOf(c)
	get, set := v.MethodByName("Painter"), v.MethodByName("SetPainter")
	if !get.IsValid() || !set.IsValid() {
		return nil, ErrCanvas
	}
	gl, ok := get.Call(nil)[0].Interface().(GL)
	if !ok {
		return nil, ErrCanvas
	}
	p := newPainter(known, gl, s, now)
	if set.Type().NumIn() != 1 || !reflect.TypeOf(p).AssignableTo(set.Type().In(0)) {
		return nil, ErrCanvas
	}
	set.Call([]reflect.Value{reflect.ValueOf(p)})
	known.SetDirty()
	return p, nil
}

func newPainter(c Canvas, gl GL, s Surface, now func() time.Time) *Painter {
	p := &Painter{GL: gl, canvas: c, surface: s, now: now, whole: true, scale: 1, freed: map[fyne.CanvasObject]bool{}}
	p.window = func(o fyne.CanvasObject) { fyne.CurrentApp().Driver().CanvasForObject(o) }
	p.last.seed = maphash.MakeSeed()
	p.next.seed = p.last.seed
	s.Use(func() { p.kept = s.Kept() })
	return p
}

// Clear paints a frame. Fyne calls it first when it paints the window itself,
// and then Paint for all that is in it, which is done already.
//
// After such a frame Fyne forgets of each object which window it is in, if nobody
// asked for a minute. It would learn that again by its next frame only: until then
// nothing that such objects change would be shown, and they would have no place.
func (p *Painter) Clear() {
	p.frame()
	for _, t := range p.canvas.ObjectTrees() {
		p.ask(t)
	}
}

// ask asks for the window of an object and of those in it, the hidden ones too,
// but for what hidden widgets consist of: these ask for a frame when they are shown.
func (p *Painter) ask(o fyne.CanvasObject) {
	if o == nil {
		return
	}
	p.window(o)
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		children = o.Objects
	case fyne.Widget:
		if o.Visible() {
			children = test.WidgetRenderer(o).Objects()
		}
	}
	for _, c := range children {
		p.ask(c)
	}
}

// Paint does nothing: Clear did it.
func (p *Painter) Paint(fyne.CanvasObject, fyne.Position, fyne.Size) {}

// StartClipping does nothing: Clear did it.
func (p *Painter) StartClipping(fyne.Position, fyne.Size) {}

// StopClipping does nothing: Clear did it.
func (p *Painter) StopClipping() {}

// Free forgets what was kept of an object's looks.
func (p *Painter) Free(o fyne.CanvasObject) {
	p.freed[o] = true
	p.GL.Free(o)
}

// SetFrameBufferScale is the number of pixels to one of the screen's.
func (p *Painter) SetFrameBufferScale(scale float32) {
	p.scale = scale
	p.GL.SetFrameBufferScale(scale)
}

// SetOutputSize is the window's size in pixels.
func (p *Painter) SetOutputSize(width, height int) {
	if width != p.width || height != p.height {
		p.width, p.height, p.whole = width, height, true
	}
	p.GL.SetOutputSize(width, height)
}

// Lost tells that the window no longer has what was drawn last: a frame is to
// come, and to be painted whole.
func (p *Painter) Lost() {
	p.whole = true
	p.canvas.SetDirty()
}

// Next paints and shows a frame between those that Fyne paints by itself, if the
// canvas asks for one. Where the window is about to get another size it leaves
// the frame to Fyne, since only Fyne can give it that.
func (p *Painter) Next() {
	if p.whole || p.canvas.Size() != p.last.size || p.canvas.MinSize() != p.minimum || p.canvas.Scale()*p.scale != p.last.scale {
		return
	}
	if !p.canvas.CheckDirtyAndClear() {
		return
	}
	p.surface.Use(func() {
		p.canvas.EnsureMinSize()
		p.canvas.FreeDirtyTextures()
		if len(p.frame()) > 0 {
			p.surface.Show()
		}
	})
}

// Keep has nothing forgotten that is in the window, though nothing changes. It
// is to be called more often than touchEvery says.
func (p *Painter) Keep() {
	if !p.whole && p.now().Sub(p.touched) >= touchEvery {
		p.surface.Use(p.touch)
	}
}

// touch shows Fyne's painter what is in the window. The area has no pixels:
// everything is looked up, nothing is drawn.
func (p *Painter) touch() {
	p.touched = p.now()
	p.GL.StartClipping(fyne.Position{}, fyne.Size{})
	for i := range p.last.items {
		p.GL.Paint(p.last.items[i].object, p.last.items[i].at, p.last.size)
	}
	p.GL.StopClipping()
}

// frame paints what differs from the frame before, and tells where that is.
func (p *Painter) frame() region {
	p.next.read(p.canvas.ObjectTrees(), p.canvas.Size(), p.canvas.Scale()*p.scale, p.height)
	back := theme.Color(theme.ColorNameBackground)
	all := image.Rect(0, 0, p.width, p.height)
	var d region
	if p.whole || !p.kept || back != p.back || p.last.size != p.next.size || p.last.scale != p.next.scale {
		d = region{all}
	} else {
		changes(&p.last, &p.next, p.fresh, func(r image.Rectangle) { d.add(r.Intersect(all)) })
		if d.area() > all.Dx()*all.Dy()*3/4 {
			d = region{all}
		}
	}
	for _, r := range d {
		p.paint(&p.next, r)
	}
	p.GL.StopClipping()
	p.last, p.next = p.next, p.last
	p.whole, p.back, p.minimum = false, back, p.canvas.MinSize()
	clear(p.freed)
	switch {
	case len(d) == 1 && d[0] == all:
		p.touched = p.now()
	case p.now().Sub(p.touched) >= touchEvery:
		p.touch()
	}
	return d
}

// fresh tells whether an object may look different though all that is compared
// is equal: a picture is what it was when it was last refreshed. All others are
// drawn from what is compared.
func (p *Painter) fresh(o fyne.CanvasObject) bool {
	switch o.(type) {
	case *canvas.Image, *canvas.Raster, *canvas.LinearGradient, *canvas.RadialGradient:
		return p.freed[o]
	}
	return false
}

// paint draws what lies in an area.
func (p *Painter) paint(l *list, area image.Rectangle) {
	var cut image.Rectangle
	clip := func(r image.Rectangle) {
		if r != cut {
			cut = r
			p.GL.StartClipping(l.units(r))
		}
	}
	clip(area)
	p.GL.Clear()
	for i := range l.items {
		it := &l.items[i]
		if r := it.clip.Intersect(area); it.bounds.Overlaps(area) && !r.Empty() {
			clip(r)
			p.GL.Paint(it.object, it.at, l.size)
		}
	}
}
