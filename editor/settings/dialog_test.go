package settings

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
)

// A choice applies at once, arrows go from row to row and round the ends, and
// Escape closes once.
func TestDialog(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(false))
	win := test.NewTempWindow(t, control.NewFill(theme.Sheet))
	win.Resize(fyne.NewSize(800, 600))
	on, face, size, closed := false, 0, 3, 0
	d := New(win.Canvas(), func() { closed++ })
	d.Section("Writing", func() { on, face, size = false, 0, 3 })
	d.Segment("Typeface", []string{"Mono", "Serif"}, func() int { return face }, func(i int) { face = i })
	d.Check("Pairs", "close them", func() bool { return on }, func(to bool) { on = to })
	d.Stepper("Size", 9, func(int) string { return "" }, func() int { return size }, func(i int) { size = i })
	d.Open()
	key := func(keys ...fyne.KeyName) {
		for _, k := range keys {
			win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k})
		}
	}
	key(fyne.KeyRight, fyne.KeyDown)
	win.Canvas().Focused().TypedRune(' ')
	key(fyne.KeyDown, fyne.KeyEnd)
	if !on || face != 1 || size != 8 {
		t.Errorf("pairs %v, face %d, size %d", on, face, size)
	}
	key(fyne.KeyDown, fyne.KeyReturn) // round to the button above the rows
	if on || face != 0 || size != 3 {
		t.Errorf("after Use defaults: pairs %v, face %d, size %d", on, face, size)
	}
	key(fyne.KeyEscape)
	d.Close()
	if closed != 1 || len(win.Canvas().Overlays().List()) != 0 {
		t.Errorf("closed %d times, %d overlays are left", closed, len(win.Canvas().Overlays().List()))
	}
}
