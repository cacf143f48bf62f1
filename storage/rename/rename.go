// Package rename finds what becomes of a library when a post gets another address,
// or a heading another name: the post, its file, its folder of pictures, and the
// links of all posts that lead there. It writes nothing.
package rename

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage"
	"galley.app/galley/storage/export/fields"
	"galley.app/galley/storage/index"
	"galley.app/galley/storage/links"
	"galley.app/galley/storage/plan"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// Renaming is another title and slug for a post.
type Renaming struct {
	Library storage.Library
	Path    string // of the post
	Title   string // "" where it stays
	Slug    string // "" where it stays
	Name    string // of the file; "" is the one that the slug wants
	Old     string // what the file says, for a change of it together with Text; "" is what is found there
	Text    string // what else the post is to say, with the slug that it is to have; "" is what its file says
	Was     string // the slug that links lead to where the file has another one already; "" for the file's
}

// Warning is something that a plan leaves as it is.
type Warning struct {
	Path    string // of the file that it is about
	Line    int    // in it, from 1; 0 for the file
	Message string // in few words
}

func (w Warning) String() string {
	if w.Line > 0 {
		return fmt.Sprintf("%s:%d: %s", safefile.Shown(w.Path), w.Line, w.Message)
	}
	return safefile.Shown(w.Path) + ": " + w.Message
}

// Result is what becomes of a library.
type Result struct {
	Changes  []plan.Change // of the post first, of folders last
	Warnings []Warning
	Links    int            // addresses that are written anew
	Posts    int            // that they stand in
	Count    map[string]int // of those links by the paths of the posts
	// Bound are the paths of posts that name pictures in a folder which is moved:
	// without their changes those would be missing.
	Bound map[string]bool
}

// SlugError tells that a slug cannot be one, or is another post's.
type SlugError struct {
	Slug  string
	Taken string // path of the post that has it; "" where it cannot be a slug at all
}

func (e *SlugError) Error() string {
	if e.Taken != "" {
		return fmt.Sprintf("%s: it has the slug %s already", safefile.Shown(e.Taken), safefile.Shown(e.Slug))
	}
	return fmt.Sprintf("%q cannot be a slug; one is of small letters and digits, with hyphens between them", e.Slug)
}

// TakenError tells that the file name that a post was to get is taken.
type TakenError struct{ Path string }

func (e *TakenError) Error() string { return safefile.Shown(e.Path) + ": there is such a file already" }

// ErrForeign tells that a post has the front matter of another program.
var ErrForeign = errors.New("it starts with front matter of another program; import it first")

// Plan returns the changes with which a post of a library gets another title and
// another slug; "" keeps the one that it has.
func Plan(lib storage.Library, e storage.Entry, title, slug string) ([]plan.Change, []Warning, error) {
	r, err := Renaming{Library: lib, Path: e.Path, Title: title, Slug: slug}.Plan()
	return r.Changes, r.Warnings, err
}

