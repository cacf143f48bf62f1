package editor

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/control"
	"galley.app/galley/storage"
	"galley.app/galley/storage/history"
)

// changed opens three posts of a library, writes into each, and starts a fourth.
func changed(t *testing.T, with ...func(*storage.WorkspaceOptions)) *testWindow {
	files := two()
	files["sea.md"] = strings.Replace(marbles, "Marbles", "Sea", 1)
	d := newTestWindow(t, files, with...)
	for _, name := range []string{"marbles.md", "roof.md", "sea.md"} {
		d.OpenFile(d.path(name))
		d.write("X")
	}
	d.newPost()
	d.write("New")
	d.posts.cur.s.SetField("slug", "new")
	d.OpenFile(d.path("roof.md"))
	return d
}

// wantAnswer checks that there is an answer of that name.
func (d *testWindow) wantAnswer(label string) {
	d.t.Helper()
	_, buttons := d.over()
	if !slices.ContainsFunc(buttons, func(b *control.Button) bool { return b.Label == label }) {
		d.t.Errorf("no answer is called %q", label)
	}
}

// TestQuitAsksOnce quits with four changed posts: one window has them all, and the
// shown post stays until it is answered, whatever the answer.
func TestQuitAsksOnce(t *testing.T) {
	all := []string{"marbles.md", "roof.md", "sea.md", "wip-new.md"}
	for _, c := range []struct {
		name    string
		answer  func(d *testWindow)
		written []string
		ends    bool
		asks    string
	}{
		{"Save all", func(d *testWindow) { d.answer(fyne.KeyReturn) }, all, true, ""},
		{"Don't save", func(d *testWindow) { d.answer(fyne.KeyRight, fyne.KeyReturn) }, nil, true, ""},
		{"Cancel", func(d *testWindow) { d.answer(fyne.KeyEscape) }, nil, false, ""},
		{"one by one", func(d *testWindow) {
			d.win.Canvas().FocusNext() // from the main answer to the first box
			d.write(" ")
			d.key(fyne.KeyDown)
			d.key(fyne.KeyDown)
			d.write(" ")
			d.wantAnswer("Save 2 of 4")
			d.key(fyne.KeyReturn)
		}, []string{"marbles.md", "wip-new.md"}, true, ""},
		{"none ticked", func(d *testWindow) {
			d.win.Canvas().FocusNext()
			for range 4 {
				d.write(" ")
				d.key(fyne.KeyDown)
			}
			d.wantAnswer("Save none")
			d.win.Canvas().Focus(nil)
			d.win.Canvas().FocusNext()
			d.key(fyne.KeyReturn)
		}, nil, true, ""},
		{"Escape in a box", func(d *testWindow) { d.win.Canvas().FocusNext(); d.key(fyne.KeyEscape) }, nil, false, ""},
		{"full disk", func(d *testWindow) { d.disk.fill(errors.New("no room")); d.answer(fyne.KeyReturn) }, nil, false, "“Sea” could not be saved"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := changed(t)
			exited := false
			d.o.Exit = func() { exited = true }
			d.command("Quit")
			words, _ := d.over()
			for _, want := range []string{"Save changes to 4 posts", "Marbles", "Roof", "Sea", "New", "in no file yet", "roof.md"} {
				if !strings.Contains(words, want) {
					t.Errorf("%q does not say %q", words, want)
				}
			}
			if d.modal.Depth() != 1 || d.posts.cur.title() != "Roof" {
				t.Fatalf("%d questions over %s", d.modal.Depth(), d.posts.cur.title())
			}
			c.answer(d)
			d.until("the answer is done", func() bool { return exited || !d.closer.closing })
			var written []string
			for _, w := range d.writes() {
				path, _, _ := strings.Cut(w, ": ")
				written = append(written, filepath.Base(path))
			}
			if slices.Sort(written); !slices.Equal(written, c.written) || exited != c.ends {
				t.Errorf("wrote %q, want %q; ended: %v", written, c.written, exited)
			}
			if !c.ends && (len(d.posts.all) != 4 || len(d.closer.owing(nil)) != 4 || d.posts.cur.title() != "Roof") {
				t.Errorf("%d posts are open, %d changed, %s is shown", len(d.posts.all), len(d.closer.owing(nil)), d.posts.cur.title())
			}
			if c.asks == "" {
				if d.modal.Depth() != 0 {
					t.Errorf("%d questions afterwards", d.modal.Depth())
				}
			} else if words, _ := d.over(); !strings.Contains(words, c.asks) {
				t.Errorf("asked afterwards: %q", words)
			}
		})
	}
}

