package math

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// A Font is a mathematical OpenType font, and others for the letters that it
// lacks. It may be used by any number of goroutines.
type Font struct {
	faces []*face // the first one is the mathematical one
	consts
	construct map[sfnt.GlyphIndex]construction // upright ones
	wide      map[sfnt.GlyphIndex]construction
	italic    map[sfnt.GlyphIndex]float64
	attach    map[sfnt.GlyphIndex]float64
	script    map[sfnt.GlyphIndex]sfnt.GlyphIndex // what stands for a glyph in scripts
	overlap   float64                             // least, of the parts of a glyph
}

// A face is one font file. All its measures are parts of an em.
type face struct {
	font *sfnt.Font
	em   fixed.Int26_6 // so many pixels to the em are the font's own units
	unit float64       // em of one of the font's units

	mu     sync.Mutex
	buf    sfnt.Buffer
	glyphs map[sfnt.GlyphIndex]metrics
	runes  map[rune]sfnt.GlyphIndex
}

// metrics are the measures of a glyph, in em.
type metrics struct {
	advance        float64
	height, depth  float64 // of the ink above and below the baseline
	left, right    float64 // of the ink
	italic, attach float64 // italic correction; where the middle of an accent stands
}

// A construction says how a glyph grows.
type construction struct {
	variants []variant
	parts    []part
}

type variant struct {
	glyph sfnt.GlyphIndex
	size  float64
}

// A part is a piece of a glyph that is put together.
type part struct {
	glyph            sfnt.GlyphIndex
	start, end, full float64
	extender         bool
}

// NewFont reads a mathematical font and fonts that have letters which it lacks.
func NewFont(mathematical []byte, others ...[]byte) (*Font, error) {
	f := &Font{}
	for _, data := range append([][]byte{mathematical}, others...) {
		s, err := sfnt.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("math: reading a font: %w", err)
		}
		f.faces = append(f.faces, &face{
			font: s, em: fixed.I(int(s.UnitsPerEm())), unit: 1 / float64(s.UnitsPerEm()),
			glyphs: make(map[sfnt.GlyphIndex]metrics), runes: make(map[rune]sfnt.GlyphIndex),
		})
	}
	if err := f.readMath(mathematical); err != nil {
		return nil, fmt.Errorf("math: reading a font: %w", err)
	}
	f.readScripts(tableOf(mathematical, "GSUB"))
	return f, nil
}

// glyph gives the face and the glyph of a character; where no face has it, the
// sign of the first face for what is missing.
func (f *Font) glyph(r rune) (int, sfnt.GlyphIndex) {
	for i, c := range f.faces {
		if g := c.index(r); g != 0 {
			return i, g
		}
	}
	return 0, 0
}

func (c *face) index(r rune) sfnt.GlyphIndex {
	c.mu.Lock()
	defer c.mu.Unlock()
	g, ok := c.runes[r]
	if !ok {
		g, _ = c.font.GlyphIndex(&c.buf, r)
		c.runes[r] = g
	}
	return g
}

// metrics gives the measures of a glyph.
func (f *Font) metrics(i int, g sfnt.GlyphIndex) metrics {
	m := f.faces[i].metrics(g)
	m.attach = (m.left + m.right) / 2
	if i == 0 {
		m.italic = f.italic[g]
		if a, ok := f.attach[g]; ok {
			m.attach = a
		}
	}
	return m
}

func (c *face) metrics(g sfnt.GlyphIndex) metrics {
	c.mu.Lock()
	defer c.mu.Unlock()
	if m, ok := c.glyphs[g]; ok {
		return m
	}
	em := func(v fixed.Int26_6) float64 { return float64(v) / 64 * c.unit }
	var m metrics
	if b, a, err := c.font.GlyphBounds(&c.buf, g, c.em, font.HintingNone); err == nil {
		m = metrics{advance: em(a), height: -em(b.Min.Y), depth: em(b.Max.Y), left: em(b.Min.X), right: em(b.Max.X)}
	}
	c.glyphs[g] = m
	return m
}

// outline calls draw with the outline of a glyph, in units of unit em.
func (c *face) outline(g sfnt.GlyphIndex, draw func(sfnt.Segments)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, err := c.font.LoadGlyph(&c.buf, g, c.em, nil); err == nil {
		draw(s)
	}
}

