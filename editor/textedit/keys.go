package textedit

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/text"
)

// FocusGained implements fyne.Focusable.
func (a *Editor) FocusGained() { a.setFocus(true) }

// FocusLost implements fyne.Focusable.
func (a *Editor) FocusLost() { a.setFocus(false) }

func (a *Editor) setFocus(on bool) {
	a.focused = on
	a.wake()
	a.draw()
	if a.OnFocus != nil {
		a.OnFocus(on)
	}
}

// AcceptsTab implements fyne.Tabbable.
func (a *Editor) AcceptsTab() bool { return !a.TabMovesFocus }

// TypedRune types a character in place of the selection.
func (a *Editor) TypedRune(r rune) {
	if a.s == nil || unicode.IsControl(r) || a.o.Modifiers()&fyne.KeyModifierSuper != 0 {
		return // Super and a letter is a shortcut of the desktop
	}
	a.act(func() {
		a.clampSelection()
		a.s.Type(string(r))
	})
}

// deleteSelected deletes the selection as an undo step of its own.
func (a *Editor) deleteSelected() {
	if a.s.Several() {
		a.cutEach(text.Other, nil)
		return
	}
	if start, end := a.selected(); start != end {
		a.s.Apply(text.Other, []text.Selection{text.Caret(start)}, text.Edit{Start: start, End: end})
	}
}

// delete removes the selection, or else what lies between the caret and to.
func (a *Editor) delete(to func(*rows.Rows, rows.Caret) rows.Caret) {
	if a.s.Several() {
		a.cutEach(text.Deleting, to)
		return
	}
	start, end := a.selected()
	if start != end {
		a.deleteSelected()
		return
	}
	at := to(a.rows, a.current()).Off
	start, end = min(at, start), max(at, start)
	if start != end {
		a.s.Apply(text.Deleting, []text.Selection{text.Caret(start)}, text.Edit{Start: start, End: end})
	}
}

// move moves the caret, and the other end of the selection with it unless
// extend is set.
func (a *Editor) move(extend bool, to func(*rows.Rows, rows.Caret) rows.Caret) {
	a.moveEach(extend, func(_ text.Selection, c rows.Caret) rows.Caret { return to(a.rows, c) })
}

// page is how many rows PageUp and PageDown move.
func (a *Editor) page() int { return max(1, int(a.height()/a.line.height)-2) }

// TypedKey implements fyne.Focusable.
func (a *Editor) TypedKey(e *fyne.KeyEvent) {
	if a.OnKey != nil && a.OnKey(e) {
		return
	}
	if a.s == nil {
		return
	}
	shift := a.o.Modifiers()&fyne.KeyModifierShift != 0
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyRight:
		a.moveAcross(e.Name == fyne.KeyLeft, shift)
	case fyne.KeyUp:
		a.moveDown(-1, shift)
	case fyne.KeyDown:
		a.moveDown(1, shift)
	case fyne.KeyPageUp:
		a.turn(-1, shift)
	case fyne.KeyPageDown:
		a.turn(1, shift)
	case fyne.KeyHome:
		a.move(shift, (*rows.Rows).Home)
	case fyne.KeyEnd:
		a.move(shift, (*rows.Rows).End)
	case fyne.KeyBackspace:
		a.act(a.backspace)
	case fyne.KeyDelete:
		a.act(func() { a.delete((*rows.Rows).Right) })
	case fyne.KeyReturn, fyne.KeyEnter:
		a.act(a.enter)
	case fyne.KeyTab:
		a.tab(shift)
	case desktop.KeyMenu:
		a.ShowMenu()
	case fyne.KeyEscape:
		if start, end := a.selected(); !a.single() && start != end {
			a.act(func() { a.moveTo(a.current(), false) })
		}
	}
}

// backspace deletes the selection or what is before the caret. The session
// does it but in the head, which it lets nothing be deleted from.
func (a *Editor) backspace() {
	if a.source && a.s.Primary().Start() <= a.s.Start() {
		a.delete((*rows.Rows).Left)
		return
	}
	a.clampSelection()
	a.s.Backspace()
}

// enter ends the line, and goes on with a list or quotation.
func (a *Editor) enter() {
	a.clampSelection()
	a.s.Enter()
}

func (a *Editor) tab(back bool) {
	switch {
	case a.TabMovesFocus:
	case back:
		a.act(a.s.Outdent)
	default:
		a.act(a.s.Indent)
	}
}

