package html

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	nethtml "golang.org/x/net/html"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/math"
	"galley.app/galley/preview/markdown/policy"
)

// checkHTML reports what breaks the promises of HTML for src.
func checkHTML(t *testing.T, src string) {
	t.Helper()
	for _, x := range []markdown.Dialect{{}, {InlineMath: true}} {
		var w strings.Builder
		if _, err := Of(&w, src, x, Options{}); err != nil {
			t.Fatal(err)
		}
		checkFragment(t, src, withoutFormulas(t, x, src, w.String()))
	}
}

// withoutFormulas takes the formulas out of a page. Each must be, byte for
// byte, what comes of its TeX and of the definitions that the text gives it.
func withoutFormulas(t *testing.T, x markdown.Dialect, src, page string) string {
	t.Helper()
	needs := map[string][]string{} // the definitions that each formula may need
	var look func(b *markdown.Block)
	look = func(b *markdown.Block) {
		if b.Kind == markdown.Math {
			tex := strings.Trim(b.Literal, " \t\n\f\v")
			needs[tex] = append(needs[tex], b.Uses)
		}
		for _, in := range b.Inlines {
			if in.Kind == markdown.Formula {
				tex := strings.Trim(in.Text, " \t\n\f\v")
				needs[tex] = append(needs[tex], in.Attrs().Uses)
			}
		}
		for _, c := range b.Children {
			look(c)
		}
	}
	for _, b := range x.Parse(nil, text.New(src), 0).From(0) {
		look(b)
	}
	var out strings.Builder
	for {
		before, rest, ok := strings.Cut(page, "<math ")
		out.WriteString(before)
		if !ok {
			return out.String()
		}
		piece, after, ok := strings.Cut(rest, "</math>")
		_, tex, _ := strings.Cut(piece, `<annotation encoding="application/x-tex">`)
		tex, _, _ = strings.Cut(tex, "</annotation>")
		tex = nethtml.UnescapeString(tex)
		display := strings.Contains(piece[:strings.IndexByte(piece, '>')], "display")
		want := math.Parse(tex).MathML(display)
		for _, uses := range needs[tex] {
			if got := math.ParseWith(uses, tex).MathML(display); got == "<math "+piece+"</math>" {
				want = got
			}
		}
		if !ok || "<math "+piece+"</math>" != want {
			t.Errorf("%q gives <math %s\nwant %s", src, piece, want)
		}
		page = after
	}
}

