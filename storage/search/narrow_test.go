package search

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// What is found while somebody types on is what is found by a search that knows
// nothing of the one before, and fewer posts are looked at for it.
func TestNarrowing(t *testing.T) {
	lib := library(t, 80)
	kept, fresh := &Engine{Dir: t.TempDir()}, &Engine{Dir: t.TempDir()}
	defer kept.Close()
	defer fresh.Close()
	kept.Warm(t.Context(), lib)
	fresh.Warm(t.Context(), lib)
	now := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	open := []Open{{Path: lib.Entries[3].Path, Text: "!! title: Other\n\n---\n\nnothing"}}
	find := func(e *Engine, q Query, open []Open) []string {
		t.Helper()
		f, err := e.Find(t.Context(), Search{Library: lib, Query: q, Open: open, Now: now, Most: 1})
		if err != nil {
			t.Fatal(err)
		}
		list := append([]string{fmt.Sprint(f.Posts, f.Done, f.Of, f.Whole)}, f.Paths...)
		for _, r := range f.Results {
			list = append(list, fmt.Sprint(r.Path, r.Count))
		}
		return list
	}
	fewer := 0
	check := func(q Query, open []Open) {
		t.Helper()
		got := find(kept, q, open)
		fresh.before = narrowing{}
		if want := find(fresh, q, open); !slices.Equal(got, want) {
			t.Fatalf("%+v: found %.300q, want %.300q", q, got, want)
		}
		if kept.before.looked < fresh.before.looked {
			fewer++
		}
	}
	typed := func(s string, open []Open) {
		for i := range s {
			check(Parse(s[:i+1]), open)
		}
	}
	typed("haystack", nil)
	typed("haystack", open)
	typed("a needle in", nil)
	typed(`ranera "ra ne" -tonera title:ra`, nil)
	typed("ra before:2015 has:link ne", open)
	check(Parse("e"), nil)
	check(Parse("ran"), open) // one is open now, and was found before
	check(Parse("ran"), nil)  // and is not any more
	check(Parse("rane"), nil)
	check(Pattern("rane.a"), nil)
	check(Query{Terms: Parse("rane").Terms, Words: true}, nil)
	check(Query{Terms: Parse("ranera").Terms, Case: true}, nil)
	check(Parse("ranera"), nil)
	r := rand.New(rand.NewPCG(3, 4))
	parts := []string{"ra", "ne", " ", "-", "to", "title:", `"`, "li", "has:image ", "e", "status:draft ", "é"}
	for range 25 {
		s := ""
		for range 1 + r.IntN(7) {
			s += parts[r.IntN(len(parts))]
			check(Parse(s), open[:r.IntN(2)])
		}
	}
	if fewer < 20 {
		t.Errorf("fewer posts were looked at %d times", fewer)
	}
	lib = library(t, 20) // of another one nothing is known
	check(Parse("rane"), nil)
}
