package textimage

import (
	"image"
	"image/color"
	"image/draw"
	"runtime"
	"strings"
	"testing"
	"weak"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

const pangram = "The quick, brown fox — “jumps” over 1,234 lazy dogs; ffi AVATAR (fjord)…"

// fyneText is text as Fyne's painter draws it, in black on white.
func fyneText(s string, t style, width, height int) *image.NRGBA {
	o := canvas.NewText(s, t.tint)
	o.TextSize, o.FontSource = t.size, theme.Font(t.face)
	ground := canvas.NewRectangle(color.White)
	ground.Resize(fyne.NewSize(float32(width), float32(height)))
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetScale(t.scale)
	c.SetContent(container.NewWithoutLayout(ground, o))
	c.Resize(fyne.NewSize(float32(width), float32(height)))
	return c.Capture().(*image.NRGBA)
}

func TestPrintLooksLikeFyne(t *testing.T) {
	test.NewTempApp(t)
	p := newRasteriser(&typeset.Fallback{Fonts: theme.Fallbacks})
	for _, scale := range []float32{1, 1.25, 2} {
		for f := typeset.Sans; f <= typeset.MonoBoldItalic; f++ {
			for _, size := range []float32{15, 17} {
				st := style{f, size, scale, color.NRGBA{A: 0xFF}}
				for _, s := range []string{pangram, "café naïve", "- [ ] **bold**"} {
					m, ok := p.rasterise(s, st)
					if !ok {
						t.Fatalf("face %d has no glyphs for %q", f, s)
					}
					want := fyneText(s, st, 12*len(s)+20, 32)
					got := image.NewNRGBA(want.Rect)
					draw.Draw(got, got.Rect, image.White, image.Point{}, draw.Src)
					draw.Draw(got, m.Rect, m, m.Rect.Min, draw.Over)
					off := 0
					for i := 0; i < len(got.Pix); i += 4 {
						if d := int(got.Pix[i]) - int(want.Pix[i]); max(d, -d) > 16 {
							off++
						}
					}
					// Letters that touch cover a pixel of their borders twice.
					if off > len(s)/4 {
						t.Errorf("face %d, size %v, scale %v: %q differs at %d pixels", f, size, scale, s, off)
					}
				}
			}
		}
	}
}

func TestPrintIsCutToTheInk(t *testing.T) {
	test.NewTempApp(t)
	p := newRasteriser(&typeset.Fallback{Fonts: theme.Fallbacks})
	st := style{typeset.Mono, 15, 1, color.NRGBA{A: 0xFF}}
	for s, want := range map[string]int{"x": 9, "xx xx": 9, "lg": 16} {
		m, ok := p.rasterise(s, st)
		if !ok || m.Rect.Dy() > want {
			t.Errorf("%q: %v, %t; want no more than %d rows", s, m.Rect, ok, want)
		}
		// each edge has ink
		for _, edge := range []image.Rectangle{
			{m.Rect.Min, image.Pt(m.Rect.Max.X, m.Rect.Min.Y+1)}, {image.Pt(m.Rect.Min.X, m.Rect.Max.Y-1), m.Rect.Max},
		} {
			if !strings.Contains(string(m.SubImage(edge).(*image.RGBA).Pix[:4*edge.Dx()]), "\x00\x00\x00") {
				t.Errorf("%q: no ink in %v", s, edge)
			}
		}
	}
	if m, ok := p.rasterise("   ", st); !ok || m != nil {
		t.Errorf("blanks: %v, %t", m, ok)
	}
	for _, s := range []string{"中文", "a😀", "שלום", "tab\there", "\xff"} {
		if _, ok := p.rasterise(s, st); ok && s != "\xff" {
			t.Errorf("%q: drawn although the face has no glyphs for it", s)
		}
	}
}

// A frame in which nothing changed makes nothing, and one line that changed is
// one text.
func TestPenUsesObjectsAgain(t *testing.T) {
	test.NewTempApp(t)
	p := NewRenderer(&typeset.Fallback{Fonts: theme.Fallbacks})
	if _, ok := p.Write("x", typeset.Mono, 15, color.NRGBA{A: 0xFF}, fyne.Position{}); ok {
		t.Error("a pen draws without a graphics card")
	}
	p.raster = newRasteriser(&typeset.Fallback{Fonts: theme.Fallbacks})
	page := func(lines ...string) map[fyne.CanvasObject]bool {
		seen := map[fyne.CanvasObject]bool{}
		p.Begin(1)
		for i, s := range lines {
			o, ok := p.Write(s, typeset.Mono, 15, color.NRGBA{A: 0xFF}, fyne.NewPos(0, float32(20*i)))
			if !ok || o == nil || seen[o] {
				t.Fatalf("line %d, %q: %v, %t", i, s, o, ok)
			}
			seen[o] = true
		}
		p.End()
		return seen
	}
	first := page("one", "two", "two", "three")
	glyphs := len(p.raster.glyphs)
	second := page("zero", "one", "two", "two")
	fresh := 0
	for o := range second {
		if !first[o] {
			fresh++
		}
	}
	if fresh != 1 {
		t.Errorf("%d objects for one new line", fresh)
	}
	if len(p.raster.glyphs) > glyphs+1 {
		t.Errorf("%d glyphs after %d", len(p.raster.glyphs), glyphs)
	}
	// What Fyne keeps of an object may be of the text that it showed first.
	for o := range page("four") {
		if first[o] || second[o] {
			t.Error("an object shows another text than it did")
		}
	}
	page("zero", "one", "two", "two")
	lines := []string{"zero", "one", "two", "two"}
	if n := testing.AllocsPerRun(20, func() {
		p.Begin(1)
		for i, s := range lines {
			p.Write(s, typeset.Mono, 15, color.NRGBA{A: 0xFF}, fyne.NewPos(0, float32(20*i)))
		}
		p.End()
	}); n > 0 {
		t.Errorf("%v allocations for a frame in which nothing changed", n)
	}
}

func BenchmarkPage(b *testing.B) {
	test.NewTempApp(b)
	p := newRasteriser(&typeset.Fallback{Fonts: theme.Fallbacks})
	lines := make([]string, 60)
	for i := range lines {
		lines[i] = strings.Repeat(string(rune('a'+i%26)), i%5) + pangram
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range lines {
			p.rasterise(s, style{typeset.Mono, 15, 1, color.NRGBA{A: 0xFF}})
		}
	}
}

// TestFreedTextsLetGoOfTheirImages holds an object as Fyne does for a minute
// after it was shown.
func TestFreedTextsLetGoOfTheirImages(t *testing.T) {
	test.NewTempApp(t)
	p := NewRenderer(&typeset.Fallback{Fonts: theme.Fallbacks})
	p.raster = newRasteriser(&typeset.Fallback{Fonts: theme.Fallbacks})
	text, ok := p.New("gone", typeset.Mono, 15, color.NRGBA{A: 0xFF}, 1)
	if !ok {
		t.Fatal("not drawn")
	}
	object := text.object
	image := weak.Make(text.image)
	if m := object.Generator(10, 10); m != image.Value() {
		t.Errorf("the object shows %T", m)
	}
	p.Free(text)
	runtime.GC()
	if image.Value() != nil {
		t.Error("the image is still held")
	}
	if m := object.Generator(10, 10); m == nil {
		t.Error("an object that Fyne asks once more has nothing to show")
	}
	runtime.KeepAlive(object)
}
