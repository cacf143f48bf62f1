package textedit

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
)

func wheel(d *fixture, dy float32) {
	d.ed.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, dy)})
}

// numbered returns a body of n numbered lines.
func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "line %d\n", i)
	}
	return b.String()
}

func TestWheel(t *testing.T) {
	d := newFixture(t, "|"+numbered(100))
	calls := 0
	d.ed.OnScroll = func(int, float32) { calls++ }
	wheel(d, 50)
	if got := d.texts()[0]; got != "line 0" || calls != 0 {
		t.Errorf("first row %q, %d calls", got, calls)
	}
	wheel(d, -25)
	off, frac := d.ed.Top()
	if off != d.s.Start()+7 || frac != 4./26 || calls != 1 {
		t.Errorf("scrolled to %d + %v, %d calls", off-d.s.Start(), frac, calls)
	}
	wheel(d, -1e6)
	last := d.texts()
	if got := last[len(last)-1]; got != "line 99" {
		t.Errorf("last row %q", got)
	}
	rows := d.ed.r.visible
	if y := rows[len(rows)-1].y + 26; y != 600-bottomPad {
		t.Errorf("the last row ends at %v", y)
	}
	wheel(d, 1e6)
	if got := d.texts()[0]; got != "line 0" || d.ed.view.topY != topPad {
		t.Errorf("first row %q at %v", got, d.ed.view.topY)
	}
	if d.state()[0] != '|' {
		t.Error("the wheel moves the caret")
	}
}

func TestScrollTo(t *testing.T) {
	d := newFixture(t, "|"+numbered(200))
	d.ed.OnScroll = func(int, float32) { t.Error("OnScroll is called") }
	for _, line := range []int{50, 3, 120, 0} {
		want := d.s.Text().LineStart(line + 5)
		for _, frac := range []float32{0, 0.5} {
			d.ed.ScrollTo(want, frac)
			if off, f := d.ed.Top(); line > 0 && (off != want || f != frac) || off != want {
				t.Errorf("top is %d + %v, want %d + %v", off, f, want, frac)
			}
		}
	}
	d.ed.ScrollTo(1<<40, 1)
	d.ed.ScrollTo(-5, -1)
	if d.ed.view.topY != topPad {
		t.Errorf("top at %v", d.ed.view.topY)
	}
}

func TestReveal(t *testing.T) {
	d := newFixture(t, "|"+numbered(200))
	visible := func(off int) bool {
		for _, b := range d.ed.r.visible {
			if b.row.Start <= off && off <= b.row.End && b.y >= 0 && b.y+26 <= 600 {
				return true
			}
		}
		return false
	}
	for _, line := range []int{100, 101, 130, 199, 0, 20, 40} {
		off := d.s.Text().LineStart(line + 5)
		d.ed.Reveal(off)
		if !visible(off) {
			t.Errorf("line %d is not visible", line)
		}
	}
	d.keys("Ctrl+End")
	if !visible(d.s.Text().Len()) {
		t.Error("the end is not visible")
	}
	wheel(d, 1e5)
	d.keys("x")
	if !visible(d.s.Text().Len()) {
		t.Error("the caret is not visible after a key")
	}
}

// An edit that is not made here leaves what is seen where it is.
func TestViewIsAnchored(t *testing.T) {
	d := newFixture(t, "|"+numbered(200))
	d.ed.Reveal(d.s.Text().LineStart(105))
	wheel(d, -200)
	first, y := d.texts()[0], d.ed.view.topY
	same := func(what string) {
		t.Helper()
		if d.texts()[0] != first || d.ed.view.topY != y {
			t.Errorf("%s: %q at %v, was %q at %v", what, d.texts()[0], d.ed.view.topY, first, y)
		}
	}
	d.s.SetField("title", "Another")
	same("head edited")
	d.s.Apply(text.Other, nil, text.Edit{Start: d.s.Start(), End: d.s.Start(), New: "a\nb\nc\n"})
	same("lines put in above")
	d.s.Undo()
	same("undone from elsewhere")
	d.s.Reload(head + "new first\n" + numbered(200))
	same("reloaded")
	other := d.own(session.Open("/posts/b.md", head+numbered(50), session.Options{}))
	d.ed.SetSession(other, nil)
	if d.texts()[0] != "line 0" {
		t.Errorf("another post shows %q first", d.texts()[0])
	}
	d.s.Reload(head + "and another\nnew first\n" + numbered(200))
	d.ed.SetSession(d.s, nil)
	same("shown again")
	d.ed.Forget(other)
	d.ed.Forget(d.s)
	if len(d.ed.kept) != 0 {
		t.Error("sessions are kept")
	}
}

// Undo from a menu keeps a caret in sight that was in sight.
func TestUndoFromElsewhereShowsTheCaret(t *testing.T) {
	d := newFixture(t, "|"+numbered(200))
	d.keys("x", "Ctrl+End", "y", "Ctrl+Home")
	wheel(d, -100)
	wheel(d, 100)
	d.s.Undo()
	if !d.ed.r.caretPlaced {
		t.Error("the caret is out of sight")
	}
}

