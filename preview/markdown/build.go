package markdown

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	gtext "github.com/yuin/goldmark/text"
)

// A builder turns the nodes of one top-level block into a Block. Its offsets
// are those of the source; what it stores is relative to base.
type builder struct {
	*run
	base, limit int         // source bytes from the block's line start to the next block
	styles      []MarkStyle // of every byte from base to limit
	problems    []remark
}

// build gives the top-level block of n, which owns the source bytes [base, limit).
func (r *run) build(n ast.Node, base, limit int) *Block {
	b := &builder{run: r, base: base, limit: limit, styles: make([]MarkStyle, limit-base)}
	for i := range b.styles {
		b.styles[i] = MarkMarker
	}
	b.limit = base + len(bytes.TrimRight(r.src[base:limit], " \t\r\n\v\f"))
	block := b.block(n, base, b.limit)
	for _, note := range r.notes {
		if !note.top() {
			b.place(block, note)
		}
	}
	block.Start, block.End = 0, b.limit-base
	block.marks = runs(b.styles[:b.limit-base], r.src[base:b.limit])
	block.problems = b.problems
	return block
}

// remark notes a problem at a source offset.
func (b *builder) remark(off int, rule, format string, args ...any) {
	if len(b.problems) < 20 {
		b.problems = append(b.problems, remark{off - b.base, rule, fmt.Sprintf(format, args...)})
	}
}

// paint changes the styles of source bytes.
func (b *builder) paint(start, end int, set, clear MarkStyle) {
	start, end = max(start-b.base, 0), min(end, b.limit)-b.base
	for i := start; i < end; i++ {
		b.styles[i] = b.styles[i]&^clear | set
	}
}

// block gives the block of n, which lies in the source bytes [lo, limit).
func (b *builder) block(n ast.Node, lo, limit int) *Block {
	start := b.pos(n, lo, limit)
	block := &Block{}
	end := b.lineEnd(start, limit)
	if l := nodeLines(n); l != nil && l.Len() > 0 {
		end = b.lineEnd(max(l.At(l.Len()-1).Start, start), limit)
	}
	switch n := n.(type) {
	case *ast.Heading:
		block.Kind, block.Level = Heading, n.Level
		if l := n.Lines(); l.Len() > 0 && l.At(0).Start == n.Pos() { // underlined
			end = b.nextLine(end, limit)
		}
		b.paint(start, end, MarkHeading, 0)
		block.Inlines, _ = b.inlines(n, start, end)
	case *ast.Blockquote:
		block.Kind = Quote
		block.Children = b.children(n, start, limit)
	case *ast.List:
		block.Kind, block.Tight, block.Ordered = List, n.IsTight, n.IsOrdered()
		if block.Ordered {
			block.First = n.Start
		}
		block.Children = b.children(n, start, limit)
	case *ast.ListItem:
		block.Kind = Item
		block.Children = b.children(n, start, limit)
		b.item(n, block, start, end)
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		end = b.code(n, block, start, end, limit)
	case *mathBlock:
		end = b.mathBlock(n, block, start, end, limit)
	case *ast.HTMLBlock:
		block.Kind = HTMLBlock
		block.Literal = b.literal(n)
		if n.HasClosure() {
			block.Literal += normal(n.ClosureLine.Value(b.src))
			end = b.lineEnd(n.ClosureLine.Start, limit)
		}
		b.paint(start, end, MarkHTML, MarkMarker)
		segments := gtext.NewSegments()
		segments.AppendAll(n.Lines().Sliced(0, n.Lines().Len()))
		if n.HasClosure() {
			segments.Append(n.ClosureLine)
		}
		b.htmlRemarks(string(segments.Value(b.src)), func(pos int) int { return segmentOffset(segments, pos) })
	case *ast.ThematicBreak:
		block.Kind = Rule
	case *ast.LinkReferenceDefinition:
		block.Kind, block.Label = Definition, string(n.Label)
		b.paint(start, end, MarkURL, 0)
	case *east.Table:
		block.Kind = Table
		for _, a := range n.Alignments {
			block.Align = append(block.Align, align(a))
		}
		block.Children = b.children(n, start, limit)
	case *east.TableHeader, *east.TableRow:
		block.Kind = Row
		_, block.Header = n.(*east.TableHeader)
		block.Children = b.children(n, start, end)
	case *east.TableCell:
		block.Kind, block.Align = Cell, []Align{align(n.Alignment)}
		end = start
		if l := n.Lines(); l.Len() > 0 {
			end = min(max(l.At(l.Len()-1).Stop, start), limit)
		}
		block.Inlines, _ = b.inlines(n, start, end)
	case *east.Footnote:
		block.Kind, block.Label = Definition, "^"+string(n.Ref)
		if n.Index < 0 {
			b.remark(start, "footnote", "nothing refers to the footnote [^%s], which is not shown", n.Ref)
		}
		def := &Block{Kind: Footnote, Label: string(n.Ref), Number: max(n.Index, 0), Start: start - b.base}
		def.Children = b.children(n, start, limit)
		def.End = b.endOf(def.Children, end) - b.base
		block.Children = []*Block{def}
		b.own(n, def)
	default: // paragraphs, tight ones too
		block.Kind = Paragraph
		if l := nodeLines(n); l == nil || l.Len() == 0 {
			end = start
		}
		block.Inlines, _ = b.inlines(n, start, end)
	}
	if block.Kind == Quote || block.Kind == Item {
		b.own(n, block)
	}
	end = b.endOf(block.Children, end)
	switch {
	case block.Kind == Quote:
		b.paint(start, end, MarkQuote, 0)
	case block.Kind == Table && len(block.Children) == 1: // the line below the header is no row
		b.paint(start, b.nextLine(end, limit), MarkTable, 0)
	case block.Kind == Table:
		b.paint(start, end, MarkTable, 0)
	}
	block.Start, block.End = start-b.base, end-b.base
	if block.Kind == HTMLBlock && len(block.Literal) <= maxDrawn {
		block.Drawn = draw(b.policy(), block)
	}
	return block
}

