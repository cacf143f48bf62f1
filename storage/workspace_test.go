package storage

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"galley.app/galley/storage/config"
	"galley.app/galley/storage/plan"
	"galley.app/galley/storage/safefile"
)

// stubborn is the system's files, with folders that do not confirm what is in
// them and a moment after each write.
type stubborn struct {
	safefile.OS
	unsure error
	moment func() // between the rename and the end of a write, on the Keeper's goroutine
}

func (s *stubborn) SyncDir(dir string) error {
	if s.moment != nil {
		s.moment()
	}
	return errors.Join(s.unsure, s.OS.SyncDir(dir))
}

// workspaceTest is a Workspace over a real folder, whose answers the test waits
// for.
type workspaceTest struct {
	*Workspace
	t     *testing.T
	disk  *stubborn
	queue chan func()
	dir   string // the library
}

func newWorkspaceTest(t *testing.T, files map[string]string) *workspaceTest {
	t.Helper()
	below := map[string]string{"lib/": ""}
	for name, text := range files {
		below["lib/"+name] = text
	}
	root := tree(t, below)
	d := &workspaceTest{t: t, disk: &stubborn{}, queue: make(chan func(), 1000), dir: filepath.Join(root, "lib")}
	put := func(f func()) { d.queue <- f }
	keeper := NewKeeperOn(d.disk, put)
	t.Cleanup(keeper.Close)
	d.Workspace = NewWorkspace(WorkspaceOptions{
		Paths:  config.Paths{Config: filepath.Join(root, "config"), State: filepath.Join(root, "state"), Cache: filepath.Join(root, "cache")},
		Keeper: keeper, Post: put, Now: func() time.Time { return noon },
	})
	t.Cleanup(d.Workspace.Close)
	d.library(d.dir)
	return d
}

// wait runs what is handed to the UI goroutine until do is done.
func (d *workspaceTest) wait(what string, do func(done func())) {
	d.t.Helper()
	over := false
	do(func() { over = true })
	timeout := time.After(2 * time.Minute)
	for !over {
		select {
		case f := <-d.queue:
			f()
		case <-timeout:
			d.t.Fatalf("waited in vain for %s", what)
		}
	}
}

func (d *workspaceTest) library(dir string) {
	d.t.Helper()
	d.wait("the library", func(done func()) {
		d.Open(dir, "", func(_ Library, err error) {
			if err != nil {
				d.t.Error(err)
			}
			done()
		})
	})
	d.watching()
}

// watching waits until all is watched that is to be.
func (d *workspaceTest) watching() {
	done := make(chan struct{})
	d.aside.add(func() { close(done) })
	<-done
}

func (d *workspaceTest) refreshed() (lib Library) {
	d.t.Helper()
	d.wait("the library", func(done func()) {
		d.Refresh(func(got Library, err error) {
			if lib = got; err != nil {
				d.t.Error(err)
			}
			done()
		})
	})
	return lib
}

func (d *workspaceTest) setReads(folders []string, yes bool) {
	d.t.Helper()
	d.wait("the answer", func(done func()) {
		d.SetReads(folders, yes, func(err error) {
			must(d.t, err)
			done()
		})
	})
}

func (d *workspaceTest) outside() (folders []string) {
	d.t.Helper()
	return d.Outside()()
}

// until does what is posted until something holds.
func (d *workspaceTest) until(what string, is func() bool) {
	d.t.Helper()
	timeout := time.After(2 * time.Minute)
	for !is() {
		select {
		case f := <-d.queue:
			f()
		case <-timeout:
			d.t.Fatalf("waited in vain for %s", what)
		}
	}
}

func (d *workspaceTest) path(name string) string { return filepath.Join(d.dir, name) }

func (d *workspaceTest) put(name, text string) {
	d.t.Helper()
	write(d.t, d.path(name), text)
}

func (d *workspaceTest) wantFile(name, want string) {
	d.t.Helper()
	if got := read(d.t, d.path(name)); got != want {
		d.t.Errorf("%s holds %q, want %q", name, got, want)
	}
}

func (d *workspaceTest) open(name string) *OpenFile {
	d.t.Helper()
	_, take, err := d.Load(d.path(name))
	must(d.t, err)
	f := take()
	d.watching()
	return f
}

func (d *workspaceTest) created(f *OpenFile, path, slug, words string) (r Result) {
	d.wait("the new file", func(done func()) {
		f.Create(path, slug, pieces(words), func(got Result) { r = got; done() })
	})
	d.watching()
	return r
}

func (d *workspaceTest) saved(f *OpenFile, words string) (r Result) {
	d.wait("the save", func(done func()) {
		f.Save(pieces(words), func(got Result) { r = got; done() })
	})
	return r
}

