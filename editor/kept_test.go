package editor

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/palette"
	"galley.app/galley/editor/session"
)

// What must be in a file, in an open post, or was given up in an answer.

const draft = "wip-untitled.md"

// newBody starts a new post with words in its body.
func (d *testWindow) newBody(words string) *openPost {
	d.command("New post")
	d.win.Canvas().Focus(d.area)
	d.write(words)
	return d.posts.cur
}

// TestNameOfAGonePostIsNotGivenAway removes a draft outside; a new post of the same slug, and Save as,
// get names of their own, and both texts stay.
func TestNameOfAGonePostIsNotGivenAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const old = "!! title: \n!! slug: \n\n---\n\nold draft\n"
		for _, returned := range []bool{false, true} {
			files := one()
			files[draft] = old
			d := newTestWindow(t, files)
			d.OpenFile(d.path(draft))
			a := d.posts.cur
			d.remove(draft)
			d.Window.disk.outside([]string{d.path(draft)})
			d.until("the file is gone", func() bool { return a.s.Status() == session.Gone })

			b := d.newBody("a new post")
			d.saver.save(b, func(bool) {})
			d.until("the new post is saved", func() bool { return b.s.Path() != "" && !b.s.Dirty() })
			if returned {
				d.put(draft, old)
			}
			d.Window.disk.outside(nil)
			d.settle()
			if want := map[bool]session.Status{false: session.Gone, true: session.Clean}[returned]; a.s.Status() != want {
				t.Errorf("the first post is %v, want %v", a.s.Status(), want)
			}
			d.saver.save(a, func(bool) {})
			d.settle()
			if d.file(draft) != old || d.file(b.s.Path()) != b.s.Text().String() {
				t.Errorf("the files are %q", d.files())
			}
		}
	})
}

func TestSaveAsTakesNoOpenPostsName(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		files := one()
		files[draft] = "old draft\n"
		d := newTestWindow(t, files)
		d.OpenFile(d.path("marbles.md"))
		marble := d.posts.cur
		d.OpenFile(d.path(draft))
		d.remove(draft)
		d.Window.disk.outside(nil)
		d.settle()
		d.show(marble)
		d.saver.writeAs(marble, d.path(draft), func(ok bool) {
			if ok {
				t.Error("saved under the name of another open post")
			}
		})
		d.settle()
		if d.modal.Depth() != 1 || len(d.writes()) != 0 {
			t.Errorf("%d messages, written: %q", d.modal.Depth(), d.writes())
		}
		d.answer("Return")
		rows := palette.SaveAs(t.TempDir()+"/x.md", func(string) bool { return true }, func(string) { t.Error("saved") })
		if len(rows) != 1 || rows[0].Do != nil {
			t.Errorf("the palette offers %+v", rows)
		}
	})
}

// TestSaveAsFollowsASave has a new post saved and saved as another file before the first is done.
func TestSaveAsFollowsASave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newTestWindow(t, one())
		p := d.newBody("words")
		d.saver.save(p, func(bool) {})
		d.saver.writeAs(p, d.path("second.md"), func(bool) {})
		d.settle()
		if p.s.Path() != d.path("second.md") || p.s.Dirty() || len(d.writes()) != 2 {
			t.Errorf("saved as %q: %q", p.s.Path(), d.writes())
		}
	})
}

// busy has the keeper busy until the function that it returns is called, as with
// a slow disk.
func (d *testWindow) busy() (goOn func()) {
	wait := make(chan struct{})
	d.keeper.Do(func() error { <-wait; return nil }, nil)
	return func() { close(wait) }
}

