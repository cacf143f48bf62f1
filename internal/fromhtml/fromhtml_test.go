package fromhtml

import (
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
	"galley.app/galley/preview/markdown"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Each file is what a program puts on the clipboard; beside it lies what is made of it.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.html")
	if err != nil || len(files) < 7 {
		t.Fatalf("%d files (%v)", len(files), err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Convert(t.Context(), string(src), Options{})
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		got := r.Markdown + "\n"
		for _, n := range r.Notes {
			got += "\n% " + n.String()
		}
		if !r.Formatted {
			got += "\n% not formatted"
		}
		golden := strings.TrimSuffix(file, ".html") + ".md"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s:\n%s\nwant\n%s", file, got, want)
		}
	}
}

func TestConvert(t *testing.T) {
	for _, tt := range []struct{ name, src, base, want string }{
		{"words", "one two", "", "one two"},
		{"nothing", "", "", ""},
		{"only blanks", "<p>&nbsp;</p><div> </div>", "", ""},
		{"bold by style", `<span style="font-weight:700">a</span> <span style="font-weight: 400">b</span>`, "", "**a** b"},
		{"bold in bold", `<b>a <span style="font-weight:bold">b</span></b>`, "", "**a b**"},
		{"bold in a heading", "<h2><b>a</b></h2>", "", "## a"},
		{"not bold", `<b style="font-weight:normal">a</b>`, "", "a"},
		{"hard blanks", "a&nbsp;&nbsp;b <span>&nbsp;</span>c 10&nbsp;km", "", "a b c 10\u00A0km"},
		{"marks are escaped", "<p>*a* _b_ # c [d](e) `f` &lt;g&gt;</p>", "", "\\*a* \\_b_ # c \\[d](e) \\`f\\` &lt;g&gt;"},
		{"relative", `<a href="x">a</a><img src="/y.png" alt="b">`, "https://e.org/p/q", "[a](https://e.org/p/x)![b](https://e.org/y.png)"},
		{"relative without a base", `<a href="x">a</a>`, "", "[a](x)"},
		{"Windows' head", "Version:0.9\r\nStartHTML:0\r\nSourceURL:https://e.org/p/\r\n<html><body><a href=x>a</a></body></html>", "", "[a](https://e.org/p/x)"},
		{"script as a link", `<a href=" JavaScript:alert(1)">a</a>`, "", "a"},
		{"an empty link", `<a href="x"></a>b`, "", "b"},
		{"a list in a list", "<ul><li>a</li><ul><li>b</li></ul></ul>", "", "- a\n  - b"},
		{"blanks in a cell", "<table><tr><td>a</td><td>b</td></tr><tr><td></td><td>c|d</td></tr></table>", "", "| a | b    |\n|---|------|\n|   | c\\|d |"},
		{"paragraphs in a cell", "<table><tr><td>5<p>six</p></td><td><div><p>a</p><div>b<br></div></div>c<br><br><p>d</td></tr></table>", "", "| 5<br>six | a<br>b<br>c<br><br>d |\n|----------|----------------------|"},
		{"code in a cell", "<table><tr><td>a<pre>b</pre></td><td>c</td></tr></table>", "", "| a<br>`b` | c |\n|----------|---|"},
		{"lines of code in a cell", "<table><tr><td>a</td><td><pre>b\n\n  c|</pre></td></tr></table>", "", "<table><tbody><tr><td>a</td><td><pre><code>b&#10;&#10;  c|</code></pre></td></tr></tbody></table>"},
		{"numbers of lines", "<table><tr><td><pre>1\n2</pre><td><pre>a = 1\nb = 2</pre></table>", "", "```\na = 1\nb = 2\n```"},
		{"numbers of lines in code", `<div class="language-ruby"><pre><code><table><tr><td class="gl"><pre class="lineno">1` + "\n2\n</pre></td><td><pre><b>def</b> a\n  b\n</pre></td></tr></table></code></pre></div>", "", "```ruby\ndef a\n  b\n```"},
		{"pre", "<pre>a\n  b</pre>", "", "```\na\n  b\n```"},
		{"comment", "a<!--[if mso]>b<![endif]-->c", "", "ac"},
		{"zero", "a\x00b", "", "ab"},
		{"quotation", "<q>a</q>", "", "“a”"},
	} {
		got, _, err := Markdown(t.Context(), tt.src, Options{Base: tt.base})
		if err != nil || got != tt.want {
			t.Errorf("%s: %q, want %q (%v)", tt.name, got, tt.want, err)
		}
	}
}

