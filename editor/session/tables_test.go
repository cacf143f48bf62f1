package session

import (
	"math/rand/v2"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
)

func TestTableNext(t *testing.T) {
	runCommands(t, (*Session).Indent, []command{
		{"the next cell", "¦ a| ¦ b c ¦\n¦---¦---¦\n", "¦ a ¦ «b c»| ¦\n¦---¦---¦\n"},
		{"the next row", "¦ a ¦ b| ¦\n¦---¦---¦\n¦ c ¦ d ¦", "¦ a ¦ b ¦\n¦---¦---¦\n¦ «c»| ¦ d ¦"},
		{"from the line of dashes", "a ¦ b\n-|-¦-\nc ¦ d", "a ¦ b\n--¦-\n«c»| ¦ d"},
		{"from a selected cell", "¦ «a»| ¦ b ¦\n¦---¦---¦", "¦ a ¦ «b»| ¦\n¦---¦---¦"},
		{"an empty cell", "¦ a| ¦   ¦\n¦---¦---¦", "¦ a ¦ |  ¦\n¦---¦---¦"},
		{"a cell of nothing", "¦a|¦¦\n¦---¦---¦\n", "¦a¦|¦\n¦---¦---¦\n"},
		{
			"a row is added behind the last cell", "¦ a ¦ b ¦\n¦---¦---¦\n¦ c ¦ d| ¦\n",
			"¦ a   ¦ b   ¦\n¦ --- ¦ --- ¦\n¦ c   ¦ d   ¦\n¦ |    ¦     ¦\n",
		},
		{"a row is added at the text's end", "¦a¦\n¦-¦\n¦c|¦", "¦ a   ¦\n¦ --- ¦\n¦ c   ¦\n¦ |    ¦"},
		{"below a header alone", "¦a|¦\r\n¦-¦\r\n", "¦ a   ¦\r\n¦ --- ¦\r\n¦ |    ¦\r\n"},
		{"escaped marks and code divide no cells", "¦ x ¦ y ¦\n¦---¦---¦\n¦ a| \\¦ b `¦` ¦ c ¦\n", "¦ x ¦ y ¦\n¦---¦---¦\n¦ a \\¦ b `¦` ¦ «c»| ¦\n"},
		{"in a quotation", "> ¦ a| ¦ b ¦\n> ¦---¦---¦\n", "> ¦ a ¦ «b»| ¦\n> ¦---¦---¦\n"},
		{"in a list", "- ¦ a| ¦ b ¦\n  ¦---¦---¦\n", "- ¦ a ¦ «b»| ¦\n  ¦---¦---¦\n"},
		{"in fenced code it indents", "```\n|¦x¦y¦\n¦-¦-¦\n```", "```\n    |¦x¦y¦\n¦-¦-¦\n```"},
		{"in indented code it indents", "x\n\n    ¦x|¦\n    ¦-¦\n", "x\n\n    ¦x  |¦\n    ¦-¦\n"},
		{"the paragraph above is no row", "|x ¦ y\n¦ a ¦\n¦---¦\n", "    |x ¦ y\n¦ a ¦\n¦---¦\n"},
		{"several", "¦ a| ¦ b ¦\n¦---¦---¦\n¦ c| ¦ d ¦\n", "¦ a ¦ «b»| ¦\n¦---¦---¦\n¦ c ¦ «d»| ¦\n"},
		{"other counts of cells are no table", "|¦ a ¦ b ¦\n¦---¦\n", "    |¦ a ¦ b ¦\n¦---¦\n"},
	})
	runCommands(t, (*Session).Outdent, []command{
		{"the cell before", "¦ a ¦ b| ¦\n¦---¦---¦\n", "¦ «a»| ¦ b ¦\n¦---¦---¦\n"},
		{"the row before", "¦ a ¦ b ¦\n¦---¦---¦\n¦ c| ¦ d ¦\n", "¦ a ¦ «b»| ¦\n¦---¦---¦\n¦ c ¦ d ¦\n"},
		{"the first", "¦ a| ¦ b ¦\n¦---¦---¦\n", "¦ «a»| ¦ b ¦\n¦---¦---¦\n"},
	})
}

