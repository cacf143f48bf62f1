package field

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// newWindow shows a field in a window of its own.
func newWindow(t *testing.T, f *Field, width, height float32) fyne.Window {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	w := test.NewTempWindow(t, f)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, height))
	return w
}

func at(x, y float32) fyne.PointEvent { return fyne.PointEvent{Position: fyne.NewPos(x, y)} }

// The field has the focus, and hands on what comes with it.
func TestFieldHasTheFocus(t *testing.T) {
	test.NewTempApp(t)
	f := New(Style{})
	var got []string
	f.OnFocus = func(gained bool) { got = append(got, map[bool]string{true: "gained", false: "lost"}[gained]) }
	f.OnChanged = func(s string) { got = append(got, s) }
	w := newWindow(t, f, 200, 30)
	w.Canvas().FocusNext()
	if w.Canvas().Focused() != fyne.Focusable(f) || !f.Focused() {
		t.Fatalf("Tab leads to %T", w.Canvas().Focused())
	}
	w.Canvas().FocusNext()
	if w.Canvas().Focused() != fyne.Focusable(f) {
		t.Errorf("Tab leads on to %T", w.Canvas().Focused())
	}
	test.Type(f, "hé")
	w.Canvas().Unfocus()
	f.Editor().MouseDown(&desktop.MouseEvent{PointEvent: at(5, 5), Button: desktop.MouseButtonPrimary})
	if w.Canvas().Focused() != fyne.Focusable(f) {
		t.Errorf("a press on the text gives the focus to %T", w.Canvas().Focused())
	}
	if s := strings.Join(got, " "); !strings.HasPrefix(s, "gained") || !strings.Contains(s, "h hé lost gained") || f.Text() != "hé" {
		t.Errorf("told %q, holds %q", s, f.Text())
	}
}

func TestFieldHandsOn(t *testing.T) {
	test.NewTempApp(t)
	f := New(Style{})
	newWindow(t, f, 200, 30)
	var got []string
	f.OnUndo = func() { got = append(got, "undo") }
	f.OnRedo = func() { got = append(got, "redo") }
	f.OnShortcut = func(s fyne.Shortcut) { got = append(got, s.ShortcutName()) }
	f.OnKey = func(e *fyne.KeyEvent) bool { got = append(got, string(e.Name)); return e.Name == fyne.KeyF6 }
	f.OnSubmit = func() { got = append(got, "submit") }
	f.OnWheel = func(*fyne.ScrollEvent) { got = append(got, "wheel") }
	f.TypedShortcut(&fyne.ShortcutUndo{})
	f.TypedShortcut(&fyne.ShortcutRedo{})
	f.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyS, Modifier: fyne.KeyModifierControl})
	f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF6})
	f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	f.Editor().Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 10)})
	if f.AcceptsTab() {
		t.Error("Tab is the field's, though it does nothing with it")
	}
	f.OnTab = func(bool) { got = append(got, "tab") }
	f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyTab})
	if s := strings.Join(got, " "); s != "undo redo CustomDesktop:Control+S F6 Return submit wheel Tab tab" || !f.AcceptsTab() {
		t.Error(s)
	}
}

// Without an owner of the history the field has one of its own.
func TestFieldUndoes(t *testing.T) {
	f := New(Style{})
	newWindow(t, f, 200, 30)
	f.SetText("one")
	f.CaretToEnd()
	f.Insert(" two\nthree")
	f.TypedShortcut(&fyne.ShortcutUndo{})
	if f.Text() != "one" {
		t.Errorf("undone to %q", f.Text())
	}
	f.TypedShortcut(&fyne.ShortcutRedo{})
	if f.Text() != "one two three" {
		t.Errorf("redone to %q", f.Text())
	}
}

func TestFieldActionWaitsForTheTap(t *testing.T) {
	f := New(Style{})
	f.Action = "calendar"
	done := 0
	f.OnAction = func() { done++ }
	w := newWindow(t, f, 200, 30)
	f.MouseDown(&desktop.MouseEvent{PointEvent: at(182, 15), Button: desktop.MouseButtonPrimary})
	f.MouseUp(&desktop.MouseEvent{PointEvent: at(182, 15)})
	if done != 0 || w.Canvas().Focused() != nil {
		t.Error("the action was done before the tap, or the field took the focus")
	}
	tap := at(182, 15)
	f.Tapped(&tap)
	if done != 1 {
		t.Errorf("the action was done %d times by a tap", done)
	}
	tap = at(20, 15)
	if f.Tapped(&tap); done != 1 {
		t.Error("a tap into the text did the action")
	}
}

// A press beside the text is one at its edge, and a drag out of the field keeps
// what is selected.
func TestFieldDrag(t *testing.T) {
	f := New(Style{})
	w := newWindow(t, f, 400, 40)
	f.SetText("some words")
	f.MouseDown(&desktop.MouseEvent{PointEvent: at(1, 1), Button: desktop.MouseButtonPrimary})
	f.Dragged(&fyne.DragEvent{PointEvent: at(390, 80)})
	w.Canvas().Unfocus() // as Fyne does when the button is let go over nothing
	f.DragEnd()
	if !f.Focused() {
		t.Error("it lost the focus")
	}
	f.Insert("x")
	if f.Text() != "x" {
		t.Errorf("typed over what was selected it is %q", f.Text())
	}
}

func TestFieldWraps(t *testing.T) {
	f := New(Style{Wrap: true, Face: typeset.SerifBold, Size: theme.TitleSize, Line: 34})
	grown := 0
	f.OnHeight = func() { grown++ }
	w := newWindow(t, f, 300, 400)
	f.SetText("Engineer to Manager and a " + strings.Repeat("x", 60))
	h := f.HeightFor(300)
	if rows := (h - 10) / 34; rows < 4 || rows != float32(int(rows)) || grown == 0 {
		t.Errorf("it wants %v pixels, and told of another height %d times", h, grown)
	}
	if f.HeightFor(3000) != 44 || f.HeightFor(300) != h {
		t.Errorf("wide it wants %v pixels", f.HeightFor(3000))
	}
	w.Canvas().Focus(f)
	f.CaretToEnd()
	if from, to := f.CaretLine(); to != h || from != to-44 {
		t.Errorf("the caret's line is from %v to %v of %v", from, to, h)
	}
	f.SetNote("12 / 70", true)
	if f.HeightFor(300) < h {
		t.Error("a note leaves the text more room")
	}
}

func TestFieldMenu(t *testing.T) {
	f := New(Style{})
	w := newWindow(t, f, 400, 300)
	f.SetText("some words")
	w.Canvas().Focus(f)
	f.SelectAll()
	tap := at(20, 150)
	f.TappedSecondary(&tap)
	l, ok := w.Canvas().Focused().(*control.List)
	if !ok {
		t.Fatalf("no menu, but %T", w.Canvas().Focused())
	}
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if f.Text() != "" || fyne.CurrentApp().Clipboard().Content() != "some words" || w.Canvas().Focused() != fyne.Focusable(f) {
		t.Errorf("Cut leaves %q, copies %q, the focus is in %T", f.Text(), fyne.CurrentApp().Clipboard().Content(), w.Canvas().Focused())
	}
}
