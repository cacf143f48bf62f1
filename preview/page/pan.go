package page

import (
	"strings"

	"galley.app/galley/internal/typeset"
)

// Pan is how far a block that is wider than the page has been slid to the
// left. The fragments of the block share it.
type Pan struct {
	At   int // pixels, at least 0
	Wide int // of what is slid
	View int // of the part of it that is shown
	cols int // of the longest line of code, in characters; 0 until counted
}

// SliderHeight is the height of the bar below a block that can be slid.
const SliderHeight = 4

// Max is how far it can be slid.
func (p *Pan) Max() int { return max(0, p.Wide-p.View) }

// Window is the part of a frame in which boxes slide.
type Window struct{ X, Width int }

// slides makes the texts of a code fragment's frame slide within [x, x+w); they
// begin at left and room is theirs.
func (l *Layouter) slides(f *Frame, u *Fragment, x, left, w, room int) {
	if u.Pan.cols == 0 {
		u.Pan.cols = columns(u.Node.Literal)
	}
	u.Pan.Wide = round(float32(u.Pan.cols) * l.Measurer.Space(typeset.Font{Face: typeset.Mono, Size: l.Sizes.code.size}))
	for i := range f.Texts {
		f.Texts[i].slides = true
		u.Pan.Wide = max(u.Pan.Wide, f.Texts[i].X+f.Texts[i].Width-left)
	}
	u.Pan.View = room + (left-x)/2
	f.Window = Window{x + (left-x)/2, w - (left - x)}
}

// columns counts the characters of the longest line, those of East Asian
// scripts twice.
func columns(text string) int {
	most := 1
	for ln := range strings.Lines(text) {
		n := 0
		for _, r := range strings.TrimSuffix(ln, "\n") {
			switch {
			case r == '\t':
				n += 4 - n%4
			case r >= 0x1100 && typeset.IsSquare(r), r >= 0xFF00 && r <= 0xFF60, r >= 0x3000 && r <= 0x303F:
				n += 2
			default:
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// panned gives f with what slides moved by the fragment's pan. What does not fit is
// cut off between characters, so that nothing is drawn outside of the window.
func (l *Layouter) panned(f *Frame, u *Fragment) *Frame {
	if u.Pan == nil || f.Window.Width <= 0 {
		return f
	}
	u.Pan.At = max(0, min(u.Pan.At, u.Pan.Max()))
	if u.Pan.Max() == 0 {
		return f
	}
	g := *f
	lo, hi := f.Window.X, f.Window.X+f.Window.Width
	g.Texts, g.Rects, g.Links, g.Images, g.Formulas = nil, nil, nil, nil, nil
	for _, b := range f.Texts {
		if b.slides {
			b.X -= u.Pan.At
			if b.X+b.Width <= lo || b.X >= hi || (b.X < lo || b.X+b.Width > hi) && !l.crop(&b, lo, hi) {
				continue
			}
		}
		g.Texts = append(g.Texts, b)
	}
	for _, b := range f.Rects {
		if b.slides {
			b.X -= u.Pan.At
			if b.X, b.Width = clip(b.X, b.Width, lo, hi); b.Width <= 0 {
				continue
			}
		}
		g.Rects = append(g.Rects, b)
	}
	for _, b := range f.Links {
		if b.X, b.Width = clip(b.X-u.Pan.At, b.Width, lo, hi); b.Width > 0 {
			g.Links = append(g.Links, b)
		}
	}
	for _, b := range f.Images {
		if b.X -= u.Pan.At; b.X >= lo && b.X+b.Width <= hi {
			g.Images = append(g.Images, b)
		}
	}
	for _, b := range f.Formulas {
		if b.X -= u.Pan.At; b.X >= lo && b.X+b.Width() <= hi {
			g.Formulas = append(g.Formulas, b)
		}
	}
	return &g
}

func clip(x, w, lo, hi int) (int, int) {
	end := min(x+w, hi)
	x = max(x, lo)
	return x, end - x
}

// crop leaves of a text the characters between lo and hi, false if there are
// none.
func (l *Layouter) crop(b *TextBox, lo, hi int) bool {
	exact := b.To-b.From == len(b.Text)
	from, to := 0, 0
	var left, right float32
	last := typeset.Cut{}
	for _, c := range l.Measurer.Cuts(b.Font, b.Text) {
		switch {
		case float32(b.X)+last.X < float32(lo)-0.5:
			from, left = c.Off, c.X
		case float32(b.X)+c.X <= float32(hi)+0.5:
			to, right = c.Off, c.X
		}
		last = c
	}
	if to <= from {
		return false
	}
	b.Text = b.Text[from:to]
	if exact {
		b.From, b.To = b.From+from, b.From+to
	}
	b.X += round(left)
	b.Width = round(right - left)
	return true
}

// repan gives a fragment the frame for its pan.
func (l *Layouter) repan(u *Fragment) {
	if u.whole == nil || u.table != nil && u.table.huge() {
		u.whole = l.Layout(u, u.Frame.width)
	}
	u.Frame = l.panned(u.whole, u)
}

// Slide brings a block's place d pixels further to the left; it reports whether
// that was possible.
func (c *Column) Slide(to *Pan, d int) bool {
	at := max(0, min(to.At+d, to.Max()))
	if at == to.At {
		return false
	}
	to.At = at
	for _, u := range c.laid {
		if u.Pan == to && u.Frame != nil {
			c.Layouter.repan(u)
		}
	}
	return true
}
