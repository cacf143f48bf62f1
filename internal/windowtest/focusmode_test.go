//go:build linux

package windowtest

import (
	"image"
	"path/filepath"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// TestWindowFocusMode has the text alone: menus go, words of other paragraphs are dim, and so are the marks of misspelled
// ones among them; on an empty line the paragraph that was written last is not dimmed.
func TestWindowFocusMode(t *testing.T) {
	d := lay(t)
	path := filepath.Join(d.dir, "0022-words.md")
	d.write(path, misspelled+"\nAnother wrnog paragraph.\n\n")
	d.open(xwindow.Options{Args: []string{path}})
	d.WaitTitle("Words — Galley")
	text := d.rows()
	xwindow.Wait(t, "three words to be marked", func() bool { return amber(d.Shot(), text) > 90 })
	all := amber(d.Settle(text), text)
	d.Key("F9")
	d.gone("menu/File")
	d.gone("library")
	d.gone("preview")
	var lines []image.Rectangle
	strong := func(i int) int {
		return ink(d.Shot(), lines[i])
	}
	words := func() []image.Rectangle {
		t.Helper()
		var found []image.Rectangle
		for _, l := range d.lines("text") {
			if l.Dy() > 6 { // not a wave
				found = append(found, l)
			}
		}
		return found
	}
	xwindow.Wait(t, "the second paragraph to be dim", func() bool {
		lines = words()
		return len(lines) == 2 && strong(0) > 10*strong(1)
	})
	whole := d.part("text")
	xwindow.Wait(t, "the marks in it to be dim", func() bool { return amber(d.Shot(), whole) < all })
	d.Key("ctrl+End")
	xwindow.Wait(t, "the first paragraph to be dim, the last one not", func() bool {
		lines = words()
		return len(lines) == 2 && strong(1) > 10*strong(0)
	})
	d.Key("F9")
	d.part("menu/File")
	d.part("preview")
}
