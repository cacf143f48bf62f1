package sniff

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/webp"
)

// encoded are small images of 40 by 20 pixels.
func encoded(t testing.TB) map[Kind][]byte {
	t.Helper()
	m := image.NewPaletted(image.Rect(0, 0, 40, 20), color.Palette{color.White, color.Black})
	all := map[Kind][]byte{}
	for kind, encode := range map[Kind]func(*bytes.Buffer) error{
		PNG:  func(b *bytes.Buffer) error { return png.Encode(b, m) },
		JPEG: func(b *bytes.Buffer) error { return jpeg.Encode(b, m, nil) },
		GIF:  func(b *bytes.Buffer) error { return gif.Encode(b, m, nil) },
		BMP:  func(b *bytes.Buffer) error { return bmp.Encode(b, m) },
	} {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(err)
		}
		all[kind] = b.Bytes()
	}
	return all
}

// small are WebP images of one pixel, lossy and lossless.
var small = []string{
	"UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAgA0JaQAA3AA/vuUAAA=",
	"UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==",
}

func TestImage(t *testing.T) {
	for kind, b := range encoded(t) {
		if got, want := Image(b), (Info{kind, 40, 20, 1}); got != want {
			t.Errorf("%s: %+v", kind, got)
		}
		c, _, err := image.DecodeConfig(bytes.NewReader(b))
		if err != nil || c.Width != 40 || c.Height != 20 {
			t.Errorf("%s: the test's own image is %dx%d, %v", kind, c.Width, c.Height, err)
		}
	}
	for _, s := range small {
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := webp.DecodeConfig(bytes.NewReader(b)); err != nil {
			t.Fatal(err)
		}
		if got, want := Image(b), (Info{WebP, 1, 1, 1}); got != want {
			t.Errorf("%+v", got)
		}
	}
	wide := []byte("RIFF\x00\x00\x00\x00WEBPVP8X\x0A\x00\x00\x00\x00\x00\x00\x00\xFF\x01\x00\x2B\x01\x00")
	if got, want := Image(wide), (Info{WebP, 512, 300, 1}); got != want {
		t.Errorf("%+v", got)
	}
	for _, s := range []string{"", "x", "\x89PNG", "<svg/>", "RIFF....WAVE", "%PDF-1.4", "GIF88a______"} {
		if got := Image([]byte(s)); got.Kind != None {
			t.Errorf("%q: %+v", s, got)
		}
	}
	if got := Image([]byte("\x00\x00\x00\x20ftypavif\x00\x00")); got.Kind != AVIF {
		t.Errorf("%+v", got)
	}
}

// turned is a JPEG file with a tag of how the camera was held.
func turned(t testing.TB, how uint16) []byte {
	tags := []byte("Exif\x00\x00MM\x00\x2A\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	tags = binary.BigEndian.AppendUint16(tags, how)
	tags = append(tags, 0, 0, 0, 0, 0, 0)
	b := []byte{0xFF, 0xD8, 0xFF, 0xE1}
	b = binary.BigEndian.AppendUint16(b, uint16(len(tags)+2))
	return append(append(b, tags...), encoded(t)[JPEG][2:]...)
}

func TestTurn(t *testing.T) {
	for how, want := range map[uint16]int{1: 1, 3: 3, 6: 6, 8: 8, 0: 1, 9: 1} {
		got := Image(turned(t, how))
		w, h := got.Shown()
		if got.Turn != want || (want >= 5) != (w == 20 && h == 40) {
			t.Errorf("%d: %+v, shown %d by %d", how, got, w, h)
		}
	}
}

// FuzzImage holds that what is said of an image is what those say who decode
// it, and that nothing is ever refused by a panic.
func FuzzImage(f *testing.F) {
	for _, b := range encoded(f) {
		f.Add(b)
	}
	f.Add(turned(f, 6))
	for _, s := range small {
		b, _ := base64.StdEncoding.DecodeString(s)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got := Image(b)
		if got.Width < 0 || got.Height < 0 || got.Turn < 1 || got.Turn > 8 {
			t.Fatalf("%+v", got)
		}
		c, kind, err := image.DecodeConfig(bytes.NewReader(b))
		if err != nil || c.Width <= 0 || c.Height <= 0 {
			return
		}
		if got.Kind == None || got.Width == 0 {
			return // refused, though some would read it
		}
		if string(got.Kind) != "image/"+kind || got.Width != c.Width || got.Height != c.Height {
			t.Errorf("%+v, and its decoder says %s of %d by %d", got, kind, c.Width, c.Height)
		}
	})
}

// What is no EXIF, or says the turn in another way than it may, turns nothing.
func TestTurnOfTags(t *testing.T) {
	entry := func(order string, tag, kind, value string) []byte {
		start := "II*\x00\x08\x00\x00\x00\x01\x00"
		if order == "MM" {
			start = "MM\x00*\x00\x00\x00\x08\x00\x01"
		}
		return []byte(start + tag + kind + "\x00\x00\x00\x01" + value + "\x00\x00\x00\x00")
	}
	for _, tt := range []struct {
		name string
		tags []byte
		want int
	}{
		{"little", entry("II", "\x12\x01", "\x03\x00", "\x06\x00\x00\x00"), 6},
		{"big", entry("MM", "\x01\x12", "\x00\x03", "\x00\x08\x00\x00"), 8},
		{"a number of another kind", entry("II", "\x12\x01", "\x04\x00", "\x06\x00\x00\x00"), 1},
		{"too much", entry("II", "\x12\x01", "\x03\x00", "\x09\x00\x00\x00"), 1},
		{"another order", []byte("XX" + string(entry("II", "\x12\x01", "\x03\x00", "\x06\x00\x00\x00"))[2:]), 1},
		{"cut off", entry("II", "\x12\x01", "\x03\x00", "\x06\x00\x00\x00")[:20], 1},
		{"far away", []byte("II*\x00\xff\xff\xff\xff"), 1},
		{"nothing", nil, 1},
	} {
		if got := Turn(tt.tags); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}
