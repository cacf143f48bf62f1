package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	"image/draw"
	_ "image/gif" // Pictures in posts are of these kinds.
	"image/jpeg"
	"image/png"
	"math"

	"codeberg.org/go-pdf/fpdf"
	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
	_ "golang.org/x/image/bmp"  // Likewise.
	_ "golang.org/x/image/webp" // Likewise.

	"galley.app/galley/assets"
	"galley.app/galley/preview/markdown"
)

// maxPixels bounds an image that is put on paper.
const maxPixels = 50_000_000

// picture is an image that the file holds. Its size on paper is such that 96
// pixels are an inch.
type picture struct {
	name string
	w, h float64
}

// picture reads the image behind a link; nil where there is none to show.
func (s *setter) picture(src string) *picture {
	p := s.b.Posts[s.post]
	if p.Image == nil {
		return nil
	}
	data, ok := p.Image(src)
	if !ok {
		return nil
	}
	sum := sha256.Sum256(data)
	name := hex.EncodeToString(sum[:])
	if pic, ok := s.images[name]; ok {
		return &pic
	}
	kind, data, size := printed(data)
	if kind == "" {
		s.note("image %q: it cannot be put on paper; its description stands there", src)
		return nil
	}
	if s.pdf.RegisterImageOptionsReader(name, fpdf.ImageOptions{ImageType: kind}, bytes.NewReader(data)); s.pdf.Err() {
		s.pdf.ClearError()
		s.note("image %q: it cannot be put on paper; its description stands there", src)
		return nil
	}
	pic := picture{name, float64(size.X) * 0.75, float64(size.Y) * 0.75}
	s.images[name] = pic
	return &pic
}

// printed makes an image one of the two kinds that are put into the file, and
// gives its size in pixels. A drawing has three dots for each of its pixels.
func printed(data []byte) (kind string, out []byte, size image.Point) {
	defer func() {
		if recover() != nil { // a decoder gave up on a broken file
			kind = ""
		}
	}()
	c, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return drawing(data)
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width > maxPixels/c.Height {
		return "", nil, size
	}
	size = image.Pt(c.Width, c.Height)
	if format == "jpeg" && (c.ColorModel == color.YCbCrModel || c.ColorModel == color.GrayModel) {
		return "jpg", data, size
	}
	m, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return "", nil, size
	}
	if format == "jpeg" {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 92}); err != nil {
			return "", nil, size
		}
		return "jpg", b.Bytes(), size
	}
	return plainPNG(m, size)
}

// plainPNG is the one kind of PNG that all takers of PDF files read: eight
// bits a colour and not interlaced.
func plainPNG(m image.Image, size image.Point) (string, []byte, image.Point) {
	flat := image.NewNRGBA(image.Rectangle{Max: m.Bounds().Size()})
	draw.Draw(flat, flat.Bounds(), m, m.Bounds().Min, draw.Src)
	var b bytes.Buffer
	if err := png.Encode(&b, flat); err != nil {
		return "", nil, size
	}
	return "png", b.Bytes(), size
}

// drawing paints an SVG image.
func drawing(data []byte) (string, []byte, image.Point) {
	icon, err := oksvg.ReadIconStream(bytes.NewReader(data), oksvg.IgnoreErrorMode)
	if err != nil || !(icon.ViewBox.W >= 1 && icon.ViewBox.H >= 1 && icon.ViewBox.W*icon.ViewBox.H*9 < maxPixels) {
		return "", nil, image.Point{}
	}
	size := image.Pt(int(math.Ceil(icon.ViewBox.W)), int(math.Ceil(icon.ViewBox.H)))
	w, h := 3*size.X, 3*size.Y
	icon.SetTarget(0, 0, float64(w), float64(h))
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	icon.Draw(rasterx.NewDasher(w, h, rasterx.NewScannerGV(w, h, m, m.Bounds())), 1)
	return plainPNG(m, size)
}

func (s *setter) place(p *picture, x, y float64) {
	s.pdf.ImageOptions(p.name, x, y, p.w, p.h, false, fpdf.ImageOptions{}, 0, "")
}

// figure sets an image that is a paragraph of its own, with its alternative
// text below it.
func (s *setter) figure(in *markdown.Inline, x, w float64, st style) {
	attrs := in.Attrs()
	pic := s.picture(attrs.Src)
	if pic == nil {
		s.lines(x, w, s.words(in.Text, s.inline(in, st)), alignLeft)
		return
	}
	caption := style{family: assets.Sans, size: 8.5, leading: 13, ink: muted}
	pw, ph := pic.w, pic.h
	if asked := float64(attrs.Number); asked > 0 {
		pw, ph = asked*0.75, ph*asked*0.75/pw
	}
	high := bottom - top - 3*caption.leading
	if scale := min(w/pw, high/ph); scale < 1 {
		pw, ph = pw*scale, ph*scale
	}
	s.room(ph + 2*caption.leading)
	sized := picture{pic.name, pw, ph}
	s.place(&sized, x+(w-pw)/2, s.y)
	s.y += ph + 5
	s.lines(x, w, s.words(in.Text, caption), alignCenter)
}
