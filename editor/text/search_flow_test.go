package text

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Where lines flow a blank that is looked for is also a line end, as a regular expression says it.
func TestFlowingWords(t *testing.T) {
	parts := []string{"a", "b", "A", "é", "a b", " ", "  ", "\n", "\n", "\r\n", "\n\n", " \n", "\t", "ß"}
	blank := `(?: |[ ]?(?:\r\n|\n|\r)[ \t]*)`
	for seed := range uint64(3000) {
		rnd := rand.New(rand.NewPCG(seed, 4))
		var b strings.Builder
		for range rnd.IntN(40) {
			b.WriteString(parts[rnd.IntN(len(parts))])
		}
		src := b.String()
		words := []string{"a b", "b a", "a a", "é a", "a b a", "b"}[rnd.IntN(6)]
		q := Query{Text: words, Flow: true, IgnoreCase: rnd.IntN(2) == 0}
		pattern := strings.ReplaceAll(regexp.QuoteMeta(words), " ", blank)
		if q.IgnoreCase {
			pattern = "(?i)" + pattern
		}
		var want []Range
		for _, m := range regexp.MustCompile(pattern).FindAllStringIndex(src, -1) {
			want = append(want, Range{m[0], m[1]})
		}
		if got := slices.Collect(q.All(New(src), 0)); !slices.Equal(got, want) {
			t.Fatalf("%q in %q, cases ignored %v: got %v, want %v", words, src, q.IgnoreCase, got, want)
		}
	}
}

// Words are found over what the lines of items and quotations begin with, but not where a quotation starts.
func TestFlowingWordsOfItemsAndQuotations(t *testing.T) {
	for src, want := range map[string]bool{
		"- one\n  two":             true,
		"x\n> one\n> two":          true,
		"x\r\n> > one \r\n> > two": true,
		"x\n> one\ntwo":            true,
		"x\none\n> two":            false,
		"x\n> one\n> > two":        false,
		"- one\n- two":             false,
		"> one\n>\n> two":          false,
	} {
		if r, ok := (Query{Text: "one two", Flow: true}).Next(New(src), 0); ok != want || ok && !strings.HasSuffix(src, src[r.Start:r.End]) {
			t.Errorf("in %q found: %v at %v, want %v", src, ok, r, want)
		}
	}
}

// Hits lie where the window's borders are, too, and a regular expression is as it was.
func TestFlowingWordsAcrossWindows(t *testing.T) {
	src := strings.Repeat("one two three\nfour five six\n", 3*searchWindow/28)
	for _, ignore := range []bool{false, true} {
		q := Query{Text: "three four", Flow: true, IgnoreCase: ignore}
		if got, want := len(slices.Collect(q.All(New(src), 0))), strings.Count(src, "three\nfour"); got != want {
			t.Errorf("%d hits, want %d", got, want)
		}
		q.Words = true
		if got, ok := q.Next(New("xthree\nfour three\nfour"), 0); !ok || got.Start != 12 {
			t.Errorf("the words are at %v, %v", got, ok)
		}
	}
	if _, ok := (Query{Text: "three four", Flow: true, Regexp: true}).Next(New(src), 0); ok {
		t.Error("a regular expression found a line end")
	}
}
