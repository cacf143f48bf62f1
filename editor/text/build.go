package text

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// builder makes the tree of a new text in one pass from left to right. What is done already is, in
// this order, the nodes from the highest on down, the chunks, and the held pieces.
type builder struct {
	limit  int // most bytes of a chunk
	fan    int // most parts of a node
	height int // of the old tree
	nodes  [][]*node
	chunks []chunk
	pend   []string
	held   int // bytes in pend
}

// build returns a builder of what becomes of the tree old, or of a new one if that is nil, with chunks
// of at most limit bytes, 0 for chunkSize.
func build(limit int, old *node) *builder {
	b := &builder{limit: limit, fan: 6}
	if limit == 0 {
		b.limit, b.fan = chunkSize, fanOut
	}
	b.pend = make([]string, 0, 4)
	if old == nil {
		return b
	}
	// An edit in one place passes as many parts of each node on its way.
	n := old
	for n.kids != nil {
		n = n.kids[0].node
		b.height++
	}
	wide := max(old.parts(), n.parts()) + 2
	b.chunks = make([]chunk, 0, wide)
	b.nodes = make([][]*node, b.height+1)
	room := make([]*node, (b.height+1)*wide)
	for h := range b.nodes {
		b.nodes[h] = room[h*wide : h*wide : (h+1)*wide]
	}
	return b
}

// keep adds the bytes [from, to) of n, which is height nodes above the leaves, and shares what lies
// in it whole.
func (b *builder) keep(n *node, height, from, to int) {
	if from >= to {
		return
	}
	if from == 0 && to == n.size && b.fits(n.first()) {
		b.share(n, height)
		return
	}
	for i := range n.chunks {
		c := &n.chunks[i]
		start, end := max(0, from-int(c.off)), min(len(c.s), to-int(c.off))
		switch {
		case start >= end:
		case end-start == len(c.s) && b.fits(c):
			b.chunks = append(b.chunks, *c)
		default:
			b.add(c.s[start:end])
		}
	}
	for _, k := range n.kids {
		b.keep(k.node, height-1, max(0, from-k.off), min(k.size, to-k.off))
	}
}

// fits reports whether the chunk c of the old text can come next as it is, and flushes the held
// pieces if so. It cannot if they are too few for a chunk of their own and are to be joined with it,
// or if its LF belongs to a CR before it.
func (b *builder) fits(c *chunk) bool {
	if b.held > 0 && b.held < b.limit/4 && b.held+len(c.s) <= b.limit {
		return false
	}
	if c.s[0] == '\n' {
		if b.held > 0 {
			return !strings.HasSuffix(b.pend[len(b.pend)-1], "\r") && b.flushed()
		}
		last := b.last()
		return last == nil || last.s[len(last.s)-1] != '\r'
	}
	return b.flushed()
}

func (b *builder) flushed() bool {
	b.flush()
	return true
}

// add holds s back for the next chunks.
func (b *builder) add(s string) {
	if s == "" {
		return
	}
	b.pend = append(b.pend, s)
	b.held += len(s)
	if b.held >= 8*b.limit {
		b.flush()
	}
}

// flush makes chunks of the held pieces.
func (b *builder) flush() {
	if b.held == 0 {
		return
	}
	if last := b.last(); last != nil && b.held < b.limit/4 && len(last.s)+b.held <= b.limit {
		b.pend = slices.Insert(b.pend, 0, b.pop())
	}
	s := strings.Join(b.pend, "")
	if len(b.pend) == 1 && len(s) < b.limit/4 {
		s = strings.Clone(s) // do not hold a whole old chunk for a few bytes of it
	}
	clear(b.pend)
	b.pend, b.held = b.pend[:0], 0
	b.cut(s)
}

// cut adds s as chunks of about equal size, at most the limit.
func (b *builder) cut(s string) {
	for len(s) > b.limit {
		fill := b.limit * 3 / 4
		n := (len(s) + fill - 1) / fill
		i := (len(s) + n - 1) / n
		for k := 0; k < 3 && i > 1 && !utf8.RuneStart(s[i]); k++ {
			i--
		}
		if s[i-1] == '\r' && s[i] == '\n' {
			i++
		}
		b.push(s[:i])
		s = s[i:]
	}
	b.push(s)
}

