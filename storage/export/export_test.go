package export

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage/export/site"
)

var noon = time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC)

func format(t testing.TB, name string) Format {
	t.Helper()
	f, err := FormatNamed(name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func source(name string, lines ...string) Source {
	return Source{Path: "lib/" + name, Text: strings.Join(lines, "\n")}
}

func simple(name, slug, date string) Source {
	return source(name, "!! title: "+slug, "!! slug: "+slug, "!! published: "+date, "!! description: about "+slug, "", "---", "", "Words of "+slug+".", "")
}

// nasty are posts that break writers which are not careful.
func nasty() []Source {
	return []Source{
		source("0001-colon.md", "!! title: A: b: c", "!! slug: colon", "!! published: 2023-01-01", "!! description: one: two --- three # [x] {y}", "", "---", "", "Body", "---", "more"),
		source("0002-quotes.md", `!! title: "quoted" \back\ 'single'`, "!! slug: quotes", "!! published: 2023-01-01", "!! description: <b>&amp;</b> ]]> <!-- -->", "---", `\n is not a line`, ""),
		source("0003-unicode.md", "!! title: 🎉 emoji e\u0301 \u2028 and \u2029 and \ufeff", "!! slug: unicode", "!! published: 2023-03-01T10:00:00+02:00", "!! description: \u202eright to left\u202c", "---", "\u2028\u2029 🎉"),
		source("0004-control.md", "!! title: bell \a esc \x1b vt \v ff \f bs \b del \x7f end", "!! slug: control", "!! published: 2023-01-02", "!! description: \x01\x1f x \ufffe \uffff", "---", "\x00x\x02\ttab"[1:], ""),
		{Path: "lib/0005-crlf.md", Text: "!! title: CRLF\r\n!! slug: crlf\r\n!! published: 2023-01-02\r\n!! description: d\r\n\r\n---\r\n\r\nOne\r\nTwo\rThree\n\r\n"},
		source("0006-repeat.md", "!! title: first", "!! extra: 1", "!! slug: repeat", "!! title: last", "!! published: 2023-01-02", "!! description: d", "!! __proto__: x", "!! body: no", "---", "text"),
		source("0007-empty.md", "!! title:", "!! slug: empty", "---"),
		{Path: "lib/0008-bom.md", Text: "\ufeff!! title: BOM\n!! slug: bom\n!! published: 2023-01-05\n!! description: d\n\n---\n\nx\n"},
	}
}

func write(t testing.TB, p *Plan) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// naive reads a post the simple way of FORMAT's table, as an independent judge.
func naive(src string) (keys []string, values map[string]string, body string) {
	src = strings.ReplaceAll(strings.ReplaceAll(strings.TrimPrefix(src, "\ufeff"), "\r\n", "\n"), "\r", "\n")
	values = map[string]string{}
	lines := strings.SplitAfter(src, "\n")
	for i, l := range lines {
		if strings.TrimRight(l, " \t\n") == "---" {
			return keys, values, strings.Join(lines[i+1:], "")
		}
		if rest, ok := strings.CutPrefix(l, "!!"); ok {
			k, v, _ := strings.Cut(rest, ":")
			k = strings.TrimSpace(k)
			if _, ok := values[k]; !ok {
				keys = append(keys, k)
			}
			values[k] = strings.TrimSpace(v)
		}
	}
	panic("no separator in " + src)
}

func naiveJSON(sources []Source) string {
	str := func(s string) string {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.Encode(s)
		return strings.NewReplacer(`\u2028`, "\u2028", `\u2029`, "\u2029").Replace(strings.TrimSuffix(b.String(), "\n"))
	}
	var posts []string
	for _, s := range sources {
		keys, values, body := naive(s.Text)
		var fields []string
		for _, k := range keys {
			if k != "body" {
				fields = append(fields, "    "+str(k)+": "+str(values[k]))
			}
		}
		fields = append(fields, `    "body": `+str(body))
		posts = append(posts, "  "+str(values["slug"])+": {\n"+strings.Join(fields, ",\n")+"\n  }")
	}
	return "{\n" + strings.Join(posts, ",\n") + "\n}\n"
}

func TestPostsJSON(t *testing.T) {
	const name = "0021-e2m-management-and-leadership.md"
	sample, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	all := append(nasty(), Source{Path: "lib/" + name, Text: string(sample)})
	want := naiveJSON(all)
	backwards := slices.Clone(all)
	slices.Reverse(backwards)
	got := string(write(t, NewPlan(backwards, Options{Format: format(t, "posts-json"), Now: noon})))
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if !json.Valid([]byte(got)) {
		t.Error("not JSON")
	}
	for _, s := range []string{`\u2028`, `\u003c`, `\u0026`, "\ufffd"} {
		if strings.Contains(got, s) {
			t.Errorf("holds %s", s)
		}
	}
}

func TestPostsJSONEmpty(t *testing.T) {
	p := NewPlan([]Source{simple("wip-a.md", "a", "2024-01-01")}, Options{Format: format(t, "posts-json"), Now: noon})
	if got := string(write(t, p)); got != "{}\n" {
		t.Errorf("got %q", got)
	}
	if len(p.Left) != 1 || p.Left[0].Error {
		t.Errorf("left out: %+v", p.Left)
	}
	if err := NewPlan(nil, Options{Format: format(t, "posts-json")}).Err(); err == nil {
		t.Error("no sources at all: no error")
	}
}

func TestPlanLeavesOut(t *testing.T) {
	sources := []Source{simple("0001-a.md", "a", "2024-01-01"), simple("0002-b.md", "b", "2030-01-01"), simple("wip-c.md", "c", "2024-01-01")}
	named := simple("wip-d.md", "d", "2024-01-01")
	named.Named = true
	sources = append(sources, named)
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{}, "a b d"},
		{Options{Drafts: true}, "a b c d"},
		{Options{PublishedOnly: true}, "a"},
	} {
		c.o.Format, c.o.Now = format(t, "posts-json"), noon
		var got []string
		for _, e := range NewPlan(sources, c.o).Posts {
			got = append(got, e.Slug)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%+v: got %s, want %s", c.o, s, c.want)
		}
	}
}

