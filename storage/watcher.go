package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	watchRest  = 50 * time.Millisecond // without events before a report
	watchMost  = time.Second           // that a report waits while events keep coming
	watchRetry = time.Second           // between looks for a folder that is gone
	watchHung  = time.Second           // that is waited for a disk which may not answer
)

// Report tells what happened in the watched folders since the last one. It
// says where to look, not what is there.
type Report struct {
	Paths  []string // files that something happened to, sorted
	Rescan bool     // events may have been lost: look at everything
	Gone   []string // watched folders that are not there any more
	Back   []string // watched folders that were gone and are there again
	Note   string   // a line for the status bar, once: there is no watch
	Over   bool     // what Note said is over: there is a watch again
}

// WatchOptions make a Watcher.
type WatchOptions struct {
	Post   func(func())  // hands over; must not wait for the function to run
	Report func(Report)  // run through Post
	Rest   time.Duration // without events before a report; 50 ms when 0
	Poll   bool          // does not ask the system for a watch: only Rescan finds changes
	// Stat looks at a folder; nil is os.Stat. A test has it wait.
	Stat func(dir string) (fs.FileInfo, error)
}

// Watcher watches folders, never files, so that it outlives every way of
// replacing a file. Lost events do not matter, and where there is no watch to
// be had, Rescan does its work.
//
// Watch, Unwatch, Follow and Rescan ask the disk, and wait for it. What happens in
// other folders is reported all the same meanwhile, and Close does not wait long.
type Watcher struct {
	o    WatchOptions
	wake chan struct{} // something is pending
	quit chan struct{}
	done sync.WaitGroup
	once sync.Once

	mu      sync.Mutex // never held while the disk or the system's watcher is asked
	pending Report
	closer  watchSystem // what Close closes
	paths   map[string]bool
	lost    map[string]bool // folders whose watch ended

	followMu sync.Mutex
	followed map[string]bool // by Follow
	follows  int             // number of the Follow that followed is of

	dirMu sync.Mutex
	open  func() (watchSystem, error) // tries again for a system; nil for none
	sys   watchSystem
	dirs  map[string]*watched
	noted bool
}

// watched is one folder. Its identity tells it from another one that took its
// name.
type watched struct {
	info   fs.FileInfo // nil while it is gone
	polled bool        // no watch to be had
	users  int         // calls of Watch without their Unwatch
}

// watchSystem is what is used of fsnotify.
type watchSystem interface {
	Add(dir string) error
	Remove(dir string) error
	Close() error
	Events() <-chan fsnotify.Event
	Errors() <-chan error
}

type fsnotifySystem struct{ *fsnotify.Watcher }

func (s fsnotifySystem) Events() <-chan fsnotify.Event { return s.Watcher.Events }
func (s fsnotifySystem) Errors() <-chan error          { return s.Watcher.Errors }

// NewWatcher starts a Watcher of no folders.
func NewWatcher(o WatchOptions) *Watcher {
	if o.Poll {
		return newWatcher(o, nil, nil)
	}
	sys, err := openSystem()
	w := newWatcher(o, sys, err)
	w.dirMu.Lock()
	defer w.dirMu.Unlock()
	w.open = openSystem
	return w
}

func openSystem() (watchSystem, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	return fsnotifySystem{w}, nil
}

// newWatcher works without a system by polling; err says why there is none.
func newWatcher(o WatchOptions, sys watchSystem, err error) *Watcher {
	if o.Rest <= 0 {
		o.Rest = watchRest
	}
	if o.Stat == nil {
		o.Stat = os.Stat
	}
	w := &Watcher{
		o: o, sys: sys, wake: make(chan struct{}, 1), quit: make(chan struct{}),
		paths: map[string]bool{}, lost: map[string]bool{}, dirs: map[string]*watched{},
	}
	if sys != nil {
		w.closer = sys
		w.done.Go(func() { w.drain(sys) })
	} else {
		w.notePolling(err)
	}
	w.done.Go(w.tell)
	return w
}

// Watch adds folders. One that is not there is watched for. Each Watch of a
// folder needs an Unwatch of its own, so that whoever has a use for the watch
// need not know who else has. It reports whether one was not watched before.
func (w *Watcher) Watch(dirs ...string) (added bool) {
	w.dirMu.Lock()
	defer w.dirMu.Unlock()
	for _, dir := range dirs {
		dir = filepath.Clean(dir)
		if d := w.dirs[dir]; d != nil {
			d.users++
			continue
		}
		d := &watched{users: 1}
		w.dirs[dir], added = d, true
		if !w.attach(dir, d) {
			w.note(func(r *Report) { r.Gone = append(r.Gone, dir) })
		}
	}
	return added
}

// Unwatch takes one Watch of each of the folders back; the last one ends it.
func (w *Watcher) Unwatch(dirs ...string) {
	w.dirMu.Lock()
	defer w.dirMu.Unlock()
	for _, dir := range dirs {
		dir = filepath.Clean(dir)
		d := w.dirs[dir]
		if d == nil {
			continue
		}
		if d.users--; d.users > 0 {
			continue
		}
		if d.info != nil && !d.polled {
			_ = w.sys.Remove(dir) // it may be gone by itself
		}
		delete(w.dirs, dir)
	}
	w.noteWatched()
}

