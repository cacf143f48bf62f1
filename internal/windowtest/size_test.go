//go:build linux

package windowtest

import (
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// TestWindowByMouse does with the mouse what can be done with it, in windows of several sizes: a post is opened, changed,
// asked about, taken back by the menu, and seen otherwise.
func TestWindowByMouse(t *testing.T) {
	for _, size := range []string{"1400x900", "1000x700"} {
		t.Run(size, func(t *testing.T) {
			d := lay(t)
			other := filepath.Join(d.dir, "0007-marbles.md")
			src := "!! title: Marbles\n!! slug: marbles\n!! published: 2023-12-04\n!! description: About trust\n\n---\n\n" + strings.Repeat("Round and round.\n\n", 60)
			d.write(other, src)
			d.open(xwindow.Options{Size: size})
			d.waitPost(sampleTitle)
			d.previewed()
			if size == "1000x700" { // text and page have the room
				d.Click(d.at("button/Show or hide the library (Ctrl+\\)"), 1)
			}
			d.Click(d.at("words/Marbles"), 1)
			if size == "1000x700" { // a click leaves the keys in the list
				d.Key("Escape")
			}
			d.WaitTitle("Marbles — Galley")
			before := d.previewed()
			d.Click(d.at("text"), 1)
			d.Key("ctrl+Home")
			d.Type("Very ")
			d.WaitTitle("• Marbles — Galley")

			clean := d.question("whether to save", d.CloseByManager)
			d.Click(d.at("button/Cancel"), 1)
			d.answered(clean)
			d.Click(d.at("menu/Edit"), 1)
			d.Click(d.at("item/Undo"), 1)
			d.WaitTitle("Marbles — Galley")

			d.Wheel(d.at("preview"), 12)
			before = d.WaitChange("the page to be scrolled", before, d.page())
			d.Click(d.at("button/Feed"), 1)
			d.WaitChange("the post as in a feed", before, d.page())

			d.Click(d.at("text"), 1)
			d.Key("ctrl+Home")
			d.Type("Not ")
			d.Key("ctrl+s")
			d.waitFile(other, strings.Replace(src, "Round", "Not Round", 1))
			d.WaitTitle("Marbles — Galley")
		})
	}
}

// TestTextComesFirst uses a window that has room for the text alone: the library comes over it, with the keys, and the page takes
// its place.
func TestTextComesFirst(t *testing.T) {
	d := lay(t)
	d.write(filepath.Join(d.dir, "0007-marbles.md"), "!! title: Marbles\n!! slug: marbles\n!! published: 2023-12-04\n!! description: About trust\n\n---\n\nRound.\n")
	d.open(xwindow.Options{Size: "800x600"})
	d.waitPost(sampleTitle)
	d.gone("library")
	d.gone("preview")
	d.Key("ctrl+backslash")
	d.part("library")
	d.Key("Down", "Return") // to the other post, and into its text
	d.gone("library")
	d.WaitTitle("Marbles — Galley")
	d.Click(d.at("button/Show or hide the preview (Ctrl+Shift+\\)"), 1)
	d.part("preview")
	d.gone("text")
	d.Key("Escape") // the text again
	d.part("text")
	d.Key("ctrl+Home")
	d.Type("All ")
	d.Key("ctrl+s")
	d.waitFile(filepath.Join(d.dir, "0007-marbles.md"), "!! title: Marbles\n!! slug: marbles\n!! published: 2023-12-04\n!! description: About trust\n\n---\n\nAll Round.\n")
}
