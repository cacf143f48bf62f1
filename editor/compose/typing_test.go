package compose

import (
	"testing"

	"galley.app/galley/editor/text"
)

// typed returns the command of typing something, with marks put in by twos.
func typed(words string) Command {
	return func(s State) Transaction { return Type(s, words, Keys{Pairs: true}) }
}

func TestTypeMarks(t *testing.T) {
	for mark, tests := range map[string][]command{
		"*": {
			{"around a selection", "a «b»| c", "a *«b»|* c"},
			{"at a caret", "a | c", "a *| c"},
			{"backwards", "|«b»", "*|«b»*"},
			{"around several", "«a»| «b»|", "*«a»|* *«b»|*"},
			{"around two that touch", "«a»||«b»c", "*«a»|**|«b»*c"},
			{"a caret and a selection", "«a»| b|", "*| b*|"},
		},
		"_": {{"around a selection", "«b»|", "_«b»|_"}, {"at a caret", "|", "_|"}},
		"`": {
			{"around a selection", "«b»|", "`«b»|`"},
			{"at a caret", "a |", "a `|`"},
			{"behind a word", "a|", "a`|`"},
			{"behind another", "`|", "``|"},
			{"before a word", "|a", "`|a"},
		},
		"[": {
			{"around a selection", "«b»| c", "[«b»|] c"},
			{"at a caret", "- |\n", "- [|]\n"},
			{"before a full stop", "|.", "[|]."},
			{"escaped", `\|`, `\[|`},
		},
		"]": {{"closes nothing here", "[a|", "[a]|"}, {"not around a selection", "«a»|", "]|"}, {"over a twin of another", "[a|]", "[a]|]"}},
		"(": {
			{"around a selection", "«b»|", "(«b»|)"},
			{"at a caret", "a |, b", "a (|), b"},
			{"behind a word", "a|", "a(|"},
			{"behind a bracket", "[a]|", "[a](|)"},
			{"before a word", "|a", "(|a"},
			{"before a closing bracket", "[|]", "[(|)]"},
			{"several", "| |", "(|) (|)"},
			{"some before words", "| |a", "(| (|a"},
		},
		`"`: {
			{"around a selection", "«b»|", `"«b»|"`},
			{"at a caret", "a |\r\n", "a \"|\"\r\n"},
			{"behind a word", "5|", `5"|`},
			{"in fenced code", "```\nx |\n```", "```\nx \"|\n```"},
			{"around a selection in fenced code", "```\n«x»|\n```", "```\n\"|\n```"},
		},
	} {
		runCommands(t, typed(mark), tests)
	}
	runCommands(t, typed("x"), []command{
		{"an ordinary character", "a|", "ax|"},
		{"over a selection", "a«b»|c", "ax|c"},
		{"several", "a|b«c»|d|", "ax|bx|dx|"},
	})
}

func TestBackspace(t *testing.T) {
	runCommands(t, func(s State) Transaction { return Backspace(s, nil) }, []command{
		{"a letter", "ab|c", "a|c"},
		{"at the start", "|a", "|a"},
		{"a selection", "a«bc»|d", "a|d"},
		{"a line ending", "a\n|b", "a|b"},
		{"CRLF", "a\r\n|b", "a|b"},
		{"a lone CR", "a\r|b", "a|b"},
		{"an accent", "xe\u0301|", "x|"},
		{"an emoji", "x👨‍👩‍👧|", "x|"},
		{"one of two flags", "🇦🇹🇩🇪|", "🇦🇹|"},
		{"not bytes that are no text", "a\xff|", "a|"},
		{"several", "a|b|c«d»|", "|c|"},
		{"several, one at the start", "|ab|", "|a|"},
		{"marks that stood there", "(|)", "|)"},
	})
	s := body(t, testHead, "|x")
	s.Selections = []text.Selection{text.Caret(4)}
	if x := Backspace(s, nil); len(x.Edits) > 0 {
		t.Errorf("the head is changed: %v", x.Edits)
	}
}

