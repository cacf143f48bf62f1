package export

import (
	"net/url"
	"path"
	"strings"

	"galley.app/galley/storage/export/refs"
)

// postLinks tells which of the posts that are packed a link leads to.
type postLinks struct {
	base   string         // address of the site, "" when not known
	byLink map[string]int // what may follow the posts' folder, or a file name, to the post
	slugs  []string       // by post
}

func (p *Plan) postLinks() *postLinks {
	l := &postLinks{byLink: map[string]int{}}
	l.base, _ = p.options.Site.base()
	for i, e := range p.Posts {
		l.byLink[e.Name] = i
		l.slugs = append(l.slugs, e.Slug)
	}
	for i, e := range p.Posts {
		l.byLink[p.options.Site.folder()+e.Slug] = i
	}
	return l
}

// find gives the post that a link leads to, and where in it: nothing, or what
// begins with a #.
func (l *postLinks) find(dest string) (to int, fragment string, ok bool) {
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

// onSite gives where the links of a post lead when it is read away from the
// other posts: to their addresses on the site, where that has one.
func (l *postLinks) onSite(s Site, e Post) func(dest string) string {
	address := s.address(e.Slug)
	return func(dest string) string {
		if address == "" {
			return dest
		}
		if to, fragment, ok := l.find(dest); ok {
			return s.address(l.slugs[to]) + fragment
		}
		return absoluteLink(address, dest)
	}
}

// besides gives where the links of the file from lead where the posts are in
// files of one folder, by post.
func (l *postLinks) besides(from string, files []string) func(dest string) string {
	return func(dest string) string {
		if to, fragment, ok := l.find(dest); ok {
			return between(from, files[to]) + fragment
		}
		return dest
	}
}

// namesPost reports whether a link names a file as posts are in.
func namesPost(dest string) bool {
	dest, _, _ = strings.Cut(dest, "#")
	switch strings.ToLower(path.Ext(dest)) {
	case ".md", ".markdown":
		return refs.IsLocal(dest)
	}
	return false
}
