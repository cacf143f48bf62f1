package compose

import "testing"

func TestJoinLines(t *testing.T) {
	runCommands(t, JoinLines, []command{
		{"with the next", "on|e\ntwo", "one| two"},
		{"blanks between go", "one  \n  tw|o\n three", "one  \n  two| three"},
		{"a blank line", "one|\n\ntwo", "one|\ntwo"},
		{"from a blank line", "|\n- two", "|- two"},
		{"the last", "one|", "one|"},
		{"the last one with an ending", "one|\n", "one|"},
		{"selected lines", "«one\ntwo\n\nthree»|\nfour", "«one two three»|\nfour"},
		{"items", "- o|ne\n- two\n- three", "- one| two\n- three"},
		{"a number that is none of a list", "in|\n1986. x", "in| 1986. x"},
		{"items count on", "1. a|\n2. b\n3. c", "1. a| b\n2. c"},
		{"quotations", "> a|\n> b", "> a| b"},
		{"CRLF", "a|\r\nb\r\n", "a| b\r\n"},
		{"several", "a|\nb\nc|\nd", "a| b\nc| d"},
	})
}

func TestDeleteToLineEnd(t *testing.T) {
	runCommands(t, DeleteToLineEnd, []command{
		{"the rest", "a|bc\nd", "a|\nd"},
		{"the ending", "a|\r\nd", "a|d"},
		{"the end", "a|", "a|"},
		{"a selection", "a«b»|c", "a|c"},
		{"several", "a|b\nc|d", "a|\nc|"},
		{"two in a line", "a|b|c\n", "a|\n"},
	})
}

func TestCheckTask(t *testing.T) {
	runCommands(t, CheckTask, []command{
		{"an open one", "- [ ] a|\n", "- [x] a|\n"},
		{"a checked one", "1. [X] |a\n", "1. [ ] |a\n"},
		{"several", "«- [ ] a\n- [x] b\ntext»|", "«- [x] a\n- [ ] b\ntext»|"},
		{"the caret in the box", "- [|x] a", "- [| ] a"},
		{"no task", "- a|", "- a|"},
		{"in fenced code", "```\n- [ ] a|\n```", "```\n- [ ] a|\n```"},
		{"in a quotation", "> - [ ] |", "> - [x] |"},
	})
	runCommands(t, func(s State) Transaction {
		for _, off := range []int{s.Start - 1, s.Text.Len() + 1, s.Text.Len()} {
			if x := CheckTaskAt(s, off); len(x.Edits) > 0 {
				t.Errorf("there is a task at %d", off)
			}
		}
		return CheckTaskAt(s, s.Start+2)
	}, []command{
		{"at an offset", "- [ ] a\nb|", "- [x] a\nb|"},
	})
}

func TestInsertFootnote(t *testing.T) {
	runCommands(t, InsertFootnote, []command{
		{"the first", "a| b\n", "a[^1] b\n\n[^1]: |\n"},
		{"without a final line ending", "a| b", "a[^1] b\n\n[^1]: |"},
		{"at the end", "a|", "a[^1]\n\n[^1]: |"},
		{"blank lines stay behind", "a| b\n\n\n", "a[^1] b\n\n[^1]: |\n\n\n"},
		{"below others", "a[^1] b|\n\n[^1]: x\n", "a[^1] b[^2]\n\n[^1]: x\n[^2]: |\n"},
		{"the first free one", "a[^1] b| [^3] [^x]\n", "a[^1] b[^2] [^3] [^x]\n\n[^2]: |\n"},
		{"behind a selection", "a «b»| c", "a b[^1] c\n\n[^1]: |"},
		{"CRLF", "a|\r\n", "a[^1]\r\n\r\n[^1]: |\r\n"},
		{"an empty body", "|", "[^1]\n\n[^1]: |"},
		{"in fenced code", "```\n|\n```", "```\n|\n```"},
	})
}
