package preview

import (
	"flag"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"galley.app/galley/internal/growth"
	"galley.app/galley/preview/page"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestLayoutGolden(t *testing.T) {
	for _, width := range []float32{640, 240} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			p := show(t, Options{Images: pictures(t)}, width, 400)
			h := heading()
			p.SetDoc(parsed(t, everything), h)
			var b strings.Builder
			y := 0
			for i, u := range p.col.Fragments.From(0) {
				p.col.Layout(i)
				fmt.Fprintf(&b, "unit y%d gap %d height %d source %d-%d\n%s", y, u.Gap, u.Height, u.Start, u.End, u.Frame)
				for _, s := range u.Frame.Stops {
					fmt.Fprintf(&b, "  stop %d=%d\n", s.Y, s.Src)
				}
				y += u.Height
			}
			golden(t, fmt.Sprintf("everything-%d.txt", int(width)), b.String())
		})
	}
}

// golden compares text with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	a, b := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for i := range max(len(a), len(b)) {
		switch {
		case i >= len(a):
			t.Fatalf("%s:%d: new line %q", path, i+1, b[i])
		case i >= len(b):
			t.Fatalf("%s:%d: gone: %q", path, i+1, a[i])
		case a[i] != b[i]:
			t.Fatalf("%s:%d:\n got %s\nwant %s", path, i+1, b[i], a[i])
		}
	}
}

func TestPictureGolden(t *testing.T) {
	growth.Alone(t)
	app := fyne.CurrentApp()
	for name, dark := range map[string]bool{"light": false, "dark": true} {
		t.Run(name, func(t *testing.T) {
			m, err := Picture(parsed(t, everything), heading(), PictureOptions{Dark: dark, Images: pictures(t)})
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", name+".png")
			if *update {
				f, err := os.Create(path)
				if err != nil {
					t.Fatal(err)
				}
				if err := png.Encode(f, m); err != nil {
					t.Fatal(err)
				}
				if err := f.Close(); err != nil {
					t.Fatal(err)
				}
			}
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			want, err := png.Decode(f)
			if err != nil {
				t.Fatal(err)
			}
			if n := differ(m, want); n > 0 {
				t.Errorf("%s: %d bytes differ", path, n)
			}
		})
	}
	if fyne.CurrentApp() != app {
		t.Error("another app took over")
	}
}

// differ counts the bytes that are not nearly alike.
func differ(a, b image.Image) int {
	if a.Bounds() != b.Bounds() {
		return a.Bounds().Dx() * a.Bounds().Dy()
	}
	p, q := pix(a), pix(b)
	n := 0
	for i := range p {
		if max(p[i], q[i])-min(p[i], q[i]) > 4 {
			n++
		}
	}
	return n
}

// pix is an image's bytes, alpha last.
func pix(m image.Image) []uint8 {
	n := image.NewNRGBA(m.Bounds())
	draw.Draw(n, n.Bounds(), m, m.Bounds().Min, draw.Src)
	return n.Pix
}

func TestPictureBounds(t *testing.T) {
	growth.Alone(t)
	m, err := Picture(parsed(t, strings.Repeat("A line.\n\n", 3000)), page.Header{}, PictureOptions{Width: 120})
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Bounds().Dy(); got != maxPictureHeight {
		t.Errorf("a long page is %d pixels tall, want %d", got, maxPictureHeight)
	}
	m, err = Picture(nil, page.Header{}, PictureOptions{Width: 300})
	if err != nil {
		t.Fatal(err)
	}
	if b := m.Bounds(); b.Dx() != 300 || b.Dy() > 200 {
		t.Errorf("an empty page is %v", b)
	}
}
