package fromhtml

import (
	"bytes"
	"slices"
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"golang.org/x/net/html"
)

// An element that is written as HTML, since its Markdown would mean something
// else. Its attribute keptName says which.
const (
	keepTag  = "x-keep"
	keptName = "x-name"

	keptBefore = "x-before" // HTML that is written before it
)

// written converts a clean tree, and writes as HTML what Markdown would not
// mean as it is meant: the smallest element first, then all that is formatted
// in a paragraph, then the block that holds it. A block that cannot be written
// either way is simplified, it alone.
func (c *cleaner) written(doc *html.Node) (string, error) {
	first, at, err := c.compare(doc)
	if err != nil || at < 0 {
		return first, err
	}
	c.work = 2*len(first) + 50_000
	runs := c.ofTree(doc).runs
	small := slices.DeleteFunc(slices.Clone(runs), run.isHuge)
	if err := c.mendRuns(small); err != nil {
		return "", err
	}
	if len(small) < len(runs) {
		c.work = 0
		if first, at, err = c.compare(doc); err != nil || at < 0 {
			return first, err
		}
	}
	// What goes wrong between paragraphs: those around are spelled out, then
	// written as HTML, and where neither helps the one alone is simplified.
	const tries = 60
	last, stage := -1, 0
	var was *html.Node // the tree before what did not help
	for i := 0; c.work > 0 && i < tries; i++ {
		md, at, err := c.compare(doc)
		if err != nil || at < 0 {
			return md, err
		}
		c.work -= len(md)
		if stage++; at != last {
			last, stage = at, 0
			was = cloned(doc)
		}
		if stage < 2 {
			c.mendAround(doc, c.ofTree(doc), at, stage == 1)
			continue
		}
		restore(doc, was)
		if !c.simplify(c.ofTree(doc), at) {
			break
		}
		last = -1
	}
	if c.work > 0 {
		for _, r := range c.ofTree(doc).runs {
			c.spell(r)
		}
		if md, at, err := c.compare(doc); err != nil || at < 0 {
			return md, err
		}
	}
	c.note("Some of its formatting could not be kept.")
	return first, nil
}

// isHuge reports whether a paragraph holds more than the parser may read as
// it was written, whatever is done to it.
func (r run) isHuge() bool {
	const most = 2000 // elements and texts
	n := 0
	for _, node := range r.nodes {
		if n++; n <= most {
			n += len(first(most, node, func(*html.Node) bool { return true }))
		}
	}
	return n > most
}

func (c *cleaner) ofTree(doc *html.Node) *tree { return ofTree(doc, newNames()) }

// compare converts a tree, and gives the place in its meaning from which on the
// Markdown means something else; -1 where both mean the same.
func (c *cleaner) compare(doc *html.Node) (string, int, error) {
	md, err := c.convert(doc)
	if err != nil {
		return "", 0, err
	}
	return md, differs(doc, md, c.formulas), nil
}

// convert leaves the tree as it is; the library changes what it converts.
func (c *cleaner) convert(doc *html.Node) (string, error) {
	out, err := newConverter(c.padding <= maxPadding).ConvertNode(cloned(doc), converter.WithContext(c.ctx))
	if err == nil {
		err = c.ctx.Err()
	}
	return tidy(string(out)), err
}

func differs(doc *html.Node, md string, formulas bool) int {
	n := newNames()
	t := ofTree(doc, n)
	at := firstDifference(t.units, ofDoc(parseMarkdown(md, formulas), n).units)
	if at < 0 && !formulas && strings.Contains(md, "$") { // libraries that read formulas among words
		at = firstDifference(t.units, ofDoc(parseMarkdown(md, true), n).units)
	}
	return at
}

func firstDifference(a, b []unit) int {
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			return i
		}
	}
	if len(b) > len(a) {
		return len(a)
	}
	return -1
}

// mendRuns mends each of some paragraphs that alone means something else.
// Many are tried at once, since most are right.
func (c *cleaner) mendRuns(runs []run) error {
	runs = slices.DeleteFunc(slices.Clone(runs), func(r run) bool { return len(r.nodes) == 0 })
	if len(runs) == 0 {
		return nil
	}
	if c.work < 0 {
		return nil
	}
	ok, err := c.means(runs)
	if ok || err != nil {
		return err
	}
	if len(runs) == 1 {
		return c.mendRun(runs[0])
	}
	if err := c.mendRuns(runs[:len(runs)/2]); err != nil {
		return err
	}
	return c.mendRuns(runs[len(runs)/2:])
}

// means reports whether paragraphs mean the same as Markdown, each alone.
func (c *cleaner) means(runs []run) (bool, error) {
	doc := alone(runs)
	md, at, err := c.compare(doc)
	c.work -= len(md) + 100
	return at < 0, err
}

