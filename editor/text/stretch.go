package text

import "strings"

// A line over longLine bytes is searched for regular expressions in stretches, so that looking at a
// part of it costs no more than that part. A hit belongs to the stretch in which it starts and may
// reach over its end, but is not found if it has more than longHit bytes.
const (
	longLine = searchWindow
	stretch  = 16 << 10
	longHit  = 8 << 10
)

// longLine calls yield for the matches on the line [start, end) from the stretch before in.Start on,
// and reports whether all were wanted.
func (f Finder) longLine(t Text, start, end int, in Range, yield func(Hit) bool) bool {
	k := max(0, (in.Start-start)/stretch-1)
	free := start // where the last hit of the stretch before ends
	if k > 0 {
		free = lastEnd(f.stretch(t, start, end, k-1), free)
	}
	for ; start+k*stretch <= end && start+k*stretch <= in.End; k++ {
		hits := f.stretch(t, start, end, k)
		for _, h := range hits {
			if h.Start >= free && !yield(h) {
				return false
			}
		}
		free = lastEnd(hits, free)
	}
	return true
}

// lastEnd returns where the last of the hits ends, or else otherwise.
func lastEnd(hits []Hit, otherwise int) int {
	if n := len(hits); n > 0 {
		return hits[n-1].End
	}
	return otherwise
}

// stretch returns the matches that start in the k-th stretch of the line [start, end), found from a
// rune before it on, so that ^ and \b see that the line goes on there.
func (f Finder) stretch(t Text, start, end, k int) []Hit {
	from := runeStart(t, start+k*stretch)
	to, stop := end+1, end
	if n := start + (k+1)*stretch; n <= end {
		to = runeStart(t, n)
		stop = runeStart(t, min(end, to+longHit))
	}
	base := from
	if k > 0 {
		base = runeStart(t, from-1)
	}
	s := t.Slice(base, stop)
	if f.prefix != "" && !strings.Contains(s, f.prefix) {
		return nil
	}
	var hits []Hit
	for _, m := range f.re.FindAllStringSubmatchIndex(s, -1) {
		for i := range m {
			if m[i] >= 0 {
				m[i] += base
			}
		}
		h := Hit{Range: Range{m[0], m[1]}, Groups: m}
		if h.Start < from || h.End == stop && stop < end || h.End-h.Start > longHit {
			continue
		}
		if h.Start >= to {
			break
		}
		hits = append(hits, h)
	}
	return hits
}
