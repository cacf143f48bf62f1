package control

import (
	"time"

	"fyne.io/fyne/v2"
)

// What presses must be to count as one double or triple click.
const (
	clickAgain = 400 * time.Millisecond
	clickNear  = 4 // pixels
)

// Clicks counts presses that follow each other quickly at one place. A widget
// that implemented fyne.DoubleTappable instead would get each single tap
// 300 ms late. The zero value is ready.
type Clicks struct {
	N    int // of the last press: 1 for a click, 2 for a double click and so on
	at   fyne.Position
	last time.Time
}

// Press counts a press and returns N.
func (c *Clicks) Press(at fyne.Position, now time.Time) int {
	d := at.Subtract(c.at)
	if now.Sub(c.last) < clickAgain && max(d.X, -d.X) < clickNear && max(d.Y, -d.Y) < clickNear {
		c.N++
	} else {
		c.N = 1
	}
	c.at, c.last = at, now
	return c.N
}
