//go:build unix

package storage

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"galley.app/galley/storage/config"
	"galley.app/galley/storage/history"
)

// hung is a disk of which one folder does not answer until it is let go.
type hung struct {
	dir   string
	asked chan string
	goOn  chan struct{}
}

func newHung(dir string) *hung {
	return &hung{dir: dir, asked: make(chan string, 100), goOn: make(chan struct{})}
}

func (h *hung) stat(dir string) (fs.FileInfo, error) {
	if dir == h.dir {
		h.asked <- dir
		<-h.goOn
	}
	return os.Stat(dir)
}

// soon fails where something waits.
func soon(t *testing.T, what string, do func()) {
	t.Helper()
	done := make(chan string, 1)
	go func() {
		do()
		done <- what
	}()
	receive(t, done)
}

// A folder on a disk that does not answer is waited for aside: the window's
// goroutine goes on, and what happens in other folders is reported.
func TestHungFolder(t *testing.T) {
	far, near := tree(t, map[string]string{"a.md": "one", "b.md": "two"}), tree(t, map[string]string{"c.md": "three"})
	h := newHung(far)
	d := newDesk(t)
	outside := make(chan []string, 100)
	w := NewWorkspace(WorkspaceOptions{Paths: config.Paths{State: t.TempDir()}, Keeper: d.Keeper, Post: window(t), Stat: h.stat})
	w.OnOutside(func(paths []string) { outside <- paths })
	open := func(path string) (f *OpenFile) {
		_, take, err := w.Load(path)
		must(t, err)
		soon(t, "opening "+path, func() { f = take() })
		return f
	}
	c := open(filepath.Join(near, "c.md"))
	watching := make(chan struct{})
	w.aside.add(func() { close(watching) })
	receive(t, watching)

	a := open(filepath.Join(far, "a.md"))
	if dir := receive(t, h.asked); dir != far {
		t.Fatal(dir)
	}
	b := open(filepath.Join(far, "b.md"))
	soon(t, "awaiting", func() { w.Await(far) })
	soon(t, "focus", w.Rescan)
	for paths := []string{""}; paths != nil; { // a rescan does not wait for that folder for ever
		paths = receive(t, outside)
	}
	write(t, c.Path(), "changed")
	for paths := []string(nil); !slices.Contains(paths, c.Path()); {
		paths = receive(t, outside)
	}
	soon(t, "closing posts", func() {
		a.Close()
		b.Close()
	})
	soon(t, "closing the window", w.Close)
	close(h.goOn)
}

// The name of a new post is looked for aside: a library's folder may not answer.
func TestHungLibrary(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "library")
	must(t, syscall.Mkfifo(dir, 0o600)) // opening it waits
	d := newDesk(t)
	store := history.New(t.TempDir(), history.Options{})
	w := NewWorkspace(WorkspaceOptions{Paths: config.Paths{State: t.TempDir()}, Keeper: d.Keeper, Post: window(t), Poll: true, History: store})
	defer w.Close()
	w.lib = Library{Dir: dir}
	f := w.NewFile()
	results := make(chan Result, 1)
	soon(t, "keeping", func() { f.Keep(history.GivenUp, "jar", pieces("words")) })
	soon(t, "saving", func() { f.Create("", "jar", pieces("words"), func(r Result) { results <- r }) })
	soon(t, "writing where somebody answers at last", func() {
		if file, err := os.OpenFile(dir, os.O_WRONLY, 0); err == nil {
			must(t, file.Close())
		}
	})
	r := receive(t, results)
	var load *LoadError
	if !errors.As(r.Err, &load) || r.Written() {
		t.Errorf("%+v", r)
	}
}

// What a post without a file is kept as is none of the names that are known.
func TestDraftName(t *testing.T) {
	dir := tree(t, map[string]string{"wip-jar.md": "one", "wip-jar-2.md": "two", "wip-untitled.md": "three"})
	d := newDesk(t)
	w := NewWorkspace(WorkspaceOptions{Paths: config.Paths{State: t.TempDir()}, Keeper: d.Keeper, Post: window(t), Poll: true})
	defer w.Close()
	var err error
	w.lib, err = Open(t.Context(), dir, w.o.Now())
	must(t, err)
	for slug, want := range map[string]string{"jar": "wip-jar-3.md", "": "wip-untitled-2.md", "pot": "wip-pot.md"} {
		if got := filepath.Base(w.draftName(slug)); got != want {
			t.Errorf("%q is kept as %s, want %s", slug, got, want)
		}
	}
}

// What the library of a post outside of the window's is, which pictures it has and
// who has its file is told without waiting for the disk, which may not answer.
func TestHungHome(t *testing.T) {
	far := tree(t, map[string]string{"a.md": "one", "galley.toml": "[site]\ntitle = \"Far\"\n"})
	asked, goOn := make(chan string, 100), make(chan struct{})
	d := newDesk(t)
	post := window(t)
	w := NewWorkspace(WorkspaceOptions{Paths: config.Paths{State: t.TempDir()}, Keeper: d.Keeper, Post: post, Poll: true, around: func(dir string) Library {
		asked <- dir
		<-goOn
		return Around(dir)
	}})
	defer w.Close()
	read := make(chan struct{}, 10)
	w.OnRead(func() { read <- struct{}{} })
	path := filepath.Join(far, "a.md")
	soon(t, "a library", func() {
		for range 3 {
			if lib := w.LibraryOf(path); lib.Dir != far || lib.Site.Title != "" {
				t.Errorf("before the disk answers: %+v", lib)
			}
		}
	})
	soon(t, "pictures", func() { w.Finder(path) })
	soon(t, "an owner", func() {
		if f := w.Owner(path); f != nil {
			t.Error("nobody has it")
		}
	})
	if dir := receive(t, asked); dir != far || len(asked) > 0 {
		t.Errorf("asked about %s, and %d more", dir, len(asked))
	}
	close(goOn)
	receive(t, read)
	got := make(chan string, 1)
	post(func() { got <- w.LibraryOf(path).Site.Title })
	if title := receive(t, got); title != "Far" {
		t.Errorf("it is called %q", title)
	}
}

// A post is followed to where its file was moved without waiting for the disk.
func TestMovedToAside(t *testing.T) {
	d := newWorkspaceTest(t, map[string]string{"a.md": "words of it", "b.md": "others"})
	f := d.open("a.md")
	before := d.refreshed()
	must(t, os.Rename(d.path("a.md"), d.path("c.md")))
	now := d.refreshed()
	to := ""
	f.MovedTo(before, now, func(path string) { to = path })
	if to != "" {
		t.Error("it was looked for at once")
	}
	d.until("where it went", func() bool { return to != "" })
	if to != d.path("c.md") {
		t.Error(to)
	}
}
