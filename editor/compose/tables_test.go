package compose

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestTableNext(t *testing.T) {
	runCommands(t, Indent, []command{
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
		{"the paragraph above is no row", "|x ¦ y\n¦ a ¦\n¦---¦\n", "|x ¦ y\n¦ a ¦\n¦---¦\n"},
		{"several", "¦ a| ¦ b ¦\n¦---¦---¦\n¦ c| ¦ d ¦\n", "¦ a ¦ «b»| ¦\n¦---¦---¦\n¦ c ¦ «d»| ¦\n"},
		{"other counts of cells are no table", "|¦ a ¦ b ¦\n¦---¦\n", "|¦ a ¦ b ¦\n¦---¦\n"},
	})
	runCommands(t, Outdent, []command{
		{"the cell before", "¦ a ¦ b| ¦\n¦---¦---¦\n", "¦ «a»| ¦ b ¦\n¦---¦---¦\n"},
		{"the row before", "¦ a ¦ b ¦\n¦---¦---¦\n¦ c| ¦ d ¦\n", "¦ a ¦ «b»| ¦\n¦---¦---¦\n¦ c ¦ d ¦\n"},
		{"the first", "¦ a| ¦ b ¦\n¦---¦---¦\n", "¦ «a»| ¦ b ¦\n¦---¦---¦\n"},
	})
}

func TestTableEnter(t *testing.T) {
	runCommands(t, Enter, []command{
		{
			"a row below", "¦ a ¦ b| ¦\n¦:-:¦--:¦\n¦ c ¦ d ¦\n",
			"¦  a  ¦   b ¦\n¦ :-: ¦ --: ¦\n¦  |c  ¦   d ¦\n",
		},
		{"the row below", "¦ a ¦\n¦---¦\n¦ |  ¦\n¦   ¦\n", "¦ a   ¦\n¦ --- ¦\n¦     ¦\n¦ |    ¦\n"},
		{"below a row", "¦ a ¦\n¦---¦\n¦ c| ¦\n", "¦ a   ¦\n¦ --- ¦\n¦ c   ¦\n¦ |    ¦\n"},
		{"what is selected stays", "¦ a ¦\n¦---¦\n¦ «c»| ¦\n", "¦ a   ¦\n¦ --- ¦\n¦ c   ¦\n¦ |    ¦\n"},
		{"an empty last row leaves", "¦ a ¦\n¦---¦\n¦ c ¦\n¦ | ¦\n", "¦ a   ¦\n¦ --- ¦\n¦ c   ¦\n\n|"},
		{"at the text's end", "¦ a ¦\n¦---¦\n¦ | ¦", "¦ a   ¦\n¦ --- ¦\n\n|"},
		{"before text", "¦ a ¦\n¦---¦\n¦|¦\ntext", "¦ a   ¦\n¦ --- ¦\n\n|\ntext"},
		{"before a blank line", "¦ a ¦\n¦---¦\n¦ | ¦\n\ntext", "¦ a   ¦\n¦ --- ¦\n\n|\ntext"},
		{"in a quotation", "> ¦ a ¦\n> ¦---¦\n> ¦ | ¦\n", "> ¦ a   ¦\n> ¦ --- ¦\n> \n> |\n"},
		{"an empty row that is not the last", "¦ a ¦\n¦---¦\n¦ | ¦\n¦ c ¦\n", "¦ a   ¦\n¦ --- ¦\n¦     ¦\n¦ |c   ¦\n"},
		{"several", "¦ a ¦\n¦---¦\n¦ c| ¦\n¦ d| ¦\n", "¦ a   ¦\n¦ --- ¦\n¦ c   ¦\n¦ |d   ¦\n¦ |    ¦\n"},
		{"CRLF", "¦ a ¦\r\n¦---¦\r\n¦ c| ¦", "¦ a   ¦\r\n¦ --- ¦\r\n¦ c   ¦\r\n¦ |    ¦"},
		{"no table yet", "¦ a ¦|", "¦ a ¦\n|"},
		{"a table and a line", "¦ a ¦\n¦---¦|\n\nx|", "¦ a ¦\n¦---¦\n|\n\nx\n|"},
	})
}

