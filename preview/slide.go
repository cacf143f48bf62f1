package preview

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/assets"
	"galley.app/galley/internal/theme"
)

// slide brings a block's place d pixels further to the left; it tells whether
// that was possible.
func (p *Pane) slide(to *pan, d int) bool {
	if !p.col.slide(to, d) {
		return false
	}
	p.draw()
	return true
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
		o.FillColor = p.color(assets.RoleEdge)
		if p.sliding.pan != s.pan {
			o.FillColor = theme.Dim(p.color(assets.RoleEdge), p.color(assets.RoleCode), 0.55)
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
