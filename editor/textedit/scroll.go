package textedit

import (
	"fyne.io/fyne/v2"

	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/typeset"
)

const (
	topPad    float32 = 20 // above the first row
	bottomPad float32 = 72 // below the last row
	sidePad   float32 = 48 // beside the text, at least, where there is room
	curPad    float32 = 20 // of the current line's mark beside the text
)

// position is where a session that is not shown was scrolled to, and its lines.
type position struct {
	top    *text.Mark
	topY   float32
	lines  *rows.Scanned // with their folds
	folded bool          // there may be some
}

// viewport is the rows of the text, how they are shown, and which of them are
// visible.
type viewport struct {
	size       func() fyne.Size // of the widget
	face       typeset.Face
	fontSize   float32
	appearance Appearance
	typewriter bool // the caret's row stays at one height
	m          *Measurer
	line       line
	rows       *rows.Rows
	top        *text.Mark // of the session, in the row at the top edge; one of its own while there is no session
	topY       float32    // of that row, in pixels below the edge
	field      *Field     // that is shown, nil for a post
	left       float32    // pixels that a field of one row is scrolled sideways
}

// rowOptions says how rows are made, with the styles that a text has.
func (v *viewport) rowOptions(styles func(dst []rows.Style, start, end int) []rows.Style) rows.Options {
	o := rows.Options{Measurer: v.m, Average: v.m.Average(), Tab: 4 * v.m.Space(), Hang: v.field == nil}
	if !v.m.mono {
		o.Styles = styles
	}
	return o
}

// rowHeight is how high a row is, in pixels.
func (v *viewport) rowHeight() float32 {
	if v.field != nil {
		return v.field.style.Line
	}
	return round32(v.fontSize * v.appearance.LineHeight)
}

// topPad is what is left empty above the first row: with the typewriter enough to have that at its height.
func (v *viewport) topPad() float32 {
	if v.field != nil {
		return 0
	}
	if v.typewriter {
		return max(topPad, round32(v.height()*typewriterAt))
	}
	return topPad
}

// column is where the rows stand.
type column struct {
	left, width float32
	over        float32 // how far a caret behind hanging spaces may stand out
}

// setText makes the rows those of the session's text: from lines, which may be
// of an earlier one or nil, where that can be.
func (v *viewport) setText(s *session.Session, lines *rows.Scanned) {
	t := s.Text()
	if lines == nil {
		v.rows.Reset(t)
		return
	}
	p, ok := s.PatchSince(lines.Text().Version())
	if !ok {
		v.rows.Reset(t)
		return
	}
	v.rows.Take(lines)
	if len(p.Changes) > 0 {
		v.rows.Apply(t, p)
	}
}

// column centres the text, at most a measure wide, on whole pixels.
func (v *viewport) column() column {
	if v.field != nil {
		return v.fieldColumn()
	}
	return v.columnIn(floor32(v.size().Width))
}

// columnIn is the text's column in a widget of a width.
func (v *viewport) columnIn(w float32) column {
	c := column{width: max(1, min(v.rowWidth(), w-2*v.pad(w))), over: 4}
	c.left = floor32((w - c.width) / 2)
	return c
}

func (v *viewport) height() float32 { return v.size().Height }

// settle brings the scroll position into its normal form: the row that it
// names is the first that is visible, and no more than the paddings is left
// empty. It returns that row.
func (v *viewport) settle() rows.Row {
	row := v.reach()
	y, below, ok := v.topY, row, true
	room := v.height() - v.bottomPad()
	for ok && y+v.line.height < room {
		if below, ok = v.rows.Next(below); ok {
			y += v.line.height
		}
	}
	if !ok { // the end is visible
		v.topY += max(0, room-v.line.height-y)
		row = v.reach()
	}
	return row
}

// bottomPad is what may be left empty below the last row. A text that fits
// does not scroll.
func (v *viewport) bottomPad() float32 {
	if v.typewriter {
		return round32(v.height() * (1 - typewriterAt))
	}
	if v.field != nil {
		return 0
	}
	if left := v.height() - topPad - float32(v.rows.Total())*v.line.height; left >= 0 {
		return min(left, bottomPad)
	}
	return bottomPad
}

// reach walks from the row that the scroll position names to the first one
// that is visible, and names that.
func (v *viewport) reach() rows.Row {
	row, ok := v.rows.At(v.top.Off, false), true
	y := v.topY
	for ok && y > 0 {
		if row, ok = v.rows.Prev(row); ok {
			y -= v.line.height
		}
	}
	if !ok {
		y = min(y, v.topPad())
	}
	for ok = true; ok && y+v.line.height <= 0; {
		if row, ok = v.rows.Next(row); ok {
			y += v.line.height
		}
	}
	v.top.Off, v.topY = row.Start, round32(y)
	return row
}

// scrollBy scrolls down by that many pixels.
func (ed *Editor) scrollBy(dy float32) {
	if ed.s == nil || dy == 0 {
		return
	}
	ed.view.topY -= round32(dy)
	ed.finish()
}

// Scrolled implements fyne.Scrollable.
func (ed *Editor) Scrolled(e *fyne.ScrollEvent) {
	if ed.OnZoom != nil && ed.OnZoom(e) {
		return
	}
	if f := ed.view.field; f != nil && float32(ed.view.rows.Total())*ed.view.line.height <= ed.view.height() {
		if f.OnWheel != nil {
			f.OnWheel(e)
		}
		return
	}
	ed.scrollBy(-e.Scrolled.DY * 2)
}

// Top returns the offset of the row at the top edge, and how much of that row
// is above the edge, from 0 to 1.
func (ed *Editor) Top() (off int, frac float32) {
	return ed.view.top.Off, max(0, min(-ed.view.topY/ed.view.line.height, 1))
}

