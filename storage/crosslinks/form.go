// Package crosslinks is how the posts of a library lead to each other: in which
// form its writer writes their addresses, and in which sentences a post is
// linked to.
package crosslinks

import (
	"fmt"
	"path"
	"strings"

	"galley.app/galley/storage"
	"galley.app/galley/storage/post"
)

// Form is a way to write the address of a post.
type Form struct {
	kind  kind
	slash bool // a slash follows the slug
}

type kind uint8

const (
	bySite   kind = iota // /posts/slug
	byFull               // https://example.com/posts/slug
	beside               // posts/slug
	dotted               // ./posts/slug
	bySlug               // slug.md
	byFile               // the file's name, or its path from the post that links
	besideMD             // ./ and the file's name
	kinds
)

// FormOf returns the form in which most links of a library's posts to each other
// are written; of one without any it is /posts/slug.
func FormOf(lib storage.Library, r *storage.Resolver) Form {
	var count [kinds][2]int
	for _, e := range lib.Entries {
		if e.Err != nil {
			continue
		}
		for _, l := range e.Facts().Links {
			if l.Image {
				continue
			}
			form, ok := read(lib, l.Dest)
			if !ok {
				continue
			}
			to, found := r.Post(e.Path, l.Dest)
			if !found {
				continue
			}
			if form.kind == bySlug && path.Base(plain(l.Dest)) == to.Name && to.Name != to.Slug+".md" {
				form.kind = byFile
			}
			count[form.kind][side(form.slash)]++
		}
	}
	best, most := Form{}, 0
	for k := range count {
		for s, n := range count[k] {
			if n > most {
				best, most = Form{kind: kind(k), slash: s == 1}, n
			}
		}
	}
	return best
}

func side(slash bool) int {
	if slash {
		return 1
	}
	return 0
}

// plain is an address without query and fragment.
func plain(dest string) string {
	if i := strings.IndexAny(dest, "?#"); i >= 0 {
		return dest[:i]
	}
	return dest
}

// read returns the form of an address, if it may be one of a post.
func read(lib storage.Library, dest string) (f Form, ok bool) {
	at := plain(dest)
	f.slash = strings.HasSuffix(at, "/")
	posts := lib.PostsPath()
	site := strings.TrimSuffix(lib.Site.URL, "/")
	switch {
	case site != "" && strings.HasPrefix(at, site+"/"):
		f.kind = byFull
	case strings.HasSuffix(at, ".md") && strings.HasPrefix(at, "./"):
		f.kind = besideMD
	case strings.HasSuffix(at, ".md") && strings.Contains(at, "/"):
		f.kind = byFile
	case strings.HasSuffix(at, ".md"):
		f.kind = bySlug
	case strings.HasPrefix(at, posts):
		f.kind = bySite
	case strings.HasPrefix(at, "./"+strings.TrimPrefix(posts, "/")):
		f.kind = dotted
	case strings.HasPrefix(at, strings.TrimPrefix(posts, "/")) && posts != "/":
		f.kind = beside
	default:
		return f, false
	}
	return f, true
}

// Writer writes addresses in the posts of a library. It is for one goroutine.
type Writer struct {
	lib  storage.Library
	r    *storage.Resolver
	form Form
}

// NewWriter returns one that writes addresses in a form.
func NewWriter(lib storage.Library, r *storage.Resolver, f Form) *Writer {
	return &Writer{lib: lib, r: r, form: f}
}

// Address returns the address of a post as it is written in the one at from, which
// may have no file yet, with the anchor of a heading, which may be "". Where the
// library's form leads to another post, as with two of one slug, it is another form.
func (w *Writer) Address(from string, to storage.Entry, id string) string {
	first := ""
	for _, f := range []Form{w.form, {}, {kind: byFile}} {
		at := w.write(from, to, f)
		if at == "" {
			continue
		}
		if first == "" {
			first = at
		}
		if e, ok := w.r.Post(from, at); ok && e.Path == to.Path {
			first = at
			break
		}
	}
	if id != "" {
		first += "#" + escape(id)
	}
	return first
}

func (w *Writer) write(from string, to storage.Entry, f Form) string {
	slug := slugOf(to)
	posts := w.lib.PostsPath()
	end := ""
	if f.slash {
		end = "/"
	}
	switch f.kind {
	case bySite:
		return posts + escape(slug) + end
	case byFull:
		if w.lib.Site.URL == "" {
			return ""
		}
		return strings.TrimSuffix(w.lib.Site.URL, "/") + "/" + strings.TrimPrefix(posts, "/") + escape(slug) + end
	case beside:
		return strings.TrimPrefix(posts, "/") + escape(slug) + end
	case dotted:
		return "./" + strings.TrimPrefix(posts, "/") + escape(slug) + end
	case bySlug:
		return escape(slug) + ".md"
	}
	at := to.Rel
	if e, ok := w.lib.Entry(from); ok {
		at = relative(e.Folder, to.Rel)
	}
	at = escape(at)
	if f.kind == besideMD && !strings.HasPrefix(at, ".") {
		at = "./" + at
	}
	return at
}

// slugOf is the slug that leads to a post: its own, or that of its file's name.
func slugOf(e storage.Entry) string {
	if e.Slug != "" {
		return e.Slug
	}
	_, numbered, slug, _ := post.NamePart(e.Name)
	if numbered && slug == "" {
		return strings.TrimSuffix(e.Name, ".md")
	}
	return slug
}

// relative is the path of a file as seen from a folder, both within the library.
func relative(folder, file string) string {
	var from []string
	if folder != "" {
		from = strings.Split(folder, "/")
	}
	to := strings.Split(file, "/")
	for len(from) > 0 && len(to) > 1 && from[0] == to[0] {
		from, to = from[1:], to[1:]
	}
	return strings.Repeat("../", len(from)) + strings.Join(to, "/")
}

// escape writes what would end an address, or mean something else in it, in percents.
func escape(s string) string {
	const odd = " \t\"<>()?#%\\[]"
	if !strings.ContainsAny(s, odd) {
		return s
	}
	var b strings.Builder
	for i := range len(s) {
		if strings.IndexByte(odd, s[i]) >= 0 {
			fmt.Fprintf(&b, "%%%02X", s[i])
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
