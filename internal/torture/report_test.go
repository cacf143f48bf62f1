//go:build linux

package torture

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// figures are what a run did.
type figures struct {
	mu      sync.Mutex
	counts  map[string]int
	order   []string
	skipped []string
	lost    []string
}

// done is what this run did: the report is of all tests together.
var done = figures{counts: map[string]int{}}

// add counts something that was done.
func (f *figures) add(what string, n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.counts[what]; !ok {
		f.order = append(f.order, what)
	}
	f.counts[what] += n
}

// lose fails a test over words, or whole texts, that are nowhere.
func (f *figures) lose(t *testing.T, how string, words ...string) {
	t.Helper()
	f.mu.Lock()
	f.lost = append(f.lost, words...)
	f.mu.Unlock()
	t.Errorf("LOST %d: %s: %.300q (SEED=%d)", len(words), how, words, *seed)
}

// skip says that a test cannot be run here, and why.
func (f *figures) skip(t *testing.T, why string) {
	t.Helper()
	f.lack(t, why)
	t.Skip(why)
}

// lack says that a part of a test cannot be run here, and why.
func (f *figures) lack(t *testing.T, why string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.skipped = append(f.skipped, t.Name()+": "+why)
}

// report is what was done, in figures, and what is promised, with its tests.
func (f *figures) report() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var b strings.Builder
	fmt.Fprintf(&b, "\ntorture: SEED=%d, %s\n", *seed, time.Since(began).Round(time.Second))
	for _, what := range f.order {
		fmt.Fprintf(&b, "%8d  %s\n", f.counts[what], what)
	}
	fmt.Fprintf(&b, "%8d  words or texts lost\n", len(f.lost))
	slices.Sort(f.skipped)
	for _, s := range f.skipped {
		fmt.Fprintf(&b, "not run here: %s\n", s)
	}
	b.WriteString("\nwhat is promised, and the tests that hold it\n")
	for i, p := range promises {
		fmt.Fprintf(&b, "%3d  %s\n", i+1, p.is)
		for _, test := range p.tests {
			fmt.Fprintf(&b, "         %s\n", test)
		}
	}
	return b.String()
}
