package control

import (
	"image/color"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// What is measured without Fyne is what Fyne, which draws it, measures.
func TestMeasureIsFynes(t *testing.T) {
	test.NewTempApp(t)
	pieces := []string{
		"a", "V", "W", "AV", "To", "fi", "ffl", "->", "=>", "0", "1", "11", " ", "  ", ".", ",", "…", "“", "”", "’", "—", "–", "·",
		"é", "e\u0301", "n\u0303", "ß", "İ", "ł", "Ω", "λό", "Ж", "щй", "\u00a0", "\u200b", "\u00ad", "№", "½", "\t", "→", "✓", "▲", "\r", "\n",
	}
	random := rand.New(rand.NewPCG(1, 2))
	for _, face := range typeset.Faces() {
		for _, size := range []float32{11, 12, 13, 14.5, 20, 31.25} {
			for range 60 {
				var s strings.Builder
				for range 1 + random.IntN(12) {
					s.WriteString(pieces[random.IntN(len(pieces))])
				}
				font, style := source(s.String(), face)
				want, _ := fyne.CurrentApp().Driver().RenderedTextSize(s.String(), size, style, font)
				drawn := text(s.String(), size, face)
				say(drawn, s.String(), face, color.Black)
				if got, want := sizeOf(drawn), drawn.MinSize(); got != want {
					t.Errorf("%q in face %d of size %v is %v, want %v", s.String(), face, size, got, want)
				}
				for range 2 {
					if got := Measure(s.String(), size, face); got != want.Width {
						t.Errorf("%q in face %d of size %v is %v wide, want %v", s.String(), face, size, got, want.Width)
					}
				}
			}
		}
	}
}

// Fyne's own choice of typefaces, which takes megabytes to know, is for what the
// face lacks.
func TestOwnFace(t *testing.T) {
	for _, c := range []struct {
		s    string
		face typeset.Face
		own  bool
	}{
		{"Saved", typeset.Sans, true},
		{"✓ Saved", typeset.Sans, true},
		{"▲ 4 problems", typeset.SansBold, true},
		{"a → b", typeset.Mono, true},
		{"▲", typeset.Mono, false},
		{"✓\ufe0f", typeset.Sans, false},
		{"😀", typeset.Sans, false},
		{"שלום", typeset.Sans, false},
		{"日本", typeset.Serif, false},
	} {
		say := text("", 13, c.face)
		SetText(say, c.s, color.NRGBA{})
		font, _ := source(c.s, c.face)
		if want := theme.Font(c.face); (font == want) != c.own || (say.FontSource == want) != c.own {
			t.Errorf("%q in face %d is drawn in %v, %v, own %v", c.s, c.face, font, say.FontSource, c.own)
		}
	}
}

func BenchmarkMeasure(b *testing.B) {
	test.NewTempApp(b)
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		n++
		Measure("Label number "+strconv.Itoa(n), 13, typeset.Sans)
	}
}
