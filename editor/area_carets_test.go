package editor

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/editor/text"
)

// carets writes the body with | for each caret and [ ] around what each
// selects.
func carets(d *windowDesk) string {
	s := d.cur.s
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
	key := func(k fyne.KeyName) func(*windowDesk) {
		return func(d *windowDesk) { d.area.TypedKey(&fyne.KeyEvent{Name: k}) }
	}
	cmd := func(name string) func(*windowDesk) { return func(d *windowDesk) { d.command(name) } }
	write := func(s string) func(*windowDesk) { return func(d *windowDesk) { d.write(s) } }
	below := cmd("Add caret below")
	word := func(k fyne.KeyName, m fyne.KeyModifier) func(*windowDesk) {
		return func(d *windowDesk) {
			d.area.TypedShortcut(&desktop.CustomShortcut{KeyName: k, Modifier: fyne.KeyModifierShortcutDefault | m})
		}
	}
	for _, c := range []struct {
		name string
		body string
		do   []func(*windowDesk)
		want string
	}{
		{"add below", "ab\ncd\nef", []func(*windowDesk){below, below}, "|ab\n|cd\n|ef"},
		{"not beyond the end", "ab\ncd", []func(*windowDesk){below, below, below, below}, "|ab\n|cd\n|"},
		{"type", "ab\ncd", []func(*windowDesk){below, write("xy")}, "xy|ab\nxy|cd"},
		{"type and undo", "ab\ncd", []func(*windowDesk){below, write("xy"), cmd("Undo")}, "|ab\n|cd"},
		{"move", "ab\ncd", []func(*windowDesk){below, key(fyne.KeyRight)}, "a|b\nc|d"},
		{"end", "ab\ncdef", []func(*windowDesk){below, key(fyne.KeyEnd)}, "ab|\ncdef|"},
		{"backspace", "ab\ncd", []func(*windowDesk){below, key(fyne.KeyEnd), key(fyne.KeyBackspace)}, "a|\nc|"},
		{"delete", "ab\ncd", []func(*windowDesk){below, key(fyne.KeyDelete)}, "|b\n|d"},
		{"select words", "one two\nsix ten", []func(*windowDesk){below, word(fyne.KeyRight, fyne.KeyModifierShift)}, "[one] two\n[six] ten"},
		{"delete words", "one two\nsix ten", []func(*windowDesk){below, word(fyne.KeyDelete, 0)}, "| two\n| ten"},
		{"escape", "ab\ncd", []func(*windowDesk){below, key(fyne.KeyEscape), write("x")}, "ab\nx|cd"},
		{"carets that meet", "ab", []func(*windowDesk){func(d *windowDesk) {
			d.cur.s.Select(caretAt(d.cur.s.Start()), caretAt(d.cur.s.Start()+1))
		}, key(fyne.KeyHome), write("x")}, "x|ab"},
		{"goal column", "abcd\nx\nefgh", []func(*windowDesk){key(fyne.KeyEnd), below, below}, "abcd|\nx|\nefgh|"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newWindowDesk(t, map[string]string{"/lib/marbles.md": strings.Replace(marbles, "One jar.", c.body, 1)})
			for _, f := range c.do {
				f(d)
				d.area.draw()
			}
			if got := carets(d); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestSeveralCutAndPaste(t *testing.T) {
	d := newWindowDesk(t, map[string]string{"/lib/marbles.md": strings.Replace(marbles, "One jar.", "one\ntwo", 1)})
	d.command("Add caret below")
	d.area.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyRight, Modifier: fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift})
	d.command("Cut")
	if got := d.o.App.Clipboard().Content(); got != "one\ntwo" {
		t.Errorf("the clipboard holds %q", got)
	}
	if got := carets(d); got != "|\n|" {
		t.Errorf("after cutting: %q", got)
	}
	d.command("Undo")
	if got := carets(d); got != "[one]\n[two]" {
		t.Errorf("after undo: %q", got)
	}
}

func TestCtrlClickAddsACaret(t *testing.T) {
	d := newWindowDesk(t, map[string]string{"/lib/marbles.md": strings.Replace(marbles, "One jar.", "one\ntwo", 1)})
	d.area.draw()
	y := d.area.r.visible[1].y + 5
	click := func() {
		d.area.MouseDown(&desktop.MouseEvent{
			PointEvent: fyne.PointEvent{Position: fyne.NewPos(d.area.column().left, y)},
			Button:     desktop.MouseButtonPrimary, Modifier: fyne.KeyModifierShortcutDefault,
		})
		d.area.MouseUp(nil)
	}
	click()
	if got := carets(d); got != "|one\n|two" {
		t.Errorf("after a click: %q", got)
	}
	if n := len(d.area.r.carets.inUse()); n != 1 {
		t.Errorf("%d carets are drawn beside the primary one, want 1", n)
	}
	click() // the same place again takes it away
	if got := carets(d); got != "|one\ntwo" {
		t.Errorf("after two clicks: %q", got)
	}
}
