package textedit

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
)

// folded is the state of a fixture with ~ for what is folded away.
func (d *fixture) folded() string {
	var b strings.Builder
	t, s := d.s.Text(), d.state()
	at := d.s.Start()
	for i, r := range s {
		mark := r == '|' || r == '‹'
		if _, _, hidden := d.ed.view.rows.Hidden(at); hidden && !mark {
			if k := b.Len(); k == 0 || b.String()[k-1] != '~' {
				b.WriteByte('~')
			}
		} else {
			b.WriteRune(r)
		}
		if !mark {
			at += len(string(r))
		}
		_ = i
	}
	if _, _, hidden := d.ed.view.rows.Hidden(t.Len()); hidden && !strings.HasSuffix(strings.TrimRight(b.String(), "|"), "~") {
		b.WriteByte('~')
	}
	return b.String()
}

const sections = "lead\n\n## A\n\na one\na two\n\n### A1\n\ndeep\n\n## B\n\nb\n\n# C\n\nc\n"

// foldAt folds the section of a heading of sections.
func (d *fixture) foldAt(heading string) {
	d.t.Helper()
	i := strings.Index(d.s.Text().String(), heading+"\n")
	was := d.s.Selections()
	d.s.Select(text.Caret(i))
	if !d.ed.FoldSection() {
		d.t.Fatalf("cannot fold %q", heading)
	}
	d.s.Select(was...)
}

func TestFoldSection(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"from its heading", "lead\n\n## A|\n\na\n\n## B\nb\n", "lead\n\n## A|\n~## B\nb\n"},
		{"from within", "## A\n\na|bc\n\n## B\nb\n", "## A|\n~## B\nb\n"},
		{"the last one, with the end of the text", "x\n\n## A\n\na|bc\n", "x\n\n## A|\n~"},
		{"a deeper heading is part of it", "## A|\n\n### B\n\nb\n\n## C\n", "## A|\n~## C\n"},
		{"up to a higher heading", "## A|\n\na\n\n# C\n", "## A|\n~# C\n"},
		{"an empty one: the one around", "# A\n\n## B|\n## C\n\nc\n", "# A|\n~"},
		{"underlined", "A|\n===\n\na\n\nB\n===\n", "A|\n===\n~B\n===\n"},
		{"no section", "just |text\n\n## A\n", "just |text\n\n## A\n"},
		{"a heading with nothing behind", "x\n\n## A|\n\n", "x\n\n## A|\n\n"},
		{"headings in quotations do not count", "## A|\n\n> # q\n\nb\n\n## C\n", "## A|\n~## C\n"},
		{"code is no heading", "## A|\n\n```\n# x\n```\n\n## C\n", "## A|\n~## C\n"},
		{"selection within", "## A\n\n‹a|\n\n## B\n", "## A|\n~## B\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newFixture(t, tt.body)
			src := d.s.Text().String()
			d.parse()
			d.ed.FoldSection()
			if got := d.folded(); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
			d.ed.UnfoldSection()
			if strings.Contains(d.folded(), "~") {
				t.Errorf("still folded: %q", d.folded())
			}
			if d.s.Text().String() != src || d.s.Dirty() {
				t.Error("folding changed the text")
			}
		})
	}
}

