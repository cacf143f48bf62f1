package textedit

import (
	"math"
	"strings"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
)

// fieldPad is the room beside a field's text, in which a caret at its edge is
// drawn.
const fieldPad float32 = 2

// FieldStyle is how a Field looks and what it lets through.
type FieldStyle struct {
	Line        float32 // height of a row in pixels; 0 is 20
	Wrap        bool    // the text wraps, and the field grows by rows; else it is one row that scrolls sideways
	Placeholder string  // is shown while there is no text
}

// Field is a text of one paragraph, such as a form's title, edited by an Editor:
// it moves by graphemes and words, selects, draws and marks misspelled words as
// the text of a post does. It knows no Markdown, so nothing in it is styled,
// folded, checked, put in by twos or set typographically, and no line break or
// tab gets into it: typed or pasted ones become blanks.
//
// Its caret does not blink, so that a resting window draws nothing.
//
// The Editor has no margins but two pixels at either side, and no background: the
// one that shows it draws the box around it, and hands on the presses that are
// beside it.
type Field struct {
	// Editor is the widget. All of its hooks may be set; OnKey sees keys first.
	Editor *Editor

	OnChanged func(words string)      // the writer changed the text
	OnSubmit  func()                  // Return
	OnTab     func(back bool)         // Tab; nil leaves it to the window
	OnHeight  func()                  // HeightFor the field's width may be another
	OnWheel   func(*fyne.ScrollEvent) // the wheel was turned, and there is nothing to scroll

	// OnUndo and OnRedo, if set, are asked instead of the field's own history: by
	// a field that shows a part of a document, which has one.
	OnUndo, OnRedo func()

	style FieldStyle
	s     *session.Session
	known string // the text, which the field's owner knows: he was told, or set it
	rows  int    // that OnHeight told of
}

// NewField returns an empty field. Of the options Face may be any face.
func NewField(o Options, style FieldStyle) *Field {
	if style.Line <= 0 {
		style.Line = 20
	}
	f := &Field{style: style, rows: 1}
	f.Editor = newEditor(o, f)
	f.Editor.blink.on = false
	f.s = session.Open("", "", session.Options{Plain: true, Now: o.Now})
	f.s.OnChange = f.changed
	f.Editor.SetSession(f.s, nil)
	return f
}

// owned is an Editor's place among what can have the focus.
type owned struct{ owner fyne.Focusable }

// Disabled implements fyne.Disableable: Tab goes to who has the focus in the
// Editor's place.
func (o *owned) Disabled() bool { return o.owner != nil }

// Enable implements fyne.Disableable.
func (o *owned) Enable() {}

// Disable implements fyne.Disableable.
func (o *owned) Disable() {}

// SetOwner says which widget around the Editor has the focus in its place, and
// hands on to it what comes with that.
func (f *Field) SetOwner(o fyne.Focusable) { f.Editor.owner = o }

// Text returns what is in the field.
func (f *Field) Text() string { return f.known }

// SetText replaces the text, and calls no hook but OnHeight. The caret stays
// where it was as far as the new text reaches; one at the end stays there.
func (f *Field) SetText(words string) {
	words = oneLine(words)
	if words == f.known {
		return
	}
	f.known = words
	x, was := f.s.Primary(), f.s.Text().Len()
	if x == text.Caret(was) {
		x = text.Caret(len(words))
	}
	f.Editor.act(func() {
		f.s.Apply(text.Reload, []text.Selection{x}, text.Edit{Start: 0, End: was, New: words})
		f.Editor.carets.snap()
	})
}

// SetPlaceholder sets what is shown while there is no text.
func (f *Field) SetPlaceholder(words string) {
	if words != f.style.Placeholder {
		f.style.Placeholder = words
		f.Editor.draw()
	}
}

// Focused reports whether keys reach the field.
func (f *Field) Focused() bool { return f.Editor.focused }

// SelectAll selects the whole text.
func (f *Field) SelectAll() { f.Editor.selectAll() }

// Select selects the bytes from start to end, with the caret there.
func (f *Field) Select(start, end int) {
	f.Editor.act(func() {
		f.s.Select(text.Selection{Anchor: start, Head: end})
		f.Editor.carets.snap()
	})
}

// Insert types words at the caret, in place of what is selected.
func (f *Field) Insert(words string) {
	f.Editor.act(func() { f.s.Type(oneLine(words)) })
}

// CaretToEnd puts the caret behind the text.
func (f *Field) CaretToEnd() {
	f.Editor.act(func() { f.s.Select(text.Caret(f.s.Text().Len())) })
}

