package linking

import (
	"strings"

	"galley.app/galley/editor/palette"
)

const (
	maxRows   = 50 // of posts or headings in a list
	maxLately = 10 // addresses below the posts
)

// Post is a post that can be linked to.
type Post struct {
	Path, Title string
	Slug        string
	Draft       bool
}

// Heading is a heading that can be linked to.
type Heading struct {
	Level int    // 1 to 6
	Text  string // as it is read
	ID    string // the anchor that leads to it
}

// Catalog is what the open post can link to. But for what it holds, it is asked on other goroutines than that of the
// window, one at a time.
type Catalog struct {
	Posts    func() []Post                              // last used first
	Headings func(path string) []Heading                // of a post
	Address  func(path, id string) string               // of a post, or of a heading in it, in the form that the library uses
	Resolve  func(address string) (path string, _ bool) // the post that an address leads to
	Prefixes []string                                   // what stands before slugs in addresses, such as /posts/; the longest first
	Own      []Heading                                  // of the open post
	Lately   []string                                   // addresses of other sites that were written lately, the last first
}

// query is what is to be found.
type query struct {
	words   string
	hint    string // what to go by where there are no words; may find nothing
	address bool   // the words are the beginning of an address, or of a title
	posts   bool   // nothing but posts is wanted
}

// row is what a list offers.
type row struct {
	title, note string
	level       int    // of a heading, from 1; 0 for anything else
	label       string // of the link
	address     string
}

// finder finds what can be linked to. It is for one goroutine at a time.
type finder struct {
	cat   Catalog
	posts []Post // nil until they are needed
	rank  func(string) []int
}

// isWeb reports whether words begin an address of another site.
func isWeb(words string) bool {
	for _, s := range []string{"http:", "https:", "mailto:", "tel:", "www."} {
		if n := min(len(s), len(words)); n >= 4 && strings.EqualFold(words[:n], s[:n]) {
			return true
		}
	}
	return strings.Contains(words, "://")
}

// search returns what a query finds, the best first.
func (f *finder) search(q query) []row {
	words := strings.TrimSpace(q.words)
	if q.address && isWeb(words) && !f.ours(words) {
		return f.lately(words)
	}
	if before, after, cut := strings.Cut(words, "#"); cut && !q.posts {
		if rows := f.headings(q, before, after); len(rows) > 0 || before == "" {
			return rows
		}
	}
	var rows []row
	if words == "" && q.hint != "" {
		rows = f.ranked(q.hint)
	}
	if len(rows) == 0 {
		rows = f.ranked(f.plain(q, words))
	}
	if q.address && !q.posts {
		rows = append(rows, f.lately(words)...)
	}
	return rows
}

// ours reports whether an address begins as those of the library's own posts do.
func (f *finder) ours(words string) bool {
	for _, p := range f.cat.Prefixes {
		if len(words) > 8 && (strings.HasPrefix(words, p) || strings.HasPrefix(p, words)) {
			return true
		}
	}
	return false
}

// plain takes off what stands before a slug in an address, or as much of it as was typed.
func (f *finder) plain(q query, words string) string {
	if !q.address {
		return words
	}
	for _, p := range f.cat.Prefixes {
		if rest, ok := strings.CutPrefix(words, p); ok {
			words = rest
			break
		}
		if words != "" && strings.HasPrefix(p, words) && strings.ContainsAny(words[:1], "./h") {
			return ""
		}
	}
	return strings.TrimSuffix(strings.TrimSuffix(strings.TrimLeft(words, "./"), "/"), ".md")
}

// find ranks the posts by words.
func (f *finder) find(words string) []int {
	if f.rank == nil {
		f.posts = f.cat.Posts()
		names := make([]string, len(f.posts))
		for i, p := range f.posts {
			names[i] = p.Title + " " + p.Slug
		}
		f.rank = palette.Ranker(names)
	}
	list := f.rank(words)
	return list[:min(len(list), maxRows)]
}

func (f *finder) ranked(words string) (rows []row) {
	for _, i := range f.find(words) {
		p := f.posts[i]
		r := row{title: p.Title, label: p.Title, address: f.cat.Address(p.Path, "")}
		if r.note = r.address; p.Draft {
			r.note = "draft · " + r.note
		}
		rows = append(rows, r)
	}
	return rows
}

// headings finds those of the post that before names, or of the open one.
func (f *finder) headings(q query, before, after string) (rows []row) {
	all, path, ok := f.cat.Own, "", true
	if before != "" {
		if path, ok = f.cat.Resolve(before); !ok || !q.address {
			list := f.find(f.plain(q, before))
			if len(list) == 0 {
				return nil
			}
			path = f.posts[list[0]].Path
		}
		all = f.cat.Headings(path)
	}
	names := make([]string, len(all))
	for i, h := range all {
		names[i] = h.Text + " " + h.ID
	}
	list := palette.Ranker(names)(after)
	for _, i := range list[:min(len(list), maxRows)] {
		h := all[i]
		r := row{title: h.Text, level: max(1, h.Level), label: h.Text, address: "#" + h.ID}
		if path != "" {
			r.address = f.cat.Address(path, h.ID)
		}
		r.note = r.address
		rows = append(rows, r)
	}
	return rows
}

// lately finds addresses that were written lately.
func (f *finder) lately(words string) (rows []row) {
	words = strings.ToLower(words)
	for _, a := range f.cat.Lately {
		if a != "" && strings.Contains(strings.ToLower(a), words) && !strings.EqualFold(a, words) && len(rows) < maxLately {
			label := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(a, "mailto:"), "https://"), "http://")
			rows = append(rows, row{title: a, note: "used lately", label: strings.TrimSuffix(label, "/"), address: a})
		}
	}
	return rows
}
