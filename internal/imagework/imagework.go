// Package imagework makes pixels of images that come from anywhere.
//
// Who decodes them are libraries of others, and a fault in one may take all
// memory, never end, or end the program in a way that cannot be caught. So it
// happens in child processes of the same binary, with limits of time and
// memory: a fault costs one image, and the next one has a new child.
package imagework

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"time"

	"galley.app/galley/internal/sniff"
	"galley.app/galley/internal/svg"
)

// MaxPixels is how many pixels an image may have.
const MaxPixels = 50 << 20

// Want says how large an image is wanted, in pixels; 0 is any size. An image
// of pixels is never enlarged; a drawing is drawn at the width, and at a height
// that goes with it.
type Want struct{ Width, Height int }

// Decoder makes pixels of an image. Its errors say in plain words what is
// wrong with it.
type Decoder interface {
	Decode(ctx context.Context, data []byte, want Want) (*image.RGBA, error)
}

// What is said of images that give no pixels.
var (
	ErrBroken = errors.New("the image cannot be decoded")
	ErrTime   = errors.New("decoding the image took too long and was stopped")
	ErrMemory = errors.New("decoding the image took too much memory and was stopped")
	ErrFault  = errors.New("the image brought down what decodes it")
	ErrStart  = errors.New("what decodes images did not start")
	ErrClosed = errors.New("images are not decoded any more")
)

// job is an image that was looked at and may be decoded.
type job struct {
	drawing       bool
	data          []byte
	width, height int // as it is shown, upright
	want          Want
}

// Measure gives the size of an image as it is shown. Its bytes decide what it
// is; only its first ones are read, unless it is a drawing.
func Measure(data []byte) (w, h int, err error) {
	j, err := look(data, Want{})
	return j.width, j.height, err
}

// IsDrawing reports whether an image has no size of its own in pixels.
func IsDrawing(data []byte) bool { return sniff.Image(data).Kind == sniff.None && svg.Is(data) }

// look refuses what would cost too much.
func look(data []byte, want Want) (job, error) {
	j := job{data: data, want: want}
	info := sniff.Image(data)
	switch {
	case info.Kind == sniff.None:
		if !svg.Is(data) {
			return j, ErrBroken
		}
		d, err := svg.Admit(data)
		if err != nil {
			return j, fmt.Errorf("the drawing is not shown: %w", err)
		}
		if d.Width == 0 || d.Width > math.MaxInt32 || d.Height > math.MaxInt32 {
			return j, errors.New("the drawing is not shown: it does not say how large it is")
		}
		j.drawing, j.data = true, d.Bytes
		j.width, j.height = int(math.Ceil(d.Width)), int(math.Ceil(d.Height))
	case info.Width <= 0 || info.Height <= 0:
		return j, ErrBroken
	default:
		j.width, j.height = info.Shown()
	}
	if err := bounded(j.width, j.height); err != nil {
		return j, err
	}
	if j.drawing {
		w, h := j.target()
		return j, bounded(w, h)
	}
	return j, nil
}

func bounded(w, h int) error {
	if int64(w)*int64(h) > MaxPixels {
		return fmt.Errorf("the image is too large: %d × %d pixels", w, h)
	}
	return nil
}

// target is the size that the pixels are made in.
func (j job) target() (w, h int) {
	w = j.width
	if j.want.Width > 0 && (j.drawing || j.want.Width < w) {
		w = j.want.Width
	}
	tall := func(w int) int { return max(1, int(int64(j.height)*int64(w)/int64(j.width))) }
	if h = tall(w); j.want.Height > 0 && h > j.want.Height {
		w = max(1, int(int64(w)*int64(j.want.Height)/int64(h)))
		h = min(tall(w), j.want.Height)
	}
	return w, h
}

// Here decodes in this process, for those that have no better: tests, and the
// children.
type Here struct{}

// Decode implements Decoder.
func (Here) Decode(ctx context.Context, data []byte, want Want) (*image.RGBA, error) {
	j, err := look(data, want)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	return j.draw()
}

// Limits bound what decoding one image may take.
type Limits struct {
	Time   time.Duration
	Memory int64 // bytes of a child
}

// Usual are the limits that a person's images keep.
func Usual() Limits { return Limits{Time: 10 * time.Second, Memory: 800 << 20} }
