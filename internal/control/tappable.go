package control

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Tappable makes an object do something when it is clicked, without taking
// the focus.
type Tappable struct {
	widget.BaseWidget
	object fyne.CanvasObject
	do     func()
}

var (
	_ fyne.Tappable      = (*Tappable)(nil)
	_ fyne.Focusable     = (*Tappable)(nil)
	_ fyne.Disableable   = (*Tappable)(nil)
	_ desktop.Cursorable = (*Tappable)(nil)
)

// NewTappable wraps an object.
func NewTappable(o fyne.CanvasObject, do func()) *Tappable {
	t := &Tappable{object: o, do: do}
	t.ExtendBaseWidget(t)
	return t
}

// Tapped implements fyne.Tappable.
func (t *Tappable) Tapped(*fyne.PointEvent) { t.do() }

// Cursor implements desktop.Cursorable.
func (t *Tappable) Cursor() desktop.Cursor { return desktop.PointerCursor }

// CreateRenderer implements fyne.Widget.
func (t *Tappable) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(t.object) }

// It is a fyne.Focusable that cannot have the focus, so that a click leaves
// the focus where it is.

// FocusGained implements fyne.Focusable.
func (t *Tappable) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (t *Tappable) FocusLost() {}

// TypedRune implements fyne.Focusable.
func (t *Tappable) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (t *Tappable) TypedKey(*fyne.KeyEvent) {}

// Disabled implements fyne.Disableable.
func (t *Tappable) Disabled() bool { return true }

// Enable implements fyne.Disableable.
func (t *Tappable) Enable() {}

// Disable implements fyne.Disableable.
func (t *Tappable) Disable() {}
