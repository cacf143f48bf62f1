package session

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/editor/text"
)

// The commands in this file and in lines.go, list.go and enter.go edit the Markdown of the body at
// the selections, each as one transaction. What lies before Start is never touched.

// delimiters are the characters that emphasis and code spans are made of.
const delimiters = "*_~`"

// emphasis is one kind of inline markup.
type emphasis struct {
	mark  string // what is put in
	inner string // what is put in where a letter or digit stands beside it
	chars string // the characters that may stand for it
	// on returns how many of the characters at either end are this emphasis, when open and shut of
	// the same stand there; 0 for none.
	on func(open, shut int) int
}

var (
	bold = emphasis{mark: "**", inner: "**", chars: "*_", on: func(open, shut int) int {
		if min(open, shut) >= 2 {
			return 2
		}
		return 0
	}}
	italic = emphasis{mark: "_", inner: "*", chars: "*_", on: func(open, shut int) int {
		if n := min(open, shut); n == 1 || n >= 3 {
			return 1
		}
		return 0
	}}
	strike = emphasis{mark: "~~", inner: "~~", chars: "~", on: func(open, shut int) int {
		if open == shut && open <= 2 {
			return open
		}
		return 0
	}}
	code = emphasis{mark: "`", inner: "`", chars: "`", on: func(open, shut int) int {
		if open == shut {
			return open
		}
		return 0
	}}
)

// ToggleBold makes the selected text, or the word at the caret, bold, or takes that away.
func (s *Session) ToggleBold() { s.inlines(func(x text.Selection) inline { return s.toggle(bold, x) }) }

// ToggleItalic makes the selected text, or the word at the caret, italic, or takes that away.
func (s *Session) ToggleItalic() {
	s.inlines(func(x text.Selection) inline { return s.toggle(italic, x) })
}

// ToggleCode makes the selected text, or the word at the caret, a code span, or takes that away.
func (s *Session) ToggleCode() { s.inlines(func(x text.Selection) inline { return s.toggle(code, x) }) }

// ToggleStrike strikes the selected text, or the word at the caret, out, or takes that away.
func (s *Session) ToggleStrike() {
	s.inlines(func(x text.Selection) inline { return s.toggle(strike, x) })
}

// Link makes a link of the selected text, or of the word at the caret, and waits for its address; of
// a selected address it makes a link that waits for its text. In a link it selects the address.
func (s *Session) Link() { s.inlines(s.link) }

// span is the bytes [start, end) of the text.
type span struct{ start, end int }

// place is an offset after some edits: where an old one goes, and some bytes on.
type place struct {
	off  int
	bias text.Bias
	plus int
}

// inline is what an inline command does at one selection, and what is selected then.
type inline struct {
	edits      []text.Edit // in order
	start, end place
}

// selected is the inline that only selects [start, end).
func selected(start, end int) inline { return inline{start: place{off: start}, end: place{off: end}} }

// inlines carries out a command at every selection. Of edits that overlap, as with two carets in one
// word, the first are made.
func (s *Session) inlines(at func(text.Selection) inline) {
	all := make([]inline, len(s.sels))
	var order []int
	for i, x := range s.sels {
		all[i] = selected(x.Start(), x.End())
		if x.End() >= s.start {
			x.Anchor, x.Head = max(x.Anchor, s.start), max(x.Head, s.start)
			all[i] = at(x)
		}
		if len(all[i].edits) > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(all[i].edits[0].Start, all[j].edits[0].Start) })
	var edits []text.Edit
	for _, i := range order {
		first := all[i].edits[0]
		if n := len(edits); n == 0 || first.Start >= edits[n-1].End && first.Start > edits[n-1].Start {
			edits = append(edits, all[i].edits...)
		}
	}
	_, p := s.text.Apply(edits...)
	after := make([]text.Selection, len(all))
	for i, x := range all {
		start := p.Map(x.start.off, x.start.bias) + x.start.plus
		end := max(start, p.Map(x.end.off, x.end.bias)+x.end.plus)
		after[i] = text.Selection{Anchor: start, Head: end}
		if old := s.sels[i]; old.Head < old.Anchor {
			after[i] = text.Selection{Anchor: end, Head: start}
		}
	}
	s.Apply(text.Other, after, edits...)
}

// toggle returns what switching e does at a selection.
func (s *Session) toggle(e emphasis, x text.Selection) inline {
	if x.Empty() {
		return s.toggleCaret(e, x.Head)
	}
	pieces := s.pieces(x.Start(), x.End())
	if len(pieces) == 0 {
		return selected(x.Start(), x.End())
	}
	on := true
	for _, p := range pieces {
		on = on && s.isOn(e, p)
	}
	var edits []text.Edit
	for _, p := range pieces {
		edits = append(edits, s.toggled(e, p, on)...)
	}
	first, last := s.paired(pieces[0]), s.paired(pieces[len(pieces)-1])
	return inline{edits: edits, start: place{first.start, text.After, 0}, end: place{last.end, text.Before, 0}}
}

