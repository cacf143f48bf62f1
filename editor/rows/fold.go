package rows

import (
	"strings"

	"galley.app/galley/editor/text"
)

// Fold is lines that are hidden, those that start in [Start, End), behind a line
// that is seen when the fold around it, if any, is open. Start and End are where
// lines start; End is one more than the text's length where the last line is
// hidden. Folds lie in each other or apart.
type Fold struct{ Start, End int }

// Fold hides lines, once more if they are hidden. It tells whether it could:
// both ends must be where lines start, behind the first line shown. Its cost
// is that of a walk over the lines.
func (r *Rows) Fold(f Fold) bool {
	p := r.x.find(f.Start, byBytes)
	if f.Start <= r.from || f.End <= f.Start || f.End > r.t.Len()+1 ||
		p.before.bytes != f.Start || r.x.at(p).flags&starts == 0 {
		return false
	}
	if q := r.x.find(f.End, byBytes); f.End <= r.t.Len() && (q.before.bytes != f.End || r.x.at(q).flags&starts == 0) {
		return false
	}
	r.shift(p, 1, func(at int, _ piece) bool { return at < f.End })
	return true
}

// shift adds by to the depth of the pieces from p on for which while, given
// their offsets, holds.
func (r *Rows) shift(p place, by int, while func(at int, v piece) bool) {
	at := p.before.bytes
	for i, from := p.block, p.piece; i < len(r.x.blocks); i, from = i+1, 0 {
		b := &r.x.blocks[i]
		more, old := true, b.sum
		for j := from; j < len(b.pieces); j++ {
			v := &b.pieces[j]
			if more = while(at, *v); !more {
				break
			}
			v.setDepth(v.depth() + by)
			at += int(v.bytes)
		}
		b.count()
		r.x.grow(i, b.sum.sub(old))
		if !more {
			return
		}
	}
}

// Unfold opens the fold that hangs on the line at off, and tells whether there
// was one. Folds inside of it stay.
func (r *Rows) Unfold(off int) bool {
	p := r.x.find(max(0, min(off, r.t.Len())), byBytes)
	return r.unfold(p)
}

func (r *Rows) unfold(p place) bool {
	depth := r.x.at(p).depth()
	q, ok := r.x.next(p)
	for ok && r.x.at(q).flags&starts == 0 {
		q, ok = r.x.next(q)
	}
	if !ok || r.x.at(q).depth() <= depth {
		return false
	}
	r.shift(q, -1, func(_ int, v piece) bool { return v.depth() > depth })
	return true
}

// IsFolded tells whether a fold hangs on the line at off.
func (r *Rows) IsFolded(off int) bool {
	p := r.x.find(max(0, min(off, r.t.Len())), byBytes)
	q, ok := r.x.next(p)
	for ok && r.x.at(q).flags&starts == 0 {
		q, ok = r.x.next(q)
	}
	return ok && r.x.at(q).depth() > r.x.at(p).depth()
}

// Show opens every fold that hides the offset, and tells whether one did.
func (r *Rows) Show(off int) (hidden bool) {
	for off = max(0, min(off, r.t.Len())); r.isHidden(off); hidden = true {
		p, ok := r.x.prevShown(r.x.find(off, byBytes))
		if !ok || !r.unfold(p) {
			r.UnfoldAll()
			return true
		}
	}
	return hidden
}

// UnfoldAll opens all folds.
func (r *Rows) UnfoldAll() { r.SetFolds(nil) }

func (r *Rows) isHidden(off int) bool { return r.x.at(r.x.find(off, byBytes)).depth() > 0 }

// Hidden returns the bytes [start, end) that are hidden around an offset, all
// that lies between two lines that are seen.
func (r *Rows) Hidden(off int) (start, end int, ok bool) {
	p := r.x.find(max(0, min(off, r.t.Len())), byBytes)
	if r.x.at(p).depth() == 0 {
		return 0, 0, false
	}
	end = r.t.Len()
	if q, more := r.x.nextShown(p); more {
		end = q.before.bytes
	}
	if q, more := r.x.prevShown(p); more {
		start = r.end(q)
	}
	return start, end, true
}

// Out moves a caret that is in hidden text out of it: forward to the first
// line behind it, else to the end of the line that it hangs on, which is also
// where it comes to when nothing is seen behind.
func (r *Rows) Out(c Caret, forward bool) Caret {
	p := r.x.find(max(0, min(c.Off, r.t.Len())), byBytes)
	if r.x.at(p).depth() == 0 {
		return c
	}
	if forward {
		if q, ok := r.x.nextShown(p); ok {
			return Caret{Off: q.before.bytes, Goal: c.Goal}
		}
	}
	q, ok := r.x.prevShown(p)
	if !ok {
		return r.Top()
	}
	return Caret{Off: q.before.bytes + len(trimEnding(r.t.Slice(q.before.bytes, r.end(q)))), Goal: c.Goal}
}

