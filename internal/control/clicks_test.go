package control

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

func TestClicks(t *testing.T) {
	var c Clicks
	now := time.Unix(1000, 0)
	for i, p := range []struct {
		after time.Duration
		x, y  float32
		want  int
	}{
		{0, 10, 10, 1},
		{399 * time.Millisecond, 10, 10, 2},
		{399 * time.Millisecond, 13, 7, 3},
		{400 * time.Millisecond, 13, 7, 1}, // too late
		{0, 17, 7, 1},                      // too far
		{0, 17, 7, 2},
		{0, 17, 11, 1},
	} {
		now = now.Add(p.after)
		if got := c.Press(fyne.NewPos(p.x, p.y), now); got != p.want || c.N != p.want {
			t.Errorf("press %d counts as %d, want %d", i, got, p.want)
		}
	}
}
