package control

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

// Tip is what is said of something that the pointer rests over. Parts that are
// empty are left out.
type Tip struct {
	Title string // bold
	Note  string // small and muted
	Text  string
}

const (
	tipRest  = 500 * time.Millisecond
	tipWrap  = 320 // pixels
	tipPad   = 10
	tipAside = 14 // from the pointer
	tipBelow = 20
)

// Tips says in a box beside the pointer what that rests over. Object lies over the
// rest of a window, as large as that, and is nothing that the mouse could hit.
type Tips struct {
	Object *fyne.Container
	Beside fyne.CanvasObject // something that is seen in the same place; see show

	box               *canvas.Rectangle
	title, note, text *Label
	rest              Delay
	over              any // what the pointer is over; nil for nothing
	at                fyne.Position
}

// tipLayer is the layout of Tips.Object, by which it is found among what a window shows.
type tipLayer struct{ tips *Tips }

func (tipLayer) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.Size{} }
func (tipLayer) Layout([]fyne.CanvasObject, fyne.Size) {}

// TipsOf are the tips of what an object is seen in: the dialog that is open over its window, or the window; nil where
// there are none.
func TipsOf(o fyne.CanvasObject) *Tips {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil {
		return nil
	}
	if top := c.Overlays().Top(); top != nil {
		if x, ok := top.(*Overlay); ok {
			x.tips.Beside = x
			return x.tips
		}
		return nil
	}
	content, _ := c.Content().(*fyne.Container)
	if content == nil {
		return nil
	}
	for _, o := range content.Objects {
		if x, ok := o.(*fyne.Container); ok {
			if l, ok := x.Layout.(tipLayer); ok {
				l.tips.Beside = content
				return l.tips
			}
		}
	}
	return nil
}

// NewTips returns the tips of a window; post runs a function on the UI goroutine.
func NewTips(post func(func())) *Tips {
	t := &Tips{
		box: canvas.NewRectangle(nil), title: NewLabel("", theme.Ink), note: NewSmall("", theme.Muted), text: NewSmall("", theme.Ink),
		rest: Delay{Post: post, After: tipRest},
	}
	t.box.CornerRadius, t.box.StrokeWidth = theme.Radius, 1
	t.title.Face = typeset.SansBold
	for _, l := range t.labels() {
		l.Wrap = tipWrap
	}
	t.Object = container.New(tipLayer{t}, t.box, t.title, t.note, t.text)
	t.Object.Hide()
	return t
}

func (t *Tips) labels() []*Label { return []*Label{t.title, t.note, t.text} }

// Over says that the pointer is at a place of the canvas, over the thing that key
// stands for. When it has rested there for half a second, what tip returns is
// shown until it leaves the thing.
func (t *Tips) Over(key any, at fyne.Position, tip func() Tip) {
	if key == t.over && (t.Object.Visible() || at == t.at) {
		return
	}
	t.Leave()
	t.over, t.at = key, at
	t.rest.Start(func() { t.show(tip()) })
}

// Below says that the pointer is over an object: when it has rested there for half a second, what tip returns is shown
// below that, where it is by then.
func (t *Tips) Below(o fyne.CanvasObject, tip func() Tip) {
	t.Leave()
	t.over = o
	t.rest.Start(func() {
		t.at = fyne.CurrentApp().Driver().AbsolutePositionForObject(o).AddXY(-tipAside, o.Size().Height+6-tipBelow)
		t.show(tip())
	})
}

// Leave says that the pointer is over nothing, or that there is more to do than to
// read: a key or a button was pressed.
func (t *Tips) Leave() {
	t.over = nil
	t.rest.Stop()
	if t.Object.Visible() {
		t.Object.Hide()
	}
}

// show shows a tip below the pointer, or above it where there is no room.
func (t *Tips) show(tip Tip) {
	if tip == (Tip{}) {
		return
	}
	t.title.SetText(tip.Title)
	t.note.SetText(tip.Note)
	t.text.SetText(tip.Text)
	width, height := float32(0), float32(tipPad)
	for _, l := range t.labels() {
		SetVisible(l, l.Text() != "")
		if l.Text() == "" {
			continue
		}
		if height > tipPad {
			height += 4
		}
		m := l.MinSize()
		l.Move(fyne.NewPos(tipPad, height))
		l.Resize(m)
		width, height = max(width, m.Width), height+m.Height
	}
	size := fyne.NewSize(width+2*tipPad, height+tipPad)
	room := t.Object.Size()
	x := max(0, min(t.at.X+tipAside, room.Width-size.Width-OverlayEdge))
	y := t.at.Y + tipBelow
	if y+size.Height > room.Height-OverlayEdge {
		y = max(0, t.at.Y-size.Height-OverlayEdge)
	}
	corner := fyne.NewPos(round(x), round(y))
	t.box.FillColor, t.box.StrokeColor = theme.Color(theme.Over), theme.Color(theme.Line)
	t.box.Resize(size)
	t.box.Move(corner)
	for _, l := range t.labels() {
		l.Move(l.Position().Add(corner))
	}
	t.Object.Show()
	t.Object.Refresh()
	if t.Beside != nil { // Fyne does not know yet where an object is that was never seen, and would not paint it
		canvas.Refresh(t.Beside)
	}
}