// TestQuitAsksForWhatIsTypedMeanwhile writes while quitting waits for the disk.
func TestQuitAsksForWhatIsTypedMeanwhile(t *testing.T) {
	for _, given := range []bool{false, true} { // whether a first question was answered with Don't save
		synctest.Test(t, func(t *testing.T) {
			d := newTestWindow(t, one())
			exited := false
			d.o.Exit = func() { exited = true }
			if given {
				d.write("given up")
			}
			goOn := d.busy()
			d.command("Quit")
			if given {
				d.answer("Left", "Left", "Return")
			}
			for _, words := range []string{"typed ", "and again "} {
				d.settle()
				if exited {
					t.Fatal("quitting does not wait for the disk")
				}
				d.win.Canvas().Focus(d.area)
				d.write(words)
				goOn()
				d.settle()
				if exited {
					t.Fatalf("the program ended with %q, which nobody was asked about", words)
				}
				d.answer("Return") // Save
				goOn = d.busy()
			}
			goOn()
			d.settle()
			if !exited || d.posts.cur.s.Dirty() || !strings.Contains(d.file("marbles.md"), "typed and again ") {
				t.Errorf("ended: %v, the file is %q", exited, d.file("marbles.md"))
			}
		})
	}
}

// TestKeepMineIsForTheTextThatWasShown changes the file again while the question is open.
func TestKeepMineIsForTheTextThatWasShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, seen := range []bool{true, false} { // whether the window hears of the second change before the answer
			d := newTestWindow(t, one())
			path := d.posts.cur.s.Path()
			d.write("mine ")
			d.put(path, marbles+"theirs one\n")
			d.Window.disk.outside([]string{path})
			d.conflict()
			d.put(path, marbles+"theirs two\n")
			if seen {
				d.Window.disk.outside([]string{path})
				d.settle()
			}
			d.answer("Right", "Return") // Keep mine
			if !seen {
				d.saver.save(d.posts.cur, func(bool) {})
				d.settle()
			}
			if d.modal.Depth() != 1 || len(d.writes()) != 0 {
				t.Fatalf("%d questions about the second text, written: %q", d.modal.Depth(), d.writes())
			}
			d.answer("Right", "Return")
			d.saver.save(d.posts.cur, func(bool) {})
			d.settle()
			if len(d.writes()) != 1 || d.modal.Depth() != 0 {
				t.Errorf("mine is not saved after the second answer: %q", d.writes())
			}
		}
	})
}

// TestBlankIsANewPostsText has fields written that are not the title.
func TestBlankIsANewPostsText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for key, value := range map[string]string{"slug": "a-long-considered-slug", "source": "notes", "published": "2020-01-01", "": ""} {
			d := newTestWindow(t, one())
			d.command("New post")
			if key != "" {
				d.posts.cur.s.SetField(key, value)
			}
			d.command("Close post")
			if asked := d.modal.Depth() == 1; asked != (key != "") {
				t.Errorf("%q: asked %v", key, asked)
			}
			if key == "" {
				continue
			}
			d.answer("Return") // Save
			d.settle()
			if len(d.writes()) != 1 || !strings.Contains(d.writes()[0], value) {
				t.Errorf("%q: written %q", key, d.writes())
			}
		}
	})
}

// TestOutsideChangeDuringASave is reported before the end of the save is.
func TestOutsideChangeDuringASave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newTestWindow(t, one())
		path, theirs := d.posts.cur.s.Path(), marbles+"another program's line\n"
		d.write("A")
		goOn := d.disk.stop()
		d.command("Save")
		synctest.Wait()
		d.put(path, theirs)
		d.Window.disk.outside([]string{path})
		d.settle()
		goOn()
		d.settle()
		if got := d.posts.cur.s.Text().String(); got != theirs || d.posts.cur.s.Dirty() {
			t.Errorf("the window shows %q (%v)", got, d.posts.cur.s.Status())
		}
	})
}

// TestOutsideChangeOfANewFile is reported before the window knows that the file is a post's.
func TestOutsideChangeOfANewFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newTestWindow(t, one())
		p := d.newBody("words")
		path := d.path(draft)
		goOn := d.disk.stop()
		d.command("Save")
		synctest.Wait() // the end of it is not told yet
		d.put(path, d.file(path)+"another program's line\n")
		d.Window.disk.outside([]string{path})
		goOn()
		d.settle()
		if got := p.s.Text().String(); got != d.file(path) || p.s.Dirty() || p.s.Path() != path {
			t.Errorf("%s (%v) shows %q", p.s.Path(), p.s.Status(), got)
		}
	})
}

