// Package cff writes a font in the Compact Font Format of outlines, for a file
// that holds no more of a typeface than the glyphs that it shows. What kind of
// file the outlines come from is nothing to it.
package cff

import (
	"encoding/binary"
	"math"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
)

// Em is the units of the em that a font is written in, which readers take for
// granted.
const Em = 1000

// Glyph is a shape and how far it advances, in the units of its own font.
type Glyph struct {
	Outline []font.Segment // y upwards
	Advance float64
}

// Box is what glyphs touch, in units of Em.
type Box struct{ Left, Bottom, Right, Top int }

// Write makes a font of glyphs that are known by their place in the list; the
// first is shown for what is not there. Upem is the units of their em.
func Write(name string, glyphs []Glyph, upem float64) (data []byte, box Box) {
	scale := Em / upem
	w := writer{scale: scale}
	shapes := make([][]byte, len(glyphs))
	for i, g := range glyphs {
		shapes[i] = w.shape(g)
	}
	strings := index([][]byte{[]byte("Adobe"), []byte("Identity")})
	empty := index(nil)
	charset := append([]byte{2}, u16(1, max(0, len(glyphs)-2))...) // glyph n has number n
	if len(glyphs) < 2 {
		charset = []byte{0}
	}
	selection := append([]byte{3}, u16(1, 0)...) // all glyphs are of font 0
	selection = append(selection, 0)
	selection = append(selection, u16(len(glyphs))...)
	outlines := index(shapes)

	// The offsets in the top dictionary are of a fixed length, so that its own
	// length is known before they are.
	head := []byte{1, 0, 4, 4}
	names := index([][]byte{[]byte(name)})
	top := func(charset, selection, outlines, fonts int) []byte {
		var d []byte
		d = append(d, integer(391)...) // Adobe
		d = append(d, integer(392)...) // Identity
		d = append(d, integer(0)...)
		d = append(d, 12, 30)
		for _, v := range []int{w.box.Left, w.box.Bottom, w.box.Right, w.box.Top} {
			d = append(d, integer(v)...)
		}
		d = append(d, 5)
		d = append(d, integer(len(glyphs))...)
		d = append(d, 12, 34)
		d = append(append(d, offset(charset)...), 15)
		d = append(append(d, offset(outlines)...), 17)
		d = append(append(d, offset(fonts)...), 12, 36)
		d = append(append(d, offset(selection)...), 12, 37)
		return index([][]byte{d})
	}
	start := len(head) + len(names) + len(top(0, 0, 0, 0)) + len(strings) + len(empty)
	atSelection := start + len(charset)
	atOutlines := atSelection + len(selection)
	atFonts := atOutlines + len(outlines)
	private := append(integer(0), 20) // what a glyph advances that does not say it
	part := func(at int) []byte {
		return index([][]byte{append(append(integer(len(private)), offset(at)...), 18)})
	}
	fonts := part(atFonts + len(part(0)))
	for _, b := range [][]byte{head, names, top(start, atSelection, atOutlines, atFonts), strings, empty, charset, selection, outlines, fonts, private} {
		data = append(data, b...)
	}
	return data, w.box
}

// u16 are numbers of two bytes each.
func u16(list ...int) (b []byte) {
	for _, v := range list {
		b = binary.BigEndian.AppendUint16(b, uint16(v))
	}
	return b
}

// offset is a number of a dictionary in five bytes, whatever it is.
func offset(v int) []byte { return binary.BigEndian.AppendUint32([]byte{29}, uint32(v)) }

// integer is a number of a dictionary.
func integer(v int) []byte {
	if v < math.MinInt16 || v > math.MaxInt16 {
		return offset(v)
	}
	return number(v)
}

// number is one of a dictionary or an outline, whose numbers of up to two bytes
// are alike.
func number(v int) []byte {
	switch {
	case v >= -107 && v <= 107:
		return []byte{byte(v + 139)}
	case v >= 108 && v <= 1131:
		return []byte{byte((v-108)>>8) + 247, byte(v - 108)}
	case v >= -1131 && v <= -108:
		return []byte{byte((-v-108)>>8) + 251, byte(-v - 108)}
	}
	return append([]byte{28}, u16(v)...)
}

// index is a list of the format.
func index(list [][]byte) []byte {
	b := u16(len(list))
	if len(list) == 0 {
		return b
	}
	at := 1
	b = append(b, 4) // bytes of each offset
	b = binary.BigEndian.AppendUint32(b, uint32(at))
	for _, part := range list {
		at += len(part)
		b = binary.BigEndian.AppendUint32(b, uint32(at))
	}
	for _, part := range list {
		b = append(b, part...)
	}
	return b
}

// Operators of outlines.
const (
	lineTo  = 5
	curveTo = 8
	end     = 14
	moveTo  = 21
)

// most is how many numbers an operator may have.
const most = 48

// writer writes outlines.
type writer struct {
	scale float64
	box   Box
	inked bool // the box has a glyph in it

	out     []byte
	numbers []byte // of the operator that is being gathered
	count   int
	op      byte
	x, y    int
}

func (w *writer) shape(g Glyph) []byte {
	w.out, w.numbers, w.count, w.op, w.x, w.y = nil, nil, 0, 0, 0, 0
	width := number(clamp(g.Advance * w.scale)) // before the first operator
	w.out = append(w.out, width...)
	var nowX, nowY float64
	for _, s := range g.Outline {
		p := s.ArgsSlice()
		last := p[len(p)-1]
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			w.add(moveTo, last)
		case opentype.SegmentOpLineTo:
			w.add(lineTo, last)
		case opentype.SegmentOpQuadTo: // the same curve as one of the third degree
			third := func(from, to float64) float32 { return float32(from + (to-from)*2/3) }
			w.add(curveTo, font.SegmentPoint{X: third(nowX, float64(p[0].X)), Y: third(nowY, float64(p[0].Y))},
				font.SegmentPoint{X: third(float64(last.X), float64(p[0].X)), Y: third(float64(last.Y), float64(p[0].Y))}, last)
		case opentype.SegmentOpCubeTo:
			w.add(curveTo, p...)
		}
		nowX, nowY = float64(last.X), float64(last.Y)
	}
	w.flush()
	return append(w.out, end)
}

// add adds an operator with its points.
func (w *writer) add(op byte, points ...font.SegmentPoint) {
	if w.op != op || op == moveTo || w.count+2*len(points) > most {
		w.flush()
	}
	w.op = op
	for _, p := range points {
		x, y := clamp(float64(p.X)*w.scale), clamp(float64(p.Y)*w.scale)
		w.numbers = append(append(w.numbers, number(x-w.x)...), number(y-w.y)...)
		w.count += 2
		w.x, w.y = x, y
		if !w.inked {
			w.inked, w.box = true, Box{x, y, x, y}
		}
		w.box = Box{min(w.box.Left, x), min(w.box.Bottom, y), max(w.box.Right, x), max(w.box.Top, y)}
	}
}

func (w *writer) flush() {
	if w.count > 0 {
		w.out = append(append(w.out, w.numbers...), w.op)
	}
	w.numbers, w.count = w.numbers[:0], 0
}

// clamp rounds a measure to a unit. The difference of two is one that the
// format can say.
func clamp(v float64) int {
	const far = 16000
	return int(math.Round(max(-far, min(far, v))))
}
