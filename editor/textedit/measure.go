package textedit

import (
	"math"
	"unicode/utf8"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"

	"galley.app/galley/editor/rows"
	"galley.app/galley/internal/typeset"
)

// The faces of a family, as the bits of rows.Style.Face.
const (
	italic uint8 = 1 << iota
	bold
	mono // of code and tables, whose columns line up in no other face
	variants
)

// family returns regular, italic, bold and bold italic of a typeface, and behind them those of the typewriter's.
func family(f typeset.Face) [variants]typeset.Face {
	all := [variants]typeset.Face{
		typeset.Mono, typeset.MonoItalic, typeset.MonoBold, typeset.MonoBoldItalic,
		typeset.Mono, typeset.MonoItalic, typeset.MonoBold, typeset.MonoBoldItalic,
	}
	switch f {
	case typeset.Serif:
		copy(all[:], []typeset.Face{typeset.Serif, typeset.SerifItalic, typeset.SerifBold, typeset.SerifBoldItalic})
	case typeset.SerifBold:
		copy(all[:], []typeset.Face{typeset.SerifBold, typeset.SerifBoldItalic, typeset.SerifBold, typeset.SerifBoldItalic})
	case typeset.Sans:
		copy(all[:], []typeset.Face{typeset.Sans, typeset.SansItalic, typeset.SansBold, typeset.SansBold})
	}
	return all
}

// Measurer knows the advances of text as it is drawn: of clusters that the
// family has glyphs for by shaping them the way Fyne does, of all others in the
// faces that are found for them. All answers are kept.
type Measurer struct {
	faces    [variants]typeset.Face
	size     float32
	mono     bool
	cell     float32 // advance of each character of a monospaced family
	parsed   [variants]*font.Face
	covered  [variants]map[rune]bool
	others   *typeset.Fallback
	fallback map[string]float32
	shaper   shaping.HarfbuzzShaper
	typed    []shaping.FontFeature
	runes    []rune
	owner    []int32 // cluster of each rune
}

var _ rows.Measurer = (*Measurer)(nil)

// NewMeasurer returns a measurer of a typeface at a size in pixels, for the
// goroutine that owns the window.
func NewMeasurer(f typeset.Face, size float32, o *typeset.Fallback) *Measurer {
	m := &Measurer{faces: family(f), size: size, mono: f == typeset.Mono, others: o, fallback: map[string]float32{}}
	m.cell, _, _ = m.ask("0", m.face(0))
	return m
}

// Average is what a byte of ordinary text takes up.
func (m *Measurer) Average() float32 {
	if m.mono {
		return m.cell
	}
	return m.size * 0.46
}

// Space is the advance of a space.
func (m *Measurer) Space() float32 {
	if m.mono {
		return m.cell
	}
	space, _, _ := m.ask(" ", m.face(0))
	return space
}

// ask returns what Fyne would say of a text in a face: its advance, the height of
// its line and where in that the baseline lies. Fyne itself would parse each face
// once more to tell, and for its own choice those of emoji and of the system.
func (m *Measurer) ask(s string, f *font.Face) (advance, height, base float32) {
	if f == nil {
		return 0, 0, 0
	}
	m.runes = append(m.runes[:0], []rune(s)...)
	out := m.shaped(f)
	pixels := func(v fixed.Int26_6) float32 { return float32(v) / 64 }
	return pixels(out.Advance), pixels(out.LineBounds.LineThickness()), pixels(out.LineBounds.Ascent)
}

// shaped is what m.runes are drawn as in a face.
func (m *Measurer) shaped(f *font.Face) shaping.Output {
	if m.typed == nil {
		m.typed = typeset.AsTyped()
	}
	return m.shaper.Shape(shaping.Input{
		FontFeatures: m.typed,
		Text:         m.runes, RunEnd: len(m.runes), Direction: di.DirectionLTR, Face: f, Size: fixed.Int26_6(m.size * 64),
	})
}

// face parses a face when it is first needed; nil if it cannot be.
func (m *Measurer) face(v uint8) *font.Face {
	if m.parsed[v] == nil {
		f := m.faces[v].New()
		if f == nil { // embedded; a test reads them all
			return nil
		}
		m.parsed[v], m.covered[v] = f, map[rune]bool{}
	}
	return m.parsed[v]
}

// Covers reports whether the family has glyphs for a cluster.
func (m *Measurer) Covers(cluster string, v uint8) bool {
	if len(cluster) == 1 && cluster[0] < utf8.RuneSelf || rows.JoinLen(cluster) > 0 {
		return true
	}
	f := m.face(v)
	if f == nil {
		return true
	}
	for _, r := range cluster {
		ok, known := m.covered[v][r]
		if !known {
			_, ok = f.NominalGlyph(r)
			m.covered[v][r] = ok
		}
		if !ok {
			return false
		}
	}
	return true
}

