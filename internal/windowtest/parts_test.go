//go:build linux

package windowtest

import (
	"image"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"galley.app/galley/internal/xwindow"
)

// TestWindowPaintsPartsAsAWhole does this and that, which the window shows by painting what changed, and then has
// everything painted, which another size of the window does: not a pixel may differ.
func TestWindowPaintsPartsAsAWhole(t *testing.T) {
	// Painting is one goroutine's, and the detector of races makes this slow.
	name := filepath.Join(t.TempDir(), "galley")
	if out, err := exec.Command("go", "build", "-o", name, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	d := lay(t)
	d.Window = xwindow.NewDisplay(t).Open(xwindow.Options{Program: name, Args: []string{d.dir}})
	d.waitPost(sampleTitle)
	d.proof()
	size := d.Bounds().Size()
	for _, x := range []struct {
		what string
		do   func()
	}{
		{"typing and taking back", func() {
			d.Type("Some **words** with a mistke, and\n\n- a list\n\n## A heading\n\n")
			d.Key("ctrl+z", "ctrl+z")
		}},
		{"selecting, with several carets", func() { d.Key("ctrl+Home", "ctrl+alt+Down", "ctrl+alt+Down", "shift+End") }},
		{"scrolling the text and the page", func() {
			d.Key("Escape", "Next", "Next", "Prior")
			d.Wheel(inPreview, 7)
		}},
		{"finding", func() {
			d.Key("ctrl+f")
			d.Type("the")
			d.Key("Return", "Return")
		}},
		{"folding", func() { d.Key("Escape", "ctrl+Home", "ctrl+shift+bracketleft") }},
		{"focus mode", func() { d.Key("F9", "Down") }},
		{"other panes and a longer title", func() {
			d.Key("F9", "ctrl+backslash", "ctrl+shift+backslash", "ctrl+backslash", "ctrl+shift+backslash")
			d.Key("shift+F6", "ctrl+a")
			d.Type("Another title that is long enough to need two lines in the form")
		}},
		{"a palette", func() {
			d.Key("ctrl+shift+p")
			d.Type("go")
			d.Key("Down", "Down", "Up")
		}},
		{"a menu", func() {
			d.Key("Escape", "F6")
			d.Click(editMenu, 1)
			d.Move(fourthItem)
		}},
		{"the pointer over rows and buttons, and another tab", func() {
			d.Key("Escape")
			d.Move(inLibrary)
			d.Click(feedTab, 1)
			d.Move(tabletButton)
		}},
		{"dragging a divider", func() {
			d.Click(pageTab, 1)
			d.Drag(divider, divider.Sub(image.Pt(46, 0)))
		}},
	} {
		x.do()
		parts := looks(d)
		d.Resize(size.Sub(image.Pt(0, 30)))
		d.Resize(size)
		whole := looks(d)
		if !slices.ContainsFunc(parts, func(p *image.RGBA) bool {
			return slices.ContainsFunc(whole, func(w *image.RGBA) bool { return xwindow.Differ(p, w, p.Rect) == 0 })
		}) {
			for name, shot := range map[string]*image.RGBA{"parts": parts[0], "whole": whole[0]} {
				if err := xwindow.WritePNG(filepath.Join("build", "failed", x.what+", "+name+".png"), shot); err != nil {
					t.Error(err)
				}
			}
			t.Errorf("after %s the window is not what it is when all of it is painted: see build/failed", x.what)
		}
	}
}

// TestWindowShowsWhatItLost pulls the window about and puts another one over it: what the server throws away is
// painted again, though nothing in the window changed.
func TestWindowShowsWhatItLost(t *testing.T) {
	dir := t.TempDir()
	for name, source := range map[string]string{"galley": ".", "floor": "./internal/windowtest/testdata/floor"} {
		if out, err := exec.Command("go", "build", "-o", filepath.Join(dir, name), source).CombinedOutput(); err != nil {
			t.Fatalf("go build: %v\n%s", err, out)
		}
	}
	d := lay(t)
	d.Window = xwindow.NewDisplay(t).Open(xwindow.Options{Program: filepath.Join(dir, "galley"), Args: []string{d.dir}})
	d.waitPost(sampleTitle)
	d.proof()
	place := inText
	d.Click(place, 1)
	before := looks(d)
	size := d.Bounds().Size()
	check := func(after string) {
		t.Helper()
		now := looks(d)
		if !slices.ContainsFunc(before, func(b *image.RGBA) bool {
			return slices.ContainsFunc(now, func(n *image.RGBA) bool { return xwindow.Differ(b, n, b.Rect) == 0 })
		}) {
			for name, shot := range map[string]*image.RGBA{"before": before[0], "after": now[0]} {
				if err := xwindow.WritePNG(filepath.Join("build", "failed", name+" "+after+".png"), shot); err != nil {
					t.Error(err)
				}
			}
			t.Fatalf("after %s the window is not what it was: see build/failed", after)
		}
	}
	for i := range 8 {
		d.Pull(size.Sub(image.Pt(0, 10+i)), size)
		check("another size and back")
	}
	over := d.Display.Open(xwindow.Options{Program: filepath.Join(dir, "floor")})
	over.Kill()
	d.Click(place, 1) // the focus is back
	check("a window over it")
}

// looks are the window's looks once it has settled, with the caret in both halves of its period.
func looks(d *place) (all []*image.RGBA) {
	d.t.Helper()
	all = append(all, d.Settle(d.Shot().Rect))
	for began := time.Now(); time.Since(began) < 700*time.Millisecond; {
		now := d.Shot()
		if !slices.ContainsFunc(all, func(m *image.RGBA) bool { return xwindow.Differ(m, now, now.Rect) == 0 }) {
			all = append(all, now)
		}
	}
	return all
}

// TestWindowIsKnownToScreen opens a window of the toolkit as it is. A toolkit that has become another would leave
// Galley right, but slow, which no other test would see.
func TestWindowIsKnownToScreen(t *testing.T) {
	name := filepath.Join(t.TempDir(), "attach")
	if out, err := exec.Command("go", "build", "-o", name, "./internal/windowtest/testdata/attach").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	if code := xwindow.NewDisplay(t).Start(xwindow.Options{Program: name}).WaitExit(); code != 0 {
		t.Errorf("package screen cannot show the toolkit's window: ended with %d", code)
	}
}
