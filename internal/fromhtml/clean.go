package fromhtml

import (
	"context"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Elements of our own: Markdown as it is, and a footnote. The library trims
// blanks beside elements that are empty, unless it knows them as such, as it
// does keygen, which no page has anymore.
const (
	rawTag  = "keygen"
	noteTag = "x-note"
)

// disown takes the names of our own elements off those of a page.
func disown(doc *html.Node) {
	for _, n := range all(doc, func(n *html.Node) bool { return n.Type == html.ElementNode }) {
		switch n.Data {
		case rawTag, noteTag, keepTag, htmlTag:
			n.Data, n.DataAtom, n.Attr = "span", atom.Span, nil
		}
	}
}

// cleaner takes out of a tree what is no part of its words, and says with
// elements what pages say with styles.
type cleaner struct {
	ctx      context.Context // of the one conversion
	base     *url.URL
	notes    []Note
	pictures map[string]bool // what attributes of the page's pictures say

	padding int // bytes of blanks that the tables take
	spare   int // places of tables that have no cell of their own

	formulas   bool // there are some, as TeX
	inlineMath bool // some of them among words
	work       int  // bytes that may still be converted to find what Markdown cannot say
}

// setBase remembers where relative addresses start from.
func (c *cleaner) setBase(address string) {
	u, err := url.Parse(address)
	if err != nil || len(address) > maxBase {
		return
	}
	if c.base != nil {
		u = c.base.ResolveReference(u)
	}
	if u.IsAbs() {
		c.base = u
	}
}

func (c *cleaner) note(text string) {
	for i := range c.notes {
		if c.notes[i].Text == text {
			c.notes[i].Count++
			return
		}
	}
	c.notes = append(c.notes, Note{text, 1})
}

// within is what a node lies in.
type within struct {
	head bool // a heading or a table's head, which is bold anyway
	code bool
	pre  bool
	item bool
	bold bool
	lean bool
	link bool
	cell bool
}

func (c *cleaner) clean(doc *html.Node) {
	if b := find(doc, func(n *html.Node) bool { return n.Data == "base" && attr(n, "href") != "" }); b != nil {
		c.setBase(attr(b, "href"))
	}
	disown(doc)
	c.pictures = picturesOf(doc)
	officeLists(doc)
	c.footnotes(doc)
	c.walk(doc, within{})
}

func (c *cleaner) walk(n *html.Node, in within) {
	for child := n.FirstChild; child != nil && c.ctx.Err() == nil; {
		next := child.NextSibling
		switch child.Type {
		case html.CommentNode, html.DoctypeNode:
			n.RemoveChild(child)
		case html.TextNode:
			if !in.pre {
				child.Data = plainBlanks(child.Data)
			}
			if !in.code {
				c.plainWords(child, in)
			}
		case html.ElementNode:
			c.element(child, in)
		}
		child = next
	}
}

// plainBlanks makes ordinary spaces of those that only keep several beside
// each other, as browsers write what was typed.
func plainBlanks(s string) string {
	const hard = "\u00A0"
	if !strings.Contains(s, hard) {
		return s
	}
	if strings.Trim(s, hard+" \t\r\n") == "" {
		return " "
	}
	for _, pair := range []string{hard + hard, hard + " ", " " + hard} {
		for strings.Contains(s, pair) {
			s = strings.ReplaceAll(s, pair, " ")
		}
	}
	if strings.HasPrefix(s, hard) {
		s = " " + strings.TrimPrefix(s, hard)
	}
	if strings.HasSuffix(s, hard) {
		s = strings.TrimSuffix(s, hard) + " "
	}
	return s
}

// element cleans an element and what is in it.
func (c *cleaner) element(n *html.Node, in within) {
	css := styleOf(n)
	if c.drop(n, css, in) {
		return
	}
	look := looksOf(n, css)
	inner := in
	switch n.Data {
	case "h1", "h2", "h3", "h4", "h5", "h6", "th":
		inner.head = true
	case "pre", "textarea":
		inner.pre, inner.code = true, true
	case "code", "tt", "samp", "kbd":
		inner.code = true
	case "li":
		inner.item = true
	case "a":
		inner.link = true
	case "td":
		inner.cell = true
	}
	if n.Data == "div" && look.code && strings.HasPrefix(css["white-space"], "pre") && !in.pre { // an editor's text
		n.Data, n.DataAtom = "pre", atom.Pre
		inner.pre, inner.code = true, true
		linesOf(n)
	}
	inner.bold = in.bold || look.bold || (n.Data == "b" || n.Data == "strong") && !look.notBold
	inner.lean = in.lean || look.lean || (n.Data == "i" || n.Data == "em") && !look.upright
	c.walk(n, inner)
	switch n.Data {
	case "b", "strong":
		if look.notBold || in.head || in.bold || in.pre {
			unwrap(n)
		}
	case "i", "em", "cite", "var", "dfn":
		if n.Data = "em"; look.upright || in.lean || in.pre {
			unwrap(n)
		}
	case "tt", "samp":
		n.Data, n.DataAtom = "code", atom.Code
	case "q":
		n.InsertBefore(textNode("“"), n.FirstChild)
		n.AppendChild(textNode("”"))
		unwrap(n)
	case "a":
		c.link(n)
	case "code":
		outOfCode(n, in)
	case "li":
		kids := kidsOf(n)
		if len(kids) > 1 && kids[0].Data == rawTag {
			kids = kids[1:]
		}
		if len(kids) > 0 && kids[0].Data == "p" && (len(kids) == 1 || len(kids) == 2 && isList(kids[1])) {
			unwrap(kids[0])
		}
	case "ul", "ol":
		nestLists(n)
	case "td", "th":
		breaks(n)
	case "table":
		if attr(n, "role") == "presentation" || countCells(n) < 2 || !c.boundTable(n) {
			unwrapTable(n)
		} else if !in.pre || numberedCode(n) != nil {
			codeIn(n)
		}
	case "pre":
		language(n)
	case "dl":
		c.terms(n, in)
	case "details":
		c.foldable(n, in)
	case "dt", "dd":
		if !isTerm(n) {
			termOut(n)
		}
	case "figcaption":
		n.Data, n.DataAtom = "p", atom.P
	case "summary":
		if n.Parent.Data != "details" {
			n.Data, n.DataAtom = "p", atom.P
		}
	case "abbr", "acronym":
		if title := strings.TrimSpace(attr(n, "title")); title == "" || in.code || isEmpty(n) {
			unwrap(n)
		} else {
			n.Data, n.DataAtom = keepTag, 0
			n.Attr = []html.Attribute{{Key: "title", Val: title}, {Key: keptName, Val: "abbr"}}
		}
	case "h1", "h2", "h3", "h4", "h5", "h6", "p":
		if n.Data == "p" && strings.Contains(attr(n, "class"), "MsoTitle") {
			n.Data, n.DataAtom = "h1", atom.H1
		}
		if isEmpty(n) {
			n.Parent.RemoveChild(n)
		}
	case "sup", "sub":
		if raw := n.FirstChild; raw != nil && raw == n.LastChild && raw.Data == rawTag {
			unwrap(n)
		}
	case "span", "font":
		dress(n, look, in)
		unwrap(n)
	case "u", "ins", "center", "small", "big", "nobr", "label", "button", "time", "wbr", "bdi", "bdo", "rb", "rtc":
		unwrap(n)
	default:
		if strings.Contains(n.Data, ":") { // Office's own
			unwrap(n)
		}
	}
}

// drop takes an element out that has no place in a post, and reports whether
// it did.
func (c *cleaner) drop(n *html.Node, css map[string]string, in within) bool {
	out := func() bool {
		n.Parent.RemoveChild(n)
		return true
	}
	switch n.Data {
	case "script", "style", "head", "link", "meta", "base", "title", "xml":
		return out()
	case "template", "noscript", "applet", "canvas", "select", "textarea", "option", "optgroup", "datalist", "map", "dialog":
		if c.shows(n) {
			c.leftOut(n)
		}
		return out()
	case "math":
		c.formula(n)
		return true
	case "svg":
		c.note("A drawing was left out.")
		return out()
	case "iframe", "frame", "embed", "video", "audio", "object":
		c.embedded(n)
		return true
	case "input":
		if strings.EqualFold(attr(n, "type"), "checkbox") && in.item {
			n.Parent.InsertBefore(box(has(n, "checked")), n)
			replace(n, textNode(" "))
			return true
		}
		if !strings.EqualFold(attr(n, "type"), "hidden") {
			c.leftOut(n)
		}
		return out()
	case "img":
		return c.image(n, css)
	case "br":
		if strings.Contains(attr(n, "class"), "Apple-interchange-newline") {
			return out()
		}
	case "li":
		if attr(n, "role") == "checkbox" {
			n.InsertBefore(textNode(" "), n.FirstChild)
			n.InsertBefore(box(attr(n, "aria-checked") == "true"), n.FirstChild)
			for _, img := range all(n, func(x *html.Node) bool { return x.Data == "img" && strings.HasPrefix(attr(x, "src"), "data:") }) {
				img.Parent.RemoveChild(img)
			}
		}
	}
	if css["mso-hide"] == "all" {
		return out()
	}
	if has(n, "hidden") || attr(n, "aria-hidden") == "true" && n.Data != "img" || css["display"] == "none" || css["visibility"] == "hidden" {
		c.hidden(n)
		return out()
	}
	return false
}

func box(checked bool) *html.Node {
	if checked {
		return raw("[x]")
	}
	return raw("[ ]")
}

// formula keeps a formula's TeX, where the page has it.
func (c *cleaner) formula(n *html.Node) {
	tex := attr(n, "alttext")
	if a := find(n, func(x *html.Node) bool { return x.Data == "annotation" && attr(x, "encoding") == "application/x-tex" }); a != nil {
		tex = words(a)
	}
	if tex = strings.TrimSpace(tex); tex == "" {
		c.note("A formula was left out, because its page does not say how it is written.")
		replace(n, textNode(words(n)))
		return
	}
	if attr(n, "display") == "block" {
		replace(n, c.display(tex))
	} else {
		replace(n, c.inline(tex))
	}
}

// embedded leaves a link where something was that only a page can show.
func (c *cleaner) embedded(n *html.Node) {
	src := attr(n, "src")
	if n.Data == "object" {
		src = attr(n, "data")
	}
	if s := find(n, func(x *html.Node) bool { return x.Data == "source" && attr(x, "src") != "" }); src == "" && s != nil {
		src = attr(s, "src")
	}
	src = c.address(src)
	if scheme, _, has := strings.Cut(src, ":"); src == "" || has && !strings.HasPrefix(scheme, "http") && !strings.ContainsAny(scheme, "/?#.") {
		c.leftOut(n)
		n.Parent.RemoveChild(n)
		return
	}
	c.note("What was embedded from another page is a link now.")
	name := attr(n, "title")
	if name == "" {
		name = src
	}
	a := elementNode("a", html.Attribute{Key: "href", Val: src})
	a.AppendChild(textNode(name))
	p := elementNode("p")
	p.AppendChild(a)
	replace(n, p)
}

// image takes a picture out that cannot be shown elsewhere or shows nothing.
func (c *cleaner) image(n *html.Node, css map[string]string) bool {
	out := func() bool {
		n.Parent.RemoveChild(n)
		return true
	}
	tiny := func(s string) bool { s = strings.TrimSuffix(s, "px"); return s == "0" || s == "1" || s == "2" }
	if tiny(attr(n, "width")) || tiny(attr(n, "height")) || tiny(css["width"]) || tiny(css["height"]) || css["display"] == "none" {
		return out()
	}
	src := attr(n, "src")
	for _, lazy := range []string{"data-src", "data-original", "data-lazy-src"} {
		if v := attr(n, lazy); v != "" && (src == "" || strings.HasPrefix(src, "data:")) {
			src = v
		}
	}
	scheme, _, _ := strings.Cut(src, ":")
	switch strings.ToLower(scheme) {
	case "data", "blob", "file", "cid", "about":
		c.note("A picture that is not a file of its own was left out.")
		if alt := strings.TrimSpace(attr(n, "alt")); alt != "" {
			replace(n, textNode(alt))
			return true
		}
		return out()
	case "":
		if alt := strings.TrimSpace(attr(n, "alt")); alt != "" {
			c.note("A picture without an address was left out.")
			replace(n, textNode(alt))
			return true
		}
		return out()
	}
	setAttr(n, "src", c.address(src))
	return true
}

// maxAddress is how many bytes of an address are kept.
const maxAddress = 32 << 10

// link mends where a link leads to, or leaves its words alone.
func (c *cleaner) link(n *html.Node) {
	href := strings.TrimSpace(attr(n, "href"))
	if u, err := url.Parse(href); err == nil && strings.HasSuffix(u.Host, "google.com") && u.Path == "/url" && u.Query().Get("q") != "" {
		href = u.Query().Get("q")
	}
	if href = c.address(href); len(href) > maxAddress {
		c.note("An address that is longer than any reader follows was left out.")
		unwrap(n)
		return
	}
	scheme, _, has := strings.Cut(href, ":")
	switch {
	case href == "":
		unwrap(n)
		return
	case has && !strings.ContainsAny(scheme, "/?#."):
		switch strings.ToLower(scheme) {
		case "javascript", "data", "vbscript", "file", "about", "blob":
			unwrap(n)
			return
		}
	}
	setAttr(n, "href", href)
	if t := attr(n, "title"); t == href || t == words(n) {
		setAttr(n, "title", "")
	}
}

// address is an address seen from the page.
func (c *cleaner) address(s string) string {
	s = strings.TrimSpace(s)
	u, err := url.Parse(s)
	if err != nil || c.base == nil || u.IsAbs() || s == "" {
		return s
	}
	return c.base.ResolveReference(u).String()
}

// formatted tells whether a clean tree says more than its words.
func (c *cleaner) formatted(doc *html.Node) bool {
	body := find(doc, func(n *html.Node) bool { return n.Data == "body" })
	if body == nil {
		return false
	}
	if kids := kidsOf(body); len(kids) == 1 && kids[0].Data == "pre" {
		return false
	}
	return find(body, func(n *html.Node) bool {
		switch n.Data {
		case "b", "strong", "em", "del", "s", "strike", "code", "pre", "img", "ul", "ol", "blockquote", "table", "hr",
			"h1", "h2", "h3", "h4", "h5", "h6", "sup", "sub", "kbd", "mark", "ruby", noteTag, htmlTag, keepTag:
			return n.Type == html.ElementNode
		case rawTag:
			return attr(n, "kind") != rawAddress
		case "a":
			return n.Type == html.ElementNode && strings.TrimSpace(words(n)) != attr(n, "href")
		}
		return false
	}) != nil
}
