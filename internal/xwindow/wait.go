//go:build linux

package xwindow

import (
	"testing"
	"time"
)

// Patience is how long anything may take on a slow and busy machine before a test gives up.
const Patience = 40 * time.Second

// pollEvery is how often a condition is looked at.
const pollEvery = 25 * time.Millisecond

// Wait returns as soon as cond holds, and ends the test when it never does. what completes "gave up waiting for …".
func Wait(t testing.TB, what string, cond func() bool) {
	t.Helper()
	if !poll(Patience, cond) {
		t.Fatalf("gave up waiting for %s", what)
	}
}

func poll(patience time.Duration, cond func() bool) bool {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		if cond() {
			return true
		}
		select {
		case <-tick.C:
		case <-deadline.C:
			return cond()
		}
	}
}
