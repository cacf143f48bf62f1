package exporting

import (
	"strings"
	"testing"

	"galley.app/galley/editor/library"
	"galley.app/galley/internal/control"
	"galley.app/galley/storage"
)

func TestPosts(t *testing.T) {
	lib := []library.Item{{Path: "/a", Title: "Apple"}, {Path: "/b", Title: "Bread"}, {Path: "/c", Title: "Apricot"}}
	elsewhere := []library.Item{{Path: "/z", Title: "Zebra"}}
	all := func(library.Item) bool { return true }
	for _, c := range []struct {
		name string
		do   func(*posts)
		want string // paths; "all" for nil
	}{
		{"all of the library", func(c *posts) { c.propose(false, "/b", all) }, "all"},
		{"what the library shows", func(c *posts) { c.propose(false, "/b", func(it library.Item) bool { return it.Path != "/a" }) }, "/b /c"},
		{"the open one", func(c *posts) { c.propose(true, "/b", all) }, "/b"},
		{"one from elsewhere", func(c *posts) { c.propose(true, "/z", all) }, "/z"},
		{"none is open", func(c *posts) { c.propose(true, "", all) }, ""},
		{"all, and one from elsewhere", func(c *posts) { c.setAll(true) }, "/a /b /c /z"},
		{"one by one", func(c *posts) { c.set(2, true, false); c.set(0, true, false) }, "/a /c"},
		{"one instead of another", func(c *posts) { c.set(2, true, true); c.set(0, true, true) }, "/a"},
		{"not one", func(c *posts) { c.propose(false, "", all); c.set(1, false, false) }, "/a /c"},
		{"all that are shown", func(c *posts) { c.query = " AP"; c.show(); c.setAll(true) }, "/a /c"},
		{"none that are shown", func(c *posts) { c.setAll(true); c.query = "ap"; c.show(); c.setAll(false) }, "/b /z"},
		{"a shown one", func(c *posts) { c.query = "br"; c.show(); c.set(0, true, false) }, "/b"},
		{"no proposal over a choice", func(c *posts) { c.set(0, true, false); c.propose(false, "", all) }, "/a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPosts(lib, elsewhere)
			c.do(p)
			got := "all"
			if paths := p.paths(); paths != nil {
				got = strings.Join(paths, " ")
			}
			if got != c.want {
				t.Errorf("chosen are %q, want %q", got, c.want)
			}
		})
	}
}

// TestPostsOutside has a post that is a link out of the library: it is
// taken along only where it is chosen by itself, and what is counted is what is
// chosen.
func TestPostsOutside(t *testing.T) {
	lib := []library.Item{{Path: "/a", Title: "Apple"}, {Path: "/l", Title: "Link", Outside: "/secret.txt"}, {Path: "/b", Title: "Bread"}}
	all := func(library.Item) bool { return true }
	for _, c := range []struct {
		name, want, said string
		do               func(*posts)
	}{
		{"proposed", "all", "2 of 3 chosen", func(c *posts) { c.propose(false, "", all) }},
		{"all", "all", "2 of 3 chosen", func(c *posts) { c.setAll(true) }},
		{"all and the link", "/a /l /b", "3 of 3 chosen", func(c *posts) { c.setAll(true); c.set(1, true, false) }},
		{"the link and one", "/a /l", "2 of 3 chosen", func(c *posts) { c.set(0, true, false); c.set(1, true, false) }},
		{"the open one", "/l", "1 of 3 chosen", func(c *posts) { c.propose(true, "/l", all) }},
		{"none any more", "", "none of 3 chosen", func(c *posts) { c.set(1, true, false); c.setAll(false) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPosts(lib, nil)
			c.do(p)
			got := "all"
			if paths := p.paths(); paths != nil {
				got = strings.Join(paths, " ")
			}
			if got != c.want || p.said() != c.said {
				t.Errorf("chosen are %q, %s, want %q, %s", got, p.said(), c.want, c.said)
			}
			for i, it := range lib {
				row := p.row(i, storage.Exported{})
				if ticked := row.Box == control.Checked; ticked != p.chosen[it.Path] {
					t.Errorf("%s is ticked %v", it.Title, ticked)
				}
				if strings.Contains(row.Note, "link out") != (it.Outside != "") {
					t.Errorf("%s is said to be %q", it.Title, row.Note)
				}
			}
		})
	}
}