func TestFormatted(t *testing.T) {
	for src, want := range map[string]bool{
		"<p>one</p><p>two</p>":                         false,
		"a<br>b":                                       false,
		`<span style="color:red">a</span>`:             false,
		`<a href="https://e.org">https://e.org</a>`:    false,
		`<a href="https://e.org">there</a>`:            true,
		"<b>a</b>":                                     true,
		`<b style="font-weight:normal"><p>a</p></b>`:   false,
		"<pre>a</pre>":                                 false,
		"<p>a</p><pre>b</pre>":                         true,
		"<ul><li>a</li></ul>":                          true,
		`<img src="https://e.org/x.png">`:              true,
		`<img src="data:image/png;base64,AA">a`:        false,
		"<table><tr><td>a</td><td>b</td></tr></table>": true,
	} {
		if r, err := Convert(t.Context(), src, Options{}); err != nil || r.Formatted != want {
			t.Errorf("%s: formatted %v, want %v (%v)", src, r.Formatted, want, err)
		}
	}
}

func TestLimits(t *testing.T) {
	growth.Alone(t)
	if _, _, err := Markdown(t.Context(), strings.Repeat("x", MaxSize+1), Options{}); err != ErrTooLarge {
		t.Errorf("too many bytes: %v", err)
	}
	if _, _, err := Markdown(t.Context(), strings.Repeat("<p>a", maxNodes), Options{}); err != ErrTooLarge {
		t.Errorf("too many elements: %v", err)
	}
	for _, tag := range []string{"div", "b", "blockquote", "ul><li", "table><tr><td", "span style='font-weight:700'", "svg", "font"} {
		name, _, _ := strings.Cut(tag, " ")
		src := strings.Repeat("<"+tag+">", 20000) + "deep" + strings.Repeat("</"+name+">", 20000)
		got, _, err := Markdown(t.Context(), src, Options{})
		if err != nil || tag != "svg" && !strings.Contains(got, "deep") {
			t.Errorf("<%s> nested 20000 times: %d bytes, %v", tag, len(got), err)
		}
	}
}

// Pages on which looking for lists and notes over and over takes minutes; here
// they take none, or the test does not end.
func TestManyNotes(t *testing.T) {
	growth.Alone(t)
	n := 30_000
	if growth.Race {
		n = 2000 // everything takes ten times as long
	}
	many := func(format string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.ReplaceAll(format, "%", strconv.Itoa(i)))
		}
		return b.String()
	}
	for name, src := range map[string]string{
		"links into one note":     many("<a href=#n>1</a>") + "<div id=n>" + many("<i>x</i>") + "</div>",
		"and links out of it":     many("<a href=#n>1</a>") + "<div id=n>" + many("<a href=#q>x</a>") + "</div><p id=q>x</p>",
		"notes in a list":         many("<a href=#n% id=r%>1</a> ") + "<hr><ol>" + many("<li id=n%>x <a href=#r%>b</a>") + "</ol>",
		"notes in a division":     many("<a href=#n% id=r%>1</a> ") + "<hr><div>" + many("<p id=n%>x <a href=#r%>b</a>") + "</div>",
		"Word's items, commented": many("<p style='mso-list:l0 level1'>a</p><!-- -->"),
	} {
		if got, _, err := Markdown(t.Context(), src, Options{}); err != nil || strings.Count(got, "\n") < n-1 && !strings.Contains(got, "[1]") {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
}

func TestDecode(t *testing.T) {
	for name, b := range map[string][]byte{
		"UTF-8":              []byte("ä"),
		"UTF-8 with a mark":  []byte("\xEF\xBB\xBFä"),
		"UTF-16 little":      {0xFF, 0xFE, 0xE4, 0},
		"UTF-16 big":         {0xFE, 0xFF, 0, 0xE4},
		"Windows' own":       {0xE4},
		"what the page says": []byte("<meta charset=iso-8859-1>\xE4"),
	} {
		if got := Decode(b); strings.TrimPrefix(got, "<meta charset=iso-8859-1>") != "ä" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// Pieces of the files in each other give pages that are nested and closed as nobody would.
func TestMixed(t *testing.T) {
	growth.Alone(t)
	files, _ := filepath.Glob("testdata/*.html")
	var all []string
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(b))
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		src := all[r.IntN(len(all))]
		for range r.IntN(30) {
			from := all[r.IntN(len(all))]
			at, to := r.IntN(len(from)), r.IntN(len(src))
			src = src[:to] + from[at:min(len(from), at+r.IntN(60))] + src[min(len(src), to+r.IntN(40)):]
		}
		if _, err := Convert(t.Context(), src, Options{Base: "https://example.org/a/"}); err != nil {
			t.Fatalf("%v\n%s", err, src)
		}
	}
}

func FuzzConvert(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.html")
	for _, file := range files {
		if b, err := os.ReadFile(file); err == nil {
			f.Add(string(b))
		}
	}
	f.Add("<p style='mso-list:l0 level9'><a href=#a id=b>1</a><li id=a><a href=#b>x</a><table><th><pre><input type=checkbox>")
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 1<<16 {
			return
		}
		r, err := Convert(t.Context(), src, Options{Base: "https://example.org/a/"})
		if err != nil {
			return
		}
		if strings.ContainsAny(r.Markdown, "\x00\r") {
			t.Errorf("%q has what no post holds", r.Markdown)
		}
		markdown.Parse(nil, text.New(r.Markdown), 0)
	})
}
