// Package palette says what the window's palettes offer for what is typed: what
// names are like it, and which files and folders there are.
package palette

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/text"
)

// Choose returns a palette that finds rows by their names, the best first.
func Choose(placeholder, empty string, names []string, row func(i int) field.Item) *field.Palette {
	rank := Ranker(names)
	return &field.Palette{
		Placeholder: placeholder,
		Empty:       empty,
		Find: func(q string) (rows []field.Item) {
			for _, i := range rank(q) {
				rows = append(rows, row(i))
			}
			return rows
		},
	}
}

// Fold makes words comparable: without accents and differences of case.
func Fold(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return strings.ToLower(s)
	}
	same := runes.Map(func(r rune) rune { return unicode.ToLower(text.FoldRune(r)) })
	t := transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), same, norm.NFC)
	out, _, err := transform.String(t, s)
	if err != nil {
		return strings.ToLower(s)
	}
	return out
}

// Ranker returns a function for the indexes of the names that a query finds, the
// best first; an empty query finds all in their order. It is quick for queries
// that grow letter by letter.
func Ranker(names []string) func(query string) []int {
	r := &ranking{names: names}
	return r.rank
}

// ranking is names and which of them the last query found.
type ranking struct {
	names, folded []string
	last          string
	found         []int // in the order of names
}

// among is the names with some indexes, for package fuzzy.
type among struct {
	names []string
	at    []int
}

func (a among) String(i int) string { return a.names[a.at[i]] }
func (a among) Len() int            { return len(a.at) }

func (r *ranking) rank(query string) []int {
	query = Fold(strings.TrimSpace(query))
	all := r.found
	if query == "" || r.last == "" || !strings.HasPrefix(query, r.last) {
		all = make([]int, len(r.names))
		for i := range all {
			all[i] = i
		}
	}
	if query == "" {
		return all
	}
	if r.folded == nil {
		r.folded = make([]string, len(r.names))
		for i, n := range r.names {
			r.folded[i] = Fold(n)
		}
	}
	matches := fuzzy.FindFromNoSort(query, among{r.folded, all})
	type match struct {
		at, score int
		whole     bool
	}
	list := make([]match, len(matches))
	r.last, r.found = query, make([]int, len(matches))
	for i, m := range matches {
		at := all[m.Index]
		list[i] = match{at, m.Score, strings.Contains(r.folded[at], query)}
		r.found[i] = at
	}
	slices.SortStableFunc(list, func(a, b match) int {
		if a.whole != b.whole {
			if a.whole {
				return -1
			}
			return 1
		}
		return b.score - a.score
	})
	best := make([]int, len(list))
	for i, m := range list {
		best[i] = m.at
	}
	return best
}
