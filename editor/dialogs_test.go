package editor

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/editor/session"
	"galley.app/galley/internal/control"
	"galley.app/galley/storage"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/importer"
	"galley.app/galley/storage/publish"
)

// over is what an open dialog says in its labels, and its buttons.
func (d *testWindow) over() (words string, buttons []*control.Button) {
	d.t.Helper()
	top := d.win.Canvas().Overlays().Top()
	if top == nil {
		d.t.Fatal("there is no dialog")
	}
	for _, o := range test.LaidOutObjects(top) {
		switch o := o.(type) {
		case *control.Short:
			words += o.Text() + "\n"
		case *control.Label:
			words += o.Text() + "\n"
		case *control.Button:
			buttons = append(buttons, o)
		}
	}
	return words, buttons
}

// TestDialogsFitTheWindow opens the large dialogs in small windows: every button is within the window and none lies
// over a list.
func TestDialogsFitTheWindow(t *testing.T) {
	for name, open := range map[string]func(*testWindow, *customs, string){
		"licences": func(d *testWindow, _ *customs, _ string) {
			d.command("About Galley")
			d.answer(fyne.KeyLeft, fyne.KeyReturn)
		},
		"import": func(d *testWindow, _ *customs, dir string) {
			p := &importer.Plan{Posts: make([]importer.Post, 40), Pages: 12}
			for i := range 40 {
				p.Notes = append(p.Notes, importer.Note{From: fmt.Sprintf("%d.md", i), Text: strings.Repeat("what cannot be taken over, ", 20)})
			}
			d.importing.Show(filepath.Join(dir, "a.md"), p)
			d.key(fyne.KeyDown)
		},
		"export": func(d *testWindow, _ *customs, _ string) { d.command("Export") },
		"exported": func(d *testWindow, _ *customs, _ string) {
			res := publish.Result{Posts: 9, Out: "/out/" + strings.Repeat("folder/", 30)}
			for range 20 {
				res.Notes = append(res.Notes, site.Finding{Path: "/lib/a.md", Line: 3, Message: "a picture is missing"})
			}
			d.exporting.Show(res, strings.Repeat("It was run.\n", 5))
		},
		"history": func(d *testWindow, _ *customs, _ string) {
			d.o.History = history.New(t.TempDir(), history.Options{})
			if err := d.o.History.Add(history.Point{Path: d.posts.cur.s.Path(), Time: d.o.Now(), Kind: history.Saved, Text: marbles}); err != nil {
				t.Fatal(err)
			}
			d.versions = newVersions(d.Window)
			d.command("History")
			d.seesOver("The first version")
		},
		"settings":         func(d *testWindow, _ *customs, _ string) { d.openSettings() },
		"library settings": func(d *testWindow, _ *customs, _ string) { openLibrarySettings(d.Window, nil) },
		"message": func(d *testWindow, _ *customs, _ string) {
			d.modal.Tell("It failed", strings.Repeat("The program said a lot. ", 120), nil)
		},
	} {
		for _, size := range []fyne.Size{{Width: 700, Height: 500}, {Width: 600, Height: 420}} {
			d, c, dir := newCustoms(t)
			d.win.Resize(size)
			open(d, c, dir)
			canvas := d.win.Canvas()
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject
			_, buttons := d.over()
			top := float32(0) // of the answers
			for _, b := range buttons {
				if b.Kind != control.Main && b.Kind != control.Plain || !b.Visible() {
					continue
				}
				from, to := at(b), at(b).Add(b.Size())
				if name != "export" && !strings.HasSuffix(name, "settings") || !strings.HasSuffix(b.Label, "…") { // which is in what scrolls
					top = max(top, from.Y)
					if from.X < 8 || from.Y < 8 || to.X > canvas.Size().Width-8 || to.Y > canvas.Size().Height-8 {
						t.Errorf("%s at %v: “%s” is at %v to %v", name, size, b.Label, from, to)
					}
				}
			}
			if top == 0 && name != "settings" {
				t.Errorf("%s at %v: no answer was found", name, size)
			}
			for _, o := range test.LaidOutObjects(canvas.Overlays().Top()) {
				l, ok := o.(*control.List)
				if end := at(o).Y + o.Size().Height; ok && (name == "licences" || name == "import") && (end > top || l.Size().Height < 60) {
					t.Errorf("%s at %v: a list %v high ends at %v, the answers begin at %v", name, size, l.Size().Height, end, top)
				}
			}
		}
	}
}

// TestCloseSaysWhatIsLost asks for a post with a file, one whose file was removed, and one that never had one.
func TestCloseSaysWhatIsLost(t *testing.T) {
	const since, whole = "what you wrote since the last save is lost", "the whole text is lost: it is in no file"
	for _, command := range []string{"Close post", "Quit"} {
		for _, c := range []struct {
			name, want string
			do         func(*testWindow)
		}{
			{"with a file", since, func(d *testWindow) { d.write("A") }},
			{"removed", whole, func(d *testWindow) {
				p := d.posts.cur
				d.remove(p.s.Path())
				d.Window.disk.outside([]string{p.s.Path()})
				d.until("the file is gone", func() bool { return p.s.Status() == session.Gone })
			}},
			{"never saved", whole, func(d *testWindow) { d.newPost(); d.write("A") }},
		} {
			d := newTestWindow(t, one())
			c.do(d)
			d.command(command)
			d.until("it is asked", func() bool { return d.modal.Depth() == 1 })
			if words, _ := d.over(); !strings.Contains(words, c.want) {
				t.Errorf("%s, %s: %q", command, c.name, words)
			}
		}
	}
}

// TestQuitQuestionEndsWithTheJob leaves no question open about an import or export that has ended. It is asked over
// what shows how far the job is, too.
func TestQuitQuestionEndsWithTheJob(t *testing.T) {
	for _, shown := range []bool{true, false} {
		d, c, dir := newCustoms(t)
		c.hold = true
		d.o.Exit = func() { t.Error("it has ended") }
		choose(d, filepath.Join(dir, "a.md"))
		d.until("the dialog opens", func() bool { return d.modal.Depth() == 1 })
		d.answer(fyne.KeyReturn)
		if !shown {
			d.answer(fyne.KeyReturn) // go on writing
		}
		d.command("Quit")
		if words, _ := d.over(); d.modal.Depth() != 1 || !strings.Contains(words, "still importing") {
			t.Fatalf("%d dialogs, %q", d.modal.Depth(), words)
		}
		<-c.began
		c.plan.Progress(1, 2)
		c.end <- nil
		d.until("the import ends", func() bool { return d.importing.Running() == nil })
		if d.modal.Depth() != 0 || d.win.Canvas().Overlays().Top() != nil {
			t.Errorf("shown %v: %d dialogs after the import", shown, d.modal.Depth())
		}
		d.until("it is said", func() bool { return d.note() == "Imported 1 post, 1 image, file or link not found." })

		d.hold()
		out := d.beside("posts.json")
		d.exportOnce(storage.Exported{Format: "posts-json", Posts: []string{d.path("a.md")}, Out: out})
		d.exporting.Again()
		if shown {
			d.exporting.Ask("")
		}
		x := d.packing()
		d.command("Quit")
		if words, _ := d.over(); d.modal.Depth() != 1 || !strings.Contains(words, "still exporting") {
			t.Fatalf("%d dialogs, %q", d.modal.Depth(), words)
		}
		d.finish(x, nil)
		if d.modal.Depth() != 0 || d.note() != "Exported 1 post to "+out {
			t.Errorf("shown %v: %d dialogs after the export, the status bar says %q", shown, d.modal.Depth(), d.note())
		}
	}
}
