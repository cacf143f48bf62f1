// Package diff compares two texts the way a writer reads them: paragraph by
// paragraph, and word by word inside those that changed.
package diff

import "strings"

// Kind is what became of a span or block.
type Kind uint8

const (
	Same    Kind = iota // in both texts
	Removed             // in the old text alone
	Added               // in the new text alone
	Changed             // of blocks: some spans differ
	MovedTo             // of blocks: a paragraph that stands at this place in the old text, elsewhere in the new one
	Moved               // of blocks: a paragraph that stands at this place in the new text, elsewhere in the old one
)

// Span is a stretch of text, Same, Removed or Added.
type Span struct {
	Kind Kind
	Text string
}

// Block is a paragraph, with its line endings and the blank lines after it.
// One that is Changed may be of the two texts together: a paragraph that was
// cut in two is two blocks, of which the first ends with an Added span.
type Block struct {
	Kind  Kind
	Spans []Span
	Other int // of a MovedTo and a Moved block: the index of the one that it is at its other place
}

// Diff is what the comparison of an old text with a new one gives. The Same
// and Removed spans of all Blocks, in order, are the old text; the Same and
// Added ones are the new text. A moved paragraph is in it twice, as a Removed
// span of its MovedTo block and as an Added span of its Moved block.
type Diff struct {
	Blocks []Block
	// Added and Removed are how many words are in only one of the texts. A
	// word is what Unicode takes for one and holds a letter or a digit. Moved
	// paragraphs do not count.
	Added, Removed int
}

// Equal reports whether the texts that were compared are the same.
func (d Diff) Equal() bool {
	for _, b := range d.Blocks {
		if b.Kind != Same {
			return false
		}
	}
	return true
}

const (
	// wordBytes is the most text, of both sides together, that is compared by
	// words between two paragraphs that are the same; more is compared by
	// lines first.
	wordBytes = 1 << 20
	// allWords is how much is compared by words in all. The rest of a text
	// that has little in common with another is compared by lines alone.
	allWords = 6 << 20
	// movedWords is how many words a paragraph has at least to be called
	// moved: a short one may be another that only reads the same.
	movedWords = 3
)

// Words compares two texts. Its work is bounded: of huge texts that differ in
// very much, whole lines and paragraphs are given as removed and added.
func Words(a, b string) Diff {
	c := &comparison{a: a, b: b, words: allWords}
	c.compare()
	return c.blocks()
}

// op is a stretch of the two texts: the same in both, or of one alone.
type op struct {
	kind       Kind
	aFrom, aTo int // offsets in a; empty for an Added op
	bFrom, bTo int // offsets in b; empty for a Removed op
}

// comparison is two texts and what was found out about them so far.
type comparison struct {
	a, b         string
	ops          []op
	aEnds, bEnds []int       // ends of the paragraphs
	movedA       map[int]int // number of a paragraph of a that moved → its number in b
	movedB       map[int]int // and back
	words        int         // bytes that may still be compared by words
	steps        int         // of all comparisons of sequences
}

// ids numbers texts: equal ones have the same number.
type ids struct {
	of map[string]int32
}

func (x *ids) list(texts []string) []int32 {
	if x.of == nil {
		x.of = make(map[string]int32, len(texts))
	}
	out := make([]int32, len(texts))
	for i, s := range texts {
		id, ok := x.of[s]
		if !ok {
			id = int32(len(x.of))
			x.of[s] = id
		}
		out[i] = id
	}
	return out
}

// compare finds the ops, paragraphs first.
func (c *comparison) compare() {
	x, y := paragraphs(c.a), paragraphs(c.b)
	c.aEnds, c.bEnds = ends(x), ends(y)
	var num ids
	xs, ys := num.list(trimmedAll(x)), num.list(trimmedAll(y))
	gone, fresh, steps := match(xs, ys, len(num.of))
	c.steps += steps
	c.findMoved(x, y, gone, fresh)
	i, k := 0, 0
	for i < len(x) || k < len(y) {
		if i < len(x) && k < len(y) && !gone[i] && !fresh[k] {
			c.alike(x[i], y[k], start(c.aEnds, i), start(c.bEnds, k))
			i++
			k++
			continue
		}
		j, l := i, k
		for j < len(x) && gone[j] {
			j++
		}
		for l < len(y) && fresh[l] {
			l++
		}
		c.gap(i, j, k, l)
		i, k = j, l
	}
}

