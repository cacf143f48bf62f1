package control

import (
	"math"
	"slices"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

const (
	menuRow   = 30
	menuGap   = 9 // a line between groups
	menuPad   = 5 // above the first and below the last row
	menuSide  = 14
	menuTick  = 22 // where rows can be ticked
	menuArrow = 18
	menuLeast = 180 // width
	menuMost  = 440
	menuOver  = 3   // pixels that a submenu lies over the one that it belongs to
	menuSlant = 1.5 // how steep a way still leads to it
)

// Tick is whether a row of a menu is ticked.
type Tick uint8

// Tickless is a row that says nothing of a state.
const (
	Tickless Tick = iota
	Unticked
	Ticked
)

// MenuItem is a row of a Menu.
type MenuItem struct {
	Title string
	Keys  string // at the right end
	Bold  bool
	Off   bool // cannot be chosen
	Split bool // a line goes before it
	Tick  Tick
	Sub   func() []MenuItem // rows of a menu beside it, asked for when that opens; nil for none
	Do    func()
}

func (it MenuItem) face() typeset.Face {
	if it.Bold {
		return typeset.SansBold
	}
	return typeset.Sans
}

// Menu is a list of things to do at a place of the window. The arrow keys
// choose, Right and Left open and close menus in it, Enter and the space bar do,
// a letter goes to the next row that begins with it, Escape takes it away.
type Menu struct {
	Items   []MenuItem
	First   bool   // the first row is chosen from the start
	OnClose func() // called after the menu went and before the row's Do

	// A menu bar hears what happens beside the menu.
	onBeyond func(by int)                         // Left or Right leave it
	onBeside func(at fyne.Position, pressed bool) // the pointer is beside it

	sheet *sheet
	list  *List // of Items
}

// Open shows the menu below a place of the canvas, or above it where there is
// no room. Height is that of what must stay visible at the place, in pixels.
func (m *Menu) Open(c fyne.Canvas, at fyne.Position, height float32) {
	m.sheet = &sheet{m: m, canvas: c}
	m.sheet.ExtendBaseWidget(m.sheet)
	m.show(m.Items, at, height)
	c.Overlays().Add(m.sheet)
	m.sheet.Resize(c.Size())
	c.Focus(m.list)
}

// show puts items in the place of all that is shown.
func (m *Menu) show(items []MenuItem, at fyne.Position, height float32) {
	s := m.sheet
	s.cut(0)
	l := s.add(items, -1)
	m.list = l.list
	y, room := at.Y+height, s.canvas.Size()
	if above := at.Y - l.size.Height; y+l.size.Height > room.Height && above >= 0 {
		y = above
	}
	s.place(l, at.X, y)
	if m.First {
		l.list.Step(1)
	}
}

// Close takes the menu away without doing anything.
func (m *Menu) Close() {
	if m.sheet == nil {
		return
	}
	m.sheet.canvas.Overlays().Remove(m.sheet)
	m.sheet = nil
	if m.OnClose != nil {
		m.OnClose()
	}
}

// sheet lies over the window while a menu is open, and holds the menu and those
// that are open in it.
type sheet struct {
	widget.BaseWidget
	m      *Menu
	canvas fyne.Canvas
	levels []*level      // the menu, and each that is open beside a row of the one before
	last   fyne.Position // of the pointer
}

// level is a menu that is open.
type level struct {
	rows  []*MenuItem // nil for a line
	list  *List
	panel *panel
	size  fyne.Size
	row   int  // of the level before, that it belongs to; -1 for none
	left  bool // it lies to the left of that
}

var (
	_ fyne.Tappable          = (*sheet)(nil)
	_ fyne.SecondaryTappable = (*sheet)(nil)
	_ fyne.Focusable         = (*sheet)(nil)
	_ fyne.Disableable       = (*sheet)(nil)
	_ desktop.Hoverable      = (*sheet)(nil)
)

// Tapped implements fyne.Tappable: what is beside the menu was pressed.
func (s *sheet) Tapped(e *fyne.PointEvent) {
	if s.m.onBeside != nil {
		s.m.onBeside(e.AbsolutePosition, true)
		return
	}
	s.m.Close()
}

// TappedSecondary implements fyne.SecondaryTappable.
func (s *sheet) TappedSecondary(*fyne.PointEvent) { s.m.Close() }

// MouseIn implements desktop.Hoverable.
func (s *sheet) MouseIn(e *desktop.MouseEvent) { s.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (s *sheet) MouseMoved(e *desktop.MouseEvent) {
	s.last = e.AbsolutePosition
	if s.m.onBeside != nil {
		s.m.onBeside(e.AbsolutePosition, false)
	}
}

// MouseOut implements desktop.Hoverable.
func (s *sheet) MouseOut() {}

// FocusGained and the others have clicks leave the focus in the menu, as they do
// for an Overlay.
func (s *sheet) FocusGained()            {}
func (s *sheet) FocusLost()              {}
func (s *sheet) TypedRune(rune)          {}
func (s *sheet) TypedKey(*fyne.KeyEvent) {}
func (s *sheet) Disabled() bool          { return true }
func (s *sheet) Enable()                 {}
func (s *sheet) Disable()                {}

// add makes a level of items and adds it.
func (s *sheet) add(items []MenuItem, row int) *level {
	l := &level{row: row, panel: newPanel()}
	var lines []int
	wide, tick, arrow := float32(menuLeast), false, false
	for i := range items {
		it := &items[i]
		if it.Split && i > 0 {
			lines = append(lines, len(l.rows))
			l.rows = append(l.rows, nil)
		}
		l.rows = append(l.rows, it)
		tick, arrow = tick || it.Tick != Tickless, arrow || it.Sub != nil
	}
	for _, it := range items {
		w := Measure(it.Title, theme.TextSize, it.face()) + 2*(menuSide+menuPad)
		if it.Keys != "" {
			w += 36 + Measure(it.Keys, theme.SmallSize, typeset.Sans)
		}
		if tick {
			w += menuTick - 8
		}
		if it.Sub != nil {
			w += menuArrow
		}
		wide = max(wide, w)
	}
	n := len(s.levels)
	l.list = s.newList(l, n, tick, lines)
	l.size = fyne.NewSize(min(round(wide+2), menuMost), l.list.total())
	s.levels = append(s.levels, l)
	return l
}

// place puts a level at a place, as far as there is room for it.
func (s *sheet) place(l *level, x, y float32) {
	room := s.canvas.Size()
	l.size.Height = min(l.list.total(), room.Height-OverlayEdge)
	x = max(0, min(x, room.Width-l.size.Width))
	y = max(0, min(y, room.Height-l.size.Height))
	at := fyne.NewPos(round(x), round(y))
	l.panel.Move(at)
	l.panel.Resize(l.size)
	l.list.Move(at)
	l.list.Resize(l.size)
	s.Refresh()
}

// cut takes the levels from n on away.
func (s *sheet) cut(n int) {
	if n < len(s.levels) {
		s.levels = s.levels[:n]
		s.Refresh()
	}
}

// open opens the menu beside a row of level n; first chooses its first row, and gives it the keys.
func (s *sheet) open(n, row int, first bool) {
	if s.cut(n + 1); s.levels[n].rows[row].Sub == nil {
		return
	}
	items := s.levels[n].rows[row].Sub()
	if len(items) == 0 {
		items = []MenuItem{{Title: "Nothing yet", Off: true}}
	}
	of := s.levels[n]
	l := s.add(items, row)
	y, _ := of.list.Place(row)
	x := of.list.Position().X + of.size.Width - menuOver
	if l.left = x+l.size.Width > s.canvas.Size().Width; l.left {
		x = of.list.Position().X - l.size.Width + menuOver
	}
	s.place(l, x, of.list.Position().Y+y-menuPad)
	if first {
		l.list.Step(1)
		s.canvas.Focus(l.list)
	}
}

// over follows the pointer over row i of level n, -1 for none. A menu stays open while the pointer is on its way there,
// though it passes other rows.
func (s *sheet) over(n, i int, at fyne.Position) {
	by := at.Subtract(s.last)
	s.last = at
	if i < 0 || n >= len(s.levels) {
		return
	}
	if l := s.levels[n]; n > 0 && s.levels[n-1].list.Current() != l.row {
		s.levels[n-1].list.Go(l.row)
	}
	if n+1 < len(s.levels) {
		sub := s.levels[n+1]
		if sub.left {
			by.X = -by.X
		}
		if sub.row == i || by.X > 0 && float32(math.Abs(float64(by.Y))) <= menuSlant*by.X {
			return
		}
	}
	if f := s.levels[n].list; s.canvas.Focused() != fyne.Focusable(f) {
		s.canvas.Focus(f)
	}
	s.open(n, i, false)
}

// newList makes the list of level n.
func (s *sheet) newList(l *level, n int, tick bool, lines []int) *List {
	rows := l.rows
	list := NewList(nil)
	list.Look = Look{Height: menuRow, Head: menuGap, Above: menuPad, Below: menuPad, Side: menuPad, Corner: theme.Radius, Ground: theme.Over, Bare: true}
	list.Choice, list.Round, list.Points, list.Tabs = true, true, true, true
	list.Off = func(i int) bool { return rows[i].Off }
	list.Draw = func(p *Pen, i int, y float32) { rows[i].draw(p, y, tick) }
	list.Over = func(i int, at fyne.Position) { s.over(n, i, at) }
	list.OnPick = func(i int) {
		if rows[i].Sub != nil {
			s.open(n, i, true)
			return
		}
		s.m.Close()
		if do := rows[i].Do; do != nil {
			do()
		}
	}
	list.OnMove = func(int) { s.cut(n + 1) }
	list.OnKey = func(e *fyne.KeyEvent) bool { return s.key(n, e) }
	list.OnRune = func(r rune) bool {
		if r == ' ' {
			return false
		}
		l.begin(r)
		return true
	}
	list.Set(len(rows), lines...)
	list.Go(-1)
	return list
}

// key does what the keys of menus do beyond those of lists.
func (s *sheet) key(n int, e *fyne.KeyEvent) bool {
	l := s.levels[n]
	switch e.Name {
	case fyne.KeyEscape:
		if n == 0 {
			s.m.Close()
			return true
		}
		s.back(n)
	case fyne.KeyF10:
		s.m.Close()
	case fyne.KeyLeft:
		if n > 0 {
			s.back(n)
		} else if s.m.onBeyond != nil {
			s.m.onBeyond(-1)
		}
	case fyne.KeyRight:
		switch i := l.list.Current(); {
		case i >= 0 && l.rows[i] != nil && l.rows[i].Sub != nil:
			s.open(n, i, true)
		case s.m.onBeyond != nil:
			s.m.onBeyond(1)
		}
	default:
		return false
	}
	return true
}

// back closes level n and gives the one before the keys.
func (s *sheet) back(n int) {
	s.cut(n)
	s.canvas.Focus(s.levels[n-1].list)
}

// begin goes to the next row whose title begins with a letter.
func (l *level) begin(r rune) {
	n := len(l.rows)
	for k := range n {
		i := (max(-1, l.list.Current()) + 1 + k) % n
		it := l.rows[i]
		if it == nil || it.Off {
			continue
		}
		for _, first := range it.Title {
			if unicode.ToLower(first) == unicode.ToLower(r) {
				l.list.move(i, 1)
				return
			}
			break
		}
	}
}

// draw draws an item, or the line that stands for none.
func (it *MenuItem) draw(p *Pen, y float32, tick bool) {
	if it == nil {
		p.Line(1, y+menuGap/2, p.Width-2)
		return
	}
	x := float32(menuPad + menuSide)
	free := p.Width - 2*x
	ink, keys := theme.Ink, theme.Muted
	if it.Off {
		ink, keys = theme.Faint, theme.Faint
	}
	if tick {
		if it.Tick == Ticked {
			p.Text("✓", x-4, y, menuRow, theme.TextSize, typeset.SansBold, theme.Accent)
		}
		x += menuTick - 8
		free -= menuTick - 8
	}
	if it.Keys != "" {
		wide := round(Measure(it.Keys, theme.SmallSize, typeset.Sans))
		p.Text(it.Keys, p.Width-menuPad-menuSide-wide, y, menuRow, theme.SmallSize, typeset.Sans, keys)
		free -= wide + 12
	}
	if it.Sub != nil {
		p.Text("›", p.Width-menuPad-menuSide-2, y, menuRow, theme.TextSize, typeset.Sans, keys)
		free -= menuArrow
	}
	p.Text(Fit(it.Title, free, theme.TextSize, it.face()), x, y, menuRow, theme.TextSize, it.face(), ink)
}

// CreateRenderer implements fyne.Widget.
func (s *sheet) CreateRenderer() fyne.WidgetRenderer {
	r := &sheetRenderer{s: s}
	r.Refresh()
	return r
}

type sheetRenderer struct {
	s       *sheet
	objects []fyne.CanvasObject
}

func (r *sheetRenderer) Destroy()                     {}
func (r *sheetRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *sheetRenderer) MinSize() fyne.Size           { return fyne.NewSize(100, 100) }

// Layout brings all menus into view of a window of another size.
func (r *sheetRenderer) Layout(fyne.Size) {
	for _, l := range slices.Clone(r.s.levels) {
		r.s.place(l, l.list.Position().X, l.list.Position().Y)
	}
}

func (r *sheetRenderer) Refresh() {
	r.objects = r.objects[:0]
	for _, l := range r.s.levels {
		l.panel.box.FillColor = theme.Color(theme.Over)
		l.panel.box.StrokeColor = theme.Color(theme.Line)
		l.panel.box.CornerRadius = theme.DialogRadius
		r.objects = append(r.objects, l.panel, l.list)
		l.list.Refresh()
	}
	canvas.Refresh(r.s)
}
