package textedit

import (
	"cmp"
	"slices"
	"strings"

	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/text"
)

// MoveSection moves the folded section whose heading the caret is on past the
// section next to it, or past a higher heading with what stands under that
// alone, so that no text becomes part of another section. It reports whether the
// caret is on such a heading; if it is, nothing else may move it, which would
// be the heading alone.
func (ed *Editor) MoveSection(up bool) bool {
	if ed.s == nil || ed.s.Several() || ed.parsed.doc == nil {
		return false
	}
	t, head := ed.s.Text(), ed.s.Primary().Head
	i, ok := ed.parsed.headingOn(ed.parsed.headingOver(t.LineAt(head)))
	if !ok {
		return ed.view.rows.IsFolded(head) // it moved a moment ago, and was not read since
	}
	f, ok := ed.parsed.body(i)
	if !ok || !ed.view.rows.IsFolded(f.Start-1) {
		return false
	}
	start, end := ed.parsed.lineOf(i), min(f.End, t.Len())
	if up {
		if j := ed.parsed.above(i); j >= 0 {
			ed.swap(ed.parsed.lineOf(j), start, end, func(x int) bool { return x >= start })
		}
	} else if end < t.Len() {
		ed.swap(start, end, ed.parsed.below(i, end), func(x int) bool { return x < end })
	}
	return true
}

// swap puts [from, mid) behind [mid, to), with the blank lines at the ends of
// both where they are, and keeps their folds. The caret goes with the part that
// own tells of.
func (ed *Editor) swap(from, mid, to int, own func(off int) bool) {
	t := ed.s.Text()
	cut := func(s string) (words, blanks string) {
		words = strings.TrimRight(s, " \t\r\n")
		return words, s[len(words):]
	}
	first, gap := cut(t.Slice(from, mid))
	second, last := cut(t.Slice(mid, to))
	middle := from + len(second) + len(gap) // where they meet afterwards
	shift := func(off int) int {
		if off < mid {
			return off + middle - from
		}
		return off - (mid - from)
	}
	var folds []rows.Fold
	for _, f := range ed.view.rows.Folds() {
		switch {
		case f.Start <= from || f.Start >= to:
		case f.Start < mid && f.End >= mid:
			f = rows.Fold{Start: shift(f.Start), End: to}
			if to == t.Len() {
				f.End++
			}
		case f.Start >= mid && f.End >= to:
			f = rows.Fold{Start: shift(f.Start), End: middle}
		default:
			f = rows.Fold{Start: shift(f.Start), End: shift(f.End)}
		}
		folds = append(folds, f)
	}
	slices.SortStableFunc(folds, func(x, y rows.Fold) int { return cmp.Or(cmp.Compare(x.Start, y.Start), cmp.Compare(y.End, x.End)) })
	after := ed.s.Selections()
	for i, x := range after {
		if own(x.Anchor) && own(x.Head) {
			after[i] = text.Selection{Anchor: shift(x.Anchor), Head: shift(x.Head)}
		}
	}
	ed.act(func() {
		ed.s.Break()
		ed.s.Apply(text.Other, after, text.Edit{Start: from, End: to, New: second + gap + first + last})
		ed.view.rows.SetFolds(folds)
		ed.fold.may = len(folds) > 0
	})
}
