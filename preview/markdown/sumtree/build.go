package sumtree

import "slices"

// fanOut is the most parts of a node.
const fanOut = 32

// Splice returns the sequence with these in the place of the items [from, to).
func (s List[T]) Splice(from, to int, items []Item[T]) List[T] {
	b := s.before(from, to, len(items))
	b.items = append(b.items, items...)
	return b.behind(s, to)
}

// Put is Splice for the items of another sequence, which both share then.
func (s List[T]) Put(from, to int, other List[T]) List[T] {
	b := s.before(from, to, 0)
	if other.root != nil {
		b.keep(other.root, other.height, 0, other.root.n)
	}
	return b.behind(s, to)
}

// before returns a builder that has the items before from.
func (s List[T]) before(from, to, more int) *builder[T] {
	if from < 0 || to < from || to > s.Len() {
		panic("sumtree: splice out of range")
	}
	b := &builder[T]{nodes: make([][]*node[T], s.height+1), items: make([]Item[T], 0, fanOut+more)}
	if s.root != nil {
		b.keep(s.root, s.height, 0, from)
	}
	return b
}

// behind adds the items of s from to on, and returns the finished sequence.
func (b *builder[T]) behind(s List[T], to int) List[T] {
	if s.root != nil {
		b.keep(s.root, s.height, to, s.root.n)
	}
	return b.list()
}

// Set returns the sequence with another item in the place of item i.
func (s List[T]) Set(i int, it Item[T]) List[T] {
	if i < 0 || i >= s.Len() {
		panic("sumtree: there is no such item")
	}
	return List[T]{root: s.root.set(i, it), height: s.height}
}

func (n *node[T]) set(i int, it Item[T]) *node[T] {
	if n.kids == nil {
		items := make([]Item[T], len(n.items))
		for k := range items {
			items[k] = n.item(k)
		}
		items[i] = it
		return leafOf(items)
	}
	kids := make([]*node[T], len(n.kids))
	for k, c := range n.kids {
		kids[k] = c.node
		if c.index <= i && i < c.index+c.n {
			kids[k] = c.set(i-c.index, it)
		}
	}
	return above(kids)
}

// builder makes a tree in one pass from left to right. What is done already is,
// in this order, the nodes from the highest on down, and the items.
type builder[T comparable] struct {
	nodes [][]*node[T] // by height
	items []Item[T]
}

// keep adds the items [from, to) of n and shares what lies in it whole.
func (b *builder[T]) keep(n *node[T], height, from, to int) {
	if from, to = max(0, from), min(n.n, to); from >= to {
		return
	}
	if to-from == n.n {
		b.close(height)
		b.join(n, height)
		return
	}
	for k := from; k < to && n.kids == nil; k++ {
		b.items = append(b.items, n.item(k))
	}
	for _, c := range n.kids {
		b.keep(c.node, height-1, from-c.index, to-c.index)
	}
}

// close makes nodes of height of all that is done below.
func (b *builder[T]) close(height int) {
	for len(b.nodes) <= height {
		b.nodes = append(b.nodes, nil)
	}
	for part := range evenly(b.items) {
		b.join(leafOf(part), 0)
	}
	b.items = b.items[:0]
	for h := range height {
		for part := range evenly(b.nodes[h]) {
			b.join(above(part), h+1)
		}
		b.nodes[h] = b.nodes[h][:0]
	}
}

// join adds a node to those of its height, and evens it out with the one before
// if one of the two has few parts.
func (b *builder[T]) join(n *node[T], height int) {
	nodes := b.nodes[height]
	last := len(nodes) - 1
	if last < 0 || 4*nodes[last].parts() >= fanOut && 4*n.parts() >= fanOut {
		b.nodes[height] = append(nodes, n)
		return
	}
	m := nodes[last]
	nodes = nodes[:last]
	var items []Item[T]
	for k := range m.items {
		items = append(items, m.item(k))
	}
	for k := range n.items {
		items = append(items, n.item(k))
	}
	for part := range evenly(items) {
		nodes = append(nodes, leafOf(part))
	}
	var kids []*node[T]
	for _, c := range slices.Concat(m.kids, n.kids) {
		kids = append(kids, c.node)
	}
	for part := range evenly(kids) {
		nodes = append(nodes, above(part))
	}
	b.nodes[height] = nodes
}

// evenly returns what is there in as few parts for nodes as there can be.
func evenly[E any](all []E) func(yield func([]E) bool) {
	return func(yield func([]E) bool) {
		for left := (len(all) + fanOut - 1) / fanOut; left > 0; left-- {
			n := (len(all) + left - 1) / left
			if !yield(all[:n]) {
				return
			}
			all = all[n:]
		}
	}
}

// list returns the finished list.
func (b *builder[T]) list() List[T] {
	top := len(b.nodes) - 1
	for top > 0 && len(b.nodes[top]) == 0 {
		top--
	}
	b.close(top)
	for len(b.nodes[top]) > 1 {
		top++
		b.close(top)
	}
	if len(b.nodes[top]) == 0 {
		return List[T]{}
	}
	n := b.nodes[top][0]
	for len(n.kids) == 1 {
		n = n.kids[0].node
		top--
	}
	return List[T]{root: n, height: top}
}

// leafOf returns a node of items.
func leafOf[T comparable](items []Item[T]) *node[T] {
	n := &node[T]{items: make([]item[T], len(items)), n: len(items)}
	for i, it := range items {
		n.items[i] = item[T]{it.Value, int32(n.size), it.Marks}
		n.size += it.Size
		n.marks |= it.Marks
	}
	return n
}

// above returns a node over these, which are of one height.
func above[T comparable](nodes []*node[T]) *node[T] {
	n := &node[T]{kids: make([]kid[T], len(nodes))}
	for i, c := range nodes {
		n.kids[i] = kid[T]{c, n.n, n.size}
		n.n += c.n
		n.size += c.size
		n.marks |= c.marks
	}
	return n
}

// parts returns how many items or kids the node has.
func (n *node[T]) parts() int { return len(n.items) + len(n.kids) }