func TestPlanSlugs(t *testing.T) {
	twin := simple("0002-b.md", "a", "2024-01-02")
	none := source("0003-c.md", "!! title: none", "", "---", "", "x")
	broken := Source{Path: "lib/0004-d.md", Err: fmt.Errorf("not UTF-8")}
	good := simple("0005-e.md", "e", "2024-01-01")
	all := []Source{simple("0001-a.md", "a", "2024-01-01"), twin, none, broken, good}
	o := Options{Format: format(t, "posts-json"), Now: noon}
	p := NewPlan(all, o)
	if len(p.Errors) != 4 || p.Err() == nil || !p.Skippable() {
		t.Fatalf("errors %v, err %v", p.Errors, p.Err())
	}
	if err := p.Write(io.Discard); err == nil {
		t.Error("written in spite of errors")
	}
	o.SkipErrors = true
	p = NewPlan(all, o)
	if p.Err() != nil || len(p.Posts) != 1 || p.Posts[0].Slug != "e" || len(p.Left) != 4 {
		t.Errorf("err %v, posts %v, left %v", p.Err(), len(p.Posts), p.Left)
	}
	// A draft that stays at home is in nobody's way.
	p = NewPlan([]Source{good, simple("wip-e.md", "e", "2024-01-01")}, Options{Format: o.Format, Now: noon})
	if p.Err() != nil {
		t.Errorf("a draft's slug: %v", p.Err())
	}
}

type rssFeed struct {
	Channel struct {
		Title       string `xml:"title"`
		Description string `xml:"description"`
		Language    string `xml:"language"`
		Built       string `xml:"lastBuildDate"`
		Links       []struct {
			XMLName xml.Name
			Text    string `xml:",chardata"`
			Href    string `xml:"href,attr"`
			Rel     string `xml:"rel,attr"`
			Type    string `xml:"type,attr"`
		} `xml:"link"`
		Items []struct {
			Title       string `xml:"title"`
			Link        string `xml:"link"`
			GUID        string `xml:"guid"`
			Date        string `xml:"pubDate"`
			Description string `xml:"description"`
		} `xml:"item"`
	} `xml:"channel"`
}

