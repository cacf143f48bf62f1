package pdf

import (
	"bytes"
	"compress/zlib"
	"io"
	"strings"
	"testing"
)

// drawn gives what the pages of a file say, unpacked.
func drawn(t testing.TB, file string) string {
	t.Helper()
	var all strings.Builder
	for _, part := range strings.Split(file, "\nstream\n")[1:] {
		z, err := zlib.NewReader(bytes.NewReader([]byte(part)))
		if err != nil {
			continue
		}
		s, err := io.ReadAll(z)
		if err == nil && bytes.Contains(s, []byte(" rg")) {
			all.Write(s)
		}
	}
	return all.String()
}

// TestFormulaLooks asks for the colours, grounds and strokes of formulas on
// paper, and for what commands of the text's own stand for.
func TestFormulaLooks(t *testing.T) {
	page := func(src string) string { s, _ := written(t, book(src)); return drawn(t, s) }
	for _, c := range []struct {
		tex, want string
		times     int
	}{
		{"x", "1.000 0.000 0.000 rg", 0},
		{`\color{red}x`, "1.000 0.000 0.000 rg", 1},
		{`\colorbox{yellow}{x}`, "1.000 1.000 0.000 rg", 1},
		{`\cancel{x}`, " l S", 1},
		{`\xcancel{x}`, " l S", 2},
	} {
		if got := strings.Count(page("$$"+c.tex+"$$"), c.want) - strings.Count(page("$$x$$"), c.want)*min(1, c.times); got != c.times {
			t.Errorf("%s: %q is there %d times more, want %d", c.tex, c.want, got, c.times)
		}
	}
	outlines := func(src string) int { return strings.Count(page(src), " c\n") }
	if own, plain := outlines("$$\\def\\a{xyz}$$\n\n$$\\a$$"), outlines("$$ $$\n\n$$xyz$$"); own == 0 || own != plain {
		t.Errorf("a command of the text's own is drawn with %d curves, what it stands for with %d", own, plain)
	}
}
