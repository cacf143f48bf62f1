package editor

import "time"

// delay runs a function once things have rested for a while. It belongs to
// the UI goroutine.
type delay struct {
	post  func(func())
	after time.Duration
	timer *time.Timer
	asked int
}

// start asks for f after the rest; an earlier request that has not come to
// pass is forgotten.
func (d *delay) start(f func()) {
	d.asked++
	n := d.asked
	if d.timer != nil {
		d.timer.Stop()
	}
	d.timer = time.AfterFunc(d.after, func() {
		d.post(func() {
			if n == d.asked {
				f()
			}
		})
	})
}

// stop forgets what was asked for.
func (d *delay) stop() {
	d.asked++
	if d.timer != nil {
		d.timer.Stop()
	}
}