// other is the advance of a cluster that the family has no glyphs for.
func (m *Measurer) other(cluster string) float32 {
	if r, n := utf8.DecodeRuneInString(cluster); n == len(cluster) {
		switch { // all as wide as any other of the script
		case 0x4E00 <= r && r <= 0x9FFF:
			cluster = "一"
		case 0xAC00 <= r && r <= 0xD7A3:
			cluster = "가"
		case 0x3041 <= r && r <= 0x30FA:
			cluster = "あ"
		}
	}
	w, ok := m.fallback[cluster]
	if !ok {
		if len(m.fallback) > 1<<14 {
			clear(m.fallback)
		}
		w = m.others.Width(cluster, m.size)
		m.fallback[cluster] = w
	}
	return w
}

// Measure implements rows.Measurer.
func (m *Measurer) Measure(s string, ends []int32, styles []rows.Style, adv []float32) {
	if m.mono {
		m.measureMono(s, ends, adv)
		return
	}
	first, start := 0, 0
	for first < len(ends) {
		v, until := faceAt(styles, start, len(s))
		last, end := first, start
		covered := m.Covers(s[start:ends[first]], v)
		for last < len(ends) && end < until && m.Covers(s[end:ends[last]], v) == covered {
			end = int(ends[last])
			last++
		}
		if covered {
			m.shape(s, start, ends[first:last], v, adv[first:last])
		} else {
			m.foreign(s, start, ends[first:last], adv[first:last])
		}
		first, start = last, end
	}
}

// measureMono is Measure for a monospaced family, whose faces are alike.
func (m *Measurer) measureMono(s string, ends []int32, adv []float32) {
	start := 0
	for i := 0; i < len(ends); {
		first, from := i, start
		for i < len(ends) && !m.Covers(s[start:ends[i]], 0) {
			start = int(ends[i])
			i++
		}
		if first < i {
			m.foreign(s, from, ends[first:i], adv[first:i])
			continue
		}
		adv[i], start = m.cell, int(ends[i])
		i++
	}
}

// foreign sets the advances of clusters that the family has no glyphs for. In
// scripts whose letters join, a word is not as wide as its letters are alone.
func (m *Measurer) foreign(s string, start int, ends []int32, adv []float32) {
	sum, joins, at := float32(0), false, start
	for i, end := range ends {
		adv[i] = m.other(s[at:end])
		sum += adv[i]
		r, _ := utf8.DecodeRuneInString(s[at:])
		joins = joins || 0x0590 <= r && r < 0x10A0 || 0x1780 <= r && r < 0x1900
		at = int(end)
	}
	if !joins || len(ends) == 1 || sum == 0 {
		return
	}
	word := m.other(s[start:at])
	for i := range adv {
		adv[i] *= word / sum
	}
}

// faceAt returns the face at off, and where it ends.
func faceAt(styles []rows.Style, off, end int) (v uint8, until int) {
	for _, s := range styles {
		switch {
		case s.End <= off:
		case s.Start <= off:
			return s.Face, s.End
		default:
			return 0, s.Start
		}
	}
	return 0, end
}

// shape sets the advances of the clusters of s from start on that end at ends.
func (m *Measurer) shape(s string, start int, ends []int32, v uint8, adv []float32) {
	f := m.face(v)
	m.runes, m.owner = m.runes[:0], m.owner[:0]
	at := start
	for i, end := range ends {
		for _, r := range spaced(s[at:end]) {
			m.runes = append(m.runes, r)
			m.owner = append(m.owner, int32(i))
		}
		at, adv[i] = int(end), 0
	}
	if f == nil {
		return
	}
	out := m.shaped(f)
	for _, g := range out.Glyphs {
		// A ligature's advance is shared by the clusters that it is drawn for.
		from := m.owner[g.ClusterIndex]
		to := m.owner[min(g.ClusterIndex+g.RuneCount, len(m.owner))-1]
		w := float32(g.XAdvance) / 64 / float32(to-from+1)
		for i := from; i <= to; i++ {
			adv[i] += w
		}
	}
}

// line is where a family's text stands in its rows.
type line struct {
	height float32 // of a row
	top    float32 // of a text of the family below the row's top
	mono   float32 // of a text in the typewriter's face
	base   float32 // baseline below the row's top
	other  float32 // top of a text in another font
	indent float32 // advance of the space that such a text starts with
}

// line finds where text stands, on whole pixels.
func (m *Measurer) line(height float32) line {
	_, high, base := m.ask(" ", m.face(0))
	l := line{height: height, top: round32((height - high) / 2)}
	l.base = l.top + ceil32(base)
	_, _, monoBase := m.ask(" ", m.face(mono))
	l.mono = l.base - ceil32(monoBase)
	space, _, otherBase := m.ask(" ", typeset.Sans.New()) // Fyne's own choice has its space from the theme's face
	l.other, l.indent = l.base-ceil32(otherBase), space
	return l
}

// Stand returns where text stands in rows of a height, in pixels below a row's
// top: that of the family, its baseline, and text in another font, which is drawn
// behind a space of the width indent.
func (m *Measurer) Stand(height float32) (top, base, other, indent float32) {
	l := m.line(height)
	return l.top, l.base, l.other, l.indent
}

func round32(v float32) float32 { return float32(math.Round(float64(v))) }
func ceil32(v float32) float32  { return float32(math.Ceil(float64(v))) }
func floor32(v float32) float32 { return float32(math.Floor(float64(v))) }
