package html

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	nethtml "golang.org/x/net/html"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

// parse reads a text that is all Markdown.
func parse(src string) *markdown.Doc { return markdown.Parse(nil, text.New(src), 0) }

// example is one of a specification; see the README of the parser's test data.
type example struct {
	Markdown string `json:"markdown"`
	HTML     string `json:"html"`
	Example  int    `json:"example"`
	Section  string `json:"section"`
}

func specExamples(t testing.TB) []example { return examples(t, "../testdata/spec.json") }

// gfmExamples are the examples of GitHub Flavored Markdown that CommonMark's
// list does not hold.
func gfmExamples(t testing.TB) []example { return examples(t, "../testdata/gfm.json") }

func examples(t testing.TB, name string) []example {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var list []example
	if err := json.Unmarshal(b, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func hasHTML(blocks []*markdown.Block) bool {
	for _, b := range blocks {
		if b.Kind == markdown.HTMLBlock || hasHTML(b.Children) {
			return true
		}
		for _, in := range b.Inlines {
			if in.Kind == markdown.RawHTML {
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
	z := nethtml.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case nethtml.ErrorToken:
			return strings.Join(strings.Fields(w.String()), " ")
		case nethtml.TextToken:
			w.Write([]byte(nethtml.UnescapeString(string(z.Raw()))))
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
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
