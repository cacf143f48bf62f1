package session

import (
	"errors"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
)

// What happens to the file leads from each state to the one that the table says, and no other is
// possible. The lines are the states before, the columns what happens.
func TestFileStates(t *testing.T) {
	failed := errors.New("no space left")
	states := []struct {
		name string
		lead func(*Session)
	}{
		{"agrees", func(*Session) {}},
		{"other", func(s *Session) { s.Conflict("theirs"); s.KeepMine() }},
		{"theirs", func(s *Session) { s.Conflict("theirs") }},
		{"absent", func(s *Session) { s.Gone() }},
		{"absent, once other", func(s *Session) { s.Conflict("theirs"); s.KeepMine(); s.Gone() }},
		{"absent, once theirs", func(s *Session) { s.Conflict("theirs"); s.Gone() }},
	}
	events := []struct {
		name string
		do   func(*Session)
	}{
		{"saved", func(s *Session) { s.Saved(s.Revision()) }},
		{"saved before an edit", func(s *Session) { r := s.Revision(); typed(s, "x"); s.Saved(r) }},
		{"failed", func(s *Session) { s.Failed(failed) }},
		{"not confirmed", func(s *Session) { s.Unconfirmed(failed) }},
		{"changed", func(s *Session) { s.Conflict("other") }},
		{"changed to the same", func(s *Session) { s.Conflict(s.Text().String()) }},
		{"reloaded", func(s *Session) { s.Reload("other") }},
		{"gone", func(s *Session) { s.Gone() }},
		{"returned", func(s *Session) { s.Returned() }},
		{"mine kept", func(s *Session) { s.KeepMine() }},
	}
	const c, d, x, g = Clean, Dirty, Conflict, Gone
	want := [][]Status{
		// saved, before an edit, failed, not confirmed, changed, to the same, reloaded, gone, returned, kept
		{c, d, c, d, x, c, c, g, c, c}, // agrees
		{c, d, d, d, x, c, c, g, d, d}, // other
		{x, x, x, x, x, c, c, g, x, d}, // theirs
		{c, d, g, d, x, c, c, g, c, g}, // absent
		{c, d, g, d, x, c, c, g, d, g}, // absent, once other
		{c, d, g, d, x, c, c, g, d, g}, // absent, once theirs
	}
	for i, from := range states {
		for k, e := range events {
			s, _ := open("a.md", sample)
			from.lead(s)
			e.do(s)
			if got := s.Status(); got != want[i][k] {
				t.Errorf("%s, then %s: %v, want %v", from.name, e.name, got, want[i][k])
			}
			if src, ok := s.Theirs(); ok != (s.Status() == Conflict) || !ok && src != "" {
				t.Errorf("%s, then %s: %v, and theirs is %q", from.name, e.name, s.Status(), src)
			}
			if s.Unsure() != (e.name == "not confirmed") {
				t.Errorf("%s, then %s: unsure is %v", from.name, e.name, s.Unsure())
			}
			if (s.Err() != nil) != (e.name == "not confirmed" || e.name == "failed") {
				t.Errorf("%s, then %s: the error is %v", from.name, e.name, s.Err())
			}
		}
	}
}

// Undo and redo of a recovered text lead back to where its writer was in it.
func TestRecoverKeepsThePlace(t *testing.T) {
	s := Open("a.md", "!! title: A\n---\nOne.\n", Options{})
	s.Select(text.Caret(s.Text().Len()))
	src := "!! title: A\n---\nOne and two.\n"
	at := strings.Index(src, "two")
	s.Recover(src, s.Text().String(), text.Caret(at))
	for range 2 {
		if got := s.Primary(); s.Text().String() != src || got != text.Caret(at) {
			t.Fatalf("%q with %v", s.Text(), got)
		}
		s.Undo()
		s.Redo()
	}
}
