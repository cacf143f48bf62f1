package export

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"image"
	"image/png"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/internal/imagework"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/packtest"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/export/verify"
)

// swept writes posts in a format and gives its files, and what was told.
func swept(t *testing.T, name string, sources []Source, o Options) (map[string]string, []string) {
	t.Helper()
	o.Format, o.Now = format(t, name), noon
	p := NewPlan(sources, o)
	files := map[string]string{}
	if p.options.Format.Shape == Folder || p.options.Format.Shape == Either && len(sources) > 1 {
		out := filepath.Join(t.TempDir(), "out") + "/"
		if err := p.WriteFile(out); err != nil {
			t.Fatal(err)
		}
		files = tree(t, out)
	} else {
		files[""] = string(write(t, p))
	}
	var told []string
	for _, n := range p.Notes() {
		told = append(told, n.String())
	}
	return files, told
}

// Pictures whose names have signs that addresses give a meaning are not said to be
// missing where the package has them.
func TestSweepSigns(t *testing.T) {
	pixel := string(packtest.Pixel(t))
	_, shelf := packtest.Shelf(t, map[string]string{"assets/a#b.png": pixel, "assets/c%d.png": pixel, "assets/e f.png": pixel, "assets/g[h](i).png": pixel, "assets/ü.png": pixel, "assets/j%23k.png": pixel})
	find := func(path, dest string) (string, bool) {
		name, err := url.PathUnescape(dest)
		if err != nil {
			name = dest
		}
		return shelf(path, name)
	}
	body := "![](/a%23b.png) ![](/c%25d.png) ![](</e f.png>) ![](</g[h](i).png>) ![](/ü.png) ![](/j%2523k.png)"
	sources := []Source{source("one.md", "!! title: One", "!! slug: one", "!! published: 2020-01-01", "!! description: d", "", "---", body)}
	for _, format := range []string{"zip", "textpack"} {
		if _, told := swept(t, format, sources, Options{Image: find}); len(told) > 0 {
			t.Errorf("%s: %q", format, told)
		}
	}
}

// Every address that a package does not hold is told of, with its place, and
// no other one is.
func TestSweep(t *testing.T) {
	_, find := packtest.Shelf(t, map[string]string{"pic.png": string(packtest.Pixel(t)), "assets/top.png": string(packtest.Pixel(t))})
	web := site.Site{URL: "https://example.org"}
	one := func(body string) []Source {
		return []Source{source("one.md", "!! title: One", "!! slug: one", "!! published: 2020-01-01", "!! description: d", "", "---", body), source("two.md", "!! title: two", "!! slug: two", "!! published: 2020-01-02", "!! description: d", "", "---", "## Part")}
	}
	const (
		gone = "lib/one.md:7: link \"three.md#x\" leads to nothing in the package"
		none = "lib/one.md:8: image \"none.png\": there is no such image in the library"
		far  = "lib/one.md:9: image \"https://far.example/i.png\" is on another host, so it is not in the package"
	)
	const body = "[gone](three.md#x) [two](two.md#part) [in](#top) [web](https://far.example/) [mail](mailto:a@b.example)\n![none](none.png) ![pic](pic.png) ![top](/top.png)\n![far](https://far.example/i.png)"
	for _, tt := range []struct {
		format string
		site   site.Site
		want   []string
	}{
		{"site", site.Site{}, []string{none, gone}},
		{"site", web, []string{none, gone}},
		{"zip", site.Site{}, []string{none, gone, far}},
		{"zip", web, []string{none, gone, far}},
		{"epub", site.Site{}, []string{none, gone + "; its words are kept", far}},
		{"pdf", site.Site{}, []string{none, gone + "; its words are kept", far}},
		{"hugo", web, []string{none, gone}},
		{"yaml", site.Site{}, []string{none, gone}},
		{"textbundle", site.Site{}, []string{none, gone, "lib/one.md:7: link \"two.md#part\" leads to nothing in the package"}},
		{"atom", web, []string{gone}},
		{"json-feed", web, []string{gone}},
	} {
		_, told := swept(t, tt.format, one(body), Options{Site: tt.site, Image: find, Decoder: imagework.Here{}})
		slices.Sort(told)
		want := slices.Clone(tt.want)
		slices.Sort(want)
		if !slices.Equal(told, want) {
			t.Errorf("%s of %q tells\n%s\nwant\n%s", tt.format, tt.site.URL, strings.Join(told, "\n"), strings.Join(want, "\n"))
		}
	}
	for _, tt := range []struct {
		name, body string
		site       site.Site
		want       []string
	}{
		{"page", "[gone](three.md) ![far](//far.example/i.png)", site.Site{}, []string{"lib/one.md:7: link \"three.md\" leads to nothing in the package", "lib/one.md:7: image \"//far.example/i.png\" is on another host, so it is not in the package"}},
		{"page on a site", "[gone](three.md) [about](/about)", web, []string{"lib/one.md:7: link \"three.md\" leads to nothing in the package"}},
		{"page of no site", "[about](/about)", site.Site{}, []string{"lib/one.md:7: link \"/about\" leads to nothing in the package"}},
		{"in a tag", "<a href=\"a b.md\">x</a>", site.Site{}, []string{"lib/one.md:7: link \"a b.md\" leads to nothing in the package"}},
		{"in a definition", "[x]\n\n[x]: ä.md", site.Site{}, []string{"lib/one.md:9: link \"ä.md\" leads to nothing in the package"}},
		{"twice", "[x](a.md)\n[y](a.md)", site.Site{}, []string{"lib/one.md:7: link \"a.md\" leads to nothing in the package", "lib/one.md:8: link \"a.md\" leads to nothing in the package"}},
		{"all there", "![pic](pic.png) [x](#) [web](https://example.org/posts/other#x)", site.Site{}, nil},
	} {
		_, told := swept(t, "html", one(tt.body)[:1], Options{Site: tt.site, Image: find})
		if !slices.Equal(told, tt.want) {
			t.Errorf("%s: told\n%s\nwant\n%s", tt.name, strings.Join(told, "\n"), strings.Join(tt.want, "\n"))
		}
	}
}

