package editor

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

const latin = "!! title: Caf\xe9\n!! slug: cafe\n!! published: 2023-01-01\n!! description: D\n\n---\n\nUn \xe9t\xe9 \xe0 la plage, d\xe9j\xe0 pass\xe9.\n"

// TestOpensACopyAsUTF8 chooses a file of the list that is not UTF-8, and opens it by its path: how it reads is shown, in
// the likely encoding and in another one, and a copy is opened. The file stays as it is.
func TestOpensACopyAsUTF8(t *testing.T) {
	for _, chosen := range []bool{true, false} {
		files := one()
		files["latin.md"] = latin
		d := newTestWindow(t, files)
		if chosen {
			for _, it := range d.side.items {
				if it.Path == d.path("latin.md") {
					d.openItem(it)
				}
			}
		} else {
			d.OpenFile(d.path("latin.md"))
		}
		d.until("it is asked", func() bool { return d.modal.Depth() == 1 })
		words, _ := d.over()
		for _, want := range []string{"“latin.md” is not UTF-8 text", "the byte 0xE9", "in line 1", "Un été à la plage", "the likely one"} {
			if !strings.Contains(words, want) {
				t.Errorf("it does not say %q: %q", want, words)
			}
		}
		d.wantAnswer("Open a copy as UTF-8")
		d.key(fyne.KeyDown)
		if other, _ := d.over(); other == words {
			t.Error("another encoding shows the same")
		}
		d.key(fyne.KeyUp)
		d.answer(fyne.KeyReturn)
		d.until("the copy is open", func() bool { return d.posts.cur.s.Path() == d.path("latin-utf8.md") })
		d.wantTitle("Café — Galley")
		d.wantBody("Un été à la plage, déjà passé.\n")
		if d.file("latin.md") != latin || d.posts.cur.s.Dirty() {
			t.Errorf("the file holds %q", d.file("latin.md"))
		}

		// Once more it gets a name of its own, and Escape makes nothing.
		d.OpenFile(d.path("latin.md"))
		d.until("it is asked again", func() bool { return d.modal.Depth() == 1 })
		d.answer(fyne.KeyEscape)
		d.OpenFile(d.path("latin.md"))
		d.until("it is asked again", func() bool { return d.modal.Depth() == 1 })
		d.answer(fyne.KeyReturn)
		d.until("the second copy is open", func() bool { return d.posts.cur.s.Path() == d.path("latin-utf8-2.md") })
		if d.file("latin.md") != latin {
			t.Errorf("the file holds %q", d.file("latin.md"))
		}
	}
}

// TestNoCopyOfWhatIsNoText has bytes that are text in no encoding: all are listed, and what was chosen is refused with
// its reason.
func TestNoCopyOfWhatIsNoText(t *testing.T) {
	files := one()
	files["zeros.md"] = strings.Repeat("\x00", 5000)
	d := newTestWindow(t, files)
	d.OpenFile(d.path("zeros.md"))
	d.until("it is asked", func() bool { return d.modal.Depth() == 1 })
	if words, _ := d.over(); !strings.Contains(words, "▲") {
		t.Errorf("it says %q", words)
	}
	d.answer(fyne.KeyReturn)
	d.until("it is refused", func() bool {
		words, _ := d.overOrNone()
		return strings.Contains(words, "“zeros.md” cannot be opened")
	})
	if len(d.files()) != 2 {
		t.Errorf("the folder holds %q", d.files())
	}
}

// overOrNone is over, where there may be nothing.
func (d *testWindow) overOrNone() (words string, ok bool) {
	if d.win.Canvas().Overlays().Top() == nil {
		return "", false
	}
	words, _ = d.over()
	return words, true
}
