package control

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
	"github.com/rivo/uniseg"

	"galley.app/galley/internal/theme"
)

// Style is how a Field looks.
type Style struct {
	Face theme.Face
	Size float32 // text size in pixels; 0 is the interface's
	Line float32 // line height in pixels; 0 is 20
	Wrap bool    // wraps by word and grows instead of scrolling sideways
	Bare bool    // no border and no background until focused
	Pad  float32 // left and right of the text, in pixels; 0 is 10
}

// Field is a text field of one paragraph: line breaks in what is typed or
// pasted become spaces. It has no undo history of its own, because a form
// field is a view of a document that has one: OnUndo and OnRedo are asked.
// Its caret does not blink, so that a resting window draws nothing.
type Field struct {
	widget.BaseWidget

	Placeholder string
	Style       Style
	Leading     string // icon before the text
	Action      string // icon at the right end that does something
	OnAction    func()
	OnChanged   func(string)
	OnSubmit    func()
	OnUndo      func()
	OnRedo      func()
	OnTab       func(back bool) // nil leaves Tab to the window
	OnFocus     func(gained bool)
	OnHeight    func() // a wrapping field wants another height
	// OnKey sees every key before the field and tells whether it was taken.
	OnKey func(*fyne.KeyEvent) bool
	// OnShortcut gets the shortcuts that are not the field's.
	OnShortcut func(fyne.Shortcut)

	text      string
	note      string // counter at the right end
	warn      bool   // the counter is beyond its limit
	caret     int    // byte offset
	anchor    int    // byte offset of the selection's other end
	focused   bool
	dragging  bool
	plain     bool // never a border: the palette's field
	shiftHeld func() bool
	renderer  *fieldRenderer
	clicks    Clicks
}

var (
	_ fyne.Focusable     = (*Field)(nil)
	_ fyne.Shortcutable  = (*Field)(nil)
	_ fyne.Tabbable      = (*Field)(nil)
	_ fyne.Draggable     = (*Field)(nil)
	_ fyne.Tappable      = (*Field)(nil)
	_ desktop.Mouseable  = (*Field)(nil)
	_ desktop.Cursorable = (*Field)(nil)
)

// NewField makes a field of that style.
func NewField(s Style) *Field {
	if s.Size == 0 {
		s.Size = theme.TextSize
	}
	if s.Line == 0 {
		s.Line = 20
	}
	if s.Pad == 0 {
		s.Pad = 10
	}
	f := &Field{Style: s, shiftHeld: shiftHeld}
	f.ExtendBaseWidget(f)
	return f
}

// Modifiers returns the modifier keys that are held: none under a driver that
// does not know, as the one for tests.
func Modifiers() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}

func shiftHeld() bool { return Modifiers()&fyne.KeyModifierShift != 0 }

// Text is what the field holds.
func (f *Field) Text() string { return f.text }

// SetText replaces the text without calling OnChanged. The caret stays where
// it was as far as the new text reaches.
func (f *Field) SetText(s string) {
	if s == f.text {
		return
	}
	atEnd := f.caret == len(f.text) && f.anchor == f.caret
	f.text = s
	if atEnd {
		f.caret, f.anchor = len(s), len(s)
	}
	f.caret, f.anchor = boundary(s, min(f.caret, len(s))), boundary(s, min(f.anchor, len(s)))
	f.Refresh()
}

// SetNote sets the small text at the field's right end.
func (f *Field) SetNote(s string, warn bool) {
	if s != f.note || warn != f.warn {
		f.note, f.warn = s, warn
		f.Refresh()
	}
}

// CaretLine is where the caret's line begins and ends, in pixels from the
// field's top.
func (f *Field) CaretLine() (from, to float32) {
	r := f.renderer
	if r == nil || !f.Style.Wrap {
		return 0, f.Size().Height
	}
	from = float32(r.rowOf(f.caret)) * f.Style.Line
	return from, from + f.Style.Line + 10
}

// SelectAll selects the whole text.
func (f *Field) SelectAll() {
	f.anchor, f.caret = 0, len(f.text)
	f.Refresh()
}

// CaretToEnd puts the caret behind the text.
func (f *Field) CaretToEnd() {
	f.caret, f.anchor = len(f.text), len(f.text)
	f.Refresh()
}

