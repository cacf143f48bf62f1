package fromhtml

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func setAttr(n *html.Node, key, val string) {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			n.Attr[i].Val = val
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: val})
}

func textNode(s string) *html.Node { return &html.Node{Type: html.TextNode, Data: s} }

func elementNode(name string, attrs ...html.Attribute) *html.Node {
	return &html.Node{Type: html.ElementNode, Data: name, DataAtom: atom.Lookup([]byte(name)), Attr: attrs}
}

// raw is Markdown that is written as it is.
func raw(s string) *html.Node { return elementNode(rawTag, html.Attribute{Key: "data", Val: s}) }

func replace(n, by *html.Node) {
	n.Parent.InsertBefore(by, n)
	n.Parent.RemoveChild(n)
}

// unwrap leaves what is in an element in its place.
func unwrap(n *html.Node) {
	if n.Parent == nil {
		return
	}
	for c := n.FirstChild; c != nil; c = n.FirstChild {
		n.RemoveChild(c)
		n.Parent.InsertBefore(c, n)
	}
	n.Parent.RemoveChild(n)
}

// wrap puts all that is in an element into one more.
func wrap(n *html.Node, name string) {
	w := elementNode(name)
	move(n, w)
	n.AppendChild(w)
}

// move appends the children of one element to another.
func move(from, to *html.Node) {
	for c := from.FirstChild; c != nil; c = from.FirstChild {
		from.RemoveChild(c)
		to.AppendChild(c)
	}
}

// find returns the first node in a tree that is meant, nil for none.
func find(n *html.Node, is func(*html.Node) bool) *html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if is(c) {
			return c
		}
		if f := find(c, is); f != nil {
			return f
		}
	}
	return nil
}

// all returns the nodes in a tree that are meant, in order.
func all(n *html.Node, is func(*html.Node) bool) (list []*html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if is(c) {
			list = append(list, c)
		}
		list = append(list, all(c, is)...)
	}
	return list
}

// first returns the first nodes in a tree that are meant, at most n.
func first(n int, in *html.Node, is func(*html.Node) bool) (list []*html.Node) {
	find(in, func(x *html.Node) bool {
		if is(x) {
			list = append(list, x)
		}
		return len(list) == n
	})
	return list
}

// words is the text in a node.
func words(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return b.String()
}

const anyBlank = " \t\r\n\u00A0\u200B"

// kidsOf are the children that are not blank.
func kidsOf(n *html.Node) (list []*html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode || c.Type == html.TextNode && strings.Trim(c.Data, anyBlank) != "" {
			list = append(list, c)
		}
	}
	return list
}

func isList(n *html.Node) bool { return n.Data == "ul" || n.Data == "ol" }

// isEmpty tells whether nothing in an element can be seen.
func isEmpty(n *html.Node) bool {
	return strings.Trim(words(n), anyBlank) == "" && find(n, func(x *html.Node) bool {
		return x.Data == "img" || x.Data == rawTag || x.Data == "hr" || x.Data == "table"
	}) == nil
}

// nestLists puts lists that stand in a list into the item before them.
func nestLists(list *html.Node) {
	var item *html.Node
	for c := list.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case c.Data == "li":
			item = c
		case isList(c) && c.Type == html.ElementNode:
			list.RemoveChild(c)
			if item == nil {
				item = elementNode("li")
				list.InsertBefore(item, next)
			}
			item.AppendChild(c)
		}
		c = next
	}
}

// outOfCode makes code of all that is linked in a link of all that is code,
// which Markdown can say.
func outOfCode(code *html.Node, in within) {
	if kids := kidsOf(code); len(kids) == 1 && kids[0].Type == html.ElementNode && kids[0].Data == "a" && !in.pre && code.Parent != nil {
		a := kids[0]
		code.RemoveChild(a)
		replace(code, a)
		move(a, code)
		a.AppendChild(code)
	}
}

const lineBreak = "<br>" // in a table's cell

