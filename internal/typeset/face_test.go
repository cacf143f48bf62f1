package typeset

import "testing"

// TestFaces holds that every embedded face can be read, and that its font is read
// once however many measure with it.
func TestFaces(t *testing.T) {
	for _, f := range Faces() {
		one, two := f.New(), f.New()
		if one == nil || one == two || one.Font != two.Font {
			t.Errorf("%s: faces %p and %p", FontName(f), one, two)
			continue
		}
		if _, ok := one.NominalGlyph('a'); !ok {
			t.Errorf("%s has no a", FontName(f))
		}
	}
	file := FontBytes(Serif)
	given := func() ([][]byte, string) { return [][]byte{file, []byte("none")}, "" }
	one, two := Fallback{Fonts: given, Embedded: true}, Fallback{Fonts: given, Embedded: true}
	one.load()
	two.load()
	if len(one.faces) != 2 || one.faces[1] == two.faces[1] || one.faces[1].Font != two.faces[1].Font {
		t.Errorf("fallbacks have the faces %v and %v", one.faces, two.faces)
	}
	if Other.New() != nil {
		t.Error("there is a face for what no embedded one has")
	}
}
