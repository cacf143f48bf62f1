package markdown

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"galley.app/galley/preview/markdown/math"
	"galley.app/galley/preview/markdown/policy"
)

// MaxNotes is how many footnotes of a text are read; looking one up takes a step
// for each. Those behind them are words.
const MaxNotes = 1000

// Bounds that keep hostile or broken text from taking the program down. What
// lies beyond them is shown as plain text and reported as a Problem.
const (
	maxParagraph = 64 << 10 // bytes of one paragraph, heading or cell
	maxDepth     = 64       // quotes, lists and items within each other
	maxCells     = 100_000  // cells of one table
	maxDefined   = 5000     // lines of one paragraph of link definitions; each takes a step for each

	// Matching delimiters takes steps in proportion to the bytes of a paragraph
	// times the delimiters in it, about half a nanosecond each.
	maxWork    = 200_000_000 // of one paragraph
	maxAllWork = 300_000_000 // of all paragraphs
	smallWork  = 500_000     // always allowed
)

// A span is a range of source bytes.
type span struct{ start, end int }

// A run is one pass of the parser over one source: the tree, and what the
// parser knew but does not keep in the tree.
type run struct {
	src     []byte
	whole   body // that src is all of, if its bytes may be held for long; else empty
	root    ast.Node
	spans   map[ast.Node]span   // whole constructs that the tree gives no end for
	notes   []note              // footnotes where they are written
	owners  map[ast.Node]*Block // the blocks that they are written in
	remarks []remark            // off is a source offset here
	refs    []parser.Reference

	allowed policy.List // made when it is needed

	looked  span // where the end of a formula was looked for
	closing bool // whether it is there

	before func() *math.Scope // what formulas before src define; nil for nothing
	told   map[ast.Node]told  // the formulas, if any of them defines anything
	effort int                // of what they define

	inlined []Inline // room for the inlines of a block while they are read
	words   []byte   // and for those of one of them

	block ast.Node // the block that inlines are read of
	rich  bool     // whether it is within bounds
	work  int      // spent so far
}

// A note is a footnote before the parser moves it to the end.
type note struct {
	node   *east.Footnote
	parent ast.Node // that it is written in
}

// top reports whether a note is not written within another block.
func (n note) top() bool { return n.parent.Kind() == ast.KindDocument }

// scan parses src, in which every line ends with LF or CRLF, with link
// references known from elsewhere.
func scan(src []byte, refs []parser.Reference, x Dialect) *run {
	r := &run{src: src, spans: make(map[ast.Node]span)}
	spans := []util.PrioritizedValue{
		util.Prioritized(guard{boxParser{extension.NewTaskCheckBoxParser()}, r}, 0),
		util.Prioritized(guard{parser.NewCodeSpanParser(), r}, 100),
		util.Prioritized(noteRefGuard{guard{extension.NewFootnoteParser(), r}}, 101),
		util.Prioritized(linkGuard{guard{parser.NewLinkParser(), r}}, 200),
		util.Prioritized(guard{parser.NewAutoLinkParser(), r}, 300),
		util.Prioritized(guard{parser.NewRawHTMLParser(), r}, 400),
		util.Prioritized(guard{flankParser{parser.NewEmphasisParser()}, r}, 500),
		util.Prioritized(guard{flankParser{extension.NewStrikethroughParser()}, r}, 500),
		util.Prioritized(guard{bareParser{}, r}, 999),
	}
	if x.InlineMath {
		spans = append(spans, util.Prioritized(guard{mathSpanParser{}, r}, 102))
	}
	p := parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(depthGuard{parser.NewListParser(), r}, 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(mathBlockParser{r}, 750),
			util.Prioritized(depthGuard{parser.NewBlockquoteParser(), r}, 800),
			util.Prioritized(parser.NewHTMLBlockParser(), 900),
			util.Prioritized(noteGuard{extension.NewFootnoteBlockParser(), r}, 999),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(spans...),
		parser.WithParagraphTransformers(
			util.Prioritized(linesGuard{parser.LinkReferenceParagraphTransformer, r}, 100),
			util.Prioritized(tableGuard{extension.NewTableParagraphTransformer(), r}, 200),
		),
		parser.WithASTTransformers(
			util.Prioritized(pipes{}, 0),
			util.Prioritized(extension.NewFootnoteASTTransformer(), 999),
		),
	)
	pc := parser.NewContext()
	for _, ref := range refs {
		pc.AddReference(ref)
	}
	r.root = p.Parse(gtext.NewReader(src), parser.WithContext(pc))
	r.refs = pc.References()
	return r
}

