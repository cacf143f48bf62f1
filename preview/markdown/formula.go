package markdown

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"galley.app/galley/preview/markdown/math"
)

// A Dialect says what beyond CommonMark and GFM is read. The zero value is
// what posts mean where nothing else is said.
type Dialect struct {
	// InlineMath reads $…$ within a paragraph as a formula: the first dollar
	// sign has no blank behind it, the last one no blank before and no digit
	// behind it.
	InlineMath bool
}

// A mathBlock is a formula between lines of two dollar signs.
type mathBlock struct {
	ast.BaseBlock
	closed  bool
	closure int // source offset of the signs that end it
}

var kindMathBlock = ast.NewNodeKind("MathBlock")

func (n *mathBlock) Kind() ast.NodeKind { return kindMathBlock }

// IsRaw implements the parser's interface: what is within holds no inlines.
func (n *mathBlock) IsRaw() bool { return true }

// Dump implements the parser's interface.
func (n *mathBlock) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

// A mathSpan is a formula among words.
type mathSpan struct {
	ast.BaseInline
	segments []gtext.Segment
}

var kindMathSpan = ast.NewNodeKind("MathSpan")

func (n *mathSpan) Kind() ast.NodeKind { return kindMathSpan }

// Dump implements the parser's interface.
func (n *mathSpan) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

// tex gives the formula on one line.
func (n *mathSpan) tex(src []byte) string {
	var b strings.Builder
	for _, s := range n.segments {
		b.Write(s.Value(src))
	}
	return oneLine(b.String())
}

// A mathBlockParser reads formulas between two dollar signs at the start of a
// line and two at the end of that line or a later one, with no empty line
// between them.
type mathBlockParser struct{ run *run }

func (mathBlockParser) Trigger() []byte             { return []byte{'$'} }
func (mathBlockParser) CanInterruptParagraph() bool { return true }
func (mathBlockParser) CanAcceptIndentedLine() bool { return false }

func (mathBlockParser) Close(ast.Node, gtext.Reader, parser.Context) {}

// Open implements the parser's interface.
func (m mathBlockParser) Open(_ ast.Node, reader gtext.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	pos := pc.BlockOffset()
	if pos < 0 || !bytes.HasPrefix(line[pos:], []byte("$$")) || bytes.HasPrefix(line[pos:], []byte("$$$")) {
		return nil, parser.NoChildren
	}
	rest := bytes.TrimRight(line[pos+2:], " \t\r\n")
	n := &mathBlock{}
	start := segment.Start - segment.Padding + pos + 2
	switch i := bytes.Index(rest, []byte("$$")); {
	case i >= 0:
		if i != len(rest)-2 || len(bytes.TrimSpace(rest[:i])) == 0 {
			return nil, parser.NoChildren
		}
		n.closed, n.closure = true, start+i
		n.add(rest[:i], start)
	case !m.run.closes(segment.Stop):
		return nil, parser.NoChildren
	default:
		n.add(rest, start)
	}
	return n, parser.NoChildren
}

// Continue implements the parser's interface.
func (mathBlockParser) Continue(node ast.Node, reader gtext.Reader, _ parser.Context) parser.State {
	n := node.(*mathBlock)
	line, segment := reader.PeekLine()
	if n.closed || util.IsBlank(line) {
		return parser.Close
	}
	base := segment.Start - segment.Padding
	text := bytes.TrimRight(line, " \t\r\n")
	reader.AdvanceToEOL()
	if bytes.HasSuffix(text, []byte("$$")) {
		n.closed, n.closure = true, base+len(text)-2
		n.add(text[:len(text)-2], base)
		return parser.Close
	}
	n.add(text, base)
	return parser.Continue | parser.NoChildren
}

// add appends a line that stands at a source offset, without blanks around it.
func (n *mathBlock) add(line []byte, at int) {
	end := at + len(bytes.TrimRight(line, " \t\r\n"))
	if start := at + len(line) - len(bytes.TrimLeft(line, " \t")); start < end {
		n.Lines().Append(gtext.NewSegment(start, end))
	}
}

// tex gives the formula, and of one that does not end the signs before it too.
func (n *mathBlock) tex(src []byte) string {
	var b strings.Builder
	if !n.closed {
		b.WriteString("$$\n")
	}
	for i := range n.Lines().Len() {
		s := n.Lines().At(i)
		b.Write(s.Value(src))
		b.WriteByte('\n')
	}
	return normal([]byte(b.String()))
}