// TestQuitStopsAtAConflict has Save all meet a file that changed outside: nothing of it is written over, what was
// saved before is saved, and the window stays.
func TestQuitStopsAtAConflict(t *testing.T) {
	d := changed(t)
	d.o.Exit = func() { t.Error("it has ended") }
	d.put("roof.md", marbles+"theirs\n")
	d.command("Quit")
	d.answer(fyne.KeyReturn)
	d.until("it has stopped", func() bool { return !d.closer.closing })
	if words, _ := d.over(); !strings.Contains(words, "“Roof” was also changed outside Galley") {
		t.Errorf("asked %q", words)
	}
	if d.file("roof.md") != marbles+"theirs\n" || !strings.Contains(d.file("marbles.md"), "XOne jar") {
		t.Errorf("the files are %q and %q", d.file("roof.md"), d.file("marbles.md"))
	}
}

// TestCloseWaitsForASave closes a post and quits while a save is under way: there is nothing to ask unless
// something was written since.
func TestCloseWaitsForASave(t *testing.T) {
	for _, command := range []string{"Close post", "Quit"} {
		d := newTestWindow(t, one())
		gone := func() bool { return d.posts.cur == nil || len(d.saved) == 1 }

		d.write("A")
		d.command("Save")
		d.command(command)
		if d.modal.Depth() != 0 || gone() {
			t.Fatalf("%s: %d questions, gone: %v, before the save is done", command, d.modal.Depth(), gone())
		}
		d.until("it is saved and closed", gone)
		if d.modal.Depth() != 0 || len(d.writes()) != 1 {
			t.Errorf("%s: asked %d times, wrote %q", command, d.modal.Depth(), d.writes())
		}
	}
}

// TestCloseAsksForWhatWasDoneDuringASave also where that took back what is being saved: the text is what the file
// held before, and not what it will hold.
func TestCloseAsksForWhatWasDoneDuringASave(t *testing.T) {
	for _, command := range []string{"Close post", "Quit"} {
		for what, do := range map[string]func(*testWindow){
			"written":    func(d *testWindow) { d.write("B") },
			"taken back": func(d *testWindow) { d.command("Undo") },
		} {
			d := newTestWindow(t, one())
			d.write("A")
			d.command("Save")
			do(d)
			d.command(command)
			d.until("the question is there", func() bool { return d.modal.Depth() == 1 })
			if d.posts.cur == nil || !d.posts.cur.s.Dirty() || len(d.writes()) != 1 {
				t.Errorf("%s, %s: wrote %q", what, command, d.writes())
			}
		}
	}
}

// TestCloseStaysWhenASaveFails leaves the post open under the message that says why.
func TestCloseStaysWhenASaveFails(t *testing.T) {
	for _, command := range []string{"Close post", "Quit"} {
		d := newTestWindow(t, one())
		d.write("A")
		d.disk.fill(errors.New("the disk is full"))
		d.command("Save")
		d.command(command)
		d.until("the message is there", func() bool { return d.modal.Depth() == 1 })
		if d.posts.cur == nil || !d.posts.cur.s.Dirty() || d.closer.closing || len(d.saved) != 0 {
			t.Errorf("%s: the post is gone or the window still closing", command)
		}
	}
}

