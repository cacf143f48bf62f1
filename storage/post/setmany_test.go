package post

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
)

// TestSetMany holds that many fields at once become what they do one by one.
func TestSetMany(t *testing.T) {
	heads := []string{
		"", "body", "!! title: a\n\n---\n\nb", "!! title: a\n!! own: b\n", "!!title:a\r\n!!  x :  y\r\n---\r\n", "!! own: b\n!! slug: c\n---\nb",
		"!! title:\n!! own:\n!! other:  b\n\n---\n", "!! own: a\n!! own: b\n# c\n!! last: d\n---\n", "\uFEFF!! title: a\r!! b: c\r---\r\n", "!! own: a",
	}
	keys := []string{"title", "slug", "published", "description", "own", "other", "x", "new", "newer", "a:b", ""}
	values := []string{"", "v", "w w", " folded\nhere ", "a"}
	r := rand.New(rand.NewPCG(3, 4))
	for range 4000 {
		src := heads[r.IntN(len(heads))]
		var ks, vs []string
		used := map[string]bool{}
		for range r.IntN(6) {
			if k := keys[r.IntN(len(keys))]; !used[k] {
				used[k] = true
				ks, vs = append(ks, k), append(vs, values[r.IntN(len(values))])
			}
		}
		at := Apply(src, Parse(src).SetMany(ks, vs))
		one := src
		for i, k := range ks {
			one = Apply(one, Parse(one).Set(k, vs[i]))
		}
		a, b := Parse(at), Parse(one)
		for _, k := range append(ks, keys...) {
			av, aok := a.Value(k)
			bv, bok := b.Value(k)
			if av != bv || aok != bok {
				t.Fatalf("%q with %q = %q: field %q is %q (%v) at once, %q (%v) one by one\n%q\n%q", src, ks, vs, k, av, aok, bv, bok, at, one)
			}
		}
		if at[a.TextStart():] != one[b.TextStart():] {
			t.Fatalf("%q with %q = %q: another text\n%q\n%q", src, ks, vs, at, one)
		}
		if len(ks) == 1 && at != one {
			t.Fatalf("%q with %q = %q: %q at once, %q", src, ks, vs, at, one)
		}
	}
	src := "!! title: t\n!! a: 1\n!! b: 2\n\n---\n\nx"
	got := Apply(src, Parse(src).SetMany([]string{"z", "slug", "b", "y"}, []string{"26", "s", "3", "25"}))
	if want := "!! title: t\n!! slug: s\n!! a: 1\n!! b: 3\n!! z: 26\n!! y: 25\n\n---\n\nx"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestSetManyWork(t *testing.T) {
	growth.Bytes(t, 2000, func(n int) func() {
		var head strings.Builder
		var keys, values []string
		for i := range n {
			fmt.Fprintf(&head, "!! k%d: v\n", i)
			keys, values = append(keys, fmt.Sprint("k", i), fmt.Sprint("n", i)), append(values, "w", "x")
		}
		src := head.String() + "\n---\n\n"
		return func() { Apply(src, Parse(src).SetMany(keys, values)) }
	})
}