func (d *workspaceTest) looked(f *OpenFile) (s Sight) {
	d.wait("a look", func(done func()) {
		f.Look(func(got Sight) { s = got; done() })
	})
	return s
}

// isGone reports whether a save found no file.
func isGone(r Result) bool {
	var conflict *ConflictError
	return errors.As(r.Err, &conflict) && conflict.Gone
}

// theirs is the text that a save found instead of what was known.
func theirs(r Result) string {
	var conflict *ConflictError
	if errors.As(r.Err, &conflict) && conflict.Err == nil {
		return string(conflict.Theirs)
	}
	return ""
}

func onePost(title, slug, date string) string {
	return source(title, slug, date, "Words of "+title+".")
}

func somePosts() map[string]string {
	return map[string]string{
		"0001-a.md": onePost("A", "a", "2023-01-01"),
		"0002-b.md": onePost("B", "b", "2023-02-01"),
		"0003-c.md": onePost("C", "c", "2030-01-01"),
		"wip-d.md":  onePost("D", "d", "2023-01-01"),
	}
}

// Two new posts of one slug saved while the first save is under way.
func TestTwoNewPostsAreTwoFiles(t *testing.T) {
	d := newWorkspaceTest(t, somePosts())
	got := map[string]string{}
	d.wait("both", func(done func()) {
		for _, words := range []string{"first post\n", "second post\n"} {
			d.NewFile().Create("", "untitled", pieces(words), func(o Result) {
				if got[words] = filepath.Base(o.Path); len(got) == 2 {
					done()
				}
			})
		}
	})
	if got["first post\n"] != "wip-untitled.md" || got["second post\n"] != "wip-untitled-2.md" {
		t.Errorf("the files are %v", got)
	}
	d.wantFile("wip-untitled.md", "first post\n")
	d.wantFile("wip-untitled-2.md", "second post\n")
}

// A draft is removed outside; neither a new post of its slug, nor Save as, nor a
// published draft gets its name while it is open.
func TestNameOfAnOpenPostIsItsOwn(t *testing.T) {
	files := somePosts()
	files["wip-untitled.md"], files["0004-d.md"] = "old draft\n", "old post\n"
	d := newWorkspaceTest(t, files)
	a, b := d.open("wip-untitled.md"), d.open("0004-d.md")
	for _, name := range []string{"wip-untitled.md", "0004-d.md"} {
		if err := os.Remove(d.path(name)); err != nil {
			t.Fatal(err)
		}
	}
	if o := d.saved(a, "mine\n"); !isGone(o) {
		t.Fatalf("a save that finds no file says %+v", o)
	}
	if got := d.created(d.NewFile(), "", "untitled", "new\n"); filepath.Base(got.Path) != "wip-untitled-2.md" {
		t.Errorf("the new post is in %s", got.Path)
	}
	if got := d.created(d.NewFile(), d.path("wip-untitled.md"), "", "as\n"); filepath.Base(got.Path) != "wip-untitled-3.md" {
		t.Errorf("saved as %s", got.Path)
	}
	if d.Owner(d.path("wip-untitled.md")) != a || d.Owner(d.path("nobody.md")) != nil {
		t.Error("the name's owner is not known")
	}
	draft := d.open("wip-d.md")
	if _, err := d.change([]plan.Change{d.publishing(draft)}); err != nil || filepath.Base(draft.Path()) != "0005-d.md" {
		t.Errorf("published as %s (%v)", draft.Path(), err)
	}
	// Both are written anew where they were.
	if o := d.saved(a, "mine\n"); o.Err != nil {
		t.Errorf("%+v", o)
	}
	d.wantFile("wip-untitled.md", "mine\n")
	if o := d.saved(b, "mine\n"); !isGone(o) {
		t.Errorf("a save that finds no file says %+v", o)
	}
	if o := d.saved(b, "mine\n"); o.Err != nil {
		t.Errorf("%+v", o)
	}
	d.wantFile("0004-d.md", "mine\n")
	a.Close()
	if d.Owner(d.path("wip-untitled.md")) != nil {
		t.Error("a post that is closed keeps its name")
	}
}

