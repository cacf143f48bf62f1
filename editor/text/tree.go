package text

import (
	"sort"
	"strings"
)

// The text is a tree of chunks, all leaves of it at one height. Nodes never change and hold what lies
// before each of their parts as a distance from their own start, so an edit makes the nodes on the
// way to it anew and shares all others.

// fanOut is the most parts of a node.
const fanOut = 32

// chunk is a piece of the text. No chunk is empty and no CRLF lies across two of them, so line
// endings can be counted in each by itself.
type chunk struct {
	s    string
	off  int32  // bytes of the leaf before the chunk
	line int32  // line endings of the leaf before the chunk
	ends uint16 // line endings
	crlf uint16 // CRLFs among them
	cr   uint16 // lone CRs among them
}

// kid is a node as a part of another.
type kid struct {
	*node
	off, line int // bytes and line endings of the node around it before this one
}

// node is a leaf, which has chunks, or a node above, which has kids; one or more of them.
type node struct {
	chunks []chunk
	kids   []kid
	size   int // bytes
	ends   int // line endings
	crlf   int // CRLFs among them
	cr     int // lone CRs among them
}

// leaf returns a node of these chunks, which it copies.
func leaf(chunks []chunk) *node {
	n := &node{chunks: make([]chunk, len(chunks))}
	copy(n.chunks, chunks)
	for i := range n.chunks {
		c := &n.chunks[i]
		c.off, c.line = int32(n.size), int32(n.ends)
		n.size += len(c.s)
		n.ends += int(c.ends)
		n.crlf += int(c.crlf)
		n.cr += int(c.cr)
	}
	return n
}

// above returns a node over these, which are of one height.
func above(nodes []*node) *node {
	n := &node{kids: make([]kid, len(nodes))}
	for i, k := range nodes {
		n.kids[i] = kid{k, n.size, n.ends}
		n.size += k.size
		n.ends += k.ends
		n.crlf += k.crlf
		n.cr += k.cr
	}
	return n
}

// parts returns how many chunks or kids the node has.
func (n *node) parts() int { return len(n.chunks) + len(n.kids) }

// place is a chunk and what of the text lies before it.
type place struct {
	*chunk
	off, line int
}

// at returns the chunk that holds the byte at off, which must exist.
func (n *node) at(off int) place {
	p := place{}
	for n.kids != nil {
		k := n.kid(off - p.off)
		n, p.off, p.line = k.node, p.off+k.off, p.line+k.line
	}
	i := sort.Search(len(n.chunks), func(i int) bool { return int(n.chunks[i].off) > off-p.off }) - 1
	return p.in(n, i)
}

// kid returns the kid that holds the byte at off.
func (n *node) kid(off int) *kid {
	return &n.kids[sort.Search(len(n.kids), func(i int) bool { return n.kids[i].off > off })-1]
}

// atLine returns the chunk that holds the line-th line ending, from 1, which must exist: the last
// with fewer endings before it.
func (n *node) atLine(line int) place {
	p := place{}
	for n.kids != nil {
		k := n.kids[sort.Search(len(n.kids), func(i int) bool { return n.kids[i].line >= line-p.line })-1]
		n, p.off, p.line = k.node, p.off+k.off, p.line+k.line
	}
	i := sort.Search(len(n.chunks), func(i int) bool { return int(n.chunks[i].line) >= line-p.line }) - 1
	return p.in(n, i)
}

// in returns the i-th chunk of a leaf that starts at p.
func (p place) in(n *node, i int) place {
	c := &n.chunks[i]
	return place{c, p.off + int(c.off), p.line + int(c.line)}
}

// first returns the first chunk.
func (n *node) first() *chunk {
	for n.kids != nil {
		n = n.kids[0].node
	}
	return &n.chunks[0]
}

// last returns the last chunk.
func (n *node) last() *chunk {
	for n.kids != nil {
		n = n.kids[len(n.kids)-1].node
	}
	return &n.chunks[len(n.chunks)-1]
}

// each calls yield for the chunks in order until it returns false, and reports whether it never did.
func (n *node) each(yield func(string) bool) bool {
	for i := range n.chunks {
		if !yield(n.chunks[i].s) {
			return false
		}
	}
	for _, k := range n.kids {
		if !k.each(yield) {
			return false
		}
	}
	return true
}

// write adds the bytes [start, end) to b.
func (n *node) write(b *strings.Builder, start, end int) {
	for i := range n.chunks {
		c := &n.chunks[i]
		if from, to := max(0, start-int(c.off)), min(len(c.s), end-int(c.off)); from < to {
			b.WriteString(c.s[from:to])
		}
	}
	for _, k := range n.kids {
		if from, to := max(0, start-k.off), min(k.size, end-k.off); from < to {
			k.write(b, from, to)
		}
	}
}
