package preview

import (
	"image/color"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/assets"
	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/math"
	"galley.app/galley/preview/page"
)

// inlinePage is a text in which dollar signs enclose formulas.
func inlinePage(src string) *markdown.Doc {
	return markdown.Dialect{InlineMath: true}.Parse(nil, text.New(src), 0)
}

// laid gives the frames of a text on a page of a width.
func laid(t *testing.T, src string, width float32) (*Pane, []*page.Frame) {
	t.Helper()
	p := show(t, Options{}, width, 600)
	p.SetDoc(inlinePage(src), page.Header{})
	var list []*page.Frame
	for i := range p.col.Fragments.Len() {
		p.col.Layout(i)
		list = append(list, p.col.Fragment(i).Frame)
	}
	return p, list
}

// formulasIn counts the formulas that were set.
func formulasIn(frames []*page.Frame) int {
	n := 0
	for _, f := range frames {
		n += len(f.Formulas)
	}
	return n
}

func TestDisplayFormula(t *testing.T) {
	p, frames := laid(t, "$$\n\\frac{a}{b}\n$$\n", 640)
	f := frames[0]
	if len(f.Formulas) != 1 {
		t.Fatalf("%d formulas: %v", len(f.Formulas), f)
	}
	at := f.Formulas[0].Bounds()
	if left, right := at.Min.X, p.col.Width-at.Max.X; left-right > 4 || right-left > 4 {
		t.Errorf("%d pixels to the left, %d to the right", left, right)
	}
	if at.Min.Y < 0 || at.Max.Y > f.Height {
		t.Errorf("the formula at %v in a frame %d pixels high", at, f.Height)
	}
}

func TestInlineFormula(t *testing.T) {
	p, frames := laid(t, "words $x$ and $\\frac{\\frac{a}{b}}{\\frac{c}{d}}$ end *em*\n\nwords alone\n", 640)
	f, plain := frames[0], frames[1]
	if len(f.Formulas) != 2 || f.Formulas[0].Y != f.Formulas[1].Y {
		t.Fatalf("formulas: %v", f)
	}
	if f.Height <= plain.Height {
		t.Errorf("a tall formula has a line of %d pixels, words one of %d", f.Height, plain.Height)
	}
	for _, b := range f.Texts {
		if base := b.Y + p.col.Layouter.Measurer.Drop(b.Font); b.Text != page.FormulaText && base != f.Formulas[0].Y {
			t.Errorf("%q stands on %d, the formulas on %d", b.Text, base, f.Formulas[0].Y)
		}
	}
	for _, m := range f.Formulas {
		if at := m.Bounds(); at.Min.Y < 0 || at.Max.Y > f.Height+1 {
			t.Errorf("the formula at %v in a frame %d pixels high", at, f.Height)
		}
	}
	_, frames = laid(t, "words $x$ end\n\nwords alone\n", 640)
	if frames[0].Height != frames[1].Height {
		t.Errorf("a letter as formula has a line of %d pixels, words one of %d", frames[0].Height, frames[1].Height)
	}
}

// TestWideFormula makes the page narrower: the formula becomes smaller, and at
// last its source.
func TestWideFormula(t *testing.T) {
	src := "$$" + strings.Repeat("a + ", 20) + "b$$\n"
	var last float64
	for _, c := range []struct {
		width float32
		set   bool
	}{{700, true}, {500, true}, {420, true}, {200, false}} {
		p, frames := laid(t, src, c.width)
		if got := formulasIn(frames) == 1; got != c.set {
			t.Errorf("at %v pixels it is set: %v", c.width, got)
			continue
		}
		if !c.set {
			var words strings.Builder
			for _, b := range frames[0].Texts {
				words.WriteString(b.Text)
			}
			if got, want := strings.ReplaceAll(words.String(), " ", ""), strings.Repeat("a+", 20)+"b"; got != want {
				t.Errorf("its source is %q", got)
			}
			continue
		}
		m := frames[0].Formulas[0]
		if m.Width() > p.col.Width+1 {
			t.Errorf("%d pixels wide in a column of %d", m.Width(), p.col.Width)
		}
		if last != 0 && m.Size >= last {
			t.Errorf("as large at %v pixels as before", c.width)
		}
		last = m.Size
	}
}

