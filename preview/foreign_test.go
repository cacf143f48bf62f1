package preview

import (
	"strings"
	"testing"

	"galley.app/galley/internal/seen"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// What a face has no glyphs for is drawn in what Fyne finds, whole clusters
// and whole runs of words; the rest stays in its face and follows on.
func TestStretches(t *testing.T) {
	seen.App(t)
	ts, serif := typeset.NewMeasurer(theme.Fallbacks), typeset.Font{Face: typeset.Serif, Size: 18}
	for _, tt := range []struct{ s, want string }{
		{"plain, ä – “q”", ""},
		{"a 👩‍👧 b", "a |[👩‍👧]| b"},
		{"🇩🇪🇫🇷", "[🇩🇪🇫🇷]"},
		{"שלום עולם, x", "[שלום עולם]|, x"},
		{"😀 שלום", "[😀]| |[שלום]"},
		{"x  漢字", "x  |[漢字]"},
		{"漢 x 字", "[漢]| x |[字]"},
	} {
		var got []string
		x := 0
		for _, d := range ts.Stretches(serif, tt.s) {
			if d.DX < x {
				t.Errorf("%q: %q begins at %d, behind %d", tt.s, d.Text, d.DX, x)
			}
			x = max(x, d.DX)
			if d.Font.Face == typeset.Other {
				got = append(got, "["+d.Text+"]")
				continue
			}
			got = append(got, d.Text)
		}
		if s := strings.Join(got, "|"); s != tt.want {
			t.Errorf("%q is drawn as %q, want %q", tt.s, s, tt.want)
		}
	}
	if a, b := ts.Width(serif, "a漢"), ts.Width(serif, "a")+ts.Width(serif, "漢"); round(a) != round(b) {
		t.Errorf("a text of two faces is %v wide, its parts are %v", a, b)
	}
}
