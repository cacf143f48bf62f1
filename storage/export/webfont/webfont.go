// Package webfont cuts typefaces down to what a text shows, as files for pages in
// the Web Open Font Format 2.
//
// Glyphs keep their numbers, and what joins, places and replaces them stays whole,
// so that a browser sets a text as the full typeface would. The outlines of glyphs
// that the text does not show are empty, and its other characters are not there,
// so that a browser takes them from elsewhere.
package webfont

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"
)

// quick is the level at which a part takes some hundredths of a second.
const quick = 5

var errOutlines = errors.New("it has no TrueType outlines")

// known are the tables that a part keeps, with the number that the format has for
// each.
var known = map[string]byte{
	"cmap": 0, "head": 1, "hhea": 2, "hmtx": 3, "maxp": 4, "name": 5, "OS/2": 6, "post": 7, "cvt ": 8, "fpgm": 9, "glyf": 10, "loca": 11, "prep": 12, "gasp": 16,
	"GDEF": 25, "GPOS": 26, "GSUB": 27,
}

// many are as many words as are set to find out with which glyphs.
const many = 30_000

// Key is what decides on a part, given its typeface: parts of words with the same
// key are the same. Of very many words it is their characters.
func Key(words []string) string {
	if len(words) <= many {
		return strings.Join(words, " ")
	}
	return "all glyphs, and the characters " + string(slices.Sorted(maps.Keys(runes(words))))
}

// runes are the characters of words.
func runes(words []string) map[rune]bool {
	all := map[rune]bool{}
	for _, w := range words {
		for _, r := range w {
			all[r] = true
		}
	}
	return all
}

// Part returns a typeface with the glyphs that words are set with; nil where it has
// none of their characters. Of very many words it keeps all glyphs. A bare one lacks
// what joins, places and replaces glyphs, which is the most of a part of few words.
func Part(file []byte, words []string, bare bool) ([]byte, error) {
	ld, err := opentype.NewLoader(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("reading a typeface: %w", err)
	}
	whole, err := font.NewFont(ld)
	if err != nil {
		return nil, fmt.Errorf("reading a typeface: %w", err)
	}
	tables := map[string][]byte{}
	for tag := range known {
		if bare && (tag == "GPOS" || tag == "GSUB" || tag == "GDEF") {
			continue
		}
		if data, err := ld.RawTable(opentype.MustNewTag(tag)); err == nil {
			tables[tag] = data
		}
	}
	if len(tables["glyf"]) == 0 || len(tables["loca"]) == 0 || len(tables["head"]) < 54 {
		return nil, errOutlines
	}
	var chars map[rune]font.GID
	var glyphs map[font.GID]bool
	if face := font.NewFace(whole); len(words) <= many {
		chars, glyphs = shown(face, words)
	} else {
		chars, glyphs = map[rune]font.GID{}, map[font.GID]bool{}
		for r := range runes(words) {
			if id, ok := face.NominalGlyph(r); ok {
				chars[r] = id
			}
		}
		for id := range font.GID(len(tables["loca"]) / 2) {
			glyphs[id] = true
		}
	}
	if len(chars) == 0 {
		return nil, nil
	}
	if err := empty(tables, glyphs); err != nil {
		return nil, err
	}
	tables["cmap"] = cmap(chars)
	tables["post"] = slices.Concat([]byte{0, 3, 0, 0}, tables["post"][4:32]) // without the names of glyphs
	return pack(tables), nil
}

// shown returns the characters of words that a face has, and all glyphs that they
// may be set with.
func shown(face *font.Face, words []string) (chars map[rune]font.GID, glyphs map[font.GID]bool) {
	chars, glyphs = map[rune]font.GID{}, map[font.GID]bool{0: true}
	hb := harfbuzz.NewFont(face)
	b := harfbuzz.NewBuffer() // one for all, since it remembers how a script is set
	for _, w := range words {
		runes := []rune(w)
		for _, r := range runes {
			if id, ok := face.NominalGlyph(r); ok {
				chars[r], glyphs[id] = id, true
			}
		}
		b.Clear()
		b.AddRunes(runes, 0, len(runes))
		b.Props.Direction, b.Props.Script, b.Props.Language = harfbuzz.LeftToRight, language.Latin, "en"
		b.Shape(hb, nil)
		for _, g := range b.Info {
			glyphs[g.Glyph] = true
		}
	}
	return chars, glyphs
}

