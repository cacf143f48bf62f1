//go:build linux

package windowtest

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// screenshot is a PNG of that width, as a program that takes pictures of the screen
// puts it on the clipboard.
func screenshot(t *testing.T, width int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, width, width/2))
	for i := range m.Pix {
		m.Pix[i] = byte(i * i >> 7)
	}
	m.Set(0, 0, color.White)
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// waitCopy waits until a file of the place has those bytes.
func (d *place) waitCopy(t *testing.T, path string, want []byte) {
	t.Helper()
	xwindow.Wait(t, filepath.Base(path)+" to be there", func() bool {
		got, err := os.ReadFile(path)
		return err == nil && bytes.Equal(got, want)
	})
}

// A picture on the clipboard, too large for one piece, goes into the text and
// beside the posts; what is typed then says what it shows; undo takes it out.
func TestWindowPastePicture(t *testing.T) {
	d := openRacing(t)
	want := screenshot(t, 1600)
	d.SetClipboardAs("image/png", string(want))
	d.Key("ctrl+End", "ctrl+v")
	d.WaitTitle("• " + sampleTitle + " — Galley")
	slug := strings.TrimSuffix(strings.TrimPrefix(sampleFile, "0021-"), ".md")
	d.waitCopy(t, filepath.Join(d.dir, slug+"-1.png"), want)
	d.Type("A screen")
	d.Key("ctrl+s")
	d.waitFile(d.sample, d.source+"![A screen]("+slug+"-1.png)")
	d.Key("ctrl+z", "ctrl+z", "ctrl+z", "ctrl+s") // two words, and the picture
	d.waitFile(d.sample, d.source)
}

// Pictures that are dropped on the text go in where they are dropped.
func TestWindowDropPictures(t *testing.T) {
	d := openRacing(t)
	dir := t.TempDir()
	one, two := filepath.Join(dir, "Über uns #1.png"), filepath.Join(dir, "b.png")
	for path, width := range map[string]int{one: 40, two: 60} {
		if err := os.WriteFile(path, screenshot(t, width), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	d.Key("Down", "Down") // away from where they are dropped
	text := d.part("text")
	d.Drop(text.Min.Add(image.Pt(4, 10)), one, two)
	d.WaitTitle("• " + sampleTitle + " — Galley")
	slug := strings.TrimSuffix(strings.TrimPrefix(sampleFile, "0021-"), ".md")
	d.waitCopy(t, filepath.Join(d.dir, slug+"-uber-uns-1.png"), screenshot(t, 40))
	d.waitCopy(t, filepath.Join(d.dir, slug+"-b.png"), screenshot(t, 60))
	d.Key("ctrl+s")
	d.waitFile(d.sample, d.with("![]("+slug+"-uber-uns-1.png)\n\n![]("+slug+"-b.png)\n\n"))
}
