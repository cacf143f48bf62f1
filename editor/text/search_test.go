package text

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
)

func TestSearch(t *testing.T) {
	tests := []struct {
		src   string
		query Query
		want  []Range
	}{
		{"one two one", Query{Text: "one"}, []Range{{0, 3}, {8, 11}}},
		{"one two one", Query{Text: "One"}, nil},
		{"one two ONE", Query{Text: "One", IgnoreCase: true}, []Range{{0, 3}, {8, 11}}},
		{"aaaa", Query{Text: "aa"}, []Range{{0, 2}, {2, 4}}},
		{"a", Query{Text: ""}, nil},
		{"", Query{Text: "a"}, nil},
		{"a\r\nb", Query{Text: "\r\nb"}, []Range{{1, 4}}},
		{"Café CAFE cafè", Query{Text: "cafe", IgnoreCase: true}, []Range{{0, 5}, {6, 10}, {11, 16}}},
		{"Café CAFE cafè", Query{Text: "CAFÉ", IgnoreCase: true}, []Range{{0, 5}, {6, 10}, {11, 16}}},
		{"Café cafe", Query{Text: "cafe"}, []Range{{6, 10}}},
		{"Café CAFE cafè", Query{Text: "cafe", IgnoreCase: true, Accents: true}, []Range{{6, 10}}},
		{"Café CAFÉ İstanbul", Query{Text: "café", IgnoreCase: true, Accents: true}, []Range{{0, 5}, {6, 11}}},
		{"tiếng Tieng ὦ", Query{Text: "TIENG Ω", IgnoreCase: true}, []Range{{8, 17}}},
		{"й и が か", Query{Text: "и", IgnoreCase: true}, []Range{{3, 5}}}, // other letters, not accents
		{"Ünï ünÏ", Query{Text: "üNÏ", IgnoreCase: true}, []Range{{0, 5}, {6, 11}}},
		{"K k \u212a k", Query{Text: "k", IgnoreCase: true}, []Range{{0, 1}, {2, 3}, {4, 7}, {8, 9}}}, // the Kelvin sign
		{"\u212a\u212ax\u212a", Query{Text: "kX", IgnoreCase: true}, []Range{{3, 7}}},
		{"\xffa\xffA", Query{Text: "\xffA", IgnoreCase: true}, []Range{{0, 2}, {2, 4}}},
		{"cat concat cat_ cat2 cat-cat “cat” cat", Query{Text: "cat", Words: true}, []Range{{0, 3}, {21, 24}, {25, 28}, {32, 35}, {39, 42}}},
		{"ʼ日本語 日本", Query{Text: "日本", Words: true}, []Range{{12, 18}}},
	}
	for _, tt := range tests {
		for _, limit := range []int{8, 0} {
			got := slices.Collect(tt.query.All(newLimited(tt.src, limit), 0))
			if !slices.Equal(got, tt.want) {
				t.Errorf("%+v in %q: %v, want %v", tt.query, tt.src, got, tt.want)
			}
		}
	}
}

// Hits are found wherever the borders of chunks and windows are.
func TestSearchAcrossBorders(t *testing.T) {
	growth.Alone(t)
	rng := rand.New(rand.NewPCG(1, 2))
	for _, ignore := range []bool{false, true} {
		for range 20 {
			var b strings.Builder
			for b.Len() < 3*searchWindow {
				b.WriteString([]string{"needle", "Needle", "needl", "\u212a", "ж", "filler filler ", "\n"}[rng.IntN(7)])
			}
			src := b.String()
			var want []Range
			low := src
			if ignore {
				low = strings.ReplaceAll(src, "N", "n")
			}
			for at := 0; ; {
				i := strings.Index(low[at:], "needle")
				if i < 0 {
					break
				}
				want = append(want, Range{at + i, at + i + 6})
				at += i + 6
			}
			x := New(src)
			q := Query{Text: "needle", IgnoreCase: ignore}
			if got := slices.Collect(q.All(x, 0)); !slices.Equal(got, want) {
				t.Fatalf("%d hits, want %d", len(got), len(want))
			}
			for range 50 {
				at := rng.IntN(len(src))
				i, _ := slices.BinarySearchFunc(want, at, func(r Range, at int) int { return r.Start - at })
				got, ok := q.Next(x, at)
				if ok != (i < len(want)) || ok && got != want[i] {
					t.Fatalf("next from %d is %v", at, got)
				}
				i, _ = slices.BinarySearchFunc(want, at+1, func(r Range, at int) int { return r.End - at })
				got, ok = q.Prev(x, at)
				if ok != (i > 0) || ok && got != want[i-1] {
					t.Fatalf("the last before %d is %v %v, want %v", at, got, ok, want[max(0, i-1)])
				}
			}
		}
	}
	if _, ok := (Query{Text: "x"}).Prev(New(strings.Repeat("y", 4*searchWindow)), 3*searchWindow); ok {
		t.Error("found what is not there")
	}
}
