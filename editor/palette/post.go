package palette

import (
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/library"
	"galley.app/galley/storage/post"
)

// Head is a heading of a post.
type Head struct {
	Text string
	Line int // of the file, from 1
}

// PostsOptions are what Posts finds posts in.
type PostsOptions struct {
	Posts  []library.Item // those that are open first
	Opened int            // how many of them are
	Open   func(library.Item)
	GoTo   func(path string, line int)
	Heads  func(path string) []Head // of a post, on any goroutine; nil where they are not known
}

const (
	mostHeads = 40
	mostLoose = 8 // posts that are only a little like what was typed
)

// Posts finds one of the posts by its title, slug or file name, or by one of its
// headings.
func Posts(o PostsOptions) *field.Palette {
	f := &finder{o: o}
	if o.Heads != nil {
		go f.learn()
	}
	return &field.Palette{Placeholder: "Title, name or heading of a post", Empty: "No post has such a title, name or heading.", Find: f.find}
}

// finder is posts with what can be found of them.
type finder struct {
	o      PostsOptions
	titles []string // folded
	names  []string // file name and slug, folded, with blanks for the signs between words
	rank   func(string) []int
	heads  atomic.Pointer[[]heading]
}

// heading is a heading of a post.
type heading struct {
	Head
	post   int
	folded string
}

// learn gathers the headings, on a goroutine of its own.
func (f *finder) learn() {
	var all []heading
	for i, it := range f.o.Posts {
		for _, h := range f.o.Heads(it.Path) {
			all = append(all, heading{Head: h, post: i, folded: Fold(h.Text)})
		}
	}
	f.heads.Store(&all)
}

// fold makes what is found comparable, once.
func (f *finder) fold() {
	if f.rank != nil {
		return
	}
	names := make([]string, len(f.o.Posts))
	signs := strings.NewReplacer("-", " ", "_", " ", ".", " ", "/", " ")
	for i, it := range f.o.Posts {
		f.titles = append(f.titles, Fold(it.Title))
		f.names = append(f.names, signs.Replace(Fold(it.Slug+"/"+strings.TrimSuffix(it.Name, filepath.Ext(it.Name)))))
		names[i] = it.Title + " " + it.Slug
	}
	f.rank = Ranker(names)
}

// row is what the palette shows of a post.
func (f *finder) row(i int) field.Item {
	it := f.o.Posts[i]
	note := it.Date
	if it.Status == post.Draft {
		note = "draft"
	}
	if i < f.o.Opened {
		note = strings.TrimPrefix(note+" · open", " · ")
	}
	return field.Item{Title: it.Title, Note: note, Do: func() { f.o.Open(it) }}
}

// find lists all posts where nothing is typed, and else those whose titles hold all
// words, then those whose names do, then headings; and where these are few, titles
// that are like what was typed in a looser way.
func (f *finder) find(query string) (rows []field.Item) {
	f.fold()
	words := strings.Fields(Fold(query))
	if len(words) == 0 {
		for i := range f.o.Posts {
			rows = append(rows, f.row(i))
		}
		return rows
	}
	whole := strings.Join(words, " ")
	var classes [4][]int
	for i, title := range f.titles {
		switch name := f.names[i]; {
		case strings.HasPrefix(title, whole):
			classes[0] = append(classes[0], i)
		case strings.Contains(title, whole):
			classes[1] = append(classes[1], i)
		case holds(title, words):
			classes[2] = append(classes[2], i)
		case holds(title+" "+name, words):
			classes[3] = append(classes[3], i)
		}
	}
	found := slices.Concat(classes[:]...)
	for _, i := range found {
		rows = append(rows, f.row(i))
	}
	if heads := f.heads.Load(); heads != nil && len(whole) > 1 {
		n := 0
		for _, h := range *heads {
			if n == mostHeads {
				break
			}
			if holds(h.folded, words) {
				n++
				it := f.o.Posts[h.post]
				rows = append(rows, field.Item{Title: h.Text, Note: "in " + it.Title, Do: func() { f.o.GoTo(it.Path, h.Line) }})
			}
		}
	}
	if len(rows) >= mostLoose {
		return rows
	}
	for _, i := range f.rank(query) {
		if len(rows) >= mostLoose {
			break
		}
		if !slices.Contains(found, i) {
			rows = append(rows, f.row(i))
		}
	}
	return rows
}

// holds reports whether s holds all words.
func holds(s string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(s, w) {
			return false
		}
	}
	return true
}
