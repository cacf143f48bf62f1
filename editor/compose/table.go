package compose

import (
	"strings"

	"github.com/rivo/uniseg"

	"galley.app/galley/editor/text"
)

const (
	// tableReach is how many lines to either side are looked at for the rows of a table.
	tableReach = 2000
	// rowBytes is the length of a line past which it is no row.
	rowBytes = 16 << 10
	// leastWidth is the width of a column that holds less.
	leastWidth = 3
)

// Align is how the cells of a table's column are aligned.
type Align uint8

// The alignments.
const (
	AlignNone Align = iota
	AlignLeft
	AlignCenter
	AlignRight
)

// cell is a cell of a line: its words, and all between the marks around it, in columns of bytes.
type cell struct{ start, end, from, to int }

// row is a line of a table.
type row struct {
	prefix string // what stands before it: indentation, quotation marks, for the first a list marker
	cells  []string
	eol    string
}

// cellPos is a place in a table.
type cellPos struct{ row, col, off int }

// table is a table while it is edited, apart from the text. Row 0 is its header and row 1, without
// cells, the line below that aligns the columns.
type table struct {
	first, last int // lines of the text
	rows        []row
	align       []Align
	tail        string // comes behind the table

	ends []cellPos // ends of selections, two for each, the caret second
	sels []int     // those selections
}

// ruler is the row that aligns the columns.
const ruler = 1

// rowStart returns how much of a line stands before a table's row.
func rowStart(l leading, header bool) int {
	if header {
		return l.size
	}
	return len(l.quote) + len(l.indent)
}

// cellsOf returns the cells of a row. Marks that are escaped or in a code span divide none: on the page
// only the escaped ones do not, but words that were meant to be code must not be torn apart here.
func cellsOf(words string, start int) []cell { return divided(words, start, true) }

// divided is cellsOf, and without spans what it is on the page.
func divided(words string, start int, spans bool) []cell {
	end := len(strings.TrimRight(words, " \t"))
	at := start
	for at < end && (words[at] == ' ' || words[at] == '\t') {
		at++
	}
	if at < end && words[at] == '|' {
		at++
	}
	from := at
	var cells []cell
	for at < end {
		switch c := words[at]; {
		case c == '\\' && at+1 < end && words[at+1] == '|':
			at += 2
		case c == '|':
			cells = append(cells, trimmed(words, from, at))
			at++
			from = at
		case c == '`' && spans:
			n := codeSpan(words[at:end])
			for n == 0 && at < end && words[at] == '`' {
				at++
			}
			at += n
		default:
			at++
		}
	}
	if from < end || len(cells) == 0 {
		cells = append(cells, trimmed(words, from, max(from, end)))
	}
	return cells
}

// trimmed returns the cell between two columns.
func trimmed(words string, from, to int) cell {
	c := cell{from: from, to: to}
	all := words[from:to]
	left := strings.TrimLeft(all, " \t")
	if left == "" {
		c.start = from + min(1, len(all))
		c.end = c.start
		return c
	}
	c.start = to - len(left)
	c.end = c.start + len(strings.TrimRight(left, " \t"))
	return c
}

// alignsOf returns the alignments that a row stands for, if it is one that aligns columns.
func alignsOf(words string, cells []cell) ([]Align, bool) {
	out := make([]Align, len(cells))
	for i, c := range cells {
		s := words[c.start:c.end]
		left, right := strings.HasPrefix(s, ":"), strings.HasSuffix(s, ":") && len(s) > 1
		dashes := strings.TrimSuffix(strings.TrimPrefix(s, ":"), ":")
		if dashes == "" || strings.Trim(dashes, "-") != "" {
			return nil, false
		}
		switch {
		case left && right:
			out[i] = AlignCenter
		case left:
			out[i] = AlignLeft
		case right:
			out[i] = AlignRight
		}
	}
	return out, true
}

// mayBeRow reports whether a line could be a row of a table with the given quotation.
func (s State) mayBeRow(line int, quote string) bool {
	if !MayBeRow(s, line) {
		return false
	}
	words := s.line(line)
	l := leadOf(words)
	if fence, _ := fenceOf(words); fence != "" || headingSize(words[l.size:]) > 0 {
		return false
	}
	return strings.TrimSpace(l.quote) == quote
}

