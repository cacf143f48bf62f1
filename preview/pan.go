package preview

import (
	"strings"

	"galley.app/galley/internal/typeset"
)

// pan is how far a block that is wider than the page has been slid to the
// left. The units of the block share it.
type pan struct {
	at   int // pixels, at least 0
	wide int // of what is slid
	view int // of the part of it that is shown
	cols int // of the longest line of code, in characters; 0 until counted
}

// sliderHeight is the height of the bar below a block that can be slid.
const sliderHeight = 4

// most is how far it can be slid.
func (p *pan) most() int { return max(0, p.wide-p.view) }

// window is the part of a frame in which boxes slide.
type window struct{ x, w int }

// slides makes the texts of a code unit's frame slide within [x, x+w); they
// begin at left and room is theirs.
func (l *setter) slides(f *frame, u *unit, x, left, w, room int) {
	if u.pan.cols == 0 {
		u.pan.cols = columns(u.node.Literal)
	}
	u.pan.wide = round(float32(u.pan.cols) * l.ts.Space(typeset.Font{Face: typeset.Mono, Size: l.size.code.size}))
	for i := range f.texts {
		f.texts[i].slides = true
		u.pan.wide = max(u.pan.wide, f.texts[i].x+f.texts[i].w-left)
	}
	u.pan.view = room + (left-x)/2
	f.window = window{x + (left-x)/2, w - (left - x)}
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

// slid gives f with what slides moved by the unit's pan. What does not fit is
// cut off between characters, so that nothing is drawn outside of the window.
func (l *setter) slid(f *frame, u *unit) *frame {
	if u.pan == nil || f.window.w <= 0 {
		return f
	}
	u.pan.at = max(0, min(u.pan.at, u.pan.most()))
	if u.pan.most() == 0 {
		return f
	}
	g := *f
	lo, hi := f.window.x, f.window.x+f.window.w
	g.texts, g.rects, g.links, g.pics, g.maths = nil, nil, nil, nil, nil
	for _, b := range f.texts {
		if b.slides {
			b.x -= u.pan.at
			if b.x+b.w <= lo || b.x >= hi || (b.x < lo || b.x+b.w > hi) && !l.crop(&b, lo, hi) {
				continue
			}
		}
		g.texts = append(g.texts, b)
	}
	for _, b := range f.rects {
		if b.slides {
			b.x -= u.pan.at
			if b.x, b.w = clip(b.x, b.w, lo, hi); b.w <= 0 {
				continue
			}
		}
		g.rects = append(g.rects, b)
	}
	for _, b := range f.links {
		if b.x, b.w = clip(b.x-u.pan.at, b.w, lo, hi); b.w > 0 {
			g.links = append(g.links, b)
		}
	}
	for _, b := range f.pics {
		if b.x -= u.pan.at; b.x >= lo && b.x+b.w <= hi {
			g.pics = append(g.pics, b)
		}
	}
	for _, b := range f.maths {
		if b.x -= u.pan.at; b.x >= lo && b.x+b.wide() <= hi {
			g.maths = append(g.maths, b)
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
func (l *setter) crop(b *textBox, lo, hi int) bool {
	exact := b.to-b.at == len(b.s)
	from, to := 0, 0
	var left, right float32
	last := typeset.Cut{}
	for _, c := range l.ts.Cuts(b.font, b.s) {
		switch {
		case float32(b.x)+last.X < float32(lo)-0.5:
			from, left = c.Off, c.X
		case float32(b.x)+c.X <= float32(hi)+0.5:
			to, right = c.Off, c.X
		}
		last = c
	}
	if to <= from {
		return false
	}
	b.s = b.s[from:to]
	if exact {
		b.at, b.to = b.at+from, b.at+to
	}
	b.x += round(left)
	b.w = round(right - left)
	return true
}

// shift gives a unit the frame for its pan.
func (l *setter) shift(u *unit) {
	if u.whole == nil || u.table != nil && u.table.huge() {
		u.whole = l.set(u, u.frame.width)
	}
	u.frame = l.slid(u.whole, u)
}

// slide brings a block's place d pixels further to the left; it reports whether
// that was possible.
func (c *column) slide(to *pan, d int) bool {
	at := max(0, min(to.at+d, to.most()))
	if at == to.at {
		return false
	}
	to.at = at
	for _, u := range c.laid {
		if u.pan == to && u.frame != nil {
			c.set.shift(u)
		}
	}
	return true
}
