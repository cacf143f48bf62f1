package textedit

import (
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"github.com/rivo/uniseg"

	"galley.app/galley/editor/spell"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
	"galley.app/galley/internal/seen"
	"galley.app/galley/internal/typeset"
)

// newFieldFixture shows a field in a window of its own.
func newFieldFixture(t testing.TB, style FieldStyle, words string, width, height float32) (*fixture, *Field) {
	seen.App(t)
	d := &fixture{t: t, now: time.Unix(1e9, 0), clip: test.NewClipboard()}
	f := NewField(Options{
		Post: func(f func()) { f() }, Now: func() time.Time { return d.now },
		Modifiers: func() fyne.KeyModifier { return d.held },
		Clipboard: func() fyne.Clipboard { return d.clip },
		After:     func(time.Duration, func()) func() { return func() {} },
	}, style)
	d.ed, d.s = f.Editor, f.s
	f.SetText(words)
	d.w = test.NewTempWindow(t, d.ed)
	d.w.SetPadded(false)
	d.w.Resize(fyne.NewSize(width, height))
	d.w.Canvas().Focus(d.ed)
	return d, f
}

func TestFieldHoldsOneLine(t *testing.T) {
	d, f := newFieldFixture(t, FieldStyle{}, "", 300, 20)
	var told []string
	submitted, tabs := 0, []bool(nil)
	f.OnChanged = func(words string) { told = append(told, words) }
	f.OnSubmit = func() { submitted++ }
	if d.ed.AcceptsTab() {
		t.Error("Tab is the field's though it does nothing with it")
	}
	f.OnTab = func(back bool) { tabs = append(tabs, back) }
	d.keys("a", "Return", "b", "Tab", "Shift+Tab")
	d.clip.SetContent("one\r\ntwo\tthree\x00")
	d.keys("Ctrl+V")
	d.ed.TypedRune('\u2028')
	if want := "abone two three "; f.Text() != want || d.s.Text().String() != want {
		t.Errorf("%q, want %q", f.Text(), want)
	}
	if want := []string{"a", "ab", "abone two three", "abone two three "}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
	if submitted != 1 || !slices.Equal(tabs, []bool{false, true}) || !d.ed.AcceptsTab() {
		t.Errorf("%d times Return, %v", submitted, tabs)
	}
	f.SetText("a\nb")
	if f.Text() != "a b" {
		t.Errorf("set to %q", f.Text())
	}
}

func TestFieldKeys(t *testing.T) {
	growth.Alone(t)
	for _, c := range []struct{ name, from, keys, to string }{
		{"marks do not go by twos", "|", "( [ ` \"", "([`\"|"},
		{"nor around what is selected", "‹a|", "*", "*|"},
		{"nor away by twos", "(|)", "BackSpace", "|)"},
		{"a cell's bar is a bar", "|a|b|", "x |", "x||a|b|"},
		{"graphemes are whole", "e\u0301👨‍👩‍👧|", "BackSpace", "e\u0301|"},
		{"also by Left", "e\u0301|", "Left", "|e\u0301"},
		{"words", "one two-three|", "Ctrl+Left", "one two-|three"},
		{"and deleted", "one two|", "Ctrl+BackSpace", "one |"},
		{"Up goes to the start", "on|e", "Up", "|one"},
		{"Down to the end", "on|e", "Down", "one|"},
		{"Shift selects", "on|e", "Shift+End", "on‹e|"},
		{"all", "on|e", "Ctrl+A", "‹one|"},
		{"undo", "a|", "b Ctrl+Z", "a|"},
		{"redo", "a|", "b Ctrl+Z Ctrl+Shift+Z", "ab|"},
		{"Escape lets go", "‹a|", "Escape", "a|"},
		{"a dash stays", "a|", "- -", "a--|"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, f := newFieldFixture(t, FieldStyle{}, "", 300, 20)
			at, anchor := strings.IndexByte(c.from, '|'), strings.Index(c.from, "‹")
			words := strings.Replace(strings.Replace(c.from, "|", "", 1), "‹", "", 1)
			if anchor < 0 {
				anchor = at
			} else {
				at -= len("‹")
			}
			f.SetText(words)
			d.s.Select(text.Selection{Anchor: anchor, Head: at})
			d.keys(strings.Fields(c.keys)...)
			if got := d.state(); got != c.to {
				t.Errorf("%s after %s is %s, want %s", c.from, c.keys, got, c.to)
			}
		})
	}
}

