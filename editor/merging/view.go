package merging

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"

	"galley.app/galley/editor/comparison"
	"galley.app/galley/editor/merge"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/textedit"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// Sizes in pixels.
const (
	width      = 1280
	height     = 1000 // as much as there is
	headHeight = 64
	footHeight = 58
	edge       = 20
	placeShare = 0.42 // of the height that text and place share
	ownHeight  = 104
	least      = 560 // width of the place that has its answers in one line
)

// view is what a Review is made of.
type view struct {
	r       *Review
	overlay *control.Overlay
	content *fyne.Container
	text    *comparison.View // all of it
	state   *control.Short
	legend  *control.Label
	head    *control.Short // of the place
	mine    *column1
	theirs  *column1
	answers [4]*control.Button
	own     *textedit.Editor
	ownText *session.Session
	ownBox  *fyne.Container
	box     *fyne.Container // the place
	rest    [2]*control.Button
	use     *control.Button
	news    string
	editing bool
}

// column1 is one side of a place.
type column1 struct {
	name   *control.Short
	view   *comparison.View
	border *canvas.Rectangle
	object *fyne.Container
}

func (v *view) column(name string) *column1 {
	c := &column1{name: control.NewSmallShort(name, theme.Muted), border: canvas.NewRectangle(nil)}
	c.border.StrokeWidth, c.border.CornerRadius = 1, 6
	c.view = comparison.New(comparison.Options{Post: v.r.o.Post, Now: v.r.o.Now, Ground: theme.Over, Modify: v.r.o.Modify, Short: v.shortcut})
	c.view.OnKey = v.keys
	c.object = container.New(columnLayout{}, c.name, c.border, c.view)
	return c
}

func newView(r *Review) *view {
	v := &view{r: r}
	v.text = comparison.New(comparison.Options{Post: r.o.Post, Now: r.o.Now, Ground: theme.Page, Modify: r.o.Modify, Short: v.shortcut, Moved: func(int, int) {}})
	v.text.OnKey = v.keys
	title := control.NewTitle(r.o.Title)
	v.state = control.NewShort("", theme.Muted)
	v.legend = control.NewSmall("M mine   T theirs   ? to choose   ✓ chosen", theme.Muted)
	head := container.New(headLayout{}, title, v.state, v.legend, control.NewIcon("x", "Close", r.later))

	v.head = control.NewShort("", theme.Ink)
	v.head.Face = typeset.SansBold
	v.mine, v.theirs = v.column("Mine"), v.column(r.o.Theirs)
	for i, a := range [...]struct {
		label string
		c     merge.Choice
	}{{"1  Mine", merge.TakeMine}, {"2  Theirs", merge.TakeTheirs}, {"3  Both", merge.TakeBoth}, {"4  By hand…", merge.TakeOwn}} {
		v.answers[i] = v.still(control.Plain, a.label, func() { r.choose(a.c) })
	}
	back, next := v.still(control.Quiet, "Previous  Shift+F7", func() { r.step(-1) }), v.still(control.Quiet, "Next  F7", func() { r.step(1) })
	answers := control.NewBar(8, v.answers[0], v.answers[1], v.answers[2], v.answers[3], layout.NewSpacer(), back, next)
	v.own = textedit.New(textedit.Options{Post: r.o.Post, Now: r.o.Now, Size: 14, Modifiers: r.o.Modify})
	v.own.OnKey = func(e *fyne.KeyEvent) bool { return r.key(e, true) }
	frame := canvas.NewRectangle(nil)
	frame.StrokeWidth, frame.CornerRadius = 1, 6
	v.ownBox = container.New(frameLayout{}, frame, v.own)
	v.ownBox.Hide()
	v.box = container.New(&placeLayout{v}, control.NewFill(theme.Side), v.head, v.mine.object, v.theirs.object, v.ownBox, answers)
	v.box.Hide()

	v.rest[0] = v.button(control.Plain, "Mine for the rest", func() { r.chooseRest(merge.TakeMine) })
	v.rest[1] = v.button(control.Plain, "Theirs for the rest", func() { r.chooseRest(merge.TakeTheirs) })
	later := v.button(control.Plain, "Decide later", r.later)
	v.use = v.button(control.Main, "Use this text", r.submit)
	foot := container.New(control.Inset{X: edge, Y: 12}, control.NewBar(10, v.rest[0], v.rest[1], layout.NewSpacer(), later, v.use))
	v.content = container.New(&viewLayout{v}, head, v.text, v.box, foot, control.NewLine(), control.NewLine())
	v.overlay = &control.Overlay{Content: v.content, Width: width, Top: control.OverlayEdge}
	v.colour()
	return v
}

