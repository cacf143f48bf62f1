package textedit

import "galley.app/galley/editor/text"

// MaxHits is how many found places are marked at once; more would cost more
// objects than a frame can bear.
const MaxHits = 60

// hitEdge is the width of the edge around the found place that is selected, in pixels.
const hitEdge = 1.5

// SetFind marks in what is visible all that find gives for a range of the
// text, nil for nothing. It is asked anew in each draw, so that the marks are
// those of the text as it is.
func (ed *Editor) SetFind(find func(t text.Text, start, end int) []text.Range) {
	ed.find = find
	ed.draw()
}

// drawHits marks the found places in view, the selected one stronger.
func (r *renderer) drawHits(col column) {
	if r.ed.find == nil || len(r.visible) == 0 {
		return
	}
	for start, end := range r.stretches() {
		if r.hits.used < MaxHits {
			r.drawHitsIn(col, start, end)
		}
	}
}

func (r *renderer) drawHitsIn(col column, start, end int) {
	from, to := r.ed.carets.selected()
	for _, hit := range r.ed.find(r.ed.s.Text(), start, end) {
		now := hit.Start == from && hit.End == to
		r.eachPart(hit.Start, hit.End, func(b rowBox, from, to float32) {
			if r.hits.used < MaxHits {
				x, w := col.left+round32(from), max(2, round32(to)-round32(from))
				o := r.hits.next(newRect)
				place(o, x, b.y+2, w, r.ed.view.line.height-4, 0, r.colours.hit)
				if o.StrokeWidth = 0; now {
					place(o, x-hitEdge, b.y+1, w+2*hitEdge, r.ed.view.line.height-2, 3, r.colours.hit)
					o.StrokeColor, o.StrokeWidth = r.colours.warn, hitEdge
				}
			}
		})
	}
}
