package preview

import "math/bits"

// tree sums heights: a binary indexed tree over whole pixels.
type tree struct {
	part []int // part[i] sums the heights of a stretch that ends with entry i-1
}

// build takes the heights of units, in linear time.
func (t *tree) build(units []*unit) {
	n := len(units)
	if cap(t.part) < n+1 {
		t.part = make([]int, n+1, n+1+n/8)
	}
	t.part = t.part[:n+1]
	clear(t.part)
	for i, u := range units {
		t.part[i+1] += u.height
		if up := i + 1 + (i+1)&-(i+1); up <= n {
			t.part[up] += t.part[i+1]
		}
	}
}

// add changes entry i by d.
func (t *tree) add(i, d int) {
	for i++; i < len(t.part); i += i & -i {
		t.part[i] += d
	}
}

// sum is the height of the first n entries.
func (t *tree) sum(n int) int {
	s := 0
	for ; n > 0; n -= n & -n {
		s += t.part[n]
	}
	return s
}

// find is the entry that covers height y, and how far below its top y lies.
// Heights below the last entry are in the last entry.
func (t *tree) find(y int) (i, rest int) {
	n := len(t.part) - 1
	if n <= 0 {
		return 0, 0
	}
	for step := 1 << (bits.Len(uint(n)) - 1); step > 0; step >>= 1 {
		if next := i + step; next <= n && t.part[next] <= y {
			i, y = next, y-t.part[next]
		}
	}
	if i == n {
		i--
		y += t.sum(n) - t.sum(i)
	}
	return i, max(0, y)
}
