package preview

import (
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/sumtree"
)

// A batch holds the units of the blocks of a document that a page does not show
// yet, with their gaps and estimated heights.
type batch struct {
	doc        *markdown.Doc
	same, tail int // blocks at the beginning and the end that the page shows
	width      int // of the column
	units      sumtree.List[*unit]
	counts     sumtree.List[struct{}] // as in a column
}

// gather cuts blocks of d into units, in any goroutine: it changes nothing but what it gives.
func gather(d *markdown.Doc, same, tail, width int, s sizes) *batch {
	set := &setter{size: s}
	var all []sumtree.Item[*unit]
	var counts []sumtree.Item[struct{}]
	var above *unit
	end := d.Len() - tail
	for i, b := range d.From(same) {
		if i >= end {
			break
		}
		units := split(b, &set.size)
		for _, u := range units {
			set.settle(u, above, width)
			above = u
		}
		all = append(all, items(units)...)
		counts = append(counts, sumtree.Item[struct{}]{Size: len(units)})
	}
	return &batch{doc: d, same: same, tail: tail, width: width, units: sumtree.Of(all), counts: sumtree.Of(counts)}
}

// common counts the blocks that two documents, each of which may be nil, share
// at their beginnings and at their ends.
func common(old, now *markdown.Doc) (same, tail int) {
	if now == nil {
		return 0, 0
	}
	return now.Since(old)
}

// news counts the bytes of the source of what is new in now.
func news(old, now *markdown.Doc) (bytes int) {
	if now == nil {
		return 0
	}
	same, tail := common(old, now)
	return now.Start(now.Len()-tail) - now.Start(same)
}