func TestAlignTable(t *testing.T) {
	runCommands(t, AlignTable, []command{
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
	runCommands(t, func(s State) Transaction { return AlignColumn(s, AlignRight) }, []command{
		{"right", "¦ a ¦ b| ¦\n¦---¦---¦\n", "¦ a   ¦   b| ¦\n¦ --- ¦ --: ¦\n"},
	})
	runCommands(t, func(s State) Transaction { return AlignColumn(s, AlignCenter) }, []command{
		{"centre", "¦ a| ¦\n¦--:¦\n", "¦  a|  ¦\n¦ :-: ¦\n"},
	})
	runCommands(t, func(s State) Transaction { return AlignColumn(s, AlignLeft) }, []command{
		{"left, several", "¦ a| ¦ b| ¦\n¦---¦---¦\n", "¦ a|   ¦ b|   ¦\n¦ :-- ¦ :-- ¦\n"},
	})
}

func TestRowsAndColumns(t *testing.T) {
	runCommands(t, AddRow, []command{
		{"below", "¦ a ¦ b| ¦\n¦---¦---¦\n", "¦ a   ¦ b   ¦\n¦ --- ¦ --- ¦\n¦     ¦ |    ¦\n"},
		{"no table", "a|", "a|"},
	})
	runCommands(t, AddColumn, []command{
		{"to the right", "¦ a| ¦ b ¦\n¦---¦:-:¦\n¦ c ¦ d ¦", "¦ a   ¦ |    ¦  b  ¦\n¦ --- ¦ --- ¦ :-: ¦\n¦ c   ¦     ¦  d  ¦"},
		{"behind the last", "¦ a| ¦\n¦---¦\n", "¦ a   ¦ |    ¦\n¦ --- ¦ --- ¦\n"},
	})
	runCommands(t, DeleteRow, []command{
		{"a row", "¦ a   ¦\n¦ --- ¦\n¦ b|   ¦\n¦ c   ¦\n", "¦ a   ¦\n¦ --- ¦\n¦ c|   ¦\n"},
		{"the last", "¦ a   ¦\n¦ --- ¦\n¦ b   ¦\n¦ c|   ¦", "¦ a   ¦\n¦ --- ¦\n¦ b|   ¦"},
		{"the only one", "¦ a   ¦\n¦ --- ¦\n¦ b|   ¦\nx", "¦ a|   ¦\n¦ --- ¦\nx"},
		{"the header stays", "¦ a|   ¦\n¦ --- ¦\n", "¦ a|   ¦\n¦ --- ¦\n"},
	})
	runCommands(t, DeleteColumn, []command{
		{"a column", "¦ a   ¦ b|   ¦\n¦ --- ¦ --- ¦\n¦ c   ¦ d   ¦\n", "¦ a|   ¦\n¦ --- ¦\n¦ c   ¦\n"},
		{"the first", "¦ a|   ¦ b   ¦\n¦ --- ¦ :-: ¦\n", "¦  b|  ¦\n¦ :-: ¦\n"},
		{"the only one stays", "¦ a|   ¦\n¦ --- ¦\n", "¦ a|   ¦\n¦ --- ¦\n"},
	})
	const two = "¦ |    ¦     ¦\n¦ --- ¦ --- ¦\n¦     ¦     ¦"
	runCommands(t, func(s State) Transaction { return InsertTable(s, 1, 2) }, []command{
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
		s := plain(src, rng.IntN(strings.Index(src, "\n")+1))
		if !InTable(s) {
			continue // a row that reads otherwise, as by an open code span
		}
		s = do(s, AlignTable)
		once := s.Text.String()
		if words(once) != words(src) {
			t.Fatalf("%q is aligned as %q", src, once)
		}
		s = do(s, AlignTable)
		if got := s.Text.String(); got != once {
			t.Fatalf("%q, aligned again %q", once, got)
		}
		for range 8 {
			s = do(s, []Command{TableNext, TablePrev, AddRow, AddColumn, TableNext}[rng.IntN(5)])
		}
		if got := s.Text.String(); words(got) != words(src) {
			t.Fatalf("%q becomes %q", src, got)
		}
	}
}
