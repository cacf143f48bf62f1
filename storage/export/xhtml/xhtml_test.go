package xhtml

import (
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestFragment(t *testing.T) {
	link := func(dest string) (string, bool) { return dest, strings.HasPrefix(dest, "https:") }
	image := func(src string) (string, bool) { return "images/" + src, src != "gone.png" }
	tests := []struct{ name, in, want string }{
		{"void elements", "<p>a<br>b<wbr>c</p><hr>", "<p>a<br/>b<wbr/>c</p><hr/>"},
		{"text", "<p>a &lt; b &amp; \"c\"\x01\u0085</p>", "<p>a &lt; b &amp; &quot;c&quot;</p>"},
		{"task", `<ul><li><input checked disabled type="checkbox"> a</li><li><input type=checkbox> b</li></ul>`, "<ul><li>☑ a</li><li>☐ b</li></ul>"},
		{"image", `<img src="a.png" alt="x" width="50%"><img src="b.png" width="20" height="0">`, `<img src="images/a.png" alt="x"/><img src="images/b.png" alt="" width="20"/>`},
		{"no image", `<p>see <img src="gone.png" alt="the map">.</p>`, `<p>see the map.</p>`},
		{"link", `<a href="https://x.org/?a&b">x</a> <a href="gone">y</a>`, `<a href="https://x.org/?a&amp;b">x</a> <span>y</span>`},
		{"link within", `<h2 id="a:b">A</h2><a href="#a:b">x</a><a href="#c">y</a>`, `<h1 id="a-b">A</h1><a href="#a-b">x</a><span>y</span>`},
		{"escaped link within", `<h2 id="café">A</h2><a href="#caf%C3%A9">x</a>`, `<h1 id="caf-">A</h1><a href="#caf-">x</a>`},
		{"same id twice", `<p id="1">a</p><p id="1">b</p><a href="#1">c</a>`, `<p id="x1">a</p><p id="x1-2">b</p><a href="#x1">c</a>`},
		{"headings skip no level", `<h3 id=a>a</h3><h6 id=b>b</h6><h4 id=c>c</h4><h1 id=d>d</h1><h2 id=e>e</h2>`, `<h1 id="a">a</h1><h2 id="b">b</h2><h2 id="c">c</h2><h1 id="d">d</h1><h2 id="e">e</h2>`},
		{"heading in a line", `<span><h2 id=a>a</h2></span>`, `<span><span id="a">a</span></span>`},
		{"loose text in a list", `<ul>a<b>b</b><li>c</li> <p>d</p></ul>`, `<ul><li>a<b>b</b></li><li>c</li> <li><p>d</p></li></ul>`},
		{"item without list", `<li>a</li>`, `<div>a</div>`},
		{"definitions", `<dl> <dt>a</dt><dd>b</dd></dl><dl><dd>c</dd></dl>`, `<dl> <dt>a</dt><dd>b</dd></dl><div><div>c</div></div>`},
		{"details", `<details open><p>a</p><summary>s</summary></details><details>b</details>`, `<details open="open"><summary>s</summary><p>a</p></details><details><summary>…</summary>b</details>`},
		{"summary alone", `<summary>s</summary>`, `<div>s</div>`},
		{"figure", `<figure><figcaption>a</figcaption><figcaption>b</figcaption>c</figure>`, `<figure><div>b</div>c<figcaption>a</figcaption></figure>`},
		{"block in a line", `<b><div>a<ul><li>b</ul></div></b>`, `<b><span>a<span><span>b</span></span></span></b>`},
		{"time", `<time datetime="2024-01-02">a</time><time datetime="soon">b</time>`, `<time datetime="2024-01-02">a</time><span>b</span>`},
		{"definition in itself", `<dfn>a<i><dfn>b</dfn></i></dfn>`, `<dfn>a<i><span>b</span></i></dfn>`},
		{"language", `<p lang="de-AT">a</p><p lang="a b">b</p>`, `<p xml:lang="de-AT" lang="de-AT">a</p><p>b</p>`},
		{"alignment", `<p align="CENTER">a</p><p align="x">b</p>`, `<p class="align-center">a</p><p>b</p>`},
		{"table", `<table><tr><td>a<h2 id=x>b</h2><th>c</table>`, "<table><tbody>\n<tr><td>a<span id=\"x\">b</span></td><th>c</th></tr>\n</tbody></table>"},
		{"parts of a table", `<table><tfoot><tr><td>f</tfoot><caption>c</caption><caption>d</caption><thead><tr><th>h</thead></table>`, "<table><caption>c<br/>d</caption><thead>\n<tr><th>h</th></tr>\n</thead><tfoot>\n<tr><td>f</td></tr>\n</tfoot></table>"},
		{"mathematics", `<math display="block" onclick="x"><mi>x</mi></math>`, `<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mi>x</mi></math>`},
		{"note", `<sup id="fnref:1"><a href="#fn:1" class="footnote-ref" role="doc-noteref">1</a></sup><div class="footnotes" role="doc-endnotes"><ol><li id="fn:1">n</li></ol></div>`, `<sup id="fnref-1"><a class="footnote-ref" href="#fn-1" epub:type="noteref" role="doc-noteref">1</a></sup><div role="doc-endnotes" class="footnotes"><ol><li><div id="fn-1" epub:type="footnote">n</div></li></ol></div>`},
		{"unknown", `<center>a</center><svg><text>b</text></svg>`, `<div>a</div>b`},
		{"ruby", `<ruby>a<rt>b</rt>c<rp>(</rp><rt>d</rt><rp>)</rp></ruby><ruby>e</ruby>`, `<ruby>a<rt>b</rt>c<rp>(</rp><rt>d</rt><rp>)</rp></ruby><span>e</span>`},
		{"ruby without a text", `<ruby><rt>b</rt></ruby>`, `<span><span>b</span></span>`},
		{"nothing", ``, ``},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Fragment(test.in, Options{Link: link, Image: image})
			if strings.TrimSuffix(got.XHTML, "\n") != test.want {
				t.Errorf("\n in %s\ngot %s\nwant %s", test.in, got.XHTML, test.want)
			}
			check(t, got.XHTML)
			kept(t, test.in, Fragment(test.in, Options{}).XHTML)
		})
	}
}

