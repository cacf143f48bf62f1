package export

import (
	"slices"
	"strings"
	"testing"

	"galley.app/galley/storage/export/site"
)

func aliased(name, slug, aliases string) Source {
	return source(name, "!! title: The <"+slug+">", "!! slug: "+slug, "!! published: 2024-01-01", "!! description: d", "!! aliases: "+aliases, "", "---", "", "[b](/posts/older) [a](first.md)", "")
}

// A site has a page at each address that a post had before, and a list of them.
func TestRedirects(t *testing.T) {
	posts := []Source{
		aliased("0001-a.md", "first", `/posts/old, https://example.org/blog/a b/, /old.html, posts/first, /posts/old/`),
		aliased("0002-b.md", "second", `["/posts/older"]`),
		aliased("0003-c.md", "third", `/posts/first, https://other.example/x, /../up, /rss.xml/a, /posts/old, /posts/second/picture.png, /con`),
	}
	p := NewPlan(posts, Options{Format: format(t, "site"), Now: noon, Site: site.Site{URL: "https://example.org", Title: "T"}})
	out := t.TempDir() + "/out/"
	if err := p.WriteFile(out); err != nil {
		t.Fatal(err)
	}
	files := tree(t, out)
	const list = "/blog/a%20b /posts/first 301\n/old.html /posts/first 301\n/posts/old /posts/first 301\n/posts/older /posts/second 301\n"
	if files["_redirects"] != list {
		t.Errorf("%q", files["_redirects"])
	}
	for name, want := range map[string][]string{
		"posts/old/index.html":    {`<link rel="canonical" href="https://example.org/posts/first">`, `content="0; url=../first/index.html"`, `<a href="../first/index.html">The &lt;first&gt;</a>`},
		"blog/a b/index.html":     {`url=../../posts/first/index.html`},
		"old.html":                {`url=posts/first/index.html`},
		"posts/older/index.html":  {`url=../second/index.html`},
		"posts/third/index.html":  {`<a href="../second/index.html">b</a>`, `<a href="../first/index.html">a</a>`},
		"posts/second/index.html": {`The &lt;second&gt;`},
	} {
		for _, s := range want {
			if !strings.Contains(files[name], s) {
				t.Errorf("%s lacks %s:\n%s", name, s, files[name])
			}
		}
	}
	var told []string
	for _, n := range p.Notes() {
		if strings.Contains(n.Message, "alias") {
			told = append(told, n.Message)
		}
	}
	for _, s := range []string{`"/posts/first" is the address of another post`, `"https://other.example/x" names no place`, `"/../up" names no place`, `"/rss.xml/a" is where`, `"/posts/old" is the address of another`, `picture.png" is where`, `"/con" cannot be`} {
		if !slices.ContainsFunc(told, func(m string) bool { return strings.Contains(m, s) }) {
			t.Errorf("it is not told that %s: %q", s, told)
		}
	}
	if len(told) != 7 {
		t.Errorf("%q", told)
	}

	// On a site below another one's top the list has whole paths; where the address
	// is not known, pages lead on all the same.
	files = all(t, format(t, "site"), posts[:1], Options{Site: site.Site{URL: "https://example.org/blog/", Title: "T"}})
	if !strings.Contains(files["_redirects"], "/blog/posts/old /blog/posts/first 301\n") {
		t.Errorf("%q", files["_redirects"])
	}
	files = all(t, format(t, "site"), posts[1:2], Options{})
	if got := files["posts/older/index.html"]; !strings.Contains(got, `<link rel="canonical" href="../second/index.html">`) || files["_redirects"] != "/posts/older /posts/second 301\n" {
		t.Errorf("%q\n%s", files["_redirects"], got)
	}
	for _, to := range []string{"hugo", "yaml"} {
		files = all(t, format(t, to), posts[1:2], Options{})
		for name, data := range files {
			if strings.HasSuffix(name, "index.md") && !strings.Contains(data, "\naliases: [\"/posts/older\"]\n") {
				t.Errorf("%s:\n%s", to, data)
			}
		}
	}
}
