package site

import (
	"net/url"
	"path"
	"strings"

	"galley.app/galley/storage/export/refs"
)

// Links tells which of the posts that are packed a link leads to.
type Links struct {
	base   string         // address of the site, "" when not known
	byLink map[string]int // a path below the top of the site, or a file name, to the post
	slugs  []string       // by post
}

// NewLinks returns the links between posts of a site.
func NewLinks(s Site, posts []Post) *Links {
	l := &Links{byLink: map[string]int{}}
	l.base, _ = s.Base()
	for i, e := range posts {
		paths, _ := s.Aliases(e)
		for _, p := range append(paths, e.Slug+".md") {
			l.byLink[p] = i
		}
	}
	for i, e := range posts {
		l.byLink[e.Name] = i
		l.slugs = append(l.slugs, e.Slug)
	}
	for i, e := range posts {
		l.byLink[s.Folder()+e.Slug] = i
	}
	return l
}

// Find returns the post that a link leads to, and where in it: nothing, or what
// begins with a #.
func (l *Links) Find(dest string) (to int, fragment string, ok bool) {
	rest := dest
	if at := strings.IndexByte(rest, '#'); at >= 0 {
		rest, fragment = rest[:at], rest[at:]
	}
	if l.base != "" {
		if cut, ok := strings.CutPrefix(rest, l.base+"/"); ok {
			rest = "/" + cut
		}
	}
	name, err := url.PathUnescape(rest)
	if err != nil || !refs.IsLocal(rest) || strings.Contains(rest, "?") {
		return 0, "", false
	}
	to, ok = l.byLink[strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(name, "./"), "/"), "/")]
	return to, fragment, ok
}

// OnSite returns where the links of a post lead when it is read away from the
// other posts: to their addresses on the site, where that has one.
func (l *Links) OnSite(s Site, e Post) func(dest string) string {
	address := s.Address(e.Slug)
	return func(dest string) string {
		if address == "" {
			return dest
		}
		if to, fragment, ok := l.Find(dest); ok {
			return s.Address(l.slugs[to]) + fragment
		}
		return Absolute(address, dest)
	}
}

// Besides returns where the links of the file from lead where the posts are in
// files of one folder, by post.
func (l *Links) Besides(from string, files []string) func(dest string) string {
	return func(dest string) string {
		if to, fragment, ok := l.Find(dest); ok {
			return Between(from, files[to]) + fragment
		}
		return dest
	}
}

// NamesPost reports whether a link names a file as posts are in.
func NamesPost(dest string) bool {
	dest, _, _ = strings.Cut(dest, "#")
	switch strings.ToLower(path.Ext(dest)) {
	case ".md", ".markdown":
		return refs.IsLocal(dest)
	}
	return false
}

// Between is the link from one file of a site to another.
func Between(from, to string) string {
	segments := strings.Split(to, "/")
	for i, part := range segments {
		segments[i] = url.PathEscape(part)
	}
	a, b := strings.Split(path.Dir(from), "/"), segments
	for len(a) > 0 && len(b) > 1 && url.PathEscape(a[0]) == b[0] {
		a, b = a[1:], b[1:]
	}
	if len(a) == 1 && a[0] == "." {
		a = nil
	}
	return strings.Repeat("../", len(a)) + strings.Join(b, "/")
}

// URLPath is a path as a link writes it.
func URLPath(name string) string { return Between("x", name) }

// ImageURL is an image link as an address writes it: blanks of its path may be
// written as they are or escaped.
func ImageURL(dest string) string {
	name, rest := dest, ""
	if i := strings.IndexAny(dest, "?#"); i >= 0 {
		name, rest = dest[:i], dest[i:]
	}
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	return URLPath(name) + rest
}

// Absolute resolves a link of a post that appears at address.
func Absolute(address, dest string) string {
	base, err := url.Parse(address)
	if err != nil {
		return dest
	}
	u, err := base.Parse(dest)
	if err != nil {
		return address
	}
	return u.String()
}
