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
