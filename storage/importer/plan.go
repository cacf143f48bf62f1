// Package importer takes posts in that other programs wrote: Markdown with front
// matter, pages, what WordPress exports, and packages. An import is a Plan
// first, which writes nothing and says what would be written and what would be
// lost; then all of it is written, or none.
//
// What must hold:
//   - The bytes of a Markdown body stay as they are, apart from the addresses of
//     files and posts that have another one here, and from what only the program
//     that it was written for reads.
//   - No file is ever replaced, and none is written outside of the folder.
//   - What is left out is told, with the file and the field: each importer lists
//     what its source holds, and one sweep looks for all of it in what is written.
package importer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"galley.app/galley/storage"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// Options are the circumstances of an import.
type Options struct {
	Now time.Time
	// Pages takes in pages of a WordPress export or of Jekyll too.
	Pages bool
	// Limits of packages.
	Limits pack.Limits
}

// Plan is an import that was thought through. Names are below Dir, with
// slashes.
type Plan struct {
	Dir     string
	Posts   []Post // to be written, in the order of their dates, drafts behind
	Images  []Image
	Same    []Same // posts that are there already
	Skipped []Skip
	Notes   []Note
	Missing []Missing
	Lost    []Lost
	Pages   int // pages of a site that Options.Pages would take in

	// Progress, if set, is told how many files of all Write has made ready, by
	// the goroutine that writes.
	Progress func(done, total int)

	// Left is what Write, when all is written, could not take away again, "" for
	// nothing: a folder beside the posts, whose name begins with “.galley-”.
	Left string

	open []func() error // closes what the images are read from
}

// Post is a post to be written.
type Post struct {
	Name   string
	Title  string
	Slug   string
	Status post.Status
	From   string // file that it is from, and its place there
	Text   string
}

// Image is an image to be written.
type Image struct {
	Name string
	From string
	Size int64
	sum  string // SHA-256 in hexadecimal
	read func() ([]byte, error)
}

// Same is a post that the folder has already, byte for byte.
type Same struct{ From, Name string }

// Skip is something that is not taken in.
type Skip struct {
	From, Why string
	Page      bool // of a site, which Options.Pages would take in
}

// Note is something that could not be taken over as it was, or that was guessed.
type Note struct {
	From, Field, Text string
	Line              int // of the source; 0 where that is not known
}

// Missing is an image, a file or a post that a link names and that was not
// found, or is too large to be taken along. The link stays.
type Missing struct {
	From, Link string
	What       string // "image", "file" or "link"
	Line       int
	Huge       bool // it is there, and too large
}

// String says what is missing and why.
func (m Missing) String() string {
	if m.Huge {
		return fmt.Sprintf("%s %s is larger than %d MB; left behind", m.What, m.Link, maxImage>>20)
	}
	return m.What + " " + m.Link + " was not found"
}

// Lost is something of the source that is not in what is written.
type Lost struct {
	From, What, Name string
	Line             int
}

// Close lets go of the packages that the plan reads from.
func (p *Plan) Close() error {
	var errs []error
	for _, f := range p.open {
		errs = append(errs, f())
	}
	p.open = nil
	return errors.Join(errs...)
}

// planner makes a Plan.
type planner struct {
	ctx     context.Context
	o       Options
	plan    *Plan
	found   []*found
	names   *storage.Names
	lib     storage.Library
	slugs   map[string][]string // of posts that are there, to their paths
	planned map[string]bool     // slugs of posts that were given a place
	next    map[string]int      // slug to the number of the next that wants it, from 0
	seen    map[string]string   // digest of a post to where it is from
	assets  string              // folder below Dir for links with a slash in front; "" is Dir itself
	sites   map[string]*site    // by their roots
	index   *index              // of the posts, for links from one to another

	exists map[string]string // folded name to the name, of all that is in the folder
	taken  map[string]spot   // by folded name
	sums   map[string]string // key of a picture to its sum
	links  map[string]string // key of a picture to the link of posts that were converted
	tried  map[string]int    // name of a picture, under a slug, to the number that was last tried for it
}