// breaks makes line breaks of the paragraphs in a table's cell.
func breaks(cell *html.Node) {
	for _, br := range all(cell, func(n *html.Node) bool { return n.Data == "br" && n.Type == html.ElementNode }) {
		replace(br, raw(lineBreak))
	}
	edges := map[*html.Node]bool{} // breaks at the edges of paragraphs
	edge := func(before, in *html.Node) {
		n := raw(lineBreak)
		edges[n] = true
		in.InsertBefore(n, before)
	}
	var open func(*html.Node)
	open = func(n *html.Node) {
		for c := n.FirstChild; c != nil; {
			next := c.NextSibling
			if c.Type == html.ElementNode && !standsApart(c) {
				open(c)
				if c.Data == "p" || c.Data == "div" {
					edge(c, n)
					edge(next, n)
					unwrap(c)
				}
			}
			c = next
		}
	}
	open(cell)
	words := false        // stand before, in the same line
	var ends []*html.Node // edges that a line ends at, where words follow
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; {
			next := c.NextSibling
			switch {
			case edges[c] && words && len(ends) == 0:
				ends = append(ends, c)
			case edges[c]:
				n.RemoveChild(c)
			case c.Type == html.ElementNode && (standsApart(c) || attr(c, "data") == lineBreak):
				words = false
				ends = drop(ends)
			case c.Type == html.TextNode && strings.TrimSpace(c.Data) != "" || c.Data == rawTag || c.Data == "img":
				words, ends = true, nil
			default:
				walk(c)
			}
			c = next
		}
	}
	walk(cell)
	drop(ends)
	for last := cell.LastChild; last != nil && (attr(last, "data") == lineBreak || last.Type == html.TextNode && strings.TrimSpace(last.Data) == ""); last = cell.LastChild {
		cell.RemoveChild(last)
	}
}

// drop takes nodes out of their tree.
func drop(nodes []*html.Node) []*html.Node {
	for _, n := range nodes {
		n.Parent.RemoveChild(n)
	}
	return nil
}

// standsApart reports whether an element in a table's cell has lines of its own
// that are no paragraphs.
func standsApart(n *html.Node) bool {
	switch n.Data {
	case "ul", "ol", "table", "blockquote", "pre", "hr", "h1", "h2", "h3", "h4", "h5", "h6", htmlTag, noteTag:
		return true
	}
	return false
}

// codeIn sees to the code in a table's cells. A row of Markdown holds none of
// several lines: of a table that only numbers the lines, the code stays, and
// every other is written as HTML.
func codeIn(table *html.Node) {
	if find(table, isPre) == nil {
		return
	}
	if code := numberedCode(table); code != nil {
		code.Parent.RemoveChild(code)
		replace(table, code)
		language(code)
		return
	}
	whole := false
	for _, pre := range all(table, isPre) {
		line := strings.TrimSuffix(words(pre), "\n")
		if cell := pre.Parent; isCell(cell) && line == strings.Join(strings.Fields(line), " ") {
			pre.Data, pre.DataAtom = "p", atom.P
			breaks(cell)
		} else {
			whole = true
		}
	}
	switch {
	case !whole:
	case find(table, func(n *html.Node) bool { return n.Data == rawTag && attr(n, "kind") == rawRef }) != nil:
		unwrapTable(table)
	default:
		keepBlock(table)
	}
}

func isPre(n *html.Node) bool { return n.Type == html.ElementNode && n.Data == "pre" }

