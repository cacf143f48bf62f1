package editor

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/storage/importer"
)

// customs holds up the writing of an import, and counts it.
type customs struct {
	hold   bool       // the writing ends as the test says
	fail   error      // of the writing
	end    chan error // what it ends with
	writes int

	began chan struct{}
	ctx   context.Context
	plan  *importer.Plan
}

func (c *customs) write(ctx context.Context, p *importer.Plan) error {
	c.writes++
	c.ctx, c.plan = ctx, p
	if !c.hold {
		return cmp.Or(c.fail, p.Write(context.WithoutCancel(ctx)))
	}
	c.began <- struct{}{}
	if err := <-c.end; err != nil {
		return err
	}
	return p.Write(context.WithoutCancel(ctx))
}

const wordpress = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Blog</title><link>https://example.org</link><wp:wxr_version>1.2</wp:wxr_version>
<item><title>About</title><wp:post_type>page</wp:post_type><wp:status>publish</wp:status><wp:post_name>about</wp:post_name><wp:post_date_gmt>2024-01-02 03:04:05</wp:post_date_gmt><content:encoded>Words.</content:encoded></item>
<item><title>Contact</title><wp:post_type>page</wp:post_type><wp:status>publish</wp:status><wp:post_name>contact</wp:post_name><wp:post_date_gmt>2024-01-02 03:04:05</wp:post_date_gmt><content:encoded>Words.</content:encoded></item>
</channel></rss>
`

func newCustoms(t *testing.T) (*testWindow, *customs, string) {
	d := newTestWindow(t, one())
	c := &customs{end: make(chan error), began: make(chan struct{})}
	d.importing.Write = c.write
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a.md":            "---\ntitle: New here\ndate: 2024-01-02\n---\n![x](gone.png)\n",
		"b.pdf":           "x",
		"c.xml":           wordpress,
		"empty/_index.md": "---\ntitle: All\n---\n",
	} {
		name = filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, []byte(text), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
	return d, c, dir
}

// choose opens the palette and goes to a path.
func choose(d *testWindow, path string) {
	d.t.Helper()
	d.command("Import")
	d.win.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutSelectAll{})
	d.write(path)
	d.key(fyne.KeyReturn)
}

func TestImportIsShownFirst(t *testing.T) {
	d, c, dir := newCustoms(t)
	before := d.files()
	choose(d, dir)
	d.until("the dialog opens", func() bool { return d.modal.Depth() == 1 })
	d.answer(fyne.KeyDown, fyne.KeyEnd, fyne.KeyEscape)
	if c.writes != 0 || !slices.Equal(d.files(), before) {
		t.Errorf("written %d times; the files are %q", c.writes, d.files())
	}
	d.wantTitle("Marbles — Galley")

	choose(d, filepath.Join(dir, "a.md"))
	d.until("the dialog opens again", func() bool { return d.modal.Depth() == 1 })
	d.answer(fyne.KeyReturn)
	d.until("the new post is shown", func() bool { return strings.HasPrefix(d.win.Title(), "New here") })
	if got := d.status.Note.Text(); got != "Imported 1 post, 1 image, file or link not found." {
		t.Errorf("the status bar says %q", got)
	}
	if got := d.file("a.md"); !strings.HasSuffix(got, "---\n![x](gone.png)\n") {
		t.Errorf("the new post is %q", got)
	}
}

func TestImportTakesPages(t *testing.T) {
	d, _, dir := newCustoms(t)
	choose(d, filepath.Join(dir, "c.xml"))
	d.until("the dialog opens", func() bool { return d.modal.Depth() == 1 })
	d.win.Canvas().FocusNext() // to the pages
	d.answer(fyne.KeyReturn)
	d.until("the dialog opens again", func() bool { return d.modal.Depth() == 1 })
	d.answer(fyne.KeyReturn)
	d.until("they are taken in", func() bool { return strings.HasPrefix(d.status.Note.Text(), "Imported 2 posts") })
	if d.file("about.md") == "" || d.file("contact.md") == "" {
		t.Errorf("the files are %q", d.files())
	}
}

func TestImportFails(t *testing.T) {
	d, c, dir := newCustoms(t)
	c.fail = errors.New("the disk is full; nothing was imported")
	choose(d, dir)
	d.until("the dialog opens", func() bool { return d.modal.Depth() == 1 })
	d.answer(fyne.KeyReturn)
	d.until("it is told", func() bool { return d.modal.Depth() == 1 && d.importing.Running() == nil })
	d.answer(fyne.KeyReturn)
	d.wantTitle("Marbles — Galley")

	d.importing.Plan(filepath.Join(dir, "none"), false)
	d.until("it is told", func() bool { return d.modal.Depth() == 1 })
	d.answer(fyne.KeyEscape)

	choose(d, filepath.Join(dir, "empty")+string(filepath.Separator)) // nothing there
	d.until("the dialog opens", func() bool { return d.modal.Depth() == 1 })
	d.answer(fyne.KeyReturn)
	if c.writes != 1 || d.importing.Running() != nil || d.modal.Depth() != 0 {
		t.Errorf("written %d times, importing %v, %d dialogs", c.writes, d.importing.Running(), d.modal.Depth())
	}
}

// A file that nothing can be made of is not offered.
func TestImportOffersWhatItKnows(t *testing.T) {
	d, _, dir := newCustoms(t)
	choose(d, filepath.Join(dir, "b."))
	if d.modal.Depth() != 1 {
		t.Fatal("the palette is closed")
	}
	d.key(fyne.KeyEscape)
	d.write("x")
	d.wantTitle("• Marbles — Galley")
}

// An import has an owner while it is written: it can be watched and cancelled.
func TestImportUnderWay(t *testing.T) {
	d, c, dir := newCustoms(t)
	c.hold = true
	begin := func() {
		t.Helper()
		choose(d, filepath.Join(dir, "a.md"))
		d.until("the dialog opens", func() bool { return d.modal.Depth() == 1 })
		d.answer(fyne.KeyReturn)
		if d.modal.Depth() != 1 || d.importing.Running() == nil {
			t.Fatalf("%d dialogs, importing %v", d.modal.Depth(), d.importing.Running())
		}
		<-c.began
	}
	begin()
	c.plan.Progress(2, 8)
	c.plan.Progress(3, 8)
	d.until("it is told", func() bool {
		words, _ := d.over()
		return strings.Contains(words, "\n3 of 8 files\n")
	})
	d.answer(fyne.KeyReturn) // go on writing
	c.plan.Progress(4, 8)
	d.until("the status bar tells", func() bool { return d.modal.Depth() == 0 && d.status.Note.Text() == "Importing: 4 of 8 files" })
	d.command("Import") // shows it again
	d.answer(fyne.KeyEscape)
	if c.ctx.Err() == nil || d.modal.Depth() != 0 {
		t.Errorf("not cancelled; %d dialogs", d.modal.Depth())
	}
	c.end <- errors.New("stopped before it was complete; nothing was imported")
	d.until("it ends", func() bool { return d.importing.Running() == nil })
	if got := d.status.Note.Text(); d.importing.Running() != nil || d.modal.Depth() != 0 || !strings.HasPrefix(got, "The import was cancelled: ") {
		t.Errorf("%d dialogs, the status bar says %q", d.modal.Depth(), got)
	}

	// One that was finished before it could be stopped is taken in.
	begin()
	d.answer(fyne.KeyEscape)
	c.end <- nil
	d.until("the new post is shown", func() bool { return strings.HasPrefix(d.win.Title(), "New here") })
}

// Quitting asks, and does not leave before the import has ended.
func TestQuitWhileImporting(t *testing.T) {
	d, c, dir := newCustoms(t)
	c.hold = true
	exited := false
	d.o.Exit = func() { exited = true }
	choose(d, filepath.Join(dir, "a.md"))
	d.until("the dialog opens", func() bool { return d.modal.Depth() == 1 })
	d.answer(fyne.KeyReturn)
	<-c.began
	d.answer(fyne.KeyReturn) // go on writing

	d.command("Quit")
	d.answer(fyne.KeyReturn) // keep going
	if exited || c.ctx.Err() != nil || d.modal.Depth() != 0 {
		t.Errorf("exited %v, cancelled %v, %d dialogs", exited, c.ctx.Err(), d.modal.Depth())
	}
	d.command("Quit")
	d.win.Canvas().FocusPrevious()
	d.answer(fyne.KeyReturn) // stop and quit
	if exited || c.ctx.Err() == nil {
		t.Errorf("exited %v, cancelled %v", exited, c.ctx.Err())
	}
	c.end <- errors.New("nothing was imported")
	d.until("it ends", func() bool { return exited })
}
