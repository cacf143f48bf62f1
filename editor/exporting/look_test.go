package exporting

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/editor/library"
	"galley.app/galley/internal/theme"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/publish"
)

// TestLook pins how the dialog looks: wide and narrow, light and dark,
// with something wrong and without.
func TestLook(t *testing.T) {
	for _, c := range []struct {
		name string
		dark bool
		size fyne.Size
		key  string
		plan outlook
	}{
		{"wide", false, fyne.NewSize(1000, 780), "rss", outlook{
			posts: 10, skips: true,
			errors:   []site.Finding{{Path: "/lib/two.md", Line: 2, Message: "the slug is no slug"}, {Message: "it needs the site's address"}},
			warnings: []site.Finding{{Path: "/lib/one.md", Message: "a warning"}},
		}},
		{"narrow", true, fyne.NewSize(700, 700), "textpack", outlook{posts: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newHarness(t)
			fyne.CurrentApp().Settings().SetTheme(theme.New(c.dark))
			d.lib, d.items = storage.Library{Dir: "/lib", Site: config.Site{Title: "Shelf"}}, nil
			for i := range 12 {
				it := library.Item{Path: fmt.Sprintf("/lib/%d.md", i), Title: fmt.Sprintf("Post number %d", i), Date: fmt.Sprintf("2023-01-%02d", 28-i), Status: post.Published}
				switch i {
				case 0:
					it.Status = post.Draft
				case 1:
					it.Status, it.Date = post.Scheduled, "2027-01-01"
				}
				d.items = append(d.items, it)
			}
			d.win.Resize(c.size)
			blog := publish.Target{Target: config.Target{Name: "blog", Format: "site"}, Path: "/lib/www"}
			x := dialogOf(d.Exporter, d.o.Publisher.Exports(), c.key, entriesOf(d.o.Formats, []publish.Target{blog}))
			x.open()
			show := func() {
				d.until("it was thought through", func() bool { return x.planned && x.placed })
				x.look, x.there = c.plan, place{note: "A new file."} // there is no such library
				x.view.update()
			}
			show()
			if c.name == "narrow" {
				x.pick(2)
				show()
			}
			test.AssertImageMatches(t, "export-"+c.name+".png", d.win.Canvas().Capture())
		})
	}
}
