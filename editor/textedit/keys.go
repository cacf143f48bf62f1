package textedit

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/text"
)

// FocusGained implements fyne.Focusable.
func (ed *Editor) FocusGained() { ed.setFocus(true) }

// FocusLost implements fyne.Focusable.
func (ed *Editor) FocusLost() { ed.setFocus(false) }

func (ed *Editor) setFocus(on bool) {
	ed.focused = on
	if ed.view.field != nil && !on && !ed.mouse.pressed {
		ed.carets.collapse()
	}
	ed.blink.wake()
	ed.draw()
	if ed.OnFocus != nil {
		ed.OnFocus(on)
	}
}

// AcceptsTab implements fyne.Tabbable.
func (ed *Editor) AcceptsTab() bool {
	if f := ed.view.field; f != nil {
		return f.OnTab != nil
	}
	return !ed.TabMovesFocus
}

// TypedRune types a character in place of the selection.
func (ed *Editor) TypedRune(r rune) {
	if ed.s == nil || unicode.IsControl(r) || ed.o.Modifiers()&fyne.KeyModifierSuper != 0 {
		return // Super and a letter is a shortcut of the desktop
	}
	words := string(r)
	if ed.view.field != nil {
		words = oneLine(words)
	}
	ed.act(func() {
		ed.carets.clamp()
		ed.s.Type(words)
	})
	if ed.OnTyped != nil {
		ed.OnTyped()
	}
}

// move moves the carets, and the other ends of the selections with them unless
// extend is set.
func (ed *Editor) move(extend bool, to func(*rows.Rows, rows.Caret) rows.Caret) {
	ed.act(func() {
		ed.carets.moveEach(extend, func(_ text.Selection, c rows.Caret) rows.Caret { return to(ed.view.rows, c) })
	})
}

// linefeed is the code that X servers give the key Linefeed. Programs that type for
// people send it where a line ends, and it has no name here.
const linefeed = 109

// TypedKey implements fyne.Focusable.
func (ed *Editor) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyUnknown && e.Physical.ScanCode == linefeed {
		e = &fyne.KeyEvent{Name: fyne.KeyReturn, Physical: e.Physical}
	}
	if ed.OnKey != nil && ed.OnKey(e) {
		return
	}
	if ed.s == nil {
		return
	}
	shift := ed.o.Modifiers()&fyne.KeyModifierShift != 0
	if ed.view.field != nil && ed.view.field.key(e, shift) {
		return
	}
	switch e.Name {
	case fyne.KeyLeft, fyne.KeyRight:
		ed.act(func() { ed.carets.moveAcross(e.Name == fyne.KeyLeft, shift) })
	case fyne.KeyUp:
		ed.act(func() { ed.carets.moveDown(-1, shift) })
	case fyne.KeyDown:
		ed.act(func() { ed.carets.moveDown(1, shift) })
	case fyne.KeyPageUp:
		ed.turn(-1, shift)
	case fyne.KeyPageDown:
		ed.turn(1, shift)
	case fyne.KeyHome:
		ed.move(shift, (*rows.Rows).Home)
	case fyne.KeyEnd:
		ed.move(shift, (*rows.Rows).End)
	case fyne.KeyBackspace:
		ed.act(ed.backspace)
	case fyne.KeyDelete:
		ed.act(func() { ed.carets.delete((*rows.Rows).Right) })
	case fyne.KeyReturn, fyne.KeyEnter:
		ed.act(func() {
			ed.carets.clamp()
			ed.flow.takeJoins()
			ed.flow.enter(func() { ed.s.Do(compose.Enter) }) // goes on with a list or quotation
		})
	case fyne.KeyTab:
		ed.tab(shift)
	case desktop.KeyMenu:
		ed.ShowMenu()
	case fyne.KeyEscape:
		if start, end := ed.carets.selected(); !ed.single() && start != end {
			ed.act(func() { ed.carets.moveTo(ed.carets.current(), false) })
		}
	}
}

// backspace deletes the selection or what is before the caret. The session
// does it but in the head, which it lets nothing be deleted from, and in a field,
// where no marks go together.
func (ed *Editor) backspace() {
	if ed.source && ed.s.Primary().Start() <= ed.s.Start() || ed.view.field != nil {
		ed.carets.delete((*rows.Rows).Left)
		return
	}
	ed.carets.clamp()
	if ed.flow.joins() { // the blank that is seen goes, with all that it stands for
		ed.carets.delete((*rows.Rows).Left)
		return
	}
	ed.s.Backspace()
}

func (ed *Editor) tab(back bool) {
	switch {
	case ed.TabMovesFocus:
	case back:
		ed.act(func() { ed.s.Do(Shown(ed, compose.Outdent)) })
	case compose.BeginsParagraph(ed.s.State()):
		if ed.OnKeptTab != nil {
			ed.OnKeptTab()
		}
	default:
		ed.act(func() { ed.s.Do(Shown(ed, compose.Indent)) })
	}
}

