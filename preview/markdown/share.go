package markdown

import "slices"

// share replaces blocks of d, which is not published yet, by equal ones of prev.
func (d *Doc) share(prev *Doc) {
	if prev == nil || len(prev.Blocks) == 0 {
		return
	}
	n := 0
	for n < len(d.Blocks) && n < len(prev.Blocks) && d.take(n, prev, n) {
		n++
	}
	m := 0
	for m < len(d.Blocks)-n && m < len(prev.Blocks)-n && d.take(len(d.Blocks)-1-m, prev, len(prev.Blocks)-1-m) {
		m++
	}
	middle := d.Blocks[n : len(d.Blocks)-m]
	old := prev.Blocks[n : len(prev.Blocks)-m]
	if len(middle) == 0 || len(old) == 0 {
		return
	}
	at := make(map[string][]int, len(old))
	for i := range old {
		key := prev.source(n + i)
		at[key] = append(at[key], n+i)
	}
	for i := range middle {
		key := d.source(n + i)
		if list := at[key]; len(list) > 0 && d.take(n+i, prev, list[0]) {
			at[key] = list[1:]
		}
	}
}

// take puts block j of prev in the place of block i if they are equal.
func (d *Doc) take(i int, prev *Doc, j int) bool {
	if d.source(i) != prev.source(j) || !equal(d.Blocks[i], prev.Blocks[j]) {
		return false
	}
	d.Blocks[i] = prev.Blocks[j]
	return true
}

// source gives the source of block i. Starts of a published Doc count from the
// start of the text.
func (d *Doc) source(i int) string {
	start := d.Starts[i] - d.Base
	return d.src.slice(start, start+d.Blocks[i].End)
}

// equal reports whether two blocks have all the same values.
func equal(a, b *Block) bool {
	if a == b {
		return true
	}
	return a.Kind == b.Kind && a.Start == b.Start && a.End == b.End && a.Level == b.Level &&
		a.Ordered == b.Ordered && a.First == b.First && a.Tight == b.Tight && a.Task == b.Task &&
		a.Info == b.Info && a.Literal == b.Literal && slices.Equal(a.Align, b.Align) &&
		a.Header == b.Header && a.Label == b.Label && a.Number == b.Number && a.ID == b.ID &&
		slices.EqualFunc(a.Inlines, b.Inlines, Inline.equal) && slices.EqualFunc(a.Children, b.Children, equal) &&
		slices.Equal(a.marks, b.marks) && slices.Equal(a.problems, b.problems)
}
