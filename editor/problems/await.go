package problems

import (
	"context"
	"time"

	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
)

// awaits is how long something is looked at before that is said.
const awaits = 400 * time.Millisecond

// Await looks for something aside, and calls then on the goroutine of the window,
// to which post leads, with what was found, and whether that is all: where it
// takes a while that is said, with a button that stops it. Nothing may be open
// over the window. Then is not called where something else was opened meanwhile.
func Await[T any](stack *modal.Stack, post func(func()), look func(context.Context) T, then func(found T, whole bool)) {
	ctx, cancel := context.WithCancel(context.Background())
	over := false
	var asked *control.Question
	end := func(found T, whole bool) {
		if over {
			return
		}
		over = true
		cancel()
		if asked != nil {
			asked.Close()
		}
		if stack.Depth() == 0 {
			then(found, whole)
		}
	}
	wait := &control.Delay{Post: post, After: awaits}
	wait.Start(func() {
		if over || stack.Depth() > 0 {
			return
		}
		var none T
		asked = &control.Question{
			Title: "Looking at the templates…", Text: "Pages are made with them, to see what is wrong.",
			Main: control.Choice{Label: "Stop", Do: func() { end(none, false) }},
		}
		stack.Ask(asked)
	})
	go func() {
		found := look(ctx)
		post(func() {
			wait.Stop()
			end(found, true)
		})
	}()
}