func TestTableEnter(t *testing.T) {
	runCommands(t, (*Session).Enter, []command{
		{
			"a row below", "¦ a ¦ b| ¦\n¦:-:¦--:¦\n¦ c ¦ d ¦\n",
			"¦  a  ¦   b ¦\n¦ :-: ¦ --: ¦\n¦ |    ¦     ¦\n¦  c  ¦   d ¦\n",
		},
		{"below a row", "¦ a ¦\n¦---¦\n¦ c| ¦\n", "¦ a   ¦\n¦ --- ¦\n¦ c   ¦\n¦ |    ¦\n"},
		{"what is selected stays", "¦ a ¦\n¦---¦\n¦ «c»| ¦\n", "¦ a   ¦\n¦ --- ¦\n¦ c   ¦\n¦ |    ¦\n"},
		{"an empty last row leaves", "¦ a ¦\n¦---¦\n¦ c ¦\n¦ | ¦\n", "¦ a   ¦\n¦ --- ¦\n¦ c   ¦\n\n|"},
		{"at the text's end", "¦ a ¦\n¦---¦\n¦ | ¦", "¦ a   ¦\n¦ --- ¦\n\n|"},
		{"before text", "¦ a ¦\n¦---¦\n¦|¦\ntext", "¦ a   ¦\n¦ --- ¦\n\n|\ntext"},
		{"before a blank line", "¦ a ¦\n¦---¦\n¦ | ¦\n\ntext", "¦ a   ¦\n¦ --- ¦\n\n|\ntext"},
		{"in a quotation", "> ¦ a ¦\n> ¦---¦\n> ¦ | ¦\n", "> ¦ a   ¦\n> ¦ --- ¦\n> \n> |\n"},
		{"an empty row that is not the last", "¦ a ¦\n¦---¦\n¦ | ¦\n¦ c ¦\n", "¦ a   ¦\n¦ --- ¦\n¦     ¦\n¦ |    ¦\n¦ c   ¦\n"},
		{"several", "¦ a ¦\n¦---¦\n¦ c| ¦\n¦ d| ¦\n", "¦ a   ¦\n¦ --- ¦\n¦ c   ¦\n¦ |    ¦\n¦ d   ¦\n¦ |    ¦\n"},
		{"CRLF", "¦ a ¦\r\n¦---¦\r\n¦ c| ¦", "¦ a   ¦\r\n¦ --- ¦\r\n¦ c   ¦\r\n¦ |    ¦"},
		{"no table yet", "¦ a ¦|", "¦ a ¦\n|"},
		{"a table and a line", "¦ a ¦\n¦---¦|\n\nx|", "¦ a ¦\n¦---¦\n|\n\nx\n|"},
	})
}

func TestAlignTable(t *testing.T) {
	runCommands(t, (*Session).AlignTable, []command{
		{"widths", "¦a¦long one¦\n¦-¦:-:¦\n¦ b|b ¦c¦\n", "¦ a   ¦ long one ¦\n¦ --- ¦ :------: ¦\n¦ b|b  ¦    c     ¦\n"},
		{"alignments", "¦a¦b¦c¦d¦\n¦-¦:-¦-:¦:-:¦\n¦|aaaa¦bbbb¦cccc¦dddd¦", "¦ a    ¦ b    ¦    c ¦  d   ¦\n¦ ---- ¦ :--- ¦ ---: ¦ :--: ¦\n¦ |aaaa ¦ bbbb ¦ cccc ¦ dddd ¦"},
		{"marks come on the outside", "a ¦ b|\n-¦-\nc ¦ d", "¦ a   ¦ b|   ¦\n¦ --- ¦ --- ¦\n¦ c   ¦ d   ¦"},
		{"missing cells come, too many stay", "¦a¦b¦\n¦-¦-¦\n¦c|¦\n¦d¦e¦f¦\n", "¦ a   ¦ b   ¦\n¦ --- ¦ --- ¦\n¦ c|   ¦     ¦\n¦ d   ¦ e   ¦ f   ¦\n"},
		{"wide characters", "¦ 日本語 ¦|\n¦---¦\n¦ abcdefg ¦\n¦ e\u0301 ¦\n¦ 👩‍👧 ¦\n", "¦ 日本語|  ¦\n¦ ------- ¦\n¦ abcdefg ¦\n¦ e\u0301       ¦\n¦ 👩‍👧      ¦\n"},
		{"a selection stays", "¦ «ab»| ¦\n¦-¦\n", "¦ «ab»|  ¦\n¦ --- ¦\n"},
		{"aligned already", "¦ a|   ¦\n¦ --- ¦\n", "¦ a|   ¦\n¦ --- ¦\n"},
		{"no table", "a|", "a|"},
		{"in fenced code", "```\n¦a|¦\n¦-¦\n```", "```\n¦a|¦\n¦-¦\n```"},
		{"code with a mark", "¦ x ¦\n¦-¦\n¦ `a¦b`| ¦\n", "¦ x     ¦\n¦ ----- ¦\n¦ `a¦b`| ¦\n"},
		{"an escaped mark", "¦ a\\¦b| ¦\n¦-¦\n", "¦ a\\¦b| ¦\n¦ ---- ¦\n"},
		{"code with a mark in the header is no table on the page", "¦ `a¦b`| ¦\n¦-¦\n", "¦ `a¦b`| ¦\n¦-¦\n"},
		{"a list item whose other lines are outside", "- a|¦b\n¦-¦-¦\n", "- a|¦b\n¦-¦-¦\n"},
		{"one grave accent", "¦ `a ¦ b| ¦\n¦-¦-¦\n", "¦ `a  ¦ b|   ¦\n¦ --- ¦ --- ¦\n"},
		{"two tables", "¦a|¦\n¦-¦\n\n¦b|¦\n¦-¦\n", "¦ a|   ¦\n¦ --- ¦\n\n¦ b|   ¦\n¦ --- ¦\n"},
	})
	runCommands(t, func(s *Session) { s.AlignColumn(AlignRight) }, []command{
		{"right", "¦ a ¦ b| ¦\n¦---¦---¦\n", "¦ a   ¦   b| ¦\n¦ --- ¦ --: ¦\n"},
	})
	runCommands(t, func(s *Session) { s.AlignColumn(AlignCenter) }, []command{
		{"centre", "¦ a| ¦\n¦--:¦\n", "¦  a|  ¦\n¦ :-: ¦\n"},
	})
	runCommands(t, func(s *Session) { s.AlignColumn(AlignLeft) }, []command{
		{"left, several", "¦ a| ¦ b| ¦\n¦---¦---¦\n", "¦ a|   ¦ b|   ¦\n¦ :-- ¦ :-- ¦\n"},
	})
}