func TestRSS(t *testing.T) {
	site := site.Site{URL: "https://example.org/", Title: "Notes <& more>", Description: "d", Language: "de"}
	sources := nasty()
	sources = append(sources, simple("0009-eq.md", "eq", "2023-01-05"), simple("0010-new.md", "new", "2030-01-01"))
	got := write(t, NewPlan(sources, Options{Format: format(t, "rss"), Now: noon, Site: site}))
	var f rssFeed
	if err := xml.Unmarshal(got, &f); err != nil {
		t.Fatalf("%v\n%s", err, got)
	}
	c := f.Channel
	if c.Title != site.Title || c.Language != "de" || c.Built != "Tue, 01 Jan 2030 00:00:00 GMT" {
		t.Errorf("channel %+v", c)
	}
	if len(c.Links) != 2 || c.Links[0].Text != "https://example.org/" || c.Links[1].Rel != "self" || c.Links[1].Href != "https://example.org/rss.xml" || c.Links[1].Type != "application/rss+xml" || c.Links[1].XMLName.Space != "http://www.w3.org/2005/Atom" {
		t.Errorf("links %+v", c.Links)
	}
	var order []string
	values := map[string]map[string]string{}
	for _, s := range sources {
		_, v, _ := naive(s.Text)
		values[v["slug"]] = v
	}
	for _, i := range c.Items {
		slug := strings.TrimPrefix(i.Link, "https://example.org/posts/")
		order = append(order, slug)
		if i.GUID != i.Link {
			t.Errorf("%s: guid %s", slug, i.GUID)
		}
		if i.Date != "" {
			if d, err := time.Parse(http.TimeFormat, i.Date); err != nil || d.Format(http.TimeFormat) != i.Date {
				t.Errorf("%s: date %q %v", slug, i.Date, err)
			}
		}
		keep := func(s string) string {
			return strings.Map(func(r rune) rune {
				if r < ' ' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
					return -1
				}
				return r
			}, s)
		}
		if want := keep(values[slug]["description"]); html.UnescapeString(i.Description) != want || strings.ContainsAny(i.Description, "<>") {
			t.Errorf("%s: description %q, want %q", slug, i.Description, want)
		}
		if want := keep(values[slug]["title"]); want != "" && i.Title != want {
			t.Errorf("%s: title %q, want %q", slug, i.Title, want)
		}
	}
	if s := strings.Join(order, " "); s != "new unicode eq bom repeat crlf control quotes colon empty" {
		t.Errorf("order %s", s)
	}
	if bytes.Contains(got, []byte("\ufffd")) {
		t.Error("holds U+FFFD")
	}
	for _, s := range []string{"&#x26;lt;b&#x26;gt;&#x26;amp;amp;", "<pubDate>Wed, 01 Mar 2023 08:00:00 GMT</pubDate>"} {
		if !bytes.Contains(got, []byte(s)) {
			t.Errorf("lacks %s", s)
		}
	}
}

// offers reports whether the error says that something can be done.
func offers(err error, way site.Way) bool {
	e, ok := errors.AsType[*site.Error](err)
	return ok && slices.Contains(e.Ways, way)
}

func TestFeedNeedsAddress(t *testing.T) {
	for _, url := range []string{"", "example.org", "ftp://example.org", "https://", "https://example.org/?q", "https://u:p@example.org", "javascript:alert(1)", "https://exa mple.org", "::"} {
		p := NewPlan([]Source{simple("a.md", "a", "2024-01-01")}, Options{Format: format(t, "rss"), Site: site.Site{URL: url}})
		err := p.Err()
		if !offers(err, site.SiteAddress) {
			t.Errorf("%q: %v", url, err)
		}
		if p.Skippable() {
			t.Errorf("%q: leaving posts out would not help", url)
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	_, err := FormatNamed("odt")
	if err == nil || !strings.Contains(err.Error(), "posts-json") || !strings.Contains(err.Error(), `"odt"`) {
		t.Errorf("%v", err)
	}
}

func many(n int) []Source {
	sources := make([]Source, n)
	for i := range sources {
		s := simple(fmt.Sprintf("%05d-post-%d.md", i, i), fmt.Sprintf("post-%d", i), time.Unix(int64(i)*86400, 0).UTC().Format(time.DateOnly))
		s.Text += strings.Repeat("A line of words, with <b>markup</b> & \"quotes\".\n", 80)
		sources[i] = s
	}
	return sources
}

func BenchmarkPostsJSON(b *testing.B) { benchmark(b, "posts-json") }
func BenchmarkRSS(b *testing.B)       { benchmark(b, "rss") }

func benchmark(b *testing.B, name string) {
	sources := many(10_000)
	o := Options{Format: format(b, name), Now: noon, Site: site.Site{URL: "https://example.org"}}
	for b.Loop() {
		if err := NewPlan(sources, o).Write(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