// still makes a button that leaves the focus where it is: a key does the same.
func (v *view) still(kind control.Kind, label string, do func()) *control.Button {
	b := control.NewButton(kind, label, do)
	b.Still = true
	return b
}

func (v *view) button(kind control.Kind, label string, do func()) *control.Button {
	b := control.NewButton(kind, label, do)
	b.OnKey = v.keys
	return b
}

// keys hears of a key anywhere but where text is typed. Return uses the text, or
// leads to what is open; on another button it is that one's.
func (v *view) keys(e *fyne.KeyEvent) bool {
	if v.r.key(e, false) {
		return true
	}
	if e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
		if _, ok := v.r.o.Canvas.Focused().(*control.Button); ok {
			return false
		}
		v.r.submit()
		return true
	}
	return false
}

// shortcut takes Alt with an arrow as F7.
func (v *view) shortcut(s fyne.Shortcut) {
	c, ok := s.(*desktop.CustomShortcut)
	if !ok || c.Modifier != fyne.KeyModifierAlt {
		return
	}
	switch c.KeyName {
	case fyne.KeyDown:
		v.r.step(1)
	case fyne.KeyUp:
		v.r.step(-1)
	}
}

func (v *view) say(s string) { v.state.SetText(s) }

// place shows the conflict that the review is at, and how far it is.
func (v *view) place() {
	r := v.r
	v.say(v.news + r.state())
	p, ok := r.piece()
	left := r.merge.Left()
	for _, b := range v.rest {
		control.SetVisible(b, left > 1)
	}
	kind, label := control.Main, "Use this text"
	if left > 0 {
		kind, label = control.Plain, "Next to choose"
	}
	if v.use.Kind != kind {
		v.use.Kind = kind
	}
	v.use.SetLabel(label)
	v.use.Refresh()
	control.SetVisible(v.box, ok)
	if ok {
		v.head.SetText(r.heading(p))
		v.mine.name.SetText(side("Mine", p.Mine, p.Base))
		v.theirs.name.SetText(side(r.o.Theirs, p.Theirs, p.Base))
		v.mine.view.SetPage(comparison.LayMerged(column(r.merge, r.places[r.at], p.Mine, comparison.Mine)))
		v.theirs.view.SetPage(comparison.LayMerged(column(r.merge, r.places[r.at], p.Theirs, comparison.Theirs)))
		for i, c := range [...]merge.Choice{merge.TakeMine, merge.TakeTheirs, merge.TakeBoth, merge.TakeOwn} {
			kind := control.Plain
			if p.Choice == c {
				kind = control.Main
			}
			if b := v.answers[i]; b.Kind != kind {
				b.Kind = kind
				b.Refresh()
			}
		}
		control.SetVisible(v.answers[2], p.HasBoth())
		if by := p.Choice == merge.TakeOwn; by != v.editing {
			v.editing = by
			control.SetVisible(v.ownBox, by)
			if !by && r.o.Canvas.Focused() == fyne.Focusable(v.own) {
				r.o.Canvas.Focus(v.text)
			}
		}
		if v.editing && (v.ownText == nil || p.Write(v.ownText.Text().String()) != p.Own) {
			v.setOwn(p.Value(p.Own))
		}
	}
	v.colour()
	v.content.Refresh()
}

// setOwn puts a text into the field for one by hand.
func (v *view) setOwn(value string) {
	v.ownText = session.Open("", value, session.Options{Plain: true, Now: v.r.o.Now})
	s := v.ownText
	s.OnChange = func(e session.Event) {
		v.own.Changed(s, e)
		if len(e.Patch.Changes) > 0 && s == v.ownText {
			v.r.edited(s.Text().String())
		}
	}
	v.own.SetSession(s, nil)
}

// edit puts the caret into the field for a text by hand, once the key that asked
// for it is through: the digit that it types is none of the text.
func (v *view) edit() {
	v.r.o.Post(func() {
		if v.r.closed != nil && v.editing {
			v.r.o.Canvas.Focus(v.own)
		}
	})
}

