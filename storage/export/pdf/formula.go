package pdf

import (
	"bytes"
	"fmt"
	"image/color"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown/math"
	"galley.app/galley/preview/page"
)

// sign is typeface n of formulas, as page counts them; nil for one that is none.
func (s *printer) sign(n int) *font.Face {
	if s.signs == nil {
		f, err := font.ParseTTF(bytes.NewReader(assets.Read(page.FormulaFont)))
		if err != nil {
			panic("pdf: " + err.Error()) // the font is a part of the program
		}
		s.signs = []*font.Face{f, typeset.Serif.New(), typeset.Sans.New()}
	}
	if n >= len(s.signs) {
		return nil
	}
	return s.signs[n]
}

// formula draws a formula.
func (d *drawing) formula(b *page.FormulaBox) {
	out, p := &d.sheet.content, &d.sheet.pen
	p.end(out)
	x, y := d.at(b.X, b.Y)
	colours := math.Colours{Ink: d.colour.Color(b.Role), Fault: d.colour.Color(assets.RoleWarn), Ground: color.NRGBA{R: 255, G: 255, B: 255, A: 255}}
	for _, list := range [][]math.Rule{b.Box.Grounds, b.Box.Rules} {
		for _, r := range list {
			p.fillIn(out, colours.Of(r.Paint))
			fmt.Fprintf(out, "%s re f\n", nums(x+r.X*unit, y-(r.Y+r.Height)*unit, r.Width*unit, r.Height*unit))
		}
	}
	for _, l := range b.Box.Strokes {
		p.strokeIn(out, colours.Of(l.Paint), l.Thick*unit)
		fmt.Fprintf(out, "%s m %s l S\n", nums(x+l.X1*unit, y-l.Y1*unit), nums(x+l.X2*unit, y-l.Y2*unit))
	}
	for _, g := range b.Box.Glyphs {
		face := d.sign(g.Face)
		if face == nil {
			continue
		}
		c := colours.Of(g.Paint)
		if g.Fault {
			c = colours.Fault
		}
		p.fillIn(out, c)
		d.fillSign(face, font.GID(g.ID), x+g.X*unit, y-g.Y*unit, g.Size*unit)
	}
}

// fillSign fills the outline of a glyph.
func (d *drawing) fillSign(f *font.Face, id font.GID, x, y, size float64) {
	path := typeset.Outline(f, id)
	if len(path) == 0 {
		return
	}
	out := &d.sheet.content
	scale := size / float64(f.Upem())
	put := func(op string, list ...font.SegmentPoint) {
		for _, p := range list {
			out.WriteString(nums(x+float64(p.X)*scale, y+float64(p.Y)*scale) + " ")
		}
		out.WriteString(op + "\n")
	}
	var now font.SegmentPoint
	for i, s := range path {
		p := s.ArgsSlice()
		last := p[len(p)-1]
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			if i > 0 {
				out.WriteString("h ")
			}
			put("m", last)
		case opentype.SegmentOpLineTo:
			put("l", last)
		case opentype.SegmentOpQuadTo:
			put("c", between(now, p[0]), between(last, p[0]), last)
		case opentype.SegmentOpCubeTo:
			put("c", p...)
		}
		now = last
	}
	out.WriteString("h f\n")
}

// between is two thirds of the way from one point to another.
func between(from, to font.SegmentPoint) font.SegmentPoint {
	return font.SegmentPoint{X: from.X + (to.X-from.X)*2/3, Y: from.Y + (to.Y-from.Y)*2/3}
}
