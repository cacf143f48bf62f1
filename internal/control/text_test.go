package control

import (
	"strings"
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

// A word that is far too long is cut and wrapped as one that is a little too long, and in no time that grows with the
// square of its length: of all of these whole it would be hours.
func TestLongWords(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	for _, unit := range []string{"word", "漢字", "e\u0301", "\x80"} {
		for _, face := range []typeset.Face{typeset.Sans, typeset.Mono} {
			for _, width := range []float32{0, 20, 300} {
				want := Fit(strings.Repeat(unit, 100), width, 14, face)
				if got := Fit(strings.Repeat(unit, 200_000), width, 14, face); got != want {
					t.Errorf("%q at %v pixels: %q, want %q", unit, width, got, want)
				}
			}
		}
		lines := Wrap(strings.Repeat(unit, 2000), 300, 14, typeset.Sans)
		if got := strings.Join(lines, ""); got != strings.Repeat(unit, 2000) {
			t.Errorf("%q is lost in %d lines", unit, len(lines))
		}
		for _, line := range lines {
			if w := Measure(line, 14, typeset.Sans); w > 300 {
				t.Errorf("a line is %v pixels wide", w)
			}
		}
	}
}
