package control

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// TestTips rests the pointer over things: what is said comes after half a second, stays within the window, and goes as the
// pointer does.
func TestTips(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	synctest.Test(t, func(t *testing.T) {
		queue := make(chan func(), 100)
		tips := NewTips(func(f func()) { queue <- f })
		box := container.NewStack(tips.Object)
		box.Resize(fyne.NewSize(400, 300))
		shown := func() bool { return tips.Object.Visible() }
		wait := func(d time.Duration) {
			time.Sleep(d)
			synctest.Wait()
			for len(queue) > 0 {
				(<-queue)()
			}
		}
		long := func() Tip {
			return Tip{Title: "A post", Note: "post.md", Text: strings.Repeat("What it is about. ", 12)}
		}
		for _, at := range []fyne.Position{{X: 20, Y: 20}, {X: 390, Y: 20}, {X: 20, Y: 290}, {X: 390, Y: 290}} {
			tips.Over("row", at, long)
			if wait(tipRest - time.Millisecond); shown() {
				t.Error("it shows too early")
			}
			if wait(2 * time.Millisecond); !shown() {
				t.Error("it does not show")
			}
			from, to := tips.box.Position(), tips.box.Position().Add(tips.box.Size())
			if from.X < 0 || from.Y < 0 || to.X > 400 || to.Y > 300 || at.X >= from.X && at.X <= to.X && at.Y >= from.Y && at.Y <= to.Y {
				t.Errorf("with the pointer at %v it lies from %v to %v", at, from, to)
			}
			tips.Over("row", at.AddXY(3, 3), long)
			if !shown() {
				t.Error("it goes though the pointer is over the same thing")
			}
			if tips.Leave(); shown() {
				t.Error("it stays")
			}
		}
		b := NewIcon("x", "Close", nil)
		w := test.NewTempWindow(t, container.NewStack(b, tips.Object))
		w.Resize(fyne.NewSize(400, 300))
		b.MouseIn(&desktop.MouseEvent{})
		if wait(time.Second); !shown() || tips.text.Text() != "Close" {
			t.Errorf("of a button it shows %q", tips.text.Text())
		}
		if b.MouseOut(); shown() {
			t.Error("the tip of a button stays")
		}
		// A pointer that moves does not rest.
		for i := range 5 {
			tips.Over("row", fyne.NewPos(float32(i), 0), long)
			wait(tipRest / 2)
		}
		if shown() {
			t.Error("it shows under a pointer that moves")
		}
		tips.Over("other", fyne.NewPos(5, 5), func() Tip { return Tip{} })
		if wait(time.Second); shown() {
			t.Error("nothing is said in a box")
		}
		tips.Over("row", fyne.NewPos(5, 5), long)
		tips.Leave()
		if wait(time.Second); shown() {
			t.Error("it shows after the pointer left")
		}
	})
}

func TestFitMiddle(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	for _, s := range []string{"", "a", "short", "Scalable Development Practices - Logging", strings.Repeat("wide ", 4000) + "end", strings.Repeat("👩‍👩‍👧", 90), strings.Repeat("长", 300)} {
		for _, width := range []float32{0, 5, 40, 120, 250} {
			got := FitMiddle(s, width, theme.TextSize, typeset.Sans)
			if fits(s, width, theme.TextSize, typeset.Sans) {
				if got != s {
					t.Errorf("%.30q at %v is %q", s, width, got)
				}
				continue
			}
			head, tail, cut := strings.Cut(got, "…")
			if !cut || !strings.HasPrefix(s, head) || !strings.HasSuffix(s, tail) || got != "…" && Measure(got, theme.TextSize, typeset.Sans) > width {
				t.Errorf("%.30q at %v is %q", s, width, got)
			}
			if width > 100 && (head == "" || tail == "") {
				t.Errorf("%.30q at %v loses an end: %q", s, width, got)
			}
		}
	}
}