// TestNewFileThatTheDiskDidNotConfirm keeps its path, and further saves go there.
func TestNewFileThatTheDiskDidNotConfirm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newTestWindow(t, one())
		d.disk.unsettle(errors.New("wip-untitled.md: saved, but the disk did not confirm it"))
		p := d.newBody("words")
		d.saver.save(p, func(ok bool) {
			if ok {
				t.Error("reported as saved")
			}
		})
		d.settle()
		if d.modal.Depth() != 1 || p.s.Path() != d.path(draft) || !p.s.Dirty() || d.status.Saved.Text() != "▲ Saved, not confirmed" {
			t.Fatalf("%d messages, path %q, dirty: %v, %q", d.modal.Depth(), p.s.Path(), p.s.Dirty(), d.status.Saved.Text())
		}
		d.answer("Return")
		d.disk.unsettle(nil)
		d.saver.save(p, func(bool) {})
		d.settle()
		if len(d.files()) != 2 || p.s.Dirty() || p.s.Err() != nil {
			t.Errorf("the files are %q, dirty: %v, error: %v", d.files(), p.s.Dirty(), p.s.Err())
		}
	})
}

// TestCopyThatTheDiskDidNotConfirm is a copy all the same, and no second one is made.
func TestCopyThatTheDiskDidNotConfirm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newTestWindow(t, one())
		d.write("mine ")
		d.put("marbles.md", d.file("marbles.md")+"theirs\n")
		d.command("Save")
		d.until("the question is there", func() bool { return d.modal.Depth() == 1 })
		d.disk.unsettle(errors.New("no answer"))
		d.answer("Right", "Right", "Right", "Return") // Save mine as a copy
		d.settle()
		if !strings.Contains(d.file("wip-marbles-mine.md"), "mine ") || d.modal.Depth() != 1 || d.posts.cur.s.Status() != session.Clean {
			t.Errorf("the files are %q, %d messages, %v", d.files(), d.modal.Depth(), d.posts.cur.s.Status())
		}
		if d.o.Workspace.Owner(d.path("wip-marbles-mine.md")) != nil {
			t.Error("the copy's name is kept for a post that is not open")
		}
	})
}

// TestSaveSaysWhatTheFileLost saves a file that has a second name: it keeps its
// words, and the writer is told what it does not keep.
func TestSaveSaysWhatTheFileLost(t *testing.T) {
	d := newTestWindow(t, one())
	if err := os.Link(d.path("marbles.md"), d.beside("other name")); err != nil {
		t.Fatal(err)
	}
	d.write("A")
	d.command("Save")
	d.until("it is saved", func() bool { return !d.posts.cur.s.Dirty() })
	if got := d.banner.text.Text(); !strings.HasPrefix(got, "▲ “marbles.md” was saved, but lost: the tie to 1 other name") {
		t.Errorf("the status bar says %q", got)
	}
	d.write("B")
	d.command("Save")
	d.until("it is saved, and nothing more is lost", func() bool { return !d.posts.cur.s.Dirty() && !d.banner.object.Visible() })
}

func TestDotGoesWithTheDraft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		files := one()
		files[draft] = "!! title: T\n\n---\n\nwords\n"
		d := newTestWindow(t, files)
		d.OpenFile(d.path(draft))
		p := d.posts.cur
		d.publisher.Publish(p.s.Path())
		d.key(fyne.KeyReturn)
		for d.changer.job == nil {
			(<-d.queue)()
		}
		p.s.Type("w") // while the file is renamed
		d.settle()
		if p := d.posts.cur.s.Path(); p == d.path(draft) || !slices.Contains(d.listed(), "• T") {
			t.Errorf("%s: the list shows %q", p, d.listed())
		}
	})
}

