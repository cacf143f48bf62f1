package control

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/internal/theme"
)

// Progress is a bar that fills as work gets done.
type Progress struct {
	widget.BaseWidget
	share float32
}

// NewProgress makes an empty bar.
func NewProgress() *Progress {
	p := &Progress{}
	p.ExtendBaseWidget(p)
	return p
}

// Set fills the bar to a share of 0 to 1.
func (p *Progress) Set(share float32) {
	if share = max(0, min(share, 1)); share != p.share {
		p.share = share
		p.Refresh()
	}
}

// Share is how much of the bar is filled, 0 to 1.
func (p *Progress) Share() float32 { return p.share }

// CreateRenderer implements fyne.Widget.
func (p *Progress) CreateRenderer() fyne.WidgetRenderer {
	r := &progressRenderer{p: p, track: canvas.NewRectangle(nil), fill: canvas.NewRectangle(nil)}
	r.track.CornerRadius, r.fill.CornerRadius = 4, 4
	r.Refresh()
	return r
}

type progressRenderer struct {
	p           *Progress
	track, fill *canvas.Rectangle
}

func (r *progressRenderer) Destroy()                     {}
func (r *progressRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.track, r.fill} }
func (r *progressRenderer) MinSize() fyne.Size           { return fyne.NewSize(100, 8) }

func (r *progressRenderer) Layout(size fyne.Size) {
	r.track.Resize(size)
	r.fill.Resize(fyne.NewSize(round(size.Width*r.p.share), size.Height))
}

func (r *progressRenderer) Refresh() {
	r.track.FillColor = theme.Color(theme.Line)
	r.fill.FillColor = theme.Color(theme.Accent)
	if r.p.share == 0 {
		r.fill.FillColor = nil
	}
	r.Layout(r.p.Size())
	canvas.Refresh(r.p)
}
