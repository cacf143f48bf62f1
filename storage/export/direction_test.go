package export

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"galley.app/galley/storage/export/site"
)

func arabic() []Source {
	return []Source{source("a.md", "!! title: مرحبا", "!! slug: hello", "!! published: 2020-01-01", "!! description: وصف & مثال", "", "---", "",
		"نص مع English وأرقام 123.", "", "- بند `a(b)`", "", "```", "x := 1", "```", "")}
}

// What is written from right to left says so wherever it is read.
func TestRightToLeft(t *testing.T) {
	o := Options{Site: site.Site{URL: "https://example.org", Language: "ar", NoFonts: true}} // typefaces are of any letters
	get := func(name string) map[string]string { return all(t, format(t, name), arabic(), o) }
	has := func(what, data string, parts ...string) {
		t.Helper()
		for _, part := range parts {
			if !strings.Contains(data, part) {
				t.Errorf("%s has no %s", what, part)
			}
		}
	}
	has("the page", get("html")[""], `<html lang="ar" dir="rtl">`)
	for name, data := range get("site") {
		if strings.HasSuffix(name, ".html") {
			has(name, data, `<html lang="ar" dir="rtl">`)
		}
	}
	var atom struct {
		Content string `xml:"entry>content"`
	}
	if err := xml.Unmarshal([]byte(get("atom")[""]), &atom); err != nil {
		t.Fatal(err)
	}
	has("the Atom feed", atom.Content, `<div lang="ar" dir="rtl">`, `<code dir="ltr">a(b)</code>`, `<pre dir="ltr"><code`)
	var feed struct {
		Items []struct {
			Content string `json:"content_html"`
			Summary string
		}
	}
	if err := json.Unmarshal([]byte(get("json-feed")[""]), &feed); err != nil {
		t.Fatal(err)
	}
	has("the JSON feed", feed.Items[0].Content, `<div lang="ar" dir="rtl">`)
	if feed.Items[0].Summary != "وصف & مثال" {
		t.Errorf("the summary is %q", feed.Items[0].Summary)
	}
	has("the RSS feed", description(t, get("rss")[""]), `<span dir="rtl">وصف &amp; مثال</span>`)
	_, files := parts(t, []byte(get("epub")[""]))
	has("the book", files["EPUB/package.opf"], `<spine page-progression-direction="rtl">`, `xml:lang="ar" dir="rtl">`)
	for name, data := range files {
		if strings.HasSuffix(name, ".xhtml") {
			has(name, data, `lang="ar" dir="rtl">`)
		}
	}
	has("the chapter", files["EPUB/text/hello.xhtml"], `<pre dir="ltr">`, `<code dir="ltr">a(b)</code>`)
	has("the book's style", files["EPUB/style.css"], "border-right: 0.15em")

	o.Site.Language = "en"
	for _, name := range []string{"html", "site", "atom", "json-feed", "rss"} {
		for file, data := range get(name) {
			if strings.Contains(data, "rtl") {
				t.Errorf("%s %s in English runs from right to left", name, file)
			}
		}
	}
}

// description is that of the only item of an RSS feed: HTML.
func description(t *testing.T, feed string) string {
	t.Helper()
	var rss struct {
		Items []struct {
			Title       string `xml:"title"`
			Description string `xml:"description"`
		} `xml:"channel>item"`
	}
	if err := xml.Unmarshal([]byte(feed), &rss); err != nil || len(rss.Items) != 1 {
		t.Fatalf("%v, %d items", err, len(rss.Items))
	}
	return rss.Items[0].Description
}

// A description is text in a post and HTML in RSS: its readers see the same.
// In the other feeds and everywhere in titles it is text.
func TestDescriptionMarkup(t *testing.T) {
	const text = `How to use the <details> element, and why AT&amp;T is written AT&amp;amp;T in "HTML", in few words; it's 2 < 3.`
	src := []Source{source("a.md", "!! title: "+text, "!! slug: markup", "!! published: 2020-01-01", "!! description: "+text, "", "---", "", "Words.", "")}
	o := Options{Site: site.Site{URL: "https://example.org", Description: text}}
	feed := all(t, format(t, "rss"), src, o)[""]
	var rss struct {
		Description string   `xml:"channel>description"`
		Titles      []string `xml:"channel>item>title"`
	}
	if err := xml.Unmarshal([]byte(feed), &rss); err != nil {
		t.Fatal(err)
	}
	for what, markup := range map[string]string{"item": description(t, feed), "channel": rss.Description} {
		root, err := html.Parse(strings.NewReader(markup))
		if err != nil {
			t.Fatal(err)
		}
		var words strings.Builder
		for n := range root.Descendants() {
			if n.Type == html.TextNode {
				words.WriteString(n.Data)
			}
		}
		if words.String() != text {
			t.Errorf("readers of the %s see %q", what, words.String())
		}
	}
	if len(rss.Titles) != 1 || rss.Titles[0] != text {
		t.Errorf("RSS has the titles %q", rss.Titles)
	}
	type plain = struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	}
	var entry struct {
		Title   plain `xml:"entry>title"`
		Summary plain `xml:"entry>summary"`
	}
	if err := xml.Unmarshal([]byte(all(t, format(t, "atom"), src, o)[""]), &entry); err != nil {
		t.Fatal(err)
	}
	if want := (plain{Text: text}); entry.Title != want || entry.Summary != want {
		t.Errorf("Atom has %+v", entry)
	}
	var feedJSON struct {
		Items []struct{ Title, Summary string }
	}
	if err := json.Unmarshal([]byte(all(t, format(t, "json-feed"), src, o)[""]), &feedJSON); err != nil {
		t.Fatal(err)
	}
	if i := feedJSON.Items[0]; i.Title != text || i.Summary != text {
		t.Errorf("the JSON feed has %+v", i)
	}
}
