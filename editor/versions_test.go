package editor

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/control"
	"galley.app/galley/storage"
	"galley.app/galley/storage/history"
)

// wordsOver are the words of what is open over the window.
func (d *testWindow) wordsOver() string {
	var words []string
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if o == nil || !o.Visible() {
			return
		}
		switch o := o.(type) {
		case *canvas.Text:
			words = append(words, o.Text)
		case fyne.Widget:
			for _, part := range test.WidgetRenderer(o).Objects() {
				walk(part)
			}
		case *fyne.Container:
			for _, part := range o.Objects {
				walk(part)
			}
		}
	}
	walk(d.win.Canvas().Overlays().Top())
	return strings.Join(words, " ")
}

// withHistory opens a window that keeps versions.
func withHistory(t *testing.T, files map[string]string) *testWindow {
	store := history.New(filepath.Join(t.TempDir(), "history"), history.Options{})
	t.Cleanup(func() { _ = store.Close() })
	return newTestWindow(t, files, func(o *storage.WorkspaceOptions) { o.History = store })
}

// seesOver waits until words are seen in what is open over the window.
func (d *testWindow) seesOver(words ...string) {
	d.t.Helper()
	for _, w := range words {
		deadline := time.After(2 * time.Minute)
		for !strings.Contains(d.wordsOver(), w) {
			select {
			case f := <-d.queue:
				f()
			case <-deadline:
				d.t.Fatalf("waited in vain until %q is seen; there is: %s", w, d.wordsOver())
			}
		}
	}
}

// saveWith types words at the end of the text and saves it.
func (d *testWindow) saveWith(words string) {
	d.t.Helper()
	s := d.posts.cur.s
	s.Select(caretAt(s.Text().Len()))
	s.Type(words)
	n := len(d.writes())
	d.command("Save")
	d.until("it is saved", func() bool { return len(d.writes()) > n && !s.Dirty() })
}

// A post is saved several times and an earlier version restored, by keys alone: an edit
// that undo takes back, and nothing is written.
func TestHistoryRestores(t *testing.T) {
	d := withHistory(t, map[string]string{"m.md": marbles})
	d.saveWith("Two jars.\n")
	d.saveWith("Three jars.\n")
	writes := len(d.writes())
	d.command("History")
	d.seesOver("History of “Marbles”", "As it was found", "+2 words")
	d.key(fyne.KeyDown)
	d.seesOver("+2", "Two jars.")
	d.key(fyne.KeyEnd)
	d.seesOver("The first version.")
	d.key(fyne.KeyEscape)
	if d.win.Canvas().Focused() != fyne.Focusable(d.area) || d.modal.Depth() != 0 {
		t.Error("Escape does not lead back to the text")
	}
	d.command("History")
	d.seesOver("+2 words")
	d.key(fyne.KeyEnd)
	d.seesOver("The first version.")
	for range 20 { // to Restore
		if b, ok := d.win.Canvas().Focused().(*control.Button); ok && b.Label == "Restore" {
			break
		}
		d.win.Canvas().FocusNext()
	}
	d.key(fyne.KeyReturn)
	d.wantBody("One jar.\n")
	d.wantTitle("• Marbles — Galley")
	if !strings.Contains(d.status.Said, "Undo brings back what was there") || d.win.Canvas().Focused() != fyne.Focusable(d.area) {
		t.Errorf("the status bar says %q", d.status.Said)
	}
	if len(d.writes()) != writes {
		t.Error("restoring wrote to the disk")
	}
	d.command("Undo")
	d.wantBody("One jar.\nTwo jars.\nThree jars.\n")
	d.wantTitle("Marbles — Galley")
}

// A version of a post that is not there any more is restored as a new post, and one of a
// post that is not open opens it.
func TestHistoryOfOtherPosts(t *testing.T) {
	lost := strings.ReplaceAll(strings.ReplaceAll(marbles, "arbles", "asts"), "One jar.", "Three masts.")
	d := withHistory(t, map[string]string{"a.md": marbles, "b.md": strings.ReplaceAll(lost, "Masts", "Oars")})
	d.OpenFile(d.path("b.md"))
	d.until("it is open", func() bool { return d.posts.cur != nil && d.posts.cur.title() == "Oars" })
	d.saveWith("More of it.\n")
	for _, p := range []history.Point{
		{Path: d.path("gone.md"), Time: d.o.Now(), Kind: history.GivenUp, Text: lost},
		{Path: d.path("a.md"), Time: d.o.Now(), Kind: history.Saved, Text: marbles + "A lost sentence.\n"},
	} {
		if err := d.o.History.Add(p); err != nil {
			t.Fatal(err)
		}
	}
	if p := d.posts.at(d.path("a.md")); p != nil {
		d.closer.close(p, func(bool) {})
		d.until("it is closed", func() bool { return !d.posts.hold(p) })
	}

	d.command("History")
	d.seesOver("+3 words")
	d.win.Canvas().FocusPrevious()
	d.win.Canvas().FocusPrevious()
	d.write("lost SENTENCE")
	d.seesOver("1 place", "A ", "lost sentence")
	d.key(fyne.KeyDown)
	d.seesOver("A lost sentence.")
	d.restoreOver("Restore")
	d.wantBody("One jar.\nA lost sentence.\n")
	d.wantTitle("• Marbles — Galley")

	d.command("History")
	d.seesOver("Saved")
	d.win.Canvas().FocusPrevious()
	d.key(fyne.KeyRight) // all posts
	d.seesOver("▲ removed", "Masts")
	d.win.Canvas().FocusNext()
	for !strings.Contains(d.wordsOver(), "Masts · Not saved") {
		d.key(fyne.KeyDown)
	}
	d.restoreOver("Restore as a new post")
	d.wantBody("Three masts.\n")
	d.wantTitle("• Masts — Galley")
	if d.posts.cur.s.Path() != "" || d.file("gone.md") != "" {
		t.Error("the post was written")
	}
}

// restoreOver presses the button of that name of what is open.
func (d *testWindow) restoreOver(label string) {
	d.t.Helper()
	d.seesOver(label)
	for range 30 {
		if b, ok := d.win.Canvas().Focused().(*control.Button); ok && b.Label == label {
			d.key(fyne.KeyReturn)
			return
		}
		d.win.Canvas().FocusNext()
	}
	d.t.Fatalf("no way to %q by Tab", label)
}

// A history that cannot be read is a line, and the window goes on.
func TestHistoryUnreadable(t *testing.T) {
	d := withHistory(t, map[string]string{"m.md": marbles})
	dir := d.o.History.Dir()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir, []byte("a file"), 0o644); err != nil {
		t.Fatal(err)
	}
	d.command("History")
	d.seesOver("History of “Marbles”", "▲ The history cannot be read")
	d.key(fyne.KeyEscape)
	d.write("x")
	d.wantBody("xOne jar.\n")
}
