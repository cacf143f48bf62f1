package editor

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/clipboard"
)

// customs is an Importer whose plans a test makes.
type customs struct {
	d    *windowDesk
	im   Import
	err  error
	fail error // of the writing
	hold bool  // the writing goes on as the test says

	ctx      context.Context
	progress func(done, total int)
	done     func(string, error)
	did      []string
}

func (c *customs) Plan(path string, pages bool, done func(Import, error)) {
	said := "plan " + filepath.Base(path)
	if pages {
		said += " with pages"
	}
	c.did = append(c.did, said)
	im := c.im
	im.Write = func(ctx context.Context, progress func(done, total int), done func(string, error)) {
		c.did = append(c.did, "write")
		if c.hold {
			c.ctx, c.progress, c.done = ctx, progress, done
			return
		}
		c.d.put("new.md", strings.Replace(marbles, "Marbles", "New here", 1))
		c.d.o.Post(func() { done(c.d.path("new.md"), c.fail) })
	}
	im.Drop = func() { c.did = append(c.did, "drop") }
	c.d.o.Post(func() { done(im, c.err) })
}

func (c *customs) want(t *testing.T, want string) {
	t.Helper()
	if got := strings.Join(c.did, ", "); got != want {
		t.Errorf("done was %s; want %s", got, want)
	}
	c.did = nil
}

