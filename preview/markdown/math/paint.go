package math

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// maxSide bounds a painted formula, in pixels.
const maxSide = 8192

// Ink gives the rectangle that the formula's ink may touch, in whole pixels at
// scale pixels to one of the box's: x counts from the left edge, y from the
// baseline.
func (o *Box) Ink(scale float64) image.Rectangle {
	x0, x1, y0, y1 := 0.0, o.Width, -o.Height, o.Depth
	for _, g := range o.Glyphs {
		m := o.font.faces[g.Face].metrics(sfnt.GlyphIndex(g.ID))
		x0, x1 = min(x0, g.X+m.left*g.Size), max(x1, g.X+m.right*g.Size)
		y0, y1 = min(y0, g.Y-m.height*g.Size), max(y1, g.Y+m.depth*g.Size)
	}
	r := image.Rect(
		int(math.Floor(x0*scale)), int(math.Floor(y0*scale)), int(math.Ceil(x1*scale)), int(math.Ceil(y1*scale)))
	return r.Inset(-1).Intersect(image.Rect(-maxSide/2, -maxSide/2, maxSide, maxSide/2))
}

// Paint draws the formula in one colour on a clear ground. The image has the
// bounds that Ink gives for scale.
func (o *Box) Paint(scale float64, ink color.NRGBA) *image.RGBA {
	bounds := o.Ink(scale)
	dst := image.NewRGBA(bounds)
	src := image.NewUniform(ink)
	var z vector.Rasterizer
	for _, g := range o.Glyphs {
		o.glyph(&z, dst, src, g, scale)
	}
	for _, r := range o.Rules {
		draw.Draw(dst, r.pixels(scale), src, image.Point{}, draw.Over)
	}
	return dst
}

// pixels gives a rule as whole pixels, so that it is sharp, and at least one
// thick.
func (r Rule) pixels(scale float64) image.Rectangle {
	x0, x1 := math.Round(r.X*scale), math.Round((r.X+r.Width)*scale)
	y0 := math.Round(r.Y * scale)
	h := max(1, math.Round(r.Height*scale))
	if r.Width < r.Height { // an upright one
		x1 = x0 + max(1, math.Round(r.Width*scale))
		h = max(1, math.Round((r.Y+r.Height)*scale)-y0)
	}
	return image.Rect(int(x0), int(y0), int(max(x1, x0+1)), int(y0+h))
}

// glyph draws one glyph.
func (o *Box) glyph(z *vector.Rasterizer, dst draw.Image, src image.Image, g Glyph, scale float64) {
	f := o.font.faces[g.Face]
	m := f.metrics(sfnt.GlyphIndex(g.ID))
	size := g.Size * scale
	x, y := g.X*scale, g.Y*scale
	box := image.Rect(
		int(math.Floor(x+m.left*size)), int(math.Floor(y-m.height*size)),
		int(math.Ceil(x+m.right*size))+1, int(math.Ceil(y+m.depth*size))+1,
	).Intersect(dst.Bounds())
	if box.Empty() {
		return
	}
	z.Reset(box.Dx(), box.Dy())
	x, y = x-float64(box.Min.X), y-float64(box.Min.Y)
	at := func(p fixed.Point26_6) (float32, float32) {
		return float32(x + float64(p.X)/64*f.unit*size), float32(y + float64(p.Y)/64*f.unit*size)
	}
	f.outline(sfnt.GlyphIndex(g.ID), func(segments sfnt.Segments) {
		for _, s := range segments {
			ax, ay := at(s.Args[0])
			switch s.Op {
			case sfnt.SegmentOpMoveTo:
				z.ClosePath()
				z.MoveTo(ax, ay)
			case sfnt.SegmentOpLineTo:
				z.LineTo(ax, ay)
			case sfnt.SegmentOpQuadTo:
				bx, by := at(s.Args[1])
				z.QuadTo(ax, ay, bx, by)
			case sfnt.SegmentOpCubeTo:
				bx, by := at(s.Args[1])
				cx, cy := at(s.Args[2])
				z.CubeTo(ax, ay, bx, by, cx, cy)
			}
		}
		z.ClosePath()
	})
	z.Draw(dst, box, src, image.Point{})
}
