package control

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/theme"
)

// tapAt clicks at a distance from an object's left edge.
func tapAt(o fyne.Tappable, x float32) {
	o.Tapped(&fyne.PointEvent{Position: fyne.NewPos(x, 10)})
}

func TestKnobs(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	var got []string
	say := func(what string) func(int) {
		return func(i int) { got = append(got, fmt.Sprint(what, i)) }
	}
	check := NewCheck("note", func(on bool) { got = append(got, fmt.Sprint(on)) })
	segment := NewSegment([]string{"one", "two", "three"}, say("s"))
	stepper := NewStepper(20, func(i int) string { return fmt.Sprint(i, " steps") }, say("n"))
	w := test.NewTempWindow(t, NewStack(0, check, segment, stepper))
	w.Resize(fyne.NewSize(400, 300))
	want := func(what string, f func(), events ...string) {
		t.Helper()
		got = nil
		f()
		if !slices.Equal(got, events) {
			t.Errorf("%s: %v, want %v", what, got, events)
		}
	}
	c := w.Canvas()
	c.Focus(check)
	want("Space", func() { press(c, fyne.KeySpace) }, "true")
	want("Return", func() { press(c, fyne.KeyReturn) }, "false")
	want("SetOn", func() { check.SetOn(true) })

	want("a click in the second word", func() { tapAt(segment, segment.width(0)+2) }, "s1")
	if c.Focused() != fyne.Focusable(segment) {
		t.Error("a click does not take the focus")
	}
	want("the same again", func() { tapAt(segment, segment.width(0)+2) })
	want("beyond the words", func() { tapAt(segment, 4000) })
	want("Right at the end", func() { press(c, fyne.KeyRight, fyne.KeyRight) }, "s2")
	want("Space goes round", func() { press(c, fyne.KeySpace) }, "s0")
	want("Left at the start", func() { press(c, fyne.KeyLeft) })
	want("End and Home", func() { press(c, fyne.KeyEnd, fyne.KeyHome) }, "s2", "s0")
	want("Choose", func() { segment.Choose(1); segment.Choose(7) })
	if segment.Chosen() != 1 {
		t.Errorf("chosen is %d", segment.Chosen())
	}

	want("a click on more", func() { tapAt(stepper, stepper.Size().Width-2) }, "n1")
	want("a click on the value", func() { tapAt(stepper, stepper.Size().Width/2) })
	want("a click on less", func() { tapAt(stepper, 2); tapAt(stepper, 2) }, "n0")
	want("keys", func() {
		press(c, fyne.KeyRight, fyne.KeyPageUp, fyne.KeyEnd, fyne.KeyPageDown, fyne.KeyLeft, fyne.KeyHome, fyne.KeyLeft)
	}, "n1", "n6", "n19", "n14", "n13", "n0")
	want("signs", func() { test.Type(stepper, "++-") }, "n1", "n2", "n1")
	want("fewer values", func() { stepper.Reset(1, 5) })
	if stepper.At() != 0 {
		t.Errorf("at %d", stepper.At())
	}
	check.OnKey = func(e *fyne.KeyEvent) bool { got = append(got, string(e.Name)); return true }
	segment.OnKey, stepper.OnKey = check.OnKey, check.OnKey
	for _, f := range []fyne.Focusable{check, segment, stepper} {
		c.Focus(f)
		want("OnKey", func() { press(c, fyne.KeyReturn, fyne.KeyLeft, fyne.KeyEscape) }, strings.Fields("Return Left Escape")...)
	}
}
