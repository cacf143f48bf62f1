package compose

import (
	"strings"
	"unicode/utf8"

	"galley.app/galley/editor/text"
)

const (
	linkReach  = 4 << 10 // bytes of a line around a place in which a link is looked for
	draftReach = 200     // bytes before a caret in which a link begins that is being typed
)

// InlineLink is a link or image as it is written: [label](address "title").
type InlineLink struct {
	Whole   text.Range // with the brackets, and the ! of an image
	Label   text.Range // between the square brackets
	Address text.Range // between the round ones, or the pointed ones in them, without blanks and title
	Image   bool
}

// LinkAround returns the innermost inline link that an offset of the body is in or beside.
func LinkAround(s State, off int) (InlineLink, bool) {
	if off < s.Start || off > s.Text.Len() {
		return InlineLink{}, false
	}
	n := s.Text.LineAt(off)
	from := max(s.lineStart(n), off-linkReach)
	line := s.Text.Slice(from, min(s.Text.LineEnd(n), off+linkReach))
	best, found := InlineLink{}, false
	for at := 0; ; at++ {
		i := strings.Index(line[at:], "](")
		if i < 0 {
			break
		}
		at += i
		l, ok := linkOver(line, at)
		if !ok || off-from < l.Whole.Start || off-from > l.Whole.End || inCodeSpan(line, at) {
			continue
		}
		if size := l.Whole.End - l.Whole.Start; !found || size < best.Whole.End-best.Whole.Start {
			best, found = l, true
		}
	}
	if !found || s.fencedFrom(n, fenceReach) >= 0 {
		return InlineLink{}, false
	}
	for _, r := range []*text.Range{&best.Whole, &best.Label, &best.Address} {
		r.Start, r.End = r.Start+from, r.End+from
	}
	return best, true
}

// linkOver returns the link of a line whose label ends at a bracket.
func linkOver(line string, shut int) (l InlineLink, ok bool) {
	open, depth := -1, 0
	for i := shut - 1; i >= 0 && open < 0; i-- {
		switch {
		case escaped(line, i):
		case line[i] == ']':
			depth++
		case line[i] == '[' && depth > 0:
			depth--
		case line[i] == '[':
			open = i
		}
	}
	if open < 0 || escaped(line, shut) {
		return l, false
	}
	end := addressEnd(line, shut+2)
	if end < 0 {
		return l, false
	}
	l.Whole, l.Label = text.Range{Start: open, End: end + 1}, text.Range{Start: open + 1, End: shut}
	if open > 0 && line[open-1] == '!' && !escaped(line, open-1) {
		l.Whole.Start, l.Image = open-1, true
	}
	inner := line[shut+2 : end]
	address := strings.TrimLeft(inner, " \t")
	start := end - len(address)
	if rest, pointed := strings.CutPrefix(address, "<"); pointed {
		to := strings.IndexByte(rest, '>')
		if to < 0 {
			return l, false
		}
		l.Address = text.Range{Start: start + 1, End: start + 1 + to}
		return l, true
	}
	if i := strings.IndexAny(address, " \t"); i >= 0 {
		address = address[:i]
	}
	l.Address = text.Range{Start: start, End: start + len(address)}
	return l, true
}

// addressEnd returns where the bracket is that closes the address which begins at an offset of a line, -1 if
// none does.
func addressEnd(line string, at int) int {
	depth, quote := 0, byte(0)
	pointed := strings.HasPrefix(strings.TrimLeft(line[at:], " \t"), "<")
	for i := at; i < len(line); i++ {
		c := line[i]
		switch {
		case escaped(line, i):
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case pointed:
			pointed = c != '>'
		case (c == '"' || c == '\'') && i > at && (line[i-1] == ' ' || line[i-1] == '\t'):
			if strings.IndexByte(line[i+1:], c) >= 0 {
				quote = c
			}
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case c == ')':
			return i
		}
	}
	return -1
}

