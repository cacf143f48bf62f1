package main

import (
	"math"
	"sync"
	"time"
)

// What the window lets wait as garbage, in percent of what it keeps: a key leaves
// little behind, but a long post is much to keep, so that it is better to collect
// more often than to hold as much garbage as text. A start makes much, keeps little
// and would collect some thirty times, a tenth of all its work or more. Reading
// many posts makes more than all else: to collect as often then as between keys
// is a quarter of that work.
const (
	startGC  = 400
	startMax = 192 << 20 // bytes; with more, what was left is collected as often as need be
	jobGC    = 50
	windowGC = 25
	started  = 2 * time.Second // after its first frame a window has what it opens with
)

// thrift is how often garbage is collected: hardly ever while the window comes up,
// seldom during a long job, and else often, after what was left behind was given
// back to the system.
type thrift struct {
	set   func(percent int) (was int)
	limit func(bytes int64) (was int64)
	give  func()
	off   bool // the environment says how often

	mu   sync.Mutex
	seen bool // the window is there
	jobs int  // that are under way
}

// start is called before there is a window.
func (t *thrift) start() {
	if !t.off {
		t.set(startGC)
		t.limit(startMax)
	}
}

// shown is called when the window has what it opens with.
func (t *thrift) shown() {
	t.mu.Lock()
	t.seen = true
	if !t.off {
		t.limit(math.MaxInt64)
	}
	t.mu.Unlock()
	t.settle()
}

// job is called, on any goroutine, when a long job begins; what it returns, when
// that is over.
func (t *thrift) job() (over func()) {
	t.mu.Lock()
	t.jobs++
	t.mu.Unlock()
	t.settle()
	return func() {
		t.mu.Lock()
		t.jobs--
		t.mu.Unlock()
		t.settle()
	}
}

func (t *thrift) settle() {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.off, !t.seen:
	case t.jobs > 0:
		t.set(jobGC)
	default:
		t.set(windowGC)
		t.give()
	}
}
