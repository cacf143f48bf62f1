package switching

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
)

// TestSwitcher goes through posts with Ctrl held and without.
func TestSwitcher(t *testing.T) {
	const ctrl = fyne.KeyModifierControl
	for _, tt := range []struct {
		posts int
		held  fyne.KeyModifier
		do    string // f and b step, d and u are arrows, r lets Ctrl go, e is Escape, n Return, l the loss of the window's keys
		want  string
	}{
		{3, 0, "f", "1"},
		{3, 0, "b", "2"},
		{3, ctrl, "f", ""},
		{3, ctrl, "fr", "1"},
		{3, ctrl, "ffr", "2"},
		{3, ctrl, "fffr", ""}, // round to the one that is shown
		{3, ctrl, "ffffr", "1"},
		{3, ctrl, "br", "2"},
		{3, ctrl, "fbr", ""},
		{3, ctrl, "fdr", "2"},
		{3, ctrl, "bur", "1"},
		{3, ctrl, "fn", "1"},
		{3, ctrl, "fer", ""},
		{3, ctrl, "flr", ""},
		{3, ctrl, "frfr", "11"},
		{1, ctrl, "fr", "none"},
		{0, 0, "f", "none"},
	} {
		test.NewTempApp(t).Settings().SetTheme(theme.New(false))
		did := ""
		var w fyne.Window
		s := New(Options{
			Post: func(func()) {}, Canvas: func() fyne.Canvas { return w.Canvas() },
			Modifiers: func() fyne.KeyModifier { return tt.held }, None: func() { did += "none" },
			Posts: func() (list []Post) {
				for i := range tt.posts {
					list = append(list, Post{Title: fmt.Sprint("Post ", i), Note: "post.md", Dirty: i == 1, Show: func() { did += fmt.Sprint(i) }})
				}
				return list
			},
		})
		below := control.NewCheck("below", nil)
		w = test.NewTempWindow(t, container.NewStack(below, s.Object))
		w.Resize(fyne.NewSize(600, 400))
		w.Canvas().Focus(below)
		down := func(name fyne.KeyName) { s.keys.TypedShortcut(&desktop.CustomShortcut{KeyName: name, Modifier: ctrl}) }
		for _, x := range tt.do {
			switch x {
			case 'f':
				if s.Step(1); s.on {
					s.show() // as when Ctrl is held for longer
				}
			case 'b':
				s.Step(-1)
			case 'd':
				down(fyne.KeyDown)
			case 'u':
				down(fyne.KeyUp)
			case 'e':
				down(fyne.KeyEscape)
			case 'n':
				down(fyne.KeyReturn)
			case 'r':
				s.keys.KeyUp(&fyne.KeyEvent{Name: desktop.KeyControlLeft})
			case 'l':
				s.keys.FocusLost()
			}
		}
		if did != tt.want {
			t.Errorf("%s with %d posts and %v held shows %q, want %q", tt.do, tt.posts, tt.held, did, tt.want)
		}
		if last := tt.do[len(tt.do)-1]; (last == 'r' || tt.held == 0) && (s.list.Visible() || w.Canvas().Focused() != fyne.Focusable(below)) {
			t.Errorf("%s: the list is still there, or the keys are in %T", tt.do, w.Canvas().Focused())
		}
	}
}
