package library

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// notice says over the list that the folder cannot be read, with what can be
// done about it.
type notice struct {
	title, text *control.Label
	again       *control.Button
	object      *fyne.Container
	shown       Missing
}

// Missing is what is said of a folder that cannot be read.
type Missing struct {
	Title, Text string
}

func newNotice(again, other func()) *notice {
	n := &notice{title: control.NewLabel("", theme.Ink), text: control.NewSmall("", theme.Muted)}
	n.title.Face = typeset.SansBold
	n.title.Wrap, n.text.Wrap = noticeWrap, noticeWrap
	n.again = control.NewButton(control.Plain, "Try again", again)
	n.object = container.New(noticeLayout{n}, n.title, n.text, n.again, control.NewButton(control.Plain, "Open a folder…", other))
	n.object.Hide()
	return n
}

func (n *notice) show(m Missing) {
	n.shown = m
	n.title.SetText(m.Title)
	n.text.SetText(m.Text)
	control.SetVisible(n.object, m != Missing{})
	n.object.Refresh()
}

const (
	noticeWrap = 236 // pixels, of the panel as it is at first
	noticeEdge = 16
)

// noticeLayout puts the words over the buttons, which stand beside each other
// where there is room.
type noticeLayout struct{ n *notice }

func (l noticeLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(100, l.arrange(o, noticeWrap+2*noticeEdge))
}

func (l noticeLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	if wrap := size.Width - 2*noticeEdge; wrap > 0 && wrap != l.n.title.Wrap {
		l.n.title.Wrap, l.n.text.Wrap = wrap, wrap
		l.n.title.Refresh()
		l.n.text.Refresh()
	}
	l.arrange(o, size.Width)
}

// arrange puts the parts in their places and returns how high they are.
func (l noticeLayout) arrange(o []fyne.CanvasObject, width float32) float32 {
	y := float32(10)
	for _, words := range o[:2] {
		h := words.MinSize().Height
		words.Move(fyne.NewPos(noticeEdge, y))
		words.Resize(fyne.NewSize(width-2*noticeEdge, h))
		y += h + 4
	}
	y += 6
	x := float32(noticeEdge)
	for _, b := range o[2:] {
		m := b.MinSize()
		if x > noticeEdge && x+m.Width > width-noticeEdge {
			x, y = noticeEdge, y+m.Height+8
		}
		b.Move(fyne.NewPos(x, y))
		b.Resize(m)
		x += m.Width + 8
	}
	return y + theme.ButtonHeight + 12
}

// under puts the posts that are open over the list, and the notice between them, as
// far as they show.
type under struct{ s *Panel }

func (under) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 80) }

func (u under) Layout(o []fyne.CanvasObject, size fyne.Size) {
	y := u.s.open.height()
	o[0].Resize(fyne.NewSize(size.Width, y))
	if n := u.s.notice; n.object.Visible() {
		o[1].Move(fyne.NewPos(0, y))
		o[1].Resize(fyne.NewSize(size.Width, size.Height))
		h := min(noticeLayout{n}.arrange(n.object.Objects, size.Width), size.Height-y)
		o[1].Resize(fyne.NewSize(size.Width, h))
		y += h
	}
	o[2].Move(fyne.NewPos(0, y))
	o[2].Resize(fyne.NewSize(size.Width, size.Height-y))
	u.s.fit()
}
