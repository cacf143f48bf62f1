// Package growth is test support: it tells how the work of a function grows
// with what it is given. Work is counted, in bytes that are allocated or in
// steps that the function counts itself, and never timed, so that a test fails
// for what the code does and not for what else the machine does.
package growth

import (
	"runtime"
	"testing"
)

// most is how much more work four times as much may be; four is linear,
// sixteen quadratic.
const most = 6

// Bytes fails the test unless what the work allocates grows about as much as
// its input, from n over 2n to 4n. Make prepares the input; only what it
// returns is counted.
func Bytes(t testing.TB, n int, make func(n int) (work func())) {
	t.Helper()
	check(t, n, slack, func(n int) int {
		work := make(n)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		work()
		runtime.ReadMemStats(&after)
		return int(after.TotalAlloc - before.TotalAlloc)
	})
}

// Steps is Bytes for work that counts itself.
func Steps(t testing.TB, n int, steps func(n int) int) {
	t.Helper()
	check(t, n, 0, steps)
}

func check(t testing.TB, n, slack int, count func(n int) int) {
	t.Helper()
	one, two, four := count(n), count(2*n), count(4*n)
	t.Logf("work for %d, %d, %d: %d, %d, %d", n, 2*n, 4*n, one, two, four)
	if one <= 0 || four > most*one+slack {
		t.Errorf("work for %d, %d, %d is %d, %d, %d; more than it grows with what is given", n, 2*n, 4*n, one, two, four)
	}
}
