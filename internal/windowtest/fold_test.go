//go:build linux

package windowtest

import (
	"image"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

const foldingPost = "!! title: Folds\n!! slug: folds\n!! published: 2024-01-02\n!! description: A post with sections that are folded, and a task in the last of them\n\n---\n\n" +
	"## One\n\nhidden words\n\n## Two\n\n- [ ] a task\n"

// TestWindowFolds folds a section by its keys and by its chevron, passes it by, and deletes it whole.
func TestWindowFolds(t *testing.T) {
	d := lay(t)
	path := filepath.Join(d.dir, "folds.md")
	d.write(path, foldingPost)
	d.open(xwindow.Options{Args: []string{path}})
	d.WaitTitle("Folds — Galley")
	d.Key("ctrl+shift+bracketleft", "Down", "Home")
	d.Type("x") // in front of the second heading
	d.Key("ctrl+s")
	want := strings.Replace(foldingPost, "## Two", "x## Two", 1)
	d.waitFile(path, want)

	d.Key("BackSpace", "Up", "Home", "shift+Down", "BackSpace") // the first heading with all below it
	d.Key("ctrl+s")
	d.waitFile(path, strings.Replace(foldingPost, "## One\n\nhidden words\n\n", "", 1))

	d.Key("ctrl+z", "ctrl+z", "ctrl+z", "ctrl+z")
	d.WaitTitle("• Folds — Galley")
	d.Key("ctrl+s")
	d.waitFile(path, foldingPost)
}

// TestWindowMovesAFoldedSection moves it past the next one, and back with the rest of what was done.
func TestWindowMovesAFoldedSection(t *testing.T) {
	d := lay(t)
	path := filepath.Join(d.dir, "folds.md")
	d.write(path, foldingPost)
	d.open(xwindow.Options{Args: []string{path}})
	d.WaitTitle("Folds — Galley")
	d.Key("ctrl+shift+bracketleft", "alt+Down")
	d.WaitTitle("• Folds — Galley")
	d.Key("ctrl+s")
	d.waitFile(path, strings.Replace(foldingPost, "## One\n\nhidden words\n\n## Two\n\n- [ ] a task\n", "## Two\n\n- [ ] a task\n\n## One\n\nhidden words\n", 1))
	d.Key("ctrl+z", "ctrl+s")
	d.waitFile(path, foldingPost)
}

// TestWindowChecksATask clicks on the box of a task in the preview.
func TestWindowChecksATask(t *testing.T) {
	d := lay(t)
	path := filepath.Join(d.dir, "folds.md")
	d.write(path, foldingPost)
	d.open(xwindow.Options{Args: []string{path}})
	d.WaitTitle("Folds — Galley")
	var box image.Point
	xwindow.Wait(t, "the task's box to be drawn in the preview", func() (ok bool) {
		box, ok = taskBox(d.Shot(), d.part("preview"))
		return ok
	})
	d.Click(box, 1)
	d.WaitTitle("• Folds — Galley")
	d.Key("ctrl+s")
	checked := strings.Replace(foldingPost, "[ ]", "[x]", 1)
	d.waitFile(path, checked)
	d.Key("ctrl+z") // one step
	d.WaitTitle("• Folds — Galley")
	d.Key("ctrl+s")
	d.waitFile(path, foldingPost)
}

// taskBox finds the middle of the lowest small square of lines in a part of a picture.
func taskBox(shot *image.RGBA, in image.Rectangle) (image.Point, bool) {
	dark := func(x, y int) bool {
		c := shot.RGBAAt(x, y)
		return int(c.R)+int(c.G)+int(c.B) < 600
	}
	const side = 14
	for y := in.Max.Y - side - 1; y > in.Min.Y; y-- {
		for x := in.Min.X; x < in.Max.X-side-1; x++ {
			edges, inside := 0, 0
			for k := 3; k < side-3; k++ {
				for _, p := range [4]image.Point{{x + k, y}, {x + k, y + side - 1}, {x, y + k}, {x + side - 1, y + k}} {
					if dark(p.X, p.Y) {
						edges++
					}
				}
				for m := 3; m < side-3; m++ {
					if dark(x+k, y+m) {
						inside++
					}
				}
			}
			if edges == 4*(side-6) && inside == 0 {
				return image.Pt(x+side/2, y+side/2), true
			}
		}
	}
	return image.Point{}, false
}
