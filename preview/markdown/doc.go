// Package markdown turns Markdown into a flat, immutable model with source
// positions: what a page shows, what an editor highlights, what an export
// writes. It is the only package that knows which parser does the work.
//
// A [Doc] is made by [Parse] and never changes. Its top-level blocks hold
// offsets relative to their own start, so that a block that did not change
// keeps its pointer from one Doc to the next, however far it moved.
package markdown

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/yuin/goldmark/parser"

	"galley.app/galley/preview/markdown/sumtree"
)

// A Doc is one parsed text. It is immutable and may be read by any number of
// goroutines.
//
// Its blocks are the top-level ones in source order, then one of Kind Footnotes
// if notes are used. A Doc that was made after an edit shares them with the one
// before and takes no longer to make for a longer text.
type Doc struct {
	Version uint64 // of the text that was parsed
	Base    int    // offset in the text of the first byte parsed

	blocks sumtree.List[*Block] // each as long as to the start of the next, or the end
	lead   int                  // bytes before the first block

	src   body               // what was parsed
	refs  []parser.Reference // link definitions in force, for parsing a part again
	notes bool               // footnote syntax is used somewhere
	as    Dialect            // that it was read in

	anchors anchorSet // of all headings
	effort  int       // what commands that formulas define were, at most, as math.Scope counts it

	name       *name // stands for this Doc in those that follow it, so that they need not hold it
	after      *name // the Doc that this one was made from, nil for none
	same, tail int   // blocks that both have at their beginnings and ends, if not more
}

// Marks of blocks in Doc.blocks: what is in them.
const (
	hasHeading uint8 = 1 << iota
	hasProblem
	hasNote
	hasImage
	hasMacro
)

// A name is what its address is.
type name struct{ _ byte }

// Len gives the number of top-level blocks.
func (d *Doc) Len() int { return d.blocks.Len() }

// Block gives top-level block i.
func (d *Doc) Block(i int) *Block { return d.blocks.At(i) }

// Start gives the offset in the text, Base included, of block i. Starts are
// strictly increasing.
func (d *Doc) Start(i int) int { return d.Base + d.start(i) }

// start is Start from Base on; for as many as there are blocks the end.
func (d *Doc) start(i int) int { return d.lead + d.blocks.Start(i) }

// From gives the top-level blocks from i on, with their indexes.
func (d *Doc) From(i int) iter.Seq2[int, *Block] { return d.blocks.From(i) }

// Headings is From for the blocks that are headings or have some in them.
func (d *Doc) Headings(i int) iter.Seq2[int, *Block] { return d.blocks.Marked(hasHeading, i) }

// Images is From for the blocks that have images in them.
func (d *Doc) Images(i int) iter.Seq2[int, *Block] { return d.blocks.Marked(hasImage, i) }

// List gives the top-level blocks in a slice of their own.
func (d *Doc) List() []*Block { return d.list(0, d.Len()) }

func (d *Doc) list(from, to int) []*Block {
	list := make([]*Block, 0, to-from)
	for i, b := range d.From(from) {
		if i == to {
			break
		}
		list = append(list, b)
	}
	return list
}

// set gives d other blocks in place of those from from to to of old: these,
// with their starts, which like those of old behind to count from the start of
// the body.
func (d *Doc) set(old sumtree.List[*Block], lead, from, to int, blocks []*Block, starts []int) {
	end := d.src.len()
	if to < old.Len() {
		end -= old.Size() - old.Start(to)
	}
	next := func(k int) int {
		if k < len(starts) {
			return starts[k]
		}
		return end
	}
	items := make([]sumtree.Item[*Block], 0, len(blocks)+1)
	d.lead = lead
	if from == 0 {
		d.lead = next(0)
	} else {
		from--
		b := old.At(from)
		items = append(items, sumtree.Item[*Block]{Value: b, Size: next(0) - lead - old.Start(from), Marks: b.has()})
	}
	for k, b := range blocks {
		items = append(items, sumtree.Item[*Block]{Value: b, Size: next(k+1) - starts[k], Marks: b.has()})
	}
	d.blocks = old.Splice(from, to, items)
}

