package export

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"galley.app/galley/storage/export/packtest"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/export/site"
)

// fetched lists what a browser would load or run for a page.
func fetched(t *testing.T, page []byte) []string {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script", "iframe", "object", "embed", "form", "base", "video", "audio", "template", "frame":
			found = append(found, "<"+n.Data+">")
		}
		for _, a := range n.Attr {
			v := strings.ToLower(strings.TrimSpace(a.Val))
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "srcset", a.Key == "poster", a.Key == "background", a.Key == "ping", a.Key == "style":
				found = append(found, a.Key)
			case a.Key == "src" && !strings.HasPrefix(v, "data:image/"):
				found = append(found, "src="+a.Val)
			case n.Data == "link" && a.Key == "rel" && v != "canonical":
				found = append(found, "link "+v)
			case a.Key == "href" && (strings.HasPrefix(v, "javascript:") || strings.HasPrefix(v, "data:") || strings.HasPrefix(v, "vbscript:")):
				found = append(found, a.Val)
			}
		}
		if n.Data == "style" && n.FirstChild != nil && (strings.Contains(n.FirstChild.Data, "url(") || strings.Contains(n.FirstChild.Data, "@import")) {
			found = append(found, "style")
		}
	}
	return found
}

func TestPage(t *testing.T) {
	_, find := packtest.Shelf(t, map[string]string{"a.png": string(packtest.Pixel(t)), "d.svg": packtest.Drawing, "evil.svg": `<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>`, "no.png": "text"})
	s := source("0001-a.md", `!! title: T <b> & "q" 'r'`, "!! slug: a", "!! published: 2024-01-02", `!! description: "><script>alert(1)</script>`, "", "---", "",
		"# H", "", "![a](a.png) ![d](d.svg) ![e](evil.svg) ![n](no.png) ![g](gone.png) ![r](https://example.org/r.png) ![s](//example.org/s.png)",
		"", "<script>alert(2)</script><img src=a.png onerror=alert(3)>", "", "[j](javascript:alert(4)) [n](0002-b.md)[^1]", "", "[^1]: note", "")
	var b bytes.Buffer
	found, err := Page(&b, ReadPost(s, noon), PageOptions{Site: site.Site{URL: "https://example.org", Author: "A", Language: "de"}, Image: find})
	if err != nil {
		t.Fatal(err)
	}
	page := b.String()
	if f := fetched(t, b.Bytes()); len(f) > 0 {
		t.Errorf("runs or fetches %q\n%s", f, page)
	}
	for _, want := range []string{
		"<!doctype html>\n", `<html lang="de">`, `Content-Security-Policy" content="default-src 'none'`, "<title>T &lt;b&gt; &amp; &#34;q&#34; &#39;r&#39;</title>",
		`<link rel="canonical" href="https://example.org/posts/a">`, `<time datetime="2024-01-02">2 January 2024</time> · 1 min read`, "data:image/png;base64,", "data:image/svg+xml;base64,", `<meta name="description"`, "<h1>T &lt;b&gt;",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("lacks %s", want)
		}
	}
	if i := strings.Index(page, "<meta charset"); i < 0 || i > 1000 {
		t.Error("the encoding is not declared within the first bytes")
	}
	if !strings.HasSuffix(page, "</html>\n") {
		t.Error("no line ending at the end")
	}
	var all []string
	for _, f := range found {
		all = append(all, f.String())
	}
	for _, want := range []string{"evil.svg", "no.png", "gone.png", "lib/0001-a.md:12"} {
		if !strings.Contains(strings.Join(all, "\n"), want) {
			t.Errorf("%s is not told in %q", want, all)
		}
	}
}

func TestPagePlain(t *testing.T) {
	for text, title := range map[string]string{"": "Untitled", "!! title: no head\n\n---\n\nx": "Untitled", "x\n\n## Second *title*\n": "Second title"} {
		for _, theme := range []string{"", "light", "dark"} {
			var b bytes.Buffer
			if _, err := Page(&b, Plain(text), PageOptions{Theme: theme}); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(b.String(), "<title>"+title+"</title>") || strings.Contains(b.String(), "<header>") {
				t.Errorf("%q: %s", text, b.String())
			}
			if theme != "" && !strings.Contains(b.String(), `data-theme="`+theme+`"`) {
				t.Errorf("theme %s is not in the page", theme)
			}
		}
	}
}

func TestPageNeedsOnePost(t *testing.T) {
	p := NewPlan(nasty(), Options{Format: format(t, "html"), Now: noon})
	if err := p.Write(&bytes.Buffer{}); !offers(err, site.SiteOrZip) {
		t.Errorf("%v", err)
	}
}

func TestIsLocal(t *testing.T) {
	for dest, want := range map[string]bool{"a.png": true, "/posts/a.png": true, "../a b.png": true, "a%20b.png": true, "": false, "//e.org/a.png": false, "https://e.org/a.png": false, "data:image/png;base64,x": false, "file:///a": false, "%zz.png": true, "#x": false} {
		if refs.IsLocal(dest) != want {
			t.Errorf("%q: %v", dest, !want)
		}
	}
}

// What HTML cannot hold is in no page, wherever it was written.
func TestPageControls(t *testing.T) {
	const odd = "\x01\x0b\x7f\u0085\ufdd0\ufffe\U0001ffff"
	src := "!! title: a" + odd + "b\n!! slug: s\n!! published: 2024-01-01\n!! description: c" + odd + "d\n\n---\n\ne" + odd + "f\n"
	var b strings.Builder
	if _, err := Page(&b, ReadPost(Source{Path: "s.md", Text: src}, time.Time{}), PageOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, r := range odd {
		if strings.ContainsRune(b.String(), r) {
			t.Errorf("the page holds %U", r)
		}
	}
	for _, want := range []string{"<h1>ab</h1>", `content="cd"`, "<p>ef</p>"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the page does not hold %s", want)
		}
	}
}