// numberedCode returns the code of a table that has the numbers of its lines in one
// cell and the code in the other, nil for any other table.
func numberedCode(table *html.Node) *html.Node {
	cells := all(table, isCell)
	if len(cells) != 2 || cells[0].Parent != cells[1].Parent {
		return nil
	}
	var pres []*html.Node
	for _, cell := range cells {
		kids := kidsOf(cell)
		if len(kids) != 1 || !isPre(kids[0]) {
			return nil
		}
		pres = append(pres, kids[0])
	}
	numbers := strings.Fields(words(pres[0]))
	for _, n := range numbers {
		if strings.Trim(n, "0123456789") != "" {
			return nil
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	return pres[1]
}

func isCell(n *html.Node) bool {
	return n.Type == html.ElementNode && (n.Data == "td" || n.Data == "th")
}

func countCells(table *html.Node) int { return len(all(table, isCell)) }

// unwrapTable leaves what is in the cells of a table that only places it.
func unwrapTable(table *html.Node) {
	div := elementNode("div")
	for _, cell := range all(table, isCell) {
		if find(cell, isCell) != nil {
			continue
		}
		d := elementNode("div")
		move(cell, d)
		div.AppendChild(d)
	}
	replace(table, div)
}

// linesOf makes line ends of the elements that an editor puts each line in.
func linesOf(pre *html.Node) {
	for c := pre.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case c.Data == "br" && c.Type == html.ElementNode:
			c.Type, c.Data, c.DataAtom, c.Attr = html.TextNode, "\n", 0, nil
		case c.Data == "div" && c.Type == html.ElementNode:
			if next != nil && c.FirstChild != nil && c.LastChild.Data != "br" {
				c.AppendChild(textNode("\n"))
			}
			linesOf(c)
			unwrap(c)
		}
		c = next
	}
}

// language puts the language that a page names for a piece of code where it is
// looked for.
func language(pre *html.Node) {
	name := ""
	for n, i := pre, 0; n != nil && i < 3 && name == ""; n, i = n.Parent, i+1 {
		for _, class := range strings.Fields(attr(n, "class") + " " + attr(n, "data-lang") + " ") {
			for _, prefix := range []string{"language-", "lang-", "highlight-source-", "brush:"} {
				if rest, ok := strings.CutPrefix(class, prefix); ok && name == "" {
					name = rest
				}
			}
		}
	}
	code := find(pre, func(n *html.Node) bool { return n.Data == "code" })
	if code == nil {
		code = elementNode("code")
		move(pre, code)
		pre.AppendChild(code)
	}
	if name != "" && !strings.Contains(attr(code, "class"), "language-") {
		setAttr(code, "class", "language-"+name)
	}
}

// looks is what a style says of words.
type looks struct{ bold, notBold, lean, upright, struck, code, above, below bool }

var monospaced = regexp.MustCompile(`courier|consolas|menlo|monaco|mono|lucida console|source code`)

func looksOf(n *html.Node, css map[string]string) looks {
	l := looks{
		lean: css["font-style"] == "italic" || css["font-style"] == "oblique", upright: css["font-style"] == "normal",
		struck: strings.Contains(css["text-decoration"]+css["text-decoration-line"], "line-through"),
		above:  css["vertical-align"] == "super", below: css["vertical-align"] == "sub",
	}
	switch w := css["font-weight"]; w {
	case "bold", "bolder", "600", "700", "800", "900":
		l.bold = true
	case "normal", "400", "300", "lighter":
		l.notBold = true
	}
	l.code = monospaced.MatchString(css["font-family"] + attr(n, "face"))
	return l
}

// dress says with elements what the style of a span says.
func dress(n *html.Node, l looks, in within) {
	if isEmpty(n) || in.pre {
		return
	}
	if l.code && !in.code {
		wrap(n, "code")
	}
	if l.above {
		wrap(n, "sup")
	}
	if l.below {
		wrap(n, "sub")
	}
	if l.struck {
		wrap(n, "del")
	}
	if l.lean && !in.lean {
		wrap(n, "em")
	}
	if l.bold && !in.head && !in.bold {
		wrap(n, "strong")
	}
}

// styleOf reads an element's style.
func styleOf(n *html.Node) map[string]string {
	s := attr(n, "style")
	if s == "" {
		return nil
	}
	css := map[string]string{}
	for _, d := range strings.Split(s, ";") {
		if k, v, ok := strings.Cut(d, ":"); ok {
			v = strings.TrimSpace(strings.TrimSuffix(strings.ToLower(strings.TrimSpace(v)), "!important"))
			css[strings.ToLower(strings.TrimSpace(k))] = v
		}
	}
	return css
}
