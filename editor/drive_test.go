package editor

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/seen"
	"galley.app/galley/preview"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/journal"
	"galley.app/galley/storage/safefile"
)

// TestMain has what tests leave behind collected early: a window is some megabytes,
// each of which takes several under the race detector. With the usual percentage the
// tests hold 2.4 GB there, with this one 1.8, in the same time.
func TestMain(m *testing.M) {
	debug.SetGCPercent(40)
	m.Run()
}

const marbles = "!! title: Marbles\n!! slug: marbles\n!! published: 2023-12-04\n!! description: A jar of marbles and what the jar has to do with the roof\n\n---\n\nOne jar.\n"

// testDisk is the system's files with faults, and what was written through it.
type testDisk struct {
	safefile.OS
	mu     sync.Mutex
	full   error         // of every write
	unsure error         // of every write, though it is done
	hold   chan struct{} // not nil: the end of a write waits until it is closed
	writes []string      // "path: text", in order
}

// set changes the disk between two things that it does.
func (d *testDisk) set(f func(d *testDisk)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f(d)
}

func (d *testDisk) fill(err error)     { d.set(func(d *testDisk) { d.full = err }) }
func (d *testDisk) unsettle(err error) { d.set(func(d *testDisk) { d.unsure = err }) }

// stop has writes wait at their end, when the file is there, until the function
// that it returns is called.
func (d *testDisk) stop() (goOn func()) {
	hold := make(chan struct{})
	d.set(func(d *testDisk) { d.hold = hold })
	return func() {
		d.set(func(d *testDisk) { d.hold = nil })
		close(hold)
	}
}

func (d *testDisk) Create(name string, mode fs.FileMode) (safefile.File, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.full != nil {
		return nil, d.full
	}
	return d.OS.Create(name, mode)
}

func (d *testDisk) written(to string, err error) error {
	if err != nil {
		return err
	}
	b, err := os.ReadFile(to)
	d.set(func(d *testDisk) { d.writes = append(d.writes, to+": "+string(b)) })
	return err
}

func (d *testDisk) Rename(from, to string) error    { return d.written(to, d.OS.Rename(from, to)) }
func (d *testDisk) RenameNew(from, to string) error { return d.written(to, d.OS.RenameNew(from, to)) }

func (d *testDisk) SyncDir(dir string) error {
	d.mu.Lock()
	hold, unsure := d.hold, d.unsure
	d.mu.Unlock()
	if hold != nil {
		<-hold
	}
	return errors.Join(unsure, d.OS.SyncDir(dir))
}

// testWindow is a window in a test, over a real folder: results of workers wait
// in a queue that the test runs, so everything happens on its goroutine.
type testWindow struct {
	*Window
	t      testing.TB
	packer *packer
	paths  config.Paths
	dir    string // the library
	disk   *testDisk
	keeper *storage.Keeper
	slow   chan struct{} // not nil: a post is read between its giving something and its taking something
	queue  chan func()
	saved  []config.Settings
}

// newTestWindow opens a library of files; one with a slash in its name is
// elsewhere.
func newTestWindow(t testing.TB, files map[string]string, with ...func(*storage.WorkspaceOptions)) *testWindow {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return newTestWindowIn(t, root, files, nil, with...)
}

// newTestWindowIn is newTestWindow in a folder that may have been another window's,
// with what keeps unsaved text there.
func newTestWindowIn(t testing.TB, root string, files map[string]string, journals *journal.Writer, with ...func(*storage.WorkspaceOptions)) *testWindow {
	t.Helper()
	a := seen.App(t)
	d := &testWindow{
		t: t, paths: config.Paths{State: filepath.Join(root, "state")}, dir: filepath.Join(root, "lib"), disk: &testDisk{}, queue: make(chan func(), 10000),
	}
	if err := os.MkdirAll(d.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		d.put(name, text)
	}
	post := func(f func()) { d.queue <- f }
	now := func() time.Time { return time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC) }
	d.keeper = storage.NewKeeperOn(d.disk, post)
	t.Cleanup(d.keeper.Close)
	o := storage.WorkspaceOptions{Paths: d.paths, Keeper: d.keeper, Post: post, Now: now, Poll: true, Load: d.load}
	for _, set := range with {
		set(&o)
	}
	workspace := storage.NewWorkspace(o)
	t.Cleanup(workspace.Close)
	d.Window = New(Options{
		App: a, Workspace: workspace, Paths: d.paths, Cache: filepath.Join(root, "cache"), Post: post, Now: now,
		Places: &config.Places{}, SetTheme: func(string) {}, Version: "test", Journals: journals, History: o.History,
		Settings: config.DefaultSettings(), Keep: func(s config.Settings) error { d.saved = append(d.saved, s); return nil },
	})
	workspace.OnUnwatched(func(string) {}) // the test tells of changes
	d.opening.patience = time.Hour
	d.win.Resize(fyne.NewSize(1400, 880))
	t.Cleanup(func() {
		if slices.Contains(a.Driver().AllWindows(), d.win) {
			d.win.Close()
		}
		d.preview.close()
		for _, p := range d.posts.all {
			p.worker.Close()
		}
		for _, x := range []*control.Delay{&d.problems.delay, &d.side.listing, &d.keeping, &d.opening.resting} {
			x.Stop()
		}
		d.inbound.Stop()
		d.forget()
		for len(d.queue) > 0 {
			<-d.queue
		}
	})
	d.OpenFolder(d.dir)
	d.until("the library is read", func() bool { return d.side.lib.Dir != "" && (len(files) == 0 || d.posts.cur != nil) })
	return d
}

