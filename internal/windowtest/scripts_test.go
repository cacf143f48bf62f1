//go:build linux

package windowtest

import (
	"image"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// openBody is a window on a library with a second post, which is open and has that text.
func openBody(t *testing.T, title, body string) (d *place, path, head string) {
	t.Helper()
	d = lay(t)
	slug := strings.ToLower(title)
	path = filepath.Join(d.dir, "0100-"+slug+".md")
	head = "!! title: " + title + "\n!! slug: " + slug + "\n!! published: 2020-01-02\n!! description: A post that is there for what stands in its text, and for nothing else\n\n---\n\n"
	d.write(path, head+body)
	d.open(xwindow.Options{Args: []string{path}})
	d.WaitTitle(title + " — Galley")
	d.previewed()
	return d, path, head
}

// ink counts the pixels of a part of a picture that are as dark as words in a light theme.
func ink(m *image.RGBA, r image.Rectangle) (n int) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if dark(m, x, y) {
				n++
			}
		}
	}
	return n
}

func dark(m *image.RGBA, x, y int) bool {
	c := m.RGBAAt(x, y)
	return int(c.R)+int(c.G)+int(c.B) < 450
}

// strokes counts the runs of columns with ink: signs that do not touch are one each.
func strokes(m *image.RGBA, r image.Rectangle) (n int) {
	was := false
	for x := r.Min.X; x < r.Max.X; x++ {
		is := ink(m, image.Rect(x, r.Min.Y, x+1, r.Max.Y)) > 0
		if is && !was {
			n++
		}
		was = is
	}
	return n
}

// TestWindowShowsOtherScripts has paragraphs and a heading in Arabic: the page sets each from the side that its first
// letter says, bold is bold and emphasis is seen, a heart is red and as high as a letter; the page that is exported has
// browsers go by the first letter too.
func TestWindowShowsOtherScripts(t *testing.T) {
	const arabic = "مرحبا بالعالم"
	d, _, _ := openBody(t, "Scripts", arabic+"\n\nWords here\n\n**"+arabic+"**\n\n*"+arabic+"*\n\n"+arabic+" and\n\nand "+arabic+"\n\n❤️\n\n## "+arabic+"\n")
	const title, meta = 1, 1
	lines := d.lines("preview")[title+meta:]
	if len(lines) != 8 {
		t.Fatalf("the page shows %d lines", len(lines))
	}
	shot := d.Settle(d.part("preview"))
	left, right := lines[1].Min.X, lines[0].Max.X
	const slack = 4 // letters begin and end a little beside their place
	for i, fromRight := range []bool{true, false, true, true, true, false, false, true} {
		l := lines[i]
		if atLeft, atRight := l.Min.X < left+slack, l.Max.X > right-slack; atLeft == fromRight || atRight != fromRight {
			t.Errorf("block %d is set from %d to %d of a page from %d to %d", i+1, l.Min.X, l.Max.X, left, right)
		}
	}
	if plain, bold := ink(shot, lines[0]), ink(shot, lines[2]); bold*10 < plain*11 {
		t.Errorf("bold words have %d pixels of ink, others %d", bold, plain)
	}
	moved := image.NewRGBA(shot.Rect)
	by := lines[0].Min.Sub(lines[3].Min)
	for y := lines[3].Min.Y; y < lines[3].Max.Y; y++ {
		for x := lines[3].Min.X; x < lines[3].Max.X; x++ {
			moved.SetRGBA(x+by.X, y+by.Y, shot.RGBAAt(x, y))
		}
	}
	if lines[0].Size() == lines[3].Size() && xwindow.Differ(shot, moved, lines[0]) == 0 {
		t.Error("words with emphasis look like others")
	}
	_, red := counted(shot, lines[6], func(c color.RGBA) bool { return c.R > 180 && c.G < 110 && c.B < 130 })
	if red < 30 || lines[6].Dy() < lines[1].Dy()*3/4 {
		t.Errorf("the heart has %d red pixels and is %d high, letters are %d", red, lines[6].Dy(), lines[1].Dy())
	}

	d.Key("ctrl+shift+e")
	d.part("words/Export from")
	d.format("html")
	d.Key("Return")
	page := filepath.Join(filepath.Dir(d.dir), "scripts.html")
	xwindow.Wait(t, "the page", func() bool {
		b, err := os.ReadFile(page)
		html := string(b)
		return err == nil && strings.Contains(html, `<p dir="auto">`+arabic+`</p>`) && strings.Contains(html, `dir="auto">`+arabic+`</h2>`) && strings.Contains(html, `<p>Words here</p>`)
	})
}

// TestWindowShowsSourceAsTyped sets the text in the face without serifs: two signs stay two, and tables stand in columns
// as in the typewriter's.
func TestWindowShowsSourceAsTyped(t *testing.T) {
	d, _, _ := openBody(t, "Source", "=>\n\n->\n\nill\n\nmum\n\n| ill | a   |\n| --- | --- |\n| a   | mum |\n")
	command("Plain face")(d)
	d.gone("palette")
	d.Key("ctrl+End")
	d.waitSetting(`face = "sans"`)
	var lines []image.Rectangle
	xwindow.Wait(t, "the face to be proportional", func() bool {
		lines = d.lines("text")
		return len(lines) == 7 && lines[3].Dx() > 2*lines[2].Dx()
	})
	shot := d.Settle(d.part("text"))
	for i, signs := range []string{"=>", "->"} {
		if n := strokes(shot, lines[i]); n != 2 {
			t.Errorf("%s is shown as %d strokes", signs, n)
		}
	}
	for i := 5; i < 7; i++ {
		if a, b := lines[4], lines[i]; a.Min.X != b.Min.X || a.Max.X != b.Max.X {
			t.Errorf("row %d of the table goes from %d to %d, the first from %d to %d", i-3, b.Min.X, b.Max.X, a.Min.X, a.Max.X)
		}
	}
}
