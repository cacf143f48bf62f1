package control

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/internal/theme"
)

// Widths at which panes give way, in pixels.
const (
	rightFrom = 900 // a narrower window hides the right pane
	leftFrom  = 620 // a narrower one the left pane too
	leftMin   = 180
	middleMin = 360
	rightMin  = 260
)

// Panes are three panes side by side with hairlines between them that can be
// dragged. The middle one takes what the others leave.
type Panes struct {
	widget.BaseWidget
	LeftWidth  float32 // pixels
	RightShare float32 // of the width that middle and right have together, 0 to 1
	HideLeft   bool
	HideRight  bool
	Only       bool   // show the middle pane alone for the time being
	OnChange   func() // a divider was moved

	left, middle, right fyne.CanvasObject
	first, second       *divider
}

// NewPanes makes three panes.
func NewPanes(left, middle, right fyne.CanvasObject) *Panes {
	p := &Panes{LeftWidth: theme.SidebarWidth, RightShare: 0.47, left: left, middle: middle, right: right}
	p.first = newDivider(func(x float32) { p.LeftWidth = x })
	p.second = newDivider(func(x float32) {
		from := p.leftWidth(p.Size().Width)
		p.RightShare = 1 - (x-from)/(p.Size().Width-from)
	})
	for _, d := range []*divider{p.first, p.second} {
		d.moved = func() {
			p.Refresh()
			if p.OnChange != nil {
				p.OnChange()
			}
		}
	}
	p.ExtendBaseWidget(p)
	return p
}

// ShowsLeft tells whether the left pane is to be seen at the present width.
func (p *Panes) ShowsLeft() bool { return !p.HideLeft && !p.Only && p.Size().Width >= leftFrom }

// ShowsRight tells whether the right pane is to be seen at the present width.
func (p *Panes) ShowsRight() bool { return !p.HideRight && !p.Only && p.Size().Width >= rightFrom }

func (p *Panes) leftWidth(width float32) float32 {
	if !p.ShowsLeft() {
		return 0
	}
	w := p.LeftWidth
	if width < rightFrom {
		w = fyne.Min(w, 220)
	}
	room := width - middleMin
	if p.ShowsRight() {
		room -= rightMin + 1
	}
	return round(fyne.Max(leftMin, fyne.Min(w, room)))
}

// CreateRenderer implements fyne.Widget.
func (p *Panes) CreateRenderer() fyne.WidgetRenderer { return &panesRenderer{p} }

type panesRenderer struct{ p *Panes }

func (r *panesRenderer) Destroy() {}

func (r *panesRenderer) Objects() []fyne.CanvasObject {
	p := r.p
	return []fyne.CanvasObject{p.left, p.middle, p.right, p.first, p.second}
}

func (r *panesRenderer) MinSize() fyne.Size { return fyne.NewSize(480, 320) }

func (r *panesRenderer) Layout(size fyne.Size) {
	p := r.p
	show := func(o fyne.CanvasObject, on bool) {
		if on != o.Visible() {
			if on {
				o.Show()
			} else {
				o.Hide()
			}
		}
	}
	set := func(o fyne.CanvasObject, x, w float32) {
		o.Move(fyne.NewPos(x, 0))
		o.Resize(fyne.NewSize(w, size.Height))
	}
	left := p.leftWidth(size.Width)
	show(p.left, left > 0)
	show(p.first, left > 0)
	x := float32(0)
	if left > 0 {
		set(p.left, 0, left)
		set(p.first, left-3, 7)
		x = left + 1
	}
	end := size.Width
	show(p.right, p.ShowsRight())
	show(p.second, p.ShowsRight())
	if p.ShowsRight() {
		w := round((size.Width - x) * p.RightShare)
		w = fyne.Max(rightMin, fyne.Min(w, size.Width-x-middleMin))
		end = size.Width - w - 1
		set(p.right, end+1, w)
		set(p.second, end-3, 7)
	}
	set(p.middle, x, end-x)
}

func (r *panesRenderer) Refresh() {
	r.Layout(r.p.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

// divider is a hairline with room around it to take hold of.
type divider struct {
	widget.BaseWidget
	line  *Fill
	set   func(x float32)
	moved func()
}

var (
	_ fyne.Draggable     = (*divider)(nil)
	_ desktop.Cursorable = (*divider)(nil)
)

func newDivider(set func(x float32)) *divider {
	d := &divider{line: NewLine(), set: set}
	d.ExtendBaseWidget(d)
	return d
}

func (d *divider) Cursor() desktop.Cursor { return desktop.HResizeCursor }

func (d *divider) Dragged(e *fyne.DragEvent) {
	d.set(d.Position().X + e.Position.X)
	d.moved()
}

func (d *divider) DragEnd() {}

func (d *divider) CreateRenderer() fyne.WidgetRenderer { return &dividerRenderer{d} }

type dividerRenderer struct{ d *divider }

func (r *dividerRenderer) Destroy()                     {}
func (r *dividerRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.d.line} }
func (r *dividerRenderer) MinSize() fyne.Size           { return fyne.NewSize(7, 1) }
func (r *dividerRenderer) Refresh()                     { r.d.line.Refresh() }
func (r *dividerRenderer) Layout(size fyne.Size) {
	r.d.line.Move(fyne.NewPos(3, 0))
	r.d.line.Resize(fyne.NewSize(1, size.Height))
}
