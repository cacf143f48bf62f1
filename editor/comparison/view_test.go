package comparison

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/assets"
	"galley.app/galley/editor/diff"
	"galley.app/galley/internal/growth"
	"galley.app/galley/internal/seen"
	"galley.app/galley/internal/theme"
)

const before = `!! title: The letter
!! slug: the-letter

---

When the letter came, nobody was at home but the cat. It lay on the mat until noon, and the sun went over it.

The postman had rung twice, as he always did.

She read it standing, in her coat.

# What it said

The house by the sea was to be sold, and she had a week to say whether she wanted anything out of it.

- the clock
- the boat, if it floats
- the chairs

Then she put the kettle on.

Nobody had written to her for years.

Not since the winter of the flood, she thought, and then thought of something else.

The end.
`

const after = `!! title: The letter from the sea
!! slug: the-letter

---

When the letter came, nobody was at home but the old cat. It lay on the mat until noon, and the light went over it.

The postman had rung twice, as he always did.

# What it said

The house by the sea was to be sold, and she had a week to say whether she wanted anything out of it.

- the clock
- the boat, if it still floats 😀
- the chairs

Nobody had written to her for years.

Not since the winter of the flood, she thought, and then thought of something else.

A week is long, she said to the cat.

The end.

She read it standing, in her coat.
`

// paragraphs are n paragraphs, of which some are written otherwise.
func paragraphs(n int, other ...int) string {
	var b strings.Builder
	for i := range n {
		word := "word"
		for _, o := range other {
			if o == i {
				word = "wort"
			}
		}
		fmt.Fprintf(&b, "Paragraph %d has a %s or two.\n\n", i, word)
	}
	return b.String()
}

// sit has a person before a View that shows what differs between two texts.
func sit(t testing.TB, a, b string, width, height float32) (*View, *seen.Person) {
	var v *View
	test.NewTempApp(t)
	v = New(Options{Post: func(f func()) { f() }})
	p := seen.Sit(t, v, width, height)
	v.SetPage(Lay(diff.Words(a, b)))
	return v, p
}

// click presses the mouse on words of the View.
func click(v *View, p *seen.Person, words string) {
	at := p.See(words).Middle()
	v.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary})
	v.MouseUp(nil)
}

func TestLook(t *testing.T) {
	for _, c := range []struct {
		name          string
		dark          bool
		width, height float32
	}{{"light", false, 820, 760}, {"dark", true, 820, 760}, {"narrow", false, 360, 500}} {
		t.Run(c.name, func(t *testing.T) {
			v, p := sit(t, before, after, c.width, c.height)
			fyne.CurrentApp().Settings().SetTheme(theme.New(c.dark))
			v.Refresh()
			p.Canvas().Focus(v)
			v.TypedRune('n')
			test.AssertImageMatches(t, "comparison-"+c.name+".png", p.Canvas().Capture())
		})
	}
}

func TestStepThroughChanges(t *testing.T) {
	v, p := sit(t, paragraphs(400, 7, 200, 380), paragraphs(400, 8, 201), 800, 250)
	p.Canvas().Focus(v)
	sees := func(what string, want ...string) {
		t.Helper()
		for _, s := range want {
			if !strings.Contains(p.Says(), s) {
				t.Errorf("%s: %q is not in view; there is\n%s", what, s, p.Says())
			}
		}
	}
	sees("at first", "… 6 paragraphs unchanged", "Paragraph 7 has")
	v.TypedRune('n')
	v.TypedRune('n')
	v.TypedRune('n')
	sees("third", "Paragraph 200 has")
	p.Press(fyne.KeyF7, fyne.KeyF7)
	sees("fifth", "Paragraph 380 has")
	if v.Step(1) || v.change != 4 {
		t.Errorf("there is a change behind the last; now at %d", v.change)
	}
	v.TypedRune('p')
	sees("the one before", "Paragraph 201 has")
	p.Press(fyne.KeyEnd)
	sees("the end", "… 18 paragraphs unchanged")
	p.Press(fyne.KeyReturn) // the fold that is in view
	sees("unfolded", "176 paragraphs unchanged — fold them again")
	p.Press(fyne.KeyHome)
	sees("the start", "… 6 paragraphs unchanged")
	if v.Step(-1) {
		t.Error("there is a change above the first")
	}
	v.TypedRune('n')
	if v.change != 0 {
		t.Errorf("from the top n leads to change %d", v.change)
	}
}

