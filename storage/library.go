package storage

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/index"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
	"galley.app/galley/storage/walk"
)

// Library is a folder of posts as it was found. It is a value: looking again
// makes a new one. Nobody changes its Entries.
type Library struct {
	Dir      string
	Site     config.Site
	Folders  []string // below Dir that posts are looked for in, as slash paths within it, sorted
	Entries  []Entry  // drafts first, by name; then newest first, of one date the later name first
	Copies   []Copy   // that sync tools left of posts; they are no entries
	Problems []string // what is wrong with the library itself, a line each
	Agreed   []string // real paths of folders outside that images are read from; see Trusted
	Asks     []string // those that the author is still to be asked about
	Reading  int      // how many posts there are, while not all of them are read; else 0

	slugs   map[string][]string // see Slugs; nil where nobody asked yet
	at      map[string]int32    // where the post with a path is in Entries
	differ  bool                // see check.NamesDiffer
	doubled []string            // what Problems says of slugs
}

// Name is what the library is called.
func (l Library) Name() string {
	if l.Site.Title != "" {
		return l.Site.Title
	}
	return filepath.Base(l.Dir)
}

// Language is the language of the posts, as a tag such as "en"; "" where it is
// not said.
func (l Library) Language() string {
	if l.Site.Spoken {
		return l.Site.Language
	}
	return ""
}

// Around is the library that posts in dir belong to, with its settings read but
// not its posts: enough for a single one, as to look up images. It is the nearest
// folder above with a galley.toml that has dir among its posts' folders, or else
// dir.
func Around(dir string) Library {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	for at := dir; ; {
		if _, err := os.Lstat(filepath.Join(at, config.SiteFile)); err == nil {
			if lib := settingsOf(at); at == dir || lib.hasFolder(dir) {
				return lib
			}
			break
		}
		parent := filepath.Dir(at)
		if parent == at || isTooWide(parent) {
			break
		}
		at = parent
	}
	return settingsOf(dir)
}

// settingsOf is the library in dir with its settings read, and nothing else.
func settingsOf(dir string) Library {
	lib := Library{Dir: dir}
	var err error
	if lib.Site, err = config.ReadSite(dir); err != nil {
		lib.Problems = append(lib.Problems, err.Error())
	}
	return lib
}

// hasFolder reports whether posts of the library are looked for in a folder below
// it, which is noted then.
func (l *Library) hasFolder(dir string) bool {
	rel := l.Rel(dir)
	if walk.Leaves(rel, l.Dir, l.wanted()) {
		return false
	}
	l.Folders = []string{rel}
	return true
}

// Facts returns what the post at path holds besides its words, and whether that
// is known: it is a post of the library that could be read.
func (l Library) Facts(path string) (index.Facts, bool) {
	e, ok := l.Entry(path)
	if !ok || e.Err != nil {
		return index.Facts{}, false
	}
	return e.Facts(), true
}

// Dialect is how the posts are written.
func (l Library) Dialect() markdown.Dialect { return markdown.Dialect{InlineMath: l.Site.InlineMath} }

// Entry finds a post by its path.
func (l Library) Entry(path string) (Entry, bool) {
	if i, ok := l.at[path]; ok && int(i) < len(l.Entries) && l.Entries[i].Path == path {
		return l.Entries[i], true
	}
	if l.at != nil {
		return Entry{}, false
	}
	for _, e := range l.Entries {
		if e.Path == path {
			return e, true
		}
	}
	return Entry{}, false
}

// Slugs maps each slug to the paths of the posts that have it, in the order of
// their names. The caller must not change it.
func (l Library) Slugs() map[string][]string {
	if l.slugs != nil {
		return l.slugs
	}
	m := make(map[string][]string, len(l.Entries))
	for i := range l.Entries {
		if e := &l.Entries[i]; e.Slug != "" {
			m[e.Slug] = append(m[e.Slug], e.Path)
		}
	}
	for _, paths := range m {
		if len(paths) > 1 {
			slices.Sort(paths)
		}
	}
	return m
}

