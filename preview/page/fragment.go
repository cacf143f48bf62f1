package page

import (
	"slices"
	"strings"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/math"
)

// Fragment is the part of a page that is set and shown at once: a paragraph, a
// table row, some lines of code. Long blocks are many fragments, so that the cost
// of a screenful does not depend on how long they are. A long post has tens of
// thousands of them, all kept.
type Fragment struct {
	Kind    Kind
	Hidden  bool // in something that is closed
	raw     bool // drawn of raw HTML
	first   bool // of the fragments of its node
	Last    bool
	Node    *markdown.Block // what is set; nil for the header and the hint
	place   *place
	opens   int      // quotes whose bar begins here, the innermost ones
	Marker  *marker  // of the list item that begins here
	table   *table   // of a row
	Details *Details // of a summary
	Pan     *Pan     // of a block that may be wider than the page
	row     int      // in its table
	text    string   // of code
	src     int      // source byte of the text, relative to the top-level block
	inlines []markdown.Inline
	Header  *Header
	draw    func(l *Layouter, f *Frame, w int) (height int) // a part of a card
	Note    int                                             // number of the footnote that it is of
	back    int                                             // that number, if it is the end of the footnote

	Start, End int // source bytes relative to the top-level block
	Leaf       int // number of its leaf, or of its first cell, in the top-level block
	at         int // byte of the leaf's words that it begins with

	before   int    // space wanted above
	Gap      int    // space above
	Height   int    // with the gap; an estimate until the fragment has been set
	Frame    *Frame // nil unless set
	whole    *Frame // before it was slid
	OnScreen bool   // its frame is not to be forgotten
}

// Kind is what a fragment is of.
type Kind uint8

// The kinds of fragments.
const (
	TextFragment Kind = iota
	HeadingFragment
	CodeFragment
	MathFragment
	DiagramFragment
	HTMLFragment
	RuleFragment
	RowFragment
	SummaryFragment // of what can be opened and closed
	FoldEndFragment // nothing, where that ends
	NotesFragment   // the short rule above the footnotes
	EmptyFragment   // a line without words: of an item with nothing in it, or for the way back from a footnote
	HeaderFragment
	HintFragment  // what an empty page says
	CardFragment  // a part of a card
	EntryFragment // a line of a table of contents
)

// place is where in the column a fragment stands: what encloses it.
type place struct {
	indent int   // of the text, in pixels
	bars   []int // x of the bars of the enclosing quotes
	quote  bool
	small  bool // in the footnotes
}

// marker is the bullet, number or box of a list item.
type marker struct {
	text  string // a number, "" for a bullet
	depth int    // of nested bullet lists
	at    int    // where the text of its item begins, in pixels
	box   int    // room for a box between a number and the text
	task  markdown.Task
	Src   int     // where the item is written, relative to the top-level block
	outer *marker // of the item that begins with this one's list, nil for none
}

// Sizes of the fragments that long blocks are cut into.
const (
	linesPerUnit = 40
	bytesPerUnit = 16 << 10
)

// builder cuts a top-level block into fragments.
type builder struct {
	size  *Sizes
	units []*Fragment
	mark  *marker // waiting for the next fragment
	opens int
	open  int // where the source of the next fragment begins if what encloses it does there, else -1
	note  int
	sep   int  // wanted above the next fragment
	leafs int  // leaves so far
	raw   bool // in raw HTML
	folds int  // begun and not ended, within the innermost item or quote
	deep  int  // how many items and quotes enclose the next fragment
}

// split gives the fragments of a top-level block.
func split(b *markdown.Block, s *Sizes) []*Fragment {
	w := builder{size: s, sep: s.gap}
	w.block(b, &s.page, 0)
	return w.units
}

