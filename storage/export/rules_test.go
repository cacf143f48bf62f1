package export

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/language"

	"galley.app/galley/internal/growth"
	"galley.app/galley/storage/export/site"
)

const atomSpace = "http://www.w3.org/2005/Atom"

// node is an element of XML.
type node struct {
	xml.StartElement
	text string // its own
	kids []*node
}

func (n *node) attr(name string) string {
	for _, a := range n.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// all gives the children of that name; without a space it is that of the parent.
func (n *node) all(name string) (list []*node) {
	for _, k := range n.kids {
		if k.Name.Local == name && k.Name.Space == n.Name.Space {
			list = append(list, k)
		}
	}
	return list
}

// one is the text of the only child of that name, "" for none or several.
func (n *node) one(name string) string {
	if list := n.all(name); len(list) == 1 {
		return list[0].text
	}
	return ""
}

// grow reads XML without entities of its own.
func grow(data []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict = true
	root := &node{}
	open := []*node{root}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		top := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{StartElement: token.Copy()}
			top.kids = append(top.kids, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.text += string(token)
		}
	}
	if len(root.kids) != 1 {
		return nil, fmt.Errorf("%d roots", len(root.kids))
	}
	return root.kids[0], nil
}

// broken collects the rules that a feed breaks.
type broken []string

func (b *broken) rule(name string, kept bool, about ...any) {
	if !kept {
		*b = append(*b, strings.TrimSpace(name+" "+fmt.Sprint(about...)))
	}
}

func isAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && !strings.ContainsAny(s, " <>\"{}|\\^`\t\n")
}

var namedEntity = regexp.MustCompile(`&[A-Za-z]`)

// xmlRules are those of every feed in XML.
func (b *broken) xmlRules(name string, data []byte) *node {
	b.rule(name, bytes.HasPrefix(data, []byte(`<?xml version="1.0" encoding="UTF-8"?>`+"\n")), "declaration")
	b.rule(name, utf8.Valid(data), "not UTF-8")
	b.rule(name, bytes.IndexFunc(data, func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF }) < 0, "a character")
	b.rule(name, !namedEntity.Match(data), "a named entity")
	root, err := grow(data)
	b.rule(name, err == nil, err)
	return root
}

// fragmentRules looks at HTML within a feed.
func (b *broken) fragmentRules(links, harm, fragment string) {
	root, err := html.Parse(strings.NewReader(fragment))
	b.rule(harm, err == nil, err)
	if err != nil {
		return
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		b.rule(harm, !slices.Contains([]string{"script", "object", "embed", "iframe", "style", "form", "meta", "base", "link"}, n.Data) || n.Parent == nil, n.Data)
		for _, a := range n.Attr {
			b.rule(harm, a.Key != "style" && !strings.HasPrefix(a.Key, "on") && a.Key != "srcset", a.Key)
			if a.Key == "href" || a.Key == "src" {
				u, err := url.Parse(a.Val)
				b.rule(links, err == nil && u.Scheme != "", a.Val)
				b.rule(harm, err != nil || u.Scheme != "javascript" && u.Scheme != "vbscript" && !strings.HasPrefix(a.Val, "data:text"), a.Val)
			}
		}
	}
}

