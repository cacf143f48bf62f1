package planning

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"galley.app/galley/editor/comparison"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
)

// Sizes in pixels.
const (
	width      = 1240
	height     = 1000 // as much as there is
	headHeight = 52
	footHeight = 62
	barHeight  = 44
	edge       = 20
	rowHeight  = 50
	sideWidth  = 400
	sideLeast  = 280
)

// view is what a Dialog is made of.
type view struct {
	overlay *control.Overlay
	content *fyne.Container
	list    *control.List
	text    *control.Label
	words   *comparison.View
	legend  *control.Short
	step    [2]*control.Button
	all     *control.Button
	main    *control.Button
}

func newView(d *Dialog) *view {
	v := &view{}
	title := control.NewTitle(d.o.Title)
	v.text = control.NewLabel(d.o.Text, theme.Muted)
	v.list = control.NewList(func(i int) control.Row {
		row := d.rows[i]
		r := control.Row{Title: row.Title, Under: row.Under, Note: row.Note, Box: control.Open, Faded: !d.on[i]}
		if d.on[i] {
			r.Box = control.Checked
		}
		return r
	})
	v.list.Height = rowHeight
	v.list.Empty = d.o.Empty
	v.list.Bare, v.list.Ground, v.list.Side, v.list.Ring = true, theme.Side, 8, 1
	v.list.OnMove = d.show
	v.list.OnPick = func(i int) {
		d.show(i)
		d.toggle(i)
	}
	v.list.OnAll = d.all
	v.list.OnKey = func(e *fyne.KeyEvent) bool {
		switch e.Name {
		case fyne.KeyDown, fyne.KeySpace:
			return false // of the list itself
		}
		return d.Keys(e)
	}
	v.words = comparison.New(comparison.Options{Post: d.o.Post, Now: d.o.Now, Copy: d.o.Copy})
	v.words.OnKey = func(e *fyne.KeyEvent) bool {
		return e.Name != fyne.KeyF7 && e.Name != fyne.KeyDown && d.Keys(e)
	}
	v.legend = control.NewSmallShort("+ comes   − goes", theme.Muted)
	v.step[0] = control.NewIcon("chevron-up", "Previous change (Shift+F7)", func() { v.words.Step(-1) })
	v.step[1] = control.NewIcon("chevron-down", "Next change (F7)", func() { v.words.Step(1) })

	keys := func(e *fyne.KeyEvent) bool { return e.Name == fyne.KeyEscape && d.Keys(e) }
	v.all = control.NewButton(control.Plain, "Choose none", d.all)
	cancel := control.NewButton(control.Plain, "Cancel", d.Close)
	v.main = control.NewButton(control.Main, "", d.Submit)
	for _, b := range []*control.Button{v.all, cancel, v.main, v.step[0], v.step[1]} {
		b.OnKey = keys
	}
	head := container.New(control.Inset{X: edge}, container.New(layout.NewCustomPaddedLayout(14, 0, 0, 0), title))
	shut := control.NewIcon("x", "Close", d.Close)
	foot := container.New(control.Inset{X: edge, Y: 13}, control.NewBar(10, v.all, layout.NewSpacer(), cancel, v.main))
	var top fyne.CanvasObject = layout.NewSpacer()
	if d.o.Top != nil {
		top = d.o.Top
	}
	v.content = container.New(&viewLayout{v}, head, shut, top, v.text, control.NewLine(),
		control.NewFill(theme.Side), v.list, control.NewLine(), v.legend, v.step[0], v.step[1], control.NewLine(), control.NewFill(theme.Page), v.words, control.NewLine(), foot)
	v.overlay = &control.Overlay{Content: v.content, Width: width}
	return v
}

// update brings the controls up to what is chosen.
func (d *Dialog) update() {
	v := d.view
	ink := theme.Muted
	if d.warn {
		ink = theme.Warn
	}
	text := d.note
	if text == "" {
		text = d.o.Text
	}
	v.text.Set(text, ink)
	n := d.chosen()
	v.main.SetLabel(d.o.Verb(n))
	label := "Choose none"
	if n < len(d.rows) {
		label = "Choose all"
	}
	v.all.SetLabel(label)
	control.SetVisible(v.all, len(d.rows) > 1)
	changes := 0
	if p := v.words.Page(); p != nil {
		changes = p.Changes()
	}
	control.SetVisible(v.step[0], changes > 1)
	control.SetVisible(v.step[1], changes > 1)
	v.list.Refresh()
	v.content.Refresh()
}

// viewLayout puts the rows beside the words of one of them.
type viewLayout struct{ v *view }

func (viewLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(420, height) }

func (l *viewLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	put := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(max(0, w), max(0, h)))
	}
	shut := o[1].MinSize()
	put(o[0], 0, 0, size.Width-shut.Width-edge, headHeight)
	put(o[1], size.Width-shut.Width-12, float32(int((headHeight-shut.Height)/2)), shut.Width, shut.Height)
	y := float32(headHeight)
	if _, none := o[2].(layout.SpacerObject); !none {
		h := o[2].MinSize().Height
		put(o[2], edge, y, size.Width-2*edge, h)
		y += h + 10
	}
	control.SetVisible(l.v.text, l.v.text.Text() != "")
	if l.v.text.Visible() {
		if wrap := size.Width - 2*edge; l.v.text.Wrap != wrap {
			l.v.text.Wrap = wrap
			l.v.text.Refresh()
		}
		h := l.v.text.MinSize().Height
		put(o[3], edge, y, size.Width-2*edge, h)
		y += h + 12
	}
	put(o[4], 0, y, size.Width, 1)
	y++
	side := min(float32(sideWidth), max(sideLeast, float32(int(size.Width*0.36))))
	body := size.Height - footHeight - 1 - y
	put(o[5], 0, y, side, body)
	put(o[6], 0, y, side, body)
	put(o[7], side, y, 1, body)
	right := size.Width - 14
	for _, b := range []fyne.CanvasObject{o[10], o[9]} {
		m := b.MinSize()
		right -= m.Width
		put(b, right, y+float32(int((barHeight-m.Height)/2)), m.Width, m.Height)
	}
	put(o[8], side+16, y+float32(int((barHeight-16)/2)), right-side-24, 16)
	put(o[11], side+1, y+barHeight, size.Width-side-1, 1)
	put(o[12], side+1, y+barHeight+1, size.Width-side-1, body-barHeight-1)
	put(o[13], side+1, y+barHeight+1, size.Width-side-1, body-barHeight-1)
	put(o[14], 0, size.Height-footHeight-1, size.Width, 1)
	put(o[15], 0, size.Height-footHeight, size.Width, footHeight)
}
