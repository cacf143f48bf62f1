//go:build linux

package windowtest

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"galley.app/galley/internal/xwindow"
)

// coloured is a PNG of one colour.
func coloured(t *testing.T, c color.Color) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 60, 44))
	for i := range 60 * 44 {
		m.Set(i%60, i/60, c)
	}
	return encoded(t, m)
}

// encoded is a picture as PNG.
func encoded(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// gallery is a library with pictures in its folder of them: 40, the newest of which is red, and a blue one in a folder
// below.
func gallery(t *testing.T) (d *place) {
	t.Helper()
	d = lay(t)
	for i := range 40 {
		c := color.RGBA{G: 200, A: 255}
		if i == 39 {
			c = color.RGBA{R: 220, A: 255}
		}
		path := filepath.Join(d.dir, "assets", fmt.Sprintf("pic %02d.png", i))
		d.writePicture(path, coloured(t, c))
		when := time.Date(2024, 1, 1+i, 12, 0, 0, 0, time.UTC)
		if err := os.Chtimes(path, when, when); err != nil {
			t.Fatal(err)
		}
	}
	d.writePicture(filepath.Join(d.dir, "assets", "posts", "blue.png"), coloured(t, color.RGBA{B: 220, A: 255}))
	return d
}

func (d *place) writePicture(path string, data []byte) {
	d.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o666); err != nil {
		d.t.Fatal(err)
	}
}

// thumbnail waits until there is a picture of a colour before the words of a row.
func (d *place) thumbnail(row string, is func(r, g, b uint32) bool) {
	d.t.Helper()
	xwindow.Wait(d.t, "the thumbnail of "+row, func() bool {
		words := d.part("row/" + row)
		r, g, b, _ := d.Shot().At(words.Min.X-40, words.Max.Y).RGBA()
		return is(r>>8, g>>8, b>>8)
	})
}

// TestWindowChoosesPictures chooses pictures by the mouse: the thumbnails show them, one click shows one whole and a
// double click takes it; the wheel goes down the list, a click opens a folder, and the button takes what is chosen.
func TestWindowChoosesPictures(t *testing.T) {
	d := gallery(t).open(xwindow.Options{})
	d.waitPost(sampleTitle)
	d.Key("ctrl+End")
	d.Click(d.at("button/Image"), 1)
	d.thumbnail("pic 39.png", func(r, g, b uint32) bool { return r > 180 && g < 60 && b < 60 })
	d.thumbnail("pic 38.png", func(r, g, b uint32) bool { return r < 60 && g > 160 && b < 60 })
	d.part("said/pic 39.png") // the newest is chosen at first
	d.Click(d.at("row/pic 37.png"), 1)
	d.part("said/pic 37.png")
	d.part("said/It lies in the library: no copy is made.")
	d.DoubleClick(d.at("row/pic 38.png"))
	d.part("words/1 picture of the library put in")
	d.Type("Green") // where its words go
	d.Key("ctrl+s")
	d.waitFile(d.sample, d.source+"![Green](/pic%2038.png)")

	d.Key("ctrl+z", "ctrl+z", "ctrl+s")
	d.waitFile(d.sample, d.source)
	d.Click(d.at("button/Image"), 1)
	d.Wheel(d.at("row/pic 38.png"), 100)
	d.part("row/Home") // the last
	d.Click(d.at("row/pic 00.png"), 1)
	d.part("said/pic 00.png")
	d.Wheel(d.at("row/pic 00.png"), -100)
	d.Click(d.at("row/posts"), 1)
	d.thumbnail("blue.png", func(r, g, b uint32) bool { return r < 60 && g < 60 && b > 180 })
	d.Click(d.at("button/Up one folder (Alt+Up)"), 1)
	d.Click(d.at("row/posts"), 1)
	d.part("row/blue.png")
	d.Key("alt+Up")
	d.Click(d.at("row/posts"), 1)
	d.Click(d.at("row/blue.png"), 1)
	d.Click(d.at("button/Insert"), 1)
	d.WaitTitle("• " + sampleTitle + " — Galley")
	d.Type("Blue")
	d.Key("ctrl+s")
	d.waitFile(d.sample, d.source+"![Blue](/posts/blue.png)")
}

// TestWindowListsPictures goes through the pictures of the library: a row leads to where one is missing, and those that
// no post shows are chosen by their boxes, go to the trash and come back.
func TestWindowListsPictures(t *testing.T) {
	d := lay(t)
	post, source := filepath.Join(d.dir, "0020-shown.md"), "!! title: Shown\n!! slug: shown\n!! published: 2023-12-01\n!! description: Some post\n\n---\n\n"+
		"One ![a](/one.png)\n\nNone ![b](/none.png)\n"
	d.write(post, source)
	for _, name := range []string{"one", "two", "three"} {
		d.writePicture(filepath.Join(d.dir, "assets", name+".png"), coloured(t, color.Black))
	}
	d.open(xwindow.Options{})
	d.waitPost(sampleTitle)
	list := func() {
		t.Helper()
		d.question("which command", func() { d.Key("ctrl+shift+p") })
		d.Type("pictures of the library")
		d.Key("Return")
	}
	list()
	d.part("row/No post shows or links to 2 pictures")
	d.Click(d.at("row//none.png"), 1)
	d.Click(d.at("button/Go there"), 1)
	d.WaitTitle("Shown — Galley")
	d.Key("End")
	d.Type("!")
	d.Key("ctrl+s")
	d.waitFile(post, source[:len(source)-1]+"!\n")

	list()
	d.Click(d.at("row/two.png"), 1)
	d.Click(d.at("row/three.png"), 1)
	d.part("said/2 pictures chosen, " + fmt.Sprint(2*len(coloured(t, color.Black))) + " bytes")
	d.Click(d.at("row/three.png"), 1)
	d.Click(d.at("button/Move to trash"), 1)
	d.part("row/No post shows or links to 1 picture")
	xwindow.Wait(t, "one picture to be away", func() bool {
		left, err := os.ReadDir(filepath.Join(d.dir, "assets"))
		return err == nil && len(left) == 2 && left[0].Name() == "one.png" && left[1].Name() == "three.png"
	})
	d.Key("Escape")
	d.Click(d.still("button/Undo"), 1)
	xwindow.Wait(t, "it to be back", func() bool {
		left, err := os.ReadDir(filepath.Join(d.dir, "assets"))
		return err == nil && len(left) == 3
	})
}