// colour gives the frames the colours of the theme, that of a side that was taken
// the one of the accent.
func (v *view) colour() {
	p, _ := v.r.piece()
	for _, x := range []struct {
		c  *column1
		on bool
	}{{v.mine, p.Choice == merge.TakeMine || p.Choice == merge.TakeBoth}, {v.theirs, p.Choice == merge.TakeTheirs || p.Choice == merge.TakeBoth}} {
		x.c.border.StrokeColor, x.c.border.StrokeWidth = theme.Color(theme.Edge), 1
		if x.on {
			x.c.border.StrokeColor, x.c.border.StrokeWidth = theme.Color(theme.Accent), 2
		}
		x.c.border.FillColor = theme.Color(theme.Over)
	}
	frame := v.ownBox.Objects[0].(*canvas.Rectangle)
	frame.StrokeColor, frame.FillColor = theme.Color(theme.Edge), theme.Color(theme.Sheet)
	frame.Refresh()
}

// viewLayout puts the text over the place that is chosen at.
type viewLayout struct{ v *view }

func (l *viewLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(480, height) }

func (l *viewLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	head, text, place, foot, upper, lower := o[0], o[1], o[2], o[3], o[4], o[5]
	head.Resize(fyne.NewSize(size.Width, headHeight))
	upper.Move(fyne.NewPos(0, headHeight))
	upper.Resize(fyne.NewSize(size.Width, 1))
	y := size.Height - footHeight
	foot.Move(fyne.NewPos(0, y))
	foot.Resize(fyne.NewSize(size.Width, footHeight))
	lower.Move(fyne.NewPos(0, y-1))
	lower.Resize(fyne.NewSize(size.Width, 1))
	top := float32(headHeight + 1)
	room := y - 1 - top
	h := float32(0)
	if place.Visible() {
		h = float32(int(room * placeShare))
		if l.v.ownBox.Visible() {
			h = min(h+ownHeight, float32(int(room*0.7)))
		}
		place.Move(fyne.NewPos(0, y-1-h))
		place.Resize(fyne.NewSize(size.Width, h))
	}
	text.Move(fyne.NewPos(0, top))
	text.Resize(fyne.NewSize(size.Width, room-h))
}

// headLayout puts the title over the state, and the legend at their right.
type headLayout struct{}

func (headLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, headHeight) }

func (headLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	x := o[3].MinSize()
	o[3].Resize(x)
	o[3].Move(fyne.NewPos(size.Width-x.Width-edge+6, 8))
	legend := o[2].MinSize()
	o[2].Resize(legend)
	o[2].Move(fyne.NewPos(size.Width-legend.Width-edge, 38))
	o[0].Move(fyne.NewPos(edge, 8))
	o[0].Resize(fyne.NewSize(size.Width-2*edge-x.Width, 24))
	o[1].Move(fyne.NewPos(edge, 35))
	o[1].Resize(fyne.NewSize(max(0, size.Width-2*edge-legend.Width-16), 20))
}

// placeLayout puts the two sides beside each other over the answers.
type placeLayout struct{ v *view }

func (*placeLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(300, 160) }

func (l *placeLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(size)
	o[1].Move(fyne.NewPos(edge, 10))
	o[1].Resize(fyne.NewSize(size.Width-2*edge, 20))
	answers := o[5].MinSize().Height
	bottom := size.Height - answers - 10
	o[5].Move(fyne.NewPos(edge, bottom))
	o[5].Resize(fyne.NewSize(size.Width-2*edge, answers))
	bottom -= 8
	if o[4].Visible() {
		bottom -= ownHeight
		o[4].Move(fyne.NewPos(edge, bottom))
		o[4].Resize(fyne.NewSize(size.Width-2*edge, ownHeight))
		bottom -= 8
	}
	half := float32(int((size.Width - 2*edge - 12) / 2))
	for i, c := range o[2:4] {
		c.Move(fyne.NewPos(edge+float32(i)*(half+12), 36))
		c.Resize(fyne.NewSize(half, max(40, bottom-36)))
	}
}

// columnLayout puts a side's name over its text in a frame.
type columnLayout struct{}

func (columnLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 60) }

func (columnLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(fyne.NewSize(size.Width, 16))
	o[1].Move(fyne.NewPos(0, 20))
	o[1].Resize(fyne.NewSize(size.Width, size.Height-20))
	o[2].Move(fyne.NewPos(2, 22))
	o[2].Resize(fyne.NewSize(size.Width-4, max(0, size.Height-24)))
}

// frameLayout puts a field into its frame.
type frameLayout struct{}

func (frameLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 60) }

func (frameLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(size)
	o[1].Move(fyne.NewPos(2, 2))
	o[1].Resize(fyne.NewSize(size.Width-4, size.Height-4))
}
