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
