package compose

import "testing"

func TestEnter(t *testing.T) {
	runCommands(t, Enter, []command{
		{"plain", "foo| bar", "foo\n| bar"},
		{"at the end", "foo|", "foo\n|"},
		{"over a selection", "f«o»|o", "f\n|o"},
		{"keeps indentation", "    foo|", "    foo\n    |"},
		{"within indentation", "  |  foo", "  \n  |  foo"},
		{"at a line's start", "|- foo", "\n|- foo"},
		{"a bullet", "- foo|", "- foo\n- |"},
		{"a bullet in its middle", "- foo| bar", "- foo\n- |bar"},
		{"a star", "* foo|", "* foo\n* |"},
		{"a number", "1. foo|", "1. foo\n2. |"},
		{"nine to ten", "9) foo|", "9) foo\n10) |"},
		{"a task", "- [x] foo|", "- [x] foo\n- [ ] |"},
		{"an ordered task", "2. [ ] foo|", "2. [ ] foo\n3. [ ] |"},
		{"nested", "- a\n  - b|", "- a\n  - b\n  - |"},
		{"a quotation", "> foo|", "> foo\n> |"},
		{"a list in a quotation", "> 1. foo|", "> 1. foo\n> 2. |"},
		{"an empty bullet ends", "- foo\n- |", "- foo\n\n|"},
		{"an empty task ends", "- [ ] foo\n- [ ] |", "- [ ] foo\n\n|"},
		{"an empty number ends", "1. foo\n2. |\nx", "1. foo\n\n|\nx"},
		{"an empty nested one goes out", "- a\n  - b\n  - |", "- a\n  - b\n- |"},
		{"an empty nested one goes out to a number", "3. a\n   - |", "3. a\n4. |"},
		{"an empty quotation ends", "> foo\n> |", "> foo\n\n|"},
		{"an inner quotation ends", "> > foo\n> > |", "> > foo\n>\n> |"},
		{"an empty bullet ends under a blank line", "- foo\n\n- |", "- foo\n\n|"},
		{"an empty bullet ends with the file's endings", "- foo\r\n- |\r\n", "- foo\r\n\r\n|\r\n"},
		{"an empty item in a quotation ends", "> - |", "> |"},
		{"a gap is kept", "-   foo|", "-   foo\n-   |"},
		{"a thematic break", "* * *|", "* * *\n|"},
		{"in fenced code", "```\n- foo|\n```", "```\n- foo\n|\n```"},
		{"indentation in fenced code", "```\n  x|\n```", "```\n  x\n  |\n```"},
		{"after fenced code", "```\nx\n```\n- foo|", "```\nx\n```\n- foo\n- |"},
		{"CRLF", "- foo|\r\nx\r\n", "- foo\r\n- |\r\nx\r\n"},
		{"several carets", "- a|\n- b|", "- a\n- |\n- b\n- |"},
		{"within a marker", "-| foo", "-\n| foo"},
		{"over lines", "- a«b\n- c»|d", "- a\n- |d"},
		{"no list", "-foo|", "-foo\n|"},
		{"a year is a number", "1986. A good year|", "1986. A good year\n1987. |"},
	})
}

func TestIndent(t *testing.T) {
	runCommands(t, Indent, []command{
		{"plain text", "foo|", "foo |"},
		{"before a paragraph", "|foo", "|foo"},
		{"before a paragraph below another", "foo\n\n|bar", "foo\n\n|bar"},
		{"at a line's start within one", "foo\n|bar", "foo\n    |bar"},
		{"in an empty line", "foo\n\n|", "foo\n\n    |"},
		{"by tabs", "\tfoo\n|", "\tfoo\n\t|"},
		{"over a word", "f«o»|o", "    f«o»|o"},
		{"an item below another", "- a\n- b|", "- a\n  - b|"},
		{"the first item stays", "- a|", "- a|"},
		{"below a number", "1. a\n2. b|", "1. a\n   1. b|"},
		{"on with the nested list's numbers", "1. a\n   1. x\n2. b|", "1. a\n   1. x\n   2. b|"},
		{"with its children", "- a\n- b|\n  - c\n\n  d\n- e", "- a\n  - b|\n    - c\n\n    d\n- e"},
		{"several items", "- a\n«- b\n- c»|", "- a\n  «- b\n  - c»|"},
		{"several lines", "«one\n\ntwo»|", "    «one\n\n    two»|"},
		{"in a quotation", "> - a\n> - b|", "> - a\n>   - b|"},
		{"a task", "- [ ] a\n- [ ] b|", "- [ ] a\n  - [ ] b|"},
		{"an item in fenced code", "```\n- a\n|- b\n```", "```\n- a\n    |- b\n```"},
		{"nested as deep as can be", "- a\n  - b|", "- a\n  - b|"},
	})
}

func TestOutdent(t *testing.T) {
	runCommands(t, Outdent, []command{
		{"all of a list", "«- a\n  - b\n  - c\n»|", "«- a\n- b\n- c\n»|"},
		{"all of two", "«- a\n  x\n  - b\n- c\n  - d»|", "«- a\n  x\n- b\n- c\n- d»|"},
		{"an item", "- a\n  - b|", "- a\n- b|"},
		{"not further", "- a|", "- a|"},
		{"a number", "1. a\n   1. b|", "1. a\n2. b|"},
		{"with its children", "- a\n  - b|\n    - c\n", "- a\n- b|\n  - c\n"},
		{"a line", "    foo|", "foo|"},
		{"a line by tab", "\t\tfoo|", "\tfoo|"},
		{"less than a step", "  foo|", "foo|"},
		{"several lines", "«    one\n  two»|", "«one\ntwo»|"},
		{"several items", "- a\n  «- b\n  - c»|", "- a\n«- b\n- c»|"},
		{"nothing to take", "foo|", "foo|"},
		{"two steps deep", "- a\n  - b\n    - c|", "- a\n  - b\n  - c|"},
	})
}