// push adds s as one chunk, but for an LF that belongs to a CR before it.
func (b *builder) push(s string) {
	if s == "" {
		return
	}
	if last := b.last(); s[0] == '\n' && last != nil && last.s[len(last.s)-1] == '\r' {
		b.count(b.pop() + "\n")
		s = s[1:]
		if s == "" {
			return
		}
	}
	b.count(s)
}

// count adds s as one chunk.
func (b *builder) count(s string) {
	all, crlf, cr := countEndings(s)
	b.chunks = append(b.chunks, chunk{s: s, ends: uint16(all), crlf: uint16(crlf), cr: uint16(cr)})
}

// last returns the last chunk that is done, nil if there is none.
func (b *builder) last() *chunk {
	if n := len(b.chunks); n > 0 {
		return &b.chunks[n-1]
	}
	for _, nodes := range b.nodes {
		if n := len(nodes); n > 0 {
			return nodes[n-1].last()
		}
	}
	return nil
}

// pop takes the last chunk that is done back, of which there must be one.
func (b *builder) pop() string {
	for h := 0; len(b.chunks) == 0; {
		last := len(b.nodes[h]) - 1
		if last < 0 {
			h++
			continue
		}
		n := b.nodes[h][last]
		b.nodes[h] = b.nodes[h][:last]
		b.chunks = append(b.chunks, n.chunks...)
		if h--; h >= 0 {
			for _, k := range n.kids {
				b.nodes[h] = append(b.nodes[h], k.node)
			}
		}
	}
	last := len(b.chunks) - 1
	s := b.chunks[last].s
	b.chunks = b.chunks[:last]
	return s
}

// share adds a whole node.
func (b *builder) share(n *node, height int) {
	b.close(height)
	b.join(n, height)
}

// close makes nodes of height of all that is done below.
func (b *builder) close(height int) {
	for len(b.nodes) <= height {
		b.nodes = append(b.nodes, nil)
	}
	for part := range b.evenly(len(b.chunks)) {
		b.join(leaf(b.chunks[part.Start:part.End]), 0)
	}
	b.chunks = b.chunks[:0]
	for h := range height {
		for part := range b.evenly(len(b.nodes[h])) {
			b.join(above(b.nodes[h][part.Start:part.End]), h+1)
		}
		b.nodes[h] = b.nodes[h][:0]
	}
}

// evenly returns the ranges in which n parts make as few nodes as they can.
func (b *builder) evenly(n int) func(yield func(Range) bool) {
	return func(yield func(Range) bool) {
		for i, left := 0, (n+b.fan-1)/b.fan; left > 0; left-- {
			end := i + (n-i+left-1)/left
			if !yield(Range{i, end}) {
				return
			}
			i = end
		}
	}
}

// join adds a node to those of its height, and evens it out with the one before if one of the two
// has few parts.
func (b *builder) join(n *node, height int) {
	nodes := b.nodes[height]
	last := len(nodes) - 1
	if last < 0 || 4*nodes[last].parts() >= b.fan && 4*n.parts() >= b.fan {
		b.nodes[height] = append(nodes, n)
		return
	}
	m := nodes[last]
	nodes = nodes[:last]
	if height == 0 {
		chunks := slices.Concat(m.chunks, n.chunks)
		for part := range b.evenly(len(chunks)) {
			nodes = append(nodes, leaf(chunks[part.Start:part.End]))
		}
	} else {
		var kids []*node
		for _, k := range slices.Concat(m.kids, n.kids) {
			kids = append(kids, k.node)
		}
		for part := range b.evenly(len(kids)) {
			nodes = append(nodes, above(kids[part.Start:part.End]))
		}
	}
	b.nodes[height] = nodes
}

// root returns the finished tree, nil if it is empty.
func (b *builder) root() *node {
	b.flush()
	top := max(0, len(b.nodes)-1)
	for top > 0 && len(b.nodes[top]) == 0 {
		top--
	}
	b.close(top)
	for len(b.nodes[top]) > 1 {
		top++
		b.close(top)
	}
	if len(b.nodes[top]) == 0 {
		return nil
	}
	n := b.nodes[top][0]
	for len(n.kids) == 1 {
		n = n.kids[0].node
	}
	return n
}
