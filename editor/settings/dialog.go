// Package settings is the dialog of what the writer can choose: a part of the
// table of settings, and the steps that its numbers go by.
package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"galley.app/galley/editor/spell"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

const (
	dialogWidth = 600
	sidePad     = 24
	headHeight  = 52  // title with the button that closes
	footHeight  = 6   // below the rows, where the panel's corners are round
	labelWidth  = 168 // width of the labels before the controls
	rowHeight   = 36
)

// Dialog shows choices in rows. Each change applies at once; there is nothing
// to confirm.
type Dialog struct {
	o            Options
	overlay      *control.Overlay
	scroll       *container.Scroll
	rows         *fyne.Container
	stops        []fyne.Focusable   // in the order of the rows
	refresh      []func()           // shows in a control what is so
	dictionaries []spell.Dictionary // that are installed
	open         bool
}

// choice is a control that can stand in a row.
type choice interface {
	fyne.Widget
	fyne.Focusable
}

// Open shows the dialog. The first choice has the
// focus, not the button above it.
func (d *Dialog) Open() {
	d.rows.Add(control.Space(12))
	d.Refresh()
	inner := container.NewStack(control.NewGround(), container.New(control.Inset{X: sidePad, Y: 0}, d.rows))
	d.scroll = container.NewVScroll(inner)
	title := control.NewLabel("Settings", theme.Ink)
	title.Face, title.TextSize, title.LineHeight = typeset.SansBold, theme.DialogTitle, 24
	closing := control.NewIcon("x", "Close", d.Close)
	head := container.New(control.Inset{X: sidePad, Y: 0}, control.NewBar(8, title, layout.NewSpacer(), closing))
	content := container.New(dialogLayout{inner}, head, control.NewLine(), d.scroll)
	d.overlay = &control.Overlay{Content: content, Width: dialogWidth, OnCancel: d.Close}
	d.open = true
	d.overlay.Open(d.o.Canvas, d.stops[1])
}

// Close takes the dialog away.
func (d *Dialog) Close() {
	if !d.open {
		return
	}
	d.open = false
	d.overlay.Close()
	d.o.Closed()
}

// Refresh shows in all controls what is so.
func (d *Dialog) Refresh() {
	for _, f := range d.refresh {
		f()
	}
}

// dialogLayout puts the head over the rows, which scroll where the window is
// too low for them.
type dialogLayout struct{ inner fyne.CanvasObject }

func (l dialogLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(200, headHeight+1+l.inner.MinSize().Height+footHeight)
}

func (l dialogLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(fyne.NewSize(size.Width, headHeight))
	o[1].Move(fyne.NewPos(0, headHeight))
	o[1].Resize(fyne.NewSize(size.Width, 1))
	o[2].Move(fyne.NewPos(1, headHeight+1))
	o[2].Resize(fyne.NewSize(size.Width-2, size.Height-headHeight-1-footHeight))
}

// rowLayout puts a label beside its control, or a head's words beside its
// button.
type rowLayout struct{ height float32 }

func (l rowLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, l.height) }

func (l rowLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for i, x := range o {
		m := x.MinSize()
		at := fyne.NewPos(0, float32(int((l.height-m.Height)/2)))
		if i > 0 {
			at.X = labelWidth
			m.Width = min(m.Width, size.Width-labelWidth)
		}
		x.Move(at)
		x.Resize(m)
	}
}

// section begins a group of choices, with a button that undoes them.
func (d *Dialog) section(name string, defaults func()) {
	title := control.NewLabel(name, theme.Ink)
	title.Face = typeset.SansBold
	reset := control.NewButton(control.Quiet, "Use defaults", func() {
		defaults()
		d.Refresh()
	})
	bar := container.New(control.FixedHeight(30), control.NewBar(8, title, layout.NewSpacer(), reset))
	d.rows.Add(control.Space(14))
	d.rows.Add(bar)
	d.rows.Add(control.NewLine())
	d.rows.Add(control.Space(6))
	reset.OnKey = d.keyOf(len(d.stops), bar, &reset.OnFocus)
	d.stops = append(d.stops, reset)
}

// row adds a choice; update shows in the control what is so.
func (d *Dialog) row(label string, k choice, onKey *func(*fyne.KeyEvent) bool, onFocus *func(bool), update func()) {
	words := control.NewTappable(control.NewLabel(label, theme.Ink), func() {
		if f := d.o.Canvas; f.Focused() != fyne.Focusable(k) {
			f.Focus(k)
		}
		if c, ok := k.(*control.Check); ok {
			c.Tapped(nil)
		}
	})
	row := container.New(rowLayout{rowHeight}, words, k)
	d.rows.Add(row)
	*onKey = d.keyOf(len(d.stops), row, onFocus)
	d.stops = append(d.stops, k)
	d.refresh = append(d.refresh, update)
}

// keyOf is what keys do in a control besides what is its own; it also brings
// the control into view when it gets the focus.
func (d *Dialog) keyOf(i int, row fyne.CanvasObject, onFocus *func(bool)) func(*fyne.KeyEvent) bool {
	*onFocus = func(gained bool) {
		if gained && d.scroll != nil {
			d.reveal(row)
		}
	}
	return func(e *fyne.KeyEvent) bool {
		to := i
		switch e.Name {
		case fyne.KeyEscape:
			d.Close()
			return true
		case fyne.KeyUp:
			to--
		case fyne.KeyDown:
			to++
		default:
			return false
		}
		n := len(d.stops)
		d.o.Canvas.Focus(d.stops[(to+n)%n])
		return true
	}
}

// reveal scrolls so that a row can be seen.
func (d *Dialog) reveal(row fyne.CanvasObject) {
	y, h := row.Position().Y, row.Size().Height
	off, room := d.scroll.Offset.Y, d.scroll.Size().Height
	switch {
	case room <= 0:
		return
	case y-2*rowHeight < off:
		off = y - 2*rowHeight
	case y+h+rowHeight > off+room:
		off = y + h + rowHeight - room
	default:
		return
	}
	off = max(0, min(off, d.scroll.Content.MinSize().Height-room))
	d.scroll.ScrollToOffset(fyne.NewPos(0, off))
}

// check adds a choice of yes or no, with a note beside the box.
func (d *Dialog) check(label, note string, is func() bool, set func(on bool)) *control.Check {
	c := control.NewCheck(note, func(on bool) {
		set(on)
		d.Refresh()
	})
	d.row(label, c, &c.OnKey, &c.OnFocus, func() { c.SetOn(is()) })
	return c
}

// segment adds a choice of few, which stand beside each other.
func (d *Dialog) segment(label string, items []string, is func() int, set func(i int)) {
	c := control.NewSegment(items, func(i int) {
		set(i)
		d.Refresh()
	})
	d.row(label, c, &c.OnKey, &c.OnFocus, func() { c.Choose(is()) })
}

// stepper adds a choice of n steps.
func (d *Dialog) stepper(label string, n int, value func(i int) string, is func() int, set func(i int)) *control.Stepper {
	c := control.NewStepper(n, value, func(i int) {
		set(i)
		d.Refresh()
	})
	d.row(label, c, &c.OnKey, &c.OnFocus, func() { c.Set(is()) })
	return c
}
