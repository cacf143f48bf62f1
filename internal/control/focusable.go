package control

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// focusable is what controls have in common that can have the focus: they show
// it, and whether the pointer is over them.
type focusable struct {
	widget.BaseWidget
	OnKey   func(*fyne.KeyEvent) bool // sees keys first and tells whether it took one
	OnFocus func(gained bool)

	focused, hovered bool
}

// FocusGained implements fyne.Focusable.
func (f *focusable) FocusGained() { f.focus(true) }

// FocusLost implements fyne.Focusable.
func (f *focusable) FocusLost() { f.focus(false) }

func (f *focusable) focus(on bool) {
	f.focused = on
	f.Refresh()
	if f.OnFocus != nil {
		f.OnFocus(on)
	}
}

// take gives one that was clicked the focus, so that the keyboard goes on
// from there.
func (f *focusable) take(self fyne.Focusable) {
	if o, ok := self.(fyne.CanvasObject); ok && !f.focused {
		if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil {
			c.Focus(self)
		}
	}
}

// MouseIn implements desktop.Hoverable.
func (f *focusable) MouseIn(*desktop.MouseEvent) { f.hovered = true; f.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (f *focusable) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (f *focusable) MouseOut() { f.hovered = false; f.Refresh() }

// edge gives a box the edge of a field, or the ring of the focus.
func (f *focusable) edge(box *canvas.Rectangle) {
	box.StrokeColor, box.StrokeWidth = theme.Color(theme.Edge), 1
	if f.focused {
		box.StrokeColor, box.StrokeWidth = theme.Color(theme.Accent), 2
	}
}

// Check is a choice of yes or no, with words behind its box.
type Check struct {
	focusable
	OnChange func(on bool)
	note     string
	on       bool
}

var (
	_ fyne.Focusable = (*Check)(nil)
	_ fyne.Tappable  = (*Check)(nil)
)

// NewCheck makes a choice that is off; note says what on means.
func NewCheck(note string, change func(on bool)) *Check {
	c := &Check{note: note, OnChange: change}
	c.ExtendBaseWidget(c)
	return c
}

// On tells whether the answer is yes.
func (c *Check) On() bool { return c.on }

// SetOn gives the answer without telling it to OnChange.
func (c *Check) SetOn(on bool) {
	if c.on != on {
		c.on = on
		c.Refresh()
	}
}

// Note are the words behind the box.
func (c *Check) Note() string { return c.note }

// SetNote changes the words behind the box.
func (c *Check) SetNote(s string) {
	if c.note != s {
		c.note = s
		c.Refresh()
	}
}

// Tapped implements fyne.Tappable.
func (c *Check) Tapped(*fyne.PointEvent) {
	c.take(c)
	c.SetOn(!c.on)
	if c.OnChange != nil {
		c.OnChange(c.on)
	}
}

// TypedRune implements fyne.Focusable.
func (c *Check) TypedRune(r rune) {
	if r == ' ' {
		c.Tapped(nil)
	}
}

// TypedKey implements fyne.Focusable.
func (c *Check) TypedKey(e *fyne.KeyEvent) {
	if c.OnKey != nil && c.OnKey(e) {
		return
	}
	if e.Name == fyne.KeyReturn || e.Name == fyne.KeyEnter {
		c.Tapped(nil)
	}
}

// CreateRenderer implements fyne.Widget.
func (c *Check) CreateRenderer() fyne.WidgetRenderer {
	r := &checkRenderer{c: c, box: canvas.NewRectangle(nil), tick: canvas.NewImageFromResource(nil), note: text(c.note, theme.TextSize, typeset.Sans)}
	r.box.CornerRadius = 4
	r.Refresh()
	return r
}

const checkBox = 18

type checkRenderer struct {
	c    *Check
	box  *canvas.Rectangle
	tick *canvas.Image
	note *canvas.Text
}

func (r *checkRenderer) Destroy() {}

func (r *checkRenderer) Objects() []fyne.CanvasObject {
	if r.c.on {
		return []fyne.CanvasObject{r.box, r.tick, r.note}
	}
	return []fyne.CanvasObject{r.box, r.note}
}

func (r *checkRenderer) MinSize() fyne.Size {
	return fyne.NewSize(checkBox+10+round(sizeOf(r.note).Width), theme.FieldHeight)
}

func (r *checkRenderer) Layout(size fyne.Size) {
	y := round((size.Height - checkBox) / 2)
	r.box.Move(fyne.NewPos(0, y))
	r.box.Resize(fyne.NewSize(checkBox, checkBox))
	r.tick.Move(fyne.NewPos(2, y+2))
	r.tick.Resize(fyne.NewSize(checkBox-4, checkBox-4))
	Place(r.note, checkBox+10, 0, size.Height)
}

func (r *checkRenderer) Refresh() {
	c := r.c
	r.box.FillColor = theme.Color(theme.Field)
	if c.hovered {
		r.box.FillColor = theme.Color(theme.Code)
	}
	c.edge(r.box)
	if c.on {
		r.box.FillColor = theme.Color(theme.Accent)
		r.box.StrokeWidth = 0
		if c.focused {
			r.box.StrokeColor, r.box.StrokeWidth = theme.Color(theme.Ink), 2
		}
	}
	r.tick.Resource = theme.Icon("check", theme.Color(theme.OnAccent))
	r.tick.Refresh()
	SetText(r.note, c.note, theme.Color(theme.Muted))
	r.Layout(c.Size())
	canvas.Refresh(c)
}

// Segment is a choice among a few words that stand beside each other.
type Segment struct {
	focusable
	OnChange func(i int)
	items    []string
	chosen   int
}

var (
	_ fyne.Focusable = (*Segment)(nil)
	_ fyne.Tappable  = (*Segment)(nil)
)

// NewSegment makes a choice with the first word chosen.
func NewSegment(items []string, change func(i int)) *Segment {
	s := &Segment{items: items, OnChange: change}
	s.ExtendBaseWidget(s)
	return s
}

// Chosen is the number of the chosen word.
func (s *Segment) Chosen() int { return s.chosen }

// Choose chooses without telling it to OnChange.
func (s *Segment) Choose(i int) {
	if i != s.chosen && i >= 0 && i < len(s.items) {
		s.chosen = i
		s.Refresh()
	}
}

func (s *Segment) turn(i int) {
	if was := s.chosen; i >= 0 && i < len(s.items) && i != was {
		s.Choose(i)
		if s.OnChange != nil {
			s.OnChange(i)
		}
	}
}

func (s *Segment) width(i int) float32 {
	return round(Measure(s.items[i], theme.TextSize, typeset.SansBold)) + 26
}

// Tapped implements fyne.Tappable.
func (s *Segment) Tapped(e *fyne.PointEvent) {
	s.take(s)
	x := e.Position.X
	for i := range s.items {
		if x -= s.width(i); x < 0 {
			s.turn(i)
			return
		}
	}
}

// TypedRune implements fyne.Focusable.
func (s *Segment) TypedRune(r rune) {
	if r == ' ' {
		s.turn((s.chosen + 1) % len(s.items))
	}
}

// TypedKey implements fyne.Focusable.
func (s *Segment) TypedKey(e *fyne.KeyEvent) {
	if s.OnKey != nil && s.OnKey(e) {
		return
	}
	switch e.Name {
	case fyne.KeyLeft:
		s.turn(s.chosen - 1)
	case fyne.KeyRight:
		s.turn(s.chosen + 1)
	case fyne.KeyHome:
		s.turn(0)
	case fyne.KeyEnd:
		s.turn(len(s.items) - 1)
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Segment) CreateRenderer() fyne.WidgetRenderer {
	r := &segmentRenderer{s: s, box: canvas.NewRectangle(nil), mark: canvas.NewRectangle(nil)}
	r.box.CornerRadius, r.mark.CornerRadius = theme.Radius, theme.Radius-2
	r.objects = []fyne.CanvasObject{r.box, r.mark}
	for range s.items {
		t := text("", theme.TextSize, typeset.Sans)
		r.words = append(r.words, t)
		r.objects = append(r.objects, t)
	}
	r.Refresh()
	return r
}

type segmentRenderer struct {
	s         *Segment
	box, mark *canvas.Rectangle
	words     []*canvas.Text
	objects   []fyne.CanvasObject
}

func (r *segmentRenderer) Destroy()                     {}
func (r *segmentRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *segmentRenderer) MinSize() fyne.Size {
	var w float32
	for i := range r.s.items {
		w += r.s.width(i)
	}
	return fyne.NewSize(w, theme.FieldHeight)
}

func (r *segmentRenderer) Layout(size fyne.Size) {
	r.box.Resize(size)
	var x float32
	for i, t := range r.words {
		w := r.s.width(i)
		if i == r.s.chosen {
			r.mark.Move(fyne.NewPos(x+3, 3))
			r.mark.Resize(fyne.NewSize(w-6, size.Height-6))
		}
		Place(t, x+round((w-sizeOf(t).Width)/2), 0, size.Height)
		x += w
	}
}

func (r *segmentRenderer) Refresh() {
	s := r.s
	r.box.FillColor = theme.Color(theme.Field)
	s.edge(r.box)
	r.mark.FillColor = theme.Color(theme.Sel)
	for i, t := range r.words {
		t.FontSource = theme.Font(typeset.Sans)
		ink := theme.Color(theme.Muted)
		if i == s.chosen {
			t.FontSource, ink = theme.Font(typeset.SansBold), theme.Color(theme.Ink)
		}
		SetText(t, s.items[i], ink)
	}
	r.Layout(s.Size())
	canvas.Refresh(s)
}

// Switch is a choice of yes or no without words of its own.
type Switch struct {
	focusable
	OnChange func(on bool)
	OnTab    func(back bool) // nil leaves Tab to the window
	on       bool
}

var (
	_ fyne.Focusable = (*Switch)(nil)
	_ fyne.Tappable  = (*Switch)(nil)
	_ fyne.Tabbable  = (*Switch)(nil)
)

// NewSwitch makes a switch that is off.
func NewSwitch(change func(on bool)) *Switch {
	s := &Switch{OnChange: change}
	s.ExtendBaseWidget(s)
	return s
}

// On reports whether it is on.
func (s *Switch) On() bool { return s.on }

// SetOn turns it without telling OnChange.
func (s *Switch) SetOn(on bool) {
	if s.on != on {
		s.on = on
		s.Refresh()
	}
}

// AcceptsTab implements fyne.Tabbable.
func (s *Switch) AcceptsTab() bool { return s.OnTab != nil }

// Tapped implements fyne.Tappable.
func (s *Switch) Tapped(*fyne.PointEvent) {
	s.take(s)
	s.turn(!s.on)
}

func (s *Switch) turn(on bool) {
	if on == s.on {
		return
	}
	s.SetOn(on)
	if s.OnChange != nil {
		s.OnChange(on)
	}
}

// TypedRune implements fyne.Focusable.
func (s *Switch) TypedRune(r rune) {
	if r == ' ' {
		s.turn(!s.on)
	}
}

// TypedKey implements fyne.Focusable.
func (s *Switch) TypedKey(e *fyne.KeyEvent) {
	if s.OnKey != nil && s.OnKey(e) {
		return
	}
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		s.turn(!s.on)
	case fyne.KeyLeft:
		s.turn(false)
	case fyne.KeyRight:
		s.turn(true)
	case fyne.KeyTab:
		if s.OnTab != nil {
			s.OnTab(Modifiers()&fyne.KeyModifierShift != 0)
		}
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Switch) CreateRenderer() fyne.WidgetRenderer {
	r := &switchRenderer{s: s, way: canvas.NewRectangle(nil), knob: canvas.NewRectangle(nil)}
	r.way.CornerRadius, r.knob.CornerRadius = switchHigh/2, switchHigh/2-3
	r.Refresh()
	return r
}

const switchWide, switchHigh = 36, 20

type switchRenderer struct {
	s         *Switch
	way, knob *canvas.Rectangle
}

func (r *switchRenderer) Destroy()                     {}
func (r *switchRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.way, r.knob} }
func (r *switchRenderer) MinSize() fyne.Size           { return fyne.NewSize(switchWide, theme.FieldHeight) }

func (r *switchRenderer) Layout(size fyne.Size) {
	y := round((size.Height - switchHigh) / 2)
	r.way.Move(fyne.NewPos(0, y))
	r.way.Resize(fyne.NewSize(switchWide, switchHigh))
	x := float32(3)
	if r.s.on {
		x = switchWide - switchHigh + 3
	}
	r.knob.Move(fyne.NewPos(x, y+3))
	r.knob.Resize(fyne.NewSize(switchHigh-6, switchHigh-6))
}

func (r *switchRenderer) Refresh() {
	s := r.s
	r.way.FillColor, r.knob.FillColor = theme.Color(theme.Field), theme.Color(theme.Edge)
	if s.hovered {
		r.way.FillColor = theme.Color(theme.Code)
	}
	s.edge(r.way)
	if s.on {
		r.way.FillColor, r.knob.FillColor = theme.Color(theme.Accent), theme.Color(theme.OnAccent)
		r.way.StrokeWidth = 0
		if s.focused {
			r.way.StrokeColor, r.way.StrokeWidth = theme.Color(theme.Ink), 2
		}
	}
	r.Layout(s.Size())
	r.way.Refresh()
	r.knob.Refresh()
	canvas.Refresh(s)
}
