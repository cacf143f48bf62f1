package storage

import (
	"hash/maphash"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"galley.app/galley/storage/check"
	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/index"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/walk"
)

// leads knows where the links and images in posts of a library lead. Several
// goroutines may ask it. Of files it asks the disk once.
type leads struct {
	lib     *Library
	now     time.Time
	assets  []string
	outside bool // there are folders outside that nothing is read from
	to      *Resolver
	seek    *walk.Seeker // asks once for each folder; nil for a few files
	sights  *sights      // which files were found; nil notes nothing

	mu      sync.Mutex
	places  map[string]map[string]bool // what links to headings of a post may name, by its path
	files   map[string]sighting
	folders map[string][]string // the names in folders
	similar map[string]string   // slugs and names of files that may be meant

	slugs, names func() *check.Names // of all posts
}

func newLeads(l *Library, now time.Time) *leads {
	r := &leads{
		lib: l, now: now, assets: l.AssetFolders(), outside: len(l.Outside()) > 0, to: l.Resolver(),
		places: map[string]map[string]bool{}, files: map[string]sighting{}, folders: map[string][]string{}, similar: map[string]string{},
	}
	r.slugs = sync.OnceValue(func() *check.Names { return check.NewNames(l.slugNames()) })
	r.names = sync.OnceValue(func() *check.Names {
		return check.NewNames(func(yield func(string) bool) {
			for i := range l.Entries {
				if !yield(l.Entries[i].Name) {
					return
				}
			}
		})
	})
	r.to.alias("") // what it makes once is made, so that several goroutines may read it
	return r
}

// problems returns what is wrong with the text of the post at path and with its
// links, which are among what is known of it.
func (r *leads) problems(path string, f index.Facts) []post.Problem {
	list := slices.Clip(f.Problems)
	dir, loose := postDir(*r.lib, path), false
	var own map[string]bool
	for _, l := range f.Links {
		if own == nil && strings.HasPrefix(l.Dest, "#") {
			own = placesOf(f)
		}
		a := check.Address{Dest: l.Dest, Written: l.Written, Line: l.Line, Col: l.Col, Start: l.Off, End: l.Off + len(l.Written)}
		to := r.target(path, dir, l, own)
		if to.loose {
			loose = true
		}
		if a.To = to.Target; a.To.State == check.Fine {
			continue
		}
		if p, bad := a.Problem(); bad {
			list = append(list, p)
		}
	}
	if r.sights != nil {
		r.sights.judge(path, loose)
	}
	return list
}

// sighting is where an address leads, and whether that is to be looked for again
// each time: the disk was asked for more than one file that is there.
type sighting struct {
	check.Target
	loose bool
}

// fixed is a sighting of something that the disk has no say in.
func fixed(to check.Target) sighting { return sighting{Target: to} }

// placesOf are the names that links to places of a post may have.
func placesOf(f index.Facts) map[string]bool {
	m := make(map[string]bool, len(f.Headings)+len(f.Anchors))
	for _, h := range f.Headings {
		m[composed(h.ID)] = true
	}
	for _, a := range f.Anchors {
		m[composed(a)] = true
	}
	return m
}

// target returns where a link or an image leads that stands in the post at from,
// in the folder dir. Own are the places of the post itself.
func (r *leads) target(from, dir string, l index.Link, own map[string]bool) sighting {
	dest := strings.TrimSpace(l.Dest)
	if l.Image {
		if !isLocal(dest) {
			return sighting{}
		}
		return r.file(dir, dest, check.NoImage)
	}
	name, ok := r.to.local(dest)
	switch {
	case !ok, dest == "":
		return sighting{}
	case name == "":
		if strings.HasPrefix(dest, "#") {
			return fixed(heading(fragment(dest), own, ""))
		}
		return sighting{}
	}
	if i, _, ok := r.to.post(from, dest); ok {
		e := &r.lib.Entries[i]
		if f := fragment(dest); f != "" && e.Err == nil && e.Path != from {
			return fixed(heading(f, r.placesAt(e), e.Title))
		}
		return sighting{}
	}
	if to, ok := r.noPost(dir, name); ok {
		return to
	}
	if isPage(name) {
		return sighting{}
	}
	address, _, _ := strings.Cut(dest, "#")
	address, _, _ = strings.Cut(address, "?")
	return r.file(dir, address, check.NoFile)
}

