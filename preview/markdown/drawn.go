package markdown

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"galley.app/galley/preview/markdown/policy"
)

// maxDrawn is the most bytes of a block of raw HTML that is drawn as what it
// looks like.
const maxDrawn = 64 << 10

// draw returns what a block of raw HTML looks like as blocks, for a page that is
// not drawn by a browser and for readers of words. All of them stand where the
// block stands.
func draw(allowed policy.List, block *Block) []*Block {
	d := drawer{at: block.Start, end: block.End, root: &Block{}}
	d.stack = []*box{{block: d.root}}
	for t := range allowed.Read(block.Literal) {
		switch {
		case t.Type == html.TextToken:
			d.text(t.Data)
		case !t.Dropped:
			d.tag(t.Token) // which may end the leaf before
			if id := t.ID(); id != "" {
				d.ids = append(d.ids, id)
			}
		}
	}
	d.flush()
	return append([]*Block{}, d.root.Children...)
}

// A box is an element that holds blocks and is open.
type box struct {
	name  string
	block *Block
	below []int // of a table: for each column the row up to which a cell reaches down from above
}

// A drawer makes blocks of the tags and words of raw HTML, whatever their
// order.
type drawer struct {
	at, end int // of the block that is drawn
	root    *Block
	stack   []*box

	next    Block // the leaf that is being filled
	inlines []Inline
	open    []rawElement
	pre     *strings.Builder // of preformatted text
	align   []Align          // of what is in the <div>; nil for none
	ids     []string         // of what begins with the next leaf
	spanned int              // empty cells that stand in for what others reach over
}

// text adds words to the leaf.
func (d *drawer) text(s string) {
	s = strings.ReplaceAll(normal([]byte(s)), "\x00", "")
	if d.pre != nil {
		d.pre.WriteString(s)
		return
	}
	if len(d.inlines) == 0 && strings.TrimSpace(s) == "" {
		return
	}
	d.put(Inline{Kind: Text, Text: oneLine(s)})
}

// put adds an inline in the look of the elements that are open.
func (d *drawer) put(i Inline) {
	a := i.Attrs()
	for _, e := range d.open {
		i.Style |= e.style
		if e.link != "" {
			a.Link, a.LinkTitle = e.link, e.title
		}
		if e.tip != "" && i.Kind == Text {
			a.Title = e.tip
		}
	}
	i = i.with(a)
	i.Start, i.End = d.at, d.at
	d.inlines = append(d.inlines, i)
}

// flush ends the leaf and puts it where it belongs.
func (d *drawer) flush() {
	leaf := d.next
	d.next = Block{}
	switch {
	case d.pre != nil:
		leaf.Kind, leaf.Literal = Code, strings.TrimPrefix(d.pre.String(), "\n")
		d.pre = nil
		if strings.TrimSpace(leaf.Literal) == "" {
			return
		}
	case len(d.inlines) == 0 && leaf.Fold == NoFold:
		return
	}
	leaf.Inlines, d.inlines = d.inlines, nil
	leaf.ID, d.ids = strings.TrimSpace(leaf.ID+" "+strings.Join(d.ids, " ")), nil
	if leaf.Align == nil {
		leaf.Align = d.align
	}
	d.add(&leaf)
}

// add puts a block into the innermost box that may hold it.
func (d *drawer) add(b *Block) {
	b.Start, b.End = d.at, d.end
	in := d.stack[len(d.stack)-1].block
	switch in.Kind {
	case Cell:
		if len(in.Inlines) > 0 && len(b.Inlines) > 0 {
			in.Inlines = append(in.Inlines, Inline{Kind: HardBreak, Start: d.at, End: d.at})
		}
		in.Inlines = append(in.Inlines, b.Inlines...)
		in.ID = strings.TrimSpace(in.ID + " " + b.ID)
		if b.Literal != "" {
			in.Inlines = append(in.Inlines, Inline{Kind: Text, Text: oneLine(b.Literal), Style: CodeSpan, Start: d.at, End: d.at})
		}
	case List:
		if b.Kind != Item {
			b = &Block{Kind: Item, Start: d.at, End: d.end, Children: []*Block{b}}
		}
		in.Children = append(in.Children, b)
	case Table:
		if b.Kind == Row {
			in.Children = append(in.Children, b)
		} else if b.Kind == Paragraph { // a caption, or words that stand nowhere: above the table
			d.above(b)
		}
	case Row:
		if b.Kind == Cell {
			in.Children = append(in.Children, b)
		}
	default:
		in.Children = append(in.Children, b)
	}
}

