package session

import (
	"strings"
	"testing"
	"time"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/carets"
)

// smartly types words with the marks of a language being set.
func smartly(language, words string) func(*Session) {
	return func(s *Session) {
		q := compose.QuotesOf(language)
		s.SetTyping(true, &q)
		types(words)(s)
	}
}

func TestSmart(t *testing.T) {
	for _, tt := range []struct{ keys, from, want string }{
		{`"a"`, "|", "“a”|"},
		{`"a"`, "say |.", "say “a”|."},
		{`"a 'b' c"`, "|", "“a ‘b’ c”|"},
		{`it's`, "|", "it’s|"},
		{`("a")`, "|", "(“a”)|"},
		{`**"a"**`, "|", "**“a”**|"},
		{`"*a*"`, "x |", "x “*a*”|"},
		{`"a"`, "> - |", "> - “a”|"},
		{`"a"`, "one | two |", "one “a”| two “a”|"},
		{`\"`, "|", `\"|`},
		{`a -- b`, "|", "a – b|"},
		{`a --- b`, "|", "a — b|"},
		{`---`, "|", "---|"},
		{`---`, "Head\n|", "Head\n---|"},
		{`---`, "¦ a ¦\n¦ |", "¦ a ¦\n¦ ---|"},
		{`- -- `, "|", "- -- |"},
		{`----`, "a |", "a —-|"},
		{`a...`, "|", "a…|"},
		{`a....`, "|", "a….|"},
		{`/...`, "a |", "a /...|"},
		{`it's "x" -- ...`, "`|`", "`it's \"x\" -- ...|`"},
		{`a"b"`, "```\n|\n```", "```\na\"b\"|\n```"},
		{`"a"`, "    |", "    \"a\"|"},
		{`"a"`, "- x\n\n    |", "- x\n\n    “a”|"},
		{`x="y" z--`, "<a |", "<a x=\"y\" z--|"},
		{`a--`, "<!-- |", "<!-- a--|"},
		{`a--`, "<!--\nx\n|", "<!--\nx\na--|"},
		{`"a"`, "<br> |", "<br> “a”|"},
		{`a--b`, "https://|", "https://a--b|"},
		{`a--b "t"`, "[x](|)", "[x](a--b \"t\"|)"},
		{`"a"`, "[x](y) |", "[x](y) “a”|"},
		{`"a"`, "[x]: y |", "[x]: y \"a\"|"},
		{`"a"`, "[^1]: |", "[^1]: “a”|"},
		{`f'(x)`, "$|$", "$f'(x)|$"},
		{`'s "x"`, "$5 it|", "$5 it’s “x”|"},
		{`"`, "«b»|", "“«b»|”"},
		{`"`, "«ha»|«ha»|!", "“«ha»|”“«ha»|”!"},
	} {
		checkSmart(t, "en", tt.keys, tt.from, tt.want)
	}
}

func TestSmartLanguages(t *testing.T) {
	for language, want := range map[string]string{
		"":      "“a ‘b’ it’s”|",
		"en-GB": "“a ‘b’ it’s”|",
		"de":    "„a ‚b‘ it’s“|",
		"de-CH": "«a ‹b› it’s»|",
		"fr":    "«\u00A0a “b” it’s\u00A0»|",
		"da":    "»a ›b‹ it’s«|",
		"pl_PL": "„a ‚b’ it’s”|",
		"sv":    "”a ’b’ it’s”|",
		"pt-BR": "“a ‘b’ it’s”|",
		"ru":    "«a „b“ it’s»|",
		"zz":    "“a ‘b’ it’s”|",
	} {
		checkSmart(t, language, `"a 'b' it's"`, "|", want)
	}
}

// checkSmart types, then undoes and redoes all of it.
func checkSmart(t *testing.T, language, keys, from, want string) {
	t.Helper()
	src, sels := carets.Parse(t, from)
	s := Open("a.md", testHead+src, Options{Now: func() time.Time { return time.Unix(1, 0) }})
	for i := range sels {
		sels[i].Anchor += len(testHead)
		sels[i].Head += len(testHead)
	}
	s.Select(sels...)
	smartly(language, keys)(s)
	shown := func() string { return strings.TrimPrefix(carets.String(s.Text().String(), s.Selections()), testHead) }
	if got := shown(); got != want {
		t.Errorf("%s: %s at %q leads to %q, want %q", language, keys, from, got, want)
	}
	for s.Undo() {
	}
	if got := shown(); got != from {
		t.Errorf("%s: %s at %q: undo leads to %q", language, keys, from, got)
	}
	for s.Redo() {
	}
	// A step over a mark's twin is no edit, so redo may lead to before it.
	if got, want := strings.ReplaceAll(shown(), "|", ""), strings.ReplaceAll(want, "|", ""); got != want {
		t.Errorf("%s: %s at %q: redo leads to %q, want %q", language, keys, from, got, want)
	}
}

// One undo takes back the substitution alone, and what is typed then stays as it is typed.
func TestSmartUndo(t *testing.T) {
	for _, tt := range []struct{ keys, from, undone string }{
		{`x "`, "|", `x "|`},
		{"a--", "|", "a--|"},
		{"a---", "|", "a–-|"},
		{"a...", "|", "a...|"},
		{`"`, "«b»|", `"«b»|"`},
	} {
		src, sels := carets.Parse(t, tt.from)
		s := Open("a.md", src, Options{Now: func() time.Time { return time.Unix(1, 0) }})
		s.Select(sels...)
		smartly("en", tt.keys)(s)
		s.Undo()
		if got := carets.String(s.Text().String(), s.Selections()); got != tt.undone {
			t.Errorf("%s at %q: undo leads to %q, want %q", tt.keys, tt.from, got, tt.undone)
		}
	}
}

func TestSmartLeavesTheHeadAlone(t *testing.T) {
	s := Open("a.md", "!! title: a\n!! slug: a\n\n---\n\nx\n", Options{})
	at := strings.Index(s.Text().String(), "\n")
	s.Select(text.Caret(at))
	smartly("en", `"`)(s)
	if got := s.Text().Line(0); got != `!! title: a"` {
		t.Errorf("the head's line is %q", got)
	}
	s.SetTyping(true, nil)
	s.Select(text.Caret(s.Text().Len()))
	s.Type("'")
	if got := s.Text().String(); strings.Contains(got, "’") {
		t.Error("marks are set where nobody asked for it")
	}
}

// A mark may make a head of the lines that it was typed in, in which nothing is set.
func TestSmartHead(t *testing.T) {
	s := Open("a.md", "!!x\n: c\n---\n\nwords\n", Options{})
	s.Select(text.Selection{Anchor: 3, Head: 4})
	smartly("en", "-")(s)
	if got, want := s.Text().String(), "!!x-: c\n---\n\nwords\n"; got != want || !s.Post().HasHead() {
		t.Errorf("the text is %q with a head: %t, want %q with one", got, s.Post().HasHead(), want)
	}
}

// Carets in one run of marks would each have all of it set.
func TestSmartRun(t *testing.T) {
	s := Open("a.md", "a---b", Options{})
	s.Select(text.Selection{Anchor: 1, Head: 2}, text.Selection{Anchor: 2, Head: 3}, text.Selection{Anchor: 3, Head: 4})
	smartly("en", "-")(s)
	if got, want := s.Text().String(), "a–-b"; got != want {
		t.Errorf("the text is %q, want %q", got, want)
	}
	s.Undo()
	s.Undo()
	if got, want := s.Text().String(), "a---b"; got != want {
		t.Errorf("undo leads to %q, want %q", got, want)
	}
}
