package fromhtml

import (
	"slices"

	"golang.org/x/net/html"
)

// simplify gives up the formatting of the smallest element at a place of the
// meaning, or of the one before it. It leaves the words, and reports whether
// there was something to give up.
func (c *cleaner) simplify(t *tree, at int) bool {
	for _, at := range []int{at, at - 1} {
		if at = min(at, len(t.text)-1); at < 0 {
			continue
		}
		from := t.text[at]
		if n := outermost(from, isUnknown); n != nil {
			// The others of its name go wrong alike, and tries are few.
			name := n.Data
			for _, inner := range all(n, isUnknown) {
				unwrap(inner)
			}
			top := outermost(n, func(*html.Node) bool { return true })
			for _, alike := range all(top, func(x *html.Node) bool { return x.Data == name && isUnknown(x) }) {
				c.gaveUp(name)
				unwrap(alike)
			}
			return true
		}
		for n := from; n != nil; n = n.Parent {
			if isUnit(n) && n.Parent != nil {
				c.plain(n)
				return true
			}
		}
	}
	return false
}

func (c *cleaner) gaveUp(name string) {
	c.note("Some of its formatting could not be kept: " + name + ".")
}

// outermost returns the outermost of a node and those that hold it that is
// meant, nil for none.
func outermost(n *html.Node, is func(*html.Node) bool) (found *html.Node) {
	for ; n != nil; n = n.Parent {
		if is(n) {
			found = n
		}
	}
	return found
}

// isUnknown reports whether nothing is known of an element, neither whether it
// stands among words nor whether it is a block.
func isUnknown(n *html.Node) bool {
	if n.Type != html.ElementNode || isInline(n) || isUnit(n) {
		return false
	}
	switch n.Data {
	case "html", "body", "div", "section", "article", "aside", "main", "header", "footer", "nav", "address", "figure", "form", "fieldset", "details",
		"dl", "li", "tr", "td", "th", "thead", "tbody", "tfoot", "caption", "colgroup", "col", "hr", noteTag:
		return false
	}
	return true
}

// isUnit reports whether an element is a block that is simplified as a whole.
func isUnit(n *html.Node) bool {
	switch n.Data {
	case "p":
		return attr(n, "plain") == ""
	case "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", htmlTag:
		return n.Type == html.ElementNode
	}
	return false
}

// plain puts paragraphs of words in the place of a block.
func (c *cleaner) plain(n *html.Node) {
	name := n.Data
	if name == htmlTag {
		name = attr(n, keptName)
	}
	c.gaveUp(name)
	doc := &html.Node{Type: html.DocumentNode}
	doc.AppendChild(cloned(n))
	for _, r := range c.ofTree(doc).runs {
		p := elementNode("p", html.Attribute{Key: "plain", Val: "plain"})
		nodes := r.nodes
		if nodes == nil {
			nodes = []*html.Node{r.parent}
		}
		for _, node := range nodes {
			plainNode(p, node)
		}
		n.Parent.InsertBefore(p, n)
		c.spell(run{parent: p, nodes: slices.Collect(p.ChildNodes())})
	}
	n.Parent.RemoveChild(n)
}

// plainNode appends the words of a node to a paragraph, and what is no word
// but stands among them.
func plainNode(p, n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		p.AppendChild(textNode(n.Data))
		return
	case n.Data == "img", n.Data == rawTag && (attr(n, "kind") == rawRef || attr(n, "kind") == rawPicture || attr(n, "kind") == rawFormula):
		p.AppendChild(cloned(n))
		return
	case n.Data == rawTag && attr(n, "words") != "":
		p.AppendChild(textNode(attr(n, "words")))
		return
	case n.Data == "br", n.Data == rawTag:
		p.AppendChild(textNode(" "))
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		plainNode(p, c)
	}
}

// restore gives a tree back what was in it.
func restore(doc, was *html.Node) {
	for doc.FirstChild != nil {
		doc.RemoveChild(doc.FirstChild)
	}
	move(was, doc)
}
