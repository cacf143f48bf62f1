package markdown

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"galley.app/galley/editor/text"
)

// A queue runs posted functions when it is told to.
type queue struct {
	mu    sync.Mutex
	funcs []func()
}

func (q *queue) post(f func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.funcs = append(q.funcs, f)
}

// drain runs what was posted so far, last first if backwards.
func (q *queue) drain(backwards bool) {
	q.mu.Lock()
	funcs := q.funcs
	q.funcs = nil
	q.mu.Unlock()
	for i := range funcs {
		if backwards {
			i = len(funcs) - 1 - i
		}
		funcs[i]()
	}
}

// last runs the newest of what was posted.
func (q *queue) last() {
	q.mu.Lock()
	n := len(q.funcs) - 1
	f := q.funcs[n]
	q.funcs = q.funcs[:n]
	q.mu.Unlock()
	f()
}

// slow is a clock by which each text takes so long that the next one waits for
// the window, and for nothing more.
func slow() func() time.Time {
	now := time.Unix(0, 0)
	return func() time.Time {
		now = now.Add(2 * instant)
		return now
	}
}

func TestWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var q queue
		var got []string
		w := newWorker(q.post, func(d *Doc) { got = append(got, strings.TrimSpace(d.Text())) }, slow())
		defer w.Close()
		settle := func() { // the window comes to its queue until nothing is left in it
			for range 3 {
				synctest.Wait()
				q.drain(false)
			}
		}

		w.Submit(text.New("small"), 0)
		synctest.Wait()
		if len(got) != 0 {
			t.Fatal("delivered before its turn")
		}
		q.drain(false)
		if len(got) != 1 || got[0] != "small" {
			t.Fatalf("got %q", got)
		}

		// of the texts that wait until the window is idle only the latest is parsed
		large := strings.Repeat("word\n\n", 30_000)
		for _, end := range []string{"one", "two", "three"} {
			w.Submit(text.New(large+end), 0)
			synctest.Wait()
		}
		settle()
		time.Sleep(maxDelay) // of the test's clock
		settle()
		if len(got) != 2 || !strings.HasSuffix(got[1], "three") {
			t.Fatalf("%d results", len(got))
		}

		// base is where the body starts
		w.Submit(text.New("head\n\nbody"), 6)
		settle()
		if got[2] != "body" {
			t.Errorf("got %q", got[2])
		}

		// a result is dropped only after a newer one
		for i, backwards := range []bool{true, false} {
			got = nil
			for _, s := range []string{"first", "second"} {
				w.Submit(text.New(s), 0)
				synctest.Wait()
				q.last() // what the worker waits for
				synctest.Wait()
			}
			q.drain(backwards)
			if len(got) != 2-(1-i) || got[len(got)-1] != "second" {
				t.Errorf("backwards %t: got %q", backwards, got)
			}
		}
	})
}

// TestWorkerDialect reads each text in the dialect that was in use when it
// was handed over.
func TestWorkerDialect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var q queue
		var got []InlineKind
		w := NewWorker(q.post, func(d *Doc) { got = append(got, d.Block(0).Inlines[0].Kind) })
		defer w.Close()
		src := text.New("$a$")
		for i, x := range []Dialect{{}, {InlineMath: true}, {InlineMath: true}, {}} {
			if changed := w.Use(x); changed != (i == 1 || i == 3) {
				t.Errorf("dialect %d changes: %v", i, changed)
			}
			w.Submit(src, 0)
			for range 3 { // it begins when the window has done what it was given
				synctest.Wait()
				q.drain(false)
			}
		}
		if want := []InlineKind{Text, Formula, Formula, Text}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

// The first text is parsed before the window comes to its queue, a huge one when
// it has: the processors are its own until it has shown the post.
func TestWorkerBegins(t *testing.T) {
	for _, c := range []struct {
		size int
		want bool
	}{{1000, true}, {hugeSize, false}} {
		synctest.Test(t, func(t *testing.T) {
			var q queue
			done, parsing := false, make(chan struct{}, 1)
			w := newWorker(q.post, func(*Doc) { done = true }, func() time.Time {
				select {
				case parsing <- struct{}{}:
				default:
				}
				return time.Time{}
			})
			defer w.Close()
			w.Submit(text.New(strings.Repeat("word\n\n", c.size/6+1)), 0)
			synctest.Wait()
			if began := len(parsing) > 0; began != c.want {
				t.Errorf("%d bytes: parsed before the window was idle is %v", c.size, began)
			}
			for range 2 {
				q.drain(false)
				synctest.Wait()
			}
			q.drain(false)
			if !done {
				t.Errorf("%d bytes: not parsed at all", c.size)
			}
		})
	}
}

func TestWorkerClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var q queue
		w := newWorker(q.post, func(*Doc) { t.Error("delivered after Close") }, slow())
		w.Submit(text.New("a"), 0)
		synctest.Wait()
		w.Submit(text.New("aa"), 0)
		synctest.Wait() // it waits for the window
		w.Close()
		w.Close()
		w.Submit(text.New("b"), 0)
		synctest.Wait()
		q.drain(false)
	})
}
