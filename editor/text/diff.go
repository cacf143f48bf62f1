package text

import (
	"strings"
	"unicode/utf8"
)

// diffEffort is how many lines may be in only one of two texts for them to be compared line by
// line; past it all between the first and the last difference is one edit.
const diffEffort = 400

// Diff returns a short list of edits that make a into b: whole lines are compared, then the
// lines that differ are narrowed to the bytes that do.
func Diff(a, b string) []Edit {
	if a == b {
		return nil
	}
	head, tail := commonLines(a, b)
	x, y := splitLines(a[head:len(a)-tail]), splitLines(b[head:len(b)-tail])
	var edits []Edit
	i, j := head, head // offsets in a and b
	xi, yi := 0, 0
	change := func(xn, yn int) { // up to these lines a and b differ
		for xn-xi == yn-yi && xi < xn { // as many here as there: each for itself
			k, l := i+len(x[xi]), j+len(y[yi])
			if x[xi] != y[yi] {
				edits = append(edits, narrow(a, b, i, k, j, l))
			}
			i, j, xi, yi = k, l, xi+1, yi+1
		}
		k, l := i, j
		for ; xi < xn; xi++ {
			k += len(x[xi])
		}
		for ; yi < yn; yi++ {
			l += len(y[yi])
		}
		if k > i || l > j {
			edits = append(edits, narrow(a, b, i, k, j, l))
		}
		i, j = k, l
	}
	for _, m := range matches(x, y) {
		change(m.x, m.y)
		i += len(x[xi])
		j += len(y[yi])
		xi++
		yi++
	}
	change(len(x), len(y))
	return edits
}

// commonLines returns how many bytes of whole lines a and b share at the start and at the end.
func commonLines(a, b string) (head, tail int) {
	n := min(len(a), len(b))
	for head < n && a[head] == b[head] {
		head++
	}
	for head > 0 && (!startsLine(a, head) || !startsLine(b, head)) {
		head--
	}
	for tail < n-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	for tail > 0 && (!startsLine(a, len(a)-tail) || !startsLine(b, len(b)-tail)) {
		tail--
	}
	return head, tail
}

// startsLine reports whether a line of s starts at off.
func startsLine(s string, off int) bool {
	return off == 0 || s[off-1] == '\n' || s[off-1] == '\r' && (off == len(s) || s[off] != '\n')
}

// splitLines returns the lines of s with their endings.
func splitLines(s string) []string {
	var lines []string
	from := 0
	for from < len(s) {
		n := LineSize(s[from:])
		lines = append(lines, s[from:from+n])
		from += n
	}
	return lines
}

// match is a line that both texts have.
type match struct{ x, y int }

// matches returns the lines that x and y have in common, in order, as many as can be (Myers' greedy
// method); none if there are too many others.
func matches(x, y []string) []match {
	if len(x) == 0 || len(y) == 0 {
		return nil
	}
	most := min(len(x)+len(y), diffEffort)
	// reach[d][k+d] is the furthest line of x on the diagonal k that d single lines lead to.
	var reach [][]int
	for d := 0; d <= most; d++ {
		row := make([]int, 2*d+1)
		reach = append(reach, row)
		for k := -d; k <= d; k += 2 {
			i := 0
			if d > 0 {
				i, _ = stepTo(reach[d-1], d-1, k)
			}
			for i < len(x) && i-k >= 0 && i-k < len(y) && x[i] == y[i-k] {
				i++
			}
			row[k+d] = i
			if i >= len(x) && i-k >= len(y) {
				return trace(reach, len(x), len(y))
			}
		}
	}
	return nil
}

// stepTo returns the furthest line of x that one more single line leads to on diagonal k, and the
// diagonal it came from; row belongs to d lines.
func stepTo(row []int, d, k int) (i, from int) {
	down := k+1 <= d && k+1 >= -d
	right := k-1 <= d && k-1 >= -d
	if down && (!right || row[k+1+d] > row[k-1+d]) {
		return row[k+1+d], k + 1
	}
	return row[k-1+d] + 1, k - 1
}

// trace walks back along the way that was found.
func trace(reach [][]int, i, j int) []match {
	var back []match
	for d := len(reach) - 1; d >= 0; d-- {
		k := i - j
		start, from := 0, 0
		if d > 0 {
			start, from = stepTo(reach[d-1], d-1, k)
		}
		for i > start && j > 0 {
			i--
			j--
			back = append(back, match{i, j})
		}
		if d > 0 {
			i = reach[d-1][from+d-1]
			j = i - from
		}
	}
	for l, r := 0, len(back)-1; l < r; l, r = l+1, r-1 {
		back[l], back[r] = back[r], back[l]
	}
	return back
}

// narrow returns the edit that makes a[i:j] into b[k:l], without what they have in common at either
// end. It does not cut a rune or a CRLF in two.
func narrow(a, b string, i, j, k, l int) Edit {
	first, last := i, j
	for i < j && k < l && a[i] == b[k] {
		i++
		k++
	}
	for i > first && (inside(a, i) || inside(b, k)) {
		i--
		k--
	}
	for i < j && k < l && a[j-1] == b[l-1] {
		j--
		l--
	}
	for j < last && (inside(a, j) || inside(b, l)) {
		j++
		l++
	}
	return Edit{Start: i, End: j, New: strings.Clone(b[k:l])}
}

// inside reports whether off is within a rune or a CRLF of s.
func inside(s string, off int) bool {
	if off <= 0 || off >= len(s) {
		return false
	}
	return !utf8.RuneStart(s[off]) || s[off-1] == '\r' && s[off] == '\n'
}

// LineSize returns the size of the first line of s with its ending.
func LineSize(s string) int {
	i := strings.IndexAny(s, "\r\n")
	switch {
	case i < 0:
		return len(s)
	case strings.HasPrefix(s[i:], "\r\n"):
		return i + 2
	}
	return i + 1
}
