package compose

import (
	"cmp"
	"slices"
	"strings"

	"galley.app/galley/editor/text"
)

const (
	// manyHits is the number of hits from which ReplaceAll makes one edit of them all: the history
	// would hold more about the hits than the text does.
	manyHits = 50_000
	// mostCarets is the most selections that SelectAllOccurrences makes.
	mostCarets = 10_000
)

// ReplaceRange puts a text in the place of a range of the body, with the caret behind it then.
func ReplaceRange(s State, r text.Range, with string) Transaction {
	if r.Start < s.Start || r.End < r.Start || r.End > s.Text.Len() {
		return Transaction{}
	}
	return Transaction{
		Kind: text.Other, Edits: []text.Edit{{Start: r.Start, End: r.End, New: with}},
		Selections: []text.Selection{text.Caret(r.Start + len(with))},
	}
}

// ReplaceAll replaces every hit of a query in the given ranges of the body, or in all of it, and
// returns how many there are. In what replaces hits of a regular expression groups
// may be named, see text.Finder.Expand.
func ReplaceAll(s State, q text.Query, with string, in ...text.Range) (t Transaction, n int) {
	f, err := q.Compile()
	if err != nil {
		return Transaction{}, 0
	}
	var edits []text.Edit
	for _, r := range bodyRanges(s, in) {
		for h := range f.Hits(s.Text, r) {
			if n := len(edits); n > 0 && h.Start < edits[n-1].End {
				continue
			}
			edits = append(edits, text.Edit{Start: h.Start, End: h.End, New: f.Expand(s.Text, h, with)})
		}
	}
	if n = len(edits); n > manyHits {
		edits = []text.Edit{oneEdit(s, edits)}
	}
	return edited(edits...), n
}

// bodyRanges returns the parts of ranges that are body, in order, those that meet joined; all of the
// body for none.
func bodyRanges(s State, in []text.Range) []text.Range {
	if len(in) == 0 {
		return []text.Range{{Start: s.Start, End: s.Text.Len()}}
	}
	in = slices.Clone(in)
	slices.SortFunc(in, func(a, b text.Range) int { return cmp.Compare(a.Start, b.Start) })
	var out []text.Range
	for _, r := range in {
		r.Start, r.End = max(r.Start, s.Start), min(r.End, s.Text.Len())
		switch n := len(out); {
		case r.Start > r.End:
		case n > 0 && r.Start <= out[n-1].End:
			out[n-1].End = max(out[n-1].End, r.End)
		default:
			out = append(out, r)
		}
	}
	return out
}

// oneEdit returns the edit that does what several do.
func oneEdit(s State, edits []text.Edit) text.Edit {
	var b strings.Builder
	e := text.Edit{Start: edits[0].Start, End: edits[len(edits)-1].End}
	at := e.Start
	for _, x := range edits {
		b.WriteString(s.Text.Slice(at, x.Start))
		b.WriteString(x.New)
		at = x.End
	}
	e.New = b.String()
	return e
}

// SelectNextOccurrence selects the words at the carets; where all is selected already, it adds the
// next occurrence of what the primary selection holds, round the body, as the new primary one.
func SelectNextOccurrence(s State) Transaction {
	if t, carets := selectWords(s); carets {
		return t
	}
	q := text.Query{Text: s.Text.Slice(s.Selections[0].Start(), s.Selections[0].End())}
	from, wrapped := s.Selections[0].End(), false
	for {
		r, ok := q.Next(s.Text, from)
		switch {
		case !ok && wrapped, wrapped && r.Start >= s.Selections[0].Start():
			return Transaction{}
		case !ok:
			from, wrapped = s.Start, true
			continue
		}
		taken := slices.ContainsFunc(s.Selections, func(x text.Selection) bool { return x.Start() < r.End && r.Start < x.End() })
		if !taken {
			return selected(append([]text.Selection{{Anchor: r.Start, Head: r.End}}, s.Selections...)...)
		}
		from = r.Start + 1
	}
}

// SelectAllOccurrences selects all that is the same as the primary selection, or the word at the
// primary caret, holds.
func SelectAllOccurrences(s State) Transaction {
	x := s.Selections[0]
	if x.Empty() {
		w, ok := s.wordOf(x.Head)
		if !ok {
			return Transaction{}
		}
		x = text.Selection{Anchor: w.start, Head: w.end}
	}
	if x.Start() < s.Start {
		return Transaction{}
	}
	all := []text.Selection{x}
	q := text.Query{Text: s.Text.Slice(x.Start(), x.End())}
	for _, from := range []int{s.Start, x.End()} {
		for r := range q.All(s.Text, from) {
			if len(all) == mostCarets || from < x.End() && r.End > x.Start() {
				break
			}
			all = append(all, text.Selection{Anchor: r.Start, Head: r.End})
		}
	}
	return selected(all...)
}

// selectWords selects the words at carets, and reports whether there are carets.
func selectWords(s State) (t Transaction, carets bool) {
	sels := slices.Clone(s.Selections)
	for i, x := range sels {
		if x.Start() < s.Start {
			return Transaction{}, true
		}
		if !x.Empty() {
			continue
		}
		carets = true
		if w, ok := s.wordOf(x.Head); ok {
			sels[i] = text.Selection{Anchor: w.start, Head: w.end}
		}
	}
	return selected(sels...), carets
}

// wordOf returns the word at an offset of the body.
func (s State) wordOf(at int) (span, bool) {
	if at < s.Start {
		return span{}, false
	}
	line := s.Text.LineAt(at)
	from := s.lineStart(line)
	w := wordAt(s.Text.Slice(from, s.Text.LineEnd(line)), min(at, s.Text.LineEnd(line))-from)
	return span{w.start + from, w.end + from}, w.start < w.end
}
