package markdown

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
	"galley.app/galley/preview/markdown/math"
)

// formulasOf writes the formulas of a Doc as "definitions ⊢ TeX", in its order.
func formulasOf(d *Doc) (list []string) {
	var look func(b *Block)
	look = func(b *Block) {
		if b.Kind == Math {
			list = append(list, b.Uses+" ⊢ "+strings.TrimSpace(b.Literal))
		}
		for _, in := range b.Inlines {
			if in.Kind == Formula {
				list = append(list, in.Attrs().Uses+" ⊢ "+in.Text)
			}
		}
		for _, c := range b.Children {
			look(c)
		}
	}
	for _, b := range d.From(0) {
		look(b)
	}
	return list
}

// TestMacros reads texts in which formulas define commands for those after
// them.
func TestMacros(t *testing.T) {
	for _, c := range []struct {
		name, src string
		want      []string
		problems  string
	}{
		{"for those after", "$\\a$\n\n$$\\def\\a{b}$$\n\n$\\a$ and $x$\n", []string{
			` ⊢ \a`, ` ⊢ \def\a{b}`, `\gdef\a{b} ⊢ \a`, ` ⊢ x`,
		}, `line 1: the command \a is not known [math]`},
		{"in a fence, a quote and a list", "```math\n\\newcommand{\\R}{\\mathbb{R}}\n```\n\n> $$\n> \\R\n> $$\n\n- $\\R$\n", []string{
			` ⊢ \newcommand{\R}{\mathbb{R}}`, `\gdef\R{\mathbb{R}} ⊢ \R`, `\gdef\R{\mathbb{R}} ⊢ \R`,
		}, ""},
		{"anew", "$\\def\\a{b}$ $\\a$ $\\renewcommand\\a{c}$ $\\a$\n", []string{
			` ⊢ \def\a{b}`, `\gdef\a{b} ⊢ \a`, `\gdef\a{b} ⊢ \renewcommand\a{c}`, `\gdef\a{c} ⊢ \a`,
		}, ""},
		{"what it needs and no more", "$\\def\\a{b}\\def\\c{\\a}\\def\\d{e}$\n\n$\\c$\n", []string{
			` ⊢ \def\a{b}\def\c{\a}\def\d{e}`, `\gdef\c{\a}\gdef\a{b} ⊢ \c`,
		}, ""},
		{"in a group it ends with that", "${\\def\\a{b}\\a}$ ${\\gdef\\c{b}}$\n\n$\\a\\c$\n", []string{
			` ⊢ {\def\a{b}\a}`, ` ⊢ {\gdef\c{b}}`, `\gdef\c{b} ⊢ \a\c`,
		}, `line 3: the command \a is not known [math]`},
		{"in a note, where that is written", "x[^n]\n\n$\\a$\n\n[^n]: $\\def\\a{b}$\n\n$\\a$\n", []string{
			` ⊢ \a`, ` ⊢ \def\a{b}`, `\gdef\a{b} ⊢ \a`, ` ⊢ \def\a{b}`,
		}, `line 3: the command \a is not known [math]`},
		{"without end", "a\n\n$$\n\\def\\a{\\a\\a}\n\\a\n$$\n\n$\\a$\n", []string{
			" ⊢ \\def\\a{\\a\\a}\n\\a", ` ⊢ \a`,
		}, `line 5: \a stands for too much: commands of the text's own are replaced at most 1000 times in a formula [math]; ` +
			`line 8: the command \a is not known [math]`},
		{"with the place of the mistake", "$$\\def\\a#1{\\no #1}$$\n\n$$\nx\n\\a y\n$$\n", []string{
			` ⊢ \def\a#1{\no #1}`, "\\gdef\\a#1{\\no #1} ⊢ x\n\\a y",
		}, `line 5: the command \no is not known [math]`},
		{"code is none", "`$\\def\\a{b}$`\n\n    $$\\def\\a{b}$$\n\n$\\a$\n", []string{` ⊢ \a`}, `line 5: the command \a is not known [math]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := Dialect{InlineMath: true}.Parse(nil, text.New(c.src), 0)
			checkLaws(t, d, c.src)
			if got := formulasOf(d); !slices.Equal(got, c.want) {
				t.Errorf("formulas\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
			var got []string
			for _, p := range d.Problems() {
				got = append(got, p.String())
			}
			if s := strings.Join(got, "; "); s != c.problems {
				t.Errorf("problems\n%s\nwant\n%s", s, c.problems)
			}
		})
	}
}

// TestMacroEdit changes a definition above formulas that stand for what it says,
// and a paragraph below that has nothing to do with it.
func TestMacroEdit(t *testing.T) {
	src := "$$\\def\\a{b}$$\n\nOne.\n\n$$\\a$$\n\nTwo.\n\nThree.\n\nFour.\n\n$$x$$\n"
	d := Parse(nil, text.New(src), 0)
	changed := strings.Replace(src, "{b}", "{c}", 1)
	n := checkParse(t, d, changed, 0)
	if got := formulasOf(n); got[1] != `\gdef\a{c} ⊢ \a` {
		t.Errorf("the formula below is %q", got[1])
	}
	for i := range n.Len() {
		if same := n.Block(i) == d.Block(i); same != (i != 0 && i != 2) {
			t.Errorf("block %d is the same: %v", i, same)
		}
	}
	gone := checkParse(t, n, "No more.\n\n"+changed[strings.Index(changed, "One."):], 0)
	if got := formulasOf(gone); got[0] != ` ⊢ \a` {
		t.Errorf("without its definition the formula is %q", got[0])
	}
	below := checkParse(t, n, strings.Replace(changed, "$$x$$", "$$x\\a$$", 1), 0)
	if got := formulasOf(below); got[2] != `\gdef\a{c} ⊢ x\a` {
		t.Errorf("a formula that was changed is %q", got[2])
	}
}

// TestMacroEffort counts the work of parsing the part around a key: that of a
// text without definitions is not more for formulas being there, and that of one
// with definitions does not grow with the formulas.
func TestMacroEffort(t *testing.T) {
	asked := func(head string, formulas int) (times int) {
		src := head + strings.Repeat("Words and $x$.\n\n", formulas) + "The end.\n"
		d := Dialect{InlineMath: true}.Parse(nil, text.New(src), 0)
		r := scan([]byte("The end!\n"), d.refs, d.as)
		r.before = func() *math.Scope { times++; return d.scope(d.Len()) }
		r.blocks()
		return times
	}
	for _, n := range []int{10, 20, 40} {
		if got := asked("$\\def\\a{b}$\n\n", n); got != 0 {
			t.Errorf("with %d formulas, the definitions are read %d times for a paragraph without one", n, got)
		}
	}
}

// TestMacroBounds has texts whose commands are more work than is done for them.
func TestMacroBounds(t *testing.T) {
	growth.Alone(t)
	for name, c := range map[string]struct{ head, each string }{
		"doubling":    {"\\def\\a{xxxxxxxx}\\def\\b{\\a\\a\\a\\a\\a\\a\\a\\a}\\def\\c{\\b\\b\\b\\b\\b\\b\\b\\b}\\def\\d{\\c\\c\\c\\c}", "$\\d$\n\n"},
		"long ones":   {"\\def\\a{" + strings.Repeat("x", 10_000) + "}", "$\\a\\a\\a$\n\n"},
		"definitions": {"\\def\\a{}", "$\\def\\%s{" + strings.Repeat("x", 1000) + "}$\n\n"},
	} {
		t.Run(name, func(t *testing.T) {
			var effort []int
			for n := 50; n <= 200; n *= 2 {
				var src strings.Builder
				src.WriteString("$" + c.head + "$\n\n")
				for i := range n {
					each := c.each
					if strings.Contains(each, "%s") {
						each = fmt.Sprintf(each, strings.Repeat("a", i%50+2)+string(rune('a'+i/50)))
					}
					src.WriteString(each)
				}
				d := Dialect{InlineMath: true}.Parse(nil, text.New(src.String()), 0)
				effort = append(effort, d.effort)
			}
			if effort[1] > 2*effort[0]+100 || effort[2] > 2*effort[1]+100 {
				t.Errorf("the effort is %v", effort)
			}
		})
	}
	src := "$\\def\\a{" + strings.Repeat("x", 15_000) + "}$\n\n" + strings.Repeat("$\\a\\a\\a\\a$\n\n", 400)
	d := Dialect{InlineMath: true}.Parse(nil, text.New(src), 0)
	said := 0
	for _, p := range d.Problems() {
		if strings.Contains(p.Message, "too much work") {
			said++
		}
	}
	if said == 0 || !math.Exhausted(d.effort) {
		t.Errorf("an effort of %d is told of %d times", d.effort, said)
	}
}