// A link to a part is told of where the page that it leads to does not have the
// part, in every format whose pages are made here.
func TestSweepParts(t *testing.T) {
	const head = "\n## Part one\n\n## Part one\n\n### Über *Ä*\n\nNote[^n].\n\n[^n]: Words.\n\n<div id=\"Raw\"><p id='in'>x</p></div>\n\nwords <a name=\"old\"></a> <b id=b>b</b>\n"
	posts := func(body string) []Source {
		return []Source{
			source("one.md", "!! title: One", "!! slug: one", "!! published: 2020-01-01", "!! description: d", "", "---", body+"\n\n## Mine\n"),
			source("two.md", "!! title: Two", "!! slug: two", "!! published: 2020-01-02", "!! description: d", "", "---", head),
		}
	}
	good := "[a](#mine) [a](#) [a](#top) [a](#Top) [a](#:~:text=words) [a](#mine:~:text=w) [a](one.md#mine) [a](/posts/one#mine) [a](https://example.org/posts/two#raw-or-not)"
	for _, part := range []string{"", "part-one", "part-one-1", "über-ä", "%C3%BCber-%C3%A4", "fn:1", "fnref:1", "Raw", "in", "old", "b"} {
		good += "\n[x](two.md#" + part + ") <a href=\"posts/two#" + part + "\">y</a>"
	}
	bad := "\n[x](#no-such) [x](two.md#no-such)\n<a href=\"#Mine\">y</a> [x][ref]\n[x](/posts/two#raw) [x](one.md#part-one)\nNote[^n].\n\n[ref]: two.md#part-two\n\n[^n]: [x](#in-note)\n"
	want := []string{
		`lib/one.md:19: link "#no-such" leads to a part that the page does not have`,
		`lib/one.md:19: link "two.md#no-such" leads to a part that two.md does not have`,
		`lib/one.md:20: link "#Mine" leads to a part that the page does not have`,
		`lib/one.md:21: link "/posts/two#raw" leads to a part that two.md does not have`,
		`lib/one.md:21: link "one.md#part-one" leads to a part that the page does not have`,
		`lib/one.md:24: link "two.md#part-two" leads to a part that two.md does not have`,
		`lib/one.md:26: link "#in-note" leads to a part that the page does not have`,
	}
	for _, name := range []string{"site", "zip", "epub", "docx", "pdf", "atom", "json-feed", "rss", "md", "hugo", "yaml", "textbundle", "posts-json"} {
		o := Options{Site: site.Site{URL: "https://example.org"}}
		_, told := swept(t, name, posts(good+bad), o)
		told = slices.DeleteFunc(told, func(s string) bool { return !strings.Contains(s, "a part that") })
		expected := slices.Clone(want)
		switch name {
		case "rss", "md", "hugo", "yaml", "textbundle", "posts-json":
			expected = nil
		case "site", "zip", "epub", "docx", "pdf", "atom", "json-feed":
			expected = slices.Insert(expected, 0, `lib/one.md:7: link "https://example.org/posts/two#raw-or-not" leads to a part that two.md does not have`)
		}
		if !slices.Equal(told, expected) {
			t.Errorf("%s tells\n%s\nwant\n%s", name, strings.Join(told, "\n"), strings.Join(expected, "\n"))
		}
	}
	_, told := swept(t, "html", posts("[a](#mine) [b](#no) [c](two.md)")[:1], Options{Site: site.Site{URL: "https://example.org"}})
	if len(told) != 2 || told[0] != `lib/one.md:7: link "#no" leads to a part that the page does not have` && told[1] != `lib/one.md:7: link "#no" leads to a part that the page does not have` {
		t.Errorf("html tells %q", told)
	}
	files, _ := swept(t, "site", posts("[a](two.md#old)"), Options{})
	if page := files["posts/two/index.html"]; !strings.Contains(page, `<a id="old"></a>`) {
		t.Errorf("the place that an older page names is lost: %s", page)
	}
}