// TestFieldIsNoMarkdown presses where a post has a task, and leaves what would
// be a table there.
func TestFieldIsNoMarkdown(t *testing.T) {
	d, f := newFieldFixture(t, FieldStyle{}, "- [ ] x", 300, 20)
	f.Editor.SetFont(typeset.Mono, 14)
	d.click(2+3.5*d.ed.view.m.cell, 10)
	if f.Text() != "- [ ] x" {
		t.Errorf("a press made %q of it", f.Text())
	}
	f.SetText("!! title: x")
	if d.ed.Start() != 0 || d.s.Post().HasHead() {
		t.Error("the text has a head")
	}
	d.w.Canvas().Unfocus()
	f.SetText("")
	d.w.Canvas().Focus(d.ed)
	for _, r := range "|a|b|" {
		d.keys(string(r))
	}
	d.keys("Ctrl+Home", "Ctrl+End")
	if f.Text() != "|a|b|" {
		t.Errorf("a table: %q", f.Text())
	}
}

func TestFieldHistoryOfTheDocument(t *testing.T) {
	d, f := newFieldFixture(t, FieldStyle{}, "a", 300, 20)
	var asked []string
	f.OnUndo = func() { asked = append(asked, "undo") }
	f.OnRedo = func() { asked = append(asked, "redo") }
	f.CaretToEnd()
	d.keys("b", "Ctrl+Z", "Ctrl+Y", "Ctrl+Shift+Z")
	if f.Text() != "ab" || !slices.Equal(asked, []string{"undo", "redo", "redo"}) {
		t.Errorf("%q, asked for %v", f.Text(), asked)
	}
}

func TestFieldSetText(t *testing.T) {
	for _, c := range []struct{ name, from, set, want string }{
		{"at the end it stays there", "one|", "one two", "one two|"},
		{"else where it was", "o|ne", "two", "t|wo"},
		{"as far as there is text", "on|e", "x", "x|"},
		{"not within a grapheme", "a|b", "e\u0301", "|e\u0301"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, f := newFieldFixture(t, FieldStyle{}, "", 300, 20)
			f.SetText(strings.Replace(c.from, "|", "", 1))
			d.s.Select(text.Caret(strings.IndexByte(c.from, '|')))
			f.OnChanged = func(words string) { t.Errorf("told of %q", words) }
			f.SetText(c.set)
			if got := d.state(); got != c.want || f.Text() != c.set {
				t.Errorf("%s set to %s is %s (%q), want %s", c.from, c.set, got, f.Text(), c.want)
			}
		})
	}
}

// TestFieldScrollsSideways keeps the caret in view, and shows the start again
// once the focus is gone.
func TestFieldScrollsSideways(t *testing.T) {
	d, f := newFieldFixture(t, FieldStyle{}, strings.Repeat("some words ", 30), 200, 20)
	in := func(when string) {
		t.Helper()
		x := d.ed.r.caret.Position().X
		if !d.ed.r.caretPlaced || x < 0 || x+2 > 200 {
			t.Errorf("%s: the caret is at %v", when, x)
		}
	}
	f.CaretToEnd()
	in("at the end")
	if d.ed.view.left == 0 {
		t.Error("nothing scrolled")
	}
	at := d.ed.view.left
	d.keys("Left")
	if d.ed.view.left != at {
		t.Error("a step that stays in view scrolls")
	}
	d.keys("Home")
	in("at the start")
	if d.ed.view.left != 0 {
		t.Errorf("%v is left out at the start", d.ed.view.left)
	}
	d.keys("End", "Shift+Home", "Shift+End", "Ctrl+BackSpace")
	in("after a word was deleted")
	f.SelectAll()
	d.keys("x")
	if d.ed.view.left != 0 {
		t.Errorf("room is left free: %v", d.ed.view.left)
	}
	f.SetText(strings.Repeat("more words ", 30))
	f.CaretToEnd()
	d.keys("Shift+Ctrl+Left")
	d.w.Canvas().Unfocus()
	if x := d.s.Primary(); d.ed.view.left != 0 || !x.Empty() || f.Focused() {
		t.Errorf("without focus: scrolled by %v, %v selected", d.ed.view.left, x)
	}
	d.w.Canvas().Focus(d.ed)
	f.CaretToEnd()
	x := d.ed.r.caret.Position().X
	d.click(x-30, 10)
	in("after a press")
	if off := d.s.Primary().Head; off > len(f.Text())-2 || off < len(f.Text())-8 {
		t.Errorf("a press 30 pixels before the end of %d bytes is at %d", len(f.Text()), off)
	}
}

