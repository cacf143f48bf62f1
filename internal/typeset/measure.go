package typeset

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/go-text/typesetting/di"
	gofont "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/segmenter"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// Font is a face at a size in pixels.
type Font struct {
	Face Face
	Size int
}

// Bounds of the width caches: entries of one font, and the longest strings in
// bytes that are worth keeping.
const (
	maxWidths = 1 << 15
	maxWord   = 64
	maxLabel  = 512
)

// Measurer measures strings as they are drawn. It is for one
// goroutine.
type Measurer struct {
	fonts map[Font]*metrics
	faces map[Face]*gofont.Face
	// Fallback are the faces for what the embedded ones lack.
	Fallback Fallback

	labels map[label]*labels

	shaper   shaping.HarfbuzzShaper
	split    shaping.Segmenter
	typed    []shaping.FontFeature
	clusters segmenter.Segmenter // of a word
	strokes  segmenter.Segmenter // of what may have to be drawn in several faces
	runes    []rune
}

// NewMeasurer makes a Measurer that finds what the embedded faces lack in
// fallbacks, which is nil for the system's fonts alone.
func NewMeasurer(fallbacks func() (fonts [][]byte, language string)) *Measurer {
	t := &Measurer{fonts: map[Font]*metrics{}, faces: map[Face]*gofont.Face{}}
	t.Fallback.Fonts = fallbacks
	t.shaper.SetFontCacheSize(int(count)) // what shaping learns of a face is more than most texts
	return t
}

// metrics are what is known of one font: its metrics and the words measured.
type metrics struct {
	Font
	face            *gofont.Face // nil if it cannot be parsed: all is measured in the fallbacks
	ascent, descent float32      // pixels above and below the baseline
	space           float32      // advance of a space
	widths          map[string]float32
	wide            map[rune]float32 // by a sample of its script: han, kana, hangul
}

// ResolveFace implements shaping.Fontmap: always this face.
func (f *metrics) ResolveFace(rune) *gofont.Face { return f.face }

// label is what the words of an interface are set in, at any size in pixels.
type label struct {
	Face
	size float32
}

// labels is what is known of such words.
type labels struct {
	height float32
	widths map[string]float32
}

// Label is the width and height of s in pixels as Fyne measures it, at sizes with
// fractions. It is false where the face lacks a character of s, so that others are
// looked for. Fyne makes a shaper for each string that it has not measured lately,
// and most of its time goes into that; here what was learned of the face is kept.
func (t *Measurer) Label(f Face, size float32, s string) (width, height float32, ok bool) {
	known := t.labels[label{f, size}]
	if known != nil {
		if w, ok := known.widths[s]; ok {
			return w, known.height, true
		}
	}
	font := metrics{face: t.face(f)}
	if font.face == nil {
		return 0, 0, false
	}
	shaped := func() shaping.Input {
		in := t.input(&font)
		in.Size = fixed.Int26_6(float64(size) * 64)
		return in
	}
	if known == nil || len(known.widths) >= maxWidths {
		t.runes = append(t.runes[:0], ' ')
		known = &labels{height: pixels(t.shaper.Shape(shaped()).LineBounds.LineThickness()), widths: map[string]float32{}}
		if t.labels == nil {
			t.labels = map[label]*labels{}
		}
		t.labels[label{f, size}] = known
	}
	t.runes = t.runes[:0]
	ascii := true
	for _, r := range s {
		if !font.has(r) || r < ' ' {
			return 0, 0, false
		}
		ascii = ascii && r < utf8.RuneSelf
		t.runes = append(t.runes, r)
	}
	switch {
	case s == "":
	case ascii:
		width = pixels(t.shaper.Shape(shaped()).Advance)
	default:
		for _, part := range t.split.Split(shaped(), &font) {
			width += pixels(t.shaper.Shape(part).Advance)
		}
	}
	if len(s) <= maxLabel {
		known.widths[strings.Clone(s)] = width
	}
	return width, known.height, true
}