// The addresses of each kind of tag are looked at.
func TestSweepTags(t *testing.T) {
	var got []string
	for _, a := range addressesIn("", 0, []byte(`<a href=a><img src=b srcset="c 1x, d 2x"><video poster=e><source src=f></video><object data=g></object><p style="background: url('h')"><style>p { background: url(i) }</style><meta property="og:image" content=j><svg><image xlink:href=k></svg><meta name=x content=no><td data=no>`)) {
		got = append(got, a.dest)
	}
	if s := strings.Join(got, " "); s != "a b c d e f g h i j k" {
		t.Errorf("the addresses are %s", s)
	}
}

// What a site's feeds and cards name is in the site.
func TestSiteHolds(t *testing.T) {
	_, find := packtest.Shelf(t, map[string]string{"pic.png": string(packtest.Pixel(t)), "assets/pic.png": square(t, 2), "sub/a b.png": string(packtest.Pixel(t))})
	posts := []Source{
		source("one.md", "!! title: One", "!! slug: one", "!! published: 2020-01-01", "!! description: d", "", "---", "", "![beside](pic.png) ![top](/pic.png) ![sub](<sub/a b.png>)", "", "See [two](two.md#part), [self](one.md) and [far](https://far.example/x).", ""),
		source("two.md", "!! title: Two", "!! slug: two", "!! published: 2020-01-02", "!! description: d", "", "---", "", "## Part", ""),
	}
	o := Options{Site: site.Site{URL: "https://example.org/blog"}, Image: find}
	files := all(t, format(t, "site"), posts, o)
	var feed struct {
		Items []struct {
			URL     string `json:"url"`
			Content string `json:"content_html"`
		}
	}
	if err := json.Unmarshal([]byte(files["feed.json"]), &feed); err != nil {
		t.Fatal(err)
	}
	var atom struct {
		Content []string `xml:"entry>content"`
	}
	if err := xml.Unmarshal([]byte(files["atom.xml"]), &atom); err != nil {
		t.Fatal(err)
	}
	seen := 0
	look := func(what, dest string) {
		seen++
		dest, _, _ = strings.Cut(dest, "#")
		under, ok := strings.CutPrefix(dest, "https://example.org/blog/")
		if !ok {
			if dest != "https://far.example/x" {
				t.Errorf("%s names %s", what, dest)
			}
			return
		}
		if files[under] == "" && files[under+"/index.html"] == "" && under != "" {
			t.Errorf("%s names %s, which the site does not hold", what, dest)
		}
	}
	for _, i := range feed.Items {
		look("the JSON feed", i.URL)
		for _, a := range addressesIn("", 0, []byte(i.Content)) {
			look("the JSON feed", a.dest)
		}
	}
	for _, c := range atom.Content {
		for _, a := range addressesIn("", 0, []byte(c)) {
			look("the Atom feed", a.dest)
		}
	}
	if !strings.Contains(feed.Items[1].Content, `href="https://example.org/blog/posts/two#part"`) {
		t.Errorf("the link to the part is lost: %s", feed.Items[1].Content)
	}
	if n := strings.Count(files["posts/one/index.html"], `property="og:image" content="https://example.org/blog/posts/one/pic.png"`); n != 1 {
		t.Errorf("%d cards", n)
	}
	if seen != 2+2*6 {
		t.Errorf("%d addresses were seen", seen)
	}
	if files["posts/one/pic.png"] != string(packtest.Pixel(t)) || files["posts/one/pic-2.png"] != square(t, 2) {
		t.Error("the images are not those of the post")
	}
}