// manyRows is from how many on the rows of a field are not counted: it scrolls.
const manyRows = 40

// HeightFor returns the height of all rows at a width, in pixels, but of no more
// than forty of them.
func (f *Field) HeightFor(width float32) float32 {
	if !f.style.Wrap {
		return f.style.Line
	}
	return f.style.Line * float32(f.Editor.view.rowsAt(f.s.Text(), width-2*fieldPad))
}

// CaretLine returns where the caret's row begins and ends, in pixels from the
// first row's top.
func (f *Field) CaretLine() (from, to float32) {
	c, r := f.Editor.carets.current(), f.Editor.view.rows
	n := float32(r.Index(r.At(c.Off, c.End)))
	return n * f.style.Line, (n + 1) * f.style.Line
}

// changed follows the field's text.
func (f *Field) changed(e session.Event) {
	f.Editor.Changed(f.s, e)
	if len(e.Patch.Changes) == 0 {
		return
	}
	if words := f.s.Text().String(); words != f.known {
		f.known = words
		if f.OnChanged != nil {
			f.OnChanged(words)
		}
	}
}

// drawn tells of another number of rows.
func (f *Field) drawn() {
	if !f.style.Wrap || f.OnHeight == nil {
		return
	}
	if n := f.Editor.view.rowsAt(f.s.Text(), f.Editor.Size().Width-2*fieldPad); n != f.rows {
		f.rows = n
		f.OnHeight()
	}
}

// key does what a key does in a field alone, and reports whether it is one of
// those.
func (f *Field) key(e *fyne.KeyEvent, shift bool) bool {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		if f.OnSubmit != nil {
			f.OnSubmit()
		}
	case fyne.KeyTab:
		if f.OnTab != nil {
			f.OnTab(shift)
		}
	default:
		return false
	}
	return true
}

// history asks for an undo or a redo where another one has the history, and
// reports whether there is one.
func (f *Field) history(s fyne.Shortcut) bool {
	ask := f.OnUndo
	switch s := s.(type) {
	case *fyne.ShortcutUndo:
	case *fyne.ShortcutRedo:
		ask = f.OnRedo
	default:
		if !isRedo(s) {
			return false
		}
		ask = f.OnRedo
	}
	if ask != nil {
		ask()
	}
	return ask != nil
}

// oneLine returns a text that a field can hold.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\v', '\f', '\u0085', '\u2028', '\u2029', '\t':
			return ' '
		case '\r', 0:
			return -1
		}
		return r
	}, s)
}

// rowsAt returns how many rows a text has at a width, or manyRows.
func (v *viewport) rowsAt(t text.Text, width float32) int {
	r := v.rows
	if width != r.Width() || t.Version() != r.Text().Version() {
		r = rows.New(v.rowOptions(nil))
		r.SetWidth(max(1, width))
		r.Reset(t)
	}
	n := 1
	for row, more := r.Next(r.First()); more && n < manyRows; row, more = r.Next(row) {
		n++
	}
	return n
}

// across scrolls a field of one row sideways, so that the caret at x is visible
// in a row of that width, and no room is left free behind a text that became
// shorter. Without a caret the text is shown from its start.
func (v *viewport) across(x, width float32, caret bool) {
	if v.field == nil || v.field.style.Wrap || !caret {
		v.left = 0
		return
	}
	room := floor32(v.size().Width) - 2*fieldPad
	v.left = max(v.left, round32(x)-room+2)
	v.left = max(0, min(v.left, round32(x)))
	v.left = min(v.left, max(0, round32(width)-room+2))
}

// longRow is from how many bytes a row is drawn in part. A text is one texture,
// which graphics hardware limits to some thousand pixels.
const longRow = 256

// inView returns the bytes of a row that can be seen, with some beside them.
func (v *viewport) inView(row rows.Row) (start, end int) {
	if v.field == nil || v.field.style.Wrap || row.End-row.Start < longRow {
		return row.Start, row.End
	}
	start, _ = row.Offset(v.left - v.fontSize)
	end, _ = row.Offset(v.left + v.size().Width + v.fontSize)
	return start, end
}

// fieldColumn is column for a field.
func (v *viewport) fieldColumn() column {
	c := column{left: fieldPad - v.left, width: math.MaxInt32}
	if v.field.style.Wrap {
		c.width = max(1, floor32(v.size().Width)-2*fieldPad)
	}
	return c
}
