//go:build linux

package windowtest

import (
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

func TestWindowSelectInThePreview(t *testing.T) {
	d := openSample(t)
	before := d.previewed()
	// From beside the first line of the words on the page, left of the column, to the end of the line below.
	lines := d.lines("preview")
	first := 0
	for wide := func(i int) bool { return lines[i].Dx() > d.page().Dx()*2/3 }; !wide(first) || !wide(first+1) || !wide(first+2); {
		first++ // a title of two lines has a short one below it
	}
	from, to := middle(lines[first]), middle(lines[first+1])
	d.Drag(image.Pt(lines[first].Min.X-2, from.Y), image.Pt(lines[first+1].Max.X+2, to.Y))
	d.WaitChange("the words to be marked", before, d.page())
	d.Key("ctrl+c")
	xwindow.Wait(t, "the words on the clipboard", func() bool { return strings.HasPrefix(d.Clipboard(), sampleStart) })
	got := d.Clipboard()
	if words := strings.Fields(got); len(words) < 12 || strings.Contains(got, "\n") || !strings.Contains(strings.Join(strings.Fields(d.source), " "), got) {
		t.Errorf("copied is %q", got)
	}
	d.Type("x") // the page takes no letters
	d.checkFile(d.sample, d.source)
	d.Key("ctrl+a", "ctrl+c")
	xwindow.Wait(t, "the whole page on the clipboard", func() bool { return strings.HasPrefix(d.Clipboard(), sampleTitle+"\n\n"+sampleStart) })
	d.Key("Escape", "Escape") // the marks go, then the focus goes back
	d.Type("y")
	d.WaitTitle("• " + sampleTitle + " — Galley")
}

func TestWindowFindInThePreview(t *testing.T) {
	d := openSample(t)
	d.previewed()
	d.Key("F6") // from the text to the page
	before := d.Settle(d.page())
	d.Key("ctrl+f")
	d.Type("LEADERSHIP")
	d.WaitChange("the hits to be marked", before, d.page())
	d.Key("Return", "F3", "shift+F3", "Escape", "ctrl+c")
	xwindow.Wait(t, "the hit on the clipboard", func() bool { return strings.EqualFold(d.Clipboard(), "leadership") })
}

func TestWindowPageTheme(t *testing.T) {
	d := openSample(t)
	before := d.previewed()
	d.Key("ctrl+shift+p")
	d.Type("page theme")
	d.Key("Return")
	d.part("row/Terminal")
	beside := d.page()
	beside.Min.X = max(beside.Min.X, d.part("palette").Max.X+30)
	dimmed := d.Settle(beside)
	d.Type("terminal")
	d.WaitChange("the page to show the theme that is looked at", dimmed, beside)
	if b, err := os.ReadFile(filepath.Join(d.dir, "galley.toml")); err == nil {
		t.Errorf("a theme that is only looked at is written: %s", b)
	}
	d.Key("Return")
	d.waitFile(filepath.Join(d.dir, "galley.toml"), "[library]\npage = \"terminal\"\n")
	d.WaitChange("the page to be set anew", before, d.page())
	d.checkFile(d.sample, d.source)
	if entries, err := os.ReadDir(d.dir); err != nil || len(entries) != 2 {
		t.Errorf("the library holds %d files (%v)", len(entries), err)
	}
}