// TestListHeights has rows of three heights: each is where the ones before end, and what is at its place is it.
func TestListHeights(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	l := NewList(func(int) Row { return Row{Title: "x"} })
	l.Look = Look{Height: 20, Tall: 31, Head: 7, Above: 3, Below: 5}
	l.TallRows = []int{1, 2, 5, 9}
	l.Set(10, 0, 4, 6)
	l.Resize(fyne.NewSize(100, 60))
	y := float32(3)
	for i, want := range []float32{7, 31, 31, 20, 7, 31, 7, 20, 20, 31} {
		if got, height := l.Place(i); got+l.top != y || height != want {
			t.Errorf("row %d is at %v, %v high, want %v, %v", i, got+l.top, height, y, want)
		}
		if got := l.rowAt(y + 1); got != i {
			t.Errorf("row %d is found where row %d is", got, i)
		}
		y += want
	}
	if l.total() != y+5 {
		t.Errorf("all is %v high, want %v", l.total(), y+5)
	}
	l.Go(1)
	for _, want := range []int{2, 3, 5, 7, 8, 9, 9} {
		to, ok := l.Goal(fyne.KeyPageDown)
		if l.Go(to); !ok || to != want {
			t.Errorf("Page Down leads to row %d, want %d", to, want)
		}
	}
	if _, ok := l.Goal(fyne.KeyTab); ok {
		t.Error("Tab leads somewhere")
	}
}

// TestTipsOverDialogs holds that icons and shortened rows of a dialog have tips in it, and that these go with it.
func TestTipsOverDialogs(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	below := NewTips(func(func()) {})
	w := test.NewTempWindow(t, container.NewStack(NewGround(), below.Object))
	w.Resize(fyne.NewSize(500, 400))
	b := NewIcon("x", "Close", nil)
	const long = "A title that is far too long for the width that this row of the list has"
	l := NewList(func(i int) Row {
		if i == 0 {
			return Row{Title: "Short"}
		}
		return Row{Title: long}
	})
	l.Height = 30
	l.Set(2)
	o := &Overlay{Content: NewStack(0, b, l), Width: 200}
	o.Open(w.Canvas(), nil)
	l.Resize(fyne.NewSize(200, 100))
	if TipsOf(b) != o.tips || o.tips == below {
		t.Fatal("an icon of the dialog has not the tips of the dialog")
	}
	b.MouseIn(&desktop.MouseEvent{})
	if o.tips.over != any(b) || below.over != nil {
		t.Errorf("over the icon the dialog's tips are of %v", o.tips.over)
	}
	b.MouseOut()
	at := func(y float32) *desktop.MouseEvent {
		return &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(20, y), AbsolutePosition: fyne.NewPos(20, y)}}
	}
	l.MouseMoved(at(10))
	if o.tips.over != nil {
		t.Errorf("a row that is shown whole has a tip: %v", o.tips.over)
	}
	l.MouseMoved(at(40))
	if o.tips.over != any(rowOf{l, 1}) || len(l.pen.cut[1]) != 1 || l.pen.cut[1][0] != long {
		t.Errorf("over a shortened row the tips are of %v, and %v was cut", o.tips.over, l.pen.cut)
	}
	tips := o.tips
	if o.Close(); tips.over != nil {
		t.Error("the tip stays when the dialog closes")
	}
}

// TestTipsOfShortened holds that what has no room for all its words says them in a tip, and what has room says nothing.
func TestTipsOfShortened(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	tips := NewTips(func(func()) {})
	const words = "A choice with a name that is longer than its box"
	label := NewShort(words, theme.Muted)
	drop := NewDrop([]string{words, "Short"}, func(int) {})
	stepper := NewStepper(2, func(i int) string { return []string{words, "Short"}[i] }, nil)
	w := test.NewTempWindow(t, container.NewStack(container.NewWithoutLayout(label, drop, stepper), tips.Object))
	w.SetPadded(false)
	w.Resize(fyne.NewSize(500, 400))
	for _, c := range []struct {
		name  string
		o     desktop.Hoverable
		short func()
	}{
		{"a label", label, func() { label.SetText("Short") }},
		{"a choice", drop, func() { drop.Choose(1) }},
		{"a stepper", stepper, func() { stepper.Set(1) }},
	} {
		o := c.o.(fyne.CanvasObject)
		over := func() bool {
			c.o.MouseIn(&desktop.MouseEvent{})
			defer c.o.MouseOut()
			return tips.over == any(o)
		}
		o.Resize(fyne.NewSize(160, 30))
		if !over() {
			t.Errorf("%s without room has no tip", c.name)
		}
		o.Resize(fyne.NewSize(480, 30))
		if over() {
			t.Errorf("%s with room for all has a tip", c.name)
		}
		o.Resize(fyne.NewSize(160, 30))
		if c.short(); over() {
			t.Errorf("%s of few words has a tip", c.name)
		}
		if tips.over != nil {
			t.Errorf("the tip of %s stays", c.name)
		}
	}
}
