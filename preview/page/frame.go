package page

import (
	"fmt"
	"strings"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
)

// Frame is one fragment set in type. Everything is in whole pixels; x counts from
// the left edge of the column, y from the top of the fragment below its gap.
type Frame struct {
	width      int // of the column it was set for
	Height     int
	Rects      []RectBox
	Texts      []TextBox
	Images     []ImageBox
	Formulas   []FormulaBox
	Links      []LinkBox
	Stops      []Stop
	Task       RectBox           // box of the list item's task; empty for none
	images     []string          // images it depends on
	Window     Window            // in which boxes slide
	LinkTitles map[string]string // of links, by their destinations
	code       *markdown.Block   // of whose colours it is made
}

// TextBox is a run of text in one style on one line. Its baseline lies
// Measurer.Drop of the font below Y.
type TextBox struct {
	Text  string
	Font  typeset.Font
	Role  assets.Role
	X, Y  int // top left corner, so that the baselines of a line agree
	Width int

	slides bool // to the left, with the block's pan

	split     bool              // stretches is known
	stretches []typeset.Stretch // how it is drawn where its face has not all glyphs

	// The words of the post that Text shows: bytes [From, To) of the leaf's
	// words, as package markdown counts them for selections; From == To for
	// what is not of the post, such as a list's number. In a table row, Cell
	// is which leaf.
	From, To int
	Cell     int
	Top      int // of the line, for the mark of a selection
	Tall     int // height of the line; 0: that of the font
}

// Drawn is how the text is drawn where its face has not all glyphs, nil for as a
// whole.
func (b *TextBox) Drawn(m *typeset.Measurer) []typeset.Stretch {
	if !b.split {
		b.split, b.stretches = true, m.Stretches(b.Font, b.Text)
	}
	return b.stretches
}

// Corners are those of a RectBox that are rounded.
type Corners uint8

// The corners of a RectBox.
const (
	TopLeft Corners = 1 << iota
	TopRight
	BottomLeft
	BottomRight

	TopCorners    = TopLeft | TopRight
	BottomCorners = BottomLeft | BottomRight
	LeftCorners   = TopLeft | BottomLeft
	AllCorners    = TopCorners | BottomCorners
)

// RectBox is a filled or stroked rectangle.
type RectBox struct {
	X, Y, Width, Height int
	Fill, Stroke        assets.Role // "" for none
	Radius              int
	Corners             Corners
	slides              bool
}

// ImageBox is a picture: the place on the page of an image that is known.
type ImageBox struct {
	X, Y, Width, Height int
	Src                 string
	Alt                 string // what it shows, in words
	Cover               bool   // it fills the box, and its edges are cut off
	Radius              int    // of the box's corners, where it is filled
	Corners             Corners
}

// LinkBox is a part of a line that leads somewhere, or has something to say.
type LinkBox struct {
	X, Y, Width, Height int
	Dest                string
	tip                 string
}

// Stop ties a height in a frame to the source byte that is set there,
// relative to the top-level block. Stops ascend in y and in src.
type Stop struct{ Y, Src int }

func (f *Frame) stop(y, src int) {
	if n := len(f.Stops); n > 0 && (f.Stops[n-1].Src >= src || f.Stops[n-1].Y >= y) {
		return
	}
	f.Stops = append(f.Stops, Stop{y, src})
}

// Link is the destination at a point of the frame, "" if there is none.
func (f *Frame) Link(x, y int) string {
	dest, _ := f.LinkAt(x, y)
	return dest
}

// LinkAt is Link, with the title that HTML gives what is there.
func (f *Frame) LinkAt(x, y int) (dest, tip string) {
	for _, l := range f.Links {
		if x >= l.X && x < l.X+l.Width && y >= l.Y && y < l.Y+l.Height {
			return l.Dest, l.tip
		}
	}
	return "", ""
}

// add puts g into f at (x, y).
func (f *Frame) add(g *Frame, x, y int) {
	for _, b := range g.Rects {
		b.X, b.Y = b.X+x, b.Y+y
		f.Rects = append(f.Rects, b)
	}
	for _, b := range g.Texts {
		b.X, b.Y, b.Top = b.X+x, b.Y+y, b.Top+y
		f.Texts = append(f.Texts, b)
	}
	for _, b := range g.Images {
		b.X, b.Y = b.X+x, b.Y+y
		f.Images = append(f.Images, b)
	}
	for _, b := range g.Formulas {
		b.X, b.Y = b.X+x, b.Y+y
		f.Formulas = append(f.Formulas, b)
	}
	for _, b := range g.Links {
		b.X, b.Y = b.X+x, b.Y+y
		f.Links = append(f.Links, b)
	}
}

// String lists the boxes, one a line, for golden files.
func (f *Frame) String() string {
	var b strings.Builder
	token := func(n assets.Role) string { return strings.TrimPrefix(string(n), "galley-") }
	for _, r := range f.Rects {
		fmt.Fprintf(&b, "  rect %d,%d %dx%d", r.X, r.Y, r.Width, r.Height)
		if r.Fill != "" {
			fmt.Fprintf(&b, " fill %s", token(r.Fill))
		}
		if r.Stroke != "" {
			fmt.Fprintf(&b, " stroke %s", token(r.Stroke))
		}
		b.WriteByte('\n')
	}
	for _, t := range f.Texts {
		fmt.Fprintf(&b, "  text %d,%d w%d face%d/%d %s %q\n", t.X, t.Y, t.Width, t.Font.Face, t.Font.Size, token(t.Role), t.Text)
	}
	for _, p := range f.Images {
		fmt.Fprintf(&b, "  pic %d,%d %dx%d %s\n", p.X, p.Y, p.Width, p.Height, p.Src)
	}
	for _, m := range f.Formulas {
		fmt.Fprintf(&b, "  math %d,%d w%d up%d down%d %s %q\n", m.X, m.Y, m.Width(), m.ascent(), m.descent(), token(m.Role), m.TeX.Source)
	}
	for _, l := range f.Links {
		fmt.Fprintf(&b, "  link %d,%d %dx%d %s\n", l.X, l.Y, l.Width, l.Height, strings.TrimSpace(l.Dest+" "+l.tip))
	}
	return b.String()
}
