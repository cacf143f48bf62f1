package preview

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"

	"galley.app/galley/assets"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/page"
)

// PictureOptions say how a page is painted.
type PictureOptions struct {
	Width  int // in pixels; 0 is a page with the widest column
	Dark   bool
	Theme  string // of the page; "" is the plain one
	Images Images
}

// Bounds of a picture, in pixels.
const (
	maxPictureHeight = 20000
	maxPictureWidth  = 4000
)

// Picture paints a whole page without a display, no more than 20,000 pixels
// of its height. It changes nothing of an app that is running, but like all
// painting belongs on the goroutine of the user interface if there is one.
func Picture(d *markdown.Doc, h page.Header, o PictureOptions) (image.Image, error) {
	theme, _ := assets.PageNamed(o.Theme)
	palette := theme.Colors(o.Dark)
	p := NewPane(Options{Images: o.Images, Theme: theme, Color: palette.Color})
	p.col.Layouter.Wrap = true
	width := o.Width
	if width <= 0 {
		width = p.col.Layouter.Sizes.Measure + 2*p.col.Layouter.Sizes.Margin
	}
	width = max(50, min(width, maxPictureWidth))
	p.SetDoc(d, h)
	_, column := p.col.Layouter.Sizes.Column(width)
	p.col.Resize(column)
	height := p.col.Layouter.Sizes.Bottom
	for i := range p.col.Fragments.Len() {
		p.col.Layout(i)
		if height += p.col.Fragment(i).Height; height >= maxPictureHeight {
			height = maxPictureHeight
			break
		}
	}
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetScale(1)
	c.SetContent(p)
	c.Resize(fyne.NewSize(float32(width), float32(height)))
	return c.Capture(), nil
}
