package textedit

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

func TestClicks(t *testing.T) {
	const body = "one two\n\nthree **four** five\nlast"
	d := newFixture(t, body)
	tests := []struct {
		name   string
		row    int
		col    int
		clicks int
		want   string
	}{
		{"click", 0, 2, 1, "on|e two\n\nthree **four** five\nlast"},
		{"behind the line", 0, 40, 1, "one two|\n\nthree **four** five\nlast"},
		{"empty line", 1, 5, 1, "one two\n|\nthree **four** five\nlast"},
		{"below the text", 15, 2, 1, "one two\n\nthree **four** five\nla|st"},
		{"double", 2, 9, 2, "one two\n\nthree **‹four|** five\nlast"},
		{"double on spaces", 0, 3, 2, "one‹ |two\n\nthree **four** five\nlast"},
		{"triple", 2, 9, 3, "one two\n\n‹three **four** five\n|last"},
		{"triple on the last line", 3, 1, 3, "one two\n\nthree **four** five\n‹last|"},
		{"four times is once", 0, 2, 4, "on|e two\n\nthree **four** five\nlast"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d.wait(time.Minute)
			x, y := at(tt.row, tt.col)
			for range tt.clicks {
				d.click(x, y)
				d.wait(100 * time.Millisecond)
			}
			if got := d.state(); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestClickIntoNothing holds that a click into the empty text of a new post leaves
// no blank line above what is written, and one into a text of two lines does what
// it does elsewhere.
func TestClickIntoNothing(t *testing.T) {
	for _, tt := range []struct{ body, want string }{
		{"\n", "X|\n"},
		{"\r\n", "X|\r\n"},
		{"", "X|"},
		{"\n\n", "\nX|\n"},
		{"a\n", "a\nX|"},
	} {
		d := newFixture(t, tt.body)
		d.click(at(1, 3))
		d.keys("X")
		if got := d.state(); got != tt.want {
			t.Errorf("in %q: %q, want %q", tt.body, got, tt.want)
		}
	}
}

// TestLinefeed holds that the key Linefeed, which has no name, is Return in a text
// and in a field.
func TestLinefeed(t *testing.T) {
	key := &fyne.KeyEvent{Physical: fyne.HardwareKey{ScanCode: 109}}
	d := newFixture(t, "ab")
	d.click(at(0, 1))
	d.ed.TypedKey(key)
	if got := d.state(); got != "a\n|b" {
		t.Errorf("%q", got)
	}
	d.ed.TypedKey(&fyne.KeyEvent{Physical: fyne.HardwareKey{ScanCode: 110}})
	if got := d.state(); got != "a\n|b" {
		t.Errorf("after another key %q", got)
	}
	_, f := newFieldFixture(t, FieldStyle{}, "ab", 200, 30)
	sent := 0
	f.OnSubmit = func() { sent++ }
	f.Editor.TypedKey(key)
	if sent != 1 {
		t.Errorf("the field was sent %d times", sent)
	}
}

func TestDrag(t *testing.T) {
	d := newFixture(t, "one two three\nfour five")
	point := func(row, col int) fyne.Position { x, y := at(row, col); return fyne.NewPos(x, y) }
	drag := func(row, col int) { p := point(row, col); d.drag(p.X, p.Y) }
	press := func(row, col int, mod fyne.KeyModifier) { p := point(row, col); d.press(p.X, p.Y, mod) }
	want := func(state string) {
		t.Helper()
		if got := d.state(); got != state {
			t.Errorf("%q, want %q", got, state)
		}
	}
	press(0, 1, 0)
	drag(1, 2)
	want("o‹ne two three\nfo|ur five")
	drag(0, 0)
	want("|o‹ne two three\nfour five")
	d.release(0, 0)
	drag(1, 4)
	want("|o‹ne two three\nfour five")

	d.wait(time.Minute)
	press(0, 5, 0)
	d.release(0, 0)
	press(0, 5, 0)
	want("one ‹two| three\nfour five")
	drag(1, 1)
	want("one ‹two three\nfour| five")
	drag(0, 1)
	want("|one two‹ three\nfour five")
	d.release(0, 0)

	d.wait(time.Minute)
	press(0, 4, 0)
	d.release(0, 0)
	d.wait(time.Minute)
	press(1, 2, fyne.KeyModifierShift)
	want("one ‹two three\nfo|ur five")
	drag(1, 4)
	want("one ‹two three\nfour| five")
	d.ed.DragEnd()
	d.keys("x")
	want("one x| five")
}

// An edit from elsewhere while a selection is drawn does not tear it.
func TestDragWhileTheHeadIsEdited(t *testing.T) {
	d := newFixture(t, "one two three")
	x, y := at(0, 4)
	d.press(x, y, 0)
	d.s.SetField("title", "Much longer than it was")
	x, y = at(0, 7)
	d.drag(x, y)
	if got := d.state(); got != "one ‹two| three" {
		t.Errorf("%q", got)
	}
}

func TestDragBeyondTheEdgeScrolls(t *testing.T) {
	d := newFixture(t, "|"+strings.Repeat("line of text\n", 200))
	x, y := at(3, 0)
	d.press(x, y, 0)
	d.drag(x, 640)
	off, _ := d.ed.Top()
	d.wait(time.Second)
	later, _ := d.ed.Top()
	if later <= off+100 {
		t.Errorf("scrolled from %d to %d in a second", off, later)
	}
	if sel := d.s.Primary(); sel.Head-sel.Anchor < later-off {
		t.Errorf("selected %v", sel)
	}
	d.drag(x, 300)
	d.wait(100 * time.Millisecond)
	off, _ = d.ed.Top()
	d.wait(time.Second)
	if later, _ = d.ed.Top(); later != off {
		t.Error("scrolls on with the pointer inside")
	}
	d.drag(x, -400)
	d.wait(10 * time.Second)
	if later, _ = d.ed.Top(); later != d.s.Start() {
		t.Errorf("scrolled up to %d", later)
	}
	d.drag(x, 900)
	d.release(x, 900)
	off, _ = d.ed.Top()
	d.wait(time.Second)
	if later, _ = d.ed.Top(); later != off {
		t.Error("scrolls on after the button was let go")
	}
}

func TestRightClick(t *testing.T) {
	d := newFixture(t, "‹one| two")
	var menu *fyne.Menu
	d.ed.OnMenu = func(m *fyne.Menu, _ int, _ fyne.Position, _ float32) { menu = m }
	right := func(row, col int) {
		x, y := at(row, col)
		d.ed.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, Button: desktop.MouseButtonSecondary})
		d.ed.MouseUp(&desktop.MouseEvent{})
		d.ed.TappedSecondary(&fyne.PointEvent{})
	}
	labels := func() (s string) {
		for _, i := range menu.Items {
			if i.Disabled {
				s += "-"
			}
			s += i.Label + ","
		}
		return s
	}
	right(0, 1)
	if d.state() != "‹one| two" || labels() != "Cut,Copy,-Paste,-Paste as plain text,,Select all," {
		t.Errorf("%q, menu %s", d.state(), labels())
	}
	menu.Items[0].Action()
	if d.state() != "| two" || d.clip.Content() != "one" {
		t.Errorf("%q after cut", d.state())
	}
	right(0, 4)
	if d.state() != " two|" || labels() != "-Cut,-Copy,Paste,Paste as plain text,,Select all," {
		t.Errorf("%q, menu %s", d.state(), labels())
	}
	menu.Items[2].Action()
	menu.Items[5].Action()
	if d.state() != "‹ twoone|" {
		t.Errorf("%q", d.state())
	}
	d.ed.OnMenu = nil
	right(0, 1)
	if d.w.Canvas().Overlays().Top() == nil {
		t.Error("no menu is shown")
	}
}

func TestMiddleClickDoesNothing(t *testing.T) {
	d := newFixture(t, "one| two")
	d.clip.SetContent("x")
	d.ed.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(50, 30)}, Button: desktop.MouseButtonTertiary})
	d.ed.MouseUp(&desktop.MouseEvent{Button: desktop.MouseButtonTertiary})
	if d.state() != "one| two" {
		t.Errorf("%q", d.state())
	}
}

