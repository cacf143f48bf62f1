package textedit

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
)

const (
	edgeEvery = 40 * time.Millisecond
)

// mouse selects text and moves the scroll bar: what a press and a drag need to
// remember.
type mouse struct {
	ed       *Editor
	bar      control.ScrollBar
	pressed  bool // text is being selected
	clicks   control.Clicks
	from, to *text.Mark    // what the press selected, which a drag keeps selected
	at       fyne.Position // of the drag
	pointer  fyne.Position
	stopEdge func() // of scrolling while the pointer is beyond an edge
}

// hold marks what a press selected.
func (m *mouse) hold(from, to int) {
	m.release()
	m.from, m.to = m.ed.s.Mark(from, text.Before), m.ed.s.Mark(to, text.Before)
}

// release forgets what a press selected.
func (m *mouse) release() {
	if m.from != nil {
		m.ed.s.Release(m.from)
		m.ed.s.Release(m.to)
		m.from, m.to = nil, nil
	}
}

// MouseDown implements desktop.Mouseable.
func (ed *Editor) MouseDown(e *desktop.MouseEvent) {
	ed.mouse.takeFocus()
	ed.mouse.tellPoint(e.Position, false)
	if ed.s == nil {
		return
	}
	switch {
	case e.Button == desktop.MouseButtonSecondary:
		c, under := ed.view.hit(e.Position)
		if start, end := ed.carets.selected(); under < start || under >= end {
			ed.act(func() { ed.carets.moveTo(c, false) })
		}
	case e.Button != desktop.MouseButtonPrimary:
	case ed.mouse.bar.Holds(e.Position, ed.Size().Width):
		ed.mouse.bar.Press(e.Position.Y)
	case e.Modifier&fyne.KeyModifierShortcutDefault != 0:
		c, under := ed.view.hit(e.Position)
		if ed.mouse.isTask(under) {
			ed.act(func() { ed.s.Do(func(st compose.State) compose.Transaction { return compose.CheckTaskAt(st, under) }) })
			return
		}
		if off, over := ed.OffsetAt(e.Position); over && ed.OnFollow != nil && ed.OnFollow(off) {
			return
		}
		ed.act(func() { ed.carets.toggle(c) })
	default:
		if line, ok := ed.r.foldAt(e.Position); ok {
			ed.toggleFold(line)
			return
		}
		if _, under := ed.view.hit(e.Position); ed.mouse.isTick(under) && e.Modifier&fyne.KeyModifierShift == 0 {
			ed.act(func() { ed.s.Do(func(st compose.State) compose.Transaction { return compose.CheckTaskAt(st, under) }) })
			return
		}
		ed.mouse.press(e.Position, e.Modifier&fyne.KeyModifierShift != 0)
	}
}

