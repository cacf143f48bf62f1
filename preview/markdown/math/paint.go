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

// Ink gives the rectangle that the formula's ink may touch, in whole pixels: x
// counts from the left edge, y from the baseline.
func (o *Box) Ink() image.Rectangle {
	x0, x1, y0, y1 := 0.0, o.Width, -o.Height, o.Depth
	for _, g := range o.Glyphs {
		m := o.font.faces[g.Face].metrics(sfnt.GlyphIndex(g.ID))
		x0, x1 = min(x0, g.X+m.left*g.Size), max(x1, g.X+m.right*g.Size)
		y0, y1 = min(y0, g.Y-m.height*g.Size), max(y1, g.Y+m.depth*g.Size)
	}
	for _, r := range o.Rules {
		x0, x1 = min(x0, r.X), max(x1, r.X+r.Width)
		y0, y1 = min(y0, r.Y), max(y1, r.Y+r.Height)
	}
	return image.Rect(
		int(math.Floor(x0)), int(math.Floor(y0))-1, int(math.Ceil(x1)), int(math.Ceil(y1))+1)
}

// maxSide bounds the sides of a painted formula, in pixels.
const maxSide = 8192

// Paint draws the part of the formula within r, which counts as Ink does, on a
// clear ground of scale pixels to one of r's. What was not understood is drawn
// in the colour fault, all else in ink.
func (o *Box) Paint(r image.Rectangle, scale float64, ink, fault color.NRGBA) *image.RGBA {
	size := func(n int) int { return min(maxSide, max(1, int(math.Round(float64(n)*scale)))) }
	dst := image.NewRGBA(image.Rect(0, 0, size(r.Dx()), size(r.Dy())))
	c := canvas{
		box: o, dst: dst, ink: image.NewUniform(ink), fault: image.NewUniform(fault),
		scale: scale, x: -float64(r.Min.X) * scale, y: -float64(r.Min.Y) * scale,
	}
	for _, g := range o.Glyphs {
		c.glyph(g)
	}
	for _, r := range o.Rules {
		draw.Draw(dst, c.pixels(r), c.ink, image.Point{}, draw.Over)
	}
	return dst
}

// A canvas is a formula being painted.
type canvas struct {
	box        *Box
	dst        *image.RGBA
	ink, fault *image.Uniform
	scale      float64
	x, y       float64 // of the formula's origin
	raster     vector.Rasterizer
}

// pixels gives a rule as whole pixels, so that it is sharp, and at least one
// thick.
func (c *canvas) pixels(r Rule) image.Rectangle {
	x0, x1 := math.Round(c.x+r.X*c.scale), math.Round(c.x+(r.X+r.Width)*c.scale)
	y0 := math.Round(c.y + r.Y*c.scale)
	h := max(1, math.Round(r.Height*c.scale))
	if r.Width < r.Height { // an upright one
		x1 = x0 + max(1, math.Round(r.Width*c.scale))
		h = max(1, math.Round(c.y+(r.Y+r.Height)*c.scale)-y0)
	}
	return image.Rect(int(x0), int(y0), int(max(x1, x0+1)), int(y0+h))
}

// glyph draws one glyph.
func (c *canvas) glyph(g Glyph) {
	f := c.box.font.faces[g.Face]
	m := f.metrics(sfnt.GlyphIndex(g.ID))
	size := g.Size * c.scale
	x, y := c.x+g.X*c.scale, c.y+g.Y*c.scale
	z := &c.raster
	box := image.Rect(
		int(math.Floor(x+m.left*size)), int(math.Floor(y-m.height*size)),
		int(math.Ceil(x+m.right*size))+1, int(math.Ceil(y+m.depth*size))+1,
	).Intersect(c.dst.Bounds())
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
				ex, ey := at(s.Args[2])
				z.CubeTo(ax, ay, bx, by, ex, ey)
			}
		}
		z.ClosePath()
	})
	src := c.ink
	if g.Fault {
		src = c.fault
	}
	z.Draw(c.dst, box, src, image.Point{})
}
