package textedit

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// A click on the sign in the box checks the task, with Ctrl one on the brackets,
// too.
func TestClickChecksTasks(t *testing.T) {
	d := newFixture(t, "- [ ] task|\n- plain\n")
	x, y := at(0, 3)
	d.held = fyne.KeyModifierControl
	d.ed.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}})
	if d.ed.Cursor() != desktop.PointerCursor {
		t.Error("no pointer over the box with Ctrl")
	}
	d.press(x, y, fyne.KeyModifierControl)
	d.release(x, y)
	if want := "- [x] task|\n- plain\n"; d.state() != want || d.s.Several() {
		t.Errorf("%q, want %q", d.state(), want)
	}
	d.held = 0
	if d.ed.Cursor() != desktop.PointerCursor {
		t.Error("no pointer over the sign in the box without Ctrl")
	}
	d.wait(time.Minute)
	d.click(x, y)
	if want := "- [ ] task|\n- plain\n"; d.state() != want {
		t.Errorf("without Ctrl %q, want %q", d.state(), want)
	}
	x, y = at(0, 2) // the bracket
	d.ed.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}})
	if d.ed.Cursor() != desktop.TextCursor {
		t.Error("a pointer over the bracket without Ctrl")
	}
	d.wait(time.Minute)
	d.click(x, y)
	if want := "- |[ ] task\n- plain\n"; d.state() != want {
		t.Errorf("a click on the bracket %q, want %q", d.state(), want)
	}
	x, y = at(1, 3)
	d.press(x, y, fyne.KeyModifierControl)
	d.release(x, y)
	if !d.s.Several() {
		t.Error("Ctrl and a click elsewhere adds no caret")
	}
}
