package library

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/post"
)

const (
	headHeight = 34 // a group's head
	rowGap     = 2  // between posts
	barWidth   = 14 // at the right edge: the scroll bar
)

// listRow is a post, or a group's head.
type row struct {
	head string
	item Item
}

func (r row) height() float32 {
	if r.head != "" {
		return headHeight
	}
	return theme.RowHeight + rowGap
}

// List draws the rows in view and no others, so that a library of any
// size costs the same.
type List struct {
	widget.BaseWidget
	OnKey func(*fyne.KeyEvent) // keys that are not the list's

	onOpen func(Item)
	canvas func() fyne.Canvas

	rows     []row
	dirty    map[string]bool
	selected string // path
	hover    int
	scroll   float32 // pixels
	onBar    bool    // the scroll bar was pressed
	grip     float32 // pixels from the thumb's top to where it was
	empty    string
	focused  bool
	reach    bool // the focus is being given to it
}

var (
	_ fyne.Tappable     = (*List)(nil)
	_ fyne.Scrollable   = (*List)(nil)
	_ fyne.Focusable    = (*List)(nil)
	_ desktop.Hoverable = (*List)(nil)
	_ desktop.Mouseable = (*List)(nil)
	_ fyne.Draggable    = (*List)(nil)
)

func newList() *List {
	l := &List{hover: -1}
	l.ExtendBaseWidget(l)
	return l
}

func (l *List) set(rows []row, dirty map[string]bool) {
	l.rows, l.dirty = rows, dirty
	l.scrollTo(l.scroll)
}

// Choose marks the post at path and brings it into view.
func (l *List) Choose(path string) {
	l.selected = path
	y := float32(4)
	for i, r := range l.rows {
		if r.head == "" && r.item.Path == path {
			top := y
			if i == 1 {
				top = 0
			}
			if top < l.scroll {
				l.scroll = top
			}
			if end := y + r.height() + 8; end > l.scroll+l.Size().Height && l.Size().Height > 0 {
				l.scroll = end - l.Size().Height
			}
			break
		}
		y += r.height()
	}
	l.scrollTo(l.scroll)
}

// total is the height of all rows.
func (l *List) total() float32 {
	total := float32(12)
	for _, r := range l.rows {
		total += r.height()
	}
	return total
}

// thumb is where the scroll bar's thumb lies; its height is 0 where all rows
// are in view.
func (l *List) thumb() (y, height float32) {
	total, size := l.total(), l.Size().Height
	if total <= size || size <= 0 {
		return 0, 0
	}
	height = fyne.Max(24, size*size/total)
	return (size - height) * l.scroll / (total - size), height
}

// MouseDown implements desktop.Mouseable: the scroll bar can be pressed and
// dragged.
func (l *List) MouseDown(e *desktop.MouseEvent) {
	y, h := l.thumb()
	l.onBar = h > 0 && e.Position.X >= l.Size().Width-barWidth
	if !l.onBar {
		return
	}
	l.grip = e.Position.Y - y
	if l.grip < 0 || l.grip > h {
		l.grip = h / 2
		l.dragBar(e.Position.Y)
	}
}

// MouseUp implements desktop.Mouseable.
func (l *List) MouseUp(*desktop.MouseEvent) {}

// Dragged implements fyne.Draggable.
func (l *List) Dragged(e *fyne.DragEvent) {
	if l.onBar {
		l.dragBar(e.Position.Y)
	}
}

// DragEnd implements fyne.Draggable.
func (l *List) DragEnd() {}

func (l *List) dragBar(y float32) {
	size := l.Size().Height
	if _, h := l.thumb(); h > 0 && h < size {
		l.scrollTo((y - l.grip) * (l.total() - size) / (size - h))
	}
}

func (l *List) scrollTo(y float32) {
	l.scroll = fyne.Max(0, fyne.Min(y, l.total()-l.Size().Height))
	l.Refresh()
}

// Scrolled implements fyne.Scrollable.
func (l *List) Scrolled(e *fyne.ScrollEvent) { l.scrollTo(l.scroll - e.Scrolled.DY) }

// at is the index of the post at that place, or -1.
func (l *List) at(p fyne.Position) int {
	y := 4 - l.scroll
	for i, r := range l.rows {
		if p.Y >= y && p.Y < y+r.height() {
			if r.head != "" {
				return -1
			}
			return i
		}
		y += r.height()
	}
	return -1
}

// Tapped implements fyne.Tappable.
func (l *List) Tapped(e *fyne.PointEvent) {
	if i := l.at(e.Position); i >= 0 && !l.onBar {
		l.onOpen(l.rows[i].item)
	}
}

