package status

import (
	"image/color"
	"testing"
	"time"

	"galley.app/galley/editor/counting"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/seen"
)

// TestRing holds that the ring fills clockwise from its top, and is full no sooner
// than the goal is reached.
func TestRing(t *testing.T) {
	way, done := color.NRGBA{1, 2, 3, 255}, color.NRGBA{200, 100, 50, 255}
	r := newRing()
	for _, tt := range []struct {
		share                    float64
		right, below, left, last bool // done at three, six, nine, and just before twelve o'clock
	}{
		{0, false, false, false, false},
		{0.3, true, false, false, false},
		{0.55, true, true, false, false},
		{0.999, true, true, true, false},
		{1, true, true, true, true},
	} {
		r.set(tt.share)
		m := look{r.step, way, done}.draw()
		const n = ringSize * ringFine
		is := func(x, y int) bool {
			c := color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA)
			return c.R == done.R
		}
		if got := [4]bool{is(n-4, n/2), is(n/2, n-4), is(3, n/2), is(n/2-1, 3)}; got != [4]bool{tt.right, tt.below, tt.left, tt.last} {
			t.Errorf("%v: %v", tt.share, got)
		}
	}
}

// TestCounts holds that the bar says how much is selected, and how far the goal is.
func TestCounts(t *testing.T) {
	s := session.Open("", "!! title: A\n\n---\n\nSome more words.\n", session.Options{Now: time.Now, New: true})
	goal := counting.Goal{}
	b := New(Options{Session: func() *session.Session { return s }, LineColumn: func() (line, col int) { return 1, 1 }, Goal: func() (counting.Goal, bool) { return goal, goal.Have == 3 }, Reading: func() string { return "easy to read" }})
	p := seen.Sit(t, b.Object, 1400, 30)
	says := func(want string) {
		t.Helper()
		b.Refresh()
		if got := p.Says(); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
	says("New 3 words 1 min easy to read Outline Ln 1, Col 1 UTF-8 LF")
	goal = counting.Goal{Have: 3, Want: 1200}
	says("New 3 of 1,200 words 1 min easy to read Outline Ln 1, Col 1 UTF-8 LF")
	s.Select(text.Selection{Anchor: s.Start() + 5, Head: s.Start() + 10})
	says("New 1 of 3 words 5 characters easy to read Outline Ln 1, Col 1 UTF-8 LF")
	was := s // another post, with the same selection
	s = session.Open("", "!! title: A\n\n---\n\nWords a b c.\n", session.Options{Now: time.Now, New: true})
	s.Select(text.Selection{Anchor: s.Start() + 5, Head: s.Start() + 10})
	says("New 2 of 4 words 5 characters easy to read Outline Ln 1, Col 1 UTF-8 LF")
	was.Select(text.Caret(was.Start()))
	s = was
	goal = counting.Goal{Have: 700, Want: 1200} // of the day
	s.Select(text.Caret(s.Start()))
	says("New 3 words 1 min easy to read Outline Ln 1, Col 1 UTF-8 LF")
}
