package session

import (
	"slices"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/text"
)

// mostPairs is how many pairs of marks are remembered.
const mostPairs = 64

// typing is what one key leaves to the next.
type typing struct {
	marks *text.Marks
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
	s.typing.forgetPairs(0)
}

// Type puts what was typed in place of the selections, see [compose.Type]. In a row that Enter made, |
// goes on to the next cell.
func (s *Session) Type(words string) {
	s.edit(func() {
		if t, ok := s.typing.stepOverBar(s.State(), words); ok {
			s.run(t)
			return
		}
		keys := s.typing.keys
		keys.Open = s.typing.open()
		s.run(compose.Type(s.State(), words, keys))
	})
}

// Backspace deletes what is selected, and at a caret the character before it.
func (s *Session) Backspace() {
	s.edit(func() { s.run(compose.Backspace(s.State(), s.typing.open())) })
}

// stepOverBar returns the step over a bar of the row that Enter made last, if words are one to step over.
func (k *typing) stepOverBar(s compose.State, words string) (t compose.Transaction, over bool) {
	if words != "|" || k.row == nil {
		return t, false
	}
	t, over, in := compose.StepOverBar(s, compose.Row{Start: k.row.Off, Lead: k.lead})
	k.lead = false
	if !in {
		k.forgetRow()
	}
	return t, over
}

// remember notes what a transaction that led to s leaves to the next key.
func (k *typing) remember(s compose.State, t compose.Transaction) {
	if t.Pair != 0 {
		for _, x := range s.Selections {
			k.pairs = append(k.pairs, pairMarks{k.marks.Add(x.Head, text.Before), k.marks.Add(x.Head, text.After), t.Pair})
		}
		k.forgetPairs(mostPairs)
	}
	if t.Row {
		k.forgetRow()
		line := s.Text.LineAt(s.Selections[0].Head)
		k.row, k.lead = k.marks.Add(max(s.Start, s.Text.LineStart(line)), text.Before), true
	}
}

// open returns the pairs that a caret is between.
func (k *typing) open() []compose.Pair {
	var open []compose.Pair
	for _, p := range k.pairs {
		open = append(open, compose.Pair{Open: p.open.Off, Shut: p.shut.Off, Mark: p.mark})
	}
	return open
}

// leave forgets the pairs that no caret is between.
func (k *typing) leave(sels []text.Selection) {
	kept := k.pairs[:0]
	for _, p := range k.pairs {
		if slices.ContainsFunc(sels, func(x text.Selection) bool { return p.open.Off <= x.Head && x.Head <= p.shut.Off }) {
			kept = append(kept, p)
			continue
		}
		k.release(p)
	}
	k.pairs = kept
}

// forgetPairs forgets all pairs but some, the oldest first.
func (k *typing) forgetPairs(keep int) {
	for len(k.pairs) > keep {
		k.release(k.pairs[0])
		k.pairs = k.pairs[1:]
	}
}

func (k *typing) release(p pairMarks) {
	k.marks.Release(p.open)
	k.marks.Release(p.shut)
}

// forgetRow forgets the row that Enter made.
func (k *typing) forgetRow() {
	k.marks.Release(k.row)
	k.row, k.lead = nil, false
}

// forget forgets what the last keys left.
func (k *typing) forget() {
	k.forgetPairs(0)
	k.forgetRow()
}
