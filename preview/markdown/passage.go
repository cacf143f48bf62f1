package markdown

import (
	"cmp"
	"io"
	"math"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// IsLeaf tells whether a block holds words itself, and no blocks.
func (b *Block) IsLeaf() bool {
	switch b.Kind {
	case Paragraph, Heading, Cell, Code, Math, Diagram:
		return true
	case HTMLBlock:
		return b.Drawn == nil
	}
	return false
}

// Parts gives the blocks in a block, as the page shows them: those that a
// block of raw HTML looks like, too.
func (b *Block) Parts() []*Block {
	if b.Kind == HTMLBlock {
		return b.Drawn
	}
	return b.Children
}

// Words gives what is read of a leaf, as selections and a search of the page
// count it: the words of its inlines one after the other, or its literal text
// without the last line ending. It is "" for other blocks.
func (b *Block) Words() string {
	switch b.Kind {
	case Paragraph, Heading, Cell:
		if len(b.Inlines) == 1 {
			return b.Inlines[0].Words()
		}
		var w strings.Builder
		writeInlines(&w, b.Inlines)
		return w.String()
	case Code, Math, Diagram, HTMLBlock:
		return strings.TrimSuffix(b.Literal, "\n")
	}
	return ""
}

// A Pos is a place between two characters of a page as it is read.
type Pos struct {
	Block int // index in the Doc; -1 is the title above them
	Leaf  int // number of the leaf in that block, in the order of reading
	Off   int // byte of the leaf's words
}

// Compare gives -1, 0 or 1 as p stands before, at or behind q.
func (p Pos) Compare(q Pos) int {
	return cmp.Or(cmp.Compare(p.Block, q.Block), cmp.Compare(p.Leaf, q.Leaf), cmp.Compare(p.Off, q.Off))
}

// A Passage is a part of a page.
type Passage struct {
	Doc      *Doc
	Title    string // above the Doc's blocks
	From, To Pos    // From is not behind To
}

// Leaf gives leaf number n of a block, nil if it has fewer.
func (b *Block) Leaf(n int) *Block {
	var find func(b *Block) *Block
	find = func(b *Block) *Block {
		if b.IsLeaf() {
			n--
			if n < 0 {
				return b
			}
			return nil
		}
		for _, c := range b.Parts() {
			if leaf := find(c); leaf != nil {
				return leaf
			}
		}
		return nil
	}
	return find(b)
}

// Leaves counts the leaves of a block.
func (b *Block) Leaves() int {
	if b.IsLeaf() {
		return 1
	}
	n := 0
	for _, c := range b.Parts() {
		n += c.Leaves()
	}
	return n
}

// block gives block i, the title for -1.
func (p *Passage) block(i int) *Block {
	if i < 0 {
		return &Block{Kind: Heading, Level: 1, Inlines: []Inline{{Kind: Text, Text: p.Title}}}
	}
	return p.Doc.Block(i)
}

// Text gives the passage as it is read: items with their bullet, number or box,
// cells separated by tabs, blocks by empty lines. Within one leaf it is those
// words alone.
func (p Passage) Text() string {
	leaf, within := p.within()
	switch {
	case leaf != nil:
		return readable(leaf.Words()[p.From.Off:p.To.Off])
	case within:
		return ""
	}
	var w strings.Builder
	writeBlocks(&w, p.pruned(), false)
	return readable(w.String())
}

// within gives the leaf that holds the whole passage, if one does; ok tells
// that the passage begins and ends at one leaf, be there one or not.
func (p *Passage) within() (leaf *Block, ok bool) {
	if p.From.Block != p.To.Block || p.From.Leaf != p.To.Leaf || p.From.Block >= p.Doc.Len() {
		return nil, p.From.Block >= p.Doc.Len()
	}
	leaf = p.block(p.From.Block).Leaf(p.From.Leaf)
	if leaf == nil {
		return nil, p.From.Off == p.To.Off && p.block(p.From.Block).Kind != Rule
	}
	n := len(leaf.Words())
	p.From.Off, p.To.Off = min(p.From.Off, n), min(p.To.Off, n)
	return leaf, true
}

// pruned gives the blocks of the passage. Those that are wholly in it are those
// of the Doc, others are copies that lack the rest.
func (p *Passage) pruned() []*Block {
	var list []*Block
	for i := p.From.Block; i <= p.To.Block && i < p.Doc.Len(); i++ {
		b := p.block(i)
		if i > p.From.Block && i < p.To.Block {
			list = append(list, b)
			continue
		}
		cut := pruner{last: math.MaxInt, end: math.MaxInt}
		if i == p.From.Block {
			cut.first, cut.start = p.From.Leaf, p.From.Off
		}
		if i == p.To.Block {
			cut.last, cut.end = p.To.Leaf, p.To.Off
		}
		if b = cut.prune(b); b != nil {
			list = append(list, b)
		}
	}
	return list
}

// A pruner copies what of a top-level block lies between two places.
type pruner struct {
	first, start int // leaf and byte of its words
	last, end    int
	leaf         int // number of the next one
}

func (c *pruner) prune(b *Block) *Block {
	if b.IsLeaf() {
		n := c.leaf
		c.leaf++
		if n < c.first || n > c.last {
			return nil
		}
		from, to := 0, math.MaxInt
		if n == c.first {
			from = c.start
		}
		if n == c.last {
			to = c.end
		}
		return b.cut(from, to)
	}
	if b.Kind == Table {
		return c.table(b)
	}
	if b.Kind == HTMLBlock && len(b.Drawn) > 0 {
		return c.html(b)
	}
	if len(b.Children) == 0 {
		if c.leaf > c.first && c.leaf <= c.last || c.leaf == c.first && c.start == 0 {
			return b
		}
		return nil
	}
	kept := *b
	kept.Children = nil
	for i, child := range b.Children {
		if child = c.prune(child); child == nil {
			continue
		}
		if len(kept.Children) == 0 && b.Kind == List {
			kept.First += i
		}
		kept.Children = append(kept.Children, child)
	}
	if len(kept.Children) == 0 {
		return nil
	}
	return &kept
}

// html gives a block of raw HTML as it is where all of it lies in the passage,
// else what is left of its looks, without a source.
func (c *pruner) html(b *Block) *Block {
	last := b.Leaves() - 1
	from, to := c.leaf, c.leaf+last
	if last >= 0 && (from > c.first || from == c.first && c.start == 0) &&
		(to < c.last || to == c.last && c.end >= len(b.Leaf(last).Words())) {
		c.leaf = to + 1
		return b
	}
	kept := *b
	kept.Literal, kept.Drawn = "", nil
	for _, part := range b.Drawn {
		if part = c.prune(part); part != nil {
			kept.Drawn = append(kept.Drawn, part)
		}
	}
	if len(kept.Drawn) == 0 {
		return nil
	}
	return &kept
}

// table keeps the columns: of a row that is partly in the passage the other
// cells are empty, unless it is the only row.
func (c *pruner) table(b *Block) *Block {
	kept := *b
	kept.Children = nil
	for _, row := range b.Children {
		cells := *row
		cells.Children = nil
		some := false
		for _, cell := range row.Children {
			part := c.prune(cell)
			some = some || part != nil
			if part == nil {
				part = &Block{Kind: Cell, Align: cell.Align}
			}
			cells.Children = append(cells.Children, part)
		}
		if some {
			kept.Children = append(kept.Children, &cells)
		}
	}
	switch len(kept.Children) {
	case 0:
		return nil
	case 1:
		row := kept.Children[0]
		for len(row.Children) > 0 && len(row.Children[0].Inlines) == 0 {
			row.Children = row.Children[1:]
		}
		for n := len(row.Children); n > 0 && len(row.Children[n-1].Inlines) == 0; n-- {
			row.Children = row.Children[:n-1]
		}
	}
	return &kept
}

// cut gives bytes [from, to) of a leaf's words as a leaf; nil if there is
// nothing in them.
func (b *Block) cut(from, to int) *Block {
	n := len(b.Words())
	to = min(to, n)
	switch {
	case from <= 0 && to == n:
		return b
	case from >= to:
		return nil
	}
	part := *b
	if b.Kind != Paragraph && b.Kind != Heading && b.Kind != Cell {
		part.Literal = b.Words()[from:to]
		if b.Kind == Math { // a part of it is no formula
			part.Kind = Code
		}
		if b.Kind == HTMLBlock { // a part of it is no HTML
			part = Block{Kind: Paragraph, Inlines: []Inline{{Kind: Text, Text: part.Literal}}}
		}
		return &part
	}
	part.Inlines = nil
	at := 0
	for _, in := range b.Inlines {
		start, end := at, at+len(in.Words())
		at = end
		if end < from || start > to || end == from && start < end || start == to && start < end {
			continue
		}
		if in.Kind == Text {
			in.Text = in.Text[max(from, start)-start : min(to, end)-start]
		}
		part.Inlines = append(part.Inlines, in)
	}
	return &part
}

// HTML gives the passage as an HTML fragment, as harmless as that of function
// [HTML] and with every element closed.
func (p Passage) HTML(o HTMLOptions) string {
	list := newAllowList()
	h := htmlWriter{writer: writer{options: o, clean: list.sanitiser()}}
	if base, err := url.Parse(o.Base); err == nil && o.Base != "" {
		h.base = base
	}
	leaf, within := p.within()
	switch {
	case leaf != nil && p.From.Off == 0 && p.To.Off == len(leaf.Words()):
		whole := *leaf
		if whole.Kind == Cell {
			whole.Kind = Paragraph
		}
		h.blocks([]*Block{&whole}, false)
	case leaf != nil:
		part := leaf.cut(p.From.Off, p.To.Off)
		switch {
		case part == nil:
		case part.Inlines == nil:
			h.out.WriteString("<code>" + html.EscapeString(part.Literal) + "</code>")
		default:
			h.inlines(part.Inlines)
		}
	case !within:
		h.blocks(p.pruned(), false)
	}
	out := readable(h.clean.Sanitize(list.balance(h.out.String())))
	return h.put(strings.NewReplacer("&#39;", "'", "&#34;", "&quot;").Replace(out))
}

// HTML writes the whole text as function [HTML] does.
func (d *Doc) HTML(w io.Writer, o HTMLOptions) error {
	o.Dialect = d.as
	_, err := HTML(w, d.src.String(), o)
	return err
}

// An htmlWriter writes blocks as HTML. What it writes is still to be sanitised.
type htmlWriter struct {
	writer
	out strings.Builder
}

func (h *htmlWriter) blocks(list []*Block, tight bool) {
	for _, b := range list {
		h.block(b, tight)
	}
}

func (h *htmlWriter) element(name string, f func()) {
	tag, _, _ := strings.Cut(name, " ")
	h.out.WriteString("<" + name + ">")
	f()
	h.out.WriteString("</" + tag + ">")
}

func (h *htmlWriter) block(b *Block, tight bool) {
	children := func() { h.blocks(b.Children, false) }
	words := func() { h.inlines(b.Inlines) }
	switch b.Kind {
	case Paragraph:
		if tight {
			words()
			break
		}
		h.element("p", words)
	case Heading:
		h.element("h"+strconv.Itoa(max(1, min(b.Level, 6))), words)
	case Quote:
		h.out.WriteString("<blockquote>\n")
		children()
		h.out.WriteString("</blockquote>")
	case List:
		name := "ul"
		if b.Ordered {
			name = "ol"
			if b.First != 1 {
				name += ` start="` + strconv.Itoa(b.First) + `"`
			}
		}
		h.element(name, func() {
			h.out.WriteByte('\n')
			for _, c := range b.Children {
				h.item(c, b.Tight)
			}
		})
	case Item, Footnote:
		h.item(b, false)
	case Math:
		h.out.WriteString(h.sign(b.Uses, strings.TrimSpace(b.Literal), true))
	case Code, Diagram:
		class := ""
		if b.Info != "" {
			class = ` class="language-` + html.EscapeString(b.Info) + `"`
		}
		h.out.WriteString("<pre><code" + class + ">" + html.EscapeString(strings.TrimSuffix(b.Literal, "\n")) + "\n</code></pre>")
	case HTMLBlock:
		if b.Literal == "" {
			h.blocks(b.Drawn, false)
			return
		}
		h.out.WriteString(h.raw(b.Literal))
	case Rule:
		h.out.WriteString("<hr>")
	case Table:
		h.table(b)
	case Footnotes:
		h.element(`section role="doc-endnotes"`, func() {
			h.element(`ol start="`+strconv.Itoa(b.Children[0].Number)+`"`, func() {
				for _, c := range b.Children {
					h.item(c, false)
				}
			})
		})
	case Row, Cell, Definition:
		return
	}
	h.out.WriteByte('\n')
}

func (h *htmlWriter) item(b *Block, tight bool) {
	h.out.WriteString("<li>")
	switch b.Task {
	case Open:
		h.out.WriteString(`<input type="checkbox" disabled=""> `)
	case Done:
		h.out.WriteString(`<input type="checkbox" checked="" disabled=""> `)
	}
	h.blocks(b.Children, tight)
	h.out.WriteString("</li>\n")
}

func (h *htmlWriter) table(b *Block) {
	part := ""
	open := func(name string) {
		if name == part {
			return
		}
		if part != "" {
			h.out.WriteString("</" + part + ">")
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
		h.out.WriteString("<tr>")
		for _, c := range row.Children {
			tag := cell
			if len(c.Align) > 0 && c.Align[0] != AlignNone {
				tag += ` align="` + [...]string{"", "left", "center", "right"}[c.Align[0]] + `"`
			}
			h.element(tag, func() { h.inlines(c.Inlines) })
		}
		h.out.WriteString("</tr>\n")
	}
	open("")
	h.out.WriteString("</table>")
}

// inlines writes a run of words; neighbours in the same style share elements.
func (h *htmlWriter) inlines(list []Inline) {
	var open []string // start tags
	to := func(want []string) {
		n := 0
		for n < len(open) && n < len(want) && open[n] == want[n] {
			n++
		}
		for i := len(open) - 1; i >= n; i-- {
			tag, _, _ := strings.Cut(open[i], " ")
			h.out.WriteString("</" + tag + ">")
		}
		for _, tag := range want[n:] {
			h.out.WriteString("<" + tag + ">")
		}
		open = append(open[:0], want...)
	}
	for i := range list {
		in := &list[i]
		a := in.Attrs()
		to(h.tags(in))
		switch in.Kind {
		case Text:
			h.out.WriteString(html.EscapeString(in.Text))
		case Image:
			h.out.WriteString(h.picture(a.Src, in.Text, a.Title, widthOf(a), a.Link != ""))
		case Formula:
			h.out.WriteString(h.sign(in.Attrs().Uses, in.Text, false))
		case HardBreak:
			h.out.WriteString("<br>\n")
		case SoftBreak:
			h.out.WriteByte('\n')
		case NoteRef:
			h.out.WriteString("<sup>" + strconv.Itoa(a.Number) + "</sup>")
		case RawHTML:
			// What it does is in the style of what it holds.
		default:
			h.out.WriteString(html.EscapeString(in.Words()))
		}
	}
	to(nil)
}

// widthOf is the width that HTML asked an image to have.
func widthOf(a Attrs) []html.Attribute {
	switch n := a.Number; {
	case n > 0:
		return []html.Attribute{{Key: "width", Val: strconv.Itoa(n)}}
	case n < 0:
		return []html.Attribute{{Key: "width", Val: strconv.Itoa(-n) + "%"}}
	}
	return nil
}

// tags are the elements around an inline, the outermost first.
func (h *htmlWriter) tags(in *Inline) []string {
	var tags []string
	a := in.Attrs()
	if a.Link != "" {
		tag := `a href="` + html.EscapeString(Address(h.address(a.Link))) + `"`
		if a.LinkTitle != "" {
			tag += ` title="` + html.EscapeString(a.LinkTitle) + `"`
		}
		tags = append(tags, tag)
	}
	if a.Title != "" && in.Kind == Text {
		tags = append(tags, `abbr title="`+html.EscapeString(a.Title)+`"`)
	}
	for _, s := range []struct {
		style Style
		tag   string
	}{
		{Bold, "strong"},
		{Italic, "em"},
		{Strike, "del"},
		{Underline, "ins"},
		{Marked, "mark"},
		{Sub, "sub"},
		{Sup, "sup"},
		{Small, "small"},
		{Key, "kbd"},
		{CodeSpan, "code"},
	} {
		if in.Style.Has(s.style) {
			tags = append(tags, s.tag)
		}
	}
	return tags
}
