package editor

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"galley.app/galley/editor/library"
	"galley.app/galley/storage"
	"galley.app/galley/storage/post"
)

// itemsOf lists the posts of a library in its order: drafts first, then the
// newest.
func itemsOf(lib storage.Library) (items []library.Item) {
	for _, e := range lib.Entries {
		it := library.Item{Path: e.Path, Title: e.Title, Slug: e.Slug, Status: e.Status, Words: e.Words, Problems: real(e.Problems), Outside: e.Outside}
		switch {
		case e.Err != nil:
			it.Refused, it.Group = e.Err.Error(), "Cannot be opened"
		case e.Status == post.Draft:
			it.Group = "Drafts"
		case e.Date.IsZero():
			it.Group, it.Date = "No date", "no date"
		default:
			it.Group, it.Date = strconv.Itoa(e.Date.Year()), e.Date.Format(time.DateOnly)
		}
		items = append(items, it)
	}
	return items
}

// setLibrary takes over a library that was read.
func (w *Window) setLibrary(lib storage.Library) {
	w.lib, w.items = lib, itemsOf(lib)
	w.spelling.Start()
	w.readDialect()
	w.listPosts()
}

// problemsOf are what is wrong with a library itself, in a line.
func problemsOf(lib storage.Library) string { return strings.Join(lib.Problems, "; ") }

// itemAt finds a post by its path.
func itemAt(items []library.Item, path string) (it library.Item, ok bool) {
	i := slices.IndexFunc(items, func(it library.Item) bool { return it.Path == path })
	if i < 0 {
		return library.Item{}, false
	}
	return items[i], true
}
