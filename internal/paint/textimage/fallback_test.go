package textimage

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// TestOthersLookLikeFyne draws what no embedded face has, and compares it with
// Fyne, which has the same faces for that. Only where the first character is a
// letter does Fyne keep the baseline of letters.
func TestOthersLookLikeFyne(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	p := newRasteriser(&typeset.Fallback{Fonts: theme.Fallbacks})
	for _, scale := range []float32{1, 1.25, 2} {
		for _, s := range []string{"x😀", "x 👩‍👧🇩🇪", "→ and ✓", "Жук"} {
			st := style{typeset.Other, 16, scale, color.NRGBA{A: 0xFF}}
			m, ok := p.rasterise(s, st)
			if !ok || m == nil {
				t.Fatalf("%q is not drawn", s)
			}
			want := fyneText(s, st, 150, 40)
			got := image.NewNRGBA(want.Rect)
			draw.Draw(got, got.Rect, image.White, image.Point{}, draw.Src)
			draw.Draw(got, m.Rect, m, m.Rect.Min, draw.Over)
			off := 0
			for i, v := range got.Pix {
				if d := int(v) - int(want.Pix[i]); max(d, -d) > 32 {
					off++
				}
			}
			if off > 40*int(scale*scale) {
				t.Errorf("scale %v: %q differs in %d values of pixels", scale, s, off)
			}
		}
	}
}

func TestOthersWidth(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	o := typeset.Fallback{Fonts: theme.Fallbacks}
	for _, s := range []string{"", "😀", "👨‍👩‍👧 and 🇩🇪", "→✓", "plain"} {
		size, _ := fyne.CurrentApp().Driver().RenderedTextSize(s, 15, fyne.TextStyle{}, nil)
		if got := o.Width(s, 15); math.Abs(float64(got-size.Width)) > 0.1 {
			t.Errorf("%q is %v wide, drawn by Fyne %v", s, got, size.Width)
		}
	}
}

func TestEmojiAreDrawnOnce(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	p := newRasteriser(&typeset.Fallback{Fonts: theme.Fallbacks})
	st := style{typeset.Other, 15, 1, color.NRGBA{A: 0xFF}}
	if _, ok := p.rasterise("😀 😀x😀", st); !ok {
		t.Fatal("not drawn")
	}
	n := 0
	for _, g := range p.glyphs {
		if g.stamp != nil {
			n++
		}
	}
	if n != 1 {
		t.Errorf("one emoji at three places was drawn %d times", n)
	}
	if _, ok := p.rasterise("a\tb", st); ok {
		t.Error("a tab was drawn as a letter")
	}
}

// TestOthersAreBoldAndItalic holds that letters of other scripts look bold and italic where they are, as wide as they
// were, and that a heart that is to be a picture is red.
func TestOthersAreBoldAndItalic(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	p := newRasteriser(&typeset.Fallback{Fonts: theme.Fallbacks})
	ink := func(s string, f typeset.Face) (sum, red int, box image.Rectangle) {
		t.Helper()
		m, ok := p.rasterise(s, style{f, 32, 1, color.NRGBA{A: 0xFF}})
		if !ok || m == nil {
			t.Fatalf("%q is not drawn", s)
		}
		for i := 0; i < len(m.Pix); i += 4 {
			sum += int(m.Pix[i+3])
			if m.Pix[i] > 2*m.Pix[i+2]+40 {
				red++
			}
		}
		return sum, red, m.Rect
	}
	const s = "Жил" // which Inter has, the first that is asked
	plain, _, upright := ink(s, typeset.Other)
	for f, want := range map[typeset.Face]struct {
		heavier, leans bool
	}{
		typeset.OtherBold:       {true, false},
		typeset.OtherItalic:     {false, true},
		typeset.OtherBoldItalic: {true, true},
	} {
		sum, _, box := ink(s, f)
		if heavier := sum > plain*107/100; heavier != want.heavier {
			t.Errorf("face %d has %d of ink, the plain one %d", f, sum, plain)
		}
		if leans := box.Max.X > upright.Max.X+3; leans != want.leans {
			t.Errorf("face %d reaches to %d, the plain one to %d", f, box.Max.X, upright.Max.X)
		}
	}
	if _, red, _ := ink("❤", typeset.Other); red != 0 {
		t.Error("a heart is red unasked")
	}
	if _, red, _ := ink("a ❤\uFE0F b", typeset.Other); red < 20 {
		t.Error("the heart that is to be a picture is not red")
	}
}
