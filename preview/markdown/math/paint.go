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
	for _, list := range [][]Rule{o.Grounds, o.Rules} {
		for _, r := range list {
			x0, x1 = min(x0, r.X), max(x1, r.X+r.Width)
			y0, y1 = min(y0, r.Y), max(y1, r.Y+r.Height)
		}
	}
	for _, s := range o.Strokes {
		half := s.Thick / 2
		x0, x1 = min(x0, s.X1-half, s.X2-half), max(x1, s.X1+half, s.X2+half)
		y0, y1 = min(y0, s.Y1-half, s.Y2-half), max(y1, s.Y1+half, s.Y2+half)
	}
	return image.Rect(
		int(math.Floor(x0)), int(math.Floor(y0))-1, int(math.Ceil(x1)), int(math.Ceil(y1))+1)
}

// maxSide bounds the sides of a painted formula, in pixels.
const maxSide = 8192

// Colours are those of the page that a formula is painted on.
type Colours struct {
	Ink    color.NRGBA
	Fault  color.NRGBA // of what was not understood
	Ground color.NRGBA // behind the formula, which is not painted itself
}

// Of gives the colour for a part of a formula. A colour of the formula's own is
// made lighter on a dark ground where it could not be read there, and the ink of
// the text on a ground of the formula's own is made fit for that.
func (c Colours) Of(p Paint) color.NRGBA {
	switch {
	case p.Ground.A > 0 && p.Ink.A == 0 && contrast(c.Ink, p.Ground) < least:
		return opposite(p.Ground)
	case p.Ground.A > 0 && p.Ink.A == 0:
		return c.Ink
	case p.Ground.A > 0:
		return p.Ink // both are the writer's
	case p.Ink.A == 0:
		return c.Ink
	case luminance(c.Ground) < 0.2 && c.Ground.A > 0:
		return readable(p.Ink, c.Ground)
	}
	return p.Ink
}

// Paint draws the part of the formula within r, which counts as Ink does, on a
// clear ground of scale pixels to one of r's.
func (o *Box) Paint(r image.Rectangle, scale float64, colours Colours) *image.RGBA {
	size := func(n int) int { return min(maxSide, max(1, int(math.Round(float64(n)*scale)))) }
	dst := image.NewRGBA(image.Rect(0, 0, size(r.Dx()), size(r.Dy())))
	c := canvas{
		box: o, dst: dst, colours: colours,
		scale: scale, x: -float64(r.Min.X) * scale, y: -float64(r.Min.Y) * scale,
	}
	for _, g := range o.Grounds {
		x0, y0 := math.Round(c.x+g.X*scale), math.Round(c.y+g.Y*scale)
		x1, y1 := math.Round(c.x+(g.X+g.Width)*scale), math.Round(c.y+(g.Y+g.Height)*scale)
		draw.Draw(dst, image.Rect(int(x0), int(y0), int(x1), int(y1)), image.NewUniform(g.Ink), image.Point{}, draw.Over)
	}
	for _, g := range o.Glyphs {
		c.glyph(g)
	}
	for _, r := range o.Rules {
		draw.Draw(dst, c.pixels(r), c.source(r.Paint), image.Point{}, draw.Over)
	}
	for _, s := range o.Strokes {
		c.stroke(s)
	}
	return dst
}

// A canvas is a formula being painted.
type canvas struct {
	box     *Box
	dst     *image.RGBA
	colours Colours
	scale   float64
	x, y    float64 // of the formula's origin
	raster  vector.Rasterizer

	last Paint // that uniform is for
	ink  *image.Uniform
}

// source gives what to paint a part in.
func (c *canvas) source(p Paint) *image.Uniform {
	if c.ink == nil || c.last != p {
		c.last, c.ink = p, image.NewUniform(c.colours.Of(p))
	}
	return c.ink
}

// stroke draws one line, at least one pixel thick.
func (c *canvas) stroke(s Stroke) {
	x1, y1, x2, y2 := c.x+s.X1*c.scale, c.y+s.Y1*c.scale, c.x+s.X2*c.scale, c.y+s.Y2*c.scale
	length := math.Hypot(x2-x1, y2-y1)
	if length == 0 {
		return
	}
	half := max(1, s.Thick*c.scale) / 2
	dx, dy := (y2-y1)/length*half, (x1-x2)/length*half // across the line
	r := image.Rect(
		int(math.Floor(min(x1, x2)-half)), int(math.Floor(min(y1, y2)-half)),
		int(math.Ceil(max(x1, x2)+half))+1, int(math.Ceil(max(y1, y2)+half))+1,
	).Intersect(c.dst.Bounds())
	if r.Empty() {
		return
	}
	z := &c.raster
	z.Reset(r.Dx(), r.Dy())
	at := func(x, y float64) (float32, float32) {
		return float32(x - float64(r.Min.X)), float32(y - float64(r.Min.Y))
	}
	z.MoveTo(at(x1+dx, y1+dy))
	z.LineTo(at(x2+dx, y2+dy))
	z.LineTo(at(x2-dx, y2-dy))
	z.LineTo(at(x1-dx, y1-dy))
	z.ClosePath()
	z.Draw(c.dst, r, c.source(s.Paint), image.Point{})
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
	src := c.source(g.Paint)
	if g.Fault {
		src = image.NewUniform(c.colours.Fault)
	}
	z.Draw(c.dst, box, src, image.Point{})
}
