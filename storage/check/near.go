package check

import (
	"iter"
	"math/bits"
	"strings"
)

// Nearest returns which of the names is most like one that is none of them: a
// slip of the keys, an ending that is missing or too much. It is "" where none
// is like it.
func Nearest(name string, names iter.Seq[string]) string { return NewNames(names).Nearest(name) }

// Names are names that many others are compared with. Several goroutines may ask
// them.
type Names struct{ list []known }

// known is a name, small, and which letters it has: a bit for one or two of them.
type known struct {
	name, small string
	letters     uint64
}

// NewNames returns the names, to ask for more than one other.
func NewNames(names iter.Seq[string]) *Names {
	n := new(Names)
	for name := range names {
		if name != "" {
			small := strings.ToLower(name)
			n.list = append(n.list, known{name, small, letters(small)})
		}
	}
	return n
}

// letters are the bits of the bytes of a name.
func letters(s string) (set uint64) {
	for i := range len(s) {
		set |= 1 << (s[i] & 63)
	}
	return set
}

const shortest, longest = 3, 100 // bytes of a name that is compared

// Nearest is the function of that name.
func (n *Names) Nearest(name string) string {
	want := strings.ToLower(name)
	if len(want) < shortest || len(want) > longest {
		return ""
	}
	best, at, has := "", max(1, len(want)/3), letters(want)
	var row [longest + 1]int
	for i := range n.list {
		k := &n.list[i]
		// Each letter that only one of two names has is a byte to be changed.
		if d := len(k.small) - len(want); d > at || -d > at || bits.OnesCount64(k.letters&^has) > at || bits.OnesCount64(has&^k.letters) > at {
			continue
		}
		if k.name == name || len(k.name) > longest || sameLetters(want, k.small) {
			continue
		}
		if d := distance(want, k.small, at+1, row[:]); d < at || d == at && (best == "" || k.name < best) {
			best, at = k.name, d
		}
	}
	if best == "" {
		best = n.whole(want, has)
	}
	return best
}

// whole returns the only name that holds all of want between dashes, or that
// want holds.
func (n *Names) whole(want string, has uint64) string {
	best := ""
	for i := range n.list {
		k := &n.list[i]
		if k.letters&^has != 0 && has&^k.letters != 0 || len(k.name) <= 3 || k.small == want {
			continue
		}
		if within(want, k.small) || within(k.small, want) {
			if best != "" {
				return ""
			}
			best = k.name
		}
	}
	return best
}

// within reports whether a stands in b, between dashes or its ends.
func within(a, b string) bool {
	for at := 0; ; at++ {
		i := strings.Index(b[at:], a)
		if i < 0 {
			return false
		}
		at += i
		if end := at + len(a); (at == 0 || b[at-1] == '-') && (end == len(b) || b[end] == '-') {
			return true
		}
	}
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
