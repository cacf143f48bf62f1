package markdown

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
)

// bounded runs f and fails if it takes absurdly long.
func bounded(t *testing.T, f func()) time.Duration {
	t.Helper()
	start := time.Now()
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		buf := make([]byte, 1<<16)
		t.Fatalf("not done after 30 s:\n%s", buf[:runtime.Stack(buf, true)])
	}
	return time.Since(start)
}

func TestPathological(t *testing.T) {
	growth.Alone(t)
	n := 50_000
	if growth.Race {
		n = 2000 // everything takes ten times as long
	}
	rep := strings.Repeat
	var mixed strings.Builder
	for i := 1; mixed.Len() < n*5; i++ {
		mixed.WriteString("a" + rep("`", i))
	}
	tests := []struct{ name, src string }{
		{"open brackets", rep("[", n)},
		{"nested brackets", rep("[", n) + "a" + rep("]", n)},
		{"nested links", rep("[", n) + "a" + rep("](b)", n)},
		{"image brackets", rep("![", n)},
		{"open links", rep("[a](", n)},
		{"open links with titles", rep("[a](<b \"", n)},
		{"nested quotes", rep(">", n) + " a"},
		{"nested quotes on many lines", rep(rep("> ", 500)+"a\n", 100)},
		{"nested lists", rep("- ", n) + "a"},
		{"nested ordered lists", rep("1. ", n) + "a"},
		{"nested lists by indent", func() string {
			var b strings.Builder
			for i := range min(n, 1500) / 2 {
				b.WriteString(rep("  ", i) + "- a\n")
			}
			return b.String()
		}()},
		{"quotes and lists", rep("> - ", n) + "a"},
		{"long list", rep("- a\n", n)},
		{"beginnings of formulas", rep("$$ a\n", n)},
		{"formulas", rep("$$\nx^2\n$$\n", n/4)},
		{"deep formulas", rep("$$"+rep("{", 1000)+"$$\n", n/4000)},
		{"a long formula", "$$\n" + rep("x^2 +\n", n) + "$$\n"},
		{"many empty items", rep("-\n", n)},
		{"wide table", "|" + rep("a|", n/5) + "\n|" + rep("-|", n/5) + "\n|" + rep("b|", n/5) + "\n"},
		{"wide table with short rows", "|" + rep("a|", n/5) + "\n|" + rep("-|", n/5) + "\n" + rep("b\n", n)},
		{"escaped pipes in code", "|a|\n|-|\n" + rep("|`x\\|y`|\n", n)},
		{"delimiter lines", rep("a|b\n-|-\n", n)},
		{"unclosed emphasis", rep("*a_ ", n)},
		{"unclosed emphasis in many paragraphs", rep(rep("*a_ ", 500)+"\n\n", n/100)},
		{"nested emphasis", rep("*a **b ", n) + rep("c** d*", n)},
		{"nested emphasis in bounds", rep("*a **b ", 2000) + rep("c** d*", 2000)},
		{"emphasis of three kinds", rep("a*b_c~", n)},
		{"ticks", mixed.String()},
		{"ticks in many paragraphs", rep(rep("`", 1000)+"a\n\n", n/250)},
		{"open tags", rep("<a b='", n)},
		{"open comments", rep("<!-- a ", n)},
		{"open instructions", rep("<? a ", n)},
		{"open declarations", rep("<!A ", n)},
		{"addresses", rep("http://", n)},
		{"mail addresses", rep("a@b ", n)},
		{"colons", rep("a:", n)},
		{"autolinks", rep("<a:", n)},
		{"definitions", rep("[a]: b\n", n)},
		{"different definitions", func() string {
			var b strings.Builder
			for i := range n / 5 {
				fmt.Fprintf(&b, "[a%d]: b\n\n[a%d]\n\n", i, i)
			}
			return b.String()
		}()},
		{"footnotes", func() string {
			var b strings.Builder
			for i := range n / 5 {
				fmt.Fprintf(&b, "[^%d]: b\n\n[^%d]\n\n", i, i)
			}
			return b.String()
		}()},
		{"nested footnotes", rep("[^1]: ", n)},
		{"one line", rep("word ", n*8)},
		{"one heading", "# " + rep("word *a* ", n*2)},
		{"one cell", "|a|\n|-|\n|" + rep("*a_ ", n) + "|"},
		{"equal headings", rep("# a\n", n)},
		{"backslashes", rep("\\", n*4)},
		{"entities", rep("&", n) + rep("&amp;", n)},
		{"breaks", rep("a  \n", n)},
		{"tabs", rep("\t", n) + "a\n" + rep(">\t", n)},
		{"empty lines", rep("\n", n*10)},
		{"carriage returns", rep("\r", n*10)},
		{"NUL", rep("\x00", n)},
		{"fences", rep("```\n", n)},
		{"HTML blocks", rep("<div>\n\n", n)},
		{"nested HTML", rep("<b>", n)},
		{"script", rep("<script>\n", n)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var d *Doc
			took := bounded(t, func() { d = parseString(test.src) })
			t.Log(took)
			checkLaws(t, d, test.src)
			took = bounded(t, func() { _ = d.Text() })
			t.Log(took)
		})
	}
}

