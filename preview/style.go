package preview

import (
	"math"

	"fyne.io/fyne/v2"

	"galley.app/galley/assets"
	"galley.app/galley/preview/page"
)

// SetStyle sets the page in a theme and, unless palette is nil, in colours of
// its own instead of the window's. It is asked whenever something is drawn.
func (p *Pane) SetStyle(t assets.PageTheme, palette func() *assets.Palette) {
	same := t.Name == p.options.Theme.Name
	p.options.Theme, p.palette = t, palette
	if !same {
		p.restyle()
	}
	p.Refresh()
}

// SetWidth shows the page as it is on a screen that wide, in pixels; 0 fits it
// to the pane. In a pane that is narrower the page is shown smaller.
func (p *Pane) SetWidth(width int) {
	if width == p.page {
		return
	}
	p.page = width
	p.restyle()
}

// Width is what SetWidth set.
func (p *Pane) Width() int { return p.page }

// SetZoom has the type and measures of all that is shown be as many times as
// large as usual.
func (v *Viewer) SetZoom(zoom float32) {
	v.All(func(p *Pane) {
		if zoom > 0 && zoom != p.options.Zoom {
			p.options.Zoom = zoom
			p.restyle()
		}
	})
}

// zoom is by how much the page is scaled.
func (p *Pane) zoom() float32 {
	if p.page > 0 && p.size.Width > 0 && p.size.Width < float32(p.page) {
		return p.options.Zoom * p.size.Width / float32(p.page)
	}
	return p.options.Zoom
}

// sheet is the left edge and the width of the page in the pane.
func (p *Pane) sheet() (x, w int) {
	w = int(p.size.Width)
	if p.page > 0 && p.page < w {
		return (w - p.page) / 2, p.page
	}
	return 0, w
}

// narrowPane is up to how many pixels of width the page's margins shrink.
const narrowPane = 360

// column is the left edge and the width of the text in the pane.
func (p *Pane) column() (x, w int) {
	left, sheet := p.sheet()
	least := narrowPane
	if p.card != nil { // it is all boxes: it needs less beside it
		least = math.MaxInt
	}
	if margin := max(12, sheet/14); sheet < least && sheet > 4*margin && margin < p.col.Layouter.Sizes.Margin {
		return left + margin, sheet - 2*margin
	}
	x, w = p.col.Layouter.Sizes.Column(sheet)
	return left + x, w
}

// restyle sets the whole page anew and keeps the place that is shown.
func (p *Pane) restyle() {
	off, frac := p.Top()
	top := p.top == 0 && p.dy == 0
	d, head := p.col.Doc, p.col.Header
	p.col.Layouter.Sizes = page.NewSizes(p.options.Theme, p.zoom(), p.page > 0 && p.page < assets.NarrowPage)
	p.col.Clear()
	p.col.Width = 0
	if head != nil {
		head = page.NewHeader(*head.Header)
	}
	if p.card != nil {
		p.col.ShowCard(p.card)
	} else {
		p.col.Show(d, head, nil)
	}
	if top {
		p.top, p.dy = 0, 0
	}
	p.pending.restart()
	p.resized()
	if !top {
		p.ScrollTo(off, frac)
	}
}

// drawDesk puts what lies beside a page that is narrower than the pane.
func (r *renderer) drawDesk() {
	x, w := r.p.sheet()
	for i := range r.desk {
		o := r.desk[i]
		o.FillColor = r.p.color(assets.RoleDesk)
		if i >= 2 {
			o.FillColor = r.p.color(assets.RoleLine)
		}
	}
	if x == 0 {
		return
	}
	right := float32(x + w)
	size := r.p.size
	for i, b := range [4][2]float32{{0, float32(x)}, {right, size.Width}, {float32(x) - 1, float32(x)}, {right, right + 1}} {
		r.desk[i].Move(fyne.NewPos(b[0], 0))
		r.desk[i].Resize(fyne.NewSize(b[1]-b[0], size.Height))
		r.objects = append(r.objects, r.desk[i])
	}
}