// Plan returns what becomes of the library.
func (n Renaming) Plan() (Result, error) {
	e, ok := n.Library.Entry(n.Path)
	if !ok { // a post alone, which no link leads to, or one that was not listed yet
		src, _, err := storage.Load(n.Path)
		if err != nil {
			return Result{}, err
		}
		slug, _ := post.Parse(src).Value("slug")
		e, ok = storage.Entry{Path: n.Path, Name: filepath.Base(n.Path), Rel: filepath.Base(n.Path), Slug: slug, Status: post.Published}, true
		if post.IsDraft(e.Name) {
			e.Status = post.Draft
		}
		if n.Library.Holds(n.Path) {
			n.Library.Entries = append(slices.Clone(n.Library.Entries), e)
		}
	}
	if e.Err != nil {
		return Result{}, e.Err
	}
	disk, _, err := storage.Load(n.Path)
	if err != nil {
		return Result{}, err
	}
	src := cmp.Or(n.Text, disk)
	disk = cmp.Or(n.Old, disk)
	p := post.Parse(src)
	if _, foreign := post.CutFrontMatter(src); foreign && !p.HasHead() {
		return Result{}, fmt.Errorf("%s: %w", safefile.Shown(n.Path), ErrForeign)
	}
	w := newWriter(n.Library, e, n.Was)
	w.own.src, w.own.read, w.disk = src, true, disk
	has, _ := p.Value("slug")
	if n.Slug == "" {
		n.Slug = has
	}
	if n.Slug != has || n.Was != "" || n.Text != "" && n.Slug != w.was.Slug {
		if err := n.check(w); err != nil {
			return Result{}, err
		}
	}
	moves := n.Slug != w.was.Slug
	if moves || n.Name != "" && n.Name != e.Name {
		w.name = cmp.Or(n.Name, storage.Renamed(e.Name, n.Slug))
		w.slug = n.Slug
		if err := w.free(); err != nil {
			return Result{}, err
		}
		w.folders(src)
		w.relink()
	}
	return w.finish(n, has, moves), nil
}

// check refuses a slug that cannot be one, or that another post has.
func (n Renaming) check(w *writer) error {
	if !post.ValidSlug(n.Slug) {
		return &SlugError{Slug: n.Slug}
	}
	for _, o := range n.Library.Entries {
		if o.Slug == n.Slug && o.Path != n.Path {
			return &SlugError{Slug: n.Slug, Taken: o.Path}
		}
	}
	address := n.Library.PostsPath() + n.Slug
	if o, ok := w.r.Post(n.Path, address); ok && o.Path != n.Path {
		w.warn(o.Path, 0, "it had the address "+address+"; links to that lead to the renamed post then")
	}
	return nil
}

// writer writes addresses anew in the posts of a library.
type writer struct {
	lib     storage.Library
	r       *storage.Resolver
	dialect markdown.Dialect
	was     storage.Entry // the post as links know it
	own     body          // the post itself, as it is to be but for its links
	disk    string        // what its file says
	slug    string        // that it gets
	name    string        // of its file then
	moved   []folder
	others  []body
	result  Result
	ids     map[string]string // anchors by what they were, composed
}

// body is a post in which addresses are written anew.
type body struct {
	entry storage.Entry
	src   string
	edits []links.Edit
	read  bool
}

// folder is one of pictures that is named like the post.
type folder struct {
	from, to string // paths
	edits    map[string][]links.Edit
	stays    string // why it is not moved; "" where it is
}

// newWriter returns what rewrites links to a post, which had the slug was before,
// where that is not "".
func newWriter(lib storage.Library, e storage.Entry, was string) *writer {
	if was != "" {
		lib.Entries = slices.Clone(lib.Entries)
		for i := range lib.Entries {
			if lib.Entries[i].Path == e.Path {
				lib.Entries[i].Slug = was
				e = lib.Entries[i]
			}
		}
	}
	return &writer{lib: lib, r: lib.Resolver(), dialect: lib.Dialect(), was: e, own: body{entry: e}, name: e.Name}
}

func (w *writer) warn(path string, line int, message string) {
	w.result.Warnings = append(w.result.Warnings, Warning{Path: path, Line: line, Message: message})
}

// path is where the post's file is to be.
func (w *writer) path() string { return filepath.Join(filepath.Dir(w.was.Path), w.name) }

// free returns an error where the name that the file is to get is taken.
func (w *writer) free() error {
	if w.name == w.was.Name {
		return nil
	}
	info, err := os.Lstat(w.path())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	own, ownErr := os.Lstat(w.was.Path)
	if err == nil && ownErr == nil && os.SameFile(info, own) {
		return nil // its case alone changes
	}
	return &TakenError{Path: w.path()}
}

