package preview

import (
	"slices"
	"strings"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/math"
)

// unit is the part of a page that is set and shown at once: a paragraph, a
// table row, some lines of code. Long blocks are many units, so that the cost
// of a screenful does not depend on how long they are. A long post has tens of
// thousands of them, all kept.
type unit struct {
	kind   unitKind
	hidden bool // in something that is closed
	raw    bool // drawn of raw HTML
	first  bool // of the units of its node
	last   bool
	node   *markdown.Block // what is set; nil for the header and the hint
	place  *place
	opens  int      // quotes whose bar begins here, the innermost ones
	mark   *mark    // of the list item that begins here
	table  *table   // of a row
	fold   *details // of a summary
	pan    *pan     // of a block that may be wider than the page
	row    int      // in its table
	text   string   // of code
	src    int      // source byte of the text, relative to the top-level block
	in     []markdown.Inline
	header *Header
	draw   func(l *setter, f *frame, w int) (height int) // a part of a card
	note   int                                           // number of the footnote that it is of
	back   int                                           // that number, if it is the end of the footnote

	start, end int // source bytes relative to the top-level block
	leaf       int // number of its leaf, or of its first cell, in the top-level block
	at         int // byte of the leaf's words that it begins with

	before   int    // space wanted above
	gap      int    // space above
	height   int    // with the gap; an estimate until the unit has been set
	frame    *frame // nil unless set
	whole    *frame // before it was slid
	onScreen bool   // its frame is not to be forgotten
}

type unitKind uint8

const (
	textUnit unitKind = iota
	headingUnit
	codeUnit
	mathUnit
	diagramUnit
	htmlUnit
	ruleUnit
	rowUnit
	summaryUnit // of what can be opened and closed
	foldEndUnit // nothing, where that ends
	notesUnit   // the short rule above the footnotes
	emptyUnit   // an item with nothing in it
	headerUnit
	hintUnit // what an empty page says
	cardUnit // a part of a card
)

// place is where in the column a unit stands: what encloses it.
type place struct {
	indent int   // of the text, in pixels
	bars   []int // x of the bars of the enclosing quotes
	quote  bool
	small  bool // in the footnotes
}

// mark is the bullet, number or box of a list item.
type mark struct {
	text  string // a number, "" for a bullet
	depth int    // of nested bullet lists
	at    int    // where the text of its item begins, in pixels
	box   int    // room for a box between a number and the text
	task  markdown.Task
	src   int // where the item is written, relative to the top-level block
}

// Sizes of the units that long blocks are cut into.
const (
	linesPerUnit = 40
	bytesPerUnit = 16 << 10
)

// builder cuts a top-level block into units.
type builder struct {
	size  *sizes
	units []*unit
	mark  *mark // waiting for the next unit
	opens int
	open  int // where the source of the next unit begins if what encloses it does there, else -1
	note  int
	sep   int  // wanted above the next unit
	leafs int  // leaves so far
	raw   bool // in raw HTML
	folds int  // begun and not ended, within the innermost item or quote
	deep  int  // how many items and quotes enclose the next unit
}

// split gives the units of a top-level block.
func split(b *markdown.Block, s *sizes) []*unit {
	w := builder{size: s, sep: s.gap}
	w.block(b, &s.page, 0)
	return w.units
}

func (w *builder) emit(u *unit) *unit {
	u.before = w.sep
	u.opens, u.mark, u.note = w.opens, w.mark, w.note
	w.opens, w.mark = 0, nil
	u.leaf = w.leafs
	u.raw = w.raw
	if u.kind == summaryUnit {
		u.fold = &details{closed: u.node.Fold == markdown.Folded}
	}
	switch {
	case u.kind == rowUnit:
		w.leafs += len(u.node.Children[u.row].Children)
	case u.last && u.node.IsLeaf():
		w.leafs++
	}
	if w.open >= 0 {
		u.start = min(u.start, w.open)
		w.open = -1
	}
	if n := len(w.units); n > 0 {
		u.gap = w.size.between(w.units[n-1], u)
	}
	w.units = append(w.units, u)
	return u
}

// between is the gap between two units that follow each other.
func (s *sizes) between(a, b *unit) int {
	switch {
	case a == nil:
		return s.top
	case b.kind == foldEndUnit || b.hidden:
		return 0
	case a.kind == headerUnit:
		return s.px(24)
	case !b.first && a.node == b.node:
		return 0
	case a.kind == headingUnit && b.kind == headingUnit:
		return s.loose
	case a.kind == headingUnit && a.node.Level == 1:
		return s.loose
	case a.kind == headingUnit:
		return s.below
	case b.kind == headingUnit && b.node.Level <= 2:
		return max(b.before, s.above)
	case b.kind == headingUnit:
		return max(b.before, s.above-s.px(4))
	case a.kind == codeUnit || a.kind == rowUnit:
		return max(b.before, s.loose)
	}
	return b.before
}

