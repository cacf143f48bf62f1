package math

import (
	"image/color"
	"math"

	"golang.org/x/image/font/sfnt"
)

// A Box is a formula that was laid out. Its measures are pixels; x counts from
// its left edge, y from the baseline, downwards.
type Box struct {
	Width, Height, Depth float64 // above and below the baseline; none is negative
	Grounds              []Rule  // painted first, in this order
	Glyphs               []Glyph
	Rules                []Rule
	Strokes              []Stroke

	font *Font
}

// A Glyph is one sign of a formula.
type Glyph struct {
	X, Y float64 // of its origin on its baseline
	Size float64 // pixels to the em
	Face int     // of the Font: 0 is the mathematical one
	ID   uint16
	Rune rune // what it is a form of, 0 for a part of something larger

	Fault bool // it is of source that was not understood

	Paint
}

// A Paint says what a part of a formula is painted in, where the formula says
// so, and what stands behind it. The zero value is the ink of the text on the
// ground of the page.
type Paint struct {
	Ink, Ground color.NRGBA // without A if nothing is said
}

// A Rule is a bar of a formula.
type Rule struct {
	X, Y          float64 // of its top left corner
	Width, Height float64

	Paint
}

// A Stroke is a line of a formula that is neither level nor upright.
type Stroke struct {
	X1, Y1, X2, Y2 float64
	Thick          float64

	Paint
}

// Layout sets a formula at size pixels to the em, as a display or among words.
// One that was refused is an empty box.
func (f *Formula) Layout(font *Font, size float64, display bool) *Box {
	if f.refused {
		return &Box{font: font}
	}
	l := &layout{font: font}
	e := env{style: textStyle, size: size, full: size, base: size}
	if display {
		e.style = displayStyle
	}
	b := l.node(f.root, e)
	b.h, b.d = max(b.h, 0), max(b.d, 0)
	out := &Box{Width: max(b.w, 0), Height: b.h, Depth: b.d, font: font}
	out.collect(b, 0, 0, Glyph{})
	return out
}

// collect flattens b, whose origin is at x, y. What is as around it is so in
// like.
func (o *Box) collect(b *box, x, y float64, like Glyph) {
	like.Fault = like.Fault || b.fault
	if b.ink.A > 0 {
		like.Ink = b.ink
	}
	if b.ground != nil {
		g := *b.ground
		o.Grounds = append(o.Grounds, Rule{x + g.x, y + g.y, g.w, g.h, Paint{Ink: g.ink}})
		like.Ground = g.ink
	}
	for _, i := range b.items {
		switch x, y := x+i.x, y+i.y; {
		case i.box != nil:
			o.collect(i.box, x, y, like)
		case i.size > 0:
			g := like
			g.X, g.Y, g.Size, g.Face, g.ID, g.Rune = x, y, i.size, i.face, uint16(i.glyph), i.r
			o.Glyphs = append(o.Glyphs, g)
		case i.thick > 0:
			o.Strokes = append(o.Strokes, Stroke{x, y, x + i.w, y + i.h, i.thick, like.Paint})
		default:
			o.Rules = append(o.Rules, Rule{x, y, i.w, i.h, like.Paint})
		}
	}
}

// A box is a part of a formula being laid out.
type box struct {
	w, h, d float64
	italic  float64 // how far the ink of the last sign leans beyond w
	attach  float64 // where the middle of an accent stands
	char    bool    // one sign in its usual size
	fault   bool    // source that was not understood
	ink     color.NRGBA
	ground  *ground
	items   []item
}

// A ground is what stands behind a box.
type ground struct {
	x, y, w, h float64 // its top left corner and size
	ink        color.NRGBA
}

// An item is a box, a glyph or a rule at a place in a box.
type item struct {
	x, y float64
	box  *box

	size  float64 // of a glyph
	face  int
	glyph sfnt.GlyphIndex
	r     rune

	w, h  float64 // of a rule, or how far a stroke goes
	thick float64 // of a stroke
}

// put places c with its origin at x, y; the box grows around it, but not in
// width.
func (b *box) put(c *box, x, y float64) {
	if c.w == 0 && c.h == 0 && c.d == 0 && len(c.items) == 0 {
		return
	}
	b.items = append(b.items, item{x: x, y: y, box: c})
	b.h, b.d = max(b.h, c.h-y), max(b.d, c.d+y)
}

// rule places a bar with its top left corner at x, y.
func (b *box) rule(x, y, w, h float64) {
	if w > 0 && h > 0 {
		b.items = append(b.items, item{x: x, y: y, w: w, h: h})
		b.h, b.d = max(b.h, -y), max(b.d, y+h)
	}
}

// empty gives a box whose height and depth are yet unknown.
func empty() *box { return &box{h: math.Inf(-1), d: math.Inf(-1)} }

// settle makes nothing of unknown heights.
func (b *box) settle() *box {
	if math.IsInf(b.h, -1) {
		b.h, b.d = 0, 0
	}
	return b
}

// env is what holds where a part of a formula stands.
type env struct {
	style   style // never asIs
	cramped bool  // raised less
	size    float64
	full    float64 // of what is no script
	base    float64 // of the formula
}

func (e env) display() bool { return e.style == displayStyle }

// tight reports whether the spaces around operators are left out.
func (e env) tight() bool { return e.style >= scriptStyle }