// ScrollTo brings a position that Top returned back to the top edge. OnScroll
// is not called.
func (ed *Editor) ScrollTo(off int, frac float32) {
	if ed.s == nil {
		return
	}
	row := ed.view.rows.At(off, false)
	ed.view.top.Off, ed.view.topY = row.Start, -round32(max(0, min(frac, 1))*ed.view.line.height)
	if row.Start <= ed.view.rows.From() && frac <= 0 {
		ed.view.topY = ed.view.topPad()
	}
	ed.view.settle()
	ed.reported.top.Off, ed.reported.topY = ed.view.top.Off, ed.view.topY
	ed.draw()
}

// Reveal scrolls as little as is needed to show the offset, and far away to a
// third of the height.
func (ed *Editor) Reveal(off int) {
	if ed.s == nil {
		return
	}
	ed.view.reveal(ed.view.rows.At(off, false), ed.s.Primary().Head)
	ed.finish()
}

func (ed *Editor) revealCaret() {
	c := ed.carets.current()
	ed.view.reveal(ed.view.rows.At(c.Off, c.End), ed.s.Primary().Head)
}

// reveal changes the scroll position so that the row is visible. The row that
// the caret is in stays where the typewriter has it.
func (v *viewport) reveal(row rows.Row, caret int) {
	h := v.height()
	if h <= 0 {
		return
	}
	if v.typewriter && row.Start <= caret && caret <= row.End {
		v.top.Off, v.topY = row.Start, round32(h*typewriterAt)
		v.settle()
		return
	}
	margin := 2 * v.line.height
	switch {
	case h < 6*v.line.height:
		margin = 0
	case h < 14*v.line.height:
		margin = v.line.height
	}
	top := v.settle()
	y, ok := v.yOf(top, row, h)
	switch {
	case !ok:
		v.top.Off, v.topY = row.Start, round32(h/3)
	case y < margin:
		v.topY += margin - y
	case y+v.line.height > h-margin:
		v.topY -= y + v.line.height - (h - margin)
	}
	v.settle()
}

// yOf returns where the row is drawn when top is the first visible one; not ok
// if it is farther than a screen away.
func (v *viewport) yOf(top, row rows.Row, h float32) (y float32, ok bool) {
	y = v.topY
	for at, more := top, true; more && y < 2*h; at, more = v.rows.Next(at) {
		if at.Start == row.Start {
			return y, true
		}
		if at.Start > row.Start {
			break
		}
		y += v.line.height
	}
	y = v.topY
	for at, more := top, true; more && y > -h; at, more = v.rows.Prev(at) {
		if at.Start == row.Start {
			return y, true
		}
		if at.Start < row.Start {
			break
		}
		y -= v.line.height
	}
	return 0, false
}

// extent returns how many pixels all rows take up and how many are above those
// seen, the first of which is top. Rows that were never looked at count by an
// estimate. Fields and views of less than three rows have no scroll bar.
func (v *viewport) extent(top rows.Row) (all, above float32) {
	if v.field != nil || v.height() < 3*v.line.height {
		return 0, 0
	}
	all = v.topPad() + v.bottomPad() + float32(v.rows.Total())*v.line.height
	return all, v.topPad() + float32(v.rows.Index(top))*v.line.height - v.topY
}

// scrollTo scrolls to a share of the way to the end.
func (v *viewport) scrollTo(share float32) {
	all, _ := v.extent(v.settle())
	at := share * (all - v.height())
	n := int(max(0, at-v.topPad()) / v.line.height)
	row := v.rows.Nth(n)
	v.top.Off, v.topY = row.Start, round32(v.topPad()+float32(n)*v.line.height-at)
}

// rowUnder returns the row nearest to a height of the Editor, and where it is drawn.
func (v *viewport) rowUnder(at float32) (row rows.Row, y float32) {
	row, y = v.settle(), v.topY
	for more := true; more && y+v.line.height <= at; {
		var below rows.Row
		if below, more = v.rows.Next(row); more {
			row, y = below, y+v.line.height
		}
	}
	for more := true; more && at < y; {
		var above rows.Row
		if above, more = v.rows.Prev(row); more {
			row, y = above, y-v.line.height
		}
	}
	return row, y
}

// hit returns the caret stop nearest to a point of the Editor, and the cluster
// under it.
func (v *viewport) hit(at fyne.Position) (c rows.Caret, under int) {
	row, _ := v.rowUnder(at.Y)
	x := at.X - v.column().left
	c.Off, c.End = row.Offset(x)
	c.Goal = -1
	under, _ = row.Under(x)
	return c, under
}

// empty reports whether the text is that of a new post, which is one line without
// words and the end of it.
func (v *viewport) empty() bool {
	t, from := v.rows.Text(), v.rows.From()
	if v.field != nil || t.Len()-from > 2 {
		return false
	}
	s := t.Slice(from, t.Len())
	return s == "\n" || s == "\r\n" || s == "\r"
}

// page is how many rows PageUp and PageDown move.
func (v *viewport) page() int { return max(1, int(v.height()/v.line.height)-2) }

// Above returns how many pixels of the text are above the upper edge; rows that
// were never looked at count by an estimate.
func Above(ed *Editor) float32 {
	if ed.s == nil {
		return 0
	}
	_, above := ed.view.extent(ed.view.settle())
	return max(0, above)
}

// ScrollQuietly scrolls down by that many pixels without a word to OnScroll.
func ScrollQuietly(ed *Editor, dy float32) {
	if ed.s == nil {
		return
	}
	ed.view.topY -= round32(dy)
	ed.view.settle()
	ed.reported.top.Off, ed.reported.topY = ed.view.top.Off, ed.view.topY
	ed.draw()
}
