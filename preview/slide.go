package preview

import (
	"math"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/internal/theme"
)

// pan is how far a block that is wider than the page has been slid to the
// left. The units of the block share it.
type pan struct {
	at   int // pixels, at least 0
	wide int // of what is slid
	view int // of the part of it that is shown
	cols int // of the longest line of code, in characters; 0 until counted
}

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
	u.pan.wide = round(float32(u.pan.cols) * l.ts.font(font{theme.Mono, l.size.code.size}).space)
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
			case r >= 0x1100 && sampleOf(r) != 0, r >= 0xFF00 && r <= 0xFF60, r >= 0x3000 && r <= 0x303F:
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
	last := cut{}
	for _, c := range l.ts.cuts(b.font, b.s) {
		switch {
		case float32(b.x)+last.x < float32(lo)-0.5:
			from, left = c.off, c.x
		case float32(b.x)+c.x <= float32(hi)+0.5:
			to, right = c.off, c.x
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

// slide brings a block's place d pixels further to the left; it tells whether
// that was possible.
func (p *Pane) slide(to *pan, d int) bool {
	at := max(0, min(to.at+d, to.most()))
	if at == to.at {
		return false
	}
	to.at = at
	for _, u := range p.col.laid {
		if u.pan == to && u.frame != nil {
			p.col.set.shift(u)
		}
	}
	p.draw()
	return true
}

// shift gives a unit the frame for its pan.
func (l *setter) shift(u *unit) {
	if u.whole == nil || u.table != nil && u.table.huge() {
		u.whole = l.set(u, u.frame.width)
	}
	u.frame = l.slid(u.whole, u)
}

// aside slides what is under the pointer for a wheel or a touchpad.
func (p *Pane) aside(e *fyne.ScrollEvent) {
	i, _, _ := p.hit(e.Position)
	if i < 0 || p.col.unit(i).pan == nil {
		return
	}
	p.sliding.rest -= e.Scrolled.DX * wheel
	whole := float32(math.Trunc(float64(p.sliding.rest)))
	p.sliding.rest -= whole
	p.slide(p.col.unit(i).pan, int(whole))
}

// sliding is the thin bar below a wide block that the mouse holds.
type sliding struct {
	pan  *pan // nil for none
	rest float32
	from float32 // where it was taken hold of
	at   int     // of the pan then
}

// slider is the bar below a wide block, in the pane.
type slider struct {
	pan        *pan
	x, y, w    int // of the whole bar
	thumb, len int // of the part that stands for what is shown
}

const sliderHeight = 4

// sliders are the bars of the wide blocks on screen: at the end of the block,
// or of what is seen of it.
func (p *Pane) sliders(list []shown) []slider {
	var bars []slider
	left, _ := p.column()
	for k, sh := range list {
		u := p.col.unit(sh.unit)
		if u.pan == nil || u.pan.most() == 0 || u.frame == nil {
			continue
		}
		if k+1 < len(list) && p.col.unit(list[k+1].unit).pan == u.pan {
			continue
		}
		w := u.frame.window
		y := min(sh.y+u.gap+u.frame.height, int(p.size.Height)) - sliderHeight - 3
		if y < sh.y+u.gap {
			continue
		}
		s := slider{pan: u.pan, x: left + w.x, y: y, w: w.w}
		s.len = max(24, s.w*u.pan.view/u.pan.wide)
		s.thumb = s.x + (s.w-s.len)*u.pan.at/u.pan.most()
		bars = append(bars, s)
	}
	return bars
}

// hold takes hold of the bar at a point; beside its thumb, the thumb comes to
// the pointer. It tells whether there is one.
func (p *Pane) hold(pos fyne.Position) bool {
	if p.r == nil {
		return false
	}
	for _, s := range p.sliders(p.r.shown) {
		x, y := int(pos.X), int(pos.Y)
		if x < s.x || x >= s.x+s.w || y < s.y-4 || y >= s.y+sliderHeight+4 {
			continue
		}
		if x < s.thumb || x >= s.thumb+s.len {
			p.slide(s.pan, (x-s.len/2-s.x)*s.pan.most()/max(1, s.w-s.len)-s.pan.at)
		}
		p.sliding.pan, p.sliding.from, p.sliding.at = s.pan, pos.X, s.pan.at
		p.draw()
		return true
	}
	return false
}

// haul moves the bar that is held.
func (p *Pane) haul(pos fyne.Position) {
	for _, s := range p.sliders(p.r.shown) {
		if s.pan == p.sliding.pan {
			d := int(pos.X-p.sliding.from) * s.pan.most() / max(1, s.w-s.len)
			p.slide(s.pan, p.sliding.at+d-s.pan.at)
		}
	}
}

// drawSliders puts the bars over the page.
func (r *renderer) drawSliders() {
	for len(r.bars) > 0 {
		n := len(r.bars) - 1
		r.freeRects = append(r.freeRects, r.bars[n])
		r.bars = r.bars[:n]
	}
	p := r.p
	for _, s := range p.sliders(r.shown) {
		o := pop(&r.freeRects, &r.made)
		*o = canvas.Rectangle{CornerRadius: sliderHeight / 2}
		o.FillColor = p.color(theme.Edge)
		if p.sliding.pan != s.pan {
			o.FillColor = theme.Dim(p.color(theme.Edge), p.color(theme.Code), 0.55)
		}
		o.Resize(fyne.NewSize(float32(s.len), sliderHeight))
		o.Move(fyne.NewPos(float32(s.thumb), float32(s.y)))
		r.bars = append(r.bars, o)
		r.objects = append(r.objects, o)
	}
}

// sideways slides the topmost wide block on screen for a key; it tells whether
// there is one.
func (p *Pane) sideways(d int) bool {
	for _, sh := range p.visible(nil) {
		if to := p.col.unit(sh.unit).pan; to != nil && to.most() > 0 {
			p.slide(to, d)
			return true
		}
	}
	return false
}
