package assets

import (
	"image/color"
	"math"
	"strings"
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

// least are the least contrasts of text, and of icons and edges of what can be clicked: those of WCAG 2.2, level AA, and
// in high contrast of level AAA, which asks no more of icons.
func least(strong bool) (text, icon float64) {
	if strong {
		return 7, 4.5
	}
	return 4.5, 3
}

func TestContrast(t *testing.T) {
	if r := ratio(rgb(0), rgb(0xFFFFFF)); math.Abs(r-21) > 0.001 {
		t.Fatalf("black on white is %.3f, want 21", r)
	}
	for _, theme := range WindowThemes() {
		name, p := theme.Name, theme.Palette
		text, icon := least(p.Strong)
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
		if p.Strong { // areas have the same ground: what is between them has to be seen, and what is selected
			for _, bg := range []Role{RoleSide, RoleDesk, RoleSheet, RolePage, RoleOver} {
				check(RoleLine, bg, 3)
				check(RoleSel, bg, 1.3)
			}
		}
		if strong := strings.Contains(name, "contrast"); p.Strong != strong || p.Dark != strings.Contains(name, "dark") {
			t.Errorf("%s says of itself: dark %v, high contrast %v", name, p.Dark, p.Strong)
		}
		// What is less important is fainter, or it would not be told apart.
		for _, bg := range grounds {
			ink, muted, faint := ratio(p.Ink, p.Color(bg)), ratio(p.Muted, p.Color(bg)), ratio(p.Faint, p.Color(bg))
			if ink < 1.5*muted || muted < 1.1*faint {
				t.Errorf("%s: on %s ink, muted and faint text are %.2f, %.2f and %.2f:1, too like each other", name, bg, ink, muted, faint)
			}
		}
	}
}

// A page has the colours of its theme, where that has some, else those of the window, as far as one is as dark as the
// other; in high contrast nothing on a page is fainter than in the window.
func TestPageInWindow(t *testing.T) {
	plain, essay := plainPage(), essayPage()
	named := map[string]Palette{"essay light": essay.Light, "essay dark": essay.Dark}
	for _, w := range WindowThemes() {
		named[w.Name] = w.Palette
	}
	for _, c := range []struct {
		page   *PageTheme
		window string
		dark   bool
		want   string
	}{
		{&plain, "light", false, "light"},
		{&plain, "light", true, "dark"},
		{&plain, "dark", true, "dark"},
		{&plain, "sepia", false, "sepia"},
		{&plain, "sepia", true, "dark"},
		{&plain, "contrast", false, "contrast"},
		{&plain, "contrast", true, "contrast-dark"},
		{&plain, "contrast-dark", true, "contrast-dark"},
		{&plain, "contrast-dark", false, "contrast"},
		{&essay, "sepia", false, "essay light"},
		{&essay, "sepia", true, "essay dark"},
		{&essay, "light", true, "essay dark"},
		{&essay, "contrast", false, "contrast"},
		{&essay, "contrast-dark", false, "contrast"},
	} {
		window, _ := WindowNamed(c.window)
		if got := *c.page.In(&window.Palette, c.dark); got != named[c.want] {
			t.Errorf("a page of %s in the window %s, dark %v, is not %s", c.page.Name, c.window, c.dark, c.want)
		}
	}
	if _, ok := WindowNamed("pink"); ok {
		t.Error("there is a theme pink")
	}
}
