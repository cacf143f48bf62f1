package linking

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

const (
	popupRow    = 30
	popupRows   = 8   // shown at once, if there is room
	popupWidth  = 440 // if the window is wide enough
	popupPad    = 4   // above the first and below the last row
	popupSide   = 14  // beside what a row says
	popupGap    = 4   // between the caret's row and the list
	popupEdge   = 8   // to the window's edge, at least
	popupIndent = 16  // of a heading below another
)

// popup is the list at the caret. The keys stay with the text.
type popup struct {
	object *fyne.Container
	list   *control.List
	rows   []row
	top    int // level of the highest heading
}

// build makes it, not shown; pick is told of a row that was chosen.
func (p *popup) build(pick func(i int)) {
	p.list = control.NewList(nil)
	p.list.Look = control.Look{
		Height: popupRow, Above: popupPad, Below: popupPad, Side: popupPad, Corner: theme.Radius - 2, Margin: popupSide, Ground: theme.Over, Bare: true,
	}
	p.list.Choice, p.list.Round, p.list.Points, p.list.Aside = true, true, true, true
	p.list.Draw, p.list.OnPick = p.draw, pick
	back := control.NewFill(theme.Over)
	back.Stroke, back.Radius = theme.Line, theme.Radius
	p.object = container.NewStack(control.NewGround(), back, container.New(inset{}, p.list))
	p.object.Hide()
}

// inset leaves the edge around the list.
type inset struct{}

func (inset) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }

func (inset) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(1, 1))
	o[0].Resize(fyne.NewSize(size.Width-2, size.Height-2))
}

func (p *popup) shown() bool { return p.object.Visible() }

func (p *popup) hide() {
	if p.shown() {
		p.object.Hide()
		p.object.Refresh()
	}
}

// show takes the rows that place shows; first is the one that is chosen, -1 none.
func (p *popup) show(rows []row, first int) {
	p.rows, p.top = rows, 6
	for _, r := range rows {
		if r.level > 0 {
			p.top = min(p.top, r.level)
		}
	}
	p.list.Start(len(rows), max(0, first))
	if first < 0 {
		p.list.Go(-1)
	}
}

// place shows the rows beside a caret's row at a place of that height: below it, or above where there is more room.
func (p *popup) place(room fyne.Size, at fyne.Position, height float32) {
	pos, size := placed(room, at, height, len(p.rows))
	if size.Height <= 0 {
		p.hide()
		return
	}
	p.object.Move(pos)
	p.object.Resize(size)
	p.object.Show()
	p.object.Refresh()
}

// placed returns where a list of n rows goes.
func placed(room fyne.Size, at fyne.Position, height float32, n int) (pos fyne.Position, size fyne.Size) {
	tall := func(rows int) float32 { return float32(rows)*popupRow + 2*popupPad + 2 }
	below, above := room.Height-popupEdge-(at.Y+height+popupGap), at.Y-popupGap-popupEdge
	want := tall(min(n, popupRows))
	free, up := below, false
	if want > below && above > below {
		free, up = above, true
	}
	rows := min(n, popupRows, int((free-2*popupPad-2)/popupRow))
	if rows < 1 {
		return pos, size
	}
	size = fyne.NewSize(min(popupWidth, room.Width-2*popupEdge), tall(rows))
	pos = fyne.NewPos(max(popupEdge, min(at.X-popupSide-1, room.Width-popupEdge-size.Width)), at.Y+height+popupGap)
	if up {
		pos.Y = at.Y - popupGap - size.Height
	}
	return fyne.NewPos(float32(int(pos.X)), float32(int(pos.Y))), size
}

// move moves what is chosen by a key.
func (p *popup) move(k fyne.KeyName) {
	_, room := p.list.Page()
	switch k {
	case fyne.KeyUp:
		p.list.Step(-1)
	case fyne.KeyDown:
		p.list.Step(1)
	case fyne.KeyPageUp:
		p.list.Go(max(0, p.list.Current()-room))
	case fyne.KeyPageDown:
		p.list.Go(min(len(p.rows)-1, p.list.Current()+room))
	}
}

// draw draws row i: what it is called, and behind that its address.
func (p *popup) draw(pen *control.Pen, i int, y float32) {
	r := p.rows[i]
	x := float32(popupSide)
	if r.level > 0 {
		x += float32(min(3, r.level-p.top)) * popupIndent
	}
	free := pen.Width - popupSide - x
	title := pen.Fit(r.title, free, theme.TextSize, typeset.Sans)
	used := float32(int(pen.Text(title, x, y, popupRow, theme.TextSize, typeset.Sans, theme.Ink))) + 12
	if r.note != "" && free-used > 40 {
		pen.Text(pen.Fit(r.note, free-used, theme.SmallSize, typeset.Sans), x+used, y, popupRow, theme.SmallSize, typeset.Sans, theme.Muted)
	}
}
