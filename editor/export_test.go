package editor

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/control"
	"galley.app/galley/storage"
	"galley.app/galley/storage/export"
	"galley.app/galley/storage/publish"
)

// packer holds up the writing of exports.
type packer struct {
	running []*packing // exports that the test has not ended yet
	shown   []string   // in the file manager
}

// packing is an export that goes on when the test says so.
type packing struct {
	*publish.Export
	ctx      context.Context
	progress func(done, total int)
	end      chan error // what it ends with; nil has it written
}

// newExportDesk is a library of four published posts, with the address of its
// site, whose exports the packer holds up.
func newExportDesk(t testing.TB) *testWindow {
	files := map[string]string{"galley.toml": "[site]\nurl = 'https://example.org'\n"}
	for _, slug := range []string{"one", "two", "three", "four"} {
		files[slug+".md"] = strings.NewReplacer("Marbles", slug, "marbles", slug).Replace(marbles)
	}
	d := newTestWindow(t, files)
	d.hold()
	return d
}

// hold has the packer hold up exports.
func (d *testWindow) hold() {
	d.packer = &packer{}
	d.exporting.Write = func(ctx context.Context, x *publish.Export, progress func(done, total int)) (publish.Result, error) {
		p := &packing{x, ctx, progress, make(chan error)}
		d.queue <- func() { d.packer.running = append(d.packer.running, p) }
		if err := <-p.end; err != nil {
			return publish.Result{}, err
		}
		return x.Write(context.WithoutCancel(ctx), progress)
	}
	d.exporting.Reveal = func(path string) error {
		d.queue <- func() { d.packer.shown = append(d.packer.shown, path) }
		return nil
	}
}

// packing waits for an export that is written.
func (d *testWindow) packing() *packing {
	d.t.Helper()
	d.until("an export is written", func() bool { return len(d.packer.running) == 1 })
	x := d.packer.running[0]
	d.packer.running = nil
	return x
}

// finish ends an export.
func (d *testWindow) finish(x *packing, err error) {
	d.t.Helper()
	x.end <- err
	d.until("the export ends", func() bool { return d.exporting.Running() == nil })
}

// exportOnce has an export be the last one that was done.
func (d *testWindow) exportOnce(x storage.Exported) {
	d.t.Helper()
	exports, err := storage.ReadExports(d.paths, d.o.Now())
	if err := errors.Join(err, exports.Remember(d.dir, x, d.o.Now())); err != nil {
		d.t.Fatal(err)
	}
}

// openExportDialog opens the dialog of a desk and goes to a format.
func openExportDialog(t *testing.T, d *testWindow, format string) *control.List {
	t.Helper()
	d.command("Export")
	list, ok := d.win.Canvas().Focused().(*control.List)
	if !ok || d.modal.Depth() != 1 {
		t.Fatalf("the focus is in %T of %d dialogs, want the list of formats", d.win.Canvas().Focused(), d.modal.Depth())
	}
	f, err := export.FormatNamed(format)
	if err != nil {
		t.Fatal(err)
	}
	for range list.Len() {
		if list.Row(list.Current()).Title == f.Label {
			return list
		}
		d.key(fyne.KeyDown)
	}
	t.Fatalf("the list has no %q", f.Label)
	return nil
}