// boundary moves off back to the start of its grapheme cluster in s.
func boundary(s string, off int) int {
	at := 0
	for g := uniseg.NewGraphemes(s); g.Next(); {
		_, end := g.Positions()
		if end > off {
			break
		}
		at = end
	}
	return at
}

func next(s string, off int) int {
	if off >= len(s) {
		return len(s)
	}
	c, _, _, _ := uniseg.FirstGraphemeClusterInString(s[off:], -1)
	return off + len(c)
}

func prev(s string, off int) int {
	if off == 0 {
		return 0
	}
	return boundary(s, off-1)
}

func wordLeft(s string, off int) int {
	s = strings.TrimRight(s[:off], " \t")
	return strings.LastIndexAny(s, " \t") + 1
}

func wordRight(s string, off int) int {
	i := strings.IndexAny(strings.TrimLeft(s[off:], " \t"), " \t")
	if i < 0 {
		return len(s)
	}
	return off + len(s[off:]) - len(strings.TrimLeft(s[off:], " \t")) + i
}

func (f *Field) selection() (start, end int) {
	return min(f.caret, f.anchor), max(f.caret, f.anchor)
}

// replace puts s in place of the bytes from start to end.
func (f *Field) replace(start, end int, s string) {
	f.text = f.text[:start] + s + f.text[end:]
	f.caret, f.anchor = start+len(s), start+len(s)
	if f.OnChanged != nil {
		f.OnChanged(f.text)
	}
	f.Refresh()
}

// Insert types s at the caret, over the selection.
func (f *Field) Insert(s string) {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\v', '\f', '\u0085', '\u2028', '\u2029', '\t':
			return ' '
		case '\r', 0:
			return -1
		}
		return r
	}, s)
	start, end := f.selection()
	f.replace(start, end, s)
}

func (f *Field) move(to int, extend bool) {
	f.caret = to
	if !extend {
		f.anchor = to
	}
	f.Refresh()
}

// TypedRune implements fyne.Focusable.
func (f *Field) TypedRune(r rune) {
	if Modifiers()&fyne.KeyModifierSuper != 0 {
		return
	}
	f.Insert(string(r))
}

// TypedKey implements fyne.Focusable.
func (f *Field) TypedKey(e *fyne.KeyEvent) {
	if f.OnKey != nil && f.OnKey(e) {
		return
	}
	shift := f.shiftHeld()
	start, end := f.selection()
	switch e.Name {
	case fyne.KeyLeft:
		if start != end && !shift {
			f.move(start, false)
			return
		}
		f.move(prev(f.text, f.caret), shift)
	case fyne.KeyRight:
		if start != end && !shift {
			f.move(end, false)
			return
		}
		f.move(next(f.text, f.caret), shift)
	case fyne.KeyUp:
		f.vertical(-1, shift)
	case fyne.KeyDown:
		f.vertical(+1, shift)
	case fyne.KeyHome:
		f.move(0, shift)
	case fyne.KeyEnd:
		f.move(len(f.text), shift)
	case fyne.KeyBackspace:
		f.erase(prev(f.text, f.caret))
	case fyne.KeyDelete:
		if shift && start != end {
			f.TypedShortcut(&fyne.ShortcutCut{Clipboard: fyne.CurrentApp().Clipboard()})
			return
		}
		f.erase(next(f.text, f.caret))
	case fyne.KeyTab:
		if f.OnTab != nil {
			f.OnTab(shift)
		}
	case fyne.KeyReturn, fyne.KeyEnter:
		if f.OnSubmit != nil {
			f.OnSubmit()
		}
	}
}

// AcceptsTab implements fyne.Tabbable.
func (f *Field) AcceptsTab() bool { return f.OnTab != nil }

// erase deletes the selection, or the text between the caret and to.
func (f *Field) erase(to int) {
	start, end := f.selection()
	if start == end {
		start, end = min(f.caret, to), max(f.caret, to)
	}
	if start != end {
		f.replace(start, end, "")
	}
}

func (f *Field) vertical(by int, extend bool) {
	r := f.renderer
	if r == nil || len(r.rows) < 2 {
		if by < 0 {
			f.move(0, extend)
		} else {
			f.move(len(f.text), extend)
		}
		return
	}
	row := r.rowOf(f.caret)
	to := row + by
	if to < 0 || to >= len(r.rows) {
		return
	}
	x := r.width(f.text[r.rows[row].start:f.caret])
	f.move(r.hit(to, x), extend)
}

