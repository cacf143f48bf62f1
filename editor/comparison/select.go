package comparison

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
)

const edgeEvery = 40 * time.Millisecond

// mouse is what a press and a drag need to remember.
type mouse struct {
	v        *View
	bar      control.ScrollBar
	pressed  bool // words are being selected
	clicks   control.Clicks
	from, to int           // what the press selected, which a drag keeps selected
	at       fyne.Position // of the drag
	pointer  fyne.Position
	edge     *time.Timer // of scrolling while the pointer is beyond an edge
}

// Selected returns the selected words, without what only stands for folded or moved
// paragraphs.
func (v *View) Selected() string {
	if v.page == nil || v.sel.Empty() {
		return ""
	}
	return v.page.words(v.sel.Start(), v.sel.End())
}

// Copy copies what is selected.
func (v *View) Copy() {
	if s := v.Selected(); s != "" {
		v.o.Copy(s)
	}
}

// SelectAll selects everything.
func (v *View) SelectAll() {
	if v.page != nil {
		v.sel = text.Selection{Head: v.page.text.Len()}
		v.draw()
	}
}

// hit returns the offset nearest to a point of the View, the cluster under it and
// the note there, -1 for none.
func (v *View) hit(at fyne.Position) (off, under, note int) {
	row, y := v.settle(), v.topY
	for more := true; more && y+rowHeight <= at.Y; {
		var below rows.Row
		if below, more = v.rows.Next(row); more {
			row, y = below, y+rowHeight
		}
	}
	left, _ := v.column()
	note = -1
	if at.Y >= y && at.Y < y+rowHeight {
		note = v.page.noteAt(row.Start)
	}
	off, _ = row.Offset(at.X - left)
	under, _ = row.Under(at.X - left)
	return off, under, note
}

// MouseDown implements desktop.Mouseable.
func (v *View) MouseDown(e *desktop.MouseEvent) {
	v.takeFocus()
	m := &v.mouse
	switch {
	case v.page == nil:
	case e.Button != desktop.MouseButtonPrimary:
	case m.bar.Holds(e.Position, v.Size().Width):
		m.bar.Press(e.Position.Y)
		v.draw()
	default:
		off, under, note := v.hit(e.Position)
		if note >= 0 {
			v.toggle(note)
			v.pointAt(e.Position)
			return
		}
		m.press(e.Position, off, under, e.Modifier&fyne.KeyModifierShift != 0)
	}
}

func (v *View) takeFocus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(v); c != nil && c.Focused() != fyne.Focusable(v) {
		v.pointed = true
		c.Focus(v)
	}
}

// press starts a selection: one click where it is, two with the word, three with
// the line.
func (m *mouse) press(at fyne.Position, off, under int, extend bool) {
	v := m.v
	m.pressed, m.at = true, at
	n := m.clicks.Press(at, v.o.Now())
	switch {
	case extend:
		m.clicks.N = 1
		m.from, m.to = v.sel.Anchor, v.sel.Anchor
		v.sel.Head = off
	case n == 1:
		m.from, m.to = off, off
		v.sel = text.Caret(off)
	default:
		m.from, m.to = m.unit(under)
		v.sel = text.Selection{Anchor: m.from, Head: m.to}
	}
	v.draw()
}

// unit is what a double or triple click selects.
func (m *mouse) unit(off int) (start, end int) {
	switch {
	case m.clicks.N%3 == 2:
		return m.v.rows.Word(off)
	case m.clicks.N%3 == 0:
		return m.v.rows.Line(off)
	}
	return off, off
}

// MouseUp implements desktop.Mouseable.
func (v *View) MouseUp(*desktop.MouseEvent) { v.mouse.stop() }

// Dragged implements fyne.Draggable.
func (v *View) Dragged(e *fyne.DragEvent) {
	m := &v.mouse
	switch {
	case v.page == nil:
	case m.bar.Held():
		m.bar.Drag(e.Position.Y)
	case m.pressed:
		m.at = e.Position
		m.dragTo()
		if m.beyond() != 0 && m.edge == nil {
			m.wait()
		}
	}
}

// DragEnd implements fyne.Draggable.
func (v *View) DragEnd() {
	v.mouse.stop()
	v.takeFocus() // Fyne took it away if the pointer was over nothing that can have it
}

func (m *mouse) stop() {
	m.pressed = false
	if m.edge != nil {
		m.edge.Stop()
		m.edge = nil
	}
	if m.bar.Release() {
		m.v.draw()
	}
}

// dragTo selects from what was pressed to where the pointer is, in words or lines
// after a double or triple click.
func (m *mouse) dragTo() {
	v, at := m.v, m.at
	at.Y = max(0, min(at.Y, v.height()-1))
	off, under, _ := v.hit(at)
	x := text.Selection{Anchor: m.from, Head: off}
	if m.clicks.N%3 != 1 {
		start, end := m.unit(under)
		x.Head = max(end, m.to)
		if start < m.from {
			x.Anchor, x.Head = m.to, start
		}
	}
	v.sel = x
	v.draw()
}

// beyond is how far the pointer is above (below 0) or below the View.
func (m *mouse) beyond() float32 { return min(m.at.Y, 0) + max(m.at.Y-m.v.height(), 0) }

func (m *mouse) wait() {
	t := time.AfterFunc(edgeEvery, func() { m.v.o.Post(m.scroll) })
	m.edge = t
}

// scroll scrolls a step, the faster the farther the pointer is away, and goes on
// while it is.
func (m *mouse) scroll() {
	d := m.beyond()
	if m.edge == nil || !m.pressed || d == 0 {
		return
	}
	step := max(4, min(max(d, -d)/2, 3*rowHeight))
	if d < 0 {
		step = -step
	}
	m.v.topY -= round(step)
	m.dragTo()
	m.wait()
}

// MouseIn implements desktop.Hoverable.
func (v *View) MouseIn(e *desktop.MouseEvent) { v.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (v *View) MouseMoved(e *desktop.MouseEvent) {
	if v.mouse.bar.SetOver(v.mouse.bar.Holds(e.Position, v.Size().Width)) {
		v.draw()
	}
	v.pointAt(e.Position)
}

// MouseOut implements desktop.Hoverable.
func (v *View) MouseOut() {
	if v.mouse.bar.SetOver(false) || v.over >= 0 {
		v.over = -1
		v.draw()
	}
}

// pointAt follows the pointer over the notes.
func (v *View) pointAt(at fyne.Position) {
	v.mouse.pointer = at
	over := -1
	if v.page != nil && !v.Size().IsZero() && !v.mouse.bar.Hot() {
		_, _, over = v.hit(at)
	}
	if over != v.over {
		v.over = over
		v.draw()
	}
}

// Cursor implements desktop.Cursorable.
func (v *View) Cursor() desktop.Cursor {
	switch {
	case v.page == nil || v.mouse.bar.Hot():
		return desktop.DefaultCursor
	case v.over >= 0:
		return desktop.PointerCursor
	}
	return desktop.TextCursor
}
