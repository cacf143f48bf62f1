// Package field is the text field of forms, bars and dialogs: a box around the text
// widget.
package field

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

const (
	padY     = 5  // above and below the text
	iconSize = 16 // of the icons before and behind the text
	iconRoom = 22
	beside   = 2 // that the text widget wants beside the text, for the caret
)

// Style is how a Field looks.
type Style struct {
	Face  typeset.Face
	Size  float32 // text size in pixels; 0 is the interface's
	Line  float32 // line height in pixels; 0 is 20
	Wrap  bool    // wraps by word and grows instead of scrolling sideways
	Bare  bool    // no border and no background until focused
	Plain bool    // never a border: that of a panel is around it
	Pad   float32 // left and right of the text, in pixels; 0 is 10
}

// Field is a text field of one paragraph. What is typed and selected in it, and
// how, is the text widget's matter; a Field draws the box around that, its icons
// and its note. It has the focus in place of the text widget.
type Field struct {
	widget.BaseWidget

	Style     Style
	Leading   string // icon before the text
	Action    string // icon at the right end that does something
	ActionTip string // what that is, shown when the pointer rests there
	OnAction  func()
	OnChanged func(string)
	// OnRune has a letter before the field; it reports whether it took it.
	OnRune   func(r rune) bool
	OnSubmit func()
	OnUndo   func() // instead of the field's own history
	OnRedo   func()
	OnTab    func(back bool) // nil leaves Tab to the window
	OnFocus  func(gained bool)
	OnHeight func()                  // a wrapping field wants another height
	OnWheel  func(*fyne.ScrollEvent) // the wheel was turned over it
	// OnKey sees every key before the field and reports whether it was taken.
	OnKey func(*fyne.KeyEvent) bool
	// OnShortcut gets the shortcuts that are not the field's.
	OnShortcut func(fyne.Shortcut)

	text *textedit.Field
	note string // counter at the right end
	warn bool   // the counter is beyond its limit
	r    *renderer
	tips *control.Tips // that show ActionTip
}

var (
	_ fyne.Focusable         = (*Field)(nil)
	_ fyne.Shortcutable      = (*Field)(nil)
	_ fyne.Tabbable          = (*Field)(nil)
	_ fyne.Tappable          = (*Field)(nil)
	_ fyne.SecondaryTappable = (*Field)(nil)
	_ fyne.Draggable         = (*Field)(nil)
	_ desktop.Mouseable      = (*Field)(nil)
	_ desktop.Hoverable      = (*Field)(nil)
	_ desktop.Cursorable     = (*Field)(nil)
)

// New makes an empty field of that style.
func New(s Style) *Field {
	if s.Size == 0 {
		s.Size = theme.TextSize
	}
	if s.Line == 0 {
		s.Line = 20
	}
	if s.Pad == 0 {
		s.Pad = 10
	}
	f := &Field{Style: s}
	t := textedit.NewField(textedit.Options{Face: s.Face, Size: s.Size}, textedit.FieldStyle{Line: s.Line, Wrap: s.Wrap})
	f.text = t
	t.SetOwner(f)
	t.OnChanged = func(words string) {
		if f.OnChanged != nil {
			f.OnChanged(words)
		}
	}
	t.OnSubmit = func() {
		if f.OnSubmit != nil {
			f.OnSubmit()
		}
	}
	t.OnHeight = func() {
		if f.OnHeight != nil {
			f.OnHeight()
		}
	}
	t.OnWheel = func(e *fyne.ScrollEvent) {
		if f.OnWheel != nil {
			f.OnWheel(e)
		}
	}
	t.Editor.OnKey = func(e *fyne.KeyEvent) bool { return f.OnKey != nil && f.OnKey(e) }
	t.Editor.OnShortcut = func(s fyne.Shortcut) bool {
		if f.OnShortcut != nil {
			f.OnShortcut(s)
		}
		return f.OnShortcut != nil
	}
	t.Editor.OnMenu = f.menu
	f.ExtendBaseWidget(f)
	return f
}

// menu shows a menu of the text widget's as the window's menus look.
func (f *Field) menu(m *fyne.Menu, _ int, at fyne.Position, height float32) {
	c := fyne.CurrentApp().Driver().CanvasForObject(f)
	if c == nil {
		return
	}
	var items []control.MenuItem
	split := false
	for _, it := range m.Items {
		if !it.IsSeparator {
			items = append(items, control.MenuItem{Title: it.Label, Off: it.Disabled, Split: split, Do: it.Action})
		}
		split = it.IsSeparator
	}
	(&control.Menu{Items: items, First: height > 0}).Open(c, at, height)
}

// Editor is the text widget in the field, for what marks its words and shows its
// menu.
func (f *Field) Editor() *textedit.Editor { return f.text.Editor }

// Text returns what is in the field.
func (f *Field) Text() string { return f.text.Text() }

