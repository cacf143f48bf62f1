package imagework

import (
	"bytes"
	"image"
	_ "image/gif"  // the first frame of GIF
	_ "image/jpeg" // JPEG
	_ "image/png"  // PNG

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
	_ "golang.org/x/image/bmp" // BMP
	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // WebP

	"galley.app/galley/internal/sniff"
	"galley.app/galley/internal/svg"
)

// draw makes the pixels.
func (j job) draw() (img *image.RGBA, err error) {
	defer func() {
		if recover() != nil { // a decoder gave up on a broken file
			img, err = nil, ErrBroken
		}
	}()
	w, h := j.target()
	if j.drawing {
		return paint(j.data, w, h)
	}
	c, _, err := image.DecodeConfig(bytes.NewReader(j.data))
	if err != nil || c.Width <= 0 || c.Height <= 0 {
		return nil, ErrBroken
	}
	if err := bounded(c.Width, c.Height); err != nil {
		return nil, err
	}
	src, _, err := image.Decode(bytes.NewReader(j.data))
	if err != nil {
		return nil, ErrBroken
	}
	how := sniff.Image(j.data).Turn
	// The first picture of a film may be smaller than the film.
	j.width, j.height = src.Bounds().Dx(), src.Bounds().Dy()
	if how >= 5 {
		j.width, j.height = j.height, j.width
	}
	if j.width <= 0 || j.height <= 0 {
		return nil, ErrBroken
	}
	w, h = j.target()
	if how >= 5 {
		return turn(scale(src, h, w), how), nil
	}
	return turn(scale(src, w, h), how), nil
}

// paint draws an SVG image. Who does it follows references in circles where
// there are none, and takes the shape of a mark for a part of the drawing; so
// it gets a drawing without either.
func paint(data []byte, w, h int) (*image.RGBA, error) {
	icon, err := oksvg.ReadIconStream(bytes.NewReader(svg.Flat(data)), oksvg.IgnoreErrorMode)
	if err != nil || !(icon.ViewBox.W > 0 && icon.ViewBox.H > 0) {
		return nil, ErrBroken
	}
	icon.SetTarget(0, 0, float64(w), float64(h))
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	icon.Draw(rasterx.NewDasher(w, h, rasterx.NewScannerGV(w, h, img, img.Bounds())), 1)
	return img, nil
}

func scale(src image.Image, w, h int) *image.RGBA {
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	switch b := src.Bounds(); {
	case b.Dx() == w && b.Dy() == h:
		draw.Draw(dst, dst.Bounds(), src, b.Min, draw.Src)
	case b.Dx()*b.Dy() > 24<<20: // good enough, quick, and takes no memory besides
		draw.ApproxBiLinear.Scale(dst, dst.Bounds(), src, b, draw.Src, nil)
	default:
		draw.CatmullRom.Scale(dst, dst.Bounds(), src, b, draw.Src, nil)
	}
	return dst
}

// turn brings an image into the position that its camera noted.
func turn(m *image.RGBA, how int) *image.RGBA {
	if how < 2 || how > 8 {
		return m
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	if how >= 5 {
		dst = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			var tx, ty int
			switch how {
			case 2:
				tx, ty = w-1-x, y
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				tx, ty = x, h-1-y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			copy(dst.Pix[dst.PixOffset(tx, ty):][:4], m.Pix[m.PixOffset(x, y):][:4])
		}
	}
	return dst
}
