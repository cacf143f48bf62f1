package html

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"galley.app/galley/preview/markdown"
)

// differs are the examples that the fragment does not follow, by their number
// in their list, each with the reason.
func differs() (commonmark, gfm map[int]string) {
	const (
		bare    = "bare addresses are links, as GFM's extension asks"
		silent  = "comments, declarations and CDATA sections are left out whole"
		comment = "comments are those of CommonMark 0.31"
	)
	commonmark = map[int]string{
		148: "raw HTML within a paragraph ends nothing that began outside of it",
		484: "a link without words is nothing that anybody could follow",
		608: bare, 611: bare, 612: bare,
		629: silent,
	}
	gfm = map[int]string{
		616: bare, 619: bare,
		645: comment, 646: comment,
		653: "elements that are not allowed are left out rather than shown as text",
	}
	return commonmark, gfm
}

// TestFidelity compares the structure of the fragment with what the
// specifications ask for: each element with its attributes and its text. What
// they ask for in raw HTML is what the sanitiser leaves of it, with addresses as
// a browser asks for them.
func TestFidelity(t *testing.T) {
	commonmark, gfm := differs()
	for _, list := range []struct {
		name     string
		examples []example
		known    map[int]string
	}{{"CommonMark", specExamples(t), commonmark}, {"GFM", gfmExamples(t), gfm}} {
		for _, e := range list.examples {
			var w strings.Builder
			if _, err := Of(&w, e.Markdown, markdown.Dialect{}, Options{}); err != nil {
				t.Fatal(err)
			}
			got, want := shape(t, w.String()), shape(t, harmless(e.HTML))
			why, known := list.known[e.Example]
			switch {
			case got != want && !known:
				t.Errorf("%s example %d (%s): %q\n got %s\nwant %s", list.name, e.Example, e.Section, e.Markdown, got, want)
			case got == want && known:
				t.Errorf("%s example %d is followed now: it was not because %s", list.name, e.Example, why)
			}
		}
	}
}

// harmless is what is kept of a fragment of HTML.
func harmless(fragment string) string {
	h := newWriter(Options{})
	h.raw("\n" + fragment)
	return h.finish()
}

// shape writes the elements and texts of a fragment in one way, without
// anchors of headings and without links that lead nowhere.
func shape(t testing.TB, fragment string) string {
	t.Helper()
	body := &nethtml.Node{Type: nethtml.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := nethtml.ParseFragment(strings.NewReader(fragment), body)
	if err != nil {
		t.Fatal(err)
	}
	var w strings.Builder
	var walk func(n *nethtml.Node, pre bool)
	walk = func(n *nethtml.Node, pre bool) {
		switch n.Type {
		case nethtml.TextNode:
			s := n.Data
			if !pre {
				s = strings.Join(strings.Fields(s), " ")
			}
			if s != "" {
				fmt.Fprintf(&w, "%q", s)
			}
			return
		case nethtml.ElementNode:
		default:
			return
		}
		bare := n.Data == "a" && !slices.ContainsFunc(n.Attr, func(a nethtml.Attribute) bool { return a.Key == "href" })
		if !bare {
			w.WriteString("<" + n.Data)
			slices.SortFunc(n.Attr, func(a, b nethtml.Attribute) int { return strings.Compare(a.Key, b.Key) })
			for _, a := range n.Attr {
				if a.Key != "id" && (a.Key != "alt" || a.Val != "") {
					fmt.Fprintf(&w, " %s=%q", a.Key, a.Val)
				}
			}
			w.WriteString(">")
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, pre || n.Data == "pre")
		}
		if !bare {
			w.WriteString("</>")
		}
	}
	for _, n := range nodes {
		walk(n, false)
	}
	return strings.ReplaceAll(w.String(), `""`, " ")
}
