package storage

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"

	"galley.app/galley/storage/config"
)

// fakeSystem is a watch that tells what the test says.
type fakeSystem struct {
	events chan fsnotify.Event
	errs   chan error
	add    func(dir string) error

	mu      sync.Mutex
	added   []string
	removed []string
	closed  bool
}

func newFakeSystem() *fakeSystem {
	return &fakeSystem{events: make(chan fsnotify.Event), errs: make(chan error)}
}

func (f *fakeSystem) Add(dir string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.added = append(f.added, dir)
	if f.add != nil {
		return f.add(dir)
	}
	return nil
}

func (f *fakeSystem) Remove(dir string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.removed = append(f.removed, dir)
	return fsnotify.ErrNonExistentWatch
}

func (f *fakeSystem) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.closed {
		f.closed = true
		close(f.events)
		close(f.errs)
	}
	return nil
}

func (f *fakeSystem) Events() <-chan fsnotify.Event { return f.events }
func (f *fakeSystem) Errors() <-chan error          { return f.errs }

// fakeWatcher makes a Watcher over a fake system, in the test's time.
func fakeWatcher(f *fakeSystem) (*Watcher, chan Report) {
	reports := make(chan Report, 100)
	w := newWatcher(WatchOptions{Post: func(f func()) { f() }, Report: func(r Report) { reports <- r }}, f, nil)
	return w, reports
}

// A storm is one report, however long it takes, and the queue is always
// emptied.
func TestWatcherStorm(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSystem()
		w, reports := fakeWatcher(f)
		defer w.Close()
		w.Watch(dir)
		for i := range 1000 {
			f.events <- fsnotify.Event{Name: filepath.Join(dir, fmt.Sprintf("%d.md", i%10)), Op: fsnotify.Write}
		}
		last := time.Now()
		r := <-reports
		if len(r.Paths) != 10 || r.Rescan || r.Paths[0] != filepath.Join(dir, "0.md") || !slices.IsSorted(r.Paths) {
			t.Errorf("report %+v", r)
		}
		if d := time.Since(last); d != watchRest {
			t.Errorf("it came %v after the last event", d)
		}
		time.Sleep(time.Minute) // of the test's clock
		if len(reports) > 0 {
			t.Errorf("another report: %+v", <-reports)
		}
	})
}

// Events that never rest are reported all the same.
func TestWatcherEndlessEvents(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeSystem()
		w, reports := fakeWatcher(f)
		defer w.Close()
		w.Watch(dir)
		start := time.Now()
		for time.Since(start) < 1100*time.Millisecond {
			f.events <- fsnotify.Event{Name: filepath.Join(dir, "a.md"), Op: fsnotify.Write}
			time.Sleep(10 * time.Millisecond) // of the test's clock
		}
		if len(reports) != 1 {
			t.Errorf("%d reports after 1.1 s", len(reports))
		}
	})
}