// tableOf gives a table of a font file, nil if it has none.
func tableOf(data []byte, tag string) table32 {
	if len(data) < 12 {
		return nil
	}
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		at := 12 + 16*i
		if at+16 > len(data) {
			return nil
		}
		if string(data[at:at+4]) == tag {
			off, n := binary.BigEndian.Uint32(data[at+8:]), binary.BigEndian.Uint32(data[at+12:])
			if uint64(off)+uint64(n) <= uint64(len(data)) {
				return table32(data[off : off+n])
			}
		}
	}
	return nil
}

// A table32 is bytes of a font; what is read beyond its end is 0.
type table32 []byte

func (t table32) u16(at int) int {
	if at < 0 || at+2 > len(t) {
		return 0
	}
	return int(binary.BigEndian.Uint16(t[at:]))
}

func (t table32) i16(at int) int { return int(int16(t.u16(at))) }

func (t table32) u32(at int) int { return t.u16(at)<<16 | t.u16(at+2) }

// from gives the table from an offset on that is written at at.
func (t table32) from(at int) table32 {
	off := t.u16(at)
	if off == 0 || off > len(t) {
		return nil
	}
	return t[off:]
}

// coverage calls f with each glyph of a coverage table and its number.
func (t table32) coverage(f func(g sfnt.GlyphIndex, i int)) {
	switch t.u16(0) {
	case 1:
		for i := range t.u16(2) {
			f(sfnt.GlyphIndex(t.u16(4+2*i)), i)
		}
	case 2:
		for r := range t.u16(2) {
			at := 4 + 6*r
			first, last, index := t.u16(at), t.u16(at+2), t.u16(at+4)
			for g := first; g <= last; g++ {
				f(sfnt.GlyphIndex(g), index+g-first)
			}
		}
	}
}

var errNoMath = errors.New("it has no MATH table")

// readMath reads the MATH table.
func (f *Font) readMath(data []byte) error {
	t := tableOf(data, "MATH")
	if t.u16(0) != 1 {
		return errNoMath
	}
	unit := f.faces[0].unit
	f.consts.read(t.from(4), unit)
	info := t.from(6)
	values := func(t table32) map[sfnt.GlyphIndex]float64 {
		m := make(map[sfnt.GlyphIndex]float64)
		t.from(0).coverage(func(g sfnt.GlyphIndex, i int) { m[g] = float64(t.i16(4+4*i)) * unit })
		return m
	}
	f.italic, f.attach = values(info.from(0)), values(info.from(2))
	v := t.from(8)
	f.overlap = float64(v.u16(0)) * unit
	n := v.u16(6)
	read := func(coverage table32, first int) map[sfnt.GlyphIndex]construction {
		m := make(map[sfnt.GlyphIndex]construction)
		coverage.coverage(func(g sfnt.GlyphIndex, i int) { m[g] = construct(v.from(10+2*(first+i)), unit) })
		return m
	}
	f.construct, f.wide = read(v.from(2), 0), read(v.from(4), n)
	return nil
}

func construct(t table32, unit float64) construction {
	var c construction
	for i := range t.u16(2) {
		c.variants = append(c.variants, variant{sfnt.GlyphIndex(t.u16(4 + 4*i)), float64(t.u16(6+4*i)) * unit})
	}
	a := t.from(0)
	for i := range a.u16(4) {
		at := 6 + 10*i
		c.parts = append(c.parts, part{
			glyph: sfnt.GlyphIndex(a.u16(at)), start: float64(a.u16(at+2)) * unit, end: float64(a.u16(at+4)) * unit,
			full: float64(a.u16(at+6)) * unit, extender: a.u16(at+8)&1 != 0,
		})
	}
	return c
}

// readScripts reads the glyphs that stand for others in scripts: the feature
// ssty of the GSUB table.
func (f *Font) readScripts(t table32) {
	f.script = make(map[sfnt.GlyphIndex]sfnt.GlyphIndex)
	features, lookups := t.from(6), t.from(8)
	for i := range features.u16(0) {
		at := 2 + 6*i
		if len(features) < at+6 || string(features[at:at+4]) != "ssty" {
			continue
		}
		feature := features.from(at + 4)
		for k := range feature.u16(2) {
			f.readLookup(lookups.from(2 + 2*feature.u16(4+2*k)))
		}
	}
}

