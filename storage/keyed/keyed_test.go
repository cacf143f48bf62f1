package keyed

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// all are the places with a key.
func all(t *Table, key string, of func(i int) string) (list []int) {
	for i := t.First(key, of); i >= 0; i = t.Next(i) {
		list = append(list, i)
	}
	return list
}

// A table finds the same places as a map, in the order of the list.
func TestTable(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 2, 3, 5, 64, 1000} {
		for _, kinds := range []int{1, 3, n/2 + 1, 50 * (n + 1)} {
			keys := make([]string, n)
			want := map[string][]int{}
			for i := range keys {
				if k := r.IntN(kinds); k > 0 || kinds == 1 {
					keys[i] = fmt.Sprint("key ", k)
				}
				want[keys[i]] = append(want[keys[i]], i)
			}
			delete(want, "")
			of := func(i int) string { return keys[i] }
			table := Of(n, of)
			for key, places := range want {
				if got := all(table, key, of); !slices.Equal(got, places) {
					t.Fatalf("%d things of %d kinds: %q is at %d, want %d", n, kinds, key, got, places)
				}
			}
			for _, none := range []string{"", "none", "key"} {
				if got := all(table, none, of); got != nil {
					t.Fatalf("%d things of %d kinds: %q is at %d", n, kinds, none, got)
				}
			}
		}
	}
	if at := (*Table)(nil).First("a", nil); at != -1 {
		t.Errorf("in nothing it is at %d", at)
	}
}
