package session

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"galley.app/galley/editor/text"
)

// twins are two marks that were put in together, as the caret is still between them.
type twins struct {
	open, shut int // behind the opening mark and before the closing one
	mark       byte
}

// mostTwins is how many pairs are remembered.
const mostTwins = 64

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

// SetPairs says whether marks are put in by twos, and around what is selected. At first they are.
func (s *Session) SetPairs(on bool) {
	s.unpaired = !on
	s.pairs = nil
}

// Type puts what was typed in place of the selections. An opening mark goes around a selection; at a
// caret (, [, ` and " bring their closing twin where that cannot be in the way, and typing that steps
// over it. In a row that Enter made, | goes on to the next cell.
func (s *Session) Type(words string) {
	if words == "|" && s.typeBar() {
		return
	}
	smart := len(words) == 1 && s.sets(words[0])
	if smart && words[0] == '"' && !s.unpaired && s.allSelect() {
		s.wrapQuotes('"')
		return
	}
	if len(words) == 1 && !s.unpaired && !(smart && words[0] == '"') && strings.IndexByte("()[]`\"*_", words[0]) >= 0 && s.typeMark(words[0]) {
		return
	}
	for _, x := range s.sels {
		if !x.Empty() {
			s.hist.Break() // what replaces a selection is an undo step of its own
			break
		}
	}
	s.insert(text.Typing, words)
	if smart {
		s.set(words[0])
	}
}

// allSelect reports whether no selection is a mere caret.
func (s *Session) allSelect() bool {
	for _, x := range s.sels {
		if x.Empty() {
			return false
		}
	}
	return true
}

// insert puts words in place of each selection.
func (s *Session) insert(kind text.Kind, words string) {
	edits, after := s.inserts(words)
	s.Apply(kind, after, edits...)
}

