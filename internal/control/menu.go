package control

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/internal/theme"
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

func (it MenuItem) face() theme.Face {
	if it.Bold {
		return theme.SansBold
	}
	return theme.Sans
}

// Menu is a list of things to do at a place of the window. The arrow keys
// choose, Enter and the space bar do, Escape takes it away.
type Menu struct {
	Items   []MenuItem
	First   bool   // the first row is chosen from the start
	OnClose func() // called after the menu went and before the row's Do

	list    *menuList
	overlay *Overlay
}

// Open shows the menu below a place of the canvas, or above it where there is
// no room. Height is that of what must stay visible at the place, in pixels.
func (m *Menu) Open(c fyne.Canvas, at fyne.Position, height float32) {
	m.list = &menuList{m: m, chosen: -1}
	m.list.ExtendBaseWidget(m.list)
	if m.First {
		m.list.step(1)
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

type menuList struct {
	widget.BaseWidget
	m      *Menu
	chosen int // -1 for none
}

var (
	_ fyne.Focusable    = (*menuList)(nil)
	_ fyne.Tappable     = (*menuList)(nil)
	_ fyne.Tabbable     = (*menuList)(nil)
	_ desktop.Hoverable = (*menuList)(nil)
)

// step chooses the next row, or with -1 the previous one, going round at the
// ends and past what cannot be chosen.
func (l *menuList) step(by int) {
	n := len(l.m.Items)
	at := l.chosen
	if at < 0 && by < 0 {
		at = 0
	}
	for range n {
		at = (at + by + n) % n
		if !l.m.Items[at].Off {
			l.choose(at)
			return
		}
	}
}

func (l *menuList) choose(i int) {
	if i != l.chosen {
		l.chosen = i
		l.Refresh()
	}
}

func (l *menuList) run(i int) {
	if i < 0 || i >= len(l.m.Items) || l.m.Items[i].Off {
		return
	}
	do := l.m.Items[i].Do
	l.m.Close()
	if do != nil {
		do()
	}
}

// row is the row at a place, -1 for none or one that cannot be chosen.
func (l *menuList) row(p fyne.Position) int {
	y := float32(menuPad)
	for i, it := range l.m.Items {
		if it.Split {
			y += menuGap
		}
		if p.Y >= y && p.Y < y+menuRow && !it.Off {
			return i
		}
		y += menuRow
	}
	return -1
}

// Tapped implements fyne.Tappable.
func (l *menuList) Tapped(e *fyne.PointEvent) { l.run(l.row(e.Position)) }

// TypedKey implements fyne.Focusable.
func (l *menuList) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape:
		l.m.Close()
	case fyne.KeyUp:
		l.step(-1)
	case fyne.KeyDown:
		l.step(1)
	case fyne.KeyHome:
		l.chosen = -1
		l.step(1)
	case fyne.KeyEnd:
		l.chosen = -1
		l.step(-1)
	case fyne.KeyReturn, fyne.KeyEnter:
		l.run(l.chosen)
	}
}

// TypedRune implements fyne.Focusable. The space bar acts here and not as a
// key, because its rune would then be typed into what is below.
func (l *menuList) TypedRune(r rune) {
	if r == ' ' {
		l.run(l.chosen)
	}
}

// AcceptsTab keeps the focus in the menu.
func (l *menuList) AcceptsTab() bool { return true }

func (l *menuList) FocusGained() {}
func (l *menuList) FocusLost()   {}

// MouseIn implements desktop.Hoverable.
func (l *menuList) MouseIn(e *desktop.MouseEvent) { l.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (l *menuList) MouseMoved(e *desktop.MouseEvent) {
	if i := l.row(e.Position); i >= 0 {
		l.choose(i)
	}
}

// MouseOut implements desktop.Hoverable.
func (l *menuList) MouseOut() {}

// CreateRenderer implements fyne.Widget.
func (l *menuList) CreateRenderer() fyne.WidgetRenderer {
	r := &menuRenderer{l: l, mark: canvas.NewRectangle(nil)}
	r.mark.CornerRadius = theme.Radius
	for _, it := range l.m.Items {
		r.titles = append(r.titles, text(it.Title, theme.TextSize, it.face()))
		r.keys = append(r.keys, text(it.Keys, theme.SmallSize, theme.Sans))
		r.lines = append(r.lines, canvas.NewRectangle(nil))
	}
	r.Refresh()
	return r
}

type menuRenderer struct {
	l            *menuList
	mark         *canvas.Rectangle
	titles, keys []*canvas.Text
	lines        []*canvas.Rectangle
	objects      []fyne.CanvasObject
	size         fyne.Size
}

func (r *menuRenderer) Destroy()                     {}
func (r *menuRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *menuRenderer) MinSize() fyne.Size {
	w, h := float32(menuLeast), float32(2*menuPad)
	for _, it := range r.l.m.Items {
		h += menuRow
		if it.Split {
			h += menuGap
		}
		wide := Measure(it.Title, theme.TextSize, it.face())
		if it.Keys != "" {
			wide += 28 + Measure(it.Keys, theme.SmallSize, theme.Sans)
		}
		w = fyne.Max(w, wide+2*(menuSide+menuPad))
	}
	return fyne.NewSize(fyne.Min(round(w+2), menuMost), h)
}

func (r *menuRenderer) Layout(size fyne.Size) {
	if size != r.size {
		r.size = size
		r.Refresh()
	}
}

func (r *menuRenderer) Refresh() {
	r.objects = append(r.objects[:0], r.mark)
	r.mark.FillColor = theme.Color(theme.Sel)
	r.mark.Resize(fyne.Size{})
	y, x := float32(menuPad), float32(menuPad+menuSide)
	for i, it := range r.l.m.Items {
		if it.Split {
			r.lines[i].FillColor = theme.Color(theme.Line)
			r.lines[i].Move(fyne.NewPos(1, y+menuGap/2))
			r.lines[i].Resize(fyne.NewSize(r.size.Width-2, 1))
			r.objects = append(r.objects, r.lines[i])
			y += menuGap
		}
		if i == r.l.chosen {
			r.mark.Move(fyne.NewPos(menuPad, y))
			r.mark.Resize(fyne.NewSize(r.size.Width-2*menuPad, menuRow))
		}
		ink := theme.Color(theme.Ink)
		if it.Off {
			ink = theme.Color(theme.Faint)
		}
		free := r.size.Width - 2*x
		if it.Keys != "" {
			wide := round(r.keys[i].MinSize().Width)
			r.keys[i].Color = theme.Color(theme.Muted)
			Place(r.keys[i], r.size.Width-x-wide, y, menuRow)
			r.objects = append(r.objects, r.keys[i])
			free -= wide + 12
		}
		say(r.titles[i], Fit(it.Title, free, theme.TextSize, it.face()), it.face(), ink)
		Place(r.titles[i], x, y, menuRow)
		r.objects = append(r.objects, r.titles[i])
		y += menuRow
	}
	canvas.Refresh(r.l)
}