// A file that was removed and is there again is a conflict unless it has the
// bytes that the post last read or wrote.
func TestRemovedFileReturns(t *testing.T) {
	for _, looked := range []bool{true, false} { // before the save
		d := newWorkspaceTest(t, somePosts())
		d.put("a.md", "old\n")
		f := d.open("a.md")
		gone := func() {
			t.Helper()
			if err := os.Remove(d.path("a.md")); err != nil {
				t.Fatal(err)
			}
			if o := d.saved(f, "mine\n"); !isGone(o) {
				t.Fatalf("a save that finds no file says %+v", o)
			}
		}
		gone()
		d.put("a.md", "another text\n")
		if looked {
			if s := d.looked(f); s.News != Changed || s.Src != "another text\n" {
				t.Errorf("a look finds %+v", s)
			}
		}
		if o := d.saved(f, "mine\n"); theirs(o) != "another text\n" {
			t.Errorf("a save over another text says %+v", o)
		}
		f.Accept("another text\n")
		gone()
		d.put("a.md", "another text\n")
		if looked {
			if s := d.looked(f); s.News != Returned {
				t.Errorf("a look finds %+v", s)
			}
		}
		if o := d.saved(f, "mine\n"); o.Err != nil {
			t.Errorf("a save over what was known says %+v", o)
		}
		d.wantFile("a.md", "mine\n")
	}
}

// Accept is for the text that it names, whatever was found since.
func TestAcceptNamesTheText(t *testing.T) {
	d := newWorkspaceTest(t, somePosts())
	d.put("a.md", "old\n")
	f := d.open("a.md")
	for _, theirs := range []string{"theirs one\n", "theirs two\n"} {
		d.put("a.md", theirs)
		if s := d.looked(f); s.Src != theirs {
			t.Fatalf("a look finds %+v", s)
		}
	}
	f.Accept("theirs one\n")
	if o := d.saved(f, "mine\n"); theirs(o) != "theirs two\n" {
		t.Errorf("a save over a text that was not accepted says %+v", o)
	}
	d.wantFile("a.md", "theirs two\n")
	d.put("a.md", "theirs one\n") // which was
	f.Accept("theirs one\n")
	if o := d.saved(f, "mine\n"); o.Err != nil {
		t.Errorf("%+v", o)
	}
	d.wantFile("a.md", "mine\n")
}

// Another program writes between our rename and the end of the save.
func TestLookWaitsForAWrite(t *testing.T) {
	d := newWorkspaceTest(t, somePosts())
	d.put("a.md", "old\n")
	f := d.open("a.md")
	wrote, looking := make(chan struct{}), make(chan struct{})
	d.disk.moment = func() {
		if err := os.WriteFile(d.path("a.md"), []byte("another program's\n"), 0o644); err != nil {
			t.Error(err)
		}
		close(wrote)
		<-looking
	}
	var order []string
	d.wait("the look", func(done func()) {
		f.Save(pieces("mine\n"), func(o Result) {
			if o.Err != nil {
				t.Errorf("%+v", o)
			}
			order = append(order, "saved")
		})
		<-wrote
		f.Look(func(s Sight) {
			if s.News != Changed || s.Src != "another program's\n" {
				t.Errorf("the look finds %+v", s)
			}
			order = append(order, "seen")
			done()
		})
		close(looking)
	})
	if !slices.Equal(order, []string{"saved", "seen"}) {
		t.Errorf("the order is %v", order)
	}
}

// A look that comes while a draft is renamed waits for its new name.
func TestLookWaitsForARename(t *testing.T) {
	d := newWorkspaceTest(t, somePosts())
	f := d.open("wip-d.md")
	d.wait("the look", func(done func()) {
		d.Change(t.Context(), Changing{Changes: []plan.Change{d.publishing(f)}, Done: func([]*OpenFile, error) {}})
		f.Look(func(s Sight) {
			if s.News != Unchanged || s.Err != nil {
				t.Errorf("the look finds %+v", s)
			}
			done()
		})
	})
}

// A new file that the disk did not confirm is the post's from then on.
func TestNotConfirmedIsNoSecondFile(t *testing.T) {
	d := newWorkspaceTest(t, map[string]string{"0001-a.md": onePost("A", "a", "2023-01-01")})
	d.disk.unsure = errors.New("no answer")
	f := d.NewFile()
	o := d.created(f, "", "x", "words\n")
	if !o.Written() || !errors.Is(o.Err, d.disk.unsure) || filepath.Base(o.Path) != "wip-x.md" {
		t.Fatalf("%+v", o)
	}
	if o = d.saved(f, "more words\n"); !o.Written() || o.Err == nil {
		t.Errorf("%+v", o)
	}
	d.disk.unsure = nil
	if o = d.saved(f, "all words\n"); o.Err != nil || !o.Written() {
		t.Errorf("%+v", o)
	}
	d.wantFile("wip-x.md", "all words\n")
	if names, _ := filepath.Glob(d.path("*")); len(names) != 2 {
		t.Errorf("the files are %v", names)
	}
}

