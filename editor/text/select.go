package text

import (
	"slices"
	"sort"
)

// Tidy returns selections within t and not within a CRLF, with those that overlap made one. The order
// stays: a joined selection has the place and the direction of the first of those in it.
func (t Text) Tidy(sels []Selection) []Selection {
	out := slices.Clone(sels)
	for i := range out {
		out[i].Anchor = standing(out[i].Anchor, t)
		out[i].Head = standing(out[i].Head, t)
	}
	if len(out) < 2 {
		return out
	}
	order := make([]int, len(out))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool {
		a, b := out[order[i]], out[order[j]]
		if a.Start() != b.Start() {
			return a.Start() < b.Start()
		}
		return a.End() < b.End()
	})
	keep := make([]bool, len(out))
	last := order[0]
	keep[last] = true
	for _, i := range order[1:] {
		a, b := out[last], out[i]
		if b.Start() > a.End() || b.Start() == a.End() && !a.Empty() && !b.Empty() {
			last = i
			keep[i] = true
			continue
		}
		first := min(last, i)
		whole := Selection{Anchor: a.Start(), Head: max(a.End(), b.End())}
		if x := out[first]; x.Head < x.Anchor {
			whole.Anchor, whole.Head = whole.Head, whole.Anchor
		}
		keep[last], keep[first] = false, true
		out[first] = whole
		last = first
	}
	kept := out[:0]
	for i, x := range out {
		if keep[i] {
			kept = append(kept, x)
		}
	}
	return kept
}

// standing returns the nearest offset before or at off where a caret can stand as far as lines go.
func standing(off int, t Text) int {
	off = max(0, min(off, t.Len()))
	if off > 0 && off < t.Len() && t.Byte(off) == '\n' && t.Byte(off-1) == '\r' {
		return off - 1
	}
	return off
}