// escaped reports whether the byte at i follows an odd number of backslashes.
func escaped(line string, i int) bool {
	n := 0
	for n < i && line[i-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

// LinkDraft is a link that is being typed at the caret.
type LinkDraft struct {
	Whole   text.Range // from its first bracket to behind what closes it, or to the caret where nothing does
	Label   text.Range // between the square brackets; of [[ nothing
	Address text.Range // what there is of the address; of [[ nothing
	Query   text.Range // what was typed of what it is to lead to, up to the caret
	Wiki    bool       // it begins with [[
	Image   bool
	Closed  bool // a bracket closes it
}

// LinkTyped returns the link that is being typed at the only caret: [[ and words, or [label]( and an address. It
// looks at no more than a few bytes before the caret where there is none.
func LinkTyped(s State) (LinkDraft, bool) {
	if len(s.Selections) != 1 || !s.Selections[0].Empty() {
		return LinkDraft{}, false
	}
	at := s.Selections[0].Head
	first := max(s.Start, at-draftReach)
	for i := at - 1; i > first; i-- {
		switch c := s.Text.Byte(i); c {
		case '\n', '\r', ']', ')', '"':
			return LinkDraft{}, false
		case '[':
			if s.Text.Byte(i-1) != '[' {
				return LinkDraft{}, false
			}
			return s.draft(LinkDraft{Whole: text.Range{Start: i - 1, End: at}, Query: text.Range{Start: i + 1, End: at}, Wiki: true})
		case '(':
			if s.Text.Byte(i-1) != ']' {
				return LinkDraft{}, false
			}
			return s.draft(LinkDraft{Address: text.Range{Start: i + 1, End: at}, Query: text.Range{Start: i + 1, End: at}})
		}
	}
	return LinkDraft{}, false
}

// draft fills in what lies around the part of a link that was typed.
func (s State) draft(d LinkDraft) (LinkDraft, bool) {
	at := d.Query.End
	n := s.Text.LineAt(at)
	from := max(s.lineStart(n), at-linkReach)
	line := s.Text.Slice(from, min(s.Text.LineEnd(n), at+linkReach))
	mark := d.Query.Start - from - 1 // the last bracket
	if escaped(line, mark-1) || inCodeSpan(line, mark) || s.fencedFrom(n, fenceReach) >= 0 {
		return d, false
	}
	behind := line[at-from:]
	if d.Wiki {
		before := line[:mark-1]
		if strings.HasSuffix(before, "[") || strings.HasSuffix(before, "!") {
			return d, false
		}
		d.Label = text.Range{Start: d.Query.Start, End: d.Query.Start}
		d.Address = d.Label
		for range 2 {
			if rest, ok := strings.CutPrefix(behind, "]"); ok {
				d.Whole.End, behind, d.Closed = d.Whole.End+1, rest, true
			}
		}
		return d, true
	}
	closed := line[:at-from] + ")"
	if i := strings.IndexAny(behind, ") \t"); i >= 0 {
		if end := addressEnd(line, mark+1); end >= 0 {
			closed, d.Closed = line, true
			d.Address.End = at + i
		}
	}
	l, ok := linkOver(closed, mark-1)
	if !ok {
		return d, false
	}
	d.Label, d.Image = text.Range{Start: l.Label.Start + from, End: l.Label.End + from}, l.Image
	d.Whole = text.Range{Start: l.Whole.Start + from, End: l.Whole.End + from}
	if !d.Closed {
		d.Whole.End = at
	}
	return d, true
}

// Draft returns the link as one that is being typed: what it is to lead to is asked for anew, by its label or by
// its address.
func (l InlineLink) Draft(query text.Range) LinkDraft {
	return LinkDraft{Whole: l.Whole, Label: l.Label, Address: l.Address, Query: query, Image: l.Image, Closed: true}
}

// CompleteLink writes an address into a link that is being typed, and the label where there is none or where it
// was what the address was looked for by. The caret goes behind the link.
func CompleteLink(s State, d LinkDraft, label, address string) Transaction {
	if strings.ContainsAny(address, "() \t") {
		address = "<" + address + ">"
	}
	var edits []text.Edit
	words := text.Edit{Start: d.Label.Start, End: d.Label.End, New: labelOf(label)}
	goal := text.Edit{Start: d.Address.Start, End: d.Address.End, New: address}
	switch pointed := d.Address.Start > s.Start && s.Text.Byte(d.Address.Start-1) == '<'; {
	case d.Wiki:
		edits = []text.Edit{{Start: d.Whole.Start, End: d.Whole.End, New: "[" + words.New + "](" + address + ")"}}
	default:
		if pointed && strings.HasPrefix(address, "<") {
			goal.New = address[1 : len(address)-1]
		}
		if !d.Closed {
			goal.New += ")"
		}
		if isBlank(s.Text.Slice(words.Start, words.End)) || d.Query == d.Label {
			edits = append(edits, words)
		}
		edits = append(edits, goal)
	}
	_, p := s.Text.Apply(edits...)
	return Transaction{Kind: text.Other, Apart: true, Edits: edits, Selections: []text.Selection{text.Caret(p.Map(d.Whole.End, text.After))}}
}

// labelOf returns words as they are written in a label, where nothing in them is a mark.
func labelOf(words string) string {
	words = strings.Join(strings.Fields(words), " ")
	var b strings.Builder
	for i, r := range words {
		mark := strings.ContainsRune("\\[]*`<", r)
		if r == '_' { // within a word it is none
			prev, _ := utf8.DecodeLastRuneInString(words[:i])
			next, _ := utf8.DecodeRuneInString(words[i+1:])
			mark = !isWord(prev) || !isWord(next)
		}
		if mark {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// TabInLink returns the step of Tab within an inline link: from the label to the address, and out behind the link;
// or back. It is not ok where the only selection is not in one.
func TabInLink(s State, back bool) (t Transaction, ok bool) {
	if len(s.Selections) != 1 {
		return t, false
	}
	x := s.Selections[0]
	l, ok := LinkAround(s, x.Head)
	within := func(r text.Range) bool { return x.Start() >= r.Start && x.End() <= r.End }
	behind := text.Range{Start: l.Label.End + 2, End: l.Whole.End - 1}
	switch {
	case !ok || InTable(s):
		return t, false
	case !back && within(l.Label):
		return selected(text.Selection{Anchor: l.Address.Start, Head: l.Address.End}), true
	case !back && within(behind):
		return selected(text.Caret(l.Whole.End)), true
	case back && within(behind):
		return selected(text.Selection{Anchor: l.Label.Start, Head: l.Label.End}), true
	}
	return t, false
}
