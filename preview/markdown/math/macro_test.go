package math

import (
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
)

// mathOf gives the MathML of a formula without its TeX.
func mathOf(f *Formula) string {
	s, _, _ := strings.Cut(f.MathML(true), "<annotation")
	return s
}

// TestMacros compares formulas with commands of their own with what these stand
// for.
func TestMacros(t *testing.T) {
	for _, c := range []struct{ tex, same string }{
		{`\def\a{x^2}\a+\a`, `x^2+x^2`},
		{`\def\f#1{f(#1)}\f{x}+\f y+\f\alpha`, `f(x)+f(y)+f(\alpha)`},
		{`\def\f#1#2{#2#1}\f ab\f{ab}c`, `bacab`},
		{`\def\f#1x{\sin#1x}\f\alpha x`, `\sin\alpha x`},
		{`\def\p#1.#2;{[#1|#2]}\p ab.{c;d};`, `[ab|c;d]`},
		{`\def\p(#1,#2){#2#1}\p(a,{b,c})`, `b,ca`},
		{`\def\a{\alpha}\a x`, `\alpha x`},
		{`\def\a{\alpha}\a1`, `\alpha 1`},
		{`\newcommand{\R}{\mathbb{R}}\R^n`, `\mathbb{R}^n`},
		{`\newcommand\v[1]{\mathbf{#1}}\v{a}\v b`, `\mathbf{a}\mathbf{b}`},
		{`\newcommand{\o}[2][d]{#1+#2}\o{x}\o[y]{z}`, `d+xy+z`},
		{`\newcommand*\a{x}\a`, `x`},
		{`\newcommand{\norm}[1]{\left\lVert#1\right\rVert}\norm{\frac ab}`, `\left\lVert\frac ab\right\rVert`},
		{`\newcommand{\ba}{\begin{matrix}}\newcommand{\ea}{\end{matrix}}\ba a&b\\c&d\ea`, `\begin{matrix}a&b\\c&d\end{matrix}`},
		{`\newcommand{\row}[2]{#1&#2\\}\begin{matrix}\row ab\row cd\end{matrix}`, `\begin{matrix}a&b\\c&d\\\end{matrix}`},
		{`\DeclareMathOperator{\tr}{tr}\tr A`, `\operatorname{tr} A`},
		{`\DeclareMathOperator*{\es}{ess\,sup}\es_x`, `\operatorname*{ess\,sup}_x`},
		{`\let\s\sum\renewcommand\sum{\s\s}\sum`, `\sum\sum`},
		{`\def\a{x}\let\b=\a\def\a{y}\a\b`, `yx`},
		{`\let\to=+a\to b`, `a+b`},
		{`\def\a{x}\edef\b{\a}\def\a{y}\b`, `x`},
		{`{\def\a{x}\a}\def\a{y}\a`, `{x}y`},
		{`\def\a{x}{\def\a{y}\a}\a`, `{y}x`},
		{`{\gdef\a{x}}{\global\def\b{y}}{\global\let\c=z}{\xdef\d{\a}}\a\b\c\d`, `{}{}{}{}xyzx`},
		{`\providecommand\a{x}\providecommand\a{y}\providecommand\sin{z}\a\sin`, `x\sin`},
		{`\def\alpha{x}\alpha`, `x`},
		{`\def\a{x}\text{\a b $\a$}`, `\text{xb $x$}`},
		{`\def\a#1{\def\b##1{#1##1}}\a x\b y`, `xy`},
		{"\\def\\a{x% of } a\n}\\a y", `xy`},
		{`\def\a{\#1}\a`, `\#1`},
		{`\def\a#1{\\#1}x\a y`, `x\\y`},
		{`\long\def\a{x}\a`, `x`},
		{`\color{red}\def\a{x}\a`, `\color{red}x`},
		{`\displaystyle\def\a{x}\a`, `\displaystyle x`},
		{`\frac{\def\a{x}\a}{\def\a{y}\a}`, `\frac xy`},
		{`\sqrt[\def\a{x}\a]{y}`, `\sqrt[x]{y}`},
		{`x^{\def\a{2}\a}`, `x^{2}`},
	} {
		f := Parse(c.tex)
		if len(f.Problems) > 0 {
			t.Errorf("%s: %v", c.tex, f.Problems)
		}
		if got, want := mathOf(f), mathOf(Parse(c.same)); got != want {
			t.Errorf("%s\n gives %s\nwant %s", c.tex, got, want)
		}
	}
}

// TestScope reads formulas one after the other. What a formula needs makes the
// same of it anywhere.
func TestScope(t *testing.T) {
	var s Scope
	for _, c := range []struct{ tex, same, uses string }{
		{`\a`, `\a`, ``},
		{`\def\a{x}\newcommand{\b}[2][\a]{#1#2}`, ``, ``},
		{`\b y`, `xy`, `\newcommand{\b}[2][\a]{#1#2}\gdef\a{x}`},
		{`\a\def\a{z}\a`, `xz`, `\gdef\a{x}`},
		{`\b y`, `zy`, `\newcommand{\b}[2][\a]{#1#2}\gdef\a{z}`},
		{`\let\s\sum`, ``, ``},
		{`\s_1^2 \renewcommand\sum{q}`, `\sum_1^2`, `\gdef\s{` + "\x01" + `sum}`},
		{`\sum\s`, `q\gdef\sum{}\let\undone\sum \iint`, ``},
		{`x`, `x`, ``},
		{`\let\o={\let\c=}`, ``, ``},
		{`\sqrt\o x\c y`, `\sqrt{x}y`, `\gdef\o{` + "\x01" + `bgroup}\gdef\c{` + "\x01" + `egroup}`},
		{`\def\e{\e\e}\e`, ``, ``}, // it is given up with what it defines
		{`\e`, `\e`, ``},
	} {
		f, uses, _ := s.Read(c.tex)
		if c.tex == `\sum\s` {
			c.same = ""
			if got, want := mathOf(f), `q</mi><mo`; !strings.Contains(got, want) {
				t.Errorf("%s gives %s", c.tex, got)
			}
		} else if c.uses != uses {
			t.Errorf("%s needs %q, want %q", c.tex, uses, c.uses)
		}
		if got, want := mathOf(f), mathOf(Parse(c.same)); c.same != "" && got != want {
			t.Errorf("%s\n gives %s\nwant %s", c.tex, got, want)
		}
		if got := mathOf(ParseWith(uses, c.tex)); got != mathOf(f) {
			t.Errorf("%s gives by itself\n%s\nand in its place\n%s", c.tex, got, mathOf(f))
		}
	}
}

