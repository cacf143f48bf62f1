package markdown

import "slices"

// share replaces blocks of src, which no one has seen yet, by equal ones of those
// from from to to of prev. It gives how many it could at the beginning and, of
// the rest, at the end.
func share(src body, blocks []*Block, starts []int, prev *Doc, from, to int) (same, tail int) {
	old := prev.list(from, to)
	start := prev.start(from)
	olds := make([]int, len(old))
	for j := range old {
		olds[j] = start
		start = prev.start(from + j + 1)
	}
	take := func(i, j int) bool {
		if src.slice(starts[i], starts[i]+blocks[i].End) != prev.src.slice(olds[j], olds[j]+old[j].End) || !equal(blocks[i], old[j]) {
			return false
		}
		blocks[i] = old[j]
		return true
	}
	most := min(len(blocks), len(old))
	for same < most && take(same, same) {
		same++
	}
	for same+tail < most && take(len(blocks)-1-tail, len(old)-1-tail) {
		tail++
	}
	if same+tail == most {
		return same, tail
	}
	at := make(map[string][]int, len(old))
	for j := same; j < len(old)-tail; j++ {
		key := prev.src.slice(olds[j], olds[j]+old[j].End)
		at[key] = append(at[key], j)
	}
	for i := same; i < len(blocks)-tail; i++ {
		key := src.slice(starts[i], starts[i]+blocks[i].End)
		if list := at[key]; len(list) > 0 && take(i, list[0]) {
			at[key] = list[1:]
		}
	}
	return same, tail
}

// equal reports whether two blocks have all the same values.
func equal(a, b *Block) bool {
	if a == b {
		return true
	}
	return a.Kind == b.Kind && a.Start == b.Start && a.End == b.End && a.Level == b.Level &&
		a.Ordered == b.Ordered && a.First == b.First && a.Tight == b.Tight && a.Task == b.Task &&
		a.Info == b.Info && a.Literal == b.Literal && a.Uses == b.Uses && a.macros == b.macros && slices.Equal(a.Align, b.Align) &&
		a.Header == b.Header && a.Label == b.Label && a.Number == b.Number && a.ID == b.ID &&
		slices.EqualFunc(a.Inlines, b.Inlines, Inline.equal) && slices.EqualFunc(a.Children, b.Children, equal) &&
		slices.Equal(a.marks, b.marks) && slices.Equal(a.problems, b.problems)
}
