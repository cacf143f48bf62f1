package compose

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/editor/text"
)

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
func ToggleBold(s State) Transaction { return toggleAll(s, bold) }

// ToggleItalic makes the selected text, or the word at the caret, italic, or takes that away.
func ToggleItalic(s State) Transaction { return toggleAll(s, italic) }

// ToggleCode makes the selected text, or the word at the caret, a code span, or takes that away.
func ToggleCode(s State) Transaction { return toggleAll(s, code) }

// ToggleStrike strikes the selected text, or the word at the caret, out, or takes that away.
func ToggleStrike(s State) Transaction { return toggleAll(s, strike) }

// toggleAll switches an emphasis at every selection.
func toggleAll(s State, e emphasis) Transaction {
	s.prose = s.proseAround()
	return asOne(s, func(x text.Selection) inline { return toggleInline(s, e, x) })
}

// Link makes a link of the selected text, or of the word at the caret, and waits for its address; of
// a selected address it makes a link that waits for its text. In a link it selects the address.
func Link(s State) Transaction {
	return eachInline(s, func(x text.Selection) inline { return linkInline(s, x) })
}

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

// selecting returns the inline that only selects [start, end).
func selecting(start, end int) inline { return inline{start: place{off: start}, end: place{off: end}} }

// asOne is eachInline for what goes around all of some selections that touch, as one: marks that stand
// back to back would be read as others.
func asOne(s State, at func(text.Selection) inline) Transaction {
	joined, of := joined(s.Selections)
	if len(joined) == len(s.Selections) {
		return eachInline(s, at)
	}
	all := s
	all.Selections = joined
	t := eachInline(all, at)
	_, p := s.Text.Apply(t.Edits...)
	after := make([]text.Selection, len(s.Selections))
	for i, x := range s.Selections {
		whole := t.Selections[of[i]]
		in := func(off int, b text.Bias) int { return min(max(p.Map(off, b), whole.Start()), whole.End()) }
		switch {
		case x == joined[of[i]]:
			after[i] = whole
		case x.Head < x.Anchor:
			after[i] = text.Selection{Anchor: in(x.Anchor, text.Before), Head: in(x.Head, text.After)}
		default:
			after[i] = text.Selection{Anchor: in(x.Anchor, text.After), Head: in(x.Head, text.Before)}
		}
	}
	t.Selections = after
	return t
}

// joined returns selections with those that touch made one, and of which of these each was.
func joined(sels []text.Selection) (all []text.Selection, of []int) {
	order := make([]int, len(sels))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(sels[i].Start(), sels[j].Start()) })
	of = make([]int, len(sels))
	var first []int // of each of all, the first that it was made of
	for _, i := range order {
		x := sels[i]
		if n := len(all); n > 0 && !x.Empty() && !all[n-1].Empty() && x.Start() <= all[n-1].End() {
			all[n-1] = text.Selection{Anchor: all[n-1].Start(), Head: max(x.End(), all[n-1].End())}
			first[n-1] = min(first[n-1], i)
		} else {
			all, first = append(all, x), append(first, i)
		}
		of[i] = len(all) - 1
	}
	at := make([]int, len(all)) // the primary one is the first again
	for i := range at {
		at[i] = i
	}
	slices.SortFunc(at, func(i, j int) int { return cmp.Compare(first[i], first[j]) })
	out, place := make([]text.Selection, len(all)), make([]int, len(all))
	for to, from := range at {
		out[to], place[from] = all[from], to
	}
	for i := range of {
		of[i] = place[of[i]]
	}
	return out, of
}

// eachInline carries out a command at every selection, also where two touch. Of edits that overlap, as with
// two carets in one word, the first are made.
func eachInline(s State, at func(text.Selection) inline) Transaction {
	all := make([]inline, len(s.Selections))
	var order []int
	for i, x := range s.Selections {
		all[i] = selecting(x.Start(), x.End())
		if x.End() >= s.Start {
			x.Anchor, x.Head = max(x.Anchor, s.Start), max(x.Head, s.Start)
			all[i] = at(x)
		}
		if len(all[i].edits) > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(all[i].edits[0].Start, all[j].edits[0].Start) })
	var edits []text.Edit
	began := -1 // where the edits of the last inline do
	for _, i := range order {
		x := &all[i]
		first, n := x.edits[0].Start, len(edits)
		switch {
		case n > 0 && first == began: // it is about the same words
		case n > 0 && first < edits[n-1].End:
			old := s.Selections[i]
			x.start, x.end = place{old.Start(), text.After, 0}, place{old.End(), text.Before, 0}
		default:
			if n > 0 && edits[n-1].Start == first { // what the one before puts there comes first
				x.start.behind(edits[n-1])
				x.end.behind(edits[n-1])
			}
			edits, began = append(edits, x.edits...), first
		}
	}
	_, p := s.Text.Apply(edits...)
	after := make([]text.Selection, len(all))
	for i, x := range all {
		start := p.Map(x.start.off, x.start.bias) + x.start.plus
		end := max(start, p.Map(x.end.off, x.end.bias)+x.end.plus)
		after[i] = text.Selection{Anchor: start, Head: end}
		if old := s.Selections[i]; old.Head < old.Anchor {
			after[i] = text.Selection{Anchor: end, Head: start}
		}
	}
	return Transaction{Kind: text.Other, Edits: edits, Selections: after}
}

// behind moves a place that lies before what is inserted at its offset behind e, which inserts there too.
func (p *place) behind(e text.Edit) {
	if p.off == e.Start && p.bias == text.Before {
		p.plus += len(e.New)
	}
}

