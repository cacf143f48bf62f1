package textedit

import (
	"slices"
	"strings"

	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/text"
)

// maxCarets is how many carets beside the primary one are drawn at once.
const maxCarets = 60

// carets is the selections of the session as they are on the screen. The
// selections themselves are the session's; what rows need to move a caret is
// kept beside.
type carets struct {
	parsed *parsed
	view   *viewport
	fold   *folding
	caret  rows.Caret      // of the primary selection, while its offset is the same
	goals  map[int]float32 // goals of the other carets, by offset
}

// reset forgets what was kept of the primary caret, which is in another place.
func (cs *carets) reset() { cs.caret = rows.Caret{Off: -1} }

// clamp takes the selections out of what is hidden. Of those that are all in it the primary one stays, as
// a caret where that ends.
func (cs *carets) clamp() {
	sels, from := cs.parsed.s.Selections(), cs.view.rows.From()
	if !slices.ContainsFunc(sels, func(x text.Selection) bool { return x.Start() < from }) {
		return
	}
	seen := sels[:0]
	for i, x := range sels {
		if i == 0 || x.Start() >= from || x.End() > from { // a caret at from is seen
			seen = append(seen, text.Selection{Anchor: max(x.Anchor, from), Head: max(x.Head, from)})
		}
	}
	cs.parsed.s.Select(seen...)
}

// snap takes the ends of the selections out of graphemes.
func (cs *carets) snap() {
	sels := cs.parsed.s.Selections()
	for i, x := range sels {
		sels[i] = text.Selection{Anchor: cs.view.rows.Snap(x.Anchor), Head: cs.view.rows.Snap(x.Head)}
	}
	cs.parsed.s.Select(sels...)
}

// collapse leaves the caret alone, with nothing selected.
func (cs *carets) collapse() { cs.parsed.s.Select(text.Caret(cs.parsed.s.Primary().Head)) }

// current is the caret.
func (cs *carets) current() rows.Caret {
	head := max(cs.parsed.s.Primary().Head, cs.view.rows.From())
	if cs.caret.Off != head {
		cs.caret = rows.Caret{Off: head, Goal: -1}
	}
	return cs.caret
}

// selected returns the selection within what is shown.
func (cs *carets) selected() (start, end int) {
	x, from := cs.parsed.s.Primary(), cs.view.rows.From()
	return max(x.Start(), from), max(x.End(), from)
}

// moveTo puts the caret there, with the other end of the selection left where
// it is if extend is set.
func (cs *carets) moveTo(c rows.Caret, extend bool) {
	x := text.Caret(c.Off)
	if extend {
		x.Anchor = max(cs.parsed.s.Primary().Anchor, cs.view.rows.From())
	}
	cs.caret = c
	cs.parsed.s.Select(x)
}

// caretOf is a selection's caret, with the goal that its last move up or down
// left behind.
func (cs *carets) caretOf(x text.Selection) rows.Caret {
	c := rows.Caret{Off: max(x.Head, cs.view.rows.From()), Goal: -1}
	if x == cs.parsed.s.Primary() {
		return cs.current()
	}
	if goal, ok := cs.goals[c.Off]; ok {
		c.Goal = goal
	}
	return c
}

// moveEach moves every caret, and the other ends of the selections with them
// unless extend is set.
func (cs *carets) moveEach(extend bool, to func(x text.Selection, c rows.Caret) rows.Caret) {
	s := cs.parsed.s
	if !s.Several() {
		from := cs.current()
		cs.moveTo(cs.fold.pass(from.Off, to(s.Primary(), from), extend), extend)
		return
	}
	sels := s.Selections()
	goals := map[int]float32{}
	for i, x := range sels {
		from := cs.caretOf(x)
		c := cs.fold.pass(from.Off, to(x, from), extend)
		if c.Goal >= 0 {
			goals[c.Off] = c.Goal
		}
		if i == 0 {
			cs.caret = c
		}
		anchor := c.Off
		if extend {
			anchor = max(x.Anchor, cs.view.rows.From())
		}
		sels[i] = text.Selection{Anchor: anchor, Head: c.Off}
	}
	cs.goals = goals
	s.Select(sels...)
}

// toggle puts a further caret where c is; it becomes the primary one. A caret
// that is there already is taken away, unless it is the only one.
func (cs *carets) toggle(c rows.Caret) {
	sels := cs.parsed.s.Selections()
	if i := slices.Index(sels, text.Caret(c.Off)); i >= 0 && len(sels) > 1 {
		sels = slices.Delete(sels, i, i+1)
	} else {
		sels = slices.Insert(sels, 0, text.Caret(c.Off))
	}
	cs.reset()
	cs.parsed.s.Select(sels...)
}

