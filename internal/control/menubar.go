package control

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

const (
	barHeight = 31 // with the hairline
	barSide   = 6  // before the first title
	barPad    = 10 // beside each
)

// MenuBar is the titles of menus at the top of a window. What a menu holds is
// asked each time that it opens.
type MenuBar struct {
	widget.BaseWidget
	Titles []string
	Items  func(menu int) []MenuItem
	// OnOpen is called before a menu opens where none is; what it returns, when none is any more.
	OnOpen func(leave func()) (closed func())

	menu *Menu // that is open; nil for none
	open int   // its number
	over int   // the title under the pointer, -1 for none
}

var (
	_ fyne.Tappable     = (*MenuBar)(nil)
	_ fyne.Focusable    = (*MenuBar)(nil)
	_ fyne.Disableable  = (*MenuBar)(nil)
	_ desktop.Hoverable = (*MenuBar)(nil)
	_ desktop.Mouseable = (*MenuBar)(nil)
)

// NewMenuBar makes a bar without menus.
func NewMenuBar() *MenuBar {
	b := &MenuBar{over: -1}
	b.ExtendBaseWidget(b)
	return b
}

// ShowMenu opens a menu, with its first row chosen where it was asked for by a key.
func (b *MenuBar) ShowMenu(i int, byKey bool) {
	if i < 0 || i >= len(b.Titles) {
		return
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(b)
	x, _ := b.title(i)
	at = at.AddXY(x, barHeight-1)
	b.open = i
	if b.menu != nil {
		b.menu.First = byKey
		b.menu.show(b.Items(i), at, 0)
		b.menu.sheet.canvas.Focus(b.menu.list)
		b.Refresh()
		return
	}
	c := fyne.CurrentApp().Driver().CanvasForObject(b)
	if c == nil {
		return
	}
	m := &Menu{First: byKey}
	closed := func() {}
	if b.OnOpen != nil {
		closed = b.OnOpen(m.Close)
	}
	m.Items = b.Items(i)
	m.OnClose = func() {
		b.menu = nil
		b.over = -1
		b.Refresh()
		closed()
	}
	m.onBeyond = func(by int) { b.ShowMenu((b.open+by+len(b.Titles))%len(b.Titles), true) }
	m.onBeside = func(at fyne.Position, pressed bool) {
		i := b.titleAt(at.Subtract(fyne.CurrentApp().Driver().AbsolutePositionForObject(b)))
		switch {
		case pressed && (i < 0 || i == b.open):
			m.Close()
		case i >= 0 && i != b.open:
			b.ShowMenu(i, false)
		}
	}
	b.menu = m
	m.Open(c, at, 0)
	b.Refresh()
}

// IsOpen reports whether one of its menus is open.
func (b *MenuBar) IsOpen() bool { return b.menu != nil }

// title is where a title lies.
func (b *MenuBar) title(i int) (x, width float32) {
	x = barSide
	for k := 0; ; k++ {
		width = round(Measure(b.Titles[k], theme.TextSize, typeset.Sans)) + 2*barPad
		if k == i {
			return x, width
		}
		x += width
	}
}

// titleAt is the title at a place of the bar, -1 for none.
func (b *MenuBar) titleAt(at fyne.Position) int {
	if at.Y < 0 || at.Y >= barHeight {
		return -1
	}
	for i := range b.Titles {
		if x, w := b.title(i); at.X >= x && at.X < x+w {
			return i
		}
	}
	return -1
}

// MouseDown implements desktop.Mouseable: a menu opens as soon as its title is pressed.
func (b *MenuBar) MouseDown(e *desktop.MouseEvent) {
	if i := b.titleAt(e.Position); i >= 0 && e.Button == desktop.MouseButtonPrimary {
		b.ShowMenu(i, false)
	}
}

// MouseUp implements desktop.Mouseable.
func (b *MenuBar) MouseUp(*desktop.MouseEvent) {}

// Tapped implements fyne.Tappable.
func (b *MenuBar) Tapped(*fyne.PointEvent) {}

// MouseIn implements desktop.Hoverable.
func (b *MenuBar) MouseIn(e *desktop.MouseEvent) { b.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (b *MenuBar) MouseMoved(e *desktop.MouseEvent) { b.point(b.titleAt(e.Position)) }

// MouseOut implements desktop.Hoverable.
func (b *MenuBar) MouseOut() { b.point(-1) }

func (b *MenuBar) point(i int) {
	if b.over != i {
		b.over = i
		b.Refresh()
	}
}

// FocusGained and the others have clicks leave the focus where it is.
func (b *MenuBar) FocusGained()            {}
func (b *MenuBar) FocusLost()              {}
func (b *MenuBar) TypedRune(rune)          {}
func (b *MenuBar) TypedKey(*fyne.KeyEvent) {}
func (b *MenuBar) Disabled() bool          { return true }
func (b *MenuBar) Enable()                 {}
func (b *MenuBar) Disable()                {}

// CreateRenderer implements fyne.Widget.
func (b *MenuBar) CreateRenderer() fyne.WidgetRenderer {
	r := &menuBarRenderer{b: b, ground: NewFill(theme.Side), line: NewLine(), mark: canvas.NewRectangle(nil)}
	r.mark.CornerRadius = theme.Radius - 2
	r.Refresh()
	return r
}

type menuBarRenderer struct {
	b       *MenuBar
	ground  *Fill
	line    *Fill
	mark    *canvas.Rectangle // behind the title that is open or under the pointer
	words   []*canvas.Text
	objects []fyne.CanvasObject
}

func (r *menuBarRenderer) Destroy()                     {}
func (r *menuBarRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *menuBarRenderer) MinSize() fyne.Size           { return fyne.NewSize(100, barHeight) }

func (r *menuBarRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.line.Move(fyne.NewPos(0, size.Height-1))
	r.line.Resize(fyne.NewSize(size.Width, 1))
	for i, t := range r.words {
		x, _ := r.b.title(i)
		Place(t, x+barPad, 0, barHeight-1)
	}
}

func (r *menuBarRenderer) Refresh() {
	b := r.b
	for len(r.words) < len(b.Titles) {
		r.words = append(r.words, text("", theme.TextSize, typeset.Sans))
	}
	r.words = r.words[:len(b.Titles)]
	marked := b.over
	if b.menu != nil {
		marked = b.open
	}
	r.objects = []fyne.CanvasObject{r.ground, r.line}
	if marked >= 0 && marked < len(b.Titles) {
		x, w := b.title(marked)
		r.mark.FillColor = theme.Color(theme.Code)
		if b.menu != nil {
			r.mark.FillColor = theme.Color(theme.Sel)
		}
		r.mark.Move(fyne.NewPos(x, 3))
		r.mark.Resize(fyne.NewSize(w, barHeight-7))
		r.objects = append(r.objects, r.mark)
	}
	for i, t := range r.words {
		say(t, b.Titles[i], typeset.Sans, theme.Color(theme.Ink))
		r.objects = append(r.objects, t)
	}
	r.ground.Refresh()
	r.line.Refresh()
	r.Layout(b.Size())
	canvas.Refresh(b)
}
