package export

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"galley.app/galley/internal/growth"
	"galley.app/galley/storage/export/feed"
	"galley.app/galley/storage/safefile"

	"golang.org/x/net/html"

	"galley.app/galley/storage/export/bundle"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/packtest"
	"galley.app/galley/storage/export/site"
)

var example = site.Site{Title: "Notes", URL: "https://example.org", Author: "A. Writer", Language: "en-GB", NoFonts: true}

// all writes the sources in a format, as a stream or as files by their names;
// one is for the formats that hold one post.
func all(t testing.TB, f Format, sources []Source, o Options) map[string]string {
	t.Helper()
	o.Format, o.Now = f, noon
	p := NewPlan(sources, o)
	if f.Shape == File || f.Shape == Either && (!f.One || len(sources) == 1) {
		return map[string]string{"": string(write(t, p))}
	}
	out := filepath.Join(t.TempDir(), "out") + "/"
	if err := p.WriteFile(out); err != nil {
		t.Fatal(err)
	}
	return tree(t, out)
}

// hostile are texts that break formats which are not careful; each holds a
// part that must come out as it is.
func hostile() map[string]string {
	return map[string]string{
		"markup":  `<b>bold</b> <script>alert(1)</script> &amp; &lt;`,
		"quotes":  `"double" 'single' \back\slash`,
		"cdata":   `]]> <![CDATA[ x ]]> <!-- --> -->`,
		"control": "bell\aesc\x1bvt\vff\fbs\bdel\x7fnel\u0085end\x01\x1f",
		"ends":    `</script></style></title></textarea><!--<script>`,
		"unicode": "🎉 日本語 e\u0301 \u202eright\u202c \u2028\u2029 \ufeff",
		"nothing": "x\ufffe\uffff\ufdd0y",
		"yaml":    `yes: no # [a] {b} *c &d !e %f @g - ? |`,
		"long":    strings.Repeat("long words ", 10_000),
	}
}

// Whatever a post's fields and body hold, each format keeps its own rules and
// gives the text back to its readers.
func TestHostileFields(t *testing.T) {
	growth.Alone(t)
	for _, f := range Formats() {
		for name, value := range hostile() {
			src := Source{Path: "lib/0001-a.md", Text: "!! title: " + value + "\n!! slug: a\n!! published: 2024-01-01\n!! description: " + value + "\n!! extra: " + value + "\n\n---\n\n    " + value + "\n\n" + value + "\n"}
			site := example
			site.Title, site.Description, site.Author = value, value, value
			for file, data := range all(t, f, []Source{src}, Options{Site: site}) {
				if err := wellFormed(f, file, data); err != nil {
					t.Errorf("%s, %s: %s: %v", f.Name, name, file, err)
				}
				if want, ok := told(f, file, data); ok && want != visible(value) {
					t.Errorf("%s, %s: %s tells the title %.100q, want %.100q", f.Name, name, file, want, visible(value))
				}
			}
		}
	}
}

// visible is a value without what HTML and XML cannot hold, as readers see it.
func visible(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r >= 0x7F && r < 0xA0 || r >= 0xFDD0 && r <= 0xFDEF || r&0xFFFE == 0xFFFE {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

func wellFormed(f Format, file, data string) error {
	if f.Binary {
		return nil
	}
	if !utf8.ValidString(data) {
		return errors.New("not UTF-8")
	}
	ext := path.Ext(file)
	if file == "" {
		ext = f.Suffix
	}
	switch ext {
	case ".xml":
		d := xml.NewDecoder(strings.NewReader(data))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
		}
	case ".json":
		if !json.Valid([]byte(data)) {
			return errors.New("no JSON")
		}
	case ".html":
		root, err := html.Parse(strings.NewReader(data))
		if err != nil {
			return err
		}
		for n := range root.Descendants() {
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") {
					return fmt.Errorf("the attribute %s", a.Key)
				}
			}
			if n.Data == "script" && n.Type == html.ElementNode {
				if len(n.Attr) != 1 || n.Attr[0].Val != "application/ld+json" || !json.Valid([]byte(n.FirstChild.Data)) {
					return errors.New("a script")
				}
			}
		}
	}
	return nil
}

