package compose

import (
	"math/rand/v2"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
)

func TestReplaceAll(t *testing.T) {
	replace := func(q text.Query, with string) Command {
		return func(s State) Transaction {
			x, _ := ReplaceAll(s, q, with)
			return x
		}
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
	runCommands(t, func(s State) Transaction {
		n := s.Text.Len()
		x, _ := ReplaceAll(s, text.Query{Text: "a"}, "b", text.Range{Start: n - 2, End: n + 9}, text.Range{Start: -3, End: n - 6}, text.Range{Start: n - 3, End: n - 2})
		return x
	}, []command{
		{"in ranges", "|aaaaaaaa", "|bbaaabbb"},
	})
	runCommands(t, func(s State) Transaction {
		n := s.Text.Len()
		return ReplaceRange(s, text.Range{Start: n - 2, End: n - 1}, "xyz")
	}, []command{
		{"one", "|abc", "axyz|c"},
	})
	s := body(t, testHead, "|title")
	for _, r := range []text.Range{{Start: 3, End: 5}, {Start: s.Start + 2, End: s.Start + 1}, {Start: s.Start, End: s.Text.Len() + 1}} {
		if x := ReplaceRange(s, r, "x"); len(x.Edits) > 0 {
			t.Errorf("%v was replaced", r)
		}
	}
	x, n := ReplaceAll(s, text.Query{Text: "title"}, "x")
	if got := x.then(s).Text.String(); n != 1 || got != testHead+"x" {
		t.Errorf("%d hits, and %q", n, got)
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
		s := State{Text: text.New(testHead + body), Start: len(testHead), Selections: []text.Selection{text.Caret(0)}}
		x, n := ReplaceAll(s, text.Query{Text: from}, to)
		want, hits := body, 0
		if from != "" {
			want, hits = strings.ReplaceAll(body, from, to), strings.Count(body, from)
		}
		if got := x.then(s).Text.String(); n != hits || got != testHead+want {
			t.Fatalf("seed %d: %q by %q in %q gives %q, %d hits", seed, from, to, body, got, n)
		}
	}
}

func TestSelectOccurrences(t *testing.T) {
	runCommands(t, SelectNextOccurrence, []command{
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
	runCommands(t, func(s State) Transaction {
		for range 5 {
			s = do(s, SelectNextOccurrence)
		}
		return Transaction{Selections: s.Selections}
	}, []command{
		{"until all are", "b jar j|ar jar", "b «jar»| «jar»| «jar»|"},
		{"the head has none", "ti|tle", "«title»|"},
	})
	runCommands(t, SelectAllOccurrences, []command{
		{"a word", "jar j|ar\njars", "«jar»| «jar»|\n«jar»|s"},
		{"a selection", "«ja»|r jar Ja", "«ja»|r «ja»|r Ja"},
		{"no word", "| x", "| x"},
		{"nothing in the head", "«title»| title", "«title»| «title»|"},
		{"nothing that overlaps", "a«aa»|aaa", "a«aa»|«aa»|a"},
	})
	s := do(body(t, "", "«a»| b a"), SelectNextOccurrence)
	if s.Selections[0] != (text.Selection{Anchor: 4, Head: 5}) {
		t.Errorf("the new selection is not the primary one: %v", s.Selections)
	}
}
