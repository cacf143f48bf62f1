package export

import (
	"fmt"
	"html"
	"net/url"
	"path"
	"slices"
	"strings"

	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/export/site"
)

// redirects is the file that web servers of several hosts read.
const redirects = "_redirects"

// redirect leads from an address that a post had before to the one that it has.
type redirect struct {
	from string // path below the top of the site
	file string // of its page; "" where it has none
	post int
}

// takeRedirects finds the redirects of all posts, and takes their names. An address
// that something else is at is told of and left out.
func (s *siteWriter) takeRedirects(taken pack.Names) {
	at := map[string]int{} // posts by the addresses that they have
	for i, place := range s.places {
		at[path.Dir(place)] = i
	}
	note := func(i int, written, why string) {
		p := s.plan.Posts[i]
		s.plan.notes = append(s.plan.notes, site.Finding{Path: p.Path, Message: fmt.Sprintf("the alias %q %s; there is no redirect from it", refs.Short(written), why)})
	}
	from := map[string]bool{}
	for i, e := range s.plan.Posts {
		paths, other := s.plan.options.Site.Aliases(e)
		for _, written := range other {
			note(i, written, "names no place on this site")
		}
		for _, name := range paths {
			if _, is := at[name]; is || from[name] {
				note(i, "/"+name, "is the address of another post")
				continue
			}
			r := redirect{from: name, post: i}
			r.file = name + "/index.html"
			if ext := strings.ToLower(path.Ext(name)); ext == ".html" || ext == ".htm" {
				r.file = name
			}
			if pack.Portable(r.file) != r.file {
				note(i, "/"+name, "cannot be the name of a file")
				continue
			}
			err := taken.Take(r.file)
			for dir := path.Dir(name); err == nil && dir != "."; dir = path.Dir(dir) {
				if _, is := at[dir]; is { // images of its page may be there
					err = fmt.Errorf("%s is a page", dir)
				}
			}
			if err != nil {
				note(i, "/"+name, "is where the site has another file")
				continue
			}
			from[name] = true
			s.moved = append(s.moved, r)
			s.plan.sweep.owns(r.file, i)
		}
	}
	slices.SortFunc(s.moved, func(a, b redirect) int { return strings.Compare(a.from, b.from) })
}

// redirects writes a page at each address that a post had before, and the list of
// them for web servers that answer with a redirect themselves.
func (s *siteWriter) redirects(f *folder) error {
	if len(s.moved) == 0 {
		return nil
	}
	top := ""
	if u, err := url.Parse(s.base); err == nil {
		top = strings.TrimSuffix(u.EscapedPath(), "/")
	}
	var list strings.Builder
	for _, r := range s.moved {
		if err := f.add(r.file, s.redirectPage(r), ""); err != nil {
			return err
		}
		fmt.Fprintf(&list, "%s/%s %s/%s 301\n", top, site.URLPath(r.from), top, site.URLPath(path.Dir(s.places[r.post])))
	}
	return f.add(redirects, []byte(list.String()), "")
}

// redirectPage is a page that sends readers on, and tells search engines which is
// the address of the post.
func (s *siteWriter) redirectPage(r redirect) []byte {
	e := s.plan.Posts[r.post]
	to := site.Between(r.file, s.places[r.post])
	canonical := s.plan.options.Site.Address(e.Slug)
	if canonical == "" {
		canonical = to
	}
	st := s.plan.options.Site
	return []byte(`<!doctype html>
<html lang="` + site.HTMLText(st.Tag()) + `"` + st.Direction() + `>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="` + contentPolicy + `">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>` + site.HTMLText(e.Heading()) + `</title>
<link rel="canonical" href="` + html.EscapeString(canonical) + `">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url=` + html.EscapeString(to) + `">
<meta name="color-scheme" content="light dark">
</head>
<body>
<main>
<p><a href="` + html.EscapeString(to) + `">` + site.HTMLText(e.Heading()) + `</a></p>
</main>
</body>
</html>
`)
}
