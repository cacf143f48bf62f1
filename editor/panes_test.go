package editor

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
)

func TestPanesByKeyboard(t *testing.T) {
	d := newTestWindow(t, two())
	focused := func() fyne.Focusable { return d.win.Canvas().Focused() }
	d.key(fyne.KeyF6)
	if focused() != fyne.Focusable(d.preview.Pane()) {
		t.Fatalf("F6 leads from the text to %T, want the preview", focused())
	}
	d.key(fyne.KeyF6)
	if focused() != fyne.Focusable(d.side.List) {
		t.Fatalf("F6 leads from the preview to %T, want the list", focused())
	}
	d.key(fyne.KeyF6)
	if focused() != fyne.Focusable(d.form.Title) {
		t.Fatalf("F6 leads from the list to %T, want the title", focused())
	}
	d.win.Canvas().Focus(d.side.Search)
	d.key(fyne.KeyDown)
	first := d.posts.cur
	d.key(fyne.KeyDown)
	if d.posts.cur == first {
		d.key(fyne.KeyUp)
	}
	if d.posts.cur == first || focused() != fyne.Focusable(d.side.List) {
		t.Errorf("an arrow in the list leaves the focus in %T", focused())
	}
	d.key(fyne.KeyReturn)
	if focused() != fyne.Focusable(d.area) {
		t.Errorf("Return in the list leads to %T", focused())
	}
	d.win.Canvas().Focus(d.form.Title)
	d.win.Canvas().FocusPrevious()
	if focused() == fyne.Focusable(d.side.List) {
		t.Error("Tab walks into the list")
	}
}

// In a window that has room for the text alone the page takes its place, and the library comes over it; whoever gets the keys is
// seen.
func TestPanesTakeTurns(t *testing.T) {
	d := newTestWindow(t, two())
	d.win.Resize(fyne.NewSize(800, 600))
	seen := func(want string) {
		t.Helper()
		got := ""
		for _, x := range []struct {
			name string
			on   bool
		}{{"library ", d.panes.ShowsLeft()}, {"text ", d.middle.Visible()}, {"page", d.panes.ShowsRight()}} {
			if x.on {
				got += x.name
			}
		}
		if strings.TrimSpace(got) != want {
			t.Errorf("seen are %q, want %q", got, want)
		}
	}
	focused := func() fyne.Focusable { return d.win.Canvas().Focused() }
	seen("text")
	d.command("Toggle preview")
	seen("page")
	if focused() != fyne.Focusable(d.preview.Pane()) {
		t.Errorf("the keys are in %T", focused())
	}
	for _, x := range []struct{ command, field string }{{"Go to title", "title"}, {"Go to text", "text"}, {"Replace", "find"}, {"Toggle preview", "text"}} {
		if !d.panes.ShowsRight() {
			d.command("Toggle preview")
		}
		d.command(x.command)
		seen("text")
		if x.field == "title" && focused() != fyne.Focusable(d.form.Title) || x.field == "text" && focused() != fyne.Focusable(d.area) {
			t.Errorf("%s leaves the keys in %T", x.command, focused())
		}
	}
	d.key(fyne.KeyEscape)
	d.command("Toggle library")
	seen("library text")
	if focused() != fyne.Focusable(d.side.List) {
		t.Errorf("the keys are in %T, not in the library over the text", focused())
	}
	d.key(fyne.KeyEscape)
	seen("text")
	d.command("Toggle library")
	was := d.posts.cur
	d.key(fyne.KeyDown)
	if d.posts.cur == was {
		d.key(fyne.KeyUp)
	}
	seen("library text")
	d.key(fyne.KeyReturn)
	seen("text")
	if d.posts.cur == was || focused() != fyne.Focusable(d.area) {
		t.Errorf("another post is open: %v; the keys are in %T", d.posts.cur != was, focused())
	}
	d.command("Show card")
	seen("page")
	d.win.Resize(fyne.NewSize(1400, 880))
	seen("library text page")
	d.win.Resize(fyne.NewSize(1000, 700))
	seen("text page")
	if got := d.area.Size().Width; got < textedit.LeastWidth(d.area) {
		t.Errorf("the text has %v pixels, and 66 characters want %v", got, textedit.LeastWidth(d.area))
	}
}

// listed is what the library's list shows.
func (d *testWindow) listed() []string { return rowsOf(d.side.List) }

// listedOpen is what the list of open posts shows, if it shows.
func (d *testWindow) listedOpen() (texts []string) {
	for _, o := range test.LaidOutObjects(d.side.Object) {
		if l, ok := o.(*control.List); ok && l != d.side.List {
			texts = rowsOf(l)
		}
	}
	return texts
}

func rowsOf(l *control.List) (texts []string) {
	for _, o := range test.WidgetRenderer(l).Objects() {
		if t, ok := o.(*canvas.Text); ok {
			texts = append(texts, t.Text)
		}
	}
	return texts
}

// TestEdgesOverText: the bar that finds, the line over the text and the buttons above it begin where the text does,
// whatever the width.
func TestEdgesOverText(t *testing.T) {
	d := newTestWindow(t, two())
	at := func(o fyne.CanvasObject) float32 {
		return fyne.CurrentApp().Driver().AbsolutePositionForObject(o).X
	}
	for _, width := range []float32{620, 1000, 1280, 1920} {
		d.win.Resize(fyne.NewSize(width, 800))
		d.command("Replace")
		d.Window.disk.offer("A line over the text.", control.Choice{Label: "Undo", Do: func() {}})
		want := at(d.area) + textedit.Left(d.area, d.area.Size().Width)
		var fields []float32
		for _, o := range test.LaidOutObjects(d.find.Object) {
			if f, ok := o.(*field.Field); ok {
				fields = append(fields, at(f))
			}
		}
		if line := at(d.banner.text); line != want || len(fields) != 2 || fields[0] != want || fields[1] != want || at(d.menus.tools)+6 != want {
			t.Errorf("at %v pixels the text begins at %v, the line over it at %v, the fields that find at %v, the buttons at %v", width, want, line, fields, at(d.menus.tools)+6)
		}
		d.key(fyne.KeyEscape)
	}
}
