package main

import (
	"math"
	"slices"
	"testing"
)

// Garbage is collected seldom while the window comes up and while a job is under
// way, and memory is given back after both.
func TestThrift(t *testing.T) {
	var did []int
	const gave, bounded, unbounded = -1, -2, -3
	saving := &thrift{set: func(percent int) int {
		did = append(did, percent)
		return 0
	}, limit: func(bytes int64) int64 {
		if bytes == math.MaxInt64 {
			did = append(did, unbounded)
		} else {
			did = append(did, bounded)
		}
		return 0
	}, give: func() { did = append(did, gave) }}
	saw := func(when string, want ...int) {
		t.Helper()
		if !slices.Equal(did, want) {
			t.Errorf("%s: %v, want %v", when, did, want)
		}
		did = nil
	}
	saving.start()
	first := saving.job()
	saw("a job before the window is there", startGC, bounded)
	saving.shown()
	saw("the window is there in the middle of it", unbounded, jobGC)
	second := saving.job()
	first()
	saw("another one goes on", jobGC, jobGC)
	second()
	saw("all is done", windowGC, gave)
	saving.off = true
	saving.job()()
	saw("the environment says how often")
}
