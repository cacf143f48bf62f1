package text

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Edit replaces the old bytes [Start, End) by New.
type Edit struct {
	Start, End int
	New        string
}

// Change is an Edit that was carried out, with the bytes that it replaced. Start and End are
// offsets in the old text.
type Change struct {
	Start, End int
	Old, New   string
}

// Patch leads from one version of a text to a later one. Its changes are sorted and do not overlap,
// though they may touch.
type Patch struct {
	From, To       uint64 // versions
	OldLen, NewLen int    // bytes
	Changes        []Change

	// shifts[i] is how far Changes[i].Start moved. It is left out for few changes, and ignored
	// where it does not fit.
	shifts []int
}

// fewChanges is the number of changes up to which a Patch is walked instead of searched.
const fewChanges = 8

// Bias says on which side of an insertion an offset stays that lies exactly there.
type Bias int8

const (
	Before Bias = iota // stay in front of what is inserted
	After              // move behind it
)

// Apply carries out edits, sorted and not overlapping, all in coordinates of t, in one pass, and
// returns the next version of the text and the way there. Insertions at one offset go in in their
// order. Apply panics if the edits are out of order or out of range.
func (t Text) Apply(edits ...Edit) (Text, Patch) {
	b := build(t.limit, t.root)
	p := Patch{From: t.version, To: t.version + 1, OldLen: t.Len()}
	if len(edits) > 0 {
		p.Changes = make([]Change, len(edits))
	}
	pos := 0
	for i, e := range edits {
		if e.Start < pos || e.End < e.Start || e.End > t.Len() {
			panic(fmt.Sprintf("text: edit %d [%d, %d) after offset %d in %d bytes", i, e.Start, e.End, pos, t.Len()))
		}
		b.keep(t.root, b.height, pos, e.Start)
		b.add(e.New)
		pos = e.End
		p.Changes[i] = Change{Start: e.Start, End: e.End, Old: t.cutting(e.Start, e.End), New: e.New}
	}
	b.keep(t.root, b.height, pos, t.Len())
	next := Text{root: b.root(), version: p.To, limit: t.limit}
	p.NewLen = next.Len()
	p.index()
	return next, p
}

// Effective returns the edits that change something of t.
func (t Text) Effective(edits []Edit) []Edit {
	idle := func(e Edit) bool {
		return len(e.New) == e.End-e.Start && e.New == t.Slice(e.Start, e.End)
	}
	if !slices.ContainsFunc(edits, idle) {
		return edits
	}
	return slices.DeleteFunc(slices.Clone(edits), idle)
}

// cutting is Slice for bytes that are about to go: a short piece is copied, so that it does not
// keep a whole chunk in memory for as long as it can be undone.
func (t Text) cutting(start, end int) string {
	s := t.Slice(start, end)
	if len(s) < chunkSize/2 {
		return strings.Clone(s)
	}
	return s
}

func (p *Patch) index() {
	if len(p.Changes) <= fewChanges {
		return
	}
	p.shifts = make([]int, len(p.Changes))
	d := 0
	for i, c := range p.Changes {
		p.shifts[i] = d
		d += len(c.New) - (c.End - c.Start)
	}
}

// Edits returns the edits that the patch stands for, in old coordinates.
func (p Patch) Edits() []Edit {
	edits := make([]Edit, len(p.Changes))
	for i, c := range p.Changes {
		edits[i] = Edit{Start: c.Start, End: c.End, New: c.New}
	}
	return edits
}

// Inverse returns the edits that lead back, in new coordinates.
func (p Patch) Inverse() []Edit {
	edits := make([]Edit, len(p.Changes))
	d := 0
	for i, c := range p.Changes {
		start := c.Start + d
		edits[i] = Edit{Start: start, End: start + len(c.New), New: c.Old}
		d += len(c.New) - len(c.Old)
	}
	return edits
}

// Map returns where the old offset off is in the new text. An offset within replaced bytes goes to
// the start of what replaced them for Before and to its end for After; one at an insertion stays
// before it or moves behind it. Offsets out of range are moved into it first.
func (p Patch) Map(off int, bias Bias) int {
	off = max(0, min(off, p.OldLen))
	i, d := p.seek(off)
	for ; i < len(p.Changes); i++ {
		c := &p.Changes[i]
		switch grown := len(c.New) - (c.End - c.Start); {
		case c.Start > off:
			return off + d
		case c.End < off || c.End == off && c.Start < off:
			d += grown
		case c.Start == off && c.End > off:
			return off + d
		case bias == Before:
			return c.Start + d
		case c.Start == c.End: // an insertion here; more may follow
			d += grown
		default:
			return c.Start + d + len(c.New)
		}
	}
	return off + d
}

