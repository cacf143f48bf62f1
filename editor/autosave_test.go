package editor

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/session"
	"galley.app/galley/storage"
	"galley.app/galley/storage/history"
)

// autosaving opens a library in which posts save themselves.
func autosaving(t *testing.T, how string) *testWindow {
	d := newTestWindow(t, two())
	d.settings.Autosave, d.settings.AutosaveRest = how, 10
	d.OpenFile(d.path("marbles.md"))
	t.Cleanup(d.autosaver.resting.Stop)
	return d
}

// pass has time pass in which nothing is written.
func (d *testWindow) pass(long time.Duration) {
	d.settle()
	time.Sleep(long) // of the test's clock
	d.settle()
}

func TestAutosaveAfterARest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := autosaving(t, "rest")
		d.write("A")
		d.pass(9 * time.Second)
		d.write("B")
		d.pass(9 * time.Second)
		if len(d.writes()) != 0 {
			t.Fatalf("written within the rest: %q", d.writes())
		}
		d.pass(2 * time.Second)
		if got, want := d.file("marbles.md"), strings.Replace(marbles, "One jar", "ABOne jar", 1); got != want || d.posts.cur.s.Dirty() {
			t.Errorf("the file holds %q", got)
		}
		if d.pass(time.Minute); len(d.writes()) != 1 || d.modal.Depth() != 0 {
			t.Errorf("written: %q, %d questions", d.writes(), d.modal.Depth())
		}
		if !d.posts.cur.s.CanUndo() {
			t.Error("it took the undo history")
		}
	})
}

// TestAutosavedVersions are marked as what nobody asked for.
func TestAutosavedVersions(t *testing.T) {
	versions := history.New(t.TempDir(), history.Options{})
	t.Cleanup(func() { _ = versions.Close() }) // before its folder goes
	d := newTestWindow(t, one(), func(o *storage.WorkspaceOptions) { o.History = versions })
	d.settings.Autosave = "leave"
	for _, how := range []struct {
		save func()
		want history.Kind
	}{
		{d.autosaver.left, history.Autosaved},
		{func() { d.command("Save") }, history.Saved},
	} {
		d.write("A")
		how.save()
		d.until("it is saved", func() bool { return !d.posts.cur.s.Dirty() })
		if err := versions.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		list, err := versions.Versions(d.path("marbles.md"))
		if err != nil || len(list) == 0 || !slices.ContainsFunc(list, func(v history.Version) bool { return v.Kind == how.want }) {
			t.Errorf("want a version that is %v: %+v, %v", how.want, list, err)
		}
	}
}

// TestAutosaveIsAChoice holds that no post is saved by itself unless that was chosen, and that each way is its own.
func TestAutosaveIsAChoice(t *testing.T) {
	for how, want := range map[string]string{"off": "", "rest": "rested", "leave": "left"} {
		synctest.Test(t, func(t *testing.T) {
			d := autosaving(t, how)
			d.write("A")
			d.autosaver.left()
			d.settle()
			if n := len(d.writes()); (n == 1) != (want == "left") {
				t.Errorf("%s: written %d times on leaving", how, n)
			}
			d.pass(time.Minute)
			if n := len(d.writes()); (n == 1) != (want != "") {
				t.Errorf("%s: written %d times", how, n)
			}
		})
	}
}

// TestAutosaveKeepsOff has posts that are not to be saved by themselves, and disks that do not take them: nothing is
// written over, nothing asks, and the text stays changed.
func TestAutosaveKeepsOff(t *testing.T) {
	theirs := strings.Replace(marbles, "One jar", "Theirs", 1)
	for name, c := range map[string]struct {
		do     func(d *testWindow)
		status session.Status
		says   string
	}{
		"a new post": {func(d *testWindow) { d.newPost(); d.write("New") }, session.Dirty, ""},
		"a conflict": {func(d *testWindow) {
			d.write("A")
			d.put("marbles.md", theirs)
			d.Window.disk.outside(nil)
		}, session.Conflict, "also changed outside"},
		"a conflict that nobody saw": {func(d *testWindow) {
			d.write("A")
			d.put("marbles.md", theirs)
		}, session.Conflict, "also changed outside"},
		"a removed file": {func(d *testWindow) {
			d.write("A")
			d.remove("marbles.md")
			d.Window.disk.outside(nil)
		}, session.Gone, "removed outside"},
		"a removed file that nobody saw": {func(d *testWindow) {
			d.write("A")
			d.remove("marbles.md")
		}, session.Gone, "removed outside"},
		"a folder in its place": {func(d *testWindow) {
			d.write("A")
			d.remove("marbles.md")
			if err := os.Mkdir(d.path("marbles.md"), 0o755); err != nil {
				t.Fatal(err)
			}
			d.Window.disk.outside(nil)
		}, session.Dirty, "cannot be read any more"},
		"a full disk": {func(d *testWindow) {
			d.write("A")
			d.disk.fill(errors.New("no room"))
		}, session.Dirty, "“Marbles” was not saved by itself: no room"},
		"a disk that does not confirm": {func(d *testWindow) {
			d.write("A")
			d.disk.unsettle(errors.New("no answer"))
		}, session.Dirty, "the disk did not confirm it"},
		"a question": {func(d *testWindow) {
			d.write("A")
			d.command("Close post")
		}, session.Dirty, ""},
	} {
		for _, how := range []string{"rest", "leave"} {
			synctest.Test(t, func(t *testing.T) {
				d := autosaving(t, how)
				c.do(d)
				if name == "a question" {
					d.settle()
				}
				asked := d.modal.Depth()
				d.pass(11 * time.Second)
				d.autosaver.left()
				d.pass(11 * time.Second)
				if p := d.posts.cur; p.s.Status() != c.status || !p.s.Dirty() || d.modal.Depth() != asked {
					t.Errorf("%s, %s: %v, %d questions", name, how, p.s.Status(), d.modal.Depth())
				}
				if n := len(d.writes()); n != 0 && name != "a disk that does not confirm" {
					t.Errorf("%s, %s: written %q", name, how, d.writes())
				}
				if said := d.status.Said + d.banner.text.Text(); !strings.Contains(said, c.says) {
					t.Errorf("%s, %s: it is said %q", name, how, said)
				}
			})
		}
	}
}

// TestAutosaveKeepsWhatWasAnswered has a post closed, and the program ended, without saving, while posts save
// themselves: until the text is kept in the history nothing writes the file that was to stay as it is.
func TestAutosaveKeepsWhatWasAnswered(t *testing.T) {
	for name, leave := range map[string]func(d *testWindow){
		"close": func(d *testWindow) { d.closer.close(d.posts.cur, func(bool) {}) },
		"quit":  func(d *testWindow) { d.closer.quit() },
	} {
		versions := history.New(t.TempDir(), history.Options{})
		t.Cleanup(func() { _ = versions.Close() }) // before its folder goes
		d := newTestWindow(t, one(), func(o *storage.WorkspaceOptions) { o.History = versions })
		d.settings.Autosave = "leave"
		d.write("Word")
		ended := false
		d.closer.exit = func() { ended = true }
		leave(d)
		d.answer(fyne.KeyRight, fyne.KeyReturn) // Don't save
		d.autosaver.left()
		d.until("it is closed", func() bool { return len(d.posts.all) == 0 || ended })
		if d.file("marbles.md") != marbles || len(d.writes()) != 0 {
			t.Errorf("%s: written %q", name, d.writes())
		}
	}
}
