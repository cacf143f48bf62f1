//go:build linux

package xwindow

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"path/filepath"
)

// Shot returns the pixels of a part of the screen, with the part's left top corner as theirs. It reads the memory that
// the X server draws in, so it is quick, but may catch a frame half drawn: look again before judging, with [Wait] or
// [Window.Settle].
func (d *Display) Shot(part image.Rectangle) (*image.RGBA, error) {
	f, err := os.Open(filepath.Join(d.dir, "Xvfb_screen0"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if int64(cap(d.dump)) < info.Size() {
		d.dump = make([]byte, info.Size())
	}
	d.dump = d.dump[:info.Size()]
	if _, err := io.ReadFull(f, d.dump); err != nil {
		return nil, err
	}
	return decodeXWD(d.dump, part)
}

// decodeXWD reads a part of an X window dump of 32 bits a pixel, which is what Xvfb keeps its screen in.
func decodeXWD(b []byte, part image.Rectangle) (*image.RGBA, error) {
	const fields = 20 // of the header that are read here, four bytes each, the high one first
	if len(b) < 4*fields {
		return nil, errors.New("xwd: no header")
	}
	field := func(i int) int { return int(binary.BigEndian.Uint32(b[4*i:])) }
	var (
		headerSize, width, height = field(0), field(4), field(5)
		byteOrder, bits, stride   = field(7), field(11), field(12)
		colours                   = field(19)
	)
	if field(1) != 7 || bits != 32 || byteOrder != 0 {
		return nil, fmt.Errorf("xwd: version %d, %d bits, byte order %d: not supported", field(1), bits, byteOrder)
	}
	start := headerSize + 12*colours
	if width <= 0 || height <= 0 || stride < 4*width || len(b) < start+height*stride {
		return nil, fmt.Errorf("xwd: %d bytes are too few for %d×%d", len(b), width, height)
	}
	part = part.Intersect(image.Rect(0, 0, width, height))
	img := image.NewRGBA(image.Rectangle{Max: part.Size()})
	for y := range part.Dy() {
		src := b[start+(part.Min.Y+y)*stride+4*part.Min.X:][:4*part.Dx()]
		dst := img.Pix[y*img.Stride:][:4*part.Dx()]
		for x := 0; x < len(src); x += 4 {
			dst[x], dst[x+1], dst[x+2], dst[x+3] = src[x+2], src[x+1], src[x], 0xff
		}
	}
	return img, nil
}

// Differ counts the pixels within r that are not the same in both pictures.
func Differ(a, b *image.RGBA, r image.Rectangle) int {
	n := 0
	r = r.Intersect(a.Rect).Intersect(b.Rect)
	if r.Empty() {
		return 0
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		of, in := a.Pix[a.PixOffset(r.Min.X, y):][:4*r.Dx()], b.Pix[b.PixOffset(r.Min.X, y):][:4*r.Dx()]
		if bytes.Equal(of, in) { // nearly all are
			continue
		}
		for x := 0; x < len(of); x += 4 {
			if !bytes.Equal(of[x:x+4], in[x:x+4]) {
				n++
			}
		}
	}
	return n
}

// Brightness is the mean of the pixels within r, from 0 (black) to 1 (white).
func Brightness(img *image.RGBA, r image.Rectangle) float64 {
	r = r.Intersect(img.Rect)
	if r.Empty() {
		return 0
	}
	sum := 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			sum += int(color.GrayModel.Convert(img.RGBAAt(x, y)).(color.Gray).Y)
		}
	}
	return float64(sum) / 255 / float64(r.Dx()*r.Dy())
}

// Colours counts the different colours within r, up to limit.
func Colours(img *image.RGBA, r image.Rectangle, limit int) int {
	seen := map[color.RGBA]bool{}
	r = r.Intersect(img.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			seen[img.RGBAAt(x, y)] = true
			if len(seen) >= limit {
				return limit
			}
		}
	}
	return len(seen)
}

// WritePNG writes the picture to a file, making its folder.
func WritePNG(name string, img image.Image) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := png.Encode(f, img); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