// Follow watches exactly these folders for whoever calls it, and not those of the
// call before. Calls have rising numbers, and one that comes too late changes
// nothing. What happened in a folder before it was watched is not known, so that
// a Rescan follows where there is a new one.
func (w *Watcher) Follow(n int, dirs []string) {
	w.followMu.Lock()
	defer w.followMu.Unlock()
	if n <= w.follows {
		return
	}
	w.follows = n
	now := make(map[string]bool, len(dirs))
	added := false
	for _, dir := range dirs {
		if now[dir] = true; !w.followed[dir] {
			added = w.Watch(dir) || added
		}
	}
	for dir := range w.followed {
		if !now[dir] {
			w.Unwatch(dir)
		}
	}
	w.followed = now
	if added {
		w.lookAtAll()
	}
}

func (w *Watcher) lookAtAll() { w.note(func(r *Report) { r.Rescan = true }) }

// Rescan asks for a report that says to look at everything: on focus, after
// waking up, now and then on network drives. It also finds folders that
// were moved or came back.
func (w *Watcher) Rescan() {
	late := time.AfterFunc(watchHung, w.lookAtAll) // one disk that does not answer is not all there is
	defer late.Stop()
	w.dirMu.Lock()
	defer w.dirMu.Unlock()
	w.reopen()
	for dir, d := range w.dirs {
		w.reattach(dir, d)
	}
	w.noteWatched()
	w.lookAtAll()
}

// reopen tries again for a system to watch with, where there was none.
func (w *Watcher) reopen() {
	if w.sys != nil || w.open == nil {
		return
	}
	sys, err := w.open()
	if err != nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	select {
	case <-w.quit: // Close does not look again
		_ = sys.Close()
		return
	default:
	}
	w.sys, w.closer = sys, sys
	w.done.Go(func() { w.drain(sys) })
}

// noteWatched tells when what notePolling told is over.
func (w *Watcher) noteWatched() {
	if !w.noted || w.sys == nil {
		return
	}
	for _, d := range w.dirs {
		if d.polled {
			return
		}
	}
	w.noted = false
	w.note(func(r *Report) { r.Note, r.Over = "", true })
}

// Polling reports whether some folder has no watch, so that only Rescan finds
// changes in it.
func (w *Watcher) Polling() bool {
	w.dirMu.Lock()
	defer w.dirMu.Unlock()
	for _, d := range w.dirs {
		if d.polled {
			return true
		}
	}
	return w.sys == nil
}

// Close ends the watch and waits for its goroutines, but not long for a disk that
// does not answer. Nothing is handed over afterwards but what Post was already
// given.
func (w *Watcher) Close() {
	w.mu.Lock()
	w.once.Do(func() { close(w.quit) })
	sys := w.closer
	w.mu.Unlock()
	over := make(chan struct{})
	go func() {
		defer close(over)
		if sys != nil {
			_ = sys.Close()
		}
		w.done.Wait()
	}()
	late := time.NewTimer(watchHung)
	defer late.Stop()
	select {
	case <-over:
	case <-late.C:
	}
}

// attach starts the watch of a folder and reports whether it is there.
func (w *Watcher) attach(dir string, d *watched) bool {
	d.info, d.polled = nil, false
	st, err := w.o.Stat(dir)
	if err != nil || !st.IsDir() {
		return false
	}
	d.info = st
	if w.sys == nil {
		d.polled = true
		return true
	}
	switch err := w.sys.Add(dir); {
	case err == nil:
	case errors.Is(err, fs.ErrNotExist):
		d.info = nil
		return false
	default:
		d.polled = true
		w.notePolling(err)
	}
	return true
}

// reattach looks whether a folder is still the one that is watched.
func (w *Watcher) reattach(dir string, d *watched) {
	st, err := w.o.Stat(dir)
	there := err == nil && st.IsDir()
	was := d.info
	switch {
	case there && was != nil && os.SameFile(st, was) && !d.polled:
		return
	case !there && was == nil:
		return
	case !there:
		w.detach(dir, d)
		w.note(func(r *Report) { r.Gone = append(r.Gone, dir) })
		return
	}
	if was != nil && !d.polled {
		w.detach(dir, d)
	}
	if w.attach(dir, d) && (was == nil || !os.SameFile(was, d.info)) {
		w.note(func(r *Report) {
			r.Rescan = true
			if was == nil {
				r.Back = append(r.Back, dir)
			}
		})
	}
}

func (w *Watcher) detach(dir string, d *watched) {
	if w.sys != nil && !d.polled {
		_ = w.sys.Remove(dir) // the watch may have ended by itself
	}
	d.info = nil
}

