package typeset

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/fontscan"
	"github.com/go-text/typesetting/shaping"

	"galley.app/galley/assets"
)

// fraktur is a letter that only the typeface of formulas has, whose outlines are
// of the other kind than those of the words.
const fraktur = '𝔄'

func formulas() []byte { return assets.Read("fonts/STIXTwoMath-Regular.otf") }

// allowing gives a font other bits for what its maker allows.
func allowing(t *testing.T, data []byte, bits uint16) []byte {
	t.Helper()
	data = bytes.Clone(data)
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		if entry := data[12+16*i:]; string(entry[:4]) == "OS/2" {
			binary.BigEndian.PutUint16(data[binary.BigEndian.Uint32(entry[8:])+embeddingOffset:], bits)
			return data
		}
	}
	t.Fatal("the font says nothing of what is allowed")
	return nil
}

// collection is a file of several fonts.
func collection(fonts ...[]byte) []byte {
	head := append([]byte("ttcf"), 0, 1, 0, 0)
	head = binary.BigEndian.AppendUint32(head, uint32(len(fonts)))
	var body []byte
	start := len(head) + 4*len(fonts)
	for _, f := range fonts {
		at := start + len(body)
		head = binary.BigEndian.AppendUint32(head, uint32(at))
		f = bytes.Clone(f)
		for i := range int(binary.BigEndian.Uint16(f[4:])) { // tables are counted from the file's beginning
			entry := f[12+16*i+8:]
			binary.BigEndian.PutUint32(entry, binary.BigEndian.Uint32(entry)+uint32(at))
		}
		body = append(body, f...)
		for len(body)%4 > 0 {
			body = append(body, 0)
		}
	}
	return append(head, body...)
}

// What the maker of a font does not allow is not put into a file; others take its
// place if they have the letter.
func TestEmbedding(t *testing.T) {
	for bits, allowed := range map[uint16]bool{
		0: true, 0x0002: false, 0x0004: true, 0x0008: true, 0x000A: true, 0x000C: true, 0x0100: false, 0x0104: false, 0x0200: false, 0x0208: false,
	} {
		data := allowing(t, formulas(), bits)
		given := func() ([][]byte, string) { return [][]byte{data}, "" }
		shown, printed := Fallback{Fonts: given, Embedded: true}, Fallback{Fonts: given, Embedded: true, Outlines: true}
		if !shown.Has(fraktur) || printed.Has(fraktur) != allowed {
			t.Errorf("bits %#04x: on screen %v, in a file %v, want %v", bits, shown.Has(fraktur), printed.Has(fraktur), allowed)
		}
	}
}

// The system's faces are looked for in collections as well, whatever kind of
// outlines they have.
func TestSystemOutlines(t *testing.T) {
	dir := t.TempDir()
	at := func(name string, index uint16, data []byte) fontscan.Footprint {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		f := fontscan.Footprint{Location: fontscan.Location{File: file, Index: index}}
		f.Runes.Add(fraktur)
		return f
	}
	gone := fontscan.Footprint{Location: fontscan.Location{File: filepath.Join(dir, "gone.otf")}}
	gone.Runes.Add(fraktur)
	for name, c := range map[string]struct {
		prints []fontscan.Footprint
		found  bool
	}{
		"none":         {nil, false},
		"gone":         {[]fontscan.Footprint{gone}, false},
		"no font":      {[]fontscan.Footprint{at("text.ttf", 0, []byte("no font"))}, false},
		"file":         {[]fontscan.Footprint{at("a.otf", 0, formulas())}, true},
		"collection":   {[]fontscan.Footprint{at("b.ttc", 1, collection(FontBytes(Serif), formulas()))}, true},
		"not there":    {[]fontscan.Footprint{at("c.ttc", 2, collection(FontBytes(Serif), formulas()))}, false},
		"not allowed":  {[]fontscan.Footprint{at("d.ttc", 1, collection(FontBytes(Serif), allowing(t, formulas(), 2)))}, false},
		"no outline":   {[]fontscan.Footprint{at("e.ttf", 0, FontBytes(Serif))}, false},
		"another does": {[]fontscan.Footprint{gone, at("f.otf", 0, allowing(t, formulas(), 2)), at("g.otf", 0, formulas())}, true},
	} {
		o := Fallback{Embedded: true, Outlines: true}
		o.load()
		o.system, o.prints, o.opened = fontscan.NewFontMap(silent{}), c.prints, map[fontscan.Location]*font.Face{}
		if got := o.Has(fraktur); got != c.found {
			t.Errorf("%s: found %v, want %v", name, got, c.found)
		}
		if c.found {
			id, _ := o.find(fraktur).NominalGlyph(fraktur)
			if len(Outline(o.find(fraktur), id)) == 0 {
				t.Errorf("%s: there is no outline", name)
			}
		}
	}
}

// Shape gives the glyphs that Width measures, each with what it stands for.
func TestShape(t *testing.T) {
	m := NewMeasurer(nil)
	m.Fallback.Embedded = true
	for _, f := range []Font{{Serif, 68}, {Mono, 40}, {Other, 68}} {
		for _, s := range []string{"", "fine office", "naïve e\u0301", "a → b", "שלום"} {
			if f.Face != Other && slices.ContainsFunc([]rune(s), func(r rune) bool { return !m.metrics(f).has(r) }) {
				continue
			}
			var width float32
			runes := 0
			m.Shape(f, s, func(run shaping.Output) {
				width += pixels(run.Advance)
				last := -1
				for _, g := range run.Glyphs {
					if g.ClusterIndex != last {
						runes += g.RuneCount
					}
					last = g.ClusterIndex
				}
			})
			if want := m.Width(f, s); width != want || runes != len([]rune(s)) {
				t.Errorf("%v: %q is %v wide, want %v, of %d characters", f, s, width, want, runes)
			}
		}
	}
}
