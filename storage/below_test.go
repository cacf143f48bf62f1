package storage

import (
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"galley.app/galley/storage/safefile"
)

// What happens in folders below is heard of, in those that were made later too,
// and in none that is not the library's any more.
func TestFoldersBelowAreWatched(t *testing.T) {
	files := somePosts()
	files["x/b.md"] = onePost("B", "b", "2023-01-02")
	d := newOutsideTest(t, files)
	all := func() { // a look at everything is asked for, as after a folder came under watch
		t.Helper()
		for !slices.ContainsFunc(d.reports, func(paths []string) bool { return paths == nil }) {
			(<-d.queue)()
		}
		d.reports = nil
	}
	all()
	d.put("x/b.md", "changed\n")
	d.reported(d.path("x/b.md"))

	must(t, os.MkdirAll(d.path("x/y"), 0o755))
	d.put("x/y/c.md", onePost("C", "c", "2023-01-03"))
	d.reported(d.path("x/y"))
	if lib := d.refreshed(); !slices.Equal(lib.Folders, []string{"x", "x/y"}) {
		t.Fatalf("folders %q", lib.Folders)
	}
	all()
	d.put("x/y/c.md", "changed\n")
	d.reported(d.path("x/y/c.md"))

	other := t.TempDir()
	d.library(other)
	must(t, os.Mkdir(filepath.Join(other, "z"), 0o755))
	d.reported(filepath.Join(other, "z"))
	d.reports = nil
	d.refreshed()
	all()
	d.put("x/b.md", "not heard of\n")
	write(t, filepath.Join(other, "z", "a.md"), "heard of\n")
	d.reported(filepath.Join(other, "z", "a.md"))
	for _, paths := range d.reports {
		if slices.Contains(paths, d.path("x/b.md")) {
			t.Errorf("heard of %q in a library that was left", paths)
		}
	}
}

// While a library is read it is not read a second time beside that: what was
// changed meanwhile, in however many steps, is read once more afterwards.
func TestRefreshesDoNotPileUp(t *testing.T) {
	d := newWorkspaceTest(t, somePosts())
	for _, e := range d.Library().Entries {
		old(t, e.Path)
	}
	d.refreshed()
	hold, reading := make(chan struct{}), make(chan struct{}, 10)
	var mu sync.Mutex
	var opened []string
	d.Workspace.load = func(path string) (string, safefile.Fingerprint, error) {
		reading <- struct{}{}
		<-hold
		mu.Lock()
		opened = append(opened, filepath.Base(path))
		mu.Unlock()
		return Load(path)
	}
	d.put("new.md", onePost("New", "new", "2023-01-02"))
	old(t, d.path("new.md"))
	first, second, third := 0, 0, 0
	d.Refresh(func(Library, error) { first++ })
	receive(t, reading)
	d.Refresh(func(Library, error) { second++ })
	d.put("newer.md", onePost("Newer", "newer", "2023-01-03"))
	old(t, d.path("newer.md"))
	var last Library
	d.wait("the last look", func(done func()) {
		d.Refresh(func(lib Library, err error) {
			must(t, err)
			last = lib
			third++
			done()
		})
		close(hold)
	})
	if first != 1 || second != 0 || third != 1 {
		t.Errorf("looked %d, %d and %d times, want once, never and once", first, second, third)
	}
	if !slices.Equal(opened, []string{"new.md", "newer.md"}) {
		t.Errorf("opened %q, want each new one once", opened)
	}
	for _, slug := range []string{"new", "newer"} {
		if len(last.Slugs()[slug]) != 1 {
			t.Errorf("%s is not there", slug)
		}
	}
}

// A checkout that changes every file is read once.
func TestCheckoutIsReadOnce(t *testing.T) {
	const n = 500
	dir := posts(t, n)
	lib := open(t, dir)
	for i := range n {
		if i%5 != 0 {
			path := lib.Entries[i].Path
			write(t, path, read(t, path)+"more\n")
			at := noon.Add(time.Hour)
			must(t, os.Chtimes(path, at, at))
		}
	}
	r, opened := counted(Reading{}.Cache)
	lib, err := r.Refresh(t.Context(), lib)
	must(t, err)
	if got := opened.Load(); got != n/5*4 {
		t.Errorf("opened %d posts, want those %d that differ", got, n/5*4)
	}
	opened.Store(0)
	if _, err = r.Refresh(t.Context(), lib); err != nil || opened.Load() != 0 {
		t.Errorf("opened %d posts again (%v)", opened.Load(), err)
	}
}

// Reading that takes a while is told when it turns out to, once, and when it is
// over; what is read at once is not.
func TestLengthyReadingIsTold(t *testing.T) {
	d := newWorkspaceTest(t, somePosts())
	began, over := 0, make(chan struct{}, 10)
	d.o.Lengthy = func() func() {
		began++
		return func() { over <- struct{}{} }
	}
	d.library(d.dir)
	if began != 0 {
		t.Errorf("a few posts are told as much")
	}
	hold := make(chan struct{})
	last := d.Library().Entries[0].Path
	d.Workspace.load = func(path string) (string, safefile.Fingerprint, error) {
		if path == last {
			<-hold
		}
		return Load(path)
	}
	d.wait("all posts", func(done func()) {
		steps := 0
		d.Open(d.dir, "", func(lib Library, err error) {
			must(t, err)
			if lib.Reading == 0 {
				done()
			} else if steps++; steps == 2 {
				close(hold)
			}
		})
	})
	receive(t, over)
	if began != 1 || len(over) > 0 {
		t.Errorf("began %d times", began)
	}
}
