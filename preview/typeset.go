package preview

import (
	"bytes"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/go-text/typesetting/di"
	gofont "github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/segmenter"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"

	"galley.app/galley/internal/typeset"
)

// font is a face at a size in pixels.
type font struct {
	face typeset.Face
	size int
}

// Bounds of the width caches: entries of one font, and the longest string
// worth keeping.
const (
	maxWidths = 1 << 15
	maxWord   = 64
)

// typesetter measures strings as canvas.Text draws them. It is for one
// goroutine.
type typesetter struct {
	fonts map[font]*typeface
	faces map[typeset.Face]*gofont.Face
	// others are the faces for what those lack
	others typeset.Fallback

	shaper   shaping.HarfbuzzShaper
	split    shaping.Segmenter
	clusters segmenter.Segmenter // of a word
	strokes  segmenter.Segmenter // of what may have to be drawn in several faces
	runes    []rune
}

// newTypesetter makes a typesetter that finds what the embedded faces lack in
// fallbacks, which is nil for the system's fonts alone.
func newTypesetter(fallbacks func() (fonts [][]byte, language string)) *typesetter {
	t := &typesetter{fonts: map[font]*typeface{}, faces: map[typeset.Face]*gofont.Face{}}
	t.others.Fonts = fallbacks
	return t
}

// typeface is what is known of one font: its metrics and the words measured.
type typeface struct {
	font
	face            *gofont.Face // nil if it cannot be parsed: all is measured by Fyne
	ascent, descent float32      // pixels above and below the baseline
	space           float32      // advance of a space
	widths          map[string]float32
	wide            map[rune]float32 // by a sample of its script: han, kana, hangul
}

// ResolveFace implements shaping.Fontmap: always this face.
func (f *typeface) ResolveFace(rune) *gofont.Face { return f.face }

func (t *typesetter) font(f font) *typeface {
	if tf, ok := t.fonts[f]; ok {
		return tf
	}
	face, ok := t.faces[f.face]
	if !ok && f.face != typeset.Other {
		face, _ = gofont.ParseTTF(bytes.NewReader(typeset.FontBytes(f.face)))
		t.faces[f.face] = face
	}
	tf := &typeface{font: f, face: face, widths: map[string]float32{}, wide: map[rune]float32{}}
	t.fonts[f] = tf
	if face == nil {
		tf.ascent, tf.descent = t.others.Bounds(float32(f.size))
		tf.space = t.others.Width(" ", float32(f.size))
		return tf
	}
	t.runes = append(t.runes[:0], ' ')
	out := t.shaper.Shape(t.input(tf))
	tf.ascent = pixels(out.LineBounds.Ascent)
	tf.descent = -pixels(out.LineBounds.Descent)
	tf.space = pixels(out.Advance)
	return tf
}

// drop is the distance from the top of a canvas.Text in font f to its
// baseline, in whole pixels.
func (t *typesetter) drop(f font) int {
	return int(math.Ceil(float64(t.font(f).ascent)))
}

// baseline is where the baseline lies in a line of the given height, when
// text of font f is centred in it.
func (t *typesetter) baseline(f font, height int) int {
	tf := t.font(f)
	return int(math.Round(float64((float32(height)-tf.ascent-tf.descent)/2 + tf.ascent)))
}

// width is how far s advances when it is drawn in font f, in pixels.
func (t *typesetter) width(f font, s string) float32 {
	if s == "" {
		return 0
	}
	tf := t.font(f)
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

// known is the width of bytes that were measured before.
func (t *typesetter) known(f font, s []byte) (w float32, ok bool) {
	w, ok = t.font(f).widths[string(s)]
	return w, ok
}

// space is the advance of a space.
func (t *typesetter) space(f font) float32 { return t.font(f).space }

func (t *typesetter) measure(tf *typeface, s string) float32 {
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
func (t *typesetter) foreign(tf *typeface, s string) float32 {
	if tf.face == nil {
		return t.others.Width(s, float32(tf.size))
	}
	if len(t.runes) == 1 {
		if sample := sampleOf(t.runes[0]); sample != 0 {
			w, ok := tf.wide[sample]
			if !ok {
				w = t.foreignWidth(tf.size, string(sample))
				tf.wide[sample] = w
			}
			return w
		}
	}
	var sum float32
	for _, p := range t.parted(tf, s) {
		if p.known {
			sum += t.width(tf.font, p.s)
		} else {
			sum += t.foreignWidth(tf.size, p.s)
		}
	}
	return sum
}

// isSquare reports whether r is of a script whose characters are all as wide as
// each other: an ideograph, kana or hangul.
func isSquare(r rune) bool { return sampleOf(r) != 0 }

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

func (f *typeface) has(r rune) bool {
	_, ok := f.face.NominalGlyph(r)
	return ok
}

func (t *typesetter) input(tf *typeface) shaping.Input {
	return shaping.Input{
		Text: t.runes, RunEnd: len(t.runes), Face: tf.face, Size: fixed.I(tf.size),
		Direction: di.DirectionLTR, Script: language.Latin,
	}
}

// cut is a place where a word may be broken: before byte off, x pixels in.
type cut struct {
	off int
	x   float32
}

// cuts lists the ends of the grapheme clusters of s.
func (t *typesetter) cuts(f font, s string) []cut {
	tf := t.font(f)
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
	var list []cut
	off, x := 0, float32(0)
	for it := t.clusters.GraphemeIterator(); it.Next(); {
		g := it.Grapheme()
		cluster := string(g.Text)
		off += len(cluster)
		if adv == nil {
			x += t.width(f, cluster)
		} else {
			for i := range g.Text {
				x += adv[g.Offset+i]
			}
		}
		list = append(list, cut{off, x})
	}
	return list
}

func (f *typeface) covers(rs []rune) bool {
	for _, r := range rs {
		if !f.has(r) {
			return false
		}
	}
	return true
}

func round(v float32) int { return int(math.Round(float64(v))) }

func pixels(v fixed.Int26_6) float32 { return float32(v) / 64 }

// stands tells whether a caret could stand before byte n: not within a letter
// and its accents, nor within an emoji made of several.
func (t *typesetter) stands(words string, n int) bool {
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
