package imagefile

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"galley.app/galley/storage/export/imagefile/imagetest"

	"golang.org/x/image/webp"
)

func TestWithoutCamera(t *testing.T) {
	type picture struct{ name, mime, whole, bare string }
	var list []picture
	add := func(name, mime string, whole, bare []byte) {
		list = append(list, picture{name, mime, string(whole), string(bare)})
	}
	whole, bare := imagetest.Photo(t, 6)
	add("a photo", "image/jpeg", whole, bare)
	add("one without anything", "image/jpeg", bare, bare)
	whole, bare = imagetest.Photo(t, 1)
	add("a photo that is upright", "image/jpeg", whole, bare)
	whole, _ = imagetest.Photo(t, 99)
	_, upright := imagetest.Photo(t, 1)
	add("a photo with a senseless turn", "image/jpeg", whole, upright)
	whole, bare = imagetest.Sketch(t)
	add("a drawing", "image/png", whole, bare)
	whole, bare = imagetest.WebP()
	add("WebP", "image/webp", whole, bare)
	add("simple WebP", "image/webp", []byte(imagetest.WebPPixel), []byte(imagetest.WebPPixel))
	whole, bare = imagetest.GIF(t)
	add("GIF", "image/gif", whole, bare)
	add("what is looked at by nobody", "image/avif", []byte("ftypavif"), []byte("ftypavif"))
	for _, p := range list {
		got, err := WithoutCamera([]byte(p.whole), p.mime)
		if err != nil || string(got) != p.bare {
			t.Errorf("%s: %v\ngot  %q\nwant %q", p.name, err, got, p.bare)
		}
		if strings.Contains(string(got), "SECRET") {
			t.Errorf("%s keeps a secret", p.name)
		}
		if again, err := WithoutCamera(got, p.mime); err != nil || string(again) != string(got) {
			t.Errorf("%s: not the same a second time, %v", p.name, err)
		}
		samePixels(t, p.name, p.mime, []byte(p.whole), got)
	}
}

func decode(mime string, data []byte) (image.Image, error) {
	switch r := bytes.NewReader(data); mime {
	case "image/jpeg":
		return jpeg.Decode(r)
	case "image/png":
		return png.Decode(r)
	case "image/gif":
		return gif.Decode(r)
	default:
		return webp.Decode(r)
	}
}

func samePixels(t *testing.T, name, mime string, before, after []byte) {
	t.Helper()
	a, err := decode(mime, before)
	if err != nil {
		return // of a format that is not looked at, or broken
	}
	b, err := decode(mime, after)
	if err != nil || a.Bounds() != b.Bounds() {
		t.Errorf("%s cannot be drawn any more: %v", name, err)
		return
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				t.Fatalf("%s: another pixel at %d, %d", name, x, y)
			}
		}
	}
}

// What is broken is packed as it is, and told of; a photo that was cut off in
// its picture still loses what was said before it.
func TestWithoutCameraBroken(t *testing.T) {
	whole, _ := imagetest.Photo(t, 6)
	cut, err := WithoutCamera(whole[:len(whole)/2+200], "image/jpeg")
	if err != nil || bytes.Contains(cut, []byte("SECRET")) {
		t.Errorf("a photo that was cut off: %v", err)
	}
	picture, _ := imagetest.Sketch(t)
	photo, _ := imagetest.WebP()
	for name, c := range map[string]struct {
		mime string
		data []byte
	}{
		"JPEG cut in a segment": {"image/jpeg", whole[:60]}, "JPEG of two bytes": {"image/jpeg", whole[:2]}, "JPEG with a hole": {"image/jpeg", append(bytes.Clone(whole[:20]), 0, 0, 0)},
		"PNG without an end": {"image/png", picture[:len(picture)-60]}, "PNG head": {"image/png", []byte(pngHead)},
		"WebP cut": {"image/webp", photo[:40]}, "WebP with two heads": {"image/webp", imagetest.RIFF(imagetest.RIFFChunk("VP8X", "0123456789"), imagetest.RIFFChunk("VP8X", "0123456789"))},
		"WebP of nothing": {"image/webp", nil},
	} {
		if got, err := WithoutCamera(c.data, c.mime); err == nil || !bytes.Equal(got, c.data) {
			t.Errorf("%s: %v, %d bytes of %d", name, err, len(got), len(c.data))
		}
	}
}

func FuzzWithoutCamera(f *testing.F) {
	whole, bare := imagetest.Photo(f, 6)
	picture, small := imagetest.Sketch(f)
	photo, pixel := imagetest.WebP()
	for _, data := range [][]byte{whole, bare, picture, small, photo, pixel, []byte(imagetest.WebPPixel)} {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		mime := Type(data)
		before := bytes.Clone(data)
		got, err := WithoutCamera(data, mime)
		if !bytes.Equal(data, before) {
			t.Fatal("the source was changed")
		}
		if err != nil {
			if !bytes.Equal(got, data) {
				t.Fatal("a broken image was changed")
			}
			return
		}
		if len(got) > len(data)+64 {
			t.Fatalf("%d bytes of %d", len(got), len(data))
		}
		if again, err := WithoutCamera(got, mime); err != nil || !bytes.Equal(again, got) {
			t.Fatalf("not the same a second time: %v", err)
		}
		if len(data) < 1<<14 && mime == "image/png" { // whose decoder reads no more than it has to
			if c, err := png.DecodeConfig(bytes.NewReader(data)); err == nil && c.Width*c.Height < 1<<16 {
				samePixels(t, "it", mime, data, got)
			}
		}
	})
}
