package control

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/internal/theme"
)

const (
	paletteWidth = 560
	besideWidth  = 380 // of one that belongs to something
	paletteTop   = 96
	paletteField = 46
	paletteRow   = 38
	paletteRows  = 10 // shown at once, if the window is high enough
)

// Item is a row of a Palette.
type Item struct {
	Title string
	Note  string // in muted behind the title
	Keys  string // at the right end
	Do    func()
	// Fill, where set, is put into the field instead of closing the palette:
	// a step on the way, such as a folder.
	Fill string
}

// Palette is a field with a list below it that follows what is typed.
type Palette struct {
	Placeholder string
	Text        string
	Mark        string // part of Text that is selected, so that typing replaces it
	Empty       string // what to say when nothing is found
	First       int    // row of all that is chosen while nothing is typed
	// Above is the lower right corner of a palette that belongs to something in
	// the window; nil: it stands in the middle.
	Above *fyne.Position
	// Find gives the rows for what has been typed.
	Find func(query string) []Item
	// OnClose is called after the panel went and before the row's Do.
	OnClose func()

	field   *Field
	list    *paletteList
	overlay *Overlay
	canvas  fyne.Canvas
}

// Open shows the palette over the canvas.
func (p *Palette) Open(c fyne.Canvas) {
	p.canvas = c
	p.list = &paletteList{p: p}
	p.list.ExtendBaseWidget(p.list)
	p.field = NewField(Style{Size: 15, Line: 36, Bare: true, Pad: 18})
	p.field.Placeholder = p.Placeholder
	p.field.text = p.Text
	p.field.caret, p.field.anchor = len(p.Text), len(p.Text)
	if at := strings.LastIndex(p.Text, p.Mark); p.Mark != "" && at >= 0 {
		p.field.anchor, p.field.caret = at, at+len(p.Mark)
	}
	p.field.OnChanged = func(s string) { p.find(s) }
	p.field.OnSubmit = func() { p.list.run(p.list.chosen) }
	p.field.OnKey = p.key
	p.field.plain = true
	p.overlay = &Overlay{Content: NewStack(0, p.field, p.list), Width: paletteWidth, Top: paletteTop, OnCancel: p.Close}
	if p.Above != nil {
		p.overlay.At, p.overlay.Up, p.overlay.Width = p.Above, true, besideWidth
	}
	p.overlay.ExtendBaseWidget(p.overlay)
	p.find(p.Text)
	p.overlay.Open(c, p.field)
}

// Close takes the palette away without doing anything.
func (p *Palette) Close() {
	if p.overlay == nil {
		return
	}
	p.overlay.Close()
	p.overlay = nil
	if p.OnClose != nil {
		p.OnClose()
	}
}

func (p *Palette) find(query string) {
	p.list.items = p.Find(query)
	p.list.chosen, p.list.top = 0, 0
	if query == "" && p.First < len(p.list.items) {
		p.list.chosen = p.First
		p.list.top = max(0, min(p.First-p.list.rows()/2, len(p.list.items)-p.list.rows()))
	}
	p.list.Refresh()
	if p.overlay.canvas != nil {
		p.overlay.Refresh()
	}
}

func (p *Palette) key(e *fyne.KeyEvent) bool {
	switch e.Name {
	case fyne.KeyEscape:
		p.Close()
	case fyne.KeyUp:
		p.list.choose(p.list.chosen - 1)
	case fyne.KeyDown:
		p.list.choose(p.list.chosen + 1)
	case fyne.KeyPageUp:
		p.list.choose(max(0, p.list.chosen-p.list.rows()))
	case fyne.KeyPageDown:
		p.list.choose(min(len(p.list.items)-1, p.list.chosen+p.list.rows()))
	default:
		return false
	}
	return true
}

type paletteList struct {
	widget.BaseWidget
	p      *Palette
	items  []Item
	chosen int
	top    int // first row shown
}

var (
	_ fyne.Tappable     = (*paletteList)(nil)
	_ fyne.Scrollable   = (*paletteList)(nil)
	_ desktop.Hoverable = (*paletteList)(nil)
	_ fyne.Focusable    = (*paletteList)(nil)
)

// choose marks row i, going round at the ends.
func (l *paletteList) choose(i int) {
	if len(l.items) == 0 {
		return
	}
	l.chosen = (i + len(l.items)) % len(l.items)
	l.top = max(min(l.top, l.chosen), l.chosen-l.rows()+1)
	l.Refresh()
}

func (l *paletteList) run(i int) {
	if i < 0 || i >= len(l.items) {
		return
	}
	it := l.items[i]
	if it.Fill != "" {
		l.p.field.SetText(it.Fill)
		l.p.field.CaretToEnd()
		l.p.find(it.Fill)
		return
	}
	l.p.Close()
	if it.Do != nil {
		it.Do()
	}
}

