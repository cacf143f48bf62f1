package markdown

import (
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

func TestWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var q queue
		var got []string
		w := NewWorker(q.post, func(d *Doc) { got = append(got, strings.TrimSpace(d.Text())) })
		defer w.Close()

		w.Submit(text.New("small"), 0)
		synctest.Wait()
		if len(got) != 0 {
			t.Fatal("delivered before its turn")
		}
		q.drain(false)
		if len(got) != 1 || got[0] != "small" {
			t.Fatalf("got %q", got)
		}

		// of texts that wait only the latest is parsed
		large := strings.Repeat("word\n\n", 30_000)
		for _, end := range []string{"one", "two", "three"} {
			w.Submit(text.New(large+end), 0)
			synctest.Wait()
		}
		q.drain(false)
		if len(got) != 1 {
			t.Fatal("a large text was not delayed")
		}
		time.Sleep(maxDelay) // of the test's clock
		synctest.Wait()
		q.drain(false)
		if len(got) != 2 || !strings.HasSuffix(got[1], "three") {
			t.Fatalf("%d results", len(got))
		}

		// base is where the body starts
		w.Submit(text.New("head\n\nbody"), 6)
		synctest.Wait()
		q.drain(false)
		if got[2] != "body" {
			t.Errorf("got %q", got[2])
		}

		// a result is dropped only after a newer one
		for _, s := range []string{"first", "second"} {
			w.Submit(text.New(s), 0)
			synctest.Wait()
		}
		q.drain(true)
		if len(got) != 4 || got[3] != "second" {
			t.Errorf("got %q", got[3:])
		}
		for _, s := range []string{"first", "second"} {
			w.Submit(text.New(s), 0)
			synctest.Wait()
		}
		q.drain(false)
		if len(got) != 6 {
			t.Errorf("got %q", got[4:])
		}
	})
}

func TestWorkerClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var q queue
		w := NewWorker(q.post, func(*Doc) { t.Error("delivered after Close") })
		w.Submit(text.New("a"), 0)
		synctest.Wait()
		w.Submit(text.New(strings.Repeat("a\n", promptSize)), 0)
		synctest.Wait() // it waits for its delay
		w.Close()
		w.Close()
		w.Submit(text.New("b"), 0)
		synctest.Wait()
		q.drain(false)
	})
}
