package session

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/carets"
)

// types returns the command of typing each character of words; ← is BackSpace and ▸ a step to the right.
func types(words string) func(*Session) {
	return func(s *Session) {
		for _, r := range words {
			switch r {
			case '←':
				s.Backspace()
			case '▸':
				s.Select(text.Caret(s.Primary().Head + 1))
			default:
				s.Type(string(r))
			}
		}
	}
}

// Each case is one undo step at the most after Break, so these are looked at by themselves.
func TestTwins(t *testing.T) {
	tests := []struct{ keys, from, want string }{
		{"(a)", "|", "(a)|"},
		{"([a])", "|", "([a])|"},
		{`say "it"!`, "|", `say "it"!|`},
		{"(←", "a |", "a |"},
		{"(a←←", "|", "|"},
		{"([←←", "|", "|"},
		{"(▸)", "|", "())|"},
		{"``", "|", "``|"},
		{"```go", "|", "```go|"},
		{"`a`", "|", "`a`|"},
		{"[ ] x", "- |", "- [ ] x|"},
		{"(a)←←←", "x |", "x |"},
		{"(a)", "x | y |", "x (a)| y (a)|"},
		{"(←", "x | y |", "x | y |"},
		{`"\"`, "|", `"\"|`},
	}
	for _, tt := range tests {
		src, sels := carets.Parse(t, tt.from)
		now := time.Unix(1, 0)
		s := Open("a.md", testHead+src, Options{Now: func() time.Time { return now }})
		for i := range sels {
			sels[i] = text.Caret(sels[i].Head + len(testHead))
		}
		s.Select(sels...)
		types(tt.keys)(s)
		if got := strings.TrimPrefix(carets.String(s.Text().String(), s.Selections()), testHead); got != tt.want {
			t.Errorf("%s at %q leads to %q, want %q", tt.keys, tt.from, got, tt.want)
		}
		end := s.Text().String()
		for s.Undo() {
		}
		if got := carets.String(s.Text().String(), s.Selections()); got != testHead+tt.from {
			t.Errorf("%s at %q: undo leads to %q", tt.keys, tt.from, got)
		}
		for s.Redo() {
		}
		if s.Text().String() != end {
			t.Errorf("%s at %q: redo leads to %q", tt.keys, tt.from, s.Text().String())
		}
	}
	s := Open("a.md", "", Options{})
	s.Type("(")
	s.Undo()
	s.Redo()
	s.Backspace()
	if got := s.Text().String(); got != ")" {
		t.Errorf("marks that came back by redo go together: %q", got)
	}
	s.SetTyping(false, nil)
	s.Select(text.Selection{Anchor: 0, Head: 1})
	types(`*"([`)(s)
	if got := s.Text().String(); got != `*"([` {
		t.Errorf("without pairs %q", got)
	}
}

// An ordinary key costs what an Apply costs.
func TestTypeAllocations(t *testing.T) {
	const keys = 100
	for _, size := range []int{4 << 10, 10 << 20} {
		s, _ := open("a.md", bigPost(size))
		s.Select(text.Caret(s.Start() + size/2))
		s.Type("x")
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range keys {
			s.Type("x")
		}
		runtime.ReadMemStats(&after)
		if per, limit := (after.TotalAlloc-before.TotalAlloc)/keys, uint64(size/4096*32+64<<10); per > limit {
			t.Errorf("%d KB: %d bytes a key, want at most %d", size>>10, per, limit)
		}
	}
}