// checkFragment reports what breaks the laws in a page without formulas.
func checkFragment(t *testing.T, src, page string) {
	t.Helper()
	list := policy.New()
	var open []string
	z := nethtml.NewTokenizer(strings.NewReader(page))
	for {
		kind := z.Next()
		if kind == nethtml.ErrorToken {
			break
		}
		tok := z.Token()
		switch kind {
		case nethtml.CommentToken, nethtml.DoctypeToken:
			t.Errorf("%q gives %q", src, tok.String())
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
			if _, ok := list[tok.Data]; !ok {
				t.Errorf("%q gives <%s>", src, tok.Data)
			}
			for _, a := range tok.Attr {
				if !list.Attribute(tok.Data, a.Key) {
					t.Errorf("%q gives %s of <%s>", src, a.Key, tok.Data)
				}
				if a.Key == "href" && !policy.SafeLink(a.Val) && a.Val != "" || a.Key == "src" && !policy.SafeImage(a.Val) {
					t.Errorf("%q gives %s=%q", src, a.Key, a.Val)
				}
			}
			if kind == nethtml.StartTagToken {
				open = append(open, tok.Data)
			}
		case nethtml.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != tok.Data {
				t.Errorf("%q gives </%s> within %v", src, tok.Data, open)
				return
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("%q leaves %v open in %q", src, open, page)
	}
}

func TestHTML(t *testing.T) {
	image := func(dest string) (string, bool) {
		switch dest {
		case "a b.png":
			return "data:image/png;base64,AAAA", true
		case "remote.png":
			return "https://example.org/remote.png", true
		}
		return "", false
	}
	link := func(dest string) string { return "/go?" + dest }
	tests := []struct {
		name, src string
		o         Options
		want      string
	}{
		{"nothing", "", Options{}, ""},
		{"image as it is", "![a](<b c.png> \"t\")", Options{}, "<p><img src=\"b%20c.png\" alt=\"a\" title=\"t\"/></p>\n"},
		{"remote image as it is", "![a](https://b.c/d.png)", Options{}, "<p><img src=\"https://b.c/d.png\" alt=\"a\"/></p>\n"},
		{
			"image found", "![x](<a b.png>) ![](remote.png)",
			Options{Image: image},
			"<p><img src=\"data:image/png;base64,AAAA\" alt=\"x\"/> <img src=\"https://example.org/remote.png\" alt=\"\"/></p>\n",
		},
		{"image not found", "![x *y*](z.png)", Options{Image: image}, "<p><a href=\"z.png\">x y</a></p>\n"},
		{"image not found in a link", "[![x](z.png)](w)", Options{Image: image}, "<p><a href=\"w\">x</a></p>\n"},
		{
			"raw image", "<img src='a%20b.png' width=5 alt=x>\n",
			Options{Image: image},
			"<img src=\"data:image/png;base64,AAAA\" alt=\"x\" width=\"5\"/>\n",
		},
		{"raw image not found", "<img src='c.png' alt=x>\n", Options{Image: image}, "<a href=\"c.png\">x</a>\n"},
		{
			"links", "[a](b) <a href='c'>d</a> http://e.org [f](#g)",
			Options{Link: link},
			"<p><a href=\"/go?b\">a</a> <a href=\"/go?c\">d</a> <a href=\"/go?http://e.org\">http://e.org</a> <a href=\"#g\">f</a></p>\n",
		},
		{
			"base", "[a](b) [c](http://d) [e](/f) [g](#h) ![i](j.png) [m](mailto:a@b)",
			Options{Base: "https://x.org/y/z"},
			"<p><a href=\"https://x.org/y/b\">a</a> <a href=\"http://d\">c</a> <a href=\"https://x.org/f\">e</a> <a href=\"#h\">g</a> " +
				"<img src=\"https://x.org/y/j.png\" alt=\"i\"/> <a href=\"mailto:a@b\">m</a></p>\n",
		},
		{"quotes", "It's \"a\" & <b", Options{}, "<p>It's &quot;a&quot; &amp; &lt;b</p>\n"},
		{"open elements", "<b>a\n\nb</i>\n\n<div>\n\nc", Options{}, "<p><b>a</b></p>\n<p>b</p>\n<div>\n<p>c</p>\n</div>\n"},
		{"an open script takes nothing with it", "a <script> b\n\nc", Options{}, "<p>a  b</p>\n<p>c</p>\n"},
		{"end tags that close what is not theirs", "- a</li></ul>b\n- c", Options{}, "<ul>\n<li>ab</li>\n<li>c</li>\n</ul>\n"},
		{"details over several blocks", "<details>\n\n*a*\n\n</details>\n\nb", Options{}, "<details>\n<p><em>a</em></p>\n</details>\n<p>b</p>\n"},
		{"a quote that ends what is open in it", "> <div>\n\n</div>\na", Options{}, "<blockquote>\n<div>\n</div></blockquote>\n\na\n"},
		{"comments", "a<!-- b -->c\n\n<!-- d\n-->\n\ne", Options{}, "<p>ac</p>\n\n<p>e</p>\n"},
		{"bounded", "a\n\n" + strings.Repeat("> ", 300) + "b", Options{}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var w strings.Builder
			if _, err := Of(&w, test.src, markdown.Dialect{}, test.o); err != nil {
				t.Fatal(err)
			}
			if got := w.String(); got != test.want && test.name != "bounded" {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
			checkHTML(t, test.src)
		})
	}
}

func TestHTMLProblems(t *testing.T) {
	src := "a <b onclick=x>b</b>\n\n> <div>\n> <a href='javascript:x'>\n> <iframe>\n\n[c](javascript:d)\n"
	var w strings.Builder
	got, err := Of(&w, src, markdown.Dialect{}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []markdown.Problem{
		{Line: 1, Rule: "html", Message: "the attribute onclick of <b> is left out"},
		{Line: 4, Rule: "link", Message: "the address of <a> is left out"},
		{Line: 5, Rule: "html", Message: "the HTML element <iframe> is left out"},
		{Line: 7, Rule: "link", Message: `addresses of the kind "javascript" are left out`},
	}
	said := func(list []markdown.Problem) string { return fmt.Sprint(list) } // where they are is the Doc's matter
	if said(got) != said(want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if d := parse(src); said(d.Problems()) != said(want) {
		t.Errorf("the Doc has %v", d.Problems())
	}
}

// TestHTMLSpec asks that the words of the fragment, of the Doc and of the
// specification are the same.
func TestHTMLSpec(t *testing.T) {
	for _, e := range specExamples(t) {
		checkHTML(t, e.Markdown)
		d := parse(e.Markdown)
		if strings.Contains(e.Section, "HTML") || hasHTML(d.List()) {
			continue
		}
		var w strings.Builder
		if _, err := Of(&w, e.Markdown, markdown.Dialect{}, Options{}); err != nil {
			t.Fatal(err)
		}
		if got, want := htmlWords(t, w.String()), htmlWords(t, e.HTML); got != want {
			t.Errorf("example %d: %q\n got %q\nwant %q", e.Example, e.Markdown, got, want)
		}
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestHTMLError(t *testing.T) {
	if _, err := Of(failing{}, "a", markdown.Dialect{}, Options{}); err == nil || err.Error() != "full" {
		t.Errorf("error %v", err)
	}
}

// No page holds what is an error in HTML, and the text has the same words.
func TestHTMLControls(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"a\x01b", "ab"},
		{"a&#1;b&#x7f;c&#x80;d", "abcd"},
		{"a\x0b\u0085b", "ab"},
		{"`a\ufdd0b` \ufffe\U0001ffff", "ab"},
		{"a\tb\u00a0\ufdef\ufdf0", "a\tb\u00a0\ufdf0"},
		{"a\x00b", "a\ufffdb"},
	} {
		var w strings.Builder
		if _, err := Of(&w, c.src, markdown.Dialect{}, Options{}); err != nil {
			t.Fatal(err)
		}
		if got := strings.NewReplacer("<p>", "", "</p>", "", "<code>", "", "</code>", "").Replace(w.String()); strings.TrimRight(got, " \n") != c.want {
			t.Errorf("%q gives the HTML %q, want %q", c.src, got, c.want)
		}
		if got := parse(c.src).Text(); strings.TrimRight(got, " \n") != c.want {
			t.Errorf("%q gives the text %q, want %q", c.src, got, c.want)
		}
	}
}

// What says nothing is left out whole, where HTML would end it sooner.
func TestHTMLSilent(t *testing.T) {
	for _, piece := range []string{"<![CDATA[>&<]]>", "<?a >b?>", "<!-- a > b -->", "<!A>"} {
		var w strings.Builder
		if _, err := Of(&w, "a "+piece+" b\n", markdown.Dialect{}, Options{}); err != nil {
			t.Fatal(err)
		}
		if got, want := w.String(), "<p>a  b</p>\n"; got != want {
			t.Errorf("%q gives %q, want %q", piece, got, want)
		}
	}
}

// TestEmptyFragment keeps the # of an address that ends with it, which leads to
// the page's top.
func TestEmptyFragment(t *testing.T) {
	for src, want := range map[string]string{
		"[a](#)":                        `<p><a href="#">a</a></p>`,
		"[a](# \"t\")":                  `<p><a href="#" title="t">a</a></p>`,
		"[a](/x#)":                      `<p><a href="/x#">a</a></p>`,
		"<https://example.org/?q=1#>":   `<p><a href="https://example.org/?q=1#">https://example.org/?q=1#</a></p>`,
		`<b><a href="#">a</a></b>`:      `<p><b><a href="#">a</a></b></p>`,
		`<a href="&#35;">a</a>`:         `<p><a href="#">a</a></p>`,
		"[a](#empty) #empty\" [b](#)":   `<p><a href="#empty">a</a> #empty" <a href="#">b</a></p>`,
		"[a](#empty-) #empty--\" `#`":   `<p><a href="#empty-">a</a> #empty--" <code>#</code></p>`,
		"[a](javascript:alert#) [b](#":  `<p>a [b](#</p>`,
		`<a href="javascript:x#">a</a>`: `<p><a>a</a></p>`,
	} {
		var w strings.Builder
		if _, err := Of(&w, src, markdown.Dialect{}, Options{}); err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSpace(strings.ReplaceAll(w.String(), "&quot;", `"`)); got != want {
			t.Errorf("%s\n is %s\nwant %s", src, got, want)
		}
		checkHTML(t, src)
	}
}

// TestIDsOfRawHTML leaves out an id that a heading, a footnote or an element
// before has, and says so.
func TestIDsOfRawHTML(t *testing.T) {
	for _, c := range []struct {
		src, want string
		problems  []int // lines
	}{
		{"<b id=x>a</b>\n\n<i id=x>b</i>\n", `<p><b id="x">a</b></p>|<p><i>b</i></p>`, []int{3}},
		{"<b id=one>a</b>\n\n# One\n", `<p><b>a</b></p>|<h1 id="one">One</h1>`, []int{1}},
		{"> # One\n\n<p id=one>\nx\n", `<blockquote>|<h1 id="one">One</h1>|</blockquote>|<p>|x|</p>`, []int{3}},
		{"<a name=x></a><b id=x>a</b> <b id=y>b</b>\n", `<p><a id="x"></a><b>a</b> <b id="y">b</b></p>`, []int{1}},
		{"<b id=\"fn:1\">a</b>\n", `<p><b id="fn:1">a</b></p>`, nil},
		{"<b id=X>a</b> <b id=x>a</b>\n", `<p><b id="X">a</b> <b id="x">a</b></p>`, nil},
		{"<img id=i src=a.png> <img id=i src=b.png>\n", `<p><img src="a.png" alt="" id="i"/> <img src="b.png" alt=""/></p>`, []int{1}},
	} {
		var w strings.Builder
		problems, err := Of(&w, c.src, markdown.Dialect{}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var lines []int
		for _, p := range problems {
			lines = append(lines, p.Line)
		}
		if got := strings.ReplaceAll(strings.TrimSpace(w.String()), "\n", "|"); got != c.want || !slices.Equal(lines, c.problems) {
			t.Errorf("%q\n is %s\nwant %s\nproblems %v", c.src, got, c.want, problems)
		}
	}
	var w strings.Builder
	if _, err := Of(&w, "a[^x] <b id=\"fn:1\">b</b>\n\n[^x]: n\n", markdown.Dialect{}, Options{}); err != nil || strings.Count(w.String(), `id="fn:1"`) != 1 {
		t.Errorf("%s (%v)", w.String(), err)
	}
}

// TestIDsThatAreNone has an id on the page that was named before only where it is
// none: in an end tag, and where it is no id at all.
func TestIDsThatAreNone(t *testing.T) {
	var w strings.Builder
	problems, err := Of(&w, "<div>a</div id=x>\n\n<p id=x>b</p>\n\n<p id='a b'>c</p>\n\n<p id='a b'>d</p>\n", markdown.Dialect{}, Options{})
	if err != nil || !strings.Contains(w.String(), `<p id="x">b</p>`) || strings.Contains(w.String(), "a b") || len(problems) > 0 {
		t.Errorf("%s, problems %v, %v", &w, problems, err)
	}
}

// TestLongWords holds that no word is much work, whatever it is made of.
func TestLongWords(t *testing.T) {
	growth.Bytes(t, 4000, func(n int) func() {
		d := markdown.Parse(nil, text.New("```\nempty"+strings.Repeat("-", n)+"\n```\n"), 0)
		return func() {
			if _, err := Write(io.Discard, d, Options{}); err != nil {
				t.Error(err)
			}
		}
	})
}
