// Package aside asks the disk, which may not answer, beside the goroutine of the
// window.
package aside

import "time"

// Desk is where the window waits for an answer, and for how long.
type Desk struct {
	Post     func(func()) // runs a function on the UI's goroutine
	Patience func() time.Duration
}

// Ask does something with what look says, when it says it: now, where that is
// within the window's patience, so that what is typed next finds it done, or
// later. Without a Desk it waits.
func Ask[T any](d *Desk, look func() T, then func(T)) {
	if d == nil {
		then(look())
		return
	}
	said := make(chan T, 1)
	go func() { said <- look() }()
	timer := time.NewTimer(d.Patience())
	defer timer.Stop()
	select {
	case what := <-said:
		then(what)
	case <-timer.C:
		go func() {
			what := <-said
			d.Post(func() { then(what) })
		}()
	}
}

// Each asks for several things, one after the other until one cannot be had. Then
// is called as Ask does it, with those before that one, and why it cannot.
func Each[T any](d *Desk, asks []func() (T, error), then func(had []T, err error)) {
	type answer struct {
		had []T
		err error
	}
	Ask(d, func() (x answer) {
		for _, ask := range asks {
			one, err := ask()
			if x.err = err; err != nil {
				break
			}
			x.had = append(x.had, one)
		}
		return x
	}, func(x answer) { then(x.had, x.err) })
}