// told is the title as a reader of the format sees it.
func told(f Format, file, data string) (string, bool) {
	switch {
	case f.Name == "posts-json":
		var posts map[string]map[string]string
		if json.Unmarshal([]byte(data), &posts) == nil {
			return visible(posts["a"]["title"]), true
		}
	case f.Name == "json-feed":
		var feed struct{ Items []struct{ Title string } }
		if json.Unmarshal([]byte(data), &feed) == nil && len(feed.Items) == 1 {
			return visible(feed.Items[0].Title), true
		}
	case f.Name == "rss", f.Name == "atom":
		var feed struct {
			Item  string `xml:"channel>item>title"`
			Entry string `xml:"entry>title"`
		}
		if xml.Unmarshal([]byte(data), &feed) == nil {
			return visible(feed.Item + feed.Entry), true
		}
	case f.Name == "html", f.Name == "site" && strings.HasPrefix(file, "posts/"):
		root, err := html.Parse(strings.NewReader(data))
		if err != nil {
			return err.Error(), true
		}
		for n := range root.Descendants() {
			if n.Type == html.ElementNode && n.Data == "h1" && n.FirstChild != nil {
				return visible(n.FirstChild.Data), true
			}
		}
	case (f.Name == "hugo" || f.Name == "yaml") && strings.HasSuffix(file, ".md"):
		matter, _, _ := bundle.CutMatter(data)
		fields, _, err := bundle.ReadMatter(matter)
		if err != nil || len(fields) == 0 {
			return fmt.Sprint(err), true
		}
		return visible(fields[0].Value), true
	}
	return "", false
}

// The same posts give the same bytes in another zone, at another time, with
// another number of cores.
func TestDeterminism(t *testing.T) {
	sources, find := strange(t)
	o := Options{Image: find, Drafts: true, Site: example}
	zone, procs := time.Local, runtime.GOMAXPROCS(0)
	defer func() {
		time.Local = zone
		runtime.GOMAXPROCS(procs)
	}()
	for _, f := range Formats() {
		some := sources
		if f.One && f.Shape == File {
			some = sources[2:3]
		}
		runtime.GOMAXPROCS(1)
		time.Local = time.UTC
		first := all(t, f, some, o)
		runtime.GOMAXPROCS(4)
		time.Local = time.FixedZone("far", 13*3600)
		other := slices.Clone(some)
		slices.Reverse(other)
		if second := all(t, f, other, o); !maps.Equal(first, second) {
			t.Errorf("%s: other bytes", f.Name)
		}
	}
}

// A repeated export of a site makes only what changed, and the same bytes as
// one from nothing.
func TestSiteAgain(t *testing.T) {
	dir, find := packtest.Shelf(t, map[string]string{"assets/a.png": string(packtest.Pixel(t))})
	body := func(slug, text string) Source {
		return source(slug+".md", "!! title: "+slug, "!! slug: "+slug, "!! published: 2024-01-01", "!! description: d", "", "---", "", text, "")
	}
	sources := []Source{body("a", "![a](/a.png) [b](/posts/b)"), body("b", "[c](c.md#x) [d](./posts/d)"), body("c", "words"), body("e", "[far](https://example.org/posts/c)")}
	wrote := map[string]string{} // as the state remembers it
	sum := func(path string) string {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return pack.Sum(data)
	}
	o := Options{Format: format(t, "site"), Now: noon, Image: find, Site: example}
	o.Guard.Wrote = func(path string) bool { return wrote[path] == sum(path) }
	out := filepath.Join(t.TempDir(), "site")
	step := func(what string, reused int) {
		t.Helper()
		p := NewPlan(sources, o)
		if err := p.WriteFile(out); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		wrote[Witness(out)] = sum(Witness(out))
		if p.Reused() != reused {
			t.Errorf("%s: %d pages taken over, want %d", what, p.Reused(), reused)
		}
		fresh := filepath.Join(t.TempDir(), "site")
		if err := p.WriteFile(fresh); err != nil {
			t.Fatal(err)
		}
		if got, want := tree(t, out), tree(t, fresh); !maps.Equal(got, want) {
			t.Errorf("%s: not the same as from nothing", what)
		}
	}
	step("first", 0)
	step("nothing", 4)
	sources[2] = body("c", "other words")
	step("a text", 3)
	sources = append(sources, body("d", "new"))
	step("a post that b names", 3)
	if err := os.WriteFile(filepath.Join(dir, "assets/a.png"), packtest.Shade(t, 1), 0o644); err != nil {
		t.Fatal(err)
	}
	step("an image", 4)
	sources = sources[1:]
	step("a post goes", 4)
	o.Site.Title = "Other"
	step("the site", 0)
	os.Remove(filepath.Join(out, "posts/b/index.html"))
	step("a page was removed", 3)
	clear(wrote)
	step("a mark that nobody remembers", 0)
	step("one that is remembered", 4)

	files := tree(t, out)
	for page, want := range map[string]string{
		"posts/b/index.html": `<a href="../c/index.html#x">c</a> <a href="../d/index.html">d</a>`, "posts/e/index.html": `<a href="../c/index.html">far</a>`, "index.html": `<a href="posts/c/index.html">c</a>`,
	} {
		if !strings.Contains(files[page], want) {
			t.Errorf("%s lacks %s:\n%s", page, want, files[page])
		}
	}
	for _, name := range []string{"rss.xml", "atom.xml", "feed.json", "sitemap.xml"} {
		if files[name] == "" {
			t.Errorf("no %s", name)
		}
	}
	o.Site.URL = ""
	step("without address", 0)
	if files := tree(t, out); files["rss.xml"] != "" || !strings.Contains(files["posts/b/index.html"], `<a href="../c/index.html#x">`) {
		t.Errorf("%v", slices.Sorted(maps.Keys(files)))
	}
}

