package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// line is words on a baseline of a sheet.
type line struct {
	sheet   int
	y, size float64
	text    string
}

// object gives the object of a number.
func object(t testing.TB, file, number string) string {
	t.Helper()
	_, rest, ok := strings.Cut(file, "\n"+number+" 0 obj\n")
	if !ok {
		t.Fatalf("there is no object %s", number)
	}
	body, _, _ := strings.Cut(rest, "\nendobj\n")
	return body
}

// unpacked gives what the stream of an object holds.
func unpacked(t testing.TB, object string) string {
	t.Helper()
	_, data, _ := strings.Cut(object, "\nstream\n")
	z, err := zlib.NewReader(bytes.NewReader([]byte(data)))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var (
	kidsPattern  = regexp.MustCompile(`/Kids \[([^\]]*)\]`)
	fontPattern  = regexp.MustCompile(`/F(\d+) (\d+) 0 R`)
	drawnPattern = regexp.MustCompile(`/Contents (\d+) 0 R`)
	glyphPattern = regexp.MustCompile(`<([0-9A-F]{4})> <([0-9A-F]+)>\n`)
	writePattern = regexp.MustCompile(`/F(\d+) ([\d.]+) Tf|1 0 0 1 ([-\d.]+) ([-\d.]+) Tm|<([0-9A-F]*)>`)
)

// read gives the words of a file as readers find them: by what its typefaces say
// that the glyphs stand for.
func read(t testing.TB, file string) []line {
	t.Helper()
	_, resources, _ := strings.Cut(file, "/Resources ")
	resources, _, _ = strings.Cut(resources, " 0 R")
	meanings := map[string]map[string]string{}
	for _, f := range fontPattern.FindAllStringSubmatch(object(t, file, resources), -1) {
		_, m, _ := strings.Cut(object(t, file, f[2]), "/ToUnicode ")
		m, _, _ = strings.Cut(m, " 0 R")
		meanings[f[1]] = map[string]string{}
		for _, g := range glyphPattern.FindAllStringSubmatch(unpacked(t, object(t, file, m)), -1) {
			meanings[f[1]][g[1]] = decoded(t, g[2])
		}
	}
	var list []line
	for sheet, kid := range strings.Split(kidsPattern.FindStringSubmatch(file)[1], " 0 R") {
		if kid = strings.TrimSpace(kid); kid == "" {
			continue
		}
		font, size := "", 0.0
		for _, op := range writePattern.FindAllStringSubmatch(unpacked(t, object(t, file, drawnPattern.FindStringSubmatch(object(t, file, kid))[1])), -1) {
			switch {
			case op[1] != "":
				font, size = op[1], number(t, op[2])
			case op[3] != "":
				y := number(t, op[4])
				if n := len(list); n == 0 || list[n-1].sheet != sheet || list[n-1].y != y {
					list = append(list, line{sheet: sheet, y: y})
				}
			default:
				l := &list[len(list)-1]
				l.size = max(l.size, size)
				for i := 0; i+4 <= len(op[5]); i += 4 {
					text, ok := meanings[font][op[5][i:i+4]]
					if !ok {
						t.Errorf("glyph %s of typeface %s stands for nothing", op[5][i:i+4], font)
					}
					l.text += text
				}
			}
		}
	}
	return list
}

func decoded(t testing.TB, digits string) string {
	t.Helper()
	b, err := hex.DecodeString(digits)
	if err != nil {
		t.Fatal(err)
	}
	var list []uint16
	for ; len(b) > 1; b = b[2:] {
		list = append(list, uint16(b[0])<<8|uint16(b[1]))
	}
	return string(utf16.Decode(list))
}

func number(t testing.TB, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// allText is all words of a file but the numbers of its pages, without blanks.
func allText(t testing.TB, file string) string {
	t.Helper()
	var b strings.Builder
	for _, l := range read(t, file) {
		if l.y > pageHeight-bottom {
			b.WriteString(l.text)
		}
	}
	return squeeze(b.String())
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }
