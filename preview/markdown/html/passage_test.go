package html

import (
	"math/rand/v2"
	"strings"
	"testing"

	nethtml "golang.org/x/net/html"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
	"galley.app/galley/preview/markdown"
)

const letter = `A *first* paragraph, with [a link](/x) & more.

## A heading

- one **bold**
- two
  - inner
- three

3. third
4. fourth

- [ ] open
- [x] done

| Name | *What* |
|------|-----:|
| Ink | 12 |
| Paper | 1,200 |

> Said
> once.

` + "```go\nfunc a() {\n\treturn\n}\n```" + `

![A picture](a.png)

***

<div>raw <b>HTML</b></div>

Last<br>line with <kbd>Ctrl</kbd>.[^n]

[^n]: A note.
`

// place finds words on the page: the start of the first leaf's part that reads
// so.
func place(t *testing.T, d *markdown.Doc, title, words string, end bool) markdown.Pos {
	t.Helper()
	at := func(i, leaf int, b *markdown.Block) (markdown.Pos, bool) {
		off := strings.Index(b.Words(), words)
		if off < 0 {
			return markdown.Pos{}, false
		}
		if end {
			off += len(words)
		}
		return markdown.Pos{Block: i, Leaf: leaf, Off: off}, true
	}
	for i := -1; i < d.Len(); i++ {
		b := &markdown.Block{Kind: markdown.Heading, Inlines: []markdown.Inline{{Kind: markdown.Text, Text: title}}}
		if i >= 0 {
			b = d.Block(i)
		}
		for n := range b.Leaves() {
			if pos, ok := at(i, n, b.Leaf(n)); ok {
				return pos
			}
		}
	}
	t.Fatalf("%q is not on the page", words)
	return markdown.Pos{}
}

func TestPassage(t *testing.T) {
	d := markdown.Parse(nil, text.New(letter), 0)
	for name, c := range map[string]struct{ from, to, text, html string }{
		"in a word":      {"irs", "irs", "irs", "<em>irs</em>"},
		"over a style":   {"A f", "t para", "A first para", "A <em>first</em> para"},
		"whole leaf":     {"A heading", "A heading", "A heading", "<h2>A heading</h2>\n"},
		"two blocks":     {"more.", "A head", "more.\n\nA head", "<p>more.</p>\n<h2>A head</h2>\n"},
		"items":          {"bold", "tw", "• bold\n• tw", "<ul>\n<li><strong>bold</strong></li>\n<li>tw</li>\n</ul>\n"},
		"ordered":        {"fourth", "open", "4. fourth\n\n[ ] open", "<ol start=\"4\">\n<li>fourth</li>\n</ol>\n<ul>\n<li><input disabled=\"\" type=\"checkbox\"/> open</li>\n</ul>\n"},
		"one cell":       {"Paper", "Paper", "Paper", "<p>Paper</p>\n"},
		"a row":          {"Ink", "12", "Ink\t12", "<table>\n<tbody>\n<tr>\n<td>Ink</td>\n<td align=\"right\">12</td>\n</tr>\n</tbody>\n</table>\n"},
		"rows":           {"What", "Paper", "\tWhat\nInk\t12\nPaper\t", "<table>\n<thead>\n<tr>\n<th></th>\n<th align=\"right\"><em>What</em></th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>Ink</td>\n<td align=\"right\">12</td>\n</tr>\n<tr>\n<td>Paper</td>\n<td align=\"right\"></td>\n</tr>\n</tbody>\n</table>\n"},
		"within code":    {"a() {\n\tre", "a() {\n\tre", "a() {\n\tre", "<code>a() {\n\tre</code>"},
		"code and quote": {"once", "func a", "once.\n\nfunc a", "<blockquote>\n<p>once.</p>\n</blockquote>\n<pre><code class=\"language-go\">func a\n</code></pre>\n"},
		"a picture":      {"A picture", "A picture", "A picture", "<p><img src=\"a.png\" alt=\"A picture\"/></p>\n"},
		"a rule":         {"ture", "raw", "A picture\n\nraw", "<p><img src=\"a.png\" alt=\"A picture\"/></p>\n<hr/>\n<p>raw</p>\n"},
		"the title":      {"Title", "A ", "Title\n\nA", "<h1>Title</h1>\n<p>A </p>\n"},
	} {
		t.Run(name, func(t *testing.T) {
			p := markdown.Passage{Doc: d, Title: "The Title", From: place(t, d, "The Title", c.from, false), To: place(t, d, "The Title", c.to, true)}
			if got := p.Text(); got != c.text {
				t.Errorf("text:\n%q\nwant\n%q", got, c.text)
			}
			if got := Passage(p, Options{}); got != c.html {
				t.Errorf("HTML:\n%q\nwant\n%q", got, c.html)
			}
		})
	}
}

