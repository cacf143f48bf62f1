package clipboard

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image/png"

	"golang.org/x/image/bmp"
)

// toPNG is a picture as Windows has it on the clipboard, a bitmap without the
// head of its file, as PNG.
func toPNG(dib []byte) ([]byte, error) {
	const (
		least     = 40 // bytes of the head that all have, of the longer ones too
		bitFields = 3  // masks tell where the colours are in a pixel
	)
	if len(dib) < least {
		return nil, errors.New("the bitmap on the clipboard breaks off")
	}
	order := binary.LittleEndian
	head := int(order.Uint32(dib))
	width, height := int64(int32(order.Uint32(dib[4:]))), int64(int32(order.Uint32(dib[8:])))
	bits, compression, colours := int64(order.Uint16(dib[14:])), order.Uint32(dib[16:]), int64(order.Uint32(dib[32:]))
	if height < 0 {
		height = -height // from the top to the bottom
	}
	const most = 1 << 15 // pixels of a side
	if head < least || head > len(dib) || width <= 0 || height == 0 || width > most || height > most || (width*bits+31)/32*4*height > int64(len(dib)) {
		return nil, errors.New("the bitmap on the clipboard breaks off")
	}
	const mostInAll = 50 << 20 // one bit each becomes eight in memory
	if width*height > mostInAll {
		return nil, errors.New("the bitmap on the clipboard is too large")
	}
	skip := int64(head)
	if bits <= 8 {
		if colours == 0 {
			colours = 1 << bits
		}
		skip += min(colours, 256) * 4
	}
	if head == least && compression == bitFields {
		if len(dib) < head+12 {
			return nil, errors.New("the bitmap on the clipboard breaks off")
		}
		if order.Uint32(dib[head:]) != 0xFF0000 || order.Uint32(dib[head+4:]) != 0xFF00 || order.Uint32(dib[head+8:]) != 0xFF || bits != 32 {
			return nil, errors.New("the colours of the bitmap on the clipboard are of a kind that is not known")
		}
		// The usual order, which needs no masks.
		dib = append(append([]byte(nil), dib[:head]...), dib[head+12:]...)
		order.PutUint32(dib[16:], 0)
	}
	file := make([]byte, 14, 14+len(dib))
	copy(file, "BM")
	order.PutUint32(file[2:], uint32(14+len(dib)))
	order.PutUint32(file[10:], uint32(14+skip))
	img, err := bmp.Decode(bytes.NewReader(append(file, dib...)))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = png.Encode(&out, img)
	return out.Bytes(), err
}