// Covers reports whether a face has all characters of s.
func (t *Measurer) Covers(f Face, s string) bool {
	font := metrics{face: t.face(f)}
	return font.face != nil && !strings.ContainsFunc(s, func(r rune) bool { return !font.has(r) })
}

// face is nil where it cannot be parsed, and for those that are found.
func (t *Measurer) face(f Face) *gofont.Face {
	face, ok := t.faces[f]
	if !ok && !f.IsFound() {
		face = f.New()
		t.faces[f] = face
	}
	return face
}

func (t *Measurer) metrics(f Font) *metrics {
	if tf, ok := t.fonts[f]; ok {
		return tf
	}
	face := t.face(f.Face)
	tf := &metrics{Font: f, face: face, widths: map[string]float32{}, wide: map[rune]float32{}}
	t.fonts[f] = tf
	if face == nil {
		tf.ascent, tf.descent = t.Fallback.Bounds(float32(f.Size))
		tf.space = t.Fallback.Width(" ", float32(f.Size))
		return tf
	}
	t.runes = append(t.runes[:0], ' ')
	out := t.shaper.Shape(t.input(tf))
	tf.ascent = pixels(out.LineBounds.Ascent)
	tf.descent = -pixels(out.LineBounds.Descent)
	tf.space = pixels(out.Advance)
	return tf
}

// Drop is the distance from the top of a text in font f to its
// baseline, in whole pixels.
func (t *Measurer) Drop(f Font) int {
	return int(math.Ceil(float64(t.metrics(f).ascent)))
}

// Baseline is where the baseline lies in a line of the given height, when
// text of font f is centred in it.
func (t *Measurer) Baseline(f Font, height int) int {
	tf := t.metrics(f)
	return int(math.Round(float64((float32(height)-tf.ascent-tf.descent)/2 + tf.ascent)))
}

// Width is how far s advances when it is drawn in font f, in pixels.
func (t *Measurer) Width(f Font, s string) float32 {
	if s == "" {
		return 0
	}
	tf := t.metrics(f)
	if w, ok := tf.widths[s]; ok {
		return w
	}
	w := t.measure(tf, s)
	if len(s) <= maxWord {
		if len(tf.widths) >= maxWidths {
			clear(tf.widths)
		}
		tf.widths[strings.Clone(s)] = w
	}
	return w
}

// Known is the width of bytes that were measured before.
func (t *Measurer) Known(f Font, s []byte) (w float32, ok bool) {
	w, ok = t.metrics(f).widths[string(s)]
	return w, ok
}

// Space is the advance of a space.
func (t *Measurer) Space(f Font) float32 { return t.metrics(f).space }

func (t *Measurer) measure(tf *metrics, s string) float32 {
	t.runes = t.runes[:0]
	ascii, covered := true, tf.face != nil
	for _, r := range s {
		t.runes = append(t.runes, r)
		if r >= 0x80 {
			ascii = false
			if covered && !tf.has(r) {
				covered = false
			}
		}
	}
	if !covered {
		return t.foreign(tf, s)
	}
	in := t.input(tf)
	if ascii {
		return pixels(t.shaper.Shape(in).Advance)
	}
	var sum fixed.Int26_6
	for _, part := range t.split.Split(in, tf) {
		sum += t.shaper.Shape(part).Advance
	}
	return pixels(sum)
}

// foreign measures text that needs fallback faces the way it is drawn. The
// ideographs of one script are as wide as each other, so one is a sample.
func (t *Measurer) foreign(tf *metrics, s string) float32 {
	if tf.face == nil {
		return t.Fallback.Width(s, float32(tf.Size))
	}
	if len(t.runes) == 1 {
		if sample := sampleOf(t.runes[0]); sample != 0 {
			w, ok := tf.wide[sample]
			if !ok {
				w = t.foreignWidth(tf.Size, string(sample))
				tf.wide[sample] = w
			}
			return w
		}
	}
	var sum float32
	for _, p := range t.parted(tf, s) {
		if p.known {
			sum += t.Width(tf.Font, p.s)
		} else {
			sum += t.foreignWidth(tf.Size, p.s)
		}
	}
	return sum
}

