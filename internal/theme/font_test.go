package theme

import (
	"bytes"
	"testing"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"

	"galley.app/galley/internal/typeset"
)

// TestFontIsAsTyped shapes as Fyne does, with all features that a font has on, and
// holds that no sign is drawn as another.
func TestFontIsAsTyped(t *testing.T) {
	for _, f := range typeset.Faces() {
		face, err := font.ParseTTF(bytes.NewReader(Font(f).Content()))
		if err != nil {
			t.Fatal(err)
		}
		var shaper shaping.HarfbuzzShaper
		for _, s := range []string{"=>", "->", "<=", "(c)", "1x2"} {
			runes := []rune(s)
			out := shaper.Shape(shaping.Input{Text: runes, RunEnd: len(runes), Direction: di.DirectionLTR, Face: face, Size: fixed.I(16)})
			if len(out.Glyphs) != len(runes) {
				t.Errorf("%s: %q has %d glyphs", typeset.FontName(f), s, len(out.Glyphs))
				continue
			}
			for i, g := range out.Glyphs {
				if plain, _ := face.NominalGlyph(runes[i]); g.GlyphID != plain {
					t.Errorf("%s: in %q the sign %c is drawn as another", typeset.FontName(f), s, runes[i])
				}
			}
		}
	}
}