// folders finds the folders of pictures that are named like the post: those that
// its links lead into.
func (w *writer) folders(src string) {
	names := map[string]string{strings.TrimSuffix(w.was.Name, filepath.Ext(w.was.Name)): strings.TrimSuffix(w.name, filepath.Ext(w.name))}
	if old := w.was.Slug; old != "" {
		names[old] = w.slug
	}
	within := append([]string{w.lib.Dir, filepath.Dir(w.was.Path)}, w.lib.AssetFolders()...)
	for _, l := range links.Of(src, w.dialect) {
		t := w.r.Target(w.was.Path, l.Link)
		if t.Kind != storage.ToFile {
			continue
		}
		for dir := filepath.Dir(t.Path); ; dir = filepath.Dir(dir) {
			if !slices.ContainsFunc(within, func(in string) bool { return dir != in && safefile.IsBelow(dir, in) }) || slices.Contains(within, dir) {
				break
			}
			if to := names[filepath.Base(dir)]; to != "" && to != filepath.Base(dir) {
				w.move(dir, filepath.Join(filepath.Dir(dir), to))
				break
			}
		}
	}
}

// move notes that a folder is to be moved, where that can be.
func (w *writer) move(from, to string) {
	if slices.ContainsFunc(w.moved, func(f folder) bool { return f.from == from }) {
		return
	}
	f := folder{from: from, to: to, edits: map[string][]links.Edit{}}
	info, err := os.Lstat(from)
	if err != nil || !info.IsDir() {
		return
	}
	if slices.ContainsFunc(w.lib.Entries, func(e storage.Entry) bool { return safefile.IsBelow(e.Path, from) }) {
		return // a folder of posts
	}
	if w.shared(from) {
		return
	}
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		f.stays = "the pictures stay in it, as there is a " + filepath.Base(to) + " already"
	}
	w.moved = append(w.moved, f)
}

// shared reports whether a folder holds folders of other posts, or is one that
// holds such a folder that is moved.
func (w *writer) shared(dir string) bool {
	inside, err := os.ReadDir(dir)
	if err != nil {
		return true
	}
	posts := map[string]bool{}
	for _, e := range w.lib.Entries {
		posts[e.Slug], posts[strings.TrimSuffix(e.Name, filepath.Ext(e.Name))] = true, true
		if number, numbered, _, _ := post.NamePart(e.Name); numbered {
			posts[fmt.Sprintf("%04d", number)] = true
		}
	}
	if slices.ContainsFunc(inside, func(d fs.DirEntry) bool { return d.IsDir() && posts[d.Name()] }) {
		return true
	}
	return slices.ContainsFunc(w.moved, func(f folder) bool { return safefile.IsBelow(f.from, dir) || safefile.IsBelow(dir, f.from) })
}

// relink finds the links of all posts that lead to the post, or into a folder
// that is moved.
func (w *writer) relink() {
	for _, e := range w.lib.Entries {
		if e.Err != nil {
			w.warn(e.Path, 0, "it cannot be read; whether links in it lead here is not known")
			continue
		}
		if e.Path != w.was.Path && !w.concerns(e) { // the post may hold more than the library knows yet
			continue
		}
		t, ok := w.load(e)
		if !ok {
			continue
		}
		for _, l := range links.Of(t.src, w.dialect) {
			w.link(t, l)
		}
	}
	for _, f := range w.moved {
		if f.stays != "" {
			w.warn(f.from, 0, f.stays)
			continue
		}
		for path, edits := range f.edits {
			t := w.body(path)
			t.edits = append(t.edits, edits...)
			if w.result.Bound == nil {
				w.result.Bound = map[string]bool{}
			}
			w.result.Bound[path] = true
		}
	}
}

// concerns reports whether links in a post may lead to what is renamed.
func (w *writer) concerns(e storage.Entry) bool {
	f := e.Facts()
	into := func(dest string) bool {
		return slices.ContainsFunc(w.moved, func(m folder) bool {
			return strings.Contains(dest, filepath.Base(m.from)) || strings.Contains(dest, "%")
		})
	}
	for _, l := range f.Links {
		if into(l.Dest) {
			return true
		}
		if !l.Leads() {
			continue
		}
		if t, ok := w.r.Post(e.Path, l.Dest); ok && t.Path == w.was.Path {
			return true
		}
	}
	return slices.ContainsFunc(f.Fields, func(f index.Field) bool { return into(f.Value) })
}

