package aside

import (
	"errors"
	"slices"
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

// What comes before the first that cannot be had is told with why it cannot, and
// nothing behind it is asked for.
func TestEach(t *testing.T) {
	bad := errors.New("bad")
	asked := 0
	one := func(s string, err error) func() (string, error) {
		return func() (string, error) {
			asked++
			return s, err
		}
	}
	for _, c := range []struct {
		asks  []func() (string, error)
		had   []string
		err   error
		asked int
	}{
		{nil, nil, nil, 0},
		{[]func() (string, error){one("a", nil), one("b", nil)}, []string{"a", "b"}, nil, 2},
		{[]func() (string, error){one("a", nil), one("", bad), one("c", nil)}, []string{"a"}, bad, 2},
	} {
		asked = 0
		told := false
		Each(nil, c.asks, func(had []string, err error) {
			told = true
			if !slices.Equal(had, c.had) || !errors.Is(err, c.err) || asked != c.asked {
				t.Errorf("had %q, %v, asked for %d; want %q, %v, %d", had, err, asked, c.had, c.err, c.asked)
			}
		})
		if !told {
			t.Error("nothing is told")
		}
	}
}
