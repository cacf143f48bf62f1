package control

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// Drop is a choice among named values, of which it shows the chosen one; a list
// below it offers them all. Space and Return open the list, Left and Right go to
// the value before and behind, a letter to the next that begins with it.
type Drop struct {
	focusable
	OnChange func(i int)
	Width    float32 // in pixels; 0 is 240

	items []string
	at    int
	menu  *Menu // nil while the list is not open
	tipped
}

var (
	_ fyne.Focusable = (*Drop)(nil)
	_ fyne.Tappable  = (*Drop)(nil)
)

// NewDrop makes a choice with the first value chosen.
func NewDrop(items []string, change func(i int)) *Drop {
	d := &Drop{items: items, OnChange: change}
	d.ExtendBaseWidget(d)
	return d
}

// At is the number of the chosen value.
func (d *Drop) At() int { return d.at }

// Set gives the choice other values, of which at is chosen, without telling it
// to OnChange.
func (d *Drop) Set(items []string, at int) {
	d.items, d.at = items, max(0, min(at, len(items)-1))
	d.Refresh()
}

// Choose chooses a value without telling it to OnChange.
func (d *Drop) Choose(at int) { d.Set(d.items, at) }

func (d *Drop) turn(to int) {
	if to < 0 || to >= len(d.items) || to == d.at {
		return
	}
	d.Choose(to)
	if d.OnChange != nil {
		d.OnChange(to)
	}
}

// value is what is shown.
func (d *Drop) value() string {
	if d.at < len(d.items) {
		return d.items[d.at]
	}
	return ""
}

// open shows the list below the choice.
func (d *Drop) open() {
	driver := fyne.CurrentApp().Driver()
	c := driver.CanvasForObject(d)
	if c == nil || len(d.items) == 0 {
		return
	}
	d.menu = &Menu{OnClose: func() { d.menu = nil }}
	for i, s := range d.items {
		d.menu.Items = append(d.menu.Items, MenuItem{Title: s, Bold: i == d.at, Do: func() { d.turn(i) }})
	}
	d.menu.Open(c, driver.AbsolutePositionForObject(d), d.Size().Height+2)
	list := d.menu.list
	list.Go(d.at)
	list.OnRune = func(r rune) bool {
		if i := next(d.items, list.Current(), r); i >= 0 {
			list.Go(i)
		}
		return r != ' '
	}
}

// next is the value behind at that begins with a letter, round the end; -1 where
// there is none.
func next(items []string, at int, letter rune) int {
	for i := range items {
		j := (max(0, at) + 1 + i) % len(items)
		for _, r := range strings.TrimLeft(items[j], " “") {
			if unicode.ToLower(r) == unicode.ToLower(letter) {
				return j
			}
			break
		}
	}
	return -1
}

// Tapped implements fyne.Tappable.
func (d *Drop) Tapped(*fyne.PointEvent) {
	d.untip()
	d.take(d)
	d.open()
}

// TypedRune implements fyne.Focusable.
func (d *Drop) TypedRune(r rune) {
	if r == ' ' {
		d.open()
	} else if i := next(d.items, d.at, r); i >= 0 {
		d.turn(i)
	}
}

// TypedKey implements fyne.Focusable.
func (d *Drop) TypedKey(e *fyne.KeyEvent) {
	if d.OnKey != nil && d.OnKey(e) {
		return
	}
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		d.open()
	case fyne.KeyLeft:
		d.turn(d.at - 1)
	case fyne.KeyRight:
		d.turn(d.at + 1)
	case fyne.KeyHome:
		d.turn(0)
	case fyne.KeyEnd:
		d.turn(len(d.items) - 1)
	}
}

// MouseIn implements desktop.Hoverable.
func (d *Drop) MouseIn(e *desktop.MouseEvent) {
	d.focusable.MouseIn(e)
	if !fits(d.value(), d.room(), theme.TextSize, typeset.Sans) {
		d.tip(d, d.value())
	}
}

// MouseOut implements desktop.Hoverable.
func (d *Drop) MouseOut() {
	d.focusable.MouseOut()
	d.untip()
}

// room is how wide the value may be.
func (d *Drop) room() float32 { return d.Size().Width - 2*dropPad - dropIcon - 6 }

// CreateRenderer implements fyne.Widget.
func (d *Drop) CreateRenderer() fyne.WidgetRenderer {
	r := &dropRenderer{d: d, box: canvas.NewRectangle(nil), value: text("", theme.TextSize, typeset.Sans), icon: canvas.NewImageFromResource(nil)}
	r.box.CornerRadius = theme.Radius
	r.icon.Resize(fyne.NewSize(dropIcon, dropIcon))
	r.Refresh()
	return r
}

const (
	dropPad  = 10
	dropIcon = 16
)

type dropRenderer struct {
	d     *Drop
	box   *canvas.Rectangle
	value *canvas.Text
	icon  *canvas.Image
}

func (r *dropRenderer) Destroy() {}

func (r *dropRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.box, r.value, r.icon}
}

func (r *dropRenderer) MinSize() fyne.Size {
	if r.d.Width > 0 {
		return fyne.NewSize(r.d.Width, theme.FieldHeight)
	}
	return fyne.NewSize(240, theme.FieldHeight)
}

func (r *dropRenderer) Layout(size fyne.Size) {
	r.box.Resize(size)
	r.value.Text = Fit(r.d.value(), r.d.room(), theme.TextSize, typeset.Sans)
	Place(r.value, dropPad, 0, size.Height)
	r.icon.Move(fyne.NewPos(size.Width-dropPad-dropIcon+2, round((size.Height-dropIcon)/2)))
}

func (r *dropRenderer) Refresh() {
	r.box.FillColor = theme.Color(theme.Field)
	r.d.edge(r.box)
	r.value.Color = theme.Color(theme.Ink)
	r.icon.Resource = theme.Icon("chevron-down", theme.Color(theme.Muted))
	r.Layout(r.d.Size())
	canvas.Refresh(r.d)
}
