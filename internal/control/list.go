package control

import (
	"slices"
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/internal/theme"
)

// Box is the check box of a row.
type Box uint8

// NoBox is a row without one; Barred is checked and yet without effect.
const (
	NoBox Box = iota
	Open
	Checked
	Barred
)

// Row is what a row of a List shows.
type Row struct {
	Title  string
	Under  string              // a second line, small
	Note   string              // at the right end, small
	Mark   string              // a sign before the title, in the colour Ink
	Ink    fyne.ThemeColorName // of Mark and Dot
	Dot    bool                // a dot before the title
	Hollow bool                // of which only the edge is drawn
	Box    Box
	Faded  bool // the title is muted
	Bold   bool
}

// List is a list that draws the rows in view and no others, so that its length
// costs nothing. One row is current: arrows move it.
type List struct {
	knob
	Height float32         // of a row, in pixels; 0 is 32
	Row    func(i int) Row // what row i shows
	Empty  string          // what to say where there are no rows
	Choice bool            // the current row is a choice that stays marked, and is made by moving to it
	// Ground is the list's background, without an edge around it; "" is a
	// field's, with its edge.
	Ground fyne.ThemeColorName
	OnMove func(i int) // the current row is another one
	OnPick func(i int) // a row is clicked, or Space or Return pressed
	OnAll  func()      // Select all is wanted

	n       int
	heads   []int // rows that are heads over others, in order
	current int
	top     float32 // pixels above the view
	under   int     // row under the pointer, or -1
	bar     bool    // the scroll bar was pressed
	grip    float32 // pixels from the thumb's top to where it was
}

var (
	_ fyne.Focusable    = (*List)(nil)
	_ fyne.Tappable     = (*List)(nil)
	_ fyne.Scrollable   = (*List)(nil)
	_ fyne.Shortcutable = (*List)(nil)
	_ fyne.Draggable    = (*List)(nil)
	_ desktop.Mouseable = (*List)(nil)
)

const (
	listHead = 30 // height of a head
	listPad  = 4  // above the first row and below the last
	listBar  = 14 // width that takes presses for the scroll bar
)

// NewList makes a list without rows.
func NewList(row func(i int) Row) *List {
	l := &List{Row: row, under: -1}
	l.ExtendBaseWidget(l)
	return l
}

// Set gives the list n rows, those of heads being heads. The current row stays
// as far as there is one.
func (l *List) Set(n int, heads ...int) {
	l.n, l.heads = n, heads
	l.current = l.near(l.current, 1)
	l.scrollTo(l.top)
}

// Len is the number of rows.
func (l *List) Len() int { return l.n }

// Current is the number of the current row; -1 where there is none.
func (l *List) Current() int {
	if l.n == 0 {
		return -1
	}
	return l.current
}

// Go makes row i the current one, without telling it to OnMove.
func (l *List) Go(i int) {
	l.current = l.near(i, 1)
	l.reveal()
}

func (l *List) head(i int) bool {
	_, found := slices.BinarySearch(l.heads, i)
	return found
}

// near is the row at i or next to it, by being the direction to look first,
// that is no head.
func (l *List) near(i, by int) int {
	i = max(0, min(i, l.n-1))
	for j := i; j >= 0 && j < l.n; j += by {
		if !l.head(j) {
			return j
		}
	}
	for j := i; j >= 0 && j < l.n; j -= by {
		if !l.head(j) {
			return j
		}
	}
	return i
}

func (l *List) height() float32 {
	if l.Height > 0 {
		return l.Height
	}
	return 32
}

// y is where row i begins, from the first row's top.
func (l *List) y(i int) float32 {
	k, _ := slices.BinarySearch(l.heads, i)
	return listPad + float32(i-k)*l.height() + float32(k)*listHead
}

func (l *List) total() float32 { return l.y(l.n) + listPad }

// rowAt is the row at a height, which may lie behind the last.
func (l *List) rowAt(y float32) int {
	return sort.Search(l.n, func(i int) bool { return l.y(i+1) > y })
}

func (l *List) scrollTo(y float32) {
	l.top = round(max(0, min(y, l.total()-l.Size().Height)))
	l.Refresh()
}

// reveal scrolls so that the current row can be seen, and a head above it.
func (l *List) reveal() {
	if l.n == 0 || l.Size().Height <= 0 {
		l.Refresh()
		return
	}
	from := l.y(l.current) - listPad
	if l.head(l.current - 1) {
		from -= listHead
	}
	to := l.y(l.current+1) + listPad
	l.scrollTo(max(min(l.top, from), to-l.Size().Height))
}