func (w *builder) block(b *markdown.Block, at *place, depth int) {
	switch b.Kind {
	case markdown.Paragraph:
		if b.Fold != markdown.NoFold {
			w.folds++
			w.leaf(summaryUnit, b, at)
			return
		}
		w.paragraph(b, at)
	case markdown.Heading:
		w.leaf(headingUnit, b, at)
	case markdown.Rule:
		w.leaf(ruleUnit, b, at)
	case markdown.Code:
		w.code(codeUnit, b, at)
	case markdown.Math:
		w.code(mathUnit, b, at)
	case markdown.Diagram:
		w.code(diagramUnit, b, at)
	case markdown.HTMLBlock:
		w.html(b, at, depth)
	case markdown.Table:
		w.table(b, at)
	case markdown.Quote:
		in := *at
		in.indent += w.size.px(20)
		if b.Info == "" { // not a definition in raw HTML
			in.bars = append(append([]int(nil), at.bars...), at.indent)
			in.quote = true
			w.opens++
		}
		if w.open < 0 {
			w.open = b.Start
		}
		outer := w.enter()
		w.blocks(b.Children, &in, depth, w.size.loose)
		w.leave(b, &in, outer)
		w.opens = 0 // a quote with nothing in it
	case markdown.List:
		w.list(b, at, depth)
	case markdown.Footnotes:
		w.leaf(notesUnit, b, at)
		for i, c := range b.Children {
			in := *at
			in.small = true
			in.indent += w.size.px(26)
			w.note = c.Number
			w.mark = &mark{text: itoa(c.Number) + ".", at: in.indent}
			w.sep = w.size.loose
			if i > 0 {
				w.sep = w.size.tight
			}
			w.item(c, &in, depth, w.size.tight)
			last := len(w.units) - 1
			for last > 0 && w.units[last].kind == foldEndUnit {
				last--
			}
			w.units[last].back = c.Number
		}
		w.note = 0
	case markdown.Item, markdown.Footnote, markdown.Row, markdown.Cell, markdown.Definition:
		// Drawn by their parents, or not at all.
		if b.Fold == markdown.FoldEnd && (w.deep == 0 || w.folds > 0) {
			w.folds--
			w.leaf(foldEndUnit, b, at)
		}
	}
}

// blocks lays out children with a gap between them; the first one stands as
// far below what is above as w.sep says.
func (w *builder) blocks(list []*markdown.Block, at *place, depth, apart int) {
	n := len(w.units)
	for _, c := range list {
		if len(w.units) > n {
			w.sep = apart
		}
		w.block(c, at, depth)
	}
}

func (w *builder) list(b *markdown.Block, at *place, depth int) {
	apart := w.size.loose
	if b.Tight {
		apart = w.size.tight
	}
	wide, box := w.size.indent, 0
	if b.Ordered {
		last := b.First + len(b.Children) - 1
		wide = max(wide, w.size.px(10+9*len(itoa(last))))
	}
	if b.Ordered && slices.ContainsFunc(b.Children, func(c *markdown.Block) bool { return c.Task != markdown.NoTask }) {
		box = w.size.indent // behind the number
		wide += box
	}
	in := *at
	in.indent += wide
	for i, c := range b.Children {
		if i > 0 {
			w.sep = apart
		}
		w.mark = &mark{depth: depth, task: c.Task, src: c.Start, at: in.indent, box: box}
		if b.Ordered {
			w.mark.text = itoa(b.First+i) + "."
		}
		w.item(c, &in, depth+1, apart)
	}
}

// item lays out the children of an item or a footnote, or its mark alone.
func (w *builder) item(b *markdown.Block, at *place, depth, apart int) {
	n := len(w.units)
	if w.open < 0 {
		w.open = b.Start
	}
	outer := w.enter()
	w.blocks(b.Children, at, depth, apart)
	w.leave(b, at, outer)
	if len(w.units) == n {
		w.leaf(emptyUnit, b, at)
	}
}

// enter begins an item or a quote: raw HTML in it reaches no further. It gives
// what leave is to be told.
func (w *builder) enter() (outer int) {
	outer, w.folds = w.folds, 0
	w.deep++
	return outer
}

// leave ends what was opened in an item or a quote and is still open.
func (w *builder) leave(b *markdown.Block, at *place, outer int) {
	for ; w.folds > 0; w.folds-- {
		end := &markdown.Block{Kind: markdown.Definition, Fold: markdown.FoldEnd, Start: b.End, End: b.End}
		w.leaf(foldEndUnit, end, at)
	}
	w.folds = outer
	w.deep--
}

func (w *builder) leaf(k unitKind, b *markdown.Block, at *place) {
	w.emit(&unit{kind: k, node: b, place: at, in: b.Inlines, start: b.Start, end: b.End, first: true, last: true})
}

