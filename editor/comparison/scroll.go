package comparison

import (
	"math"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/rows"
	"galley.app/galley/internal/control"
)

func (v *View) height() float32 { return v.Size().Height }

// column is where the rows stand: where they begin, and how wide they may be.
func (v *View) column() (left, width float32) {
	room := floor(v.Size().Width) - gutter - max(sidePad, control.BarZone)
	width = max(1, min(measure, room))
	return gutter + floor((room-width)/2), width
}

// settle brings the place into its normal form: the row that it names is the
// first that is visible, and no more than the paddings is left empty. It returns
// that row.
func (v *View) settle() rows.Row {
	row := v.reach()
	y, below, ok := v.topY, row, true
	room := v.height() - v.below()
	for ok && y+rowHeight < room {
		if below, ok = v.rows.Next(below); ok {
			y += rowHeight
		}
	}
	if !ok { // the end is visible
		v.topY += max(0, room-rowHeight-y)
		row = v.reach()
	}
	return row
}

// below is what may be left empty below the last row. A page that fits does not
// scroll.
func (v *View) below() float32 {
	if left := v.height() - topPad - float32(v.rows.Total())*rowHeight; left >= 0 {
		return left
	}
	return bottomPad
}

// reach walks from the row that the place names to the first one that is visible,
// and names that.
func (v *View) reach() rows.Row {
	row, ok := v.rows.At(v.top, false), true
	y := v.topY
	for ok && y > 0 {
		if row, ok = v.rows.Prev(row); ok {
			y -= rowHeight
		}
	}
	if !ok {
		y = min(y, topPad)
	}
	for ok = true; ok && y+rowHeight <= 0; {
		if row, ok = v.rows.Next(row); ok {
			y += rowHeight
		}
	}
	v.top, v.topY = row.Start, round(y)
	return row
}

// extent returns how many pixels all rows take up and how many of them are above
// the view, the first row of which is top. Rows that were never looked at count by
// an estimate.
func (v *View) extent(top rows.Row) (all, above float32) {
	all = topPad + v.below() + float32(v.rows.Total())*rowHeight
	return all, topPad + float32(v.rows.Index(top))*rowHeight - v.topY
}

// scrollBy scrolls down by that many pixels.
func (v *View) scrollBy(dy float32) {
	v.topY -= round(dy)
	v.draw()
}

// scrollTo scrolls to a share of the way to the end.
func (v *View) scrollTo(share float32) {
	all, _ := v.extent(v.settle())
	at := share * max(0, all-v.height())
	n := int(max(0, at-topPad) / rowHeight)
	v.top, v.topY = v.rows.Nth(n).Start, round(topPad+float32(n)*rowHeight-at)
	if share >= 1 { // the rows before may be others than was thought
		v.top, v.topY = v.rows.Last().Start, 0
	}
	v.draw()
}

// turn turns a page up, by being -1, or down.
func (v *View) turn(by int) {
	v.scrollBy(float32(by) * max(rowHeight, v.height()-2*rowHeight))
}

// reveal scrolls so that an offset is in view, if it is not, at a third of the
// height.
func (v *View) reveal(off int) {
	if v.height() <= 0 {
		v.top, v.topY = off, 0
		return
	}
	want := v.rows.At(off, false)
	row, y := v.settle(), v.topY
	for more := true; more && y+rowHeight <= v.height()-2*rowHeight; y += rowHeight {
		if row.Start == want.Start && y >= rowHeight/2 {
			return
		}
		row, more = v.rows.Next(row)
	}
	v.top, v.topY = want.Start, round(v.height()/3)
	v.settle()
}

// sees reports whether any of a stretch is in view.
func (v *View) sees(s stretch) bool {
	row, y := v.settle(), v.topY
	from := row.Start
	for more := true; more && y+rowHeight < v.height(); y += rowHeight {
		row, more = v.rows.Next(row)
	}
	return s.start <= row.End && s.end >= from
}

// Scrolled implements fyne.Scrollable.
func (v *View) Scrolled(e *fyne.ScrollEvent) {
	v.scrollBy(-e.Scrolled.DY * 2)
	v.pointAt(e.Position)
}

func round(x float32) float32 { return float32(math.Round(float64(x))) }
func floor(x float32) float32 { return float32(math.Floor(float64(x))) }
