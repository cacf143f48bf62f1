package aside

import (
	"testing"
	"testing/synctest"
	"time"
)

// What is answered soon is done at once, and what takes long when it comes; who
// asks goes on meanwhile.
func TestAsk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		queue := make(chan func(), 10)
		d := &Desk{Post: func(f func()) { queue <- f }, Patience: func() time.Duration { return 10 * time.Millisecond }}
		var got []string
		say := func(s string) { got = append(got, s) }
		answer := func(s string, after time.Duration) func() string {
			return func() string {
				time.Sleep(after)
				return s
			}
		}
		Ask(nil, answer("waited for", time.Second), say)
		Ask(d, answer("soon", time.Millisecond), say)
		Ask(d, answer("late", time.Hour), say)
		if len(got) != 2 || got[1] != "soon" {
			t.Errorf("at once %q", got)
		}
		(<-queue)()
		if len(got) != 3 || got[2] != "late" {
			t.Errorf("in the end %q", got)
		}
	})
}