// remark notes a problem at a source offset.
func (r *run) remark(off int, rule, format string, args ...any) {
	if len(r.remarks) < 100 {
		r.remarks = append(r.remarks, remark{off: off, rule: rule, message: fmt.Sprintf(format, args...)})
	}
}

// allow reports whether inlines of block may be looked for.
func (r *run) allow(block ast.Node) bool {
	if block == r.block {
		return r.rich
	}
	r.block, r.rich = block, true
	lines := block.Lines()
	size, delimiters := 0, 0
	for i := range lines.Len() {
		s := lines.At(i)
		size += s.Stop - s.Start
		if size > maxParagraph {
			r.rich = false
			r.remark(lines.At(0).Start, "long-paragraph",
				"a paragraph of more than %d KB is shown as plain text", maxParagraph>>10)
			return false
		}
		delimiters += countDelimiters(r.src[s.Start:s.Stop])
	}
	work := size * delimiters
	if work > maxWork || work > smallWork && r.work+work > maxAllWork {
		r.rich = false
		r.remark(lines.At(0).Start, "long-paragraph",
			"a paragraph with %d emphasis and link signs is shown as plain text", delimiters)
		return false
	}
	r.work += work
	return true
}

// countDelimiters counts runs of emphasis characters and opening link brackets.
func countDelimiters(s []byte) int {
	n := 0
	var last byte
	for _, c := range s {
		switch c {
		case '*', '_', '~', '[', '`', '<', '$':
			if c != last {
				n++
			}
		}
		last = c
	}
	return n
}

// A guard is an inline parser that stops at the bounds and keeps the spans of
// what it found.
type guard struct {
	parser.InlineParser
	run *run
}

// Parse implements the parser's interface.
func (g guard) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	if !g.run.allow(parent) {
		return nil
	}
	_, before := block.Position()
	n := g.InlineParser.Parse(parent, block, pc)
	if n == nil {
		return nil
	}
	_, after := block.Position()
	switch n.(type) {
	case *ast.Link, *ast.Image:
		g.run.spans[n] = span{n.Pos(), after.Start}
	case *ast.AutoLink:
		start := n.Pos() // of a bare address, before or behind what it was found by
		if start < 0 {
			start = before.Start
		}
		g.run.spans[n] = span{start, after.Start}
	case *ast.CodeSpan, *east.TaskCheckBox, *mathSpan:
		g.run.spans[n] = span{before.Start, after.Start}
	case *east.FootnoteLink:
		start := before.Start
		if block.Source()[start] == '!' {
			start++
		}
		g.run.spans[n] = span{start, after.Start}
	}
	return n
}

// A noteRefGuard is a parser of references to footnotes that tells of those which
// lead nowhere.
type noteRefGuard struct{ guard }

// Parse implements the parser's interface.
func (g noteRefGuard) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	line, at := block.PeekLine()
	n := g.guard.Parse(parent, block, pc)
	if label, ok := noteLabel(line); ok && n == nil && g.run.rich {
		g.run.remark(at.Start, "footnote", "there is no footnote [^%s]; the reference is shown as it is written", label)
	}
	return n
}

