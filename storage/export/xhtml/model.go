package xhtml

import (
	"strings"

	"golang.org/x/net/html"
)

// list writes a list whose children are all items.
func (w *writer) list(n *html.Node, in context, depth int) {
	if in == phrase {
		w.wrap(n, "span", phrase, depth)
		return
	}
	w.start(n, n.Data)
	w.runs(n, depth+1, []string{"li"}, "li", in)
	w.b.WriteString("</" + n.Data + ">")
}

// runs writes the children of n that are called one of names as they are, and
// all that stands between them together in an element of their own.
func (w *writer) runs(n *html.Node, depth int, names []string, wrapper string, in context) {
	open := false
	end := func() {
		if open {
			w.b.WriteString("</" + wrapper + ">")
			open = false
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if isElement(c, names...) {
			end()
			if isNote(c) {
				w.note(c, in, depth)
			} else {
				w.wrap(c, c.Data, in, depth)
			}
			continue
		}
		if !open {
			if c.Type == html.CommentNode {
				continue
			}
			if isBlank(c) {
				w.b.WriteString(Text(c.Data))
				continue
			}
			w.b.WriteString("<" + wrapper + ">")
			open = true
		}
		w.node(c, in, depth)
	}
	end()
}

// isNote tells whether an item is one of the list of notes.
func isNote(li *html.Node) bool {
	return li.Parent != nil && li.Parent.Parent != nil && hasClass(li.Parent.Parent, "footnotes")
}

// note writes a note so that a reader can show it where it is called. Some
// readers look into items for a note, but do not take an item for one.
func (w *writer) note(li *html.Node, in context, depth int) {
	w.b.WriteString("<li>")
	w.start(li, "div", "epub:type", "footnote")
	w.children(li, in, depth+1)
	w.b.WriteString("</div></li>")
}

// definitions writes a list of terms with what they mean, or a div where the
// terms and meanings do not alternate.
func (w *writer) definitions(n *html.Node, in context, depth int) {
	ok, term, meaning := in != phrase, false, false
	for c := n.FirstChild; c != nil && ok; c = c.NextSibling {
		switch {
		case isElement(c, "dt"):
			term, meaning = true, false
		case isElement(c, "dd"):
			ok = term
			meaning = true
		case !isBlank(c) && c.Type != html.CommentNode:
			ok = false
		}
	}
	if !ok || !meaning {
		w.block(n, "div", in, in, depth)
		return
	}
	w.start(n, "dl")
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case isElement(c, "dt"):
			w.wrap(c, "dt", cell, depth+1)
		case isElement(c, "dd"):
			w.wrap(c, "dd", in, depth+1)
		case isBlank(c):
			w.b.WriteString(Text(c.Data))
		}
	}
	w.b.WriteString("</dl>")
}

// table writes what the HTML parser takes for a table, which has put foreign
// things before it already: one caption, then columns, a head, bodies, a foot.
func (w *writer) table(n *html.Node, in context, depth int) {
	if in == phrase {
		w.wrap(n, "span", phrase, depth)
		return
	}
	w.start(n, "table")
	part := func(names ...string) (found []*html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if isElement(c, names...) {
				found = append(found, c)
			}
		}
		return found
	}
	captions := part("caption")
	for i, c := range captions {
		if i == 0 {
			w.start(c, "caption")
		} else { // a table has but one
			w.b.WriteString("<br/>")
		}
		w.children(c, phrase, depth+2)
	}
	if len(captions) > 0 {
		w.b.WriteString("</caption>")
	}
	var head, foot *html.Node
	for _, c := range part("thead", "tfoot") {
		switch {
		case c.Data == "thead" && head == nil:
			head = c
			w.rows(c, "thead", depth+1)
		case c.Data == "tfoot" && foot == nil:
			foot = c
		}
	}
	for _, c := range part("thead", "tbody", "tfoot") {
		if c != head && c != foot { // a second head or foot may be a body only
			w.rows(c, "tbody", depth+1)
		}
	}
	if foot != nil {
		w.rows(foot, "tfoot", depth+1)
	}
	w.b.WriteString("</table>")
}

