package session

import (
	"strings"
	"testing"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/text"
)

// A table is aligned when it was edited and left, and only then.
func TestTablesAreAligned(t *testing.T) {
	const src = "x\n\n|a|bbbbb|\n|-|-|\n\ny\n"
	s, _ := open("a.md", src)
	s.Select(text.Caret(len("x\n\n|a")))
	s.Select(text.Caret(0))
	if s.Dirty() {
		t.Fatalf("looking at a table makes %q", s.Text().String())
	}
	s.Select(text.Caret(len("x\n\n|a")))
	s.Type("b")
	s.Select(text.Caret(len("x\n\n|ab|bbbbb|\n|-")))
	if got, want := s.Text().String(), strings.Replace(src, "a", "ab", 1); got != want {
		t.Fatalf("in the table %q", got)
	}
	s.Select(text.Caret(s.Text().Len()))
	if got, want := s.Text().String(), "x\n\n| ab  | bbbbb |\n| --- | ----- |\n\ny\n"; got != want || s.Primary() != text.Caret(len(want)) {
		t.Fatalf("left it is %q with %v", got, s.Primary())
	}
	s.Undo()
	s.Select(text.Caret(0))
	if got, want := s.Text().String(), strings.Replace(src, "a", "ab", 1); got != want {
		t.Fatalf("undone it is %q", got)
	}
	s.Reload(src)
	s.Select(text.Caret(1))
	if s.Dirty() {
		t.Error("what came from the disk was aligned")
	}
	if n := testing.AllocsPerRun(100, func() { s.alignTables(true) }); n > 0 {
		t.Errorf("nothing to do costs %v allocations", n)
	}
}

// Who types a table by hand, bar by bar, gets the table that was meant, with the bars of the rows that
// Enter makes as his own.
func TestTableTypedByHand(t *testing.T) {
	const bars = "| a | b |\n|---|---|\n| c | d |\n| e | f |\n\nend"
	for _, tt := range []struct{ name, src, words, want string }{
		{"with bars outside", "", bars, "| a   | b   |\n| --- | --- |\n| c   | d   |\n| e   | f   |\n\nend"},
		{"in a quotation", "> ", bars, "> | a   | b   |\n> | --- | --- |\n> | c   | d   |\n> | e   | f   |\n> \n> end"},
		{"in a text with CRLF", "x\r\n\r\n", bars, "x\r\n\r\n| a   | b   |\r\n| --- | --- |\r\n| c   | d   |\r\n| e   | f   |\r\n\r\nend"},
		{"without bars outside", "", "a | b\n---|---\nc | d\n\nend", "| a   | b   |\n| --- | --- |\n| c   | d   |\n\nend"},
		{"an escaped bar", "", "| a |\n|---|\n| p \\| q |\n\nend", "| a      |\n| ------ |\n| p \\| q |\n\nend"},
		{"an empty cell", "", "| a | b |\n|---|---|\n| c |  |\n|  | f |\n\nend", "| a   | b   |\n| --- | --- |\n| c   |     |\n|     | f   |\n\nend"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := open("a.md", tt.src)
			s.Select(text.Caret(len(tt.src)))
			for _, r := range tt.words {
				if r == '\n' {
					s.Do(compose.Enter)
					continue
				}
				s.Type(string(r))
			}
			if got := s.Text().String(); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
			for s.Undo() {
			}
			if got := s.Text().String(); got != tt.src {
				t.Errorf("undo leads to %q", got)
			}
		})
	}
}

// Whatever edits a table or leaves it has it aligned, as typing does: find and replace, commands and
// the form, which moves no caret but must not make it forgotten either.
func TestWhateverEditsATableHasItAligned(t *testing.T) {
	const (
		src  = testHead + "x\n\n|a|bbbbb|\n|-|-|\n\ny\n\n|a|\n|-|\n"
		want = "x\n\n| aa  | bbbbb |\n| --- | ----- |\n\ny\n\n"
	)
	at := strings.Index(src, "|a|bb") + len("|a")
	for _, tt := range []struct {
		name string
		do   func(*Session)
		last string // the second table
		undo int    // steps back to what was typed, or to the start where nothing was
	}{
		{"a replacement of all", func(s *Session) {
			s.Do(func(s compose.State) compose.Transaction {
				t, _ := compose.ReplaceAll(s, text.Query{Text: "a"}, "aa")
				return t
			})
		}, "| aa  |\n| --- |\n", 1},
		{"an edit from elsewhere", func(s *Session) {
			s.Apply(text.Other, nil, text.Edit{Start: at, End: at, New: "a"})
		}, "|a|\n|-|\n", 1},
		{"typing and a jump", func(s *Session) {
			s.Select(text.Caret(at))
			s.Type("a")
			s.Select(text.Caret(s.Start()))
		}, "|a|\n|-|\n", 2},
		{"typing, the form and a jump", func(s *Session) {
			s.Select(text.Caret(at))
			s.Type("a")
			s.SetField("slug", "another")
			s.Select(text.Caret(s.Start()))
		}, "|a|\n|-|\n", 3},
		{"typing and a command elsewhere", func(s *Session) {
			s.Select(text.Caret(at))
			s.Type("a")
			s.Do(func(s compose.State) compose.Transaction {
				return compose.ReplaceRange(s, text.Range{Start: s.Start, End: s.Start + 1}, "x")
			})
		}, "|a|\n|-|\n", 2},
		{"typing and a command that selects", func(s *Session) {
			s.Select(text.Caret(at))
			s.Type("a")
			s.Do(func(s compose.State) compose.Transaction {
				return compose.Transaction{Selections: []text.Selection{text.Caret(s.Start)}}
			})
		}, "|a|\n|-|\n", 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := open("a.md", src)
			s.Select(text.Caret(s.Start()))
			tt.do(s)
			if got := s.Text().Slice(s.Start(), s.Text().Len()); got != want+tt.last {
				t.Errorf("got  %q\nwant %q", got, want+tt.last)
			}
			for range tt.undo {
				s.Undo()
			}
			if got := s.Text().String(); got != src {
				t.Errorf("%d steps back are %q", tt.undo, got)
			}
		})
	}
}