func (l *List) move(to, by int) {
	if l.n == 0 {
		return
	}
	was := l.current
	l.current = l.near(to, by)
	l.reveal()
	if l.current != was && l.OnMove != nil {
		l.OnMove(l.current)
	}
}

func (l *List) pick(i int) {
	if l.OnPick != nil && i >= 0 && i < l.n {
		l.OnPick(i)
		l.Refresh()
	}
}

// TypedKey implements fyne.Focusable.
func (l *List) TypedKey(e *fyne.KeyEvent) {
	if l.OnKey != nil && l.OnKey(e) {
		return
	}
	page := max(1, int(l.Size().Height/l.height())-1)
	switch e.Name {
	case fyne.KeyUp:
		l.move(l.current-1, -1)
	case fyne.KeyDown:
		l.move(l.current+1, 1)
	case fyne.KeyPageUp:
		l.move(l.current-page, -1)
	case fyne.KeyPageDown:
		l.move(l.current+page, 1)
	case fyne.KeyHome:
		l.move(0, 1)
	case fyne.KeyEnd:
		l.move(l.n-1, -1)
	case fyne.KeyReturn, fyne.KeyEnter:
		l.pick(l.current)
	}
}

// TypedRune implements fyne.Focusable.
func (l *List) TypedRune(r rune) {
	if r == ' ' {
		l.pick(l.current)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (l *List) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutSelectAll); ok && l.OnAll != nil {
		l.OnAll()
	}
}

// FocusGained implements fyne.Focusable.
func (l *List) FocusGained() {
	l.reveal()
	l.focus(true)
}

// Tapped implements fyne.Tappable.
func (l *List) Tapped(e *fyne.PointEvent) {
	l.take(l)
	i := l.rowAt(e.Position.Y + l.top)
	if l.bar || i >= l.n || l.head(i) {
		return
	}
	l.move(i, 1)
	l.pick(i)
}

// Scrolled implements fyne.Scrollable.
func (l *List) Scrolled(e *fyne.ScrollEvent) { l.scrollTo(l.top - e.Scrolled.DY) }

// MouseDown implements desktop.Mouseable.
func (l *List) MouseDown(e *desktop.MouseEvent) {
	y, h := l.thumb()
	if l.bar = h > 0 && e.Position.X >= l.Size().Width-listBar; !l.bar {
		return
	}
	if l.grip = e.Position.Y - y; l.grip < 0 || l.grip > h {
		l.grip = h / 2
		l.drag(e.Position.Y)
	}
}

// MouseUp implements desktop.Mouseable.
func (l *List) MouseUp(*desktop.MouseEvent) {}

// Dragged implements fyne.Draggable.
func (l *List) Dragged(e *fyne.DragEvent) {
	if l.bar {
		l.drag(e.Position.Y)
	}
}

// DragEnd implements fyne.Draggable.
func (l *List) DragEnd() {}

func (l *List) drag(y float32) {
	size := l.Size().Height
	if _, h := l.thumb(); h > 0 && h < size {
		l.scrollTo((y - l.grip) * (l.total() - size) / (size - h))
	}
}

// thumb is where the scroll bar's thumb lies; its height is 0 where all rows
// are in view.
func (l *List) thumb() (y, height float32) {
	total, size := l.total(), l.Size().Height
	if total <= size || size <= 0 {
		return 0, 0
	}
	height = max(24, size*size/total)
	return (size - height) * l.top / (total - size), height
}

// MouseMoved implements desktop.Hoverable.
func (l *List) MouseMoved(e *desktop.MouseEvent) {
	i := l.rowAt(e.Position.Y + l.top)
	if i >= l.n || l.head(i) {
		i = -1
	}
	if i != l.under {
		l.under = i
		l.Refresh()
	}
}

// MouseIn implements desktop.Hoverable.
func (l *List) MouseIn(e *desktop.MouseEvent) { l.MouseMoved(e) }

// MouseOut implements desktop.Hoverable.
func (l *List) MouseOut() {
	l.under = -1
	l.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (l *List) CreateRenderer() fyne.WidgetRenderer {
	r := &listRenderer{l: l, frame: canvas.NewRectangle(nil), mark: canvas.NewRectangle(nil), hover: canvas.NewRectangle(nil), thumb: canvas.NewRectangle(nil), ring: canvas.NewRectangle(nil)}
	r.ring.CornerRadius = theme.Radius
	r.frame.CornerRadius, r.mark.CornerRadius, r.hover.CornerRadius, r.thumb.CornerRadius = theme.Radius, theme.Radius-2, theme.Radius-2, 2
	r.Refresh()
	return r
}
