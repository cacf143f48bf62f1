package desk

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"galley.app/galley/editor"
	"galley.app/galley/editor/text"
	"galley.app/galley/storage"
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

// fileDesk is a Store over a real folder.
type fileDesk struct {
	*exportDesk
	disk *stubborn
}

func newFileDesk(t *testing.T, files map[string]string) *fileDesk {
	d := &fileDesk{newExportDesk(t, files), &stubborn{}}
	d.keeper.Close()
	d.keeper = storage.NewKeeperOn(d.disk, d.post)
	t.Cleanup(d.keeper.Close)
	d.checker = storage.NewChecker(d.post, d.keeper.Writes)
	return d
}

func (d *fileDesk) path(name string) string { return filepath.Join(d.dir, name) }

func (d *fileDesk) put(name, text string) {
	d.t.Helper()
	if err := os.WriteFile(d.path(name), []byte(text), 0o644); err != nil {
		d.t.Fatal(err)
	}
}

func (d *fileDesk) wantFile(name, want string) {
	d.t.Helper()
	if b, err := os.ReadFile(d.path(name)); err != nil || string(b) != want {
		d.t.Errorf("%s holds %q (%v), want %q", name, b, err, want)
	}
}

func (d *fileDesk) open(name string) *file {
	d.t.Helper()
	_, take, err := d.Load(d.path(name))
	if err != nil {
		d.t.Fatal(err)
	}
	return take().(*file)
}

func (d *fileDesk) created(f editor.File, path, slug, words string) (o editor.Outcome) {
	d.wait("the new file", func(done func()) {
		f.Create(path, slug, text.New(words), func(got editor.Outcome) { o = got; done() })
	})
	return o
}

func (d *fileDesk) saved(f editor.File, words string) (o editor.Outcome) {
	d.wait("the save", func(done func()) {
		f.Save(text.New(words), func(got editor.Outcome) { o = got; done() })
	})
	return o
}

func (d *fileDesk) looked(f editor.File) (s editor.Sight) {
	d.wait("a look", func(done func()) {
		f.Look(func(got editor.Sight) { s = got; done() })
	})
	return s
}

