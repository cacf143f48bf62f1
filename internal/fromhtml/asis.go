package fromhtml

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// isTerm reports whether a dt or dd is a part of a list of definitions.
func isTerm(n *html.Node) bool {
	p := n.Parent
	if p.Data == "div" && p.Parent != nil {
		p = p.Parent
	}
	return p.Data == "dl"
}

// termOut makes a paragraph of a dt or dd.
func termOut(n *html.Node) {
	if n.Data == "dt" {
		wrap(n, "strong")
	}
	n.Data, n.DataAtom = "p", atom.P
}

// terms has a list of definitions, which Markdown has no marks for, written as
// HTML: a line for each term and each meaning.
func (c *cleaner) terms(n *html.Node, in within) {
	for _, div := range kidsOf(n) {
		if div.Data == "div" { // keeps together what is shown together
			unwrap(div)
		}
	}
	var term, meaning bool
	ok := !in.amongWords()
	for kid := n.FirstChild; kid != nil; kid = kid.NextSibling {
		switch {
		case kid.Type == html.TextNode && strings.TrimSpace(kid.Data) == "":
		case kid.Type == html.ElementNode && kid.Data == "dt":
			term = true
			for k := kid.FirstChild; k != nil; k = k.NextSibling {
				ok = ok && isInline(k)
			}
		case kid.Type == html.ElementNode && kid.Data == "dd":
			meaning = true
			ok = ok && term
		default:
			ok = false
		}
	}
	if ok && meaning && staysHTML(n) {
		for _, kid := range kidsOf(n) {
			kid.Attr = []html.Attribute{{Key: keptBefore, Val: "\n"}}
		}
		n.Attr = []html.Attribute{{Key: keptName, Val: "dl"}}
		n.Data, n.DataAtom = htmlTag, 0
		return
	}
	if term || meaning {
		c.gaveUp("dl")
	}
	for _, kid := range kidsOf(n) {
		if kid.Data == "dt" || kid.Data == "dd" {
			termOut(kid)
		}
	}
}

// foldable has the tags of what readers open and close written as HTML, and
// what is between them as Markdown.
func (c *cleaner) foldable(n *html.Node, in within) {
	var summary *html.Node
	for _, kid := range kidsOf(n) {
		switch {
		case kid.Data != "summary":
		case summary == nil:
			summary = kid
		default:
			kid.Data, kid.DataAtom = "p", atom.P
		}
	}
	plain := summary == nil
	if !plain {
		plain = staysHTML(summary)
		for k := summary.FirstChild; k != nil; k = k.NextSibling {
			plain = plain && isInline(k)
		}
	}
	if in.amongWords() || in.item || !plain {
		c.gaveUp("details")
		if summary != nil {
			summary.Data, summary.DataAtom = "p", atom.P
		}
		return
	}
	before := "<details>\n"
	if has(n, "open") {
		before = "<details open>\n"
	}
	part := func(name, before string) []html.Attribute {
		return []html.Attribute{{Key: keptName, Val: name}, {Key: keptBefore, Val: before}}
	}
	if summary == nil {
		summary = elementNode(htmlTag, part("", strings.TrimSpace(before))...)
	} else {
		n.RemoveChild(summary)
		summary.Data, summary.DataAtom, summary.Attr = htmlTag, 0, part("summary", before)
	}
	n.InsertBefore(summary, n.FirstChild)
	n.AppendChild(elementNode(htmlTag, part("", "</details>")...))
	n.Data, n.DataAtom, n.Attr = "div", atom.Div, nil
}

// amongWords reports whether a place is one where no block of HTML can be.
func (in within) amongWords() bool {
	return in.head || in.code || in.pre || in.bold || in.lean || in.link || in.cell
}

// staysHTML reports whether all in an element means as HTML what it means as
// Markdown.
func staysHTML(n *html.Node) bool {
	return find(n, func(x *html.Node) bool {
		if x == n || x.Type != html.ElementNode {
			return false
		}
		switch x.Data {
		case rawTag:
			return attr(x, "kind") == rawRef || attr(x, "kind") == rawFormula
		case htmlTag, "dt", "dd", "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "hr",
			"table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "td", "th", "div", "section", "article", "figure":
			return false
		}
		return !inlineElement(x.Data)
	}) == nil
}
