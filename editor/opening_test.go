package editor

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

// newSlowDesk is a window that shows post a, and whose disk reads a file when
// it is told to.
func newSlowDesk(t *testing.T) *windowDesk {
	d := newWindowDesk(t, map[string]string{"/lib/a.md": titled("A"), "/lib/b.md": titled("B"), "/lib/c.md": titled("C")})
	for len(d.posts) > 0 {
		d.command("Close post")
	}
	d.OpenFile("/lib/a.md")
	d.shelf.slow = make(chan struct{})
	d.patience = 1
	return d
}

func titled(title string) string { return "!! title: " + title + "\n\n---\n\n" + title + " words.\n" }

// readNext lets a file be read, and returns when it was.
func (d *windowDesk) readNext() {
	d.shelf.slow <- struct{}{}
	<-d.shelf.slow
}

// disk lets files be read, one after the other, and waits until they are shown.
func (d *windowDesk) disk(paths ...string) {
	d.t.Helper()
	for _, path := range paths {
		d.readNext()
		d.until(path+" is shown", func() bool { return d.cur != nil && d.cur.s.Path() == path })
	}
}

// bodyOf is the text of the post at path.
func (d *windowDesk) bodyOf(path string) string {
	for _, p := range d.posts {
		if p.s.Path() == path {
			return p.s.Text().Slice(p.s.Start(), p.s.Text().Len())
		}
	}
	return ""
}

