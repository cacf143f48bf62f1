package control

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/theme"
)

// newTestList makes a list of n rows, 30 pixels high, in a view of 100 pixels.
func newTestList(t *testing.T, n int, heads ...int) *List {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(theme.New(false))
	l := NewList(func(i int) Row { return Row{Title: fmt.Sprint(i)} })
	l.Height = 30
	l.Resize(fyne.NewSize(200, 100))
	test.NewTempWindow(t, l).Resize(fyne.NewSize(200, 100))
	l.Resize(fyne.NewSize(200, 100))
	l.Set(n, heads...)
	return l
}

// A click in a list that was scrolled by the wheel picks the row that is seen there, though it has the list get the
// focus first.
func TestListClickAfterWheel(t *testing.T) {
	l := newTestList(t, 40)
	picked := -1
	l.OnPick = func(i int) { picked = i }
	at := fyne.NewPos(50, 45)
	l.MouseIn(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}})
	l.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -600)})
	want := l.pointed(at)
	l.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary})
	l.MouseUp(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary})
	l.Tapped(&fyne.PointEvent{Position: at})
	if picked != want || want < 20 || !l.focused {
		t.Errorf("row %d is picked, want %d", picked, want)
	}
	for _, name := range []string{"with the pointer in it", "with the pointer elsewhere"} {
		l.FocusLost()
		l.Slide(-600)
		if y, _ := l.Place(l.Current()); y < 100 {
			t.Fatalf("the current row is at %v, below is meant", y)
		}
		l.FocusGained() // by the keyboard
		if y, _ := l.Place(l.Current()); y < 0 || y > 100 {
			t.Errorf("%s the current row is at %v", name, y)
		}
		l.MouseOut()
	}
}

func TestListKeys(t *testing.T) {
	for _, c := range []struct {
		n     int
		heads []int
		keys  string // u, d: up, down; U, D: page up, page down; h, e: home, end
		want  int
	}{
		{0, nil, "dudDe", -1},
		{3, nil, "", 0},
		{3, nil, "dd", 2},
		{3, nil, "dddd", 2},
		{3, nil, "uu", 0},
		{9, nil, "D", 2},
		{9, nil, "eU", 6},
		{9, nil, "eh", 0},
		{9, []int{0, 3}, "", 1},
		{9, []int{0, 3}, "dd", 4},
		{9, []int{0, 3}, "ddu", 2},
		{9, []int{0, 3}, "uuu", 1},
		{9, []int{0, 3}, "eh", 1},
		{9, []int{0, 8}, "e", 7},
	} {
		l := newTestList(t, c.n, c.heads...)
		moves := 0
		l.OnMove = func(i int) {
			if moves++; i != l.Current() {
				t.Errorf("told of %d, it is %d", i, l.Current())
			}
		}
		for _, k := range c.keys {
			name := map[rune]fyne.KeyName{
				'u': fyne.KeyUp, 'd': fyne.KeyDown, 'U': fyne.KeyPageUp, 'D': fyne.KeyPageDown, 'h': fyne.KeyHome, 'e': fyne.KeyEnd,
			}[k]
			was, told := l.Current(), moves
			l.TypedKey(&fyne.KeyEvent{Name: name})
			if (was != l.Current()) != (moves == told+1) {
				t.Errorf("%q: from %d to %d it was told %d times", c.keys, was, l.Current(), moves-told)
			}
			if i := l.Current(); i >= 0 && (l.y(i) < l.top || l.y(i+1) > l.top+l.Size().Height) {
				t.Errorf("%q: row %d cannot be seen", c.keys, i)
			}
		}
		if got := l.Current(); got != c.want {
			t.Errorf("%d rows, heads %v: %q leads to %d, want %d", c.n, c.heads, c.keys, got, c.want)
		}
	}
}