// above puts a block before the table that is open.
func (d *drawer) above(b *Block) {
	for n := len(d.stack) - 1; n > 0; n-- {
		if d.stack[n].block.Kind == Table {
			out := d.stack[n-1].block
			if out.Kind == List {
				b = &Block{Kind: Item, Start: d.at, End: d.end, Children: []*Block{b}}
			}
			if last := len(out.Children) - 1; last >= 0 && out.Kind != Cell && out.Kind != Table && out.Kind != Row {
				out.Children = append(out.Children[:last:last], b, out.Children[last])
			}
			return
		}
	}
}

// push opens a box.
func (d *drawer) push(name string, b *Block) {
	d.flush()
	if len(d.stack) > maxOpen || d.within("td", "th") && b.Kind != Row && b.Kind != Cell {
		return
	}
	d.add(b)
	d.stack = append(d.stack, &box{name: name, block: b})
}

// within tells whether the innermost box is one of some elements.
func (d *drawer) within(names ...string) bool {
	last := d.stack[len(d.stack)-1].name
	for _, n := range names {
		if last == n {
			return true
		}
	}
	return false
}

// pop closes the innermost box of that name and those in it.
func (d *drawer) pop(names ...string) {
	d.flush()
	for n := len(d.stack) - 1; n > 0; n-- {
		if cell := d.stack[n].name; (cell == "td" || cell == "th") && !tabular(names[0]) {
			return // what is in a cell reaches no further
		}
		for _, name := range names {
			if d.stack[n].name == name {
				d.stack = d.stack[:n]
				return
			}
		}
	}
}

func tabular(name string) bool {
	return name == "td" || name == "th" || name == "tr" || name == "table"
}

func (d *drawer) tag(tok html.Token) {
	start := tok.Type != html.EndTagToken
	switch tok.Data {
	case "br":
		if d.pre != nil {
			d.pre.WriteByte('\n')
		} else {
			d.put(Inline{Kind: HardBreak})
		}
	case "img":
		i := Inline{}
		rawPicture(&i, tok)
		d.put(i)
	case "q":
		d.put(Inline{Kind: Text, Text: quotes(start)})
	case "hr":
		d.flush()
		d.add(&Block{Kind: Rule})
	case "details", "summary":
		d.fold(tok, start)
	case "ul", "ol", "li", "blockquote", "table", "tr", "td", "th", "dd":
		d.structure(tok, start)
	case "pre":
		d.flush()
		if start {
			d.pre = &strings.Builder{}
		}
	case "h1", "h2", "h3", "h4", "h5", "h6":
		d.flush()
		if start {
			d.next.Kind, d.next.Level = Heading, int(tok.Data[1]-'0')
			d.next.Align = aligned(tok)
		}
	case "div", "p":
		d.flush()
		switch {
		case tok.Data == "div":
			d.align = nil
			if start {
				d.align = aligned(tok)
			}
		case start:
			d.next.Align = aligned(tok)
		}
	default:
		switch {
		case policy.IsBlock(tok.Data):
			d.flush()
			if tok.Data == "dt" && start {
				d.open = append(d.open, rawElement{name: "dt", style: Bold})
			} else {
				d.close("dt")
			}
		case !policy.IsVoid(tok.Data):
			d.inline(tok, start)
		}
	}
}

// inline opens or closes an element among words.
func (d *drawer) inline(tok html.Token, start bool) {
	if !start {
		d.close(tok.Data)
		return
	}
	if tok.Data == "code" && d.pre != nil {
		d.next.Info, _ = strings.CutPrefix(attribute(tok, "class"), "language-")
		return
	}
	if len(d.open) < maxOpen {
		d.open = append(d.open, newElement(tok, around{}))
	}
}

func (d *drawer) close(name string) {
	for n := len(d.open) - 1; n >= 0; n-- {
		if d.open[n].name == name {
			d.open = append(d.open[:n:n], d.open[n+1:]...)
			return
		}
	}
}

