package textedit

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

func TestKeys(t *testing.T) {
	tests := []keyCase{
		{"|", "a b c", "abc|"},
		{"a|d", "é", "aé|d"},
		{"‹abc|", "x", "x|"},
		{"|abc", "Super+s", "|abc"},
		{"a|bc", "Left", "|abc"},
		{"|abc", "Left", "|abc"},
		{"a‹bc|d", "Left", "a|bcd"},
		{"a‹bc|d", "Right", "abc|d"},
		{"ab|c", "Shift+Left Shift+Left", "|ab‹c"},
		{"a|bc", "Shift+End", "a‹bc|"},
		{"one |two", "Ctrl+Shift+Right", "one ‹two|"},
		{"one two|", "Ctrl+Left Ctrl+Left", "|one two"},
		{"a\nbc|\nd", "Ctrl+Home", "|a\nbc\nd"},
		{"a\nbc|\nd\n", "Ctrl+End", "a\nbc\nd\n|"},
		{"a\nbc|\nd", "Ctrl+Shift+Home", "|a\nbc‹\nd"},
		{"a\nb|c\nd", "Up", "a|\nbc\nd"},
		{"a\nb|c\nd", "Down", "a\nbc\nd|"},
		{"abc\nd|\nefg", "Up Up Down", "abc\nd|\nefg"},
		{"a\n\nb|c\n\nd", "Ctrl+Up Ctrl+Up", "|a\n\nbc\n\nd"},
		{"a\n\nb|c\n\nd", "Ctrl+Shift+Down", "a\n\nb‹c\n\n|d"},
		{"  ab|c", "Home", "  |abc"},
		{"a|b\r\nc", "End Right", "ab\r\n|c"},

		{"ab|c", "BackSpace", "a|c"},
		{"|abc", "BackSpace", "|abc"},
		{"ab\r\n|c", "BackSpace", "ab|c"},
		{"ab|\r\nc", "Delete", "ab|c"},
		{"abc|", "Delete", "abc|"},
		{"e\u0301|x", "BackSpace", "|x"},
		{"👨‍👩‍👧|x", "BackSpace", "|x"},
		{"a‹bc|d", "BackSpace", "a|d"},
		{"a‹bc|d", "Delete", "a|d"},
		{"one two|", "Ctrl+BackSpace", "one |"},
		{"|one two", "Ctrl+Delete", "| two"},
		{"a|b", "Return x", "a\nx|b"},
		{"\r\n\r\n\r\n\r\n\r\n\r\n\r\nb|", "Return x", "\r\n\r\n\r\n\r\n\r\n\r\n\r\nb\r\nx|"},
		{"a‹b|c", "Return", "a\n|c"},

		{"a|b", "Ctrl+A", "‹ab|"},
		{"‹ab|c", "Ctrl+C Right Ctrl+V", "abab|c"},
		{"‹ab|c", "Ctrl+X End Ctrl+V", "cab|"},
		{"a|b", "Ctrl+C Ctrl+X", "a|b"},
		{"ab|", "c Ctrl+Z", "ab|"},
		{"ab|", "c Ctrl+Z Ctrl+Y", "abc|"},
		{"ab|", "c Ctrl+Z Ctrl+Shift+Z", "abc|"},
		{"‹ab|", "x Ctrl+Z", "‹ab|"},
		{"a‹b|", "Escape", "ab|"},
		{"ab|", "F5 Ctrl+Q", "ab|"},
	}
	for _, tt := range tests {
		tt.check(t)
	}
}

// keyCase is a text in cursor notation, the keys that are pressed in it, and
// what becomes of it.
type keyCase struct{ from, keys, to string }

func (c keyCase) check(t *testing.T) {
	t.Helper()
	t.Run(c.from+" "+c.keys, func(t *testing.T) {
		d := newFixture(t, c.from)
		d.keys(strings.Fields(c.keys)...)
		if got := d.state(); got != c.to {
			t.Errorf("%q, want %q", got, c.to)
		}
		if src := d.s.Text().String(); !strings.HasPrefix(src, head) {
			t.Errorf("the head was changed: %q", src)
		}
	})
}

