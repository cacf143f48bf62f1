package spelling

import (
	"fmt"

	"galley.app/galley/editor/session"
	"galley.app/galley/editor/spell"
	"galley.app/galley/editor/text"
)

const (
	wantedAtOnce = 1200     // words that a search for the next misspelled one asks for
	searchStep   = 32 << 10 // bytes that are looked at before others get their turn
)

// search is the search for the next misspelled word, which goes on when words
// that were not known are.
type search struct {
	session *session.Session
	version uint64 // of the text
	at      int    // where to look next
	end     int    // where looking ends
	round   bool   // it went round at the end of the text
	from    int    // where it began
}

// Next selects the next misspelled word after the caret, going
// round at the end.
func (s *Spelling) Next() {
	if !s.ready() {
		return
	}
	x := s.o.Session()
	t := x.Text()
	from := max(x.Primary().End(), x.Start())
	s.searching = &search{session: x, version: t.Version(), at: from, end: t.Len(), from: from}
	s.o.Say("Looking for the next misspelled word…")
	s.search()
}

// search goes on with a search for as long as nothing has to be asked for.
func (s *Spelling) search() {
	x := s.searching
	switch {
	case x == nil:
		return
	case x.session != s.o.Session() || x.version != x.session.Text().Version() || !s.On():
		s.searching = nil
		return
	case x.at >= x.end && x.round:
		s.searching = nil
		s.o.Say("No misspelled words.")
		return
	case x.at >= x.end:
		x.at, x.end, x.round = x.session.Start(), x.from, true
	}
	part := s.o.Editor.WholeWords(x.at, min(x.at+searchStep, x.end))
	found, word := text.Range{}, ""
	var unknown []string
	s.o.Editor.EachWord(part, func(at text.Range, what string) bool {
		if at.Start < x.at {
			return true
		}
		switch s.Look(what) {
		case spell.Wrong:
			found, word = at, what
			return false
		case spell.Unknown:
			unknown = append(unknown, what)
		}
		return len(unknown) < wantedAtOnce
	})
	switch {
	case len(unknown) > 0: // changed goes on
		s.checker.Want(unknown)
	case word != "":
		s.searching = nil
		s.o.Say(fmt.Sprintf("“%s”: ", word) + s.o.Hint("Ctrl+. offers what it could be."))
		s.o.FocusText()
		x.session.Select(text.Selection{Anchor: found.Start, Head: found.End})
		s.o.Editor.Reveal(found.Start)
	default:
		x.at = max(part.End, x.at+1)
		s.o.Post(s.search)
	}
}