// alone is a page of paragraphs.
func alone(runs []run) *html.Node {
	doc := &html.Node{Type: html.DocumentNode}
	body := elementNode("body")
	doc.AppendChild(body)
	for _, r := range runs {
		p := elementNode("p")
		for _, n := range r.nodes {
			p.AppendChild(cloned(n))
		}
		body.AppendChild(p)
	}
	return doc
}

// mendRun writes elements of a paragraph as HTML until it means what it should.
func (c *cleaner) mendRun(r run) error {
	const tries = 40
	for i := 0; c.work > 0 && i < tries; i++ {
		md, err := c.convert(alone([]run{r}))
		if err != nil {
			return err
		}
		c.work -= len(md) + 100
		n := newNames()
		t := ofRun(r, n)
		at := firstDifference(t.units, ofDoc(parseMarkdown(md, c.formulas), n).units)
		if at < 0 {
			if differs(alone([]run{r}), md, c.formulas) >= 0 {
				break
			}
			return nil
		}
		if !c.keepAt(t, r, at) {
			break
		}
	}
	c.spell(r)
	return nil
}

// keepAt has the smallest element at a place of a paragraph written as HTML, or
// the one that ends before that place. It reports whether there was one.
func (c *cleaner) keepAt(t *tree, r run, at int) bool {
	elements := func(at int) (list []*html.Node) {
		if at >= len(t.text) {
			return nil
		}
		for n := t.text[at]; n != nil && n != r.parent; n = n.Parent {
			if n.Type == html.ElementNode {
				list = append(list, n)
			}
		}
		return list
	}
	if slices.ContainsFunc(elements(at), keep) {
		return true
	}
	for at--; at >= 0; at-- {
		before := elements(at)
		slices.Reverse(before)
		if slices.ContainsFunc(before, keep) {
			return true
		}
	}
	return false
}

// keep has an element written as HTML, an address in more marks. It reports
// whether that is something new.
func keep(n *html.Node) bool {
	switch n.Data {
	case "img":
		data := openTag("img", n)
		n.Data, n.DataAtom = rawTag, 0
		n.Attr = append(n.Attr, html.Attribute{Key: "kind", Val: rawPicture}, html.Attribute{Key: "data", Val: data})
		return true
	case "a", "strong", "b", "em", "i", "del", "s", "strike", "code":
		name := n.Data
		switch name {
		case "strike":
			name = "s"
		case "b":
			name = "strong"
		case "i":
			name = "em"
		}
		n.Data, n.DataAtom = keepTag, 0
		n.Attr = append(n.Attr, html.Attribute{Key: keptName, Val: name})
		return true
	case rawTag:
		if attr(n, "kind") != rawAddress {
			return false
		}
		to, words := attr(n, "href"), attr(n, "words")
		switch data := attr(n, "data"); {
		case data == words && to == words:
			setAttr(n, "data", "<"+to+">")
		case !strings.HasPrefix(data, "<a "):
			setAttr(n, "data", `<a href="`+html.EscapeString(to)+`">`+escaped(words)+"</a>")
		default:
			return false
		}
		return true
	}
	return false
}

// spell writes all of a paragraph so that nothing in it is a mark: formatting
// as HTML, and each sign that could be one escaped.
func (c *cleaner) spell(r run) {
	if len(r.nodes) == 0 {
		return
	}
	for _, n := range r.nodes {
		spellNode(n)
	}
}

func spellNode(n *html.Node) {
	if n.Type == html.TextNode {
		at := n.Parent
		for from := 0; from < len(n.Data); {
			// Blanks stay text, so that they are collapsed as everywhere.
			i := strings.IndexFunc(n.Data[from:], func(r rune) bool { return !isBlankRune(r) })
			if i < 0 {
				n.Data = n.Data[from:]
				return
			}
			if i > 0 {
				at.InsertBefore(textNode(n.Data[from:from+i]), n)
			}
			from += i
			end := strings.IndexFunc(n.Data[from:], isBlankRune)
			if end < 0 {
				end = len(n.Data) - from
			}
			w := raw(escaped(n.Data[from : from+end]))
			w.Attr = append(w.Attr, html.Attribute{Key: "kind", Val: rawWords}, html.Attribute{Key: "words", Val: n.Data[from : from+end]})
			at.InsertBefore(w, n)
			from += end
		}
		n.Data = ""
		return
	}
	for keep(n) {
		if n.Data != rawTag || attr(n, "kind") == rawPicture {
			break
		}
	}
	for k := n.FirstChild; k != nil; {
		next := k.NextSibling
		spellNode(k)
		k = next
	}
}

