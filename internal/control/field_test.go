package control

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/theme"
)

// notation writes a field as text with | for the caret and [ ] around a
// selection.
func notation(f *Field) string {
	s := f.text
	start, end := f.selection()
	caret := func(at int) string {
		if at == f.caret {
			return "|"
		}
		return ""
	}
	if start == end {
		return s[:start] + "|" + s[start:]
	}
	return s[:start] + "[" + caret(start) + s[start:end] + caret(end) + "]" + s[end:]
}

func parse(f *Field, s string) {
	f.caret = strings.IndexByte(s, '|')
	s = strings.Replace(s, "|", "", 1)
	f.anchor = f.caret
	if i := strings.IndexByte(s, '['); i >= 0 { // [text]: the caret is at the end
		s = strings.Replace(s, "[", "", 1)
		j := strings.IndexByte(s, ']')
		s = strings.Replace(s, "]", "", 1)
		f.anchor, f.caret = i, j
	}
	f.text = s
}

func TestFieldKeys(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	test.ApplyTheme(t, theme.New(false))
	ctrl := func(k fyne.KeyName, m fyne.KeyModifier) func(*Field) {
		return func(f *Field) {
			f.TypedShortcut(&desktop.CustomShortcut{KeyName: k, Modifier: fyne.KeyModifierShortcutDefault | m})
		}
	}
	key := func(k fyne.KeyName) func(*Field) { return func(f *Field) { f.TypedKey(&fyne.KeyEvent{Name: k}) } }
	shifted := func(k fyne.KeyName) func(*Field) {
		return func(f *Field) {
			f.shiftHeld = func() bool { return true }
			f.TypedKey(&fyne.KeyEvent{Name: k})
		}
	}
	typed := func(s string) func(*Field) {
		return func(f *Field) {
			for _, r := range s {
				f.TypedRune(r)
			}
		}
	}
	for _, c := range []struct {
		before string
		do     func(*Field)
		after  string
	}{
		{"|", typed("Hé"), "Hé|"},
		{"[abc]", typed("x"), "x|"},
		{"ab|c", key(fyne.KeyLeft), "a|bc"},
		{"e\u0301|x", key(fyne.KeyLeft), "|e\u0301x"},
		{"|👩‍👩‍👧x", key(fyne.KeyRight), "👩‍👩‍👧|x"},
		{"👩‍👩‍👧|x", key(fyne.KeyBackspace), "|x"},
		{"a|e\u0301x", key(fyne.KeyDelete), "a|x"},
		{"|ab", key(fyne.KeyBackspace), "|ab"},
		{"ab|", key(fyne.KeyDelete), "ab|"},
		{"a[bc]d", key(fyne.KeyLeft), "a|bcd"},
		{"a[bc]d", key(fyne.KeyRight), "abc|d"},
		{"a[bc]d", key(fyne.KeyBackspace), "a|d"},
		{"a|b", shifted(fyne.KeyRight), "a[b|]"},
		{"ab|", shifted(fyne.KeyHome), "[|ab]"},
		{"a|b", key(fyne.KeyHome), "|ab"},
		{"a|b", key(fyne.KeyEnd), "ab|"},
		{"one two|", ctrl(fyne.KeyLeft, 0), "one |two"},
		{"|one two", ctrl(fyne.KeyRight, 0), "one| two"},
		{"one two|", ctrl(fyne.KeyBackspace, 0), "one |"},
		{"|one two", ctrl(fyne.KeyDelete, 0), "| two"},
		{"one two|", ctrl(fyne.KeyLeft, fyne.KeyModifierShift), "one [|two]"},
		{"a|b", func(f *Field) { f.TypedShortcut(&fyne.ShortcutSelectAll{}) }, "[ab|]"},
		{"a|b", func(f *Field) { f.Insert("1\r\n2\n3\x00") }, "a1 2 3|b"},
	} {
		f := NewField(Style{})
		parse(f, c.before)
		was := f.text
		changes := 0
		f.OnChanged = func(string) { changes++ }
		c.do(f)
		if got := notation(f); got != c.after {
			t.Errorf("%s: got %s, want %s", c.before, got, c.after)
		}
		if (f.text != was) != (changes > 0) {
			t.Errorf("%s: text changed %v, told %d times", c.before, f.text != was, changes)
		}
	}
}

