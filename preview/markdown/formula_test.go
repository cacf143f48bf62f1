package markdown

import (
	"math/rand/v2"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
)

// TestFormulaEdits changes lines of texts that are made of little but the signs
// around formulas, and compares parsing in part with parsing afresh.
func TestFormulaEdits(t *testing.T) {
	growth.Alone(t)
	lines := []string{
		"$$", "$$ a", "a $$", "$$a$$", "> $$", "> a", "> $$ b", "- $$", "  $$", "  a", "", "", "# h", "    c", "a", "$b$ c", "```", "$$\r", "---",
		`$$\def\a{b}$$`, `$\a$`, `$$\a\b$$`, `$\gdef\b#1{#1}$`, `$$ \renewcommand\a{\b c}`,
	}
	r := rand.New(rand.NewPCG(7, 1))
	rounds := 4000
	if growth.Race {
		rounds = 300
	}
	for round := range rounds {
		var src []string
		for range 3 + r.IntN(12) {
			src = append(src, lines[r.IntN(len(lines))])
		}
		d := Dialect{InlineMath: round%2 > 0}.Parse(nil, text.New(strings.Join(src, "\n")), 0)
		for range 4 {
			at, line := r.IntN(len(src)), lines[r.IntN(len(lines))]
			switch r.IntN(3) {
			case 0:
				src[at] = line
			case 1:
				src = append(src[:at], append([]string{line}, src[at:]...)...)
			default:
				if len(src) > 2 {
					src = append(src[:at], src[at+1:]...)
				}
			}
			d = checkParse(t, d, strings.Join(src, "\n"), 0)
			if t.Failed() {
				t.Fatalf("round %d", round)
			}
		}
	}
}

// TestDialectChange reads a text that did not change in another dialect.
func TestDialectChange(t *testing.T) {
	src := text.New("Let $x$ be.\n\n$$y$$\n")
	count := func(d *Doc) int {
		n := 0
		for _, b := range d.From(0) {
			for _, in := range b.Inlines {
				if in.Kind == Formula {
					n++
				}
			}
		}
		return n
	}
	plain := Parse(nil, src, 0)
	inline := Dialect{InlineMath: true}.Parse(plain, src, 0)
	again := Parse(inline, src, 0)
	if count(plain) != 0 || count(inline) != 1 || count(again) != 0 {
		t.Errorf("%d, %d and %d formulas among words", count(plain), count(inline), count(again))
	}
	if inline.Block(1) != plain.Block(1) {
		t.Error("a block that means the same in both is made anew")
	}
}

// TestFormulaProblems tells the lines of what is wrong in formulas.
func TestFormulaProblems(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"a\n\n$$\nx\n\\no\n$$\n", "line 5: the command \\no is not known [math]"},
		{"$$x \\no$$\n", "line 1: the command \\no is not known [math]"},
		{"```math\nx\r\n\r\n\\no\n```\n", "line 4: the command \\no is not known [math]"},
		{"> $$\n> {\n> $$\n", "line 2: an opening brace is not closed [math]"},
		{"a $x$\nb $\\no$\n", "line 2: the command \\no is not known [math]"},
		{"> $$\na $$\n", "line 1: two dollar signs begin a formula that does not end [math]"},
		{"$$" + strings.Repeat("x", 20_000) + "$$\n", "line 1: a formula of more than 16 KB is shown as its source [math]"},
		{"$$x$$\n", ""},
	} {
		var got []string
		for _, p := range (Dialect{InlineMath: true}).Parse(nil, text.New(c.src), 0).Problems() {
			got = append(got, p.String())
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%.40q: %q, want %q", c.src, s, c.want)
		}
	}
}