// foldedBehind counts the lines that are hidden behind the piece, which ends a
// line. The empty line that a last line ending makes does not count.
func (r *Rows) foldedBehind(p place) int {
	q, ok := r.x.next(p)
	if !ok || r.x.at(q).depth() <= r.x.at(p).depth() {
		return 0
	}
	first := q.before.lines
	if q, ok = r.x.nextShown(q); ok {
		return q.before.lines - first
	}
	n := r.x.total.lines - first
	if last := r.x.blocks[len(r.x.blocks)-1].pieces; n > 1 && last[len(last)-1].bytes == 0 {
		n--
	}
	return n
}

// Folds returns all folds by their starts, outer ones first. Its cost is that
// of a walk over all lines.
func (r *Rows) Folds() (all []Fold) {
	var open []int // indexes in all
	at := 0
	for i := range r.x.blocks {
		b := &r.x.blocks[i]
		if b.sum.rows > 0 && len(open) == 0 && !b.folds() {
			at += b.sum.bytes
			continue
		}
		for _, p := range b.pieces {
			for p.flags&starts != 0 && len(open) > p.depth() {
				all[open[len(open)-1]].End = at
				open = open[:len(open)-1]
			}
			for p.flags&starts != 0 && len(open) < p.depth() {
				open = append(open, len(all))
				all = append(all, Fold{Start: at, End: r.t.Len() + 1})
			}
			at += int(p.bytes)
		}
	}
	return all
}

// folds tells whether any of the block's pieces is hidden.
func (b *block) folds() bool {
	for _, p := range b.pieces {
		if p.depth() > 0 {
			return true
		}
	}
	return false
}

// SetFolds replaces all folds, by ones in the order of Folds; ones that do not
// start and end where lines do are left out, or end where the text does. Its
// cost is that of a walk over all lines.
func (r *Rows) SetFolds(all []Fold) {
	var ends []int
	at := 0
	for i := range r.x.blocks {
		b := &r.x.blocks[i]
		for j := range b.pieces {
			p := &b.pieces[j]
			if p.flags&starts != 0 {
				open := ends[:0]
				for _, end := range ends {
					if end > at {
						open = append(open, end)
					}
				}
				ends = open
				for ; len(all) > 0 && all[0].Start <= at; all = all[1:] {
					if f := all[0]; f.Start == at && at > r.from && f.End > at {
						ends = append(ends, f.End)
					}
				}
			}
			p.setDepth(len(ends))
			at += int(p.bytes)
		}
		b.count()
	}
	r.x.sum()
}

// openTouched opens folds that an edit of the n pieces from lo to hi does not
// leave whole. Then all lines that the edit makes are as deep as lo.
func (r *Rows) openTouched(lo, hi place, n int, changes []text.Change, delta int) {
	depth := r.x.at(lo).depth()
	inner, lines := depth, 0
	q := lo
	for k := range n {
		v := r.x.at(q)
		inner = min(inner, v.depth())
		if k > 0 && v.flags&starts != 0 {
			lines++
		}
		q, _ = r.x.next(q)
	}
	even := inner == depth && r.x.at(hi).depth() == depth
	switch {
	case lines == 0 && !bordersLines(changes): // within a line
	case even && len(changes) == 1 && lines > 0:
	case even && len(changes) == 1:
		c := changes[0]
		if c.Start == c.End && c.Start+delta == lo.before.bytes && r.x.at(lo).flags&starts != 0 && isEnding(c.New[len(c.New)-1]) {
			return // lines before the one that was touched
		}
		r.unfold(hi)
	default:
		q := lo
		for range n {
			if r.x.at(q).depth() > 0 {
				r.Show(q.before.bytes)
			}
			r.unfoldWhole(q)
			q, _ = r.x.next(q)
		}
	}
}

// unfoldWhole opens the fold that hangs on the piece's line, and those in it.
func (r *Rows) unfoldWhole(p place) {
	for r.unfold(p) {
		continue
	}
}

// bordersLines tells whether the changes put in or take away line endings.
func bordersLines(changes []text.Change) bool {
	for _, c := range changes {
		if strings.ContainsAny(c.New, "\r\n") || strings.ContainsAny(c.Old, "\r\n") {
			return true
		}
	}
	return false
}