func TestCaretIsRevealedOnOpening(t *testing.T) {
	d := newFixture(t, numbered(100)+"|"+numbered(100))
	if !d.ed.r.caretPlaced {
		t.Error("the caret is out of sight")
	}
}

func TestResizeRewraps(t *testing.T) {
	d := newFixture(t, strings.Repeat("some words that wrap ", 400)+"|")
	d.keys("Left")
	for _, width := range []float32{300, 900, 120, 600} {
		d.w.Resize(fyne.NewSize(width, 600))
		if !d.ed.r.caretPlaced {
			t.Errorf("the caret is out of sight at a width of %v", width)
		}
		col := d.ed.view.column()
		for _, o := range d.ed.r.texts.inUse() {
			if w := o.MinSize().Width; o.Position().X < col.left || o.Position().X+w > col.left+col.width+1 {
				t.Errorf("%q is from %v to %v at a width of %v", o.Text, o.Position().X, o.Position().X+w, width)
			}
		}
	}
	d.w.Resize(fyne.NewSize(1400, 600))
	if col := d.ed.view.column(); col.width != 648 || col.left != 376 {
		t.Errorf("column %v", col)
	}
}

var sizes = map[string]int{"4 KB": 4 << 10, "10 MB": 10 << 20}

func prose(bytes int) string {
	const line = "The chair is the same, but the view is not; on a *good* week one person does both without noticing.\n\n"
	return strings.Repeat(line, bytes/len(line)+1)
}

func TestOnlyVisibleRowsAreDrawn(t *testing.T) {
	d := newFixture(t, "|"+prose(10<<20))
	check := func(what string) {
		t.Helper()
		if n := len(d.ed.r.visible); n > 600/26+2 {
			t.Errorf("%s: %d rows are drawn", what, n)
		}
	}
	check("opened")
	if d.ed.view.rows.Measured > 30 {
		t.Errorf("%d lines were wrapped to open", d.ed.view.rows.Measured)
	}
	d.keys("Ctrl+End")
	check("at the end")
	d.keys("x", "Return", "Prior")
	check("typed")
	d.press(595, d.ed.r.thumb.Position().Y+10, 0)
	d.drag(595, 300)
	d.release(595, 300)
	check("scrolled")
	before := d.ed.view.rows.Measured
	d.keys("x")
	wheel(d, -100)
	check("wheel")
	if n := d.ed.view.rows.Measured - before; n > 40 {
		t.Errorf("%d lines were wrapped for a key and a scroll", n)
	}
}

// allocs counts what one key allocates, drawing included.
func allocs(d *fixture) (n, bytes uint64) {
	var a, b runtime.MemStats
	const keys = 200
	d.keys("x", "x")
	runtime.ReadMemStats(&a)
	for range keys {
		d.ed.TypedRune('x')
	}
	runtime.ReadMemStats(&b)
	return (b.Mallocs - a.Mallocs) / keys, (b.TotalAlloc - a.TotalAlloc) / keys
}

func TestKeysCostTheSameInBigTexts(t *testing.T) {
	growth.Alone(t)
	count := map[string]uint64{}
	for name, size := range sizes {
		body := prose(size)
		half := strings.Index(body[len(body)/2:], "\n") + len(body)/2
		d := newFixture(t, body[:half]+"|"+body[half:])
		d.parse()
		n, bytes := allocs(d)
		count[name] = n
		if n > 60 || bytes > 40<<10 {
			t.Errorf("%s: a key allocates %d objects and %d bytes", name, n, bytes)
		}
		t.Logf("%s: %d objects and %d bytes a key", name, n, bytes)
	}
	if small, big := count["4 KB"], count["10 MB"]; big > small+20 {
		t.Errorf("a key allocates %d objects at 4 KB and %d at 10 MB", small, big)
	}
}

func TestRedrawAllocatesLittle(t *testing.T) {
	d := newFixture(t, sample)
	d.parse()
	if n := testing.AllocsPerRun(50, d.ed.draw); n > 30 {
		t.Errorf("drawing the same again allocates %v objects", n)
	}
}

// The same objects are used again, so that textures are not made anew.
func TestObjectsArePooled(t *testing.T) {
	d := newFixture(t, "|"+numbered(500))
	seen := map[*canvas.Text]bool{}
	for range 50 {
		for _, x := range d.ed.r.texts.inUse() {
			seen[x] = true
		}
		wheel(d, -100)
	}
	if len(seen) > 30 {
		t.Errorf("%d texts for some 22 rows", len(seen))
	}
}

func BenchmarkKey(b *testing.B) {
	for name, size := range sizes {
		b.Run(name, func(b *testing.B) {
			body := prose(size)
			half := strings.Index(body[len(body)/2:], "\n") + len(body)/2
			d := newFixture(b, body[:half]+"|"+body[half:])
			d.parse()
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				if i++; i%60 == 0 {
					d.ed.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
				} else {
					d.ed.TypedRune('x')
				}
				if i%400 == 0 {
					d.ed.SetDoc(nil)
				}
			}
		})
	}
}

func BenchmarkPage(b *testing.B) {
	d := newFixture(b, "|"+prose(1<<20))
	d.parse()
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if i%400 == 399 {
			d.keys("Ctrl+Home")
		}
		d.ed.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown})
	}
}
