package compose

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"galley.app/galley/editor/text"
)

// Pair is two marks that were put in together, while a caret is still between them.
type Pair struct {
	Open, Shut int // behind the opening mark and before the closing one
	Mark       byte
}

// Keys is what typing knows beside the text.
type Keys struct {
	Pairs  bool    // marks are put in by twos, and around what is selected
	Quotes *Quotes // set, like dashes and ellipses, for what is typed; nil leaves that as it is
	Open   []Pair  // marks that were put in by twos with a caret still between them, the innermost last
}

// closing returns the mark that closes what c opens, 0 if it opens nothing.
func closing(c byte) byte {
	switch c {
	case '(':
		return ')'
	case '[':
		return ']'
	case '`', '"', '*', '_':
		return c
	}
	return 0
}

// Type puts what was typed in place of the selections. An opening mark goes around a selection; at a
// caret (, [, ` and " bring their closing twin where that cannot be in the way, and typing that steps
// over it. Quotation marks, dashes and ellipses are set by a transaction of their own, so that undo
// leads back to what was typed.
func Type(s State, words string, k Keys) Transaction {
	set := k.Quotes != nil && len(words) == 1 && setsMark(s, words[0])
	switch {
	case len(words) != 1 || !k.Pairs:
	case set && words[0] == '"':
		if allSelected(s) {
			return wrapQuotes(s, *k.Quotes)
		}
	case strings.IndexByte("()[]`\"*_", words[0]) >= 0:
		if t, ok := typeMark(s, words[0], k.Open); ok {
			return t
		}
	}
	edits, after := insertions(s, words)
	t := Transaction{Kind: text.Typing, Edits: edits, Selections: after}
	for _, x := range s.Selections {
		t.Apart = t.Apart || !x.Empty() // what replaces a selection is an undo step of its own
	}
	if set {
		c, q := words[0], *k.Quotes
		t.Then = func(s State) Transaction { return typeset(s, c, q) }
	}
	return t
}

// allSelected reports whether no selection is a mere caret.
func allSelected(s State) bool {
	for _, x := range s.Selections {
		if x.Empty() {
			return false
		}
	}
	return true
}

// insertions returns the edits that put words in place of each selection, and the carets behind them. It
// takes the same words for all, or some for each in the order of the text.
func insertions(s State, words ...string) ([]text.Edit, []text.Selection) {
	edits := make([]text.Edit, len(s.Selections))
	after := make([]text.Selection, len(s.Selections))
	for i, x := range s.Selections {
		edits[i] = text.Edit{Start: x.Start(), End: x.End(), New: words[0]}
	}
	if len(edits) == 1 {
		after[0] = text.Caret(edits[0].Start + len(words[0]))
		return edits, after
	}
	sortEdits(edits)
	for i := range edits {
		edits[i].New = words[min(i, len(words)-1)]
	}
	_, p := s.Text.Apply(edits...)
	for i, x := range s.Selections {
		after[i] = text.Caret(p.Map(x.End(), text.After))
	}
	return edits, after
}

// typeMark returns what a mark does that is no ordinary character here, and reports whether it does
// something.
func typeMark(s State, c byte, open []Pair) (Transaction, bool) {
	carets := 0
	for _, x := range s.Selections {
		switch {
		case x.Start() < s.Start:
			return Transaction{}, false
		case x.Empty():
			carets++
		}
	}
	switch {
	case carets == 0:
		if closing(c) == 0 || quoteInCode(s, c) {
			return Transaction{}, false
		}
		return wrapMarks(s, c), true
	case carets < len(s.Selections):
		return Transaction{}, false
	}
	if t, ok := stepOver(s, c, open); ok {
		return t, true
	}
	return openPair(s, c)
}

// quoteInCode reports whether c is a quotation mark and a selection lies in fenced code, where it is
// part of a program.
func quoteInCode(s State, c byte) bool {
	if c != '"' {
		return false
	}
	for _, x := range s.Selections {
		if s.fencedFrom(s.Text.LineAt(x.Start()), fenceReach) >= 0 {
			return true
		}
	}
	return false
}