func TestRowsAndColumns(t *testing.T) {
	runCommands(t, (*Session).AddRow, []command{
		{"below", "¦ a ¦ b| ¦\n¦---¦---¦\n", "¦ a   ¦ b   ¦\n¦ --- ¦ --- ¦\n¦     ¦ |    ¦\n"},
		{"no table", "a|", "a|"},
	})
	runCommands(t, (*Session).AddColumn, []command{
		{"to the right", "¦ a| ¦ b ¦\n¦---¦:-:¦\n¦ c ¦ d ¦", "¦ a   ¦ |    ¦  b  ¦\n¦ --- ¦ --- ¦ :-: ¦\n¦ c   ¦     ¦  d  ¦"},
		{"behind the last", "¦ a| ¦\n¦---¦\n", "¦ a   ¦ |    ¦\n¦ --- ¦ --- ¦\n"},
	})
	runCommands(t, (*Session).DeleteRow, []command{
		{"a row", "¦ a   ¦\n¦ --- ¦\n¦ b|   ¦\n¦ c   ¦\n", "¦ a   ¦\n¦ --- ¦\n¦ c|   ¦\n"},
		{"the last", "¦ a   ¦\n¦ --- ¦\n¦ b   ¦\n¦ c|   ¦", "¦ a   ¦\n¦ --- ¦\n¦ b|   ¦"},
		{"the only one", "¦ a   ¦\n¦ --- ¦\n¦ b|   ¦\nx", "¦ a|   ¦\n¦ --- ¦\nx"},
		{"the header stays", "¦ a|   ¦\n¦ --- ¦\n", "¦ a|   ¦\n¦ --- ¦\n"},
	})
	runCommands(t, (*Session).DeleteColumn, []command{
		{"a column", "¦ a   ¦ b|   ¦\n¦ --- ¦ --- ¦\n¦ c   ¦ d   ¦\n", "¦ a|   ¦\n¦ --- ¦\n¦ c   ¦\n"},
		{"the first", "¦ a|   ¦ b   ¦\n¦ --- ¦ :-: ¦\n", "¦  b|  ¦\n¦ :-: ¦\n"},
		{"the only one stays", "¦ a|   ¦\n¦ --- ¦\n", "¦ a|   ¦\n¦ --- ¦\n"},
	})
	const two = "¦ |    ¦     ¦\n¦ --- ¦ --- ¦\n¦     ¦     ¦"
	runCommands(t, func(s *Session) { s.InsertTable(1, 2) }, []command{
		{"on a blank line", "a\n\n|\n", "a\n\n" + two + "\n"},
		{"in an empty body", "|", two},
		{"below a line", "fo|o\nbar", "foo\n\n" + two + "\n\nbar"},
		{"right below a line", "foo\n|", "foo\n\n" + two},
		{"in a list", "- foo|\n", "- foo\n\n  " + strings.ReplaceAll(two, "\n", "\n  ") + "\n"},
		{"in a quotation", "> |", "> " + strings.ReplaceAll(two, "\n", "\n> ")},
		{"in fenced code", "```\n|\n```", "```\n|\n```"},
		{"in a table", "¦ a| ¦\n¦---¦\n", "¦ a| ¦\n¦---¦\n"},
	})
}

