package editor

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"galley.app/galley/editor/linking"
)

// beneath is what is to be read in the panel below the list of posts.
func (d *testWindow) beneath() (words []string) {
	walk(d.under.Object.Objects[1], func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok && t.Text != "" {
			words = append(words, t.Text)
		}
	})
	return words
}

func (d *testWindow) readsBeneath(what string, want ...string) {
	d.t.Helper()
	d.until(what, func() bool {
		got := d.beneath()
		for _, w := range want {
			if !slices.Contains(got, w) {
				return false
			}
		}
		return true
	})
}

func TestLinksHereAreListed(t *testing.T) {
	d := linkingWindow(t, "Zebras look into [the jar](/posts/jar). More.\n|")
	d.OpenFile(d.path("0001-jar.md"))
	d.readsBeneath("how many there are is said", "Links here · 2")
	d.command("Toggle links to this post")
	d.readsBeneath("they are listed", "A bee [and more]", "One sees the jar here.", "Zebras", "Zebras look into the jar.")

	// Another post has others, and what is saved counts.
	d.OpenFile(d.path("0003-roof.md"))
	d.readsBeneath("there are none", "Links here", "No other post links here.")
	d.put("0002-bee.md", strings.Replace(d.file("0002-bee.md"), "/posts/jar#lid", "/posts/roof", 1))
	d.side.reread()
	d.readsBeneath("there is one now", "Links here · 1", "One sees the jar here.")

	// A row leads to the link.
	d.under.List.TakeFocus()
	d.press(fyne.KeyDown, fyne.KeyReturn)
	if got := d.place(); got != "0002-bee.md: One sees [the jar](/posts/roof) here." {
		t.Error(got)
	}
	if s := d.posts.cur.s; s.Text().Slice(s.Primary().Head, s.Primary().Head+11) != "/posts/roof" {
		t.Errorf("caret at %d", s.Primary().Head)
	}
	if d.win.Canvas().Focused() != fyne.Focusable(d.area) {
		t.Error("the text has no focus")
	}
	d.command("Back")
	if got := filepath.Base(d.posts.cur.s.Path()); got != "0003-roof.md" {
		t.Errorf("Back leads to %s", got)
	}
}

func TestOutlineLasts(t *testing.T) {
	d := linkingWindow(t, "## One\n\nwords |\n\n### Two\n\nmore\n")
	d.command("Toggle outline")
	d.readsBeneath("the headings are listed", "One", "Two")
	if at := d.under.List.Current(); at != 0 {
		t.Errorf("the caret is in %d", at)
	}
	d.under.List.TakeFocus()
	d.press(fyne.KeyDown, fyne.KeyReturn)
	if got := d.place(); got != "0004-draft.md: ### Two" {
		t.Error(got)
	}
	d.until("the caret's heading is marked", func() bool { return d.under.List.Current() == 1 })
	d.command("Go to text")
	d.keys("<End> and a half")
	d.readsBeneath("it follows the text", "One", "Two and a half")
	d.OpenFile(d.path("0003-roof.md"))
	d.readsBeneath("there are none", "This post has no headings.")
}

// What is shown is remembered, and a click on it folds it.
func TestPanelIsRemembered(t *testing.T) {
	d := linkingWindow(t, "## One\n|")
	if d.remembered().Panel != "" || len(d.beneath()) != 2 {
		t.Errorf("%q, reads %q", d.remembered().Panel, d.beneath())
	}
	d.command("Toggle outline")
	d.command("Toggle links to this post")
	if d.remembered().Panel != linking.Links {
		t.Errorf("%q", d.remembered().Panel)
	}
	d.command("Toggle links to this post")
	if d.remembered().Panel != "" || d.under.List.Visible() {
		t.Errorf("%q", d.remembered().Panel)
	}
	d.panes.HideLeft = true
	d.command("Toggle outline")
	if d.panes.HideLeft || d.under.Shows() != linking.Outline {
		t.Error("the library stays hidden")
	}
	d.keeping.Stop()
}

// In a small window the list of posts keeps its place.
func TestPanelLeavesRoomForTheList(t *testing.T) {
	d := linkingWindow(t, "## One\n|")
	d.command("Toggle outline")
	for _, size := range []fyne.Size{{Width: 1400, Height: 900}, {Width: 1000, Height: 700}, {Width: 800, Height: 500}, {Width: 700, Height: 380}} {
		d.win.Resize(size)
		d.panes.SetOver(true)
		list, panel := d.under.Object.Objects[0].Size(), d.under.Object.Objects[1].Size()
		if list.Height < 200 || panel.Height < 40 || list.Height+panel.Height > size.Height {
			t.Errorf("%v: list %v, panel %v", size, list, panel)
		}
	}
}