// Whatever slugs and folder a library names, a site stays in its folder.
func TestSiteStaysInside(t *testing.T) {
	for _, posts := range []string{"/../../x/", "/", "/a/../b/", "/con/", `\\host\`, "/%2e%2e/"} {
		sources := []Source{simple("1.md", "..", "2024-01-01"), simple("2.md", "../../x", "2024-01-01"), simple("3.md", "index.html", "2024-01-01"), simple("4.md", "rss.xml", "2024-01-01"), simple("5.md", "A", "2024-01-01"), simple("6.md", "a", "2024-01-01"), simple("7.md", "NUL", "2024-01-01"), simple("8.md", "/", "2024-01-01"), simple("9.md", markName, "2024-01-01")}
		parent := t.TempDir()
		site := example
		site.Posts = posts
		p := NewPlan(sources, Options{Format: format(t, "site"), Now: noon, Site: site})
		if err := p.WriteFile(filepath.Join(parent, "out")); err != nil {
			t.Fatalf("%s: %v", posts, err)
		}
		files := tree(t, parent)
		if len(files) != len(sources)+8 {
			t.Errorf("%s: %v", posts, slices.Sorted(maps.Keys(files)))
		}
		for name := range files {
			if rest, ok := strings.CutPrefix(name, "out/"); !ok || rest != markName && pack.CheckName(rest) != nil {
				t.Errorf("%s: wrote %s", posts, name)
			}
		}
	}
}

func TestSitemap(t *testing.T) {
	growth.Alone(t)
	sources := []Source{simple("a.md", "a&b", "2024-01-01"), simple("b.md", "b", "2024-03-01T10:00:00+02:00"), simple("c.md", "c", "")}
	got := all(t, format(t, "sitemap"), sources, Options{Site: example})[""]
	want := `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <url>
    <loc>https://example.org/</loc>
    <lastmod>2024-03-01T08:00:00Z</lastmod>
  </url>
  <url>
    <loc>https://example.org/posts/b</loc>
    <lastmod>2024-03-01T08:00:00Z</lastmod>
  </url>
  <url>
    <loc>https://example.org/posts/a&#x26;b</loc>
    <lastmod>2024-01-01</lastmod>
  </url>
  <url>
    <loc>https://example.org/posts/c</loc>
  </url>
</urlset>
`
	if got != want {
		t.Errorf("got %s", got)
	}
	p := NewPlan(sources, Options{Format: format(t, "sitemap"), Now: noon, Site: example})
	for _, limit := range [][3]int{{2, 1 << 20, 2}, {1, 1 << 20, 4}, {100, 400, 2}, {4, 1 << 20, 1}} {
		list, err := p.sitemaps(limit[0], limit[1], nil)
		if err != nil || len(list) != limit[2] {
			t.Errorf("%v: %d files, %v", limit, len(list), err)
		}
		for _, s := range list {
			if len(s) > limit[1] || strings.Count(s, "<loc>") > limit[0] || wellFormed(Format{Suffix: ".xml"}, "", s) != nil {
				t.Errorf("%v: %s", limit, s)
			}
		}
	}
	stage, err := safefile.StageFolder(filepath.Join(t.TempDir(), "out"), safefile.StageOptions{})
	if err != nil {
		t.Fatal(err)
	}
	f := &folder{stage: stage, taken: pack.Names{}}
	if err := p.addSitemap(f, 3, 1<<20, nil); err != nil {
		t.Fatal(err)
	}
	files := tree(t, stage.Path())
	if len(files) != 3 || !strings.Contains(files["sitemap.xml"], "<loc>https://example.org/sitemap-2.xml</loc>") || !strings.Contains(files["sitemap.xml"], "<sitemapindex xmlns=") {
		t.Errorf("%v", files)
	}
	var big []Source
	for i := range feed.MaxURLs {
		big = append(big, Source{Path: fmt.Sprintf("%d.md", i), Text: fmt.Sprintf("!! slug: s%d\n---\n", i)})
	}
	if err := NewPlan(big, Options{Format: format(t, "sitemap"), Now: noon, Site: example}).Write(io.Discard); !offers(err, site.FolderOfMaps) {
		t.Errorf("too many: %v", err)
	}
}

func TestPlainFormats(t *testing.T) {
	sources := []Source{
		{Path: "a.md", Text: "!! title: One *two* #3\r\n!! slug: a\r\n\r\n---\r\n\r\n\r\n# Head\r\n\r\n- *x*\r\n- [ ] y"},
		{Path: "b.md", Text: "!! title: B\n!! slug: b\n---\n![alt](i.png)\n"},
	}
	for name, want := range map[string][2]string{
		"md":  {"\n# Head\n\n- *x*\n- [ ] y\n", "# One \\*two\\* \\#3\n\n# Head\n\n- *x*\n- [ ] y\n\n# B\n\n![alt](i.png)\n"},
		"txt": {"Head\n\n• x\n[ ] y\n", "One *two* #3\n\nHead\n\n• x\n[ ] y\n\n* * *\n\nB\n\nalt\n"},
	} {
		if got := all(t, format(t, name), sources[:1], Options{})[""]; got != want[0] {
			t.Errorf("%s of one: %q", name, got)
		}
		if got := all(t, format(t, name), sources, Options{})[""]; got != want[1] {
			t.Errorf("%s of two: %q", name, got)
		}
		out := filepath.Join(t.TempDir(), "x") + "/"
		if err := NewPlan(sources, Options{Format: format(t, name), Now: noon}).WriteFile(out); err != nil {
			t.Fatal(err)
		}
		if files := tree(t, out); len(files) != 3 || files["a."+name] != want[0] {
			t.Errorf("%s: %q", name, files)
		}
	}
	for name, want := range map[string]string{"textpack": "one post", "site": "folder", "hugo": "folder", "yaml": "folder", "textbundle": "folder", "html": "one post"} {
		if err := NewPlan(sources, Options{Format: format(t, name), Now: noon}).Write(&bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s to a stream: %v", name, err)
		}
	}
}

func TestCards(t *testing.T) {
	_, find := packtest.Shelf(t, map[string]string{"assets/a.png": string(packtest.Pixel(t))})
	src := source("a.md", `!! title: </script><script>x "q"`, "!! slug: a", "!! published: 2024-01-01T10:00:00+02:00", "!! description: d & e", "", "---", "", "![a](/a.png) two words", "")
	page := all(t, format(t, "html"), []Source{src}, Options{Site: example, Image: find})[""]
	for _, want := range []string{
		`<html lang="en-GB">`, `<link rel="canonical" href="https://example.org/posts/a">`, `<meta property="og:url" content="https://example.org/posts/a">`,
		`<meta property="og:image" content="https://example.org/a.png">`, `<meta property="og:type" content="article">`, `<meta property="og:description" content="d &amp; e">`, `<meta property="og:locale" content="en_GB">`,
		`<meta property="article:published_time" content="2024-01-01T10:00:00+02:00">`, `<meta name="twitter:card" content="summary">`,
		`<script type="application/ld+json">{"@context":"https://schema.org","@type":"BlogPosting","headline":"\u003c/script\u003e\u003cscript\u003ex \"q\"",`, `"wordCount":3}</script>`, `"author":{"@type":"Person","name":"A. Writer"}`,
		`content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'; script-src 'sha256-`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("lacks %s", want)
		}
	}
	if strings.Count(page, "<script") != 1 || strings.Count(page, "</script") != 1 {
		t.Error("another script")
	}
	page = all(t, format(t, "html"), []Source{src}, Options{Image: find})[""]
	if strings.Contains(page, "<script") || strings.Contains(page, "og:url") || strings.Contains(page, "canonical") {
		t.Error("a page whose address is not known tells one")
	}
}

func TestInOrder(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(5))
	for _, n := range []int{0, 1, 3, 1000} {
		next := 0
		err := inOrder(n, func(i int) (int, error) { return i * i, nil }, func(i, v int) error {
			if i != next || v != i*i {
				t.Errorf("got %d, %d; want %d", i, v, next)
			}
			next++
			return nil
		})
		if err != nil || next != n {
			t.Errorf("%d of %d, %v", next, n, err)
		}
	}
	bad := errors.New("bad")
	for _, at := range []int{0, 7, 999} {
		taken := 0
		err := inOrder(1000, func(i int) (int, error) {
			if i >= at {
				return 0, fmt.Errorf("%d: %w", i, bad)
			}
			return i, nil
		}, func(int, int) error { taken++; return nil })
		if !errors.Is(err, bad) || err.Error() != fmt.Sprintf("%d: bad", at) || taken != at {
			t.Errorf("%d: %v after %d", at, err, taken)
		}
	}
	func() {
		defer func() {
			if recover() != "x" {
				t.Error("the panic is lost")
			}
		}()
		everywhere(100, func(i int) {
			if i == 50 {
				panic("x")
			}
		})
	}()
}
