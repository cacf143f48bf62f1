package rows

import "math/bits"

// piece is what the index holds of one piece of a line, or of lines that flow
// together. These are one piece unless they are longer than maxPiece bytes;
// then they are several, and a row ends at each piece's end.
type piece struct {
	bytes    uint16 // with the line's ending, if the piece ends its line
	rows     uint16 // at least 1
	clusters uint16 // caret stops without the line's ending; unknown if not yet counted
	flags    uint16
	flowing  uint16 // line ends in it that are shown as a blank
}

const (
	starts   uint16 = 1 << iota // the piece starts its line
	measured                    // rows was counted, not estimated
)

// The upper byte of a piece's flags is in how many folds it is hidden.
const (
	foldShift = 8
	maxDepth  = 1<<8 - 1
)

const (
	unknown   = ^uint16(0)
	blockSize = 128 // pieces in a fresh block, if the index says nothing else
)

// block is a run of pieces with their sums.
type block struct {
	pieces []piece
	sum    sums
}

// sums adds up what lies before a piece, or in a block. Lines are those that
// start there, or whose start follows a line end there.
type sums struct {
	bytes, rows, lines int
}

func (s sums) add(o sums) sums {
	return sums{s.bytes + o.bytes, s.rows + o.rows, s.lines + o.lines}
}

func (s sums) sub(o sums) sums {
	return sums{s.bytes - o.bytes, s.rows - o.rows, s.lines - o.lines}
}

func (p piece) depth() int { return int(p.flags >> foldShift) }

func (p *piece) setDepth(n int) {
	p.flags = p.flags&(1<<foldShift-1) | uint16(max(0, min(n, maxDepth)))<<foldShift
}

func (p piece) sum() sums {
	s := sums{bytes: int(p.bytes), rows: int(p.rows)}
	if p.depth() > 0 {
		s.rows = 0
	}
	s.lines = int(p.flowing)
	if p.flags&starts != 0 {
		s.lines++
	}
	return s
}

// index is all pieces of a text in order, as blocks, so that a change costs
// no more than one block's copy. It is never empty.
type index struct {
	blocks []block
	// tree is a Fenwick tree of the blocks' sums, counted from 1: tree[i] adds
	// up as many blocks, from block i-1 back, as the lowest bit of i says.
	tree  []sums
	total sums
	size  int // pieces in a fresh block, 0 for blockSize; a block splits at twice that
}

// place is the address of a piece, and the sums of all before it. It is good
// until the index changes.
type place struct {
	block, piece int
	before       sums
}

// reset makes the index hold these pieces.
func (x *index) reset(all []piece) {
	x.blocks = x.appendBlocks(x.blocks[:0], all)
	x.sum()
}

// appendBlocks appends the pieces as blocks.
func (x *index) appendBlocks(dst []block, all []piece) []block {
	for len(all) > 0 {
		n := min(x.fresh(), len(all))
		b := block{pieces: all[:n:n]}
		b.count()
		dst = append(dst, b)
		all = all[n:]
	}
	return dst
}

func (x *index) fresh() int {
	if x.size == 0 {
		return blockSize
	}
	return x.size
}

func (b *block) count() {
	b.sum = sums{}
	for _, p := range b.pieces {
		b.sum = b.sum.add(p.sum())
	}
}

// sum adds up the blocks' sums anew, after more than one changed or blocks came
// or went.
func (x *index) sum() {
	x.tree = append(x.tree[:0], make([]sums, len(x.blocks)+1)...)
	x.total = sums{}
	for i, b := range x.blocks {
		x.total = x.total.add(b.sum)
		x.tree[i+1] = x.tree[i+1].add(b.sum)
		if up := i + 1 + lowest(i+1); up < len(x.tree) {
			x.tree[up] = x.tree[up].add(x.tree[i+1])
		}
	}
}

// grow tells that a block's sum has grown by that much.
func (x *index) grow(block int, by sums) {
	x.total = x.total.add(by)
	for i := block + 1; i < len(x.tree); i += lowest(i) {
		x.tree[i] = x.tree[i].add(by)
	}
}

// lowest returns the lowest bit of i that is set.
func lowest(i int) int { return i & -i }

func (x *index) at(p place) *piece { return &x.blocks[p.block].pieces[p.piece] }

