//go:build linux

package windowtest

import (
	"flag"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"galley.app/galley/internal/xwindow"
)

var picture = flag.String("picture", "", "write the picture of the window for README to this file")

// shelfPosts stand beside the sample in README's picture.
var shelfPosts = map[string]string{
	"wip-what-the-checklist-forgot.md": "!! title: What the checklist forgot\n!! slug: what-the-checklist-forgot\n!! published: 2026-11-20\n!! description: A checklist remembers the steps and forgets the reasons, which is where it goes wrong\n\n---\n\nA checklist is a letter to a colleague in a hurry.\n",
	"0019-marbles-in-a-jar.md":         "!! title: Marbles in a jar\n!! slug: marbles-in-a-jar\n!! published: 2023-12-04\n!! description: What a jar of marbles says about the estimates of a whole team\n\n---\n\nEverybody was wrong, and together they were right.\n",
	"0020-two-kinds-of-deadlines.md":   "!! title: Two kinds of deadlines\n!! slug: two-kinds-of-deadlines\n!! published: 2022-10-30\n!! description: Some dates are promises and some are guesses, and they should not look alike\n\n---\n\nAsk which kind it is before you agree to it.\n",
}

// TestWindowPicture opens a small library as README shows it; with -picture
// it writes what is to be seen.
func TestWindowPicture(t *testing.T) {
	d := lay(t)
	for name, text := range shelfPosts {
		d.write(filepath.Join(d.dir, name), text)
	}
	d.write(filepath.Join(d.dir, "galley.toml"), "[site]\ntitle = \"Notes from the forge\"\n")
	d.open(xwindow.Options{Size: "1400x880", Theme: "light"})
	d.waitPost(sampleTitle)
	d.previewed()
	shot := d.Settle(d.page())
	if light := xwindow.Brightness(shot, d.page()); light < 0.8 {
		t.Errorf("the page's brightness is %.2f", light)
	}
	if *picture == "" {
		return
	}
	f, err := os.Create(*picture)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, shot); err != nil {
		t.Fatal(err)
	}
}
