package pdf

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-text/typesetting/font"

	"galley.app/galley/internal/typeset"
	"galley.app/galley/storage/export/pdf/cff"
)

// faces are the typefaces of a file, in the order in which they were first used.
type faces struct {
	list  []*face
	known map[*font.Font]*face
}

// face is a typeface of which the file has the glyphs that it shows.
type face struct {
	ref    ref
	number int // in the file
	font   *font.Face
	upem   float64
	ids    map[sign]int
	glyphs []cff.Glyph // by number; the first is for what is not there
	texts  []string    // what each stands for
}

// sign is a glyph and what it stands for on the page. The file has a glyph
// once for each text that is set with it, so that what is copied is what was
// written.
type sign struct {
	id   font.GID
	text string
}

// of is the typeface of the file for one that text was set in.
func (s *faces) of(f *font.Face, file *file) *face {
	if t := s.known[f.Font]; t != nil {
		return t
	}
	t := &face{ref: file.reserve(), number: len(s.list), font: f, upem: float64(f.Upem()), ids: map[sign]int{}, glyphs: make([]cff.Glyph, 1), texts: make([]string, 1)}
	t.glyphs[0].Advance = t.upem / 2
	s.known[f.Font] = t
	s.list = append(s.list, t)
	return t
}

// most is how many glyphs a typeface of the file can have.
const most = math.MaxUint16

// glyph is the number of a glyph in the file, which advances that many
// thousandths of its size.
func (t *face) glyph(id font.GID, text string) (number int, advance float64) {
	key := sign{id, text}
	n, ok := t.ids[key]
	if !ok {
		if n = len(t.glyphs); n > most {
			return 0, math.Round(t.glyphs[0].Advance * cff.Em / t.upem)
		}
		t.ids[key] = n
		t.glyphs = append(t.glyphs, cff.Glyph{Outline: typeset.Outline(t.font, id), Advance: float64(t.font.HorizontalAdvance(id))})
		t.texts = append(t.texts, text)
	}
	return n, math.Round(t.glyphs[n].Advance * cff.Em / t.upem)
}

// name is the typeface's with its cut. It begins with six capitals and a plus
// where the file has a part of it only (ISO 32000-1, 9.6.4), others for each.
func (t *face) name(n int) string {
	d := t.font.Describe()
	name := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, d.Family)
	cut := ""
	if d.Aspect.Weight >= font.WeightSemibold {
		cut += "Bold"
	}
	if d.Aspect.Style == font.StyleItalic {
		cut += "Italic"
	}
	if cut != "" {
		name += "-" + cut
	}
	return fmt.Sprintf("GAL%c%c%c+%s", 'A'+n/676%26, 'A'+n/26%26, 'A'+n%26, name)
}

// write writes the typefaces into the file.
func (s *faces) write(f *file) {
	for n, t := range s.list {
		name := t.name(n)
		data, box := cff.Write(name, t.glyphs, t.upem)
		program := f.reserve()
		f.packed(program, "/Subtype /CIDFontType0C", data)
		up, down := float64(box.Top), float64(box.Bottom)
		if e, ok := t.font.FontHExtents(); ok {
			up, down = float64(e.Ascender)*cff.Em/t.upem, float64(e.Descender)*cff.Em/t.upem
		}
		const symbols = 4 // more than the letters of the first typewriters
		about := f.add("<</Type /FontDescriptor /FontName /%s /Flags %d /FontBBox [%d %d %d %d] /ItalicAngle 0 /Ascent %s /Descent %s /CapHeight %s /StemV 80 /FontFile3 %v>>",
			name, symbols, box.Left, box.Bottom, box.Right, box.Top, num(up), num(down), num(up), program)
		var widths strings.Builder
		for i := range t.glyphs {
			fmt.Fprintf(&widths, " %s", num(math.Round(t.glyphs[i].Advance*cff.Em/t.upem)))
		}
		part := f.add("<</Type /Font /Subtype /CIDFontType0 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor %v /W [0 [%s]]>>",
			name, about, strings.TrimSpace(widths.String()))
		meaning := f.reserve()
		f.packed(meaning, "", []byte(t.meaning()))
		f.put(t.ref, "<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%v] /ToUnicode %v>>", name, part, meaning)
	}
}

// meaning is what the glyphs stand for, as the format has it.
func (t *face) meaning() string {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	var lines []string
	for n, text := range t.texts {
		if text != "" {
			lines = append(lines, fmt.Sprintf("<%04X> <%s>\n", n, units(text)))
		}
	}
	for part := range slices.Chunk(lines, 100) {
		fmt.Fprintf(&b, "%d beginbfchar\n%sendbfchar\n", len(part), strings.Join(part, ""))
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.String()
}
