package storage

import (
	"testing"

	"galley.app/galley/storage/config"
)

// Of page themes that are chosen one after the other the last one stays.
func TestSetPageKeepsOrder(t *testing.T) {
	d := newWorkspaceTest(t, map[string]string{"a.md": "one"})
	d.wait("the page themes", func(done func()) {
		left := 0
		for range 20 {
			for _, theme := range []string{"plain", "essay"} {
				left++
				d.SetPage(d.path("a.md"), theme, func(err error) {
					must(t, err)
					if left--; left == 0 {
						done()
					}
				})
			}
		}
	})
	if site, err := config.ReadSite(d.dir); err != nil || site.Page != "essay" || d.Workspace.Library().Site.Page != "essay" {
		t.Errorf("the theme is %q, %v", site.Page, err)
	}
}
