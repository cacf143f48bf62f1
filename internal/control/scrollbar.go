package control

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// BarZone is the width at the right edge that takes presses for a ScrollBar.
const BarZone float32 = 14

// ScrollBar is the thin bar at the right edge of what scrolls. Whoever scrolls
// tells it with Set how much there is, draws its thumb and passes presses on.
type ScrollBar struct {
	Wide     bool                // for panes of text
	ScrollTo func(share float32) // scrolls to a share of the way: 0 is the top, 1 the end
	Turn     func(by int)        // a press above the thumb, by being -1, or below it, 1; nil brings the thumb to the pointer

	all, view, at float32 // pixels: of all there is, seen of it, above what is seen
	over, held    bool
	grip          float32 // where the thumb is held, from its top
	top           float32 // of the thumb while it is held, when estimates of all there is may change
}

// Set tells how many pixels there are, how many of them are seen and how many lie
// above those.
func (b *ScrollBar) Set(all, view, at float32) { b.all, b.view, b.at = all, view, at }

// measures returns how wide the thumb is, how far from the edge, and how high at
// least.
func (b *ScrollBar) measures() (width, right, least float32) {
	if b.Wide {
		return 6, 4, 32
	}
	return 4, 3, 24
}

// Thumb returns where the thumb begins and how high it is: 0 where everything is
// seen.
func (b *ScrollBar) Thumb() (y, height float32) {
	if b.all <= b.view || b.view <= 0 {
		return 0, 0
	}
	_, _, least := b.measures()
	height = min(b.view, max(least, round(b.view*b.view/b.all)))
	if b.held {
		return b.top, height
	}
	return round((b.view - height) * max(0, min(b.at/(b.all-b.view), 1))), height
}

// Holds reports whether a point is on the bar of something that wide.
func (b *ScrollBar) Holds(at fyne.Position, width float32) bool {
	_, height := b.Thumb()
	return height > 0 && at.X >= width-BarZone && at.X <= width
}

// Press takes hold of the thumb, or turns a page towards the pointer.
func (b *ScrollBar) Press(y float32) {
	top, height := b.Thumb()
	beside := y < top || y >= top+height
	if beside && b.Turn != nil {
		by := 1
		if y < top {
			by = -1
		}
		b.Turn(by)
		return
	}
	b.held, b.top, b.grip = true, top, y-top
	if beside {
		b.grip = height / 2
	}
	b.Drag(y)
}

// Drag moves the thumb that is held.
func (b *ScrollBar) Drag(y float32) {
	_, height := b.Thumb()
	if room := b.view - height; b.held && room > 0 {
		b.top = max(0, min(y-b.grip, room))
		b.ScrollTo(b.top / room)
	}
}

// Release lets go of the thumb, and reports whether it was held.
func (b *ScrollBar) Release() bool {
	held := b.held
	b.held = false
	return held
}

// Held reports whether the thumb is being dragged.
func (b *ScrollBar) Held() bool { return b.held }

// SetOver tells whether the pointer is over the bar, and reports whether that is
// news.
func (b *ScrollBar) SetOver(over bool) bool {
	news := b.over != over
	b.over = over
	return news
}

// Hot reports whether the pointer is over the bar or holds its thumb.
func (b *ScrollBar) Hot() bool { return b.over || b.held }

// Draw puts the thumb at the right edge of something that wide, and reports
// whether there is one.
func (b *ScrollBar) Draw(thumb *canvas.Rectangle, width float32, fill color.NRGBA) bool {
	y, height := b.Thumb()
	if height == 0 {
		return false
	}
	if thumb.FillColor != fill { // an interface: setting it allocates
		thumb.FillColor = fill
	}
	thick, right, _ := b.measures()
	thumb.CornerRadius = thick / 2
	thumb.Move(fyne.NewPos(float32(int(width))-thick-right, round(y)+2))
	thumb.Resize(fyne.NewSize(thick, height-4))
	return true
}
