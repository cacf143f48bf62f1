package clipboard

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"golang.org/x/image/bmp"
)

func TestFormat(t *testing.T) {
	for _, html := range []string{"<b>Größe</b>", "x", "<p>a</p>\n<p>你好</p>"} {
		got := toFormat(html)
		if back := fromFormat(got); string(back) != html {
			t.Errorf("%q comes back as %q", html, back)
		}
		if !bytes.HasPrefix(got, []byte("Version:0.9\r\n")) || !strings.Contains(string(got), "<!--StartFragment-->"+html+"<!--EndFragment-->") {
			t.Errorf("%s", got)
		}
	}
}

// What other programs write: with an address, zero-terminated, without a
// fragment, with an end behind the end, and nonsense. A and Z stand for the places
// of the marks in the text.
func TestFromFormat(t *testing.T) {
	for in, want := range map[string]string{
		"Version:1.0\r\nStartHTML:00\r\nEndHTML:00\r\nStartFragment:A\r\nEndFragment:Z\r\n<html><body>[<b>x</b>]</body></html>\x00": "<b>x</b>",
		"Version:0.9\nStartHTML:A\nEndHTML:Z\n[<b>y</b>]":                                                           "<b>y</b>",
		"Version:0.9\nStartHTML:-1\nEndHTML:-1\nStartFragment:A\nEndFragment:99999\nSourceURL:C:\\a.doc\n[<i>z</i>": "<i>z</i>",
		"StartHTML:9\nEndHTML:3\n<b>":                                                                               "", "StartHTML:999999999999\nEndHTML:9999999999999\n": "", "": "", "<b>no head</b>": "", "Version:0.9": "",
	} {
		text := strings.NewReplacer(":A", ":#######A", ":Z", ":#######Z").Replace(in) // as long as the numbers
		text = strings.NewReplacer(
			"#######A", fmt.Sprintf("%08d", strings.Index(text, "[")+1),
			"#######Z", fmt.Sprintf("%08d", strings.Index(text, "]")),
		).Replace(text)
		if got := string(fromFormat([]byte(text))); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzForms(f *testing.F) {
	f.Add(toFormat("<b>x</b>"))
	f.Add(dibOf(picture()))
	f.Fuzz(func(_ *testing.T, data []byte) {
		fromFormat(data)
		_, _ = toPNG(data) // no more than an error
	})
}

func picture() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, 5, 3))
	for y := range 3 {
		for x := range 5 {
			img.SetRGBA(x, y, color.RGBA{uint8(40 * x), uint8(90 * y), 200, 255})
		}
	}
	return img
}

// dibOf is a picture as a bitmap without the head of its file.
func dibOf(img image.Image) []byte {
	var b bytes.Buffer
	if err := bmp.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()[14:]
}

func TestToPNG(t *testing.T) {
	img := picture()
	plain := dibOf(img)
	grey := image.NewGray(image.Rect(0, 0, 5, 3))
	for i := range grey.Pix {
		grey.Pix[i] = uint8(17 * i)
	}
	// 32 bits with masks behind the head, as pictures of the screen are.
	masks := binary.LittleEndian.AppendUint32(nil, 40)
	for _, n := range []uint32{5, 3, 1 | 32<<16, 3, 60, 0, 0, 0, 0, 0xFF0000, 0xFF00, 0xFF} {
		masks = binary.LittleEndian.AppendUint32(masks, n)
	}
	for y := 2; y >= 0; y-- {
		for x := range 5 {
			c := img.RGBAAt(x, y)
			masks = append(masks, c.B, c.G, c.R, 255)
		}
	}
	for name, c := range map[string]struct {
		dib  []byte
		want image.Image
	}{"plain": {plain, img}, "palette": {dibOf(grey), grey}, "masks": {masks, img}} {
		data, err := toPNG(c.dib)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := png.Decode(bytes.NewReader(data))
		if err != nil || got.Bounds() != c.want.Bounds() {
			t.Errorf("%s: %v, %v", name, got.Bounds(), err)
			continue
		}
		for y := range 3 {
			for x := range 5 {
				r, g, b, _ := got.At(x, y).RGBA()
				R, G, B, _ := c.want.At(x, y).RGBA()
				if r != R || g != G || b != B {
					t.Errorf("%s: at %d,%d %v, want %v", name, x, y, got.At(x, y), c.want.At(x, y))
				}
			}
		}
	}
	small := binary.LittleEndian.AppendUint32(nil, 40) // whose pixel has room in the head, where masks are to follow that
	for _, n := range []uint32{1, 1, 1 | 32<<16, 3, 4, 0, 0, 0, 0, 0xFF0000, 0xFF00, 0xFF} {
		small = binary.LittleEndian.AppendUint32(small, n)
	}
	for _, whole := range [][]byte{plain, masks, small} { // cut off anywhere it is an error, not a panic, nor a picture of what is not there
		for n := range whole {
			if _, err := toPNG(whole[:n]); err == nil {
				t.Errorf("%d of %d bytes are a picture", n, len(whole))
			}
		}
	}
	wide := binary.LittleEndian.AppendUint32(nil, 40) // 8 times as large in memory as on the clipboard
	for _, n := range []uint32{1 << 15, 1 << 14, 1 | 1<<16, 0, 0, 0, 0, 0, 0} {
		wide = binary.LittleEndian.AppendUint32(wide, n)
	}
	if _, err := toPNG(append(wide, make([]byte, 1<<26)...)); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("a picture of 512 megapixels: %v", err)
	}
}