func TestPressTakesTheFocus(t *testing.T) {
	d := newFixture(t, "one")
	d.w.Canvas().Unfocus()
	x, y := at(0, 1)
	d.click(x, y)
	if d.w.Canvas().Focused() != fyne.Focusable(d.ed) || !d.ed.r.caret.Visible() {
		t.Error("a press does not take the focus")
	}
}

func TestScrollBar(t *testing.T) {
	d := newFixture(t, "|"+strings.Repeat("line of text\n", 500))
	thumb := func() (y, h float32) { return d.ed.r.thumb.Position().Y, d.ed.r.thumb.Size().Height }
	y, h := thumb()
	if y != 2 || h < 20 || h > 100 {
		t.Errorf("thumb at %v, %v high", y, h)
	}
	before := d.state()
	d.press(595, 10, 0)
	d.drag(595, 310)
	off, _ := d.ed.Top()
	if n := d.s.Text().LineAt(off) - 5; n < 250 || n > 300 {
		t.Errorf("dragged to line %d", n)
	}
	d.drag(400, 5000)
	if row := d.ed.r.visible[len(d.ed.r.visible)-1].row; row.End != d.s.Text().Len() {
		t.Errorf("dragged to %d of %d", row.End, d.s.Text().Len())
	}
	d.release(400, 5000)
	y, h = thumb()
	if y+h < 590 {
		t.Errorf("thumb at %v, %v high at the end", y, h)
	}
	d.click(595, 100)
	up, _ := d.ed.Top()
	last, _ := thumb()
	if last >= y {
		t.Error("a click above the thumb does not turn a page")
	}
	d.click(595, 599)
	if down, _ := d.ed.Top(); down <= up {
		t.Error("a click below the thumb does not turn a page")
	}
	if d.state() != before {
		t.Error("the scroll bar moves the caret")
	}
	d.ed.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(595, 300)}})
	if d.ed.Cursor() != desktop.DefaultCursor {
		t.Error("the scroll bar has the text cursor")
	}
	d.ed.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(300, 300)}})
	if d.ed.Cursor() != desktop.TextCursor {
		t.Error("the text has not the text cursor")
	}
	d.ed.MouseOut()
}
