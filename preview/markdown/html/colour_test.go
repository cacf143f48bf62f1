package html

import (
	"slices"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/syntax"
)

func coloured(t *testing.T, src string, on bool) string {
	t.Helper()
	var b strings.Builder
	var options Options
	if on {
		options.Colour = new(syntax.Languages)
	}
	if _, err := Of(&b, src, markdown.Dialect{}, options); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestColour(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"go", "```go\nif a < 1 { // b\n}\n```\n", `<pre><code class="language-go"><span class="hl-keyword">if</span> a &lt; <span class="hl-number">1</span> { <span class="hl-comment">// b</span>
}
</code></pre>
`},
		{"unknown", "```klingon\nif\n```\n", "<pre><code class=\"language-klingon\">if\n</code></pre>\n"},
		{"none", "```\nif\n```\n", "<pre><code>if\n</code></pre>\n"},
		{"markup in it", "```python\n\"</code><script>\"\n```\n", "<pre><code class=\"language-python\"><span class=\"hl-string\">&quot;&lt;/code&gt;&lt;script&gt;&quot;</span>\n</code></pre>\n"},
	} {
		got := coloured(t, c.src, true)
		if got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.name, got, c.want)
		}
		plain := coloured(t, c.src, false)
		if strings.Contains(plain, "<span") || htmlWords(t, plain) != htmlWords(t, got) {
			t.Errorf("%s: the fragment without colours is %s", c.name, plain)
		}
	}
	raw := coloured(t, "<span class=\"x\">a</span> <span class=\"hl-name\">b</span>\n", true)
	if strings.Contains(raw, `"x"`) {
		t.Errorf("a foreign class is kept: %s", raw)
	}
}

// TestColourBounds holds that what has colours is a matter of bytes.
func TestColourBounds(t *testing.T) {
	block := "```go\n" + strings.Repeat("// "+strings.Repeat("a ", 500)+"\n", 60) + "```\n\n"
	blocks := maxColoured / (len(block) - len("```go\n```\n\n"))
	got := coloured(t, strings.Repeat(block, blocks+3), true)
	n := strings.Count(got, "<pre>")
	plain := strings.Count(got, "<pre><code class=\"language-go\">// a")
	if n != blocks+3 || plain != 3 {
		t.Errorf("%d of %d blocks have no colours, want the last 3", plain, n)
	}
	if !strings.HasSuffix(got, "a \n</code></pre>\n") {
		t.Error("the last one has colours")
	}
}

// TestColourTooMuch holds that code without colours is told of where it is the
// work that it lacks them for, and that no more than a few blocks are tried.
func TestColourTooMuch(t *testing.T) {
	growth.Alone(t)
	busy := "```java\n" + strings.Repeat(strings.Repeat("a ", 1000)+"\n", 30) + "```\n\n"
	short := "```java\nint a;\n```\n\n"
	var b strings.Builder
	problems, err := Of(&b, short+busy+busy+short, markdown.Dialect{}, Options{Colour: new(syntax.Languages)})
	if err != nil {
		t.Fatal(err)
	}
	var lines []int
	for _, p := range problems {
		if !strings.Contains(p.Message, "too much work") {
			t.Errorf("line %d: %s", p.Line, p.Message)
		}
		lines = append(lines, p.Line)
	}
	if want := []int{6, 39}; !slices.Equal(lines, want) {
		t.Errorf("told of in lines %v, want %v", lines, want)
	}
	if n := strings.Count(b.String(), "<span"); n != 1 {
		t.Errorf("%d parts have colours, want that of the first block", n)
	}
}
