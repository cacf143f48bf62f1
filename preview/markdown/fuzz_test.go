package markdown

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
)

// seeds are texts that reach into all corners.
func seeds(t testing.TB) []string {
	list := []string{
		"", "\n", "\r", "\r\n", "a\rb\r\rc\r\n\r\nd", "\uFEFF# a\n", ">\t#", "> \t#\n", "\x00", "a\x00b\n",
		"[^1]: a\n\n    b\n[^2]: c\n\nx[^2] y[^1]\n", "> [^1]: in\n\n[^1]", "- [^1]: in\n\n[^1]", "[^a]: [^b]: x\n\n[^a][^b]",
		"[^1]:\n[^1]", "![^1]\n\n[^1]: n", "a\n| b |\n|---|\n| c `x\\|y` |\n", "| a | b |\n|:-:|--|\n||\n| a |\n",
		"> | a |\n> |---|\n> | b |\n", "- a\n\n  b\n- c\n", "1) a\n2) b\n", "- [ ] a\n- [x] b\n  - [X] c\n", "-\n\n\n- \n",
		"```go x\na\n", "~~~\na\n~~~~\nb", "> ```\n> a\n> ```\nb", "    a\n\n\n    b\n", "\ta\n \tb\n", "- \ta\n\n\t\tb\n",
		"a  \nb\\\nc\r\nd  \r\ne\\\r\nf", "*a **b* c** ***d***", "`a\r\nb` ``c`d``", "![a *b* `c`](<d e> \"f\") [g][h]\n\n[h]: i 'j'\n",
		"<a\nb='c'>d</a> <!-- e\nf --> <?g?> <!H> <![CDATA[i]]>", "<div>\na\n\n</div>\n<script>\nb\n\n</script>\nc",
		"http://a.b (www.c.d) e@f.gh <mailto:i@j.kl> <ftp://m>", "a\n===\nb\n---\n# c #\n####### d\n#\n", "[a]: b\n[c]: d\ne\n===\n",
		"[a]: b\n2. foo\n", "[a]: b\n===\n", "&amp; &#0; &#x41; \\& &copy; &nope; &#13; &#10;", "***\n---\n- - -\n* a\n", "~~a~~ ~b~ ~~~c~~~",
		"a\n\n\n\n\nb\n\n", "   a\n  b\n", "1. a\n\n   > b\n   > - c\n   >\n   >       d\n", "|a|\n|-|\n\n[^1]: |b|\n    |-|\n\n[^1]",
		"$$\na\n$$\nb\n", "a\n$$ b\r\n\tc $$\r\n", "$$a$$\n$$\nb", "> $$\n> a\n> $$\n", "- $$\n  a\n\n  $$\n", "$$\n# a\n- b $$\n",
		"a $b$ *c $d* e$ $5 \\$f$", "$a\nb$ | $c$\n---|---\n$d$ | $$\n", "[$a$](b) ![$c$](d) `$e$` $`f`$", "```math\n\\a\n```\n",
		"$$\\def\\a{b}$$\n\n$\\a$ x\n\n> $$\\a$$\n\n$$\\renewcommand\\a[1]{#1}$$\n\n- $\\a c$\n",
		"$\\gdef\\a{\\b}$\n\n$$\\a$$\n\n$\\def\\b{x}$ $\\a$\n\n```math\n\\let\\c=\\a\n```\n\n$\\c$\n", "$\\def\\a{\\a\\a}\\a$\n\n$\\a$",
		"x[^1]\n\n[^1]: $\\a$\n\n$$\\newcommand{\\a}[2][d]{#1#2}$$\n\n$\\a x$ y\n",
	}
	for _, e := range specExamples(t) {
		list = append(list, e.Markdown)
	}
	return list
}

// checkParse reports what breaks the laws when src is parsed, after prev and
// in its dialect, and afresh.
func checkParse(t *testing.T, prev *Doc, src string, base int) *Doc {
	t.Helper()
	tx := text.New(src)
	var x Dialect
	if prev != nil {
		x = prev.as
	}
	fresh := x.Parse(nil, tx, base)
	again := x.Parse(prev, tx, base)
	if prev != nil {
		checkSince(t, again, prev)
	}
	checkLaws(t, fresh, src)
	if !sameDoc(fresh, again) {
		t.Errorf("parsing again differs from parsing afresh\nbefore: %q\nafter: %q\nafresh:\n%s\nagain:\n%s",
			before(prev), src, tree(fresh), tree(again))
	}
	if s := fresh.Text(); !strings.HasSuffix(s, "\n") || strings.ContainsAny(s, "\r\x00") {
		t.Errorf("text %q", s)
	}
	return again
}

func before(d *Doc) string {
	if d == nil {
		return ""
	}
	return d.src.String()
}

func sameDoc(a, b *Doc) bool {
	return a.Version == b.Version && a.Base == b.Base && reflect.DeepEqual(a.List(), b.List()) &&
		reflect.DeepEqual(starts(a), starts(b)) && reflect.DeepEqual(a.Problems(), b.Problems())
}

func starts(d *Doc) (list []int) {
	for i := range d.Len() {
		list = append(list, d.Start(i))
	}
	return list
}

func FuzzParse(f *testing.F) {
	growth.Alone(f)
	for _, s := range seeds(f) {
		f.Add(s, len(s)/2, "x")
		f.Add(s, len(s)/3, "\n\n")
	}
	f.Fuzz(func(t *testing.T, src string, at int, insert string) {
		if len(src) > 4096 || len(insert) > 256 {
			return
		}
		at = max(0, min(at, len(src)))
		for _, x := range []Dialect{{}, {InlineMath: true}} {
			d := checkParse(t, x.Parse(nil, text.New(""), 0), src, 0)
			d = checkParse(t, d, src[:at]+insert+src[at:], 0)
			checkParse(t, d, src, 0)
		}
	})
}

// TestEdits walks through random edits of a text and asks the laws after each.
func TestEdits(t *testing.T) {
	nasty := []string{
		"```", "\n", "\n\n", "> ", "- ", "|", "[x]: y\n", "[x]", "    ", "---\n", "===\n", "1. ", "#", "*", "**", "`", "[^1]", "[^1]: ",
		"<div>", "</div>", "<!--", "a", " ", "\r", "\r\n", "\t", "~~~\n", "\\", "![", "](", "é", "2. a\n", "$", "$$", "$$x$$\n", "\\a", "$$\\def\\a{x}$$\n", "$\\a$", "\n$$\n", "# h\n", "word\n\n",
	}
	all := seeds(t)
	sample, err := filepath.Glob("testdata/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range sample {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(b))
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	rounds := 150
	if growth.Race {
		rounds = 15
	}
	for round := range rounds {
		var parts []string
		for range 1 + rnd.IntN(12) {
			parts = append(parts, all[rnd.IntN(len(all))])
		}
		src := strings.Join(parts, "\n")
		base := rnd.IntN(20)
		d := Dialect{InlineMath: round%2 > 0}.Parse(nil, text.New(""), 0)
		for range 25 {
			at := rnd.IntN(len(src) + 1)
			end := min(at+rnd.IntN(6)*rnd.IntN(2), len(src))
			src = src[:at] + nasty[rnd.IntN(len(nasty))] + src[end:]
			d = checkParse(t, d, src, min(base, len(src)))
			if t.Failed() {
				t.Fatalf("round %d", round)
			}
		}
	}
}
