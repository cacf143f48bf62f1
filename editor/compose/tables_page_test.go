package compose

import (
	"math/rand/v2"
	"strings"
	"testing"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/html"
)

// Aligning a table changes nothing on the page, wherever the table stands, and what is no table on
// the page is left alone.
func TestAlignedTablesReadTheSame(t *testing.T) {
	places := []struct{ before, indent string }{
		{"", ""}, {"> ", "> "}, {"- ", "  "}, {"   ", "   "}, {"1. x\n\n   ", "   "}, {"para\n", ""}, {"- x\n    ", "    "}, {"    ", "    "},
	}
	cells := []string{"", " ", "a", " bb ", `c\|c`, "`|`", "日本 ", "`d", "**x**", "- y", "x`y`"}
	page := func(s State) string {
		var b strings.Builder
		if _, err := html.Of(&b, s.Text.String(), markdown.Dialect{}, html.Options{}); err != nil {
			t.Fatal(err)
		}
		// A cell that was not there is aligned as its column now.
		return strings.NewReplacer(` align="left"`, "", ` align="right"`, "", ` align="center"`, "").Replace(b.String())
	}
	aligned := 0
	for seed := range uint64(800) {
		rng := rand.New(rand.NewPCG(seed, 19))
		place := places[rng.IntN(len(places))]
		cols := 1 + rng.IntN(3)
		src := place.before
		for r := range 2 + rng.IntN(3) {
			if r > 0 {
				src += place.indent
			}
			src += []string{"|", "| ", ""}[rng.IntN(3)]
			for c := range cols {
				if r == 1 {
					src += []string{"-", ":-", "--:", " :---: "}[rng.IntN(4)]
				} else {
					src += cells[rng.IntN(len(cells))]
				}
				if c < cols-1 || rng.IntN(2) == 0 {
					src += "|"
				}
			}
			src += "\n"
		}
		s := plain(src+"\nend\n", strings.LastIndex(src, "-"))
		was, before := page(s), s.Text.String()
		s = do(s, AlignTable)
		if s.Text.String() != before {
			aligned++
		}
		if is := page(s); is != was {
			t.Fatalf("%s\nreads\n%s\nand aligned\n%s\nreads\n%s", src, was, s.Text.String(), is)
		}
	}
	if aligned < 200 {
		t.Errorf("only %d tables", aligned)
	}
}
