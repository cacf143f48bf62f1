package control

import "time"

// Delay runs a function once things have rested for a while. It belongs to
// the UI goroutine.
type Delay struct {
	Post  func(func()) // runs a function on the UI goroutine
	After time.Duration
	timer *time.Timer
	asked int
}

// Start asks for f after the rest; an earlier request that has not come to
// pass is forgotten.
func (d *Delay) Start(f func()) {
	d.asked++
	n := d.asked
	if d.timer != nil {
		d.timer.Stop()
	}
	post := d.Post // the timer's goroutine looks at nothing of the Delay
	d.timer = time.AfterFunc(d.After, func() {
		post(func() {
			if n == d.asked {
				f()
			}
		})
	})
}

// Stop forgets what was asked for.
func (d *Delay) Stop() {
	d.asked++
	if d.timer != nil {
		d.timer.Stop()
	}
}
