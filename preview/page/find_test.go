package page

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
)

func TestFoldMap(t *testing.T) {
	for _, c := range []struct{ words, query, want string }{
		{"Straße ẞ", "straße", "Straße"},
		{"İstanbul and istanbul", "and", "and"},
		{"İstanbul", "istanbul", "İstanbul"},
		{"KELVIN K sign", "k sign", "K sign"},
		{"a\u00a0b", "a b", "a\u00a0b"},
		{"x\xffy and more", "AND", "and"},
		{"ÄÖÜ äöü", "äöü", "ÄÖÜ"},
	} {
		hits := appendHits(nil, 0, 0, c.words, FoldCase(c.query))
		if len(hits) == 0 {
			t.Errorf("%q is not found in %q", c.query, c.words)
			continue
		}
		if got := c.words[hits[0].From:hits[0].To]; got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.query, c.words, got, c.want)
		}
	}
}

// TestFindAsInTheText holds that the page finds what the text finds, whatever differs by case.
func TestFindAsInTheText(t *testing.T) {
	for _, c := range []struct {
		words, query string
		found        bool
	}{
		{"STRAẞE", "straße", true},
		{"Strasse", "straße", false},
		{"İstanbul", "istanbul", true},
		{"istanbul", "İSTANBUL", true},
		{"ısı", "isi", false},
		{"K is Kelvin", "k is", true},
		{"ſatz", "SATZ", true},
		{"ΌΛΟΣ όλος", "όλοσ", true},
		{"ǅ", "ǆ", true},
	} {
		var onPage []text.Range
		for _, h := range appendHits(nil, 0, 0, c.words, FoldCase(c.query)) {
			onPage = append(onPage, text.Range{Start: h.From, End: h.To})
		}
		inText := slices.Collect(text.Query{Text: c.query, IgnoreCase: true}.All(text.New(c.words), 0))
		if !slices.Equal(onPage, inText) {
			t.Errorf("%q in %q is found at %v on the page, at %v in the text", c.query, c.words, onPage, inText)
		}
		if len(inText) > 0 != c.found {
			t.Errorf("%q in %q: found %v, want %v", c.query, c.words, inText, c.found)
		}
	}
}

// TestFindNaively compares with a search of each leaf's words.
func TestFindNaively(t *testing.T) {
	d := parse(strings.Map(func(r rune) rune {
		switch {
		case r == '\u00a0':
			return ' '
		case r >= 'À' && r <= 'ɏ': // what has accents is found without them
			return 'ж'
		}
		return r
	}, sample(t)))
	for _, query := range []string{"the", "a", "e ", "management", "Ink", "footnote[1]", "1", "xyz", "\t"} {
		hits, _ := Search(d, "The title", FoldCase(query), nil)
		var got, want []string
		for _, h := range hits {
			got = append(got, fmt.Sprint(h.Block, h.Leaf, h.From))
		}
		each := func(i, leaf int, words string) {
			low, q := strings.ToLower(words), strings.ToLower(query)
			low, q = strings.NewReplacer("\t", " ", "\n", " ", "\u00a0", " ").Replace(low), strings.ReplaceAll(q, "\t", " ")
			for at := 0; ; {
				k := strings.Index(low[at:], q)
				if k < 0 {
					return
				}
				want = append(want, fmt.Sprint(i, leaf, at+k))
				at += k + len(q)
			}
		}
		each(-1, 0, "The title")
		for i, b := range d.From(0) {
			for leaf := range b.Leaves() {
				each(i, leaf, b.Leaf(leaf).Words())
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q is found at\n%v\nwant\n%v", query, got, want)
		}
	}
}
