package export

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"galley.app/galley/storage/export/site"
)

// linked are sources whose links and images must become absolute.
func linked() []Source {
	return append(nasty(), source("0009-links.md", "!! title: L", "!! slug: links", "!! published: 2023-06-01", "!! description: <d> & ]]>", "", "---", "",
		"[a](/posts/x) [b](other.md) ![i](/posts/1/a.png) ![j](b c.png) ![k](<b c.png>) [m](mailto:a@b.c) [bad](javascript:x()) note[^1] `]]> &amp;`", "", "<script>x</script><img src=\"r.png\" srcset=\"s.png 2x\">", "", "[^1]: n", ""))
}

// relative lists addresses in HTML that mean nothing in a feed.
func relative(t *testing.T, fragment string) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(fragment))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for n := range root.Descendants() {
		if n.Data == "script" {
			found = append(found, "<script>")
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "srcset" || strings.HasPrefix(a.Key, "on"):
				found = append(found, a.Key)
			case (a.Key == "href" || a.Key == "src") && !strings.HasPrefix(a.Val, "https://example.org/") && !strings.HasPrefix(a.Val, "mailto:"):
				found = append(found, a.Val)
			}
		}
	}
	return found
}

func TestAtom(t *testing.T) {
	got := write(t, NewPlan(linked(), Options{Format: format(t, "atom"), Now: noon, Site: site.Site{URL: "https://example.org", Title: "N & m"}}))
	var feed struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string   `xml:"id"`
		Title   string   `xml:"title"`
		Updated string   `xml:"updated"`
		Author  string   `xml:"author>name"`
		Links   []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
		Entries []struct {
			ID      string `xml:"id"`
			Title   string `xml:"title"`
			Updated string `xml:"updated"`
			Summary string `xml:"summary"`
			Content struct {
				Type string `xml:"type,attr"`
				Text string `xml:",chardata"`
			} `xml:"content"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(got, &feed); err != nil {
		t.Fatalf("%v\n%s", err, got)
	}
	if feed.ID != "https://example.org/" || feed.Title != "N & m" || feed.Author == "" || feed.Updated != "2023-06-01T00:00:00Z" || len(feed.Links) != 2 || feed.Links[0].Rel != "self" {
		t.Errorf("feed %+v", feed)
	}
	ids := map[string]bool{}
	for _, e := range feed.Entries {
		if ids[e.ID] || !strings.HasPrefix(e.ID, "https://example.org/posts/") {
			t.Errorf("id %s", e.ID)
		}
		ids[e.ID] = true
		if _, err := time.Parse(time.RFC3339, e.Updated); err != nil {
			t.Errorf("%s: %v", e.ID, err)
		}
		if e.Title == "" || e.Content.Type != "html" {
			t.Errorf("%s: title %q, content %q", e.ID, e.Title, e.Content.Type)
		}
		if r := relative(t, e.Content.Text); len(r) > 0 {
			t.Errorf("%s: %q", e.ID, r)
		}
	}
	if len(ids) != len(linked()) {
		t.Errorf("%d entries", len(ids))
	}
	if bytes.Contains(got, []byte("\ufffd")) {
		t.Error("holds U+FFFD")
	}
}

func TestJSONFeed(t *testing.T) {
	for _, sources := range [][]Source{linked(), {simple("wip-a.md", "a", "2024-01-01")}} {
		got := write(t, NewPlan(sources, Options{Format: format(t, "json-feed"), Now: noon, Site: site.Site{URL: "https://example.org", Author: "A"}}))
		var feed struct {
			Version string
			Title   string
			FeedURL string `json:"feed_url"`
			Author  any    `json:"author"`
			Authors []struct{ Name string }
			Items   []struct {
				ID      string
				URL     string
				Title   string
				Content string  `json:"content_html"`
				Date    *string `json:"date_published"`
			}
		}
		if err := json.Unmarshal(got, &feed); err != nil {
			t.Fatalf("%v\n%s", err, got)
		}
		if feed.Version != "https://jsonfeed.org/version/1.1" || feed.Title != "example.org" || feed.Author != nil || len(feed.Authors) != 1 || feed.Items == nil {
			t.Errorf("feed %+v", feed)
		}
		if !bytes.HasPrefix(got, []byte("{\n  \"version\": ")) {
			t.Error("the version is not first")
		}
		for _, i := range feed.Items {
			if i.ID == "" || i.ID != i.URL || i.Title == "" {
				t.Errorf("%+v", i)
			}
			if i.Date != nil {
				if _, err := time.Parse(time.RFC3339, *i.Date); err != nil {
					t.Errorf("%s: %v", i.ID, err)
				}
			}
			if r := relative(t, i.Content); len(r) > 0 {
				t.Errorf("%s: %q", i.ID, r)
			}
		}
	}
}
