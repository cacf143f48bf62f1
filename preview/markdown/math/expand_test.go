package math

import "testing"

// TestExpansion compares formulas that say when commands are replaced with what
// they come to.
func TestExpansion(t *testing.T) {
	for _, c := range []struct{ tex, same string }{
		{`\def\a{{xy}}\expandafter\sqrt\a`, `\sqrt{xy}`},
		{`\def\a{{xy}}\sqrt\a`, `\sqrt{xy}`},
		{`\def\a{xy}\def\f#1{[#1]}\expandafter\f\a \f\a`, `[x]y[xy]`},
		{`\def\a{\b}\def\b{xy}\def\f#1{[#1]}\expandafter\expandafter\expandafter\f\a`, `[x]y`},
		{`\def\a{\b}\def\b{xy}\def\f#1#2{#2#1}\expandafter\f\expandafter z\a\b`, `xyzxy`},
		{`\def\a{xy}\expandafter\alpha\a`, `\alpha xy`},
		{`\def\a{xy}\expandafter z\a`, `zxy`},
		{`\expandafter\alpha\beta`, `\alpha\beta`},
		{`\def\a{\b}\def\b{x}\expandafter\def\expandafter\c\expandafter{\a}\def\b{y}\c`, `y`},
		{`\def\a{x}\edef\b{\a\noexpand\a}\def\a{y}\b`, `xy`},
		{`\def\a{x}\edef\b{\alpha\a}\b`, `\alpha x`},
		{`\def\a{}\edef\b{\alpha\a x}\b`, `\alpha x`},
		{`\def\a{x}\edef\b{\alpha\noexpand x}\b`, `\alpha x`},
		{`\def\a{x}\noexpand\a y\noexpand z`, `yz`},
		{`\futurelet\a\b x\a`, `\b xx`},
		{`\def\f#1{(#1)}\futurelet\a\f x\a`, `(x)x`},
		{`{\global\futurelet\a+x}\a`, `{+x}x`},
		{`\@firstoftwo{a}{b}\@secondoftwo{c}d`, `ad`},
		{`\def\f{\@ifstar{s}{\g}}\def\g#1{(#1)}\f*\f x`, `s(x)`},
		{`\def\f{\@ifnextchar[{\g}{\g[n]}}\def\g[#1]#2{#1:#2}\f[k]x,\f y`, `k:x,n:y`},
		{`\@ifnextchar ab c`, `c`},
		{`\@ifnextchar ab ca`, `ba`},
		{`\def\f{\TextOrMath{words}{x^2}}\f\text{\f}`, `x^2\text{words}`},
		{`\bgroup\def\a{x}\a\egroup^2`, `{x}^2`},
		{`\sqrt\bgroup xy\egroup`, `\sqrt{xy}`},
		{`\frac{1\egroup\bgroup2}`, `\frac{1}{2}`},
		{`\let\a={\let\b=}\sqrt\a x\b y`, `\sqrt{x}y`},
		{`\let\a\bgroup\let\b\egroup\sqrt\a x\b y`, `\sqrt{x}y`},
		{`\let\a\expandafter\def\b{{xy}}\a\sqrt\b`, `\sqrt{xy}`},
		{`\def\bgroup{x}\bgroup`, `x`},
		{`\@foo`, `\@foo`},
	} {
		f := Parse(c.tex)
		if want := Parse(c.same).Problems; len(f.Problems) != len(want) {
			t.Errorf("%s: %v, want %v", c.tex, f.Problems, want)
		}
		if got, want := mathOf(f), mathOf(Parse(c.same)); got != want {
			t.Errorf("%s\n gives %s\nwant %s", c.tex, got, want)
		}
	}
}
