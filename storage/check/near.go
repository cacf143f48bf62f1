package check

import (
	"iter"
	"strings"
)

// Nearest returns which of the names is most like one that is none of them: a
// slip of the keys, an ending that is missing or too much. It is "" where none
// is like it.
func Nearest(name string, names iter.Seq[string]) string {
	const least, longest = 3, 100 // bytes of a name that is compared
	want := strings.ToLower(name)
	if len(want) < least || len(want) > longest {
		return ""
	}
	best, at := "", max(1, len(want)/3)
	var row [longest + 1]int
	for n := range names {
		small := strings.ToLower(n)
		if n == name || n == "" || len(n) > longest || sameLetters(want, small) {
			continue
		}
		if d := distance(want, small, at+1, row[:]); d < at || d == at && (best == "" || n < best) {
			best, at = n, d
		}
	}
	if best == "" {
		best = whole(want, names)
	}
	return best
}

// whole returns the only name that holds all of want between dashes, or that
// want holds.
func whole(want string, names iter.Seq[string]) string {
	best := ""
	for n := range names {
		if a, b := "-"+want+"-", "-"+strings.ToLower(n)+"-"; len(n) > 3 && a != b && (strings.Contains(b, a) || strings.Contains(a, b)) {
			if best != "" {
				return ""
			}
			best = n
		}
	}
	return best
}

// sameLetters reports whether two names differ in numbers alone: part-3 is no
// slip for part-2.
func sameLetters(a, b string) bool {
	i, j, differ := 0, 0, false
	for {
		from, at := i, j
		for i < len(a) && a[i] >= '0' && a[i] <= '9' {
			i++
		}
		for j < len(b) && b[j] >= '0' && b[j] <= '9' {
			j++
		}
		differ = differ || a[from:i] != b[at:j]
		if i == len(a) || j == len(b) {
			return differ && i == len(a) && j == len(b)
		}
		if a[i] != b[j] {
			return false
		}
		i, j = i+1, j+1
	}
}

// distance is how many bytes must be put in, left out or changed to make b of a,
// or most where that is not less. The row has room for as many as b has and one.
func distance(a, b string, most int, row []int) int {
	if d := len(a) - len(b); d >= most || -d >= most {
		return most
	}
	for j := range len(b) + 1 {
		row[j] = j
	}
	for i := range len(a) {
		before, least := row[0], i+1
		row[0] = i + 1
		for j := range len(b) {
			d := before
			if a[i] != b[j] {
				d++
			}
			before = row[j+1]
			row[j+1] = min(d, row[j]+1, before+1)
			least = min(least, row[j+1])
		}
		if least >= most {
			return most
		}
	}
	return row[len(b)]
}
