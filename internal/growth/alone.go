package growth

import "testing"

// Alone skips a test under the race detector which has much to do, and runs no
// goroutines that other tests do not run, too. "make test" runs the packages
// whose tests call it without the detector as well.
func Alone(t testing.TB) {
	t.Helper()
	if Race {
		t.Skip("much work, and nothing to detect: run without the race detector")
	}
}