// toggleInline returns what switching e does at a selection.
func toggleInline(s State, e emphasis, x text.Selection) inline {
	if x.Empty() {
		return toggleAtCaret(s, e, x.Head)
	}
	pieces := s.pieces(x.Start(), x.End())
	if len(pieces) == 0 {
		return selecting(x.Start(), x.End())
	}
	var all []stretch
	on := true
	for _, lines := range s.stretches(pieces) {
		x := s.stretchOf(e, lines)
		all, on = append(all, x), on && x.on
	}
	var edits []text.Edit
	for _, x := range all {
		edits = append(edits, x.toggled(s, e, on)...)
	}
	first, last := s.paired(pieces[0]), s.paired(pieces[len(pieces)-1])
	// Two stretches may lie in one pair of marks, which goes once.
	slices.SortStableFunc(edits, func(a, b text.Edit) int { return a.Start - b.Start })
	edits = slices.CompactFunc(edits, func(a, b text.Edit) bool { return a == b && a.Start < a.End })
	return inline{edits: edits, start: place{first.start, text.After, 0}, end: place{last.end, text.Before, 0}}
}

// toggleAtCaret returns what switching e does at a caret: to the word there; right before the closing
// mark it is a step over it; between two marks they go; else two marks come.
func toggleAtCaret(s State, e emphasis, at int) inline {
	line := s.Text.LineAt(at)
	from, to := s.lineStart(line), s.Text.LineEnd(line)
	at = min(at, to)
	words, col := s.Text.Slice(from, to), at-from
	n := len(e.mark)
	if strings.HasSuffix(words[:col], e.mark) && strings.HasPrefix(words[col:], e.mark) {
		x := selecting(at, at)
		x.edits = []text.Edit{{Start: at - n, End: at + n}}
		return x
	}
	for _, c := range e.chars {
		mark := strings.Repeat(string(c), n)
		if n = len(mark); strings.HasPrefix(words[col:], mark) && strings.Count(words[:col], mark)%2 == 1 {
			return selecting(at+n, at+n)
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
	return inline{edits: toggleEdits(s, e, w, isOn(s, e, w)), start: p, end: p}
}

// isOn reports whether a stretch of a line is e.
func isOn(s State, e emphasis, w span) bool {
	if s.paired(w).has(e) > 0 {
		return true
	}
	_, ok := emphasisAround(s, e, w)
	return ok
}

// toggleEdits returns the edits that switch e for one stretch of a line.
func toggleEdits(s State, e emphasis, w span, on bool) []text.Edit {
	c := s.paired(w)
	if on {
		if a, ok := emphasisAround(s, e, w); ok && c.has(e) == 0 {
			return takeOut(s, a, w)
		}
		n, open, shut := c.has(e), c.start, c.end
		for _, p := range c.pairs {
			if strings.ContainsRune(e.chars, p.char) && e.on(p.open, p.shut) > 0 {
				break
			}
			open, shut = open-p.open, shut+p.shut
		}
		if e.mark == code.mark { // blanks that keep a grave accent of the code apart go with the marks
			if body := s.Text.Slice(open, shut); len(body) > 2 && body[0] == ' ' && body[len(body)-1] == ' ' &&
				(strings.HasPrefix(body, " `") || strings.HasSuffix(body, "` ")) {
				return []text.Edit{{Start: open - n, End: open + 1}, {Start: shut - 1, End: shut + n}}
			}
		}
		return []text.Edit{{Start: open - n, End: open}, {Start: shut, End: shut + n}}
	}
	if isOn(s, e, w) {
		return nil
	}
	start, end := c.start, c.end
	if e.mark != code.mark && len(c.pairs) > 0 && c.pairs[0].char == '`' { // nothing is bold inside of code
		start, end = start-c.pairs[0].open, end+c.pairs[0].shut
	}
	open := e.mark
	if wordBeside(s, start, end) {
		open = e.inner
	}
	shut := open
	if e.mark == code.mark {
		open, shut = codeMarks(s.Text.Slice(start, end))
	}
	return []text.Edit{{Start: start, End: start, New: open}, {Start: end, End: end, New: shut}}
}

// wordBeside reports whether a letter or digit stands directly before or behind [start, end).
func wordBeside(s State, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(s.Text.Slice(max(s.Start, start-utf8.UTFMax), start))
	after, _ := utf8.DecodeRuneInString(s.Text.Slice(end, min(s.Text.Len(), end+utf8.UTFMax)))
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
func (s State) paired(w span) content {
	from, to := s.lineStart(s.Text.LineAt(w.start)), s.Text.LineEnd(s.Text.LineAt(w.end))
	words := s.Text.Slice(from, to)
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
func (s State) pieces(a, b int) []span {
	var out []span
	for line := s.Text.LineAt(a); line <= s.Text.LineAt(b); line++ {
		from, end := s.lineStart(line), s.Text.LineEnd(line)
		words := s.Text.Slice(from, end)
		start := max(a, from+leadOf(words).size+headingSize(words[leadOf(words).size:]))
		end = min(b, end)
		if start >= end {
			continue
		}
		words = s.Text.Slice(start, end)
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

// linkInline returns what making a link does at a selection.
func linkInline(s State, x text.Selection) inline {
	line := s.Text.LineAt(x.Start())
	from, to := s.lineStart(line), s.Text.LineEnd(line)
	words := s.Text.Slice(from, to)
	if address, ok := linkAt(words, x.Start()-from, x.End()-from); ok {
		return selecting(from+address.start, from+address.end)
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
	case isAddress(s.Text.Slice(w.start, w.end)):
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
