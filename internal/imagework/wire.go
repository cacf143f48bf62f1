package imagework

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
)

// What goes over the pipes: a request, and its answer. All numbers are 32 bits,
// the least byte last. A side that says anything else is not to be trusted with
// the rest.
//
//	request: magic, 1 for a drawing, size shown, size wanted, length, data
//	answer:  magic, 0 and the size, or 1, length, pixels or what is wrong
const magic = 0x47495731 // GIW1

const (
	maxRequest = 64 << 20
	maxAnswer  = 4 * MaxPixels
	maxMessage = 1000
)

var errWire = errors.New("something else came over the pipe")

func writeRequest(w io.Writer, j job) error {
	drawing := uint32(0)
	if j.drawing {
		drawing = 1
	}
	if err := writeNumbers(w, magic, drawing, uint32(j.width), uint32(j.height), uint32(j.want.Width), uint32(j.want.Height), uint32(len(j.data))); err != nil {
		return err
	}
	_, err := w.Write(j.data)
	return err
}

// readRequest reads a request; io.EOF where there is none any more.
func readRequest(r io.Reader) (job, error) {
	var n [7]uint32
	if err := readNumbers(r, n[:]); err != nil {
		return job{}, err
	}
	j := job{drawing: n[1] == 1, width: int(n[2]), height: int(n[3]), want: Want{int(n[4]), int(n[5])}}
	const most = 1 << 30 // of a side; products stay whole
	if n[0] != magic || n[1] > 1 || n[6] > maxRequest || j.width <= 0 || j.height <= 0 || j.width > most || j.height > most || n[4] > most || n[5] > most {
		return job{}, errWire
	}
	if bounded(j.width, j.height) != nil {
		return job{}, errWire
	}
	if w, h := j.target(); bounded(w, h) != nil {
		return job{}, errWire
	}
	data, err := readData(r, int(n[6]))
	j.data = data
	return j, err
}

func writeAnswer(w io.Writer, img *image.RGBA, failed error) error {
	if failed != nil {
		s := failed.Error()
		s = s[:min(len(s), maxMessage)]
		if err := writeNumbers(w, magic, 1, 0, 0, uint32(len(s))); err != nil {
			return err
		}
		_, err := io.WriteString(w, s)
		return err
	}
	if img.Stride != 4*img.Rect.Dx() {
		return errWire // no image that was made here
	}
	if err := writeNumbers(w, magic, 0, uint32(img.Rect.Dx()), uint32(img.Rect.Dy()), uint32(len(img.Pix))); err != nil {
		return err
	}
	_, err := w.Write(img.Pix)
	return err
}

// said is what a child says of an image.
type said string

func (s said) Error() string { return string(s) }

// readAnswer reads the answer to a job: its pixels, or what the child said is
// wrong with the image.
func readAnswer(r io.Reader, j job) (*image.RGBA, error) {
	var n [5]uint32
	if err := readNumbers(r, n[:]); err != nil {
		return nil, err
	}
	switch {
	case n[0] != magic || n[1] > 1:
		return nil, errWire
	case n[1] == 1:
		if n[4] > maxMessage || n[2] != 0 || n[3] != 0 {
			return nil, errWire
		}
		s, err := readData(r, int(n[4]))
		if err != nil {
			return nil, err
		}
		return nil, said(s)
	}
	w, h := j.target()
	if n[2] == 0 || n[3] == 0 || int64(n[2])*int64(n[3])*4 != int64(n[4]) || n[4] > maxAnswer {
		return nil, errWire
	}
	// A film's first picture may be smaller than the film, never larger.
	if int64(n[2]) > int64(w) || j.want.Height > 0 && int64(n[3]) > int64(j.want.Height) || j.drawing && int64(n[3]) != int64(h) {
		return nil, errWire
	}
	pix, err := readData(r, int(n[4]))
	if err != nil {
		return nil, err
	}
	return &image.RGBA{Pix: pix, Stride: 4 * int(n[2]), Rect: image.Rect(0, 0, int(n[2]), int(n[3]))}, nil
}

func writeNumbers(w io.Writer, n ...uint32) error {
	var b []byte
	for _, v := range n {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	_, err := w.Write(b)
	return err
}

// readNumbers fills n; io.EOF only where nothing came at all.
func readNumbers(r io.Reader, n []uint32) error {
	b := make([]byte, 4*len(n))
	if _, err := io.ReadFull(r, b); err != nil {
		return err
	}
	for i := range n {
		n[i] = binary.BigEndian.Uint32(b[4*i:])
	}
	return nil
}

// readData reads n bytes, and takes room for them as they come.
func readData(r io.Reader, n int) ([]byte, error) {
	const piece = 1 << 20
	data := make([]byte, 0, min(n, piece))
	for len(data) < n {
		if len(data) == cap(data) {
			grown := make([]byte, len(data), min(n, 4*cap(data)))
			copy(grown, data)
			data = grown
		}
		got, err := io.ReadFull(r, data[len(data):min(n, cap(data))])
		data = data[:len(data)+got]
		if err != nil {
			return nil, fmt.Errorf("%d of %d bytes: %w", len(data), n, io.ErrUnexpectedEOF)
		}
	}
	return data, nil
}
