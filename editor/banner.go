package editor

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// banner is a line over the text for what is so until something is done
// about it.
type banner struct {
	text   *control.Label
	act    *control.Button   // what can be done about it, hidden where that is another place's matter
	others []*control.Button // what else can be
	close  *control.Button
	left   func(width float32) float32 // where the text below begins, which the line begins with; nil is at the side
	object *fyne.Container
}

// Sizes of the banner in pixels.
const (
	bannerHeight = 38
	bannerLow    = 36 // of the buttons, where they have a line of their own
	bannerSide   = 16
	bannerGap    = 8
)

func newBanner() *banner {
	b := &banner{text: control.NewLabel("", theme.Ink)}
	b.act = control.NewButton(control.Plain, "", nil)
	b.act.Hide()
	objects := []fyne.CanvasObject{control.NewFill(theme.Sel), b.text, nil, b.act}
	for range 2 {
		o := control.NewButton(control.Plain, "", nil)
		o.Hide()
		b.others = append(b.others, o)
		objects = append(objects, o)
	}
	b.close = control.NewIcon("x", "Close this line", nil)
	objects[2] = b.close
	b.object = container.New(bannerLayout{b}, objects...)
	b.object.Hide()
	return b
}

// show shows a line, or none for "".
func (b *banner) show(s string, onClose func()) { b.offer(s, nil, onClose) }

// offer shows a line with buttons for what can be done, three at most.
func (b *banner) offer(s string, acts []control.Choice, onClose func()) {
	b.text.SetText(s)
	for i, button := range append([]*control.Button{b.act}, b.others...) {
		if i < len(acts) {
			button.SetLabel(acts[i].Label)
			button.OnTap = acts[i].Do
		}
		control.SetVisible(button, i < len(acts))
	}
	b.close.OnTap = onClose
	control.SetVisible(b.object, s != "")
	b.object.Refresh()
}

// begin returns where the line begins in that width: where the text does.
func (b *banner) begin(width float32) float32 {
	if b.left == nil {
		return bannerSide
	}
	return max(bannerSide, b.left(width))
}

// buttons returns those that are shown, and how wide they are together.
func (b *banner) buttons() (list []*control.Button, width float32) {
	for _, x := range append([]*control.Button{b.act}, b.others...) {
		if x.Visible() {
			list = append(list, x)
			width += x.MinSize().Width + bannerGap
		}
	}
	return list, width
}

// folded reports whether the buttons need a line of their own at a width.
func (b *banner) folded(width float32) bool {
	list, room := b.buttons()
	words := control.Measure(b.text.Text(), theme.TextSize, typeset.Sans)
	return len(list) > 0 && b.begin(width)+bannerSide+words+room+b.close.MinSize().Width > width
}

// wrap returns how wide the words may be at a width.
func (b *banner) wrap(width float32) float32 {
	right := width - bannerSide - b.close.MinSize().Width
	if _, room := b.buttons(); !b.folded(width) {
		right -= room
	}
	return max(1, right-b.begin(width)-bannerGap)
}

// more returns how tall the lines of words after the first are at a width.
func (b *banner) more(width float32) float32 {
	lines := control.Wrap(b.text.Text(), b.wrap(width), theme.TextSize, typeset.Sans)
	return float32(len(lines)-1) * b.text.LineHeight
}

// heightFor returns how tall the banner is at a width.
func (b *banner) heightFor(width float32) float32 {
	h := bannerHeight + b.more(width)
	if b.folded(width) {
		h += bannerLow
	}
	return h
}

// bannerLayout puts the buttons behind the words, or below them.
type bannerLayout struct{ b *banner }

func (l bannerLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(10, bannerHeight) }

func (l bannerLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	b := l.b
	o[0].Resize(size)
	shut := b.close.MinSize()
	b.close.Resize(shut)
	right := size.Width - bannerSide - shut.Width
	b.close.Move(fyne.NewPos(right, float32(int((bannerHeight-shut.Height)/2))))
	list, room := b.buttons()
	x, y := right-room, float32(0)
	if b.folded(size.Width) {
		x, y = b.begin(size.Width), bannerHeight-3+b.more(size.Width)
	}
	for _, button := range list {
		m := button.MinSize()
		button.Resize(m)
		at := y
		if y == 0 {
			at = float32(int((bannerHeight - m.Height) / 2))
		}
		button.Move(fyne.NewPos(x, at))
		x += m.Width + bannerGap
	}
	if wrap := b.wrap(size.Width); wrap != b.text.Wrap {
		b.text.Wrap = wrap
		b.text.Refresh()
	}
	b.text.Move(fyne.NewPos(b.begin(size.Width), 9))
	b.text.Resize(b.text.MinSize())
}