// TestNotSavedIsKept closes and quits without saving: the texts are in the history then, and the question says so.
func TestNotSavedIsKept(t *testing.T) {
	versions := history.New(t.TempDir(), history.Options{})
	t.Cleanup(func() { _ = versions.Close() }) // what a save has kept is written before its folder goes
	d := changed(t, func(o *storage.WorkspaceOptions) { o.History = versions })
	kept := func(name, word string) bool {
		list, err := versions.Versions(d.path(name))
		if err != nil || len(list) == 0 {
			t.Fatalf("%s: %d versions, %v", name, len(list), err)
		}
		for _, v := range list {
			if text, err := versions.Text(v); err == nil && v.Kind == history.GivenUp && strings.Contains(text, word) {
				return true
			}
		}
		return false
	}
	d.command("Close post")
	if words, _ := d.over(); !strings.Contains(words, "Your text stays in Post > History.") {
		t.Errorf("the question says %q", words)
	}
	n := len(d.posts.all)
	d.answer(fyne.KeyRight, fyne.KeyReturn)
	d.until("it is closed", func() bool { return len(d.posts.all) < n })
	if !kept("roof.md", "XOne jar") || d.file("roof.md") == "" {
		t.Error("the text of the post that was closed is not kept")
	}

	exited := false
	d.o.Exit = func() { exited = true }
	d.command("Quit")
	if words, _ := d.over(); !strings.Contains(words, "What you don't save stays in Post > History.") {
		t.Errorf("the question says %q", words)
	}
	d.win.Canvas().FocusNext() // the first box
	d.write(" ")
	d.key(fyne.KeyReturn)
	d.until("it has ended", func() bool { return exited })
	if !kept("sea.md", "XOne jar") || strings.Contains(d.file("sea.md"), "XOne") || !strings.Contains(d.file("marbles.md"), "XOne") {
		t.Errorf("the files are %q and %q", d.file("sea.md"), d.file("marbles.md"))
	}
}

// TestNotSavedCannotBeKept has no folder for the history: nothing is closed before the writer says that the text may be
// lost.
func TestNotSavedCannotBeKept(t *testing.T) {
	for _, command := range []string{"Close post", "Quit"} {
		for _, lose := range []bool{false, true} {
			file := filepath.Join(t.TempDir(), "file")
			if err := os.WriteFile(file, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			versions := history.New(filepath.Join(file, "history"), history.Options{})
			d := newTestWindow(t, one(), func(o *storage.WorkspaceOptions) { o.History = versions })
			exited := false
			d.o.Exit = func() { exited = true }
			d.write("X")
			d.command(command)
			d.answer(fyne.KeyRight, fyne.KeyReturn) // Don't save
			d.until("it is asked", func() bool { return d.modal.Depth() == 1 })
			if words, _ := d.over(); !strings.Contains(words, "“Marbles” could not be kept in History") {
				t.Errorf("it is asked %q", words)
			}
			if lose {
				d.answer(fyne.KeyRight, fyne.KeyReturn)
				d.until("it is closed", func() bool { return exited || len(d.posts.all) == 0 })
				continue
			}
			d.answer(fyne.KeyReturn)
			if exited || d.closer.closing || len(d.posts.all) != 1 || !d.posts.cur.s.Dirty() {
				t.Errorf("%s: ended %v, %d posts", command, exited, len(d.posts.all))
			}
		}
	}
}

// TestQuitFromUnderAQuestion gives the window's close button while something is
// asked: that is answered as by Escape, and what the program has to ask is asked.
func TestQuitFromUnderAQuestion(t *testing.T) {
	for _, command := range []string{"Close post", "About Galley", "Settings", "Quick open", "Quit"} {
		t.Run(command, func(t *testing.T) {
			d := newTestWindow(t, one())
			exited := false
			d.o.Exit = func() { exited = true }
			d.write("A")
			d.command(command)
			if d.modal.Depth() != 1 {
				t.Fatalf("%d dialogs are open", d.modal.Depth())
			}
			d.closer.quit()
			if exited || d.modal.Depth() != 1 || !d.sees("Save changes to “Marbles” before closing?") {
				t.Fatalf("ended %v, %d dialogs are open", exited, d.modal.Depth())
			}
			d.answer(fyne.KeyEscape)
			if d.closer.closing || d.modal.Depth() != 0 || !d.posts.cur.s.Dirty() {
				t.Error("cancelling does not go back to the text")
			}
			d.command("Save")
			d.until("it is saved", func() bool { return !d.posts.cur.s.Dirty() })
			d.command("About Galley")
			d.closer.quit()
			d.until("it ends", func() bool { return exited })
		})
	}
}
