package session

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"galley.app/galley/editor/text"
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

func TestTypeMarks(t *testing.T) {
	for mark, tests := range map[string][]command{
		"*": {
			{"around a selection", "a «b»| c", "a *«b»|* c"},
			{"at a caret", "a | c", "a *| c"},
			{"backwards", "|«b»", "*|«b»*"},
			{"around several", "«a»| «b»|", "*«a»|* *«b»|*"},
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
		runCommands(t, types(mark), tests)
	}
	runCommands(t, types("x"), []command{
		{"an ordinary character", "a|", "ax|"},
		{"over a selection", "a«b»|c", "ax|c"},
		{"several", "a|b«c»|d|", "ax|bx|dx|"},
	})
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
		src, sels := marked(t, tt.from)
		now := time.Unix(1, 0)
		s := Open("a.md", testHead+src, Options{Now: func() time.Time { return now }})
		for i := range sels {
			sels[i] = text.Caret(sels[i].Head + len(testHead))
		}
		s.Select(sels...)
		types(tt.keys)(s)
		if got := strings.TrimPrefix(show(s.Text().String(), s.Selections()), testHead); got != tt.want {
			t.Errorf("%s at %q leads to %q, want %q", tt.keys, tt.from, got, tt.want)
		}
		end := s.Text().String()
		for s.Undo() {
		}
		if got := show(s.Text().String(), s.Selections()); got != testHead+tt.from {
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
	s.SetPairs(false)
	s.Select(text.Selection{Anchor: 0, Head: 1})
	types(`*"([`)(s)
	if got := s.Text().String(); got != `*"([` {
		t.Errorf("without pairs %q", got)
	}
}

func TestBackspace(t *testing.T) {
	runCommands(t, (*Session).Backspace, []command{
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
	s := Open("a.md", testHead+"x", Options{})
	s.Select(text.Caret(4))
	s.Backspace()
	if s.Text().String() != testHead+"x" {
		t.Errorf("the head was changed: %q", s.Text().String())
	}
}

func TestPaste(t *testing.T) {
	paste := func(words string) func(*Session) { return func(s *Session) { s.Paste(words) } }
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
