package control

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/internal/theme"
)

// Overlay shows a panel over the window, with the rest under a scrim. It has
// a focus of its own; when it is closed the focus is where it was.
type Overlay struct {
	widget.BaseWidget
	Content fyne.CanvasObject
	Width   float32        // of the panel in pixels
	Top     float32        // distance from the top; 0 puts the panel a little above the middle
	Pad     float32        // between the panel's edge and the content
	At      *fyne.Position // the panel's corner, for what belongs to a field; then there is no scrim
	Up      bool           // At is the lower right corner, and the panel grows upwards
	// OnCancel is called when the scrim is clicked; nil leaves it open.
	OnCancel func()

	canvas fyne.Canvas
	tips   *Tips
}

// OverlayEdge is the least distance between the panel and the window's edge.
const OverlayEdge = 8

var (
	_ fyne.Tappable    = (*Overlay)(nil)
	_ fyne.Focusable   = (*Overlay)(nil)
	_ fyne.Disableable = (*Overlay)(nil)
)

// A click on the scrim does not take the focus from what is open: Fyne leaves it
// where the click hits what could have it, which the Overlay never takes.

// FocusGained implements fyne.Focusable.
func (o *Overlay) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (o *Overlay) FocusLost() {}

// TypedRune implements fyne.Focusable.
func (o *Overlay) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (o *Overlay) TypedKey(*fyne.KeyEvent) {}

// Disabled keeps the overlay out of the way of Tab.
func (o *Overlay) Disabled() bool { return true }

// Enable implements fyne.Disableable.
func (o *Overlay) Enable() {}

// Disable implements fyne.Disableable.
func (o *Overlay) Disable() {}

// Open puts the panel over the canvas and the focus on first, if there is one.
func (o *Overlay) Open(c fyne.Canvas, first fyne.Focusable) {
	o.ExtendBaseWidget(o)
	o.canvas = c
	if o.tips == nil {
		o.tips = NewTips(fyne.Do)
	}
	c.Overlays().Add(o)
	o.Resize(c.Size())
	if first != nil {
		c.Focus(first)
	}
}

// IsOpen reports whether the panel is over a canvas.
func (o *Overlay) IsOpen() bool { return o.canvas != nil }

// Close takes the panel away.
func (o *Overlay) Close() {
	if o.canvas != nil {
		o.tips.Leave()
		o.canvas.Overlays().Remove(o)
		o.canvas = nil
	}
}

// Tapped implements fyne.Tappable: it is the scrim that was hit.
func (o *Overlay) Tapped(e *fyne.PointEvent) {
	if o.OnCancel != nil {
		o.OnCancel()
	}
}

// TappedSecondary takes a menu away, as a tap does.
func (o *Overlay) TappedSecondary(e *fyne.PointEvent) {
	if o.At != nil {
		o.Tapped(e)
	}
}

// CreateRenderer implements fyne.Widget.
func (o *Overlay) CreateRenderer() fyne.WidgetRenderer {
	r := &overlayRenderer{o: o, scrim: canvas.NewRectangle(nil), panel: newPanel()}
	r.Refresh()
	return r
}

// panel is the overlay's box. It takes taps, so that only the scrim outside
// it cancels, and they do not take the focus away.
type panel struct {
	widget.BaseWidget
	box *canvas.Rectangle
}

var (
	_ fyne.Tappable  = (*panel)(nil)
	_ fyne.Focusable = (*panel)(nil)
)

func newPanel() *panel {
	p := &panel{box: canvas.NewRectangle(nil)}
	p.box.CornerRadius, p.box.StrokeWidth = theme.DialogRadius, 1
	p.ExtendBaseWidget(p)
	return p
}

func (p *panel) Tapped(*fyne.PointEvent)             {}
func (p *panel) FocusGained()                        {}
func (p *panel) FocusLost()                          {}
func (p *panel) TypedRune(rune)                      {}
func (p *panel) TypedKey(*fyne.KeyEvent)             {}
func (p *panel) Disabled() bool                      { return true }
func (p *panel) Enable()                             {}
func (p *panel) Disable()                            {}
func (p *panel) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(p.box) }

type overlayRenderer struct {
	o     *Overlay
	scrim *canvas.Rectangle
	panel *panel
}

func (r *overlayRenderer) Destroy() {}

func (r *overlayRenderer) Objects() []fyne.CanvasObject {
	if r.o.tips == nil {
		return []fyne.CanvasObject{r.scrim, r.panel, r.o.Content}
	}
	return []fyne.CanvasObject{r.scrim, r.panel, r.o.Content, r.o.tips.Object}
}

func (r *overlayRenderer) MinSize() fyne.Size { return fyne.NewSize(100, 100) }

func (r *overlayRenderer) Layout(size fyne.Size) {
	o := r.o
	r.scrim.Resize(size)
	if o.tips != nil {
		o.tips.Object.Resize(size)
	}
	width := fyne.Min(o.Width, size.Width-2*OverlayEdge)
	narrow(o.Content, width-2*o.Pad)
	height := fyne.Min(o.Content.MinSize().Height+2*o.Pad, size.Height-2*OverlayEdge)
	x, y := round((size.Width-width)/2), o.Top
	if y == 0 {
		y = fyne.Max(OverlayEdge, round((size.Height-height)*0.38))
	}
	if y+height > size.Height-OverlayEdge {
		y = fyne.Max(OverlayEdge, size.Height-OverlayEdge-height)
	}
	if at := o.At; at != nil {
		x, y = at.X, at.Y
		if o.Up {
			x, y = at.X-width, at.Y-height
		}
		x = fyne.Max(0, fyne.Min(x, size.Width-width))
		y = fyne.Max(0, fyne.Min(y, size.Height-height))
	}
	r.panel.Move(fyne.NewPos(x, y))
	r.panel.Resize(fyne.NewSize(width, height))
	o.Content.Move(fyne.NewPos(x+o.Pad, y+o.Pad))
	o.Content.Resize(fyne.NewSize(width-2*o.Pad, height-2*o.Pad))
}

func (r *overlayRenderer) Refresh() {
	r.scrim.FillColor = theme.Scrim()
	if r.o.At != nil {
		r.scrim.FillColor = nil
	}
	r.panel.box.FillColor = theme.Color(theme.Over)
	r.panel.box.StrokeColor = theme.Color(theme.Line)
	r.Layout(r.o.Size())
	r.o.Content.Refresh()
	canvas.Refresh(r.o)
}