// inserts returns the edits that put words in place of each selection, and the carets behind them. It
// takes the same words for all, or some for each in the order of the text.
func (s *Session) inserts(words ...string) ([]text.Edit, []text.Selection) {
	edits := make([]text.Edit, len(s.sels))
	after := make([]text.Selection, len(s.sels))
	for i, x := range s.sels {
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
	_, p := s.text.Apply(edits...)
	for i, x := range s.sels {
		after[i] = text.Caret(p.Map(x.End(), text.After))
	}
	return edits, after
}

// typeMark does what a mark does that is no ordinary character here, and reports whether it did.
func (s *Session) typeMark(c byte) bool {
	carets := 0
	for _, x := range s.sels {
		switch {
		case x.Start() < s.start:
			return false
		case x.Empty():
			carets++
		}
	}
	switch {
	case carets == 0:
		return closing(c) != 0 && !s.quoteInCode(c) && s.wrap(c)
	case carets < len(s.sels):
		return false
	case s.stepOver(c):
		return true
	}
	return s.open(c)
}

// quoteInCode reports whether c is a quotation mark and a selection lies in fenced code, where it is
// part of a program.
func (s *Session) quoteInCode(c byte) bool {
	if c != '"' {
		return false
	}
	for _, x := range s.sels {
		if s.fencedFrom(s.text.LineAt(x.Start()), fenceReach) >= 0 {
			return true
		}
	}
	return false
}

// wrap puts a mark and its twin around each selection.
func (s *Session) wrap(c byte) bool {
	s.inlines(func(x text.Selection) inline {
		return inline{
			edits: []text.Edit{
				{Start: x.Start(), End: x.Start(), New: string(rune(c))},
				{Start: x.End(), End: x.End(), New: string(rune(closing(c)))},
			},
			start: place{x.Start(), text.After, 0}, end: place{x.End(), text.Before, 0},
		}
	})
	return true
}

// stepOver moves carets over the twin that was put in for c, and reports whether all are at one.
func (s *Session) stepOver(c byte) bool {
	after := make([]text.Selection, len(s.sels))
	for i, x := range s.sels {
		if t, ok := s.pairAt(x.Head); !ok || t.mark != c {
			return false
		}
		after[i] = text.Caret(x.Head + 1)
	}
	s.Select(after...)
	return true
}

// pairAt returns the innermost twins of which the closing one stands at an offset.
func (s *Session) pairAt(off int) (twins, bool) {
	for i := len(s.pairs) - 1; i >= 0; i-- {
		if t := s.pairs[i]; t.shut == off && off < s.text.Len() && s.text.Byte(off) == t.mark {
			return t, true
		}
	}
	return twins{}, false
}

// open puts in a mark and its twin at each caret, and reports whether it could at all of them.
func (s *Session) open(c byte) bool {
	if strings.IndexByte("([`\"", c) < 0 || s.quoteInCode(c) {
		return false
	}
	for _, x := range s.sels {
		if !s.opens(c, x.Head) {
			return false
		}
	}
	edits, after := s.inserts(string([]byte{c, closing(c)}))
	for i := range after {
		after[i] = text.Caret(after[i].Head - 1)
	}
	s.Apply(text.Typing, after, edits...)
	for _, x := range s.sels {
		s.pairs = append(s.pairs, twins{x.Head, x.Head, closing(c)})
	}
	s.pairs = s.pairs[max(0, len(s.pairs)-mostTwins):]
	return true
}

// opens reports whether a mark typed at an offset opens something: its twin would not be in the way
// of the next character, nor is it escaped, one of a row, or behind a word.
func (s *Session) opens(c byte, at int) bool {
	next, _ := utf8.DecodeRuneInString(s.text.Slice(at, min(s.text.Len(), at+utf8.UTFMax)))
	if at < s.text.Len() && !strings.ContainsRune(" \t\r\n.,;:!?…)]}>»”’", next) {
		return false
	}
	before := s.text.Slice(max(s.start, at-utf8.UTFMax), at)
	prev, _ := utf8.DecodeLastRuneInString(before)
	switch {
	case before == "":
		return true
	case prev == '\\' || c == '`' && prev == '`':
		return false
	}
	return c == '[' || c == '`' || !isWord(prev)
}

// follow maps the twins through a patch.
func (s *Session) follow(p text.Patch) {
	s.fresh.start = p.Map(s.fresh.start, text.Before)
	for i, t := range s.pairs {
		s.pairs[i].open, s.pairs[i].shut = p.Map(t.open, text.Before), p.Map(t.shut, text.After)
	}
}

// leave forgets the twins that no caret is between.
func (s *Session) leave() {
	kept := s.pairs[:0]
	for _, t := range s.pairs {
		for _, x := range s.sels {
			if t.open <= x.Head && x.Head <= t.shut {
				kept = append(kept, t)
				break
			}
		}
	}
	s.pairs = kept
}

// Backspace deletes what is selected, and at a caret the character before it. Twins of marks with
// the caret right between them go both.
func (s *Session) Backspace() {
	kind := text.Deleting
	var edits []text.Edit
	for _, x := range s.sels {
		e := text.Edit{Start: x.Start(), End: x.End()}
		if !x.Empty() {
			kind = text.Other
		} else if x.Head > s.start {
			e.Start = s.before(x.Head)
			if t, ok := s.pairAt(x.Head); ok && t.open == x.Head && closing(s.text.Byte(x.Head-1)) == t.mark {
				e.End++
			}
		}
		if e.Start < e.End {
			edits = append(edits, e)
		}
	}
	if len(edits) == 0 {
		return
	}
	sortEdits(edits)
	for i := 1; i < len(edits); i++ {
		edits[i].Start = max(edits[i].Start, edits[i-1].End)
		edits[i].End = max(edits[i].Start, edits[i].End)
	}
	if len(edits) == 1 && len(s.sels) == 1 {
		s.Apply(kind, []text.Selection{text.Caret(edits[0].Start)}, edits...)
		return
	}
	_, p := s.text.Apply(edits...)
	after := make([]text.Selection, len(s.sels))
	for i, x := range s.sels {
		after[i] = text.Caret(p.Map(x.Head, text.After))
	}
	s.Apply(kind, after, edits...)
}

// clusterReach is the most bytes that are looked at for a character that people see as one.
const clusterReach = 1024

// before returns where the character or line ending starts that ends at an offset of the body.
func (s *Session) before(at int) int {
	from := max(s.start, at-clusterReach)
	words := s.text.Slice(from, at)
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
func (s *Session) Paste(words string) {
	words = strings.ReplaceAll(strings.ReplaceAll(words, "\r\n", "\n"), "\r", "\n")
	if address := strings.TrimSpace(words); isURL(address) && s.linkable() {
		s.linkTo(address)
		return
	}
	eol := s.text.Ending()
	words = strings.ReplaceAll(words, "\n", eol)
	each := strings.Split(strings.TrimSuffix(words, eol), eol)
	if len(s.sels) < 2 || len(each) != len(s.sels) {
		each = []string{words}
	}
	edits, after := s.inserts(each...)
	s.applyCounted(text.Other, after, edits...)
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
func (s *Session) linkable() bool {
	for _, x := range s.sels {
		if x.Empty() || x.Start() < s.start {
			return false
		}
		words := s.text.Slice(x.Start(), x.End())
		if isBlank(words) || isAddress(words) || strings.ContainsAny(words, "[]\r\n") {
			return false
		}
		line := s.text.LineAt(x.Start())
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

func (s *Session) linkTo(address string) {
	if strings.ContainsAny(address, "()") {
		address = "<" + address + ">"
	}
	shut := "](" + address + ")"
	s.inlines(func(x text.Selection) inline {
		words := s.text.Slice(x.Start(), x.End())
		start := x.Start() + len(words) - len(strings.TrimLeft(words, " \t"))
		end := x.Start() + len(strings.TrimRight(words, " \t"))
		at := place{end, text.After, 0}
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