// rows is how many rows the window has room for.
func (l *paletteList) rows() int {
	room := l.p.canvas.Size().Height - 2*overlayEdge - l.p.field.MinSize().Height - 1
	return max(1, min(paletteRows, int(room/paletteRow)))
}

func (l *paletteList) row(p fyne.Position) int { return l.top + int(p.Y/paletteRow) }

// Tapped implements fyne.Tappable.
func (l *paletteList) Tapped(e *fyne.PointEvent) { l.run(l.row(e.Position)) }

// Scrolled implements fyne.Scrollable.
func (l *paletteList) Scrolled(e *fyne.ScrollEvent) {
	by := -1
	if e.Scrolled.DY < 0 {
		by = 1
	}
	l.top = max(0, min(l.top+by, len(l.items)-l.rows()))
	l.Refresh()
}

// The list is a fyne.Focusable that cannot have the focus, so that a click
// leaves it in the field.

func (l *paletteList) FocusGained()                {}
func (l *paletteList) FocusLost()                  {}
func (l *paletteList) TypedRune(rune)              {}
func (l *paletteList) TypedKey(*fyne.KeyEvent)     {}
func (l *paletteList) Disabled() bool              { return true }
func (l *paletteList) Enable()                     {}
func (l *paletteList) Disable()                    {}
func (l *paletteList) MouseIn(*desktop.MouseEvent) {}
func (l *paletteList) MouseOut()                   {}

// MouseMoved implements desktop.Hoverable.
func (l *paletteList) MouseMoved(e *desktop.MouseEvent) {
	if i := l.row(e.Position); i != l.chosen && i >= 0 && i < len(l.items) {
		l.chosen = i
		l.Refresh()
	}
}

func (l *paletteList) CreateRenderer() fyne.WidgetRenderer {
	r := &paletteRenderer{l: l, line: canvas.NewRectangle(nil), mark: canvas.NewRectangle(nil), empty: text("", theme.TextSize, theme.Sans)}
	for i := range r.rows {
		r.rows[i] = [3]*canvas.Text{
			text("", theme.TextSize, theme.Sans),
			text("", theme.TextSize, theme.Sans),
			text("", theme.SmallSize, theme.Sans),
		}
	}
	r.Refresh()
	return r
}

type paletteRenderer struct {
	l          *paletteList
	line, mark *canvas.Rectangle
	empty      *canvas.Text
	rows       [paletteRows][3]*canvas.Text
	objects    []fyne.CanvasObject
	size       fyne.Size
}

func (r *paletteRenderer) Destroy()                     {}
func (r *paletteRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *paletteRenderer) MinSize() fyne.Size {
	n := min(max(1, len(r.l.items)), r.l.rows())
	return fyne.NewSize(100, float32(n)*paletteRow+1)
}

func (r *paletteRenderer) Layout(size fyne.Size) {
	if size != r.size {
		r.size = size
		r.Refresh()
	}
}

func (r *paletteRenderer) Refresh() {
	l := r.l
	width := r.size.Width
	r.line.FillColor = theme.Color(theme.Line)
	r.line.Resize(fyne.NewSize(width, 1))
	r.objects = append(r.objects[:0], r.line)
	if len(l.items) == 0 {
		r.empty.Text, r.empty.Color = l.p.Empty, theme.Color(theme.Muted)
		Place(r.empty, 18, 1, paletteRow)
		r.objects = append(r.objects, r.empty)
	}
	for i := range l.rows() {
		at := l.top + i
		if at >= len(l.items) {
			break
		}
		it, row, y := l.items[at], r.rows[i], 1+float32(i)*paletteRow
		if at == l.chosen {
			r.mark.FillColor = theme.Color(theme.Sel)
			r.mark.Move(fyne.NewPos(1, y))
			r.mark.Resize(fyne.NewSize(width-2, paletteRow))
			r.objects = append(r.objects, r.mark)
		}
		keys := round(Measure(it.Keys, theme.SmallSize, theme.Sans))
		free := width - 36 - keys - 12
		say(row[0], Fit(it.Title, free, theme.TextSize, theme.Sans), theme.Sans, theme.Color(theme.Ink))
		Place(row[0], 18, y, paletteRow)
		r.objects = append(r.objects, row[0])
		if used := round(row[0].MinSize().Width) + 12; it.Note != "" && used < free-30 {
			say(row[1], Fit(it.Note, free-used, theme.TextSize, theme.Sans), theme.Sans, theme.Color(theme.Muted))
			Place(row[1], 18+used, y, paletteRow)
			r.objects = append(r.objects, row[1])
		}
		if it.Keys != "" {
			row[2].Text, row[2].Color = it.Keys, theme.Color(theme.Muted)
			Place(row[2], width-18-keys, y, paletteRow)
			r.objects = append(r.objects, row[2])
		}
	}
	canvas.Refresh(l)
}