// alike adds two paragraphs that differ in the blank lines behind them at most.
func (c *comparison) alike(x, y string, aAt, bAt int) {
	n := len(x)
	if x != y {
		n = len(trimmed(x))
	}
	c.same(aAt, aAt+n, bAt)
	c.differ(aAt+n, aAt+len(x), bAt+n, bAt+len(y))
}

// trimmed returns a paragraph without what is behind its last word.
func trimmed(p string) string { return strings.TrimRight(p, " \t\r\n") }

func trimmedAll(list []string) []string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = trimmed(p)
	}
	return out
}

func ends(parts []string) []int {
	out := make([]int, len(parts))
	at := 0
	for i, p := range parts {
		at += len(p)
		out[i] = at
	}
	return out
}

// start returns where part i begins.
func start(ends []int, i int) int {
	if i == 0 {
		return 0
	}
	return ends[i-1]
}

// findMoved pairs paragraphs that are in only one place of each text, another
// one in each.
func (c *comparison) findMoved(x, y []string, gone, fresh []bool) {
	c.movedA, c.movedB = map[int]int{}, map[int]int{}
	left := map[string][]int{}
	for i, p := range x {
		if gone[i] {
			p = trimmed(p)
			left[p] = append(left[p], i)
		}
	}
	for k, p := range y {
		if !fresh[k] {
			continue
		}
		p = trimmed(p)
		if from := left[p]; len(from) > 0 && countWords(p, movedWords) == movedWords {
			c.movedA[from[0]], c.movedB[k] = k, from[0]
			left[p] = from[1:]
		}
	}
}

// gap compares paragraphs [i, j) of a with [k, l) of b, which have no equals.
// Moved ones stay whole.
func (c *comparison) gap(i, j, k, l int) {
	if i == j || k == l {
		c.differ(start(c.aEnds, i), start(c.aEnds, j), start(c.bEnds, k), start(c.bEnds, l))
		return
	}
	av, bv := c.pieces(c.a, c.aEnds, i, j, c.movedA), c.pieces(c.b, c.bEnds, k, l, c.movedB)
	c.refine(av, bv, start(c.aEnds, i), start(c.bEnds, k))
}

// piece is a stretch of one text that is compared with others; one that moved
// is like none.
type piece struct {
	text  string
	moved bool
}

// pieces returns the paragraphs [i, j) of s, neighbours that did not move
// together.
func (c *comparison) pieces(s string, ends []int, i, j int, moved map[int]int) []piece {
	var out []piece
	for i < j {
		if _, ok := moved[i]; ok {
			out = append(out, piece{s[start(ends, i):ends[i]], true})
			i++
			continue
		}
		from := start(ends, i)
		for i < j {
			if _, ok := moved[i]; ok {
				break
			}
			i++
		}
		out = append(out, piece{s[from:start(ends, i)], false})
	}
	return out
}

// refine compares pieces, at offsets aAt and bAt, by words where they are
// short enough, else by lines and the words of lines that have no equal.
func (c *comparison) refine(x, y []piece, aAt, bAt int) {
	n := size(x) + size(y)
	if n <= wordBytes && n <= c.words {
		c.words -= n
		c.sequence(x, y, tokens, aAt, bAt, nil)
		return
	}
	c.sequence(x, y, lines, aAt, bAt, func(aFrom, aTo, bFrom, bTo int) {
		n := aTo - aFrom + bTo - bFrom
		if aFrom == aTo || bFrom == bTo || n > wordBytes || n > c.words {
			c.rim(aFrom, aTo, bFrom, bTo)
			return
		}
		c.words -= n
		c.sequence([]piece{{text: c.a[aFrom:aTo]}}, []piece{{text: c.b[bFrom:bTo]}}, tokens, aFrom, bFrom, nil)
	})
}

func size(x []piece) int {
	n := 0
	for _, p := range x {
		n += len(p.text)
	}
	return n
}