// toggleCaret returns what switching e does at a caret: to the word there; right before the closing
// mark it is a step over it; between two marks they go; else two marks come.
func (s *Session) toggleCaret(e emphasis, at int) inline {
	line := s.text.LineAt(at)
	from, to := s.lineStart(line), s.text.LineEnd(line)
	at = min(at, to)
	words, col := s.text.Slice(from, to), at-from
	n := len(e.mark)
	if strings.HasSuffix(words[:col], e.mark) && strings.HasPrefix(words[col:], e.mark) {
		x := selected(at, at)
		x.edits = []text.Edit{{Start: at - n, End: at + n}}
		return x
	}
	for _, c := range e.chars {
		mark := strings.Repeat(string(c), n)
		if n = len(mark); strings.HasPrefix(words[col:], mark) && strings.Count(words[:col], mark)%2 == 1 {
			return selected(at+n, at+n)
		}
	}
	w := wordAt(words, col)
	if w.start == w.end {
		return inline{
			edits: []text.Edit{{Start: at, End: at, New: e.mark + e.mark}},
			start: place{at, text.Before, len(e.mark)}, end: place{at, text.Before, len(e.mark)},
		}
	}
	w = span{w.start + from, w.end + from}
	p := place{off: at, bias: text.Before}
	if at == w.start {
		p.bias = text.After
	}
	return inline{edits: s.toggled(e, w, s.isOn(e, w)), start: p, end: p}
}

// isOn reports whether a stretch of a line is e.
func (s *Session) isOn(e emphasis, w span) bool {
	if s.paired(w).has(e) > 0 {
		return true
	}
	_, ok := s.around(e, w)
	return ok
}

// toggled returns the edits that switch e for one stretch of a line.
func (s *Session) toggled(e emphasis, w span, on bool) []text.Edit {
	c := s.paired(w)
	if on {
		if a, ok := s.around(e, w); ok && c.has(e) == 0 {
			return s.takenOut(a, w)
		}
		n, open, shut := c.has(e), c.start, c.end
		for _, p := range c.pairs {
			if strings.ContainsRune(e.chars, p.char) && e.on(p.open, p.shut) > 0 {
				break
			}
			open, shut = open-p.open, shut+p.shut
		}
		if e.mark == code.mark { // blanks that keep a grave accent of the code apart go with the marks
			if body := s.text.Slice(open, shut); len(body) > 2 && body[0] == ' ' && body[len(body)-1] == ' ' &&
				(strings.HasPrefix(body, " `") || strings.HasSuffix(body, "` ")) {
				return []text.Edit{{Start: open - n, End: open + 1}, {Start: shut - 1, End: shut + n}}
			}
		}
		return []text.Edit{{Start: open - n, End: open}, {Start: shut, End: shut + n}}
	}
	if s.isOn(e, w) {
		return nil
	}
	start, end := c.start, c.end
	if e.mark != code.mark && len(c.pairs) > 0 && c.pairs[0].char == '`' { // nothing is bold inside of code
		start, end = start-c.pairs[0].open, end+c.pairs[0].shut
	}
	open := e.mark
	if s.wordBeside(start, end) {
		open = e.inner
	}
	shut := open
	if e.mark == code.mark {
		open, shut = codeMarks(s.text.Slice(start, end))
	}
	return []text.Edit{{Start: start, End: start, New: open}, {Start: end, End: end, New: shut}}
}

// wordBeside reports whether a letter or digit stands directly before or behind [start, end).
func (s *Session) wordBeside(start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(s.text.Slice(max(s.start, start-utf8.UTFMax), start))
	after, _ := utf8.DecodeRuneInString(s.text.Slice(end, min(s.text.Len(), end+utf8.UTFMax)))
	return isWord(before) || isWord(after)
}

