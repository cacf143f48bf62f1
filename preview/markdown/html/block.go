package html

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/policy"
	"galley.app/galley/preview/markdown/syntax"
)

// A writer writes blocks. What it writes is still to be made harmless.
type writer struct {
	options Options
	base    *url.URL
	list    policy.List
	looks   bool // raw HTML within a paragraph is written by its looks, not as its tags
	doc     *markdown.Doc
	at      int             // the top-level block that is being written
	refs    map[int]int     // how often each footnote is referred to
	written map[int]int     // and how often that was written already
	ids     map[string]bool // that are on the page beside those of footnotes; nil until raw HTML has one

	out strings.Builder
	formulas
	coloured int // bytes of code
	busy     int // blocks of code that are too much work
	doubled  int // ids that were on the page already
	problems []markdown.Problem
}

func newWriter(o Options) *writer {
	h := &writer{options: o, list: listed(), written: map[int]int{}}
	if base, err := url.Parse(o.Base); err == nil && o.Base != "" {
		h.base = base
	}
	return h
}

// references counts how often each footnote is referred to.
func references(d *markdown.Doc) map[int]int {
	refs := map[int]int{}
	var count func(b *markdown.Block)
	count = func(b *markdown.Block) {
		for i := range b.Inlines {
			if b.Inlines[i].Kind == markdown.NoteRef {
				refs[b.Inlines[i].Attrs().Number]++
			}
		}
		for _, c := range b.Children {
			if c.Kind != markdown.Definition { // its notes are written at the end
				count(c)
			}
		}
	}
	for _, b := range d.From(0) {
		if b.Kind != markdown.Definition {
			count(b)
		}
	}
	return refs
}

// element writes an element around what f writes. attrs are written as they are.
func (h *writer) element(name, attrs string, f func()) {
	h.out.WriteString("<" + name + attrs + ">")
	f()
	h.out.WriteString("</" + name + ">")
}

func attr(name, value string) string { return " " + name + `="` + escape(value) + `"` }

// direction is the attribute of what begins with a letter of a script that is
// written from right to left, else "".
func direction(list []markdown.Inline) string {
	if markdown.FromRight(list) {
		return ` dir="auto"`
	}
	return ""
}

func (h *writer) blocks(list []*markdown.Block) {
	for _, b := range list {
		h.block(b, false)
	}
}

// block writes a block; tight is one of an item without space around it.
func (h *writer) block(b *markdown.Block, tight bool) {
	switch b.Kind {
	case markdown.Paragraph:
		if tight {
			h.inlines(b.Inlines)
			return
		}
		h.element("p", direction(b.Inlines), func() { h.inlines(b.Inlines) })
	case markdown.Heading:
		id := ""
		if b.ID != "" && !h.looks {
			id = attr("id", b.ID)
		}
		h.element("h"+strconv.Itoa(max(1, min(b.Level, 6))), id+direction(b.Inlines), func() { h.inlines(b.Inlines) })
	case markdown.Quote:
		h.element("blockquote", "", func() { h.out.WriteByte('\n'); h.blocks(b.Children) })
	case markdown.List:
		h.itemList(b)
	case markdown.Item:
		h.item(b, false)
		return
	case markdown.Math:
		h.out.WriteString(h.sign(b.Uses, strings.Trim(b.Literal, " \t\n\f\v"), true))
	case markdown.Code, markdown.Diagram:
		h.code(b)
	case markdown.HTMLBlock:
		if b.Literal == "" { // what is left of one
			h.blocks(b.Drawn)
			return
		}
		h.raw(b.Literal)
		return
	case markdown.Rule:
		h.out.WriteString("<hr>")
	case markdown.Table:
		h.table(b)
	case markdown.Footnotes:
		h.notes(b)
	case markdown.Row, markdown.Cell, markdown.Footnote, markdown.Definition:
		return
	}
	h.out.WriteByte('\n')
}

func (h *writer) itemList(b *markdown.Block) {
	name, first := "ul", ""
	if b.Ordered {
		name = "ol"
		if b.First != 1 {
			first = attr("start", strconv.Itoa(b.First))
		}
	}
	h.element(name, first, func() {
		h.out.WriteByte('\n')
		for _, c := range b.Children {
			h.item(c, b.Tight)
		}
	})
}

func (h *writer) item(b *markdown.Block, tight bool) {
	box := map[markdown.Task]string{
		markdown.Open: `<input disabled="" type="checkbox"> `,
		markdown.Done: `<input checked="" disabled="" type="checkbox"> `,
	}[b.Task]
	dir := ""
	if len(b.Children) > 0 && tight {
		dir = direction(b.Children[0].Inlines)
	}
	h.out.WriteString("<li" + dir + ">")
	shown := slices.DeleteFunc(slices.Clone(b.Children), func(c *markdown.Block) bool { return c.Kind == markdown.Definition })
	for i, c := range shown {
		flat := tight && c.Kind == markdown.Paragraph
		if i == 0 && !flat {
			h.out.WriteByte('\n')
		}
		switch {
		case i > 0 || box == "":
			h.block(c, flat)
		case flat:
			h.out.WriteString(box)
			h.inlines(c.Inlines)
		case c.Kind == markdown.Paragraph:
			h.element("p", direction(c.Inlines), func() { h.out.WriteString(box); h.inlines(c.Inlines) })
			h.out.WriteByte('\n')
		default:
			h.out.WriteString(box)
			h.block(c, false)
		}
		if flat && i+1 < len(shown) {
			h.out.WriteByte('\n')
		}
	}
	if len(shown) == 0 {
		h.out.WriteString(box)
	}
	h.out.WriteString("</li>\n")
}

