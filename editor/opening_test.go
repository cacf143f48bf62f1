package editor

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/library"
	"galley.app/galley/storage"
)

// newSlowDesk is a window that shows post a, and whose disk reads a file when
// it is told to.
func newSlowDesk(t *testing.T) *testWindow {
	d := newTestWindow(t, map[string]string{"a.md": titled("A"), "b.md": titled("B"), "c.md": titled("C")})
	for len(d.posts.all) > 0 {
		d.command("Close post")
	}
	d.OpenFile(d.path("a.md"))
	d.slow = make(chan struct{})
	d.opening.patience = 1
	return d
}

func titled(title string) string { return "!! title: " + title + "\n\n---\n\n" + title + " words.\n" }

// readNext lets a file be read, and returns when it was.
func (d *testWindow) readNext() {
	d.slow <- struct{}{}
	<-d.slow
}

// readAll lets files be read, one after the other, and waits until they are shown.
func (d *testWindow) readAll(paths ...string) {
	d.t.Helper()
	for _, path := range paths {
		d.readNext()
		d.until(path+" is shown", func() bool { return d.posts.cur != nil && d.posts.cur.s.Path() == path })
	}
}

// bodyOf is the text of the post at path.
func (d *testWindow) bodyOf(path string) string {
	for _, p := range d.posts.all {
		if p.s.Path() == path {
			return p.s.Text().Slice(p.s.Start(), p.s.Text().Len())
		}
	}
	return ""
}

// The window goes on while a post is read; what is typed and commanded in the
// meantime goes to that post, in order.
func TestOpeningKeepsKeys(t *testing.T) {
	press := func(d *testWindow) {
		d.write("one")
		d.key(fyne.KeyReturn)
		d.write("tw")
		d.command("Undo")
		d.key(fyne.KeyTab)
		d.write("three ")
		d.win.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
		d.command("Bold")
	}
	d := newSlowDesk(t)
	d.OpenFile(d.path("b.md"))
	d.wantTitle("A — Galley")
	press(d)
	if got := d.bodyOf(d.path("a.md")); got != "A words.\n" {
		t.Fatalf("the post that is shown is %q", got)
	}
	d.readAll(d.path("b.md"))
	late := d.bodyOf(d.path("b.md"))
	if got := d.bodyOf(d.path("a.md")); got != "A words.\n" {
		t.Errorf("the post before is %q", got)
	}

	now := newSlowDesk(t)
	now.opening.patience, now.slow = 1<<40, nil
	now.OpenFile(d.path("b.md"))
	press(now)
	if want := now.bodyOf(d.path("b.md")); late != want || want == "B words.\n" {
		t.Errorf("keys that had to wait give %q, want %q", late, want)
	}
	if d.win.Canvas().Focused() != fyne.Focusable(d.area) || d.opening.pad.Visible() {
		t.Error("the keys still wait")
	}
	d.write("!")
	if d.bodyOf(d.path("b.md")) == late {
		t.Error("the text has not got the keys")
	}
}

// What gives the focus back to the text, as the bar that finds words does when it is closed, does not give
// the keys to the post before, in the middle of a word.
func TestOpeningKeepsFocus(t *testing.T) {
	d := newSlowDesk(t)
	d.find.Open(false)
	d.OpenFile(d.path("b.md"))
	d.write("on")
	d.find.Close()
	d.write("e ")
	d.readAll(d.path("b.md"))
	if a, b := d.bodyOf(d.path("a.md")), d.bodyOf(d.path("b.md")); a != "A words.\n" || b != "one B words.\n" {
		t.Errorf("the post before is %q, the one that was opened %q", a, b)
	}
}

