package math

import (
	"image/color"
	"testing"
)

// TestColours asks for the colours that a formula's parts are painted in, on a
// light page and on a dark one.
func TestColours(t *testing.T) {
	f := testFont(t)
	paper, ink := color.NRGBA{R: 255, G: 255, B: 255, A: 255}, color.NRGBA{R: 20, G: 20, B: 20, A: 255}
	light := Colours{Ink: ink, Ground: paper}
	dark := Colours{Ink: color.NRGBA{R: 232, G: 230, B: 227, A: 255}, Ground: color.NRGBA{R: 31, G: 30, B: 28, A: 255}}
	red := color.NRGBA{R: 255, A: 255}
	paint := func(tex string) Paint {
		b := lay(f, tex)
		if len(b.Glyphs) > 0 {
			return b.Glyphs[len(b.Glyphs)-1].Paint
		}
		return b.Rules[0].Paint
	}
	for _, c := range []struct {
		tex   string
		light color.NRGBA
	}{
		{`x`, ink},
		{`\color{red}x`, red},
		{`\textcolor{#F00}x`, red},
		{`\textcolor{ff0000}{\frac1x}`, red},
		{`\color{blue}\textcolor{red}{x}`, red},
		{`\textcolor{red}{x}y`, ink},
		{`{\color{red}x}y`, ink},
		{`\color{red}\rule{1em}{1em}`, red},
		{`\text{a \textcolor{red}{b}}`, red},
		{`\colorbox{yellow}{x}`, ink},
		{`\colorbox{navy}{x}`, paper},
		{`\colorbox{navy}{\color{red}x}`, red}, // both are the writer's
		{`\fcolorbox{red}{white}{x}`, ink},
		{`\color{blue}x`, color.NRGBA{B: 255, A: 255}},
		{`\color{black}x`, color.NRGBA{A: 255}},
		{`\color{yellow}x`, color.NRGBA{R: 255, G: 255, A: 255}}, // as KaTeX sets it
		{`\color{nothing}x`, ink},
	} {
		p := paint(c.tex)
		if got := light.Of(p); got != c.light {
			t.Errorf("%s is painted in %v on a light page, want %v", c.tex, got, c.light)
		}
		ground := dark.Ground
		if p.Ground.A > 0 {
			ground = p.Ground
		}
		if got := dark.Of(p); contrast(got, ground) < least && p.Ink != red {
			t.Errorf("%s is painted in %v on %v on a dark page", c.tex, got, ground)
		}
	}
	if p := paint(`\color{blue}x`); dark.Of(p).B != 255 || dark.Of(p).R == 255 {
		t.Errorf("blue on a dark page is %v", dark.Of(p))
	}
	b := lay(f, `\colorbox{yellow}{\colorbox{red}{x}}\cancel{y}\color{red}\bcancel{z}`)
	if len(b.Grounds) != 2 || b.Grounds[1].Ink != red || b.Grounds[0].Width <= b.Grounds[1].Width {
		t.Errorf("the grounds are %+v", b.Grounds)
	}
	if len(b.Strokes) != 2 || b.Strokes[0].Ink.A != 0 || b.Strokes[1].Ink != red || b.Strokes[0].Y1 < b.Strokes[0].Y2 || b.Strokes[1].Y1 > b.Strokes[1].Y2 {
		t.Errorf("the strokes are %+v", b.Strokes)
	}
}

// TestSizes measures what is set in a size of its own.
func TestSizes(t *testing.T) {
	f := testFont(t)
	size := func(tex string) float64 { g := lay(f, tex).Glyphs; return g[len(g)-1].Size }
	for _, c := range []struct {
		tex  string
		want float64
	}{
		{`x`, 20},
		{`\tiny x`, 10},
		{`\small x`, 18},
		{`\Huge x`, 2.488 * 20},
		{`\tiny\large x`, 24}, // of the text, not of what is around it
		{`{\tiny x}y`, 20},
		{`x^{\normalsize y}`, 20},
		{`\small\frac{1}{x}`, 18 * size(`\frac1x`) / 20},
		{`\text{a \large b}`, 24},
	} {
		if got := size(c.tex); got < c.want-1e-6 || got > c.want+1e-6 {
			t.Errorf("%s is set in %v, want %v", c.tex, got, c.want)
		}
	}
}