func TestPaste(t *testing.T) {
	paste := func(words string) Command { return func(s State) Transaction { return Paste(s, words) } }
	runCommands(t, paste("https://example.org/a\n"), []command{
		{"over words", "see «this»| now", "see [this](https://example.org/a)| now"},
		{"blanks stay outside", "see« this »|now", "see [this](https://example.org/a)| now"},
		{"at a caret", "see |", "see https://example.org/a\n|"},
		{"over an address", "see «http://b.c»|", "see https://example.org/a\n|"},
		{"over the address of a link", "[x](«/a»|)", "[x](https://example.org/a\n|)"},
		{"over lines", "«a\nb»|", "https://example.org/a\n|"},
	})
	runCommands(t, paste("HTTPS://a.b/c_(d)"), []command{{"with brackets", "«a»|", "[a](<HTTPS://a.b/c_(d)>)|"}})
	runCommands(t, paste("mailto:a@b.c"), []command{
		{"mail", "«a»|", "[a](mailto:a@b.c)|"},
		{"in a code span", "`a «b»| c`", "`a mailto:a@b.c| c`"},
		{"behind a code span", "`a` «b»|", "`a` [b](mailto:a@b.c)|"},
		{"in fenced code", "```\n«b»|\n```", "```\nmailto:a@b.c|\n```"},
		{"over several", "«a»| «b»|", "[a](mailto:a@b.c)| [b](mailto:a@b.c)|"},
		{"over what has brackets", "«[a]»|", "mailto:a@b.c|"},
	})
	runCommands(t, paste("https://"), []command{{"no address", "«a»|", "https://|"}})
	runCommands(t, paste("ftp://a"), []command{{"another scheme", "«a»|", "ftp://a|"}})
	runCommands(t, paste("x\r\ny\rz"), []command{
		{"endings", "a|\n", "ax\ny\nz|\n"},
		{"CRLF", "a|\r\n", "ax\r\ny\r\nz|\r\n"},
		{"several", "a| b|\n", "ax\ny\nz| bx\ny\nz|\n"},
		{"a line for each", "a|\nb|\n«c»|\n", "ax|\nby|\nz|\n"},
		{"a line for each, upwards", "a|\r\nb|\r\n|«c»\r\n", "ax|\r\nby|\r\nz|\r\n"},
	})
	runCommands(t, paste("1. x\n2. y\n"), []command{
		{"in a list", "1. a\n|2. b\n", "1. a\n2. x\n3. y\n|4. b\n"},
		{"before a list", "|5. a\n6. b\n", "5. x\n6. y\n|7. a\n8. b\n"},
		{"somewhere else", "a\n\n|b\n", "a\n\n1. x\n2. y\n|b\n"},
	})
	runCommands(t, paste("   1. x\n   2. y\n"), []command{{"a nested list", "1. a\n|2. b", "1. a\n   1. x\n   2. y\n|2. b"}})
	runCommands(t, paste("5. x\n9. y\n"), []command{{"as it is", "|", "5. x\n9. y\n|"}})
}

// TestTypeQuotes types marks key by key, as they are set.
func TestTypeQuotes(t *testing.T) {
	english := &Quotes{Open: "“", Shut: "”", InnerOpen: "‘", InnerShut: "’"}
	for typed, want := range map[string]string{
		`"Yes," she said`: "“Yes,” she said",
		"it's 'quoted'":   "it’s ‘quoted’",
		"rock 'n' roll":   "rock ’n’ roll",
		"the '90s":        "the ’90s",
		"'70s, ('80s)":    "’70s, (’80s)",
		"'90 of them'":    "‘90 of them’",
		"'nine' 'n, one'": "‘nine’ ‘n, one’",
		"90s don't":       "90s don’t",
		"`'90s`":          "`'90s`",
		"'a' '1980s'":     "‘a’ ‘1980s’",
	} {
		s := body(t, testHead, "|")
		for _, r := range typed {
			s = Type(s, string(r), Keys{Quotes: english}).then(s)
		}
		if got := shown(s); got != want+"|" {
			t.Errorf("%s is %s, want %s|", typed, got, want)
		}
	}
}