// Posts that are opened one after the other each get what was typed after
// them.
func TestOpeningOneAfterTheOther(t *testing.T) {
	d := newSlowDesk(t)
	d.OpenFile(d.path("b.md"))
	d.write("b")
	d.openItem(library.Item{Path: d.path("c.md")})
	d.write("c")
	d.openItem(library.Item{Path: d.path("a.md")}) // is open
	d.write("a")
	d.readAll(d.path("b.md"))
	d.readNext()
	d.until("a is shown", func() bool { return d.posts.cur.s.Path() == d.path("a.md") && d.bodyOf(d.path("c.md")) != "" })
	for path, want := range map[string]string{"a.md": "aA words.\n", "b.md": "bB words.\n", "c.md": "cC words.\n"} {
		if got := d.bodyOf(d.path(path)); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}

func TestOpeningIsGivenUp(t *testing.T) {
	d := newSlowDesk(t)
	d.OpenFile(d.path("b.md"))
	d.write("kept")
	d.key(fyne.KeyEscape)
	d.write("x")
	if got := d.bodyOf(d.path("a.md")); got != "xA words.\n" {
		t.Errorf("after Escape the post is %q", got)
	}
	d.wantAside("kept")
	d.readNext()
	(<-d.queue)()
	d.wantTitle("• A — Galley")
	d.OpenFile(d.path("b.md"))
	d.readAll(d.path("b.md"))
	d.wantBody("B words.\n")
}

// Who clicks into the post that is shown writes there.
func TestOpeningLetsWorkGoOn(t *testing.T) {
	d := newSlowDesk(t)
	d.OpenFile(d.path("b.md"))
	d.write("b")
	d.win.Canvas().Focus(d.area)
	d.write("a")
	d.readAll(d.path("b.md"))
	d.wantBody("bB words.\n")
	if got := d.bodyOf(d.path("a.md")); got != "aA words.\n" {
		t.Errorf("the post before is %q", got)
	}
}

// A post that cannot be read leaves the one that is shown as it was.
func TestOpeningFails(t *testing.T) {
	d := newSlowDesk(t)
	d.OpenFile(d.path("none.md"))
	d.write("kep")
	d.key(fyne.KeyReturn)
	d.key(fyne.KeyBackspace)
	d.write("t")
	d.readNext()
	d.until("it is told", func() bool { return d.modal.Depth() == 1 })
	d.answer(fyne.KeyReturn)
	d.wantTitle("A — Galley")
	d.write("x")
	d.wantBody("xA words.\n")
	d.wantAside("kept")
	open := len(d.posts.all)
	d.OpenFile(d.path("none.md"))
	d.readNext()
	d.until("it is told", func() bool { return d.modal.Depth() == 1 })
	d.answer(fyne.KeyReturn)
	if len(d.posts.all) != open {
		t.Errorf("%d posts are open where nothing was typed for the one that failed, %d before", len(d.posts.all), open)
	}
}

// wantAside checks that there is a new post, not shown and not saved, of these
// words.
func (d *testWindow) wantAside(words string) {
	d.t.Helper()
	var p *openPost
	for _, q := range d.posts.all {
		if q.s.Path() == "" {
			p = q
		}
	}
	if p == nil || p == d.posts.cur || !p.s.Dirty() || strings.TrimSpace(p.s.Text().Slice(p.s.Start(), p.s.Text().Len())) != words {
		d.t.Fatalf("%q is in no new post", words)
	}
	if !strings.Contains(d.status.Said, "in a new post") {
		d.t.Errorf("the status bar says %q", d.status.Said)
	}
}

// Without a post in the window keys wait all the same; and a file that changes
// while it is read is read again.
func TestOpeningTheOnlyPost(t *testing.T) {
	d := newSlowDesk(t)
	for len(d.posts.all) > 0 {
		d.command("Close post")
	}
	d.OpenFile(d.path("b.md"))
	d.readNext()
	d.put("b.md", titled("Changed"))
	d.until("the change is read", func() bool { return d.bodyOf(d.path("b.md")) == "Changed words.\n" })

	d.command("Close post")
	d.OpenFile(d.path("c.md"))
	if !d.main.Visible() || !d.hint.Object.Visible() || !strings.Contains(d.hint.Text(), "c.md") {
		t.Errorf("in the middle stands %q", d.hint.Text())
	}
	d.write("c")
	d.readAll(d.path("c.md"))
	d.wantBody("cC words.\n")
}

// The window can be left while a post is read.
func TestOpeningDoesNotHoldTheWindow(t *testing.T) {
	d := newSlowDesk(t)
	left := false
	d.o.Exit = func() { left = true }
	d.OpenFile(d.path("b.md"))
	d.command("Quit")
	d.until("it is left", func() bool { return left })
	d.readNext()
	(<-d.queue)()
}

// Leaving the window asks for what was typed for a post that is not there yet.
func TestOpeningIsAskedForWhenLeaving(t *testing.T) {
	d := newSlowDesk(t)
	d.o.Exit = func() { t.Error("what was typed is lost") }
	d.OpenFile(d.path("b.md"))
	d.write("typed ")
	d.command("Quit")
	d.readNext()
	d.until("the question is there", func() bool { return d.modal.Depth() == 1 })
	d.wantTitle("• B — Galley")
	d.wantBody("typed B words.\n")
	d.answer(fyne.KeyEscape)
}

// Without a library what cannot be opened leaves the first page, and with one
// the panes.
func TestOpeningNothing(t *testing.T) {
	d := newTestWindow(t, map[string]string{})
	d.open("/no/such/file.md")
	d.answer(fyne.KeyReturn)
	if !d.main.Visible() || d.hint.Text() != noPost {
		t.Errorf("the panes are hidden, or %q stands in the middle", d.hint.Text())
	}
	d.side.lib = storage.Library{}
	d.slow, d.opening.patience = make(chan struct{}), 1
	d.OpenFile(d.path("a.md"))
	d.key(fyne.KeyEscape)
	if d.main.Visible() {
		t.Error("a post that was given up leaves the panes")
	}
	d.readNext()
	d.slow, d.opening.patience = nil, 1<<40
	d.hint.SetText("")
	d.open("/no/such/file.md")
	d.answer(fyne.KeyReturn)
	if d.main.Visible() || !d.start.Visible() {
		t.Error("the panes of no library are there")
	}
	d.put("a.md", titled("A"))
	d.OpenFile(d.path("a.md"))
	if !d.main.Visible() || d.start.Visible() {
		t.Error("the first page is still there")
	}
}

// TestFirstPageSaysWhyNot says on the first page, which has no status bar, what a
// key cannot do there; menus do not offer it.
func TestFirstPageSaysWhyNot(t *testing.T) {
	d := newTestWindow(t, map[string]string{})
	d.side.lib = storage.Library{}
	d.withoutPost()
	for name, want := range map[string]string{
		"Export…":           "Open a folder first; its posts are what is exported.",
		"Library settings…": "Open a folder first; its settings are what is changed.",
	} {
		i := slices.IndexFunc(d.commands.all, func(c *command) bool { return c.name == name })
		d.commands.run(d.commands.all[i])
		if got := d.Window.noted.Text(); got != want || !d.start.Visible() {
			t.Errorf("%s: the first page says %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{"Export…", "Export again", "Images from outside…", "Library settings…"} {
		i := slices.IndexFunc(d.commands.all, func(c *command) bool { return c.name == name })
		if i < 0 || d.commands.can(d.commands.all[i]) {
			t.Errorf("%s is offered without a library", name)
		}
	}
}