// The window goes on while a post is read; what is typed and commanded in the
// meantime goes to that post, in order.
func TestOpeningKeepsKeys(t *testing.T) {
	press := func(d *windowDesk) {
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
	d.OpenFile("/lib/b.md")
	d.wantTitle("A — Galley")
	press(d)
	if got := d.bodyOf("/lib/a.md"); got != "A words.\n" {
		t.Fatalf("the post that is shown is %q", got)
	}
	d.disk("/lib/b.md")
	late := d.bodyOf("/lib/b.md")
	if got := d.bodyOf("/lib/a.md"); got != "A words.\n" {
		t.Errorf("the post before is %q", got)
	}

	now := newSlowDesk(t)
	now.patience, now.shelf.slow = 1<<40, nil
	now.OpenFile("/lib/b.md")
	press(now)
	if want := now.bodyOf("/lib/b.md"); late != want || want == "B words.\n" {
		t.Errorf("keys that had to wait give %q, want %q", late, want)
	}
	if d.win.Canvas().Focused() != fyne.Focusable(d.area) || d.opening.pad.Visible() {
		t.Error("the keys still wait")
	}
	d.write("!")
	if d.bodyOf("/lib/b.md") == late {
		t.Error("the text has not got the keys")
	}
}

// Posts that are opened one after the other each get what was typed after
// them.
func TestOpeningOneAfterTheOther(t *testing.T) {
	d := newSlowDesk(t)
	d.OpenFile("/lib/b.md")
	d.write("b")
	d.openItem(Item{Path: "/lib/c.md"})
	d.write("c")
	d.openItem(Item{Path: "/lib/a.md"}) // is open
	d.write("a")
	d.disk("/lib/b.md")
	d.readNext()
	d.until("a is shown", func() bool { return d.cur.s.Path() == "/lib/a.md" && d.bodyOf("/lib/c.md") != "" })
	for path, want := range map[string]string{"/lib/a.md": "aA words.\n", "/lib/b.md": "bB words.\n", "/lib/c.md": "cC words.\n"} {
		if got := d.bodyOf(path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}

func TestOpeningIsGivenUp(t *testing.T) {
	d := newSlowDesk(t)
	d.OpenFile("/lib/b.md")
	d.write("lost")
	d.key(fyne.KeyEscape)
	d.write("x")
	if got := d.bodyOf("/lib/a.md"); got != "xA words.\n" {
		t.Errorf("after Escape the post is %q", got)
	}
	d.readNext()
	(<-d.queue)()
	d.wantTitle("• A — Galley")
	d.OpenFile("/lib/b.md")
	d.disk("/lib/b.md")
	d.wantBody("B words.\n")
}

// Who clicks into the post that is shown writes there.
func TestOpeningLetsWorkGoOn(t *testing.T) {
	d := newSlowDesk(t)
	d.OpenFile("/lib/b.md")
	d.write("b")
	d.win.Canvas().Focus(d.area)
	d.write("a")
	d.disk("/lib/b.md")
	d.wantBody("bB words.\n")
	if got := d.bodyOf("/lib/a.md"); got != "aA words.\n" {
		t.Errorf("the post before is %q", got)
	}
}

// A post that cannot be read leaves the one that is shown as it was.
func TestOpeningFails(t *testing.T) {
	d := newSlowDesk(t)
	d.OpenFile("/lib/none.md")
	d.write("lost")
	d.readNext()
	d.until("it is told", func() bool { return d.modal == 1 })
	d.answer(fyne.KeyReturn)
	d.wantTitle("A — Galley")
	d.write("x")
	d.wantBody("xA words.\n")
}

// Without a post in the window keys wait all the same; and a file that changes
// while it is read is read again.
func TestOpeningTheOnlyPost(t *testing.T) {
	d := newSlowDesk(t)
	for len(d.posts) > 0 {
		d.command("Close post")
	}
	d.OpenFile("/lib/b.md")
	d.readNext()
	d.shelf.files["/lib/b.md"] = titled("Changed")
	d.until("the change is read", func() bool { return d.bodyOf("/lib/b.md") == "Changed words.\n" })

	d.command("Close post")
	d.OpenFile("/lib/c.md")
	if !d.main.Visible() || !d.hint.Visible() || !strings.Contains(d.hint.Text(), "c.md") {
		t.Errorf("in the middle stands %q", d.hint.Text())
	}
	d.write("c")
	d.disk("/lib/c.md")
	d.wantBody("cC words.\n")
}

// The window can be left while a post is read.
func TestOpeningDoesNotHoldTheWindow(t *testing.T) {
	d := newSlowDesk(t)
	left := false
	d.o.Exit = func() { left = true }
	d.OpenFile("/lib/b.md")
	d.command("Quit")
	if !left {
		t.Error("the window waits")
	}
	d.readNext()
	(<-d.queue)()
}

// Leaving the window asks for what was typed for a post that is not there yet.
func TestOpeningIsAskedForWhenLeaving(t *testing.T) {
	d := newSlowDesk(t)
	d.o.Exit = func() { t.Error("what was typed is lost") }
	d.OpenFile("/lib/b.md")
	d.write("typed ")
	d.command("Quit")
	d.readNext()
	d.until("the question is there", func() bool { return d.modal == 1 })
	d.wantTitle("• B — Galley")
	d.wantBody("typed B words.\n")
	d.answer(fyne.KeyEscape)
}

// Without a library what cannot be opened leaves the first page, and with one
// the panes.
func TestOpeningNothing(t *testing.T) {
	d := newWindowDesk(t, map[string]string{})
	d.open("/no/such/file.md")
	d.answer(fyne.KeyReturn)
	if !d.main.Visible() || d.hint.Text() != noPost {
		t.Errorf("the panes are hidden, or %q stands in the middle", d.hint.Text())
	}
	d.lib = Library{}
	d.shelf.slow, d.patience = make(chan struct{}), 1
	d.OpenFile("/lib/a.md")
	d.key(fyne.KeyEscape)
	if d.main.Visible() {
		t.Error("a post that was given up leaves the panes")
	}
	d.readNext()
	d.shelf.slow, d.patience = nil, 1<<40
	d.hint.SetText("")
	d.open("/no/such/file.md")
	d.answer(fyne.KeyReturn)
	if d.main.Visible() || !d.start.Visible() {
		t.Error("the panes of no library are there")
	}
	d.shelf.files["/lib/a.md"] = titled("A")
	d.OpenFile("/lib/a.md")
	if !d.main.Visible() || d.start.Visible() {
		t.Error("the first page is still there")
	}
}
