package preview

import (
	"math"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
)

// sizes are the measures and the manner of the page, in pixels at the zoom in
// use. They come from the page's theme, of which its style sheet is made too.
type sizes struct {
	zoom  float32
	theme assets.PageTheme
	page  place // what stands in nothing else

	text, head faces

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
	above, below      int // least space above a large heading, and below any
}

// faces are a family's regular, italic, bold and bold italic face.
type faces [4]typeset.Face

func facesOf(f assets.Family) faces {
	switch f {
	case assets.Sans:
		return faces{typeset.Sans, typeset.SansItalic, typeset.SansBold, typeset.SansBold}
	case assets.Mono:
		return faces{typeset.Mono, typeset.MonoItalic, typeset.MonoBold, typeset.MonoBoldItalic}
	default:
		return faces{typeset.Serif, typeset.SerifItalic, typeset.SerifBold, typeset.SerifBoldItalic}
	}
}

// leading is a type size with its line height.
type leading struct{ size, line int }

// newSizes are those of a theme; narrow is for a page as wide as a phone.
func newSizes(t assets.PageTheme, zoom float32, narrow bool) sizes {
	s := sizes{zoom: zoom, theme: t, text: facesOf(t.Text), head: facesOf(t.Head)}
	lead := func(l assets.Leading) leading { return leading{s.px(l.Size), s.px(l.Line)} }
	s.measure, s.margin, s.top, s.bottom = s.px(t.Measure), s.px(t.Margin), s.px(t.Top), s.px(64)
	if narrow {
		s.margin = s.px(t.Narrow)
	}
	s.body, s.small, s.caption, s.code = lead(t.Body), lead(t.Small), lead(t.Caption), lead(t.Code)
	for i, l := range t.Heads {
		s.headings[i] = lead(l)
	}
	s.gap, s.tight, s.loose, s.indent, s.pad, s.radius = s.px(t.Gap), s.px(6), s.px(12), s.px(t.Indent), s.px(16), s.px(6)
	s.above, s.below = s.px(t.Above), s.px(t.Below)
	return s
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