// A table is aligned when it was edited and left, and only then.
func TestTidyTable(t *testing.T) {
	const src = "x\n\n|a|bbbbb|\n|-|-|\n\ny\n"
	s, _ := open("a.md", src)
	s.Select(text.Caret(len("x\n\n|a")))
	s.TidyTable()
	s.Select(text.Caret(0))
	s.TidyTable()
	if s.Dirty() {
		t.Fatalf("looking at a table makes %q", s.Text().String())
	}
	s.Select(text.Caret(len("x\n\n|a")))
	s.Type("b")
	s.TidyTable()
	s.Select(text.Caret(len("x\n\n|ab|bbbbb|\n|-")))
	s.TidyTable()
	if got, want := s.Text().String(), strings.Replace(src, "a", "ab", 1); got != want {
		t.Fatalf("in the table %q", got)
	}
	s.Select(text.Caret(s.Text().Len()))
	s.TidyTable()
	if got, want := s.Text().String(), "x\n\n| ab  | bbbbb |\n| --- | ----- |\n\ny\n"; got != want || s.Primary() != text.Caret(len(want)) {
		t.Fatalf("left it is %q with %v", got, s.Primary())
	}
	s.Undo()
	s.Select(text.Caret(0))
	s.TidyTable()
	if got, want := s.Text().String(), strings.Replace(src, "a", "ab", 1); got != want {
		t.Fatalf("undone it is %q", got)
	}
	s.Reload(src)
	s.Select(text.Caret(1))
	s.TidyTable()
	if s.Dirty() {
		t.Error("what came from the disk was aligned")
	}
	if n := testing.AllocsPerRun(100, s.TidyTable); n > 0 {
		t.Errorf("nothing to do costs %v allocations", n)
	}
}

// Whatever is done to tables, the words of the cells stay, and aligning twice is aligning once.
func TestTablesKeepTheirWords(t *testing.T) {
	words := func(s string) string {
		return strings.NewReplacer("|", "", " ", "", "-", "", ":", "", "\n", "").Replace(s)
	}
	for seed := range uint64(500) {
		rng := rand.New(rand.NewPCG(seed, 9))
		var b strings.Builder
		cols := 1 + rng.IntN(3)
		for r := range 2 + rng.IntN(4) {
			b.WriteString([]string{"|", "| ", " |"}[rng.IntN(3)])
			n := cols
			if r > 1 {
				n += rng.IntN(3) - 1
			}
			for range n {
				if r == 1 {
					b.WriteString([]string{"-", ":-", "--:", " :---: "}[rng.IntN(4)])
				} else {
					b.WriteString([]string{"", " ", "a", " bb ", `c\|c`, "`|`", "日本 ", "`d", `\\`}[rng.IntN(9)])
				}
				b.WriteByte('|')
			}
			b.WriteByte('\n')
		}
		src := b.String()
		s := Open("a.md", src, Options{})
		s.Select(text.Caret(rng.IntN(strings.Index(src, "\n") + 1)))
		if !s.InTable() {
			continue // a row that reads otherwise, as by an open code span
		}
		s.AlignTable()
		once := s.Text().String()
		if words(once) != words(src) {
			t.Fatalf("%q is aligned as %q", src, once)
		}
		s.AlignTable()
		if got := s.Text().String(); got != once {
			t.Fatalf("%q, aligned again %q", once, got)
		}
		for range 8 {
			[]func(){s.TableNext, s.TablePrev, s.AddRow, s.AddColumn, s.TableNext}[rng.IntN(5)]()
		}
		if got := s.Text().String(); words(got) != words(src) {
			t.Fatalf("%q becomes %q", src, got)
		}
		for s.Undo() {
		}
		if s.Text().String() != src {
			t.Fatalf("undo leads to %q", s.Text().String())
		}
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
					s.Enter()
					continue
				}
				s.Type(string(r))
				s.TidyTable() // as the window does after each move
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