// has gives the marks of a top-level block.
func (b *Block) has() (marks uint8) {
	if len(b.problems) > 0 {
		marks = hasProblem
	}
	if b.macros != "" {
		marks |= hasMacro
	}
	var look func(b *Block)
	look = func(b *Block) {
		switch b.Kind {
		case Heading:
			marks |= hasHeading
		case Footnote:
			marks |= hasNote
		}
		for i := range b.Inlines {
			if a := b.Inlines[i].attrs; a != nil && a.Src != "" {
				marks |= hasImage
			}
		}
		for _, c := range b.Children {
			look(c)
		}
	}
	look(b)
	return marks
}

// Since counts the blocks that d has in common with another Doc at the beginning
// and, of what is left, at the end, by their pointers. If d was parsed after the
// other one it takes no longer for a longer text.
func (d *Doc) Since(old *Doc) (same, tail int) {
	if old == nil {
		return 0, 0
	}
	a, b := old.blocks, d.blocks
	most := min(a.Len(), b.Len())
	if d.after == nil || d.after != old.name {
		same = sumtree.Common(a, b)
		return same, min(sumtree.CommonEnd(a, b), most-same)
	}
	same, tail = d.same, d.tail
	for same+tail < most && a.At(same) == b.At(same) {
		same++
	}
	for same+tail < most && a.At(a.Len()-1-tail) == b.At(b.Len()-1-tail) {
		tail++
	}
	return same, tail
}

// Problems gives what the reader will not see as it was written, in line order.
func (d *Doc) Problems() (list []Problem) {
	t := d.src.t
	for i, b := range d.blocks.Marked(hasProblem, 0) {
		for _, p := range b.problems {
			at := min(d.src.from+d.start(i)+p.off, t.Len())
			line := t.LineAt(at) + 1
			list = append(list, Problem{Line: line, Off: at, Rule: p.rule, Message: p.message})
		}
	}
	slices.SortStableFunc(list, func(a, b Problem) int { return a.Line - b.Line })
	return list
}

// Line returns the line, counted from 1, that a block begins on which is
// top-level block i or lies in it.
func (d *Doc) Line(i int, b *Block) int {
	t := d.src.t
	return t.LineAt(min(d.src.from+d.start(i)+b.Start, t.Len())) + 1
}

// A Problem is something in the source that the page shows differently from
// what was written.
type Problem struct {
	Line    int    // 1-based, counted from the first line of the whole text
	Off     int    // in bytes of the whole text
	Rule    string // short and stable: "html", "long-paragraph", "link", "parser", …
	Message string // one sentence without an ending
}

// String gives the problem as "line 3: message [rule]".
func (p Problem) String() string {
	return fmt.Sprintf("line %d: %s [%s]", p.Line, p.Message, p.Rule)
}

// Kind is what a block is.
type Kind uint8

// The kinds of blocks.
const (
	Paragraph  Kind = iota
	Heading         // Level, ID
	Quote           // Children
	List            // Ordered, First, Tight; Children are Items
	Item            // Task; Children
	Code            // Info, Literal
	Math            // Literal is TeX, shown as a display formula
	Diagram         // Literal is the diagram's source
	HTMLBlock       // Literal is the source of a raw HTML block
	Rule            // a thematic break
	Table           // Align; Children are Rows
	Row             // Header; Children are Cells
	Cell            // Align[0]; Inlines
	Footnotes       // last block: the notes in the order of their numbers; Children are Footnotes
	Footnote        // Label, Number; Children
	Definition      // a link reference or a footnote where it is written: nothing is drawn there
)

var kindNames = [...]string{
	"Paragraph", "Heading", "Quote", "List", "Item", "Code", "Math", "Diagram", "HTMLBlock", "Rule",
	"Table", "Row", "Cell", "Footnotes", "Footnote", "Definition",
}

// String gives the name of the constant.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// Task is the state of a task list item's box.
type Task uint8

// The states of a task box.
const (
	NoTask Task = iota // an ordinary item
	Open               // [ ]
	Done               // [x]
)

// Fold tells what a block of raw HTML has to do with things that can be opened
// and closed, <details>.
type Fold uint8

