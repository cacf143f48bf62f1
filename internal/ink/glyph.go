package ink

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"math"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/shaping"
	"github.com/srwiley/rasterx"
	"golang.org/x/image/math/fixed"

	"galley.app/galley/internal/look"
)

// style is what texts that look alike have in common.
type style struct {
	face  look.Face
	size  float32 // of the text, in pixels at scale 1
	scale float32 // pixels of the screen to one of the window's
	tint  color.NRGBA
}

// glyphKey names a glyph at a place within its pixel.
type glyphKey struct {
	face look.Face
	size float32 // in pixels of the screen
	id   font.GID
	x, y uint8 // in 64ths of a pixel
}

const maxGlyphs = 4096 // that are kept

// press draws text the way Fyne's painter does, to the pixel, but draws each
// glyph once and finds out how much of the image is ink.
type press struct {
	faces   map[look.Face]*font.Face  // nil where the font cannot be read
	glyphs  map[glyphKey]*image.Alpha // around the glyph's origin; nil without ink
	shaper  shaping.HarfbuzzShaper
	split   shaping.Segmenter
	placed  []placed
	known   map[rune]bool // asked of face asked
	asked   look.Face
	uniform image.Uniform
}

// placed is a glyph's coverage and where its origin is drawn.
type placed struct {
	mask *image.Alpha
	at   image.Point
}

func newPress() *press {
	return &press{faces: map[look.Face]*font.Face{}, glyphs: map[glyphKey]*image.Alpha{}, known: map[rune]bool{}}
}

func (p *press) face(f look.Face) *font.Face {
	face, ok := p.faces[f]
	if !ok {
		face, _ = font.ParseTTF(bytes.NewReader(look.FontBytes(f))) // embedded; a test reads them all
		p.faces[f] = face
	}
	return face
}

// covers tells whether a face has glyphs for all of s.
func (p *press) covers(s string, f look.Face) bool {
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

// print draws s and returns the image cut to its ink, with its place relative
// to the top left corner of the text, in pixels of the screen. ok is false for
// what the face has no glyphs for; the image is nil if there is no ink.
func (p *press) print(s string, t style) (m *image.RGBA, ok bool) {
	if !p.covers(s, t.face) {
		return nil, false
	}
	face := p.face(t.face)
	runes := []rune(s)
	in := shaping.Input{
		Text: runes, RunEnd: len(runes), Direction: di.DirectionLTR, Face: face,
		Size: fixed.Int26_6(float64(t.size) * 64),
	}
	p.placed = p.placed[:0]
	x, base := float32(0), math.MinInt
	var ink image.Rectangle
	for _, run := range p.split.Split(in, oneFace{face}) {
		out := p.shaper.Shape(run)
		if base == math.MinInt {
			base = int(math.Ceil(float64(units(out.LineBounds.Ascent) * t.scale)))
		}
		at := float32(int(x)) // Fyne begins each run on a whole pixel
		for _, g := range out.Glyphs {
			if g.GlyphID == 0 {
				return nil, false
			}
			gx, gy := at+units(g.XOffset)*t.scale, float32(base)-units(g.YOffset)*t.scale
			px, py := int(math.Floor(float64(gx))), int(math.Floor(float64(gy)))
			k := glyphKey{t.face, t.size * t.scale, g.GlyphID, uint8((gx - float32(px)) * 64), uint8((gy - float32(py)) * 64)}
			mask, drawn := p.glyph(k)
			if !drawn {
				return nil, false
			}
			if mask != nil {
				p.placed = append(p.placed, placed{mask, image.Pt(px, py)})
				ink = ink.Union(mask.Rect.Add(image.Pt(px, py)))
			}
			at += units(g.XAdvance) * t.scale
		}
		x += units(out.Advance) * t.scale
	}
	if ink.Empty() {
		return nil, true
	}
	m = image.NewRGBA(ink)
	p.uniform.C = t.tint
	for _, g := range p.placed {
		draw.DrawMask(m, g.mask.Rect.Add(g.at), &p.uniform, image.Point{}, g.mask, g.mask.Rect.Min, draw.Over)
	}
	return m, true
}

// glyph draws a glyph, or returns what was drawn before; nil if it has no ink.
// ok is false for glyphs that are not outlines.
func (p *press) glyph(k glyphKey) (mask *image.Alpha, ok bool) {
	if mask, ok := p.glyphs[k]; ok {
		return mask, true
	}
	face := p.face(k.face)
	data, ok := face.GlyphData(k.id).(font.GlyphOutline)
	if !ok {
		return nil, false
	}
	if len(p.glyphs) >= maxGlyphs {
		clear(p.glyphs)
	}
	mask = outline(data.Segments, k.size/float32(face.Upem()), float32(k.x)/64, float32(k.y)/64)
	p.glyphs[k] = mask
	return mask, true
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

// units are 64ths as pixels.
func units(v fixed.Int26_6) float32 { return float32(v) / 64 }