// readLookup reads one lookup of single or alternate substitutions.
func (f *Font) readLookup(t table32) {
	for i := range t.u16(4) {
		kind, s := t.u16(0), t.from(6+2*i)
		if kind == 7 {
			kind = s.u16(2)
			if off := s.u32(4); off < len(s) {
				s = s[off:]
			}
		}
		s.from(2).coverage(func(g sfnt.GlyphIndex, n int) {
			if _, ok := f.script[g]; ok {
				return
			}
			switch {
			case kind == 1 && s.u16(0) == 1:
				f.script[g] = g + sfnt.GlyphIndex(s.u16(4))
			case kind == 1:
				f.script[g] = sfnt.GlyphIndex(s.u16(6 + 2*n))
			case kind == 3:
				f.script[g] = sfnt.GlyphIndex(s.from(6 + 2*n).u16(2))
			}
		})
	}
}

// consts are the constants of the MATH table, in em, the first ones in parts
// of a hundred. The names are those of the OpenType specification.
type consts struct {
	scriptScale, script2Scale float64
	displayOperatorMinHeight  float64
	axisHeight                float64
	accentBaseHeight          float64

	subscriptShiftDown, subscriptTopMax, subscriptBaselineDropMin                                           float64
	superscriptShiftUp, superscriptShiftUpCramped, superscriptBottomMin, superscriptBaselineDropMax         float64
	subSuperscriptGapMin, superscriptBottomMaxWithSubscript, spaceAfterScript                               float64
	upperLimitGapMin, upperLimitBaselineRiseMin, lowerLimitGapMin, lowerLimitBaselineDropMin                float64
	stackTopShiftUp, stackTopDisplayShiftUp, stackBottomShiftDown, stackBottomDisplayShiftDown              float64
	stackGapMin, stackDisplayGapMin                                                                         float64
	numeratorShiftUp, numeratorDisplayShiftUp, denominatorShiftDown, denominatorDisplayShiftDown            float64
	numeratorGapMin, numeratorDisplayGapMin, fractionRule, denominatorGapMin, denominatorDisplayGapMin      float64
	overbarGap, overbarRule, overbarExtra, underbarGap, underbarRule, underbarExtra                         float64
	radicalGap, radicalDisplayGap, radicalRule, radicalExtra, radicalKernBefore, radicalKernAfter, degreeUp float64
}

func (c *consts) read(t table32, unit float64) {
	c.scriptScale, c.script2Scale = float64(t.i16(0))/100, float64(t.i16(2))/100
	c.displayOperatorMinHeight = float64(t.u16(6)) * unit
	at := 8
	value := func() float64 {
		v := float64(t.i16(at)) * unit
		at += 4
		return v
	}
	value() // mathLeading
	c.axisHeight, c.accentBaseHeight = value(), value()
	value() // flattenedAccentBaseHeight
	for _, v := range []*float64{
		&c.subscriptShiftDown, &c.subscriptTopMax, &c.subscriptBaselineDropMin,
		&c.superscriptShiftUp, &c.superscriptShiftUpCramped, &c.superscriptBottomMin, &c.superscriptBaselineDropMax,
		&c.subSuperscriptGapMin, &c.superscriptBottomMaxWithSubscript, &c.spaceAfterScript,
		&c.upperLimitGapMin, &c.upperLimitBaselineRiseMin, &c.lowerLimitGapMin, &c.lowerLimitBaselineDropMin,
		&c.stackTopShiftUp, &c.stackTopDisplayShiftUp, &c.stackBottomShiftDown, &c.stackBottomDisplayShiftDown,
		&c.stackGapMin, &c.stackDisplayGapMin,
	} {
		*v = value()
	}
	value() // stretchStackTopShiftUp
	value() // stretchStackBottomShiftDown
	value() // stretchStackGapAboveMin
	value() // stretchStackGapBelowMin
	for _, v := range []*float64{
		&c.numeratorShiftUp, &c.numeratorDisplayShiftUp, &c.denominatorShiftDown, &c.denominatorDisplayShiftDown,
		&c.numeratorGapMin, &c.numeratorDisplayGapMin, &c.fractionRule, &c.denominatorGapMin, &c.denominatorDisplayGapMin,
	} {
		*v = value()
	}
	value() // skewedFractionHorizontalGap
	value() // skewedFractionVerticalGap
	for _, v := range []*float64{
		&c.overbarGap, &c.overbarRule, &c.overbarExtra, &c.underbarGap, &c.underbarRule, &c.underbarExtra,
		&c.radicalGap, &c.radicalDisplayGap, &c.radicalRule, &c.radicalExtra, &c.radicalKernBefore, &c.radicalKernAfter,
	} {
		*v = value()
	}
	c.degreeUp = float64(t.i16(at)) / 100
}
