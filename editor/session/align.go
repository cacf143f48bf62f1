package session

import (
	"slices"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/text"
)

// editedTables are the places of edits whose tables are still to be aligned.
type editedTables struct {
	marks  *text.Marks
	places []*text.Mark
}

// note remembers where an edit that led to s was, if that may be in a table.
func (e *editedTables) note(s compose.State, p text.Patch) {
	shift, last := 0, -1
	for _, c := range p.Changes {
		at := c.Start + shift + len(c.New)
		shift += len(c.New) - len(c.Old)
		if at < s.Start {
			continue
		}
		if line := s.Text.LineAt(at); line != last && compose.MayBeRow(s, line) {
			e.places = append(e.places, e.marks.Add(at, text.After))
			last = line
		}
	}
}

// due returns the edits that align the tables which no selection of s is in any more, and forgets
// these.
func (e *editedTables) due(s compose.State) []text.Edit {
	at := make([]int, len(e.places))
	for i, m := range e.places {
		at[i] = m.Off
	}
	slices.Sort(at)
	t, wait := compose.TidyTables(s, at)
	e.forget()
	for _, at := range wait {
		e.places = append(e.places, e.marks.Add(at, text.After))
	}
	return s.Text.Effective(t.Edits)
}

// forget leaves tables as they are.
func (e *editedTables) forget() {
	for _, m := range e.places {
		e.marks.Release(m)
	}
	e.places = e.places[:0]
}

// edit does f, which changes the text or the selections, and aligns the tables that no selection is
// in any more: in one undo step with what f did where only f edited them, else in one of its own.
func (s *Session) edit(f func()) {
	own := len(s.tables.places) > 0
	f()
	s.alignTables(own)
}

// alignTables aligns the tables that were edited and that no selection is in any more. It costs
// nothing where there is nothing to do.
func (s *Session) alignTables(own bool) {
	if len(s.tables.places) == 0 {
		return
	}
	edits := s.tables.due(s.State())
	if len(edits) == 0 {
		return
	}
	s.transact(edits, nil, false, func(p text.Patch, before, after []text.Selection) {
		if own {
			s.hist.Record(p, before, after, text.Other, "")
		} else {
			s.hist.Join(p, after)
		}
	})
}
