package growth

import "testing"

// Alone skips a test under the race detector which has much to do, and runs no
// goroutines that other tests do not run, too. A test calls it itself, first of
// all, and "make test" runs it without the detector afterwards.
func Alone(t testing.TB) {
	t.Helper()
	if Race {
		t.Skip("much work, and nothing to detect: run without the race detector")
	}
}