// in gives the environment of style s.
func (l *layout) in(e env, s style) env {
	switch {
	case s == amongWords && e.style == displayStyle:
		s = textStyle
	case s == asIs || s == amongWords:
		return e
	}
	e.style, e.size = s, e.full
	switch s {
	case scriptStyle:
		e.size *= l.font.scriptScale
	case script2Style:
		e.size *= l.font.script2Scale
	case asIs, amongWords, displayStyle, textStyle:
	}
	return e
}

// script gives the environment of scripts.
func (l *layout) script(e env, cramped bool) env {
	s := scriptStyle
	if e.style >= scriptStyle {
		s = script2Style
	}
	e.cramped = e.cramped || cramped
	return l.in(e, s)
}

// part gives the environment of numerators and denominators.
func (l *layout) part(e env, cramped bool) env {
	e.cramped = e.cramped || cramped
	switch e.style {
	case displayStyle:
		return l.in(e, textStyle)
	case textStyle:
		return l.in(e, scriptStyle)
	case asIs, amongWords, scriptStyle, script2Style:
	}
	return l.in(e, script2Style)
}

// glyphBox gives one glyph as a box.
func (l *layout) glyphBox(face int, g sfnt.GlyphIndex, r rune, size float64) *box {
	m := l.font.metrics(face, g)
	return &box{
		w: m.advance * size, h: m.height * size, d: m.depth * size, italic: m.italic * size, attach: m.attach * size,
		items: []item{{size: size, face: face, glyph: g, r: r}},
	}
}

// shift gives b moved down by y.
func shift(b *box, y float64) *box {
	return &box{w: b.w, h: b.h - y, d: b.d + y, italic: b.italic, attach: b.attach, items: []item{{y: y, box: b}}}
}

// centered gives b with its middle on the axis.
func (l *layout) centered(b *box, e env) *box {
	return shift(b, (b.h-b.d)/2-l.font.axisHeight*e.size)
}

// tall gives a form of the sign r that is at least so many pixels high,
// centred on the axis, or the largest there is.
func (l *layout) tall(r rune, height float64, e env) *box {
	return l.centered(l.grown(r, height, e), e)
}

// grown gives a form of the sign r at least so high, with any baseline.
func (l *layout) grown(r rune, height float64, e env) *box {
	face, g := l.font.glyph(r)
	if face != 0 {
		return l.glyphBox(face, g, r, e.size)
	}
	c := l.font.construct[g]
	best := l.glyphBox(0, g, r, e.size)
	if best.h+best.d >= height {
		return best
	}
	for _, v := range c.variants {
		if best = l.glyphBox(0, v.glyph, r, e.size); best.h+best.d >= height {
			return best
		}
	}
	if len(c.parts) > 0 {
		return l.assemble(c.parts, height, e.size, true)
	}
	return best
}

// stretched gives a form of the sign r at most, or if least at least so many
// pixels wide.
func (l *layout) stretched(r rune, width float64, e env, least bool) *box {
	face, g := l.font.glyph(r)
	best := l.glyphBox(face, g, r, e.size)
	if face != 0 {
		return best
	}
	c := l.font.wide[g]
	ink := func(b *box, g sfnt.GlyphIndex) float64 {
		m := l.font.metrics(0, g)
		return (m.right - m.left) * e.size
	}
	if least && ink(best, g) >= width {
		return best
	}
	for _, v := range c.variants {
		b := l.glyphBox(0, v.glyph, r, e.size)
		w := ink(b, v.glyph)
		if !least && w > width {
			return best
		}
		best = b
		if least && w >= width {
			return best
		}
	}
	if least && len(c.parts) > 0 {
		return l.assemble(c.parts, width, e.size, false)
	}
	return best
}

// maxRepeats bounds the pieces of an assembled sign.
const maxRepeats = 400

// assemble puts a sign together of its parts, length pixels high or wide.
func (l *layout) assemble(parts []part, length, size float64, upright bool) *box {
	least := l.font.overlap * size
	var list []part
	var sum, room float64 // length at the least overlaps; how much less it can be
	for n := 0; ; n++ {
		list, sum, room = list[:0], 0, 0
		for _, p := range parts {
			times := 1
			if p.extender {
				times = n
			}
			for range times {
				list = append(list, p)
			}
		}
		for i, p := range list {
			sum += p.full * size
			if i > 0 {
				sum -= least
				room += max(0, min(list[i-1].end, p.start)*size-least)
			}
		}
		if sum >= length || len(list) > maxRepeats {
			break
		}
	}
	share := 0.0 // of the room to take
	if room > 0 {
		share = min(1, max(0, sum-length)/room)
	}
	b := empty()
	at := 0.0
	for i, p := range list {
		if i > 0 {
			at -= least + share*max(0, min(list[i-1].end, p.start)*size-least)
		}
		g := l.glyphBox(0, p.glyph, 0, size)
		m := l.font.metrics(0, p.glyph)
		if upright { // from the bottom up
			b.put(g, 0, -at-g.d)
			b.w = max(b.w, g.w)
		} else {
			b.put(g, at-m.left*size, 0)
		}
		at += p.full * size
	}
	if upright {
		b.h, b.d = at, 0
	} else {
		b.w = at
	}
	b.attach = b.w / 2
	return b.settle()
}