// seek returns the index of a change at or before the first that may touch off, and how far its
// start moves.
func (p Patch) seek(off int) (i, shift int) {
	if len(p.Changes) <= fewChanges || len(p.shifts) != len(p.Changes) {
		return 0, 0
	}
	i = sort.Search(len(p.Changes), func(i int) bool { return p.Changes[i].End >= off })
	if i == len(p.Changes) {
		i--
	}
	return i, p.shifts[i]
}

// MapRange returns where the bytes [start, end) are in the new text: what is inserted at either
// side stays outside.
func (p Patch) MapRange(start, end int) (int, int) {
	e := p.Map(end, Before)
	return min(p.Map(start, After), e), e
}

// Unmap returns where the new offset off was in the old text: what Map does for the patch that leads
// back. An offset within inserted bytes was at the start of what they replaced for Before and at its
// end for After; one at which bytes were removed was before them or behind them. Offsets out of
// range are moved into it first.
func (p Patch) Unmap(off int, bias Bias) int {
	off = max(0, min(off, p.NewLen))
	i, d := p.seekNew(off)
	for ; i < len(p.Changes); i++ {
		c := &p.Changes[i]
		start, end := c.Start+d, c.Start+d+len(c.New)
		switch {
		case start > off:
			return off - d
		case end < off || end == off && start < off:
			d = end - c.End
		case start == off && end > off:
			return c.Start
		case bias == Before:
			return c.Start
		case start == end: // bytes were removed here; more may follow
			d = end - c.End
		default:
			return c.End
		}
	}
	return off - d
}

// seekNew returns the index of a change at or before the first that may touch the new offset off,
// and how far its start moves.
func (p Patch) seekNew(off int) (i, shift int) {
	if len(p.Changes) <= fewChanges || len(p.shifts) != len(p.Changes) {
		return 0, 0
	}
	i = sort.Search(len(p.Changes), func(i int) bool {
		c := &p.Changes[i]
		return c.Start+p.shifts[i]+len(c.New) >= off
	})
	if i == len(p.Changes) {
		i--
	}
	return i, p.shifts[i]
}

// Then returns the patch that does p and then q. Changes that touch become one. It panics if q does
// not start at the length at which p ends.
func (p Patch) Then(q Patch) Patch {
	if p.NewLen != q.OldLen {
		panic(fmt.Sprintf("text: patch of %d bytes after one that ends at %d", q.OldLen, p.NewLen))
	}
	r := Patch{From: p.From, To: q.To, OldLen: p.OldLen, NewLen: q.NewLen}
	for i, j, d := 0, 0, 0; i < len(p.Changes) || j < len(q.Changes); { // d: how far p moves Changes[i]
		g := group{shift: d, start: q.OldLen}
		if i < len(p.Changes) {
			g.start = p.Changes[i].Start + d
		}
		if j < len(q.Changes) {
			g.start = min(g.start, q.Changes[j].Start)
		}
		g.end = g.start
		firstP, firstQ := i, j
		for {
			if i < len(p.Changes) && p.Changes[i].Start+d <= g.end {
				c := &p.Changes[i]
				g.end = max(g.end, c.Start+d+len(c.New))
				d += len(c.New) - (c.End - c.Start)
				i++
			} else if j < len(q.Changes) && q.Changes[j].Start <= g.end {
				g.end = max(g.end, q.Changes[j].End)
				j++
			} else {
				break
			}
		}
		g.p, g.q = p.Changes[firstP:i], q.Changes[firstQ:j]
		if c := g.change(); c.Old != c.New {
			r.Changes = append(r.Changes, c)
		}
	}
	r.index()
	return r
}

// group is a run of changes of two patches that touch each other in the text between the two.
type group struct {
	p, q       []Change
	shift      int // how far the first patch moves the offsets before the group
	start, end int // bytes of the text between
}

// change returns the group as one change from the text before to the text after.
func (g *group) change() Change {
	// The text between, within the group: every byte of it was put there by p or taken away by q.
	mid := make([]byte, g.end-g.start)
	d := g.shift
	for _, c := range g.p {
		copy(mid[c.Start+d-g.start:], c.New)
		d += len(c.New) - (c.End - c.Start)
	}
	for _, c := range g.q {
		copy(mid[c.Start-g.start:], c.Old)
	}
	var before, after strings.Builder
	at := 0
	d = g.shift
	for _, c := range g.p {
		start := c.Start + d - g.start
		before.Write(mid[at:start])
		before.WriteString(c.Old)
		at = start + len(c.New)
		d += len(c.New) - (c.End - c.Start)
	}
	before.Write(mid[at:])
	at = 0
	for _, c := range g.q {
		after.Write(mid[at : c.Start-g.start])
		after.WriteString(c.New)
		at = c.End - g.start
	}
	after.Write(mid[at:])
	start := g.start - g.shift
	return Change{Start: start, End: start + before.Len(), Old: before.String(), New: after.String()}
}