func TestListPicks(t *testing.T) {
	l := newTestList(t, 20, 0)
	var picked []int
	l.OnPick = func(i int) { picked = append(picked, i) }
	all := false
	l.OnAll = func() { all = true }
	l.TypedRune(' ')
	l.TypedRune('x')
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	tap := func(y float32) {
		l.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(20, y)}})
		l.Tapped(&fyne.PointEvent{Position: fyne.NewPos(20, y)})
	}
	tap(l.Above + l.Head + 31) // row 2
	tap(l.Above + 5)           // the head
	l.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -30)})
	tap(l.Above + l.Head + 31) // row 3 now
	l.TypedShortcut(&fyne.ShortcutSelectAll{})
	if got := fmt.Sprint(picked); got != "[1 1 2 3]" || !all {
		t.Errorf("picked are %s, all: %v", got, all)
	}
	// A press on the scroll bar scrolls, and picks nothing.
	l.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(195, 98)}})
	l.Tapped(&fyne.PointEvent{Position: fyne.NewPos(195, 98)})
	if len(picked) != 4 || l.top < 400 {
		t.Errorf("the bar picked %v, scrolled to %v", picked[4:], l.top)
	}
}

func TestScrollBar(t *testing.T) {
	var share float32
	b := ScrollBar{ScrollTo: func(s float32) { share = s }}
	thumb := func() string {
		y, h := b.Thumb()
		return fmt.Sprint(y, " ", h)
	}
	b.Set(100, 100, 0)
	if y, h := b.Thumb(); y != 0 || h != 0 || b.Holds(fyne.NewPos(199, 5), 200) {
		t.Errorf("where all is seen the thumb is at %v, %v high", y, h)
	}
	b.Set(1000, 100, 450)
	if got := thumb(); got != "38 24" {
		t.Errorf("in the middle the thumb is at %s", got)
	}
	if !b.Holds(fyne.NewPos(190, 5), 200) || b.Holds(fyne.NewPos(180, 5), 200) || b.Holds(fyne.NewPos(201, 5), 200) {
		t.Error("the bar is not the 14 pixels at the right edge")
	}
	b.Press(48) // on the thumb, which stays
	if share != 0.5 || !b.Held() {
		t.Errorf("a press on the thumb scrolls to %v", share)
	}
	b.Drag(500)
	b.Set(2000, 100, 10) // more than was thought: the thumb stays with the pointer
	if got := thumb(); share != 1 || got != "76 24" {
		t.Errorf("dragged to the end it is at %s, the view at %v", got, share)
	}
	if b.Release(); b.Release() || b.Held() {
		t.Error("it is still held")
	}
	b.Set(1000, 100, 900)
	if b.Press(12); share != 0 {
		t.Errorf("a press beside the thumb scrolls to %v", share)
	}
	b.Release()
	turned := 0
	b.Turn = func(by int) { turned = 10*turned + by }
	b.Set(1000, 100, 450)
	b.Press(10)
	b.Press(90)
	b.Drag(5)
	if turned != -9 || share != 0 {
		t.Errorf("presses beside the thumb turn %d, the view is at %v", turned, share)
	}
}

// TestListDrawsWhatIsSeen: the number of rows is no matter.
func TestListDrawsWhatIsSeen(t *testing.T) {
	drawn := func(n int) int {
		l := newTestList(t, n)
		rows := 0
		l.Row = func(int) Row { rows++; return Row{Title: "x", Note: "y", Box: Checked, Dot: true} }
		l.Refresh()
		return rows
	}
	few, many := drawn(50), drawn(100_000)
	if few == 0 || few != many {
		t.Errorf("%d of 50 rows are drawn, %d of 100000", few, many)
	}
}

func TestListShrinks(t *testing.T) {
	l := newTestList(t, 50)
	l.Go(49)
	l.Set(2)
	if l.Current() != 1 || l.top != 0 {
		t.Errorf("of two rows %d is current, %v pixels are above", l.Current(), l.top)
	}
	l.Set(0)
	if l.Current() != -1 {
		t.Errorf("of no rows %d is current", l.Current())
	}
	l.TypedRune(' ')
}

func TestProgress(t *testing.T) {
	p := NewProgress()
	for _, c := range [][2]float32{{0.5, 0.5}, {2, 1}, {-1, 0}} {
		if p.Set(c[0]); p.Share() != c[1] {
			t.Errorf("%v fills it to %v", c[0], p.Share())
		}
	}
}