// Nothing that is typed reaches the bytes that are not shown.
func TestKeysStayInTheBody(t *testing.T) {
	keys := []string{
		"Ctrl+Home", "BackSpace", "Ctrl+BackSpace", "Left", "Ctrl+Left", "Up", "Prior", "Home", "Shift+Up", "Ctrl+Shift+Home",
		"Shift+Left", "x", "Ctrl+A", "BackSpace", "BackSpace", "Delete", "Ctrl+Delete",
	}
	for _, body := range []string{"", "\n", "one two\nthree|", "\r\n"} {
		d := newFixture(t, body)
		for _, k := range keys {
			d.keys(k)
			if src := d.s.Text().String(); !strings.HasPrefix(src, head) {
				t.Fatalf("%s in %q changed the head: %q", k, body, src)
			}
			if x := d.s.Primary(); x.Start() < d.s.Start() {
				t.Fatalf("%s in %q led to %v, before %d", k, body, x, d.s.Start())
			}
		}
	}
}

func TestEndOfABrokenWord(t *testing.T) {
	d := newFixture(t, "|"+strings.Repeat("x", 100))
	d.keys("End")
	if line, col := d.ed.LineColumn(); line != 1 || col != 57 {
		t.Errorf("caret at %d:%d", line, col)
	}
	if p := d.ed.r.caret.Position(); p.X != 48+56*9-1 || p.Y > 26+20 {
		t.Errorf("the caret is drawn at %v", p)
	}
	d.keys("Home")
	if d.state()[0] != '|' {
		t.Errorf("home leads to %q", d.state())
	}
	d.keys("End", "Down", "Up", "Up")
	if _, col := d.ed.LineColumn(); col != 1 {
		t.Errorf("column %d", col)
	}
}

func TestPaste(t *testing.T) {
	tests := []struct{ body, clip, want string }{
		{"a|", "x\r\ny\rz\n", "ax\ny\nz\n|"},
		{"\r\n\r\n\r\n\r\n\r\n\r\n\r\n|", "x\ny", "\r\n\r\n\r\n\r\n\r\n\r\n\r\nx\r\ny|"},
		{"a|", "x\x00y\xff", "axy\uFFFD|"},
		{"‹a|", "", "‹a|"},
		{"‹a|", "b", "b|"},
	}
	for _, tt := range tests {
		d := newFixture(t, tt.body)
		d.clip.SetContent(tt.clip)
		d.keys("Ctrl+V")
		if got := d.state(); got != tt.want {
			t.Errorf("%q in %q gives %q, want %q", tt.clip, tt.body, got, tt.want)
		}
	}
}

func TestTypingIsOneUndoStep(t *testing.T) {
	d := newFixture(t, "‹old|")
	d.keys("n", "e", "w", "Ctrl+Z")
	if got := d.state(); got != "‹old|" {
		t.Errorf("after one undo %q", got)
	}
	d.keys("Ctrl+Y")
	if got := d.state(); got != "new|" {
		t.Errorf("after redo %q", got)
	}
}

func TestPages(t *testing.T) {
	d := newFixture(t, "|"+strings.Repeat("line\n", 200))
	where := func() int { line, _ := d.ed.LineColumn(); return line }
	d.keys("Next")
	first := where()
	y := d.ed.r.caret.Position().Y
	d.keys("Next")
	if where() != 2*first-1 || first < 15 || first > 23 {
		t.Errorf("pages lead to lines %d and %d", first, where())
	}
	if d.ed.r.caret.Position().Y != y {
		t.Errorf("the caret is at %v, was at %v", d.ed.r.caret.Position().Y, y)
	}
	d.keys("Prior", "Prior")
	if where() != 1 || d.ed.view.topY != topPad {
		t.Errorf("back at line %d, scrolled %v", where(), d.ed.view.top)
	}
	d.keys("Ctrl+End")
	d.keys("Shift+Prior")
	if x := d.s.Primary(); x.Head >= x.Anchor {
		t.Errorf("selected %v", x)
	}
}

