package typeset

import (
	"bytes"
	"encoding/binary"
	"os"
	"unicode"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/fontscan"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// What a font's maker allows, as the OS/2 table has it.
const (
	embeddingMask   = 0x000F // the level; 2 alone is "not without asking"
	embeddingAsk    = 0x0002
	noSubsetting    = 0x0100 // all of it or nothing
	bitmapsOnly     = 0x0200
	embeddingOffset = 8
)

// mayEmbed reports whether a font's maker allows parts of it to be put into a
// file that others read. A font that says nothing allows it.
func mayEmbed(ld *opentype.Loader) bool {
	table, err := ld.RawTable(opentype.MustNewTag("OS/2"))
	if err != nil || len(table) < embeddingOffset+2 {
		return true
	}
	bits := binary.BigEndian.Uint16(table[embeddingOffset:])
	return bits&embeddingMask != embeddingAsk && bits&(noSubsetting|bitmapsOnly) == 0
}

// embeddable reports whether the bytes of a font are those of one that may be
// put into a file in parts.
func embeddable(data []byte) bool {
	ld, err := opentype.NewLoader(bytes.NewReader(data))
	return err == nil && mayEmbed(ld)
}

// open reads a font of the system if it may be put into a file in parts.
func open(at fontscan.Location) *font.Face {
	file, err := os.Open(at.File)
	if err != nil {
		return nil
	}
	defer func() { _ = file.Close() }() // it was only read
	list, err := opentype.NewLoaders(file)
	if err != nil || int(at.Index) >= len(list) || !mayEmbed(list[at.Index]) {
		return nil
	}
	f, err := font.NewFont(list[at.Index])
	if err != nil {
		return nil
	}
	return font.NewFace(f)
}

// outlined returns the first of the system's faces that has an outline for r
// and may be put into a file, nil if there is none. The one that is shown on a
// screen is asked first.
func (o *Fallback) outlined(r rune) *font.Face {
	if o.opened == nil {
		o.opened = map[fontscan.Location]*font.Face{}
		o.prints, _ = fontscan.SystemFonts(silent{}, "")
	}
	get := func(at fontscan.Location) *font.Face {
		f, ok := o.opened[at]
		if !ok {
			f = open(at)
			o.opened[at] = f
		}
		if f == nil || !HasOutline(f, r) {
			return nil
		}
		return f
	}
	if shown := o.system.ResolveFace(r); shown != nil {
		if f := get(o.system.FontLocation(shown.Font)); f != nil {
			return f
		}
	}
	for i := range o.prints {
		if o.prints[i].Runes.Contains(r) {
			if f := get(o.prints[i].Location); f != nil {
				return f
			}
		}
	}
	return nil
}

// HasOutline reports whether a face draws r with lines and curves, or as
// nothing where nothing is to be seen.
func HasOutline(f *font.Face, r rune) bool {
	id, ok := f.NominalGlyph(r)
	return ok && (unicode.IsSpace(r) || harfbuzz.IsDefaultIgnorable(r) || len(Outline(f, id)) > 0)
}

// Outline is the shape of a glyph in units of its face, y upwards; that of one
// with colours of its own is what it has for where there are none.
func Outline(f *font.Face, id font.GID) []font.Segment {
	switch g := f.GlyphData(id).(type) {
	case font.GlyphOutline:
		return g.Segments
	case font.GlyphSVG:
		return g.Outline.Segments
	case font.GlyphBitmap:
		if g.Outline != nil {
			return g.Outline.Segments
		}
	}
	return nil
}

// Has reports whether any face has r.
func (o *Fallback) Has(r rune) bool { return o.find(r) != nil }

// Shape calls f with the runs of glyphs of s, from left to right, as Width
// measures them.
func (t *Measurer) Shape(fo Font, s string, f func(shaping.Output)) {
	tf := t.metrics(fo)
	if tf.face == nil {
		t.Fallback.Shape(s, float32(fo.Size), f)
		return
	}
	if s == "" {
		return
	}
	runes := []rune(s)
	for _, run := range t.split.Split(shaping.Input{
		FontFeatures: AsTyped(),
		Text:         runes, RunEnd: len(runes), Face: tf.face, Size: fixed.I(fo.Size), Direction: direction, Script: script,
	}, tf) {
		f(t.shaper.Shape(run))
	}
}