func newCustoms(t *testing.T) (*windowDesk, *customs, string) {
	d := newWindowDesk(t, one())
	c := &customs{d: d, im: Import{Summary: "1 post, 1 image", Posts: 1, Groups: []ImportGroup{
		{Head: "Posts that will be written", Lines: []ImportLine{{"new.md", "published, “New here”, from a.md"}}},
		{Head: "Not taken over", Grave: true, Lines: []ImportLine{{"a.md", "date: it has no zone"}}},
	}}}
	d.o.Importer = c
	dir := t.TempDir()
	for _, name := range []string{"a.md", "b.pdf", "c.xml"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return d, c, dir
}

// choose opens the palette and goes to a path.
func choose(d *windowDesk, path string) {
	d.t.Helper()
	d.command("Import")
	d.win.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	d.write(path)
	d.key(fyne.KeyReturn)
}

func TestImportIsShownFirst(t *testing.T) {
	d, c, dir := newCustoms(t)
	choose(d, dir)
	d.until("the dialog opens", func() bool { return d.modal == 1 })
	c.want(t, "plan "+filepath.Base(dir))
	d.answer(fyne.KeyDown, fyne.KeyEnd, fyne.KeyEscape)
	c.want(t, "drop")
	d.wantTitle("Marbles — Galley")

	choose(d, filepath.Join(dir, "a.md"))
	d.until("the dialog opens again", func() bool { return d.modal == 1 })
	d.answer(fyne.KeyReturn)
	d.until("the new post is shown", func() bool { return strings.HasPrefix(d.win.Title(), "New here") })
	c.want(t, "plan a.md, write")
	if got := d.status.note.Text(); got != "Imported 1 post, 1 image." {
		t.Errorf("the status bar says %q", got)
	}
}

func TestImportTakesPages(t *testing.T) {
	d, c, dir := newCustoms(t)
	c.im.Pages = 2
	choose(d, filepath.Join(dir, "c.xml"))
	d.until("the dialog opens", func() bool { return d.modal == 1 })
	d.win.Canvas().FocusNext() // to the pages
	c.im.Pages = 0
	d.answer(fyne.KeyReturn)
	d.until("the dialog opens again", func() bool { return d.modal == 1 })
	c.want(t, "plan c.xml, drop, plan c.xml with pages")
	d.answer(fyne.KeyEscape)
}

func TestImportFails(t *testing.T) {
	d, c, dir := newCustoms(t)
	c.fail = errors.New("the disk is full; nothing was imported")
	choose(d, dir)
	d.until("the dialog opens", func() bool { return d.modal == 1 })
	d.answer(fyne.KeyReturn)
	d.until("it is told", func() bool { return d.modal == 1 && d.importing == nil && len(c.did) > 1 })
	d.answer(fyne.KeyReturn)
	d.wantTitle("Marbles — Galley")
	c.want(t, "plan "+filepath.Base(dir)+", write")

	c.err = errors.New("it cannot be read")
	choose(d, dir)
	d.until("it is told", func() bool { return d.modal == 1 })
	d.answer(fyne.KeyEscape)

	c.err, c.im = nil, Import{Summary: "0 posts"} // nothing there
	choose(d, dir)
	d.until("the dialog opens", func() bool { return d.modal == 1 })
	c.did = nil
	d.answer(fyne.KeyReturn)
	c.want(t, "drop")
}

// A file that nothing can be made of is not offered.
func TestImportOffersWhatItKnows(t *testing.T) {
	d, c, dir := newCustoms(t)
	choose(d, filepath.Join(dir, "b."))
	if d.modal != 1 {
		t.Fatal("the palette is closed")
	}
	d.key(fyne.KeyEscape)
	c.want(t, "")
	d.write("x")
	d.wantTitle("• Marbles — Galley")
}

// pasteboard is the reading of a clipboard with something formatted.
func pasteboard(html string, err error) func(uint32, time.Duration) ([]byte, error) {
	return func(uint32, time.Duration) ([]byte, error) { return []byte(html), err }
}

func TestNewPostFromClipboard(t *testing.T) {
	for _, tt := range []struct {
		html        string
		err         error
		plain       string
		title, body string
		said        string
	}{
		{"<h1>A heading</h1><p>Some <b>bold</b> words.</p>", nil, "", "A heading", "Some **bold** words.\n", "A new post was made"},
		{"<p>Some words.</p><h1>Later</h1>", nil, "", "", "Some words.\n\n# Later\n", "A new post was made"},
		{"", clipboard.ErrNone, "only words", "", "only words", "A new post was made"},
		{"<h1>late</h1>", clipboard.ErrTimeout, "only words", "", "only words", "Pasted as plain text: the program that"},
		{"<p>Some <b>bold</b> words.</p><video src=\"a.mp4\"></video>", nil, "", "", "Some **bold** words.\n\n[a.mp4](a.mp4)\n", "What was embedded from another page is a link now."},
	} {
		d := newWindowDesk(t, one())
		d.o.ReadHTML = pasteboard(tt.html, tt.err)
		d.o.App.Clipboard().SetContent(tt.plain)
		d.command("New post from clipboard")
		want := tt.title
		if want == "" {
			want = "Untitled"
		}
		d.wantTitle("• " + want + " — Galley")
		if s := d.cur.s; strings.TrimRight(s.Text().Slice(s.Start(), s.Text().Len()), "\n") != strings.TrimRight(tt.body, "\n") || s.Path() != "" {
			t.Errorf("%q: the text is %q", tt.html, s.Text().String())
		}
		if got := d.status.note.Text(); !strings.Contains(got, tt.said) {
			t.Errorf("%q: the status bar says %q", tt.html, got)
		}
	}
	d := newWindowDesk(t, one())
	d.o.ReadHTML = pasteboard("", clipboard.ErrTimeout)
	d.o.App.Clipboard().SetContent("")
	d.command("New post from clipboard")
	if got := d.status.note.Text(); got != "Pasted as plain text: "+clipboard.ErrTimeout.Error()+"." || len(d.posts) != 1 {
		t.Errorf("says %q with %d posts", got, len(d.posts))
	}
}

// What is copied is formatted where the system takes that, and text else.
func TestCopyWords(t *testing.T) {
	for _, tt := range []struct {
		html string
		fail error
		want string // of "written; Fyne's"
	}{
		{"<b>words</b>", nil, "words <b>words</b>; before"},
		{"<b>words</b>", clipboard.ErrSystem, "words <b>words</b>; words"},
		{"", nil, "; words"},
	} {
		d := newWindowDesk(t, one())
		written := ""
		d.o.WriteHTML = func(c clipboard.Content) error {
			written = c.Text + " " + c.HTML
			return tt.fail
		}
		d.o.App.Clipboard().SetContent("before")
		d.copyWords("words", tt.html)
		if got := written + "; " + d.o.App.Clipboard().Content(); got != tt.want {
			t.Errorf("%q, %v: %s; want %s", tt.html, tt.fail, got, tt.want)
		}
	}
}

// An import has an owner while it is written: it can be watched and cancelled.
func TestImportUnderWay(t *testing.T) {
	d, c, dir := newCustoms(t)
	c.hold = true
	begin := func() {
		t.Helper()
		choose(d, filepath.Join(dir, "a.md"))
		d.until("the dialog opens", func() bool { return d.modal == 1 })
		d.answer(fyne.KeyReturn)
		if d.modal != 1 || d.importing == nil {
			t.Fatalf("%d dialogs, importing %v", d.modal, d.importing)
		}
	}
	begin()
	c.progress(3, 8)
	if got := d.importing.told.Text(); got != "3 of 8 files" {
		t.Errorf("told of %q", got)
	}
	d.answer(fyne.KeyReturn) // go on writing
	c.progress(4, 8)
	if got := d.status.note.Text(); d.modal != 0 || got != "Importing: 4 of 8 files" {
		t.Errorf("%d dialogs, the status bar says %q", d.modal, got)
	}
	d.command("Import") // shows it again
	d.answer(fyne.KeyEscape)
	if c.ctx.Err() == nil || d.modal != 0 {
		t.Errorf("not cancelled; %d dialogs", d.modal)
	}
	c.done("", errors.New("stopped before it was complete; nothing was imported"))
	if got := d.status.note.Text(); d.importing != nil || d.modal != 0 || !strings.HasPrefix(got, "The import was cancelled: ") {
		t.Errorf("%d dialogs, the status bar says %q", d.modal, got)
	}

	// One that was finished before it could be stopped is taken in.
	begin()
	d.answer(fyne.KeyEscape)
	d.put("new.md", strings.Replace(marbles, "Marbles", "New here", 1))
	c.done(d.path("new.md"), nil)
	d.until("the new post is shown", func() bool { return strings.HasPrefix(d.win.Title(), "New here") })
}

// Quitting asks, and does not leave before the import has ended.
func TestQuitWhileImporting(t *testing.T) {
	d, c, dir := newCustoms(t)
	c.hold = true
	exited := false
	d.o.Exit = func() { exited = true }
	choose(d, filepath.Join(dir, "a.md"))
	d.until("the dialog opens", func() bool { return d.modal == 1 })
	d.answer(fyne.KeyReturn)
	d.answer(fyne.KeyReturn) // go on writing

	d.command("Quit")
	d.answer(fyne.KeyReturn) // keep going
	if exited || c.ctx.Err() != nil || d.modal != 0 {
		t.Errorf("exited %v, cancelled %v, %d dialogs", exited, c.ctx.Err(), d.modal)
	}
	d.command("Quit")
	d.win.Canvas().FocusPrevious()
	d.answer(fyne.KeyReturn) // stop and quit
	if exited || c.ctx.Err() == nil {
		t.Errorf("exited %v, cancelled %v", exited, c.ctx.Err())
	}
	c.done("", errors.New("nothing was imported"))
	d.until("it ends", func() bool { return exited })
}
