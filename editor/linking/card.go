package linking

import (
	"image"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/typeset"
)

const (
	cardRest   = 500 * time.Millisecond // of the pointer, before a card is shown
	cardWidth  = 320                    // of its words, at most
	cardPad    = 12
	cardGap    = 6   // between its parts, and to the line that it belongs to
	cardWords  = 320 // bytes of text that are shown
	thumbTall  = 180 // height of a picture, at most
	thumbLeast = 60  // width
)

// Card says what something in the text or on the page leads to. What is empty is left out.
type Card struct {
	Title   string
	Text    string
	Address string
	Image   image.Image
}

// card shows one Card at a time, over the window.
type card struct {
	object *fyne.Container
	back   *control.Fill
	labels [3]*control.Label // title, text, address
	thumb  *canvas.Image
	size   fyne.Size
}

func (c *card) build() {
	c.back = control.NewFill(theme.Over)
	c.back.Stroke, c.back.Radius = theme.Line, theme.Radius
	c.labels = [3]*control.Label{control.NewLabel("", theme.Ink), control.NewSmall("", theme.Muted), control.NewSmall("", theme.Faint)}
	c.labels[0].Face = typeset.SansBold
	for _, l := range c.labels {
		l.Wrap = cardWidth
	}
	c.object = container.NewWithoutLayout()
	c.object.Hide()
}

func (c *card) hide() {
	if c.object.Visible() {
		c.object.Hide()
		c.object.Refresh()
	}
}

// set lays out what a card says, and reports whether that is anything.
func (c *card) set(x Card) bool {
	text := x.Text
	if len(text) > cardWords {
		text = strings.ToValidUTF8(text[:cardWords], "") + "…"
	}
	c.object.Objects = append(c.object.Objects[:0], c.back)
	y, width := float32(cardPad), float32(0)
	part := func(o fyne.CanvasObject, size fyne.Size) {
		if y > cardPad {
			y += cardGap
		}
		o.Move(fyne.NewPos(cardPad, y))
		o.Resize(size)
		y, width = y+size.Height, max(width, size.Width)
		c.object.Objects = append(c.object.Objects, o)
	}
	if x.Image != nil {
		c.thumb = canvas.NewImageFromImage(x.Image) // an object shows one image all its life
		c.thumb.ScaleMode = canvas.ImageScaleSmooth
		part(c.thumb, thumbSize(x.Image.Bounds().Size()))
	}
	for i, words := range []string{x.Title, text, x.Address} {
		if words == "" {
			continue
		}
		l := c.labels[i]
		l.SetText(words)
		l.Refresh()
		part(l, l.MinSize())
	}
	c.size = fyne.NewSize(width+2*cardPad, y+cardPad)
	c.back.Resize(c.size)
	return len(c.object.Objects) > 1
}

// thumbSize is how large a picture is shown: no larger than it is.
func thumbSize(px image.Point) fyne.Size {
	if px.X < 1 || px.Y < 1 {
		return fyne.NewSize(thumbLeast, thumbLeast)
	}
	w, h := float32(px.X), float32(px.Y)
	by := min(1, cardWidth/w, thumbTall/h)
	return fyne.NewSize(max(1, float32(int(w*by))), max(1, float32(int(h*by))))
}

// place shows the card below a line at a place of that height, or above it where there is no room.
func (c *card) place(room fyne.Size, at fyne.Position, height float32) {
	x := max(popupEdge, min(at.X-cardPad, room.Width-popupEdge-c.size.Width))
	y := at.Y + height + cardGap
	if y+c.size.Height > room.Height-popupEdge {
		y = at.Y - cardGap - c.size.Height
	}
	if y < 0 {
		return
	}
	c.object.Move(fyne.NewPos(float32(int(x)), float32(int(y))))
	c.object.Resize(c.size)
	c.object.Show()
	c.object.Refresh()
}

// hover is what the pointer is over.
type hover struct {
	resting control.Delay
	over    Lead // that a card is shown or being made of
	on      any  // the widget that it is in
	turn    int  // number of the last card
}

// Point follows the pointer in the text: what it rests over says where it leads.
func (l *Linking) Point(at fyne.Position, over bool) {
	if !over {
		l.Leave()
		return
	}
	if l.hover.over != (Lead{}) && l.hover.on == any(l.o.Editor) {
		if off, ok := l.o.Editor.OffsetAt(at); ok && off >= l.hover.over.At.Start && off < l.hover.over.At.End {
			return
		}
	}
	l.Leave()
	l.hover.resting.Start(func() {
		off, ok := l.o.Editor.OffsetAt(at)
		if !ok || l.offer != nil {
			return
		}
		if x, ok := l.LeadAt(off); ok {
			box, height, _ := l.o.Editor.Box(off)
			l.describe(l.o.Editor, x, fyne.NewPos(at.X, box.Y), height)
		}
	})
}

// PointOn follows the pointer in another widget, where it is over something that leads somewhere; over nothing for the
// zero Lead.
func (l *Linking) PointOn(o fyne.CanvasObject, x Lead, at fyne.Position) {
	switch {
	case x == Lead{}:
		l.Leave()
	case l.hover.on == any(o) && x == l.hover.over:
	default:
		l.Leave()
		l.hover.resting.Start(func() { l.describe(o, x, at.AddXY(0, -10), 26) })
	}
}

// Leave takes the card away, since the pointer went on or there is more to do than to read.
func (l *Linking) Leave() {
	if l == nil {
		return
	}
	l.hover.turn++
	l.hover.over, l.hover.on = Lead{}, nil
	l.hover.resting.Stop()
	l.card.hide()
}

// describe has the card of something made aside, and shows it beside a line of a widget.
func (l *Linking) describe(o fyne.CanvasObject, x Lead, at fyne.Position, height float32) {
	find := l.o.Describe(x)
	if find == nil {
		return
	}
	l.hover.over, l.hover.on = x, o
	l.hover.turn++
	turn := l.hover.turn
	go func() {
		found := find()
		l.o.Post(func() {
			if o != fyne.CanvasObject(l.o.Editor) { // on the page a picture is seen already
				found.Image = nil
			}
			if turn != l.hover.turn || !l.card.set(found) {
				return
			}
			driver := fyne.CurrentApp().Driver()
			to := at.Add(driver.AbsolutePositionForObject(o)).Subtract(driver.AbsolutePositionForObject(l.Object))
			l.card.place(l.Object.Size(), to, height)
			canvas.Refresh(l.Object) // no frame is painted for what was never seen, such as the card itself
		})
	}()
}