func TestExportByKeyboard(t *testing.T) {
	d := newExportDesk(t)
	formats := openExportDialog(t, d, "posts-json")
	d.key(fyne.KeyDown) // RSS
	if row := formats.Row(formats.Current()); row.Title != "RSS feed" {
		t.Fatalf("Down leads to %q", row.Title)
	}
	d.key(fyne.KeyReturn) // waits until it is thought through
	x := d.packing()
	if r := x.Request; r.Format != "rss" || r.Out != d.beside("rss.xml") || r.Posts != nil || r.Chosen || r.Drafts || r.Published || r.Skip {
		t.Errorf("exported %+v", r)
	}
	x.progress(1, 4)
	d.until("the bar is filled", func() bool { return d.exporting.Running().Share() == 0.25 })
	d.finish(x, nil)
	if d.modal.Depth() != 1 {
		t.Fatalf("%d dialogs are open after the export, want the result", d.modal.Depth())
	}
	d.key(fyne.KeyRight) // from Close round to Show in folder
	d.key(fyne.KeyReturn)
	d.until("it is shown", func() bool { return slices.Equal(d.packer.shown, []string{d.beside("rss.xml")}) })
	if d.modal.Depth() != 0 || !strings.Contains(d.file(d.beside("rss.xml")), "<title>three</title>") {
		t.Errorf("%d dialogs; the feed is %q", d.modal.Depth(), d.file(d.beside("rss.xml")))
	}

	d.command("Export again")
	if d.modal.Depth() != 0 {
		t.Fatalf("%d dialogs open", d.modal.Depth())
	}
	again := d.packing()
	if again.Request.Exported.Key() != "rss" || again.Request.Out != x.Request.Out {
		t.Errorf("exported %+v again as %+v", x.Request, again.Request)
	}
	d.finish(again, nil)
	if got := d.status.Note.Text(); got != "Exported 4 posts to "+d.beside("rss.xml") {
		t.Errorf("the status bar says %q", got)
	}
}

// An export that failed is thought through again, with the posts as they are now.
func TestExportTriedAgain(t *testing.T) {
	d := newExportDesk(t)
	openExportDialog(t, d, "posts-json")
	d.key(fyne.KeyReturn)
	d.finish(d.packing(), errors.New("the disk is full"))
	d.put("five.md", strings.NewReplacer("Marbles", "five", "marbles", "five").Replace(marbles))
	d.answer(fyne.KeyReturn) // back to the dialog
	d.key(fyne.KeyReturn)
	if x := d.packing(); len(x.Plan.Posts) != 5 {
		t.Errorf("%d posts are written, want the new one too", len(x.Plan.Posts))
	} else {
		d.finish(x, nil)
	}
}

func TestExportErrors(t *testing.T) {
	d := newExportDesk(t)
	d.put("five.md", strings.Replace(marbles, "marbles", "two", 1))
	openExportDialog(t, d, "posts-json")
	d.key(fyne.KeyReturn)
	d.until("the focus is in the errors", func() bool {
		l, ok := d.win.Canvas().Focused().(*control.List)
		return ok && l.Len() == 2
	})
	if len(d.packer.running) > 0 {
		t.Fatal("an export with errors was started")
	}
	d.key(fyne.KeyReturn) // goes to the post
	d.until("the post is shown", func() bool { return d.posts.cur.s.Path() == d.path("five.md") })
	if d.modal.Depth() != 0 {
		t.Errorf("%d dialogs are open over %s", d.modal.Depth(), d.posts.cur.s.Path())
	}
	d.goToPost(d.path("two.md"), 2, func() { d.say("▲ the slug is that of another post") })
	d.until("the focus is in the slug", func() bool { return d.win.Canvas().Focused() == fyne.Focusable(d.form.Slug) })
	if got := d.status.Note.Text(); d.posts.cur.s.Path() != d.path("two.md") || got != "▲ The slug is that of another post" {
		t.Errorf("%s is open, the status bar says %q", d.posts.cur.s.Path(), got)
	}

	openExportDialog(t, d, "posts-json")
	for range 20 {
		d.win.Canvas().FocusNext()
		if c, ok := d.win.Canvas().Focused().(*control.Check); ok && strings.HasPrefix(c.Note(), "Leave out") {
			break
		}
	}
	d.write(" ")
	d.key(fyne.KeyReturn)
	x := d.packing()
	if !x.Request.Skip || len(x.Plan.Posts) != 3 {
		t.Errorf("posts with errors are not left out: %+v", x.Request)
	}
	d.finish(x, nil)
}

func TestExportCancel(t *testing.T) {
	d := newExportDesk(t)
	openExportDialog(t, d, "posts-json")
	d.key(fyne.KeyReturn)
	x := d.packing()
	d.key(fyne.KeyEscape)
	if x.ctx.Err() == nil {
		t.Fatal("Escape does not end the export")
	}
	d.finish(x, x.ctx.Err())
	if d.modal.Depth() != 1 {
		t.Fatalf("%d dialogs are open after it, want the one that was there before", d.modal.Depth())
	}
	d.key(fyne.KeyEscape)
	if d.modal.Depth() != 0 || d.win.Canvas().Focused() != fyne.Focusable(d.area) {
		t.Errorf("%d dialogs are open, the focus in %T", d.modal.Depth(), d.win.Canvas().Focused())
	}
}

