package editor

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

func TestListScrollBar(t *testing.T) {
	files := map[string]string{}
	for i := range 300 {
		files[fmt.Sprintf("/lib/%03d.md", i)] = strings.Replace(marbles, "Marbles", fmt.Sprint("Post ", i), 1)
	}
	d := newWindowDesk(t, files)
	l := d.side.list
	size := l.Size()
	press := func(y float32) {
		at := fyne.PointEvent{Position: fyne.NewPos(size.Width-4, y)}
		l.MouseDown(&desktop.MouseEvent{PointEvent: at})
		l.Tapped(&at)
	}
	l.scrollTo(0)
	shown := d.cur
	press(2)
	l.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(0, size.Height+50)}})
	if y, h := l.thumb(); h == 0 || y+h < size.Height-1 {
		t.Errorf("dragged to the end, the thumb lies at %v, %v high, of %v", y, h, size.Height)
	}
	press(size.Height / 2)
	if y, h := l.thumb(); y > size.Height/2 || y+h < size.Height/2 {
		t.Errorf("a press in the middle puts the thumb at %v", y)
	}
	if d.cur != shown {
		t.Error("the scroll bar opened a post")
	}
}

func TestPanesByKeyboard(t *testing.T) {
	d := newWindowDesk(t, two())
	focused := func() fyne.Focusable { return d.win.Canvas().Focused() }
	d.key(fyne.KeyF6) // the stand-in for the preview takes no focus
	if focused() != fyne.Focusable(d.side.list) {
		t.Fatalf("F6 leads from the text to %T, want the list", focused())
	}
	d.key(fyne.KeyF6)
	if focused() != fyne.Focusable(d.form.title) {
		t.Fatalf("F6 leads from the list to %T, want the title", focused())
	}
	d.win.Canvas().Focus(d.side.search)
	d.key(fyne.KeyDown)
	first := d.cur
	d.key(fyne.KeyDown)
	if d.cur == first {
		d.key(fyne.KeyUp)
	}
	if d.cur == first || focused() != fyne.Focusable(d.side.list) {
		t.Errorf("an arrow in the list leaves the focus in %T", focused())
	}
	d.key(fyne.KeyReturn)
	if focused() != fyne.Focusable(d.area) {
		t.Errorf("Return in the list leads to %T", focused())
	}
	d.win.Canvas().Focus(d.form.title)
	d.win.Canvas().FocusPrevious()
	if focused() == fyne.Focusable(d.side.list) {
		t.Error("Tab walks into the list")
	}
}