// tableLines returns the lines of the table that a line lies in.
func (s State) tableLines(line int) (block, bool) {
	if s.Text.LineEnd(line) < s.Start {
		return block{}, false
	}
	quote := ""
	if end := s.Text.LineEnd(line); end-s.lineStart(line) <= rowBytes {
		quote = strings.TrimSpace(leadOf(s.line(line)).quote)
	}
	if !s.mayBeRow(line, quote) {
		return block{}, false
	}
	item := func(line int) bool { return leadOf(s.line(line)).marker != "" }
	b := block{line, line}
	top := max(s.Text.LineAt(s.Start), line-tableReach)
	for b.first > top && !item(b.first) && s.mayBeRow(b.first-1, quote) {
		b.first--
	}
	for b.last+1 < min(s.Text.Lines(), line+tableReach) && s.mayBeRow(b.last+1, quote) && !item(b.last+1) {
		b.last++
	}
	for i := b.first; i < b.last; i++ {
		if !s.headsTable(i) {
			continue
		}
		if b.first = i; item(i) { // the other rows must be in the item, too
			inner := contentOf(leadOf(s.line(i)))
			for k := i + 1; k <= b.last; k++ {
				if columns(leadOf(s.line(k)).indent) < inner {
					b.last = k - 1
				}
			}
		}
		return b, i <= line && line <= b.last && b.last > i && !s.indentedCode(i) && s.fencedFrom(i, fenceReach) < 0
	}
	return block{}, false
}

// contentOf returns the column where a line's words start behind its quotation marks.
func contentOf(l leading) int { return columns(l.indent) + len(l.marker) + columns(l.gap) }

// headsTable reports whether a line and the one below are the header and the ruler of a table.
func (s State) headsTable(line int) bool {
	words, below := s.line(line), s.line(line+1)
	l, ruled := leadOf(words), leadOf(below)
	cells := cellsOf(below, rowStart(ruled, false))
	if _, ok := alignsOf(below, cells); !ok || s.indentedCode(line+1) {
		return false
	}
	if l.marker != "" && markerSize(words[l.size:]) > 0 {
		return false // an item in an item
	}
	for _, spans := range []bool{true, false} {
		if len(divided(words, rowStart(l, true), spans)) != len(cells) {
			return false
		}
	}
	return true
}

// indentedCode reports whether a line is so far in that it is code.
func (s State) indentedCode(line int) bool {
	depth := columns(leadOf(s.line(line)).indent)
	if depth < 4 {
		return false
	}
	parent, ok := s.itemAbove(line, depth-1)
	return !ok || depth-columns(parent.indent)-len(parent.marker)-max(1, columns(parent.gap)) >= 4
}

// tableOf reads the table on some lines.
func (s State) tableOf(b block) *table {
	t := &table{first: b.first, last: b.last}
	for line := b.first; line <= b.last; line++ {
		words := s.line(line)
		start := rowStart(leadOf(words), line == b.first)
		r := row{prefix: words[:start], eol: s.Text.Slice(s.Text.LineEnd(line), s.Text.AfterLine(line))}
		cells := cellsOf(words, start)
		if line == b.first+ruler {
			t.align, _ = alignsOf(words, cells)
		} else {
			for _, c := range cells {
				r.cells = append(r.cells, words[c.start:c.end])
			}
		}
		t.rows = append(t.rows, r)
	}
	return t
}

// cellPosAt returns the place of an offset in the table on lines from first on.
func (s State) cellPosAt(first, off int) cellPos {
	line := s.Text.LineAt(off)
	words, col := s.line(line), off-s.lineStart(line)
	cells := cellsOf(words, rowStart(leadOf(words), line == first))
	p := cellPos{row: line - first}
	for i, c := range cells {
		p.col = i
		if col <= c.to {
			break
		}
	}
	c := cells[p.col]
	p.off = max(0, min(col, c.end)-c.start)
	return p
}

// cellAt returns the bytes of a cell's words in the table on lines from first on.
func (s State) cellAt(first int, p cellPos) span {
	words, at := s.line(first+p.row), s.lineStart(first+p.row)
	cells := cellsOf(words, rowStart(leadOf(words), p.row == 0))
	c := cells[max(0, min(p.col, len(cells)-1))]
	return span{at + c.start, at + c.end}
}

