package textedit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/text"
)

const (
	clickAgain = 400 * time.Millisecond
	clickNear  = 4 // pixels
	edgeEvery  = 40 * time.Millisecond
)

// mouse is what a press and a drag need to remember.
type mouse struct {
	overBar  bool
	bar      bool    // the thumb is being dragged
	grip     float32 // where on the thumb, from its top
	pressed  bool    // text is being selected
	clicks   int
	last     time.Time
	lastAt   fyne.Position
	from, to int // what the press selected, which a drag keeps selected
	at       fyne.Position
	stopEdge func() // of scrolling while the pointer is beyond an edge
}

// follow keeps a selection under way on the same text.
func (m *mouse) follow(p text.Patch) {
	m.from, m.to = p.Map(m.from, text.Before), p.Map(m.to, text.Before)
}

// hit returns the caret stop nearest to a point of the Editor, and the cluster
// under it.
func (a *Editor) hit(at fyne.Position) (c rows.Caret, under int) {
	row, y := a.settle(), a.top.y
	for more := true; more && y+a.line.height <= at.Y; {
		var below rows.Row
		if below, more = a.rows.Next(row); more {
			row, y = below, y+a.line.height
		}
	}
	for more := true; more && at.Y < y; {
		var above rows.Row
		if above, more = a.rows.Prev(row); more {
			row, y = above, y-a.line.height
		}
	}
	x := at.X - a.column().left
	c.Off, c.End = row.Offset(x)
	c.Goal = -1
	under, _ = row.Under(x)
	return c, under
}

func (a *Editor) countClick(at fyne.Position) int {
	m, now := &a.mouse, a.o.Now()
	d := at.Subtract(m.lastAt)
	if now.Sub(m.last) < clickAgain && max(d.X, -d.X) < clickNear && max(d.Y, -d.Y) < clickNear {
		m.clicks++
	} else {
		m.clicks = 1
	}
	m.last, m.lastAt = now, at
	return m.clicks
}

// MouseDown implements desktop.Mouseable.
func (a *Editor) MouseDown(e *desktop.MouseEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(a); c != nil {
		c.Focus(a)
	}
	if a.s == nil {
		return
	}
	switch {
	case e.Button == desktop.MouseButtonSecondary:
		c, under := a.hit(e.Position)
		if start, end := a.selected(); under < start || under >= end {
			a.act(func() { a.moveTo(c, false) })
		}
	case e.Button != desktop.MouseButtonPrimary:
	case a.onBar(e.Position):
		a.pressBar(e.Position.Y)
	case e.Modifier&fyne.KeyModifierShortcutDefault != 0:
		c, under := a.hit(e.Position)
		if a.isTask(under) {
			a.act(func() { a.s.CheckTaskAt(under) })
			return
		}
		a.addCaret(c)
	default:
		if line, ok := a.foldAt(e.Position); ok {
			a.toggleFold(line)
			return
		}
		if _, under := a.hit(e.Position); a.isTick(under) && e.Modifier&fyne.KeyModifierShift == 0 {
			a.act(func() { a.s.CheckTaskAt(under) })
			return
		}
		a.press(e.Position, e.Modifier&fyne.KeyModifierShift != 0)
	}
}

// press starts a selection: one click at the caret, two with the word, three
// with the line.
func (a *Editor) press(at fyne.Position, extend bool) {
	m := &a.mouse
	m.pressed, m.at = true, at
	c, under := a.hit(at)
	a.act(func() {
		switch n := a.countClick(at); {
		case extend:
			m.clicks = 1
			m.from = max(a.s.Primary().Anchor, a.rows.From())
			m.to = m.from
			a.moveTo(c, true)
		case n == 1:
			m.from, m.to = c.Off, c.Off
			a.moveTo(c, false)
		default:
			m.from, m.to = a.unit(under)
			a.s.Select(text.Selection{Anchor: m.from, Head: m.to})
		}
	})
}

// isTask tells whether the cluster at off is of a task's box, which a click with
// Ctrl checks.
func (a *Editor) isTask(off int) bool {
	start, end, ok := a.s.TaskAt(off)
	return ok && off >= start && off < end
}

// isTick tells whether the cluster at off is between the brackets of a task's
// box, which a click checks; the caret gets there by the keys.
func (a *Editor) isTick(off int) bool {
	start, end, ok := a.s.TaskAt(off)
	return ok && off > start && off < end-1
}

// unit is what a double or triple click selects.
func (a *Editor) unit(off int) (start, end int) {
	switch {
	case a.mouse.clicks%3 == 2:
		return a.rows.Word(off)
	case a.mouse.clicks%3 == 0:
		return a.rows.Line(off)
	}
	return off, off
}

// MouseUp implements desktop.Mouseable.
func (a *Editor) MouseUp(*desktop.MouseEvent) { a.stopDrag() }

// Dragged implements fyne.Draggable.
func (a *Editor) Dragged(e *fyne.DragEvent) {
	m := &a.mouse
	switch {
	case a.s == nil:
	case m.bar:
		a.scrollToBar(e.Position.Y - m.grip)
	case m.pressed:
		m.at = e.Position
		a.dragTo()
		if beyond := a.beyond(); beyond != 0 && m.stopEdge == nil {
			m.stopEdge = a.o.After(edgeEvery, a.edge)
		}
	}
}