// endOf gives the later of end and the end of the last child.
func (b *builder) endOf(children []*Block, end int) int {
	for _, c := range children {
		end = max(end, c.End+b.base)
	}
	return end
}

// children gives the blocks within n, which lies in the source bytes [lo, limit).
func (b *builder) children(n ast.Node, lo, limit int) []*Block {
	var nodes []ast.Node
	var starts []int
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Type() == ast.TypeInline || c.Kind() == east.KindFootnoteList {
			continue
		}
		lo = b.pos(c, lo, limit)
		nodes, starts = append(nodes, c), append(starts, lo)
	}
	if len(nodes) == 0 {
		return nil
	}
	blocks := make([]*Block, len(nodes))
	for i, c := range nodes {
		end := limit
		if i+1 < len(nodes) {
			end = starts[i+1]
		}
		blocks[i] = b.block(c, starts[i], end)
	}
	return blocks
}

// item reads the task box of an item and paints its marker.
func (b *builder) item(n *ast.ListItem, block *Block, start, end int) {
	first := end
	if len(block.Children) > 0 {
		first = block.Children[0].Start + b.base
	}
	b.paint(start, first, MarkList, 0)
	if c := n.FirstChild(); c != nil {
		if box, ok := c.FirstChild().(*east.TaskCheckBox); ok {
			block.Task = Open
			if box.IsChecked {
				block.Task = Done
			}
		}
	}
}

// code fills in a block of code and gives its end.
func (b *builder) code(n ast.Node, block *Block, start, end, limit int) int {
	block.Kind, block.Literal = Code, b.literal(n)
	fence, fenced := n.(*ast.FencedCodeBlock)
	if fenced {
		if fence.Info != nil {
			info := resolve(fence.Info.Segment.Value(b.src))
			block.Info, _, _ = strings.Cut(strings.TrimSpace(info), " ")
		}
		switch {
		case isFormula(block.Info):
			block.Kind = Math
			block.Uses = b.formulaRemarks(n, string(n.Lines().Value(b.src)), func(off int) int { return segmentOffset(n.Lines(), off) })
		case strings.ToLower(block.Info) == "mermaid":
			block.Kind = Diagram
		}
		if mark := b.fenceMark(start, limit); mark != 0 {
			next := b.nextLine(end, limit)
			last := bytes.TrimLeft(b.src[min(end, next):next], " \t\r\n>")
			if len(last) >= 3 && len(bytes.Trim(last, string(mark))) == 0 {
				end = next
			}
		}
	}
	b.paintCode(n, start, end)
	return end
}

