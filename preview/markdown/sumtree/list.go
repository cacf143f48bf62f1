// Package sumtree holds long lists of things that have a size, such as the
// blocks of a text. A List never changes; one that is made from another shares
// with it what both have in common, so that an edit costs no more in a long
// sequence than in a short one.
package sumtree

import (
	"iter"
	"sort"
)

// Item is a thing, its size and its marks.
type Item[T comparable] struct {
	Value T
	Size  int   // 0 or more; that of some dozen neighbours together is below 1<<31
	Marks uint8 // bits of the caller's, to find those with some again
}

// List is a sequence of items. The zero value is empty.
//
// It is a tree with all leaves at one height. A node knows what lies before
// each of its parts within itself, so that it need not change when something
// before it does.
type List[T comparable] struct {
	root   *node[T] // nil for none
	height int      // of the root above the leaves
}

// node is a leaf, which has items, or a node above, which has kids.
type node[T comparable] struct {
	items []item[T]
	kids  []kid[T]
	n     int // items in it
	size  int // of all of them
	marks uint8
}

// item is an Item in a leaf. It is as small as can be, as there are many.
type item[T comparable] struct {
	value T
	start int32 // sizes of the items before it in the leaf
	marks uint8
}

type kid[T comparable] struct {
	*node[T]
	index int // items before it in the node
	start int // their sizes
}

// Of returns a sequence of these.
func Of[T comparable](items []Item[T]) List[T] { return List[T]{}.Splice(0, 0, items) }

// Len returns the number of items.
func (s List[T]) Len() int {
	if s.root == nil {
		return 0
	}
	return s.root.n
}

// Size returns the sum of the sizes.
func (s List[T]) Size() int {
	if s.root == nil {
		return 0
	}
	return s.root.size
}

// At returns item i, which must exist.
func (s List[T]) At(i int) T {
	leaf, k, _ := s.leaf(i)
	return leaf.items[k].value
}

// Start returns the sum of the sizes before item i, 0 to Len.
func (s List[T]) Start(i int) int {
	if i == s.Len() {
		return s.Size()
	}
	leaf, k, start := s.leaf(i)
	return start + int(leaf.items[k].start)
}

// leaf returns the leaf with item i, the item's place in it, and the sizes
// before the leaf.
func (s List[T]) leaf(i int) (leaf *node[T], k, start int) {
	if i < 0 || i >= s.Len() {
		panic("sumtree: there is no such item")
	}
	n := s.root
	for n.kids != nil {
		c := n.kids[sort.Search(len(n.kids), func(k int) bool { return n.kids[k].index > i })-1]
		n, i, start = c.node, i-c.index, start+c.start
	}
	return n, i, start
}

// Find returns the last item that starts at or before off, -1 if none does.
func (s List[T]) Find(off int) int {
	if s.root == nil || off < 0 {
		return -1
	}
	n, i := s.root, 0
	for n.kids != nil {
		c := n.kids[sort.Search(len(n.kids), func(k int) bool { return n.kids[k].start > off })-1]
		n, i, off = c.node, i+c.index, off-c.start
	}
	return i + sort.Search(len(n.items), func(k int) bool { return int(n.items[k].start) > off }) - 1
}

// From returns the items from i on, and their indexes.
func (s List[T]) From(i int) iter.Seq2[int, T] { return s.Marked(0, i) }

// Marked is From for the items that have one of the marks; for all items if
// there are none. It passes by the others without a look at each.
func (s List[T]) Marked(marks uint8, i int) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		if s.root != nil {
			s.root.each(marks, i, 0, yield)
		}
	}
}

// each calls yield for the items from the i-th on, of which base lie before the
// node, and reports whether all were wanted.
func (n *node[T]) each(marks uint8, i, base int, yield func(int, T) bool) bool {
	if i >= n.n || marks != 0 && n.marks&marks == 0 {
		return true
	}
	for k := max(0, i); k < len(n.items); k++ {
		if it := &n.items[k]; marks == 0 || it.marks&marks != 0 {
			if !yield(base+k, it.value) {
				return false
			}
		}
	}
	for _, c := range n.kids {
		if !c.each(marks, i-c.index, base+c.index, yield) {
			return false
		}
	}
	return true
}

// item returns item k of a leaf.
func (n *node[T]) item(k int) Item[T] {
	end := n.size
	if k+1 < len(n.items) {
		end = int(n.items[k+1].start)
	}
	it := &n.items[k]
	return Item[T]{it.value, end - int(it.start), it.marks}
}

// Common returns how many items two sequences have in common at their starts.
func Common[T comparable](a, b List[T]) int {
	i, end := 0, min(a.Len(), b.Len())
	for i < end {
		x, k, _ := a.leaf(i)
		y, l, _ := b.leaf(i)
		n := min(len(x.items)-k, len(y.items)-l)
		if x != y || k != l {
			for j := range n {
				if x.items[k+j].value != y.items[l+j].value {
					return i + j
				}
			}
		}
		i += n
	}
	return i
}

// CommonEnd returns how many items two sequences have in common at their ends.
func CommonEnd[T comparable](a, b List[T]) int {
	i, end := 0, min(a.Len(), b.Len())
	for i < end {
		x, k, _ := a.leaf(a.Len() - 1 - i)
		y, l, _ := b.leaf(b.Len() - 1 - i)
		n := min(k, l) + 1
		if x != y || k != l {
			for j := range n {
				if x.items[k-j].value != y.items[l-j].value {
					return i + j
				}
			}
		}
		i += n
	}
	return i
}
