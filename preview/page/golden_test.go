package page

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"galley.app/galley/assets"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
)

// go test ./preview/page -run Golden -update writes the golden files anew.
var update = flag.Bool("update", false, "write the golden files anew")

// TestFramesGolden sets each post of testdata at the width of a screen and of a
// phone, and on paper, where nothing slides.
func TestFramesGolden(t *testing.T) {
	names, err := filepath.Glob("testdata/*.md")
	if err != nil || len(names) == 0 {
		t.Fatal("no posts", err)
	}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range []struct {
			name  string
			width int
			paper bool
		}{{"560", 560, false}, {"240", 240, false}, {"paper", 420, true}} {
			t.Run(strings.TrimSuffix(filepath.Base(name), ".md")+"/"+form.name, func(t *testing.T) {
				c := newColumn()
				c.Layouter.Wrap = form.paper
				c.Resize(form.width)
				c.Show(markdown.Dialect{InlineMath: true}.Parse(nil, text.New(string(src)), 0), nil, nil)
				golden(t, strings.TrimSuffix(name, ".md")+"-"+form.name+".txt", written(c))
			})
		}
	}
}

// TestHeadersGolden sets the headings of a page and of a feed's item, and a card.
func TestHeadersGolden(t *testing.T) {
	h := Header{Title: "A title that is long enough to need more than one line on any page", Date: "11 December 2023", Byline: "11 December 2023 · 4 min read"}
	feed := h
	feed.Feed, feed.Site, feed.Author, feed.Summary = true, "Notes", "Ada", "What the post is about."
	for name, h := range map[string]Header{"header": h, "feed": feed} {
		c := newColumn()
		c.Show(parse("Words.\n"), NewHeader(h), nil)
		golden(t, "testdata/"+name+".txt", written(c))
	}
	c := newColumn()
	c.ShowCard(NewCard(parse("![Alt](wide.png)\n"), Post{Header: h, Slug: "title", Description: strings.Repeat("Many words. ", 20)}, Site{Title: "Notes", Host: "example.org"}))
	golden(t, "testdata/card.txt", written(c))
}

// TestPaperGolden sets what paper alone has: bounds of height, all that can be
// opened open, rows of tables that have too many columns as lines, and entries of
// a table of contents.
func TestPaperGolden(t *testing.T) {
	c := newColumn()
	c.Layouter.Wrap, c.Layouter.Tallest = true, 100
	src := "![Alt](wide.png)\n\n<details><summary>One</summary>\n\nHidden.\n\n<details><summary>Two</summary>\n\nMore.\n\n</details>\n\n</details>\n\n" +
		strings.Repeat("| a ", 30) + "|\n" + strings.Repeat("|---", 30) + "|\n" + strings.Repeat("| word ", 30) + "|\n\n" +
		"$$\n\\begin{matrix}" + strings.Repeat("a \\\\ ", 9) + "\\end{matrix}\n$$\n"
	c.Show(parse(src), nil, nil)
	c.ExposeAll()
	var b strings.Builder
	b.WriteString(written(c))
	for _, words := range []string{"", "Short", strings.Repeat("Many words. ", 8)} {
		u := NewEntry(words, "to")
		f := c.Layouter.Layout(u, 420)
		fmt.Fprintf(&b, "entry height %d\n%s", f.Height, f)
	}
	golden(t, "testdata/paper.txt", b.String())
}

// written lists the fragments of a column with their frames and stops.
func written(c *Column) string {
	var b strings.Builder
	for i := range c.Fragments.Len() {
		c.Layout(i)
		u := c.Fragment(i)
		fmt.Fprintf(&b, "fragment y%d gap %d height %d source %d-%d\n%s", c.Y(i), u.Gap, u.Height, u.Start, u.End, u.Frame)
		for _, s := range u.Frame.Stops {
			fmt.Fprintf(&b, "  stop %d=%d\n", s.Y, s.Src)
		}
	}
	return b.String()
}

// golden compares text with a file.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	a, b := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for i := range max(len(a), len(b)) {
		switch {
		case i >= len(a):
			t.Fatalf("%s:%d: new line %q", path, i+1, b[i])
		case i >= len(b):
			t.Fatalf("%s:%d: gone: %q", path, i+1, a[i])
		case a[i] != b[i]:
			t.Fatalf("%s:%d:\n got %s\nwant %s", path, i+1, b[i], a[i])
		}
	}
}

// newColumn is an empty column in the plain theme. It asks no font of the
// system, so that it is the same everywhere.
func newColumn() *Column {
	theme, _ := assets.PageNamed("")
	m := typeset.NewMeasurer(nil)
	m.Fallback.Embedded = true
	colours := NewHighlighter(nil)
	c := &Column{Layouter: &Layouter{Measurer: m, Sizes: NewSizes(theme, 1, false), Image: imageOf, Colours: colours.Runs}}
	c.Resize(420)
	c.Show(nil, nil, nil)
	return c
}

// imageOf is what is known of the images of testdata.
func imageOf(src string) Image {
	switch src {
	case "wide.png":
		return Image{Src: src, Width: 1200, Height: 400}
	case "gone.png":
		return Image{Src: src, Notes: []string{"Image not found", "/posts/" + src}}
	case "later.png":
		return Image{Src: src}
	}
	return Image{Src: src, Width: 24, Height: 16}
}

// The number of a footnote is on the line of the word before it, at every width.
func TestNumberStaysWithItsWord(t *testing.T) {
	for width := 60; width < 400; width += 7 {
		c := newColumn()
		c.Resize(width)
		c.Show(parse("The lines at the top of the file are shown as they are.[^1] And “more.”[^1]\n\n[^1]: A note.\n"), nil, nil)
		c.Layout(0)
		if got := c.Fragment(0).Frame.String(); regexp.MustCompile(`(?m)^  text 0,\d+ .* "1"$`).MatchString(got) {
			t.Errorf("%d pixels wide a line begins with the number:\n%s", width, got)
		}
	}
}
