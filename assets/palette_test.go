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

// The least contrasts of WCAG 2.2, level AA.
const (
	text = 4.5
	icon = 3.0 // and large text, and edges of what can be clicked
)

func TestContrast(t *testing.T) {
	if r := ratio(rgb(0), rgb(0xFFFFFF)); math.Abs(r-21) > 0.001 {
		t.Fatalf("black on white is %.3f, want 21", r)
	}
	for name, p := range map[string]Palette{"light": Light(), "dark": Dark()} {
		check := func(fg, bg Role, least float64) {
			if r := ratio(p.Color(fg), p.Color(bg)); r < least {
				t.Errorf("%s: %s on %s is %.2f:1, want at least %.1f:1", name, fg, bg, r, least)
			}
		}
		// Rows are selected, the caret's line has a ground of its own, and what is written there keeps its colour: so each
		// text goes with each ground, and with an edge or an icon likewise.
		grounds := []Role{RoleSide, RoleDesk, RoleSheet, RolePage, RoleField, RoleOver, RoleCur, RoleSel, RoleCode, RoleCurCode, RoleHit}
		texts := []Role{
			RoleInk, RoleMuted, RoleFaint, RoleAccent, RoleLink, RoleOK, RoleWarn, RoleKeyword, RoleName, RoleString, RoleNumber,
		}
		for _, bg := range grounds {
			for _, fg := range texts {
				check(fg, bg, text)
			}
			check(RoleEdge, bg, icon)
		}
		check(RoleOnAccent, RoleAccent, text)
		// What is less important is fainter, or it would not be told apart.
		for _, bg := range grounds {
			ink, muted, faint := ratio(p.Ink, p.Color(bg)), ratio(p.Muted, p.Color(bg)), ratio(p.Faint, p.Color(bg))
			if ink < 1.5*muted || muted < 1.1*faint {
				t.Errorf("%s: on %s ink, muted and faint text are %.2f, %.2f and %.2f:1, too like each other", name, bg, ink, muted, faint)
			}
		}
	}
}
