package webfont

import (
	"bytes"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/harfbuzz"
	"github.com/go-text/typesetting/language"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
)

// unpacked reads a WOFF2 file whose tables are not transformed, as its format has
// it, and makes a face of it.
func unpacked(t *testing.T, data []byte) *font.Face {
	t.Helper()
	u16, u32 := binary.BigEndian.Uint16, binary.BigEndian.Uint32
	if string(data[:4]) != "wOF2" || int(u32(data[8:])) != len(data) {
		t.Fatalf("the file says it has %d bytes of %d", u32(data[8:]), len(data))
	}
	names := map[byte]string{}
	for name, n := range known {
		names[n] = name
	}
	type entry struct {
		name string
		size int
	}
	var list []entry
	at, before := 48, ""
	for range u16(data[12:]) {
		flags := data[at]
		at++
		size := 0
		for {
			b := data[at]
			at++
			size = size<<7 | int(b&0x7F)
			if b&0x80 == 0 {
				break
			}
		}
		name := names[flags&0x3F]
		if transform := flags >> 6; (name == "glyf" || name == "loca") != (transform == 3) {
			t.Fatalf("%s is transformed by %d", name, transform)
		}
		if name == "loca" && before != "glyf" {
			t.Fatalf("loca follows %s", before)
		}
		before = name
		list = append(list, entry{name, size})
	}
	stream, err := io.ReadAll(brotli.NewReader(bytes.NewReader(data[at : at+int(u32(data[20:]))])))
	if err != nil {
		t.Fatal(err)
	}
	var tables []opentype.Table
	for _, e := range list {
		tables = append(tables, opentype.Table{Tag: opentype.MustNewTag(e.name), Content: stream[:e.size]})
		stream = stream[e.size:]
	}
	if len(stream) > 0 {
		t.Fatalf("%d bytes are left", len(stream))
	}
	slices.SortFunc(tables, func(a, b opentype.Table) int { return int(a.Tag) - int(b.Tag) })
	face, err := font.ParseTTF(bytes.NewReader(opentype.WriteTTF(tables)))
	if err != nil {
		t.Fatal(err)
	}
	return face
}

// set is how a face sets words: what is drawn, where.
func set(face *font.Face, words string) (list []any) {
	b := harfbuzz.NewBuffer()
	runes := []rune(words)
	b.AddRunes(runes, 0, len(runes))
	b.Props.Direction, b.Props.Script, b.Props.Language = harfbuzz.LeftToRight, language.Latin, "en"
	b.Shape(harfbuzz.NewFont(face), nil)
	for i, g := range b.Info {
		list = append(list, g.Glyph, b.Pos[i].XAdvance, b.Pos[i].XOffset, b.Pos[i].YOffset, len(typeset.Outline(face, g.Glyph)))
	}
	return list
}

// A part sets its words as the whole typeface does, whatever stands together.
func TestPartSetsAsTheWhole(t *testing.T) {
	const letters = "fiflTWAVgjyoaeä ö,.’“”–-1/2ßéłQ@&=>*"
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, f := range typeset.Faces() {
		var words []string
		for range 40 {
			var w strings.Builder
			for range 1 + rnd.IntN(9) {
				r := []rune(letters)
				w.WriteRune(r[rnd.IntN(len(r))])
			}
			words = append(words, w.String())
		}
		data, err := Part(typeset.FontBytes(f), words, false)
		if err != nil {
			t.Fatalf("%s: %v", typeset.FontName(f), err)
		}
		whole, part := f.New(), unpacked(t, data)
		for _, w := range words {
			if want, got := set(whole, w), set(part, w); !slices.Equal(got, want) {
				t.Errorf("%s sets %q as\n%v, want\n%v", typeset.FontName(f), w, got, want)
			}
		}
		if _, ok := part.NominalGlyph('Ω'); ok {
			t.Errorf("%s has a character that is not in the words", typeset.FontName(f))
		}
		if len(data) > len(typeset.FontBytes(f))/3 {
			t.Errorf("%s: the part has %d bytes of %d", typeset.FontName(f), len(data), len(typeset.FontBytes(f)))
		}
	}
}

