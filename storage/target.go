package storage

import (
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export/fields"
	"galley.app/galley/storage/index"
	"galley.app/galley/storage/keyed"
	"galley.app/galley/storage/post"
)

// A TargetKind is what an address leads to.
type TargetKind uint8

// What addresses lead to.
const (
	ToNothing TargetKind = iota // it names something of the library that is not there
	ToPost
	ToHeading // in a post, or another place in one that has a name
	ToFile    // an image or another file of the library
	ToSite    // a page of the site that is none of the posts
	ToWeb     // somewhere else
)

// String returns the kind's name as scripts read it.
func (k TargetKind) String() string {
	return [...]string{"nothing", "post", "heading", "file", "site", "web"}[k]
}

// Target is what an address in a post leads to.
type Target struct {
	Kind     TargetKind
	Path     string // of the post or file; where only the heading is missing, of its post
	Fragment string // behind the # sign, as it is read
	Alias    bool   // the post is found by an address that it had before
	Why      string // what is missing, in few words; "" where nothing is
}

// Resolver tells what addresses in the posts of a library lead to. It is the one
// place that decides that. It is for one goroutine.
type Resolver struct {
	lib     Library
	posts   string         // what stands before a slug in an address
	byRel   *keyed.Table   // entries by their paths within the library
	byName  *keyed.Table   // by file name
	bySlug  *keyed.Table   // by slug, or by the slug part of the name of a post without one
	byAlias map[string]int // by the path of an address that they had before; nil until it is needed
	anchors map[string]map[string]bool
	inbound *inbound // nil until it is needed
}

// Resolver returns what tells where addresses lead.
func (l Library) Resolver() *Resolver {
	r := &Resolver{lib: l, posts: l.PostsPath(), anchors: map[string]map[string]bool{}}
	if r.lib.at == nil {
		r.lib.at = places(l.Entries)
	}
	r.byRel = keyed.Of(len(l.Entries), r.relAt)
	r.byName = keyed.Of(len(l.Entries), r.nameAt)
	r.bySlug = keyed.Of(len(l.Entries), r.slugAt)
	return r
}

// Keys of the tables by which entries are found.
func (r *Resolver) relAt(i int) string  { return composed(r.lib.Entries[i].Rel) }
func (r *Resolver) nameAt(i int) string { return composed(r.lib.Entries[i].Name) }

func (r *Resolver) slugAt(i int) string {
	e := &r.lib.Entries[i]
	if e.Slug == "" {
		return slugPart(e.Name)
	}
	return e.Slug
}

// composed is a name with its letters composed, as others may have written it.
func composed(s string) string { return norm.NFC.String(s) }

// PostsPath is what stands before the slug in the address of a post on its site,
// such as /posts/.
func (l Library) PostsPath() string {
	if l.Site.Posts != "" {
		return l.Site.Posts
	}
	return config.DefaultSite().Posts
}

// Post finds the post that an address in the post at from means: /posts/SLUG,
// ./posts/SLUG, the same behind the site's address, a file name such as SLUG.md or
// NNNN-SLUG.md, also by its path from there, or an address that a post had before.
func (r *Resolver) Post(from, dest string) (Entry, bool) {
	i, _, ok := r.post(from, dest)
	if !ok {
		return Entry{}, false
	}
	return r.lib.Entries[i], true
}

// post is Post as an index in the library's entries.
func (r *Resolver) post(from, dest string) (at int, alias, ok bool) {
	name, ok := r.local(dest)
	if !ok || name == "" {
		return 0, false, false
	}
	relative := strings.TrimPrefix(name, "./")
	for _, prefix := range []string{r.posts, strings.TrimPrefix(r.posts, "/")} {
		in := name
		if !strings.HasPrefix(prefix, "/") {
			in = relative
		}
		if slug, ok := strings.CutPrefix(in, prefix); ok && prefix != "" {
			if i, ok := r.slug(strings.TrimSuffix(slug, "/")); ok {
				return i, false, true
			}
		}
	}
	if strings.HasSuffix(relative, ".md") {
		if i, ok := r.file(from, name); ok {
			return i, false, true
		}
	}
	i, ok := r.alias(name)
	return i, true, ok
}

// local is the path of an address within the site, decoded, without query and
// fragment. It is not ok for one of another site.
func (r *Resolver) local(dest string) (name string, ok bool) {
	dest = strings.TrimSpace(dest)
	if r.lib.Site.URL != "" {
		if rest, ok := strings.CutPrefix(dest, strings.TrimSuffix(r.lib.Site.URL, "/")); ok && (rest == "" || strings.HasPrefix(rest, "/")) {
			dest = "/" + strings.TrimPrefix(rest, "/")
		}
	}
	if i := strings.IndexAny(dest, "?#"); i >= 0 {
		dest = dest[:i]
	}
	if dest != "" && !isLocal(dest) {
		return "", false
	}
	name, err := url.PathUnescape(dest)
	return name, err == nil
}

func (r *Resolver) slug(slug string) (int, bool) {
	if slug == "" || strings.Contains(slug, "/") {
		return 0, false
	}
	first := r.bySlug.First(slug, r.slugAt)
	// Of several posts with one slug the one that readers get is found.
	for i := first; i >= 0; i = r.bySlug.Next(i) {
		if r.lib.Entries[i].Status != post.Draft {
			return i, true
		}
	}
	return first, first >= 0
}

// file finds a post by its file: at its path from the folder of the post at from,
// or from the library for one with a slash in front, else by its name alone.
func (r *Resolver) file(from, name string) (int, bool) {
	dir := ""
	if !strings.HasPrefix(name, "/") {
		dir = "."
		if i := r.lib.place(from); i >= 0 {
			dir = path.Dir(r.lib.Entries[i].Rel)
		}
	}
	rel := composed(strings.TrimPrefix(path.Join(dir, name), "/"))
	if i := r.byRel.First(rel, r.relAt); i >= 0 {
		return i, true
	}
	if name = composed(strings.TrimPrefix(name, "./")); strings.Contains(name, "/") {
		folder := path.Dir(rel)
		if i, ok := r.slug(slugPart(path.Base(rel))); ok && (r.lib.Entries[i].Folder == folder || r.lib.Entries[i].Folder == "" && folder == ".") {
			return i, true
		}
		return 0, false
	}
	if i := r.byName.First(name, r.nameAt); i >= 0 {
		return i, true
	}
	return r.slug(slugPart(name))
}

func (r *Resolver) alias(name string) (int, bool) {
	if r.byAlias == nil {
		r.byAlias = map[string]int{}
		for i, e := range r.lib.Entries {
			if !strings.Contains(e.head, "aliases") {
				continue
			}
			value, _ := post.Parse(e.head).Value("aliases")
			for _, a := range fields.List("aliases", value) {
				if at, ok := r.local(a); ok && strings.Trim(at, "/") != "" {
					if _, taken := r.byAlias[strings.Trim(at, "/")]; !taken {
						r.byAlias[strings.Trim(at, "/")] = i
					}
				}
			}
		}
	}
	i, ok := r.byAlias[strings.Trim(strings.TrimPrefix(name, "./"), "/")]
	return i, ok
}

// Target returns what an address in the post at from leads to.
func (r *Resolver) Target(from string, link index.Link) Target {
	dest := strings.TrimSpace(link.Dest)
	t := Target{Fragment: fragment(dest)}
	name, ok := r.local(dest)
	switch {
	case !ok:
		t.Kind = ToWeb
		return t
	case dest == "":
		t.Why = "no address"
		return t
	}
	if name == "" && link.Leads() { // #fragment
		t.Path = from
		return r.anchor(t)
	}
	if link.Leads() {
		if i, alias, ok := r.post(from, dest); ok {
			t.Path, t.Alias = r.lib.Entries[i].Path, alias
			return r.anchor(t)
		}
	}
	if file, ok := r.lib.Image(postDir(r.lib, from), dest); ok {
		t.Kind, t.Path = ToFile, file
		return t
	}
	switch {
	case link.Image:
		t.Why = "no such image"
	case strings.HasSuffix(name, ".md"), strings.HasPrefix(name, r.posts), strings.HasPrefix(strings.TrimPrefix(name, "./"), strings.TrimPrefix(r.posts, "/")):
		t.Why = "no such post"
	case strings.HasPrefix(name, "/"), strings.HasSuffix(name, "/"):
		t.Kind = ToSite
	default:
		t.Why = "no such file"
	}
	return t
}