func (w *writer) rows(n *html.Node, name string, depth int) {
	w.start(n, name)
	w.b.WriteByte('\n')
	for r := n.FirstChild; r != nil; r = r.NextSibling {
		if !isElement(r, "tr") {
			continue
		}
		w.start(r, "tr")
		for c := r.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case isElement(c, "th"):
				w.wrap(c, "th", phrase, depth+2)
			case isElement(c, "td"):
				w.wrap(c, "td", cell, depth+2)
			}
		}
		w.b.WriteString("</tr>\n")
	}
	w.b.WriteString("</" + name + ">")
}

// details writes what can be opened, its summary first.
func (w *writer) details(n *html.Node, in context, depth int) {
	if in == phrase || w.link {
		w.block(n, "div", in, in, depth)
		return
	}
	w.start(n, "details")
	var summary *html.Node
	for c := n.FirstChild; c != nil && summary == nil; c = c.NextSibling {
		if isElement(c, "summary") {
			summary = c
		}
	}
	if summary == nil {
		w.b.WriteString("<summary>…</summary>")
	} else {
		w.wrap(summary, "summary", phrase, depth+1)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c != summary {
			w.node(c, in, depth+1)
		}
	}
	w.b.WriteString("</details>")
}

// figure writes a figure with its caption at the end.
func (w *writer) figure(n *html.Node, in context, depth int) {
	if in == phrase {
		w.wrap(n, "span", phrase, depth)
		return
	}
	w.start(n, "figure")
	var caption *html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if caption == nil && isElement(c, "figcaption") {
			caption = c
			continue
		}
		w.node(c, in, depth+1)
	}
	if caption != nil {
		w.wrap(caption, "figcaption", in, depth+1)
	}
	w.b.WriteString("</figure>")
}

// mathElement writes MathML as it is, without what is no mathematics.
func (w *writer) mathElement(n *html.Node, depth int) {
	if !isName(n.Data) {
		w.b.WriteString(Text(inner(n)))
		return
	}
	w.b.WriteString("<" + n.Data)
	if n.Data == "math" {
		w.math = true
		w.put("xmlns", mathML)
	}
	for _, a := range n.Attr {
		if a.Namespace == "" && isName(a.Key) && a.Key != "xmlns" && a.Key != "class" && a.Key != "href" && !strings.HasPrefix(a.Key, "on") {
			w.put(a.Key, a.Val)
		}
	}
	w.b.WriteByte('>')
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			w.b.WriteString(Text(c.Data))
		case c.Type == html.ElementNode && c.Namespace == "math" && depth < maxDepth:
			w.mathElement(c, depth+1)
		case c.Type == html.ElementNode:
			w.b.WriteString(Text(inner(c)))
		}
	}
	w.b.WriteString("</" + n.Data + ">")
}

// isRuby tells whether each part of a text is followed by how it is read: in
// an rt element, or in one between two of rp.
func isRuby(n *html.Node) bool {
	const (
		start   = iota
		base    // text stands before
		reading // an rt stands before
		opened  // an rp that begins
		read    // an rt behind that
	)
	at := start
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case isElement(c, "rp") && (at == base || at == reading):
			at = opened
		case isElement(c, "rp") && at == read:
			at = reading
		case isElement(c, "rt") && (at == base || at == reading):
			at = reading
		case isElement(c, "rt") && at == opened:
			at = read
		case isElement(c, "rt", "rp"):
			return false
		case isBlank(c) || c.Type == html.CommentNode:
		case at == opened || at == read:
			return false
		default:
			at = base
		}
	}
	return at == reading
}

// isName tells whether s is a name that XML takes; all of MathML's are such.
func isName(s string) bool {
	for i, c := range s {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || i > 0 && (c == '-' || c >= '0' && c <= '9')) {
			return false
		}
	}
	return s != ""
}

func isElement(n *html.Node, names ...string) bool {
	if n.Type != html.ElementNode || n.Namespace != "" {
		return false
	}
	for _, name := range names {
		if n.Data == name {
			return true
		}
	}
	return false
}

func isBlank(n *html.Node) bool {
	return n.Type == html.TextNode && strings.TrimSpace(n.Data) == ""
}

// blocks tells whether something within n cannot stand in a line.
func blocks(n *html.Node) bool {
	for c := range n.Descendants() {
		if isElement(c, "p", "div", "ul", "ol", "dl", "table", "pre", "blockquote", "hr", "h1", "h2", "h3", "h4", "h5", "h6",
			"section", "article", "aside", "figure", "details") {
			return true
		}
	}
	return false
}