// load reads a post in which addresses are to be written anew.
func (w *writer) load(e storage.Entry) (*body, bool) {
	if e.Outside != "" && e.Path != w.was.Path {
		w.warn(e.Path, 0, "it is a link out of the library; links in it stay as they are")
		return nil, false
	}
	if e.Path == w.was.Path && w.own.read {
		return &w.own, true
	}
	src, _, err := storage.Load(e.Path)
	if err != nil {
		w.warn(e.Path, 0, "it cannot be read; whether links in it lead here is not known")
		return nil, false
	}
	t := body{entry: e, src: src, read: true}
	if e.Path == w.was.Path {
		w.own = t
		return &w.own, true
	}
	w.others = append(w.others, t)
	return &w.others[len(w.others)-1], true
}

func (w *writer) body(path string) *body {
	for i := range w.others {
		if w.others[i].entry.Path == path {
			return &w.others[i]
		}
	}
	return &w.own
}

// link notes how one address is written then.
func (w *writer) link(t *body, l links.Link) {
	from := t.entry.Path
	if l.Leads() {
		if e, ok := w.r.Post(from, l.Dest); ok {
			if e.Path != w.was.Path || w.aliased(from, l) {
				return
			}
			a, ok := l.Read()
			if s, i, changed := w.segment(a); ok && i >= 0 {
				if changed {
					t.edits = append(t.edits, links.Edit{Link: l, New: a.WithSegment(i, s)})
				}
				return
			}
			w.odd(t, l)
			return
		}
	}
	if len(w.moved) == 0 {
		return
	}
	target := w.r.Target(from, l.Link)
	if target.Kind != storage.ToFile {
		return
	}
	for i := range w.moved {
		f := &w.moved[i]
		if !safefile.IsBelow(target.Path, f.from) || f.stays != "" {
			continue
		}
		rel, err := filepath.Rel(f.from, target.Path)
		a, ok := l.Read()
		segments := a.Segments()
		at := len(segments) - 2 - strings.Count(filepath.ToSlash(rel), "/")
		if err != nil || !ok || at < 0 || !links.Same(segments[at], filepath.Base(f.from)) {
			f.stays = fmt.Sprintf("the pictures stay in it, as %s names one by an odd address", filepath.Base(from))
			continue
		}
		f.edits[from] = append(f.edits[from], links.Edit{Link: l, New: a.WithSegment(at, filepath.Base(f.to))})
	}
}

// aliased reports whether a link uses an address that the post had before, and
// goes on having.
func (w *writer) aliased(from string, l links.Link) bool { return w.r.Target(from, l.Link).Alias }

// odd warns of an address that is left as it is.
func (w *writer) odd(t *body, l links.Link) {
	w.warn(t.entry.Path, l.Line, "the address "+safefile.Shown(l.Written)+" is written so that it has to be changed by hand")
}

// segment returns which segment of an address names the post, what it is then,
// and whether that is another; -1 where none does.
func (w *writer) segment(a links.Address) (s string, at int, changed bool) {
	segments := a.Segments()
	at = len(segments) - 1
	for at >= 0 && segments[at] == "" {
		at--
	}
	if at < 0 {
		return "", -1, false
	}
	was := segments[at]
	known := w.was.Slug
	_, _, part, _ := post.NamePart(w.was.Name)
	if known == "" {
		known = part
	}
	switch {
	case links.Same(was, known):
		s = w.slug
	case links.Same(was, w.was.Name):
		s = w.name
	default:
		stem, ok := strings.CutSuffix(was, ".md")
		_, _, named, _ := post.NamePart(was)
		if !ok || named != known {
			return "", -1, false
		}
		s = strings.TrimSuffix(stem, named) + w.slug + ".md"
	}
	return s, at, s != was
}

