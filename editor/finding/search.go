package finding

import (
	"iter"
	"slices"

	"galley.app/galley/editor/text"
	"galley.app/galley/editor/textedit"
)

const (
	foundAtOnce = 1 << 20 // bytes that are looked through while a key is handled; more are by a worker
	aroundView  = 8 << 10 // bytes before and behind what is in view in which a hit in view may start and end
)

// hitsBetween gives the hits in where between two offsets, in order.
func hitsBetween(finder text.Finder, t text.Text, where []text.Range, off, end int) iter.Seq[text.Range] {
	return func(yield func(text.Range) bool) {
		for _, in := range where {
			if in.Start, in.End = max(in.Start, off), min(in.End, end); in.Start > in.End {
				continue
			}
			for hit := range finder.Hits(t, in) {
				if !yield(hit.Range) {
					return
				}
			}
		}
	}
}

// hitsInView returns the hits in where that touch a range in view, none while
// the finder has not looked through all that it has to.
func hitsInView(finder text.Finder, t text.Text, where []text.Range, start, end int) (hits []text.Range) {
	if !finder.Ready(t) {
		return nil
	}
	from, to := max(start-aroundView, t.LineStart(t.LineAt(start))), min(end+aroundView, t.LineEnd(t.LineAt(end)))
	for _, in := range where {
		in.Start, in.End = max(in.Start, from), min(in.End, to)
		if in.Start >= in.End {
			continue
		}
		for hit := range finder.Hits(t, in) {
			if len(hits) >= textedit.MaxHits || hit.Start > end {
				break
			}
			if hit.End >= start {
				hits = append(hits, hit.Range)
			}
		}
	}
	return hits
}

// nearest returns the next (by 1) or previous (by -1) hit from an offset on,
// going round at the ends of a short text. It is sure that there is none if it
// has looked through all.
func nearest(finder text.Finder, t text.Text, where []text.Range, off, by int) (hit text.Range, ok, sure bool) {
	long := t.Len() > foundAtOnce
	if by < 0 {
		if hit, ok = lastBefore(finder, t, where, off); !ok && !long {
			hit, ok = lastBefore(finder, t, where, t.Len())
		}
		return hit, ok, !long
	}
	for hit := range hitsBetween(finder, t, where, off, off+foundAtOnce) {
		return hit, true, true
	}
	if !long {
		for hit := range hitsBetween(finder, t, where, 0, foundAtOnce) {
			return hit, true, true
		}
	}
	return hit, false, !long
}

// lastBefore looks for hits in ever larger parts of the text before off, as far
// as is looked through at once.
func lastBefore(finder text.Finder, t text.Text, where []text.Range, off int) (last text.Range, ok bool) {
	for _, in := range slices.Backward(where) {
		in.End = min(in.End, off)
		for size := 64 << 10; in.Start <= in.End && !ok && size <= foundAtOnce; size *= 4 {
			part := text.Range{Start: max(in.Start, in.End-size), End: in.End}
			for hit := range finder.Hits(t, part) {
				last, ok = hit.Range, true
			}
			if part.Start == in.Start {
				break
			}
		}
		if ok {
			break
		}
	}
	return last, ok
}