func TestExportWhileWriting(t *testing.T) {
	d := newExportDesk(t)
	openExportDialog(t, d, "posts-json")
	d.key(fyne.KeyReturn)
	x := d.packing()
	d.key(fyne.KeyReturn) // Go on writing
	if d.modal.Depth() != 0 {
		t.Fatal("a dialog is still open")
	}
	d.write("x")
	d.wantTitle("• " + d.posts.cur.title() + " — Galley")

	quit := false
	d.o.Exit = func() { quit = true }
	d.command("Quit") // asks about the export first
	d.answer(fyne.KeyRight, fyne.KeyReturn)
	if x.ctx.Err() == nil || quit {
		t.Fatalf("the export was not ended, or not waited for: %v", quit)
	}
	d.finish(x, x.ctx.Err())
	d.answer(fyne.KeyRight, fyne.KeyReturn) // now about the post: from Save round to Don't save
	d.until("the window is closed", func() bool { return quit })
}

func TestExportUnsaved(t *testing.T) {
	for _, c := range []struct {
		name   string
		keys   []fyne.KeyName
		start  bool
		writes int
	}{
		{"save", []fyne.KeyName{fyne.KeyReturn}, true, 1},
		{"as saved", []fyne.KeyName{fyne.KeyRight, fyne.KeyReturn}, true, 0},
		{"cancel", []fyne.KeyName{fyne.KeyEscape}, false, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newExportDesk(t)
			d.write("x")
			openExportDialog(t, d, "posts-json")
			d.key(fyne.KeyReturn)
			d.until("there is a question", func() bool { return d.modal.Depth() == 2 })
			for _, k := range c.keys {
				d.key(k)
			}
			if c.start {
				d.until("the export is started", func() bool { return len(d.packer.running) == 1 })
			}
			if len(d.writes()) != c.writes || c.start != (len(d.packer.running) == 1) {
				t.Errorf("%d posts were saved, %d exports started", len(d.writes()), len(d.packer.running))
			}
		})
	}
}

func TestExportTargets(t *testing.T) {
	d := newExportDesk(t)
	d.put("galley.toml", "[site]\nurl = 'https://example.org'\n[[target]]\nname = 'blog'\nformat = 'site'\nout = '../out'\ndrafts = true\n")
	list := d.targetCommands()
	if len(list) != 1 || list[0].shown() != "Export to blog" {
		t.Fatalf("the palette has %v", list)
	}
	d.commands.run(list[0])
	d.until("there is a question", func() bool { return d.modal.Depth() == 1 })
	d.answer(fyne.KeyReturn) // export there
	x := d.packing()
	if r := x.Request; r.Target != "blog" || r.Format != "site" || r.Out != d.beside("out") || !r.Drafts || r.Posts != nil {
		t.Errorf("exported %+v", r)
	}
	d.finish(x, nil)
	d.commands.run(list[0]) // it is asked once
	d.finish(d.packing(), nil)

	d.put("five.md", strings.Replace(marbles, "marbles", "two", 1))
	d.commands.run(list[0])
	d.until("the dialog opens on what is wrong", func() bool { return d.modal.Depth() == 1 })
	if l, ok := d.win.Canvas().Focused().(*control.List); !ok || l.Row(l.Current()).Title != "blog" {
		t.Errorf("the dialog does not open at the target: %v", ok)
	}
}

func TestExportFails(t *testing.T) {
	d := newExportDesk(t)
	openExportDialog(t, d, "posts-json")
	d.key(fyne.KeyReturn)
	d.finish(d.packing(), errors.New("/x: the disk is full"))
	d.answer(fyne.KeyReturn)
	if d.modal.Depth() != 1 {
		t.Errorf("%d dialogs are open, want the one to try again in", d.modal.Depth())
	}
}