// TestRefusedFormula shows the source of formulas beyond the bounds, all of it.
func TestRefusedFormula(t *testing.T) {
	for name, tex := range map[string]string{
		"deep": strings.Repeat("{", 500) + "x" + strings.Repeat("}", 500),
		"long": strings.Repeat("x+", 20_000) + "x",
		"tall": `\begin{matrix}` + strings.Repeat(`a\\ `, 400) + `\end{matrix}`,
	} {
		_, frames := laid(t, "```math\n"+tex+"\n```\n\n", 640)
		if n := formulasIn(frames); n != 0 {
			t.Errorf("%s: %d formulas are set", name, n)
		}
		letters := 0
		for _, f := range frames {
			for _, b := range f.Texts {
				letters += len(strings.ReplaceAll(b.Text, " ", ""))
			}
		}
		if want := len(strings.ReplaceAll(tex, " ", "")); letters != want {
			t.Errorf("%s: %d of %d letters are shown", name, letters, want)
		}
		if p := inlinePage("words $" + tex + "$ and words\n").Problems(); name != "tall" && len(p) == 0 {
			t.Errorf("%s: no problem is told", name)
		}
		if _, frames := laid(t, "words $"+tex+"$ and words\n", 640); name == "deep" && formulasIn(frames) != 0 {
			t.Errorf("%s: it is set among words", name)
		}
	}
}

// TestFormulaObjects demands one object for each formula, whose picture is
// painted once.
func TestFormulaObjects(t *testing.T) {
	p := show(t, Options{}, 640, 600)
	p.SetDoc(inlinePage("$$x^2$$\n\nwords $a$ words $b$ words\n"), page.Header{})
	images := func() []*canvas.Image {
		var list []*canvas.Image
		for _, o := range objects(p) {
			if m, ok := o.(*canvas.Image); ok {
				list = append(list, m)
			}
		}
		return list
	}
	before := images()
	if len(before) != 3 {
		t.Fatalf("%d pictures", len(before))
	}
	for _, m := range before {
		if size := m.Image.Bounds().Size(); float32(size.X) != m.Size().Width || float32(size.Y) != m.Size().Height {
			t.Errorf("a picture of %v pixels in %v", size, m.Size())
		}
	}
	was := before[0].Image
	p.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -1000)})
	p.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 1000)})
	p.Refresh()
	if now := images(); len(now) != 3 || now[0].Image != was {
		t.Error("a formula was painted again")
	}
}

func TestFormulaImages(t *testing.T) {
	_, frames := laid(t, "$$x$$\n\n"+strings.Repeat("$$\\sum_{i=0}^{n}\\frac{a}{b}$$\n\n", 200), 640)
	var made formulaImages
	ink, fault := color.NRGBA{A: 255}, color.NRGBA{R: 255, A: 255}
	m := frames[0].Formulas[0].Formula
	first := made.image(m, 1, math.Colours{Ink: ink, Fault: fault})
	if again := made.image(m, 1, math.Colours{Ink: ink, Fault: fault}); again != first {
		t.Error("one formula is painted twice")
	}
	if made.image(m, 2, math.Colours{Ink: ink, Fault: fault}) == first || made.image(m, 1, math.Colours{Ink: fault, Fault: fault}) == first {
		t.Error("one painting is for two scales or colours")
	}
	for _, f := range frames[1:] {
		made.image(f.Formulas[0].Formula, 8, math.Colours{Ink: ink, Fault: fault})
		if made.bytes > maxFormulaBytes+maxFormulaBytes/4 {
			t.Fatalf("%d bytes are kept", made.bytes)
		}
	}
	sum := 0
	for _, img := range made.images {
		sum += len(img.Pix)
	}
	if sum != made.bytes {
		t.Errorf("%d bytes are kept, %d counted", sum, made.bytes)
	}
}

// TestFormulaSelected copies a formula as its TeX.
func TestFormulaSelected(t *testing.T) {
	p, frames := laid(t, "words $a^2$ end\n\n$$\n\\frac12\n+ c\n$$\n", 640)
	p.SelectAll()
	passage, ok := p.Passage()
	if want := "words a^2 end\n\n\\frac12\n+ c"; !ok || strings.TrimSpace(passage.Text()) != want {
		t.Errorf("selected %q", passage.Text())
	}
	for i, f := range frames {
		for _, b := range f.Texts {
			if words := p.col.Fragment(i).Words(b.Cell); b.Text == page.FormulaText && (b.From < 0 || b.To > len(words) || b.From >= b.To) {
				t.Errorf("a formula stands for [%d, %d) of %q", b.From, b.To, words)
			}
		}
	}
	if got := frames[0].Texts; len(got) < 2 || got[1].Text != page.FormulaText || p.col.Fragment(0).Words(0)[got[1].From:got[1].To] != "a^2" {
		t.Errorf("texts %v", frames[0])
	}
}

// TestFormulaInk has the ink of what stands around the formula.
func TestFormulaInk(t *testing.T) {
	_, frames := laid(t, "a $x$ [b $y$](https://example.org)\n\n> $$z$$\n", 640)
	f := frames[0]
	if len(f.Formulas) != 2 || f.Formulas[0].Role != assets.RoleInk || f.Formulas[1].Role != assets.RoleLink || len(f.Links) < 2 {
		t.Errorf("among words: %v", f)
	}
	if f := frames[1]; len(f.Formulas) != 1 || f.Formulas[0].Role != assets.RoleMuted {
		t.Errorf("in a quotation: %v", f)
	}
}
