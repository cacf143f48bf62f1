package crosslinks

import (
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"galley.app/galley/storage"
	"galley.app/galley/storage/index"
)

// Guide knows where links of a library's posts lead, and how new ones are
// written. What it needs to know of all posts it finds out when it is asked
// first. It is for any goroutine.
type Guide struct {
	lib storage.Library

	mu     sync.Mutex
	r      *storage.Resolver
	writer *Writer

	surveyed atomic.Bool // see Surveyed
}

// New returns a guide to a library as it is.
func New(lib storage.Library) *Guide { return &Guide{lib: lib} }

// Library is what it is a guide to.
func (g *Guide) Library() storage.Library { return g.lib }

// with calls f with what resolves addresses, for one goroutine at a time.
func (g *Guide) with(f func(r *storage.Resolver)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.r == nil {
		g.r = g.lib.Resolver()
	}
	f(g.r)
}

// Posts are those that can be linked to but the one at except: those of recent
// first, in that order, then the others in the library's.
func (g *Guide) Posts(recent []string, except string) []storage.Entry {
	rank := make(map[string]int, len(recent))
	for i, p := range recent {
		rank[p] = i - len(recent)
	}
	list := make([]storage.Entry, 0, len(g.lib.Entries))
	for _, e := range g.lib.Entries {
		if e.Err == nil && e.Path != except {
			list = append(list, e)
		}
	}
	if len(rank) > 0 {
		sort.SliceStable(list, func(i, j int) bool { return rank[list[i].Path] < rank[list[j].Path] })
	}
	return list
}

// Headings are those of the post at path.
func (g *Guide) Headings(path string) []index.Heading {
	f, _ := g.lib.Facts(path)
	return f.Headings
}

// Address is how the address of the post at path, or of a heading in it with an
// anchor, is written in the post at from; "" where there is no such post.
func (g *Guide) Address(from, path, id string) (at string) {
	e, ok := g.lib.Entry(path)
	if !ok {
		return ""
	}
	g.with(func(r *storage.Resolver) {
		if g.writer == nil {
			g.writer = NewWriter(g.lib, r, FormOf(g.lib, r))
		}
		at = g.writer.Address(from, e, id)
	})
	return at
}

// Post finds the post that an address in the one at from leads to.
func (g *Guide) Post(from, dest string) (e storage.Entry, ok bool) {
	g.with(func(r *storage.Resolver) { e, ok = r.Post(from, dest) })
	return e, ok
}

// Target is what an address in the post at from leads to.
func (g *Guide) Target(from, dest string, image bool) (t storage.Target) {
	g.with(func(r *storage.Resolver) { t = r.Target(from, index.Link{Dest: dest, Image: image}) })
	return t
}

// Prefixes are what stands before a slug in addresses of posts, the longest
// first.
func (g *Guide) Prefixes() []string {
	posts := g.lib.PostsPath()
	list := []string{posts, "./" + strings.TrimPrefix(posts, "/"), strings.TrimPrefix(posts, "/")}
	if site := strings.TrimSuffix(g.lib.Site.URL, "/"); site != "" {
		list = append([]string{site + "/" + strings.TrimPrefix(posts, "/")}, list...)
	}
	return list
}