// TestEffort counts the work that commands of a formula's own are.
func TestEffort(t *testing.T) {
	for name, each := range map[string]string{
		"calls":       `\a`,
		"arguments":   `\b{x}`,
		"nothing":     `\c`,
		"redefined":   `\def\a{y}\a`,
		"within":      `{\def\a{y}\a}`,
		"delimited":   `\d x.`,
		"never ended": `\e x`,
	} {
		effort := make([]int, 3)
		for i := range effort {
			p := &parser{reader: reader{
				src:    `\def\a{xxxxxxxx}\def\b#1{#1#1#1}\def\c{}\def\d#1.{#1}\def\e#1;{#1}` + strings.Repeat(each, 50<<i),
				places: []place{{}}, scope: &Scope{},
			}}
			p.formula()
			effort[i] = p.effort
			if p.endless == nil && (effort[i] == 0 || len(p.places) > 2*p.expansions+1) {
				t.Errorf("%s: an effort of %d and %d places for %d", name, effort[i], len(p.places), p.expansions)
			}
		}
		if effort[2] > 5*effort[1] || effort[2] > 200_000 {
			t.Errorf("%s takes %v", name, effort)
		}
	}
}

// TestEndless has formulas that stand for more than can be.
func TestEndless(t *testing.T) {
	growth.Alone(t)
	f := testFont(t)
	for name, tex := range map[string]string{
		"itself":        `\def\a{\a}\a`,
		"doubling":      `\def\a{\a\a}\a`,
		"growing":       `\def\a#1{\a{#1#1}}\a x`,
		"two":           `\def\a{\b}\def\b{\a}\a`,
		"in words":      `\def\a{\a\a}\text{\a}`,
		"now":           `\def\a{\a\a}\edef\b{\a}\b`,
		"in a cell":     `\begin{matrix}\def\a{\a&\a}\a\end{matrix}`,
		"open":          `\def\a{\left(\a}\a`,
		"deep":          `\def\a{\sqrt\a}\a`,
		"braces":        `\def\a{{\a}}\a`,
		"definitions":   `\def\a{\def\a{\a}\a}\a`,
		"a long one":    `\def\a{` + strings.Repeat("x", 10_000) + `}` + strings.Repeat(`\a`, 1000),
		"shorthands":    strings.Repeat(`\coloneq`, 2000),
		"redefined":     `\def\mathrel{\coloneq}\coloneq`,
		"expandafters":  strings.Repeat(`\expandafter`, 1300) + "x",
		"expanded":      `\def\a{\expandafter\a\expandafter\a}\a`,
		"noexpands":     `\def\a{x}` + strings.Repeat(`\noexpand\a`, 1200),
		"choices of":    strings.Repeat(`\@firstoftwo{`, 1100) + strings.Repeat("}{}", 400),
		"futures":       `\def\a{\futurelet\b\a}\a`,
		"ifnext":        `\def\a{\@ifnextchar x{\a}{\a}}\a x`,
		"bgroups":       strings.Repeat(`\bgroup`, 2000),
		"colours":       strings.Repeat(`\color{red}`, 1000),
		"sizes":         strings.Repeat(`\Huge x`, 80),
		"sizes deep":    strings.Repeat(`{\Huge x^`, 90),
		"many colours":  strings.Repeat(`\textcolor{red}{x\textcolor{blue}{y}}`, 300),
		"deep colours":  strings.Repeat(`\textcolor{red}{x`, 90) + strings.Repeat("}", 90),
		"boxes":         strings.Repeat(`\fbox{$`, 40) + "x" + strings.Repeat("$}", 40),
		"cancelled":     strings.Repeat(`\cancel{`, 90) + "x" + strings.Repeat("}", 90),
		"choices":       strings.Repeat(`\mathchoice{a}{b}{c}{`, 90) + strings.Repeat("}", 90),
		"negative":      `\rule{-1em}{-1em}\rule[-9em]{1em}{2em}\raisebox{-9em}{x}\fbox{}\colorbox{red}{}\cancel{}\sout{}`,
		"words in them": strings.Repeat(`\text{{`, 45) + strings.Repeat("}}", 45),
	} {
		t.Run(name, func(t *testing.T) {
			p := Parse(tex)
			wellFormed(t, p.MathML(true))
			sane(t, tex, p.Layout(f, 20, true))
			sane(t, tex, p.Layout(f, 20, false))
			if p.Refused() && len(p.Problems) != 1 {
				t.Errorf("%v", p.Problems)
			}
		})
	}
	for _, tex := range []string{`\def\a{\a\a}\a`, `\def\a#1{\a{#1#1}}\a x`} {
		if p := Parse("x+" + tex); !p.Refused() || p.Problems[0].Off == 0 {
			t.Errorf("%s: %v", tex, p.Problems)
		}
	}
}