// SetText replaces the text without calling OnChanged. The caret stays where it
// was as far as the new text reaches.
func (f *Field) SetText(s string) { f.text.SetText(s) }

// SetPlaceholder sets what is shown while there is no text.
func (f *Field) SetPlaceholder(s string) { f.text.SetPlaceholder(s) }

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
	if !f.Style.Wrap {
		return 0, f.Size().Height
	}
	from, to = f.text.CaretLine()
	return from, to + 2*padY
}

// HeightFor is the height that the field wants at that width, in pixels.
func (f *Field) HeightFor(width float32) float32 {
	left, right := f.insets()
	return f.text.HeightFor(width-left-right+2*beside) + 2*padY
}

// SelectAll selects the whole text.
func (f *Field) SelectAll() { f.text.SelectAll() }

// Select selects the bytes from start to end, with the caret there.
func (f *Field) Select(start, end int) { f.text.Select(start, end) }

// CaretToEnd puts the caret behind the text.
func (f *Field) CaretToEnd() { f.text.CaretToEnd() }

// Insert types s at the caret, over the selection.
func (f *Field) Insert(s string) { f.text.Insert(s) }

// Focused reports whether the field has the focus.
func (f *Field) Focused() bool { return f.text.Focused() }

// FocusGained implements fyne.Focusable.
func (f *Field) FocusGained() { f.focus(true) }

// FocusLost implements fyne.Focusable.
func (f *Field) FocusLost() { f.focus(false) }

func (f *Field) focus(on bool) {
	if on {
		f.text.Editor.FocusGained()
	} else {
		f.text.Editor.FocusLost()
	}
	if f.r != nil {
		f.r.drawBox()
	}
	if f.OnFocus != nil {
		f.OnFocus(on)
	}
}

// TypedRune implements fyne.Focusable.
func (f *Field) TypedRune(r rune) {
	if f.OnRune == nil || !f.OnRune(r) {
		f.text.Editor.TypedRune(r)
	}
}

// TypedKey implements fyne.Focusable.
func (f *Field) TypedKey(e *fyne.KeyEvent) {
	f.handOn()
	f.text.Editor.TypedKey(e)
}

// TypedShortcut implements fyne.Shortcutable.
func (f *Field) TypedShortcut(s fyne.Shortcut) {
	f.handOn()
	f.text.Editor.TypedShortcut(s)
}

// AcceptsTab implements fyne.Tabbable.
func (f *Field) AcceptsTab() bool { return f.OnTab != nil }

// handOn has the text widget ask for what the field's owner set.
func (f *Field) handOn() { f.text.OnUndo, f.text.OnRedo, f.text.OnTab = f.OnUndo, f.OnRedo, f.OnTab }

// Cursor implements desktop.Cursorable.
func (f *Field) Cursor() desktop.Cursor { return desktop.TextCursor }

// MouseDown implements desktop.Mouseable: a press beside the text is one at its
// edge, but on the icon that does something.
func (f *Field) MouseDown(e *desktop.MouseEvent) {
	if f.r == nil || f.onAction(e.Position) {
		return // the tap does it
	}
	inner := *e
	inner.Position = f.within(e.Position)
	f.text.Editor.MouseDown(&inner)
}

// MouseUp implements desktop.Mouseable.
func (f *Field) MouseUp(e *desktop.MouseEvent) { f.text.Editor.MouseUp(e) }

// Dragged implements fyne.Draggable.
func (f *Field) Dragged(e *fyne.DragEvent) {
	inner := *e
	inner.Position = f.within(e.Position)
	f.text.Editor.Dragged(&inner)
}

// DragEnd implements fyne.Draggable.
func (f *Field) DragEnd() { f.text.Editor.DragEnd() }

// within is a place of the field as one of the text widget.
func (f *Field) within(at fyne.Position) fyne.Position {
	size := f.text.Editor.Size()
	at = at.Subtract(f.text.Editor.Position())
	at.Y = max(0, min(at.Y, size.Height-1))
	return at
}

// Tapped implements fyne.Tappable. The action waits for it, since Fyne takes
// the focus from what a press or release opens.
func (f *Field) Tapped(e *fyne.PointEvent) {
	if f.onAction(e.Position) && f.OnAction != nil {
		f.OnAction()
	}
}

// TappedSecondary implements fyne.SecondaryTappable.
func (f *Field) TappedSecondary(e *fyne.PointEvent) {
	inner := *e
	inner.Position = f.within(e.Position)
	f.text.Editor.TappedSecondary(&inner)
}

