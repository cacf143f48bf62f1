package assets

import (
	"fmt"
	"image/color"
	"regexp"
	"strings"
	"testing"
)

func TestPageContrast(t *testing.T) {
	for _, theme := range append(PageThemes(), ReaderPage()) {
		for name, p := range map[string]*Palette{"light": &theme.Light, "dark": &theme.Dark} {
			type pair struct {
				what   string
				fg, bg color.NRGBA
				least  float64
			}
			var pairs []pair
			for what, bg := range map[string]color.NRGBA{"page": p.Page, "code": p.Code, "sel": p.Sel, "hit": p.Hit} {
				pairs = append(pairs, pair{"ink on " + what, p.Ink, bg, 4.5}, pair{"muted on " + what, p.Muted, bg, 4.5},
					pair{"link on " + what, p.Link, bg, 4.5})
			}
			for what, fg := range map[string]color.NRGBA{"keyword": p.Keyword, "name": p.Name, "string": p.String, "number": p.Number} {
				pairs = append(pairs, pair{what + " on code", fg, p.Code, 4.5})
			}
			accent := 3.0
			if theme.Tint {
				accent = 4.5
			}
			pairs = append(pairs, pair{"accent on page", p.Accent, p.Page, accent}, pair{"edge on page", p.Edge, p.Page, 3},
				pair{"edge on code", p.Edge, p.Code, 3})
			for _, c := range pairs {
				if r := ratio(c.fg, c.bg); r < c.least {
					t.Errorf("%s %s: %s is %.2f:1, want at least %.1f:1", theme.Name, name, c.what, r, c.least)
				}
			}
			if p.Dark != (name == "dark") {
				t.Errorf("%s %s says that it is the other", theme.Name, name)
			}
		}
	}
}

// TestPageCSS compares the style sheet with the table that the pane is made of.
func TestPageCSS(t *testing.T) {
	used := regexp.MustCompile(`var\(--([a-z0-9-]+)\)`)
	for _, theme := range append(PageThemes(), ReaderPage()) {
		css := theme.CSS()
		for _, want := range []string{
			fmt.Sprintf("--measure: %dpx;", theme.Measure), fmt.Sprintf("--body: %dpx/%dpx;", theme.Body.Size, theme.Body.Line),
			fmt.Sprintf("--h0: %dpx/%dpx;", theme.Heads[0].Size, theme.Heads[0].Line), fmt.Sprintf("--gap: %dpx;", theme.Gap),
			fmt.Sprintf("--page: #%02x%02x%02x;", theme.Light.Page.R, theme.Light.Page.G, theme.Light.Page.B),
			"prefers-color-scheme: dark", "@media print", "::selection", "text-face: " + theme.Text.stack(),
		} {
			if !strings.Contains(css, want) {
				t.Errorf("%s: the style sheet lacks %q", theme.Name, want)
			}
		}
		dark := fmt.Sprintf("--page: #%02x%02x%02x;", theme.Dark.Page.R, theme.Dark.Page.G, theme.Dark.Page.B)
		if n := strings.Count(css, dark); n != 2 {
			t.Errorf("%s: the dark page stands %d times in the style sheet, want 2", theme.Name, n)
		}
		for _, m := range used.FindAllStringSubmatch(css, -1) {
			if !strings.Contains(css, "--"+m[1]+":") {
				t.Errorf("%s: --%s is used and never set", theme.Name, m[1])
			}
		}
		if strings.Contains(css, "url(") || strings.Contains(css, "@import") || strings.Contains(css, "</") {
			t.Errorf("%s: the style sheet reaches outside", theme.Name)
		}
		if strings.Count(css, "{") != strings.Count(css, "}") {
			t.Errorf("%s: braces do not match", theme.Name)
		}
	}
}

func TestPageNamed(t *testing.T) {
	if got, ok := PageNamed("essay"); !ok || got.Name != "essay" {
		t.Errorf("essay is %q, %v", got.Name, ok)
	}
	if got, ok := PageNamed("none such"); ok || got.Name != "plain" {
		t.Errorf("an unknown theme is %q, %v", got.Name, ok)
	}
	seen := map[string]bool{}
	for _, theme := range PageThemes() {
		if seen[theme.Name] || theme.Title == "" || theme.Note == "" {
			t.Errorf("theme %+v", theme.Name)
		}
		seen[theme.Name] = true
	}
}
