//go:build linux

package windowtest

import (
	"image"
	"testing"

	"galley.app/galley/internal/xwindow"
)

// faint tells whether words are drawn lighter than others.
func faint(m *image.RGBA, words, others image.Rectangle) bool {
	least := func(r image.Rectangle) int {
		low := 3 * 255
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				c := m.RGBAAt(x, y)
				low = min(low, int(c.R)+int(c.G)+int(c.B))
			}
		}
		return low
	}
	return least(words) > least(others)+100
}

// TestWindowMenusShowState looks into menus: what is on has a tick, what cannot be done is faint and does nothing, what
// is shown can be hidden and is then shown again, keys are called as they are elsewhere, and all typefaces are named.
func TestWindowMenusShowState(t *testing.T) {
	d := openSample(t)
	open := func(menu string, under ...string) {
		t.Helper()
		d.Click(d.at("menu/"+menu), 1)
		d.part("popup")
		for _, name := range under {
			d.Click(d.at("item/"+name), 1)
		}
	}
	leave := func() {
		t.Helper()
		d.Key("Escape", "Escape")
		d.gone("popup")
	}
	// ticked tells whether there is a mark before the words of an item.
	ticked := func(item string) bool {
		t.Helper()
		words, list := d.part("item/"+item), d.part("popup")
		return ink(d.Settle(list), image.Rect(list.Min.X+1, words.Min.Y, words.Min.X-1, words.Max.Y)) > 4
	}

	open("View")
	if !ticked("Toolbar") || ticked("Focus mode") || ticked("Typewriter scrolling") {
		t.Error("the toolbar alone is on, and other items are ticked")
	}
	d.part("item/Hide preview")
	d.Click(d.at("item/Hide library"), 1)
	d.gone("library")
	open("View")
	d.Click(d.at("item/Show library"), 1)
	d.part("library")
	open("View", "Typeface")
	d.part("item/Book face")
	if !ticked("Typewriter face") || ticked("Book face") {
		t.Error("the typewriter face is the one in use, and another is ticked")
	}
	leave()
	open("View", "Text")
	d.part("item/Larger text")
	d.part("words/Ctrl++")
	leave()
	open("Edit", "Find")
	d.part("item/Match case")
	d.part("words/Ctrl+Alt+Enter")
	leave()

	open("File")
	save, as := d.part("item/Save"), d.part("item/Save as…")
	if !faint(d.Settle(d.part("popup")), save, as) {
		t.Error("Save can be chosen while there is nothing to save")
	}
	d.Click(middle(save), 1) // does nothing
	d.part("item/Save as…")
	leave()
	d.Type("x")
	d.WaitTitle("• " + sampleTitle + " — Galley")
	open("File")
	if faint(d.Settle(d.part("popup")), d.part("item/Save"), d.part("item/Save as…")) {
		t.Error("Save cannot be chosen while there are changes")
	}
	d.Click(d.at("item/Save"), 1)
	d.waitFile(d.sample, d.with("x"))
	d.gone("popup")
	open("Post")
	if !faint(d.Settle(d.part("popup")), d.part("item/Publish…"), d.part("item/Back to draft…")) {
		t.Error("what is published can be published")
	}
	leave()
	open("Format", "Table")
	if !faint(d.Settle(d.whole()), d.part("item/Delete row"), d.part("menu/Format")) {
		t.Error("rows of tables can be deleted where there is no table")
	}
	leave()
	open("Help")
	d.Click(d.at("item/About Galley"), 1)
	d.Click(d.at("button/Licences…"), 1)
	d.part("words/Licences")
	xwindow.Wait(t, "the typeface of formulas to be named", func() bool {
		d.Key("Next")
		return !find(t, d.Window, "words/STIX Two Math (typeface)").Empty()
	})
}

// TestWindowPanesComeBack hides the preview by its button and shows it by the one that stays, and a double click brings
// a divider back that was dragged.
func TestWindowPanesComeBack(t *testing.T) {
	d := openSample(t)
	d.previewed()
	d.Click(d.at("button/Hide the preview"), 1)
	d.gone("preview")
	d.Click(d.at(`button/Show or hide the preview (Ctrl+Shift+\)`), 1)
	was := d.still("divider")
	d.Drag(was, was.Sub(image.Pt(90, 0)))
	xwindow.Wait(t, "the divider to be elsewhere", func() bool { return d.at("divider").X < was.X-50 })
	d.DoubleClick(d.still("divider"))
	xwindow.Wait(t, "the divider to be back", func() bool { return d.at("divider") == was })
}
