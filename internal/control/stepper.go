package control

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// Stepper is a choice among values in a row, one of which is shown between a
// button for the one before and one for the next.
type Stepper struct {
	focusable
	Value    func(i int) string // how value i is shown
	OnChange func(i int)
	Page     int     // how many values PageUp and PageDown go over; 0 is 5
	Width    float32 // in pixels; 0 is 168

	n, at int
	tipped
}

var (
	_ fyne.Focusable = (*Stepper)(nil)
	_ fyne.Tappable  = (*Stepper)(nil)
)

const stepButton = 34 // width of a stepper's buttons

// NewStepper makes a choice among n values with the first chosen.
func NewStepper(n int, value func(i int) string, change func(i int)) *Stepper {
	s := &Stepper{n: n, Value: value, OnChange: change}
	s.ExtendBaseWidget(s)
	return s
}

// At is the number of the chosen value.
func (s *Stepper) At() int { return s.at }

// Set chooses a value without telling it to OnChange.
func (s *Stepper) Set(i int) {
	s.at = max(0, min(i, s.n-1))
	s.Refresh()
}

// Reset gives the stepper other values.
func (s *Stepper) Reset(n, at int) {
	s.n = n
	s.Set(at)
}

func (s *Stepper) step(to int) {
	was := s.at
	if s.Set(to); s.at != was && s.OnChange != nil {
		s.OnChange(s.at)
	}
}

// Tapped implements fyne.Tappable.
func (s *Stepper) Tapped(e *fyne.PointEvent) {
	s.untip()
	s.take(s)
	switch {
	case e.Position.X < stepButton:
		s.step(s.at - 1)
	case e.Position.X >= s.Size().Width-stepButton:
		s.step(s.at + 1)
	}
}

// TypedRune implements fyne.Focusable.
func (s *Stepper) TypedRune(r rune) {
	switch r {
	case '+', ' ':
		s.step(s.at + 1)
	case '-':
		s.step(s.at - 1)
	}
}

// TypedKey implements fyne.Focusable.
func (s *Stepper) TypedKey(e *fyne.KeyEvent) {
	if s.OnKey != nil && s.OnKey(e) {
		return
	}
	page := s.Page
	if page == 0 {
		page = 5
	}
	switch e.Name {
	case fyne.KeyLeft:
		s.step(s.at - 1)
	case fyne.KeyRight:
		s.step(s.at + 1)
	case fyne.KeyPageUp:
		s.step(s.at + page)
	case fyne.KeyPageDown:
		s.step(s.at - page)
	case fyne.KeyHome:
		s.step(0)
	case fyne.KeyEnd:
		s.step(s.n - 1)
	}
}

// MouseIn implements desktop.Hoverable.
func (s *Stepper) MouseIn(e *desktop.MouseEvent) {
	s.focusable.MouseIn(e)
	if words := s.Value(s.at); !fits(words, s.room(), theme.TextSize, typeset.Sans) {
		s.tip(s, words)
	}
}

// MouseOut implements desktop.Hoverable.
func (s *Stepper) MouseOut() {
	s.focusable.MouseOut()
	s.untip()
}

// room is how wide the value may be.
func (s *Stepper) room() float32 { return s.Size().Width - 2*stepButton - 8 }

// CreateRenderer implements fyne.Widget.
func (s *Stepper) CreateRenderer() fyne.WidgetRenderer {
	r := &stepperRenderer{s: s, box: canvas.NewRectangle(nil), value: text("", theme.TextSize, typeset.Sans)}
	r.box.CornerRadius = theme.Radius
	for i := range r.signs {
		r.signs[i] = canvas.NewRectangle(nil)
	}
	r.Refresh()
	return r
}

type stepperRenderer struct {
	s     *Stepper
	box   *canvas.Rectangle
	signs [5]*canvas.Rectangle // minus, plus across, plus down, and the lines beside the value
	value *canvas.Text
}

func (r *stepperRenderer) Destroy() {}

func (r *stepperRenderer) Objects() []fyne.CanvasObject {
	o := []fyne.CanvasObject{r.box}
	for _, s := range r.signs {
		o = append(o, s)
	}
	return append(o, r.value)
}

func (r *stepperRenderer) MinSize() fyne.Size {
	if r.s.Width > 0 {
		return fyne.NewSize(r.s.Width, theme.FieldHeight)
	}
	return fyne.NewSize(168, theme.FieldHeight)
}

func (r *stepperRenderer) Layout(size fyne.Size) {
	r.box.Resize(size)
	y, w := round(size.Height/2), size.Width
	put := func(i int, x, y, w, h float32) {
		r.signs[i].Move(fyne.NewPos(x, y))
		r.signs[i].Resize(fyne.NewSize(w, h))
	}
	put(0, stepButton/2-4, y, 9, 1)
	put(1, w-stepButton/2-5, y, 9, 1)
	put(2, w-stepButton/2-1, y-4, 1, 9)
	put(3, stepButton, 6, 1, size.Height-12)
	put(4, w-stepButton-1, 6, 1, size.Height-12)
	r.value.Text = Fit(r.s.Value(r.s.at), r.s.room(), theme.TextSize, typeset.Sans)
	Place(r.value, round((w-sizeOf(r.value).Width)/2), 0, size.Height)
}

func (r *stepperRenderer) Refresh() {
	s := r.s
	r.box.FillColor = theme.Color(theme.Field)
	s.edge(r.box)
	for i, sign := range r.signs {
		ink := theme.Color(theme.Ink)
		if i == 0 && s.at == 0 || (i == 1 || i == 2) && s.at == s.n-1 || i > 2 {
			ink = theme.Color(theme.Line)
		}
		sign.FillColor = ink
		sign.Refresh()
	}
	r.value.Color = theme.Color(theme.Ink)
	r.Layout(s.Size())
	canvas.Refresh(s)
}
