package preview

import (
	"math"

	"galley.app/galley/internal/look"
)

// sizes are the measures of the page, in pixels at the zoom in use. The
// proportions are those of a printed page: a line is about 1.65 times the
// type, a paragraph's gap a good half of a line.
type sizes struct {
	zoom float32

	measure int // widest column
	margin  int // beside the column
	top     int // above the first block
	bottom  int // below the last block

	body, small, caption leading // text, footnotes and tables, captions
	code                 leading
	headings             [7]leading // by level; 0 is the post's title

	gap, tight, loose int // between blocks, between items of a tight and a loose list
	indent            int // of a list
	pad               int // inside code blocks
	radius            int
}

// leading is a type size with its line height.
type leading struct{ size, line int }

func newSizes(zoom float32) sizes {
	px := func(n int) int { return max(1, int(math.Round(float64(float32(n)*zoom)))) }
	lead := func(size, line int) leading { return leading{px(size), px(line)} }
	return sizes{
		zoom:    zoom,
		measure: px(look.PageMeasure), margin: px(40), top: px(32), bottom: px(64),
		body: lead(17, 28), small: lead(15, 24), caption: lead(13, 20), code: lead(14, 22),
		headings: [7]leading{
			lead(30, 38), lead(30, 38), lead(22, 30), lead(19, 28), lead(17, 28), lead(17, 28), lead(17, 28),
		},
		gap: px(16), tight: px(6), loose: px(12), indent: px(22), pad: px(16), radius: px(6),
	}
}

func (s *sizes) px(n int) int { return max(1, int(math.Round(float64(float32(n)*s.zoom)))) }

// column is the left edge and the width of the text in a pane of width w.
func (s *sizes) column(w int) (x, width int) {
	margin := s.margin
	if w < 4*margin {
		margin = w / 8
	}
	width = max(16, min(s.measure, w-2*margin))
	return max(0, (w-width)/2), width
}
