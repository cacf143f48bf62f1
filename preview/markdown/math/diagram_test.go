package math

import (
	"math"
	"testing"

	"golang.org/x/image/font/sfnt"
)

// inkOf gives the left and right edges of the ink of the glyphs that stand for r,
// or for 0 of the parts that long signs are put together of.
func inkOf(f *Font, b *Box, r rune) (left, right float64) {
	left, right = math.Inf(1), math.Inf(-1)
	for _, g := range b.Glyphs {
		if g.Rune == r {
			m := f.metrics(g.Face, sfnt.GlyphIndex(g.ID))
			left, right = min(left, g.X+m.left*g.Size), max(right, g.X+m.right*g.Size)
		}
	}
	return left, right
}

// TestDiagram asks where the arrows of a diagram stand.
func TestDiagram(t *testing.T) {
	f := testFont(t)
	middle := func(b *Box, r rune) float64 {
		left, right := inkOf(f, b, r)
		return (left + right) / 2
	}
	const upright = `\begin{CD} A @. B \\ @V\text{Long}VgV @. \\ C @. D \end{CD}`
	const level = `\begin{CD} A @>f>> B \\ C @. D \\ E @=\text{x} F \end{CD}`
	b := lay(f, upright)
	arrow := '↓'
	if _, right := inkOf(f, b, arrow); math.IsInf(right, -1) {
		arrow = 0
	}
	if m := middle(b, arrow); math.Abs(m-middle(b, '𝐴')) > 4 || math.Abs(m-middle(b, '𝐶')) > 4 {
		t.Errorf("an arrow at %v stands below an object at %v, over one at %v", m, middle(b, '𝐴'), middle(b, '𝐶'))
	}
	if _, end := inkOf(f, b, 'g'); middle(b, 'L') > middle(b, arrow) || end > middle(b, '𝐵') || find(t, b, 'L').Y > find(t, b, '𝐶').Y {
		t.Error("labels do not stand beside their arrow")
	}
	if g := find(t, b, '𝑔'); g.X < middle(b, arrow) || g.Size > 16 {
		t.Errorf("the second label is %+v", g)
	}
	b = lay(f, level)
	if g := find(t, b, '𝑓'); g.Y > -20 || g.X < find(t, b, '𝐴').X+20 || g.X > find(t, b, '𝐵').X-20 {
		t.Errorf("the label of a level arrow is %+v", g)
	}
	if len(b.Rules) != 2 || b.Rules[0].Width < 2.5*20 || b.Rules[0].Width != b.Rules[1].Width {
		t.Errorf("a long sign of equality is %+v", b.Rules)
	}
	long := lay(f, `\begin{CD} A @>>\text{as wide as the column}> B \\ C @>>> D \end{CD}`)
	edges := map[float64]int{}
	for _, g := range long.Glyphs {
		if g.Rune == 0 {
			edges[math.Round(g.X)]++
		}
	}
	for x, n := range edges {
		if n%2 != 0 {
			t.Errorf("of two arrows in a column only one has a part at %v", x)
		}
	}
	if len(edges) == 0 {
		t.Error("no arrow is as wide as its column")
	}
}
