package control

import "fyne.io/fyne/v2"

// FixedHeight fills every object into the full width at that height.
type FixedHeight float32

// MinSize implements fyne.Layout.
func (h FixedHeight) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(10, float32(h)) }

// Layout implements fyne.Layout.
func (h FixedHeight) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
}

// Inset leaves x pixels free at the sides and y above and below.
type Inset struct{ X, Y float32 }

// MinSize implements fyne.Layout.
func (p Inset) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var m fyne.Size
	for _, o := range objects {
		m = m.Max(o.MinSize())
	}
	return m.Add(fyne.NewSize(2*p.X, 2*p.Y))
}

// Layout implements fyne.Layout.
func (p Inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(p.X, p.Y))
		o.Resize(size.Subtract(fyne.NewSize(2*p.X, 2*p.Y)))
	}
}

// TopEdge keeps a hairline at the top.
type TopEdge struct{}

// MinSize implements fyne.Layout.
func (TopEdge) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 1) }

// Layout implements fyne.Layout.
func (TopEdge) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(fyne.NewSize(size.Width, 1))
	}
}

// Below puts a head of that height and under it all the rest. No background
// lies under both: each pixel that is painted twice makes every frame longer.
type Below float32

// MinSize implements fyne.Layout.
func (Below) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(100, 200) }

// Layout implements fyne.Layout.
func (h Below) Layout(o []fyne.CanvasObject, size fyne.Size) {
	o[0].Resize(fyne.NewSize(size.Width, float32(h)))
	o[1].Move(fyne.NewPos(0, float32(h)))
	o[1].Resize(fyne.NewSize(size.Width, size.Height-float32(h)))
}

// SetVisible shows or hides an object, if that is news.
func SetVisible(o fyne.CanvasObject, on bool) {
	if o.Visible() == on {
		return
	}
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}