// empty takes the outlines of all other glyphs away.
func empty(tables map[string][]byte, glyphs map[font.GID]bool) error {
	glyf, loca := tables["glyf"], tables["loca"]
	long := binary.BigEndian.Uint16(tables["head"][50:]) != 0
	n := len(loca)/2 - 1
	if long {
		n = len(loca)/4 - 1
	}
	at := func(i int) int {
		if long {
			return int(binary.BigEndian.Uint32(loca[4*i:]))
		}
		return 2 * int(binary.BigEndian.Uint16(loca[2*i:]))
	}
	outline := func(i int) []byte {
		if i < 0 || i >= n || at(i) > at(i+1) || at(i+1) > len(glyf) {
			return nil
		}
		return glyf[at(i):at(i+1)]
	}
	for queue := slices.Collect(maps.Keys(glyphs)); len(queue) > 0; queue = queue[1:] {
		for _, part := range components(outline(int(queue[0]))) {
			if !glyphs[part] {
				glyphs[part] = true
				queue = append(queue, part)
			}
		}
	}
	var out, index []byte
	for i := range n {
		index = binary.BigEndian.AppendUint32(index, uint32(len(out)))
		if glyphs[font.GID(i)] {
			out = append(out, outline(i)...)
			for len(out)%4 != 0 {
				out = append(out, 0)
			}
		}
	}
	index = binary.BigEndian.AppendUint32(index, uint32(len(out)))
	head := slices.Clone(tables["head"])
	binary.BigEndian.PutUint16(head[50:], 1)
	tables["glyf"], tables["loca"], tables["head"] = out, index, head
	return nil
}

// components are the glyphs that an outline is put together of.
func components(outline []byte) (list []font.GID) {
	if len(outline) < 10 || int16(binary.BigEndian.Uint16(outline)) >= 0 {
		return nil
	}
	const wordArguments, scale, more, scales, matrix = 1, 8, 32, 64, 128
	for b := outline[10:]; len(b) >= 4; {
		flags := binary.BigEndian.Uint16(b)
		list = append(list, font.GID(binary.BigEndian.Uint16(b[2:])))
		size := 6
		if flags&wordArguments != 0 {
			size += 2
		}
		switch {
		case flags&scale != 0:
			size += 2
		case flags&scales != 0:
			size += 4
		case flags&matrix != 0:
			size += 8
		}
		if flags&more == 0 || size > len(b) {
			break
		}
		b = b[size:]
	}
	return list
}

// cmap is the table of characters: a group for each.
func cmap(chars map[rune]font.GID) []byte {
	u32 := binary.BigEndian.AppendUint32
	b := []byte{0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12, 0, 12, 0, 0} // one table, for Windows and all of Unicode, of format 12
	b = u32(u32(u32(b, uint32(16+12*len(chars))), 0), uint32(len(chars)))
	for _, r := range slices.Sorted(maps.Keys(chars)) {
		b = u32(u32(u32(b, uint32(r)), uint32(r)), uint32(chars[r]))
	}
	return b
}

// pack writes tables as a WOFF2 file, with glyf and loca as they are.
func pack(tables map[string][]byte) []byte {
	const flavour, headerSize, entrySize, sfntHeader = 0x00010000, 48, 16, 12
	names := slices.Sorted(maps.Keys(tables))
	at := slices.Index(names, "loca")
	names = slices.Insert(slices.Delete(names, at, at+1), slices.Index(names, "glyf")+1, "loca") // behind glyf, as the format wants it
	var directory, stream []byte
	size := sfntHeader + entrySize*len(names)
	for _, name := range names {
		data := tables[name]
		flags := known[name]
		if name == "glyf" || name == "loca" {
			flags |= 3 << 6 // not transformed
		}
		directory = append(directory, flags)
		directory = base128(directory, uint32(len(data)))
		stream = append(stream, data...)
		size += (len(data) + 3) &^ 3
	}
	var packed bytes.Buffer
	w := brotli.NewWriterLevel(&packed, quick)
	_, _ = w.Write(stream) // to memory
	_ = w.Close()
	total := headerSize + len(directory) + packed.Len()
	pad := -total & 3
	var b []byte
	u16, u32 := binary.BigEndian.AppendUint16, binary.BigEndian.AppendUint32
	b = append(b, "wOF2"...)
	b = u32(u32(b, flavour), uint32(total+pad))
	b = u16(u16(b, uint16(len(names))), 0)
	b = u32(u32(b, uint32(size)), uint32(packed.Len()))
	b = append(b, make([]byte, headerSize-len(b))...) // version, and neither metadata nor private data
	b = append(append(b, directory...), packed.Bytes()...)
	return append(b, make([]byte, pad)...)
}

// base128 appends a number in groups of seven bits.
func base128(b []byte, n uint32) []byte {
	started := false
	for shift := 28; shift >= 0; shift -= 7 {
		group := byte(n>>shift) & 0x7F
		if group == 0 && !started && shift > 0 {
			continue
		}
		started = true
		if shift > 0 {
			group |= 0x80
		}
		b = append(b, group)
	}
	return b
}
