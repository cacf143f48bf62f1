package editor

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/control"
)

func TestAsksForImagesFromOutside(t *testing.T) {
	d := newWindowDesk(t, one())
	d.command("Images from outside")
	if d.modal != 0 || !strings.HasPrefix(d.status.note.Text(), "All images") {
		t.Errorf("%d questions, and the status bar says %q", d.modal, d.status.note.Text())
	}
	d.shelf.far, d.shelf.due = []string{"/private"}, []string{"/private"}
	d.reread() // as when galley.toml was changed
	d.until("it is asked", func() bool { return d.modal == 1 })
	d.answer(fyne.KeyEscape)
	d.until("the folder is read again", func() bool { return len(d.queue) == 0 })
	if want := []string{"[/private] false"}; !slices.Equal(d.shelf.reads, want) || d.modal != 0 {
		t.Errorf("answered %q, %d questions", d.shelf.reads, d.modal)
	}
	d.command("Images from outside")
	d.answer(fyne.KeyReturn) // as in the midst of typing
	if want := "[/private] false"; d.shelf.reads[len(d.shelf.reads)-1] != want {
		t.Errorf("answered %q", d.shelf.reads)
	}
	d.command("Images from outside")
	d.win.Canvas().FocusPrevious()
	d.answer(fyne.KeyReturn)
	if want := "[/private] true"; d.shelf.reads[len(d.shelf.reads)-1] != want {
		t.Errorf("answered %q", d.shelf.reads)
	}

	// What is asked already goes first.
	d.shelf.due = []string{"/private"}
	d.command("Go to line")
	d.reread()
	d.until("the folder is read", func() bool { return len(d.queue) == 0 })
	if d.modal != 1 {
		t.Errorf("%d questions", d.modal)
	}
	d.key(fyne.KeyEscape)
	d.reread()
	d.until("it is asked", func() bool { return d.modal == 1 })
}

func TestListMarksLinksOut(t *testing.T) {
	d := newWindowDesk(t, one())
	for i := range d.lib.Items {
		d.lib.Items[i].Outside = "/secret.txt"
	}
	d.listPosts()
	if !slices.Contains(d.listed(), "↗ link out") {
		t.Error("the list does not mark the link")
	}
	d.linked(d.cur.s.Path())
	if got := d.status.note.Text(); got != "↗ This post is a link out of the library; its file is /secret.txt" {
		t.Errorf("the status bar says %q", got)
	}
}

// What a camera wrote stays out of exports until the writer chooses otherwise.
func TestExportCameraData(t *testing.T) {
	d := newWindowDesk(t, one())
	for _, on := range []bool{false, true} {
		if on {
			x := newExportDialog(d.Window, "html")
			x.open()
			d.until("the plan is known", func() bool { return x.planned && x.placed })
			var camera *control.Check
			for _, o := range x.view.checks.Objects {
				camera = o.(*control.Check) // the last one
			}
			camera.Tapped(nil)
			x.close()
		}
		d.export(ExportRequest{Format: "html", Out: "/x.html"}, exportLook{quiet: true})
		run := d.shelf.running[len(d.shelf.running)-1]
		if run.r.Camera != on || d.state.Camera != on {
			t.Errorf("camera data %v, want %v", run.r.Camera, on)
		}
		run.done(ExportResult{Out: "/x.html"}, nil)
	}
}
