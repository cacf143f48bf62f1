package session

import (
	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/text"
)

// mostPairs is how many pairs of marks are remembered.
const mostPairs = 64

// typing is what one key leaves to the next.
type typing struct {
	keys  compose.Keys
	pairs []pairMarks
	row   *text.Mark // the start of the row of a table that Enter made last, nil for none
	lead  bool       // its first bar was not typed yet
}

// pairMarks are two marks of the text that were put in together.
type pairMarks struct {
	open, shut *text.Mark
	mark       byte
}

// SetTyping says whether marks are put in by twos, and around what is selected, and with which
// quotation marks what is typed is set: quotation marks, dashes and ellipses; nil leaves them as they
// are typed. At first marks are put in by twos and nothing is set.
func (s *Session) SetTyping(pairs bool, quotes *compose.Quotes) {
	s.typing.keys.Pairs, s.typing.keys.Quotes = pairs, quotes
	s.forgetPairs(0)
}

// Type puts what was typed in place of the selections, see [compose.Type]. In a row that Enter made, | goes on
// to the next cell.
func (s *Session) Type(words string) { s.edit(func() { s.typed(words) }) }

func (s *Session) typed(words string) {
	k := &s.typing
	if words == "|" && k.row != nil {
		t, over, in := compose.StepOverBar(s.State(), compose.Row{Start: k.row.Off, Lead: k.lead})
		k.lead = false
		if !in {
			s.forgetRow()
		}
		if over {
			s.run(t)
			return
		}
	}
	keys := k.keys
	keys.Open = s.openPairs()
	s.run(compose.Type(s.State(), words, keys))
}

// Backspace deletes what is selected, and at a caret the character before it.
func (s *Session) Backspace() {
	s.edit(func() { s.run(compose.Backspace(s.State(), s.openPairs())) })
}

// rememberKeys notes what a transaction leaves to the next key.
func (s *Session) rememberKeys(t compose.Transaction) {
	k := &s.typing
	if t.Pair != 0 {
		for _, x := range s.sels {
			k.pairs = append(k.pairs, pairMarks{s.Mark(x.Head, text.Before), s.Mark(x.Head, text.After), t.Pair})
		}
		s.forgetPairs(mostPairs)
	}
	if t.Row {
		s.forgetRow()
		line := s.text.LineAt(s.sels[0].Head)
		k.row, k.lead = s.Mark(max(s.head.start, s.text.LineStart(line)), text.Before), true
	}
}

// openPairs returns the pairs that a caret is between.
func (s *Session) openPairs() []compose.Pair {
	var open []compose.Pair
	for _, p := range s.typing.pairs {
		open = append(open, compose.Pair{Open: p.open.Off, Shut: p.shut.Off, Mark: p.mark})
	}
	return open
}

// leavePairs forgets the pairs that no caret is between.
func (s *Session) leavePairs() {
	kept := s.typing.pairs[:0]
	for _, p := range s.typing.pairs {
		if s.between(p) {
			kept = append(kept, p)
			continue
		}
		s.Release(p.open)
		s.Release(p.shut)
	}
	s.typing.pairs = kept
}

// between reports whether a caret is between two marks.
func (s *Session) between(p pairMarks) bool {
	for _, x := range s.sels {
		if p.open.Off <= x.Head && x.Head <= p.shut.Off {
			return true
		}
	}
	return false
}

// forgetPairs forgets all pairs but some, the oldest first.
func (s *Session) forgetPairs(keep int) {
	k := &s.typing
	for len(k.pairs) > keep {
		s.Release(k.pairs[0].open)
		s.Release(k.pairs[0].shut)
		k.pairs = k.pairs[1:]
	}
}

// forgetRow forgets the row that Enter made.
func (s *Session) forgetRow() {
	s.Release(s.typing.row)
	s.typing.row, s.typing.lead = nil, false
}

// forgetKeys forgets what the last keys left.
func (s *Session) forgetKeys() {
	s.forgetPairs(0)
	s.forgetRow()
}
