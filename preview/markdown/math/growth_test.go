package math

import (
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
)

// TestGrowth counts what formulas of n parts take.
func TestGrowth(t *testing.T) {
	f := testFont(t)
	for name, tex := range map[string]func(n int) string{
		"cells":     func(n int) string { return strings.Repeat("&", n) },
		"rows":      func(n int) string { return strings.Repeat(`a\\`, n) },
		"arrows":    func(n int) string { return `\begin{CD}` + strings.Repeat("A@>>>", n) + `\end{CD}` },
		"upright":   func(n int) string { return `\begin{CD}` + strings.Repeat(`@VVV\\`, n) + `\end{CD}` },
		"no arrows": func(n int) string { return `\begin{CD}` + strings.Repeat("@", n) + `\end{CD}` },
		"bars":      func(n int) string { return `\Braket{` + strings.Repeat("|", n) + "}" },
		"angles":    func(n int) string { return strings.Repeat(`\angl{a}\phase{b}`, n) },
		"scripts":   func(n int) string { return strings.Repeat("a_b^c", n) },
	} {
		t.Run(name, func(t *testing.T) {
			growth.Bytes(t, 500, func(n int) func() {
				tex := tex(n)
				return func() {
					p := Parse(tex)
					p.MathML(true)
					p.Layout(f, 20, true)
				}
			})
		})
	}
}