// TestFieldDrawsWhatIsSeen draws some bytes of a long text, not one texture of
// it all.
func TestFieldDrawsWhatIsSeen(t *testing.T) {
	d, f := newFieldFixture(t, FieldStyle{}, strings.Repeat("é words ", 1000), 200, 20)
	for _, key := range []string{"Ctrl+Home", "Ctrl+End", "Ctrl+Left"} {
		d.keys(key)
		words := 0
		for _, s := range d.texts() {
			words += len(s)
		}
		if words < 10 || words > 100 {
			t.Errorf("%s: %d bytes of %d are drawn", key, words, len(f.Text()))
		}
	}
}

func TestFieldGrows(t *testing.T) {
	d, f := newFieldFixture(t, FieldStyle{Line: 30, Wrap: true}, "", 200, 60)
	var heights []float32
	f.OnHeight = func() { heights = append(heights, f.HeightFor(200)) }
	if h := f.HeightFor(200); h != 30 {
		t.Errorf("an empty field is %v high", h)
	}
	f.CaretToEnd()
	for range 10 {
		for _, r := range "words " {
			d.ed.TypedRune(r)
		}
	}
	if len(heights) == 0 || !slices.IsSorted(heights) || heights[len(heights)-1] != f.HeightFor(200) {
		t.Fatalf("told of heights %v, has %v", heights, f.HeightFor(200))
	}
	for i, h := range heights {
		if h != 30*float32(i+2) {
			t.Errorf("height %d is %v", i, h)
		}
	}
	if f.HeightFor(2000) != 30 || f.HeightFor(100) <= f.HeightFor(200) || f.HeightFor(200) != heights[len(heights)-1] {
		t.Errorf("heights for 2000, 100 and 200 are %v, %v, %v", f.HeightFor(2000), f.HeightFor(100), f.HeightFor(200))
	}
	d.w.Resize(fyne.NewSize(200, f.HeightFor(200)))
	if y := d.ed.view.topY; y != 0 {
		t.Errorf("a field with room for all its rows is scrolled to %v", y)
	}
	from, to := f.CaretLine()
	if to != f.HeightFor(200) || from != to-30 {
		t.Errorf("the caret's row is from %v to %v", from, to)
	}
	d.keys("Ctrl+Home")
	if from, to := f.CaretLine(); from != 0 || to != 30 {
		t.Errorf("the first row is from %v to %v", from, to)
	}
}

// TestFieldWheel hands the wheel on while all rows are in view.
func TestFieldWheel(t *testing.T) {
	d, f := newFieldFixture(t, FieldStyle{Wrap: true}, strings.Repeat("words ", 30), 200, 200)
	turned := 0
	f.OnWheel = func(*fyne.ScrollEvent) { turned++ }
	turn := func() { d.ed.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -10)}) }
	if turn(); turned != 1 || d.ed.view.topY != 0 {
		t.Errorf("handed on %d times, scrolled to %v", turned, d.ed.view.topY)
	}
	d.w.Resize(fyne.NewSize(200, 40))
	d.keys("Ctrl+Home")
	if turn(); turned != 1 || d.ed.view.topY >= 0 && d.ed.view.top.Off == 0 {
		t.Errorf("handed on %d times, though there is more: %v", turned, d.ed.view.top)
	}
}

func TestFieldPlaceholder(t *testing.T) {
	d, f := newFieldFixture(t, FieldStyle{Placeholder: "Title"}, "", 200, 20)
	if got := d.texts(); !slices.Equal(got, []string{"Title"}) {
		t.Errorf("drawn: %q", got)
	}
	f.SetPlaceholder("Name")
	if got := d.texts(); !slices.Equal(got, []string{"Name"}) {
		t.Errorf("drawn: %q", got)
	}
	d.keys("a")
	if got := d.texts(); !slices.Equal(got, []string{"a"}) {
		t.Errorf("drawn: %q", got)
	}
}

// TestFieldSpelling marks words without waiting for a parse.
func TestFieldSpelling(t *testing.T) {
	d, f := newFieldFixture(t, FieldStyle{}, "a wrod or two", 300, 20)
	d.ed.SetSpelling(&Speller{
		Look: func(word string) spell.Answer {
			if word == "wrod" {
				return spell.Wrong
			}
			return spell.Right
		},
		Want: func([]string) {},
	})
	if wrong, known := d.ed.Misspelled(); !known || !slices.Equal(wrong, []text.Range{{Start: 2, End: 6}}) {
		t.Errorf("wrong are %v (known: %v)", wrong, known)
	}
	if n := len(d.ed.r.waves.drawn); n != 1 {
		t.Errorf("%d waves", n)
	}
	f.SetText("a word")
	if n := len(d.ed.r.waves.drawn); n != 0 {
		t.Errorf("%d waves under right words", n)
	}
}