// paragraph is one unit, or several if it is very long.
func (w *builder) paragraph(b *markdown.Block, at *place) {
	if b.End-b.Start <= bytesPerUnit {
		w.leaf(textUnit, b, at)
		return
	}
	var in []markdown.Inline
	size, first := 0, true
	said := 0 // of the paragraph's words
	flush := func(last bool) {
		if len(in) == 0 {
			return
		}
		w.emit(&unit{
			kind: textUnit, node: b, place: at, in: in,
			start: in[0].Start, end: in[len(in)-1].End, first: first, last: last, at: said,
		})
		for i := range in {
			said += len(in[i].Words())
		}
		in, size, first = nil, 0, false
	}
	for _, x := range b.Inlines {
		for x.Kind == markdown.Text && size+len(x.Text) > bytesPerUnit {
			n := cutAt(x.Text, bytesPerUnit-size)
			head := x
			head.Text = x.Text[:n]
			head.End = min(x.End, x.Start+n)
			in = append(in, head)
			flush(false)
			x.Text, x.Start = x.Text[n:], head.End
		}
		in = append(in, x)
		size += len(x.Text) + 1
	}
	flush(true)
}

// cutAt is a good place to cut s before byte n: behind a space, or at least
// between two runes.
func cutAt(s string, n int) int {
	n = max(1, min(n, len(s)))
	if i := strings.LastIndexByte(s[:n], ' '); i > n/2 {
		return i + 1
	}
	for n < len(s) && s[n]&0xC0 == 0x80 {
		n++
	}
	return n
}

// code is a unit for every some lines of literal text.
func (w *builder) code(k unitKind, b *markdown.Block, at *place) {
	text := strings.TrimSuffix(b.Literal, "\n")
	src := b.Start // of the text's first byte: behind the opening fence, if there is one
	if fence := b.End - b.Start - len(b.Literal); fence >= 6 {
		src += fence - 3
	}
	size := len(text)
	slide := &pan{}
	for first := true; ; first = false {
		n := stretch(text)
		if k == mathUnit && len(b.Literal) <= math.MaxLength {
			n = len(text)
		}
		last := n == len(text)
		u := &unit{kind: k, node: b, place: at, text: text[:n], start: src, end: src + n, first: first, last: last, at: size - len(text)}
		if k == codeUnit || k == diagramUnit {
			u.pan = slide
		}
		if first {
			u.start = b.Start
		}
		if last {
			u.end = b.End
		}
		u.start, u.end = min(u.start, b.End), min(max(u.start, u.end), b.End)
		u.src = min(src, b.End)
		w.emit(u)
		if last {
			return
		}
		if text[n] == '\n' {
			n++
		}
		text, src = text[n:], src+n
	}
}

// stretch is how many bytes of a code block's text go into one unit.
func stretch(text string) int {
	lines := 0
	for i := range len(text) {
		switch {
		case text[i] == '\n':
			if lines++; lines == linesPerUnit {
				return i
			}
		case i > bytesPerUnit && text[i]&0xC0 != 0x80:
			return i
		}
	}
	return len(text)
}

// html lays out what a block of raw HTML looks like.
func (w *builder) html(b *markdown.Block, at *place, depth int) {
	if b.Drawn == nil {
		w.code(htmlUnit, b, at)
		return
	}
	w.raw = true
	w.blocks(b.Drawn, at, depth, w.size.gap)
	w.raw = false
}

// table is a unit a row.
func (w *builder) table(b *markdown.Block, at *place) {
	t := &table{node: b}
	slide := &pan{}
	for i, row := range b.Children {
		w.emit(&unit{
			kind: rowUnit, node: b, place: at, table: t, pan: slide, row: i, start: row.Start, end: row.End,
			first: i == 0, last: i == len(b.Children)-1,
		})
	}
}

// refersTo tells whether a footnote's mark is in the unit.
func (u *unit) refersTo(number int) bool {
	in := func(list []markdown.Inline) bool {
		return slices.ContainsFunc(list, func(x markdown.Inline) bool { return x.Kind == markdown.NoteRef && x.Attrs().Number == number })
	}
	if u.kind == rowUnit {
		return slices.ContainsFunc(u.node.Children[u.row].Children, func(c *markdown.Block) bool { return in(c.Inlines) })
	}
	return in(u.in)
}

// align is how raw HTML wants the words.
func (u *unit) align() markdown.Align {
	if u.raw && len(u.node.Align) > 0 {
		return u.node.Align[0]
	}
	return markdown.AlignNone
}

// isCode tells whether a unit is of something that can be copied as it was
// written.
func (u *unit) isCode() bool {
	return (u.kind == codeUnit || u.kind == diagramUnit) && !u.hidden
}

// newHead is the unit of a page's heading.
func newHead(h Header) *unit {
	return &unit{kind: headerUnit, place: &place{}, header: &h, first: true, last: true}
}
