package textedit

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/editor/text"
)

// caretState writes the body with | for each caret and [ ] around what each
// selects.
func caretState(d *fixture) string {
	s := d.s
	body := s.Text().Slice(s.Start(), s.Text().Len())
	sels := s.Selections()
	slices.SortFunc(sels, func(x, y text.Selection) int { return y.Start() - x.Start() })
	for _, x := range sels {
		start, end := x.Start()-s.Start(), x.End()-s.Start()
		if x.Empty() {
			body = body[:start] + "|" + body[start:]
			continue
		}
		body = body[:start] + "[" + body[start:end] + "]" + body[end:]
	}
	return strings.TrimSuffix(body, "\n")
}

func TestSeveralCarets(t *testing.T) {
	key := func(k fyne.KeyName) func(*fixture) {
		return func(d *fixture) { d.ed.TypedKey(&fyne.KeyEvent{Name: k}) }
	}
	keys := func(key string) func(*fixture) { return func(d *fixture) { d.keys(key) } }
	write := func(s string) func(*fixture) {
		return func(d *fixture) {
			for _, r := range s {
				d.ed.TypedRune(r)
			}
		}
	}
	below := func(d *fixture) { d.ed.AddCaret(1) }
	word := func(k fyne.KeyName, m fyne.KeyModifier) func(*fixture) {
		return func(d *fixture) {
			d.ed.TypedShortcut(&desktop.CustomShortcut{KeyName: k, Modifier: fyne.KeyModifierShortcutDefault | m})
		}
	}
	for _, c := range []struct {
		name string
		body string
		do   []func(*fixture)
		want string
	}{
		{"add below", "ab\ncd\nef", []func(*fixture){below, below}, "|ab\n|cd\n|ef"},
		{"not beyond the end", "ab\ncd", []func(*fixture){below, below, below, below}, "|ab\n|cd\n|"},
		{"type", "ab\ncd", []func(*fixture){below, write("xy")}, "xy|ab\nxy|cd"},
		{"type and undo", "ab\ncd", []func(*fixture){below, write("xy"), keys("Ctrl+Z")}, "|ab\n|cd"},
		{"move", "ab\ncd", []func(*fixture){below, key(fyne.KeyRight)}, "a|b\nc|d"},
		{"end", "ab\ncdef", []func(*fixture){below, key(fyne.KeyEnd)}, "ab|\ncdef|"},
		{"backspace", "ab\ncd", []func(*fixture){below, key(fyne.KeyEnd), key(fyne.KeyBackspace)}, "a|\nc|"},
		{"delete", "ab\ncd", []func(*fixture){below, key(fyne.KeyDelete)}, "|b\n|d"},
		{"select words", "one two\nsix ten", []func(*fixture){below, word(fyne.KeyRight, fyne.KeyModifierShift)}, "[one] two\n[six] ten"},
		{"delete words", "one two\nsix ten", []func(*fixture){below, word(fyne.KeyDelete, 0)}, "| two\n| ten"},
		{"escape", "ab\ncd", []func(*fixture){below, key(fyne.KeyEscape), write("x")}, "ab\nx|cd"},
		{"carets that meet", "ab", []func(*fixture){func(d *fixture) {
			d.s.Select(text.Caret(d.s.Start()), text.Caret(d.s.Start()+1))
		}, key(fyne.KeyHome), write("x")}, "x|ab"},
		{"goal column", "abcd\nx\nefgh", []func(*fixture){key(fyne.KeyEnd), below, below}, "abcd|\nx|\nefgh|"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newFixture(t, "|"+c.body+"\n")
			for _, f := range c.do {
				f(d)
				d.ed.draw()
			}
			if got := caretState(d); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestSeveralCutAndPaste(t *testing.T) {
	d := newFixture(t, "|one\ntwo\n")
	d.ed.AddCaret(1)
	d.ed.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyRight, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift})
	d.keys("Ctrl+X")
	if got := d.clip.Content(); got != "one\ntwo" {
		t.Errorf("the clipboard holds %q", got)
	}
	if got := caretState(d); got != "|\n|" {
		t.Errorf("after cutting: %q", got)
	}
	d.keys("Ctrl+Z")
	if got := caretState(d); got != "[one]\n[two]" {
		t.Errorf("after undo: %q", got)
	}
}

func TestCtrlClickAddsACaret(t *testing.T) {
	d := newFixture(t, "|one\ntwo\n")
	d.ed.draw()
	y := d.ed.r.visible[1].y + 5
	click := func() {
		d.ed.MouseDown(&desktop.MouseEvent{
			PointEvent: fyne.PointEvent{Position: fyne.NewPos(d.ed.view.column().left, y)},
			Button:     desktop.MouseButtonPrimary, Modifier: fyne.KeyModifierShortcutDefault,
		})
		d.ed.MouseUp(nil)
	}
	click()
	if got := caretState(d); got != "|one\n|two" {
		t.Errorf("after a click: %q", got)
	}
	if n := len(d.ed.r.carets.inUse()); n != 1 {
		t.Errorf("%d carets are drawn beside the primary one, want 1", n)
	}
	click() // the same place again takes it away
	if got := caretState(d); got != "|one\ntwo" {
		t.Errorf("after two clicks: %q", got)
	}
}

// Carets that stood in the head go when it is hidden: what is typed then would change what is not seen.
func TestCaretsInTheHead(t *testing.T) {
	for _, do := range []func(*fixture){
		func(d *fixture) {
			d.ed.SetSource(true)
			d.s.Select(text.Caret(d.s.Start()), text.Caret(3), text.Selection{Anchor: 9, Head: d.s.Start() - 1})
			d.ed.SetSource(false)
		},
		func(d *fixture) { // undo brings them back
			d.ed.SetSource(true)
			d.s.Select(text.Caret(d.s.Start()), text.Caret(3))
			d.keys("x")
			d.ed.SetSource(false)
			d.keys("Ctrl+Z")
		},
		func(d *fixture) {
			d.ed.SetSource(true)
			d.s.Select(text.Selection{Anchor: d.s.Start() + 1, Head: 3}, text.Caret(1))
			d.ed.SetSource(false)
		},
	} {
		d := newFixture(t, "one two\n")
		do(d)
		d.keys("y")
		if got := d.s.Text().String(); !strings.HasPrefix(got, head+"y") {
			t.Errorf("the text is %q", got)
		}
	}
}