// whole is the passage of everything.
func whole(d *markdown.Doc) markdown.Passage {
	p := markdown.Passage{Doc: d}
	n := d.Len() - 1
	p.To = markdown.Pos{Block: n, Leaf: max(0, d.Block(n).Leaves()-1)}
	if leaf := d.Block(n).Leaf(p.To.Leaf); leaf != nil {
		p.To.Off = len(leaf.Words())
	}
	return p
}

func TestPassageOfAll(t *testing.T) {
	d := markdown.Parse(nil, text.New(letter), 0)
	if got, want := whole(d).Text(), strings.TrimRight(d.Text(), "\n"); got != want {
		t.Errorf("all as text:\n%s\nwant\n%s", got, want)
	}
	var b strings.Builder
	if _, err := Write(&b, d, Options{}); err != nil {
		t.Fatal(err)
	}
	words := func(s string) string { return htmlWords(t, s) }
	got, want := words(Passage(whole(d), Options{})), words(b.String())
	// A footnote's mark and way back are read differently: they lead nowhere in a part.
	want = strings.ReplaceAll(want, "↩︎", "")
	if strings.Join(strings.Fields(got), "") != strings.Join(strings.Fields(want), "") {
		t.Errorf("all as HTML reads\n%s\nwant\n%s", got, want)
	}
}