// moveAcross moves by a character; without Shift a selection collapses.
func (a *Editor) moveAcross(left, extend bool) {
	a.moveEach(extend, func(x text.Selection, c rows.Caret) rows.Caret {
		from := a.rows.From()
		switch {
		case !x.Empty() && !extend && left:
			return a.rows.Caret(max(x.Start(), from))
		case !x.Empty() && !extend:
			return a.rows.Caret(max(x.End(), from))
		case left:
			return a.rows.Left(c)
		}
		return a.rows.Right(c)
	})
}

// moveDown moves by rows, from the selection's edge if that is given up.
func (a *Editor) moveDown(n int, extend bool) {
	a.moveEach(extend, func(x text.Selection, c rows.Caret) rows.Caret {
		r := a.rows
		if !x.Empty() && !extend {
			c = r.Caret(max(x.End(), r.From()))
			if n < 0 {
				c = r.Caret(max(x.Start(), r.From()))
			}
		}
		if n < 0 {
			return r.Up(c, -n)
		}
		return r.Down(c, n)
	})
}

// turn moves by a page; the text scrolls as far as the caret moves.
func (a *Editor) turn(n int, extend bool) {
	a.top.y -= float32(n*a.page()) * a.line.height
	a.settle()
	a.moveDown(n*a.page(), extend)
}

// TypedShortcut implements fyne.Shortcutable.
func (a *Editor) TypedShortcut(s fyne.Shortcut) {
	if a.s == nil || !a.shortcut(s) {
		if a.OnShortcut != nil {
			a.OnShortcut(s)
		}
	}
}

// shortcut does what is the text's, and tells whether it was.
func (a *Editor) shortcut(s fyne.Shortcut) bool {
	switch s := s.(type) {
	case *fyne.ShortcutUndo:
		a.act(func() { a.s.Undo() })
	case *fyne.ShortcutRedo:
		a.act(func() { a.s.Redo() })
	case *fyne.ShortcutCut:
		a.cut()
	case *fyne.ShortcutCopy:
		a.copy()
	case *fyne.ShortcutPaste:
		a.paste()
	case *fyne.ShortcutSelectAll:
		a.selectAll()
	case *desktop.CustomShortcut:
		return a.custom(s)
	default:
		return false
	}
	return true
}

// custom does the shortcuts that Fyne has no types for.
func (a *Editor) custom(s *desktop.CustomShortcut) bool {
	shift := s.Modifier&fyne.KeyModifierShift != 0
	if m := s.Modifier &^ fyne.KeyModifierShift; m != fyne.KeyModifierControl && m != fyne.KeyModifierShortcutDefault {
		return false
	}
	switch s.KeyName {
	case fyne.KeyLeft:
		a.move(shift, (*rows.Rows).WordLeft)
	case fyne.KeyRight:
		a.move(shift, (*rows.Rows).WordRight)
	case fyne.KeyHome:
		a.move(shift, func(r *rows.Rows, _ rows.Caret) rows.Caret { return r.Top() })
	case fyne.KeyEnd:
		a.move(shift, func(r *rows.Rows, _ rows.Caret) rows.Caret { return r.Bottom() })
	case fyne.KeyUp:
		a.move(shift, (*rows.Rows).ParagraphUp)
	case fyne.KeyDown:
		a.move(shift, (*rows.Rows).ParagraphDown)
	case fyne.KeyBackspace:
		a.act(func() { a.delete((*rows.Rows).WordLeft) })
	case fyne.KeyDelete:
		a.act(func() { a.delete((*rows.Rows).WordRight) })
	case fyne.KeyZ:
		if !shift {
			return false
		}
		a.act(func() { a.s.Redo() })
	default:
		return false
	}
	return true
}

func (a *Editor) copy() {
	if s := a.selectedText(); s != "" {
		a.o.Clipboard().SetContent(s)
	}
}

func (a *Editor) cut() {
	if a.selectedText() != "" {
		a.copy()
		a.act(a.deleteSelected)
	}
}

// paste puts in what is on the clipboard: as Markdown what is formatted.
func (a *Editor) paste() {
	if !a.pasteFormatted() {
		a.pasteText()
	}
}

// pasteText puts in the text that is on the clipboard, without what no post
// can hold.
func (a *Editor) pasteText() {
	s := strings.ToValidUTF8(a.o.Clipboard().Content(), "\uFFFD")
	s = strings.ReplaceAll(s, "\x00", "")
	if s != "" {
		a.act(func() {
			a.clampSelection()
			a.s.Paste(s)
		})
	}
}

func (a *Editor) selectAll() {
	a.s.Select(text.Selection{Anchor: a.rows.From(), Head: a.s.Text().Len()})
	a.wake()
	a.finish() // the view stays where it is
}
