package textedit

import (
	"math"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
)

// However the text is made, there are rows for what shows and no more objects
// than a screen can need.
func TestRowsAreThoseThatShow(t *testing.T) {
	growth.Alone(t)
	for name, body := range map[string]string{
		"prose":       prose(1 << 20),
		"one line":    strings.Repeat("word ", 200_000),
		"one word":    strings.Repeat("x", 1<<20),
		"empty lines": strings.Repeat("\n", 100_000),
		"emoji":       strings.Repeat("😀👍🏽 ", 20_000),
		"Chinese":     strings.Repeat("漢字仮名交じり文", 20_000),
		"lists":       strings.Repeat("- a\n  - **b**\n    - *c*\n      - `d`\n", 5_000),
		"marks":       strings.Repeat("*a* **b** `c` ~~d~~ [e](f) ", 20_000),
	} {
		t.Run(name, func(t *testing.T) {
			d := newFixture(t, "|"+body)
			d.parse()
			most := int(math.Ceil(float64(d.ed.Size().Height/d.ed.view.line.height))) + 2
			check := func(when string) {
				t.Helper()
				r := d.ed.r
				if len(r.visible) > most {
					t.Fatalf("%s: %d rows where %d fit", when, len(r.visible), most-2)
				}
				for _, b := range r.visible {
					if b.y > d.ed.view.height() || b.y+d.ed.view.line.height < -d.ed.view.line.height {
						t.Fatalf("%s: a row at %v is drawn", when, b.y)
					}
				}
				if n := len(r.objects); n > maxTexts+2*maxGrounds+4*most+8 {
					t.Fatalf("%s: %d objects", when, n)
				}
			}
			check("at first")
			for range 20 {
				wheel(d, -700)
				check("after scrolling")
			}
			for range 20 {
				d.ed.TypedRune('x')
				check("after a key")
			}
			d.keys("Ctrl+End")
			check("at the end")
		})
	}
}
