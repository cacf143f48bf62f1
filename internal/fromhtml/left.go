package fromhtml

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// leftOut tells of an element that is not in the Markdown, with what is in it.
func (c *cleaner) leftOut(n *html.Node) {
	c.note("An element was left out, with what is in it: " + n.Data + ".")
}

// shows reports whether an element that is left out shows something on a page,
// or would where no program runs.
func (c *cleaner) shows(n *html.Node) bool {
	switch n.Data {
	case "canvas", "applet", "select", "textarea":
		return true
	case "map":
		return find(n, func(x *html.Node) bool { return x.Data == "area" && attr(x, "href") != "" }) != nil
	case "noscript":
		if text := n.FirstChild; text != nil && text.NextSibling == nil && text.Type == html.TextNode { // as the parser leaves it
			inner, err := Parse(text.Data)
			return err != nil || hasWords(inner) || c.hasOtherPicture(inner) // too much to be parsed is something
		}
	}
	return hasWords(n) || c.hasOtherPicture(n)
}

// hidden tells of words that the page itself does not show. Of formulas there
// are some to be read aloud or to be painted, beside those that are taken.
func (c *cleaner) hidden(n *html.Node) {
	if strings.Contains(attr(n, "class"), "katex") || strings.HasPrefix(n.Data, "mjx-") || find(n, func(x *html.Node) bool { return x.Data == "math" }) != nil {
		return
	}
	if hasWords(n) {
		c.note("What the page hides was left out.")
	}
}

// hasWords reports whether readers find words in an element.
func hasWords(n *html.Node) bool {
	return find(n, func(x *html.Node) bool {
		if x.Type != html.TextNode || x.Parent != nil && (x.Parent.Data == "script" || x.Parent.Data == "style") {
			return false
		}
		return strings.ContainsFunc(x.Data, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
	}) != nil
}

// hasOtherPicture reports whether an element has a picture that the page shows
// nowhere else. Pages that load pictures late have each a second time.
func (c *cleaner) hasOtherPicture(n *html.Node) bool {
	return find(n, func(x *html.Node) bool {
		return x.Type == html.ElementNode && x.Data == "img" && attr(x, "src") != "" && !c.pictures[attr(x, "src")]
	}) != nil
}

// picturesOf is what the attributes of a page's pictures say.
func picturesOf(doc *html.Node) map[string]bool {
	said := map[string]bool{}
	for _, img := range all(doc, func(n *html.Node) bool { return n.Type == html.ElementNode && n.Data == "img" }) {
		for _, a := range img.Attr {
			said[strings.TrimSpace(a.Val)] = true
		}
	}
	return said
}