func TestFoldedAgainFoldsTheSectionAround(t *testing.T) {
	d := newFixture(t, strings.Replace(sections, "deep", "de|ep", 1))
	d.parse()
	for _, want := range []string{
		"lead\n\n## A\n\na one\na two\n\n### A1|\n~## B\n\nb\n\n# C\n\nc\n",
		"lead\n\n## A|\n~## B\n\nb\n\n# C\n\nc\n",
	} {
		d.ed.FoldSection()
		if got := d.folded(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	d.ed.UnfoldSection()
	if want := "lead\n\n## A|\n\na one\na two\n\n### A1\n~## B\n\nb\n\n# C\n\nc\n"; d.folded() != want {
		t.Errorf("after opening the outer one %q, want %q", d.folded(), want)
	}
	d.ed.FoldAll()
	if want := "lead\n\n## A|\n~## B\n~# C\n~"; d.folded() != want {
		t.Errorf("all folded: %q, want %q", d.folded(), want)
	}
	d.ed.UnfoldAll()
	if strings.Contains(d.folded(), "~") {
		t.Errorf("all opened: %q", d.folded())
	}
}

// Motions pass what is folded by; editing next to it leaves it whole or opens it.
func TestKeysAroundFolds(t *testing.T) {
	growth.Alone(t)
	tests := []struct {
		name, body string
		keys       []string
		want       string
	}{
		{"down", "## A|\n\na\n\n## B\nb", []string{"Down"}, "## A\n~## B|\nb"},
		{"up", "## A\n\na\n\n## B|\nb", []string{"Up"}, "## A|\n~## B\nb"},
		{"right", "## A|\n\na\n\n## B\nb", []string{"Right"}, "## A\n~|## B\nb"},
		{"left", "## A\n\na\n\n|## B\nb", []string{"Left"}, "## A|\n~## B\nb"},
		{"right and back", "## A|\n\na\n\n## B\nb", []string{"Right", "Left"}, "## A|\n~## B\nb"},
		{"word right", "## A|\n\na\n\n## B\nb", []string{"Ctrl+Right"}, "## A\n~|## B\nb"},
		{"word left", "## A\n\na\n\n|## B\nb", []string{"Ctrl+Left"}, "## A|\n~## B\nb"},
		{"a paragraph down", "## A|\n\na\n\n## B\nb", []string{"Ctrl+Down"}, "## A\n~|## B\nb"},
		{"a paragraph up", "## A\n\na\n\n|## B\nb", []string{"Ctrl+Up"}, "## A|\n~## B\nb"},
		{"to the end", "## B|\nb\n\n## A\n\na\n", []string{"Ctrl+End"}, "## B\nb\n\n## A|\n~"},
		{"down at the end", "x\n\n## A|\n\na\n", []string{"Down", "Down"}, "x\n\n## A|\n~"},
		{"a page down", "x|\n\n## A\n\na\n", []string{"Next"}, "x\n\n#|# A\n~"},
		{"select down", "## A|\n\na\n\n## B\nb", []string{"Shift+Down"}, "## A‹\n~## B|\nb"},
		{"select right", "## A|\n\na\n\n## B\nb", []string{"Shift+Right"}, "## A‹\n~|## B\nb"},
		{"select left", "## A\n\na\n\n|## B\nb", []string{"Shift+Left"}, "## A|\n~‹## B\nb"},
		{"select to the end and type", "## B|\nb\n\n## A\n\na\n", []string{"Ctrl+Shift+End", "x"}, "## Bx|"},
		{"select all", "## A|\n\na\n", []string{"Ctrl+A"}, "‹## A\n~|"},
		{"select all and delete", "## A|\n\na\n", []string{"Ctrl+A", "Delete"}, "|"},
		{"select all, then right", "x|\n\n## A\n\na\n", []string{"Ctrl+A", "Right"}, "x\n\n## A|\n~"},
		{"delete a selection across", "## A|\n\na\n\n## B\nb", []string{"Shift+Down", "Delete"}, "## A|\nb"},
		{"cut and paste across", "|## A\n\na\n\n## B\nb", []string{"Shift+Down", "Ctrl+X", "Ctrl+End", "Return", "Ctrl+V"}, "## B\nb\n## A\n\na\n\n|"},
		{"type at the heading's end", "## A|\n\na\n\n## B\nb", []string{"x"}, "## Ax|\n~## B\nb"},
		{"type at the line behind", "## A\n\na\n\n|## B\nb", []string{"x"}, "## A\n~x|## B\nb"},
		{"Enter before the heading", "|## A\n\na\n\n## B\nb", []string{"Return"}, "\n|## A\n~## B\nb"},
		{"Enter at the heading's end", "## A|\n\na\n\n## B\nb", []string{"Return"}, "## A\n|\n\na\n\n## B\nb"},
		{"Delete at the heading's end", "## A|\n\na\n\n## B\nb", []string{"Delete"}, "## A|\na\n\n## B\nb"},
		{"Delete a word at the heading's end", "## A|\n\nab\n\n## B\nb", []string{"Ctrl+Delete"}, "## A|\nab\n\n## B\nb"},
		{"Backspace behind", "## A\n\na\n\n|## B\nb", []string{"BackSpace"}, "## A\n\na\n|## B\nb"},
		{"undo of an edit in it", "## A\n\na|\n\n## B\nb", []string{"z", "Fold", "Ctrl+Z"}, "## A\n\na|\n\n## B\nb"},
		{"undo elsewhere", "## A\n\na\n\n## B\nb|", []string{"z", "Ctrl+Z"}, "## A\n~## B\nb|"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newFixture(t, tt.body)
			d.parse()
			fold := func() {
				i := strings.Index(d.s.Text().String(), "## A\n")
				d.ed.toggleFold(d.s.Text().LineAt(i))
			}
			if tt.keys[0] == "z" && tt.keys[1] == "Fold" {
				d.keys("z")
				d.parse()
				fold()
				d.keys(tt.keys[2:]...)
			} else {
				fold()
				d.keys(tt.keys...)
			}
			if got := d.folded(); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestCaretsOpenFolds(t *testing.T) {
	d := newFixture(t, sections)
	d.parse()
	d.ed.FoldAll()
	if n := d.ed.view.rows.Total(); n != 5 {
		t.Fatalf("%d rows", n)
	}
	i := strings.Index(d.s.Text().String(), "deep")
	d.s.Select(text.Selection{Anchor: i, Head: i + 4}) // as a search does
	d.ed.Reveal(i)
	if want := "lead\n\n## A\n\na one\na two\n\n### A1\n\n‹deep|\n\n## B\n~# C\n~"; d.folded() != want {
		t.Errorf("%q, want %q", d.folded(), want)
	}
	if _, ok := d.ed.r.rowAt(d.ed.r.caret.Position().Y); !ok || d.ed.r.caret.Position().Y < 100 {
		t.Errorf("the caret is at %v", d.ed.r.caret.Position())
	}
	d.ed.FoldAll()
	b := strings.Index(d.s.Text().String(), "\nb\n") + 1
	d.s.Select(text.Caret(b), text.Caret(i))
	if want := "lead\n\n## A\n\na one\na two\n\n### A1\n\ndeep\n\n## B\n\n|b\n\n# C\n~"; d.folded() != want {
		t.Errorf("two carets: %q, want %q", d.folded(), want)
	}
}

// A fold that is no section any more opens with the next parse.
func TestFoldsFollowHeadings(t *testing.T) {
	tests := []struct {
		name string
		edit func(src string) text.Edit
		want string
	}{
		{"the heading becomes text", func(s string) text.Edit {
			i := strings.Index(s, "## A")
			return text.Edit{Start: i, End: i + 3}
		}, "lead\n\nA\n\na one\na two\n\n### A1\n\ndeep\n\n## B\n~# C\n\nc\n"},
		{"the heading becomes deeper", func(s string) text.Edit {
			i := strings.Index(s, "## A")
			return text.Edit{Start: i, End: i, New: "#"}
		}, "lead\n\n### A\n\na one\na two\n\n### A1\n\ndeep\n\n## B\n~# C\n\nc\n"},
		{"a fence takes all", func(s string) text.Edit {
			i := strings.Index(s, "lead")
			return text.Edit{Start: i, End: i, New: "~~~\n"}
		}, ""},
		{"a higher heading comes in", func(s string) text.Edit {
			i := strings.Index(s, "a two")
			return text.Edit{Start: i, End: i, New: "# "}
		}, "lead\n\n## A\n\na one\n# a two\n\n### A1\n\ndeep\n\n## B\n~# C\n\nc\n"},
		{"typing elsewhere", func(s string) text.Edit {
			i := strings.Index(s, "lead")
			return text.Edit{Start: i, End: i, New: "x"}
		}, "xlead\n\n## A\n~## B\n~# C\n\nc\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newFixture(t, sections)
			d.parse()
			d.foldAt("## A")
			d.foldAt("## B")
			d.s.Apply(text.Other, []text.Selection{text.Caret(d.s.Start())}, tt.edit(d.s.Text().String()))
			d.wait(time.Minute)
			d.parse()
			d.wait(time.Minute)
			got := strings.Replace(d.folded(), "|", "", 1)
			if tt.want == "" {
				if len(d.ed.view.rows.Folds()) > 0 {
					t.Errorf("still folded: %q", got)
				}
			} else if got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestFoldsOfOtherPosts(t *testing.T) {
	d := newFixture(t, sections)
	d.parse()
	d.foldAt("## B")
	first := d.s
	d.open(head + "another\n\n## B\n\nb\n")
	d.parse()
	if strings.Contains(d.folded(), "~") {
		t.Fatal("the fold came along")
	}
	first.Apply(text.Other, nil, text.Edit{Start: first.Start(), End: first.Start(), New: "new\n\n"})
	d.s = first
	d.ed.SetSession(first, nil)
	if want := "new\n\nlead\n\n## A\n\na one\na two\n\n### A1\n\ndeep\n\n## B\n~# C\n\nc\n"; strings.Replace(d.folded(), "|", "", 1) != want {
		t.Errorf("%q, want %q", d.folded(), want)
	}
	d.ed.SetFont(d.ed.view.face, 20)
	if len(d.ed.view.rows.Folds()) != 1 {
		t.Error("another text size opened the fold")
	}
	d.ed.Forget(first)
	if _, ok := d.ed.kept[first]; ok {
		t.Error("lines and folds of a closed post are kept")
	}
}

func TestFoldByMouse(t *testing.T) {
	d := newFixture(t, "lead|\n\n## A\n\na\n\nb\n\n## B\n\nb\n")
	d.parse()
	move := func(x, y float32) {
		d.ed.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}})
	}
	chevrons := func() string { return fmt.Sprint(d.ed.r.folds.closed.used, d.ed.r.folds.open.used) }
	if chevrons() != "0 0" {
		t.Errorf("chevrons %s without a pointer", chevrons())
	}
	_, y := at(2, 0)
	move(300, y)
	if chevrons() != "0 1" || d.ed.Cursor() != desktop.TextCursor {
		t.Errorf("chevrons %s over the heading", chevrons())
	}
	move(12, y)
	if d.ed.Cursor() != desktop.PointerCursor {
		t.Error("the pointer does not show the chevron")
	}
	d.click(12, y)
	if want := "lead|\n\n## A\n~## B\n\nb\n"; d.folded() != want || chevrons() != "1 0" {
		t.Errorf("%q, want %q; chevrons %s", d.folded(), want, chevrons())
	}
	if got := strings.Join(d.texts(), "/"); !strings.Contains(got, "… 5 lines") {
		t.Errorf("drawn: %s", got)
	}
	m := d.ed.r.folds.marks[0]
	d.click(m.x+2, m.box.y+5)
	if strings.Contains(d.folded(), "~") {
		t.Error("a click on the mark does not open")
	}
	d.click(12, y)
	x, _ := at(2, 2)
	d.click(x, y)
	d.click(x, y)
	d.click(x, y)
	if want := "lead\n\n‹## A\n~|## B\n\nb\n"; d.folded() != want {
		t.Errorf("a triple click selects %q, want %q", d.folded(), want)
	}
	_, y = at(0, 0)
	d.wait(time.Minute)
	d.click(12, y)
	if want := "|lead\n\n## A\n~## B\n\nb\n"; d.folded() != want {
		t.Errorf("a click beside a line: %q, want %q", d.folded(), want)
	}
	d.ed.MouseOut()
	if chevrons() != "1 0" {
		t.Errorf("chevrons %s", chevrons())
	}
}

// An underlined heading has its chevron on its first line and its mark behind
// the last one.
func TestFoldUnderlinedHeadingByMouse(t *testing.T) {
	d := newFixture(t, "lead|\n\nA long\nheading\n===\n\na\n\nB\n===\n\nb\n")
	d.parse()
	_, y := at(2, 0)
	_, last := at(4, 0)
	const folded = "lead|\n\nA long\nheading\n===\n~B\n===\n\nb\n"
	for _, at := range []float32{y, last} {
		d.click(12, y)
		if d.folded() != folded {
			t.Fatalf("%q, want %q", d.folded(), folded)
		}
		if got := d.ed.r.folds.closed.inUse()[0].Position().Y; got > y || got < y-26 {
			t.Errorf("the chevron is at %v, the heading at %v", got, y)
		}
		d.wait(time.Minute)
		d.click(12, at)
		if strings.Contains(d.folded(), "~") {
			t.Errorf("a click at %v does not open", at)
		}
		d.wait(time.Minute)
	}
}

// What is drawn of a text with large folds is what is in view.
func TestFoldAllOfALongText(t *testing.T) {
	var b strings.Builder
	b.WriteString(head)
	for i := range 2000 {
		fmt.Fprintf(&b, "## Section %d\n\n%s\n\n", i, strings.Repeat("some **bold** words ", 20))
	}
	d := newSource(t, b.String(), 600, 600)
	d.parse()
	d.ed.FoldAll()
	if n := d.ed.view.rows.Total(); n != 2000 {
		t.Errorf("%d rows", n)
	}
	if n := len(d.ed.r.marks); n > 100 {
		t.Errorf("%d marks for %d rows in view", n, len(d.ed.r.visible))
	}
	d.ed.ScrollTo(d.s.Text().Len(), 0)
	before := d.ed.view.rows.Measured
	d.keys("Ctrl+End", "x", "y")
	if n := d.ed.view.rows.Measured - before; n > 40 {
		t.Errorf("%d lines were wrapped for two keys", n)
	}
}

// FuzzFolding lets keys and folds come in any order. What must hold: every
// caret is seen, and folding changes no byte.
func FuzzFolding(f *testing.F) {
	f.Add([]byte("0123456789abcdefABC"))
	f.Add([]byte{0, 4, 5, 5, 1, 9, 8, 7, 12, 30, 2, 2, 17})
	d := newFixture(f, "")
	f.Fuzz(func(t *testing.T, data []byte) {
		data = data[:min(len(data), 60)]
		d.t = t
		d.open(head + sections)
		d.parse()
		keys := []string{
			"Down", "Up", "Left", "Right", "x", "Return", "BackSpace", "Delete", "Shift+Down", "Shift+Left", "Ctrl+Z", "Ctrl+Y", "Ctrl+End",
			"Ctrl+Shift+End", "Ctrl+A", "Ctrl+X", "Ctrl+V", "Home", "#", "Ctrl+Right", "Ctrl+BackSpace", "Tab",
		}
		commands := []func(*Editor) bool{(*Editor).FoldSection, (*Editor).UnfoldSection, (*Editor).FoldAll, (*Editor).UnfoldAll}
		for _, c := range data {
			if c >= 128 {
				before := d.s.Text().String()
				if c%8 == 7 {
					d.parse()
				} else {
					commands[int(c)%4](d.ed)
				}
				d.wait(time.Second)
				if d.s.Text().String() != before {
					t.Fatal("folding changed the text")
				}
			} else {
				d.keys(keys[int(c)%len(keys)])
			}
			for _, x := range d.s.Selections() {
				if _, _, hidden := d.ed.view.rows.Hidden(x.Head); hidden && (x.Empty() || d.ed.fold.strays(x)) {
					t.Fatalf("the caret is in folded text: %q", d.folded())
				}
			}
		}
	})
}

// BenchmarkFold has a post of 10 MB with 20,000 sections.
func BenchmarkFold(b *testing.B) {
	var src strings.Builder
	src.WriteString(head)
	for i := range 20000 {
		fmt.Fprintf(&src, "%s Section %d\n\n%s\n\n", strings.Repeat("#", 1+i%4), i, strings.Repeat("some **bold** words ", 25))
	}
	d := newSource(b, src.String(), 700, 900)
	d.parse()
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			d.ed.FoldAll()
		}
	})
	b.Run("open all", func(b *testing.B) {
		for b.Loop() {
			d.ed.FoldAll()
			d.ed.UnfoldAll()
		}
	})
	b.Run("one", func(b *testing.B) {
		d.s.Select(text.Caret(d.s.Start()))
		for b.Loop() {
			d.ed.FoldSection()
			d.ed.UnfoldSection()
		}
	})
	for _, all := range []bool{false, true} {
		b.Run(fmt.Sprintf("key %v", all), func(b *testing.B) {
			d.ed.UnfoldAll()
			if all {
				d.ed.FoldAll()
			}
			d.keys("Ctrl+End", "Up", "End")
			for b.Loop() {
				d.keys("x", "BackSpace")
			}
		})
	}
	b.Run("mend", func(b *testing.B) {
		d.ed.FoldAll()
		d.parse()
		for b.Loop() {
			d.ed.fold.mend()
		}
	})
}

// More folds than are looked at in one go.
func TestManyFoldsFollowHeadings(t *testing.T) {
	d := newSource(t, head+"lead\n\n"+strings.Repeat("## A\n\na\n\n", 2*mendAtOnce+100), 600, 600)
	d.parse()
	d.ed.FoldAll()
	d.s.Apply(text.Other, []text.Selection{text.Caret(d.s.Start())}, text.Edit{Start: d.s.Start(), End: d.s.Start(), New: "~~~\n"})
	d.parse()
	d.wait(time.Minute)
	if n := len(d.ed.view.rows.Folds()); n > 0 {
		t.Errorf("%d folds are left in a block of code", n)
	}
}