// columns returns the number of columns, those included that only some row has.
func (t *table) columns() int {
	n := len(t.align)
	for _, r := range t.rows {
		n = max(n, len(r.cells))
	}
	return n
}

// String returns the table with its columns aligned, without the ending of its last line.
func (t *table) String() string {
	widths := make([]int, t.columns())
	for i := range widths {
		widths[i] = leastWidth
	}
	for _, r := range t.rows {
		for i, words := range r.cells {
			widths[i] = max(widths[i], uniseg.StringWidth(words))
		}
	}
	var b strings.Builder
	for i, r := range t.rows {
		if i > 0 {
			b.WriteString(t.rows[i-1].eol)
		}
		b.WriteString(r.prefix)
		b.WriteByte('|')
		n := max(len(t.align), len(r.cells))
		for c := range n {
			words, a := "", AlignNone
			if c < len(t.align) {
				a = t.align[c]
			}
			if c < len(r.cells) {
				words = r.cells[c]
			}
			b.WriteByte(' ')
			if i == ruler {
				b.WriteString(a.rule(widths[c]))
			} else {
				b.WriteString(a.pad(words, widths[c]))
			}
			b.WriteString(" |")
		}
	}
	b.WriteString(t.tail)
	return b.String()
}

// rule returns what stands for an alignment below the header.
func (a Align) rule(width int) string {
	switch dashes := strings.Repeat("-", width); a {
	case AlignLeft:
		return ":" + dashes[1:]
	case AlignCenter:
		return ":" + dashes[2:] + ":"
	case AlignRight:
		return dashes[1:] + ":"
	default:
		return dashes
	}
}

// pad returns words with as many blanks as make them that wide.
func (a Align) pad(words string, width int) string {
	n := max(0, width-uniseg.StringWidth(words))
	left := 0
	switch a {
	case AlignCenter:
		left = n / 2
	case AlignRight:
		left = n
	}
	return strings.Repeat(" ", left) + words + strings.Repeat(" ", n-left)
}

// addRow puts an empty row in before row i, which is behind the ruler.
func (t *table) addRow(i int, eol string) {
	r := row{prefix: t.rows[ruler].prefix, cells: make([]string, len(t.align)), eol: eol}
	if last := len(t.rows) - 1; t.rows[last].eol == "" {
		t.rows[last].eol = eol
	}
	t.rows = append(t.rows[:i], append([]row{r}, t.rows[i:]...)...)
	for k := range t.ends {
		if t.ends[k].row >= i {
			t.ends[k].row++
		}
	}
}

// dropRow takes row i away, which is behind the ruler.
func (t *table) dropRow(i int) {
	t.rows = append(t.rows[:i], t.rows[i+1:]...)
	for k := range t.ends {
		if p := &t.ends[k]; p.row > i || p.row == len(t.rows) {
			p.row--
		}
	}
}

// addColumn puts an empty column in before column i.
func (t *table) addColumn(i int) {
	t.align = append(t.align[:i], append([]Align{AlignNone}, t.align[i:]...)...)
	for k := range t.rows {
		if r := &t.rows[k]; k != ruler && i <= len(r.cells) {
			r.cells = append(r.cells[:i], append([]string{""}, r.cells[i:]...)...)
		}
	}
	for k := range t.ends {
		if t.ends[k].col >= i {
			t.ends[k].col++
		}
	}
}

// dropColumn takes column i away.
func (t *table) dropColumn(i int) {
	if i < len(t.align) {
		t.align = append(t.align[:i], t.align[i+1:]...)
	}
	for k := range t.rows {
		if r := &t.rows[k]; i < len(r.cells) {
			r.cells = append(r.cells[:i], r.cells[i+1:]...)
		}
	}
	for k := range t.ends {
		if p := &t.ends[k]; p.col > i || p.col == t.columns() {
			p.col = max(0, p.col-1)
		}
	}
}

// tableEdits returns the edits of the text that make the table on its lines this one.
func tableEdits(s State, t *table, words string) []text.Edit {
	at := s.lineStart(t.first)
	edits := text.Diff(s.Text.Slice(at, s.Text.LineEnd(t.last)), words)
	for i := range edits {
		edits[i].Start += at
		edits[i].End += at
	}
	return edits
}
