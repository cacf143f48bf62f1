package pdf

import (
	"strings"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"galley.app/galley/preview/markdown/math"
)

// formulaPiece is a formula among words, or its source where it is too wide.
func (s *setter) formulaPiece(uses, tex string, st style, w float64) []piece {
	f := math.ParseWith(uses, tex)
	box := f.Layout(s.f.math, st.size*1.05, false)
	if f.Refused() || box.Width > w {
		return s.words(tex, st)
	}
	return []piece{{text: tex, st: st, w: box.Width, box: box}}
}

// formula sets a formula of its own, smaller where it is wider than the
// column.
func (s *setter) formula(uses, tex string, x, w float64, st style) {
	tex = strings.TrimSpace(tex)
	f := math.ParseWith(uses, tex)
	if f.Refused() {
		s.code(tex, x, w)
		return
	}
	size := st.size * 1.05
	box := f.Layout(s.f.math, size, true)
	if box.Width > w {
		size *= w / box.Width
		box = f.Layout(s.f.math, size, true)
	}
	h := box.Height + box.Depth
	if size < st.size*0.5 || box.Width > w+0.5 || h > bottom-top {
		s.note("a formula is too large for the page; its source stands there")
		s.code(tex, x, w)
		return
	}
	s.room(h + 8)
	s.y += 4
	at, base := x+(w-box.Width)/2, s.y+box.Height
	s.paint(at, base, box, st.ink)
	s.hidden(at, base, box.Width, tex)
	s.y += h + 4
}

// paint draws a formula with its baseline at y.
func (s *setter) paint(x, y float64, box *math.Box, i ink) {
	colours := math.Colours{Ink: s.colour(i)}
	in := func(p math.Paint) {
		c := colours.Of(p)
		s.pdf.SetFillColor(int(c.R), int(c.G), int(c.B))
	}
	for _, list := range [][]math.Rule{box.Grounds, box.Rules} {
		for _, r := range list {
			in(r.Paint)
			s.pdf.Rect(x+r.X, y+r.Y, r.Width, r.Height, "F")
		}
	}
	for _, l := range box.Strokes {
		c := colours.Of(l.Paint)
		red, green, blue := s.pdf.GetDrawColor()
		s.pdf.SetDrawColor(int(c.R), int(c.G), int(c.B))
		s.pdf.SetLineWidth(l.Thick)
		s.pdf.Line(x+l.X1, y+l.Y1, x+l.X2, y+l.Y2)
		s.pdf.SetDrawColor(red, green, blue)
	}
	in(math.Paint{})
	last := math.Paint{}
	for _, g := range box.Glyphs {
		if g.Face >= len(s.f.signs) {
			continue
		}
		if g.Paint != last {
			in(g.Paint)
			last = g.Paint
		}
		s.glyph(s.f.signs[g.Face], sfnt.GlyphIndex(g.ID), x+g.X, y+g.Y, g.Size)
	}
}

// glyph fills the outline of a sign.
func (s *setter) glyph(font *sfnt.Font, id sfnt.GlyphIndex, x, y, size float64) {
	units := fixed.Int26_6(font.UnitsPerEm()) << 6
	path, err := font.LoadGlyph(&s.f.buffer, id, units, nil)
	if err != nil || len(path) == 0 {
		return
	}
	scale := size / float64(units)
	px := func(p fixed.Point26_6) (float64, float64) { return x + float64(p.X)*scale, y + float64(p.Y)*scale }
	open := false
	var nowX, nowY float64
	for _, seg := range path {
		ax, ay := px(seg.Args[0])
		bx, by := px(seg.Args[1])
		cx, cy := px(seg.Args[2])
		switch seg.Op {
		case sfnt.SegmentOpMoveTo:
			if open {
				s.pdf.ClosePath()
			}
			s.pdf.MoveTo(ax, ay)
			open = true
			nowX, nowY = ax, ay
			continue
		case sfnt.SegmentOpLineTo:
			s.pdf.LineTo(ax, ay)
		case sfnt.SegmentOpQuadTo:
			third := func(from, to float64) float64 { return from + (to-from)*2/3 }
			s.pdf.CurveBezierCubicTo(third(nowX, ax), third(nowY, ay), third(bx, ax), third(by, ay), bx, by)
		case sfnt.SegmentOpCubeTo:
			s.pdf.CurveBezierCubicTo(ax, ay, bx, by, cx, cy)
		}
		switch seg.Op {
		case sfnt.SegmentOpQuadTo:
			nowX, nowY = bx, by
		case sfnt.SegmentOpCubeTo:
			nowX, nowY = cx, cy
		default:
			nowX, nowY = ax, ay
		}
	}
	s.pdf.ClosePath()
	s.pdf.DrawPath("F")
}

// hidden writes the source of a formula where it stands, seen by those who
// search and copy and by no one else.
func (s *setter) hidden(x, y, w float64, tex string) {
	tex = printable(strings.Join(strings.Fields(tex), " "))
	st := style{size: 10}
	wide := s.f.width(tex, st)
	if tex == "" || wide == 0 || w < 1 {
		return
	}
	st.size = min(10, 10*w/wide)
	const invisible, filled = 3, 0
	s.pdf.SetTextRenderingMode(invisible)
	s.text(x, y, tex, st)
	s.pdf.SetTextRenderingMode(filled)
}
