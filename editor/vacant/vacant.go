// Package vacant is what stands in the place of the text while no post is open:
// what there is to do, and in a library without posts buttons that do it.
package vacant

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// Choose is what is said where there are posts.
const Choose = "Choose a post at the left, or start one with Ctrl+N."

// Options are what a Place is made of.
type Options struct {
	Hint    func(string) string // a text with the keys in it that commands have now
	Empty   func() bool         // the library is there and has no posts
	Choices []control.Choice    // what can be done there; the first is the main one
}

// Place is the middle of a window without a post.
type Place struct {
	Object *fyne.Container

	o       Options
	said    string
	label   *control.Label
	title   *control.Label
	more    *control.Label
	buttons *fyne.Container
	begin   *fyne.Container
}

// New returns a place that says what there is to choose.
func New(o Options) *Place {
	p := &Place{o: o, said: Choose, label: control.NewLabel("", theme.Muted), title: control.NewLabel("No posts here yet", theme.Ink)}
	p.title.Face, p.title.TextSize, p.title.LineHeight = typeset.SerifBold, 22, 30
	p.more = control.NewLabel("Start the first one, take in posts that you have elsewhere, or look around in a sample.", theme.Muted)
	p.more.Wrap = 1
	p.buttons = control.NewBar(10)
	for i, c := range o.Choices {
		kind := control.Plain
		if i == 0 {
			kind = control.Main
		}
		p.buttons.Add(control.NewButton(kind, c.Label, c.Do))
	}
	p.begin = container.New(&stack{}, p.title, p.more, p.buttons)
	p.Object = container.New(middle{p}, p.label, p.begin)
	return p
}

// Text is what is said in the middle; "" while it is not known what there is.
func (p *Place) Text() string { return p.said }

// SetText says something else in the middle.
func (p *Place) SetText(s string) {
	p.said = s
	p.Refresh()
}

// Refresh looks again at what there is, and which keys do it.
func (p *Place) Refresh() {
	empty := p.said == Choose && p.o.Empty != nil && p.o.Empty()
	said := p.said
	if p.o.Hint != nil {
		said = p.o.Hint(said)
	}
	p.label.SetText(said)
	control.SetVisible(p.label, !empty)
	control.SetVisible(p.begin, empty)
	if size := p.Object.Size(); !size.IsZero() {
		p.Object.Layout.Layout(p.Object.Objects, size)
	}
}

// middle puts what is said into the middle, a little above it.
type middle struct{ p *Place }

func (middle) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 100) }

func (middle) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const edge = 16
	for _, o := range o {
		m := o.MinSize()
		if o, ok := o.(*fyne.Container); ok {
			if s, ok := o.Layout.(*stack); ok {
				s.width = min(size.Width-2*edge, 480)
				m = o.MinSize()
			}
		}
		o.Resize(m)
		o.Move(fyne.NewPos(max(0, float32(int((size.Width-m.Width)/2))), float32(int(size.Height*0.38))))
	}
}

// stack puts title, words and buttons below each other, and the buttons, where there is no room for them in a row, too.
type stack struct{ width float32 }

func (s *stack) MinSize(o []fyne.CanvasObject) fyne.Size {
	const gap = 8
	width, height := s.width, o[0].MinSize().Height+gap
	if l, ok := o[1].(*control.Label); ok && l.Wrap != width && width > 0 {
		l.Wrap = width
		l.Refresh()
	}
	height += o[1].MinSize().Height + 2*gap
	bar := o[2].(*fyne.Container)
	if b := bar.MinSize(); b.Width <= width {
		height += b.Height
	} else {
		for _, o := range bar.Objects {
			height += o.MinSize().Height + gap
		}
	}
	return fyne.NewSize(width, height)
}

func (s *stack) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const gap = 8
	y := float32(0)
	for i, o := range o[:2] {
		m := o.MinSize()
		o.Resize(fyne.NewSize(size.Width, m.Height))
		o.Move(fyne.NewPos(0, y))
		y += m.Height + gap*float32(1+i)
	}
	bar := o[2].(*fyne.Container)
	bar.Move(fyne.NewPos(0, y))
	b := bar.MinSize()
	bar.Resize(fyne.NewSize(size.Width, max(b.Height, size.Height-y)))
	if b.Width <= size.Width {
		bar.Resize(b)
		return
	}
	y = 0
	for _, o := range bar.Objects { // below each other
		m := o.MinSize()
		o.Resize(m)
		o.Move(fyne.NewPos(0, y))
		y += m.Height + gap
	}
}