// The parts of what can be opened and closed. What follows a summary, also
// outside of the raw HTML, is in it until the end.
const (
	NoFold   Fold = iota
	Folded        // the summary of something closed; may have no words
	Unfolded      // the summary of something open
	FoldEnd
)

// Align is how a table column is aligned.
type Align uint8

// The alignments of a table column.
const (
	AlignNone Align = iota
	AlignLeft
	AlignCenter
	AlignRight
)

// A Block is a paragraph, a heading, a list and so on. Blocks are immutable.
//
// Start and End are bytes of the source relative to the top-level block that
// this one is or lies in: 0 and its length for the top-level block itself.
// The end leaves out the last line's ending and blank lines after it. In the
// Footnotes block, which has no place of its own in the source, they are 0;
// [Doc.Note] gives the place where a note is written.
type Block struct {
	Kind       Kind
	Ordered    bool // List
	Tight      bool // List: no space between the items
	Task       Task // Item
	Header     bool // Row
	Fold       Fold // Paragraph, Definition: within Drawn
	Start, End int
	Level      int      // Heading: 1 to 6
	First      int      // List: number of the first item of an ordered one
	Info       string   // Code, Math, Diagram: first word after the fence; Quote within Drawn: "dd" for a definition
	Literal    string   // Code, Math, Diagram, HTMLBlock: text with LF line endings
	Uses       string   // Math: the definitions in formulas before this one that it needs, for math.ParseWith
	Align      []Align  // Table: per column; Cell: its own in Align[0]; Paragraph, Heading: within Drawn, as Cell
	Label      string   // Footnote, Definition: label as written
	Number     int      // Footnote: 0 when nothing refers to it
	ID         string   // Heading: anchor, unique in the Doc; within Drawn: the ids that HTML gives what begins here, with blanks between them
	Inlines    []Inline // Paragraph, Heading, Cell
	Children   []*Block
	Drawn      []*Block // HTMLBlock: what it looks like; nil: as its source

	marks    []Mark   // top-level blocks only
	problems []remark // top-level blocks only
	macros   string   // top-level blocks only: what their formulas define for those after them
}

// A remark is a Problem before its line is known.
type remark struct {
	off           int // relative to the top-level block
	rule, message string
}

// InlineKind is what a piece of a paragraph is.
type InlineKind uint8

// The kinds of inlines.
const (
	Text      InlineKind = iota // Text, Style, Link
	Image                       // Src, Title; Text is the alternative text
	HardBreak                   // a line ends here
	SoftBreak                   // the source has a line ending here, shown as a space
	NoteRef                     // Number of the footnote
	RawHTML                     // Text is the source of one tag or comment
	Formula                     // Text is TeX
)

var inlineNames = [...]string{"Text", "Image", "HardBreak", "SoftBreak", "NoteRef", "RawHTML", "Formula"}

// String gives the name of the constant.
func (k InlineKind) String() string {
	if int(k) < len(inlineNames) {
		return inlineNames[k]
	}
	return fmt.Sprintf("InlineKind(%d)", uint8(k))
}

// Style is a set of character styles.
type Style uint16

// The character styles.
const (
	Bold Style = 1 << iota
	Italic
	Strike
	CodeSpan
	Underline // inserted, or underlined in HTML
	Key       // of a keyboard
	Marked
	Sub
	Sup
	Small
)

// Has reports whether all styles of t are in s.
func (s Style) Has(t Style) bool { return s&t == t }

// An Inline is a run of characters in one style, or one thing that sits among
// them. Start and End are bytes of the source relative to the top-level block
// and never outside the block that holds the inline: of the visible text,
// escapes included, without the delimiters around it; of the whole construct
// for the other kinds.
type Inline struct {
	Kind       InlineKind
	Style      Style
	Start, End int
	Text       string // what is read: escapes and entities resolved; never a line break

	in    *Element // of Markdown that it stands in, nil for none
	attrs *Attrs   // nil for none: a Doc has many inlines, and few have any
}

