//go:build linux

package windowtest

import (
	"fmt"
	"image"
	"image/color"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// TestWindowWritesATable puts a table in, and fills it with Tab and Return: Return goes to the row below while there is
// one, adds one behind the last, and leaves the table out of an empty last row.
func TestWindowWritesATable(t *testing.T) {
	d, path, head := openBody(t, "Tables", "Before.\n\n")
	d.Key("ctrl+End")
	command("Insert table")(d)
	d.gone("palette")
	d.Type("one\ttwo\n") // from the head to the first row
	d.Type("a\tb\nc\n")  // to the second, and to one more
	d.Type("d\n\n")      // to another, and out of it
	d.Type("After.")
	d.Key("ctrl+s")
	d.waitFile(path, head+"Before.\n\n| one | two |     |\n| --- | --- | --- |\n| a   | b   |     |\n| c   |     |     |\n| d   |     |     |\n\nAfter.")
}

// TestWindowKeepsLinesBelow jumps down a long post: the line that is come to is not the last one that is seen.
func TestWindowKeepsLinesBelow(t *testing.T) {
	var long strings.Builder
	for i := range 60 {
		what := "Words"
		if i == 40 {
			what = "❤️"
		}
		fmt.Fprintf(&long, "%s of line %d\n\n", what, i)
	}
	d, _, _ := openBody(t, "Lines", long.String()+"## A heading\n\n| a   | b   |\n| --- | --- |\n| c   | d   |\n\n## Another\n\n- an item\n")
	d.Key("ctrl+g")
	d.part("palette")
	d.Type("81")
	d.Key("Return")
	d.gone("palette")
	text := d.part("text")
	var heart image.Rectangle
	xwindow.Wait(t, "the line with the heart", func() bool {
		heart, _ = counted(d.Shot(), text, heartRed)
		return !heart.Empty()
	})
	d.Settle(text)
	heart, _ = counted(d.Shot(), text, heartRed)
	below := 0
	for _, l := range d.lines("text") {
		if l.Min.Y > heart.Max.Y {
			below++
		}
	}
	if below == 0 {
		t.Errorf("no line is seen below the one that was gone to, at %v in %v", heart, text)
	}

	d.Key("ctrl+End")
	page := d.part("preview")
	xwindow.Wait(t, "the end of the page", func() bool { return len(d.lines("preview")) > 4 })
	shot := d.Settle(page)
	all := d.lines("preview")
	n := len(all)
	heading, head, another, item := all[n-5], all[n-4], all[n-2], all[n-1]
	rule := head.Min.Y
	for y := heading.Max.Y + 1; y < head.Min.Y; y++ {
		if r := image.Rect(head.Min.X, y, head.Max.X, y+1); lightest(shot, r) < 750 {
			rule = y
			break
		}
	}
	if rule == head.Min.Y {
		t.Error("nothing is drawn between a heading and the table below it")
	}
	if gap := rule - heading.Max.Y; gap < heading.Dy()/3 {
		t.Errorf("the table begins %d pixels below its heading, which is %d high", gap, heading.Dy())
	}
	if gap := item.Min.Y - another.Max.Y; gap < another.Dy()/3 {
		t.Errorf("the list begins %d pixels below its heading, which is %d high", gap, another.Dy())
	}
}

// heartRed is the red of a heart.
func heartRed(c color.RGBA) bool { return c.R > 200 && c.G < 100 && c.B > 80 && c.B < 130 }

// lightest is the sum of the colours of the lightest pixel.
func lightest(m *image.RGBA, r image.Rectangle) (most int) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			c := m.RGBAAt(x, y)
			most = max(most, int(c.R)+int(c.G)+int(c.B))
		}
	}
	return most
}