// rssRules names the rules of RSS 2.0 that a feed breaks. R12, the same bytes
// each time, is TestDeterminism's.
func rssRules(data []byte) broken {
	var b broken
	root := b.xmlRules("R1", data)
	if root == nil {
		return b
	}
	b.rule("R2", root.Name.Local == "rss" && root.attr("version") == "2.0" && len(root.all("channel")) == 1, "root")
	if len(b) > 0 {
		return b
	}
	c := root.all("channel")[0]
	for _, name := range []string{"title", "description", "link", "language", "generator", "docs"} {
		b.rule("R2", c.one(name) != "", name)
	}
	b.rule("R2", isAddress(c.one("link")), c.one("link"))
	var self []*node
	for _, k := range c.kids {
		if k.Name == (xml.Name{Space: atomSpace, Local: "link"}) {
			self = append(self, k)
		}
	}
	b.rule("R3", len(self) == 1 && self[0].attr("rel") == "self" && self[0].attr("type") == "application/rss+xml" && isAddress(self[0].attr("href")) && bytes.Contains(data, []byte("<atom:link ")), "atom:link")
	guids := map[string]bool{}
	newest := time.Time{}
	for _, i := range c.all("item") {
		guid := i.one("guid")
		for _, name := range []string{"title", "link", "guid"} {
			b.rule("R4", i.one(name) != "", name)
		}
		b.rule("R4", len(i.all("description")) == 1 && len(i.all("pubDate")) <= 1, "description, pubDate")
		b.rule("R4", !guids[guid] && isAddress(guid) && guid == i.one("link"), guid)
		guids[guid] = true
		for _, d := range i.all("pubDate") {
			t, err := time.Parse(http.TimeFormat, d.text)
			b.rule("R5", err == nil && t.Format(http.TimeFormat) == d.text, d.text)
			b.rule("newest first", newest.IsZero() || !t.After(newest), d.text)
			newest = t
		}
		for at, k := range i.kids {
			b.rule("R7", k.Name.Local != "encoded" || at > slices.IndexFunc(i.kids, func(n *node) bool { return n.Name.Local == "description" }), "content before description")
			if k.Name.Local == "encoded" {
				b.fragmentRules("R8", "R9", k.text)
			}
		}
		for _, a := range i.all("author") {
			b.rule("R10", strings.Contains(a.text, "@"), a.text)
		}
		b.rule("R11", len(i.all("enclosure")) <= 1)
	}
	for _, d := range c.all("lastBuildDate") {
		first := c.all("item")[0]
		b.rule("R5", d.text == first.one("pubDate"), d.text)
	}
	for _, plain := range regexp.MustCompile(`(?s)<(?:title|description)>(.*?)</`).FindAllSubmatch(data, -1) {
		rest := regexp.MustCompile(`&#x(26|3C|3E|22|D);`).ReplaceAll(plain[1], nil)
		b.rule("R6", !bytes.ContainsAny(rest, "&<>"), string(plain[1]))
	}
	return b
}

// atomRules names the rules of Atom 1.0 that a feed breaks.
func atomRules(data []byte) broken {
	var b broken
	f := b.xmlRules("R1", data)
	if f == nil {
		return b
	}
	b.rule("A1", f.Name == xml.Name{Space: atomSpace, Local: "feed"}, f.Name)
	date := func(s string) time.Time {
		t, err := time.Parse(time.RFC3339, s)
		b.rule("A4", err == nil && strings.Contains(s, "T") && !strings.ContainsAny(s, "tz"), s)
		return t
	}
	links := func(n *node, rule string) map[string]int {
		kinds := map[string]int{}
		for _, l := range n.all("link") {
			rel := l.attr("rel")
			kinds[rel]++
			kinds[rel+" "+l.attr("type")+" "+l.attr("hreflang")]++
			b.rule("A6", isAddress(l.attr("href")), l.attr("href"))
		}
		for kind, n := range kinds {
			b.rule(rule, n == 1 || !strings.Contains(kind, " "), "links ", kind)
		}
		return kinds
	}
	texts := func(n *node) {
		for _, name := range []string{"title", "subtitle", "summary", "content"} {
			for _, k := range n.all(name) {
				b.rule("A5", len(k.kids) == 0 && slices.Contains([]string{"", "text", "html"}, k.attr("type")) && (k.attr("type") == "html") == (name == "content"), name)
			}
		}
	}
	b.rule("A1", f.one("id") != "" && f.one("title") != "" && f.one("updated") != "", "id, title, updated")
	kinds := links(f, "A1")
	b.rule("A1", kinds["self"] == 1 && kinds["alternate"] == 1, "links")
	texts(f)
	newest, ids := time.Time{}, map[string]bool{f.one("id"): true}
	entries := f.all("entry")
	for _, e := range entries {
		b.rule("A1", len(e.all("author")) > 0 || len(f.all("author")) > 0 && f.all("author")[0].one("name") != "", "author")
		id := e.one("id")
		b.rule("A2", id != "" && e.one("title") != "" && e.one("updated") != "", "id, title, updated")
		b.rule("A2", links(e, "A2")["alternate"] == 1 && len(e.all("content")) <= 1 && len(e.all("summary")) <= 1, "alternate, content, summary")
		b.rule("A3", isAddress(id) && !ids[id], id)
		ids[id] = true
		if t := date(e.one("updated")); t.After(newest) {
			newest = t
		}
		for _, p := range e.all("published") {
			date(p.text)
		}
		texts(e)
		b.fragmentRules("A6", "R9", e.one("content"))
	}
	b.rule("A3", isAddress(f.one("id")), f.one("id"))
	if t := date(f.one("updated")); len(entries) > 0 {
		b.rule("A4", t.Equal(newest), "updated ", t)
	}
	_, err := language.Parse(f.attr("lang"))
	b.rule("A6", err == nil && !bytes.Contains(data, []byte("xml:base")), f.attr("lang"))
	return b
}