// wrapMarks puts a mark and its twin around each selection, also where two touch.
func wrapMarks(s State, c byte) Transaction {
	open, shut := string(rune(c)), string(rune(closing(c)))
	var edits []text.Edit
	for _, x := range inOrder(s.Selections) {
		edits = append(edits, text.Edit{Start: x.Start(), End: x.Start(), New: open}, text.Edit{Start: x.End(), End: x.End(), New: shut})
	}
	_, p := s.Text.Apply(edits...)
	after := make([]text.Selection, len(s.Selections))
	for i, x := range s.Selections {
		after[i] = text.Selection{Anchor: p.Map(x.Start(), text.After), Head: p.Map(x.End(), text.Before)}
		if x.Head < x.Anchor {
			after[i].Anchor, after[i].Head = after[i].Head, after[i].Anchor
		}
	}
	return Transaction{Kind: text.Other, Edits: edits, Selections: after}
}

// inOrder returns selections by where they are in the text.
func inOrder(sels []text.Selection) []text.Selection {
	return slices.SortedFunc(slices.Values(sels), func(a, b text.Selection) int { return cmp.Compare(a.Start(), b.Start()) })
}

// stepOver moves carets over the twin that was put in for c, and reports whether all are at one.
func stepOver(s State, c byte, open []Pair) (Transaction, bool) {
	if len(open) == 0 {
		return Transaction{}, false
	}
	after := make([]text.Selection, len(s.Selections))
	for i, x := range s.Selections {
		if p, ok := pairAt(s, open, x.Head); !ok || p.Mark != c {
			return Transaction{}, false
		}
		after[i] = text.Caret(x.Head + 1)
	}
	return selected(after...), true
}

// pairAt returns the innermost pair of which the closing mark stands at an offset.
func pairAt(s State, open []Pair, off int) (Pair, bool) {
	for i := len(open) - 1; i >= 0; i-- {
		if p := open[i]; p.Shut == off && off < s.Text.Len() && s.Text.Byte(off) == p.Mark {
			return p, true
		}
	}
	return Pair{}, false
}

// openPair puts in a mark and its twin at each caret, and reports whether it can at all of them.
func openPair(s State, c byte) (Transaction, bool) {
	if strings.IndexByte("([`\"", c) < 0 || quoteInCode(s, c) {
		return Transaction{}, false
	}
	for _, x := range s.Selections {
		if !opensAt(s, c, x.Head) {
			return Transaction{}, false
		}
	}
	edits, after := insertions(s, string([]byte{c, closing(c)}))
	for i := range after {
		after[i] = text.Caret(after[i].Head - 1)
	}
	return Transaction{Kind: text.Typing, Edits: edits, Selections: after, Pair: closing(c)}, true
}

// opensAt reports whether a mark typed at an offset opens something: its twin would not be in the way
// of the next character, nor is it escaped, one of a row, or behind a word.
func opensAt(s State, c byte, at int) bool {
	next, _ := utf8.DecodeRuneInString(s.Text.Slice(at, min(s.Text.Len(), at+utf8.UTFMax)))
	if at < s.Text.Len() && !strings.ContainsRune(" \t\r\n.,;:!?…)]}>»”’", next) {
		return false
	}
	before := s.Text.Slice(max(s.Start, at-utf8.UTFMax), at)
	prev, _ := utf8.DecodeLastRuneInString(before)
	switch {
	case before == "":
		return true
	case prev == '\\' || c == '`' && prev == '`':
		return false
	}
	return c == '[' || c == '`' || !isWord(prev)
}

// Backspace deletes what is selected, and at a caret the character before it. Two marks of a
// pair with the caret right between them go both.
func Backspace(s State, open []Pair) Transaction {
	kind := text.Deleting
	var edits []text.Edit
	for _, x := range s.Selections {
		e := text.Edit{Start: x.Start(), End: x.End()}
		if !x.Empty() {
			kind = text.Other
		} else if x.Head > s.Start {
			e.Start = clusterBefore(s, x.Head)
			if p, ok := pairAt(s, open, x.Head); ok && p.Open == x.Head && closing(s.Text.Byte(x.Head-1)) == p.Mark {
				e.End++
			}
		}
		if e.Start < e.End {
			edits = append(edits, e)
		}
	}
	if len(edits) == 0 {
		return Transaction{}
	}
	sortEdits(edits)
	for i := 1; i < len(edits); i++ {
		edits[i].Start = max(edits[i].Start, edits[i-1].End)
		edits[i].End = max(edits[i].Start, edits[i].End)
	}
	if len(edits) == 1 && len(s.Selections) == 1 {
		return Transaction{Kind: kind, Edits: edits, Selections: []text.Selection{text.Caret(edits[0].Start)}}
	}
	_, p := s.Text.Apply(edits...)
	after := make([]text.Selection, len(s.Selections))
	for i, x := range s.Selections {
		after[i] = text.Caret(p.Map(x.Head, text.After))
	}
	return Transaction{Kind: kind, Edits: edits, Selections: after}
}