// One file under two names is one post.
func TestLoadKnowsAFileByItsLinks(t *testing.T) {
	d := newWorkspaceTest(t, somePosts())
	alias := filepath.Join(filepath.Dir(d.dir), "alias")
	if err := os.Symlink(d.dir, alias); err != nil {
		t.Fatal(err)
	}
	f := d.open("0001-a.md")
	_, take, err := d.Load(filepath.Join(alias, "0001-a.md"))
	if err != nil || take() != f {
		t.Errorf("the same file is another post's (%v)", err)
	}
}

// outsideTest notes what is reported.
type outsideTest struct {
	*workspaceTest
	reports [][]string
}

func newOutsideTest(t *testing.T, files map[string]string) *outsideTest {
	d := &outsideTest{workspaceTest: newWorkspaceTest(t, files)}
	d.OnOutside(func(paths []string) { d.reports = append(d.reports, paths) })
	return d
}

// reported waits for a report about path; nil reports are about anything.
func (d *outsideTest) reported(path string) {
	d.t.Helper()
	if d.watcher.Polling() {
		d.Rescan()
	}
	for {
		for _, paths := range d.reports {
			if slices.Contains(paths, path) || paths == nil && d.watcher.Polling() {
				d.reports = nil
				return
			}
		}
		(<-d.queue)()
	}
}

// Posts of a library that was left, and those saved elsewhere, are watched as
// long as they are open.
func TestOpenPostsAreWatched(t *testing.T) {
	d := newOutsideTest(t, somePosts())
	f := d.open("0001-a.md")
	other, third := t.TempDir(), t.TempDir()
	d.library(other)
	d.put("0001-a.md", "changed\n")
	d.reported(d.path("0001-a.md"))

	o := d.created(f, filepath.Join(third, "a.md"), "", "mine\n")
	if err := errors.Join(o.Err, os.WriteFile(o.Path, []byte("changed\n"), 0o644)); err != nil {
		t.Fatal(err)
	}
	d.reported(o.Path)

	f.Close()
	d.library(d.dir)
	d.put("0001-a.md", "changed again\n")
	d.reported(d.path("0001-a.md"))
}

// A library whose path is a link to another folder by now is watched there once
// the window gets the focus.
func TestRescanFollowsTheLibrarysLink(t *testing.T) {
	d := newOutsideTest(t, somePosts())
	root := filepath.Dir(d.dir)
	link, other := filepath.Join(root, "link"), filepath.Join(root, "other")
	if err := errors.Join(os.Symlink(d.dir, link), os.Mkdir(other, 0o755)); err != nil {
		t.Fatal(err)
	}
	d.library(link)
	if err := errors.Join(os.Remove(link), os.Symlink(other, link)); err != nil {
		t.Fatal(err)
	}
	d.reports = nil
	d.Rescan()
	for !slices.ContainsFunc(d.reports, func(paths []string) bool { return paths == nil }) {
		(<-d.queue)()
	}
	d.reports = nil
	if err := os.WriteFile(filepath.Join(other, "new.md"), []byte("new\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	d.reported(filepath.Join(link, "new.md"))
}

// That there is no watch is told, at once or when somebody wants to hear it, and
// that there is one again.
func TestNoWatchIsTold(t *testing.T) {
	d := newWorkspaceTest(t, somePosts())
	var told []string
	d.report(Report{Note: "no watch"})
	d.OnUnwatched(func(note string) { told = append(told, note) })
	d.report(Report{Paths: []string{"a"}})
	d.report(Report{Over: true})
	d.report(Report{Note: "none again", Rescan: true})
	if !slices.Equal(told, []string{"no watch", "", "none again"}) {
		t.Errorf("told %q", told)
	}
}

// A library that is being opened is not forgotten over a refresh.
func TestOpeningOutlastsARefresh(t *testing.T) {
	d := newWorkspaceTest(t, somePosts())
	other := t.TempDir()
	d.wait("the other folder", func(done func()) {
		d.Open(other, "", func(lib Library, err error) {
			if lib.Dir != other || err != nil {
				t.Errorf("opened %q (%v)", lib.Dir, err)
			}
			done()
		})
		d.Refresh(func(Library, error) {})
	})
}

// pixel is a PNG of one pixel.
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="

// What another program wrote and is no text is a conflict that says so, and
// stays as it is.
func TestSaveOverNoText(t *testing.T) {
	d := newWorkspaceTest(t, map[string]string{"a.md": "old\n"})
	f := d.open("a.md")
	d.put("a.md", "\xff\xfe")
	r := d.saved(f, "mine\n")
	var conflict *ConflictError
	if !errors.As(r.Err, &conflict) || conflict.Err == nil || r.Written() {
		t.Errorf("%+v", r)
	}
	oneLine(t, r.Err, "a.md: not saved", "UTF-16 byte order mark", "nothing was overwritten")
	d.wantFile("a.md", "\xff\xfe")
}
