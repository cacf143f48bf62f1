package control

import (
	"math"
	"slices"
	"sort"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/internal/theme"
)

// Look is how the rows of a List lie, in pixels.
type Look struct {
	Height float32 // of a row
	Head   float32 // of a head over rows
	Tall   float32 // of a row that is in List.TallRows
	Gap    float32 // of a row's height, free below its mark
	Above  float32 // free above the first row
	Below  float32 // free below the last row
	Side   float32 // free beside a mark
	Corner float32 // radius of a mark's corners
	Margin float32 // free beside what Empty says
	Ring   float32 // of the current row's mark while the list has the focus
	// Ground is the colour of the list's background, without an edge around it; ""
	// is a field's, with its edge.
	Ground fyne.ThemeColorName
	Bare   bool // what the list lies on is its background
}

// List is a list that draws the rows in view and no others, so that its length
// costs nothing. One row is current: arrows move it.
type List struct {
	focusable
	Look
	Row        func(i int) Row                // what row i shows
	Draw       func(p *Pen, i int, y float32) // draws row i, from y on, instead of what Row says
	Off        func(i int) bool               // row i cannot be current; nil for none
	Empty      string                         // what to say where there are no rows
	Choice     bool                           // the current row is a choice that stays marked, and is made by moving to it
	Round      bool                           // Up and Down go on at the other end
	Points     bool                           // the row under the pointer becomes the current one
	Steps      bool                           // the wheel turns whole rows, and there is no scroll bar
	Aside      bool                           // clicks and Tab leave the focus where it is; TakeFocus brings it
	Tabs       bool                           // Tab stays in the list
	Wants      func() fyne.Size               // how much room it asks for; nil is that for a row
	OnMove     func(i int)                    // the current row is another one
	OnPick     func(i int)                    // a row is clicked, or Space or Return pressed
	OnAll      func()                         // Select all is wanted
	OnShortcut func(fyne.Shortcut)            // gets the other shortcuts

	TallRows []int                                           // rows that are Look.Tall high, in order; Set takes them over
	Marked   func(i int) bool                                // row i is marked as the current one is; nil for none
	OnPress  func(i int, e *desktop.MouseEvent) (taken bool) // a row is pressed; one that is taken is not picked
	OnRune   func(r rune) (taken bool)                       // sees what is typed first
	Over     func(i int, at fyne.Position)                   // the pointer is over row i, -1 for none, at a place of the canvas

	n       int
	heads   []int   // rows that are heads over others, in order
	current int     // -1 for none
	top     float32 // pixels above the view
	under   int     // row under the pointer, or -1
	clicked bool    // the list is told of a press or a click right now
	bar     ScrollBar
	onBar   bool  // the last press was on the scroll bar
	taken   bool  // the last press is not to be picked
	tips    *Tips // that show what was cut of the row under the pointer
	pen     *Pen  // that draws the rows; nil before they are drawn
	reach   bool  // the focus is being given to it
}

var (
	_ fyne.Focusable    = (*List)(nil)
	_ fyne.Tappable     = (*List)(nil)
	_ fyne.Tabbable     = (*List)(nil)
	_ fyne.Scrollable   = (*List)(nil)
	_ fyne.Shortcutable = (*List)(nil)
	_ fyne.Draggable    = (*List)(nil)
	_ fyne.Disableable  = (*List)(nil)
	_ desktop.Mouseable = (*List)(nil)
)

// NewList makes a list without rows.
func NewList(row func(i int) Row) *List {
	l := &List{Row: row, under: -1}
	l.Look = Look{Height: 32, Head: 30, Above: 4, Below: 4, Side: 4, Corner: theme.Radius - 2, Margin: 14, Ring: 2}
	l.bar.ScrollTo = func(share float32) { l.scrollTo(share * (l.total() - l.Size().Height)) }
	l.ExtendBaseWidget(l)
	return l
}

