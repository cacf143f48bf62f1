package compose

import "testing"

func TestPasteMarkdown(t *testing.T) {
	for md, tests := range map[string][]command{
		"a **b**": {
			{"in words", "x | y", "x a **b**| y"},
			{"over a selection", "x «y»| z", "x a **b**| z"},
			{"in an item", "- |", "- a **b**|"},
			{"several carets", "x| y|", "xa **b**| ya **b**|"},
		},
		"one\n\ntwo": {
			{"on an empty line", "|", "one\n\ntwo|"},
			{"behind words", "x|", "x\n\none\n\ntwo|"},
			{"in words", "x| y", "x\n\none\n\ntwo\n\n| y"},
			{"in an item", "- |", "- one\n\n  two|"},
			{"behind an item's words", "1. x|", "1. x\n\n   one\n\n   two|"},
			{"in a quotation", "> |", "> one\n>\n> two|"},
			{"behind a quotation's words", "> x|", "> x\n>\n> one\n>\n> two|"},
			{"CRLF", "a\r\n|", "a\r\none\r\n\r\ntwo|"},
		},
		"# Head": {
			{"on an empty line", "x\n\n|", "x\n\n# Head|"},
			{"behind words", "x|", "x\n\n# Head|"},
			{"behind blanks", "- x\n\n  |", "- x\n\n  # Head|"},
		},
		"- a\n- b": {
			{"on an empty line", "|\n", "- a\n- b|\n"},
			{"before words", "|x", "- a\n- b\n\n|x"},
		},
		"x\n\n|a|long word|\n|---|--:|\n|b|c|": {
			{"a table on an empty line", "|", "x\n\n¦ a   ¦ long word ¦\n¦ --- ¦ --------: ¦\n¦ b   ¦         c ¦|"},
		},
		"\n": {{"nothing", "x|", "x|"}},
	} {
		runCommands(t, func(s State) Transaction { return PasteMarkdown(s, md) }, tests)
	}
}