// A site that is written again tells the same, and holds the same.
func TestSweepAgain(t *testing.T) {
	_, find := packtest.Shelf(t, map[string]string{"pic.png": string(packtest.Pixel(t))})
	posts := []Source{source("one.md", "!! title: One", "!! slug: one", "!! published: 2020-01-01", "!! description: d", "", "---", "", "![p](pic.png) [gone](gone.md) ![far](https://far.example/i.png)", "")}
	out := filepath.Join(t.TempDir(), "out")
	var before map[string]string
	wrote := map[string]string{}
	for n := range 2 {
		o := Options{Format: format(t, "site"), Now: noon, Image: find, Site: site.Site{URL: "https://example.org"}}
		o.Guard.Wrote = func(path string) bool { sum, _, err := sumFile(path); return err == nil && wrote[path] == sum }
		p := NewPlan(posts, o)
		if err := p.WriteFile(out); err != nil {
			t.Fatal(err)
		}
		sum, _, err := sumFile(Witness(out))
		if err != nil {
			t.Fatal(err)
		}
		wrote[Witness(out)] = sum
		if notes := p.Notes(); len(notes) != 1 || notes[0].Line != 8 || !strings.Contains(notes[0].Message, "gone.md") {
			t.Errorf("time %d tells %v", n, notes)
		}
		if n == 1 && p.Reused() != 1 {
			t.Errorf("%d pages were reused", p.Reused())
		}
		files := tree(t, out)
		if before != nil && !equalFiles(before, files) {
			t.Error("the second time gives other files")
		}
		before = files
		page := files["posts/one/index.html"]
		if !strings.Contains(page, `<img src="https://far.example/i.png"`) || !strings.Contains(page, "img-src data: https: http:;") {
			t.Errorf("the image of another host is not shown: %s", page)
		}
		if strings.Contains(files["index.html"], "img-src data: https:") {
			t.Error("the index may fetch")
		}
	}
}

func equalFiles(a, b map[string]string) bool {
	for name, data := range a {
		if b[name] != data {
			return false
		}
	}
	return len(a) == len(b)
}

// A package holds the images of what its pages leave out, and its pages lead
// to each other.
func TestZipHoldsAll(t *testing.T) {
	_, find := packtest.Shelf(t, map[string]string{"p.png": string(packtest.Pixel(t)), "cover.png": square(t, 3)})
	posts := []Source{
		source("one.md", "!! title: One", "!! slug: one", "!! published: 2020-01-01", "!! description: d", "!! cover: cover.png", "", "---", "", "<div>", "<div class=\"chart\"><noscript>", "<img src=\"p.png\" alt=\"Chart\">", "</noscript></div>", "</div>", "", "[two](two.md#part)", ""),
		simple("two.md", "two", "2020-01-02"),
	}
	data := []byte(all(t, format(t, "zip"), posts, Options{Image: find})[""])
	p, err := verify.Open(bytes.NewReader(data), int64(len(data)), pack.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"p.png", "cover.png"} {
		if got, err := p.Read(name); err != nil || len(got) == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if gaps := p.Gaps(); len(gaps) > 0 {
		t.Errorf("there are gaps: %v", gaps)
	}
	data = []byte(all(t, format(t, "zip"), posts, Options{})[""])
	bare, err := verify.Open(bytes.NewReader(data), int64(len(data)), pack.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if gaps := bare.Gaps(); len(gaps) != 2 || gaps[0].String() != `"one.md": image "p.png" is not in the package` || !strings.Contains(gaps[1].Message, "cover.png") {
		t.Errorf("the gaps are %v", gaps)
	}
	page, err := p.Read("pages/one.html")
	if err != nil || !bytes.Contains(page, []byte(`href="two.html#part"`)) {
		t.Errorf("%v; the page is %s", err, page)
	}
}

// square is an image of n by n pixels.
func square(t *testing.T, n int) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, n, n))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
