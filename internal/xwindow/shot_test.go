//go:build linux

package xwindow

import (
	"encoding/binary"
	"image"
	"image/color"
	"testing"
)

// dump is a window dump as Xvfb lays it out: header, colour map, lines padded to the stride.
func dump(width, height, stride, colours int, pixel func(x, y int) color.RGBA) []byte {
	const headerSize = 160
	b := make([]byte, headerSize+12*colours+stride*height)
	for i, v := range map[int]int{0: headerSize, 1: 7, 4: width, 5: height, 7: 0, 11: 32, 12: stride, 19: colours} {
		binary.BigEndian.PutUint32(b[4*i:], uint32(v))
	}
	for y := range height {
		for x := range width {
			c := pixel(x, y)
			copy(b[headerSize+12*colours+y*stride+4*x:], []byte{c.B, c.G, c.R, 0})
		}
	}
	return b
}

func TestDecodeXWD(t *testing.T) {
	pixel := func(x, y int) color.RGBA { return color.RGBA{uint8(10 + x), uint8(20 + y), 30, 255} }
	good := dump(3, 2, 16, 4, pixel)
	all := image.Rect(0, 0, 100, 100)
	img, err := decodeXWD(good, all)
	if err != nil {
		t.Fatal(err)
	}
	if img.Rect != image.Rect(0, 0, 3, 2) {
		t.Fatalf("size %v", img.Rect)
	}
	for y := range 2 {
		for x := range 3 {
			if got := img.RGBAAt(x, y); got != pixel(x, y) {
				t.Errorf("pixel %d,%d is %v, want %v", x, y, got, pixel(x, y))
			}
		}
	}

	if cut, err := decodeXWD(good, image.Rect(1, 1, 3, 2)); err != nil || cut.Rect != image.Rect(0, 0, 2, 1) || cut.RGBAAt(1, 0) != pixel(2, 1) {
		t.Errorf("a part is %v, %v", cut, err)
	}

	wrongVersion := dump(3, 2, 16, 4, pixel)
	wrongVersion[7] = 6
	narrow := dump(3, 2, 16, 4, pixel)
	binary.BigEndian.PutUint32(narrow[48:], 8) // a stride below the width
	for name, b := range map[string][]byte{
		"empty": nil, "header only": good[:100], "cut off": good[:len(good)-1], "other version": wrongVersion, "narrow": narrow,
	} {
		if _, err := decodeXWD(b, all); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestCompare(t *testing.T) {
	a, b := image.NewRGBA(image.Rect(0, 0, 4, 4)), image.NewRGBA(image.Rect(0, 0, 4, 4))
	b.SetRGBA(1, 1, color.RGBA{255, 255, 255, 255})
	b.SetRGBA(3, 3, color.RGBA{0, 0, 0, 255})
	for _, c := range []struct {
		r    image.Rectangle
		want int
	}{
		{a.Rect, 2},
		{image.Rect(0, 0, 2, 2), 1},
		{image.Rect(0, 0, 1, 1), 0},
		{image.Rect(2, 2, 99, 99), 1},
	} {
		if got := Differ(a, b, c.r); got != c.want {
			t.Errorf("Differ within %v = %d, want %d", c.r, got, c.want)
		}
	}
	if got := Brightness(b, image.Rect(1, 1, 2, 2)); got != 1 {
		t.Errorf("a white pixel is %v bright", got)
	}
	if got := Brightness(b, b.Rect); got != 1.0/16 {
		t.Errorf("one white pixel of 16 is %v bright", got)
	}
	if got := Colours(b, b.Rect, 10); got != 3 {
		t.Errorf("%d colours, want 3", got)
	}
	if got := Colours(b, b.Rect, 2); got != 2 {
		t.Errorf("%d colours counted, the limit was 2", got)
	}
}
