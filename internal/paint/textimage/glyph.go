package textimage

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/go-text/render"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/shaping"
	"github.com/srwiley/rasterx"
	"golang.org/x/image/math/fixed"

	"galley.app/galley/internal/typeset"
)

// style is what texts that look alike have in common.
type style struct {
	face  typeset.Face
	size  float32 // of the text, in pixels at scale 1
	scale float32 // pixels of the screen to one of the window's
	tint  color.NRGBA
}

// glyphKey names a glyph at a place within its pixel.
type glyphKey struct {
	face *font.Face
	size float32 // in pixels of the screen
	id   font.GID
	x, y uint8 // in 64ths of a pixel

	bold, slanted bool // made so
}

const maxGlyphs = 8192 // that are kept

// glyph is what a glyph looks like around its origin. Without ink it is empty.
type glyph struct {
	mask  *image.Alpha // what is inked with the text's colour
	stamp *image.RGBA  // what has colours of its own
}

// rasteriser draws text the way Fyne's painter does, to the pixel, but draws each
// glyph once and finds out how much of the image is ink.
type rasteriser struct {
	faces   map[typeset.Face]*font.Face // nil where the font cannot be read
	others  *typeset.Fallback
	glyphs  map[glyphKey]glyph
	shaper  shaping.HarfbuzzShaper
	split   shaping.Segmenter
	typed   []shaping.FontFeature
	placed  []placed
	known   map[rune]bool // asked of face asked
	asked   typeset.Face
	uniform image.Uniform
}

// placed is a glyph and where its origin is drawn.
type placed struct {
	glyph
	at image.Point
}

func newRasteriser(o *typeset.Fallback) *rasteriser {
	return &rasteriser{typed: typeset.AsTyped(), faces: map[typeset.Face]*font.Face{}, others: o, glyphs: map[glyphKey]glyph{}, known: map[rune]bool{}}
}

func (p *rasteriser) face(f typeset.Face) *font.Face {
	face, ok := p.faces[f]
	if !ok {
		face = f.New() // embedded; a test reads them all
		p.faces[f] = face
	}
	return face
}

// covers tells whether a face has glyphs for all of s.
func (p *rasteriser) covers(s string, f typeset.Face) bool {
	face := p.face(f)
	if face == nil {
		return false
	}
	if p.asked != f {
		p.asked = f
		clear(p.known)
	}
	for _, r := range s {
		ok, known := p.known[r]
		if !known {
			_, ok = face.NominalGlyph(r)
			ok = ok && r >= ' '
			p.known[r] = ok
		}
		if !ok {
			return false
		}
	}
	return true
}

// oneFace is a shaping.Fontmap.
type oneFace struct{ f *font.Face }

func (o oneFace) ResolveFace(rune) *font.Face { return o.f }

// rasterise draws s and returns the image cut to its ink, with its place relative
// to the top left corner of the text, in pixels of the screen. ok is false for
// what the face has no glyphs for; the image is nil if there is no ink.
func (p *rasteriser) rasterise(s string, t style) (m *image.RGBA, ok bool) {
	p.placed = p.placed[:0]
	var ink image.Rectangle
	x, base := float32(0), math.MinInt
	run := func(out shaping.Output) bool {
		if base == math.MinInt {
			base = int(math.Ceil(float64(units(out.LineBounds.Ascent) * t.scale)))
		}
		at := float32(int(x)) // Fyne begins each run on a whole pixel
		x += units(out.Advance) * t.scale
		return p.place(out, at, base, t, &ink)
	}
	if t.face.IsFound() {
		if strings.ContainsFunc(s, unicode.IsControl) {
			return nil, false
		}
		base = int(math.Ceil(float64(p.others.Ascent(t.size) * t.scale)))
		p.others.Shape(s, t.size, func(out shaping.Output) { run(out) })
	} else {
		if !p.covers(s, t.face) {
			return nil, false
		}
		face, runes := p.face(t.face), []rune(s)
		for _, in := range p.split.Split(shaping.Input{
			FontFeatures: p.typed,
			Text:         runes, RunEnd: len(runes), Direction: di.DirectionLTR, Face: face, Size: fixed.Int26_6(float64(t.size) * 64),
		}, oneFace{face}) {
			if !run(p.shaper.Shape(in)) {
				return nil, false
			}
		}
	}
	if ink.Empty() {
		return nil, true
	}
	m = image.NewRGBA(ink)
	p.uniform.C = t.tint
	for _, g := range p.placed {
		if g.stamp != nil {
			draw.Draw(m, g.stamp.Rect.Add(g.at), g.stamp, g.stamp.Rect.Min, draw.Over)
			continue
		}
		draw.DrawMask(m, g.mask.Rect.Add(g.at), &p.uniform, image.Point{}, g.mask, g.mask.Rect.Min, draw.Over)
	}
	return m, true
}

// place puts the glyphs of a run that begins at x on a baseline, and adds what
// they cover to ink. It reports whether the face has all of them.
func (p *rasteriser) place(out shaping.Output, x float32, base int, t style, ink *image.Rectangle) bool {
	all := true
	for i, g := range out.Glyphs {
		gx, gy := x+units(g.XOffset)*t.scale, float32(base)-units(g.YOffset)*t.scale
		px, py := int(math.Floor(float64(gx))), int(math.Floor(float64(gy)))
		x += units(g.XAdvance) * t.scale
		if g.GlyphID == 0 {
			all = false
			continue
		}
		k := glyphKey{out.Face, t.size * t.scale, g.GlyphID, uint8((gx - float32(px)) * 64), uint8((gy - float32(py)) * 64), false, false}
		if t.face.IsFound() {
			k.bold, k.slanted = t.face.IsBold(), t.face.IsItalic()
		}
		drawn := p.glyph(k, out, i)
		at := image.Pt(px, py)
		switch {
		case drawn.stamp != nil:
			*ink = ink.Union(drawn.stamp.Rect.Add(at))
		case drawn.mask != nil:
			*ink = ink.Union(drawn.mask.Rect.Add(at))
		default:
			continue
		}
		p.placed = append(p.placed, placed{drawn, at})
	}
	return all
}

