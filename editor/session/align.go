package session

import (
	"slices"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/text"
)

// noteTables remembers where an edit was, if that may be in a table, which is to be aligned then.
func (s *Session) noteTables(p text.Patch) {
	shift, last := 0, -1
	for _, c := range p.Changes {
		at := c.Start + shift + len(c.New)
		shift += len(c.New) - len(c.Old)
		if at < s.head.start {
			continue
		}
		if line := s.text.LineAt(at); line != last && compose.MayBeRow(s.State(), line) {
			s.tables = append(s.tables, s.Mark(at, text.After))
			last = line
		}
	}
}

// edit does f, which changes the text or the selections, and aligns the tables that no selection is
// in any more: in one undo step with what f did where only f edited them, else in one of its own.
func (s *Session) edit(f func()) {
	own := len(s.tables) > 0
	f()
	s.alignTables(own)
}

// alignTables aligns the tables that were edited and that no selection is in any more. It costs
// nothing where there is nothing to do.
func (s *Session) alignTables(own bool) {
	if len(s.tables) == 0 {
		return
	}
	places := make([]int, len(s.tables))
	for i, m := range s.tables {
		places[i] = m.Off
	}
	slices.Sort(places)
	t, wait := compose.TidyTables(s.State(), places)
	s.forgetTables()
	for _, at := range wait {
		s.tables = append(s.tables, s.Mark(at, text.After))
	}
	if edits := s.text.Effective(t.Edits); len(edits) > 0 {
		s.transact(edits, nil, func(p text.Patch, before, after []text.Selection) {
			if own {
				s.hist.Record(p, before, after, t.Kind, "")
			} else {
				s.hist.Join(p, after)
			}
		})
	}
}

// forgetTables leaves tables as they are.
func (s *Session) forgetTables() {
	for _, m := range s.tables {
		s.Release(m)
	}
	s.tables = s.tables[:0]
}
