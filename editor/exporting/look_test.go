package editor

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"galley.app/galley/editor/library"
	"galley.app/galley/internal/theme"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/post"
)

// TestExportLook pins how the dialog looks: wide and narrow, light and dark,
// with something wrong and without.
func TestExportLook(t *testing.T) {
	for _, c := range []struct {
		name string
		dark bool
		size fyne.Size
		key  string
		plan ExportPlan
	}{
		{"wide", false, fyne.NewSize(1000, 780), "rss", ExportPlan{
			Posts: 10, Skips: true,
			Errors:   []ExportFinding{{Path: "/lib/two.md", Line: 2, Message: "the slug is no slug"}, {Message: "it needs the site's address"}},
			Warnings: []ExportFinding{{Path: "/lib/one.md", Message: "a warning"}},
		}},
		{"narrow", true, fyne.NewSize(700, 700), "textpack", ExportPlan{Posts: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newWindowDesk(t, exportFiles())
			fyne.CurrentApp().Settings().SetTheme(theme.New(c.dark))
			d.side.lib, d.side.items = storage.Library{Dir: "/lib", Site: config.Site{Title: "Shelf"}}, nil
			for i := range 12 {
				it := library.Item{Path: fmt.Sprintf("/lib/%d.md", i), Title: fmt.Sprintf("Post number %d", i), Date: fmt.Sprintf("2023-01-%02d", 28-i), Status: post.Published}
				switch i {
				case 0:
					it.Status = post.Draft
				case 1:
					it.Status, it.Date = post.Scheduled, "2027-01-01"
				}
				d.side.items = append(d.side.items, it)
			}
			d.drop(d.posts.cur)
			d.packer.targets = []ExportTarget{{Name: "blog", Format: "site", Out: "/lib/www"}}
			d.packer.plan = func(ExportRequest) ExportPlan { return c.plan }
			d.packer.there = ExportPlace{Note: "A new file."}
			d.win.Resize(c.size)
			x := newExportDialog(&d.exports, c.key)
			x.open()
			d.until("the plan is known", func() bool { return x.planned && x.placed })
			if c.name == "narrow" {
				x.pick(2)
				d.until("the plan is known", func() bool { return x.planned && x.placed })
			}
			test.AssertImageMatches(t, "export-"+c.name+".png", d.win.Canvas().Capture())
		})
	}
}