// fragment is what follows the # sign of an address, percent signs decoded.
func fragment(dest string) string {
	_, s, _ := strings.Cut(dest, "#")
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

// anchor says whether the place in a post that a target names is there.
func (r *Resolver) anchor(t Target) Target {
	switch {
	case t.Fragment == "" || t.Fragment == "top":
		t.Kind = ToPost
	case r.Anchors(t.Path)[composed(t.Fragment)] || namesPlace(t.Path, t.Fragment):
		t.Kind = ToHeading
	default:
		t.Why = "no such heading"
	}
	return t
}

// Anchors returns the anchors of the headings of a post.
func (r *Resolver) Anchors(path string) map[string]bool {
	ids, ok := r.anchors[path]
	if !ok {
		ids = map[string]bool{}
		f, _ := r.lib.Facts(path)
		for _, h := range f.Headings {
			ids[composed(h.ID)] = true
		}
		r.anchors[path] = ids
	}
	return ids
}

// namesPlace reports whether HTML in a post, or a footnote, gives a place a name.
func namesPlace(path, id string) bool {
	if isNote(id) {
		return true
	}
	src, _, err := Load(path)
	if err != nil {
		return false
	}
	for _, name := range []string{"id=", "name="} {
		for _, quote := range []string{`"`, `'`} {
			if strings.Contains(src, name+quote+id+quote) {
				return true
			}
		}
	}
	return false
}

// isNote reports whether an id is one that pages give to a footnote, such as fn:2, or
// to a place that refers to one, such as fnref:2 and fnref1:2.
func isNote(id string) bool {
	const digits = "0123456789"
	kind, number, ok := strings.Cut(id, ":")
	if rest, refers := strings.CutPrefix(kind, "fnref"); refers {
		ok = ok && strings.Trim(rest, digits) == ""
	} else {
		ok = ok && kind == "fn"
	}
	return ok && number != "" && strings.Trim(number, digits) == ""
}

// Ref is a link in a post that leads to another, or to itself.
type Ref struct {
	From     Entry // the post that it stands in
	Link     index.Link
	Fragment string // behind the # sign, as it is read; "" where it leads to the post as a whole
	Alias    bool   // it is an address that the post had before
}

// Inbound returns the links of all posts that lead to one of those at paths, or to
// a place in it, in the order of the library's entries. The first time all links of
// the library are gone through; after that it is quick.
func (r *Resolver) Inbound(paths ...string) (refs []Ref) {
	r.Survey()
	to := make(map[int]bool, len(paths))
	from := map[int]bool{} // entries with such links
	for _, path := range paths {
		i := r.lib.place(path)
		if i < 0 {
			continue
		}
		to[i], from[i] = true, true // a post may lead to its own places
		for _, at := range r.inbound.to(i) {
			from[int(at)] = true
		}
	}
	for _, i := range slices.Sorted(maps.Keys(from)) {
		e := r.lib.Entries[i]
		for _, l := range r.leading(i) {
			at, alias, ok := r.leads(i, l.Dest)
			if ok && to[at] {
				refs = append(refs, Ref{From: e, Link: l, Fragment: fragment(l.Dest), Alias: alias})
			}
		}
	}
	return refs
}

// Survey finds out what [Resolver.Inbound] has to know of all posts.
func (r *Resolver) Survey() {
	if r.inbound != nil {
		return
	}
	var ways [][2]int32 // from and to
	for i := range r.lib.Entries {
		own := len(ways)
		for _, l := range r.leading(i) {
			at, _, ok := r.leads(i, l.Dest)
			if way := [2]int32{int32(i), int32(at)}; ok && at != i && !slices.Contains(ways[own:], way) {
				ways = append(ways, way)
			}
		}
	}
	r.inbound = inboundOf(len(r.lib.Entries), ways)
}

// inbound are the entries with links to an entry: those to the i-th are from ends[i-1]
// to ends[i].
type inbound struct{ ends, from []int32 }

// inboundOf sorts ways between n entries, each from one to another, by where they
// lead.
func inboundOf(n int, ways [][2]int32) *inbound {
	in := &inbound{ends: make([]int32, n), from: make([]int32, len(ways))}
	for _, way := range ways {
		in.ends[way[1]]++
	}
	sum := int32(0)
	for i, count := range in.ends {
		in.ends[i] = sum // where they begin, as long as none stands there
		sum += count
	}
	for _, way := range ways {
		in.from[in.ends[way[1]]] = way[0]
		in.ends[way[1]]++
	}
	return in
}

// to are the entries with links to the i-th.
func (in *inbound) to(i int) []int32 {
	if i == 0 {
		return in.from[:in.ends[0]]
	}
	return in.from[in.ends[i-1]:in.ends[i]]
}

// leading are the links of a post that readers may follow.
func (r *Resolver) leading(i int) []index.Link {
	e := &r.lib.Entries[i]
	if e.Err != nil {
		return nil
	}
	f, err := index.Decode(e.facts)
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(f.Links, func(l index.Link) bool { return !l.Leads() })
}

// leads returns to which post an address in another leads, or in itself.
func (r *Resolver) leads(from int, dest string) (at int, alias, ok bool) {
	name, ok := r.local(dest)
	if !ok {
		return 0, false, false
	}
	if name == "" {
		return from, false, fragment(dest) != ""
	}
	return r.post(r.lib.Entries[from].Path, dest)
}
