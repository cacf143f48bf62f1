// Package seen is test support: a person who sits before a window of Fyne's test driver, sees the words
// and boxes in it, and has keys and a mouse. Widgets are tested by what is seen and done there.
package seen

import (
	"image/color"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// A Person sits before a window, and fails the test where what should be seen is not.
type Person struct {
	t testing.TB
	w fyne.Window

	hovered desktop.Hoverable
}

// shared is the application of all windows: with each new one, Fyne would parse all typefaces anew.
var shared = sync.OnceValue(test.NewApp)

// App returns the application that the windows of all tests of a program are of, in light colours. Those that the test
// chooses and what it copies are gone with it.
func App(t testing.TB) fyne.App {
	a := shared()
	fyne.SetCurrentApp(a)
	if light := theme.New(false); !reflect.DeepEqual(a.Settings().Theme(), light) { // setting it parses typefaces, too
		a.Settings().SetTheme(light)
	}
	t.Cleanup(func() { a.Clipboard().SetContent("") })
	return a
}

// Sit shows an object in a window of its own, of a size in pixels, to a person.
func Sit(t testing.TB, o fyne.CanvasObject, width, height float32) *Person {
	t.Helper()
	App(t)
	w := test.NewTempWindow(t, o)
	w.SetPadded(false)
	p := &Person{t: t, w: w}
	p.Resize(width, height)
	return p
}

// Canvas returns the window's canvas, which knows what has the focus.
func (p *Person) Canvas() fyne.Canvas { return p.w.Canvas() }

// Resize gives the window another size in pixels.
func (p *Person) Resize(width, height float32) { p.w.Resize(fyne.NewSize(width, height)) }

// A Word is words drawn in one piece: X and Y are the pixels from the window's left and top edge to
// theirs, W and H their width and height.
type Word struct {
	Text       string
	X, Y, W, H float32
	Ink        color.Color
	Bold       bool
}

// Middle returns the place in the middle of the words.
func (w Word) Middle() fyne.Position { return fyne.NewPos(w.X+w.W/2, w.Y+w.H/2) }

// Right returns where the words end, in pixels from the window's left edge.
func (w Word) Right() float32 { return w.X + w.W }

// A Box is a rectangle that is drawn, in pixels as a [Word] is. Thick is how wide its edge is, 0 where it
// has none; Fill is nil where it has only an edge.
type Box struct {
	X, Y, W, H float32
	Fill       color.Color
	Edge       color.Color
	Thick      float32
}

// A thing is an object with the part of it that can be seen; what is in front of it comes after it in the
// list of all.
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
func (p *Person) things() []thing {
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
	c := p.Canvas()
	all := thing{right: c.Size().Width, end: c.Size().Height}
	walk(c.Content(), fyne.Position{}, all)
	for _, o := range c.Overlays().List() {
		walk(o, fyne.Position{}, all)
	}
	return list
}

// Words lists the words that are seen, from the back to the front.
func (p *Person) Words() (list []Word) {
	for _, th := range p.things() {
		t, ok := th.o.(*canvas.Text)
		if !ok || t.Text == "" || th.right <= th.left || th.end <= th.top {
			continue
		}
		m := t.MinSize()
		list = append(list, Word{t.Text, th.at.X, th.at.Y, m.Width, max(m.Height, th.size.Height), t.Color, t.TextStyle.Bold || t.FontSource == theme.Font(typeset.SansBold)})
	}
	return list
}

// Says returns all words that are seen, in one line.
func (p *Person) Says() string {
	var list []string
	for _, w := range p.Words() {
		list = append(list, w.Text)
	}
	return strings.Join(list, " ")
}

// All returns every piece of words that reads text, from the back to the front.
func (p *Person) All(text string) []Word {
	return slices.DeleteFunc(p.Words(), func(w Word) bool { return w.Text != text })
}

// See returns the words that read text, the frontmost if there are several. Where there are none the
// test ends.
func (p *Person) See(text string) Word {
	p.t.Helper()
	list := p.All(text)
	if len(list) == 0 {
		p.t.Fatalf("%q is not seen, but: %s", text, p.Says())
	}
	return list[len(list)-1]
}

// Behind returns the frontmost box at the middle of the words that read text, which is the one that they
// stand on as long as nothing covers them.
func (p *Person) Behind(text string) (b Box) {
	p.t.Helper()
	at := p.See(text).Middle()
	for _, th := range p.things() {
		if r, ok := th.o.(*canvas.Rectangle); ok && th.holds(at) && (r.FillColor != nil || r.StrokeWidth > 0) {
			b = Box{th.at.X, th.at.Y, th.size.Width, th.size.Height, r.FillColor, r.StrokeColor, r.StrokeWidth}
		}
	}
	return b
}

// At returns the frontmost object at a place that is a T, with the same place counted from the object's
// own corner, and whether there is one.
func At[T any](p *Person, pos fyne.Position) (found T, within fyne.Position, ok bool) {
	for _, th := range slices.Backward(p.things()) {
		if o, is := th.o.(T); is && th.holds(pos) {
			return o, pos.Subtract(th.at), true
		}
	}
	return found, within, false
}

// Click presses the mouse at a place, whether or not something is there.
func (p *Person) Click(x, y float32) {
	if o, within, ok := At[fyne.Tappable](p, fyne.NewPos(x, y)); ok {
		o.Tapped(&fyne.PointEvent{AbsolutePosition: fyne.NewPos(x, y), Position: within})
	}
}

// ClickOn presses the mouse on the words that read text.
func (p *Person) ClickOn(text string) {
	p.t.Helper()
	m := p.See(text).Middle()
	p.Click(m.X, m.Y)
}

// Point moves the pointer to a place, out of what it was over.
func (p *Person) Point(x, y float32) {
	pos := fyne.NewPos(x, y)
	o, within, ok := At[desktop.Hoverable](p, pos)
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

// Wheel turns the mouse wheel at a place: up by so many steps, down where they are negative.
func (p *Person) Wheel(x, y float32, steps float32) {
	if o, _, ok := At[fyne.Scrollable](p, fyne.NewPos(x, y)); ok {
		o.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 10*steps)})
	}
}

// Press presses keys one after another. Tab moves the focus; every other key goes to what has it then.
func (p *Person) Press(keys ...fyne.KeyName) {
	p.t.Helper()
	for _, k := range keys {
		f := p.Canvas().Focused()
		switch {
		case k == fyne.KeyTab:
			test.FocusNext(p.Canvas())
		case f == nil:
			p.t.Fatalf("%s goes nowhere", k)
		default:
			f.TypedKey(&fyne.KeyEvent{Name: k})
			if k == fyne.KeySpace && p.Canvas().Focused() == f {
				f.TypedRune(' ')
			}
		}
	}
}

// Write types letters into what has the focus.
func (p *Person) Write(s string) {
	p.t.Helper()
	if f := p.Canvas().Focused(); f != nil {
		test.Type(f, s)
	} else {
		p.t.Fatalf("%q goes nowhere", s)
	}
}

// Open reports whether something is open over what the window shows.
func (p *Person) Open() bool { return p.Canvas().Overlays().Top() != nil }

// Did gathers what was done and told, to be compared in one line.
type Did []string

// Do returns a function that notes that something was done, for callbacks.
func (d *Did) Do(what string) func() { return func() { *d = append(*d, what) } }

// Take returns what was done since it was last asked, separated by commas.
func (d *Did) Take() string {
	s := strings.Join(*d, ", ")
	*d = nil
	return s
}