// noteLabel returns the label of the reference to a footnote that a line begins
// with. What leads to an address is a link, and what lists characters is a part of
// a regular expression.
func noteLabel(line []byte) (label string, ok bool) {
	const most = 100 // bytes
	rest, ok := strings.CutPrefix(string(line[:min(len(line), most)]), noteStart)
	label, rest, closed := strings.Cut(rest, "]")
	if !ok || !closed || label == "" || strings.ContainsAny(label, "[ \t\r\n") || strings.HasPrefix(rest, "(") || strings.HasPrefix(rest, "[") {
		return "", false
	}
	return label, !isClass(label)
}

// isClass reports whether the label of what might refer to a footnote is rather
// what a regular expression has in such brackets: signs that labels do not have, or
// nothing but characters and ranges of them, as a-z, with a range among them.
func isClass(label string) bool {
	if strings.ContainsAny(label, "\\/\"'<>,;|{}()=&") {
		return true
	}
	ranges := 0
	for s := label; s != ""; {
		if n := classRange(s); n > 0 {
			ranges++
			s = s[n:]
			continue
		}
		if c := s[0]; c >= utf8.RuneSelf || util.IsAlphaNumeric(c) {
			return false
		}
		s = s[1:]
	}
	return ranges > 0
}

// classRange returns the length of the range of digits or of letters in one case
// that s begins with, 0 for none.
func classRange(s string) int {
	if len(s) < 3 || s[1] != '-' || s[0] >= s[2] {
		return 0
	}
	for _, set := range [...]string{"09", "az", "AZ"} {
		if set[0] <= s[0] && s[2] <= set[1] {
			return 3
		}
	}
	return 0
}

// A boxParser reads the box of a task, which a blank follows: [x](y) is a link.
type boxParser struct{ parser.InlineParser }

// Parse implements the parser's interface.
func (p boxParser) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	if line, _ := block.PeekLine(); len(line) > 3 && !util.IsSpace(line[3]) {
		return nil
	}
	return p.InlineParser.Parse(parent, block, pc)
}

// A linkGuard is a guard that passes on the end of a block.
type linkGuard struct{ guard }

// CloseBlock implements the parser's interface.
func (g linkGuard) CloseBlock(parent ast.Node, block gtext.Reader, pc parser.Context) {
	if c, ok := g.InlineParser.(parser.CloseBlocker); ok {
		c.CloseBlock(parent, block, pc)
	}
}

// A depthGuard is a parser of containers that opens none beyond maxDepth.
type depthGuard struct {
	parser.BlockParser
	run *run
}

// Open implements the parser's interface.
func (g depthGuard) Open(parent ast.Node, reader gtext.Reader, pc parser.Context) (ast.Node, parser.State) {
	depth := 0
	for p := parent; p != nil; p = p.Parent() {
		depth++
	}
	if depth > maxDepth {
		_, pos := reader.Position()
		g.run.deep(pos.Start)
		return nil, parser.NoChildren
	}
	return g.BlockParser.Open(parent, reader, pc)
}

// deep notes that a line holds more containers than are read.
func (r *run) deep(off int) {
	if n := len(r.remarks); n > 0 && r.remarks[n-1].rule == "deep" {
		return
	}
	r.remark(off, "deep", "more than %d lists and quotes within each other are shown as plain text", maxDepth/2)
}

// A noteGuard is a parser of footnotes that keeps where they are written.
type noteGuard struct {
	parser.BlockParser
	run *run
}

