package journal

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"

	"galley.app/galley/editor/text"
	"galley.app/galley/storage/safefile"
)

// How long it takes until what failed is tried again: doubled each time, up to
// the longest.
const (
	retryAfter  = time.Second
	retryAtMost = 30 * time.Second
)

// Trouble is why texts are not kept where they should be.
type Trouble struct {
	Dir  string // where they should be
	Err  error  // why they are not; nil where all is well
	Kept string // folder that they are kept in instead; "" where there is none
}

func (t Trouble) String() string {
	switch {
	case t.Err == nil:
		return ""
	case t.Dir == "":
		return "there is no folder for it"
	}
	return safefile.Shown(t.Dir) + ": " + safefile.Cause(t.Err).Error()
}

// Options are what a Writer works with.
type Options struct {
	// Dirs are the folders of the journals, the best one first; the others are for
	// when that cannot be written. They are made when they are needed.
	Dirs []string
	FS   safefile.FS // nil is the system's
}

// Writer writes the journals of one process. A nil one keeps nothing.
type Writer struct {
	o    Options
	name string // of this process's files
	host string
	wake chan struct{}
	done chan struct{} // closed when the goroutine ended

	mu      sync.Mutex
	all     []*Journal
	made    int
	flushes []chan struct{}
	closed  bool
	trouble Trouble
	tell    func(Trouble)

	locks map[string]*lock // by folder; the goroutine alone
}

// NewWriter starts a Writer. Nothing is on the disk before there is a change.
func NewWriter(o Options) *Writer {
	if o.FS == nil {
		o.FS = safefile.OS{}
	}
	random := make([]byte, 4)
	_, _ = rand.Read(random) // which never fails
	host, _ := os.Hostname() // "" where it has none
	w := &Writer{
		o: o, name: time.Now().Format("20060102-150405-") + hex.EncodeToString(random), host: host,
		wake: make(chan struct{}, 1), done: make(chan struct{}), locks: map[string]*lock{},
	}
	go w.run()
	return w
}

// Tell has told called with trouble, with other trouble, and once when that is
// over; also with what there is now. It is called by the writer's goroutine and
// must not wait for it.
func (w *Writer) Tell(told func(Trouble)) {
	if w == nil {
		return
	}
	w.mu.Lock()
	w.tell = told
	now := w.trouble
	w.mu.Unlock()
	if now.Err != nil {
		told(now)
	}
}

// Journal returns a journal for a post, which holds nothing yet.
func (w *Writer) Journal(a About) *Journal {
	if w == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.made++
	a.Host = w.host
	j := &Journal{w: w, about: a}
	j.file.name = w.name + "-" + strconv.Itoa(w.made) + journalEnd
	w.all = append(w.all, j)
	return j
}

// Find finds the journals that processes which ended left in the Writer's
// folders; see the function of that name.
func (w *Writer) Find() (found []*Found, problems []error) {
	if w == nil {
		return nil, nil
	}
	return Find(w.o.Dirs)
}

// Flush has all that is not written put on the disk, and waits for that as long
// as ctx allows. It may be called from any goroutine, also where the UI's ended.
func (w *Writer) Flush(ctx context.Context) error {
	if w == nil {
		return nil
	}
	over := make(chan struct{})
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return nil
	}
	w.flushes = append(w.flushes, over)
	w.mu.Unlock()
	w.kick()
	select {
	case <-over:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("keeping unsaved texts takes too long: %w", ctx.Err())
	}
}

// Close flushes as Flush does and ends the Writer. Journals that are not done
// stay for the next start.
func (w *Writer) Close(ctx context.Context) error {
	if w == nil {
		return nil
	}
	err := w.Flush(ctx)
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	w.kick()
	if err != nil {
		return err
	}
	select {
	case <-w.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("keeping unsaved texts takes too long: %w", ctx.Err())
	}
}

// change changes what is asked of a journal, and reports to have changed
// something. It is worth a write where that is the text, or where one is held.
func (j *Journal) change(text bool, change func() bool) {
	if j == nil {
		return
	}
	j.w.mu.Lock()
	did := change() && (text || j.held)
	news := did && j.since.IsZero()
	if news {
		j.since = time.Now()
	}
	j.w.mu.Unlock()
	if news {
		j.w.kick()
	}
}

// kick has the goroutine look at what there is to do.
func (w *Writer) kick() {
	select {
	case w.wake <- struct{}{}:
	default: // it was told already
	}
}

// job is what there is to do for one journal.
type job struct {
	j       *Journal
	about   About
	state   State
	patches []text.Patch
	over    bool
	write   bool
	sync    bool
}

func (w *Writer) run() {
	defer close(w.done)
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		jobs, flushes, closed := w.due(time.Now())
		for _, do := range jobs {
			w.do(do)
		}
		w.report()
		for _, over := range flushes {
			close(over)
		}
		if closed {
			w.unlock()
			return
		}
		if len(jobs) > 0 {
			continue // what came meanwhile may be due
		}
		timer.Reset(w.rest(time.Now()))
		select {
		case <-w.wake:
		case <-timer.C:
		}
	}
}

// due takes what is to be done now.
func (w *Writer) due(now time.Time) (jobs []job, flushes []chan struct{}, closed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	flushes, w.flushes = w.flushes, nil
	all := len(flushes) > 0
	w.all = slices.DeleteFunc(w.all, func(j *Journal) bool { return j.last && j.since.IsZero() && !j.file.there && !j.file.left })
	for _, j := range w.all {
		at := w.times(j)
		do := job{
			j: j, about: j.about, state: j.state, over: j.over,
			write: !at.write.IsZero() && (all || !now.Before(at.write)),
			sync:  all || !at.sync.IsZero() && !now.Before(at.sync),
		}
		if do.write {
			do.patches, j.patches, j.since = j.patches, nil, time.Time{}
		}
		j.file.before, j.found = append(j.file.before, j.found...), nil
		if do.write || do.sync && !j.file.unsynced.IsZero() {
			jobs = append(jobs, do)
		}
	}
	return jobs, flushes, w.closed
}

// times is when there is something to do for a journal; zero is never.
type times struct{ write, sync time.Time }

func (w *Writer) times(j *Journal) (t times) {
	f := &j.file
	if !j.since.IsZero() {
		t.write = j.since
		if !j.over {
			t.write = j.since.Add(WriteAfter)
		}
	}
	if again := f.retry; !again.IsZero() && (t.write.IsZero() || f.broken && !j.over || again.Before(t.write)) {
		t.write = again
	}
	if !f.unsynced.IsZero() {
		t.sync = f.unsynced.Add(SyncAfter)
	}
	return t
}

// rest is how long there is nothing to do.
func (w *Writer) rest(now time.Time) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	least := time.Hour
	if len(w.flushes) > 0 || w.closed {
		return 0
	}
	for _, j := range w.all {
		at := w.times(j)
		for _, t := range []time.Time{at.write, at.sync} {
			if !t.IsZero() {
				least = min(least, max(0, t.Sub(now)))
			}
		}
	}
	return least
}

// report tells of trouble that is other than before.
func (w *Writer) report() {
	w.mu.Lock()
	var now Trouble
	for _, j := range w.all {
		if t := j.file.trouble; t.Err != nil && (now.Err == nil || now.Kept != "" && t.Kept == "") {
			now = t
		}
	}
	told := w.tell
	if now.String() == w.trouble.String() && now.Kept == w.trouble.Kept {
		told = nil
	}
	w.trouble = now
	w.mu.Unlock()
	if told != nil {
		told(now)
	}
}