func TestFieldClipboard(t *testing.T) {
	a := test.NewTempApp(t)
	f := NewField(Style{})
	parse(f, "one [two] three")
	f.TypedShortcut(&fyne.ShortcutCut{})
	if got := a.Clipboard().Content(); got != "two" || notation(f) != "one | three" {
		t.Fatalf("cut %q, left %s", got, notation(f))
	}
	f.TypedShortcut(&fyne.ShortcutPaste{})
	if notation(f) != "one two| three" {
		t.Fatalf("pasted: %s", notation(f))
	}
	f.TypedShortcut(&fyne.ShortcutCopy{}) // nothing is selected: the clipboard stays
	if got := a.Clipboard().Content(); got != "two" {
		t.Fatalf("copied %q", got)
	}
}

func TestFieldHandsOn(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	f := NewField(Style{})
	var got []string
	f.OnUndo = func() { got = append(got, "undo") }
	f.OnRedo = func() { got = append(got, "redo") }
	f.OnShortcut = func(s fyne.Shortcut) { got = append(got, s.ShortcutName()) }
	f.OnKey = func(e *fyne.KeyEvent) bool { got = append(got, string(e.Name)); return e.Name == fyne.KeyF6 }
	f.OnSubmit = func() { got = append(got, "submit") }
	f.TypedShortcut(&fyne.ShortcutUndo{})
	f.TypedShortcut(&fyne.ShortcutRedo{})
	f.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyS, Modifier: fyne.KeyModifierControl})
	f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF6})
	f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if s := strings.Join(got, " "); s != "undo redo CustomDesktop:Control+S F6 Return submit" {
		t.Fatal(s)
	}
}

func TestFieldWraps(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	f := NewField(Style{Wrap: true, Face: theme.SerifBold, Size: theme.TitleSize, Line: 34})
	w := test.NewTempWindow(t, f)
	f.SetText("Engineer to Manager and a " + strings.Repeat("x", 60))
	w.Resize(fyne.NewSize(300, 400))
	rows := f.renderer.rows
	if len(rows) < 4 {
		t.Fatalf("%d rows", len(rows))
	}
	at := 0
	for i, r := range rows {
		if r.start != at || r.end < r.start {
			t.Fatalf("row %d is %v, want it to start at %d", i, r, at)
		}
		at = r.end
		left, right := f.renderer.insets()
		if got := f.renderer.width(strings.TrimRight(f.text[r.start:r.end], " ")); got > f.Size().Width-left-right {
			t.Errorf("row %d is %.1f wide in %.1f", i, got, f.Size().Width)
		}
	}
	if at != len(f.text) {
		t.Fatalf("rows end at %d of %d", at, len(f.text))
	}
	if got, want := f.HeightFor(f.Size().Width), float32(len(rows))*34+10; got != want {
		t.Errorf("height %v, want %v", got, want)
	}
	for i, r := range rows { // what is drawn where it is clicked
		if got := f.renderer.hit(i, 0); got != r.start {
			t.Errorf("left end of row %d is offset %d, want %d", i, got, r.start)
		}
	}
	if got := f.renderer.at(fyne.NewPos(5000, 5000)); got != len(f.text) {
		t.Errorf("beyond the end is offset %d, want %d", got, len(f.text))
	}
}

func TestFieldScrollsBack(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	f := NewField(Style{})
	w := test.NewTempWindow(t, f)
	w.Resize(fyne.NewSize(160, 60))
	w.Canvas().Focus(f)
	f.Insert(strings.Repeat("a long text ", 20))
	if f.renderer.scroll == 0 {
		t.Fatal("a long text does not scroll")
	}
	f.SelectAll()
	for _, r := range "the" {
		f.TypedRune(r)
	}
	if got := f.renderer.scroll; got != 0 {
		t.Errorf("a short text is scrolled by %v pixels", got)
	}
}