// jsonRules names the rules of JSON Feed 1.1 that a feed breaks. J5 is about
// servers.
func jsonRules(data []byte) broken {
	var b broken
	b.rule("J1", bytes.HasPrefix(data, []byte("{\n  \"version\": \"https://jsonfeed.org/version/1.1\",\n")), "version")
	var feed map[string]any
	if err := json.Unmarshal(data, &feed); err != nil {
		b.rule("J1", false, err)
		return b
	}
	known := func(m map[string]any, names ...string) {
		for name := range m {
			b.rule("J4", slices.Contains(names, name) || regexp.MustCompile(`^_[A-Za-z][^.]*$`).MatchString(name), name)
		}
	}
	text := func(m map[string]any, name string) string {
		s, ok := m[name].(string)
		b.rule("J2", ok || m[name] == nil, name)
		return s
	}
	items, ok := feed["items"].([]any)
	b.rule("J1", ok && text(feed, "title") != "", "items, title")
	b.rule("J1", isAddress(text(feed, "home_page_url")) && isAddress(text(feed, "feed_url")), "addresses")
	known(feed, "version", "title", "home_page_url", "feed_url", "description", "authors", "language", "items")
	_, err := language.Parse(text(feed, "language"))
	b.rule("J4", err == nil, feed["language"])
	if authors, ok := feed["authors"]; ok {
		list, ok := authors.([]any)
		b.rule("J3", ok && len(list) > 0, authors)
		for _, a := range list {
			m, _ := a.(map[string]any)
			b.rule("J3", m["name"] != nil || m["url"] != nil || m["avatar"] != nil, a)
		}
	}
	ids := map[string]bool{}
	for _, i := range items {
		m, _ := i.(map[string]any)
		known(m, "id", "url", "title", "content_html", "summary", "date_published")
		id := text(m, "id")
		b.rule("J2", id != "" && !ids[id] && isAddress(id), id)
		ids[id] = true
		_, ok := m["content_html"].(string)
		b.rule("J2", ok, "no content")
		b.fragmentRules("A6", "R9", text(m, "content_html"))
		if date, ok := m["date_published"]; ok {
			_, err := time.Parse(time.RFC3339, fmt.Sprint(date))
			b.rule("J3", err == nil, date)
		}
	}
	return b
}

