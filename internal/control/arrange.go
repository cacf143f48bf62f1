package control

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
)

// stack puts objects below each other at full width.
type stack struct{ gap float32 }

func (s *stack) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	n := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		size.Width = fyne.Max(size.Width, m.Width)
		size.Height += m.Height
		n++
	}
	if n > 1 {
		size.Height += float32(n-1) * s.gap
	}
	return size
}

func (s *stack) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y, share := float32(0), float32(0) // share is how much of what can be given has to be
	if lack, spare := s.MinSize(objects).Height-size.Height, s.spare(objects); lack > 0 && spare > 0 {
		share = min(1, lack/spare)
	}
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		h := o.MinSize().Height - round(share*spare(o))
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, h))
		y += h + s.gap
	}
}

func (s *stack) spare(objects []fyne.CanvasObject) (sum float32) {
	for _, o := range objects {
		if o.Visible() {
			sum += spare(o)
		}
	}
	return sum
}

// NewStack puts objects below each other, gap pixels apart.
func NewStack(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&stack{gap: gap}, objects...)
}

// spare is how much lower than it asks for an object can be.
func spare(o fyne.CanvasObject) float32 {
	if c, ok := o.(*fyne.Container); ok {
		if l, ok := c.Layout.(interface {
			spare([]fyne.CanvasObject) float32
		}); ok {
			return l.spare(c.Objects)
		}
	}
	return 0
}

// giving asks for a height and does with less, down to the least one.
type giving struct{ wanted, least float32 }

func (g giving) MinSize([]fyne.CanvasObject) fyne.Size     { return fyne.NewSize(10, g.wanted) }
func (g giving) spare([]fyne.CanvasObject) float32         { return g.wanted - g.least }
func (g giving) Layout(o []fyne.CanvasObject, s fyne.Size) { o[0].Resize(s) }

// NewGiving puts something that scrolls at full width and the wanted height, of
// which a stack takes away where it has no room, down to the least.
func NewGiving(wanted, least float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(giving{wanted, min(wanted, least)}, o)
}

// narrow wraps the labels in an object to a width that may be less than they
// ask for.
func narrow(o fyne.CanvasObject, width float32) {
	switch o := o.(type) {
	case *Label:
		o.within(width)
	case *container.Scroll:
		narrow(o.Content, width)
	case *fyne.Container:
		for _, c := range o.Objects {
			narrow(c, width)
		}
	}
}

// bar puts objects beside each other at their own width, centred in height;
// a spacer takes what is left.
type bar struct{ gap float32 }

func (b *bar) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		size.Width += m.Width + b.gap
		size.Height = fyne.Max(size.Height, m.Height)
	}
	return size
}

func (b *bar) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	spare := size.Width - b.MinSize(objects).Width + b.gap
	x := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		if _, ok := o.(layout.SpacerObject); ok {
			m.Width += fyne.Max(0, spare)
		}
		o.Move(fyne.NewPos(x, round((size.Height-m.Height)/2)))
		o.Resize(m)
		x += m.Width + b.gap
	}
}

// NewBar puts objects beside each other, gap pixels apart.
func NewBar(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&bar{gap: gap}, objects...)
}

// Space is an empty place of that height in pixels.
func Space(height float32) fyne.CanvasObject {
	s := &space{height: height}
	s.ExtendBaseWidget(s)
	return s
}

type space struct {
	widget.BaseWidget
	height float32
}

func (s *space) CreateRenderer() fyne.WidgetRenderer { return spaceRenderer{s.height} }

type spaceRenderer struct{ height float32 }

func (r spaceRenderer) Destroy()                     {}
func (r spaceRenderer) Objects() []fyne.CanvasObject { return nil }
func (r spaceRenderer) MinSize() fyne.Size           { return fyne.NewSize(1, r.height) }
func (r spaceRenderer) Layout(fyne.Size)             {}
func (r spaceRenderer) Refresh()                     {}
