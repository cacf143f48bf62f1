package textedit

import (
	"fmt"
	"image/color"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/typeset"
)

// caretY is where the caret's row is drawn, from the top edge.
func (d *fixture) caretY() float32 {
	d.t.Helper()
	if !d.ed.r.caretPlaced {
		d.t.Fatal("the caret cannot be seen")
	}
	head := d.ed.carets.current().Off
	for _, b := range d.ed.r.visible {
		if b.row.Start <= head && head <= b.row.End {
			return b.y
		}
	}
	d.t.Fatal("no row has the caret")
	return 0
}

func TestAppearanceKeepsTheCaretsRow(t *testing.T) {
	d := newFixture(t, strings.Repeat("some words that wrap ", 300)+"|"+strings.Repeat(" and more of them", 300))
	d.keys("Left")
	w := DefaultAppearance()
	for _, change := range []func(){
		func() { w.Measure = 50 },
		func() { w.Measure = 120 },
		func() { w.Measure = Full },
		func() { w.LineHeight = 1.3 },
		func() { w.LineHeight = 2.2 },
		func() { w.WhiteSpace = true },
	} {
		y := d.caretY()
		change()
		d.ed.SetAppearance(w)
		if got := d.caretY(); got != y {
			t.Errorf("%+v: the caret's row went from %v to %v", w, y, got)
		}
		if h := d.ed.view.line.height; h != round32(h) || d.ed.view.topY != round32(d.ed.view.topY) {
			t.Errorf("%+v: rows of %v pixels at %v are not on whole pixels", w, h, d.ed.view.topY)
		}
	}
	y := d.caretY()
	d.ed.SetFont(typeset.Serif, 19)
	if got := d.caretY(); got != y {
		t.Errorf("another face: the caret's row went from %v to %v", y, got)
	}
}

func TestMeasure(t *testing.T) {
	d := newSource(t, head+"x", 1600, 600)
	for _, tt := range []struct {
		face    typeset.Face
		size    float32
		measure int
		want    float32
	}{
		{typeset.Mono, 15, 72, 648},
		{typeset.Mono, 15, 50, 450},
		{typeset.Mono, 20, 50, 600},
		{typeset.Mono, 15, 120, 1080},
		{typeset.Mono, 15, Full, 1504},
		{typeset.Serif, 20, 60, 600},
		{typeset.Mono, 30, 120, 1504}, // no wider than the pane
	} {
		d.ed.SetFont(tt.face, tt.size)
		w := DefaultAppearance()
		w.Measure = tt.measure
		d.ed.SetAppearance(w)
		if got := d.ed.view.column(); got.width != tt.want || got.left != floor32((1600-tt.want)/2) {
			t.Errorf("%d characters at %v pixels: %+v, want a width of %v", tt.measure, tt.size, got, tt.want)
		}
	}
}

func TestCurrentLineMark(t *testing.T) {
	d := newFixture(t, "a|")
	marked := func() bool { return slices.Contains(d.ed.r.objects, fyne.CanvasObject(d.ed.r.cur)) }
	if !marked() {
		t.Error("the caret's row is not marked")
	}
	w := DefaultAppearance()
	w.CurrentLine = false
	d.ed.SetAppearance(w)
	if marked() {
		t.Error("the caret's row is marked all the same")
	}
}

func TestWhiteSpace(t *testing.T) {
	d := newFixture(t, strings.Repeat("some words here  \n\n\tand a tab\n", 2000)+"|")
	d.keys("Ctrl+Home")
	plain := len(d.ed.r.objects)
	w := DefaultAppearance()
	w.WhiteSpace = true
	d.ed.SetAppearance(w)
	b := &d.ed.r.blanks
	rows := len(d.ed.r.visible)
	if n := len(d.ed.r.objects) - plain; n == 0 || n > rows {
		t.Errorf("%d objects for the blanks of %d rows", n, rows)
	}
	was := slices.Clone(b.drawn)
	d.keys("x")
	kept := 0
	for _, o := range b.drawn {
		if slices.Contains(was, o) {
			kept++
		}
	}
	if kept < len(b.drawn)-1 {
		t.Errorf("a key made %d pictures anew", len(b.drawn)-kept)
	}
	for range 60 {
		d.keys("PageDown", "x", " ", "x")
	}
	if b.count > maxBlankRows {
		t.Errorf("%d pictures are kept", b.count)
	}
	w.WhiteSpace = false
	d.ed.SetAppearance(w)
	if len(b.drawn) > 0 || b.rows != nil {
		t.Error("the blanks are still shown")
	}
	d.ed.SetAppearance(w)
	d.ed.SetSession(nil, nil)
}

// Each kind of blank is drawn between its edges, at each scale.
func TestPaintBlanks(t *testing.T) {
	d := newFixture(t, "a b\tc\u00A0d  \n|")
	w := DefaultAppearance()
	w.WhiteSpace = true
	d.ed.SetAppearance(w)
	if !d.ed.r.blanksOf(d.ed.r.visible[0], 600) {
		t.Fatal("no blanks")
	}
	key := slices.Clone(d.ed.r.blanks.key[4:])
	kinds := ""
	for i := 0; i < len(key); i += 5 {
		kinds += fmt.Sprint(key[i])
	}
	if want := fmt.Sprint(aSpace, aTab, unbroke, atEnd, atEnd); kinds != strings.ReplaceAll(want, " ", "") {
		t.Errorf("kinds %s", kinds)
	}
	for _, scale := range []float32{1, 2} {
		img := paintBlanks(key, int(600*scale), int(26*scale), scale, 13, 15, color.NRGBA{A: 255})
		for i := 0; i < len(key); i += 5 {
			from, to := int(float32(int(key[i+1])|int(key[i+2])<<8)*scale), int(float32(int(key[i+3])|int(key[i+4])<<8)*scale)
			ink := 0
			for x := from; x < to; x++ {
				for y := range img.Rect.Dy() {
					if img.RGBAAt(x, y).A > 0 {
						ink++
					}
				}
			}
			if ink == 0 {
				t.Errorf("nothing is drawn from %d to %d at scale %v", from, to, scale)
			}
		}
	}
}

func TestPasteFormatted(t *testing.T) {
	for _, tt := range []struct{ body, want string }{
		{"a |", "a **b**"},
		{"`a |`", "`a b`"},
		{"```\n|\n```", "```\nb\n```"},
		{"<p a=|", "<p a=b"},
		{"a |«c»", "a **b**«c»"},
	} {
		d := newFixture(t, tt.body)
		d.clip.SetContent("b")
		asked := 0
		d.ed.o.Formatted = func() (string, bool) { asked++; return "**b**", true }
		d.ed.TypedShortcut(&fyne.ShortcutPaste{})
		if got := d.s.Text().Slice(d.s.Start(), d.s.Text().Len()); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.body, got, tt.want)
		}
		d.s.Undo()
		if d.s.CanUndo() {
			t.Errorf("%q: it was more than one step", tt.body)
		}
		asked = 0
		d.ed.PastePlain()
		if asked > 0 || !strings.Contains(d.s.Text().String(), "b") {
			t.Errorf("%q: plain paste asks for the formatting, or puts nothing in", tt.body)
		}
	}
	d := newFixture(t, "|")
	d.clip.SetContent("b")
	d.ed.o.Formatted = func() (string, bool) { return "", false }
	d.ed.TypedShortcut(&fyne.ShortcutPaste{})
	if got := d.s.Text().Slice(d.s.Start(), d.s.Text().Len()); got != "b" {
		t.Errorf("without formatting: %q", got)
	}
}