// Surroundings are what a check of the post at path needs to know of the library.
func (l Library) Surroundings(path string) check.Context {
	c := check.Context{Path: path, Slugs: l.Slugs(), NamesDiffer: l.differ, Language: l.Site.Language}
	if l.slugs == nil {
		c.NamesDiffer = check.NamesDiffer(c.Slugs)
	}
	return c
}

// arrange sorts the posts, and derives what depends on the time and on which
// there are.
func (l *Library) arrange(now time.Time) {
	for i := range l.Entries {
		e := &l.Entries[i]
		e.Status = e.StatusAt(now)
	}
	slices.SortFunc(l.Entries, byPlace)
	l.at = places(l.Entries)
	l.slugs = nil
	l.slugs = l.Slugs()
	l.differ = check.NamesDiffer(l.slugs)
}

// check says what is wrong with the posts, and with the library. Of posts that
// are as they were in old, with the same surroundings, it is known.
func (l *Library) check(old Library) {
	same := old.slugs != nil && old.differ == l.differ && old.Site.Language == l.Site.Language && len(old.Copies)+len(l.Copies) == 0
	const piece = 256
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), 1+len(l.Entries)/piece) {
		wg.Go(func() {
			for {
				end := int(next.Add(piece))
				if end-piece >= len(l.Entries) {
					return
				}
				for i := end - piece; i < min(end, len(l.Entries)); i++ {
					l.checkEntry(&l.Entries[i], old, same)
				}
			}
		})
	}
	wg.Wait()
	for _, slug := range slices.Sorted(maps.Keys(l.slugs)) {
		if paths := l.slugs[slug]; len(paths) > 1 {
			l.doubled = append(l.doubled, fmt.Sprintf("%s: %d posts have the slug %s, such as %s; change all but one",
				safefile.Shown(l.Dir), len(paths), safefile.Shown(slug), safefile.Shown(l.Rel(paths[0]))))
		}
	}
	l.Problems = append(l.Problems, l.doubled...)
}

func (l *Library) checkEntry(e *Entry, old Library, same bool) {
	kept := e.kept
	e.kept = e.Err == nil
	switch {
	case e.Err != nil:
		return
	case kept && same && slices.Equal(l.slugs[e.Slug], old.slugs[e.Slug]):
		return
	}
	e.Problems = append(check.Post(e.head, post.Parse(e.head), l.Surroundings(e.Path)), l.CopyProblems(e.Path)...)
}

// Same reports whether the posts of two readings are the same, with nothing that
// changed in between.
func (l Library) Same(o Library) bool {
	return len(l.Entries) > 0 && len(l.Entries) == len(o.Entries) && &l.Entries[0] == &o.Entries[0]
}

// IsPostName tells whether a file of that name is listed in a library.
func IsPostName(name string) bool {
	return strings.HasSuffix(name, ".md") && !strings.HasPrefix(name, ".")
}

// Holds reports whether a file at path is one of the library's, if it is a post:
// it lies in its folder, or in one below that posts are looked for in.
func (l Library) Holds(path string) bool {
	if l.Dir == "" {
		return false
	}
	dir := filepath.Dir(path)
	if dir == l.Dir {
		return true
	}
	_, ok := slices.BinarySearch(l.Folders, l.Rel(dir))
	return ok
}

// Rel is the path of a post within the library, with slashes.
func (l Library) Rel(path string) string {
	if rel, err := filepath.Rel(l.Dir, path); err == nil {
		return filepath.ToSlash(rel)
	}
	return path
}

// folderError makes "not a folder" of the error that says so.
func folderError(err error) error {
	if pe, ok := err.(*fs.PathError); ok {
		if st, serr := os.Stat(pe.Path); serr == nil && !st.IsDir() {
			return errNotFolder
		}
	}
	return err
}