// noPost says of an address that leads to no post whether it is meant as one's.
func (r *leads) noPost(dir, name string) (to sighting, ok bool) {
	posts, relative := r.to.posts, strings.TrimPrefix(name, "./")
	for _, prefix := range []string{posts, strings.TrimPrefix(posts, "/")} {
		in := name
		if !strings.HasPrefix(prefix, "/") {
			in = relative
		}
		slug, has := strings.CutPrefix(in, prefix)
		slug = strings.TrimSuffix(slug, "/")
		if !has || prefix == "" || prefix == "/" || slug == "" || strings.Contains(slug, "/") || path.Ext(slug) != "" {
			continue
		}
		if !r.all() {
			return sighting{}, true
		}
		return fixed(check.Target{State: check.NoPost, What: slug, Near: r.nearest(slug, r.slugs)}), true
	}
	if !strings.HasSuffix(relative, ".md") || strings.HasPrefix(name, "/") {
		return sighting{}, false
	}
	to.loose = true
	if exists(filepath.Join(dir, filepath.FromSlash(name))) || !r.all() {
		return to, true
	}
	base := path.Base(name)
	to.Target = check.Target{State: check.NoPost, What: base, Near: r.nearest(base, r.names)}
	return to, true
}

// isPage reports whether an address may be one of a page that the site has from
// elsewhere, and not one of a file.
func isPage(name string) bool {
	switch ext := strings.ToLower(path.Ext(name)); ext {
	case ".pdf", ".zip", ".gz", ".tar", ".epub", ".csv", ".txt", ".mp3", ".mp4", ".webm", ".ogg", ".wav", ".mov", ".odt", ".ods", ".odp", ".docx", ".xlsx", ".pptx":
		return false
	default:
		return !imagefile.HasSuffix(name)
	}
}

// heading returns where a link to a place leads.
func heading(name string, places map[string]bool, in string) check.Target {
	if name == "" || name == "top" || places[composed(name)] || strings.HasPrefix(name, ":~:") || isNote(name) {
		return check.Target{}
	}
	return check.Target{State: check.NoHeading, What: name, In: in, Near: check.Nearest(name, maps.Keys(places))}
}

func (r *leads) placesAt(e *Entry) map[string]bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	m, ok := r.places[e.Path]
	if !ok {
		f, _ := index.Decode(e.facts)
		m = placesOf(f)
		r.places[e.Path] = m
	}
	return m
}

// all reports whether all posts of the library are known.
func (r *leads) all() bool { return r.lib.at != nil && r.lib.Reading == 0 }

// nearest returns what is most like a slug or a file's name, which ends in .md as
// no slug does, and remembers it: many posts may have the same link.
func (r *leads) nearest(name string, of func() *check.Names) string {
	r.mu.Lock()
	near, ok := r.similar[name]
	r.mu.Unlock()
	if !ok {
		near = of().Nearest(name)
		r.mu.Lock()
		r.similar[name] = near
		r.mu.Unlock()
	}
	return near
}

// file returns where the address of a file leads; missing is what is said where
// there is none.
func (r *leads) file(dir, dest string, missing check.State) sighting {
	key := string(rune('0'+missing)) + dest
	if !strings.HasPrefix(dest, "/") {
		key += "\x00" + dir
	}
	r.mu.Lock()
	to, ok := r.files[key]
	r.mu.Unlock()
	if ok {
		return to
	}
	to = r.look(dir, dest, missing)
	r.mu.Lock()
	r.files[key] = to
	r.mu.Unlock()
	return to
}

func (r *leads) look(dir, dest string, missing check.State) sighting {
	name := dest
	if n := decoded(dest); len(n) > 0 {
		name = n[0]
	}
	var missed []string
	if file, ok := r.lib.imageIn(r.seek, r.assets, dir, dest, func(path string) { missed = append(missed, path) }); ok {
		info, err := os.Stat(file)
		if err != nil {
			return sighting{loose: true} // it has just gone
		}
		if r.sights != nil {
			r.sights.note(file, info)
			if !r.sights.miss(missed) {
				return sighting{Target: r.found(file, name, missing, info), loose: true}
			}
		}
		return fixed(r.found(file, name, missing, info))
	}
	return sighting{Target: r.lost(dir, dest, name, missing), loose: true}
}

// found says whether the file that an address of that name leads to is what it is
// meant to be.
func (r *leads) found(file, name string, missing check.State, info fs.FileInfo) check.Target {
	if missing == check.NoImage {
		if said := r.lib.pictures.wrong(file, info); said != "" {
			return check.Target{State: check.BadImage, What: path.Base(name), In: said}
		}
	}
	return check.Target{}
}

