package preview

import (
	"fmt"
	"strings"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
	"galley.app/galley/preview/markdown"
)

// frame is one unit set in type. Everything is in whole pixels; x counts from
// the left edge of the column, y from the top of the unit below its gap.
type frame struct {
	width  int // of the column it was set for
	height int
	rects  []rectBox
	texts  []textBox
	pics   []picBox
	maths  []mathBox
	links  []linkBox
	stops  []stop
	task   rectBox           // box of the list item's task; empty for none
	art    []string          // images it depends on
	window window            // in which boxes slide
	titles map[string]string // of links, by their destinations
	tinted *markdown.Block   // of whose colours it is made
}

// textBox is one canvas.Text: a run in one style on one line.
type textBox struct {
	s    string
	font typeset.Font
	ink  assets.Role
	x, y int // top left corner, so that the baselines of a line agree
	w    int

	slides bool // to the left, with the block's pan

	split bool              // parts is known
	parts []typeset.Stretch // how it is drawn where its face has not all glyphs

	// The words of the post that s shows: bytes [at, to) of the leaf's words,
	// as package markdown counts them for selections; at == to for what is
	// not of the post, such as a list's number. In a table row, cell tells
	// which leaf.
	at, to int
	cell   int
	top    int // of the line, for the mark of a selection
	tall   int // height of the line; 0: that of the font
}

// drawn is how the text is drawn where its face has not all glyphs, nil for as a
// whole.
func (b *textBox) drawn(m *typeset.Measurer) []typeset.Stretch {
	if !b.split {
		b.split, b.parts = true, m.Stretches(b.font, b.s)
	}
	return b.parts
}

// corners of a rectBox that are rounded.
type corners uint8

const (
	topCorners corners = 1 << iota
	bottomCorners
	allCorners = topCorners | bottomCorners
)

// rectBox is a filled or stroked rectangle.
type rectBox struct {
	x, y, w, h   int
	fill, stroke assets.Role // "" for none
	radius       int
	round        corners
	slides       bool
}

// picBox is a picture: the place on the page of an image that is known.
type picBox struct {
	x, y, w, h int
	src        string
	cover      bool // it fills the box, and its edges are cut off
}

// linkBox is a part of a line that leads somewhere, or has something to say.
type linkBox struct {
	x, y, w, h int
	dest       string
	tip        string
}

// stop ties a height in a frame to the source byte that is set there,
// relative to the top-level block. Stops ascend in y and in src.
type stop struct{ y, src int }

func (f *frame) stop(y, src int) {
	if n := len(f.stops); n > 0 && (f.stops[n-1].src >= src || f.stops[n-1].y >= y) {
		return
	}
	f.stops = append(f.stops, stop{y, src})
}

// link is the destination at a point, "" if there is none.
func (f *frame) link(x, y int) string {
	dest, _ := f.linkTip(x, y)
	return dest
}

// linkTip is link with what else there is to say.
func (f *frame) linkTip(x, y int) (dest, tip string) {
	for _, l := range f.links {
		if x >= l.x && x < l.x+l.w && y >= l.y && y < l.y+l.h {
			return l.dest, l.tip
		}
	}
	return "", ""
}

// add puts g into f at (x, y).
func (f *frame) add(g *frame, x, y int) {
	for _, b := range g.rects {
		b.x, b.y = b.x+x, b.y+y
		f.rects = append(f.rects, b)
	}
	for _, b := range g.texts {
		b.x, b.y, b.top = b.x+x, b.y+y, b.top+y
		f.texts = append(f.texts, b)
	}
	for _, b := range g.pics {
		b.x, b.y = b.x+x, b.y+y
		f.pics = append(f.pics, b)
	}
	for _, b := range g.maths {
		b.x, b.y = b.x+x, b.y+y
		f.maths = append(f.maths, b)
	}
	for _, b := range g.links {
		b.x, b.y = b.x+x, b.y+y
		f.links = append(f.links, b)
	}
}

// String lists the boxes, one a line, for golden files.
func (f *frame) String() string {
	var b strings.Builder
	token := func(n assets.Role) string { return strings.TrimPrefix(string(n), "galley-") }
	for _, r := range f.rects {
		fmt.Fprintf(&b, "  rect %d,%d %dx%d", r.x, r.y, r.w, r.h)
		if r.fill != "" {
			fmt.Fprintf(&b, " fill %s", token(r.fill))
		}
		if r.stroke != "" {
			fmt.Fprintf(&b, " stroke %s", token(r.stroke))
		}
		b.WriteByte('\n')
	}
	for _, t := range f.texts {
		fmt.Fprintf(&b, "  text %d,%d w%d face%d/%d %s %q\n", t.x, t.y, t.w, t.font.Face, t.font.Size, token(t.ink), t.s)
	}
	for _, p := range f.pics {
		fmt.Fprintf(&b, "  pic %d,%d %dx%d %s\n", p.x, p.y, p.w, p.h, p.src)
	}
	for _, m := range f.maths {
		fmt.Fprintf(&b, "  math %d,%d w%d up%d down%d %s %q\n", m.x, m.y, m.wide(), m.up(), m.down(), token(m.color), m.tex.Source)
	}
	for _, l := range f.links {
		fmt.Fprintf(&b, "  link %d,%d %dx%d %s\n", l.x, l.y, l.w, l.h, strings.TrimSpace(l.dest+" "+l.tip))
	}
	return b.String()
}
