package versions

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"galley.app/galley/editor/comparison"
	"galley.app/galley/editor/field"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
)

const (
	dialogWidth  = 1400
	dialogHeight = 1200
	headHeight   = 52
	barHeight    = 48
	footHeight   = 62
	sideWidth    = 340
	sideLeast    = 270
	sidePad      = 20
	rowHeight    = 50
	rowSide      = 16
)

// view is what the dialog is made of.
type view struct {
	d       *dialog
	overlay *control.Overlay

	title   *control.Short
	search  *field.Field
	which   *control.Segment // the versions of this post, or all posts
	list    *control.List
	note    *control.Label // below the list
	tabs    *control.Segment
	against *control.Segment
	legend  *control.Short
	prev    *control.Button
	next    *control.Button
	cmp     *comparison.View
	hint    *control.Label // where there is nothing to show
	stack   *fyne.Container
	summary *control.Short
	follow  *control.Button
	commit  *control.Button
	copy    *control.Button
	restore *control.Button
}

func newView(d *dialog) *view {
	v := &view{d: d}
	v.title = control.NewTitle("")
	head := container.New(rightLayout{8, sidePad}, v.title, control.NewIcon("x", "Close", d.close))

	v.search = field.New(field.Style{})
	v.search.SetPlaceholder("Search all versions of all posts")
	v.search.Leading = "search"
	v.search.OnChanged = d.typed
	v.search.OnSubmit = func() { d.search(v.search.Text()) }
	v.search.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyDown {
			d.search(v.search.Text())
			d.b.o.Canvas.Focus(v.list)
			return true
		}
		return d.keys(e)
	}
	v.which = control.NewSegment([]string{"This post", "All posts"}, d.setWhich)
	v.which.OnKey = d.keys
	v.list = control.NewList(nil)
	v.list.Look = control.Look{
		Height: rowHeight, Head: 34, Gap: 2, Above: 4, Below: 8, Side: 8, Corner: theme.Radius, Margin: rowSide, Ring: 1, Ground: theme.Side, Bare: true,
	}
	v.list.Choice = true
	v.list.Draw = v.draw
	v.list.OnMove = d.pick
	v.list.OnPick = d.pick
	v.list.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
			d.enter(v.list.Current())
			return true
		}
		return d.keys(e)
	}
	v.note = control.NewSmall("", theme.Muted)
	v.note.Wrap = sideWidth - 2*rowSide

	v.tabs = control.NewSegment([]string{"Changes", "Page", "Text"}, d.setTab)
	v.tabs.OnKey = d.keys
	v.tabs.Choose(d.b.tab)
	v.against = control.NewSegment([]string{"Against previous", "Against now"}, d.setAgainst)
	v.against.OnKey = d.keys
	v.against.Choose(d.b.to)
	v.legend = control.NewSmallShort("", theme.Muted)
	v.prev = control.NewIcon("chevron-up", "Previous change (Shift+F7)", func() { v.cmp.Step(-1) })
	v.next = control.NewIcon("chevron-down", "Next change (F7)", func() { v.cmp.Step(1) })

	v.cmp = comparison.New(comparison.Options{Post: d.b.o.Post, Now: d.b.o.Now, Copy: d.b.o.Copy})
	v.cmp.Empty = "Reading…"
	v.cmp.OnKey = func(e *fyne.KeyEvent) bool { return e.Name != fyne.KeyF7 && d.keys(e) }
	d.page.Keys(d.keys)
	v.hint = control.NewLabel("", theme.Muted)
	v.hint.Wrap = 420
	v.stack = container.New(bodyLayout{}, control.NewFill(theme.Page), d.page.Object, v.cmp, v.hint)

	v.summary = control.NewShort("", theme.Muted)
	v.follow = control.NewButton(control.Plain, "All its versions", d.follow)
	v.commit = control.NewButton(control.Plain, "Commit…", func() { d.b.commitFrom(d.repo, d.subject.Path, d.again) })
	v.copy = control.NewButton(control.Plain, "Copy", d.copyText)
	v.restore = control.NewButton(control.Main, "Restore", d.restore)
	for _, b := range []*control.Button{v.follow, v.commit, v.copy, v.restore} {
		b.OnKey = d.keys
		b.Hide()
	}
	foot := container.New(rightLayout{10, sidePad}, v.summary, v.follow, v.commit, v.copy, v.restore)

	side := container.New(sideLayout{v}, control.NewFill(theme.Side), v.search, v.which, v.list, v.note, control.NewLine())
	bar := container.New(barLayout{v}, v.tabs, v.against, v.legend, v.prev, v.next)
	content := container.New(dialogLayout{}, head, control.NewLine(), side, bar, control.NewLine(), v.stack, control.NewLine(), foot)
	v.overlay = &control.Overlay{Content: content, Width: dialogWidth, OnCancel: d.close}
	return v
}

// open shows the view; the focus goes to the list.
func (v *view) open() { v.overlay.Open(v.d.b.o.Canvas, v.list) }