func (w *builder) emit(u *Fragment) *Fragment {
	u.before = w.sep
	u.opens, u.Marker, u.Note = w.opens, w.mark, w.note
	w.opens, w.mark = 0, nil
	u.Leaf = w.leafs
	u.raw = w.raw
	if u.Kind == SummaryFragment {
		u.Details = &Details{closed: u.Node.Fold == markdown.Folded}
	}
	switch {
	case u.Kind == RowFragment:
		w.leafs += len(u.Node.Children[u.row].Children)
	case u.Last && u.Node.IsLeaf():
		w.leafs++
	}
	if w.open >= 0 {
		u.Start = min(u.Start, w.open)
		w.open = -1
	}
	if n := len(w.units); n > 0 {
		u.Gap = w.size.between(w.units[n-1], u)
	}
	w.units = append(w.units, u)
	return u
}

// between is the gap between two fragments that follow each other.
func (s *Sizes) between(a, b *Fragment) int {
	switch {
	case a == nil:
		return s.top
	case b.Kind == FoldEndFragment || b.Hidden:
		return 0
	case a.Kind == HeaderFragment:
		return s.Px(24)
	case !b.first && a.Node == b.Node:
		return 0
	case a.Kind == HeadingFragment && b.Kind == HeadingFragment:
		return s.loose
	case a.Kind == HeadingFragment && a.Node.Level == 1:
		return s.loose
	case a.Kind == HeadingFragment && b.Kind == RowFragment: // whose own line at the top would touch it
		return s.loose
	case a.Kind == HeadingFragment:
		return s.below
	case b.Kind == HeadingFragment && b.Node.Level <= 2:
		return max(b.before, s.above)
	case b.Kind == HeadingFragment:
		return max(b.before, s.above-s.Px(4))
	case a.Kind == CodeFragment || a.Kind == RowFragment:
		return max(b.before, s.loose)
	}
	return b.before
}

func (w *builder) block(b *markdown.Block, at *place, depth int) {
	switch b.Kind {
	case markdown.Paragraph:
		if b.Fold != markdown.NoFold {
			w.folds++
			w.leaf(SummaryFragment, b, at)
			return
		}
		w.paragraph(b, at)
	case markdown.Heading:
		w.leaf(HeadingFragment, b, at)
	case markdown.Rule:
		w.leaf(RuleFragment, b, at)
	case markdown.Code:
		w.code(CodeFragment, b, at)
	case markdown.Math:
		w.code(MathFragment, b, at)
	case markdown.Diagram:
		w.code(DiagramFragment, b, at)
	case markdown.HTMLBlock:
		w.html(b, at, depth)
	case markdown.Table:
		w.table(b, at)
	case markdown.Quote:
		in := *at
		in.indent += w.size.Px(20)
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
		w.leaf(NotesFragment, b, at)
		for i, c := range b.Children {
			in := *at
			in.small = true
			in.indent += w.size.Px(26)
			w.note = c.Number
			w.mark = &marker{text: itoa(c.Number) + ".", at: in.indent}
			w.sep = w.size.loose
			if i > 0 {
				w.sep = w.size.tight
			}
			w.item(c, &in, depth, w.size.tight)
			w.back(c, &in)
		}
		w.note = 0
	case markdown.Item, markdown.Footnote, markdown.Row, markdown.Cell, markdown.Definition:
		// Drawn by their parents, or not at all.
		if b.Fold == markdown.FoldEnd && (w.deep == 0 || w.folds > 0) {
			w.folds--
			w.leaf(FoldEndFragment, b, at)
		}
	}
}

// back has the way back from footnote b at the end of its last words, or on a line
// of its own behind what has none or can be closed.
func (w *builder) back(b *markdown.Block, at *place) {
	u := w.units[len(w.units)-1]
	if u.Kind != EmptyFragment && (u.Kind != TextFragment || figures(u.inlines)) {
		w.sep = w.size.tight
		w.leaf(EmptyFragment, b, at)
		u = w.units[len(w.units)-1]
	}
	u.back = b.Number
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
		wide = max(wide, w.size.Px(10+9*len(itoa(last))))
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
		w.mark = &marker{depth: depth, task: c.Task, Src: c.Start, at: in.indent, box: box, outer: w.mark}
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
		w.leaf(EmptyFragment, b, at)
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
		w.leaf(FoldEndFragment, end, at)
	}
	w.folds = outer
	w.deep--
}

