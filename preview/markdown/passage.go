package markdown

import (
	"cmp"
	"math"
	"strings"
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
		return Readable(leaf.Words()[p.From.Off:p.To.Off])
	case within:
		return ""
	}
	var w strings.Builder
	writeBlocks(&w, p.pruned(), false)
	return Readable(w.String())
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

// Parts returns what the passage holds: blocks, or, of one leaf of which it is
// only a part, inlines.
func (p Passage) Parts() (blocks []*Block, inlines []Inline) {
	leaf, within := p.within()
	switch {
	case leaf != nil && p.From.Off == 0 && p.To.Off == len(leaf.Words()):
		whole := *leaf
		if whole.Kind == Cell {
			whole.Kind = Paragraph
		}
		return []*Block{&whole}, nil
	case leaf != nil:
		part := leaf.cut(p.From.Off, p.To.Off)
		switch {
		case part == nil:
			return nil, nil
		case part.Inlines == nil:
			return nil, []Inline{{Kind: Text, Style: CodeSpan, Text: part.Literal}}
		}
		return nil, part.Inlines
	case !within:
		return p.pruned(), nil
	}
	return nil, nil
}