func (h *writer) table(b *markdown.Block) {
	part := ""
	open := func(name string) {
		if name == part {
			return
		}
		if part != "" {
			h.out.WriteString("</" + part + ">\n")
		}
		if part = name; name != "" {
			h.out.WriteString("<" + part + ">\n")
		}
	}
	h.out.WriteString("<table>\n")
	for _, row := range b.Children {
		name, cell := "tbody", "td"
		if row.Header {
			name, cell = "thead", "th"
		}
		open(name)
		h.out.WriteString("<tr>\n")
		for _, c := range row.Children {
			align := ""
			if len(c.Align) > 0 && c.Align[0] != markdown.AlignNone {
				align = attr("align", [...]string{"", "left", "center", "right"}[c.Align[0]])
			}
			h.element(cell, align+direction(c.Inlines), func() { h.inlines(c.Inlines) })
			h.out.WriteByte('\n')
		}
		h.out.WriteString("</tr>\n")
	}
	open("")
	h.out.WriteString("</table>")
}

// notes writes the footnotes, each with the ways back to where it is referred
// to.
func (h *writer) notes(b *markdown.Block) {
	first := ""
	if len(b.Children) > 0 && b.Children[0].Number != 1 {
		first = attr("start", strconv.Itoa(b.Children[0].Number))
	}
	h.element("div", ` class="footnotes" role="doc-endnotes"`, func() {
		h.out.WriteString("\n<hr>\n")
		h.element("ol", first, func() {
			h.out.WriteByte('\n')
			for _, n := range b.Children {
				h.element("li", attr("id", "fn:"+strconv.Itoa(n.Number)), func() {
					h.out.WriteByte('\n')
					h.note(n)
				})
				h.out.WriteByte('\n')
			}
		})
		h.out.WriteByte('\n')
	})
}

func (h *writer) note(n *markdown.Block) {
	back := func() {
		for i := range h.refs[n.Number] {
			h.out.WriteString(`&#160;<a href="#` + noteRef(n.Number, i) + `" class="footnote-backref" role="doc-backlink">&#x21a9;&#xfe0e;</a>`)
		}
	}
	last := len(n.Children) - 1
	for i, c := range n.Children {
		if i == last && c.Kind == markdown.Paragraph {
			h.element("p", "", func() { h.inlines(c.Inlines); back() })
			h.out.WriteByte('\n')
			return
		}
		h.block(c, false)
	}
	back()
}

// noteRef is the anchor of a place that refers to a note, the nth of them.
func noteRef(number, nth int) string {
	again := ""
	if nth > 0 {
		again = strconv.Itoa(nth)
	}
	return "fnref" + again + ":" + strconv.Itoa(number)
}

// Bounds of the code of a page that is coloured, in bytes, and in blocks that
// are too much work; the code after that has no colours. A page of a book's
// length has a tenth of it.
const (
	maxColoured = 1 << 20
	maxBusy     = 2
)

// code writes a block of code with its language as a class, and where colours
// are wanted with an element around each part that has one.
func (h *writer) code(b *markdown.Block) {
	class := ""
	if b.Info != "" {
		class = attr("class", "language-"+b.Info)
	}
	h.out.WriteString("<pre><code" + class + ">")
	words := b.Literal
	if words != "" && !strings.HasSuffix(words, "\n") { // a part of it
		words += "\n"
	}
	var runs []syntax.Run
	if colours := h.options.Colour; colours != nil && h.coloured+len(words) <= maxColoured && h.busy < maxBusy && colours.Known(b.Info) {
		tooMuch := false
		if runs, tooMuch = colours.Parts(b.Info, words); tooMuch {
			h.busy++
			h.problems = append(h.problems, markdown.Problem{
				Line: h.doc.Line(h.at, b) + 1, Rule: "code",
				Message: "this code has no colours, since finding the parts of " + b.Info + " in it is too much work",
			})
		}
		h.coloured += len(words)
	}
	if runs == nil {
		runs = []syntax.Run{{Len: len(words)}}
	}
	for _, r := range runs {
		part := words[:r.Len]
		words = words[r.Len:]
		if r.Role == syntax.Plain {
			h.out.WriteString(escape(part))
			continue
		}
		ink := strings.TrimRight(part, " \t\n")
		h.out.WriteString(`<span class="hl-` + r.Role.String() + `">` + escape(ink) + "</span>" + part[len(ink):])
	}
	h.out.WriteString("</code></pre>")
}
