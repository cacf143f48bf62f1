package compose

import (
	"slices"
	"testing"

	"galley.app/galley/preview/markdown"
)

// flowing returns a command on a text of which lines are shown as one where its Doc says so.
func flowing(f Command) Command {
	return func(s State) Transaction {
		d := markdown.Parse(nil, s.Text, s.Start)
		var lines []int
		for i := range d.Len() {
			lines = d.SoftLines(lines, i)
		}
		s.Flows = func(off int) bool { return slices.Contains(lines, off) }
		return f(s)
	}
}

// Where lines flow, those that are seen as one are one to commands on lines.
func TestCommandsWhereLinesFlow(t *testing.T) {
	move := func(up bool) Command {
		return flowing(func(s State) Transaction { return MoveLines(s, up) })
	}
	runCommands(t, move(true), []command{
		{"an item", "- a\n  b\n- c\n  |d\n", "- c\n  |d\n- a\n  b\n"},
		{"an item without an ending", "- a\n  b\n- c\n  |d", "- c\n  |d\n- a\n  b"},
		{"a paragraph past one", "a\nb\n\nc\n|d\n", "c\n|d\n\na\nb\n"},
		{"a paragraph past a list", "- a\n  b\n- c\n\nd\n|e\n", "d\n|e\n\n- a\n  b\n- c\n"},
		{"past several blank lines", "a\n\n\n|b\n", "|b\n\n\na\n"},
		{"the first one", "a\n|b\n\nc\n", "a\n|b\n\nc\n"},
		{"a paragraph under a heading", "# h\na\n|b\n", "a\n|b\n# h\n"},
		{"several", "a\n\nb\n«c\nd»|\n", "b\n«c\nd»|\n\na\n"},
	})
	runCommands(t, move(false), []command{
		{"an item", "- a|\n  b\n- c\n  d\n", "- c\n  d\n- a|\n  b\n"},
		{"an item past the last one", "- a|\n  b\n- c\n  d", "- c\n  d\n- a|\n  b"},
		{"a paragraph past one", "a|\nb\n\nc\nd\n", "c\nd\n\na|\nb\n"},
		{"past one without an ending", "a|\nb\n\nc\nd", "c\nd\n\na|\nb"},
		{"the last one", "a\n\nb|\nc\n", "a\n\nb|\nc\n"},
		{"CRLF", "a|\r\nb\r\n\r\nc\r\n", "c\r\n\r\na|\r\nb\r\n"},
	})
	runCommands(t, flowing(func(s State) Transaction { return DuplicateLines(s, false) }), []command{
		{"a paragraph", "a\nb|\n", "a\nb\n\na\nb|\n"},
		{"an item", "- a\n  b|\n- c\n", "- a\n  b\n- a\n  b|\n- c\n"},
		{"a quotation", "> a\n> b|\n", "> a\n> b\n>\n> a\n> b|\n"},
		{"a heading", "# a|\n", "# a\n# a|\n"},
		{"code", "```\na|\n```\n", "```\na\na|\n```\n"},
	})
	runCommands(t, flowing(DeleteLines), []command{
		{"a paragraph", "a\nb|\nc\n\nd\n", "|\nd\n"},
		{"an item", "- a\n  b|\n- c\n", "- c|\n"},
		{"the last one", "a\n\nb\n|c", "a\n|"},
	})
	runCommands(t, flowing(JoinLines), []command{
		{"with the next item", "- a|\n  b\n- c\n", "- a\n  b| c\n"},
		{"what is selected", "«a\nb\n\nc»|\nd\n\ne\n", "«a b c»| d\n\ne\n"},
	})
	runCommands(t, flowing(DeleteToLineEnd), []command{
		{"of a paragraph", "a b| c\nd\n\ne\n", "a b|\n\ne\n"},
		{"of an item", "- a|\n  b\n- c\n", "- a|\n- c\n"},
	})
	runCommands(t, flowing(ToggleBullet), []command{
		{"a paragraph", "a\nb|\n", "- a\n  b|\n"},
		{"an item", "- a\n  b|\n", "a\nb|\n"},
		{"of a quotation", "> a\n> b|\n", "> - a\n>   b|\n"},
	})
	runCommands(t, flowing(ToggleOrdered), []command{
		{"items", "«- a\n  b\n- c»|\n", "«1. a\n   b\n2. c»|\n"},
	})
	runCommands(t, flowing(ToggleTask), []command{
		{"a paragraph", "a\nb|\n", "- [ ] a\n  b|\n"},
	})
	runCommands(t, flowing(ToggleQuote), []command{
		{"a paragraph", "a\nb|\n", "> a\n> b|\n"},
		{"a quotation", "> a\n> b|\n", "a\nb|\n"},
		{"a lazy line", "> a\nb|\n", "a\nb|\n"},
	})
	runCommands(t, flowing(func(s State) Transaction { return Heading(s, 2) }), []command{
		{"a paragraph", "a\nb|\nc\n", "## a b| c\n"},
		{"the line alone", "## a|\n", "a|\n"},
	})
	runCommands(t, flowing(Indent), []command{
		{"an item", "- a\n- b\n  c|\n", "- a\n  - b\n    c|\n"},
	})
}