// glyph draws the i-th glyph of a run, or returns what was drawn before.
func (p *rasteriser) glyph(k glyphKey, out shaping.Output, i int) (g glyph) {
	if g, ok := p.glyphs[k]; ok {
		return g
	}
	whole := k
	whole.x, whole.y, whole.bold, whole.slanted = 0, 0, false, false // pictures stand on whole pixels
	if g := p.glyphs[whole]; g.stamp != nil {
		return g
	}
	if len(p.glyphs) >= maxGlyphs {
		clear(p.glyphs)
	}
	if path, ok := k.face.GlyphData(k.id).(font.GlyphOutline); ok {
		segments := path.Segments
		if k.slanted {
			segments = slanted(segments)
		}
		if k.bold {
			segments = thickened(segments, float32(k.face.Upem()))
		}
		g.mask = outline(segments, k.size/float32(k.face.Upem()), float32(k.x)/64, float32(k.y)/64)
	} else {
		g.stamp, k = picture(out, i, k.size), whole
	}
	p.glyphs[k] = g
	return g
}

// picture draws a glyph that is no outline, such as an emoji, nil if it has no ink.
func picture(out shaping.Output, i int, size float32) *image.RGBA {
	room := int(math.Ceil(float64(size))) * 2 // around the origin
	m := image.NewRGBA(image.Rect(0, 0, 2*room, 2*room))
	g := out.Glyphs[i]
	g.XOffset, g.YOffset = 0, 0
	scale := size / units(out.Size)
	r := render.Renderer{FontSize: units(out.Size), PixScale: scale, Color: color.Black}
	out.Glyphs = []shaping.Glyph{g}
	r.DrawShapedRunAt(out, m, room, room)
	var ink image.Rectangle
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			if m.Pix[m.PixOffset(x, y)+3] != 0 {
				ink = ink.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	if ink.Empty() {
		return nil
	}
	cut := image.NewRGBA(ink.Sub(image.Pt(room, room)))
	draw.Draw(cut, cut.Rect, m, ink.Min, draw.Src)
	return cut
}

// slanted leans an outline over to the right, as an italic that was never drawn.
func slanted(path []opentype.Segment) []opentype.Segment {
	const lean = 0.2
	path = slices.Clone(path)
	for i := range path {
		for k := range path[i].Args {
			path[i].Args[k].X += lean * path[i].Args[k].Y
		}
	}
	return path
}

// thickened is an outline drawn several times around its place, as a bold face that
// was never drawn; em is the height of its letters.
func thickened(path []opentype.Segment, em float32) []opentype.Segment {
	x, y := em/64, em/110
	all := make([]opentype.Segment, 0, 4*len(path))
	for _, by := range []opentype.SegmentPoint{{X: -x, Y: -y}, {X: x, Y: -y}, {X: -x, Y: y}, {X: x, Y: y}} {
		for _, s := range path {
			for k := range s.Args {
				s.Args[k].X += by.X
				s.Args[k].Y += by.Y
			}
			all = append(all, s)
		}
	}
	return all
}

// outline fills a path that is scaled and moved by (dx, dy), with the program
// and in the units that Fyne's renderer uses.
func outline(path []opentype.Segment, scale, dx, dy float32) *image.Alpha {
	point := func(a opentype.SegmentPoint) fixed.Point26_6 {
		unit := func(v float32) fixed.Int26_6 { return fixed.Int26_6(math.Floor(float64(v) * 64)) }
		return fixed.Point26_6{X: unit(a.X*scale + dx), Y: unit(-a.Y*scale + dy)}
	}
	var low, high fixed.Point26_6
	first := true
	for i := range path {
		for _, a := range path[i].ArgsSlice() {
			p := point(a)
			if first {
				low, high, first = p, p, false
			}
			low = fixed.Point26_6{X: min(low.X, p.X), Y: min(low.Y, p.Y)}
			high = fixed.Point26_6{X: max(high.X, p.X), Y: max(high.Y, p.Y)}
		}
	}
	box := image.Rect(low.X.Floor(), low.Y.Floor(), high.X.Ceil(), high.Y.Ceil())
	if box.Empty() {
		return nil
	}
	mask := image.NewAlpha(image.Rect(0, 0, box.Dx(), box.Dy()))
	fill := rasterx.NewFiller(box.Dx(), box.Dy(), rasterx.NewScannerGV(box.Dx(), box.Dy(), mask, mask.Rect))
	fill.SetColor(color.Opaque)
	origin := fixed.P(box.Min.X, box.Min.Y)
	for i := range path {
		s := &path[i]
		p := point(s.Args[0]).Sub(origin)
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			fill.Start(p)
		case opentype.SegmentOpLineTo:
			fill.Line(p)
		case opentype.SegmentOpQuadTo:
			fill.QuadBezier(p, point(s.Args[1]).Sub(origin))
		case opentype.SegmentOpCubeTo:
			fill.CubeBezier(p, point(s.Args[1]).Sub(origin), point(s.Args[2]).Sub(origin))
		}
	}
	fill.Stop(true)
	fill.Draw()
	mask.Rect = box
	return mask
}

// units are 64ths of a pixel as pixels.
func units(v fixed.Int26_6) float32 { return float32(v) / 64 }