// TestFieldMenu has no entry for what a field cannot do.
func TestFieldMenu(t *testing.T) {
	d, _ := newFieldFixture(t, FieldStyle{}, "a", 300, 20)
	var labels []string
	d.ed.OnMenu = func(m *fyne.Menu, _ int, _ fyne.Position, _ float32) {
		for _, i := range m.Items {
			labels = append(labels, i.Label)
		}
	}
	d.ed.ShowMenu()
	if want := []string{"Cut", "Copy", "Paste", "", "Select all"}; !slices.Equal(labels, want) {
		t.Errorf("%q, want %q", labels, want)
	}
}

// TestFieldMonkey does at random what a writer and a form do, and holds the
// field to what must hold.
func TestFieldMonkey(t *testing.T) {
	growth.Alone(t)
	keys := []string{
		"a", "é", "👩‍🚀", "(", "|", "\"", "x y", "Left", "Right", "Shift+Left", "Shift+Right", "Ctrl+Left", "Ctrl+Shift+Right",
		"Home", "End", "Up", "Down", "Shift+Up", "BackSpace", "Delete", "Ctrl+BackSpace", "Ctrl+Z", "Ctrl+Y", "Ctrl+A", "Ctrl+X", "Ctrl+C", "Ctrl+V", "Escape", "Return",
	}
	texts := []string{"", "one", "a\nb\r\nc", "e\u0301e\u0301", strings.Repeat("long words ", 40), "\u2029", "宽的字宽的字"}
	for seed := range int64(12) {
		rnd := rand.New(rand.NewSource(seed))
		style := FieldStyle{Wrap: seed%2 == 1}
		width := float32(60 + rnd.Intn(300))
		d, f := newFieldFixture(t, style, "", width, 50) // too low for a scroll bar
		told := ""
		f.OnChanged = func(words string) { told = words }
		for step := range 300 {
			what := ""
			switch n := rnd.Intn(20); {
			case n == 0:
				what = texts[rnd.Intn(len(texts))]
				f.SetText(what)
				told = f.Text()
			case n == 1:
				x := rnd.Float32() * width
				what = "click"
				d.click(x, rnd.Float32()*50)
			case n == 2:
				what = "drag"
				d.press(rnd.Float32()*width, 10, 0)
				d.drag(rnd.Float32()*2*width-width/2, rnd.Float32()*100-20)
				d.release(0, 0)
			case n == 3:
				what = "blur"
				d.w.Canvas().Unfocus()
				d.w.Canvas().Focus(d.ed)
			case n == 4:
				what = "clipboard"
				d.clip.SetContent(texts[rnd.Intn(len(texts))])
			default:
				what = keys[rnd.Intn(len(keys))]
				d.keys(what)
			}
			words := f.Text()
			if words != d.s.Text().String() || words != told || oneLine(words) != words {
				t.Fatalf("seed %d, step %d (%q): %q, told %q, session %q", seed, step, what, words, told, d.s.Text().String())
			}
			head := d.s.Primary().Head
			if _, rest, _, _ := uniseg.FirstGraphemeClusterInString(words[head:], -1); head < len(words) && rest == words[head:] {
				t.Fatalf("seed %d, step %d: no grapheme at %d of %q", seed, step, head, words)
			}
			x, y := d.ed.r.caret.Position().X, d.ed.r.caret.Position().Y
			all := !d.s.Primary().Empty() && d.s.Primary().Start() == 0 && d.s.Primary().End() == len(words) // which scrolls nowhere
			if !d.ed.r.caretPlaced && !all || x < 0 || x > width || y < -20 || y > 50 {
				t.Fatalf("seed %d, step %d (%q): the caret of %q at %d is at %v, %v", seed, step, what, words, head, x, y)
			}
			if !style.Wrap && len(d.ed.r.visible) != 1 {
				t.Fatalf("seed %d, step %d: %d rows", seed, step, len(d.ed.r.visible))
			}
			for _, o := range d.ed.r.objects {
				if _, ok := o.(*canvas.Image); ok {
					t.Fatalf("seed %d, step %d: a chevron", seed, step)
				}
			}
		}
	}
}

// TestFieldRests holds that a field with the focus waits for no clock: its caret
// stands still.
func TestFieldRests(t *testing.T) {
	seen.App(t)
	timers := 0
	f := NewField(Options{
		Post:  func(f func()) { f() },
		After: func(time.Duration, func()) func() { timers++; return func() {} },
	}, FieldStyle{})
	w := test.NewTempWindow(t, f.Editor)
	w.Resize(fyne.NewSize(300, 20))
	w.Canvas().Focus(f.Editor)
	f.Editor.TypedRune('a')
	f.SetText("words")
	if timers > 0 {
		t.Errorf("%d timers were started", timers)
	}
}
