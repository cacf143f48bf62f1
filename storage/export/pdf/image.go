package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"

	"codeberg.org/go-pdf/fpdf"

	"galley.app/galley/assets"
	"galley.app/galley/internal/imagework"
	"galley.app/galley/internal/sniff"
	"galley.app/galley/preview/markdown"
)

// Bounds of what images cost. A page has no room for more pixels than those, at
// 300 to an inch; a photograph that has more is still put into the file as it
// is, up to a bound of its own.
const (
	mostWide, mostHigh = 2400, 3200
	maxPhoto           = 24 << 20  // pixels
	maxImages          = 256 << 20 // bytes of all images in the file
)

// picture is an image that the file holds. Its size on paper is such that 96
// pixels are an inch.
type picture struct {
	name string
	w, h float64
}

// print is an image as the file takes it: a kind, its bytes, and the size
// that it is shown in. It is made once, though the book may be set twice.
type print struct {
	kind string
	data []byte
	size image.Point
	err  error
}

// prints are the images of a book, by the sum of their bytes.
type prints struct {
	known map[string]print
	bytes int
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
	got, ok := s.prints.known[name]
	if !ok {
		if got = s.b.printed(data); got.err == nil && s.prints.bytes+len(got.data) > maxImages {
			got = print{err: errors.New("the images of the file would be too large together")}
		}
		s.prints.bytes += len(got.data)
		s.prints.known[name] = got
	}
	if got.err != nil {
		s.note("image %q: it cannot be put on paper: %v; its description stands there", src, got.err)
		return nil
	}
	if s.pdf.RegisterImageOptionsReader(name, fpdf.ImageOptions{ImageType: got.kind}, bytes.NewReader(got.data)); s.pdf.Err() {
		s.pdf.ClearError()
		s.note("image %q: it cannot be put on paper; its description stands there", src)
		return nil
	}
	pic := picture{name, float64(got.size.X) * 0.75, float64(got.size.Y) * 0.75}
	s.images[name] = pic
	return &pic
}

// printed makes an image one of the two kinds that are put into the file. A
// drawing has three dots for each of its pixels.
func (b *Book) printed(data []byte) print {
	w, h, err := imagework.Measure(data)
	if err != nil {
		return print{err: err}
	}
	size := image.Pt(w, h)
	info := sniff.Image(data)
	if info.Kind == sniff.JPEG && info.Turn == 1 && w*h <= maxPhoto && plainJPEG(data) {
		return print{kind: "jpg", data: data, size: size}
	}
	if b.Decode == nil {
		return print{err: imagework.ErrStart}
	}
	want := imagework.Want{Width: mostWide, Height: mostHigh}
	if info.Kind == sniff.None {
		want.Width = min(3*w, mostWide)
	}
	m, err := b.Decode(data, want)
	if err != nil {
		return print{err: err}
	}
	out := print{kind: "png", size: size}
	if info.Kind == sniff.JPEG {
		out.kind = "jpg"
	}
	out.data, out.err = encode(m, out.kind)
	return out
}

// plainJPEG reports whether takers of PDF files read the colours of a JPEG
// file as all others do. Only its head is read.
func plainJPEG(data []byte) bool {
	c, err := jpeg.DecodeConfig(bytes.NewReader(data))
	return err == nil && (c.ColorModel == color.YCbCrModel || c.ColorModel == color.GrayModel)
}

// encode writes pixels as a JPEG, or as the one kind of PNG that all takers of
// PDF files read: eight bits a colour and not interlaced.
func encode(m *image.RGBA, kind string) ([]byte, error) {
	var b bytes.Buffer
	if kind == "jpg" {
		err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 92})
		return b.Bytes(), err
	}
	flat := image.NewNRGBA(m.Rect)
	draw.Draw(flat, flat.Rect, m, m.Rect.Min, draw.Src)
	err := png.Encode(&b, flat)
	return b.Bytes(), err
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