func TestWatcherEvents(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for _, c := range []struct {
		name   string
		events []fsnotify.Event
		err    error
		want   string // names, "!" for a rescan
	}{
		{"delete and create are one change", []fsnotify.Event{{Name: at("a.md"), Op: fsnotify.Remove}, {Name: at("a.md"), Op: fsnotify.Create}}, nil, "a.md"},
		{"rename", []fsnotify.Event{{Name: at("a.md"), Op: fsnotify.Rename}, {Name: at("b.md"), Op: fsnotify.Create}}, nil, "a.md b.md"},
		{"touch", []fsnotify.Event{{Name: at("a.md"), Op: fsnotify.Chmod}}, nil, ""},
		{"written and touched", []fsnotify.Event{{Name: at("a.md"), Op: fsnotify.Chmod | fsnotify.Write}}, nil, "a.md"},
		{"passing names", []fsnotify.Event{
			{Name: at(".galley-x1"), Op: fsnotify.Create},
			{Name: at("a.md~"), Op: fsnotify.Create},
			{Name: at(".a.md.swp"), Op: fsnotify.Write},
			{Name: at("4913"), Op: fsnotify.Create},
			{Name: at("#a.md#"), Op: fsnotify.Create},
			{Name: at("a.md.part"), Op: fsnotify.Write},
		}, nil, ""},
		{"settings and images count", []fsnotify.Event{{Name: at(config.SiteFile), Op: fsnotify.Write}, {Name: at("a.png"), Op: fsnotify.Create}}, nil, "a.png galley.toml"},
		{"overflow", nil, fsnotify.ErrEventOverflow, "!"},
		{"another error", nil, errors.New("bad"), "!"},
		{"overflow without a name", []fsnotify.Event{{Op: fsnotify.Write}}, nil, "!"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFakeSystem()
				w, reports := fakeWatcher(f)
				defer w.Close()
				w.Watch(dir)
				for _, e := range c.events {
					f.events <- e
				}
				if c.err != nil {
					f.errs <- c.err
				}
				time.Sleep(time.Minute) // of the test's clock
				var got []string
				for len(reports) > 0 {
					r := <-reports
					for _, p := range r.Paths {
						got = append(got, filepath.Base(p))
					}
					if r.Rescan {
						got = append(got, "!")
					}
				}
				if strings.Join(got, " ") != c.want {
					t.Errorf("reported %v, want %q", got, c.want)
				}
			})
		})
	}
}

func TestWatcherPolls(t *testing.T) {
	for _, limit := range []error{syscall.ENOSPC, syscall.EMFILE, errors.New("strange")} {
		dir, other := t.TempDir(), t.TempDir()
		synctest.Test(t, func(t *testing.T) {
			f := newFakeSystem()
			f.add = func(string) error { return limit }
			w, reports := fakeWatcher(f)
			defer w.Close()
			w.Watch(dir, other)
			r := <-reports
			if r.Note == "" || strings.Contains(r.Note, "space") || r.Gone != nil || strings.Contains(r.Note, "\n") {
				t.Errorf("report %+v", r)
			}
			if !w.Polling() {
				t.Error("it does not say that it polls")
			}
			w.Rescan()
			if r = <-reports; !r.Rescan || r.Note != "" {
				t.Errorf("report %+v", r)
			}
			// A watch is to be had again.
			f.mu.Lock()
			f.add = nil
			f.mu.Unlock()
			w.Rescan()
			<-reports
			if w.Polling() {
				t.Error("it still polls")
			}
		})
	}
}

func TestWatcherWithoutSystem(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		reports := make(chan Report, 10)
		w := newWatcher(WatchOptions{Post: func(f func()) { f() }, Report: func(r Report) { reports <- r }}, nil, syscall.EMFILE)
		defer w.Close()
		w.Watch(dir)
		r := <-reports
		if !strings.Contains(r.Note, "limit") || !w.Polling() {
			t.Errorf("report %+v", r)
		}
		w.Rescan()
		if r = <-reports; !r.Rescan {
			t.Errorf("report %+v", r)
		}
		// It notices a folder that goes, and that it is back.
		must(t, os.RemoveAll(dir))
		w.Rescan()
		if r = <-reports; !slices.Equal(r.Gone, []string{dir}) {
			t.Errorf("report %+v", r)
		}
		must(t, os.Mkdir(dir, 0o755))
		if r = <-reports; !slices.Equal(r.Back, []string{dir}) || !r.Rescan {
			t.Errorf("report %+v", r)
		}
		w.Unwatch(dir)
	})
}

// live is a Watcher of the real file system.
type live struct {
	*Watcher
	t       *testing.T
	dir     string
	reports chan Report
}

func newLive(t *testing.T, files map[string]string) live {
	l := live{t: t, dir: tree(t, files), reports: make(chan Report, 1000)}
	l.Watcher = NewWatcher(WatchOptions{Post: window(t), Report: func(r Report) { l.reports <- r }})
	t.Cleanup(l.Close)
	if l.Polling() {
		t.Log("no watch to be had: Rescan does its work")
	}
	l.Watch(l.dir)
	return l
}

