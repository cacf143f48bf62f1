package preview

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/assets"
	"galley.app/galley/internal/theme"
	"galley.app/galley/preview/page"
)

// slide brings a block's place d pixels further to the left; it reports whether
// that was possible.
func (h *sliding) slide(to *page.Pan, d int) bool {
	p := h.p
	if !p.col.Slide(to, d) {
		return false
	}
	p.draw()
	return true
}

// wheel slides what is under the pointer for a wheel or a touchpad.
func (h *sliding) wheel(e *fyne.ScrollEvent) {
	p := h.p
	i, _, _ := p.hit(e.Position)
	if i < 0 || p.col.Fragment(i).Pan == nil {
		return
	}
	h.rest -= e.Scrolled.DX * wheel
	whole := float32(math.Trunc(float64(h.rest)))
	h.rest -= whole
	h.slide(p.col.Fragment(i).Pan, int(whole))
}

// sliding is the thin bar below a wide block that the mouse holds.
type sliding struct {
	p    *Pane
	pan  *page.Pan // nil for none
	rest float32
	from float32 // where it was taken hold of
	at   int     // of the pan then
}

// slider is the bar below a wide block, in the pane.
type slider struct {
	pan        *page.Pan
	x, y, w    int // of the whole bar
	thumb, len int // of the part that stands for what is shown
}

// bars are the bars of the wide blocks on screen: at the end of the block,
// or of what is seen of it.
func (h *sliding) bars(list []shown) []slider {
	p := h.p
	var bars []slider
	left, _ := p.column()
	for k, sh := range list {
		u := p.col.Fragment(sh.fragment)
		if u.Pan == nil || u.Pan.Max() == 0 || u.Frame == nil {
			continue
		}
		if k+1 < len(list) && p.col.Fragment(list[k+1].fragment).Pan == u.Pan {
			continue
		}
		w := u.Frame.Window
		y := min(sh.y+u.Gap+u.Frame.Height, int(p.size.Height)) - page.SliderHeight - 3
		if y < sh.y+u.Gap {
			continue
		}
		s := slider{pan: u.Pan, x: left + w.X, y: y, w: w.Width}
		s.len = max(24, s.w*u.Pan.View/u.Pan.Wide)
		s.thumb = s.x + (s.w-s.len)*u.Pan.At/u.Pan.Max()
		bars = append(bars, s)
	}
	return bars
}

// grab takes hold of the bar at a point; beside its thumb, the thumb comes to
// the pointer. It reports whether there is one.
func (h *sliding) grab(pos fyne.Position) bool {
	p := h.p
	if p.r == nil {
		return false
	}
	for _, s := range h.bars(p.r.shown) {
		x, y := int(pos.X), int(pos.Y)
		if x < s.x || x >= s.x+s.w || y < s.y-4 || y >= s.y+page.SliderHeight+4 {
			continue
		}
		if x < s.thumb || x >= s.thumb+s.len {
			h.slide(s.pan, (x-s.len/2-s.x)*s.pan.Max()/max(1, s.w-s.len)-s.pan.At)
		}
		h.pan, h.from, h.at = s.pan, pos.X, s.pan.At
		p.draw()
		return true
	}
	return false
}

// drag moves the bar that is held.
func (h *sliding) drag(pos fyne.Position) {
	p := h.p
	for _, s := range h.bars(p.r.shown) {
		if s.pan == h.pan {
			d := int(pos.X-h.from) * s.pan.Max() / max(1, s.w-s.len)
			h.slide(s.pan, h.at+d-s.pan.At)
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
	for _, s := range p.sliding.bars(r.shown) {
		o := pop(&r.freeRects, &r.made)
		*o = canvas.Rectangle{CornerRadius: page.SliderHeight / 2}
		o.FillColor = p.color(assets.RoleEdge)
		if p.sliding.pan != s.pan {
			o.FillColor = theme.Dim(p.color(assets.RoleEdge), p.color(assets.RoleCode), 0.55)
		}
		o.Resize(fyne.NewSize(float32(s.len), page.SliderHeight))
		o.Move(fyne.NewPos(float32(s.thumb), float32(s.y)))
		r.bars = append(r.bars, o)
		r.objects = append(r.objects, o)
	}
}

// key slides the topmost wide block on screen for a key; it reports whether
// there is one.
func (h *sliding) key(d int) bool {
	p := h.p
	for _, sh := range p.visible(nil) {
		if to := p.col.Fragment(sh.fragment).Pan; to != nil && to.Max() > 0 {
			h.slide(to, d)
			return true
		}
	}
	return false
}