// escaped writes words so that no Markdown is in them.
func escaped(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '<':
			b.WriteString("&lt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == '|':
			b.WriteString("&#124;")
		case r > ' ' && r < 0x7F && !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// mendAround mends what goes wrong at a place only among other blocks: it
// spells out the paragraph there and the one before, or writes the whole block
// as HTML.
func (c *cleaner) mendAround(doc *html.Node, t *tree, at int, whole bool) {
	i, _ := slices.BinarySearchFunc(t.runs, at, func(r run, at int) int {
		if r.start > at {
			return 1
		}
		return -1
	})
	body := find(doc, func(n *html.Node) bool { return n.Data == "body" })
	for j := max(0, i-2); j < min(i+1, len(t.runs)); j++ {
		r := t.runs[j]
		if !whole && len(r.nodes) > 0 {
			c.spell(r)
			continue
		}
		top := r.parent
		for top.Parent != nil && top.Parent != body {
			top = top.Parent
		}
		if top.Parent != nil && top.Data != noteTag && find(top, func(n *html.Node) bool { return n.Data == rawTag && attr(n, "kind") == rawRef }) == nil {
			keepBlock(top)
		}
	}
}

// keepBlock has a block written as HTML, as it is.
func keepBlock(n *html.Node) {
	if n.Data == keepTag || n.Data == htmlTag || n.Parent == nil {
		return
	}
	switch n.Data {
	case "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", "div", "section", "article":
		n.Attr = append(n.Attr, html.Attribute{Key: keptName, Val: n.Data})
		n.Data, n.DataAtom = htmlTag, 0
	}
}

// htmlTag is a block that is written as HTML with all that is in it.
const htmlTag = "x-html"

// renderKept writes an element with its attributes, what is in it as Markdown.
func renderKept(ctx converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
	name := attr(n, keptName)
	var b bytes.Buffer
	ctx.RenderChildNodes(ctx, &b, n)
	words := b.String()
	trimmed := strings.Trim(words, " \n\t")
	if trimmed == "" {
		_, _ = w.WriteString(words)
		return converter.RenderSuccess
	}
	i := strings.Index(words, trimmed)
	_, _ = w.WriteString(blankFor(words[:i]) + openTag(name, n) + trimmed + "</" + name + ">" + blankFor(words[i+len(trimmed):]))
	return converter.RenderSuccess
}

func blankFor(s string) string {
	if s == "" {
		return ""
	}
	return " "
}

// openTag is a start tag with what Markdown would say of the element.
func openTag(name string, n *html.Node) string {
	var b strings.Builder
	b.WriteString("<" + name)
	for _, key := range []string{"href", "src", "alt", "title", "start", "align", "colspan", "rowspan"} {
		if v := attr(n, key); v != "" {
			b.WriteString(" " + key + `="` + strings.NewReplacer("\n", " ", "`", "&#96;").Replace(html.EscapeString(v)) + `"`)
		}
	}
	return b.String() + ">"
}

// renderHTML writes a block as HTML without an empty line in it, which would
// end it.
func renderHTML(_ converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
	var b strings.Builder
	writeHTML(&b, n, false)
	_, _ = w.WriteString("\n\n" + b.String() + "\n\n")
	return converter.RenderSuccess
}

func writeHTML(b *strings.Builder, n *html.Node, pre bool) {
	if n.Type == html.TextNode {
		s := html.EscapeString(n.Data)
		if pre {
			s = strings.ReplaceAll(s, "\n", "&#10;")
		} else {
			s = strings.ReplaceAll(s, "\n", " ")
		}
		b.WriteString(s)
		return
	}
	name := n.Data
	if name == keepTag || name == htmlTag {
		name = attr(n, keptName)
	}
	switch name {
	case rawTag:
		writeRaw(b, n)
		return
	case "": // only what is around it
		b.WriteString(attr(n, keptBefore))
		return
	case "br", "hr", "img":
		b.WriteString(openTag(name, n))
		return
	}
	b.WriteString(attr(n, keptBefore) + openTag(name, n))
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		writeHTML(b, c, pre || name == "pre")
	}
	if name == "dl" {
		b.WriteByte('\n')
	}
	b.WriteString("</" + name + ">")
}

// writeRaw writes as HTML what was put in as Markdown.
func writeRaw(b *strings.Builder, n *html.Node) {
	words := attr(n, "words")
	switch attr(n, "kind") {
	case rawAddress:
		b.WriteString(`<a href="` + html.EscapeString(attr(n, "href")) + `">` + html.EscapeString(words) + "</a>")
	case rawWords:
		b.WriteString(html.EscapeString(words))
	case rawFormula:
		b.WriteString(html.EscapeString(attr(n, "data")))
	case rawPicture:
		b.WriteString(attr(n, "data"))
	default:
		if attr(n, "data") == lineBreak {
			b.WriteString(lineBreak)
		}
	}
}

// cloned is a copy of a tree without what is around it.
func cloned(n *html.Node) *html.Node {
	c := &html.Node{Type: n.Type, DataAtom: n.DataAtom, Data: n.Data, Namespace: n.Namespace, Attr: slices.Clone(n.Attr)}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.AppendChild(cloned(k))
	}
	return c
}
