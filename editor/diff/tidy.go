package diff

import (
	"slices"
	"strings"
)

// sides are two lists of tokens, and which of them have no partner.
type sides struct {
	a, b        []string
	as, bs      []int32
	gone, fresh []bool
}

// tidy makes of a shortest list of differences one that reads well: what was
// put in or taken out begins where a paragraph, line, sentence or word does,
// and few words that happen to be the same do not stand alone between many
// that are not.
func (s *sides) tidy() {
	s.part(s.a, s.b, s.as, s.bs, s.gone, s.fresh)
	s.part(s.b, s.a, s.bs, s.as, s.fresh, s.gone)
	s.slide()
	s.sweep()
}

// tailMost is how many tokens the rest of a line may have behind a change for
// part to look for them.
const tailMost = 8

// part finds lines of y in which words of x were changed, and behind which
// others were put in: where the rest of the line is in both places, the first
// is its partner.
func (s *sides) part(x, y []string, xs, ys []int32, gone, fresh []bool) {
	i, k := 0, 0
	for i < len(x) || k < len(y) {
		if i < len(x) && k < len(y) && !gone[i] && !fresh[k] {
			i++
			k++
			continue
		}
		j, l := i, k
		lineEnd := false
		for ; j < len(x) && gone[j]; j++ {
			lineEnd = lineEnd || endsLine(x[j])
		}
		for l < len(y) && fresh[l] {
			l++
		}
		if i < j && k < l && !lineEnd {
			l = partAt(x, y, ys, gone, fresh, j, k, l)
		}
		i, k = j, l
	}
}

// partAt does it for the change y[k:l], behind which x goes on at j. It returns
// where y goes on.
func partAt(x, y []string, ys []int32, gone, fresh []bool, j, k, l int) int {
	n := 0
	for ended := false; !ended; n++ {
		if j+n == len(x) && l+n == len(y) {
			break
		}
		if n == tailMost || j+n >= len(x) || l+n >= len(y) || gone[j+n] || fresh[l+n] {
			return l
		}
		ended = endsLine(x[j+n])
	}
	if n == 0 {
		return l
	}
	whole := endsLine(x[j+n-1])
	for p := k + 1; p+n < l; p++ {
		if !whole && !endsLine(y[p+n]) || !slices.Equal(ys[p:p+n], ys[l:l+n]) {
			continue
		}
		for m := range n {
			fresh[p+m], fresh[l+m] = false, true
		}
		return p
	}
	return l
}

// endsLine reports whether a token is one of line endings.
func endsLine(token string) bool { return token[0] == '\n' || token[0] == '\r' }

// slideMost is how far a stretch is moved to find a better place.
const slideMost = 64

// slide moves stretches that only one side has, where they could as well begin
// a few tokens earlier or later, to where they read best.
func (s *sides) slide() {
	i, k := 0, 0
	for i < len(s.a) || k < len(s.b) {
		if i < len(s.a) && k < len(s.b) && !s.gone[i] && !s.fresh[k] {
			i++
			k++
			continue
		}
		j, l := i, k
		for j < len(s.a) && s.gone[j] {
			j++
		}
		for l < len(s.b) && s.fresh[l] {
			l++
		}
		switch {
		case k == l:
			n := settle(s.a, s.as, s.gone, s.fresh, i, j, k)
			j, l = j+n, l+n
		case i == j:
			n := settle(s.b, s.bs, s.fresh, s.gone, k, l, i)
			j, l = j+n, l+n
		}
		i, k = j, l
	}
}