func TestBounds(t *testing.T) {
	rep := strings.Repeat
	tests := []struct {
		name, src, rule string
		line            int
	}{
		{"long paragraph", "a\n\n" + rep("*word* ", 20_000), "long-paragraph", 3},
		{"many delimiters", "a\n\n\n" + rep("*a_ ", 10_000), "long-paragraph", 4},
		{"deep", "a\n\n" + rep("> ", 1000) + "a", "deep", 3},
		{"wide table", rep("a|", 2000) + "\n" + rep("-|", 2000) + "\n" + rep("b|\n", 100), "table", 1},
		{"notes", rep("[^a]: b\n", 2000), "notes", 1000},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			d := parseString(test.src)
			checkLaws(t, d, test.src)
			if !slices.ContainsFunc(d.Problems(), func(p Problem) bool { return p.Rule == test.rule && p.Line == test.line }) {
				t.Errorf("%d problems, none of them %s in line %d", len(d.Problems()), test.rule, test.line)
			}
			if test.rule == "long-paragraph" {
				last := d.Block(d.Len() - 1)
				if len(last.Inlines) != 1 || last.Inlines[0].Style != 0 || len(last.Inlines[0].Text) < 30_000 {
					t.Errorf("%d inlines", len(last.Inlines))
				}
			}
			if test.rule == "deep" {
				depth := 0
				for b := d.Block(1); len(b.Children) > 0; b = b.Children[0] {
					depth++
				}
				if depth > maxDepth+1 {
					t.Errorf("depth %d", depth)
				}
			}
		})
	}
}

func TestPlain(t *testing.T) {
	const src = "a\r\n\r\nb\rc\x00 \n\n"
	d := plain(bodyOf(src))
	checkLaws(t, d, src)
	if got, want := d.Text(), "a\n\nb\nc\uFFFD\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if len(d.Block(0).problems) != 1 {
		t.Error("no problem")
	}
}

// TestPathologicalDollars does the same for formulas among words.
func TestPathologicalDollars(t *testing.T) {
	n := 50_000
	if growth.Race {
		n = 2000
	}
	x := Dialect{InlineMath: true}
	for name, src := range map[string]string{
		"signs": strings.Repeat("$", n), "beginnings": strings.Repeat("$a ", n), "ends": strings.Repeat("a$ ", n),
		"formulas": strings.Repeat("$a$ ", n/4), "lines": strings.Repeat("$a\n", n), "escapes": strings.Repeat("$\\", n),
		"digits": strings.Repeat("$a$1 ", n), "braces": "$" + strings.Repeat("{", n) + "$",
	} {
		t.Run(name, func(t *testing.T) {
			bounded(t, func() {
				checkLaws(t, x.Parse(nil, text.New(src), 0), src)
			})
		})
	}
}