// sequence compares two lists of parts and adds the ops. Where parts have no
// equal, between is called with the stretches, or they are removed and added.
func (c *comparison) sequence(x, y []piece, cut func(string) []string, aAt, bAt int, between func(aFrom, aTo, bFrom, bTo int)) {
	var num ids
	a, aMoved := parts(x, cut)
	b, bMoved := parts(y, cut)
	as, bs := num.list(a), num.list(b)
	n := int32(len(num.of))
	for _, i := range aMoved { // like none
		as[i] = n
		n++
	}
	for _, i := range bMoved {
		bs[i] = n
		n++
	}
	gone, fresh, steps := match(as, bs, int(n))
	c.steps += steps
	if between == nil {
		s := &sides{a: a, b: b, as: as, bs: bs, gone: gone, fresh: fresh}
		s.tidy()
	}
	i, k := 0, 0
	for i < len(a) || k < len(b) {
		if i < len(a) && k < len(b) && !gone[i] && !fresh[k] {
			c.same(aAt, aAt+len(a[i]), bAt)
			aAt, bAt = aAt+len(a[i]), bAt+len(b[k])
			i++
			k++
			continue
		}
		aFrom, bFrom := aAt, bAt
		for ; i < len(a) && gone[i]; i++ {
			aAt += len(a[i])
		}
		for ; k < len(b) && fresh[k]; k++ {
			bAt += len(b[k])
		}
		if between != nil {
			between(aFrom, aAt, bFrom, bAt)
		} else {
			c.differ(aFrom, aAt, bFrom, bAt)
		}
	}
}

// parts cuts pieces; those that moved stay whole, at the indexes moved.
func parts(x []piece, cut func(string) []string) (out []string, moved []int) {
	for _, p := range x {
		if p.moved {
			moved = append(moved, len(out))
			out = append(out, p.text)
			continue
		}
		out = append(out, cut(p.text)...)
	}
	return out, moved
}

// rim adds two stretches that are too long to be compared by words: what
// they share at their ends is the same.
func (c *comparison) rim(aFrom, aTo, bFrom, bTo int) {
	head := 0
	for aFrom+head < aTo && bFrom+head < bTo && c.a[aFrom+head] == c.b[bFrom+head] {
		head++
	}
	for head > 0 && !(border(c.a[aFrom:aTo], head) && border(c.b[bFrom:bTo], head)) {
		head--
	}
	tail, most := 0, min(aTo-aFrom, bTo-bFrom)-head
	for tail < most && c.a[aTo-1-tail] == c.b[bTo-1-tail] {
		tail++
	}
	for tail > 0 && !(border(c.a[aFrom:aTo], aTo-aFrom-tail) && border(c.b[bFrom:bTo], bTo-bFrom-tail)) {
		tail--
	}
	c.same(aFrom, aFrom+head, bFrom)
	c.differ(aFrom+head, aTo-tail, bFrom+head, bTo-tail)
	c.same(aTo-tail, aTo, bTo-tail)
}

// border reports whether a word may end at off.
func border(s string, off int) bool {
	return off == 0 || off == len(s) || s[off-1] == ' ' || s[off-1] == '\n'
}

// same adds a[aFrom:aTo], which is in b at bFrom, too.
func (c *comparison) same(aFrom, aTo, bFrom int) {
	if aFrom < aTo {
		c.add(op{Same, aFrom, aTo, bFrom, bFrom + aTo - aFrom})
	}
}

// differ adds what is in one text alone.
func (c *comparison) differ(aFrom, aTo, bFrom, bTo int) {
	if aFrom < aTo {
		c.add(op{Removed, aFrom, aTo, bFrom, bFrom})
	}
	if bFrom < bTo {
		c.add(op{Added, aTo, aTo, bFrom, bTo})
	}
}

func (c *comparison) add(o op) {
	if n := len(c.ops); n > 0 && c.ops[n-1].kind == o.kind && c.ops[n-1].aTo == o.aFrom && c.ops[n-1].bTo == o.bFrom {
		c.ops[n-1].aTo, c.ops[n-1].bTo = o.aTo, o.bTo
		return
	}
	c.ops = append(c.ops, o)
}