// settle moves the stretch [i, j) that only x has to where it begins best; p
// is where it is missing in the other list. It returns by how many tokens.
func settle(x []string, ids []int32, only, others []bool, i, j, p int) int {
	n := 0
	for n > -slideMost && i+n > 0 && p+n > 0 && !only[i+n-1] && !others[p+n-1] && ids[i+n-1] == ids[j+n-1] {
		n--
	}
	best, bestScore := n, -1
	for ; ; n++ {
		if sc := score(x, i+n, j+n); sc > bestScore {
			best, bestScore = n, sc
		}
		if n >= slideMost || j+n >= len(x) || p+n >= len(others) || n >= 0 && (only[j+n] || others[p+n]) || ids[i+n] != ids[j+n] {
			break
		}
	}
	for m := i; m < j; m++ {
		only[m] = false
	}
	for m := i + best; m < j+best; m++ {
		only[m] = true
	}
	return best
}

// score says how well x[i:j] reads as something that was put in.
func score(x []string, i, j int) int {
	switch {
	case i == 0 || paragraphEnd(x[i-1]):
		return 5
	case strings.ContainsAny(x[i-1], "\r\n"):
		return 4
	case blank(x[i-1][0]) && i > 1 && strings.ContainsAny(x[i-2], ".!?…"):
		return 3
	case blank(x[i-1][0]) && !blank(x[i][0]) && blank(x[j-1][0]):
		return 2
	case !blank(x[i-1][0]) && blank(x[i][0]) && !blank(x[j-1][0]):
		return 1
	}
	return 0
}

// paragraphEnd reports whether a token of line endings holds a blank line.
func paragraphEnd(token string) bool {
	n := LineSize(token)
	return strings.ContainsAny(token[:n], "\r\n") && n < len(token)
}

// isle is a run of partners between two stretches of differences.
type isle struct {
	i, j, k int // a[i:j], with the partners b[k:k+j-i]
	words   int
	lineEnd bool // it holds the end of a line
	removed int  // words of a before it, since the isle before
	added   int  // and of b
	anyA    bool // there is something of a before it
	anyB    bool
	first   bool // nothing differs before it
	last    bool // nor behind it
}

// sweep takes the partners away from isles that are small beside what differs
// around them.
func (s *sides) sweep() {
	list := s.isles()
	for from := 0; from < len(list); {
		// Up to the next isle with the end of a line.
		to, same, removed, added := from, 0, 0, 0
		for to < len(list) {
			removed += list[to].removed
			added += list[to].added
			if list[to].lineEnd || list[to].last {
				break
			}
			if !list[to].first {
				same += list[to].words
			}
			to++
		}
		few := same*3 < max(removed, added)
		for n := from; n < min(to, len(list)); n++ {
			x := list[n]
			if x.first || x.last || n+1 >= len(list) {
				continue
			}
			next := list[n+1]
			both := x.anyA && x.anyB && next.anyA && next.anyB
			small := both && x.words*4 <= min(max(x.removed, x.added), max(next.removed, next.added))
			if few && removed > 0 && added > 0 || small {
				for m := x.i; m < x.j; m++ {
					s.gone[m] = true
					s.fresh[x.k+m-x.i] = true
				}
			}
		}
		from = to + 1
	}
}

// isles lists the runs of partners; an empty one is at the end if the lists
// end with differences.
func (s *sides) isles() []isle {
	var list []isle
	i, k := 0, 0
	for i < len(s.a) || k < len(s.b) {
		x := isle{first: i == 0 && k == 0}
		for ; i < len(s.a) && s.gone[i]; i++ {
			x.anyA, x.first = true, false
			x.removed += wordsOf(s.a[i])
		}
		for ; k < len(s.b) && s.fresh[k]; k++ {
			x.anyB, x.first = true, false
			x.added += wordsOf(s.b[k])
		}
		x.i, x.k = i, k
		for ; i < len(s.a) && k < len(s.b) && !s.gone[i] && !s.fresh[k]; i++ {
			x.words += wordsOf(s.a[i])
			x.lineEnd = x.lineEnd || strings.ContainsAny(s.a[i], "\r\n")
			k++
		}
		x.j = i
		x.last = i == len(s.a) && k == len(s.b)
		list = append(list, x)
	}
	return list
}

// wordsOf is 1 for a token that is a word.
func wordsOf(token string) int {
	if isWord(token) {
		return 1
	}
	return 0
}
