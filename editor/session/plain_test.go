package session

import (
	"testing"

	"galley.app/galley/editor/text"
)

// TestPlain opens texts that are no posts: what looks like one's head, a table or
// a pair of marks is text.
func TestPlain(t *testing.T) {
	const src = "!! title: x\n---\n|a|b|\n|-|-|\n|1|2|"
	s := Open("", src, Options{Plain: true})
	if s.Start() != 0 || s.Post().HasHead() || s.Title() != "" {
		t.Errorf("it starts at %d, with a head: %v", s.Start(), s.Post().HasHead())
	}
	s.Select(text.Caret(len(src) - 1))
	s.Type("long(")
	s.Select(text.Caret(0))
	s.Type("-")
	if got, want := s.Text().String(), "-!! title: x\n---\n|a|b|\n|-|-|\n|1|2long(|"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for s.CanUndo() {
		s.Undo()
	}
	if got := s.Text().String(); got != src {
		t.Errorf("undone to %q", got)
	}
}