// Feeds keep the rules of their formats and our own, whatever is in the posts.
func TestFeedRules(t *testing.T) {
	growth.Alone(t)
	judges := map[string]func([]byte) broken{"rss": rssRules, "atom": atomRules, "json-feed": jsonRules}
	strangers, find := strange(t)
	libraries := map[string][]Source{
		"strange": strangers, "links": linked(), "none": {simple("wip-a.md", "a", "2024-01-01")}, "no dates": {simple("a.md", "a", "soon"), simple("b.md", "b", "")},
		"zones": {simple("a.md", "a", "2024-01-01T00:30:00+02:00"), simple("b.md", "b", "2023-12-31"), simple("c.md", "c", "2023-12-31T23:59:59.5-01:00")},
	}
	for name, value := range hostile() {
		libraries[name] = []Source{{Path: "lib/a.md", Text: "!! title: " + value + "\n!! slug: " + value + "\n!! published: 2024-01-01\n!! description: " + value + "\n\n---\n\n" + value + "\n\n[a](" + value + ") ![b](<" + value + ">)\n"}}
	}
	for name, judge := range judges {
		for library, sources := range libraries {
			for _, site := range []site.Site{example, {URL: "http://example.org/a b/ü"}, {URL: "https://example.org", Title: "<t> & ]]>", Description: "<d> &amp;", Author: "A & <b>", Language: "zh-Hant-TW", Posts: "/"}} {
				data := all(t, format(t, name), sources, Options{Site: site, Drafts: library != "none", Image: find})[""]
				if b := judge([]byte(data)); len(b) > 0 {
					t.Errorf("%s of %s at %s breaks %.500q", name, library, site.URL, b)
				}
			}
		}
	}
	// Of a site's own feeds the same is true.
	files := all(t, format(t, "site"), linked(), Options{Site: example, Image: find})
	for name, file := range map[string]string{"rss": "rss.xml", "atom": "atom.xml", "json-feed": "feed.json"} {
		if b := judges[name]([]byte(files[file])); len(b) > 0 {
			t.Errorf("a site's %s breaks %.500q", file, b)
		}
	}
	// The judges see what is wrong.
	damage := map[string][][3]string{
		"rss": {
			{"R1", `<?xml`, ` <?xml`},
			{"R1", "</channel>", ""},
			{"R1", "&#x26;", "&amp;"},
			{"R2", "<language>en-GB</language>", ""},
			{"R2", "<link>https://example.org/<", "<link>/<"},
			{"R3", `rel="self"`, `rel="alternate"`},
			{"R4", "<guid>", "<guid>x"},
			{"R4", "<guid>https://example.org/posts/links</guid>", ""},
			{"R5", " GMT</pubDate>", " UTC</pubDate>"},
			{"R5", "<pubDate>Thu", "<pubDate>Fri"},
			{"R6", "&#x26;", "&#38;"},
			{"R6", "&#x26;", "<b/>"},
			{"R7", "<item>", `<item><encoded/>`},
			{"R8", "</description>\n    </item>", "</description><encoded>&#x3C;a href='/x'&#x3E;</encoded>\n    </item>"},
			{"R9", "</description>\n    </item>", "</description><encoded>&#x3C;p onclick='x'&#x3E;</encoded>\n    </item>"},
			{"R10", "<item>", "<item><author>A. B.</author>"},
			{"R11", "<item>", "<item><enclosure/><enclosure/>"},
			{"newest first", "01 Jun 2023 00:00:00 GMT</pubDate>", "01 Jan 1970 00:00:00 GMT</pubDate>"},
		},
		"atom": {
			{"A1", "<id>https://example.org/</id>", ""},
			{"A1", `rel="self"`, `rel="via"`},
			{"A1", "<name>A. Writer</name>", ""},
			{"A2", "<title>L</title>", ""},
			{"A2", `<link rel="alternate" type="text/html" href="https://example.org/posts/links"/>`, ""},
			{"A3", "<id>https://example.org/posts/links</id>", "<id>links</id>"},
			{"A3", "<id>https://example.org/posts/links</id>", "<id>https://example.org/</id>"},
			{"A4", "T00:00:00Z</published>", "</published>"},
			{"A4", "<updated>2023", "<updated>2022"},
			{"A5", `<content type="html">`, `<content type="xhtml">`},
			{"A5", `<summary>`, `<summary type="html">`},
			{"A6", `href="https://example.org/posts/links"`, `href="/posts/links"`},
			{"A6", `&#x3C;a href=&#x22;https://example.org`, `&#x3C;a href=&#x22;`},
			{"A6", `xml:lang="en-GB"`, ``},
		},
		"json-feed": {
			{"J1", `"version": `, `"_version": `},
			{"J1", `"items"`, `"_items"`},
			{"J1", `"feed_url": "https://example.org`, `"feed_url": "`},
			{"J2", `"id": "https://example.org/posts/links"`, `"id": 1`},
			{"J2", `"id": "https://example.org/posts/links"`, `"id": ""`},
			{"J2", `"content_html"`, `"_html"`},
			{"J3", `T00:00:00Z"`, `"`},
			{"J3", `"name": "A. Writer"`, `"_name": "x"`},
			{"J4", `"authors"`, `"author"`},
			{"J4", `"language": "en-GB"`, `"language": "?"`},
			{"A6", `href=\"https://example.org`, `href=\"`},
		},
	}
	for name, cases := range damage {
		data := all(t, format(t, name), linked(), Options{Site: example})[""]
		for _, c := range cases {
			bad := strings.Replace(data, c[1], c[2], 1)
			if bad == data {
				t.Errorf("%s has no %q", name, c[1])
			}
			b := judges[name]([]byte(bad))
			if !slices.ContainsFunc(b, func(s string) bool { return strings.HasPrefix(s, c[0]) }) {
				t.Errorf("%s with %q for %q: %s is not seen broken but %q", name, c[2], c[1], c[0], b)
			}
		}
	}
}
