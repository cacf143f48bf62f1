//go:build linux

package windowtest

import (
	"image"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// TestWindowRowsOfTheLibrary has a small library of posts with titles that begin alike, one without a date and all with
// problems, in a window of 800 pixels: the head is read whole, all filters are there, titles are told apart, a post
// without a date is not published, and a row has a menu that does what it says.
func TestWindowRowsOfTheLibrary(t *testing.T) {
	d := lay(t)
	const common = "Scalable Development Practices for Teams of Many Engineers, "
	for name, c := range map[string][2]string{"0001-one.md": {"The First Part", "2020-01-02"}, "0002-two.md": {"The Second Part", "2021-01-02"}, "three.md": {"The Third Part", "2024-13-45"}} {
		slug := strings.TrimSuffix(name[strings.Index(name, "-")+1:], ".md")
		d.write(filepath.Join(d.dir, name), "!! title: "+common+c[0]+"\n!! slug: "+slug+"\n!! published: "+c[1]+"\n!! description: D\n\n---\n\nWords.\n")
	}
	d.open(xwindow.Options{Args: []string{d.sample}, Size: "800x900"})
	d.WaitTitle(sampleTitle + " — Galley")
	d.Key("ctrl+backslash")
	d.part("library")
	var pills []image.Rectangle
	for _, name := range []string{"All 4", "Drafts 0", "Scheduled 0", "Published 3", "▲ 3"} {
		pill := d.part("button/" + name)
		for _, other := range append(pills, d.part("library")) {
			if pill.Overlaps(other) {
				t.Errorf("the filter %s lies at %v, where %v is", name, pill, other)
			}
		}
		pills = append(pills, pill)
	}
	all, err := d.Regions()
	if err != nil {
		t.Fatal(err)
	}
	rows := func(words string) (n int) {
		for _, r := range all {
			if strings.HasSuffix(r.Kinds, "control.List/text") && strings.Contains(r.Words, words) {
				n++
			}
		}
		return n
	}
	for _, part := range []string{"First Part", "Second Part", "Third Part"} {
		if rows(part) != 1 {
			t.Errorf("no row, or more than one, says %s", part)
		}
	}
	if rows("No date") != 1 {
		t.Error("no row, or more than one, says that there is no date")
	}

	d.Click(d.at("button/Date"), 1) // in which order
	d.part("item/Title")
	d.part("item/Oldest first")
	d.Click(d.at("item/Oldest first"), 1)
	xwindow.Wait(t, "the oldest to be above", func() bool {
		first, second := find(t, d.Window, "words/2020-01-02"), find(t, d.Window, "words/2021-01-02")
		return !first.Empty() && first.Min.Y < second.Min.Y
	})

	d.Click(d.at("words/2020-01-02"), 3)
	d.part("popup")
	for _, item := range []string{"Rename…", "Move to trash", "Back to draft…", "Copy link", "Show in folder"} {
		d.part("item/" + item)
	}
	d.Click(d.at("item/Copy link"), 1)
	xwindow.Wait(t, "the link on the clipboard", func() bool { return strings.Contains(d.Clipboard(), "one") })
	d.Click(d.at("words/2020-01-02"), 3)
	d.Click(d.at("item/Duplicate"), 1)
	xwindow.Wait(t, "a copy of it, as a draft", func() bool { return strings.Contains(d.names(), "wip-") })
}

// TestWindowOpensOtherEncodings is given a file that is not UTF-8, and opens a copy that is.
func TestWindowOpensOtherEncodings(t *testing.T) {
	d := lay(t)
	latin := filepath.Join(d.dir, "0100-latin.md")
	const text = "!! title: Caf\xe9\n!! slug: latin\n!! published: 2020-01-02\n!! description: What was written long ago, with another program on another system\n\n---\n\nUn caf\xe9, s'il vous pla\xeet.\n"
	d.write(latin, text)
	d.open(xwindow.Options{Args: []string{latin}})
	d.Click(d.still("button/Open a copy as UTF-8"), 1)
	d.WaitTitle("Café — Galley")
	d.checkFile(latin, text)
	d.checkFile(filepath.Join(d.dir, "0100-latin-utf8.md"), strings.NewReplacer("\xe9", "é", "\xee", "î").Replace(text))
}
