package sumtree

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"galley.app/galley/internal/growth"
)

// check compares a sequence with the list of what it must hold, and its tree
// with what a tree must be.
func check(t *testing.T, s List[int], want []Item[int]) {
	t.Helper()
	if s.Len() != len(want) {
		t.Fatalf("%d items, want %d", s.Len(), len(want))
	}
	start := 0
	for i, it := range want {
		if got := s.At(i); got != it.Value || s.Start(i) != start {
			t.Fatalf("item %d is %d at %d, want %d at %d", i, got, s.Start(i), it.Value, start)
		}
		start += it.Size
	}
	if s.Size() != start || s.Start(s.Len()) != start {
		t.Fatalf("the size is %d and the end at %d, want %d", s.Size(), s.Start(s.Len()), start)
	}
	for off := -1; off <= start+1; off += 1 + start/50 {
		found, at := -1, 0
		for i, it := range want {
			if at <= off {
				found = i
			}
			at += it.Size
		}
		if got := s.Find(off); got != found {
			t.Fatalf("item %d is found at %d, want %d", got, off, found)
		}
	}
	for _, marks := range []uint8{0, 1, 6} {
		var got, list []int
		from := len(want) / 3
		for i, v := range s.Marked(marks, from) {
			got = append(got, i, v)
		}
		for i, it := range want {
			if i >= from && (marks == 0 || it.Marks&marks != 0) {
				list = append(list, i, it.Value)
			}
		}
		if !slices.Equal(got, list) {
			t.Fatalf("marked %d: %v, want %v", marks, got, list)
		}
	}
	if s.root != nil {
		if d := checkNode(t, s.root, true); d != s.height {
			t.Fatalf("the leaves are %d below the root, want %d", d, s.height)
		}
	}
}

func checkNode(t *testing.T, n *node[int], root bool) (depth int) {
	t.Helper()
	sum := node[int]{}
	switch {
	case n.parts() == 0 || n.parts() > fanOut || (n.items == nil) == (n.kids == nil):
		t.Fatalf("%d items and %d kids", len(n.items), len(n.kids))
	case root && len(n.kids) == 1:
		t.Fatal("the root has one kid")
	}
	for k, it := range n.items {
		if int(it.start) != sum.size {
			t.Fatalf("an item starts at %d, want %d", it.start, sum.size)
		}
		sum.n, sum.size, sum.marks = sum.n+1, sum.size+n.item(k).Size, sum.marks|it.marks
	}
	for i, c := range n.kids {
		if c.start != sum.size || c.index != sum.n {
			t.Fatalf("a kid starts at %d, item %d, want %d, %d", c.start, c.index, sum.size, sum.n)
		}
		sum.n, sum.size, sum.marks = sum.n+c.n, sum.size+c.size, sum.marks|c.marks
		d := checkNode(t, c.node, false) + 1
		if i > 0 && d != depth {
			t.Fatal("leaves at two heights")
		}
		depth = d
	}
	if sum.n != n.n || sum.size != n.size || sum.marks != n.marks {
		t.Fatalf("a node says %d, %d, %b, holds %d, %d, %b", n.n, n.size, n.marks, sum.n, sum.size, sum.marks)
	}
	return depth
}

func TestSplice(t *testing.T) {
	growth.Alone(t)
	for seed := range uint64(60) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 1))
			fresh := 0
			some := func(n int) (items []Item[int]) {
				for range n {
					fresh++
					items = append(items, Item[int]{fresh, rnd.IntN(5), uint8(rnd.IntN(40)) & 7 * uint8(rnd.IntN(2))})
				}
				return items
			}
			var s List[int]
			var want []Item[int]
			check(t, s, want)
			for range 40 {
				from := rnd.IntN(len(want) + 1)
				to := min(len(want), from+rnd.IntN(1+rnd.IntN(len(want)+1)))
				if rnd.IntN(2) == 0 {
					to = from
				}
				by := some(rnd.IntN(1 + rnd.IntN(300)))
				old, was := s, slices.Clone(want)
				s, want = s.Splice(from, to, by), slices.Replace(want, from, to, by...)
				check(t, s, want)
				check(t, old, was)
				check(t, old.Put(from, to, Of(by)), want)
				if len(want) > 0 {
					i, it := rnd.IntN(len(want)), some(1)[0]
					check(t, s.Set(i, it), slices.Replace(slices.Clone(want), i, i+1, it))
					check(t, s, want)
				}
				same, tail := 0, 0
				for same < min(len(was), len(want)) && was[same].Value == want[same].Value {
					same++
				}
				for tail < min(len(was), len(want)) && was[len(was)-1-tail].Value == want[len(want)-1-tail].Value {
					tail++
				}
				if Common(old, s) != same || Common(s, old) != same || CommonEnd(old, s) != tail || CommonEnd(s, old) != tail {
					t.Fatalf("%d and %d in common, want %d and %d", Common(old, s), CommonEnd(old, s), same, tail)
				}
			}
		})
	}
}

// What a splice allocates does not grow with the sequence, nor does the tree
// fall apart under many.
func TestSpliceIsLocal(t *testing.T) {
	var most []float64
	for _, n := range []int{1000, 100_000} {
		items := make([]Item[int], n)
		for i := range items {
			items[i] = Item[int]{i, 1, 0}
		}
		s := Of(items)
		at := 0
		m := testing.AllocsPerRun(200, func() {
			at = (at + 7919) % s.Len()
			s = s.Splice(at, at+1, []Item[int]{{-at, 1, 0}, {at, 1, 0}})
			at = (at + 7919) % (s.Len() - 9)
			s = s.Splice(at, at+1, nil)
		})
		most = append(most, m)
		for s.Len() > 200 { // what is left of many leaves
			at = (at + 7919) % (s.Len() - 50)
			s = s.Splice(at, at+min(s.Len()/3, 40), nil)
		}
		leaves := 0
		var count func(*node[int])
		count = func(n *node[int]) {
			if n.kids == nil {
				leaves++
			}
			for _, c := range n.kids {
				count(c.node)
			}
		}
		count(s.root)
		if leaves > 2+s.Len()/(fanOut/4) {
			t.Errorf("%d leaves for %d items", leaves, s.Len())
		}
	}
	if most[1] > 2*most[0] {
		t.Errorf("%.0f allocations in a short sequence, %.0f in a long one", most[0], most[1])
	}
}

func BenchmarkSplice(b *testing.B) {
	for _, n := range []int{100, 50_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			items := make([]Item[int], n)
			for i := range items {
				items[i] = Item[int]{i, 1, 0}
			}
			s := Of(items)
			b.ReportAllocs()
			for b.Loop() {
				s = s.Splice(n/2, n/2+1, items[:1])
			}
		})
	}
}