// fenceMark gives the character of the fence that starts at start, 0 for none.
func (b *builder) fenceMark(start, limit int) rune {
	if start < limit && (b.src[start] == '`' || b.src[start] == '~') {
		return rune(b.src[start])
	}
	return 0
}

// place puts the block of a note that is written within another block where it
// belongs.
func (b *builder) place(top *Block, n note) {
	pos := n.node.Pos()
	if pos < b.base || pos >= b.limit {
		return
	}
	def := b.block(n.node, pos, b.limit)
	owner := b.owners[n.parent]
	if owner == nil {
		owner = top
	}
	for owner.Kind == List && len(owner.Children) > 0 {
		owner = owner.Children[len(owner.Children)-1]
	}
	at, _ := slices.BinarySearchFunc(owner.Children, def.Start, func(c *Block, start int) int { return c.Start - start })
	owner.Children = slices.Insert(owner.Children, at, def)
	b.widen(top)
}

// widen makes blocks as long as what they hold.
func (b *builder) widen(block *Block) {
	for _, c := range block.Children {
		b.widen(c)
		block.End = max(block.End, c.End)
	}
}

// own keeps the block of a node that notes are written in.
func (b *builder) own(n ast.Node, block *Block) {
	if _, ok := b.owners[n]; ok {
		b.owners[n] = block
	}
}

// pos gives where n starts, between lo and limit, whatever the tree says.
func (b *builder) pos(n ast.Node, lo, limit int) int {
	return min(max(position(n, lo), lo), limit)
}

// position gives where a node says that it starts, or lo when it does not say.
func position(n ast.Node, lo int) int {
	if t, ok := n.(*east.Table); ok && t.FirstChild() != nil {
		n = t.FirstChild() // the table itself may claim the paragraph before it
	}
	if n.Kind() == east.KindTableCell {
		if l := n.Lines(); l.Len() > 0 {
			return l.At(0).Start
		}
		return math.MaxInt // a cell that the row lacks
	}
	if p := n.Pos(); p >= 0 {
		return p
	}
	if l := nodeLines(n); l != nil && l.Len() > 0 {
		return l.At(0).Start
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Type() != ast.TypeInline {
			return position(c, lo)
		}
	}
	return lo
}

// lineEnd gives the end of the line that holds p, without blanks at its end,
// between p and limit.
func (b *builder) lineEnd(p, limit int) int {
	p = min(p, limit)
	line := b.src[p:limit]
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	return p + len(bytes.TrimRight(line, " \t\r\v\f"))
}

// nextLine gives the end of the line after the one that holds p, or p if there
// is none before limit.
func (b *builder) nextLine(p, limit int) int {
	i := bytes.IndexByte(b.src[min(p, limit):limit], '\n')
	if i < 0 {
		return p
	}
	return b.lineEnd(p+i+1, limit)
}

// literal gives the text of a block of raw lines.
func (b *builder) literal(n ast.Node) string {
	return normal(n.Lines().Value(b.src))
}

// normal gives text with LF line endings and without NUL.
func normal(s []byte) string {
	text := string(s)
	if strings.ContainsAny(text, "\r\x00") {
		text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "\uFFFD").Replace(text)
	}
	return text
}

// nodeLines gives the lines of a block node, nil for an inline.
func nodeLines(n ast.Node) *gtext.Segments {
	if n.Type() == ast.TypeInline {
		return nil
	}
	return n.Lines()
}

func align(a east.Alignment) Align {
	switch a {
	case east.AlignLeft:
		return AlignLeft
	case east.AlignCenter:
		return AlignCenter
	case east.AlignRight:
		return AlignRight
	}
	return AlignNone
}