// until waits for reports until one is what the test waits for.
func (l live) until(what string, ok func(Report) bool) Report {
	l.t.Helper()
	if l.Polling() {
		l.Rescan()
	}
	for {
		r := receive(l.t, l.reports)
		if ok(r) || l.Polling() && r.Rescan {
			return r
		}
		l.t.Logf("waiting for %s, got %+v", what, r)
	}
}

func about(dir string, names ...string) func(Report) bool {
	return func(r Report) bool {
		for _, n := range names {
			if !slices.Contains(r.Paths, filepath.Join(dir, n)) {
				return false
			}
		}
		return true
	}
}

func TestWatcherSeesFiles(t *testing.T) {
	l := newLive(t, map[string]string{"a.md": "old", "b.md": "old"})
	at := func(name string) string { return filepath.Join(l.dir, name) }

	write(t, at("a.md"), "written")
	l.until("a write", about(l.dir, "a.md"))
	must(t, replaced(at("a.md"), "replaced"))
	l.until("a replacement", about(l.dir, "a.md"))
	must(t, replaced(at("a.md"), "replaced again"))
	l.until("a second replacement", about(l.dir, "a.md"))
	must(t, os.Remove(at("b.md")))
	l.until("a removal", about(l.dir, "b.md"))
	write(t, at("b.md"), "again")
	l.until("a new file", about(l.dir, "b.md"))
	must(t, os.Rename(at("b.md"), at("c.md")))
	l.until("a new name", about(l.dir, "c.md"))
}

// A save by the Keeper leaves nothing to be noticed but the post itself, and
// looking at that finds nothing new.
func TestWatcherAndKeeper(t *testing.T) {
	l := newLive(t, map[string]string{"a.md": "old"})
	d := newDesk(t)
	a := filepath.Join(l.dir, "a.md")
	res := d.save(Request{Path: a, Text: pieces("new"), Expect: known(t, a)})
	must(t, res.Err)
	r := l.until("the save", about(l.dir, "a.md"))
	if !l.Polling() && len(r.Paths) != 1 {
		t.Errorf("reported %v", r.Paths)
	}
	if s := Look(a, res.Fingerprint); s.News != Unchanged {
		t.Errorf("our own save is %v", s.News)
	}
}

func TestWatcherSeesFolders(t *testing.T) {
	l := newLive(t, map[string]string{"lib/a.md": "old"})
	lib := filepath.Join(l.dir, "lib")
	l.Watch(lib)
	gone := func(r Report) bool { return slices.Contains(r.Gone, lib) }
	back := func(r Report) bool { return slices.Contains(r.Back, lib) && r.Rescan }

	must(t, os.RemoveAll(lib))
	l.until("the folder deleted", gone)
	must(t, os.Mkdir(lib, 0o755))
	l.until("the folder made again", back)
	write(t, filepath.Join(lib, "b.md"), "new")
	l.until("a file in it", about(lib, "b.md"))

	must(t, os.Rename(lib, lib+"2"))
	l.until("the folder moved", gone)
	must(t, os.Rename(lib+"2", lib))
	l.until("the folder moved back", back)
	write(t, filepath.Join(lib, "c.md"), "new")
	l.until("a file in it", about(lib, "c.md"))

	// Another one in its place at once: nothing tells it from outside.
	must(t, os.Rename(lib, lib+"3"))
	must(t, os.Mkdir(lib, 0o755))
	l.until("another folder", func(r Report) bool { return r.Rescan })
	write(t, filepath.Join(lib, "d.md"), "new")
	l.until("a file in the new one", about(lib, "d.md"))

	must(t, os.RemoveAll(lib))
	write(t, lib, "a file in its place")
	l.until("a file in its place", gone)
	l.Unwatch(lib)
}