// MouseIn implements desktop.Hoverable; what the pointer meets here is beside the text.
func (f *Field) MouseIn(e *desktop.MouseEvent) { f.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (f *Field) MouseMoved(e *desktop.MouseEvent) {
	over := f.onAction(e.Position)
	switch {
	case over && f.tips == nil && f.ActionTip != "":
		if f.tips = control.TipsOf(f); f.tips != nil {
			f.tips.Over(f, e.AbsolutePosition, func() control.Tip { return control.Tip{Text: f.ActionTip} })
		}
	case !over:
		f.MouseOut()
	}
}

// MouseOut implements desktop.Hoverable.
func (f *Field) MouseOut() {
	if f.tips != nil {
		f.tips.Leave()
		f.tips = nil
	}
}

func (f *Field) onAction(p fyne.Position) bool {
	return f.Action != "" && p.X >= f.Size().Width-f.Style.Pad-iconRoom
}

// insets are what is left of the text and right of it.
func (f *Field) insets() (left, right float32) {
	left, right = f.Style.Pad, f.Style.Pad
	if f.Leading != "" {
		left += iconRoom
	}
	if f.Action != "" {
		right += iconRoom
	}
	if f.note != "" {
		right += float32(math.Ceil(float64(control.Measure(f.note, theme.SmallSize, typeset.Sans)))) + 8
	}
	return left, right
}

// CreateRenderer implements fyne.Widget.
func (f *Field) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{f: f, box: canvas.NewRectangle(nil), note: control.NewText(theme.SmallSize, typeset.Sans)}
	f.r = r
	r.objects = []fyne.CanvasObject{r.box, f.text.Editor, r.note}
	for _, i := range []struct {
		name string
		to   **canvas.Image
	}{{f.Leading, &r.leading}, {f.Action, &r.action}} {
		if i.name != "" {
			*i.to = canvas.NewImageFromResource(nil)
			(*i.to).Resize(fyne.NewSize(iconSize, iconSize))
			r.objects = append(r.objects, *i.to)
		}
	}
	r.drawBox()
	r.drawNote()
	return r
}

// renderer draws a Field. Positions are whole pixels, since the painter blurs text
// that stands between two.
type renderer struct {
	f               *Field
	box             *canvas.Rectangle
	note            *canvas.Text
	leading, action *canvas.Image
	objects         []fyne.CanvasObject
	ink             color.NRGBA // of the icons
	size            fyne.Size
}

func (r *renderer) Destroy()                     {}
func (r *renderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *renderer) MinSize() fyne.Size {
	height := r.f.Style.Line + 2*padY
	if r.f.Style.Wrap && r.size.Width > 0 {
		height = r.f.HeightFor(r.size.Width)
	}
	return fyne.NewSize(60, height)
}

func (r *renderer) Layout(size fyne.Size) {
	if size != r.size {
		r.size = size
		r.place()
	}
}

func (r *renderer) Refresh() {
	r.drawBox()
	r.drawNote()
	r.place()
	r.f.text.Editor.Refresh()
}

// place puts all parts where they belong.
func (r *renderer) place() {
	f, size := r.f, r.size
	left, right := f.insets()
	y, height := float32(padY), size.Height-2*padY
	if !f.Style.Wrap {
		y, height = round((size.Height-f.Style.Line)/2), f.Style.Line
	}
	r.box.Resize(size)
	f.text.Editor.Move(fyne.NewPos(left-beside, y))
	f.text.Editor.Resize(fyne.NewSize(max(0, size.Width-left-right)+2*beside, height))
	mid, end := round((size.Height-iconSize)/2), size.Width-f.Style.Pad
	if r.leading != nil {
		r.leading.Move(fyne.NewPos(f.Style.Pad, mid))
	}
	if r.action != nil {
		r.action.Move(fyne.NewPos(end-iconSize, mid))
		end -= iconRoom
	}
	control.Place(r.note, end-round(r.note.MinSize().Width), y, f.Style.Line)
}

// drawNote writes the note.
func (r *renderer) drawNote() {
	ink := theme.Color(theme.Faint)
	if r.f.warn {
		ink = theme.Color(theme.Warn)
	}
	control.SetText(r.note, r.f.note, ink)
	r.note.Refresh()
}

// drawBox colours the box and the icons.
func (r *renderer) drawBox() {
	f := r.f
	r.box.CornerRadius, r.box.StrokeWidth = theme.Radius, 1
	r.box.FillColor, r.box.StrokeColor = theme.Color(theme.Field), theme.Color(theme.Edge)
	if f.Style.Bare || f.Style.Plain {
		r.box.FillColor, r.box.StrokeColor, r.box.StrokeWidth = nil, nil, 0
	}
	switch {
	case !f.Focused() || f.Style.Plain:
	default:
		r.box.StrokeColor, r.box.StrokeWidth = theme.Color(theme.Accent), 2
	}
	r.box.Refresh()
	if ink := theme.Color(theme.Muted); ink != r.ink {
		r.ink = ink
		for name, icon := range map[string]*canvas.Image{f.Leading: r.leading, f.Action: r.action} {
			if icon != nil {
				icon.Resource = theme.Icon(name, ink)
				icon.Refresh()
			}
		}
	}
}

func round(v float32) float32 { return float32(math.Round(float64(v))) }
