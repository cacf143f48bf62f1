package textedit

import (
	"cmp"
	"slices"
	"strings"

	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

// MoveSection moves the folded section whose heading the caret is on past the
// section next to it, or past a higher heading with what stands under that
// alone, so that no text becomes part of another section. It tells whether the
// caret is on such a heading; if it is, nothing else may move it, which would
// be the heading alone.
func (a *Editor) MoveSection(up bool) bool {
	if a.s == nil || a.s.Several() || a.doc == nil {
		return false
	}
	t, head := a.s.Text(), a.s.Primary().Head
	i, ok := a.headingOn(a.headingOver(t.LineAt(head)))
	if !ok {
		return a.rows.IsFolded(head) // it moved a moment ago, and was not read since
	}
	f, ok := a.body(i)
	if !ok || !a.rows.IsFolded(f.Start-1) {
		return false
	}
	start, end := a.lineOf(i), min(f.End, t.Len())
	if up {
		if j := a.above(i); j >= 0 {
			a.swap(a.lineOf(j), start, end, func(x int) bool { return x >= start })
		}
	} else if end < t.Len() {
		a.swap(start, end, a.below(i, end), func(x int) bool { return x < end })
	}
	return true
}

// lineOf is where the line of a block starts.
func (a *Editor) lineOf(i int) int {
	t := a.s.Text()
	return t.LineStart(t.LineAt(a.atNow(a.doc.Start(i))))
}

// above is the heading that a section goes above, -1 if there is none: of the
// section that ends where it starts, else of the one that it lies in.
func (a *Editor) above(i int) int {
	level, found := a.doc.Block(i).Level, -1
	for j := i - 1; j >= 0; j-- {
		b := a.doc.Block(j)
		if b.Kind != markdown.Heading {
			continue
		}
		if b.Level >= level || found < 0 {
			found = j
		}
		if b.Level <= level {
			break
		}
	}
	return found
}

// below is where what a section goes below ends, which starts at a heading:
// all of its section, or where it is a higher one what lies before the next.
func (a *Editor) below(i, at int) int {
	t := a.s.Text()
	j, ok := a.headingOn(t.LineAt(at))
	if !ok {
		return t.Len()
	}
	level := a.doc.Block(i).Level
	for k := j + 1; k < a.doc.Len(); k++ {
		if b := a.doc.Block(k); b.Kind == markdown.Heading && (b.Level <= level || a.doc.Block(j).Level < level) {
			return a.lineOf(k)
		}
	}
	return t.Len()
}

// swap puts [from, mid) behind [mid, to), with the blank lines at the ends of
// both where they are, and keeps their folds. The caret goes with the part that
// own tells of.
func (a *Editor) swap(from, mid, to int, own func(off int) bool) {
	t := a.s.Text()
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
	for _, f := range a.rows.Folds() {
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
	after := a.s.Selections()
	for i, x := range after {
		if own(x.Anchor) && own(x.Head) {
			after[i] = text.Selection{Anchor: shift(x.Anchor), Head: shift(x.Head)}
		}
	}
	a.act(func() {
		a.s.Break()
		a.s.Apply(text.Other, after, text.Edit{Start: from, End: to, New: second + gap + first + last})
		a.rows.SetFolds(folds)
		a.fold.may = len(folds) > 0
	})
}