// New plans the import of the files and folders at paths into the folder dir,
// which need not be there yet. It writes nothing.
func New(ctx context.Context, dir string, paths []string, o Options) (*Plan, error) {
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	w := &planner{
		ctx: ctx, o: o, plan: &Plan{Dir: dir}, planned: map[string]bool{}, next: map[string]int{}, seen: map[string]string{},
		exists: map[string]string{}, taken: map[string]spot{}, sums: map[string]string{}, links: map[string]string{}, tried: map[string]int{}, sites: map[string]*site{},
	}
	err := w.lookAt(dir)
	for _, p := range paths {
		if err == nil {
			err = w.gather(p)
		}
	}
	if err == nil {
		err = w.arrange()
	}
	if err != nil {
		return nil, errors.Join(err, w.plan.Close())
	}
	return w.plan, nil
}

// lookAt learns what there is in the target.
func (w *planner) lookAt(dir string) error {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		w.names, err = storage.FolderNames(dir)
		w.assets = "assets"
		return err
	}
	if err != nil || !info.IsDir() {
		return fmt.Errorf("%s: is not a folder; nothing was imported; choose another", dir)
	}
	if w.lib, err = storage.Open(w.ctx, dir, w.o.Now); err != nil {
		return fmt.Errorf("%w; nothing was imported", err)
	}
	w.slugs = w.lib.Slugs()
	if w.names, err = storage.FolderNames(dir); err != nil {
		return fmt.Errorf("%w; nothing was imported", err)
	}
	w.assets = assetsFolder(w.lib)
	const most = 200_000
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("%s: cannot be read: %w; nothing was imported", dir, safefile.Cause(err))
	}
	defer root.Close()
	return fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if d != nil && d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		if err != nil || len(w.exists) > most {
			return w.ctx.Err() // what cannot be seen is met when it is written
		}
		w.exists[pack.FoldName(name)] = name
		return nil
	})
}

// assetsFolder is where links with a slash in front are looked up, as far as
// that is below the library.
func assetsFolder(lib storage.Library) string {
	if a := lib.Site.Assets; a != "" {
		if filepath.IsLocal(a) {
			return path.Clean(filepath.ToSlash(a))
		}
		return "" // they are looked up in the library too
	}
	for _, dir := range lib.AssetFolders() {
		if rel, err := filepath.Rel(lib.Dir, dir); err == nil && filepath.IsLocal(rel) {
			if info, err := os.Lstat(dir); err == nil && info.IsDir() {
				return filepath.ToSlash(rel)
			}
		}
	}
	if info, err := os.Lstat(filepath.Join(lib.Dir, "assets")); err == nil && !info.IsDir() {
		return "" // a link, which may lead anywhere
	}
	return "assets"
}

// arrange gives every post its slug, its name and its images.
func (w *planner) arrange() error {
	slices.SortStableFunc(w.found, func(a, b *found) int {
		if a.draft != b.draft {
			if a.draft {
				return 1
			}
			return -1
		}
		return a.date.Compare(b.date)
	})
	w.indexPosts()
	for _, f := range w.found {
		f.slugHere = f.slug(w.lib.Site.Language)
	}
	p := w.plan
	skipped, notes := len(p.Skipped), len(p.Notes)
	const most = 4 // times that all is placed anew, because links name posts by slugs that turn out to be taken
	for try := range most {
		names, err := storage.FolderNames(p.Dir)
		if err != nil {
			return err
		}
		w.names, w.planned, w.next, w.seen, w.taken, w.links, w.tried = names, map[string]bool{}, map[string]int{}, map[string]string{}, map[string]spot{}, map[string]string{}, map[string]int{}
		p.Posts, p.Images, p.Same, p.Missing, p.Lost = nil, nil, nil, nil, nil
		p.Skipped, p.Notes = p.Skipped[:skipped], p.Notes[:notes]
		again := false
		for _, f := range w.found {
			if err := w.ctx.Err(); err != nil {
				return err
			}
			told := len(f.notes)
			slug, err := w.place(f)
			if err != nil {
				return err
			}
			f.notes = f.notes[:told]
			again = again || slug != f.slugHere
			f.slugHere = slug
		}
		if !again || try == most-1 {
			break
		}
	}
	slices.SortStableFunc(p.Notes, func(a, b Note) int { return cmp.Compare(a.From, b.From) })
	slices.SortStableFunc(p.Missing, func(a, b Missing) int { return cmp.Compare(a.From, b.From) })
	slices.SortStableFunc(p.Lost, func(a, b Lost) int { return cmp.Compare(a.From, b.From) })
	return nil
}