// IsSquare reports whether r is of a script whose characters are all as wide as
// each other: an ideograph, kana or hangul.
func IsSquare(r rune) bool { return sampleOf(r) != 0 }

// sampleOf is a rune as wide as r in any face, or 0 if r must be measured.
func sampleOf(r rune) rune {
	switch {
	case r >= 0x4E00 && r <= 0x9FFF:
		return '永'
	case r >= 0x3041 && r <= 0x3096, r >= 0x30A1 && r <= 0x30FA:
		return 'あ'
	case r >= 0xAC00 && r <= 0xD7A3:
		return '가'
	}
	return 0
}

func (f *metrics) has(r rune) bool {
	_, ok := f.face.NominalGlyph(r)
	return ok
}

// AsTyped are the features that Galley's own faces are shaped with: Inter's
// contextual alternates would make arrows of => and ->.
func AsTyped() []shaping.FontFeature {
	return []shaping.FontFeature{{Tag: opentype.MustNewTag("calt")}}
}

func (t *Measurer) input(tf *metrics) shaping.Input {
	if t.typed == nil {
		t.typed = AsTyped()
	}
	return shaping.Input{
		FontFeatures: t.typed,
		Text:         t.runes, RunEnd: len(t.runes), Face: tf.face, Size: fixed.I(tf.Size),
		Direction: direction, Script: script,
	}
}

// What text is taken to be before it is looked at.
const (
	direction = di.DirectionLTR
	script    = language.Latin
)

// Cut is a place where a word may be broken: before byte off, x pixels in.
type Cut struct {
	Off int
	X   float32
}

// Cuts lists the ends of the grapheme clusters of s.
func (t *Measurer) Cuts(f Font, s string) []Cut {
	tf := t.metrics(f)
	rs := []rune(s)
	var adv []float32 // per rune, nil when clusters are measured one by one
	if tf.face != nil && tf.covers(rs) {
		t.runes = append(t.runes[:0], rs...)
		adv = make([]float32, len(rs))
		for _, part := range t.split.Split(t.input(tf), tf) {
			for _, g := range t.shaper.Shape(part).Glyphs {
				adv[g.ClusterIndex] += pixels(g.XAdvance)
			}
		}
	}
	t.clusters.Init(rs)
	var list []Cut
	off, x := 0, float32(0)
	for it := t.clusters.GraphemeIterator(); it.Next(); {
		g := it.Grapheme()
		cluster := string(g.Text)
		off += len(cluster)
		if adv == nil {
			x += t.Width(f, cluster)
		} else {
			for i := range g.Text {
				x += adv[g.Offset+i]
			}
		}
		list = append(list, Cut{off, x})
	}
	return list
}

func (f *metrics) covers(rs []rune) bool {
	for _, r := range rs {
		if !f.has(r) {
			return false
		}
	}
	return true
}

func round(v float32) int { return int(math.Round(float64(v))) }

func pixels(v fixed.Int26_6) float32 { return float32(v) / 64 }

// IsBoundary reports whether a caret could stand before byte n: not within a letter
// and its accents, nor within an emoji made of several.
func (t *Measurer) IsBoundary(words string, n int) bool {
	lo, hi := max(0, n-64), min(len(words), n+64)
	for lo > 0 && !utf8.RuneStart(words[lo]) {
		lo--
	}
	for hi < len(words) && !utf8.RuneStart(words[hi]) {
		hi++
	}
	rs := []rune(words[lo:hi])
	t.clusters.Init(rs)
	off := lo
	for it := t.clusters.GraphemeIterator(); it.Next() && off < n; {
		off += len(string(it.Grapheme().Text))
	}
	return off == n
}