func TestHooks(t *testing.T) {
	d := newFixture(t, "a|")
	var log []string
	d.ed.OnKey = func(e *fyne.KeyEvent) bool {
		log = append(log, "key "+string(e.Name))
		return e.Name == fyne.KeyEscape
	}
	d.ed.OnShortcut = func(s fyne.Shortcut) bool {
		log = append(log, s.ShortcutName())
		return true
	}
	d.ed.OnCaret = func() { log = append(log, "caret") }
	d.ed.OnFocus = func(on bool) { log = append(log, map[bool]string{true: "focus", false: "blur"}[on]) }
	d.keys("F5", "Ctrl+Left", "Ctrl+S", "Ctrl+Alt+X", "Escape", "x")
	d.w.Canvas().Unfocus()
	want := "key F5,caret,CustomDesktop:Control+S,CustomDesktop:Control+Alt+X,key Escape,key X,caret,blur"
	got := strings.Join(log, ",")
	if got != want && got != strings.Replace(want, "Control+Alt", "Alt+Control", 1) {
		t.Errorf("hooks ran %s\nwant %s", got, want)
	}
}

func TestTab(t *testing.T) {
	d := newFixture(t, "- x\n- a|")
	if !d.ed.AcceptsTab() {
		t.Error("Tab leaves the text")
	}
	d.keys("Tab")
	if in := d.state(); in == "- x\n- a|" {
		t.Errorf("Tab does nothing")
	}
	d.keys("Shift+Tab")
	if got := d.state(); got != "- x\n- a|" {
		t.Errorf("Shift+Tab leads to %q", got)
	}
	d.ed.TabMovesFocus = true
	d.keys("Tab")
	if got := d.state(); got != "- x\n- a|" || d.ed.AcceptsTab() {
		t.Errorf("Tab, which moves the focus, leads to %q", got)
	}
}

func TestBlink(t *testing.T) {
	d := newFixture(t, "a|")
	shown := func() bool { return d.ed.r.caret.Visible() }
	step := func(wait time.Duration, want bool, what string) {
		t.Helper()
		d.wait(wait)
		if shown() != want {
			t.Errorf("%s: caret shown %v", what, shown())
		}
	}
	step(0, true, "at first")
	step(600*time.Millisecond, false, "after half a period")
	step(530*time.Millisecond, true, "after a period")
	step(530*time.Millisecond, false, "and so on")
	d.keys("b")
	step(0, true, "after a key")
	step(400*time.Millisecond, true, "soon after a key")
	step(200*time.Millisecond, false, "later")
	step(20*time.Second, true, "at rest")
	live := 0
	for _, x := range d.timers {
		if !x.dead {
			live++
		}
	}
	if live > 0 {
		t.Errorf("%d timers run at rest", live)
	}
	d.keys("b")
	d.ed.Blink(false)
	step(600*time.Millisecond, true, "when it may not blink")
	d.ed.Blink(true)
	step(600*time.Millisecond, false, "when it may again")
	d.w.Canvas().Unfocus()
	step(0, false, "without focus")
	step(600*time.Millisecond, false, "without focus, later")
	d.w.Canvas().Focus(d.ed)
	step(0, true, "with focus again")
}

func TestSuperDropsRunes(t *testing.T) {
	d := newFixture(t, "|")
	d.held = fyne.KeyModifierSuper
	d.ed.TypedRune('s')
	d.held = 0
	d.ed.TypedRune('\t')
	d.ed.TypedRune(0x7f)
	if d.state() != "|" {
		t.Errorf("text %q", d.state())
	}
}

func TestNoSession(t *testing.T) {
	d := newFixture(t, "a|")
	d.ed.SetSession(nil, nil)
	d.keys("x", "Left", "BackSpace", "Ctrl+V", "Ctrl+A", "Ctrl+Z", "Tab", "Return", "Ctrl+End")
	d.click(100, 100)
	d.drag(100, 200)
	d.ed.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -50)})
	d.ed.TappedSecondary(&fyne.PointEvent{})
	d.ed.MouseMoved(&desktop.MouseEvent{})
	d.ed.Reveal(3)
	d.ed.ScrollTo(3, 0.5)
	d.ed.SetSource(true)
	d.ed.SetDoc(nil)
	if got := d.texts(); len(got) != 0 {
		t.Errorf("drawn %q", got)
	}
	if line, col := d.ed.LineColumn(); line != 1 || col != 1 {
		t.Errorf("caret at %d:%d", line, col)
	}
}