// takeFocus gives the Editor the focus, or who has it in its place.
func (m *mouse) takeFocus() {
	var to fyne.Focusable = m.ed
	if m.ed.owner != nil {
		to = m.ed.owner
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(m.ed); c != nil {
		c.Focus(to)
	}
}

// press starts a selection: one click at the caret, two with the word, three
// with the line.
func (m *mouse) press(at fyne.Position, extend bool) {
	m.pressed, m.at = true, at
	c, under := m.ed.view.hit(at)
	if m.ed.view.empty() { // below its only line is no place to write
		c = rows.Caret{Off: m.ed.view.rows.From(), Goal: -1}
	}
	m.ed.act(func() {
		switch n := m.clicks.Press(at, m.ed.o.Now()); {
		case extend:
			m.clicks.N = 1
			from := max(m.ed.s.Primary().Anchor, m.ed.view.rows.From())
			m.hold(from, from)
			m.ed.carets.moveTo(c, true)
		case n == 1:
			m.hold(c.Off, c.Off)
			m.ed.carets.moveTo(c, false)
		default:
			from, to := m.unit(under)
			m.hold(from, to)
			m.ed.s.Select(text.Selection{Anchor: from, Head: to})
		}
	})
}

// isTask reports whether the cluster at off is of a task's box, which a click with
// Ctrl checks.
func (m *mouse) isTask(off int) bool {
	start, end, ok := m.taskAt(off)
	return ok && off >= start && off < end
}

// isTick reports whether the cluster at off is between the brackets of a task's
// box, which a click checks; the caret gets there by the keys.
func (m *mouse) isTick(off int) bool {
	start, end, ok := m.taskAt(off)
	return ok && off > start && off < end-1
}

// taskAt returns the box of the task that off is in. A field has none.
func (m *mouse) taskAt(off int) (start, end int, ok bool) {
	if m.ed.view.field != nil {
		return 0, 0, false
	}
	return compose.TaskAt(m.ed.s.State(), off)
}

// unit is what a double or triple click selects.
func (m *mouse) unit(off int) (start, end int) {
	switch {
	case m.clicks.N%3 == 2:
		return m.ed.view.rows.Word(off)
	case m.clicks.N%3 == 0:
		return m.ed.view.rows.Line(off)
	}
	return off, off
}

// MouseUp implements desktop.Mouseable.
func (ed *Editor) MouseUp(*desktop.MouseEvent) { ed.mouse.stop() }

// Dragged implements fyne.Draggable.
func (ed *Editor) Dragged(e *fyne.DragEvent) {
	m := &ed.mouse
	switch {
	case ed.s == nil:
	case m.bar.Held():
		m.bar.Drag(e.Position.Y)
	case m.pressed:
		m.at = e.Position
		m.dragTo()
		if beyond := m.beyond(); beyond != 0 && m.stopEdge == nil {
			m.stopEdge = ed.o.After(edgeEvery, m.edge)
		}
	}
}

// DragEnd implements fyne.Draggable.
func (ed *Editor) DragEnd() {
	ed.mouse.stop()
	// Fyne took the focus away if the pointer was over nothing that can have it.
	ed.mouse.takeFocus()
}

// stop ends a drag.
func (m *mouse) stop() {
	m.pressed = false
	m.release()
	if m.stopEdge != nil {
		m.stopEdge()
		m.stopEdge = nil
	}
	if m.bar.Release() {
		m.ed.draw()
	}
}

// dragTo selects from what was pressed to where the pointer is, in words or
// lines after a double or triple click.
func (m *mouse) dragTo() {
	at := m.at
	at.Y = max(0, min(at.Y, m.ed.view.height()-1))
	c, under := m.ed.view.hit(at)
	x := text.Selection{Anchor: m.from.Off, Head: c.Off}
	if m.clicks.N%3 != 1 {
		start, end := m.unit(under)
		x.Head = end
		if start < m.from.Off {
			x.Anchor, x.Head = m.to.Off, start
		}
	}
	m.ed.carets.caret = c
	m.ed.s.Select(x)
	m.ed.blink.wake()
	m.ed.finish()
}

// beyond is how far the pointer is above (below 0) or below the Editor.
func (m *mouse) beyond() float32 {
	y := m.at.Y
	return min(y, 0) + max(y-m.ed.view.height(), 0)
}

// edge scrolls a step, the faster the farther the pointer is away, and goes on
// while it is.
func (m *mouse) edge() {
	m.stopEdge = nil
	d := m.beyond()
	if !m.pressed || d == 0 || m.ed.s == nil {
		return
	}
	step := max(4, min(max(d, -d)/2, 3*m.ed.view.line.height))
	if d < 0 {
		step = -step
	}
	m.ed.view.topY -= round32(step)
	m.ed.view.settle()
	m.dragTo()
	m.stopEdge = m.ed.o.After(edgeEvery, m.edge)
}

// scrollTo scrolls to where the thumb was dragged, as a share of the way.
func (m *mouse) scrollTo(share float32) {
	m.ed.view.scrollTo(share)
	m.ed.finish()
}

// turn turns a page up, by being -1, or down.
func (m *mouse) turn(by int) {
	m.ed.scrollBy(float32(by*m.ed.view.page()) * m.ed.view.line.height)
}

// MouseIn implements desktop.Hoverable.
func (ed *Editor) MouseIn(e *desktop.MouseEvent) { ed.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (ed *Editor) MouseMoved(e *desktop.MouseEvent) {
	ed.mouse.setOverBar(ed.mouse.bar.Holds(e.Position, ed.Size().Width))
	ed.mouse.pointAt(e.Position)
	ed.mouse.tellPoint(e.Position, !ed.mouse.pressed && !ed.mouse.bar.Hot())
}

// tellPoint tells OnPoint where the pointer is.
func (m *mouse) tellPoint(at fyne.Position, over bool) {
	if m.ed.OnPoint != nil {
		m.ed.OnPoint(at, over)
	}
}

// OffsetAt returns the offset of the character at a place of the Editor, and whether there is one.
func (ed *Editor) OffsetAt(at fyne.Position) (off int, over bool) {
	if ed.s == nil || at.Y < 0 || at.Y >= ed.view.height() {
		return 0, false
	}
	row, y := ed.view.rowUnder(at.Y)
	x := at.X - ed.view.column().left
	off, end := row.Under(x)
	return off, x >= 0 && at.Y >= y && at.Y < y+ed.view.line.height && off < end
}

// Box returns where the character at an offset begins in the Editor, and how high its row is; not ok while that is
// not visible.
func (ed *Editor) Box(off int) (at fyne.Position, height float32, ok bool) {
	if ed.s == nil || off < ed.view.rows.From() || off > ed.s.Text().Len() {
		return at, 0, false
	}
	row := ed.view.rows.At(off, false)
	y, ok := ed.view.yOf(ed.view.settle(), row, ed.view.height())
	return fyne.NewPos(ed.view.column().left+row.X(off), y), ed.view.line.height, ok
}

// MouseOut implements desktop.Hoverable.
func (ed *Editor) MouseOut() {
	ed.mouse.setOverBar(false)
	ed.mouse.pointAway()
	ed.mouse.tellPoint(fyne.Position{}, false)
}

func (m *mouse) setOverBar(on bool) {
	if m.bar.SetOver(on) {
		m.ed.draw()
	}
}

// Cursor implements desktop.Cursorable.
func (ed *Editor) Cursor() desktop.Cursor {
	if ed.mouse.bar.Hot() {
		return desktop.DefaultCursor
	}
	if _, ok := ed.r.foldAt(ed.mouse.pointer); ok {
		return desktop.PointerCursor
	}
	if ed.s != nil {
		_, under := ed.view.hit(ed.mouse.pointer)
		if ed.mouse.isTick(under) {
			return desktop.PointerCursor
		}
		if ed.o.Modifiers()&fyne.KeyModifierShortcutDefault != 0 {
			off, over := ed.OffsetAt(ed.mouse.pointer)
			if ed.mouse.isTask(under) || over && ed.Leads != nil && ed.Leads(off) {
				return desktop.PointerCursor
			}
		}
	}
	return desktop.TextCursor
}

// TappedSecondary shows the context menu.
func (ed *Editor) TappedSecondary(e *fyne.PointEvent) {
	if ed.s != nil {
		_, under := ed.view.hit(e.Position)
		ed.mouse.menu(under, e.AbsolutePosition, 0)
	}
}

// ShowMenu shows the context menu at the caret.
func (ed *Editor) ShowMenu() {
	if ed.s == nil {
		return
	}
	ed.revealCaret()
	ed.finish()
	if at, height, ok := ed.CaretBox(); ok {
		ed.mouse.menu(ed.carets.current().Off, at, height)
	}
}

// menu shows the context menu for the text at off.
func (m *mouse) menu(off int, at fyne.Position, height float32) {
	ed := m.ed
	item := func(label string, f func(), off bool) *fyne.MenuItem {
		i := fyne.NewMenuItem(label, f)
		i.Disabled = off
		return i
	}
	none, empty := ed.carets.selectedText() == "", ed.o.Clipboard().Content() == ""
	menu := fyne.NewMenu("",
		item("Cut", ed.cut, none),
		item("Copy", ed.copy, none),
		item("Paste", ed.paste, empty && things(ed) == nil),
		item("Paste as plain text", ed.PastePlain, empty),
		fyne.NewMenuItemSeparator(),
		item("Select all", ed.selectAll, false),
	)
	if ed.view.field != nil { // which has no other text than plain
		menu.Items = slices.Delete(menu.Items, 3, 4)
	}
	if ed.OnMenu != nil {
		ed.OnMenu(menu, off, at, height)
		return
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(ed); c != nil {
		widget.ShowPopUpMenuAtPosition(menu, c, at.AddXY(0, height))
	}
}

// pointAt notes where the pointer is: a heading under it shows that it can be
// folded.
func (m *mouse) pointAt(at fyne.Position) {
	m.pointer = at
	over := -1
	if b, ok := m.ed.r.rowAt(at.Y); ok && !m.pressed {
		if i, ok := m.ed.parsed.headingOn(b.row.Line); ok {
			if _, ok := m.ed.parsed.body(i); ok {
				over = m.ed.s.Text().LineStart(b.row.Line)
			}
		}
	}
	if m.ed.fold.pointAt(over) {
		m.ed.draw()
	}
}

// pointAway is pointAt for no place at all.
func (m *mouse) pointAway() {
	m.pointer = fyne.NewPos(-1, -1)
	if m.ed.fold.pointAt(-1) {
		m.ed.draw()
	}
}
