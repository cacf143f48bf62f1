package text

// CommonPrefix returns how many bytes a from the offset i on and b from j on
// have in common. Where the two share chunks, as texts do of which one was made
// from the other, nothing is compared byte by byte.
func CommonPrefix(a Text, i int, b Text, j int) int {
	start := i
	for i < a.Len() && j < b.Len() {
		c, d := a.rest(i), b.rest(j)
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
		c, d := a.until(x), b.until(y)
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

// rest is the part of a chunk from the byte at off on.
func (t Text) rest(off int) string {
	c := t.root.at(off)
	return c.s[off-c.off:]
}

// until is the part of a chunk up to the byte before off.
func (t Text) until(off int) string {
	c := t.root.at(off - 1)
	return c.s[:off-c.off]
}
