package editor

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/control"
	"galley.app/galley/storage"
)

func TestAsksForImagesFromOutside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newTestWindow(t, one())
		d.command("Images from outside")
		if d.modal.Depth() != 0 || !strings.HasPrefix(d.status.Note.Text(), "All images") {
			t.Errorf("%d questions, and the status bar says %q", d.modal.Depth(), d.status.Note.Text())
		}
		private := filepath.Join(filepath.Dir(d.dir), "private")
		if err := os.Mkdir(private, 0o755); err != nil {
			t.Fatal(err)
		}
		d.put("galley.toml", "[library]\nassets = \"../private\"\n")
		wantRead := func(want bool) {
			t.Helper()
			d.settle()
			if got := slices.Contains(d.o.Workspace.Library().Agreed, private); got != want || d.modal.Depth() != 0 {
				t.Errorf("images are read: %v, want %v; %d questions", got, want, d.modal.Depth())
			}
		}
		d.side.reread() // as when galley.toml was changed
		d.until("it is asked", func() bool { return d.modal.Depth() == 1 })
		d.answer(fyne.KeyEscape)
		wantRead(false)
		d.command("Images from outside")
		d.answer(fyne.KeyReturn) // as in the midst of typing
		wantRead(false)
		d.command("Images from outside")
		d.win.Canvas().FocusPrevious()
		d.answer(fyne.KeyReturn)
		wantRead(true)

		// What is asked already goes first.
		if err := os.Mkdir(filepath.Join(filepath.Dir(d.dir), "other"), 0o755); err != nil {
			t.Fatal(err)
		}
		d.put("galley.toml", "[library]\nassets = \"../other\"\n")
		d.command("Go to line")
		d.side.reread()
		d.settle()
		if d.modal.Depth() != 1 {
			t.Errorf("%d questions", d.modal.Depth())
		}
		d.key(fyne.KeyEscape)
		d.side.reread()
		d.until("it is asked", func() bool { return d.modal.Depth() == 1 })
	})
}

func TestListMarksLinksOut(t *testing.T) {
	d := newTestWindow(t, one())
	d.side.items = slices.Clone(d.side.items)
	for i := range d.side.items {
		d.side.items[i].Outside = "/secret.txt"
	}
	d.side.list()
	if !slices.Contains(d.listed(), "↗ link out") {
		t.Error("the list does not mark the link")
	}
	d.side.sayLink(d.posts.cur.s.Path())
	if got := d.status.Note.Text(); got != "↗ This post is a link out of the library; its file is /secret.txt" {
		t.Errorf("the status bar says %q", got)
	}
}

// What a camera wrote stays out of exports until the writer chooses otherwise.
func TestExportCameraData(t *testing.T) {
	d := newExportDesk(t)
	d.exportOnce(storage.Exported{Format: "posts-json", Out: d.beside("posts.json")})
	for _, on := range []bool{false, true} {
		if on {
			openExportDialog(t, d, "posts-json")
			for range 20 {
				d.win.Canvas().FocusNext()
				if c, ok := d.win.Canvas().Focused().(*control.Check); ok && strings.HasPrefix(c.Note(), "Keep place") {
					break
				}
			}
			d.write(" ")
			d.key(fyne.KeyEscape)
		}
		d.exporting.Again()
		x := d.packing()
		if x.Request.Camera != on || d.settings.CameraData != on {
			t.Errorf("camera data %v, want %v", x.Request.Camera, on)
		}
		d.finish(x, nil)
	}
}
