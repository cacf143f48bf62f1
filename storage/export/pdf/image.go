package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"

	"galley.app/galley/internal/imagework"
	"galley.app/galley/internal/sniff"
	"galley.app/galley/preview/page"
)

// Bounds of what images cost. A page has no room for more pixels than those, at
// 300 to an inch; a photograph that has more is still put into the file as it
// is, up to a bound of its own.
const (
	mostWide, mostHigh = 2400, 3200
	maxPhoto           = 24 << 20  // pixels
	maxImages          = 256 << 20 // bytes of all images in the file
)

// images are those of a book.
type images struct {
	refs   []ref                // of the images of the file, by number
	number map[string]int       // of an image of the present post, by its address
	known  map[[32]byte]picture // by the sum of their bytes
	bytes  int                  // of all together
}

// picture is an image as the file takes it, or why it does not.
type picture struct {
	number int
	size   image.Point // that it is shown in, in pixels of a screen
	err    error
}

func newImages() images { return images{number: map[string]int{}, known: map[[32]byte]picture{}} }

// absent is what the page says where an image is not.
func absent(src string) page.Image {
	return page.Image{Src: src, Notes: []string{"This image is not in the file"}}
}

// image gives the page what it needs of an image, which is put into the file.
func (s *printer) image(src string) page.Image {
	p := s.b.Posts[s.post]
	if p.Image == nil {
		return absent(src)
	}
	data, ok := p.Image(src)
	if !ok {
		return absent(src)
	}
	sum := sha256.Sum256(data)
	pic, ok := s.images.known[sum]
	if !ok {
		pic = s.print(data)
		s.images.known[sum] = pic
	}
	if pic.err != nil {
		s.note("image %q: it cannot be put on paper: %v; its description stands there", src, pic.err)
		return absent(src)
	}
	s.images.number[src] = pic.number
	return page.Image{Src: src, Width: pic.size.X, Height: pic.size.Y}
}

// print puts an image into the file: a photograph as it is where that can be, all
// else in pixels. A drawing has three dots for each of its pixels.
func (s *printer) print(data []byte) picture {
	w, h, err := imagework.Measure(data)
	if err != nil {
		return picture{err: err}
	}
	size := image.Pt(w, h)
	info := sniff.Image(data)
	if info.Kind == sniff.JPEG && info.Turn == 1 && w*h <= maxPhoto {
		if space := plainJPEG(data); space != "" {
			return s.photograph(data, size, size, space)
		}
	}
	if s.b.Decode == nil {
		return picture{err: imagework.ErrStart}
	}
	want := imagework.Want{Width: mostWide, Height: mostHigh}
	if info.Kind == sniff.None {
		want.Width = min(3*w, mostWide)
	}
	m, err := s.b.Decode(data, want)
	if err != nil {
		return picture{err: err}
	}
	if info.Kind == sniff.JPEG {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 92}); err != nil {
			return picture{err: err}
		}
		return s.photograph(b.Bytes(), m.Rect.Size(), size, "/DeviceRGB")
	}
	return s.raster(m, size)
}

// plainJPEG is the colours of a JPEG file that takers of PDF files read as all
// others do, "" for others. Only its head is read.
func plainJPEG(data []byte) string {
	c, err := jpeg.DecodeConfig(bytes.NewReader(data))
	switch {
	case err != nil:
		return ""
	case c.ColorModel == color.YCbCrModel:
		return "/DeviceRGB"
	case c.ColorModel == color.GrayModel:
		return "/DeviceGray"
	}
	return ""
}

// fit counts the bytes of one more image, and fails where they are too many.
func (s *images) fit(n int) error {
	if s.bytes+n > maxImages {
		return errors.New("the images of the file would be too large together")
	}
	s.bytes += n
	return nil
}

// photograph puts a JPEG file into the file.
func (s *printer) photograph(data []byte, dots, size image.Point, space string) picture {
	if err := s.images.fit(len(data)); err != nil {
		return picture{err: err}
	}
	r := s.file.reserve()
	s.file.stream(r, about(dots, space)+" /Filter /DCTDecode", data)
	return s.keep(r, size)
}

// about is what the file says of an image.
func about(dots image.Point, space string) string {
	return fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8", dots.X, dots.Y, space)
}

func (s *printer) keep(r ref, size image.Point) picture {
	s.images.refs = append(s.images.refs, r)
	return picture{number: len(s.images.refs) - 1, size: size}
}

// raster puts pixels into the file, as a PNG file packs them: the colours, and
// how far each covers what is below it, unless all do so wholly.
func (s *printer) raster(m *image.RGBA, size image.Point) picture {
	flat := image.NewNRGBA(m.Rect)
	draw.Draw(flat, flat.Rect, m, m.Rect.Min, draw.Src)
	cover := image.NewGray(m.Rect)
	whole := true
	for i := range cover.Pix {
		cover.Pix[i] = flat.Pix[4*i+3]
		whole = whole && cover.Pix[i] == 255
		flat.Pix[4*i+3] = 255
	}
	colours, err := packedPixels(flat)
	if err != nil {
		return picture{err: err}
	}
	covers, err := packedPixels(cover)
	if err != nil {
		return picture{err: err}
	}
	if whole {
		covers = nil
	}
	if err := s.images.fit(len(colours) + len(covers)); err != nil {
		return picture{err: err}
	}
	dots := m.Rect.Size()
	filter := func(parts int) string {
		return fmt.Sprintf(" /Filter /FlateDecode /DecodeParms <</Predictor 15 /Colors %d /Columns %d>>", parts, dots.X)
	}
	mask := ""
	if !whole {
		r := s.file.reserve()
		s.file.stream(r, about(dots, "/DeviceGray")+filter(1), covers)
		mask = fmt.Sprintf(" /SMask %v", r)
	}
	r := s.file.reserve()
	s.file.stream(r, about(dots, "/DeviceRGB")+mask+filter(3), colours)
	return s.keep(r, size)
}

// packedPixels is the part of a PNG file that has the pixels.
func packedPixels(m image.Image) ([]byte, error) {
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		return nil, err
	}
	var data []byte
	for rest := b.Bytes()[8:]; len(rest) >= 12; {
		n := int(binary.BigEndian.Uint32(rest))
		if string(rest[4:8]) == "IDAT" {
			data = append(data, rest[8:8+n]...)
		}
		rest = rest[12+n:]
	}
	return data, nil
}
