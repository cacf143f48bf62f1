package html

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"galley.app/galley/preview/markdown"
)

// hostile are texts that try to get what does harm onto a page.
func hostile() []string {
	return []string{
		"[a](javascript:b)", "[a](JaVaScRiPt:b)", "[a](<java\tscript:b>)", "[a](&#106;avascript:b)", "[a](javascript&colon;b)",
		"[a](java&Tab;script:b)", "[a](java&NewLine;script:b)", "[a](&#1;javascript:b)", "[a](\\javascript:b)", "[a](j\\avascript:b)",
		"[a](javascript\\:b)", "[a][x]\n\n[x]: javascript:b", "[a]\n\n[a]: <javascript:b>", "<javascript:b>", "![a](javascript:b)",
		"![a](data:text/html;base64,b)", "![a](data:image/svg+xml,b)", "[a](data:text/html,b)", "[![a](vbscript:b)](vbscript:c)",
		"<a href='javascript:b'>c</a>", "<a href=\"java&#9;script:b\">c</a>", "<img src=javascript:b>", "<img src=x onerror=a()>",
		"<svg onload=a()>", "<iframe src=x></iframe>", "<a href=x style='a'>b</a>", "<base href=x>", "<meta http-equiv=refresh>",
		"<link rel=stylesheet href=x>", "<form action=x><input type=text></form>", "<video src=x></video>", "<style>a{}</style>",
		"<div style='background:url(x)'>", "<math><mtext></mtext></math>", "<script>a</script>", "<scr<script>ipt>a</script>",
		"<img src=\"x\" \" onerror=a()>", "<a title='\" onclick=b'>c</a>", "[a](x \"\\\" onclick=b\")", "```\" onclick=\"a\nb\n```",
		"# \" onclick=\"a", "<div id='a\" onclick=b'>c</div>", "[a](<x\" onclick=b>)", "<details ontoggle=a open>b</details>",
	}
}

// seeds are texts of all kinds.
func seeds(t testing.TB) []string {
	list := append(pieces(), hostile()...)
	for _, c := range goldenCases(t) {
		list = append(list, c.src)
	}
	for _, e := range specExamples(t) {
		list = append(list, e.Markdown)
	}
	return append(list,
		"<a\nb='c'>d</a> <!-- e\nf --> <?g?> <!H> <![CDATA[i]]>", "<div>\na\n\n</div>\n<script>\nb\n\n</script>\nc",
		"*a <b>c* d</b> **<i>e** f", "<kbd>*a</kbd> b*", "[<b>a](u)</b>", "x[^1]\n\n[^1]: $\\a$\n\n$$\\newcommand{\\a}[2][d]{#1#2}$$\n\n$\\a x$ y\n",
		"$$\\def\\a{b}$$\n\n$\\a$ x\n\n> $$\\a$$\n", "```math\n\\a\n```\n", "\x00 \uFEFF\r\r\n", "[^a]: [^b]: x\n\n[^a][^b]")
}

// TestLaws asks of all seeds what HTML promises.
func TestLaws(t *testing.T) {
	for _, src := range seeds(t) {
		checkHTML(t, src)
	}
}

func FuzzHTML(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 4096 {
			return
		}
		checkHTML(t, src)
	})
}

// TestRawAddresses has addresses in raw HTML as browsers ask for them.
func TestRawAddresses(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`<img src="a pic.png" alt="Alt">`, `<img src="a%20pic.png" alt="Alt"/>`},
		{`<img src="a%20pic.png" alt="Alt">`, `<img src="a%20pic.png" alt="Alt"/>`},
		{`<img src=" ä pic.png ">`, `<img src="%C3%A4%20pic.png" alt=""/>`},
		{"<img src=\"a\t.png\">", `<img src="a.png" alt=""/>`},
		{`<img src="100% a.png">`, `<img src="100%25%20a.png" alt=""/>`},
		{`<img src="a'b&quot;.png">`, `<img src="a'b%22.png" alt=""/>`},
		{`<img src='https://bücher.example/a b.png'>`, `<img src="https://xn--bcher-kva.example/a%20b.png" alt=""/>`},
		{`<a href="a b.html">c</a>`, `<a href="a%20b.html">c</a>`},
		{`<a href=" a.md ">c</a>`, `<a href="a.md">c</a>`},
		{`<a href="100%.md">c</a>`, `<a href="100%25.md">c</a>`},
		{`<a href="java` + "\t" + `script:x">c</a>`, `<a>c</a>`},
		{`<a href=" javascript:x">c</a>`, `<a>c</a>`},
		{`<img src=" data:text/html,x" alt="d">`, `d`},
	} {
		for _, in := range []string{"p " + c.src, "<div>" + c.src + "</div>\n"} { // among words and in a block
			var w strings.Builder
			if _, err := Of(&w, in, markdown.Dialect{}, Options{}); err != nil {
				t.Fatal(err)
			}
			if page := w.String(); !strings.Contains(page, c.want) {
				t.Errorf("%q gives %s", in, page)
			}
		}
	}
}

// An image that cannot be shown is a link to it where it may be followed, on the
// page as in the Doc.
func TestImageOfAnotherKind(t *testing.T) {
	var w strings.Builder
	if _, err := Of(&w, "![a](ftp://b.example/c.png) [![d](ftp://b.example/e.png)](f)\n", markdown.Dialect{}, Options{}); err != nil {
		t.Fatal(err)
	}
	if got, want := w.String(), "<p><a href=\"ftp://b.example/c.png\">a</a> <a href=\"f\">d</a></p>\n"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func BenchmarkWrite(b *testing.B) {
	unit := "## Heading\n\nSome *emphasis*, `code` and a [link](http://example.org/a \"b\") in a paragraph of\n" +
		"two lines, as people write them; and more words.\n\n- one\n- two **bold**\n\n> quoted\n\n```go\nfunc f() {}\n```\n\n"
	for _, size := range []int{4 << 10, 100 << 10, 1 << 20} {
		src := strings.Repeat(unit, size/len(unit)+1)
		b.Run(fmt.Sprintf("%dKB", size>>10), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				_, _ = Of(io.Discard, src, markdown.Dialect{}, Options{})
			}
		})
	}
}
