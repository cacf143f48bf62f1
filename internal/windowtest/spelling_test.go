//go:build linux

package windowtest

import (
	"image"
	"os"
	"path/filepath"
	"testing"

	"galley.app/galley/internal/xwindow"
)

const misspelled = "!! title: Words\n!! slug: words\n!! published: 2023-12-04\n!! description: A word that is wrong\n\n---\n\nGaleon wrnog right.\n"

// TestWindowSpelling corrects one misspelled word and keeps another, with hunspell as it is installed.
func TestWindowSpelling(t *testing.T) {
	d := lay(t)
	d.races = true
	path := filepath.Join(d.dir, "0022-words.md")
	d.write(path, misspelled)
	d.open(xwindow.Options{Args: []string{path}, Theme: "light"})
	d.WaitTitle("Words — Galley")
	text := d.rows()
	waves := func(what string, least, most int) {
		t.Helper()
		xwindow.Wait(t, what, func() bool {
			n := amber(d.Shot(), text)
			return n >= least && n <= most
		})
	}
	waves("two words to be marked", 60, 1000)

	d.Key("Home", "ctrl+Right", "Right", "Right", "ctrl+period")
	d.part("popup")
	d.Key("Down", "Up", "Return")
	d.WaitTitle("• Words — Galley")
	d.Key("ctrl+s")
	d.waitFile(path, wrongTo("wrong"))
	d.WaitTitle("Words — Galley")
	waves("one word to be marked", 20, 59)

	d.Key("Home", "Right", "shift+F10") // the menu of the text has it too
	d.part("words/Cut")
	d.Key("Escape")
	d.gone("popup")
	d.Key("ctrl+period")
	d.part("popup")
	d.Key("Up", "Up", "Return") // round to the end: ignore, add
	words := filepath.Join(d.Home, "galley", "config", "words.txt")
	xwindow.Wait(t, "the word to be kept", func() bool {
		b, err := os.ReadFile(words)
		return err == nil && string(b) == "Galeon\n"
	})
	waves("no word to be marked", 0, 0)
	d.checkFile(path, wrongTo("wrong"))

	// A word is not marked while it is typed, and is when the caret has left it.
	d.Key("End")
	d.Type(" mispeld")
	d.WaitTitle("• Words — Galley")
	d.Settle(d.page())
	if n := amber(d.Shot(), text); n > 0 {
		t.Errorf("%d pixels of a wave under a word that is being typed", n)
	}
	d.Type(" ")
	waves("the word to be marked", 20, 100)
}

func wrongTo(s string) string {
	return misspelled[:len(misspelled)-len("wrnog right.\n")] + s + " right.\n"
}

// amber counts the pixels that have the colour of a wave.
func amber(img *image.RGBA, r image.Rectangle) (n int) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if c := img.RGBAAt(x, y); near(c.R, 0x8A) && near(c.G, 0x5A) && near(c.B, 0) {
				n++
			}
		}
	}
	return n
}

func near(a, b uint8) bool { return max(a, b)-min(a, b) < 24 }
