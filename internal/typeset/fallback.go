// Package typeset knows the typefaces: which of them has a character, and how
// far text reaches that is set in one.
package typeset

import (
	"slices"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/fontscan"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// unknown stands for characters that no face has.
const unknown = '\uFFFD'

// Fallback are the faces for what the embedded ones have no glyphs for: emoji,
// and scripts that the system has fonts for. They are those that Fyne finds, in
// its order. Fyne's own search gets slower with every character that no font
// has, since each adds a face to those that are searched; here it is asked for
// once. The zero value is ready; it belongs to one goroutine.
type Fallback struct {
	// Fonts gives files of fonts, whose bytes never change, that are asked after
	// the interface's face and before the system's, and the language that is
	// preferred among those of the system, "" for none. Nil: none of both.
	Fonts func() (fonts [][]byte, language string)

	Embedded bool // the system's fonts are not asked, so that all is alike everywhere
	Outlines bool // only outlines that may be put into a file count

	faces  []*font.Face                     // in the order in which they are asked; nil until the first is needed
	system *fontscan.FontMap                // the system's; nil without any
	found  map[rune]*font.Face              // nil for those that nobody has
	prints []fontscan.Footprint             // the system's, for outlines
	opened map[fontscan.Location]*font.Face // those that were opened for outlines, nil for those that may not be
	shaper shaping.HarfbuzzShaper
	split  shaping.Segmenter
}

var _ shaping.Fontmap = (*Fallback)(nil)

const maxFound = 1 << 16 // characters that are remembered

func (o *Fallback) load() {
	o.found = map[rune]*font.Face{}
	o.shaper.SetFontCacheSize(int(count))
	if f := Sans.New(); f != nil {
		o.faces = append(o.faces, f)
	}
	var fonts [][]byte
	preferred := ""
	if o.Fonts != nil {
		fonts, preferred = o.Fonts()
	}
	for _, b := range fonts {
		if o.Outlines && !embeddable(b) {
			continue
		}
		if f := newFace(b); f != nil {
			o.faces = append(o.faces, f)
		}
	}
	if o.Embedded {
		return
	}
	o.system = fontscan.NewFontMap(silent{})
	if err := o.system.UseSystemFonts(""); err != nil {
		o.system = nil
		return
	}
	o.system.SetQuery(fontscan.Query{Families: []string{fontscan.SansSerif}})
	if preferred == "" {
		return
	}
	if id, ok := fontscan.NewLangID(language.NewLanguage(preferred)); ok {
		f := o.system.ResolveFaceForLang(id)
		if f != nil && o.Outlines {
			f = open(o.system.FontLocation(f.Font))
		}
		if f != nil {
			o.faces = append(o.faces, f)
		}
	}
}

// silent is a log for what is found out by asking.
type silent struct{}

func (silent) Printf(string, ...any) {}

// find returns the face that has a glyph for r, nil if there is none.
func (o *Fallback) find(r rune) *font.Face {
	if o.found == nil {
		o.load()
	}
	f, ok := o.found[r]
	if ok {
		return f
	}
	for _, f = range o.faces {
		if _, ok = f.NominalGlyph(r); ok && o.Outlines {
			ok = HasOutline(f, r)
		}
		if ok {
			break
		}
	}
	switch {
	case ok:
	case o.Outlines && o.system != nil:
		f = o.outlined(r)
	default:
		if f = nil; o.system != nil {
			f = o.system.ResolveFace(r)
		}
		if f != nil {
			if _, ok = f.NominalGlyph(r); !ok { // one that has other things
				f = nil
			}
		}
	}
	if len(o.found) >= maxFound {
		clear(o.found)
	}
	o.found[r] = f
	return f
}

// ResolveFace implements shaping.Fontmap.
func (o *Fallback) ResolveFace(r rune) *font.Face {
	if f := o.find(r); f != nil {
		return f
	}
	return o.faces[0]
}

// Shape calls f with the runs of s in the order in which they are drawn.
func (o *Fallback) Shape(s string, size float32, f func(shaping.Output)) {
	if s == "" {
		return
	}
	runes := []rune(s)
	for i, r := range runes {
		if o.find(r) == nil && !harfbuzz.IsDefaultIgnorable(r) {
			runes[i] = unknown
		}
	}
	runs := o.split.Split(shaping.Input{
		Text: runes, RunEnd: len(runes), Direction: di.DirectionLTR, Size: fixed.Int26_6(size * 64),
	}, o)
	for _, run := range o.pictured(runs, runes) {
		f(o.shaper.Shape(run))
	}
}

// asPicture follows a sign that is to be shown as an emoji.
const asPicture = '\uFE0F'

// pictured takes signs that are to be shown as emoji, such as a red heart, from the face of those where it has them:
// others may have them in black.
func (o *Fallback) pictured(runs []shaping.Input, runes []rune) []shaping.Input {
	if o.Outlines || !slices.Contains(runes, asPicture) {
		return runs
	}
	emoji := o.find('😀')
	if emoji == nil {
		return runs
	}
	var all []shaping.Input
	for _, run := range runs {
		for i := run.RunStart + 1; i < run.RunEnd; i++ {
			sign := runes[i-1]
			if runes[i] != asPicture || run.Face == emoji || sign < 0x2000 { // digits are so with more behind them
				continue
			}
			if _, ok := emoji.NominalGlyph(sign); !ok {
				continue
			}
			before, it := run, run
			before.RunEnd, it.RunStart, it.RunEnd, it.Face, run.RunStart = i-1, i-1, i+1, emoji, i+1
			if before.RunStart < before.RunEnd {
				all = append(all, before)
			}
			all = append(all, it)
		}
		if run.RunStart < run.RunEnd {
			all = append(all, run)
		}
	}
	return all
}

// Width is how far s advances in a size, in pixels at scale 1.
func (o *Fallback) Width(s string, size float32) (w float32) {
	o.Shape(s, size, func(run shaping.Output) { w += units(run.Advance) })
	return w
}

// Ascent is the height of the first face above the baseline, which those of
// all others are put on.
func (o *Fallback) Ascent(size float32) float32 {
	ascent, _ := o.Bounds(size)
	return ascent
}

// Bounds are how far the first face reaches above and below the baseline.
func (o *Fallback) Bounds(size float32) (ascent, descent float32) {
	b := o.shaper.Shape(shaping.Input{
		Text: []rune{' '}, RunEnd: 1, Direction: di.DirectionLTR, Face: o.ResolveFace(' '), Size: fixed.Int26_6(size * 64),
	}).LineBounds
	return units(b.Ascent), -units(b.Descent)
}

// units are 64ths of a pixel as pixels.
func units(v fixed.Int26_6) float32 { return float32(v) / 64 }
