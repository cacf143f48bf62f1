package control

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

func TestSource(t *testing.T) {
	for _, tt := range []struct {
		s     string
		own   bool
		style fyne.TextStyle
	}{
		{"Äther – “Ελλάδα” и…", true, fyne.TextStyle{}},
		{"a 😀", false, fyne.TextStyle{Bold: true}},
		{"שלום", false, fyne.TextStyle{Bold: true}},
		{"漢字", false, fyne.TextStyle{Bold: true}},
	} {
		font, style := source(tt.s, typeset.SerifBold)
		if (font == theme.Font(typeset.SerifBold)) != tt.own || style != tt.style {
			t.Errorf("%q is drawn with %v, %+v", tt.s, font, style)
		}
	}
}

// What is cut off is cut between clusters.
func TestFitKeepsClusters(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	const family = "👩‍👧‍👦"
	s := family + family + family
	for width := float32(10); width < Measure(s, 14, typeset.Sans); width++ {
		got := Fit(s, width, 14, typeset.Sans)
		switch got {
		case "…", family + "…", family + family + "…":
		default:
			t.Fatalf("%v pixels give %q", width, got)
		}
	}
}
