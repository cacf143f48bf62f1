package preview

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/imagework"
	"galley.app/galley/preview/page"
)

// encoded is a small image, 40 by 20 pixels, its left half red.
func encoded(t *testing.T, format string) []byte {
	t.Helper()
	m := image.NewPaletted(image.Rect(0, 0, 40, 20), color.Palette{color.White, color.NRGBA{R: 0xFF, A: 0xFF}})
	for y := range 20 {
		for x := range 20 {
			m.SetColorIndex(x, y, 1)
		}
	}
	var b bytes.Buffer
	var err error
	switch format {
	case "png":
		err = png.Encode(&b, m)
	case "jpg":
		err = jpeg.Encode(&b, m, &jpeg.Options{Quality: 95})
	case "gif":
		err = gif.Encode(&b, m, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// turned is a JPEG file with a position tag.
func turned(t *testing.T, how uint16) []byte {
	tags := []byte("Exif\x00\x00MM\x00\x2A\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	tags = binary.BigEndian.AppendUint16(tags, how)
	tags = append(tags, 0, 0, 0, 0, 0, 0)
	b := []byte{0xFF, 0xD8, 0xFF, 0xE1}
	b = binary.BigEndian.AppendUint16(b, uint16(len(tags)+2))
	b = append(b, tags...)
	return append(b, encoded(t, "jpg")[2:]...)
}

// hugePNG is the header of an image that must not be decoded.
func hugePNG() []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0D")
	chunk := []byte("IHDR")
	chunk = binary.BigEndian.AppendUint32(chunk, 40000)
	chunk = binary.BigEndian.AppendUint32(chunk, 30000)
	chunk = append(chunk, 8, 6, 0, 0, 0)
	b = append(b, chunk...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(chunk))
}

const square = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="20" height="20" fill="#f00"/></svg>`

func TestImages(t *testing.T) {
	dir := t.TempDir()
	for name, b := range map[string][]byte{
		"a.png": encoded(t, "png"), "a.jpg": encoded(t, "jpg"), "a.gif": encoded(t, "gif"), "a.svg": []byte(square),
		"turned.jpg": turned(t, 6), "huge.png": hugePNG(), "broken.png": encoded(t, "png")[:60], "text.png": []byte("no image"),
		"broken.svg": []byte("<svg"), "loop.svg": []byte(`<svg viewBox="0 0 9 9"><g id="a"><use href="#a"/></g></svg>`), "empty.png": {},
	} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	resolve := func(dest string) (string, bool) {
		path := filepath.Join(dir, dest)
		_, err := os.Stat(path)
		return path, err == nil
	}
	for _, c := range []struct {
		src    string
		w, h   int
		note   string
		redRow bool // the upper half is red instead of the left one
	}{
		{src: "a.png", w: 40, h: 20},
		{src: "a.jpg", w: 40, h: 20},
		{src: "a.gif", w: 40, h: 20},
		{src: "a.svg", w: 40, h: 20},
		{src: "turned.jpg", w: 20, h: 40, redRow: true},
		{src: "data:image/png;base64," + base64.StdEncoding.EncodeToString(encoded(t, "png")), w: 40, h: 20},
		{src: "data:image/png;base64,???", note: "cannot be read"},
		{src: "huge.png", note: "too large: 40000 × 30000 pixels"},
		{src: "broken.png", note: "cannot be decoded"},
		{src: "text.png", note: "cannot be decoded"},
		{src: "broken.svg", note: "cannot be decoded"},
		{src: "empty.png", note: "cannot be decoded"},
		{src: ".", note: "No such file today"},
		{src: "data:image/png;base64," + base64.StdEncoding.EncodeToString([]byte(square)), w: 40, h: 20},
		{src: "loop.svg", note: "refers to itself"},
		{src: "gone.png", note: "not found"},
		{src: "https://example.org/x.png", note: "not fetched"},
		{src: "", note: "No image"},
	} {
		t.Run(c.src[:min(len(c.src), 24)], func(t *testing.T) {
			g := newImageCache(nil, from(resolve))
			m := g.image(c.src, 20)
			p := g.size(c.src)
			if c.note != "" {
				if len(p.Notes) == 0 || !strings.Contains(p.Notes[0], c.note) || m != nil {
					t.Fatalf("notes %q, want %q", p.Notes, c.note)
				}
				return
			}
			if p.Width != c.w || p.Height != c.h || m == nil {
				t.Fatalf("%d by %d, want %d by %d; notes %q", p.Width, p.Height, c.w, c.h, p.Notes)
			}
			b := m.Bounds()
			if want := 20 * c.h / c.w; b.Dx() != 20 || b.Dy() != want {
				t.Errorf("scaled to %v", b)
			}
			left, right := m.At(3, 3), m.At(b.Dx()-4, 3)
			if c.redRow {
				right = m.At(3, b.Dy()-4)
			}
			if !red(left) || red(right) {
				t.Errorf("colours %v and %v", left, right)
			}
		})
	}
}

func red(c color.Color) bool {
	r, g, _, a := c.RGBA()
	return r > 0xE000 && g < 0x3000 && a > 0xE000
}

func TestGalleryIsBounded(t *testing.T) {
	g := newImageCache(nil, Images{})
	for i := range 40 {
		p := &cachedImage{Image: page.Image{Src: strconv.Itoa(i), Width: 2000, Height: 1000}}
		g.entries[p.Src] = p
		g.clock++
		g.keep(p, image.NewRGBA(image.Rect(0, 0, 2000, 1000)), 2000)
	}
	if g.bytes > maxCached {
		t.Errorf("%d bytes are kept", g.bytes)
	}
	if len(g.entries["39"].prints) == 0 || len(g.entries["0"].prints) > 0 {
		t.Error("the wrong images are kept")
	}
}

// posts collects what goroutines post.
type posts chan func()

func (q posts) post(f func()) { q <- f }

// settle runs what is posted until a condition holds.
func (q posts) settle(done func() bool) {
	for !done() {
		(<-q)()
	}
}

func TestArrivingImagesMoveNothing(t *testing.T) {
	queue := make(posts, 100)
	p := show(t, Options{Post: queue.post, Images: pictures(t)}, 560, 400)
	src := long(3000) + "![Red](red.png)\n\nBelow the image.\n\n" + long(3000)
	at := strings.Index(src, "![Red]")
	p.SetDoc(parsed(t, src), heading())
	p.ScrollTo(at, 0.5) // the image's place is partly above the edge
	if p.dy == 0 {
		t.Fatal("the image is not cut by the edge")
	}
	was, ok := screen(p)["Below the image."]
	if !ok {
		t.Fatal("the text below the image is not on screen")
	}
	ready := func() bool {
		q := p.images.entries["red.png"]
		return q != nil && len(q.prints) > 0 && q.prints[0].width > 0
	}
	queue.settle(ready)
	if now := screen(p)["Below the image."]; now != was {
		t.Errorf("the text below the image moved from %d to %d", was, now)
	}
	images := 0
	for _, o := range objects(p) {
		if m, ok := o.(interface{ Alpha() float64 }); ok && m != nil {
			images++
		}
	}
	if images == 0 {
		t.Error("the image is not on screen")
	}
	file := p.images.entries["red.png"].path
	if err := os.Chtimes(file, time.Time{}, time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	p.images.drop(p.images.entries["red.png"])
	p.Recheck()
	queue.settle(ready)
	if now := screen(p)["Below the image."]; now != was {
		t.Errorf("reading the image again moved the text below it from %d to %d", was, now)
	}
}

func TestImageAboveMovesNothing(t *testing.T) {
	queue := make(posts, 100)
	p := show(t, Options{Post: queue.post, Images: pictures(t)}, 560, 300)
	src := "![Red](red.png)\n\nSome words.\n\n" + long(3000)
	p.SetDoc(parsed(t, src), page.Header{})
	p.ScrollTo(strings.Index(src, "## Part 2"), 0)
	p.scroll(5)
	was := screen(p)
	queue.settle(func() bool { return p.images.entries["red.png"].Width > 0 })
	now := screen(p)
	for s, y := range was {
		if now[s] != y {
			t.Errorf("%q moved from %d to %d", s, y, now[s])
		}
	}
	p.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 10000)})
	if p.top != 0 || p.dy != 0 {
		t.Errorf("the beginning is at %d, %d", p.top, p.dy)
	}
}

// TestSameNameInAnotherFolder shows two posts whose images have one name and
// lie in two folders.
func TestSameNameInAnotherFolder(t *testing.T) {
	folder := ""
	root := t.TempDir()
	for name, w := range map[string]int{"a": 40, "b": 80} {
		if err := os.Mkdir(filepath.Join(root, name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, name, "pic.png"), sized(t, w), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := show(t, Options{Images: from(func(dest string) (string, bool) {
		path := filepath.Join(root, folder, dest)
		_, err := os.Stat(path)
		return path, err == nil
	})}, 560, 400)
	width := func() int {
		for _, u := range p.col.Fragments.From(0) {
			if u.Frame != nil && len(u.Frame.Images) > 0 {
				return u.Frame.Images[0].Width
			}
		}
		return 0
	}
	for _, test := range []struct {
		folder string
		want   int
	}{{"a", 40}, {"b", 80}, {"none", 0}, {"a", 40}} {
		folder = test.folder
		p.Recheck()
		p.SetDoc(parsed(t, "![A picture](pic.png)\n"), page.Header{})
		if got := width(); got != test.want {
			t.Errorf("folder %s: the image is %d pixels wide, want %d", folder, got, test.want)
		}
	}

	// The same post, while its files change.
	change := func(do error, want int, what string) {
		t.Helper()
		if do != nil {
			t.Fatal(do)
		}
		p.Recheck()
		if got := width(); got != want {
			t.Errorf("%s: the image is %d pixels wide, want %d", what, got, want)
		}
	}
	at := filepath.Join(root, "a", "pic.png")
	change(os.WriteFile(at, sized(t, 120), 0o600), 120, "other contents")
	change(os.Remove(at), 0, "no file")
	change(os.WriteFile(at, sized(t, 60), 0o600), 60, "a file again")
	made := p.r.filled
	p.Recheck()
	if p.r.filled != made {
		t.Error("what did not change was drawn again")
	}
}

// sized is an image of a width.
func sized(t *testing.T, w int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, 20))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestOneFileIsReadOnce shows a file under several names and in two sizes: it
// is one image, which is decoded once for each size.
func TestOneFileIsReadOnce(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.png")
	if err := os.WriteFile(file, encoded(t, "png"), 0o600); err != nil {
		t.Fatal(err)
	}
	images := from(func(dest string) (string, bool) {
		name, _, _ := strings.Cut(dest, "?")
		path := filepath.Join(dir, name)
		_, err := os.Stat(path)
		return path, err == nil
	})
	decoder := &counting{Decoder: images.Decoder}
	images.Decoder = decoder
	reads := 0
	read := images.Read
	images.Read = func(path string) ([]byte, error) { reads++; return read(path) }
	p := show(t, Options{Images: images}, 560, 2000)
	src := ""
	for i := range 20 {
		src += "![A picture](a.png?" + strconv.Itoa(i) + ")\n\n<img src=\"a.png?x" + strconv.Itoa(i) + "\" width=\"20\" alt=\"\">\n\n"
	}
	p.SetDoc(parsed(t, src), page.Header{})
	if decoder.n != 2 || reads != 3 {
		t.Errorf("decoded %d times, read %d times, want 2 and, for its size and each decoding, 3", decoder.n, reads)
	}
	p.draw()
	p.draw()
	if decoder.n != 2 {
		t.Errorf("drawn again it was decoded %d times", decoder.n)
	}

	// All names follow the file.
	widths := func() (list []int) {
		for _, u := range p.col.Fragments.From(0) {
			if u.Frame != nil {
				for _, pic := range u.Frame.Images {
					list = append(list, pic.Width)
				}
			}
		}
		return list
	}
	if err := os.WriteFile(file, sized(t, 30), 0o600); err != nil {
		t.Fatal(err)
	}
	p.Recheck()
	got := widths()
	if len(got) != 40 {
		t.Fatalf("%d pictures", len(got))
	}
	for i, w := range got {
		if want := 30 - i%2*10; w != want {
			t.Errorf("picture %d is %d pixels wide, want %d", i, w, want)
		}
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	p.Recheck()
	if got := widths(); len(got) != 0 {
		t.Errorf("%d pictures of no file", len(got))
	}
	if err := os.WriteFile(file, encoded(t, "png"), 0o600); err != nil {
		t.Fatal(err)
	}
	decoder.n = 0
	p.Recheck()
	if got := widths(); len(got) != 40 || decoder.n != 2 {
		t.Errorf("%d pictures, decoded %d times, once the file is back", len(got), decoder.n)
	}
}

// counting counts what is decoded.
type counting struct {
	imagework.Decoder
	n int
}

func (c *counting) Decode(ctx context.Context, data []byte, want imagework.Want) (*image.RGBA, error) {
	c.n++
	return c.Decoder.Decode(ctx, data, want)
}
