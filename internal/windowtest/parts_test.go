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
	d := openSample(t)
	d.previewed()
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
			d.Wheel(d.at("preview"), 7)
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
			d.Click(d.at("menu/Edit"), 1)
			d.Move(d.at("item/Cut"))
		}},
		{"the pointer over rows and buttons, and another tab", func() {
			d.Key("Escape")
			d.Move(d.at("words/2023-12-11"))
			d.Click(d.at("button/Feed"), 1)
			d.Move(d.at("button/Hide the preview"))
		}},
		{"dragging a divider", func() {
			d.Click(d.at("button/Page"), 1)
			divider := d.at("divider")
			d.Drag(divider, divider.Sub(image.Pt(46, 0)))
		}},
	} {
		x.do()
		parts := looks(d)
		d.Resize(size.Sub(image.Pt(0, 30)))
		d.Resize(size)
		if whole, ok := looksLike(d, parts); !ok {
			for name, shot := range map[string]*image.RGBA{"parts": parts[0], "whole": whole} {
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
	floor := filepath.Join(t.TempDir(), "floor")
	if out, err := exec.Command("go", "build", "-o", floor, "./internal/windowtest/testdata/floor").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	d := openSample(t)
	d.previewed()
	place := d.at("text")
	d.Click(place, 1)
	before := looks(d)
	size := d.Bounds().Size()
	check := func(after string) {
		t.Helper()
		if now, ok := looksLike(d, before); !ok {
			for name, shot := range map[string]*image.RGBA{"before": before[0], "after": now} {
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
	over := d.Display.Open(xwindow.Options{Program: floor})
	over.Kill()
	d.Click(place, 1) // the focus is back
	check("a window over it")
}

// blink is longer than the caret is seen or not seen for.
const blink = 700 * time.Millisecond

// looks are the window's looks once it has settled, with the caret in both halves of its period.
func looks(d *place) (all []*image.RGBA) {
	d.t.Helper()
	all = append(all, d.Settle(d.whole()))
	d.watch(func(now *image.RGBA) bool {
		if !among(now, all) {
			all = append(all, now)
		}
		return false
	})
	return all
}

// looksLike reports whether the window that has settled has one of the looks, and how it looks.
func looksLike(d *place, looks []*image.RGBA) (now *image.RGBA, ok bool) {
	d.t.Helper()
	now = d.Settle(d.whole())
	ok = among(now, looks)
	if !ok {
		d.watch(func(m *image.RGBA) bool { now, ok = m, among(m, looks); return ok })
	}
	return now, ok
}

// watch looks at the window for as long as the caret takes to come or to go, or until seen is true.
func (d *place) watch(seen func(now *image.RGBA) bool) {
	d.t.Helper()
	end := time.After(blink)
	for look := time.NewTicker(blink / 40); ; {
		select {
		case <-look.C:
			if !seen(d.Shot()) {
				continue
			}
		case <-end:
		}
		look.Stop()
		return
	}
}

func among(shot *image.RGBA, all []*image.RGBA) bool {
	return slices.ContainsFunc(all, func(m *image.RGBA) bool { return xwindow.Differ(m, shot, shot.Rect) == 0 })
}

// TestWindowIsKnownToScreen opens a window of the toolkit as it is. A toolkit that has become another would leave
// Galley right, but slow, which no other test would see.
func TestWindowIsKnownToScreen(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "attach")
	if out, err := exec.Command("go", "build", "-o", name, "./internal/windowtest/testdata/attach").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	if code := xwindow.NewDisplay(t).Start(xwindow.Options{Program: name}).WaitExit(); code != 0 {
		t.Errorf("package screen cannot show the toolkit's window: ended with %d", code)
	}
}