// AddCaret puts a further caret a row above the topmost one, for n below 0,
// or below the lowest.
func (ed *Editor) AddCaret(n int) {
	if ed.s == nil {
		return
	}
	edge := ed.s.Primary()
	for _, x := range ed.s.Selections() {
		if n < 0 && x.Head < edge.Head || n > 0 && x.Head > edge.Head {
			edge = x
		}
	}
	from := ed.carets.caretOf(edge)
	to := ed.view.rows.Down(from, 1)
	if n < 0 {
		to = ed.view.rows.Up(from, 1)
	}
	if to.Off == from.Off || ed.carets.sameRow(from, to) {
		return
	}
	ed.act(func() { ed.carets.toggle(to) })
	ed.carets.goals = map[int]float32{to.Off: to.Goal}
	ed.carets.caret = to
}

// sameRow reports whether two carets stand in one row, as where there is no
// further row to go to.
func (cs *carets) sameRow(x, y rows.Caret) bool {
	return cs.view.rows.At(x.Off, x.End).Start == cs.view.rows.At(y.Off, y.End).Start
}

// single leaves only the primary selection, and reports whether there were
// others.
func (ed *Editor) single() bool {
	if !ed.s.Several() {
		return false
	}
	ed.act(func() { ed.s.Select(ed.s.Primary()) })
	return true
}

// cutEach removes every selection, or for those that are only carets what lies
// between the caret and to, as one step.
func (cs *carets) cutEach(kind text.Kind, to func(*rows.Rows, rows.Caret) rows.Caret) {
	var edits []text.Edit
	for _, x := range cs.parsed.s.Selections() {
		start, end := max(x.Start(), cs.view.rows.From()), max(x.End(), cs.view.rows.From())
		if start == end && to != nil {
			at := to(cs.view.rows, cs.caretOf(x)).Off
			start, end = min(at, start), max(at, start)
		}
		if start != end {
			edits = append(edits, text.Edit{Start: start, End: end})
		}
	}
	slices.SortFunc(edits, func(x, y text.Edit) int { return x.Start - y.Start })
	joined := edits[:0]
	for _, e := range edits {
		if n := len(joined); n > 0 && e.Start <= joined[n-1].End {
			joined[n-1].End = max(joined[n-1].End, e.End)
			continue
		}
		joined = append(joined, e)
	}
	if len(joined) > 0 {
		cs.parsed.s.Apply(kind, nil, joined...)
	}
}

// selectedText is what is selected, a line for each selection, in the order
// of the text.
func (cs *carets) selectedText() string {
	sels := cs.parsed.s.Selections()
	slices.SortFunc(sels, func(x, y text.Selection) int { return x.Start() - y.Start() })
	var parts []string
	for _, x := range sels {
		start, end := max(x.Start(), cs.view.rows.From()), max(x.End(), cs.view.rows.From())
		if start != end {
			parts = append(parts, cs.parsed.s.Text().Slice(start, end))
		}
	}
	return strings.Join(parts, cs.parsed.s.Text().Ending())
}

// moveAcross moves by a character; without Shift a selection collapses.
func (cs *carets) moveAcross(left, extend bool) {
	cs.moveEach(extend, func(x text.Selection, c rows.Caret) rows.Caret {
		from := cs.view.rows.From()
		switch {
		case !x.Empty() && !extend && left:
			return cs.view.rows.Caret(max(x.Start(), from))
		case !x.Empty() && !extend:
			return cs.view.rows.Caret(max(x.End(), from))
		case left:
			return cs.view.rows.Left(c)
		}
		return cs.view.rows.Right(c)
	})
}

// moveDown moves by rows, from the selection's edge if that is given up.
func (cs *carets) moveDown(n int, extend bool) {
	cs.moveEach(extend, func(x text.Selection, c rows.Caret) rows.Caret {
		r := cs.view.rows
		if !x.Empty() && !extend {
			c = r.Caret(max(x.End(), r.From()))
			if n < 0 {
				c = r.Caret(max(x.Start(), r.From()))
			}
		}
		if n < 0 {
			return r.Up(c, -n)
		}
		return r.Down(c, n)
	})
}

// deleteSelected deletes the selection as an undo step of its own.
func (cs *carets) deleteSelected() {
	if cs.parsed.s.Several() {
		cs.cutEach(text.Other, nil)
		return
	}
	if start, end := cs.selected(); start != end {
		cs.parsed.s.Apply(text.Other, []text.Selection{text.Caret(start)}, text.Edit{Start: start, End: end})
	}
}

// delete removes the selection, or else what lies between the caret and to.
func (cs *carets) delete(to func(*rows.Rows, rows.Caret) rows.Caret) {
	if cs.parsed.s.Several() {
		cs.cutEach(text.Deleting, to)
		return
	}
	start, end := cs.selected()
	if start != end {
		cs.deleteSelected()
		return
	}
	at := to(cs.view.rows, cs.current()).Off
	start, end = min(at, start), max(at, start)
	if start != end {
		cs.parsed.s.Apply(text.Deleting, []text.Selection{text.Caret(start)}, text.Edit{Start: start, End: end})
	}
}
