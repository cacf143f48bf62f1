package markdown

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// The examples in testdata/spec.json are those of the CommonMark specification,
// copyright John MacFarlane, licensed CC-BY-SA 4.0.
type example struct {
	Markdown string `json:"markdown"`
	HTML     string `json:"html"`
	Example  int    `json:"example"`
	Section  string `json:"section"`
}

func specExamples(t testing.TB) []example {
	t.Helper()
	b, err := os.ReadFile("testdata/spec.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []example
	if err := json.Unmarshal(b, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestSpec(t *testing.T) {
	for _, e := range specExamples(t) {
		d := parseString(e.Markdown)
		checkLaws(t, d, e.Markdown)
		if strings.Contains(e.Section, "HTML") || hasHTML(d.List()) {
			continue
		}
		want, got := htmlWords(t, e.HTML), specWords(d)
		if got != want {
			t.Errorf("example %d: %q\n got %q\nwant %q", e.Example, e.Markdown, got, want)
		}
		if t.Failed() {
			t.Fatalf("example %d (%s):\n%s", e.Example, e.Section, e.Markdown)
		}
	}
}

// specWords gives the words of a Doc without list markers.
func specWords(d *Doc) string {
	var w strings.Builder
	var walk func(b *Block)
	walk = func(b *Block) {
		w.WriteString(" ")
		if len(b.Children) == 0 {
			w.WriteString(blockText(b))
		}
		for _, c := range b.Children {
			walk(c)
		}
	}
	for _, b := range d.From(0) {
		walk(b)
	}
	return strings.Join(strings.Fields(w.String()), " ")
}

func hasHTML(blocks []*Block) bool {
	for _, b := range blocks {
		if b.Kind == HTMLBlock || hasHTML(b.Children) {
			return true
		}
		for _, in := range b.Inlines {
			if in.Kind == RawHTML {
				return true
			}
		}
	}
	return false
}

// htmlWords gives the words of an HTML fragment, images by their alternative
// text.
func htmlWords(t testing.TB, s string) string {
	t.Helper()
	var w strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.Join(strings.Fields(w.String()), " ")
		case html.TextToken:
			w.Write([]byte(html.UnescapeString(string(z.Raw()))))
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			switch tok.Data {
			case "img":
				for _, a := range tok.Attr {
					if a.Key == "alt" {
						w.WriteString(a.Val)
					}
				}
			case "p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "td", "th", "hr", "ul", "ol", "br":
				w.WriteString(" ")
			}
		}
	}
}
