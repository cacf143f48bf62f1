package exporting

import (
	"slices"
	"strings"

	"galley.app/galley/editor/library"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage"
	"galley.app/galley/storage/post"
)

// posts are the posts that can be exported, those that are chosen, and
// those that the dialog shows of them.
type posts struct {
	items   []library.Item
	listed  int             // of the items, how many the library has; the rest lie elsewhere
	own     int             // of those, how many are no links out of it, which only who chooses them takes along
	chosen  map[string]bool // by path
	touched bool            // the writer chose himself
	filter  library.Filter
	query   string
	shown   []int // of the items, by filter and query
}

func newPosts(lib, elsewhere []library.Item) *posts {
	c := &posts{items: append(append([]library.Item(nil), lib...), elsewhere...), listed: len(lib), chosen: map[string]bool{}}
	for _, it := range lib {
		if it.Outside == "" {
			c.own++
		}
	}
	c.show()
	return c
}

// show finds the posts that filter and query let through.
func (c *posts) show() {
	c.shown = c.shown[:0]
	query := strings.ToLower(strings.TrimSpace(c.query))
	for i, it := range c.items {
		if c.filter.Shows(it, query) {
			c.shown = append(c.shown, i)
		}
	}
}

// choose chooses exactly the posts that which tells.
func (c *posts) choose(which func(i int, it library.Item) bool) {
	clear(c.chosen)
	for i, it := range c.items {
		if which(i, it) {
			c.chosen[it.Path] = true
		}
	}
}

// has reports whether the post at a path is one of those that can be chosen.
func (c *posts) has(path string) bool {
	return path != "" && slices.ContainsFunc(c.items, func(it library.Item) bool { return it.Path == path })
}

// propose chooses what is sensible for a format, unless the writer did: where one
// post is wanted the open one, else the posts that the library shows.
func (c *posts) propose(one bool, open string, listed func(library.Item) bool) {
	if c.touched {
		return
	}
	c.choose(func(i int, it library.Item) bool {
		if one {
			return it.Path == open
		}
		return c.owns(i) && listed(it)
	})
}

// set chooses a shown post or not; where only one can be chosen, no other is.
func (c *posts) set(i int, on, alone bool) {
	c.touched = true
	path := c.items[c.shown[i]].Path
	if on && alone {
		clear(c.chosen)
	}
	if on {
		c.chosen[path] = true
	} else {
		delete(c.chosen, path)
	}
}

// owns reports whether item i is a post of the library and no link out of it.
func (c *posts) owns(i int) bool { return i < c.listed && c.items[i].Outside == "" }

// setAll chooses all that are shown, or none of them. A link out of the library
// has to be chosen by itself.
func (c *posts) setAll(on bool) {
	c.touched = true
	for _, i := range c.shown {
		switch it := c.items[i]; {
		case !on:
			delete(c.chosen, it.Path)
		case it.Outside == "":
			c.chosen[it.Path] = true
		}
	}
}

// paths are those that are chosen, in the library's order; nil where they are
// all of the library's own and no others.
func (c *posts) paths() []string {
	paths := []string{}
	all := len(c.chosen) == c.own && c.own > 0
	for i, it := range c.items {
		if c.chosen[it.Path] {
			paths = append(paths, it.Path)
			all = all && c.owns(i)
		}
	}
	if all {
		return nil
	}
	return paths
}

// onlyDrafts tells whether nothing but drafts is chosen, so that they are meant.
func (c *posts) onlyDrafts() bool {
	for _, it := range c.items {
		if c.chosen[it.Path] && it.Status != post.Draft {
			return false
		}
	}
	return len(c.chosen) > 0
}

// alone is the one chosen post, if it is one.
func (c *posts) alone() (library.Item, bool) {
	if len(c.chosen) != 1 {
		return library.Item{}, false
	}
	for _, it := range c.items {
		if c.chosen[it.Path] {
			return it, true
		}
	}
	return library.Item{}, false
}

// said is how many are chosen, in words.
func (c *posts) said() string {
	number := func(n int) string { return strings.Fields(wording.Count(n, "post"))[0] }
	if n := len(c.chosen); n > 0 {
		return number(n) + " of " + number(len(c.items)) + " chosen"
	}
	return "none of " + number(len(c.items)) + " chosen"
}

// row is how the shown post i looks; r tells which posts stay out all the same.
func (c *posts) row(i int, r storage.Exported) control.Row {
	it := c.items[c.shown[i]]
	row := control.Row{Title: it.Title, Note: it.Date, Box: control.Open, Dot: true, Ink: theme.OK}
	out := false
	if it.Outside != "" {
		row.Note = "↗ link out"
	}
	switch {
	case it.Refused != "":
		row.Ink, row.Note = theme.Warn, "▲ cannot be read"
	case it.Status == post.Draft:
		row.Ink, row.Hollow, row.Note = theme.Warn, true, "draft"
		out = !r.Drafts
	case it.Status == post.Scheduled:
		row.Ink, row.Note = theme.Link, "scheduled "+it.Date
		out = r.Published
	}
	switch {
	case c.chosen[it.Path] && out:
		row.Box, row.Faded = control.Barred, true
		row.Note += ", left out"
	case c.chosen[it.Path]:
		row.Box = control.Checked
	}
	return row
}
