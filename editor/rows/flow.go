package rows

import (
	"slices"

	"galley.app/galley/editor/text"
)

// Flow says which of the lines that start in (start, end] flow: those that start
// at the offsets of lines, which are sorted, go on in the row of the line before,
// all others begin a row of their own. It tells whether that was news. Lines of
// which a fold hides some only, and the first line shown, are left as they are.
//
// Its cost is that of a look at these lines.
func (r *Rows) Flow(start, end int, lines []int) bool {
	start, end = max(0, start), min(end, r.t.Len())
	if start > end {
		return false
	}
	lo, hi := r.x.lineStart(r.x.find(start, byBytes)), r.x.lineEnd(r.x.find(end, byBytes))
	n := r.x.count(lo, hi)
	had := r.x.flowIn(r.t, lo, n, 0)
	var flow []int
	for _, at := range had {
		if at <= start || at > end {
			flow = append(flow, at)
		}
	}
	for _, at := range lines {
		if at > start && at <= end && at < r.t.Len() && at != r.from {
			flow = append(flow, at)
		}
	}
	slices.Sort(flow)
	if flow = slices.Compact(flow); slices.Equal(flow, had) {
		return false
	}
	start, end = differing(had, flow) // the lines around keep the rows that they have
	lo, hi = r.x.lineStart(r.x.find(start-1, byBytes)), r.x.lineEnd(r.x.find(end, byBytes))
	n = r.x.count(lo, hi)
	depth, q := r.x.at(lo).depth(), lo
	for range n {
		if r.x.at(q).depth() != depth {
			return false
		}
		q, _ = r.x.next(q)
	}
	r.level = depth
	from, to, last := lo.before.bytes, r.end(hi), r.isLast(hi)
	fresh := r.scratch[:0]
	if last {
		fresh = r.scan(fresh, from, to, true, flow)
	} else {
		fresh = r.scanPart(fresh, from, to, true, flow)
	}
	r.scratch = fresh
	r.x.splice(lo, n, fresh)
	return true
}

// differing returns the first and the last offset that only one of two sorted
// lists has.
func differing(a, b []int) (first, last int) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for n, m := len(a), len(b); n > 0 && m > 0 && a[n-1] == b[m-1]; n, m = len(a), len(b) {
		a, b = a[:n-1], b[:m-1]
	}
	switch {
	case len(a) == 0:
		return b[0], b[len(b)-1]
	case len(b) == 0:
		return a[0], a[len(a)-1]
	}
	return min(a[0], b[0]), max(a[len(a)-1], b[len(b)-1])
}

// FlowAll is Flow for the whole text, and costs what a walk over it does.
func (r *Rows) FlowAll(lines []int) {
	if len(lines) == 0 && !r.x.flows() {
		return
	}
	folds := r.Folds()
	r.level = 0
	parted := map[int]bool{0: true, r.from: true, r.t.Len(): true}
	for _, f := range folds {
		parted[f.Start], parted[f.End] = true, true
	}
	kept := slices.DeleteFunc(slices.Clone(lines), func(at int) bool { return parted[at] })
	r.x.reset(r.scan(nil, 0, r.t.Len(), true, kept))
	if len(folds) > 0 {
		r.SetFolds(folds)
	}
}

// Flows tells whether the line that the offset is in flows on from the one
// before.
func (r *Rows) Flows(off int) bool {
	start := r.t.LineStart(r.t.LineAt(max(0, min(off, r.t.Len()))))
	return start > 0 && r.flowsAt(start-1)
}

// flowIn returns the starts of lines that flow in the n pieces from p on, of
// which t was the text. The index holds offsets of t + delta.
func (x *index) flowIn(t text.Text, p place, n, delta int) (flow []int) {
	for k := range n {
		v := x.at(p)
		if v.flowing > 0 {
			at := p.before.bytes - delta
			s := t.Slice(at, at+int(v.bytes))
			for left, i := v.flowing, 0; left > 0 && i < len(s); i++ {
				if s[i] == '\n' || s[i] == '\r' && (i+1 == len(s) || s[i+1] != '\n') {
					flow = append(flow, at+i+1)
					left--
				}
			}
		}
		if k+1 < n {
			p, _ = x.next(p)
		}
	}
	return flow
}

// mapFlow moves the starts of lines that flow over changes to t, the text after
// them; those that go on to flow are left.
func mapFlow(t text.Text, flow []int, changes []text.Change, delta int) []int {
	kept := flow[:0]
	for _, at := range flow {
		for len(changes) > 0 && changes[0].End < at {
			delta += len(changes[0].New) - len(changes[0].Old)
			changes = changes[1:]
		}
		to := at + delta
		if len(changes) > 0 { // one that ends behind the line end, or there
			c := changes[0]
			if c.Start < at { // it touches the line end
				continue
			}
		}
		if to > 0 && to <= t.Len() && isEnding(t.Byte(to-1)) && !blankBeside(t, to) {
			kept = append(kept, to)
		}
	}
	return kept
}

// blankBeside tells whether the line that starts at off or the one before has no
// words.
func blankBeside(t text.Text, off int) bool {
	at := off
	for at < t.Len() && leads(t.Byte(at)) {
		at++
	}
	if at == t.Len() || isEnding(t.Byte(at)) {
		return true
	}
	at = off - 1
	if at > 0 && t.Byte(at) == '\n' && t.Byte(at-1) == '\r' {
		at--
	}
	for at > 0 && leads(t.Byte(at-1)) {
		at--
	}
	return at == 0 || isEnding(t.Byte(at-1))
}

// flows tells whether any line flows.
func (x *index) flows() bool {
	for i := range x.blocks {
		for _, p := range x.blocks[i].pieces {
			if p.flowing > 0 {
				return true
			}
		}
	}
	return false
}

// endsLine tells whether the piece ends its line, and those that flow with it.
func (x *index) endsLine(p place) bool {
	q, more := x.next(p)
	return !more || x.at(q).flags&starts != 0
}

// lineStart is the piece that the line of the piece at p starts with, lineEnd
// the one that it ends with.
func (x *index) lineStart(p place) place {
	for x.at(p).flags&starts == 0 {
		q, ok := x.prev(p)
		if !ok {
			break
		}
		p = q
	}
	return p
}

func (x *index) lineEnd(p place) place {
	for !x.endsLine(p) {
		p, _ = x.next(p)
	}
	return p
}
