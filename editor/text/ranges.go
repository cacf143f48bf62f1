package text

import "sort"

// Ranges are ranges of a text, in order, that were found in one of its versions
// and are moved to where they are when they are asked for: many at once, for what
// a part of a text is made of. The places that a person is at or left are Marks.
type Ranges struct {
	all     []Range
	version uint64 // of the text that all are of
	Brittle bool   // an edit that touches a range removes it
}

// Set replaces the ranges by some of a version of the text. The slice is the
// Ranges' own from then on.
func (r *Ranges) Set(all []Range, version uint64) { r.all, r.version = all, version }

// Now returns the ranges as they are in the present version: what is put in
// beside them stays outside. There are none any more if it is not known what was
// edited since. The slice is good until the next call.
func (r *Ranges) Now(l *Log) []Range {
	if r.version == l.Version() {
		return r.all
	}
	way, ok := l.Since(r.version)
	r.version = l.Version()
	if !ok {
		r.all = nil
		return nil
	}
	kept := r.all[:0]
	for _, x := range r.all {
		if r.Brittle && way.touches(x) {
			continue
		}
		x.Start, x.End = way.MapRange(x.Start, x.End)
		kept = append(kept, x)
	}
	r.all = kept
	return kept
}

// touches reports whether a change lies in a range of the old text or at one of
// its ends.
func (p Patch) touches(r Range) bool {
	i := sort.Search(len(p.Changes), func(i int) bool { return p.Changes[i].End >= r.Start })
	return i < len(p.Changes) && p.Changes[i].Start <= r.End
}
