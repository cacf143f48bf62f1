package export

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/storage/export/layout"
	"galley.app/galley/storage/export/site"
)

// designed is the design of a library with these files.
func designed(t testing.TB, files map[string]string) layout.Design {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return layout.Open(dir)
}

func tagged(name, slug, date, tags string) Source {
	return source(name, "!! title: "+slug, "!! slug: "+slug, "!! published: "+date, "!! description: about "+slug, "!! tags: "+tags, "", "---", "", "Words of "+slug+".", "")
}

// Posts are listed by tags and years, in pages of so many.
func TestLists(t *testing.T) {
	posts := []Source{
		tagged("a.md", "a", "2023-01-01", "Go, Garden tools"), tagged("b.md", "b", "2023-01-02", "go, go"), simple("c.md", "c", "2024-01-01"),
		tagged("d.md", "d", "2024-02-01", "../../etc"), tagged("wip-e.md", "e", "2024-03-01", "secret"), tagged("f.md", "f", "", "<b>"),
	}
	files := all(t, format(t, "site"), posts, Options{Site: site.Site{Title: "T", PerPage: 2}})
	names := []string{}
	for name := range files {
		if strings.HasSuffix(name, ".html") && !strings.HasPrefix(name, "posts/") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	want := []string{
		"archive/2023/index.html", "archive/2024/index.html", "archive/index.html", "index.html", "page/2/index.html", "page/3/index.html",
		"tags/.._.._etc/index.html", "tags/_b_/index.html", "tags/garden-tools/index.html", "tags/go/index.html", "tags/index.html",
	}
	for i := range names { // how a name is made harmless is another's matter
		if strings.Contains(names[i], "etc") {
			names[i], want[6] = "", ""
		}
		if strings.Contains(names[i], "b_") || strings.Contains(names[i], "_b") {
			names[i], want[7] = "", ""
		}
	}
	slices.Sort(names)
	slices.Sort(want)
	if !slices.Equal(names, want) {
		t.Errorf("there are %q, want %q", names, want)
	}
	for name, parts := range map[string][]string{
		"index.html":              {`href="posts/d/index.html"`, `href="posts/c/index.html"`, `<a rel="next" href="page/2/index.html">Older posts</a>`, "Page 1 of 3", `<a href="archive/index.html">Archive</a>`, `<a href="tags/index.html">Tags</a>`},
		"page/2/index.html":       {`href="../../posts/b/index.html"`, `<a rel="prev" href="../../index.html">`, `<a rel="next" href="../3/index.html">`, "Page 2 of 3"},
		"tags/index.html":         {`<a href="go/index.html">go</a> <span class="meta">2</span>`, "&lt;b&gt;"},
		"tags/go/index.html":      {"<h1>go</h1>", `href="../../posts/a/index.html"`, `href="../../posts/b/index.html"`, "<title>go · T</title>"},
		"archive/2023/index.html": {"<h1>2023</h1>", `href="../../posts/a/index.html"`},
	} {
		for _, part := range parts {
			if !strings.Contains(files[name], part) {
				t.Errorf("%s lacks %s", name, part)
			}
		}
	}
	for name, text := range files {
		if strings.Contains(text, "secret") || strings.Contains(name, "secret") || strings.Contains(name, "../") {
			t.Errorf("%s has what is no part of it", name)
		}
	}
	if strings.Contains(files["archive/2023/index.html"], "posts/c/") {
		t.Error("a post is in another year, too")
	}
}

// The pages of a list lie below its first one, beside what the library has there.
func TestListPages(t *testing.T) {
	posts := []Source{
		tagged("a.md", "a", "2023-01-01", "go"), tagged("b.md", "b", "2023-01-02", "go"), tagged("c.md", "c", "2023-01-03", "Go"), tagged("d.md", "d", "2023-01-04", "GO, g o, g-o"),
	}
	d := designed(t, map[string]string{"static/tags/go/logo.png": "x", "static/tags/go/index.html": "not this"})
	files := all(t, format(t, "site"), posts, Options{Site: site.Site{Title: "T", PerPage: 2}, Design: d})
	for name, want := range map[string]string{
		"tags/go/index.html": `<a rel="next" href="page/2/index.html">Older posts</a>`, "tags/go/page/2/index.html": `<a rel="prev" href="../../index.html">Newer posts</a>`,
		"archive/2023/page/2/index.html": `href="../../../../posts/a/index.html"`, "tags/go/logo.png": "x",
		"tags/g-o/index.html": ">d<", "tags/g-o-2/index.html": ">d<",
	} {
		if !strings.Contains(files[name], want) {
			t.Errorf("%s does not hold %s:\n%.900s", name, want, files[name])
		}
	}
}

// The library's templates make the pages of a site; what they lack is there as
// without them.
func TestDesignedSite(t *testing.T) {
	d := designed(t, map[string]string{
		"templates/post.html":  `<!doctype html><title>{{.Title}}</title>{{.Head}}<link rel="stylesheet" href="{{.Root}}css/own.css"><h1>{{.Title}}</h1>{{.Post.Content}}{{with .Post.Older}}<a href="{{.URL}}">{{.}}</a>{{end}}<a href="{{.Root}}none.html">x</a>`,
		"templates/index.html": "{{range .Posts}}[{{.Title}} {{.URL}}]{{end}}",
		"templates/tag.html":   "{{.Tag.None}}",
		"templates/feed.html":  `{{define "rss"}}<copyright>{{.Site.Author}}</copyright>{{end}}{{define "atom"}}no XML{{end}}`,
		"static/css/own.css":   "p { color: red }", "static/rss.xml": "mine", "static/.hidden": "x",
	})
	posts := []Source{tagged("a.md", "a", "2023-01-01", "go"), simple("b.md", "b", "2024-01-01"), simple("wip-c.md", "c", "2024-01-02")}
	o := Options{Format: format(t, "site"), Now: noon, Site: site.Site{Title: "T", Author: "A & B", URL: "https://example.org"}, Design: d}
	out := filepath.Join(t.TempDir(), "out")
	p := NewPlan(posts, o)
	if err := p.WriteFile(out); err != nil {
		t.Fatal(err)
	}
	files := tree(t, out)
	if got := files["index.html"]; got != "[b posts/b/index.html][a posts/a/index.html]" {
		t.Errorf("the index is %q", got)
	}
	post := files["posts/b/index.html"]
	for _, want := range []string{"<h1>b</h1><p>Words of b.</p>", `<a href="../a/index.html">a</a>`, `href="../../css/own.css"`, `<link rel="canonical" href="https://example.org/posts/b">`, `<meta property="og:title" content="b">`, `type="application/rss&#43;xml"`} {
		if want == `type="application/rss&#43;xml"` {
			want = `type="application/rss+xml"` // it is HTML already
		}
		if !strings.Contains(post, want) {
			t.Errorf("the page lacks %s:\n%s", want, post)
		}
	}
	if files["css/own.css"] != "p { color: red }" || strings.Contains(files["rss.xml"], "mine") || files[".hidden"] != "" {
		t.Error("the static files are not there as they should be")
	}
	if !strings.Contains(files["tags/go/index.html"], "<h1>go</h1>") || !strings.Contains(files["archive/2024/index.html"], "posts/b/") {
		t.Error("a page without a template, or with one that is wrong, is not as without templates")
	}
	if !strings.Contains(files["rss.xml"], "<copyright>A &amp; B</copyright>") || strings.Contains(files["atom.xml"], "no XML") {
		t.Error("the heads of the feeds are not as they should be")
	}
	notes := ""
	for _, n := range p.Notes() {
		rel, _ := filepath.Rel(filepath.Dir(filepath.Dir(d.Templates.Path(layout.PostPage))), n.Path)
		n.Path = filepath.ToSlash(rel)
		notes += n.String() + "\n"
	}
	for _, want := range []string{
		"templates/tag.html:1: <.Tag.None>: can't evaluate field None in type *Tag; the built-in page is there instead",
		`templates/feed.html:1: what the template "atom" makes cannot be in a feed: it has text outside of its elements; the feed is there without it`,
		"static/rss.xml: it is left out, since the site has a file of that name itself",
		`templates/post.html: the address "../../none.html", as on posts/a/index.html, leads to nothing on the site`,
	} {
		if strings.Count(notes, want) != 1 {
			t.Errorf("the notes lack, or have twice, %q:\n%s", want, notes)
		}
	}

	// Pages are made again where what they may tell of has changed, and only then.
	o.Guard.Wrote = func(string) bool { return true }
	again := func(posts []Source) int {
		p := NewPlan(posts, o)
		if err := p.WriteFile(out); err != nil {
			t.Fatal(err)
		}
		return p.Reused()
	}
	if n := again(posts); n != 2 {
		t.Errorf("%d pages were taken over, want 2", n)
	}
	posts[0].Text = strings.Replace(posts[0].Text, "title: a", "title: another", 1)
	if n := again(posts); n != 0 || !strings.Contains(tree(t, out)["posts/b/index.html"], ">another</a>") {
		t.Errorf("%d pages were taken over after another title", n)
	}
}

// A page that stands alone has all that it needs in it.
func TestDesignedPage(t *testing.T) {
	d := designed(t, map[string]string{
		"templates/post.html": `<!doctype html>
<html><head>{{.Head}}<link rel="stylesheet" media="screen" href="{{.Root}}own.css"><link rel="icon" href="/icon.png"><script src="x/y.js" defer></script><script src="https://e.org/z.js"></script></head>
<body><img src="icon.png"><img src="none.png"><p style="background: url(icon.png)">{{.Title}}</p>{{range .Post.Tags}}<i>{{.}} {{.URL}}</i>{{end}}{{.Post.Content}}</body></html>`,
		"static/own.css": "@font-face { src: url('f/a.woff2') } p { background: url(../secret) }", "static/f/a.woff2": "font", "static/icon.png": "picture", "static/x/y.js": "let x = 1 < 2",
	})
	o := Options{Site: site.Site{Title: "T"}, Design: d}
	page := all(t, format(t, "html"), []Source{tagged("a.md", "a", "2023-01-01", "go, Go")}, o)[""]
	for _, want := range []string{
		`<style media="screen">` + "\n" + `@font-face { src: url("data:font/woff2;base64,Zm9udA==") } p { background: url(../secret) }</style>`,
		`<link rel="icon" href="data:image/png;base64,cGljdHVyZQ==">`, `<script>let x = 1 < 2</script>`, `<script src="https://e.org/z.js"></script>`,
		`<img src="data:image/png;base64,cGljdHVyZQ==">`, `<img src="none.png">`, `url(&#34;data:image/png;base64,cGljdHVyZQ==&#34;)`, "<i>go </i>", "<p>Words of a.</p>",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if n := strings.Count(page, "</i>"); n != 1 {
		t.Errorf("a tag that is there twice is listed %d times", n)
	}
	if t.Failed() {
		t.Log(page)
	}

	d = designed(t, map[string]string{"templates/post.html": "\n{{.None}}"})
	o = Options{Format: format(t, "html"), Now: noon, Design: d}
	p := NewPlan([]Source{simple("a.md", "a", "2023-01-01")}, o)
	if got := string(write(t, p)); !strings.Contains(got, "<h1>a</h1>") || len(p.Notes()) != 1 || p.Notes()[0].Line != 2 {
		t.Errorf("a wrong template gives %v and\n%s", p.Notes(), got)
	}
	d = designed(t, map[string]string{"templates/post.html": "\n\n{{nothing}}"})
	o.Design = d
	p = NewPlan([]Source{simple("a.md", "a", "2023-01-01")}, o)
	if len(p.Warnings) != 1 || p.Warnings[0].Line != 3 || !strings.HasSuffix(p.Warnings[0].Path, "post.html") || !strings.Contains(string(write(t, p)), "<h1>a</h1>") {
		t.Errorf("a template that cannot be read gives %v", p.Warnings)
	}
}