// Of very many words a part keeps all glyphs, so that it and its key change with their characters alone.
func TestPartOfManyWords(t *testing.T) {
	var one, other []string
	for i := range many + 1 {
		one, other = append(one, strconv.Itoa(i)), append(other, "0"+strconv.Itoa(i))
	}
	other = append(other, "fi") // letters that are one glyph where they stand together
	one = append(one, "f", "i")
	file := typeset.FontBytes(typeset.Serif)
	part := func(words []string) []byte {
		t.Helper()
		data, err := Part(file, words, false)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	a, b := part(one), part(other)
	if Key(one) != Key(other) || !bytes.Equal(a, b) {
		t.Errorf("other words make another part: %d and %d bytes", len(a), len(b))
	}
	face := unpacked(t, b)
	if want, got := set(typeset.Serif.New(), "fi 12"), set(face, "fi 12"); !slices.Equal(got[:5], want[:5]) {
		t.Errorf("fi is set as %v, want %v", got, want)
	}
	if _, ok := face.NominalGlyph('x'); ok {
		t.Error("it has a character that is not in the words")
	}
	more := append(slices.Clone(one), "x")
	if Key(more) == Key(one) || bytes.Equal(part(more), a) {
		t.Error("another character makes no other part")
	}
	if few := []string{"f", "i"}; Key(few) == Key([]string{"fi"}) {
		t.Error("of few words the key are their letters")
	}
}

func TestPartOfNothing(t *testing.T) {
	for _, words := range [][]string{nil, {""}, {"日本"}} {
		if data, err := Part(typeset.FontBytes(typeset.Serif), words, false); data != nil || err != nil {
			t.Errorf("%q: %d bytes, %v", words, len(data), err)
		}
	}
	for _, file := range [][]byte{nil, []byte("no typeface"), assets.Read("fonts/STIXTwoMath-Regular.otf")} {
		if _, err := Part(file, []string{"a"}, false); err == nil {
			t.Error("a file that has no outlines is cut")
		}
	}
}

// A page is set in the cuts that its elements ask for, and in no others.
func TestOf(t *testing.T) {
	plain, _ := assets.PageNamed("plain")
	modern, _ := assets.PageNamed("modern")
	for _, x := range []struct {
		theme assets.PageTheme
		page  string
		want  string
	}{
		{plain, "<p>Words</p>", "literata-400 inter-400"},
		{plain, "<p>Words <b>and</b> <i>so</i></p>", "literata-400 literata-700 literata-400-italic inter-400"},
		{plain, "<blockquote><p>Words <strong>and</strong></p></blockquote>", "literata-400 literata-400-italic literata-700-italic inter-400"},
		{plain, "<pre><code>x</code></pre><h2>A <code>b</code></h2>", "literata-400 ibm-plex-mono-400 literata-700 inter-400"},
		{modern, "<h1>A</h1><p><b><i>both</i></b></p>", "inter-400 inter-600"},
	} {
		cuts, _ := Of(x.theme, x.page)
		var names []string
		for _, c := range cuts {
			names = append(names, strings.TrimSuffix(c.Name(), ".woff2"))
		}
		if got := strings.Join(names, " "); got != x.want {
			t.Errorf("%s of %s: %s, want %s", x.page, x.theme.Name, got, x.want)
		}
	}
	if _, words := Of(plain, "<p>o<a>ffi</a>ce</p><p>next&amp;last</p>"); !slices.Equal(words, []string{"next&last", "office"}) {
		t.Errorf("%q", words)
	}
}

// Every cut names a licence that is there.
func TestLicences(t *testing.T) {
	for _, theme := range assets.PageThemes() {
		for _, c := range All(theme) {
			if text := string(assets.Read(c.Licence())); !strings.Contains(text, "SIL OPEN FONT LICENSE") {
				t.Errorf("%s: no licence in %s", c.Name(), c.Licence())
			}
		}
	}
}
