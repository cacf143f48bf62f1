package preview

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/draw"

	"galley.app/galley/preview/page"
)

// covering are the pictures that fill a box, as they were cut for it last.
type covering struct {
	of     image.Image // the picture
	cut    image.Image
	width  int // of the box, in pixels of the screen
	height int
}

// pixels are what is shown of an image in its box; nil while they are not there.
func (r *renderer) pixels(b *page.ImageBox) image.Image {
	w, h := round(float32(b.Width)*r.scale()), round(float32(b.Height)*r.scale())
	if !b.Cover {
		return r.p.images.image(b.Src, w)
	}
	wide := w
	if is := r.p.images.size(b.Src); is.Height > 0 { // it may reach beyond the box at its sides
		wide = max(w, (h*is.Width+is.Height-1)/is.Height)
	}
	img := r.p.images.image(b.Src, wide)
	if img == nil {
		return nil
	}
	for _, c := range r.covers {
		if c.of == img && c.width == w && c.height == h {
			return c.cut
		}
	}
	const most = 4 // there are two on a card
	if len(r.covers) >= most {
		r.covers = r.covers[1:]
	}
	cut := cover(img, w, h, round(float32(b.Radius)*r.scale()), b.Corners)
	r.covers = append(r.covers, covering{img, cut, w, h})
	return cut
}

// cover is the middle of a picture, as large as fills a box of that size, with
// some of its corners rounded.
func cover(img image.Image, width, height, radius int, corners page.Corners) image.Image {
	of := img.Bounds()
	part := of
	if of.Dx()*height > of.Dy()*width {
		w := max(1, of.Dy()*width/height)
		part.Min.X += (of.Dx() - w) / 2
		part.Max.X = part.Min.X + w
	} else {
		h := max(1, of.Dx()*height/width)
		part.Min.Y += (of.Dy() - h) / 2
		part.Max.Y = part.Min.Y + h
	}
	cut := image.NewNRGBA(image.Rect(0, 0, width, height))
	if part.Dx() == width && part.Dy() == height {
		draw.Copy(cut, image.Point{}, img, part, draw.Src, nil)
	} else {
		draw.CatmullRom.Scale(cut, cut.Bounds(), img, part, draw.Src, nil)
	}
	radius = min(radius, width/2, height/2)
	for y := range radius {
		for x := range radius {
			left := share(radius, x, y)
			for _, c := range []struct {
				of   page.Corners
				x, y int
			}{
				{page.TopLeft, x, y},
				{page.TopRight, width - 1 - x, y},
				{page.BottomLeft, x, height - 1 - y},
				{page.BottomRight, width - 1 - x, height - 1 - y},
			} {
				if corners&c.of == 0 || left == 1 {
					continue
				}
				p := cut.NRGBAAt(c.x, c.y)
				cut.SetNRGBA(c.x, c.y, color.NRGBA{p.R, p.G, p.B, uint8(math.Round(float64(p.A) * left))})
			}
		}
	}
	return cut
}

// share is how much of the pixel at x, y from a corner is within its rounding.
func share(radius, x, y int) float64 {
	r := float64(radius)
	d := math.Hypot(r-float64(x)-0.5, r-float64(y)-0.5)
	return min(1, max(0, r-d+0.5))
}
