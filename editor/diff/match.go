package diff

import "slices"

const (
	// stepsFor and stepsEach bound the work of comparing two sequences: so many
	// steps for any two, and so many more for each element.
	stepsFor  = 1 << 22
	stepsEach = 24
	// reach is how many single elements apart Myers' method follows two
	// sequences before it takes the furthest place that it got to.
	reach = 256
)

// matcher finds what two sequences have in common, with counted steps.
type matcher struct {
	a, b  []int32
	gone  []bool // of each element of a: it has no partner in b
	fresh []bool // of each element of b: it has no partner in a
	left  int    // steps
	seen  []place
	stamp int32
	rows  [][]int32
}

// place is where an element occurs in the stretch that was looked at last.
type place struct {
	stamp    int32
	a, b     int32 // the last occurrence
	inA, inB int32 // how often; 2 stands for more
}

// match compares a and b, whose elements are below ids, and returns which of
// them have no partner. The others are each other's partners in their order.
// Elements that occur once in both come first (patience), then as many others
// as can be (Myers). Past the bound the rest is different.
func match(a, b []int32, ids int) (gone, fresh []bool, steps int) {
	all := stepsFor + stepsEach*(len(a)+len(b))
	m := &matcher{a: a, b: b, gone: make([]bool, len(a)), fresh: make([]bool, len(b)), left: all, seen: make([]place, ids)}
	m.stretch(0, len(a), 0, len(b))
	return m.gone, m.fresh, all - m.left
}

// stretch compares a[i:j] with b[k:l].
func (m *matcher) stretch(i, j, k, l int) {
	for i < j && k < l && m.a[i] == m.b[k] {
		i++
		k++
	}
	for i < j && k < l && m.a[j-1] == m.b[l-1] {
		j--
		l--
	}
	m.left -= j - i + l - k
	switch {
	case i == j || k == l || m.left <= 0:
		m.differ(i, j, k, l)
		return
	}
	anchors := m.anchors(i, j, k, l)
	if len(anchors) == 0 {
		m.myers(i, j, k, l)
		return
	}
	for _, p := range anchors {
		m.stretch(i, int(p.a), k, int(p.b))
		i, k = int(p.a)+1, int(p.b)+1
	}
	m.stretch(i, j, k, l)
}

func (m *matcher) differ(i, j, k, l int) {
	for ; i < j; i++ {
		m.gone[i] = true
	}
	for ; k < l; k++ {
		m.fresh[k] = true
	}
}

type pair struct{ a, b int32 }

// anchors returns the longest run of pairs, in order in both, of elements that
// occur once in a[i:j] and once in b[k:l].
func (m *matcher) anchors(i, j, k, l int) []pair {
	m.stamp++
	for n := i; n < j; n++ {
		p := &m.seen[m.a[n]]
		if p.stamp != m.stamp {
			*p = place{stamp: m.stamp}
		}
		p.a = int32(n)
		p.inA = min(p.inA+1, 2)
	}
	for n := k; n < l; n++ {
		p := &m.seen[m.b[n]]
		if p.stamp != m.stamp {
			continue
		}
		p.b = int32(n)
		p.inB = min(p.inB+1, 2)
	}
	// The longest rising run: tails[n] is the pair with the lowest b that a run
	// of n+1 pairs can end with, before[x] the pair that comes before pair x.
	var pairs []pair
	var tails, before []int32
	for n := i; n < j; n++ {
		p := m.seen[m.a[n]]
		if p.inA != 1 || p.inB != 1 {
			continue
		}
		at, _ := slices.BinarySearchFunc(tails, p.b, func(t, b int32) int { return int(pairs[t].b - b) })
		pairs = append(pairs, pair{int32(n), p.b})
		x := int32(len(pairs) - 1)
		if at == 0 {
			before = append(before, -1)
		} else {
			before = append(before, tails[at-1])
		}
		if at == len(tails) {
			tails = append(tails, x)
		} else {
			tails[at] = x
		}
	}
	run := make([]pair, len(tails))
	if len(tails) == 0 {
		return nil
	}
	for x, n := tails[len(tails)-1], len(tails)-1; n >= 0; n-- {
		run[n] = pairs[x]
		x = before[x]
	}
	return run
}

// myers pairs as many elements of a[i:j] and b[k:l] as can be. Where more than
// reach of them have no partner it takes the way that got furthest and goes on
// from there.
func (m *matcher) myers(i, j, k, l int) {
	for {
		x, y := m.walk(m.a[i:j], m.b[k:l], i, k)
		i, k = i+x, k+y
		if i == j || k == l || m.left <= 0 || x+y == 0 {
			m.differ(i, j, k, l)
			return
		}
	}
}

// walk follows the two sequences from their starts, at i and k in all of a and
// b, and marks what has no partner. It returns how far it got: to both ends,
// or to reach elements without a partner.
func (m *matcher) walk(a, b []int32, i, k int) (x, y int) {
	most := min(reach, len(a)+len(b))
	for d := 0; d <= most; d++ {
		if len(m.rows) <= d {
			m.rows = append(m.rows, make([]int32, 2*d+1))
		}
		row := m.rows[d]
		best, bestDiag := -1, 0
		for diag := -d; diag <= d; diag += 2 {
			at := 0
			if d > 0 {
				at, _ = step(m.rows[d-1], d-1, diag)
			}
			from := at
			for at < len(a) && at-diag >= 0 && at-diag < len(b) && a[at] == b[at-diag] {
				at++
			}
			m.left -= 1 + at - from
			row[diag+d] = int32(at)
			if at >= len(a) && at-diag >= len(b) {
				m.back(d, at, at-diag, i, k)
				return len(a), len(b)
			}
			if at <= len(a) && at-diag <= len(b) && 2*at-diag > best {
				best, bestDiag = 2*at-diag, diag
			}
		}
		if (d == most || m.left <= 0) && best >= 0 {
			x = int(row[bestDiag+d])
			y = x - bestDiag
			m.back(d, x, y, i, k)
			return x, y
		}
	}
	return 0, 0
}

// step returns the furthest element of a that one more single element leads to
// on a diagonal, and the diagonal it came from; row belongs to d elements.
func step(row []int32, d, diag int) (at, from int) {
	down := diag+1 <= d && diag+1 >= -d
	right := diag-1 <= d && diag-1 >= -d
	if down && (!right || row[diag+1+d] > row[diag-1+d]) {
		return int(row[diag+1+d]), diag + 1
	}
	return int(row[diag-1+d]) + 1, diag - 1
}

// back marks what has no partner on the way of d single elements that led to x
// and y.
func (m *matcher) back(d, x, y, i, k int) {
	for ; d > 0; d-- {
		diag := x - y
		_, from := step(m.rows[d-1], d-1, diag)
		x = int(m.rows[d-1][from+d-1])
		y = x - from
		if from > diag { // down: one of b
			m.fresh[k+y] = true
		} else {
			m.gone[i+x] = true
		}
	}
}