func TestFolds(t *testing.T) {
	v, p := sit(t, paragraphs(30, 12), paragraphs(30), 800, 500)
	click(v, p, "… 11 paragraphs unchanged")
	for _, s := range []string{"Paragraph 0 has", "Paragraph 3 has", "11 paragraphs unchanged — fold them again"} {
		if !strings.Contains(p.Says(), s) {
			t.Errorf("%q is not seen", s)
		}
	}
	click(v, p, "11 paragraphs unchanged — fold them again")
	if says := p.Says(); strings.Contains(says, "Paragraph 0 has") || !strings.Contains(says, "Paragraph 12 has") {
		t.Errorf("not folded again:\n%s", says)
	}
	if v.Selected() != "" {
		t.Error("a click on a note selects")
	}
}

// A moved paragraph is shown where it is, and says where it was; both lead to each other.
func TestMoved(t *testing.T) {
	a := "The first of all paragraphs.\n\n" + paragraphs(60)
	b := paragraphs(60) + "The first of all paragraphs.\n\n"
	v, p := sit(t, a, b, 800, 300)
	click(v, p, "Moved down from here: “The first of all paragraphs.”")
	p.See("The first of all paragraphs.")
	click(v, p, "Moved here from further up")
	p.See("Moved down from here: “The first of all paragraphs.”")
	if len(v.page.changes) < 1 {
		t.Error("a move is no change")
	}
}

func TestCopy(t *testing.T) {
	v, p := sit(t, paragraphs(30, 12), paragraphs(30), 800, 500)
	p.Canvas().Focus(v)
	v.TypedShortcut(&fyne.ShortcutSelectAll{})
	v.TypedShortcut(&fyne.ShortcutCopy{})
	got := fyne.CurrentApp().Clipboard().Content()
	if want := strings.Replace(paragraphs(30), "Paragraph 12 has a word", "Paragraph 12 has a wortword", 1); got != want {
		t.Errorf("copied %q", got)
	}
	// A word by a double click, and a line by a drag.
	w := p.See("Paragraph 13 has a word or two.")
	cell := w.W / float32(len(w.Text))
	at := fyne.NewPos(w.X+cell*20.5, w.Middle().Y)
	for range 2 {
		v.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary})
		v.MouseUp(nil)
	}
	if got := v.Selected(); got != "word" {
		t.Errorf("a double click selects %q", got)
	}
	v.mouse.clicks.N = 0
	v.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(w.X+cell*10, w.Middle().Y)}, Button: desktop.MouseButtonPrimary})
	v.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(w.X+cell*16, w.Middle().Y)}})
	v.DragEnd()
	if got := v.Selected(); !strings.Contains("13 has a word", got) || got == "" {
		t.Errorf("a drag selects %q", got)
	}
}

func TestScrolls(t *testing.T) {
	v, p := sit(t, "", paragraphs(500), 800, 400)
	p.See("Paragraph 0 has a word or two.")
	p.Wheel(300, 200, -10)
	if strings.Contains(p.Says(), "Paragraph 0 has") {
		t.Error("the wheel does not scroll")
	}
	v.mouse.bar.ScrollTo(1)
	p.See("Paragraph 499 has a word or two.")
	p.Canvas().Focus(v)
	p.Press(fyne.KeyPageUp)
	if strings.Contains(p.Says(), "Paragraph 499 has") {
		t.Error("Page Up does not scroll")
	}
	p.Press(fyne.KeyHome)
	p.See("Paragraph 0 has a word or two.")
}

// Words are found over line ends, whatever their case, and the place is shown.
func TestFind(t *testing.T) {
	v, p := sit(t, "", "", 800, 300)
	page := Plain(paragraphs(300) + "The lost\n  Sentence is here.\n" + paragraphs(10))
	if n := page.Find("the LOST sentence"); n != 1 {
		t.Errorf("found %d times", n)
	}
	v.SetPage(page)
	p.See("Sentence is here.")
	for _, s := range []string{"nowhere to be found", "", " ", "("} {
		if n := Plain("The end.").Find(s); n != 0 {
			t.Errorf("%q found %d times", s, n)
		}
	}
}

// What is drawn does not grow with the texts.
func TestOnlyWhatIsVisibleIsDrawn(t *testing.T) {
	growth.Alone(t)
	count := func(n int) int {
		v, _ := sit(t, "", paragraphs(n), 800, 600)
		return len(v.r.objects)
	}
	if few, many := count(100), count(20_000); many > few+2 {
		t.Errorf("%d objects for a long text, %d for a short one", many, few)
	}
}

