package picturing

import (
	"fyne.io/fyne/v2"

	"galley.app/galley/internal/theme"
)

func put(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(float32(int(x)), float32(int(y))))
	o.Resize(fyne.NewSize(float32(int(max(0, w))), float32(int(max(0, h)))))
}

// pickLayout is the dialog: head, bar, the list beside the picture, and the line
// of buttons.
type pickLayout struct{}

func (pickLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(400, pickHigh) }

func (pickLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	body := size.Height - pickHead - pickBar - pickFoot - 3
	top := float32(pickHead + pickBar + 2)
	side := min(float32(showWide), float32(int(size.Width*0.42)))
	put(o[0], 0, 0, size.Width, pickHead)
	put(o[1], 0, pickHead, size.Width, 1)
	put(o[2], 0, pickHead+1, size.Width, pickBar)
	put(o[3], 0, pickHead+pickBar+1, size.Width, 1)
	put(o[4], 1, top, size.Width-side-2, body)
	put(o[5], size.Width-side-1, top, 1, body)
	put(o[6], size.Width-side, top, side-1, body)
	put(o[7], 0, size.Height-pickFoot-1, size.Width, 1)
	put(o[8], 0, size.Height-pickFoot, size.Width, pickFoot)
}

// barLayout is the filter, the way up, and where one is.
type barLayout struct{}

func (barLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(200, pickBar) }

func (barLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const wide = 280
	y := (size.Height - theme.FieldHeight) / 2
	put(o[0], 12, y, wide, theme.FieldHeight)
	m := o[1].MinSize()
	put(o[1], wide+22, (size.Height-m.Height)/2, m.Width, m.Height)
	x := wide + 22 + m.Width + 8
	put(o[2], x, (size.Height-20)/2, size.Width-x-pickSide, 20)
}

// sideLayout is the chosen picture over its words.
type sideLayout struct{}

func (sideLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 100) }

func (sideLayout) Layout(o []fyne.CanvasObject, size fyne.Size) {
	const words = 74
	put(o[0], 0, 0, size.Width, size.Height-words)
	put(o[1], pickSide, size.Height-words+12, size.Width-2*pickSide, 20)
	put(o[2], pickSide, size.Height-words+34, size.Width-2*pickSide, words-40)
}

// centred leaves room around what lies on a ground.
type centred struct{}

func (centred) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 100) }

func (centred) Layout(o []fyne.CanvasObject, size fyne.Size) {
	put(o[0], 0, 0, size.Width, size.Height)
	for _, x := range o[1:] {
		put(x, pickSide, pickSide, size.Width-2*pickSide, size.Height-2*pickSide)
	}
}

// ends puts what comes first at the left, in the room that is left of the others,
// which stand at the right in their own widths.
type ends struct{ gap, pad float32 }

func (ends) MinSize(o []fyne.CanvasObject) fyne.Size {
	h := float32(0)
	for _, x := range o {
		h = max(h, x.MinSize().Height)
	}
	return fyne.NewSize(200, h)
}

func (l ends) Layout(o []fyne.CanvasObject, size fyne.Size) {
	right := size.Width - l.pad
	for i := len(o) - 1; i > 0; i-- {
		if !o[i].Visible() {
			continue
		}
		m := o[i].MinSize()
		right -= m.Width
		put(o[i], right, (size.Height-m.Height)/2, m.Width, m.Height)
		right -= l.gap
	}
	h := o[0].MinSize().Height
	put(o[0], l.pad, (size.Height-h)/2, right-l.pad, h)
}