// focusBody brings the focus to what is shown of the version.
func (v *view) focusBody() {
	switch {
	case v.d.page.Object.Visible():
		v.d.b.o.Canvas.Focus(v.d.page.Focus)
	case v.cmp.Visible():
		v.d.b.o.Canvas.Focus(v.cmp)
	}
}

// dialogLayout is the dialog: the list beside what is shown, between a head and the line
// of buttons.
type dialogLayout struct{}

func (dialogLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, dialogHeight) }

func (dialogLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	put := func(i int, x, y, w, h float32) {
		o[i].Move(fyne.NewPos(x, y))
		o[i].Resize(fyne.NewSize(w, h))
	}
	side := min(float32(sideWidth), max(sideLeast, float32(int(size.Width*0.3))))
	body := size.Height - headHeight - footHeight - 2
	width := size.Width - side - 2
	put(0, 0, 0, size.Width, headHeight)
	put(1, 0, headHeight, size.Width, 1)
	put(2, 1, headHeight+1, side, body)
	put(3, side+1, headHeight+1, width, barHeight-1)
	put(4, side+1, headHeight+barHeight, width, 1)
	put(5, side+1, headHeight+barHeight+1, width, body-barHeight)
	put(6, 0, size.Height-footHeight-1, size.Width, 1)
	put(7, 0, size.Height-footHeight, size.Width, footHeight)
}

// sideLayout is the search, the list and its note, with a hairline at the right.
type sideLayout struct{ v *view }

func (sideLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 100) }

func (l sideLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const pad = 12
	ground, search, which, list, note, line := o[0], o[1], o[2], o[3], o[4], o[5]
	ground.Resize(fyne.NewSize(size.Width-1, size.Height))
	line.Move(fyne.NewPos(size.Width-1, 0))
	line.Resize(fyne.NewSize(1, size.Height))
	y := float32(pad)
	search.Move(fyne.NewPos(pad, y))
	search.Resize(fyne.NewSize(size.Width-1-2*pad, theme.FieldHeight))
	y += theme.FieldHeight + 10
	if which.Visible() {
		m := which.MinSize()
		which.Move(fyne.NewPos(pad, y))
		which.Resize(m)
		y += m.Height + 6
	}
	bottom := float32(0)
	if l.v.note.Text() != "" {
		if wrap := size.Width - 1 - 2*rowSide; l.v.note.Wrap != wrap {
			l.v.note.Wrap = wrap
			l.v.note.Refresh()
		}
		n := note.MinSize()
		bottom = n.Height + 12
		note.Move(fyne.NewPos(rowSide, size.Height-bottom+2))
		note.Resize(fyne.NewSize(size.Width-1-2*rowSide, n.Height))
	}
	list.Move(fyne.NewPos(0, y))
	list.Resize(fyne.NewSize(size.Width-1, max(0, size.Height-y-bottom)))
}

// barLayout is the tabs, what changes are against, what the signs mean, and the way from
// change to change. Where there is no room the legend goes.
type barLayout struct{ v *view }

func (barLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, barHeight) }

func (l barLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const pad, gap = 14, 10
	x, right := float32(pad), size.Width-pad
	for _, b := range []fyne.CanvasObject{o[4], o[3]} {
		if b.Visible() {
			m := b.MinSize()
			right -= m.Width
			b.Move(fyne.NewPos(right, float32(int((size.Height-m.Height)/2))))
			b.Resize(m)
		}
	}
	for _, s := range o[:2] {
		if s.Visible() {
			m := s.MinSize()
			s.Move(fyne.NewPos(x, float32(int((size.Height-m.Height)/2))))
			s.Resize(m)
			x += m.Width + gap
		}
	}
	legend := o[2]
	legend.Move(fyne.NewPos(x, float32(int((size.Height-16)/2))))
	legend.Resize(fyne.NewSize(max(0, right-x-gap), 16))
}

// bodyLayout lays everything over each other, the hint a little above the middle.
type bodyLayout struct{}

func (bodyLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 100) }

func (bodyLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	for _, x := range o[:3] {
		x.Move(fyne.Position{})
		x.Resize(size)
	}
	m := o[3].MinSize()
	o[3].Move(fyne.NewPos(float32(int(max(0, size.Width-m.Width)/2)), float32(int(size.Height*0.38))))
	o[3].Resize(m)
}

// rightLayout puts what comes first at the left, in the room that is left of the others,
// which stand at the right in their own widths.
type rightLayout struct{ gap, pad float32 }

func (rightLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	h := float32(0)
	for _, x := range o {
		h = max(h, x.MinSize().Height)
	}
	return fyne.NewSize(200, h)
}

func (l rightLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	x := size.Width - l.pad
	for i := len(o) - 1; i > 0; i-- {
		if _, ok := o[i].(layout.SpacerObject); ok || !o[i].Visible() {
			continue
		}
		m := o[i].MinSize()
		x -= m.Width
		o[i].Move(fyne.NewPos(x, float32(int((size.Height-m.Height)/2))))
		o[i].Resize(m)
		x -= l.gap
	}
	m := o[0].MinSize()
	o[0].Move(fyne.NewPos(l.pad, float32(int((size.Height-m.Height)/2))))
	o[0].Resize(fyne.NewSize(max(0, x-l.pad-8), m.Height))
}