func (w *builder) leaf(k Kind, b *markdown.Block, at *place) {
	w.emit(&Fragment{Kind: k, Node: b, place: at, inlines: b.Inlines, Start: b.Start, End: b.End, first: true, Last: true})
}

// paragraph is one fragment, or several if it is very long.
func (w *builder) paragraph(b *markdown.Block, at *place) {
	if b.End-b.Start <= bytesPerUnit {
		w.leaf(TextFragment, b, at)
		return
	}
	var in []markdown.Inline
	size, first := 0, true
	said := 0 // of the paragraph's words
	flush := func(last bool) {
		if len(in) == 0 {
			return
		}
		w.emit(&Fragment{
			Kind: TextFragment, Node: b, place: at, inlines: in,
			Start: in[0].Start, End: in[len(in)-1].End, first: first, Last: last, at: said,
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

// code is a fragment for every some lines of literal text.
func (w *builder) code(k Kind, b *markdown.Block, at *place) {
	text := strings.TrimSuffix(b.Literal, "\n")
	src := b.Start // of the text's first byte: behind the opening fence, if there is one
	if fence := b.End - b.Start - len(b.Literal); fence >= 6 {
		src += fence - 3
	}
	size := len(text)
	slide := &Pan{}
	for first := true; ; first = false {
		n := stretch(text)
		if k == MathFragment && len(b.Literal) <= math.MaxLength {
			n = len(text)
		}
		last := n == len(text)
		u := &Fragment{Kind: k, Node: b, place: at, text: text[:n], Start: src, End: src + n, first: first, Last: last, at: size - len(text)}
		if k == CodeFragment || k == DiagramFragment {
			u.Pan = slide
		}
		if first {
			u.Start = b.Start
		}
		if last {
			u.End = b.End
		}
		u.Start, u.End = min(u.Start, b.End), min(max(u.Start, u.End), b.End)
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

// stretch is how many bytes of a code block's text go into one fragment.
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
		w.code(HTMLFragment, b, at)
		return
	}
	w.raw = true
	w.blocks(b.Drawn, at, depth, w.size.gap)
	w.raw = false
}

// table is a fragment a row.
func (w *builder) table(b *markdown.Block, at *place) {
	t := &table{node: b}
	slide := &Pan{}
	for i, row := range b.Children {
		w.emit(&Fragment{
			Kind: RowFragment, Node: b, place: at, table: t, Pan: slide, row: i, Start: row.Start, End: row.End,
			first: i == 0, Last: i == len(b.Children)-1,
		})
	}
}

// refersTo reports whether a footnote's mark is in the fragment.
func (u *Fragment) refersTo(number int) bool {
	in := func(list []markdown.Inline) bool {
		return slices.ContainsFunc(list, func(x markdown.Inline) bool { return x.Kind == markdown.NoteRef && x.Attrs().Number == number })
	}
	if u.Kind == RowFragment {
		return slices.ContainsFunc(u.Node.Children[u.row].Children, func(c *markdown.Block) bool { return in(c.Inlines) })
	}
	return in(u.inlines)
}

// align is how raw HTML wants the words, or where those of a script that is
// written from right to left stand.
func (u *Fragment) align() markdown.Align {
	if u.raw && len(u.Node.Align) > 0 {
		return u.Node.Align[0]
	}
	if markdown.FromRight(u.Node.Inlines) {
		return markdown.AlignRight
	}
	return markdown.AlignNone
}

// IsCode reports whether a fragment is of something that can be copied as it was
// written.
func (u *Fragment) IsCode() bool {
	return (u.Kind == CodeFragment || u.Kind == DiagramFragment) && !u.Hidden
}

// NewHeader is the fragment of a page's heading.
func NewHeader(h Header) *Fragment {
	return &Fragment{Kind: HeaderFragment, place: &place{}, Header: &h, first: true, Last: true}
}
