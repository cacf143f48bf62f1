package finding

import "fyne.io/fyne/v2"

// Sizes of the find bar in pixels.
const (
	findRow   = 42  // height of a line
	findWidth = 440 // below it the bar has a line more
	findInset = 6   // above and below what is in a line
	findSide  = 16
)

// Fit has the bar begin where the text below does, and gives the pills a line
// of their own where all would leave too little for what is looked for.
func (f *Bar) Fit(width, left float32) {
	f.left = max(findSide, left)
	f.narrow = width-f.left < findWidth-findSide
}

// findLine puts a field, the count, pills and buttons beside each other, or
// the pills below.
type findLine struct{ f *Bar }

// replaceLine gives what lies in it the room from where the text begins to the bar's end.
type replaceLine struct{ f *Bar }

// MinSize implements fyne.Layout.
func (l replaceLine) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(2*findSide, 2*findInset)
}

// Layout implements fyne.Layout.
func (l replaceLine) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Move(fyne.NewPos(l.f.left, findInset))
	o[0].Resize(fyne.NewSize(max(0, size.Width-l.f.left-findSide), size.Height-2*findInset))
}

// MinSize implements fyne.Layout.
func (l findLine) MinSize([]fyne.CanvasObject) fyne.Size {
	if l.f.narrow {
		return fyne.NewSize(10, 2*findRow-findInset)
	}
	return fyne.NewSize(10, findRow)
}

// Layout implements fyne.Layout.
func (l findLine) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const gap = 4
	put := func(o fyne.CanvasObject, x, y, width float32) {
		h := findRow - 2*findInset
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(width, float32(h)))
	}
	right := size.Width - findSide
	before := func(o fyne.CanvasObject) {
		w := o.MinSize().Width
		right -= w
		put(o, right, findInset, w)
		right -= gap
	}
	before(o[3])
	if l.f.narrow {
		put(o[2], l.f.left, findRow-findInset/2, o[2].MinSize().Width)
	} else {
		before(o[2])
	}
	before(o[1])
	put(o[0], l.f.left, findInset, fyne.Max(0, right-l.f.left))
}