// lost says of an address that no file is found by whether that is wrong.
func (r *leads) lost(dir, dest, name string, missing check.State) check.Target {
	sought := soughtIn(r.assets, r.lib.Dir, dir, dest)
	if sought == "" {
		return check.Target{}
	}
	if missing == check.NoImage && (r.outside || strings.Contains(name, "..") || exists(sought)) {
		if _, out := r.lib.Beyond(dir, dest); out {
			return check.Target{State: check.Outside, What: name}
		}
	}
	if missing == check.NoFile && strings.HasPrefix(name, "/") && (len(r.assets) == 0 || !exists(filepath.Dir(sought))) {
		return check.Target{} // a part of the site that is not here
	}
	base := path.Base(name)
	near := check.Nearest(base, slices.Values(r.in(filepath.Dir(sought))))
	return check.Target{State: missing, What: base, Near: (&url.URL{Path: near}).EscapedPath()}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// in lists the names of the files in a folder, not any number of them.
func (r *leads) in(dir string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	names, ok := r.folders[dir]
	if ok {
		return names
	}
	if f, err := os.Open(dir); err == nil {
		const most = 2000
		names, _ = f.Readdirnames(most)
		f.Close()
		slices.Sort(names)
	}
	r.folders[dir] = names
	return names
}

// pictures remembers of image files whether exports can hold them, by sums of
// their names, sizes and times: there may be many files.
type pictures struct {
	mu    sync.Mutex
	seed  maphash.Seed
	known map[uint64]string
}

// wrong says why no export can hold a file as an image; "" where one can.
func (p *pictures) wrong(path string, info fs.FileInfo) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil {
		p.known, p.seed = map[uint64]string{}, maphash.MakeSeed()
	}
	key := maphash.Comparable(p.seed, picture{path, info.Size(), info.ModTime().UnixNano()})
	said, ok := p.known[key]
	if !ok {
		said = wrongWith(path, info.Size())
		p.known[key] = said
	}
	return said
}

type picture struct {
	path       string
	size, time int64
}

func wrongWith(path string, size int64) string {
	const looked = 64 << 10 // bytes; a drawing may begin with words
	switch {
	case size == 0:
		return "the file is empty"
	case size > MaxImage:
		return "the file is larger than 64 MB"
	}
	f, err := os.Open(path)
	if err != nil {
		return "it cannot be read"
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, looked))
	switch {
	case err != nil:
		return "it cannot be read"
	case imagefile.Type(b) == "":
		return "the file is not a picture of a kind that pages can show"
	case !imagefile.HasSuffix(path):
		return "its name does not end as one of a picture, such as .png"
	}
	return ""
}

// sights are the files that links and pictures of a library's posts lead to, as
// they were found: as long as they are so, and the posts are, nothing that was said
// of them is another. They are shared by all readings in which that holds.
type sights struct {
	assets  []string
	outside bool

	mu      sync.Mutex
	seed    maphash.Seed
	loose   map[string]bool              // paths of posts that are looked at each time
	folders map[string]map[string]uint64 // sums of files by folders and names
	missing map[string]bool              // paths where something would be found instead
}

func newSights(l *Library) *sights {
	return &sights{assets: l.AssetFolders(), outside: len(l.Outside()) > 0, seed: maphash.MakeSeed(), loose: map[string]bool{}, folders: map[string]map[string]uint64{}, missing: map[string]bool{}}
}

func (s *sights) sum(info fs.FileInfo) uint64 {
	return maphash.Comparable(s.seed, [2]int64{info.Size(), info.ModTime().UnixNano()})
}

// note notes that a file is there.
func (s *sights) note(file string, info fs.FileInfo) {
	dir, name := filepath.Split(file)
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.folders[dir]
	if m == nil {
		m = map[string]uint64{}
		s.folders[strings.Clone(dir)] = m
	}
	m[strings.Clone(name)] = s.sum(info)
}

// miss notes where a file was looked for before it was found elsewhere, and reports
// whether there is nothing at all.
func (s *sights) miss(paths []string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, path := range paths {
		dir := filepath.Dir(path)
		switch {
		case s.missing[dir], s.missing[path]:
		case exists(path):
			return false
		case !exists(dir):
			s.missing[dir] = true
		default:
			s.missing[path] = true
		}
	}
	return true
}

// judge notes whether a post is to be looked at each time.
func (s *sights) judge(path string, loose bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if loose {
		s.loose[path] = true
	} else {
		delete(s.loose, path)
	}
}

// allFirm reports whether there is no post that is looked at each time.
func (s *sights) allFirm() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.loose) == 0
}

func (s *sights) isLoose(path string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.loose[path]
}

// hold reports whether all files are as they were, where the library looks for them
// now.
func (s *sights) hold(l *Library) bool {
	if s == nil || s.outside != (len(l.Outside()) > 0) || !slices.Equal(s.assets, l.AssetFolders()) {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for path := range s.missing {
		if exists(path) {
			return false
		}
	}
	for dir, names := range s.folders {
		for name, sum := range names {
			if info, err := os.Stat(dir + name); err != nil || !info.Mode().IsRegular() || s.sum(info) != sum {
				return false
			}
		}
	}
	return true
}
