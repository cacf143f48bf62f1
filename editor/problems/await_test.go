package problems

import (
	"context"
	"testing"

	"fyne.io/fyne/v2/test"

	"galley.app/galley/editor/modal"
)

// What takes long can be stopped, and what it would have found comes to nothing.
func TestAwait(t *testing.T) {
	test.NewTempApp(t)
	queue := make(chan func(), 100)
	stack := modal.NewStack(test.NewCanvas(), func(bool) {})
	found := make(chan string, 1)
	stopped := make(chan bool, 1)
	look := func(ctx context.Context) string {
		select {
		case s := <-found:
			return s
		case <-ctx.Done():
			stopped <- true
			return "cut off"
		}
	}
	type told struct {
		what  string
		whole bool
	}
	var got []told
	post := func(f func()) { queue <- f }
	then := func(what string, whole bool) { got = append(got, told{what, whole}) }

	Await(stack, post, look, then)
	found <- "two"
	for len(got) == 0 {
		(<-queue)()
	}
	if got[0] != (told{"two", true}) || stack.Depth() > 0 {
		t.Errorf("told %+v, %d open", got, stack.Depth())
	}

	got = nil
	Await(stack, post, look, then)
	for stack.Depth() == 0 {
		(<-queue)()
	}
	stack.Dismiss()
	<-stopped
	if len(got) != 1 || got[0].whole || stack.Depth() > 0 {
		t.Errorf("stopped, told %+v, %d open", got, stack.Depth())
	}
	(<-queue)()
	if len(got) != 1 {
		t.Errorf("told again: %+v", got)
	}
}