// MouseIn implements desktop.Hoverable.
func (l *List) MouseIn(e *desktop.MouseEvent) { l.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (l *List) MouseMoved(e *desktop.MouseEvent) {
	if i := l.at(e.Position); i != l.hover {
		l.hover = i
		l.Refresh()
	}
}

// MouseOut implements desktop.Hoverable.
func (l *List) MouseOut() {
	l.hover = -1
	l.Refresh()
}

// FocusGained implements fyne.Focusable.
func (l *List) FocusGained() { l.focused = true; l.Refresh() }

// FocusLost implements fyne.Focusable.
func (l *List) FocusLost() { l.focused = false; l.Refresh() }

// TypedRune implements fyne.Focusable.
func (l *List) TypedRune(rune) {}

// TakeFocus gives the list the focus, which Fyne refuses to what is disabled.
func (l *List) TakeFocus() {
	l.reach = true
	l.canvas().Focus(l)
	l.reach = false
}

// Disabled keeps the list out of the way of Tab, which walks the form; F6
// brings the focus here.
func (l *List) Disabled() bool { return !l.reach }

// Enable implements fyne.Disableable.
func (l *List) Enable() {}

// Disable implements fyne.Disableable.
func (l *List) Disable() {}

// TypedKey implements fyne.Focusable: arrows open the post above or below and
// leave the focus here.
func (l *List) TypedKey(e *fyne.KeyEvent) {
	by := 0
	switch e.Name {
	case fyne.KeyUp:
		by = -1
	case fyne.KeyDown:
		by = 1
	default:
		l.OnKey(e)
		return
	}
	at := -1
	for i, r := range l.rows {
		if r.head == "" && r.item.Path == l.selected {
			at = i
		}
	}
	for at += by; at >= 0 && at < len(l.rows); at += by {
		if l.rows[at].head == "" {
			l.onOpen(l.rows[at].item)
			l.TakeFocus()
			return
		}
	}
}

// CreateRenderer implements fyne.Widget.
func (l *List) CreateRenderer() fyne.WidgetRenderer {
	r := &listRenderer{
		l: l, bg: theme.NewGround(), mark: canvas.NewRectangle(nil), hover: canvas.NewRectangle(nil),
		bar: canvas.NewRectangle(nil), empty: control.NewText(theme.TextSize, theme.Sans),
	}
	r.mark.CornerRadius, r.hover.CornerRadius, r.bar.CornerRadius = theme.Radius, theme.Radius, 2
	return r
}

// listRenderer keeps a pool of texts and dots; entry i of a pool is used for
// the i-th visible thing.
type listRenderer struct {
	l                *List
	bg               theme.Ground
	mark, hover, bar *canvas.Rectangle
	empty            *canvas.Text
	bold, small      []*canvas.Text
	dots             []*canvas.Circle
	objects          []fyne.CanvasObject
	size             fyne.Size
}

func (r *listRenderer) Destroy()                     {}
func (r *listRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *listRenderer) MinSize() fyne.Size           { return fyne.NewSize(100, 100) }
func (r *listRenderer) IsClip()                      {}

func (r *listRenderer) Layout(size fyne.Size) {
	if size != r.size {
		resized := size.Height != r.size.Height
		r.size = size
		if resized {
			r.l.Choose(r.l.selected)
		} else {
			r.l.scrollTo(r.l.scroll)
		}
	}
}

func (r *listRenderer) Refresh() {
	l := r.l
	r.bg.Fill(r.size, theme.Color(theme.Side))
	r.objects = append(r.objects[:0], r.bg.CanvasObject)
	bolds, smalls, dots := 0, 0, 0
	y, width := 4-l.scroll, r.size.Width
	if l.empty != "" && len(l.rows) == 0 {
		control.SetText(r.empty, control.Fit(l.empty, width-36, theme.TextSize, theme.Sans), theme.Color(theme.Muted))
		control.Place(r.empty, 18, 8, 20)
		r.objects = append(r.objects, r.empty)
	}
	for i, row := range l.rows {
		h := row.height()
		if y+h < 0 || y > r.size.Height {
			y += h
			continue
		}
		if row.head != "" {
			t := r.text(&r.small, smalls, theme.SmallSize, theme.Sans)
			smalls++
			control.SetText(t, row.head, theme.Color(theme.Muted))
			control.Place(t, 18, y+12, 16)
			y += h
			continue
		}
		if box := r.box(i, row); box != nil {
			box.Move(fyne.NewPos(8, y))
			box.Resize(fyne.NewSize(width-16, theme.RowHeight))
			r.objects = append(r.objects, box)
		}
		t := r.text(&r.bold, bolds, theme.TextSize, theme.SansBold)
		bolds++
		title := row.item.Title
		if l.dirty[row.item.Path] {
			title = "• " + title
		}
		control.SetText(t, control.Fit(title, width-36, theme.TextSize, theme.SansBold), theme.Color(theme.Ink))
		control.Place(t, 18, y+5, 20)
		d := r.dot(dots, row.item)
		dots++
		d.Move(fyne.NewPos(18, y+31))
		smalls = r.second(row.item, y, width, smalls)
		y += h
	}
	r.scrollBar()
	canvas.Refresh(l)
}

// box is the background of row i: selected, under the pointer, or none.
func (r *listRenderer) box(i int, row row) *canvas.Rectangle {
	switch {
	case row.item.Path == r.l.selected:
		r.mark.FillColor = theme.Color(theme.Sel)
		r.mark.StrokeWidth = 0
		if r.l.focused {
			r.mark.StrokeColor, r.mark.StrokeWidth = theme.Color(theme.Accent), 1
		}
		return r.mark
	case i == r.l.hover:
		r.hover.FillColor = theme.Dim(theme.Color(theme.Line), theme.Color(theme.Side), 0.5)
		return r.hover
	}
	return nil
}

// second draws the row's second line and returns how many small texts are in
// use then.
func (r *listRenderer) second(it Item, y, width float32, n int) int {
	line := it.Date
	if it.Status == post.Draft {
		line = "draft"
	} else if it.Status == post.Scheduled {
		line += " · scheduled"
	}
	if it.Refused == "" {
		line += " · " + wording.Count(it.Words, "word")
	}
	warn := ""
	if it.Problems > 0 {
		warn = "▲ " + wording.Count(it.Problems, "problem")
	}
	if it.Refused != "" {
		line, warn = "", "▲ cannot be opened"
	}
	if it.Outside != "" {
		if warn == "" {
			warn = "link out"
		}
		warn = "↗ " + warn
	}
	const x0 = 32
	line, warn = squeeze(line, warn, width-18-x0)
	x := float32(x0)
	if line != "" {
		t := r.text(&r.small, n, theme.SmallSize, theme.Sans)
		n++
		control.SetText(t, line, theme.Color(theme.Muted))
		control.Place(t, x, y+27, 16)
		x += control.Measure(line, theme.SmallSize, theme.Sans) + 8
	}
	if warn != "" {
		t := r.text(&r.small, n, theme.SmallSize, theme.Sans)
		n++
		control.SetText(t, control.Fit(warn, width-18-x, theme.SmallSize, theme.Sans), theme.Color(theme.Warn))
		control.Place(t, x, y+27, 16)
	}
	return n
}

// squeeze shortens a row's second line to the width: of the problems the
// number is enough, and the number of words goes before they do.
func squeeze(line, warn string, width float32) (string, string) {
	fits := func() bool {
		w := control.Measure(line, theme.SmallSize, theme.Sans)
		if warn != "" {
			w += 8 + control.Measure(warn, theme.SmallSize, theme.Sans)
		}
		return w <= width
	}
	if !fits() && warn != "" && line != "" {
		warn = strings.TrimRight(warn, " abcdefghijklmnopqrstuvwxyz")
	}
	for !fits() {
		i := strings.LastIndex(line, " · ")
		if i < 0 {
			break
		}
		line = line[:i]
	}
	return line, warn
}

func (r *listRenderer) scrollBar() {
	y, h := r.l.thumb()
	if h == 0 {
		return
	}
	r.bar.FillColor = theme.Dim(theme.Color(theme.Edge), theme.Color(theme.Side), 0.5)
	r.bar.Move(fyne.NewPos(r.size.Width-6, y))
	r.bar.Resize(fyne.NewSize(4, h))
	r.objects = append(r.objects, r.bar)
}

func (r *listRenderer) text(pool *[]*canvas.Text, i int, size float32, face theme.Face) *canvas.Text {
	if i == len(*pool) {
		*pool = append(*pool, control.NewText(size, face))
	}
	t := (*pool)[i]
	r.objects = append(r.objects, t)
	return t
}

// dot is the status as a shape: filled green published, filled blue
// scheduled, hollow amber draft.
func (r *listRenderer) dot(i int, it Item) *canvas.Circle {
	if i == len(r.dots) {
		r.dots = append(r.dots, canvas.NewCircle(nil))
	}
	d := r.dots[i]
	d.StrokeWidth, d.StrokeColor = 0, nil
	switch {
	case it.Refused != "":
		d.FillColor = theme.Color(theme.Warn)
	case it.Status == post.Draft:
		d.FillColor, d.StrokeColor, d.StrokeWidth = nil, theme.Color(theme.Warn), 1.5
	case it.Status == post.Scheduled:
		d.FillColor = theme.Color(theme.Link)
	default:
		d.FillColor = theme.Color(theme.OK)
	}
	d.Resize(fyne.NewSize(8, 8))
	r.objects = append(r.objects, d)
	return d
}