// codeMarks returns the marks of a code span that may itself hold grave accents.
func codeMarks(words string) (open, shut string) {
	longest, run := 0, 0
	for i := range len(words) {
		if words[i] != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	mark := strings.Repeat("`", longest+1)
	if strings.HasPrefix(words, "`") || strings.HasSuffix(words, "`") {
		return mark + " ", " " + mark
	}
	return mark, mark
}

// pair is a run of one delimiter before and one behind some text.
type pair struct {
	char       rune
	open, shut int
}

// content is text within pairs of delimiters, the innermost pair first.
type content struct {
	start, end int
	pairs      []pair
}

// has returns how many delimiters at either end are e, 0 if none.
func (c content) has(e emphasis) int {
	for _, p := range c.pairs {
		if strings.ContainsRune(e.chars, p.char) {
			if n := e.on(p.open, p.shut); n > 0 {
				return n
			}
		}
	}
	return 0
}

// paired returns what w is without the pairs of delimiters around it, whether they are within w or
// outside.
func (s *Session) paired(w span) content {
	from, to := s.lineStart(s.text.LineAt(w.start)), s.text.LineEnd(s.text.LineAt(w.end))
	words := s.text.Slice(from, to)
	a, b := w.start-from, w.end-from
	left, right := words[:a], words[b:]
	inner := words[a:b]
	x := len(inner) - len(strings.TrimLeft(inner, delimiters))
	y := len(strings.TrimRight(inner, delimiters))
	if x >= y {
		return content{start: w.start, end: w.end}
	}
	opens := left + inner[:x]
	shuts := inner[y:] + right
	c := content{start: w.start + x, end: w.start + y}
	for opens != "" && shuts != "" && opens[len(opens)-1] == shuts[0] && strings.IndexByte(delimiters, shuts[0]) >= 0 {
		d := shuts[0]
		p := pair{char: rune(d)}
		for p.open < len(opens) && opens[len(opens)-1-p.open] == d {
			p.open++
		}
		for p.shut < len(shuts) && shuts[p.shut] == d {
			p.shut++
		}
		opens, shuts = opens[:len(opens)-p.open], shuts[p.shut:]
		c.pairs = append(c.pairs, p)
	}
	if len(c.pairs) == 0 {
		c.start, c.end = w.start, w.end
	}
	return c
}

// pieces returns the parts of [a, b) that inline markup goes around: the text of each line, without
// what marks its block and without blanks at its ends.
func (s *Session) pieces(a, b int) []span {
	var out []span
	for line := s.text.LineAt(a); line <= s.text.LineAt(b); line++ {
		from, end := s.lineStart(line), s.text.LineEnd(line)
		words := s.text.Slice(from, end)
		start := max(a, from+leadOf(words).size+headingSize(words[leadOf(words).size:]))
		end = min(b, end)
		if start >= end {
			continue
		}
		words = s.text.Slice(start, end)
		left := strings.TrimLeft(words, " \t\r\n")
		start += len(words) - len(left)
		end = start + len(strings.TrimRight(left, " \t\r\n"))
		if start < end {
			out = append(out, span{start, end})
		}
	}
	return out
}

// wordAt returns the word of a line that holds or borders on col; an empty one if there is none.
func wordAt(line string, col int) span {
	w := span{col, col}
	for w.start > 0 {
		r, n := utf8.DecodeLastRuneInString(line[:w.start])
		if !isWord(r) && !(isApostrophe(r) && startsWord(line[w.start:])) {
			break
		}
		w.start -= n
	}
	for w.end < len(line) {
		r, n := utf8.DecodeRuneInString(line[w.end:])
		if !isWord(r) && !(isApostrophe(r) && w.end > w.start && startsWord(line[w.end+n:])) {
			break
		}
		w.end += n
	}
	// A mark of emphasis at its end is no part of the word.
	for w.end > w.start && line[w.start] == '_' {
		w.start++
	}
	for w.end > w.start && line[w.end-1] == '_' {
		w.end--
	}
	if col < w.start || col > w.end {
		return span{col, col}
	}
	return w
}

func isWord(r rune) bool {
	return r == '_' || r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r))
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' }

func startsWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isWord(r)
}

// link returns what making a link does at a selection.
func (s *Session) link(x text.Selection) inline {
	line := s.text.LineAt(x.Start())
	from, to := s.lineStart(line), s.text.LineEnd(line)
	words := s.text.Slice(from, to)
	if address, ok := linkAt(words, x.Start()-from, x.End()-from); ok {
		return selected(from+address.start, from+address.end)
	}
	w := span{x.Start(), x.End()}
	if x.Empty() {
		at := min(x.Head-from, len(words))
		w = wordAt(words, at)
		w = span{w.start + from, w.end + from}
	} else if pieces := s.pieces(w.start, w.end); len(pieces) > 0 {
		w = span{pieces[0].start, pieces[len(pieces)-1].end}
	}
	open, shut := "[", "]()"
	at := place{w.end, text.Before, len("](")}
	switch {
	case isAddress(s.text.Slice(w.start, w.end)):
		open, shut = "[](", ")"
		at = place{w.start, text.Before, len("[")}
	case w.start == w.end:
		at = place{w.start, text.Before, len("[")}
		return inline{edits: []text.Edit{{Start: w.start, End: w.start, New: "[]()"}}, start: at, end: at}
	}
	return inline{
		edits: []text.Edit{{Start: w.start, End: w.start, New: open}, {Start: w.end, End: w.end, New: shut}},
		start: at, end: at,
	}
}

// linkAt returns the address of the inline link of a line that holds [a, b).
func linkAt(line string, a, b int) (span, bool) {
	for from := 0; ; {
		i := strings.Index(line[from:], "](")
		if i < 0 {
			return span{}, false
		}
		i += from
		from = i + 2
		open := strings.LastIndexByte(line[:i], '[')
		shut := strings.IndexByte(line[from:], ')')
		if open >= 0 && shut >= 0 && open < a && b <= from+shut {
			return span{from, from + shut}, true
		}
	}
}

// isAddress reports whether s is an address and nothing else.
func isAddress(s string) bool {
	if strings.ContainsAny(s, " \t\r\n()<>") {
		return false
	}
	for _, scheme := range []string{"http://", "https://", "mailto:", "ftp://", "tel:", "www."} {
		if strings.HasPrefix(strings.ToLower(s), scheme) && len(s) > len(scheme) {
			return true
		}
	}
	return false
}