// Set gives the list n rows, those of heads being heads. The current row stays
// as far as there is one.
func (l *List) Set(n int, heads ...int) {
	l.n, l.heads = n, heads
	if l.current >= 0 {
		l.current = l.near(l.current, 1)
	}
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

// Mark makes row i of those that the next Set tells of the current one, -1 none,
// and draws nothing.
func (l *List) Mark(i int) { l.current = i }

// Go makes row i the current one, -1 none, without telling it to OnMove.
func (l *List) Go(i int) {
	l.current = -1
	if i >= 0 {
		l.current = l.near(i, 1)
	}
	l.reveal()
}

// Start gives the list n rows, of which none is a head, and makes one the current
// one, in the middle of the view as far as there are rows around it. It draws
// nothing: what the list lies in is to be refreshed, since it may want another
// height.
func (l *List) Start(n, current int) {
	l.n, l.heads, l.current = n, nil, -1
	if n > 0 {
		l.current = l.near(current, 1)
	}
	height := l.Size().Height
	if l.Wants != nil {
		height = l.Wants().Height
	}
	room := int((height - l.Above - l.Below) / l.Height)
	l.top = max(0, min(l.y(max(0, l.current-room/2))-l.Above, l.total()-height))
}

// Page returns by how many rows Page Up and Page Down move the current one, and
// how many there is room for.
func (l *List) Page() (by, room int) {
	room = max(1, int((l.Size().Height-l.Above-l.Below)/l.Height))
	return max(1, room-1), room
}

// Step moves the current row up, by being -1, or down, as the arrows do.
func (l *List) Step(by int) {
	if !l.Round {
		l.move(l.current+by, by)
		return
	}
	at := l.current
	if at < 0 && by < 0 {
		at = 0
	}
	for range l.n {
		if at = (at + by + l.n) % l.n; l.canBe(at) {
			l.move(at, by)
			return
		}
	}
}

func (l *List) head(i int) bool {
	_, found := slices.BinarySearch(l.heads, i)
	return found
}

// canBe reports whether row i can be the current one.
func (l *List) canBe(i int) bool { return !l.head(i) && (l.Off == nil || !l.Off(i)) }

// near is the row at i or next to it, by being the direction to look first,
// that can be the current one.
func (l *List) near(i, by int) int {
	i = max(0, min(i, l.n-1))
	for j := i; j >= 0 && j < l.n; j += by {
		if l.canBe(j) {
			return j
		}
	}
	for j := i; j >= 0 && j < l.n; j -= by {
		if l.canBe(j) {
			return j
		}
	}
	return i
}

// y is where row i begins, from the first row's top.
func (l *List) y(i int) float32 {
	k, _ := slices.BinarySearch(l.heads, i)
	tall, _ := slices.BinarySearch(l.TallRows, i)
	return l.Above + float32(i-k-tall)*l.Height + float32(k)*l.Head + float32(tall)*l.Tall
}

// height is that of row i.
func (l *List) height(i int) float32 { return l.y(i+1) - l.y(i) }

// Place returns where row i lies in the list, and how high it is.
func (l *List) Place(i int) (y, height float32) { return l.y(i) - l.top, l.height(i) }

// Under returns the row under the pointer, -1 for none.
func (l *List) Under() int { return l.under }

// Slide scrolls by that many pixels.
func (l *List) Slide(by float32) { l.scrollTo(l.top + by) }

func (l *List) total() float32 { return l.y(l.n) + l.Below }

// rowAt is the row at a height, which may lie behind the last.
func (l *List) rowAt(y float32) int {
	return sort.Search(l.n, func(i int) bool { return l.y(i+1) > y })
}

// pointed is the row at a place of the view that can be the current one; -1 for
// none.
func (l *List) pointed(at fyne.Position) int {
	y := at.Y + l.top
	if i := l.rowAt(y); y >= l.Above && i < l.n && l.canBe(i) {
		return i
	}
	return -1
}

func (l *List) scrollTo(y float32) {
	l.top = round(max(0, min(y, l.total()-l.Size().Height)))
	l.Refresh()
}

// reveal scrolls so that the current row can be seen, and a head above it.
func (l *List) reveal() {
	if l.Current() < 0 || l.Size().Height <= 0 {
		l.Refresh()
		return
	}
	from := l.y(l.current) - l.Above
	if l.head(l.current - 1) {
		from -= l.Head
	}
	to := l.y(l.current+1) + l.Below
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
	if l.OnPick != nil && i >= 0 && i < l.n && l.canBe(i) {
		l.OnPick(i)
		l.Refresh()
	}
}

// TypedKey implements fyne.Focusable.
func (l *List) TypedKey(e *fyne.KeyEvent) {
	if l.OnKey != nil && l.OnKey(e) {
		return
	}
	switch e.Name {
	case fyne.KeyUp:
		l.Step(-1)
	case fyne.KeyDown:
		l.Step(1)
	case fyne.KeyReturn, fyne.KeyEnter:
		l.pick(l.current)
	default:
		if to, by := l.goal(e.Name); by != 0 {
			l.move(to, by)
		}
	}
}

// Goal returns the row that a key moves to from the current one, which is none
// where the key is no such one or there are no rows.
func (l *List) Goal(key fyne.KeyName) (to int, ok bool) {
	to, by := l.goal(key)
	if by == 0 || l.n == 0 {
		return 0, false
	}
	return l.near(to, by), true
}

// goal is where a key leads to, and the direction to look for a row there; 0 for
// a key that moves nothing.
func (l *List) goal(key fyne.KeyName) (to, by int) {
	switch key {
	case fyne.KeyUp:
		return l.current - 1, -1
	case fyne.KeyDown:
		return l.current + 1, 1
	case fyne.KeyPageUp:
		return l.page(-1), -1
	case fyne.KeyPageDown:
		return l.page(1), 1
	case fyne.KeyHome:
		return 0, 1
	case fyne.KeyEnd:
		return l.n - 1, -1
	}
	return 0, 0
}

// page is the row a page below the current one, or above it.
func (l *List) page(by int) int {
	if len(l.TallRows) == 0 || l.current < 0 {
		rows, _ := l.Page()
		return l.current + by*rows
	}
	to := l.rowAt(l.y(l.current) + float32(by)*(l.Size().Height-l.Above-l.Below-l.Tall))
	if to == l.current {
		to += by
	}
	return to
}

// TypedRune implements fyne.Focusable. The space bar acts here and not as a
// key, because its rune would then be typed into what is below.
func (l *List) TypedRune(r rune) {
	if l.OnRune != nil && l.OnRune(r) {
		return
	}
	if r == ' ' {
		l.pick(l.current)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (l *List) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutSelectAll); ok && l.OnAll != nil {
		l.OnAll()
	} else if l.OnShortcut != nil {
		l.OnShortcut(s)
	}
}

// AcceptsTab implements fyne.Tabbable.
func (l *List) AcceptsTab() bool { return l.Tabs }

// TakeFocus gives a list the focus that is aside, which Fyne refuses to what is
// disabled.
func (l *List) TakeFocus() {
	l.reach = true
	l.take(l)
	l.reach = false
}

// TakeFocusOf gives a list the focus of a canvas, which does not know it before it was drawn.
func (l *List) TakeFocusOf(c fyne.Canvas) {
	l.reach = true
	c.Focus(l)
	l.reach = false
}

// Disabled implements fyne.Disableable.
func (l *List) Disabled() bool { return l.Aside && !l.reach }

// Enable implements fyne.Disableable.
func (l *List) Enable() {}

// Disable implements fyne.Disableable.
func (l *List) Disable() {}

// FocusGained implements fyne.Focusable.
func (l *List) FocusGained() {
	if !l.clicked { // a click gives the focus before it picks: the rows stay below the pointer
		l.reveal()
	}
	l.focus(true)
}

// Tapped implements fyne.Tappable.
func (l *List) Tapped(e *fyne.PointEvent) {
	l.clicked = true
	defer func() { l.clicked = false }()
	if !l.Aside {
		l.take(l)
	}
	i := l.pointed(e.Position)
	if l.onBar || l.taken || i < 0 {
		return
	}
	if !l.Aside {
		l.move(i, 1)
	}
	l.pick(i)
}

// Scrolled implements fyne.Scrollable.
func (l *List) Scrolled(e *fyne.ScrollEvent) {
	by := -e.Scrolled.DY
	if l.Steps {
		by = float32(math.Copysign(float64(l.Height), float64(by)))
	}
	l.scrollTo(l.top + by)
	l.over(-1, e.AbsolutePosition)
}

// MouseDown implements desktop.Mouseable.
func (l *List) MouseDown(e *desktop.MouseEvent) {
	l.clicked = true
	defer func() { l.clicked = false }()
	if l.onBar = l.bar.Holds(e.Position, l.Size().Width); l.onBar {
		l.bar.Press(e.Position.Y)
		return
	}
	l.over(-1, e.AbsolutePosition)
	l.taken = false
	if i := l.pointed(e.Position); l.OnPress != nil && i >= 0 {
		l.taken = l.OnPress(i, e)
	}
}

// over tells what the pointer is over.
func (l *List) over(i int, at fyne.Position) {
	if l.Over != nil {
		l.Over(i, at)
		return
	}
	var whole []string
	if i >= 0 && l.pen != nil {
		whole = l.pen.cut[i]
	}
	if len(whole) == 0 {
		if l.tips != nil {
			l.tips.Leave()
			l.tips = nil
		}
		return
	}
	if l.tips = TipsOf(l); l.tips != nil {
		l.tips.Over(rowOf{l, i}, at, func() Tip { return Tip{Text: strings.Join(whole, "\n")} })
	}
}

// rowOf is a row, for what is shown of it.
type rowOf struct {
	list *List
	row  int
}

// MouseUp implements desktop.Mouseable.
func (l *List) MouseUp(*desktop.MouseEvent) { l.bar.Release() }

// Dragged implements fyne.Draggable.
func (l *List) Dragged(e *fyne.DragEvent) { l.bar.Drag(e.Position.Y) }

// DragEnd implements fyne.Draggable.
func (l *List) DragEnd() { l.bar.Release() }

// MouseMoved implements desktop.Hoverable.
func (l *List) MouseMoved(e *desktop.MouseEvent) {
	i := l.pointed(e.Position)
	l.over(i, e.AbsolutePosition)
	switch {
	case !l.Points && i != l.under:
		l.under = i
	case l.Points && i >= 0 && i != l.current:
		l.current = i
	default:
		return
	}
	l.Refresh()
}

// MouseIn implements desktop.Hoverable.
func (l *List) MouseIn(e *desktop.MouseEvent) { l.MouseMoved(e) }

// MouseOut implements desktop.Hoverable.
func (l *List) MouseOut() {
	l.under = -1
	l.over(-1, fyne.Position{})
	l.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (l *List) CreateRenderer() fyne.WidgetRenderer {
	r := &listRenderer{
		l: l, frame: canvas.NewRectangle(nil), mark: canvas.NewRectangle(nil), hover: canvas.NewRectangle(nil),
		thumb: canvas.NewRectangle(nil), ring: canvas.NewRectangle(nil),
	}
	l.pen = &r.pen
	r.ring.CornerRadius = theme.Radius
	r.Refresh()
	return r
}