// place finds a slug and a name under which the post can be written, and gives
// the slug.
func (w *planner) place(f *found) (string, error) {
	want := f.slug(w.lib.Site.Language)
	if f.head == "" {
		key := f.digest(want)
		if first, ok := w.seen[key]; ok {
			w.plan.Skipped = append(w.plan.Skipped, Skip{From: f.from, Why: "it is the same as " + first})
			return f.slugHere, nil
		}
		w.seen[key] = f.from
	}
	for {
		slug := want
		if n := w.next[want]; n > 0 && f.head == "" {
			slug = want + "-" + strconv.Itoa(n+1)
		}
		w.next[want]++
		if w.planned[slug] && f.head == "" {
			continue
		}
		d, err := w.draftOf(f, slug)
		if err != nil {
			return "", err
		}
		if name := w.sameAs(d, f, slug); name != "" {
			w.plan.Same = append(w.plan.Same, Same{f.from, name})
			maps.Copy(w.links, d.links)
			w.planned[slug] = true
			return slug, nil
		}
		if f.head == "" && len(w.slugs[slug]) > 0 {
			continue
		}
		if f.slugGiven && f.slugs[0] != want {
			f.note("slug", shorten(f.slugs[0])+" cannot be a slug; it was made "+want)
		}
		if slug != want {
			f.note("slug", want+" is that of another post; it was made "+slug)
		}
		w.accept(f, d, slug)
		return slug, nil
	}
}

// digest is the same for posts that say the same.
func (f *found) digest(slug string) string {
	return sumOf([]byte(f.source(slug, f.body) + fmt.Sprint(f.draft)))
}

// sameAs is the name of the post that the folder has already.
func (w *planner) sameAs(d draft, f *found, slug string) string {
	paths := w.slugs[slug]
	if f.head != "" {
		paths = append(slices.Clone(paths), filepath.Join(w.plan.Dir, f.name))
	}
	for _, file := range paths {
		if src, _, err := storage.Load(file); err == nil && src == d.text {
			return filepath.Base(file)
		}
	}
	return ""
}

// accept puts a post on the plan.
func (w *planner) accept(f *found, d draft, slug string) {
	p := w.plan
	var name string
	if f.head != "" {
		name = w.names.Free(f.name)
		if name != f.name {
			f.note("", "the name "+f.name+" was taken; it is called "+name+" here")
		}
		if slug != "" && (len(w.slugs[slug]) > 0 || w.planned[slug]) {
			f.note("slug", slug+" is that of another post too")
		}
	} else {
		name = w.names.New(slug, f.draft)
		if f.published == "" {
			f.note("published", "there is no date; give the post one")
		}
	}
	p.Posts = append(p.Posts, Post{
		Name: name, Title: cmp.Or(f.title, slug), Slug: slug, From: f.from, Text: d.text,
		Status: post.StatusOf(name, f.published, w.o.Now),
	})
	w.planned[slug] = true
	maps.Copy(w.links, d.links)
	for _, i := range d.images {
		w.taken[pack.FoldName(i.Name)] = spot{i.Name, i.sum}
		p.Images = append(p.Images, i)
	}
	for _, m := range d.missing {
		m.From = f.from
		p.Missing = append(p.Missing, m)
	}
	lost, left := f.sweep(d)
	p.Lost = append(p.Lost, lost...)
	for _, n := range slices.Concat(f.notes, d.notes, left) {
		p.Notes = append(p.Notes, Note{f.from, n.field, n.text, n.line})
	}
}

// slug is the one that the post should have, made where it must be by the rules
// of the library's language.
func (f *found) slug(language string) string {
	if f.head != "" {
		return f.slugs[0]
	}
	for _, s := range append(slices.Clone(f.slugs), f.title) {
		if post.ValidSlug(s) && len(s) <= 200 {
			return s
		}
		if s := post.SlugIn(s, language); s != "" {
			return s
		}
	}
	return "untitled"
}

func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func isMarkdown(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx":
		return true
	}
	return false
}

func isHTML(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".html", ".htm", ".xhtml":
		return true
	}
	return false
}
