package editor

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

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
