package modal

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/control"
)

// All that is open goes, the topmost first and as with Escape, and those who are
// told hear of each change.
func TestStack(t *testing.T) {
	test.NewTempApp(t)
	told, done := "", ""
	s := NewStack(test.NewTempWindow(t, control.NewGround()).Canvas(), func(open bool) { told += fmt.Sprint(open, " ") })
	s.Dismiss()
	var over func()
	over = s.Cover(func() { done += "dialog "; over() })
	s.Ask(&control.Question{
		Title: "Q", Main: control.Choice{Label: "Remove", Do: func() { done += "remove " }},
		Cancel: control.Choice{Label: "Cancel", Do: func() { done += "cancel " }},
	})
	if s.Depth() != 2 {
		t.Errorf("%d are open", s.Depth())
	}
	for range 2 {
		if s.Dismiss(); done != "cancel dialog " || s.Depth() != 0 {
			t.Errorf("done %q, %d are open", done, s.Depth())
		}
	}
	if want := "true true true false "; told != want {
		t.Errorf("told %q, want %q", told, want)
	}
}

// What is closed below another thing is not closed again with that.
func TestStackClosedBelow(t *testing.T) {
	s := NewStack(nil, func(bool) {})
	closed := 0
	below := s.Cover(func() { t.Error("closed again") })
	var above func()
	above = s.Cover(func() { closed++; above() })
	below()
	if s.Dismiss(); closed != 1 || s.Depth() != 0 {
		t.Errorf("closed %d times, %d are open", closed, s.Depth())
	}
}

// What opens something else in going leaves that to be seen.
func TestStackOpensAnother(t *testing.T) {
	s := NewStack(nil, func(bool) {})
	s.Cover(func() { t.Error("it is below what was opened") })
	var first func()
	first = s.Cover(func() { first(); s.Cover(func() { t.Error("it was not seen") }) })
	if s.Dismiss(); s.Depth() != 2 {
		t.Errorf("%d are open", s.Depth())
	}
}

// Of progress that is made before it can be told the newest is told, once.
func TestTelling(t *testing.T) {
	var queue []func()
	told := ""
	tell := Telling(func(f func()) { queue = append(queue, f) }, func(done, total int) { told += fmt.Sprint(done, "/", total, " ") })
	tell(1, 4)
	tell(2, 4)
	queue[0]()
	tell(3, 4)
	queue[1]()
	if len(queue) != 2 || told != "2/4 3/4 " {
		t.Errorf("%d times, told %q", len(queue), told)
	}
	if Telling(nil, nil) != nil {
		t.Error("progress for nobody")
	}
}
