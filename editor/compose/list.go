package compose

import (
	"fmt"
	"strings"

	"galley.app/galley/editor/text"
)

// ToggleBullet makes the selected lines items of a bullet list, or plain lines if all are.
func ToggleBullet(s State) Transaction {
	return toggleList(s, func(l leading) bool { return l.marker != "" && !l.ordered() && l.box == "" }, func(int, string) string { return "- " })
}

// ToggleOrdered makes the selected lines items of an ordered list, or plain lines if all are. It goes
// on with the numbers of a list above.
func ToggleOrdered(s State) Transaction {
	return toggleList(s, leading.ordered, func(n int, delimiter string) string { return fmt.Sprintf("%d%s ", n, delimiter) })
}

// ToggleTask makes the selected lines tasks, or plain lines if all are.
func ToggleTask(s State) Transaction {
	return toggleList(s, func(l leading) bool { return l.box != "" }, func(int, string) string { return "- [ ] " })
}

func toggleList(s State, is func(leading) bool, mark func(n int, delimiter string) string) Transaction {
	var edits []text.Edit
	for _, b := range s.blocks() {
		lines := s.worked(b)
		all := true
		for _, line := range lines {
			all = all && (s.flows(line) || is(leadOf(s.line(line))))
		}
		n := numbers{}
		if b.first > s.Text.LineAt(s.Start) {
			if l := leadOf(s.line(b.first - 1)); l.ordered() {
				n.set(l)
			}
		}
		deep := 0 // columns that lines of the item go on behind
		for _, line := range lines {
			l := leadOf(s.line(line))
			start := s.lineStart(line) + len(l.quote) + len(l.indent)
			if s.flows(line) {
				if goes := max(0, columns(l.indent)+deep); deep != 0 {
					edits = append(edits, text.Edit{Start: start - len(l.indent), End: start, New: strings.Repeat(" ", goes)})
				}
				continue
			}
			e := text.Edit{Start: start, End: s.lineStart(line) + l.size}
			if !all {
				e.New = mark(n.next(l))
			}
			deep = len(strings.TrimSuffix(e.New, "[ ] ")) - (l.size - len(l.quote) - len(l.indent) - len(l.box))
			edits = append(edits, e)
		}
	}
	return edited(edits...)
}

// numbers counts the items of ordered lists, each depth by itself.
type numbers struct {
	depth, n  []int
	delimiter string
}

// set says that the last item at the depth of l is l.
func (c *numbers) set(l leading) {
	c.depth, c.n = []int{columns(l.indent)}, []int{l.number()}
	c.delimiter = l.marker[len(l.marker)-1:]
}

// next returns the number of the next item, which is as deep as l.
func (c *numbers) next(l leading) (n int, delimiter string) {
	d := columns(l.indent)
	for k := len(c.depth); k > 0 && c.depth[k-1] > d; k-- {
		c.depth, c.n = c.depth[:k-1], c.n[:k-1]
	}
	if k := len(c.depth); k == 0 || c.depth[k-1] < d {
		c.depth, c.n = append(c.depth, d), append(c.n, 0)
	}
	if c.delimiter == "" {
		c.delimiter = "."
	}
	c.n[len(c.n)-1]++
	return c.n[len(c.n)-1], c.delimiter
}

// listReach is how many lines are looked at for the items around one.
const listReach = 500

// itemAbove returns the nearest item above line with the same quotation that is no deeper than depth
// columns, and whether there is one in the same list.
func (s State) itemAbove(line, depth int) (leading, bool) {
	quote := strings.TrimSpace(leadOf(s.line(line)).quote)
	blank := false
	for i := line - 1; i >= max(s.Text.LineAt(s.Start), line-listReach); i-- {
		words := s.line(i)
		l := leadOf(words)
		switch {
		case strings.TrimSpace(l.quote) != quote:
			return leading{}, false
		case isBlank(words[len(l.quote):]):
			blank = true
		case l.marker != "" && columns(l.indent) <= depth:
			return l, true
		case l.marker == "" && l.indent == "" && blank:
			return leading{}, false // a paragraph ends the list
		case headingSize(words[l.size:]) > 0 && l.indent == "":
			return leading{}, false
		}
	}
	return leading{}, false
}

// withChildren returns the block with the lines that belong to its last item.
func (s State) withChildren(b block) block {
	l := leadOf(s.line(b.last))
	if l.marker == "" {
		return b
	}
	depth, last := columns(l.indent), b.last
	for i := b.last + 1; i < min(s.Text.Lines(), b.last+listReach); i++ {
		words := s.line(i)
		c := leadOf(words)
		if isBlank(words[len(c.quote):]) {
			continue
		}
		if columns(c.indent) <= depth {
			break
		}
		last = i
	}
	b.last = last
	return b
}

// Indent nests the items of the selected lines below the one above, indents other selected lines,
// or puts blanks in at a caret. In a table it goes to the next cell. Before the first word of a
// paragraph it does nothing: blanks there would make code of it.
func Indent(s State) Transaction {
	if InTable(s) {
		return TableNext(s)
	}
	if BeginsParagraph(s) {
		return Transaction{}
	}
	if edits, ok := tabEdits(s); ok {
		return Transaction{Edits: edits} // Undo takes them back alone
	}
	var edits []text.Edit
	done := -1 // the last line so far, children included
	for _, b := range s.blocks() {
		if b.first = max(b.first, done+1); b.first > b.last {
			continue
		}
		first := leadOf(s.line(b.first))
		if !s.isItem(b.first, first) {
			for line := b.first; line <= b.last; line++ {
				if words := s.line(line); !isBlank(words) {
					at := s.lineStart(line) + len(leadOf(words).quote)
					edits = append(edits, text.Edit{Start: at, End: at, New: indentUnit(s, line, 0)})
				}
			}
			continue
		}
		depth := columns(first.indent)
		above, ok := s.itemAbove(b.first, depth)
		if !ok || columns(above.indent) < depth {
			continue // the first of its list: there is no item to nest it in
		}
		by := len(above.marker) + max(1, len(above.gap))
		b = s.withChildren(b)
		done = b.last
		edits = append(edits, shiftItems(s, b, depth, depth+by)...)
	}
	return counted(s, text.Other, nil, edits...)
}