// notePolling says once that changes are not noticed at once.
func (w *Watcher) notePolling(err error) {
	if w.noted {
		return
	}
	w.noted = true
	why := ""
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		why = " (the system's limit of watches is reached)"
	case err != nil:
		line, _, _ := strings.Cut(err.Error(), "\n")
		why = " (" + line + ")"
	}
	w.note(func(r *Report) {
		r.Over = false
		r.Note = fmt.Sprintf("Changes made outside are noticed when the window gets the focus%s", why)
	})
}

// note adds to the next report.
func (w *Watcher) note(change func(*Report)) {
	w.mu.Lock()
	change(&w.pending)
	w.mu.Unlock()
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// drain does nothing but empty the system's queue.
func (w *Watcher) drain(sys watchSystem) {
	events, errs := sys.Events(), sys.Errors()
	for events != nil || errs != nil {
		select {
		case e, ok := <-events:
			if !ok {
				events = nil
				continue
			}
			w.event(e)
		case _, ok := <-errs:
			if !ok {
				errs = nil
				continue
			}
			w.note(func(r *Report) { r.Rescan = true }) // overflow or worse: some are lost
		}
	}
}

func (w *Watcher) event(e fsnotify.Event) {
	if e.Op == fsnotify.Chmod {
		return // also a touch: no bytes
	}
	if e.Name == "" {
		w.note(func(r *Report) { r.Rescan = true })
		return
	}
	path := filepath.Clean(e.Name)
	if e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename) {
		// Perhaps a watched folder itself. Who knows asks for the lock that
		// must not be taken here.
		w.note(func(*Report) { w.lost[path] = true })
	}
	if isPassing(filepath.Base(path)) {
		return
	}
	w.note(func(*Report) { w.paths[path] = true })
}

// isPassing tells names that come and go beside files: hidden ones, our own
// temporaries among them, swap, lock and backup files.
func isPassing(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~") ||
		strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#") ||
		strings.HasSuffix(name, ".swp") || strings.HasSuffix(name, ".swx") ||
		strings.HasSuffix(name, ".tmp") || strings.HasSuffix(name, ".part") ||
		name == "4913" // Vim's trial file
}

// tell waits until events rest and hands the report over.
func (w *Watcher) tell() {
	retry := time.NewTimer(watchRetry)
	retry.Stop()
	defer retry.Stop()
	var looked chan bool // while the folders are looked after
	again := false       // they are to be once more
	seen := func(missing bool) {
		if looked = nil; missing {
			retry.Reset(watchRetry)
		}
	}
	for {
		look := true
		select {
		case <-w.quit:
			return
		case <-retry.C:
		case missing := <-looked:
			seen(missing)
			look, again = again, false
		case <-w.wake:
			if !w.rest() {
				return
			}
		}
		switch {
		case look && looked != nil:
			again = true
		case look:
			looked = make(chan bool, 1)
			go func(looked chan<- bool) { looked <- w.folders() }(looked)
			late := time.NewTimer(watchHung)
			select {
			case missing := <-looked:
				seen(missing)
			case <-late.C:
			case <-w.quit:
				late.Stop()
				return
			}
			late.Stop()
		}
		if r, ok := w.take(); ok {
			w.o.Post(func() { w.o.Report(r) })
		}
	}
}

// rest returns when nothing has happened for a moment; false on closing.
func (w *Watcher) rest() bool {
	most := time.NewTimer(watchMost)
	defer most.Stop()
	quiet := time.NewTimer(w.o.Rest)
	defer quiet.Stop()
	for {
		select {
		case <-w.quit:
			return false
		case <-most.C:
			return true
		case <-quiet.C:
			return true
		case <-w.wake:
			quiet.Reset(w.o.Rest)
		}
	}
}

// folders looks after the watches that ended and the folders that are gone; it
// reports whether some still are.
func (w *Watcher) folders() (missing bool) {
	w.mu.Lock()
	lost := w.lost
	w.lost = map[string]bool{}
	w.mu.Unlock()

	w.dirMu.Lock()
	defer w.dirMu.Unlock()
	for dir, d := range w.dirs {
		if lost[dir] && d.info != nil && !d.polled {
			// The watch is gone with the folder, also if one of that name is
			// there again.
			w.detach(dir, d)
			if w.attach(dir, d) {
				w.note(func(r *Report) { r.Rescan = true })
			} else {
				w.note(func(r *Report) { r.Gone = append(r.Gone, dir) })
			}
		} else if d.info == nil {
			w.reattach(dir, d)
		}
		missing = missing || d.info == nil
	}
	return missing
}

// take empties what is pending.
func (w *Watcher) take() (Report, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r := w.pending
	w.pending = Report{}
	for path := range w.paths {
		r.Paths = append(r.Paths, path)
	}
	clear(w.paths)
	slices.Sort(r.Paths)
	slices.Sort(r.Gone)
	slices.Sort(r.Back)
	r.Gone = slices.Compact(r.Gone)
	r.Back = slices.Compact(r.Back)
	return r, r.Rescan || r.Over || r.Note != "" || len(r.Paths)+len(r.Gone)+len(r.Back) > 0
}
