package control

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Ground lies below a whole window and draws nothing. A click on what cannot
// have the focus, such as a label or a line between panes, would take it from
// where the author writes; with a ground below it does not.
type Ground struct{ widget.BaseWidget }

var (
	_ fyne.Focusable   = (*Ground)(nil)
	_ fyne.Disableable = (*Ground)(nil)
)

// NewGround makes a ground.
func NewGround() *Ground {
	g := &Ground{}
	g.ExtendBaseWidget(g)
	return g
}

// FocusGained implements fyne.Focusable.
func (*Ground) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (*Ground) FocusLost() {}

// TypedRune implements fyne.Focusable.
func (*Ground) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (*Ground) TypedKey(*fyne.KeyEvent) {}

// Disabled keeps the ground out of the way of Tab.
func (*Ground) Disabled() bool { return true }

// Enable implements fyne.Disableable.
func (*Ground) Enable() {}

// Disable implements fyne.Disableable.
func (*Ground) Disable() {}

// CreateRenderer implements fyne.Widget.
func (*Ground) CreateRenderer() fyne.WidgetRenderer { return groundRenderer{} }

type groundRenderer struct{}

func (groundRenderer) Destroy()                     {}
func (groundRenderer) Layout(fyne.Size)             {}
func (groundRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (groundRenderer) Objects() []fyne.CanvasObject { return nil }
func (groundRenderer) Refresh()                     {}
