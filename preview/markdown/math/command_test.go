package math

import (
	"strings"
	"testing"
)

// TestCommands has every command that KaTeX documents, without extensions and
// without what ties a formula to a page: testdata/commands.txt holds those that
// stand alone, and below a blank line formulas of the others. All are understood,
// and all that they show is in the typefaces.
func TestCommands(t *testing.T) {
	f := testFont(t)
	list := cases(t, "commands.txt")
	if len(list) != 2 {
		t.Fatalf("commands.txt has %d parts", len(list))
	}
	for _, tex := range append(strings.Fields(list[0]), strings.Split(list[1], "\n")...) {
		p := Parse(tex)
		for _, problem := range p.Problems {
			t.Errorf("%s: %v", tex, problem)
		}
		wellFormed(t, p.MathML(true))
		b := p.Layout(f, 20, true)
		sane(t, tex, b)
		for _, g := range b.Glyphs {
			if g.ID == 0 {
				t.Errorf("%s: no typeface has %q", tex, g.Rune)
			}
		}
	}
}

// TestShown demands that commands for signs show one and that others may show
// nothing.
func TestShown(t *testing.T) {
	f := testFont(t)
	for tex, want := range map[string]bool{
		`\alpha`: true, `\bull`: true, `\sum`: true, `\sin`: true, `\angl{}`: true, `\phase{}`: true, `\set{}`: true,
		`\begin{CD}@=\end{CD}`: true, `\begin{CD}@.\end{CD}`: false, `\relax`: false, `\quad`: false, `\begingroup\endgroup`: false,
	} {
		b := lay(f, tex)
		if got := len(b.Glyphs)+len(b.Rules)+len(b.Strokes) > 0; got != want {
			t.Errorf("%s shows something: %v", tex, got)
		}
	}
}
