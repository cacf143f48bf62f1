package markdown

import (
	"bytes"
	"slices"
	"sort"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown/sumtree"
)

// Parse reads the text from the byte base on, where the body starts. Blocks
// that are as they were in prev, which may be nil, keep their pointers. Parse
// never fails and never panics: what is beyond its bounds is shown as plain
// text with a Problem.
func Parse(prev *Doc, t text.Text, base int) *Doc { return Dialect{}.Parse(prev, t, base) }

// Parse is function [Parse] for a text in the dialect.
func (x Dialect) Parse(prev *Doc, t text.Text, base int) *Doc {
	base = min(max(base, 0), t.Len())
	d := x.parse(prev, body{t, base})
	d.Version, d.Base, d.name = t.Version(), base, new(name)
	return d
}

// parse gives the Doc of src.
func (x Dialect) parse(prev *Doc, src body) (d *Doc) {
	defer func() {
		if r := recover(); r != nil {
			d = plain(src)
			d.as = x
		}
	}()
	if prev != nil && prev.as == x {
		if d := prev.update(src); d != nil {
			return d
		}
	}
	return x.whole(src, prev)
}

// whole parses all of src. Blocks that prev, which may be nil, has too are its.
func (x Dialect) whole(src body, prev *Doc) *Doc {
	all := src.source()
	r := scan(all, nil, x)
	if src.t.Version() == 1 { // one that nobody has typed in: its bytes are those of one string
		r.whole = src
	}
	d := &Doc{src: src, as: x, refs: r.refs, notes: len(r.notes) > 0 || bytes.Contains(all, []byte(noteStart))}
	blocks, starts := r.blocks()
	d.effort = r.effort
	var a anchors
	for _, b := range blocks {
		a.name(b)
	}
	d.anchors = anchorsOf(blocks)
	if notes := footnotes(blocks); notes != nil {
		blocks, starts = append(blocks, notes), append(starts, src.len())
	}
	if prev != nil {
		d.after = prev.name
		d.same, d.tail = share(src, blocks, starts, prev, 0, prev.Len())
	}
	d.set(sumtree.List[*Block]{}, 0, 0, 0, blocks, starts)
	return d
}

// source gives the bytes to parse: as long as src, a lone CR replaced by LF and
// a byte order mark by blanks, so that all offsets hold.
func source(src string) []byte { return plainSource([]byte(src)) }

// source is function source of the body. It copies chunk by chunk: the runtime
// cannot stop a goroutine within a copy, and for many megabytes at once that
// would hold up whoever paints meanwhile.
func (b body) source() []byte {
	s := make([]byte, 0, b.len())
	skip := b.from
	for chunk := range b.t.Chunks() {
		n := min(skip, len(chunk))
		s, skip = append(s, chunk[n:]...), skip-n
	}
	return plainSource(s)
}

func plainSource(s []byte) []byte {
	if bytes.HasPrefix(s, []byte("\uFEFF")) {
		copy(s, "   ")
	}
	for i := 0; ; i++ {
		n := bytes.IndexByte(s[i:], '\r')
		if n < 0 {
			return s
		}
		i += n
		if i+1 == len(s) || s[i+1] != '\n' {
			s[i] = '\n'
		}
	}
}

// blocks gives the top-level blocks and where they start.
func (r *run) blocks() ([]*Block, []int) {
	type top struct {
		node  ast.Node
		start int
	}
	var tops []top
	last := 0
	for n := r.root.FirstChild(); n != nil; n = n.NextSibling() {
		if n.Kind() != east.KindFootnoteList {
			last = r.lineStart(position(n, last))
			tops = append(tops, top{n, last})
		}
	}
	for _, n := range r.notes {
		if n.top() {
			tops = append(tops, top{n.node, r.lineStart(n.node.Pos())})
		}
	}
	sort.SliceStable(tops, func(i, j int) bool { return tops[i].start < tops[j].start })
	blocks, starts := make([]*Block, len(tops)), make([]int, len(tops))
	for i, t := range tops {
		starts[i] = t.start
	}
	macros := r.tell(starts)
	for i, t := range tops {
		limit := len(r.src)
		if i+1 < len(tops) {
			limit = tops[i+1].start
		}
		if t.start >= limit {
			panic("two blocks on one line")
		}
		blocks[i] = r.build(t.node, t.start, limit)
		if macros != nil {
			blocks[i].macros = macros[i]
		}
	}
	for _, p := range r.remarks {
		if i := sort.SearchInts(starts, p.off+1) - 1; i >= 0 {
			p.off -= starts[i]
			blocks[i].problems = append(blocks[i].problems, p)
		}
	}
	return blocks, starts
}

// lineStart gives the start of the line that holds source offset p.
func (r *run) lineStart(p int) int {
	p = min(max(p, 0), len(r.src))
	return bytes.LastIndexByte(r.src[:p], '\n') + 1
}

// footnotes gives the block of notes that stands at the end, nil for none.
func footnotes(blocks []*Block) *Block {
	var notes []*Block
	var find func(b *Block)
	find = func(b *Block) {
		if b.Kind == Footnote && b.Number > 0 {
			notes = append(notes, away(b))
		}
		for _, c := range b.Children {
			find(c)
		}
	}
	for _, b := range blocks {
		find(b)
	}
	if notes == nil {
		return nil
	}
	slices.SortStableFunc(notes, func(a, b *Block) int { return a.Number - b.Number })
	return &Block{Kind: Footnotes, Children: notes}
}

// away gives a copy of b without places in the source and without the
// definitions of other notes.
func away(b *Block) *Block {
	c := *b
	c.Start, c.End, c.marks, c.problems = 0, 0, nil, nil
	c.Inlines = slices.Clone(b.Inlines)
	for i := range c.Inlines {
		c.Inlines[i].Start, c.Inlines[i].End = 0, 0
	}
	c.Children = nil
	for _, child := range b.Children {
		if child.Kind != Definition {
			c.Children = append(c.Children, away(child))
		}
	}
	return &c
}

// plain gives src as one paragraph of plain lines.
func plain(src body) *Doc {
	d := &Doc{src: src}
	s := src.source()
	end := len(bytes.TrimRight(s, " \t\r\n"))
	if end == 0 {
		return d
	}
	b := &Block{Kind: Paragraph, End: end}
	for at := 0; at < end; {
		stop := end
		if i := bytes.IndexByte(s[at:end], '\n'); i >= 0 {
			stop = at + i
		}
		line := bytes.TrimSuffix(s[at:stop], []byte{'\r'})
		if len(line) > 0 {
			b.Inlines = append(b.Inlines, Inline{
				Kind: Text, Text: oneLine(string(line)), Start: at, End: at + len(line),
			})
		}
		if stop < end {
			b.Inlines = append(b.Inlines, Inline{Kind: HardBreak, Start: at + len(line), End: stop + 1})
		}
		at = stop + 1
	}
	b.problems = []remark{{rule: "parser", message: "this text could not be read as Markdown and is shown as it is"}}
	d.set(sumtree.List[*Block]{}, 0, 0, 0, []*Block{b}, []int{0})
	return d
}
