package history

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"sync"
	"time"
)

// queue is work on the history that nobody waits for, done in order by a
// goroutine that ends when there is none left.
type queue struct {
	mu      sync.Mutex
	jobs    []func() error
	running bool
	idle    chan struct{} // closed when all is done; nil while nobody waits
	closed  bool
	told    func(error)
	failed  error              // of the last job
	pruning context.CancelFunc // of the pruning that is under way; nil for none
	pruned  chan struct{}      // closed when that has ended
}

// Record keeps a text without waiting for it, after what was asked for before:
// what Add does. Text is read later, on another goroutine, and must be of an
// immutable value; p.Text is not looked at. Tell's function hears what went wrong.
func (s *Store) Record(p Point, text iter.Seq[string]) {
	if s == nil {
		return
	}
	s.later(func() error {
		var b strings.Builder
		for piece := range text {
			b.WriteString(piece)
		}
		p.Text = b.String()
		return s.Add(p)
	})
}

// RecordText is Record for a text in one piece, p.Text.
func (s *Store) RecordText(p Point) {
	if s == nil {
		return
	}
	s.later(func() error { return s.Add(p) })
}

// RecordRenamed is Renamed without waiting for it.
func (s *Store) RecordRenamed(from, to string) {
	if s == nil {
		return
	}
	s.later(func() error { return s.Renamed(from, to) })
}

// RecordCopied is Copied without waiting for it.
func (s *Store) RecordCopied(from, to string) {
	if s == nil {
		return
	}
	s.later(func() error { return s.Copied(from, to) })
}

// later does a job in its turn.
func (s *Store) later(job func() error) {
	q := &s.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return
	}
	q.jobs = append(q.jobs, job)
	if !q.running {
		q.running = true
		go s.work()
	}
}

func (s *Store) work() {
	q := &s.queue
	for {
		q.mu.Lock()
		if len(q.jobs) == 0 {
			q.running = false
			if q.idle != nil {
				close(q.idle)
				q.idle = nil
			}
			q.mu.Unlock()
			s.pruneSoon()
			return
		}
		job := q.jobs[0]
		q.jobs = q.jobs[1:]
		q.mu.Unlock()

		err := job()

		q.mu.Lock()
		told := q.told
		changed := (err != nil) != (q.failed != nil)
		q.failed = err
		q.mu.Unlock()
		if changed && told != nil {
			told(err)
		}
	}
}

// pruneSoon prunes aside where that is due.
func (s *Store) pruneSoon() {
	if !s.Due() {
		return
	}
	q := &s.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.pruning != nil || q.closed {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	q.pruning, q.pruned = cancel, done
	go func() {
		defer close(done)
		defer cancel()
		_ = s.Prune(ctx) // versions are kept all the same, and it is tried again
		q.mu.Lock()
		q.pruning = nil
		q.mu.Unlock()
	}()
}

// Flush waits, as long as ctx allows, until all that was asked for is kept.
func (s *Store) Flush(ctx context.Context) error {
	if s == nil {
		return nil
	}
	q := &s.queue
	q.mu.Lock()
	if !q.running {
		q.mu.Unlock()
		return nil
	}
	if q.idle == nil {
		q.idle = make(chan struct{})
	}
	idle := q.idle
	q.mu.Unlock()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("the history takes too long: %w", ctx.Err())
	}
}

// closing is how long Close waits.
const closing = 5 * time.Second

// Close takes no more work, and waits a while for what was asked for.
func (s *Store) Close() error {
	if s == nil {
		return nil
	}
	s.queue.mu.Lock()
	s.queue.closed = true
	if s.queue.pruning != nil {
		s.queue.pruning()
	}
	pruned := s.queue.pruned
	s.queue.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), closing)
	defer cancel()
	err := s.Flush(ctx)
	if pruned != nil {
		select {
		case <-pruned:
		case <-ctx.Done():
		}
	}
	return err
}