// Two new posts of one slug saved while the first save is under way.
func TestTwoNewPostsAreTwoFiles(t *testing.T) {
	d := newFileDesk(t, library())
	got := map[string]string{}
	d.wait("both", func(done func()) {
		for _, words := range []string{"first post\n", "second post\n"} {
			d.NewFile().Create("", "untitled", text.New(words), func(o editor.Outcome) {
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
	files := library()
	files["wip-untitled.md"], files["0004-d.md"] = "old draft\n", "old post\n"
	d := newFileDesk(t, files)
	a, b := d.open("wip-untitled.md"), d.open("0004-d.md")
	for _, name := range []string{"wip-untitled.md", "0004-d.md"} {
		if err := os.Remove(d.path(name)); err != nil {
			t.Fatal(err)
		}
	}
	if o := d.saved(a, "mine\n"); !o.Gone {
		t.Fatalf("a save that finds no file says %+v", o)
	}
	if got := d.created(d.NewFile(), "", "untitled", "new\n"); filepath.Base(got.Path) != "wip-untitled-2.md" {
		t.Errorf("the new post is in %s", got.Path)
	}
	if got := d.created(d.NewFile(), d.path("wip-untitled.md"), "", "as\n"); filepath.Base(got.Path) != "wip-untitled-3.md" {
		t.Errorf("saved as %s", got.Path)
	}
	if d.Owner(d.path("wip-untitled.md")) != editor.File(a) || d.Owner(d.path("nobody.md")) != nil {
		t.Error("the name's owner is not known")
	}
	draft := d.open("wip-d.md")
	d.wait("the draft to be published", func(done func()) {
		draft.Publish(func(path string, err error) {
			if err != nil || filepath.Base(path) != "0005-d.md" {
				t.Errorf("published as %s (%v)", path, err)
			}
			done()
		})
	})
	// Both are written anew where they were.
	if o := d.saved(a, "mine\n"); o.Err != nil || o.Theirs != nil {
		t.Errorf("%+v", o)
	}
	d.wantFile("wip-untitled.md", "mine\n")
	if o := d.saved(b, "mine\n"); !o.Gone {
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
		d := newFileDesk(t, library())
		d.put("a.md", "old\n")
		f := d.open("a.md")
		gone := func() {
			t.Helper()
			if err := os.Remove(d.path("a.md")); err != nil {
				t.Fatal(err)
			}
			if o := d.saved(f, "mine\n"); !o.Gone {
				t.Fatalf("a save that finds no file says %+v", o)
			}
		}
		gone()
		d.put("a.md", "another text\n")
		if looked {
			if s := d.looked(f); s.News != editor.Changed || s.Theirs != "another text\n" {
				t.Errorf("a look finds %+v", s)
			}
		}
		if o := d.saved(f, "mine\n"); o.Theirs == nil || *o.Theirs != "another text\n" {
			t.Errorf("a save over another text says %+v", o)
		}
		f.Accept("another text\n")
		gone()
		d.put("a.md", "another text\n")
		if looked {
			if s := d.looked(f); s.News != editor.Returned {
				t.Errorf("a look finds %+v", s)
			}
		}
		if o := d.saved(f, "mine\n"); o.Err != nil || o.Theirs != nil {
			t.Errorf("a save over what was known says %+v", o)
		}
		d.wantFile("a.md", "mine\n")
	}
}

// Accept is for the text that it names, whatever was found since.
func TestAcceptNamesTheText(t *testing.T) {
	d := newFileDesk(t, library())
	d.put("a.md", "old\n")
	f := d.open("a.md")
	for _, theirs := range []string{"theirs one\n", "theirs two\n"} {
		d.put("a.md", theirs)
		if s := d.looked(f); s.Theirs != theirs {
			t.Fatalf("a look finds %+v", s)
		}
	}
	f.Accept("theirs one\n")
	if o := d.saved(f, "mine\n"); o.Theirs == nil || *o.Theirs != "theirs two\n" {
		t.Errorf("a save over a text that was not accepted says %+v", o)
	}
	d.wantFile("a.md", "theirs two\n")
	d.put("a.md", "theirs one\n") // which was
	f.Accept("theirs one\n")
	if o := d.saved(f, "mine\n"); o.Err != nil || o.Theirs != nil {
		t.Errorf("%+v", o)
	}
	d.wantFile("a.md", "mine\n")
}

// Another program writes between our rename and the end of the save.
func TestLookWaitsForAWrite(t *testing.T) {
	d := newFileDesk(t, library())
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
		f.Save(text.New("mine\n"), func(o editor.Outcome) {
			if o.Err != nil || o.Theirs != nil {
				t.Errorf("%+v", o)
			}
			order = append(order, "saved")
		})
		<-wrote
		f.Look(func(s editor.Sight) {
			if s.News != editor.Changed || s.Theirs != "another program's\n" {
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
	d := newFileDesk(t, library())
	f := d.open("wip-d.md")
	d.wait("the look", func(done func()) {
		f.Publish(func(string, error) {})
		f.Look(func(s editor.Sight) {
			if s.News != editor.Same || s.Err != nil {
				t.Errorf("the look finds %+v", s)
			}
			done()
		})
	})
}

// A new file that the disk did not confirm is the post's from then on.
func TestNotConfirmedIsNoSecondFile(t *testing.T) {
	d := newFileDesk(t, map[string]string{"0001-a.md": onePost("A", "a", "2023-01-01")})
	d.disk.unsure = errors.New("no answer")
	f := d.NewFile()
	o := d.created(f, "", "x", "words\n")
	if !o.Unsure || !errors.Is(o.Err, d.disk.unsure) || filepath.Base(o.Path) != "wip-x.md" {
		t.Fatalf("%+v", o)
	}
	if o = d.saved(f, "more words\n"); !o.Unsure {
		t.Errorf("%+v", o)
	}
	d.disk.unsure = nil
	if o = d.saved(f, "all words\n"); o.Err != nil || o.Unsure {
		t.Errorf("%+v", o)
	}
	d.wantFile("wip-x.md", "all words\n")
	if names, _ := filepath.Glob(d.path("*")); len(names) != 2 {
		t.Errorf("the files are %v", names)
	}
}

// One file under two names is one post.
func TestLoadKnowsAFileByItsLinks(t *testing.T) {
	d := newFileDesk(t, library())
	alias := filepath.Join(filepath.Dir(d.dir), "alias")
	if err := os.Symlink(d.dir, alias); err != nil {
		t.Fatal(err)
	}
	f := d.open("0001-a.md")
	_, take, err := d.Load(filepath.Join(alias, "0001-a.md"))
	if err != nil || take() != editor.File(f) {
		t.Errorf("the same file is another post's (%v)", err)
	}
}

// outsideDesk notes what is reported.
type outsideDesk struct {
	*fileDesk
	reports [][]string
}

func newOutsideDesk(t *testing.T, files map[string]string) *outsideDesk {
	d := &outsideDesk{fileDesk: newFileDesk(t, files)}
	d.OnOutside(func(paths []string) { d.reports = append(d.reports, paths) })
	return d
}

// reported waits for a report about path; nil reports are about anything.
func (d *outsideDesk) reported(path string) {
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

func (d *outsideDesk) library(dir string) {
	d.t.Helper()
	d.wait("the library", func(done func()) {
		d.Library(dir, func(_ editor.Library, err error) {
			if err != nil {
				d.t.Error(err)
			}
			done()
		})
	})
}

// Posts of a library that was left, and those saved elsewhere, are watched as
// long as they are open.
func TestOpenPostsAreWatched(t *testing.T) {
	d := newOutsideDesk(t, library())
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
	d := newOutsideDesk(t, library())
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
	d := newFileDesk(t, library())
	var told []string
	d.report(storage.Report{Note: "no watch"})
	d.OnUnwatched(func(note string) { told = append(told, note) })
	d.report(storage.Report{Paths: []string{"a"}})
	d.report(storage.Report{Over: true})
	d.report(storage.Report{Note: "none again", Rescan: true})
	if !slices.Equal(told, []string{"no watch", "", "none again"}) {
		t.Errorf("told %q", told)
	}
}

// A library that is being opened is not forgotten over a refresh.
func TestOpeningOutlastsARefresh(t *testing.T) {
	d := newFileDesk(t, library())
	other := t.TempDir()
	d.wait("the other folder", func(done func()) {
		d.Library(other, func(lib editor.Library, err error) {
			if lib.Dir != other || err != nil {
				t.Errorf("opened %q (%v)", lib.Dir, err)
			}
			done()
		})
		d.Refresh(func(editor.Library, error) {})
	})
}