// clusterReach is the most bytes that are looked at for a character that people see as one.
const clusterReach = 1024

// clusterBefore returns where the character or line ending starts that ends at an offset of the body.
func clusterBefore(s State, at int) int {
	from := max(s.Start, at-clusterReach)
	words := s.Text.Slice(from, at)
	if strings.HasSuffix(words, "\r\n") {
		return at - 2
	}
	// Between two ASCII bytes there always is a border.
	i := len(words) - 1
	for i > 0 && (words[i] >= utf8.RuneSelf || words[i-1] >= utf8.RuneSelf) {
		i--
	}
	for i < len(words) && !utf8.RuneStart(words[i]) {
		i++
	}
	for i < len(words) {
		c, rest, _, _ := uniseg.FirstGraphemeClusterInString(words[i:], -1)
		if rest == "" {
			return from + i
		}
		i += len(c)
	}
	return at - 1
}

// Paste puts in what was on the clipboard, with the line ending of the text. An address pasted over
// words makes a link of them. As many lines as there are selections, when there are several, go one to
// each.
func Paste(s State, words string) Transaction {
	words = strings.ReplaceAll(strings.ReplaceAll(words, "\r\n", "\n"), "\r", "\n")
	if address := strings.TrimSpace(words); isURL(address) && linkable(s) {
		return linkTo(s, address)
	}
	eol := s.Text.Ending()
	words = strings.ReplaceAll(words, "\n", eol)
	each := strings.Split(strings.TrimSuffix(words, eol), eol)
	if len(s.Selections) < 2 || len(each) != len(s.Selections) {
		each = []string{words}
	}
	edits, after := insertions(s, each...)
	return counted(s, text.Other, after, edits...)
}

// isURL reports whether s is an address that a link can lead to, and nothing else.
func isURL(s string) bool {
	if strings.ContainsAny(s, " \t\n<>\"`") {
		return false
	}
	for _, scheme := range []string{"http://", "https://", "mailto:"} {
		if len(s) > len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) {
			return true
		}
	}
	return false
}

// linkable reports whether all selections are words of the body that can be a link's text.
func linkable(s State) bool {
	for _, x := range s.Selections {
		if x.Empty() || x.Start() < s.Start {
			return false
		}
		words := s.Text.Slice(x.Start(), x.End())
		if isBlank(words) || isAddress(words) || strings.ContainsAny(words, "[]\r\n") {
			return false
		}
		line := s.Text.LineAt(x.Start())
		from, whole := s.lineStart(line), s.line(line)
		if _, ok := linkAt(whole, x.Start()-from, x.End()-from); ok || inCodeSpan(whole, x.Start()-from) {
			return false
		}
		if s.fencedFrom(line, fenceReach) >= 0 {
			return false
		}
	}
	return true
}

func linkTo(s State, address string) Transaction {
	if strings.ContainsAny(address, "()") {
		address = "<" + address + ">"
	}
	shut := "](" + address + ")"
	return eachInline(s, func(x text.Selection) inline {
		words := s.Text.Slice(x.Start(), x.End())
		start := x.Start() + len(words) - len(strings.TrimLeft(words, " \t"))
		end := x.Start() + len(strings.TrimRight(words, " \t"))
		at := place{end, text.Before, len(shut)}
		return inline{edits: []text.Edit{{Start: start, End: start, New: "["}, {Start: end, End: end, New: shut}}, start: at, end: at}
	})
}

// codeSpan returns the size of the code span that s starts with, 0 if it starts with none.
func codeSpan(s string) int {
	n := len(s) - len(strings.TrimLeft(s, "`"))
	if n == 0 {
		return 0
	}
	for at := n; at < len(s); {
		i := strings.IndexByte(s[at:], '`')
		if i < 0 {
			return 0
		}
		at += i
		run := len(s[at:]) - len(strings.TrimLeft(s[at:], "`"))
		at += run
		if run == n {
			return at
		}
	}
	return 0
}

// inCodeSpan reports whether a column of a line lies in a code span.
func inCodeSpan(line string, col int) bool {
	for at := 0; at < col && at < len(line); {
		switch {
		case line[at] == '\\':
			at += 2
		case line[at] == '`':
			n := codeSpan(line[at:])
			if n > 0 && col < at+n {
				return true
			}
			for n == 0 && at < len(line) && line[at] == '`' {
				at++
			}
			at += n
		default:
			at++
		}
	}
	return false
}