// Outdent takes the items of the selected lines out of the one that they are nested in, and one
// step of indentation from other selected lines. In a table it goes to the cell before.
func Outdent(s State) Transaction {
	if InTable(s) {
		return TablePrev(s)
	}
	var edits []text.Edit
	done := -1 // the last line so far, children included
	for _, b := range s.nestedBlocks() {
		if b.first = max(b.first, done+1); b.first > b.last {
			continue
		}
		first := leadOf(s.line(b.first))
		if !s.isItem(b.first, first) {
			for line := b.first; line <= b.last; line++ {
				l := leadOf(s.line(line))
				at := s.lineStart(line) + len(l.quote)
				edits = append(edits, text.Edit{Start: at, End: at + stepOf(l.indent)})
			}
			continue
		}
		depth := columns(first.indent)
		to := 0
		if parent, ok := s.itemAbove(b.first, depth-1); ok {
			to = columns(parent.indent)
		}
		if depth > 0 {
			b = s.withChildren(b)
			done = b.last
			edits = append(edits, shiftItems(s, b, depth, to)...)
		}
	}
	return counted(s, text.Other, nil, edits...)
}

// nestedBlocks returns the selected lines without items that are nested in none, and what is theirs but
// for items. A block without any item is left as it is.
func (s State) nestedBlocks() (out []block) {
	for _, b := range s.blocks() {
		outer := false
		for line := b.first; line <= b.last; line++ {
			l := leadOf(s.line(line))
			item := s.isItem(line, l)
			switch n := len(out) - 1; {
			case item && columns(l.indent) == 0:
				outer = true
			case outer && !item:
			case n < 0 || outer || line == b.first:
				outer = false
				out = append(out, block{line, line})
			default:
				out[n].last = line
			}
		}
	}
	return out
}

// isItem reports whether a line is an item, and not one in fenced code.
func (s State) isItem(line int, l leading) bool {
	return l.marker != "" && s.fencedFrom(line, fenceReach) < 0
}

// BeginsParagraph reports whether all carets are before the first word of a paragraph.
func BeginsParagraph(s State) bool {
	if InTable(s) {
		return false
	}
	for _, x := range s.Selections {
		at := x.Head
		line := s.Text.LineAt(at)
		words := s.line(line)
		l := leadOf(words)
		if !x.Empty() || at < s.Start || l.marker != "" || l.quote != "" || isBlank(words) ||
			at > s.lineStart(line)+len(words)-len(strings.TrimLeft(words, " ")) || columns(l.indent) >= 4 || !IsProse(s, at) ||
			line > s.Text.LineAt(s.Start) && !isBlank(s.line(line-1)) {
			return false
		}
	}
	return true
}

// tabEdits returns the edits of Tab at carets that are in no item, and whether that is all there is.
func tabEdits(s State) ([]text.Edit, bool) {
	var edits []text.Edit
	for _, x := range s.Selections {
		if x.End() < s.Start {
			continue
		}
		line := s.Text.LineAt(x.Head)
		if first := s.shown(block{line, line}).first; !x.Empty() || s.isItem(first, leadOf(s.line(first))) {
			return nil, false
		}
		col := len([]rune(s.Text.Slice(s.lineStart(line), max(s.lineStart(line), x.Head))))
		edits = append(edits, text.Edit{Start: x.Head, End: x.Head, New: indentUnit(s, line, col)})
	}
	sortEdits(edits)
	return edits, true
}

// indentUnit returns one step of indentation at a column: a tab where the line, or the one above, is
// indented by tabs, else blanks to the next fourth column.
func indentUnit(s State, line, col int) string {
	for i := line; i >= max(s.Text.LineAt(s.Start), line-1); i-- {
		if strings.HasPrefix(leadOf(s.line(i)).indent, "\t") {
			return "\t"
		}
	}
	return strings.Repeat(" ", 4-col%4)
}

// stepOf returns how many bytes of indentation are one step.
func stepOf(indent string) int {
	n := 0
	for n < len(indent) && n < 4 {
		n++
		if indent[n-1] == '\t' {
			break
		}
	}
	return n
}

// shiftItems returns the edits that move the lines of a block, which starts with an item, from one
// depth to another. Ordered items that come to a new list get its numbers.
func shiftItems(s State, b block, from, to int) []text.Edit {
	var n numbers
	if l, ok := s.itemAbove(b.first, to); ok && columns(l.indent) == to && l.ordered() {
		n.set(l)
	}
	var edits []text.Edit
	for line := b.first; line <= b.last; line++ {
		words := s.line(line)
		l := leadOf(words)
		if isBlank(words[len(l.quote):]) {
			continue
		}
		indent := strings.Repeat(" ", max(0, columns(l.indent)+to-from))
		marker := l.marker
		if l.ordered() && columns(l.indent) == from {
			moved := l
			moved.indent = indent
			k, delimiter := n.next(moved)
			marker = fmt.Sprintf("%d%s", k, delimiter)
		}
		start := s.lineStart(line) + len(l.quote)
		edits = append(edits, text.Edit{Start: start, End: start + len(l.indent), New: indent})
		if at := start + len(l.indent); marker != l.marker {
			edits = append(edits, text.Edit{Start: at, End: at + len(l.marker), New: marker})
		}
	}
	return edits
}