// TypedShortcut implements fyne.Shortcutable.
func (f *Field) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutUndo:
		if f.OnUndo != nil {
			f.OnUndo()
		}
		return
	case *fyne.ShortcutRedo:
		if f.OnRedo != nil {
			f.OnRedo()
		}
		return
	case *fyne.ShortcutSelectAll:
		f.SelectAll()
		return
	case *fyne.ShortcutCopy:
		f.copy()
		return
	case *fyne.ShortcutCut:
		if f.copy() {
			f.erase(f.caret)
		}
		return
	case *fyne.ShortcutPaste:
		f.Insert(fyne.CurrentApp().Clipboard().Content())
		return
	case *desktop.CustomShortcut:
		if f.custom(s) {
			return
		}
	}
	if f.OnShortcut != nil {
		f.OnShortcut(s)
	}
}

func (f *Field) custom(s *desktop.CustomShortcut) bool {
	if s.Modifier&^fyne.KeyModifierShift != fyne.KeyModifierShortcutDefault {
		return false
	}
	shift := s.Modifier&fyne.KeyModifierShift != 0
	switch s.KeyName {
	case fyne.KeyLeft:
		f.move(wordLeft(f.text, f.caret), shift)
	case fyne.KeyRight:
		f.move(wordRight(f.text, f.caret), shift)
	case fyne.KeyHome:
		f.move(0, shift)
	case fyne.KeyEnd:
		f.move(len(f.text), shift)
	case fyne.KeyBackspace:
		f.erase(wordLeft(f.text, f.caret))
	case fyne.KeyDelete:
		f.erase(wordRight(f.text, f.caret))
	default:
		return false
	}
	return true
}

func (f *Field) copy() bool {
	start, end := f.selection()
	if start == end {
		return false
	}
	fyne.CurrentApp().Clipboard().SetContent(f.text[start:end])
	return true
}

// FocusGained implements fyne.Focusable.
func (f *Field) FocusGained() {
	f.focused = true
	f.Refresh()
	if f.OnFocus != nil {
		f.OnFocus(true)
	}
}

// FocusLost implements fyne.Focusable.
func (f *Field) FocusLost() {
	f.focused = false
	if !f.dragging {
		f.anchor = f.caret
	}
	f.Refresh()
	if f.OnFocus != nil {
		f.OnFocus(false)
	}
}

// Cursor implements desktop.Cursorable.
func (f *Field) Cursor() desktop.Cursor { return desktop.TextCursor }

// MouseDown implements desktop.Mouseable.
func (f *Field) MouseDown(e *desktop.MouseEvent) {
	if f.renderer == nil {
		return
	}
	if f.Action != "" && f.renderer.onAction(e.Position) {
		return // the tap does it
	}
	if c := fyne.CurrentApp().Driver().CanvasForObject(f); c != nil {
		c.Focus(f)
	}
	at := f.renderer.at(e.Position)
	switch f.clicks.Press(e.Position, time.Now()) {
	case 1:
		f.move(at, e.Modifier&fyne.KeyModifierShift != 0)
	case 2:
		f.anchor = wordLeft(f.text, next(f.text, at))
		f.caret = len(strings.TrimRight(f.text[:wordRight(f.text, at)], " "))
		f.Refresh()
	default:
		f.SelectAll()
	}
}

// Tapped implements fyne.Tappable. The action waits for it, since Fyne takes
// the focus from what a press or release opens.
func (f *Field) Tapped(e *fyne.PointEvent) {
	if f.renderer != nil && f.renderer.onAction(e.Position) && f.OnAction != nil {
		f.OnAction()
	}
}

// MouseUp implements desktop.Mouseable.
func (f *Field) MouseUp(*desktop.MouseEvent) {}

// Dragged implements fyne.Draggable.
func (f *Field) Dragged(e *fyne.DragEvent) {
	if f.renderer != nil {
		f.dragging = true
		f.move(f.renderer.at(e.Position), true)
	}
}

// DragEnd implements fyne.Draggable.
func (f *Field) DragEnd() {
	// Fyne took the focus away if the pointer was over nothing that can have it.
	if c := fyne.CurrentApp().Driver().CanvasForObject(f); c != nil {
		c.Focus(f)
	}
	f.dragging = false
}

// Focused tells whether the field has the focus.
func (f *Field) Focused() bool { return f.focused }
