package math

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"testing"

	"galley.app/galley/internal/growth"
)

// sheet paints the formulas of formulas.txt below and beside each other.
func sheet(t *testing.T) *image.RGBA {
	t.Helper()
	const width, gap, scale = 1100, 24, 2
	f := testFont(t)
	ink, fault := color.NRGBA{A: 255}, color.NRGBA{R: 180, A: 255}
	type picture struct {
		img  *image.RGBA
		x, y int
	}
	var list []picture
	x, y, base, down := gap, gap, 0, 0
	row := 0
	flush := func() {
		for i := row; i < len(list); i++ {
			list[i].y += y + base
		}
		row, y, x, base, down = len(list), y+base+down+gap, gap, 0, 0
	}
	for i, tex := range cases(t, "formulas.txt") {
		b := Parse(tex).Layout(f, 18, i%8 != 7)
		r := b.Ink()
		if x+r.Dx()*scale > width && x > gap {
			flush()
		}
		list = append(list, picture{b.Paint(r, scale, Colours{Ink: ink, Fault: fault}), x, r.Min.Y * scale})
		x += r.Dx()*scale + 2*gap
		base, down = max(base, -r.Min.Y*scale), max(down, r.Max.Y*scale)
	}
	flush()
	dst := image.NewRGBA(image.Rect(0, 0, width+gap, y))
	draw.Draw(dst, dst.Bounds(), image.White, image.Point{}, draw.Src)
	for _, p := range list {
		draw.Draw(dst, p.img.Bounds().Add(image.Pt(p.x, p.y)), p.img, image.Point{}, draw.Over)
	}
	return dst
}

// TestSheet compares the formulas with testdata/sheet.png.
func TestSheet(t *testing.T) {
	growth.Alone(t)
	const name = "testdata/sheet.png"
	got := sheet(t)
	if *update {
		f, err := os.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, got); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		return
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if img.Bounds() != got.Bounds() {
		t.Fatalf("the sheet is %v, want %v", got.Bounds(), img.Bounds())
	}
	differ := 0
	for y := range got.Bounds().Dy() {
		for x := range got.Bounds().Dx() {
			a, _, b, _ := got.At(x, y).RGBA()
			c, _, d, _ := img.At(x, y).RGBA()
			if max(a, c)-min(a, c) > 0x0800 || max(b, d)-min(b, d) > 0x0800 { // processors round differently
				differ++
			}
		}
	}
	if differ > 0 {
		t.Errorf("%d pixels differ", differ)
	}
}

// TestPaint demands that a painting covers what it is asked for: every rule is
// solid, at any scale, and nothing is painted beyond the ink.
func TestPaint(t *testing.T) {
	f := testFont(t)
	black := color.NRGBA{A: 255}
	for _, scale := range []float64{1, 1.25, 2, 3} {
		b := Parse(`\frac{a}{b}`).Layout(f, 20, true)
		r := b.Ink()
		img := b.Paint(r, scale, Colours{Ink: black, Fault: black})
		rule := b.Rules[0]
		x := int((rule.X + rule.Width/2 - float64(r.Min.X)) * scale)
		solid := 0
		for y := range img.Bounds().Dy() {
			if _, _, _, a := img.At(x, y).RGBA(); a == 0xffff {
				solid++
			}
		}
		if solid == 0 {
			t.Errorf("at scale %v the bar is not solid", scale)
		}
		wide := r.Inset(-5)
		img = b.Paint(wide, scale, Colours{Ink: black, Fault: black})
		edge := int(3 * scale)
		for _, in := range []image.Rectangle{
			image.Rect(0, 0, img.Rect.Dx(), edge), image.Rect(0, img.Rect.Dy()-edge, img.Rect.Dx(), img.Rect.Dy()),
			image.Rect(0, 0, edge, img.Rect.Dy()), image.Rect(img.Rect.Dx()-edge, 0, img.Rect.Dx(), img.Rect.Dy()),
		} {
			for y := in.Min.Y; y < in.Max.Y; y++ {
				for x := in.Min.X; x < in.Max.X; x++ {
					if img.RGBAAt(x, y).A != 0 {
						t.Fatalf("at scale %v there is ink at %d,%d", scale, x, y)
					}
				}
			}
		}
	}
}
