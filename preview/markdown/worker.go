package markdown

import (
	"runtime/debug"
	"sync"
	"time"

	"galley.app/galley/editor/text"
)

const (
	promptSize = 64 << 10 // bytes that are parsed in no time

	instant  = 2 * time.Millisecond  // a parse that takes nothing from the frame that is painted meanwhile
	quick    = 15 * time.Millisecond // a parse that need not be spared
	maxDelay = 400 * time.Millisecond
	hugeSize = 1 << 20         // bytes whose parse leaves much garbage behind
	rest     = 3 * time.Second // without a text to parse
)

// A Worker parses the latest of the texts that it is given on a goroutine of
// its own. A text that is followed by another before its turn is never parsed.
// The methods may be called from any goroutine.
type Worker struct {
	post func(func())
	done func(*Doc)
	now  func() time.Time

	wake    chan struct{} // holds a token while a text may be waiting
	quit    chan struct{}
	stopped chan struct{}
	close   sync.Once

	mu        sync.Mutex
	waiting   *job
	as        Dialect
	submitted uint64
	delivered uint64 // number of the newest job that was delivered
	closed    bool
}

// A job is one text to parse.
type job struct {
	text   text.Text
	base   int
	as     Dialect
	number uint64
}

// NewWorker starts a Worker. It hands each Doc to done through post, which runs
// the function that it is given on the goroutine that owns the Docs.
func NewWorker(post func(func()), done func(*Doc)) *Worker {
	return newWorker(post, done, time.Now)
}

func newWorker(post func(func()), done func(*Doc), now func() time.Time) *Worker {
	w := &Worker{
		post: post, done: done, now: now,
		wake: make(chan struct{}, 1), quit: make(chan struct{}), stopped: make(chan struct{}),
	}
	go w.run()
	return w
}

// Submit asks for t to be parsed from the byte base on, in place of a text that
// still waits. The first text is parsed at once, unless it is huge, and so is one
// after a text that took next to no time. All others let the window first show
// the key that changed them or the post that was opened, which has need of the
// same processors, and wait longer if the text before took long.
func (w *Worker) Submit(t text.Text, base int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return
	}
	w.submitted++
	w.waiting = &job{text: t, base: base, as: w.as, number: w.submitted}
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Use has the texts to come read in a dialect, and reports whether those
// before them were read in another.
func (w *Worker) Use(x Dialect) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	changed := w.as != x
	w.as = x
	return changed
}

// Close stops the worker and waits until its goroutine has ended. Nothing is
// delivered after it returns.
func (w *Worker) Close() {
	w.close.Do(func() {
		w.mu.Lock()
		w.closed, w.waiting = true, nil
		w.mu.Unlock()
		close(w.quit)
	})
	<-w.stopped
}

func (w *Worker) run() {
	defer close(w.stopped)
	var prev *Doc
	var took time.Duration
	var rested <-chan time.Time // when what was left behind is given back
	for {
		select {
		case <-w.quit:
			return
		case <-rested: // and not before: it may hold up all goroutines for some frames
			rested = nil
			debug.FreeOSMemory()
			continue
		case <-w.wake:
		}
		if (took >= instant || prev == nil && w.huge()) && !w.pause(took) {
			return
		}
		j := w.take()
		if j == nil {
			continue
		}
		began := w.now()
		d := j.as.Parse(prev, j.text, j.base)
		prev, took = d, w.now().Sub(began)
		w.post(func() { w.deliver(d, j.number) })
		if j.text.Len() >= hugeSize {
			rested = time.After(rest)
		}
	}
}

// pause waits until the owner of the Docs has done what it was doing when the
// text was submitted, which includes painting it, and after a parse that took
// long for as long again. It reports whether to go on.
func (w *Worker) pause(took time.Duration) bool {
	idle := make(chan struct{})
	w.post(func() { close(idle) })
	select {
	case <-w.quit:
		return false
	case <-idle:
	}
	if took < quick {
		return true
	}
	timer := time.NewTimer(min(2*took, maxDelay))
	defer timer.Stop()
	select {
	case <-w.quit:
		return false
	case <-timer.C:
		return true
	}
}

// huge reports whether the text that waits is.
func (w *Worker) huge() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.waiting != nil && w.waiting.text.Len() >= hugeSize
}

// take empties the mailbox.
func (w *Worker) take() *job {
	w.mu.Lock()
	defer w.mu.Unlock()
	j := w.waiting
	w.waiting = nil
	return j
}

// deliver hands d on unless a newer one was.
func (w *Worker) deliver(d *Doc, number uint64) {
	w.mu.Lock()
	stale := w.closed || number <= w.delivered
	if !stale {
		w.delivered = number
	}
	w.mu.Unlock()
	if !stale {
		w.done(d)
	}
}
