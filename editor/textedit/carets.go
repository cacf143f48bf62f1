package textedit

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/text"
)

// maxCarets is how many carets beside the primary one are drawn at once.
const maxCarets = 60

// caretOf is a selection's caret, with the goal that its last move up or down
// left behind.
func (a *Editor) caretOf(x text.Selection) rows.Caret {
	c := rows.Caret{Off: max(x.Head, a.rows.From()), Goal: -1}
	if x == a.s.Primary() {
		return a.current()
	}
	if goal, ok := a.goals[c.Off]; ok {
		c.Goal = goal
	}
	return c
}

// moveEach moves every caret, and the other ends of the selections with them
// unless extend is set.
func (a *Editor) moveEach(extend bool, to func(x text.Selection, c rows.Caret) rows.Caret) {
	a.act(func() {
		if !a.s.Several() {
			from := a.current()
			a.moveTo(a.passFolds(from.Off, to(a.s.Primary(), from), extend), extend)
			return
		}
		sels := a.s.Selections()
		goals := map[int]float32{}
		for i, x := range sels {
			from := a.caretOf(x)
			c := a.passFolds(from.Off, to(x, from), extend)
			if c.Goal >= 0 {
				goals[c.Off] = c.Goal
			}
			if i == 0 {
				a.caret = c
			}
			anchor := c.Off
			if extend {
				anchor = max(x.Anchor, a.rows.From())
			}
			sels[i] = text.Selection{Anchor: anchor, Head: c.Off}
		}
		a.goals = goals
		a.s.Select(sels...)
	})
}

// addCaret puts a further caret where c is; it becomes the primary one. A
// caret that is there already is taken away, unless it is the only one.
func (a *Editor) addCaret(c rows.Caret) {
	a.act(func() {
		sels := a.s.Selections()
		if i := slices.Index(sels, text.Caret(c.Off)); i >= 0 && len(sels) > 1 {
			sels = slices.Delete(sels, i, i+1)
		} else {
			sels = slices.Insert(sels, 0, text.Caret(c.Off))
		}
		a.caret = rows.Caret{Off: -1}
		a.s.Select(sels...)
	})
}

// AddCaret puts a further caret a row above the topmost one, for n below 0,
// or below the lowest.
func (a *Editor) AddCaret(n int) {
	if a.s == nil {
		return
	}
	edge := a.s.Primary()
	for _, x := range a.s.Selections() {
		if n < 0 && x.Head < edge.Head || n > 0 && x.Head > edge.Head {
			edge = x
		}
	}
	from := a.caretOf(edge)
	to := a.rows.Down(from, 1)
	if n < 0 {
		to = a.rows.Up(from, 1)
	}
	if to.Off == from.Off || a.sameRow(from, to) {
		return
	}
	a.addCaret(to)
	a.goals = map[int]float32{to.Off: to.Goal}
	a.caret = to
}

// sameRow tells whether two carets stand in one row, as where there is no
// further row to go to.
func (a *Editor) sameRow(x, y rows.Caret) bool {
	return a.rows.At(x.Off, x.End).Start == a.rows.At(y.Off, y.End).Start
}

// single leaves only the primary selection, and tells whether there were
// others.
func (a *Editor) single() bool {
	if !a.s.Several() {
		return false
	}
	a.act(func() { a.s.Select(a.s.Primary()) })
	return true
}

// cutEach removes every selection, or for those that are only carets what lies
// between the caret and to, as one step.
func (a *Editor) cutEach(kind text.Kind, to func(*rows.Rows, rows.Caret) rows.Caret) {
	var edits []text.Edit
	for _, x := range a.s.Selections() {
		start, end := max(x.Start(), a.rows.From()), max(x.End(), a.rows.From())
		if start == end && to != nil {
			at := to(a.rows, a.caretOf(x)).Off
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
		a.s.Apply(kind, nil, joined...)
	}
}

// selectedText is what is selected, a line for each selection, in the order
// of the text.
func (a *Editor) selectedText() string {
	sels := a.s.Selections()
	slices.SortFunc(sels, func(x, y text.Selection) int { return x.Start() - y.Start() })
	var parts []string
	for _, x := range sels {
		start, end := max(x.Start(), a.rows.From()), max(x.End(), a.rows.From())
		if start != end {
			parts = append(parts, a.s.Text().Slice(start, end))
		}
	}
	return strings.Join(parts, a.s.Text().Ending())
}

// drawCarets draws the carets beside the primary one. They do not blink.
func (a *Editor) drawCarets(col column) []*canvas.Rectangle {
	r, h := a.r, a.line.height
	if !a.s.Several() {
		return nil
	}
	tall := min(h, round32(a.o.Size*1.4))
	for _, x := range a.s.Selections()[1:] {
		for _, b := range r.visible {
			if x.Head < b.row.Start || x.Head > b.row.End || x.Head == b.row.End && !b.row.Last || r.carets.used >= maxCarets {
				continue
			}
			at := min(b.row.X(x.Head), col.width+4)
			place(r.carets.next(newRect), col.left+round32(at)-1, b.y+floor32((h-tall)/2), 2, tall, 0, r.colours.accent)
			break
		}
	}
	return r.carets.inUse()
}
