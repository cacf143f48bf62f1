package control

import (
	"time"

	"fyne.io/fyne/v2"
)

// clicks counts presses that follow each other quickly at one place. A widget
// that implemented fyne.DoubleTappable instead would get each single tap
// 300 ms late.
type clicks struct {
	at   fyne.Position
	last time.Time
	n    int
}

func (c *clicks) count(at fyne.Position) int {
	now := time.Now()
	near := abs(at.X-c.at.X) < 4 && abs(at.Y-c.at.Y) < 4
	if near && now.Sub(c.last) < 400*time.Millisecond {
		c.n++
	} else {
		c.n = 1
	}
	c.at, c.last = at, now
	return c.n
}

func abs(v float32) float32 {
	if v < 0 {
		return -v
	}
	return v
}