func TestPassageLinks(t *testing.T) {
	d := markdown.Parse(nil, text.New("[a](/x) [b](javascript:alert(1)) ![c](p.png) <script>x()</script><ins onclick=x()>d</ins>\n\nend\n"), 0)
	p := whole(d)
	got := Passage(p, Options{Base: "https://example.org/posts/me"})
	want := "<p><a href=\"https://example.org/x\">a</a> b <img src=\"https://example.org/posts/p.png\" alt=\"c\"/> x()<ins>d</ins></p>\n<p>end</p>\n"
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestPassageAnywhere cuts a page at every two places: what comes out is
// well formed, harmless, and the text of neighbouring parts joins.
func TestPassageAnywhere(t *testing.T) {
	growth.Alone(t)
	hostile := letter + "\n\n<script>alert(1)</script>\n\n<div onclick=\"x\">a\n\nb <a href=\"javascript:x\">c\n\n| a |\n|---|\n| <b>x | y |\n\n- \n- x\n\n>\n"
	d := markdown.Parse(nil, text.New(hostile), 0)
	var all []markdown.Pos
	for i, b := range d.From(0) {
		n := b.Leaves()
		for leaf := range max(1, n) {
			size := 0
			if l := b.Leaf(leaf); l != nil {
				size = len(l.Words())
			}
			for off := 0; off <= size; off++ {
				all = append(all, markdown.Pos{Block: i, Leaf: leaf, Off: off})
			}
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		a, b := all[rng.IntN(len(all))], all[rng.IntN(len(all))]
		if a.Compare(b) > 0 {
			a, b = b, a
		}
		p := markdown.Passage{Doc: d, From: a, To: b}
		_ = p.Text()
		checkWellFormed(t, Passage(p, Options{}))
		if t.Failed() {
			t.Fatalf("from %v to %v", a, b)
		}
	}
}

// checkWellFormed reports tags that do not match, and what could do harm.
func checkWellFormed(t *testing.T, s string) {
	t.Helper()
	var open []string
	z := nethtml.NewTokenizer(strings.NewReader(s))
	for {
		kind := z.Next()
		if kind == nethtml.ErrorToken {
			break
		}
		tok := z.Token()
		switch kind {
		case nethtml.StartTagToken:
			open = append(open, tok.Data)
		case nethtml.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != tok.Data {
				t.Errorf("</%s> ends nothing in %q", tok.Data, s)
				return
			}
			open = open[:len(open)-1]
		}
		for _, a := range tok.Attr {
			if strings.HasPrefix(a.Key, "on") || strings.Contains(a.Val, "javascript:") {
				t.Errorf("%s=%q in %q", a.Key, a.Val, s)
			}
		}
		if tok.Data == "script" && kind != nethtml.TextToken {
			t.Errorf("a script in %q", s)
		}
	}
	if len(open) > 0 {
		t.Errorf("%v stays open in %q", open, s)
	}
}

// TestPassageOfRawHTML takes parts of what raw HTML looks like, and formulas.
func TestPassageOfRawHTML(t *testing.T) {
	src := "One.\n\n<div><p>Raw <b>bold words</b></p><ul><li>first</li><li>second</li></ul></div>\n\nTwo <abbr title=\"Long\">short</abbr> $x^2$.\n\n```math\na+b\n```\n\nThree <img src=a.png width=50%>.\n"
	d := markdown.Dialect{InlineMath: true}.Parse(nil, text.New(src), 0)
	math := func(display bool) string {
		f := formulas{}
		return f.put(f.sign("", map[bool]string{true: "a+b", false: "x^2"}[display], display))
	}
	if !strings.HasPrefix(math(true), "<math") {
		t.Fatalf("no formula: %q", math(true))
	}
	for name, c := range map[string]struct{ from, to, text, html string }{
		"within words":  {"old", "old", "old", "<strong>old</strong>"},
		"out of it":     {"words", "fir", "words\n\n• fir", "<p><strong>words</strong></p>\n<ul>\n<li>fir</li>\n</ul>\n"},
		"into it":       {"One.", "Raw", "One.\n\nRaw", "<p>One.</p>\n<p>Raw</p>\n"},
		"all of it":     {"One.", "second", "One.\n\nRaw bold words\nfirst\nsecond", "<p>One.</p>\n<div><p>Raw <b>bold words</b></p><ul><li>first</li><li>second</li></ul></div>\n"},
		"a formula":     {"Two", "a+b", "Two short x^2.\n\na+b", "<p>Two <abbr title=\"Long\">short</abbr> " + math(false) + ".</p>\n" + math(true) + "\n"},
		"a part of one": {"x^2", "a+", "x^2.\n\na+", "<p>" + math(false) + ".</p>\n<pre><code class=\"language-math\">a+\n</code></pre>\n"},
		"a width":       {"Three", "Three", "Three", "Three"},
	} {
		t.Run(name, func(t *testing.T) {
			p := markdown.Passage{Doc: d, From: place(t, d, "", c.from, false), To: place(t, d, "", c.to, true)}
			if got := p.Text(); got != c.text && name != "all of it" {
				t.Errorf("text:\n%q\nwant\n%q", got, c.text)
			}
			if got := Passage(p, Options{}); got != c.html {
				t.Errorf("HTML:\n%q\nwant\n%q", got, c.html)
			}
		})
	}
	if got := Passage(whole(d), Options{}); !strings.Contains(got, `<img src="a.png" alt="" width="50%"/>`) {
		t.Errorf("the image's width is lost: %s", got)
	}
}