func TestEmpty(t *testing.T) {
	var v *View
	test.NewTempApp(t)
	v = New(Options{})
	v.Empty = "Nothing to compare."
	p := seen.Sit(t, v, 400, 300)
	p.See("Nothing to compare.")
	p.Canvas().Focus(v)
	p.Press(fyne.KeyReturn, fyne.KeyF7, fyne.KeyPageDown, fyne.KeyEnd)
	v.TypedShortcut(&fyne.ShortcutSelectAll{})
	v.TypedShortcut(&fyne.ShortcutCopy{})
	p.Click(100, 100)
	p.Wheel(100, 100, 3)
	v.SetPage(Lay(diff.Diff{}))
	p.Press(fyne.KeyReturn, fyne.KeyF7, fyne.KeyPageDown, fyne.KeyEnd)
	p.Click(100, 100)
	v.SetPage(nil)
	p.See("Nothing to compare.")
}

// Words can be read on every tint, and what is beside them is told from the ground.
func TestContrast(t *testing.T) {
	test.NewTempApp(t)
	for _, look := range assets.WindowThemes() {
		fyne.CurrentApp().Settings().SetTheme(theme.Named(look.Name))
		least := 4.5
		if look.Palette.Strong {
			least = 7
		}
		for _, ground := range []fyne.ThemeColorName{theme.Page, theme.Sheet, theme.Over} {
			c := readColours(ground)
			for k := range c.tint {
				if r := ratio(c.ink, c.tint[k]); r < least {
					t.Errorf("%s, %s: words on tint %d have a contrast of %.2f", look.Name, ground, k, r)
				}
				for _, on := range []color.NRGBA{c.ground, c.tint[k]} {
					if r := ratio(c.sign[k], on); r < 3 {
						t.Errorf("%s, %s: sign %d has a contrast of %.2f", look.Name, ground, k, r)
					}
				}
			}
			if r := ratio(c.ink, c.hit); r < least {
				t.Errorf("%s, %s: what is found has a contrast of %.2f", look.Name, ground, r)
			}
			for _, ink := range []color.NRGBA{c.muted, c.ink, c.sign[moved]} {
				if r := ratio(ink, c.code); r < least {
					t.Errorf("%s, %s: a note has a contrast of %.2f", look.Name, ground, r)
				}
			}
		}
	}
}

// ratio is the contrast of two colours as WCAG defines it.
func ratio(a, b color.NRGBA) float64 {
	light := func(c color.NRGBA) float64 {
		part := func(v uint8) float64 {
			if x := float64(v) / 255; x > 0.03928 {
				return math.Pow((x+0.055)/1.055, 2.4)
			}
			return float64(v) / 255 / 12.92
		}
		return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
	}
	x, y := light(a), light(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// Texts of many megabytes are laid and shown, whatever they are made of.
func TestHugeTexts(t *testing.T) {
	growth.Alone(t)
	for _, c := range []struct{ name, a, b string }{
		{"paragraphs", paragraphs(250_000, 7, 1000, 200_000), paragraphs(250_000)},
		{"a single line", strings.Repeat("word ", 2<<20), strings.Repeat("word ", 1<<20) + "other " + strings.Repeat("word ", 1<<20)},
		{"nothing alike", paragraphs(100_000), strings.Repeat("x y z\n", 1_000_000)},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, p := sit(t, c.a, c.b, 800, 600)
			p.Canvas().Focus(v)
			p.Press(fyne.KeyF7, fyne.KeyF7, fyne.KeyReturn, fyne.KeyEnd, fyne.KeyPageUp, fyne.KeyHome)
			v.mouse.bar.ScrollTo(0.5)
			p.Resize(700, 500)
			if len(v.r.objects) > 400 {
				t.Errorf("%d objects", len(v.r.objects))
			}
		})
	}
}

func BenchmarkFrame(b *testing.B) {
	v, _ := sit(b, paragraphs(100_000, 7, 50_000), paragraphs(100_000), 800, 600)
	v.GoTo(1)
	b.ReportAllocs()
	for b.Loop() {
		v.scrollBy(24)
		v.scrollBy(-24)
	}
}

func BenchmarkLay(b *testing.B) {
	d := diff.Words(paragraphs(250_000, 7, 1000, 200_000), paragraphs(250_000))
	for b.Loop() {
		Lay(d)
	}
}

// BenchmarkLayMerged lays a merged text of 10 MB with few changes.
func BenchmarkLayMerged(b *testing.B) {
	text := paragraphs(400_000)
	at := len(text) / 2
	parts := []Part{{Text: text[:at]}, {Text: "mine", Side: Mine}, {Text: "?", Side: Undecided}, {Text: text[at:]}}
	for b.Loop() {
		LayMerged(parts)
	}
}