// Open implements the parser's interface.
func (g noteGuard) Open(parent ast.Node, reader gtext.Reader, pc parser.Context) (ast.Node, parser.State) {
	if len(g.run.notes) >= MaxNotes {
		return nil, parser.NoChildren
	}
	for depth, p := 0, parent; p != nil; p = p.Parent() {
		if depth++; depth > maxDepth {
			return nil, parser.NoChildren
		}
	}
	n, state := g.BlockParser.Open(parent, reader, pc)
	if fn, ok := n.(*east.Footnote); ok {
		g.run.notes = append(g.run.notes, note{fn, parent})
		if g.run.owners == nil {
			g.run.owners = make(map[ast.Node]*Block)
		}
		g.run.owners[parent] = nil
		if len(g.run.notes) == MaxNotes {
			_, pos := reader.Position()
			g.run.remark(pos.Start, "notes", "footnotes after the first %d are shown as plain text", MaxNotes)
		}
	}
	return n, state
}

// A linesGuard is a transformer to link definitions that leaves huge runs of
// them alone.
type linesGuard struct {
	parser.ParagraphTransformer
	run *run
}

// Transform implements the parser's interface.
func (g linesGuard) Transform(node *ast.Paragraph, reader gtext.Reader, pc parser.Context) {
	if lines := node.Lines(); lines.Len() > maxDefined {
		first := lines.At(0)
		if g.run.src[first.Start] == '[' {
			g.run.remark(first.Start, "definitions",
				"more than %d lines of link definitions without an empty line are shown as plain text", maxDefined)
		}
		return
	}
	g.ParagraphTransformer.Transform(node, reader, pc)
}

// A tableGuard is a transformer to tables that leaves huge ones alone.
type tableGuard struct {
	parser.ParagraphTransformer
	run *run
}

// Transform implements the parser's interface.
func (g tableGuard) Transform(node *ast.Paragraph, reader gtext.Reader, pc parser.Context) {
	lines := node.Lines()
	columns := 0
	for i := 1; i < lines.Len(); i++ {
		s := lines.At(i)
		if n := delimiterColumns(g.run.src[s.Start:s.Stop]); n > columns {
			columns = n
		}
	}
	if columns == 0 {
		return
	}
	if columns*lines.Len() > maxCells {
		g.run.remark(lines.At(0).Start, "table", "a table of more than %d cells is shown as plain text", maxCells)
		return
	}
	g.ParagraphTransformer.Transform(node, reader, pc)
}

// delimiterColumns gives the columns of a line that may divide a table's head
// from its rows, 0 if it cannot.
func delimiterColumns(line []byte) int {
	n := 1
	dash := false
	for _, c := range line {
		switch c {
		case '|':
			n++
		case '-':
			dash = true
		case ':', ' ', '\t', '\r', '\n', '\v', '\f':
		default:
			return 0
		}
	}
	if !dash {
		return 0
	}
	return n
}

// pipes takes the backslash out of escaped pipes in the code spans of cells.
type pipes struct{}

// Transform implements the parser's interface.
func (pipes) Transform(doc *ast.Document, reader gtext.Reader, _ parser.Context) {
	src := reader.Source()
	for b := doc.FirstChild(); b != nil; b = b.NextSibling() {
		pipesIn(b, src, false)
	}
}

func pipesIn(n ast.Node, src []byte, cell bool) {
	cell = cell || n.Kind() == east.KindTableCell
	if n.Type() == ast.TypeInline && !cell {
		return
	}
	if n.Kind() == ast.KindCodeSpan {
		for c := n.FirstChild(); c != nil; {
			next := c.NextSibling()
			if t, ok := c.(*ast.Text); ok {
				splitPipes(n, t, src)
			}
			c = next
		}
		return
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		pipesIn(c, src, cell)
	}
}

// splitPipes replaces t by texts that leave out the backslashes before pipes.
func splitPipes(parent ast.Node, t *ast.Text, src []byte) {
	seg := t.Segment
	for i := seg.Start; i+1 < seg.Stop; i++ {
		if src[i] != '\\' || src[i+1] != '|' {
			continue
		}
		if i > seg.Start {
			before := seg.WithStop(i)
			parent.InsertBefore(parent, t, ast.NewRawTextSegment(before))
		}
		seg = gtext.NewSegment(i+1, seg.Stop)
		t.Segment = seg
	}
}
