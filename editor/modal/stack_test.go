package modal

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/control"
)

// Only what is alone and can be closed without a loss is dismissed, and those
// who are told hear of each change.
func TestStack(t *testing.T) {
	test.NewTempApp(t)
	told := ""
	s := NewStack(test.NewTempWindow(t, control.NewGround()).Canvas(), func(open bool) { told += fmt.Sprint(open, " ") })
	s.Dismiss()
	closed := 0
	var over func()
	over = s.Cover(func() { closed++; over() })
	q := &control.Question{Title: "Q", Main: control.Choice{Label: "Close"}}
	s.Ask(q)
	if s.Dismiss(); closed != 0 || s.Depth() != 2 {
		t.Errorf("below a question: closed %d times, %d are open", closed, s.Depth())
	}
	q.Close()
	if s.Dismiss(); closed != 1 || s.Depth() != 0 {
		t.Errorf("alone: closed %d times, %d are open", closed, s.Depth())
	}
	if s.Dismiss(); closed != 1 {
		t.Error("closed twice")
	}
	if want := "true true true false "; told != want {
		t.Errorf("told %q, want %q", told, want)
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
