package compose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"galley.app/galley/editor/text"
)

// Enter starts a new line at each caret, with the text's usual ending. A list item, a task and a
// quotation go on in it, and indentation is kept; in an item or a quotation without words it ends
// that instead. In a table it adds a row.
func Enter(s State) Transaction {
	if InTable(s) {
		return TableEnter(s)
	}
	edits := make([]text.Edit, len(s.Selections))
	for i, x := range s.Selections {
		edits[i] = enterEdit(s, x)
	}
	sorted, last := slices.Clone(edits), -1
	sortEdits(sorted)
	sorted = slices.DeleteFunc(sorted, func(e text.Edit) bool {
		double := e.Start < last || e.End == last
		last = max(last, e.End)
		return double
	})
	_, p := s.Text.Apply(sorted...)
	after := make([]text.Selection, len(edits))
	for i, e := range edits {
		after[i] = text.Caret(p.Map(e.End, text.After))
	}
	return counted(s, text.Typing, after, sorted...)
}

func sortEdits(edits []text.Edit) {
	slices.SortStableFunc(edits, func(a, b text.Edit) int { return cmp.Compare(a.Start, b.Start) })
}

func enterEdit(s State, x text.Selection) text.Edit {
	at, eol := x.Start(), s.Text.Ending()
	e := text.Edit{Start: at, End: x.End(), New: eol}
	if at < s.Start {
		return e
	}
	line := s.Text.LineAt(at)
	start := s.lineStart(line)
	words := s.line(line)
	col := at - start
	if col > len(words) {
		return e
	}
	l := leadOf(words)
	if s.fencedFrom(line, fenceReach) >= 0 {
		e.New += l.quote + l.indent
		return e
	}
	rest := strings.TrimLeft(s.Text.Slice(x.End(), s.Text.LineEnd(s.Text.LineAt(x.End()))), " \t")
	switch {
	case l.marker == "" && l.quote == "":
		e.New += words[:min(col, len(l.indent))]
		return e
	case isBlank(words[l.size:]) && x.Empty() && rest == "":
		return text.Edit{Start: start, End: start + len(words), New: endedItem(s, line, l)}
	case col < l.size:
		return e
	}
	if tail := s.Text.LineEnd(s.Text.LineAt(x.End())) - len(rest); rest != "" {
		e.End = max(e.End, tail)
	}
	e.New += l.quote + l.indent + goOn(l, l)
	return e
}

// goOn returns the marker of the item that follows item l, with a box where like has one.
func goOn(l, like leading) string {
	if l.marker == "" {
		return ""
	}
	marker, box := l.marker, ""
	if n := l.number(); l.ordered() && n < 999999999 {
		marker = fmt.Sprintf("%d%s", n+1, l.marker[len(l.marker)-1:])
	}
	if like.box != "" {
		box = "[ ] "
	}
	gap := l.gap
	if gap == "" || len(gap) > 4 {
		gap = " "
	}
	return marker + gap + box
}

// endedItem returns what a line without words becomes when it ends its item or quotation: an item of
// the list that it was nested in, a line of the quotation around, or an empty line. Right under words
// one more line comes between, without which what is typed next would still be theirs.
func endedItem(s State, line int, l leading) string {
	if l.marker == "" {
		return lineApart(s, line, outerQuote(l.quote))
	}
	if depth := columns(l.indent); depth > 0 {
		if parent, ok := s.itemAbove(line, depth-1); ok {
			return l.quote + parent.indent + goOn(parent, l)
		}
	}
	return lineApart(s, line, l.quote)
}

// lineApart returns a line that starts with quote, under an empty one where the line above has words.
func lineApart(s State, line int, quote string) string {
	if line == 0 || s.lineStart(line) <= s.Start {
		return quote
	}
	above := s.line(line - 1)
	if l := leadOf(above); isBlank(above[len(l.quote):]) {
		return quote
	}
	return strings.TrimRight(quote, " \t") + s.Text.Ending() + quote
}

// outerQuote returns quotation marks without the innermost.
func outerQuote(quote string) string { return quote[:strings.LastIndexByte(quote, '>')] }