// structure opens or closes what holds blocks.
func (d *drawer) structure(tok html.Token, start bool) {
	if !start {
		d.pop(tok.Data)
		return
	}
	switch tok.Data {
	case "ul":
		d.push(tok.Data, &Block{Kind: List, Tight: true})
	case "ol":
		list := &Block{Kind: List, Tight: true, Ordered: true, First: 1}
		if n, err := strconv.ParseInt(attribute(tok, "start"), 10, 32); err == nil {
			list.First = max(0, min(int(n), 999_999_999))
		}
		d.push(tok.Data, list)
	case "li":
		if d.within("li") {
			d.pop("li")
		}
		if !d.within("ul", "ol") {
			d.push("ul", &Block{Kind: List, Tight: true})
		}
		d.push(tok.Data, &Block{Kind: Item})
	case "blockquote", "dd":
		if tok.Data == "dd" && d.within("dd") {
			d.pop("dd")
		}
		d.close("dt")
		quote := &Block{Kind: Quote}
		if tok.Data == "dd" {
			quote.Info = "dd"
		}
		d.push(tok.Data, quote)
	case "table":
		d.push(tok.Data, &Block{Kind: Table})
	case "tr":
		d.pop("tr")
		if d.within("table") {
			d.push(tok.Data, &Block{Kind: Row})
		}
	case "td", "th":
		if d.within("td", "th") {
			d.pop("td", "th")
		}
		if !d.within("tr") {
			return
		}
		row := d.stack[len(d.stack)-1].block
		first := len(row.Children) == 0
		d.fill()
		cell := &Block{Kind: Cell, Align: []Align{alignOf(attribute(tok, "align"))}}
		d.push(tok.Data, cell)
		if d.stack[len(d.stack)-1].block != cell {
			return
		}
		row.Header = tok.Data == "th" && (first || row.Header)
		d.span(cell, spanOf(tok, "colspan"), spanOf(tok, "rowspan"))
	}
}

// maxSpan is over how many columns or rows a cell reaches at most, and how many
// empty cells stand in for what cells reach over.
const maxSpan, maxSpanned = 100, 10_000

func spanOf(tok html.Token, key string) int {
	n, err := strconv.Atoi(attribute(tok, key))
	if err != nil {
		return 1
	}
	return max(1, min(n, maxSpan))
}

// fill puts empty cells into the row that is open where cells reach down from
// above.
func (d *drawer) fill() {
	row, table := d.stack[len(d.stack)-1].block, d.stack[len(d.stack)-2]
	at := len(table.block.Children) - 1
	for col := len(row.Children); col < len(table.below) && table.below[col] > at; col++ {
		d.empty(row)
	}
}

// span lets the cell that was opened last reach over columns and rows.
func (d *drawer) span(cell *Block, columns, down int) {
	row, table := d.stack[len(d.stack)-2].block, d.stack[len(d.stack)-3]
	at, col := len(table.block.Children)-1, len(row.Children)-1
	for range columns - 1 {
		d.empty(row)
	}
	for len(row.Children) > len(table.block.Align) {
		table.block.Align = append(table.block.Align, cell.Align[0])
	}
	if down == 1 {
		return
	}
	for len(table.below) < len(row.Children) {
		table.below = append(table.below, 0)
	}
	for ; col < len(row.Children); col++ {
		table.below[col] = at + down
	}
}

// empty puts an empty cell into a row.
func (d *drawer) empty(row *Block) {
	if d.spanned++; d.spanned <= maxSpanned {
		row.Children = append(row.Children, &Block{Kind: Cell, Align: []Align{AlignNone}, Start: d.at, End: d.end})
	}
}

func alignOf(s string) Align {
	switch strings.ToLower(s) {
	case "left":
		return AlignLeft
	case "center":
		return AlignCenter
	case "right":
		return AlignRight
	}
	return AlignNone
}

// aligned is what a tag says of the alignment of its words, nil for nothing.
func aligned(tok html.Token) []Align {
	if a := alignOf(attribute(tok, "align")); a != AlignNone {
		return []Align{a}
	}
	return nil
}

// fold reads the tags of what can be opened and closed.
func (d *drawer) fold(tok html.Token, start bool) {
	d.flush()
	switch {
	case tok.Data == "summary":
		// The summary was put there by its <details>: these are its words.
		if last := d.lastFold(); start && last != nil && len(last.Inlines) == 0 {
			d.next = *last
			d.unlast()
		}
	case start:
		summary := Block{Kind: Paragraph, Fold: Folded}
		for _, a := range tok.Attr {
			if a.Key == "open" {
				summary.Fold = Unfolded
			}
		}
		d.add(&summary)
	default:
		d.add(&Block{Kind: Definition, Fold: FoldEnd})
	}
}

// lastFold is the summary that was added last, if nothing came after it.
func (d *drawer) lastFold() *Block {
	list := d.stack[len(d.stack)-1].block.Children
	if n := len(list); n > 0 && (list[n-1].Fold == Folded || list[n-1].Fold == Unfolded) {
		return list[n-1]
	}
	return nil
}

func (d *drawer) unlast() {
	in := d.stack[len(d.stack)-1].block
	in.Children = in.Children[:len(in.Children)-1]
}