// A folder above is moved: no event says so, Rescan finds out.
func TestWatcherFolderAboveMoved(t *testing.T) {
	l := newLive(t, map[string]string{"up/lib/a.md": "old"})
	lib := filepath.Join(l.dir, "up", "lib")
	l.Watch(lib)
	must(t, os.Rename(filepath.Join(l.dir, "up"), filepath.Join(l.dir, "moved")))
	put(t, filepath.Join(lib, "b.md"), "new", false)
	l.Rescan()
	l.until("the rescan", func(r Report) bool { return r.Rescan })
	write(t, filepath.Join(lib, "c.md"), "new")
	l.until("a file in the new one", about(lib, "c.md"))
}

func TestWatcherFolderNotYetThere(t *testing.T) {
	l := newLive(t, nil)
	lib := filepath.Join(l.dir, "lib")
	l.Watch(lib)
	l.until("that it is not there", func(r Report) bool { return slices.Contains(r.Gone, lib) })
	must(t, os.Mkdir(lib, 0o755))
	l.until("that it is there", func(r Report) bool { return slices.Contains(r.Back, lib) })
}

// Who watches a folder need not know who else does: it is watched until the
// last one has no use for it.
func TestWatcherCountsItsUsers(t *testing.T) {
	dir := t.TempDir()
	f := newFakeSystem()
	w, _ := fakeWatcher(f)
	defer w.Close()
	w.Watch(dir)
	w.Watch(dir)
	w.Unwatch(dir)
	w.Unwatch(t.TempDir()) // nobody's
	if len(f.added) != 1 || len(f.removed) != 0 {
		t.Errorf("added %v, removed %v, want the folder watched", f.added, f.removed)
	}
	w.Unwatch(dir)
	if len(f.removed) != 1 {
		t.Errorf("removed %v after the last one", f.removed)
	}
	w.Watch(dir)
	if len(f.added) != 2 {
		t.Errorf("added %v after it was let go", f.added)
	}
}

// What was said of a missing watch is taken back when there is one: after the
// limit was raised, or the folder that had none is not needed any more.
func TestWatcherTellsThatItWatchesAgain(t *testing.T) {
	for name, again := range map[string]func(*Watcher, *fakeSystem, string){
		"a watch is to be had": func(w *Watcher, f *fakeSystem, _ string) {
			f.mu.Lock()
			f.add = nil
			f.mu.Unlock()
			w.Rescan()
		},
		"no folder without": func(w *Watcher, _ *fakeSystem, dir string) { w.Unwatch(dir) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				f := newFakeSystem()
				f.add = func(string) error { return syscall.ENOSPC }
				w, reports := fakeWatcher(f)
				defer w.Close()
				w.Watch(dir)
				if r := <-reports; r.Note == "" || r.Over {
					t.Errorf("report %+v", r)
				}
				w.Rescan()
				if r := <-reports; r.Over || r.Note != "" {
					t.Errorf("still without a watch: %+v", r)
				}
				again(w, f, dir)
				if r := <-reports; !r.Over || r.Note != "" {
					t.Errorf("report %+v", r)
				}
				w.Rescan()
				if r := <-reports; r.Over {
					t.Errorf("told twice: %+v", r)
				}
			})
		})
	}
}

// A system that was not to be had at first is asked for again.
func TestWatcherFindsASystemLater(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		reports := make(chan Report, 10)
		w := newWatcher(WatchOptions{Post: func(f func()) { f() }, Report: func(r Report) { reports <- r }}, nil, syscall.EMFILE)
		defer w.Close()
		f, limit := newFakeSystem(), error(syscall.EMFILE)
		w.open = func() (watchSystem, error) { return f, limit }
		w.Watch(dir)
		<-reports
		w.Rescan()
		if r := <-reports; r.Over || !w.Polling() {
			t.Errorf("report %+v", r)
		}
		limit = nil
		w.Rescan()
		if r := <-reports; !r.Over || w.Polling() {
			t.Errorf("report %+v", r)
		}
		f.events <- fsnotify.Event{Name: filepath.Join(dir, "a.md"), Op: fsnotify.Write}
		if r := <-reports; !slices.Equal(r.Paths, []string{filepath.Join(dir, "a.md")}) {
			t.Errorf("report %+v", r)
		}
	})
}