// forget gives up what is large of a window that is not used any more. Fyne's test
// driver keeps every window and the renderers of its widgets until the process
// ends, and with them all that they lead to.
func (w *Window) forget() {
	*w.posts, w.side.lib = openPosts{}, storage.Library{} // a library that is being read may still list itself for the panel
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		var inner []fyne.CanvasObject
		switch o := o.(type) {
		case *fyne.Container:
			inner = o.Objects
		case fyne.Widget:
			inner = test.WidgetRenderer(o).Objects()
		}
		for _, o := range inner {
			walk(o)
		}
		switch o := o.(type) {
		case *textedit.Editor:
			*o = textedit.Editor{}
		case *preview.Pane:
			*o = preview.Pane{}
		}
	}
	walk(w.win.Canvas().Content())
	*w.preview.Viewer = preview.Viewer{}
}

// load is storage.Load, as slow as the test has it.
func (d *testWindow) load(path string) (string, safefile.Fingerprint, error) {
	if slow := d.slow; slow != nil {
		<-slow
		defer func() { slow <- struct{}{} }()
	}
	return storage.Load(path)
}

// path is that of a file, which lies in the library unless its name says where.
func (d *testWindow) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(d.dir, name)
}

// beside is the path of a file beside the library, which is where exports go.
func (d *testWindow) beside(name string) string { return filepath.Join(filepath.Dir(d.dir), name) }

// put writes a file of the library, as another program does.
func (d *testWindow) put(name, text string) {
	d.t.Helper()
	if err := os.WriteFile(d.path(name), []byte(text), 0o644); err != nil {
		d.t.Fatal(err)
	}
}

// remove removes a file of the library, as another program does.
func (d *testWindow) remove(name string) {
	d.t.Helper()
	if err := os.Remove(d.path(name)); err != nil {
		d.t.Fatal(err)
	}
}

// file is what a file of the library holds, "" if there is none.
func (d *testWindow) file(name string) string {
	b, err := os.ReadFile(d.path(name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		d.t.Fatal(err)
	}
	return string(b)
}

// files are the names of the posts in the library's folder.
func (d *testWindow) files() (names []string) {
	paths, _ := filepath.Glob(d.path("*.md")) // the pattern is good
	for _, p := range paths {
		names = append(names, filepath.Base(p))
	}
	return names
}

// writes are the posts that were written, as "path: text" in order.
func (d *testWindow) writes() (list []string) {
	d.disk.set(func(disk *testDisk) { list = slices.Clone(disk.writes) })
	return list
}

// settle runs what was handed over until nothing is left and nobody is at work.
// The test is in a bubble of synctest.
func (d *testWindow) settle() {
	for {
		synctest.Wait()
		if len(d.queue) == 0 {
			return
		}
		(<-d.queue)()
	}
}

// until runs what workers handed over until the condition holds.
func (d *testWindow) until(what string, cond func() bool) {
	d.t.Helper()
	deadline := time.After(2 * time.Minute) // of a busy machine
	for !cond() {
		select {
		case f := <-d.queue:
			f()
		case <-deadline:
			d.t.Fatalf("waited in vain until %s", what)
		}
	}
}

// command does a command by its name, as menu and palette do.
func (d *testWindow) command(name string) {
	d.t.Helper()
	for _, c := range d.commands.all {
		if c.shown() == name {
			d.commands.run(c)
			return
		}
	}
	d.t.Fatalf("there is no command %q", name)
}

// write types into whatever has the focus.
func (d *testWindow) write(s string) {
	for _, r := range s {
		d.win.Canvas().Focused().TypedRune(r)
	}
}

func (d *testWindow) key(k fyne.KeyName) { d.win.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: k}) }

// conflict waits until a conflict is told of, and opens its question.
func (d *testWindow) conflict() {
	d.t.Helper()
	d.until("the conflict is told", func() bool { return strings.Contains(d.banner.text.Text(), "also changed outside") })
	if d.modal.Depth() != 0 {
		d.t.Fatal("a question opened by itself, over what is being written")
	}
	d.Window.disk.ask(d.posts.cur)
}

// answer chooses in the open question.
func (d *testWindow) answer(keys ...fyne.KeyName) {
	d.t.Helper()
	if d.modal.Depth() != 1 {
		d.t.Fatalf("%d questions are open, want 1", d.modal.Depth())
	}
	for _, k := range keys {
		d.key(k)
	}
}

// wantBody checks the text that the widget shows.
func (d *testWindow) wantBody(want string) {
	d.t.Helper()
	s := d.posts.cur.s
	if got := s.Text().Slice(s.Start(), s.Text().Len()); got != want {
		d.t.Errorf("the text is %q, want %q", got, want)
	}
}

func (d *testWindow) wantTitle(want string) {
	d.t.Helper()
	if got := d.win.Title(); got != want {
		d.t.Errorf("the title bar says %q, want %q", got, want)
	}
}