func TestHeadings(t *testing.T) {
	got := Fragment(`<h2 id="a">One <em>two</em></h2><h3> </h3>`, Options{Level: 2, IDs: []string{"a"}})
	want := []Heading{{2, "a-2", "One two"}, {3, "h", ""}}
	if len(got.Headings) != 2 || got.Headings[0] != want[0] || got.Headings[1] != want[1] {
		t.Errorf("got %v, want %v", got.Headings, want)
	}
	if ids := IDs(`<h2 id="a">x</h2>`, "a"); ids["a"] != "a-2" {
		t.Errorf("IDs gives %v", ids)
	}
}

func TestDeep(t *testing.T) {
	got := Fragment(strings.Repeat("<div>", 5000)+"end"+strings.Repeat("</div>", 5000), Options{})
	if !strings.Contains(got.XHTML, "end") {
		t.Error("the text is lost")
	}
	check(t, got.XHTML)
}

// check tells whether s is well-formed with ids once only and links within it
// that lead somewhere.
func check(t *testing.T, s string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(`<r xmlns:epub="e">` + s + "</r>"))
	ids, links := map[string]bool{}, []string{}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v in\n%s", err, s)
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		seen := map[xml.Name]bool{}
		for _, a := range e.Attr {
			if seen[a.Name] {
				t.Fatalf("the attribute %s stands twice in\n%s", a.Name.Local, s)
			}
			seen[a.Name] = true
			if a.Name.Local == "id" {
				if ids[a.Value] {
					t.Fatalf("the id %q stands twice in\n%s", a.Value, s)
				}
				ids[a.Value] = true
			}
			if id, ok := strings.CutPrefix(a.Value, "#"); ok && a.Name.Local == "href" {
				links = append(links, id)
			}
		}
	}
	for _, id := range links {
		if !ids[id] {
			t.Errorf("the link to %q leads nowhere in\n%s", id, s)
		}
	}
}

// FuzzFragment asserts that whatever comes in, well-formed XHTML comes out.
func FuzzFragment(f *testing.F) {
	for _, s := range []string{"<p>a", `<ul>a<li id=x>b<a href="#x">`, "<table><td><math><mi>x", "<dl><dt>a<dd>b", "\x00\xff<b\x0b>", `<p id=""><p id="-">`, "<ruby>a<rt>b", "<math><annotation-xml encoding='text/html'><p>x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		got := Fragment(src, Options{Level: 2, IDs: []string{"title"}}).XHTML
		check(t, got)
		kept(t, src, got)
	})
}

// kept tells whether every letter that was read is written, as often as it was.
func kept(t *testing.T, src, got string) {
	t.Helper()
	body, err := newWriter(Options{}).read(src)
	if err != nil || !utf8.ValidString(src) {
		return // it is written as its source, or bytes come together that are no text
	}
	letters := func(s string) map[rune]int {
		n := map[rune]int{}
		for _, r := range Text(s) {
			if !unicode.IsSpace(r) && !strings.ContainsRune("☐☑…", r) { // which stand for boxes and for no summary
				n[r]++
			}
		}
		return n
	}
	d := xml.NewDecoder(strings.NewReader(`<r xmlns:epub="e">` + got + "</r>"))
	var out strings.Builder
	for {
		tok, err := d.Token()
		if err != nil {
			break
		}
		if c, ok := tok.(xml.CharData); ok {
			out.Write(c)
		}
	}
	if read, written := letters(inner(body)), letters(out.String()); !maps.Equal(read, written) {
		t.Errorf("read is %q, written %q, of\n%s", inner(body), out.String(), src)
	}
}
