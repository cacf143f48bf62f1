package session

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

// ReplaceRange puts a text in the place of a range of the body, and reports whether it could. The caret
// is behind it then.
func (s *Session) ReplaceRange(r text.Range, with string) bool {
	if r.Start < s.start || r.End < r.Start || r.End > s.text.Len() {
		return false
	}
	s.Apply(text.Other, []text.Selection{text.Caret(r.Start + len(with))}, text.Edit{Start: r.Start, End: r.End, New: with})
	return true
}

// ReplaceAll replaces every hit of a query in the given ranges of the body, or in all of it, by one
// transaction and returns how many there were. In what replaces hits of a regular expression groups
// may be named, see text.Finder.Expand.
func (s *Session) ReplaceAll(q text.Query, with string, in ...text.Range) int {
	f, err := q.Compile()
	if err != nil {
		return 0
	}
	var edits []text.Edit
	for _, r := range s.ranges(in) {
		for h := range f.Hits(s.text, r) {
			if n := len(edits); n > 0 && h.Start < edits[n-1].End {
				continue
			}
			edits = append(edits, text.Edit{Start: h.Start, End: h.End, New: f.Expand(s.text, h, with)})
		}
	}
	n := len(edits)
	if n > manyHits {
		edits = []text.Edit{s.oneEdit(edits)}
	}
	if n > 0 {
		s.Apply(text.Other, nil, edits...)
	}
	return n
}

// ranges returns the parts of ranges that are body, in order, those that meet joined; all of the
// body for none.
func (s *Session) ranges(in []text.Range) []text.Range {
	if len(in) == 0 {
		return []text.Range{{Start: s.start, End: s.text.Len()}}
	}
	in = slices.Clone(in)
	slices.SortFunc(in, func(a, b text.Range) int { return cmp.Compare(a.Start, b.Start) })
	var out []text.Range
	for _, r := range in {
		r.Start, r.End = max(r.Start, s.start), min(r.End, s.text.Len())
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
func (s *Session) oneEdit(edits []text.Edit) text.Edit {
	var b strings.Builder
	e := text.Edit{Start: edits[0].Start, End: edits[len(edits)-1].End}
	at := e.Start
	for _, x := range edits {
		b.WriteString(s.text.Slice(at, x.Start))
		b.WriteString(x.New)
		at = x.End
	}
	e.New = b.String()
	return e
}

// SelectNextOccurrence selects the words at the carets; where all is selected already, it adds the
// next occurrence of what the primary selection holds, round the body, as the new primary one.
func (s *Session) SelectNextOccurrence() {
	if s.selectWords() {
		return
	}
	q := text.Query{Text: s.text.Slice(s.sels[0].Start(), s.sels[0].End())}
	from, wrapped := s.sels[0].End(), false
	for {
		r, ok := q.Next(s.text, from)
		switch {
		case !ok && wrapped, wrapped && r.Start >= s.sels[0].Start():
			return
		case !ok:
			from, wrapped = s.start, true
			continue
		}
		taken := slices.ContainsFunc(s.sels, func(x text.Selection) bool { return x.Start() < r.End && r.Start < x.End() })
		if !taken {
			s.Select(append([]text.Selection{{Anchor: r.Start, Head: r.End}}, s.sels...)...)
			return
		}
		from = r.Start + 1
	}
}

// SelectAllOccurrences selects all that is the same as the primary selection, or the word at the
// primary caret, holds.
func (s *Session) SelectAllOccurrences() {
	x := s.sels[0]
	if x.Empty() {
		w, ok := s.wordOf(x.Head)
		if !ok {
			return
		}
		x = text.Selection{Anchor: w.start, Head: w.end}
	}
	if x.Start() < s.start {
		return
	}
	all := []text.Selection{x}
	q := text.Query{Text: s.text.Slice(x.Start(), x.End())}
	for _, from := range []int{s.start, x.End()} {
		for r := range q.All(s.text, from) {
			if len(all) == mostCarets || from < x.End() && r.End > x.Start() {
				break
			}
			all = append(all, text.Selection{Anchor: r.Start, Head: r.End})
		}
	}
	s.Select(all...)
}

// selectWords selects the words at carets, and reports whether there were carets.
func (s *Session) selectWords() bool {
	sels, carets := slices.Clone(s.sels), false
	for i, x := range sels {
		if x.Start() < s.start {
			return true
		}
		if !x.Empty() {
			continue
		}
		carets = true
		if w, ok := s.wordOf(x.Head); ok {
			sels[i] = text.Selection{Anchor: w.start, Head: w.end}
		}
	}
	if carets {
		s.Select(sels...)
	}
	return carets
}

// wordOf returns the word at an offset of the body.
func (s *Session) wordOf(at int) (span, bool) {
	if at < s.start {
		return span{}, false
	}
	line := s.text.LineAt(at)
	from := s.lineStart(line)
	w := wordAt(s.text.Slice(from, s.text.LineEnd(line)), min(at, s.text.LineEnd(line))-from)
	return span{w.start + from, w.end + from}, w.start < w.end
}
