package control

import (
	"fyne.io/fyne/v2"

	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

const (
	menuRow   = 30
	menuGap   = 9 // a line between groups
	menuPad   = 5 // above the first and below the last row
	menuSide  = 14
	menuLeast = 180 // width
	menuMost  = 420
)

// MenuItem is a row of a Menu.
type MenuItem struct {
	Title string
	Keys  string // at the right end
	Bold  bool
	Off   bool // cannot be chosen
	Split bool // a line goes before it
	Do    func()
}

func (it MenuItem) face() typeset.Face {
	if it.Bold {
		return typeset.SansBold
	}
	return typeset.Sans
}

// Menu is a list of things to do at a place of the window. The arrow keys
// choose, Enter and the space bar do, Escape takes it away.
type Menu struct {
	Items   []MenuItem
	First   bool   // the first row is chosen from the start
	OnClose func() // called after the menu went and before the row's Do

	list    *List
	overlay *Overlay
}

// Open shows the menu below a place of the canvas, or above it where there is
// no room. Height is that of what must stay visible at the place, in pixels.
func (m *Menu) Open(c fyne.Canvas, at fyne.Position, height float32) {
	m.list = m.newList()
	if m.First {
		m.list.Step(1)
	}
	size := m.list.MinSize()
	y := at.Y + height
	if above := at.Y - size.Height; y+size.Height > c.Size().Height && above >= 0 {
		y = above
	}
	corner := fyne.NewPos(round(at.X), round(y))
	m.overlay = &Overlay{Content: m.list, Width: size.Width, At: &corner, OnCancel: m.Close}
	m.overlay.ExtendBaseWidget(m.overlay)
	m.overlay.Open(c, m.list)
}

// Close takes the menu away without doing anything.
func (m *Menu) Close() {
	if m.overlay == nil {
		return
	}
	m.overlay.Close()
	m.overlay = nil
	if m.OnClose != nil {
		m.OnClose()
	}
}

// rows lists the items, and a row without one, which is a line, before each that
// is split off; lines are the numbers of those.
func (m *Menu) rows() (rows []*MenuItem, lines []int) {
	for i := range m.Items {
		if m.Items[i].Split {
			lines = append(lines, len(rows))
			rows = append(rows, nil)
		}
		rows = append(rows, &m.Items[i])
	}
	return rows, lines
}

// size is as wide as the items want it, and as high as they are.
func (m *Menu) size() fyne.Size {
	w := float32(menuLeast)
	for _, it := range m.Items {
		wide := Measure(it.Title, theme.TextSize, it.face())
		if it.Keys != "" {
			wide += 28 + Measure(it.Keys, theme.SmallSize, typeset.Sans)
		}
		w = fyne.Max(w, wide+2*(menuSide+menuPad))
	}
	return fyne.NewSize(fyne.Min(round(w+2), menuMost), m.list.total())
}

// newList makes the list of the menu's items.
func (m *Menu) newList() *List {
	rows, lines := m.rows()
	l := NewList(nil)
	l.Look = Look{Height: menuRow, Head: menuGap, Above: menuPad, Below: menuPad, Side: menuPad, Corner: theme.Radius, Ground: theme.Over, Bare: true}
	l.Choice, l.Round, l.Points, l.Tabs = true, true, true, true
	l.Off = func(i int) bool { return rows[i].Off }
	l.Draw = func(p *Pen, i int, y float32) { rows[i].draw(p, y) }
	l.OnPick = func(i int) {
		m.Close()
		if do := rows[i].Do; do != nil {
			do()
		}
	}
	l.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyEscape {
			m.Close()
		}
		return e.Name == fyne.KeyEscape
	}
	l.Wants = m.size
	l.Set(len(rows), lines...)
	l.Go(-1)
	return l
}

// draw draws an item, or the line that stands for none.
func (it *MenuItem) draw(p *Pen, y float32) {
	if it == nil {
		p.Line(1, y+menuGap/2, p.Width-2)
		return
	}
	x := float32(menuPad + menuSide)
	ink := theme.Ink
	if it.Off {
		ink = theme.Faint
	}
	free := p.Width - 2*x
	if it.Keys != "" {
		wide := round(Measure(it.Keys, theme.SmallSize, typeset.Sans))
		p.Text(it.Keys, p.Width-x-wide, y, menuRow, theme.SmallSize, typeset.Sans, theme.Muted)
		free -= wide + 12
	}
	p.Text(Fit(it.Title, free, theme.TextSize, it.face()), x, y, menuRow, theme.TextSize, it.face(), ink)
}
