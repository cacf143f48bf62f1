//go:build linux

package windowtest

import (
	"image"
	"path/filepath"
	"strings"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// fields are the fields of the form, from the title to the description.
func (d *place) fields() (all []image.Rectangle) {
	d.t.Helper()
	regions, err := d.Regions()
	if err != nil {
		d.t.Fatal(err)
	}
	for _, r := range regions {
		if strings.HasSuffix(r.Kinds, "form.Form/field.Field") {
			all = append(all, r.Rect)
		}
	}
	return all
}

// TestWindowGrows has room for all that a long description says, tells how far a post with a goal is, keeps the row that
// is written in the middle of the text if it is asked to, and grows as a whole.
func TestWindowGrows(t *testing.T) {
	d := lay(t)
	path := filepath.Join(d.dir, "0100-sizes.md")
	d.write(path, "!! title: Sizes\n!! slug: sizes\n!! published: 2020-01-02\n!! description: "+strings.Repeat("words that say much ", 7)+"and end\n!! goal: 7\n\n---\n\n"+strings.Repeat("A row.\n\n", 60)+"The last one.\n")
	d.open(xwindow.Options{Args: []string{path}})
	d.WaitTitle("Sizes — Galley")
	var all []image.Rectangle
	xwindow.Wait(t, "the form", func() bool { all = d.fields(); return len(all) >= 4 })
	if slug, description := all[1], all[3]; description.Dy() < slug.Dy()*3/2 || description.Dx() < slug.Dx() {
		t.Errorf("the description has %v, the slug %v", description, slug)
	}
	d.part("words/123 of 7 words")

	text := d.part("text")
	last := func() image.Rectangle {
		lines := d.lines("text")
		return lines[len(lines)-1]
	}
	d.Key("ctrl+End")
	xwindow.Wait(t, "the last row, low", func() bool { return last().Max.Y > text.Min.Y+text.Dy()*3/4 })
	d.Key("ctrl+shift+p")
	d.part("palette")
	d.Type("Typewriter scrolling")
	d.part("row/Typewriter scrolling")
	d.Key("Return")
	d.gone("palette")
	d.Type("!")
	xwindow.Wait(t, "the last row in the middle", func() bool {
		r := last()
		return r.Min.Y > text.Min.Y+text.Dy()/4 && r.Max.Y < text.Min.Y+text.Dy()*3/4
	})

	small := d.part("menu/File")
	d.question("the settings", func() { d.Key("ctrl+comma") })
	d.Type("interface size")
	d.part("words/Interface size")
	d.Key("Down", "Right", "Right", "Right")
	xwindow.Wait(t, "words of the menu to grow", func() bool { return d.part("menu/File").Dx() > small.Dx() })
	d.Key("Escape")
}
