package preview

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	_ "image/gif"  // the first frame of GIF
	_ "image/jpeg" // JPEG
	_ "image/png"  // PNG
	"math"
	"strings"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // WebP
)

// measureImage reads an image's header: its size as it is shown.
func measureImage(path string, data []byte) (w, h int, err error) {
	defer rescue(&err)
	b, err := readImage(path, data)
	if err != nil {
		return 0, 0, err
	}
	if looksVector(b) {
		icon, err := readVector(b)
		if err != nil {
			return 0, 0, err
		}
		w, h := int(math.Ceil(icon.ViewBox.W)), int(math.Ceil(icon.ViewBox.H))
		return w, h, nil
	}
	c, _, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return 0, 0, noteDecode
	}
	if err := bounded(c.Width, c.Height); err != nil {
		return 0, 0, err
	}
	if orientation(b) >= 5 {
		return c.Height, c.Width, nil
	}
	return c.Width, c.Height, nil
}

// bounded refuses images that would cost too much.
func bounded(w, h int) error {
	if w <= 0 || h <= 0 {
		return noteDecode
	}
	if int64(w)*int64(h) > maxPixels {
		return note(fmt.Sprintf("The image is too large: %d × %d pixels", w, h))
	}
	return nil
}

// decodeImage decodes an image and scales it to a width.
func decodeImage(path string, data []byte, width int) (img *image.RGBA, err error) {
	defer rescue(&err)
	b, err := readImage(path, data)
	if err != nil {
		return nil, err
	}
	if looksVector(b) {
		return drawVector(b, width)
	}
	c, _, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, noteDecode
	}
	if err := bounded(c.Width, c.Height); err != nil {
		return nil, err
	}
	src, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, noteDecode
	}
	how := orientation(b)
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	if how >= 5 {
		w, h = h, w
	}
	if w <= 0 || h <= 0 {
		return nil, noteDecode
	}
	width = max(1, min(width, w))
	height := max(1, int(int64(h)*int64(width)/int64(w)))
	if how >= 5 {
		return turn(scaleTo(src, height, width), how), nil
	}
	return turn(scaleTo(src, width, height), how), nil
}

func scaleTo(src image.Image, w, h int) *image.RGBA {
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	switch b := src.Bounds(); {
	case b.Dx() == w && b.Dy() == h:
		draw.Draw(dst, dst.Bounds(), src, b.Min, draw.Src)
	case b.Dx()*b.Dy() > 24<<20: // good enough, and quick
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

// orientation reads the position tag of a JPEG file, 1 if there is none.
func orientation(b []byte) int {
	if len(b) < 4 || b[0] != 0xFF || b[1] != 0xD8 {
		return 1
	}
	for i := 2; i+4 <= len(b) && b[i] == 0xFF; {
		n := int(binary.BigEndian.Uint16(b[i+2:]))
		if n < 2 || i+2+n > len(b) {
			return 1
		}
		if b[i+1] == 0xE1 {
			if tags, ok := bytes.CutPrefix(b[i+4:i+2+n], []byte("Exif\x00\x00")); ok {
				return exifOrientation(tags)
			}
		}
		if b[i+1] == 0xDA {
			return 1
		}
		i += 2 + n
	}
	return 1
}

func exifOrientation(b []byte) int {
	var order binary.ByteOrder = binary.LittleEndian
	if bytes.HasPrefix(b, []byte("MM")) {
		order = binary.BigEndian
	}
	if len(b) < 8 {
		return 1
	}
	at := int(order.Uint32(b[4:]))
	if at < 8 || at+2 > len(b) {
		return 1
	}
	count := int(order.Uint16(b[at:]))
	for i := range count {
		e := at + 2 + 12*i
		if e+12 > len(b) {
			return 1
		}
		if order.Uint16(b[e:]) == 0x0112 {
			if v := int(order.Uint16(b[e+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}

// rescue turns a decoder's panic into an error: images come from anywhere.
func rescue(err *error) {
	if v := recover(); v != nil {
		*err = noteDecode
	}
}

// isVector tells whether an image has no size of its own in pixels.
func isVector(path string, data []byte) bool {
	return strings.HasSuffix(strings.ToLower(path), ".svg") || data != nil && looksVector(data)
}

func looksVector(b []byte) bool {
	head := b[:min(len(b), 1024)]
	return bytes.Contains(head, []byte("<svg")) || bytes.HasPrefix(bytes.TrimSpace(head), []byte("<?xml"))
}

func readVector(b []byte) (*oksvg.SvgIcon, error) {
	icon, err := oksvg.ReadIconStream(bytes.NewReader(b), oksvg.IgnoreErrorMode)
	if err != nil || icon.ViewBox.W <= 0 || icon.ViewBox.H <= 0 {
		return nil, noteDecode
	}
	return icon, bounded(int(icon.ViewBox.W)+1, int(icon.ViewBox.H)+1)
}

// drawVector draws an SVG image at a width.
func drawVector(b []byte, width int) (*image.RGBA, error) {
	icon, err := readVector(b)
	if err != nil {
		return nil, err
	}
	height := max(1, int(math.Round(float64(width)*icon.ViewBox.H/icon.ViewBox.W)))
	if err := bounded(width, height); err != nil {
		return nil, err
	}
	icon.SetTarget(0, 0, float64(width), float64(height))
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	icon.Draw(rasterx.NewDasher(width, height, rasterx.NewScannerGV(width, height, img, img.Bounds())), 1)
	return img, nil
}
