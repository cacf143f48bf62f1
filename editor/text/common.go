package text

// CommonPrefix returns how many bytes a from the offset i on and b from j on
// have in common. What the two share, as texts do of which one was made from
// the other, is passed by without a look at its bytes.
func CommonPrefix(a Text, i int, b Text, j int) int {
	start := i
	for i < a.Len() && j < b.Len() {
		if n := sharedFrom(a.root, i, b.root, j); n != nil {
			i, j = i+n.size, j+n.size
			continue
		}
		x, y := a.root.at(i), b.root.at(j)
		c, d := x.s[i-x.off:], y.s[j-y.off:]
		n := min(len(c), len(d))
		if c[:n] != d[:n] {
			for k := range n {
				if c[k] != d[k] {
					return i + k - start
				}
			}
		}
		i, j = i+n, j+n
	}
	return i - start
}

// CommonSuffix returns how many bytes a and b have in common at their ends,
// without those before the offset i of a and j of b.
func CommonSuffix(a Text, i int, b Text, j int) int {
	x, y := a.Len(), b.Len()
	for x > i && y > j {
		if n := sharedUntil(a.root, x, b.root, y); n != nil && n.size <= x-i && n.size <= y-j {
			x, y = x-n.size, y-n.size
			continue
		}
		p, q := a.root.at(x-1), b.root.at(y-1)
		c, d := p.s[:x-p.off], q.s[:y-q.off]
		n := min(len(c), len(d), x-i, y-j)
		c, d = c[len(c)-n:], d[len(d)-n:]
		if c != d {
			for k := n - 1; k >= 0; k-- {
				if c[k] != d[k] {
					return a.Len() - x + n - 1 - k
				}
			}
		}
		x, y = x-n, y-n
	}
	return a.Len() - x
}

// sharedFrom returns the highest node that starts at offset i of a and at j of
// b, nil if there is none.
func sharedFrom(a *node, i int, b *node, j int) *node {
	for n := a; n != nil; n, i = n.from(i) {
		if i != 0 {
			continue
		}
		m, at := b, j
		for m != nil && (at != 0 || m != n) {
			m, at = m.from(at)
		}
		if m != nil {
			return n
		}
	}
	return nil
}

// sharedUntil returns the highest node that ends at offset i of a and at j of b,
// nil if there is none.
func sharedUntil(a *node, i int, b *node, j int) *node {
	for n := a; n != nil; n, i = n.until(i) {
		if i != n.size {
			continue
		}
		m, at := b, j
		for m != nil && (at != m.size || m != n) {
			m, at = m.until(at)
		}
		if m != nil {
			return n
		}
	}
	return nil
}

// from returns the kid that holds the byte at off, and where in it that is; nil
// below a leaf.
func (n *node) from(off int) (*node, int) {
	if n.kids == nil {
		return nil, 0
	}
	k := n.kid(off)
	return k.node, off - k.off
}

// until returns the kid that holds the byte before off, and where in it off is;
// nil below a leaf.
func (n *node) until(off int) (*node, int) {
	if n.kids == nil {
		return nil, 0
	}
	k := n.kid(off - 1)
	return k.node, off - k.off
}
