package control

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/internal/theme"
)

// The least widths of panes, in pixels.
const (
	leftMin   = 180
	middleMin = 360
	rightMin  = 260
)

// usualRight is the share that the right pane has of what the left one leaves, until a divider is moved.
const usualRight = 0.47

// Panes are three panes side by side with hairlines between them that can be
// dragged, and are where they were at first after a double click. The middle one
// comes first: it has Least before the others get anything, or what a person who
// drags a divider leaves it. Where there is no room
// for all three the left one is away, and comes over the others when it is asked for;
// where there is none for two, the middle one and the right one take turns.
type Panes struct {
	widget.BaseWidget
	LeftWidth  float32 // pixels
	RightShare float32 // of the width that middle and right have together, 0 to 1
	Least      float32 // width of the middle pane, in pixels; 0 is enough for anything
	Narrow     float32 // to which a divider was dragged below Least, in pixels; 0 where none was
	HideLeft   bool
	HideRight  bool
	Only       bool   // show the middle pane alone for the time being
	OnChange   func() // a divider was moved
	OnAway     func() // the left pane, which was over the others, was clicked away

	over  bool // the left pane is over the others
	right bool // where there is room for one, it is the right one

	panes         [3]fyne.CanvasObject // left, middle, right
	first, second *divider
	shade         *Tappable // over what the left pane is over
	dark          *canvas.Rectangle
	ground        *Fill // behind it
}

// NewPanes makes three panes.
func NewPanes(left, middle, right fyne.CanvasObject) *Panes {
	p := &Panes{LeftWidth: theme.SidebarWidth, RightShare: usualRight, panes: [3]fyne.CanvasObject{left, middle, right}}
	p.dark, p.ground = canvas.NewRectangle(nil), NewFill(theme.Side)
	p.shade = NewTappable(p.dark, func() {
		p.SetOver(false)
		if p.OnAway != nil {
			p.OnAway()
		}
	})
	p.first = newDivider(func(x float32) {
		if at := p.place(p.Size().Width); !p.IsOver() {
			p.leave(at.middle + at.middleWidth - max(leftMin, x) - 1)
		}
		p.LeftWidth = x
	}, func() { p.LeftWidth, p.Narrow = theme.SidebarWidth, 0 })
	p.second = newDivider(func(x float32) {
		from := p.place(p.Size().Width).middle
		p.leave(x - from)
		p.RightShare = 1 - (x-from)/(p.Size().Width-from)
	}, func() { p.RightShare, p.Narrow = usualRight, 0 })
	for _, d := range []*divider{p.first, p.second} {
		d.moved = func() {
			p.LeftWidth = max(leftMin, min(p.LeftWidth, p.Size().Width))
			p.RightShare = max(0, min(p.RightShare, 1))
			p.Refresh()
			if p.OnChange != nil {
				p.OnChange()
			}
		}
	}
	p.ExtendBaseWidget(p)
	return p
}

// Fits reports whether there is room for the left pane beside the others that are wanted, and for the right one beside the
// middle.
func (p *Panes) Fits() (left, right bool) {
	room := p.Size().Width - p.least()
	right = room >= rightMin+1
	if p.HideRight {
		return room >= leftMin+1, right
	}
	return room >= leftMin+1+rightMin+1, right
}

// least is how wide the middle pane is at least as long as nobody makes it narrower.
func (p *Panes) least() float32 { return max(middleMin, p.Least) }

// leave has the middle pane be as wide as a divider is dragged to leave it.
func (p *Panes) leave(width float32) {
	p.Narrow = 0
	if width < p.Least {
		p.Narrow = round(max(middleMin, width))
	}
}

// ShowsLeft reports whether the left pane is seen, beside the others or over them.
func (p *Panes) ShowsLeft() bool {
	fits, _ := p.Fits()
	return !p.Only && (!p.HideLeft && fits || p.over)
}

// ShowsRight reports whether the right pane is seen.
func (p *Panes) ShowsRight() bool {
	_, fits := p.Fits()
	return !p.HideRight && !p.Only && (fits || p.right)
}

// turned reports whether the right pane is seen in the place of the middle one.
func (p *Panes) turned() bool {
	_, fits := p.Fits()
	return p.right && !fits && !p.HideRight && !p.Only
}

// SetOver brings the left pane over the others, where there is no room for it beside them, or takes it away.
func (p *Panes) SetOver(over bool) {
	if p.over != over {
		p.over = over
		p.Refresh()
	}
}