// turn moves by a page; the text scrolls as far as the caret moves.
func (ed *Editor) turn(n int, extend bool) {
	ed.view.topY -= float32(n*ed.view.page()) * ed.view.line.height
	ed.view.settle()
	ed.act(func() { ed.carets.moveDown(n*ed.view.page(), extend) })
}

// TypedShortcut implements fyne.Shortcutable.
func (ed *Editor) TypedShortcut(s fyne.Shortcut) {
	if ed.s == nil || !ed.shortcut(s) {
		if ed.OnShortcut != nil {
			ed.OnShortcut(s)
		}
	}
}

// shortcut does what is the text's, and reports whether it was.
func (ed *Editor) shortcut(s fyne.Shortcut) bool {
	if f := ed.view.field; f != nil && f.history(s) {
		return true
	}
	switch s := s.(type) {
	case *fyne.ShortcutUndo:
		ed.act(func() { ed.s.Undo() })
	case *fyne.ShortcutRedo:
		ed.act(func() { ed.s.Redo() })
	case *fyne.ShortcutCut:
		ed.cut()
	case *fyne.ShortcutCopy:
		ed.copy()
	case *fyne.ShortcutPaste:
		ed.paste()
	case *fyne.ShortcutSelectAll:
		ed.selectAll()
	case *desktop.CustomShortcut:
		return ed.custom(s)
	default:
		return false
	}
	return true
}

// custom does the shortcuts that Fyne has no types for.
func (ed *Editor) custom(s *desktop.CustomShortcut) bool {
	shift := s.Modifier&fyne.KeyModifierShift != 0
	if m := s.Modifier &^ fyne.KeyModifierShift; m != fyne.KeyModifierControl && m != fyne.KeyModifierShortcutDefault {
		return false
	}
	switch s.KeyName {
	case fyne.KeyLeft:
		ed.move(shift, (*rows.Rows).WordLeft)
	case fyne.KeyRight:
		ed.move(shift, (*rows.Rows).WordRight)
	case fyne.KeyHome:
		ed.move(shift, func(r *rows.Rows, _ rows.Caret) rows.Caret { return r.Top() })
	case fyne.KeyEnd:
		ed.move(shift, func(r *rows.Rows, _ rows.Caret) rows.Caret { return r.Bottom() })
	case fyne.KeyUp, fyne.KeyDown:
		if ed.view.field != nil { // of one paragraph
			return false
		}
		if s.KeyName == fyne.KeyUp {
			ed.move(shift, (*rows.Rows).ParagraphUp)
		} else {
			ed.move(shift, (*rows.Rows).ParagraphDown)
		}
	case fyne.KeyBackspace:
		ed.act(func() { ed.carets.delete((*rows.Rows).WordLeft) })
	case fyne.KeyDelete:
		ed.act(func() { ed.carets.delete((*rows.Rows).WordRight) })
	case fyne.KeyZ:
		if !isRedo(s) {
			return false
		}
		ed.act(func() { ed.s.Redo() })
	default:
		return false
	}
	return true
}

// isRedo reports whether a shortcut is the second one of redo, Ctrl+Shift+Z.
func isRedo(s fyne.Shortcut) bool {
	c, ok := s.(*desktop.CustomShortcut)
	return ok && c.KeyName == fyne.KeyZ && c.Modifier&fyne.KeyModifierShift != 0 &&
		c.Modifier&(fyne.KeyModifierControl|fyne.KeyModifierShortcutDefault) != 0
}

func (ed *Editor) copy() {
	if s := ed.carets.selectedText(); s != "" {
		ed.o.Clipboard().SetContent(s)
	}
}

func (ed *Editor) cut() {
	if ed.carets.selectedText() != "" {
		ed.copy()
		ed.act(ed.carets.deleteSelected)
	}
}

// paste puts in what is on the clipboard: as Markdown what is formatted.
func (ed *Editor) paste() {
	if put := things(ed); put != nil {
		put()
		return
	}
	if !pasteFormatted(ed) {
		ed.pasteText()
	}
	if ed.OnTyped != nil {
		ed.OnTyped()
	}
}

// pasteText puts in the text that is on the clipboard, without what no post
// can hold.
func (ed *Editor) pasteText() {
	s := strings.ToValidUTF8(ed.o.Clipboard().Content(), "\uFFFD")
	s = strings.ReplaceAll(s, "\x00", "")
	switch {
	case s == "":
	case ed.view.field != nil:
		ed.act(func() {
			ed.s.Break() // an undo step of its own
			ed.s.Type(oneLine(s))
			ed.s.Break()
		})
	default:
		ed.act(func() {
			ed.carets.clamp()
			ed.s.Do(func(st compose.State) compose.Transaction { return compose.Paste(st, s) })
		})
	}
}

func (ed *Editor) selectAll() {
	ed.s.Select(text.Selection{Anchor: ed.view.rows.From(), Head: ed.s.Text().Len()})
	ed.blink.wake()
	ed.finish() // the view stays where it is
}