// finish makes the changes of what was noted.
func (w *writer) finish(n Renaming, has string, moves bool) Result {
	out := w.write(&w.own)
	p := post.Parse(out)
	var keys, values []string
	set := func(key, value string) { keys, values = append(keys, key), append(values, value) }
	if n.Title != "" {
		set("title", n.Title)
	}
	if moves && n.Slug != has {
		set("slug", n.Slug)
	}
	if aliases, changed := w.aliases(p); moves && changed {
		set("aliases", aliases)
	}
	out = post.Apply(out, p.SetMany(keys, values))
	c := plan.Change{Path: w.was.Path, Old: w.disk, New: out}
	if to := w.path(); to != c.Path {
		c.To = to
	}
	if c.Moves() || c.Edits() {
		w.result.Changes = append(w.result.Changes, c)
	}
	w.rest()
	return w.result
}

// rest adds the changes of the other posts and of the folders.
func (w *writer) rest() {
	slices.SortFunc(w.others, func(a, b body) int { return strings.Compare(a.entry.Rel, b.entry.Rel) })
	for i := range w.others {
		t := &w.others[i]
		if out := w.write(t); out != t.src {
			w.result.Changes = append(w.result.Changes, plan.Change{Path: t.entry.Path, Old: t.src, New: out})
		}
	}
	for _, f := range w.moved {
		if f.stays == "" {
			w.result.Changes = append(w.result.Changes, plan.Change{Path: f.from, To: f.to, Folder: true})
		}
	}
}

// write returns a post with its addresses written anew, and counts them. Where
// that would make other links of it, it stays as it is.
func (w *writer) write(t *body) string {
	if len(t.edits) == 0 {
		return t.src
	}
	out, ok := links.Apply(t.src, w.dialect, t.edits)
	if !ok {
		for _, e := range t.edits {
			w.odd(t, e.Link)
		}
		return t.src
	}
	if w.result.Count == nil {
		w.result.Count = map[string]int{}
	}
	w.result.Count[t.entry.Path] = len(t.edits)
	w.result.Links += len(t.edits)
	w.result.Posts++
	return out
}

// Inbound returns the links of all posts that lead to a post by the slug that it
// has, or had where was is not "", or by the name of its file.
func Inbound(lib storage.Library, path, was string) []storage.Ref {
	e, ok := lib.Entry(path)
	if !ok {
		return nil
	}
	refs := newWriter(lib, e, was).r.Inbound(path)
	return slices.DeleteFunc(refs, func(r storage.Ref) bool { return r.Alias || strings.HasPrefix(r.Link.Dest, "#") })
}

// WithAlias returns the list of the addresses that a post had before with that of a
// slug that it has no longer.
func WithAlias(lib storage.Library, p post.Post, slug string) string {
	list, _ := p.Value("aliases")
	address := lib.PostsPath() + slug
	if slices.Contains(fields.List("aliases", list), address) {
		return list
	}
	return fields.WithItem(list, address)
}

// aliases returns the addresses that the post had before, with the one that it
// loses and without the one that it gets, and whether that is another list. A
// draft has had none.
func (w *writer) aliases(p post.Post) (list string, changed bool) {
	list, _ = p.Value("aliases")
	address := func(slug string) string { return w.lib.PostsPath() + slug }
	same := func(a, b string) bool {
		return strings.Trim(strings.TrimPrefix(a, w.lib.Site.URL), "/") == strings.Trim(b, "/")
	}
	list, changed = fields.WithoutItem("aliases", list, func(s string) bool { return same(s, address(w.slug)) })
	if old := w.was.Slug; w.was.Status != post.Draft && post.ValidSlug(old) {
		if !slices.ContainsFunc(fields.List("aliases", list), func(s string) bool { return same(s, address(old)) }) {
			list, changed = fields.WithItem(list, address(old)), true
		}
	}
	return list, changed
}