// IsOver reports whether the left pane is over the others.
func (p *Panes) IsOver() bool {
	fits, _ := p.Fits()
	return p.over && !p.Only && (p.HideLeft || !fits)
}

// Turn shows the right pane in the place of the middle one, where there is room for only one, or the middle one again.
func (p *Panes) Turn(right bool) {
	if p.right != right {
		p.right = right
		p.Refresh()
	}
}

// places are where panes begin and how wide they are, in pixels; those that are not seen are 0 wide.
type places struct{ left, middle, middleWidth, right, rightWidth float32 }

func (p *Panes) place(width float32) (at places) {
	if p.turned() {
		return places{rightWidth: width}
	}
	least := p.least()
	if p.Narrow > 0 {
		least = max(middleMin, min(p.Narrow, least))
	}
	room := width - least
	shows := p.ShowsRight()
	if shows {
		room -= rightMin + 1
	}
	if p.ShowsLeft() && !p.IsOver() {
		at.left = round(max(leftMin, min(p.LeftWidth, room-1)))
		at.middle = at.left + 1
	}
	at.middleWidth = width - at.middle
	if shows {
		at.rightWidth = round(at.middleWidth * p.RightShare)
		at.rightWidth = max(rightMin, min(at.rightWidth, at.middleWidth-least-1))
		at.middleWidth -= at.rightWidth + 1
		at.right = width - at.rightWidth
	}
	return at
}

// CreateRenderer implements fyne.Widget.
func (p *Panes) CreateRenderer() fyne.WidgetRenderer { return &panesRenderer{p} }

type panesRenderer struct{ p *Panes }

func (r *panesRenderer) Destroy() {}

func (r *panesRenderer) Objects() []fyne.CanvasObject {
	p := r.p
	if p.IsOver() {
		return []fyne.CanvasObject{p.panes[1], p.panes[2], p.second, p.shade, p.ground, p.panes[0], p.first}
	}
	return []fyne.CanvasObject{p.panes[0], p.panes[1], p.panes[2], p.first, p.second}
}

func (r *panesRenderer) MinSize() fyne.Size { return fyne.NewSize(480, 320) }

func (r *panesRenderer) Layout(size fyne.Size) {
	p := r.p
	set := func(o fyne.CanvasObject, x, w float32) {
		SetVisible(o, w > 0)
		if w > 0 {
			o.Move(fyne.NewPos(x, 0))
			o.Resize(fyne.NewSize(w, size.Height))
		}
	}
	at := p.place(size.Width)
	left, line := at.left, at.left
	if p.IsOver() {
		left = round(max(leftMin, min(p.LeftWidth, size.Width-leftMin/2)))
		line = left
		p.dark.FillColor = theme.Scrim()
		p.shade.Resize(size)
		p.ground.Resize(fyne.NewSize(left, size.Height))
	}
	set(p.panes[0], 0, left)
	SetVisible(p.first, line > 0)
	p.first.Move(fyne.NewPos(line-3, 0))
	p.first.Resize(fyne.NewSize(7, size.Height))
	set(p.panes[1], at.middle, at.middleWidth)
	set(p.panes[2], at.right, at.rightWidth)
	SetVisible(p.second, at.right > 0)
	p.second.Move(fyne.NewPos(at.right-4, 0))
	p.second.Resize(fyne.NewSize(7, size.Height))
}

func (r *panesRenderer) Refresh() {
	r.Layout(r.p.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
	canvas.Refresh(r.p)
}

// divider is a hairline with room around it to take hold of.
type divider struct {
	widget.BaseWidget
	line  *Fill
	set   func(x float32)
	reset func()
	moved func()
}

var (
	_ fyne.Draggable      = (*divider)(nil)
	_ fyne.DoubleTappable = (*divider)(nil)
	_ desktop.Cursorable  = (*divider)(nil)
)

func newDivider(set func(x float32), reset func()) *divider {
	d := &divider{line: NewLine(), set: set, reset: reset}
	d.ExtendBaseWidget(d)
	return d
}

func (d *divider) Cursor() desktop.Cursor { return desktop.HResizeCursor }

func (d *divider) Dragged(e *fyne.DragEvent) {
	d.set(d.Position().X + e.Position.X)
	d.moved()
}

func (d *divider) DragEnd() {}

// DoubleTapped brings the divider back to where it was at first.
func (d *divider) DoubleTapped(*fyne.PointEvent) {
	d.reset()
	d.moved()
}

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