// Attrs are what an inline has besides its words.
type Attrs struct {
	Link      string // destination of the link around the inline, "" for none or an unsafe one
	LinkTitle string
	Src       string // Image
	Uses      string // Formula: as Uses of a Block
	Title     string // Image, and what HTML has a title for: shown when it is pointed at
	Number    int    // NoteRef; Image: the width in pixels that HTML asks for, below 0 in percent of the page's, 0 for its own

	tag string // source of raw HTML, where Text is not that; "" for what is written as Markdown
}

// Attrs gives what the inline has besides its words.
func (i *Inline) Attrs() Attrs {
	if i.attrs == nil {
		return Attrs{}
	}
	return *i.attrs
}

// with gives the inline other attributes.
func (i Inline) with(a Attrs) Inline {
	i.attrs = nil
	if a != (Attrs{}) {
		i.attrs = &a
	}
	return i
}

// equal reports whether two inlines have all the same values.
func (i Inline) equal(o Inline) bool {
	a, b := i.Attrs(), o.Attrs()
	same := a == b && i.in.alike(o.in)
	i.attrs, o.attrs, i.in, o.in = nil, nil, nil, nil
	return same && i == o
}

// Find gives the index of the last top-level block that starts at or before
// off, an offset in the text; -1 if there is none. The Footnotes block is never
// the answer, since the notes stand elsewhere in the source.
func (d *Doc) Find(off int) int {
	i := d.blocks.Find(off - d.Base - d.lead)
	if i >= 0 && d.Block(i).Kind == Footnotes {
		i--
	}
	return i
}

// A Head is one line of an outline.
type Head struct {
	Level int    // 1 to 6
	Text  string // as read
	ID    string // anchor
	Off   int    // offset in the text
}

// CodeSpans returns where code, formulas and diagrams stand in the text, as
// bytes [from, to) in order: what is in them is neither markup nor a shortcode.
func (d *Doc) CodeSpans() (spans [][2]int) {
	var walk func(b *Block, at int)
	walk = func(b *Block, at int) {
		if b.Kind == Code || b.Kind == Diagram || b.Kind == Math {
			spans = append(spans, [2]int{at + b.Start, at + b.End})
		}
		for _, in := range b.Inlines {
			if in.Style.Has(CodeSpan) && in.Start < in.End {
				spans = append(spans, [2]int{at + in.Start, at + in.End})
			}
		}
		for _, c := range b.Children {
			walk(c, at)
		}
	}
	for i, b := range d.From(0) {
		if b.Kind != Footnotes {
			walk(b, d.Start(i))
		}
	}
	slices.SortFunc(spans, func(a, b [2]int) int { return a[0] - b[0] })
	return spans
}

// FirstHeading returns the words of the first heading that has any, which is what
// a text without a title calls itself; "" for none.
func (d *Doc) FirstHeading() string {
	for _, h := range d.Outline() {
		if s := strings.TrimSpace(h.Text); s != "" {
			return s
		}
	}
	return ""
}

// Outline gives all headings in source order, those in quotes and lists too.
func (d *Doc) Outline() []Head {
	var heads []Head
	var walk func(b *Block, start int)
	walk = func(b *Block, start int) {
		if b.Kind == Heading {
			heads = append(heads, Head{Level: b.Level, Text: b.Plain(), ID: b.ID, Off: start + b.Start})
		}
		for _, c := range b.Children {
			walk(c, start)
		}
	}
	for i, b := range d.Headings(0) {
		if b.Kind != Footnotes {
			walk(b, d.Start(i))
		}
	}
	return heads
}

// Note gives the place in the text where footnote number is written.
func (d *Doc) Note(number int) (off int, ok bool) {
	var find func(b *Block) (int, bool)
	find = func(b *Block) (int, bool) {
		if b.Kind == Footnote && b.Number == number {
			return b.Start, true
		}
		for _, c := range b.Children {
			if off, ok := find(c); ok {
				return off, true
			}
		}
		return 0, false
	}
	if number <= 0 {
		return 0, false
	}
	for i, b := range d.blocks.Marked(hasNote, 0) {
		if b.Kind == Footnotes {
			continue
		}
		if off, ok := find(b); ok {
			return d.Start(i) + off, true
		}
	}
	return 0, false
}
