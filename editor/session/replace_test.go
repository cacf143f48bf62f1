package session

import (
	"math/rand/v2"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
)

func TestReplaceAll(t *testing.T) {
	replace := func(q text.Query, with string) func(*Session) {
		return func(s *Session) { s.ReplaceAll(q, with) }
	}
	runCommands(t, replace(text.Query{Text: "one"}, "$1\\"), []command{
		{"literally", "one| two one", "$1\\| two $1\\"},
		{"a selection stays on its text", "one «two»| one", "$1\\ «two»| $1\\"},
		{"a selected hit", "«one»|", "$1\\|"},
		{"nothing there", "|two", "|two"},
	})
	runCommands(t, replace(text.Query{Text: "aa"}, "a"), []command{
		{"from left to right", "aaaaa|", "aaa|"},
	})
	runCommands(t, replace(text.Query{Text: "a"}, "a"), []command{
		{"by itself", "a|a", "a|a"},
	})
	runCommands(t, replace(text.Query{Text: `(\w+)=(\w*)`, Regexp: true}, "$2: ${1}$$"), []command{
		{"groups", "|a=b\r\nc=d\r\n", "|b: a$\r\nd: c$\r\n"},
		{"an empty group", "a=|", ": a$|"},
	})
	runCommands(t, replace(text.Query{Text: "^", Regexp: true}, "> "), []command{
		{"at every line's start", "x|\ny\nz", "> x|\n> y\n> z"},
	})
	runCommands(t, replace(text.Query{Text: "(", Regexp: true}, "x"), []command{
		{"no expression", "(|", "(|"},
	})
	runCommands(t, func(s *Session) {
		n := s.Text().Len()
		s.ReplaceAll(text.Query{Text: "a"}, "b", text.Range{Start: n - 2, End: n + 9}, text.Range{Start: -3, End: n - 6}, text.Range{Start: n - 3, End: n - 2})
	}, []command{
		{"in ranges", "|aaaaaaaa", "|bbaaabbb"},
	})
	runCommands(t, func(s *Session) {
		if n := s.Text().Len(); !s.ReplaceRange(text.Range{Start: n - 2, End: n - 1}, "xyz") {
			t.Error("not replaced")
		}
	}, []command{
		{"one", "|abc", "axyz|c"},
	})
	s := Open("a.md", testHead+"title", Options{})
	for _, r := range []text.Range{{Start: 3, End: 5}, {Start: s.Start() + 2, End: s.Start() + 1}, {Start: s.Start(), End: s.Text().Len() + 1}} {
		if s.ReplaceRange(r, "x") {
			t.Errorf("%v was replaced", r)
		}
	}
	if n := s.ReplaceAll(text.Query{Text: "title"}, "x"); n != 1 || s.Text().String() != testHead+"x" {
		t.Errorf("%d hits, and %q", n, s.Text().String())
	}
}

// ReplaceAll does what strings.ReplaceAll does, however many hits there are.
func TestReplaceAllAgainstPlainLoops(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 5))
		pick := func(n int) string {
			var b strings.Builder
			for range rng.IntN(n) {
				b.WriteString([]string{"a", "b", "$", `\`, "ab", "\n", "é"}[rng.IntN(7)])
			}
			return b.String()
		}
		body, from, to := pick(20), pick(3), pick(3)
		if seed == 0 {
			body, from, to = strings.Repeat("a b ", 2*manyHits), "a", "cc"
		}
		s := Open("a.md", testHead+body, Options{})
		n := s.ReplaceAll(text.Query{Text: from}, to)
		want, hits := body, 0
		if from != "" {
			want, hits = strings.ReplaceAll(body, from, to), strings.Count(body, from)
		}
		if got := s.Text().String(); n != hits || got != testHead+want && s.Start() == len(testHead) {
			t.Fatalf("seed %d: %q by %q in %q gives %q, %d hits", seed, from, to, body, got, n)
		}
		for s.Undo() {
		}
		if s.Text().String() != testHead+body {
			t.Fatalf("seed %d: undo leads to %q", seed, s.Text().String())
		}
	}
}

func TestSelectOccurrences(t *testing.T) {
	runCommands(t, (*Session).SelectNextOccurrence, []command{
		{"first the word", "jar j|ar jar", "jar «jar»| jar"},
		{"then the next one", "«jar»| jar Jar jar", "«jar»| «jar»| Jar jar"},
		{"no word", "a | b", "a | b"},
		{"wrapping", "jar «jar»|", "«jar»| «jar»|"},
		{"in words too", "«a»| ba", "«a»| b«a»|"},
		{"no other one", "«jar»| x", "«jar»| x"},
		{"all words of several carets", "a|b cd|", "«ab»| «cd»|"},
		{"over lines", "«a\n»|a\n", "«a\n»|«a\n»|"},
		{"only text that is not selected", "a«aa»|aa", "a«aa»|«aa»|"},
	})
	runCommands(t, func(s *Session) {
		for range 5 {
			s.SelectNextOccurrence()
		}
	}, []command{
		{"until all are", "b jar j|ar jar", "b «jar»| «jar»| «jar»|"},
		{"the head has none", "ti|tle", "«title»|"},
	})
	runCommands(t, (*Session).SelectAllOccurrences, []command{
		{"a word", "jar j|ar\njars", "«jar»| «jar»|\n«jar»|s"},
		{"a selection", "«ja»|r jar Ja", "«ja»|r «ja»|r Ja"},
		{"no word", "| x", "| x"},
		{"nothing in the head", "«title»| title", "«title»| «title»|"},
		{"nothing that overlaps", "a«aa»|aaa", "a«aa»|«aa»|a"},
	})
	s := Open("a.md", "a b a", Options{})
	s.Select(text.Selection{Anchor: 0, Head: 1})
	s.SelectNextOccurrence()
	if s.Primary() != (text.Selection{Anchor: 4, Head: 5}) {
		t.Errorf("the new selection is not the primary one: %v", s.Selections())
	}
}
