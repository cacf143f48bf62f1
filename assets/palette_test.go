package assets

import (
	"image/color"
	"math"
	"testing"
)

// luminance is the relative luminance of WCAG 2.2.
func luminance(c color.NRGBA) float64 {
	f := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*f(c.R) + 0.7152*f(c.G) + 0.0722*f(c.B)
}

func ratio(a, b color.NRGBA) float64 {
	la, lb := luminance(a), luminance(b)
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

func TestContrast(t *testing.T) {
	if r := ratio(rgb(0), rgb(0xFFFFFF)); math.Abs(r-21) > 0.001 {
		t.Fatalf("black on white is %.3f, want 21", r)
	}
	for name, p := range map[string]Palette{"light": Light(), "dark": Dark()} {
		type pair struct {
			what   string
			fg, bg color.NRGBA
			least  float64
		}
		pairs := []pair{
			{"text on accent", p.OnAccent, p.Accent, 4.5},
			{"faint on sheet", p.Faint, p.Sheet, 4.5},
			{"faint on page", p.Faint, p.Page, 4.5},
			{"faint on side", p.Faint, p.Side, 4.5},
			{"faint on field", p.Faint, p.Field, 4.5},
			{"accent on sheet", p.Accent, p.Sheet, 3},
			{"accent on page", p.Accent, p.Page, 3},
			{"accent on over", p.Accent, p.Over, 4.5},
			{"accent on sel", p.Accent, p.Sel, 4.5},
			{"edge on sheet", p.Edge, p.Sheet, 3},
			{"edge on side", p.Edge, p.Side, 3},
			{"edge on over", p.Edge, p.Over, 3},
			{"edge on field", p.Edge, p.Field, 3},
			{"link on sheet", p.Link, p.Sheet, 4.5},
			{"link on page", p.Link, p.Page, 4.5},
			{"link on cur", p.Link, p.Cur, 4.5},
			{"ok on desk", p.OK, p.Desk, 4.5},
			{"warn on desk", p.Warn, p.Desk, 4.5},
			{"warn on side", p.Warn, p.Side, 4.5},
			{"warn on sheet", p.Warn, p.Sheet, 4.5},
			{"warn on cur", p.Warn, p.Cur, 3},
			{"warn on sel", p.Warn, p.Sel, 3},
			{"faint on cur", p.Faint, p.Cur, 4.5},
			{"keyword on code", p.Keyword, p.Code, 4.5},
			{"name on code", p.Name, p.Code, 4.5},
			{"string on code", p.String, p.Code, 4.5},
			{"number on code", p.Number, p.Code, 4.5},
			{"edge on code", p.Edge, p.Code, 3},
		}
		for what, bg := range map[string]color.NRGBA{
			"side": p.Side, "desk": p.Desk, "sheet": p.Sheet, "page": p.Page, "field": p.Field,
			"over": p.Over, "cur": p.Cur, "sel": p.Sel, "code": p.Code,
		} {
			pairs = append(pairs, pair{"ink on " + what, p.Ink, bg, 4.5}, pair{"muted on " + what, p.Muted, bg, 4.5})
		}
		for _, c := range pairs {
			if r := ratio(c.fg, c.bg); r < c.least {
				t.Errorf("%s: %s is %.2f:1, want at least %.1f:1", name, c.what, r, c.least)
			}
		}
	}
}
