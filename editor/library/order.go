package library

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"galley.app/galley/internal/control"
	"galley.app/galley/storage/post"
)

// By is what posts are sorted by.
type By string

// Drafts come before dates, and stay there when the oldest come first.
const (
	ByDate   By = "date"
	ByTitle  By = "title"
	ByChange By = "change" // of the file
	ByName   By = "name"   // of the file, folder by folder
)

// Order is how the posts are sorted. The zero value is by date.
type Order struct {
	By   By
	Back bool // the other way round: oldest first, or Z to A
}

// order is what the menu says of one.
type order struct {
	by          By
	name, short string
	ways        [2]string // the usual one, and back
}

var orders = []order{
	{ByDate, "Date", "Date", [2]string{"Newest first", "Oldest first"}},
	{ByTitle, "Title", "Title", [2]string{"A to Z", "Z to A"}},
	{ByChange, "Last change", "Change", [2]string{"Newest first", "Oldest first"}},
	{ByName, "File name", "File name", [2]string{"A to Z", "Z to A"}},
}

// number is the order's in orders.
func (o Order) number() int {
	return max(0, slices.IndexFunc(orders, func(x order) bool { return x.by == o.By }))
}

// menu lists the orders, with the present one in bold.
func (o Order) menu(choose func(Order)) (items []control.MenuItem) {
	at := o.number()
	for i, x := range orders {
		items = append(items, control.MenuItem{Title: x.name, Bold: i == at, Do: func() { choose(Order{x.by, false}) }})
	}
	for i, way := range orders[at].ways {
		back := i == 1
		items = append(items, control.MenuItem{Title: way, Bold: back == o.Back, Split: !back, Do: func() { choose(Order{orders[at].by, back}) }})
	}
	return items
}

// sorter sorts posts.
type sorter struct {
	keys map[string]string // by titles, which compare as those do in a dictionary
}

// sort returns the posts in an order; they come by folders, drafts first and then
// the newest.
func (s *sorter) sort(items []*Item, o Order) []*Item {
	sorted := slices.Clone(items)
	switch o.By {
	case ByTitle:
		s.learn(items)
		type keyed struct {
			key string
			at  int // before
			it  *Item
		}
		list := make([]keyed, len(items))
		for i, it := range items {
			list[i] = keyed{s.keys[it.Title], i, it}
		}
		slices.SortFunc(list, func(a, b keyed) int {
			way := strings.Compare(a.key, b.key)
			if o.Back {
				way = -way
			}
			return cmp.Or(way, a.at-b.at)
		})
		for i, x := range list {
			sorted[i] = x.it
		}
	case ByChange:
		slices.SortStableFunc(sorted, o.way(func(a, b *Item) int { return b.Changed.Compare(a.Changed) }))
	case ByName:
		slices.SortStableFunc(sorted, func(a, b *Item) int {
			return cmp.Or(strings.Compare(a.Folder, b.Folder), o.way(func(a, b *Item) int { return strings.Compare(a.Name, b.Name) })(a, b))
		})
	default:
		if o.Back {
			slices.SortStableFunc(sorted, func(a, b *Item) int {
				return cmp.Or(strings.Compare(a.Folder, b.Folder), cmp.Compare(a.standing(), b.standing()), a.When.Compare(b.When))
			})
		}
	}
	return sorted
}

// way is a comparison, or its opposite.
func (o Order) way(f func(a, b *Item) int) func(a, b *Item) int {
	if o.Back {
		return func(a, b *Item) int { return f(b, a) }
	}
	return f
}

// standing is where posts without a date stand among those that have one.
func (it *Item) standing() int {
	switch {
	case it.Refused != "":
		return 3
	case it.Status == post.Draft:
		return 0
	case it.When.IsZero():
		return 2
	}
	return 1
}

// learn makes the keys of titles that are new, and forgets those of titles that are
// gone.
func (s *sorter) learn(items []*Item) {
	c := collate.New(language.Und, collate.Loose, collate.Numeric)
	var buf collate.Buffer
	keys := make(map[string]string, len(items))
	for _, it := range items {
		if _, done := keys[it.Title]; done {
			continue
		}
		key, known := s.keys[it.Title]
		if !known {
			key = string(c.KeyFromString(&buf, it.Title))
			buf.Reset()
		}
		keys[it.Title] = key
	}
	s.keys = keys
}

// group is the head that a post stands below; "" for none.
func (o Order) group(it *Item, now time.Time) string {
	switch o.By {
	case ByTitle:
		return ""
	case ByChange:
		return since(it.Changed, now)
	case ByName:
		return it.Folder
	}
	return it.Group
}

// since says in a word or two when something was changed.
func since(t, now time.Time) string {
	if t.IsZero() {
		return "Not known when"
	}
	year, month, day := now.Date()
	today := time.Date(year, month, day, 0, 0, 0, 0, now.Location())
	switch {
	case !t.Before(today):
		return "Today"
	case !t.Before(today.AddDate(0, 0, -1)):
		return "Yesterday"
	}
	return t.In(now.Location()).Format("January 2006")
}
