package page

import (
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/sumtree"
)

// Prepared holds the fragments of the blocks of a document that a page does not show
// yet, with their gaps and estimated heights.
type Prepared struct {
	doc        *markdown.Doc
	same, tail int // blocks at the beginning and the end that the page shows
	Width      int // of the column
	units      sumtree.List[*Fragment]
	counts     sumtree.List[struct{}] // as in a column
}

// Prepare cuts the blocks of d into fragments that lie between the first same and
// the last tail of them, for a column width pixels wide. It may be called from any
// goroutine.
func Prepare(d *markdown.Doc, same, tail, width int, s Sizes) *Prepared {
	set := &Layouter{Sizes: s}
	var all []sumtree.Item[*Fragment]
	var counts []sumtree.Item[struct{}]
	var above *Fragment
	end := d.Len() - tail
	for i, b := range d.From(same) {
		if i >= end {
			break
		}
		units := split(b, &set.Sizes)
		for _, u := range units {
			set.estimateHeight(u, above, width)
			above = u
		}
		all = append(all, items(units)...)
		counts = append(counts, sumtree.Item[struct{}]{Size: len(units)})
	}
	return &Prepared{doc: d, same: same, tail: tail, Width: width, units: sumtree.Of(all), counts: sumtree.Of(counts)}
}

// Common counts the blocks that two documents, each of which may be nil, share
// at their beginnings and at their ends.
func Common(old, now *markdown.Doc) (same, tail int) {
	if now == nil {
		return 0, 0
	}
	return now.Since(old)
}

// NewBytes counts the bytes of the source of what is new in now.
func NewBytes(old, now *markdown.Doc) (bytes int) {
	if now == nil {
		return 0
	}
	same, tail := Common(old, now)
	return now.Start(now.Len()-tail) - now.Start(same)
}