// offset gives the source offset of a byte of what tex gives.
func (n *mathBlock) offset(pos int) int {
	off := n.Pos()
	for i := range n.Lines().Len() {
		s := n.Lines().At(i)
		if off = s.Start + min(pos, s.Len()); pos <= s.Len() {
			break
		}
		pos -= s.Len() + 1
	}
	return off
}

// closes reports whether a line from source offset from on ends with two
// dollar signs, before an empty one. It remembers where it looked, so that all
// the signs of a text are no more work than one reading of it.
func (r *run) closes(from int) bool {
	if from >= r.looked.start && from <= r.looked.end && r.looked.end > 0 {
		return r.closing
	}
	r.looked = span{from, from}
	for r.closing = false; r.looked.end < len(r.src); {
		at := r.looked.end
		line := r.src[at:]
		next := len(r.src)
		if i := bytes.IndexByte(line, '\n'); i >= 0 {
			line, next = line[:i], at+i+1
		}
		line = bytes.Trim(bytes.TrimLeft(line, " \t>"), " \t\r")
		if len(line) == 0 {
			return false
		}
		if bytes.HasSuffix(line, []byte("$$")) {
			r.closing = true
			return true
		}
		r.looked.end = next
	}
	return false
}

// A mathSpanParser reads formulas between single dollar signs.
type mathSpanParser struct{}

func (mathSpanParser) Trigger() []byte { return []byte{'$'} }

// Parse implements the parser's interface.
func (mathSpanParser) Parse(_ ast.Node, block gtext.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	if len(line) < 3 || blank(line[1]) || line[1] == '$' || block.PrecendingCharacter() == '$' {
		return nil
	}
	l, pos := block.Position()
	n := &mathSpan{}
	for from := 1; line != nil; from = 0 {
		for i := from; i < len(line); i++ {
			switch {
			case line[i] == '\\':
				i++
			case line[i] != '$':
			case i == 0 || blank(line[i-1]), i+1 < len(line) && line[i+1] >= '0' && line[i+1] <= '9':
				block.SetPosition(l, pos)
				return nil
			default:
				n.segments = append(n.segments, gtext.NewSegment(segment.Start-segment.Padding+from, segment.Start-segment.Padding+i))
				block.Advance(i + 1)
				return n
			}
		}
		n.segments = append(n.segments, gtext.NewSegment(segment.Start-segment.Padding+from, segment.Stop))
		block.AdvanceLine()
		line, segment = block.PeekLine()
	}
	block.SetPosition(l, pos)
	return nil
}

// mathBlock fills in a block of a formula and gives its end.
func (b *builder) mathBlock(n *mathBlock, block *Block, start, end, limit int) int {
	block.Kind, block.Literal = Math, n.tex(b.src)
	if !n.closed {
		b.paintCode(n, start, end)
		b.remark(start, "math", "two dollar signs begin a formula that does not end")
		return end
	}
	end = b.lineEnd(n.closure, limit)
	b.paintCode(n, start, end)
	block.Uses = b.formulaRemarks(n, block.Literal, n.offset)
	return end
}

// paintCode paints a block of raw lines.
func (b *builder) paintCode(n ast.Node, start, end int) {
	b.paint(start, end, MarkCodeBlock, 0)
	l := n.Lines()
	for i := range l.Len() {
		s := l.At(i)
		b.paint(s.Start, s.Stop, MarkCodeBlock, MarkMarker)
	}
}

// formulaRemarks notes what of a formula, which is node n, could not be read, and
// gives the definitions that it needs. at gives the source offset of a byte of it.
func (b *builder) formulaRemarks(n ast.Node, tex string, at func(int) int) (uses string) {
	f, ok := b.told[n]
	if !ok {
		f.problems = math.Parse(tex).Problems
	}
	for _, p := range f.problems {
		b.remark(at(p.Off), "math", "%s", p.Message)
	}
	return f.uses
}

// mathSpan adds a formula among words.
func (in *inliner) mathSpan(n *mathSpan, a around) {
	s := in.clamp(in.spans[n])
	tex := n.tex(in.src)
	attrs := a.attrs()
	attrs.Uses = in.formulaRemarks(n, tex, func(int) int { return s.start })
	in.add(a.inline(Formula, tex).with(attrs), s)
	for _, p := range n.segments {
		in.paint(p.Start, p.Stop, MarkCode, MarkMarker)
	}
}

// isFormula reports whether a block of code is one.
func isFormula(info string) bool {
	switch strings.ToLower(info) {
	case "math", "katex":
		return true
	}
	return false
}
