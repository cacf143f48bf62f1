package cff

import (
	"bytes"
	"fmt"
	"math"
	"testing"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/cff"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"

	"galley.app/galley/assets"
)

// TestWrite writes glyphs of fonts of both kinds of outlines and reads them again:
// each is where it was, but for half a unit.
func TestWrite(t *testing.T) {
	for name, text := range map[string]string{
		"fonts/Literata_400Regular.ttf":    "Ag&ßéﬁ ",
		"fonts/IBMPlexMono_400Regular.ttf": "@{}",
		"fonts/STIXTwoMath-Regular.otf":    "∮𝔄⨌x",
	} {
		f, err := font.ParseTTF(bytes.NewReader(assets.Read(name)))
		if err != nil {
			t.Fatal(err)
		}
		glyphs := []Glyph{{}}
		for _, r := range text {
			id, ok := f.NominalGlyph(r)
			if !ok {
				t.Fatalf("%s has no %c", name, r)
			}
			glyphs = append(glyphs, Glyph{f.GlyphData(id).(font.GlyphOutline).Segments, float64(f.HorizontalAdvance(id))})
		}
		data, box := Write("ABCDEF+Test", glyphs, float64(f.Upem()))
		got, err := cff.Parse(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(got.Charstrings) != len(glyphs) {
			t.Fatalf("%s: %d glyphs, want %d", name, len(got.Charstrings), len(glyphs))
		}
		if box.Right <= box.Left || box.Top <= box.Bottom {
			t.Errorf("%s: the box is %+v", name, box)
		}
		for i, g := range glyphs {
			segments, _, err := got.LoadGlyph(tables.GlyphID(i))
			if err != nil {
				t.Fatalf("%s: glyph %d: %v", name, i, err)
			}
			if err := compare(segments, g.Outline, Em/float64(f.Upem())); err != nil {
				t.Errorf("%s: glyph %d: %v", name, i, err)
			}
		}
	}
}

// compare compares the ends of lines and curves.
func compare(got, want []font.Segment, scale float64) error {
	ends := func(list []font.Segment, scale float64) (points [][2]float64) {
		for _, s := range list {
			p := s.ArgsSlice()
			at := [2]float64{math.Round(float64(p[len(p)-1].X) * scale), math.Round(float64(p[len(p)-1].Y) * scale)}
			if n := len(points); n > 0 && points[n-1] == at && s.Op == opentype.SegmentOpLineTo {
				continue // nowhere
			}
			points = append(points, at)
		}
		return points
	}
	a, b := ends(got, 1), ends(want, scale)
	for i, p := range b {
		if i >= len(a) || math.Abs(a[i][0]-p[0]) > 1 || math.Abs(a[i][1]-p[1]) > 1 {
			return fmt.Errorf("the ends are\n%v, want\n%v", a, b)
		}
	}
	return nil
}