// DragEnd implements fyne.Draggable.
func (a *Editor) DragEnd() {
	a.stopDrag()
	// Fyne took the focus away if the pointer was over nothing that can have it.
	if c := fyne.CurrentApp().Driver().CanvasForObject(a); c != nil {
		c.Focus(a)
	}
}

func (a *Editor) stopDrag() {
	m := &a.mouse
	hot := m.bar
	m.pressed, m.bar = false, false
	if m.stopEdge != nil {
		m.stopEdge()
		m.stopEdge = nil
	}
	if hot {
		a.draw()
	}
}

// dragTo selects from what was pressed to where the pointer is, in words or
// lines after a double or triple click.
func (a *Editor) dragTo() {
	m := &a.mouse
	at := m.at
	at.Y = max(0, min(at.Y, a.height()-1))
	c, under := a.hit(at)
	x := text.Selection{Anchor: m.from, Head: c.Off}
	if m.clicks%3 != 1 {
		start, end := a.unit(under)
		x.Head = end
		if start < m.from {
			x.Anchor, x.Head = m.to, start
		}
	}
	a.caret = c
	a.s.Select(x)
	a.wake()
	a.finish()
}

// beyond is how far the pointer is above (below 0) or below the Editor.
func (a *Editor) beyond() float32 {
	y := a.mouse.at.Y
	return min(y, 0) + max(y-a.height(), 0)
}

// edge scrolls a step, the faster the farther the pointer is away, and goes on
// while it is.
func (a *Editor) edge() {
	m := &a.mouse
	m.stopEdge = nil
	d := a.beyond()
	if !m.pressed || d == 0 || a.s == nil {
		return
	}
	step := max(4, min(max(d, -d)/2, 3*a.line.height))
	if d < 0 {
		step = -step
	}
	a.top.y -= round32(step)
	a.settle()
	a.dragTo()
	m.stopEdge = a.o.After(edgeEvery, a.edge)
}

// onBar tells whether a point is on the scroll bar.
func (a *Editor) onBar(at fyne.Position) bool {
	return a.s != nil && at.X >= a.Size().Width-barZone && at.X <= a.Size().Width && a.bar(a.settle()).shown
}

// pressBar takes hold of the thumb, or turns a page towards the pointer.
func (a *Editor) pressBar(y float32) {
	b := a.bar(a.settle())
	page := float32(a.page()) * a.line.height
	switch {
	case y < b.y:
		a.scrollBy(-page)
	case y >= b.y+b.length:
		a.scrollBy(page)
	default:
		a.mouse.bar, a.mouse.grip = true, y-b.y
		a.draw()
	}
}

// MouseIn implements desktop.Hoverable.
func (a *Editor) MouseIn(e *desktop.MouseEvent) { a.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (a *Editor) MouseMoved(e *desktop.MouseEvent) {
	a.setOverBar(a.onBar(e.Position))
	a.pointAt(e.Position)
}

// MouseOut implements desktop.Hoverable.
func (a *Editor) MouseOut() {
	a.setOverBar(false)
	a.pointAway()
}

func (a *Editor) setOverBar(on bool) {
	if a.mouse.overBar != on {
		a.mouse.overBar = on
		a.draw()
	}
}

// Cursor implements desktop.Cursorable.
func (a *Editor) Cursor() desktop.Cursor {
	if a.mouse.overBar || a.mouse.bar {
		return desktop.DefaultCursor
	}
	if _, ok := a.foldAt(a.fold.at); ok {
		return desktop.PointerCursor
	}
	if a.s != nil {
		_, under := a.hit(a.fold.at)
		if a.isTick(under) || a.o.Modifiers()&fyne.KeyModifierShortcutDefault != 0 && a.isTask(under) {
			return desktop.PointerCursor
		}
	}
	return desktop.TextCursor
}

// TappedSecondary shows the context menu.
func (a *Editor) TappedSecondary(e *fyne.PointEvent) {
	if a.s != nil {
		_, under := a.hit(e.Position)
		a.contextMenu(under, e.AbsolutePosition, 0)
	}
}

// ShowMenu shows the context menu at the caret.
func (a *Editor) ShowMenu() {
	if a.s == nil {
		return
	}
	a.revealCaret()
	a.finish()
	if at, height, ok := a.CaretBox(); ok {
		a.contextMenu(a.current().Off, at, height)
	}
}

func (a *Editor) contextMenu(off int, at fyne.Position, height float32) {
	item := func(label string, f func(), off bool) *fyne.MenuItem {
		i := fyne.NewMenuItem(label, f)
		i.Disabled = off
		return i
	}
	none, empty := a.selectedText() == "", a.o.Clipboard().Content() == ""
	menu := fyne.NewMenu("",
		item("Cut", a.cut, none),
		item("Copy", a.copy, none),
		item("Paste", a.paste, empty),
		item("Paste as plain text", a.PastePlain, empty),
		fyne.NewMenuItemSeparator(),
		item("Select all", a.selectAll, false),
	)
	if a.OnMenu != nil {
		a.OnMenu(menu, off, at, height)
		return
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(a); c != nil {
		widget.ShowPopUpMenuAtPosition(menu, c, at.AddXY(0, height))
	}
}
