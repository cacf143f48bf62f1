package control

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

const (
	calendarCell   = 34 // width and height of a day
	calendarHead   = 36 // the month's line
	calendarNames  = 24 // the weekdays' line
	calendarFooter = 30
)

// Calendar lets a day be chosen with the mouse or the keyboard: arrows move
// by days and weeks, Page Up and Page Down by months, Home goes to today,
// Return chooses and Escape leaves.
type Calendar struct {
	widget.BaseWidget
	Day    time.Time // the marked day
	Today  time.Time
	OnPick func(time.Time)
	// OnClose is called after the calendar went and before OnPick.
	OnClose func()

	overlay *Overlay
}

var (
	_ fyne.Focusable = (*Calendar)(nil)
	_ fyne.Tappable  = (*Calendar)(nil)
)

// Open shows the calendar with its corner at that place of the canvas.
func (c *Calendar) Open(cv fyne.Canvas, at fyne.Position) {
	c.ExtendBaseWidget(c)
	c.overlay = &Overlay{Content: c, Width: 7*calendarCell + 24, Pad: 12, At: &at, OnCancel: c.Close}
	c.overlay.Open(cv, c)
}

// Close takes the calendar away.
func (c *Calendar) Close() {
	if c.overlay != nil {
		c.overlay.Close()
		c.overlay = nil
		if c.OnClose != nil {
			c.OnClose()
		}
	}
}

func (c *Calendar) pick(d time.Time) {
	c.Close()
	if c.OnPick != nil {
		c.OnPick(d)
	}
}

// first is the Monday at or before the month's first day.
func (c *Calendar) first() time.Time {
	d := time.Date(c.Day.Year(), c.Day.Month(), 1, 0, 0, 0, 0, time.UTC)
	return d.AddDate(0, 0, -(int(d.Weekday())+6)%7)
}

// month moves the marked day by n months, to the month's last day where it
// has no such day.
func (c *Calendar) month(n int) {
	first := time.Date(c.Day.Year(), c.Day.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	c.mark(first.AddDate(0, 0, min(c.Day.Day(), last)-1))
}

func (c *Calendar) mark(d time.Time) {
	if d.Year() >= 1 && d.Year() <= 9999 {
		c.Day = d
		c.Refresh()
	}
}

// FocusGained implements fyne.Focusable.
func (c *Calendar) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (c *Calendar) FocusLost() {}

// TypedRune implements fyne.Focusable.
func (c *Calendar) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (c *Calendar) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyLeft:
		c.mark(c.Day.AddDate(0, 0, -1))
	case fyne.KeyRight:
		c.mark(c.Day.AddDate(0, 0, 1))
	case fyne.KeyUp:
		c.mark(c.Day.AddDate(0, 0, -7))
	case fyne.KeyDown:
		c.mark(c.Day.AddDate(0, 0, 7))
	case fyne.KeyPageUp:
		c.month(-1)
	case fyne.KeyPageDown:
		c.month(1)
	case fyne.KeyHome:
		c.mark(c.Today)
	case fyne.KeyReturn, fyne.KeyEnter:
		c.pick(c.Day)
	case fyne.KeyEscape:
		c.Close()
	}
}

// Tapped implements fyne.Tappable.
func (c *Calendar) Tapped(e *fyne.PointEvent) {
	x, y := e.Position.X, e.Position.Y
	switch {
	case y < calendarHead && x < calendarCell:
		c.month(-1)
	case y < calendarHead && x > 6*calendarCell:
		c.month(1)
	case y > calendarHead+calendarNames+6*calendarCell:
		c.pick(c.Today)
	case y > calendarHead+calendarNames:
		row, col := int((y-calendarHead-calendarNames)/calendarCell), int(x/calendarCell)
		if col >= 0 && col < 7 {
			c.pick(c.first().AddDate(0, 0, row*7+col))
		}
	}
}

// CreateRenderer implements fyne.Widget.
func (c *Calendar) CreateRenderer() fyne.WidgetRenderer {
	r := &calendarRenderer{c: c, mark: canvas.NewRectangle(nil)}
	r.mark.CornerRadius = theme.Radius
	r.Refresh()
	return r
}

type calendarRenderer struct {
	c       *Calendar
	mark    *canvas.Rectangle
	objects []fyne.CanvasObject
}

func (r *calendarRenderer) Destroy()                     {}
func (r *calendarRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *calendarRenderer) Layout(fyne.Size)             {}

func (r *calendarRenderer) MinSize() fyne.Size {
	return fyne.NewSize(7*calendarCell, calendarHead+calendarNames+6*calendarCell+calendarFooter)
}

func (r *calendarRenderer) Refresh() {
	c := r.c
	r.objects = append(r.objects[:0], r.mark)
	put := func(s string, x, y, w, h, size float32, face typeset.Face, color fyne.ThemeColorName) {
		t := text(s, size, face)
		t.Color = theme.Color(color)
		Place(t, x+(w-sizeOf(t).Width)/2, y, h)
		r.objects = append(r.objects, t)
	}
	put("‹", 0, 0, calendarCell, calendarHead, 16, typeset.Sans, theme.Muted)
	put("›", 6*calendarCell, 0, calendarCell, calendarHead, 16, typeset.Sans, theme.Muted)
	put(c.Day.Format("January 2006"), 0, 0, 7*calendarCell, calendarHead, theme.TextSize, typeset.SansBold, theme.Ink)
	for i, name := range []string{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"} {
		put(name, float32(i)*calendarCell, calendarHead, calendarCell, calendarNames, theme.SmallSize, typeset.Sans, theme.Muted)
	}
	day := c.first()
	for i := range 42 {
		x, y := float32(i%7)*calendarCell, calendarHead+calendarNames+float32(i/7)*calendarCell
		color, face := theme.Ink, typeset.Sans
		if day.Month() != c.Day.Month() {
			color = theme.Muted
		}
		if sameDay(day, c.Today) {
			face = typeset.SansBold
		}
		if sameDay(day, c.Day) {
			color = theme.OnAccent
			r.mark.FillColor = theme.Color(theme.Accent)
			r.mark.Move(fyne.NewPos(x+1, y+1))
			r.mark.Resize(fyne.NewSize(calendarCell-2, calendarCell-2))
		}
		put(strconv.Itoa(day.Day()), x, y, calendarCell, calendarCell, theme.TextSize, face, color)
		day = day.AddDate(0, 0, 1)
	}
	put("Today", 0, calendarHead+calendarNames+6*calendarCell, 7*calendarCell, calendarFooter, theme.SmallSize, typeset.Sans, theme.Link)
	canvas.Refresh(c)
}

func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}
