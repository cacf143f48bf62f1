package textedit

import (
	"fyne.io/fyne/v2"

	"galley.app/galley/editor/rows"
)

const (
	topPad    float32 = 20 // above the first row
	bottomPad float32 = 72 // below the last row
	sidePad   float32 = 48 // beside the text, at least, where there is room
	curPad    float32 = 20 // of the current line's mark beside the text
	barZone   float32 = 14 // at the right edge: the scroll bar
)

// column is where the rows stand.
type column struct{ left, width float32 }

// column centres the text, at most a measure wide, on whole pixels.
func (a *Editor) column() column {
	w := floor32(a.Size().Width)
	pad := min(sidePad, max(barZone+2, floor32(w/10)))
	c := column{width: max(1, min(a.RowWidth(), w-2*pad))}
	c.left = floor32((w - c.width) / 2)
	return c
}

func (a *Editor) height() float32 { return a.Size().Height }

// settle brings the scroll position into its normal form: the row that it
// names is the first that is visible, and no more than the paddings is left
// empty. It returns that row.
func (a *Editor) settle() rows.Row {
	row := a.reach()
	y, below, ok := a.top.y, row, true
	room := a.height() - a.bottomPad()
	for ok && y+a.line.height < room {
		if below, ok = a.rows.Next(below); ok {
			y += a.line.height
		}
	}
	if !ok { // the end is visible
		a.top.y += max(0, room-a.line.height-y)
		row = a.reach()
	}
	return row
}

// bottomPad is what may be left empty below the last row. A text that fits
// does not scroll.
func (a *Editor) bottomPad() float32 {
	if a.typewriter {
		return round32(a.height() * (1 - typewriterAt))
	}
	if left := a.height() - topPad - float32(a.rows.Total())*a.line.height; left >= 0 {
		return min(left, bottomPad)
	}
	return bottomPad
}

// reach walks from the row that the scroll position names to the first one
// that is visible, and names that.
func (a *Editor) reach() rows.Row {
	row, ok := a.rows.At(a.top.off, false), true
	y := a.top.y
	for ok && y > 0 {
		if row, ok = a.rows.Prev(row); ok {
			y -= a.line.height
		}
	}
	if !ok {
		y = min(y, topPad)
	}
	for ok = true; ok && y+a.line.height <= 0; {
		if row, ok = a.rows.Next(row); ok {
			y += a.line.height
		}
	}
	a.top.off, a.top.y = row.Start, round32(y)
	return row
}

// scrollBy scrolls down by that many pixels.
func (a *Editor) scrollBy(dy float32) {
	if a.s == nil || dy == 0 {
		return
	}
	a.top.y -= round32(dy)
	a.finish()
}

// Scrolled implements fyne.Scrollable.
func (a *Editor) Scrolled(e *fyne.ScrollEvent) { a.scrollBy(-e.Scrolled.DY * 2) }

// Top returns the offset of the row at the top edge, and how much of that row
// is above the edge, from 0 to 1.
func (a *Editor) Top() (off int, frac float32) {
	return a.top.off, max(0, min(-a.top.y/a.line.height, 1))
}

// ScrollTo brings a position that Top returned back to the top edge. OnScroll
// is not called.
func (a *Editor) ScrollTo(off int, frac float32) {
	if a.s == nil {
		return
	}
	row := a.rows.At(off, false)
	a.top.off, a.top.y = row.Start, -round32(max(0, min(frac, 1))*a.line.height)
	if row.Start <= a.rows.From() && frac <= 0 {
		a.top.y = topPad
	}
	a.settle()
	a.told.top.off, a.told.top.y = a.top.off, a.top.y
	a.draw()
}

// Reveal scrolls as little as is needed to show the offset, and far away to a
// third of the height.
func (a *Editor) Reveal(off int) {
	if a.s == nil {
		return
	}
	a.reveal(a.rows.At(off, false))
	a.finish()
}

func (a *Editor) revealCaret() {
	c := a.current()
	a.reveal(a.rows.At(c.Off, c.End))
}

// reveal changes the scroll position so that the row is visible.
func (a *Editor) reveal(row rows.Row) {
	h := a.height()
	if h <= 0 {
		return
	}
	if a.typewriter && row.Start <= a.s.Primary().Head && a.s.Primary().Head <= row.End {
		a.top.off, a.top.y = row.Start, round32(h*typewriterAt)
		a.settle()
		return
	}
	margin := a.line.height
	if h < 6*a.line.height {
		margin = 0
	}
	top := a.settle()
	y, ok := a.yOf(top, row, h)
	switch {
	case !ok:
		a.top.off, a.top.y = row.Start, round32(h/3)
	case y < margin:
		a.top.y += margin - y
	case y+a.line.height > h-margin:
		a.top.y -= y + a.line.height - (h - margin)
	}
	a.settle()
}

// yOf returns where the row is drawn when top is the first visible one; not ok
// if it is farther than a screen away.
func (a *Editor) yOf(top, row rows.Row, h float32) (y float32, ok bool) {
	y = a.top.y
	for at, more := top, true; more && y < 2*h; at, more = a.rows.Next(at) {
		if at.Start == row.Start {
			return y, true
		}
		if at.Start > row.Start {
			break
		}
		y += a.line.height
	}
	y = a.top.y
	for at, more := top, true; more && y > -h; at, more = a.rows.Prev(at) {
		if at.Start == row.Start {
			return y, true
		}
		if at.Start < row.Start {
			break
		}
		y -= a.line.height
	}
	return 0, false
}

// bar is the scroll bar: the thumb, and what a pixel of it stands for.
type bar struct {
	y, length float32 // of the thumb
	pixels    float32 // of text by which it can be scrolled
	at        float32 // how far it is scrolled
	shown     bool
}

// bar finds where the thumb is. Rows that were never looked at count by an
// estimate.
func (a *Editor) bar(top rows.Row) bar {
	h := a.height()
	content := topPad + a.bottomPad() + float32(a.rows.Total())*a.line.height
	if content <= h || h < 3*a.line.height {
		return bar{}
	}
	b := bar{shown: true, pixels: content - h}
	b.at = max(0, min(topPad+float32(a.rows.Index(top))*a.line.height-a.top.y, b.pixels))
	b.length = max(32, round32(h*h/content))
	b.y = round32((h - b.length) * b.at / b.pixels)
	return b
}

// scrollToBar scrolls so that the thumb's top is at y.
func (a *Editor) scrollToBar(y float32) {
	b := a.bar(a.settle())
	if !b.shown {
		return
	}
	at := max(0, min(y/(a.height()-b.length), 1)) * b.pixels
	n := int(max(0, at-topPad) / a.line.height)
	row := a.rows.Nth(n)
	a.top.off, a.top.y = row.Start, round32(topPad+float32(n)*a.line.height-at)
	a.finish()
}
