package control_test

import (
	"image/color"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// A person sits before a window of Fyne's test driver: sees the words in it, and
// has keys and a mouse.
type person struct {
	t *testing.T
	w fyne.Window

	hovered desktop.Hoverable
}

// sit shows an object in a window of a size in pixels.
func sit(t *testing.T, o fyne.CanvasObject, width, height float32) *person {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(false))
	w := test.NewTempWindow(t, o)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, height))
	return &person{t: t, w: w}
}

func (p *person) canvas() fyne.Canvas { return p.w.Canvas() }

// A word is words drawn in one piece, or a box behind some.
type word struct {
	text       string
	x, y, w, h float32
	ink        color.Color
	bold       bool
}

func (w word) middle() fyne.Position { return fyne.NewPos(w.x+w.w/2, w.y+w.h/2) }
func (w word) right() float32        { return w.x + w.w }

// A box is a rectangle that is drawn.
type box struct {
	x, y, w, h float32
	fill       color.Color
	edge       color.Color
	thick      float32
}

// A thing is an object with the part of it that can be seen, all those in front
// of it behind it in the list.
type thing struct {
	o          fyne.CanvasObject
	at         fyne.Position
	size       fyne.Size
	left, top  float32
	right, end float32
}

func (t thing) holds(p fyne.Position) bool {
	return p.X >= t.left && p.X < t.right && p.Y >= t.top && p.Y < t.end
}

// things lists what is seen, from the back to the front.
func (p *person) things() []thing {
	var list []thing
	var walk func(o fyne.CanvasObject, at fyne.Position, clip thing)
	walk = func(o fyne.CanvasObject, at fyne.Position, clip thing) {
		if o == nil || !o.Visible() {
			return
		}
		at = at.Add(o.Position())
		s := o.Size()
		th := thing{
			o: o, at: at, size: s, left: max(at.X, clip.left), top: max(at.Y, clip.top),
			right: min(at.X+s.Width, clip.right), end: min(at.Y+s.Height, clip.end),
		}
		list = append(list, th)
		switch o := o.(type) {
		case *container.Scroll:
			clip = th
			walk(o.Content, at, clip)
		case fyne.Widget:
			for _, k := range test.WidgetRenderer(o).Objects() {
				walk(k, at, clip)
			}
		case *fyne.Container:
			for _, k := range o.Objects {
				walk(k, at, clip)
			}
		}
	}
	c := p.canvas()
	all := thing{right: c.Size().Width, end: c.Size().Height}
	walk(c.Content(), fyne.Position{}, all)
	for _, o := range c.Overlays().List() {
		walk(o, fyne.Position{}, all)
	}
	return list
}

// words lists the words that are seen, from the back to the front.
func (p *person) words() (list []word) {
	for _, th := range p.things() {
		t, ok := th.o.(*canvas.Text)
		if !ok || t.Text == "" || th.right <= th.left || th.end <= th.top {
			continue
		}
		m := t.MinSize()
		list = append(list, word{t.Text, th.at.X, th.at.Y, m.Width, max(m.Height, th.size.Height), t.Color, t.TextStyle.Bold || t.FontSource == theme.Font(typeset.SansBold)})
	}
	return list
}

// says gives all words in one line.
func (p *person) says() string {
	var list []string
	for _, w := range p.words() {
		list = append(list, w.text)
	}
	return strings.Join(list, " ")
}

// all gives the words that are text.
func (p *person) all(text string) []word {
	return slices.DeleteFunc(p.words(), func(w word) bool { return w.text != text })
}

// see gives the words that are text, the frontmost if there are more.
func (p *person) see(text string) word {
	p.t.Helper()
	list := p.all(text)
	if len(list) == 0 {
		p.t.Fatalf("%q is not seen, but: %s", text, p.says())
	}
	return list[len(list)-1]
}

// behind gives the box that words stand on, the frontmost of those that are not
// in front of them.
func (p *person) behind(text string) (b box) {
	p.t.Helper()
	at := p.see(text).middle()
	for _, th := range p.things() {
		if r, ok := th.o.(*canvas.Rectangle); ok && th.holds(at) && (r.FillColor != nil || r.StrokeWidth > 0) {
			b = box{th.at.X, th.at.Y, th.size.Width, th.size.Height, r.FillColor, r.StrokeColor, r.StrokeWidth}
		}
	}
	return b
}

// at gives the frontmost object at a place that is a T.
func at[T any](p *person, pos fyne.Position) (found T, within fyne.Position, ok bool) {
	for _, th := range slices.Backward(p.things()) {
		if o, is := th.o.(T); is && th.holds(pos) {
			return o, pos.Subtract(th.at), true
		}
	}
	return found, within, false
}

// click presses the mouse at a place, where nothing may be.
func (p *person) click(x, y float32) {
	if o, within, ok := at[fyne.Tappable](p, fyne.NewPos(x, y)); ok {
		o.Tapped(&fyne.PointEvent{AbsolutePosition: fyne.NewPos(x, y), Position: within})
	}
}

// clickOn presses the mouse on words.
func (p *person) clickOn(text string) {
	p.t.Helper()
	m := p.see(text).middle()
	p.click(m.X, m.Y)
}

// point moves the pointer.
func (p *person) point(x, y float32) {
	pos := fyne.NewPos(x, y)
	o, within, ok := at[desktop.Hoverable](p, pos)
	e := &desktop.MouseEvent{PointEvent: fyne.PointEvent{AbsolutePosition: pos, Position: within}}
	switch {
	case ok && o == p.hovered:
		o.MouseMoved(e)
		return
	case p.hovered != nil:
		p.hovered.MouseOut()
	}
	if p.hovered = o; ok {
		o.MouseIn(e)
		o.MouseMoved(e)
	}
}

// wheel turns the wheel by steps, up where there are more than none.
func (p *person) wheel(x, y float32, steps float32) {
	if o, _, ok := at[fyne.Scrollable](p, fyne.NewPos(x, y)); ok {
		o.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 10*steps)})
	}
}

// press presses keys, each where the focus is then.
func (p *person) press(keys ...fyne.KeyName) {
	p.t.Helper()
	for _, k := range keys {
		f := p.canvas().Focused()
		switch {
		case k == fyne.KeyTab:
			test.FocusNext(p.canvas())
		case f == nil:
			p.t.Fatalf("%s goes nowhere", k)
		default:
			f.TypedKey(&fyne.KeyEvent{Name: k})
			if k == fyne.KeySpace && p.canvas().Focused() == f {
				f.TypedRune(' ')
			}
		}
	}
}

// write types letters where the focus is.
func (p *person) write(s string) {
	p.t.Helper()
	if f := p.canvas().Focused(); f != nil {
		test.Type(f, s)
	} else {
		p.t.Fatalf("%q goes nowhere", s)
	}
}

// open reports whether something lies over the window.
func (p *person) open() bool { return p.canvas().Overlays().Top() != nil }

// did gathers what was done and told.
type did []string

func (d *did) do(what string) func() { return func() { *d = append(*d, what) } }

// take gives what was done since.
func (d *did) take() string {
	s := strings.Join(*d, ", ")
	*d = nil
	return s
}

// under is a field that has the focus when something is opened over it.
func under(p *person, f *control.Entry) { p.canvas().Focus(f) }
