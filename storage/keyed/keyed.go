// Package keyed finds things of a list by a string that each of them has, without
// keeping the strings: it takes some ten bytes for each.
package keyed

import "hash/maphash"

// Table knows the places of a list's things by their keys. It does not change, so
// that several goroutines may ask it. Nil knows of nothing.
type Table struct {
	seed  maphash.Seed
	slots []int32 // the first place of a key, and 1; 0 is free
	next  []int32 // by places: the next place of the same key, and 1; nil where all differ
}

// Of is a table of n things, whose keys of tells; what has the key "" is left out.
func Of(n int, of func(i int) string) *Table {
	size := 2
	for size < n+n/2 {
		size *= 2
	}
	t := &Table{seed: maphash.MakeSeed(), slots: make([]int32, size)}
	for i := n - 1; i >= 0; i-- { // so that the first comes first
		key := of(i)
		if key == "" {
			continue
		}
		at := t.slot(key, of)
		if after := t.slots[at]; after > 0 {
			if t.next == nil {
				t.next = make([]int32, n)
			}
			t.next[i] = after
		}
		t.slots[at] = int32(i + 1)
	}
	return t
}

// slot is where a key stands, or would stand.
func (t *Table) slot(key string, of func(i int) string) int {
	last := len(t.slots) - 1
	at := int(maphash.String(t.seed, key)) & last
	for t.slots[at] > 0 && of(int(t.slots[at]-1)) != key {
		at = (at + 1) & last
	}
	return at
}

// First is the first place with a key, -1 for none. Of tells the keys of the list
// that the table was made of.
func (t *Table) First(key string, of func(i int) string) int {
	if t == nil || key == "" {
		return -1
	}
	return int(t.slots[t.slot(key, of)]) - 1
}

// Next is the place after i that has the same key, -1 for none.
func (t *Table) Next(i int) int {
	if t.next == nil {
		return -1
	}
	return int(t.next[i]) - 1
}
