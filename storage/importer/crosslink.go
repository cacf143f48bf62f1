package importer

import (
	"net/url"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	source "galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

// index finds the posts of an import by what links of their site call them.
type index struct {
	files     map[string]*found // path without its ending
	names     map[string]*found // name of the file, nil where several have it
	addresses map[string]*found // path of the page on its site
}

func (w *planner) indexPosts() {
	x := &index{map[string]*found{}, map[string]*found{}, map[string]*found{}}
	w.index = x
	for _, f := range w.found {
		for _, a := range f.addressed {
			if strings.Contains(a, "?") { // as /?p=12
				x.addresses[strings.ToLower(a)] = f
			} else if key := pageKey(a); key != "" && x.addresses[key] == nil {
				x.addresses[key] = f
			}
		}
		if f.file == "" {
			continue
		}
		key := fileKey(f.file)
		x.files[key] = f
		name := strings.ToLower(path.Base(key))
		if _, twice := x.names[name]; twice {
			x.names[name] = nil
		} else {
			x.names[name] = f
		}
		for _, a := range f.pages() {
			if key := pageKey(a); key != "" && x.addresses[key] == nil {
				x.addresses[key] = f
			}
		}
	}
}

// fileKey is a source file as links may name it: without its ending, the page
// of a bundle as the folder.
func fileKey(file string) string {
	file = filepath.ToSlash(file)
	if isMarkdown(file) || isHTML(file) {
		file = strings.TrimSuffix(file, path.Ext(file))
	}
	return strings.TrimSuffix(strings.TrimSuffix(file, "/index"), "/")
}

// pageKey is a path of a page however it is written.
func pageKey(p string) string {
	if s, err := url.PathUnescape(p); err == nil {
		p = s
	}
	p = strings.TrimSuffix(strings.TrimSuffix(plainPath(p), "index.html"), ".html")
	return strings.ToLower(strings.Trim(p, "/"))
}

// pages lists the paths that a post's page may have on its site, as generators
// make them of a file's place and name.
func (f *found) pages() []string {
	if f.site == nil {
		return nil
	}
	rel, err := filepath.Rel(f.site.dir, f.file)
	if err != nil {
		return nil
	}
	key := fileKey(rel)
	for _, under := range []string{"content/", "src/content/", "src/pages/", "source/", "src/"} {
		if rest, ok := strings.CutPrefix(key, under); ok {
			key = rest
			break
		}
	}
	dir, stem := path.Split(key)
	list := []string{key}
	plain, day, dated := cutDate(stem)
	if dated {
		list = append(list, dir+plain)
	}
	for _, s := range f.slugs {
		list = append(list, dir+s)
	}
	if f.site.jekyll {
		section := strings.Trim(strings.ReplaceAll("/"+dir, "/_posts/", "/"), "/")
		if dated {
			date := strings.ReplaceAll(day.text, "-", "/")
			list = append(list, path.Join(section, date, plain), path.Join(section, plain), plain)
			for _, p := range f.categories {
				list = append(list, path.Join(p, date, plain), path.Join(p, plain))
			}
		}
	}
	return list
}

// post finds the post that a link of another one leads to, and the fragment.
func (w *planner) post(f *found, dest string) (to *found, fragment string, ok bool) {
	x := w.index
	rest := f.site.within(dest)
	if i := strings.IndexByte(rest, '#'); i >= 0 {
		rest, fragment = rest[:i], rest[i+1:]
	}
	if rest == "" {
		return f, fragment, fragment != ""
	}
	if t := x.addresses[strings.ToLower(rest)]; t != nil && strings.Contains(rest, "?") { // as /?p=12
		return t, fragment, true
	}
	if i := strings.IndexByte(rest, '?'); i >= 0 {
		rest = rest[:i]
	}
	name := rest
	if s, err := url.PathUnescape(rest); err == nil {
		name = s
	}
	root := ""
	if f.site != nil {
		root = filepath.ToSlash(f.site.dir)
	}
	var keys []string
	switch {
	case strings.HasPrefix(name, fromPosts):
		name = strings.TrimPrefix(name, fromPosts)
		to = x.names[strings.ToLower(path.Base(name))]
	case strings.HasPrefix(name, fromRef):
		name = strings.TrimPrefix(name, fromRef)
		keys = []string{path.Join(filepath.ToSlash(filepath.Dir(f.file)), name), path.Join(root, "content", name)}
		if to = x.names[strings.ToLower(path.Base(fileKey(name)))]; strings.Contains(name, "/") {
			to = nil
		}
	case strings.HasPrefix(name, fromContent):
		name = strings.TrimPrefix(name, fromContent)
		keys = []string{path.Join(root, "content", name), path.Join(root, name)}
	case strings.Contains(name, "://") || strings.HasPrefix(name, "mailto:"):
		to = x.addresses[pageKey(rest)]
	case strings.HasPrefix(name, "/"):
		keys = []string{path.Join(root, name), path.Join(root, "content", name)}
		to = x.addresses[pageKey(name)]
	case f.file != "":
		keys = []string{path.Join(filepath.ToSlash(filepath.Dir(f.file)), name), path.Join(fileKey(f.file), name)}
	}
	for _, k := range keys {
		if t := x.files[fileKey(k)]; t != nil {
			return t, fragment, true
		}
	}
	return to, fragment, to != nil
}

var idAttr = pattern(`(?i)\s(?:id|name)\s*=\s*["']?([^\s"'>]+)`)

// anchor gives the anchor of a post that a fragment of its site means.
func (f *found) anchor(fragment string) (string, bool) {
	want := fragment
	if s, err := url.PathUnescape(fragment); err == nil {
		want = s
	}
	if f.heads == nil {
		f.heads = map[string]string{}
		d := markdown.Parse(nil, source.New(f.body), 0)
		outline := d.Outline()
		for _, h := range outline {
			f.heads[h.ID] = h.ID
		}
		for _, k := range idAttr().FindAllStringSubmatch(f.body, -1) {
			f.heads[k[1]] = k[1]
		}
		for _, h := range outline {
			for _, a := range []string{hyphened(h.Text), kramdown(h.Text)} {
				if f.heads[a] == "" {
					f.heads[a] = h.ID
				}
			}
		}
		f.noteAnchors(d)
	}
	to, ok := f.heads[want]
	return to, ok || want == "" || want == "top" || strings.HasPrefix(want, ":~:")
}

// noteAnchors adds the anchors that generators give to footnotes, and to the places that
// call them: fn, or fnref, and the number or the label.
func (f *found) noteAnchors(d *markdown.Doc) {
	n := d.Len()
	if n == 0 || d.Block(n-1).Kind != markdown.Footnotes {
		return
	}
	for _, note := range d.Block(n - 1).Children {
		number := strconv.Itoa(note.Number)
		for _, kind := range []string{"fn", "fnref"} {
			for _, sign := range []string{"", ":", "-", "_"} {
				for _, called := range []string{number, note.Label} {
					if a := kind + sign + called; f.heads[a] == "" {
						f.heads[a] = kind + ":" + number
					}
				}
			}
		}
	}
}

// hyphened is an anchor as Zola and others make it: all that is no letter and
// no digit is a hyphen.
func hyphened(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.TrimSuffix(b.String(), "-")
}

// kramdown is an anchor as Jekyll makes it: from the first letter on, without
// signs, blanks as hyphens.
func kramdown(s string) string {
	s = strings.TrimLeftFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) })
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_':
			return r
		}
		return -1
	}, s)
}
