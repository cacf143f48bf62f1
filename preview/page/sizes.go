package page

import (
	"math"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
)

// Sizes are the measures and the manner of the page, in pixels at the zoom in
// use. They come from the page's theme, of which its style sheet is made too.
type Sizes struct {
	Zoom  float32
	theme assets.PageTheme
	page  place // what stands in nothing else

	text, head faces

	Measure int // widest column
	Margin  int // beside the column
	top     int // above the first block
	Bottom  int // below the last block

	Body, small, caption Leading // text, footnotes and tables, captions
	code                 Leading
	headings             [7]Leading // by level; 0 is the post's title

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

// Leading is a type size with its line height.
type Leading struct{ size, Line int }

// NewSizes are those of a theme; narrow is for a page as wide as a phone.
func NewSizes(t assets.PageTheme, zoom float32, narrow bool) Sizes {
	s := Sizes{Zoom: zoom, theme: t, text: facesOf(t.Text), head: facesOf(t.Head)}
	lead := func(l assets.Leading) Leading { return Leading{s.Px(l.Size), s.Px(l.Line)} }
	s.Measure, s.Margin, s.top, s.Bottom = s.Px(t.Measure), s.Px(t.Margin), s.Px(t.Top), s.Px(64)
	if narrow {
		s.Margin = s.Px(t.Narrow)
	}
	s.Body, s.small, s.caption, s.code = lead(t.Body), lead(t.Small), lead(t.Caption), lead(t.Code)
	for i, l := range t.Heads {
		s.headings[i] = lead(l)
	}
	s.gap, s.tight, s.loose, s.indent, s.pad, s.radius = s.Px(t.Gap), s.Px(6), s.Px(12), s.Px(t.Indent), s.Px(16), s.Px(6)
	s.above, s.below = s.Px(t.Above), s.Px(t.Below)
	return s
}

// Px is a measure of the unscaled page at the zoom in use, at least one pixel.
func (s *Sizes) Px(n int) int { return max(1, int(math.Round(float64(float32(n)*s.Zoom)))) }

// Column is the left edge and the width of the text in a pane of width w.
func (s *Sizes) Column(w int) (x, width int) {
	margin := s.Margin
	if w < 4*margin {
		margin = w / 8
	}
	width = max(16, min(s.Measure, w-2*margin))
	return max(0, (w-width)/2), width
}
