package form

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/field"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

const (
	offerRow   = 28
	offerRows  = 7 // shown at once, if there is room
	offerMost  = 50
	offerLeast = 180 // pixels of its width
	offerPad   = 4   // above the first and below the last row
	offerSide  = 12
)

// offer is a list of words below a field. The keys stay with the field.
type offer struct {
	layer *fyne.Container // over the whole window
	box   *fyne.Container
	list  *control.List
	words []string
	on    *field.Field // nil while nothing is offered
	take  func(word string)
	at    func(*field.Field) fyne.Position // where a field is in the layer
}

func newOffer(at func(*field.Field) fyne.Position) *offer {
	o := &offer{list: control.NewList(nil), at: at}
	o.list.Look = control.Look{
		Height: offerRow, Above: offerPad, Below: offerPad, Side: offerPad, Corner: theme.Radius - 2, Margin: offerSide, Ground: theme.Over, Bare: true,
	}
	o.list.Choice, o.list.Points, o.list.Aside = true, true, true
	o.list.Draw = func(pen *control.Pen, i int, y float32) {
		pen.Text(pen.Fit(o.words[i], pen.Width-2*offerSide, theme.TextSize, typeset.Sans), offerSide, y, offerRow, theme.TextSize, typeset.Sans, theme.Ink)
	}
	o.list.OnPick = o.pick
	back := control.NewFill(theme.Over)
	back.Stroke, back.Radius = theme.Line, theme.Radius
	o.box = container.NewStack(control.NewGround(), back, container.New(control.Inset{X: 1, Y: 1}, o.list))
	o.box.Hide()
	o.layer = container.NewWithoutLayout(o.box)
	return o
}

// like lists those of the words that begin with what was typed, then those that
// hold it.
func like(typed string, all []string) (list []string) {
	typed = strings.ToLower(strings.TrimSpace(typed))
	var hold []string
	for _, w := range all {
		small := strings.ToLower(w)
		switch {
		case small == typed && w == all[0] && len(all) == 1:
		case strings.HasPrefix(small, typed):
			list = append(list, w)
		case strings.Contains(small, typed):
			hold = append(hold, w)
		}
	}
	list = append(list, hold...)
	return list[:min(len(list), offerMost)]
}

// show offers the words that are like what was typed, below a field that has the
// keys.
func (o *offer) show(on *field.Field, typed string, all []string, take func(word string)) {
	words := like(typed, all)
	if len(words) == 0 || len(words) == 1 && words[0] == strings.TrimSpace(typed) || !on.Focused() {
		o.hide(o.on)
		return
	}
	same := o.on == on && slices.Equal(words, o.words)
	o.on, o.words, o.take = on, words, take
	if !same {
		o.list.Start(len(words), 0)
		o.list.Go(-1)
	}
	o.place()
}

// place puts the list below its field, or above it where there is more room.
func (o *offer) place() {
	at, room := o.at(o.on), o.layer.Size()
	high := func(rows int) float32 { return float32(rows)*offerRow + 2*offerPad + 2 }
	y := at.Y + o.on.Size().Height + 4
	n := min(len(o.words), offerRows)
	if below, above := room.Height-y-8, at.Y-12; high(n) > below {
		if above > below {
			n = max(1, min(n, int((above-2*offerPad-2)/offerRow)))
			y = at.Y - 4 - high(n)
		} else {
			n = max(1, min(n, int((below-2*offerPad-2)/offerRow)))
		}
	}
	wide := float32(offerLeast)
	for _, w := range o.words {
		wide = max(wide, min(control.Measure(w, theme.TextSize, typeset.Sans)+2*offerSide+2, 2*offerLeast))
	}
	wide = float32(int(min(wide, room.Width-16)))
	o.box.Move(fyne.NewPos(max(8, min(at.X, room.Width-8-wide)), y))
	o.box.Resize(fyne.NewSize(wide, high(n)))
	o.box.Show()
	o.layer.Refresh() // no frame is painted for what was never seen, such as the box itself
}

// hide takes the list away, if it is that of the field.
func (o *offer) hide(on *field.Field) {
	if o.on != nil && o.on == on {
		o.on = nil
		o.box.Hide()
		o.layer.Refresh()
	}
}

// pick takes a word over.
func (o *offer) pick(i int) {
	if o.on == nil || i < 0 || i >= len(o.words) {
		return
	}
	word, take := o.words[i], o.take
	o.hide(o.on)
	take(word)
}

// key moves in the list or takes its word, and reports whether the key was one for
// that.
func (o *offer) key(on *field.Field, e *fyne.KeyEvent) bool {
	if o.on == nil || o.on != on {
		return false
	}
	at := o.list.Current()
	switch e.Name {
	case fyne.KeyDown:
		o.list.Go(min(at+1, len(o.words)-1))
	case fyne.KeyUp:
		if at <= 0 {
			o.list.Go(-1)
		} else {
			o.list.Go(at - 1)
		}
	case fyne.KeyReturn, fyne.KeyEnter:
		if at < 0 {
			return false
		}
		o.pick(at)
	case fyne.KeyTab:
		if at >= 0 {
			o.pick(at)
		}
		return false
	case fyne.KeyEscape:
		o.hide(on)
	default:
		return false
	}
	return true
}