// find returns the piece that holds the want-th unit, counted from 0, of what
// key picks from the sums; the last piece for want at or behind the end.
func (x *index) find(want int, key func(sums) int) place {
	p := place{}
	for step := 1 << bits.Len(uint(len(x.blocks))); step > 0; step /= 2 {
		if n := p.block + step; n < len(x.blocks) && key(p.before)+key(x.tree[n]) <= want {
			p.block, p.before = n, p.before.add(x.tree[n])
		}
	}
	for pieces := x.blocks[p.block].pieces; p.piece < len(pieces)-1; p.piece++ {
		s := pieces[p.piece].sum()
		if key(p.before)+key(s) > want {
			break
		}
		p.before = p.before.add(s)
	}
	return p
}

func byBytes(s sums) int { return s.bytes }
func byRows(s sums) int  { return s.rows }

// count returns how many pieces there are from p to q, both counted.
func (x *index) count(p, q place) int {
	n := 1
	for p.block != q.block {
		n += len(x.blocks[p.block].pieces) - p.piece
		p.block, p.piece = p.block+1, 0
	}
	return n + q.piece - p.piece
}

// next returns the piece behind p, if there is one.
func (x *index) next(p place) (place, bool) {
	s := x.at(p).sum()
	switch {
	case p.piece+1 < len(x.blocks[p.block].pieces):
		p.piece++
	case p.block+1 < len(x.blocks):
		p.block, p.piece = p.block+1, 0
	default:
		return p, false
	}
	p.before = p.before.add(s)
	return p, true
}

// prev returns the piece before p, if there is one.
func (x *index) prev(p place) (place, bool) {
	switch {
	case p.piece > 0:
		p.piece--
	case p.block > 0:
		p.block--
		p.piece = len(x.blocks[p.block].pieces) - 1
	default:
		return p, false
	}
	p.before = p.before.sub(x.at(p).sum())
	return p, true
}

// nextShown returns the next piece behind p that no fold hides, if there is one.
func (x *index) nextShown(p place) (place, bool) {
	q, ok := x.next(p)
	for ok && x.at(q).depth() > 0 {
		if b := &x.blocks[q.block]; q.piece == 0 && b.sum.rows == 0 && q.block+1 < len(x.blocks) {
			q.before = q.before.add(b.sum)
			q.block++
			continue
		}
		q, ok = x.next(q)
	}
	return q, ok
}

// prevShown returns the last piece before p that no fold hides, if there is one.
func (x *index) prevShown(p place) (place, bool) {
	q, ok := x.prev(p)
	for ok && x.at(q).depth() > 0 {
		if b := &x.blocks[q.block]; q.piece == len(b.pieces)-1 && b.sum.rows == 0 {
			q.before = q.before.sub(b.sum).add(x.at(q).sum())
			q.piece = 0
		}
		q, ok = x.prev(q)
	}
	return q, ok
}

// set replaces one piece.
func (x *index) set(p place, v piece) {
	diff := v.sum().sub(x.at(p).sum())
	*x.at(p) = v
	x.blocks[p.block].sum = x.blocks[p.block].sum.add(diff)
	x.grow(p.block, diff)
}

// splice replaces the n pieces from p on by these.
func (x *index) splice(p place, n int, by []piece) {
	b := &x.blocks[p.block]
	if p.piece+n <= len(b.pieces) && len(b.pieces)-n+len(by) <= 2*x.fresh() && len(b.pieces)-n+len(by) > 0 {
		old := b.sum
		b.pieces = replace(b.pieces, p.piece, p.piece+n, by)
		b.count()
		x.grow(p.block, b.sum.sub(old))
		return
	}
	// The slow way: rebuild the blocks that the splice touches.
	last, end := p.block, p.piece+n
	for end > len(x.blocks[last].pieces) {
		end -= len(x.blocks[last].pieces)
		last++
	}
	var joined []piece
	joined = append(joined, b.pieces[:p.piece]...)
	joined = append(joined, by...)
	joined = append(joined, x.blocks[last].pieces[end:]...)
	x.blocks = replace(x.blocks, p.block, last+1, x.appendBlocks(nil, joined))
	x.sum()
}

// replace puts by in the place of s[i:j], in s itself if it has the room.
func replace[T any](s []T, i, j int, by []T) []T {
	if grow := len(by) - (j - i); grow > 0 {
		if len(s)+grow > cap(s) {
			bigger := make([]T, len(s), len(s)+grow+len(s)/8+4)
			copy(bigger, s)
			s = bigger
		}
		s = s[:len(s)+grow]
		copy(s[i+len(by):], s[j:len(s)-grow])
	} else {
		copy(s[i+len(by):], s[j:])
		clear(s[len(s)+grow:])
		s = s[:len(s)+grow]
	}
	copy(s[i:], by)
	return s
}