func TestNoWatchIsSaid(t *testing.T) {
	d := newTestWindow(t, one())
	said := func() string { return d.status.Note.Text() }
	d.say("")
	d.status.Stand("nothing is noticed")
	if said() != "nothing is noticed" {
		t.Errorf("the status bar says %q", said())
	}
	d.tip("a tip")
	if said() != "a tip" {
		t.Errorf("the status bar says %q", said())
	}
	d.tip("")
	if said() != "nothing is noticed" {
		t.Errorf("after a tip the status bar says %q", said())
	}
	d.status.Stand("")
	if said() != "" {
		t.Errorf("with a watch again the status bar says %q", said())
	}
}

// TestTwoWindowsOfOneLibrary changes a post in one window that another has open, or opens: the other says so as long as
// that is so, forbids nothing, and neither text is written over.
func TestTwoWindowsOfOneLibrary(t *testing.T) {
	root := t.TempDir()
	one := newTestWindowIn(t, root, two(), nil)
	other := newTestWindowIn(t, root, nil, nil)
	open := func(d *testWindow) {
		d.OpenFile(d.path("marbles.md"))
		d.until("it is open", func() bool { return d.posts.cur != nil && d.posts.cur.s.Path() == d.path("marbles.md") })
	}
	const says = "“Marbles” is open with changes in another Galley window."
	open(one)
	one.write("One ")
	one.marked()
	open(other)
	other.until("the other window says so", func() bool { return other.banner.text.Text() == says })
	// Another line takes its place for a while; when it was closed it is not said again.
	other.Window.disk.note(other.posts.cur, "Something else.")
	other.banner.close.OnTap()
	if got := other.banner.text.Text(); got != says {
		t.Errorf("after another line the window says %q", got)
	}
	other.write("Other ") // on it goes
	if one.banner.text.Text() != "" || other.modal.Depth() != 0 {
		t.Errorf("the first says %q, the other asks %d questions", one.banner.text.Text(), other.modal.Depth())
	}
	one.command("Save")
	one.until("it is saved", func() bool { return !one.posts.cur.s.Dirty() })
	other.until("it is not said any more", func() bool { return other.banner.text.Text() != says })
	other.command("Save")
	other.until("the other is asked", func() bool { return other.modal.Depth() == 1 })
	if got := one.file("marbles.md"); !strings.Contains(got, "One One jar") || strings.Contains(got, "Other") {
		t.Errorf("the file holds %q", got)
	}
}

// entries lists a folder that may not be there.
func entries(dir string) []os.DirEntry {
	list, _ := os.ReadDir(dir)
	return list
}

// marked waits until other windows can know that a post is changed here.
func (d *testWindow) marked() {
	d.t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); runtime.Gosched() {
		for _, e := range entries(filepath.Join(d.paths.State, "open")) {
			if info, err := e.Info(); err == nil && info.Size() > 0 { // which is written when it is locked
				return
			}
		}
	}
	d.t.Fatal("no other window can know of the change")
}

// TestCloseWhatAnotherWindowHas takes the way out that the line offers.
func TestCloseWhatAnotherWindowHas(t *testing.T) {
	root := t.TempDir()
	one := newTestWindowIn(t, root, two(), nil)
	one.OpenFile(one.path("marbles.md"))
	one.write("One ")
	one.marked()
	other := newTestWindowIn(t, root, nil, nil)
	other.OpenFile(other.path("marbles.md"))
	other.until("the other window says so", func() bool { return other.banner.act.Visible() && other.banner.act.Label == "Close it here" })
	n := len(other.posts.all)
	other.banner.act.OnTap()
	if len(other.posts.all) != n-1 || other.modal.Depth() != 0 {
		t.Errorf("%d posts are open, %d questions", len(other.posts.all), other.modal.Depth())
	}
}
