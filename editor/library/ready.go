package library

import "strings"

// Ready makes posts ready to be listed, which takes a while of many; it may be done
// on any goroutine before they are set. Set does it for those that are not.
func Ready(items []Item) {
	for i := range items {
		if it := &items[i]; it.sought == "" {
			it.sought = it.words()
		}
	}
}

// words is what the search looks at in a post, in lower case.
func (it *Item) words() string {
	return strings.ToLower(it.Title + " " + it.Slug + " " + it.Date + " " + it.Name)
}
