package storage

import (
	"cmp"
	"context"
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

// Entry is one post of a library as it is on disk.
type Entry struct {
	Path        string
	Name        string // file name
	Rel         string // slash path within the library: "2024/notes.md"
	Folder      string // that it lies in, as a slash path within the library; "" for its own folder
	Title       string // as shown: the title, else the first heading, else the file name's words
	HasTitle    bool   // the title is the post's own
	Slug        string
	Published   string // as written
	Description string
	Date        time.Time // of Published; zero when that is no date
	Status      post.Status
	Words       int // of the body
	Problems    []post.Problem
	Outside     string // where the file leads that is a link out of the library; "" for any other
	Fingerprint safefile.Fingerprint
	Err         error // why the file was refused or could not be read; then only Path, Name, Rel, Folder, Title and Status say something

	facts string    // as index.Facts encodes them
	head  string    // the source up to and with the separator line, to be checked again
	read  time.Time // when
}

// Errors is the number of problems that are errors.
func (e Entry) Errors() int {
	n := 0
	for _, p := range e.Problems {
		if p.Severity == post.Error {
			n++
		}
	}
	return n
}

// Library is a folder of posts as it was found. It is a value: looking again
// makes a new one.
type Library struct {
	Dir      string
	Site     config.Site
	Folders  []string // below Dir that posts are looked for in, as slash paths within it, sorted
	Entries  []Entry  // drafts first, by name; then newest first, of one date the later name first
	Copies   []Copy   // that sync tools left of posts; they are no entries
	Problems []string // what is wrong with the library itself, a line each
	Agreed   []string // real paths of folders outside that images are read from; see Trusted
	Asks     []string // those that the author is still to be asked about
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

// Open reads the library in dir: every *.md file in it and in the folders below
// that is not hidden; see [walk.Find] for what is left out. Files that cannot be
// read are listed with the reason; only a folder that cannot be read is an error.
// Galley writes nothing while it reads.
func Open(ctx context.Context, dir string, now time.Time) (Library, error) {
	return Refresh(ctx, Library{Dir: dir}, now)
}

// Refresh looks at the library again and reads only the files that changed.
// On an error lib is still what is known.
func Refresh(ctx context.Context, lib Library, now time.Time) (Library, error) {
	dir, err := filepath.Abs(lib.Dir)
	if err != nil {
		return lib, fmt.Errorf("%s: %w", safefile.Shown(lib.Dir), err)
	}
	next := Library{Dir: dir, Agreed: lib.Agreed, Asks: lib.Asks}
	if next.Site, err = config.ReadSite(dir); err != nil {
		next.Problems = append(next.Problems, err.Error())
	}
	files, err := next.find(ctx)
	if err != nil {
		return lib, err
	}
	known := make(map[string]Entry, len(lib.Entries))
	for _, e := range lib.Entries {
		known[e.Path] = e
	}
	next.Entries, err = next.readEntries(ctx, files, known)
	if err != nil {
		return lib, err
	}
	next.splitCopies()
	next.arrange(now)
	return next, nil
}

// Around is the library in dir with its settings read but not its posts: enough
// for a single post of it, as to look up images.
func Around(dir string) Library {
	lib := Library{Dir: dir}
	if abs, err := filepath.Abs(dir); err == nil {
		lib.Dir = abs
	}
	var err error
	if lib.Site, err = config.ReadSite(lib.Dir); err != nil {
		lib.Problems = append(lib.Problems, err.Error())
	}
	return lib
}

// Entry finds a post by its path.
func (l Library) Entry(path string) (Entry, bool) {
	for _, e := range l.Entries {
		if e.Path == path {
			return e, true
		}
	}
	return Entry{}, false
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

// Facts returns what the post holds besides its words, as it was read.
func (e Entry) Facts() index.Facts {
	f, err := index.Decode(e.facts)
	if err != nil {
		return index.Facts{}
	}
	f.Fields = index.FieldsOf(post.Parse(e.head))
	return f
}

// dialect is how the posts are written.
func (l Library) dialect() markdown.Dialect { return markdown.Dialect{InlineMath: l.Site.InlineMath} }

// Slugs maps each slug to the paths of the posts that have it, in the order of
// their names.
func (l Library) Slugs() map[string][]string {
	m := make(map[string][]string, len(l.Entries))
	for _, e := range l.Entries {
		if e.Slug != "" {
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

// StatusAt is the post's status at another time, for a list shown for long.
func (e Entry) StatusAt(now time.Time) post.Status {
	return post.StatusOf(e.Name, e.Published, now)
}

// IsPostName tells whether a file of that name is listed in a library.
func IsPostName(name string) bool {
	return strings.HasSuffix(name, ".md") && !strings.HasPrefix(name, ".")
}

// find looks for what may be a post, and notes the folders that are looked in.
func (l *Library) find(ctx context.Context) ([]walk.File, error) {
	found, err := walk.Find(ctx, l.Dir, walk.Options{Wanted: IsPostName, Skip: l.wanted(), Flat: isTooWide(l.Dir)})
	if err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		return nil, &LoadError{Path: l.Dir, Err: folderError(err)}
	}
	l.Folders = found.Folders
	l.Problems = append(l.Problems, found.Problems...)
	if n := found.Ignored; n > 0 && len(found.Files) == 0 {
		l.Problems = append(l.Problems, safefile.Shown(l.Dir)+": .gitignore names all posts that are there, so that none is listed")
	}
	return found.Files, nil
}

// readEntries reads the files with a few workers; what is known and not changed
// since is taken over.
func (l *Library) readEntries(ctx context.Context, files []walk.File, known map[string]Entry) ([]Entry, error) {
	entries := make([]Entry, len(files))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(max(2, runtime.NumCPU()), 4, max(1, len(files))) {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(files) {
					return
				}
				path := filepath.Join(l.Dir, filepath.FromSlash(files[i].Rel))
				e, ok := known[path]
				if !ok || !e.fresh() {
					e = l.readEntry(path)
				}
				e.place(files[i].Rel)
				e.Outside = ""
				if files[i].Link {
					e.Outside, _ = safefile.LinkOut(l.Dir, path)
				}
				entries[i] = e
			}
		})
	}
	wg.Wait()
	return entries, ctx.Err()
}

// place says where in the library a post lies.
func (e *Entry) place(rel string) {
	e.Rel, e.Folder = rel, ""
	if i := strings.LastIndexByte(rel, '/'); i >= 0 {
		e.Folder = rel[:i]
	}
}

// fresh tells whether the file is still the one that was read, by its stat.
func (e Entry) fresh() bool {
	return e.Err == nil && Fresh(e.Path, e.Fingerprint, e.read)
}

// Fresh reports whether a file is still the one that was read at that time
// with that fingerprint, by its stat. A file that changed so shortly before that
// its time may not tell the next change is taken for changed.
func Fresh(path string, f safefile.Fingerprint, read time.Time) bool {
	if read.Sub(f.ModTime) < racyFor {
		return false
	}
	st, err := safefile.Stat(path)
	return err == nil && st.Size == f.Size && st.ModTime.Equal(f.ModTime) && st.Inode == f.Inode && st.Device == f.Device
}

// racyFor is how long after a change the next one may still leave the same
// time on the file: two seconds on the coarsest file systems.
const racyFor = 2 * time.Second

func (l *Library) readEntry(path string) Entry {
	name := filepath.Base(path)
	src, fp, err := Load(path)
	e := Entry{Path: path, Name: name, Fingerprint: fp, Err: err}
	if err != nil {
		e.Title = nameTitle(name)
		return e
	}
	e.read = time.Now()
	e.fill(src)
	e.facts = index.Of(src, l.dialect()).Encode()
	return e
}

// EntryOf is the entry of a post whose text is at hand, as it would be listed
// if it were saved. Problems that need the whole library are left out.
func EntryOf(path, src string, now time.Time) Entry {
	e := Entry{Path: path, Name: filepath.Base(path)}
	e.place(e.Name)
	e.fill(src)
	e.Status = e.StatusAt(now)
	e.Problems = check.Post(e.head, post.Parse(e.head), check.Context{Path: path})
	return e
}

func (e *Entry) fill(src string) {
	p := post.Parse(src)
	value := func(key string) string {
		v, _ := p.Value(key)
		return strings.Clone(v) // else it would hold the whole text in memory
	}
	e.Title = value("title")
	e.HasTitle = e.Title != ""
	e.Slug = value("slug")
	e.Published = value("published")
	e.Description = value("description")
	if t, err := post.ParseDate(e.Published); err == nil {
		e.Date = t
	}
	e.head = strings.Clone(src[:p.BodyStart()])
	if !p.HasHead() {
		e.head = strings.Clone(clip(src, 4<<10)) // enough to say what it looks like
	}
	body := src[p.BodyStart():]
	e.Words = post.Words(body)
	if !e.HasTitle {
		e.Title = strings.Clone(firstHeading(body))
	}
	if e.Title == "" {
		e.Title = nameTitle(e.Name)
	}
}

// arrange derives what depends on the other posts and the time, and sorts.
func (l *Library) arrange(now time.Time) {
	slugs := l.Slugs()
	differ := check.NamesDiffer(slugs)
	for i := range l.Entries {
		e := &l.Entries[i]
		e.Status = e.StatusAt(now)
		if e.Err != nil {
			continue
		}
		e.Problems = check.Post(e.head, post.Parse(e.head), check.Context{Path: e.Path, Slugs: slugs, NamesDiffer: differ, Language: l.Site.Language})
		e.Problems = append(e.Problems, l.CopyProblems(e.Path)...)
	}
	slices.SortStableFunc(l.Entries, byPlace)
	for _, slug := range slices.Sorted(maps.Keys(slugs)) {
		if paths := slugs[slug]; len(paths) > 1 {
			l.Problems = append(l.Problems, fmt.Sprintf("%s: %d posts have the slug %s, such as %s; change all but one",
				safefile.Shown(l.Dir), len(paths), safefile.Shown(slug), safefile.Shown(l.rel(slices.Min(paths)))))
		}
	}
}

// byPlace is the order of the list: what cannot be opened comes last.
func byPlace(a, b Entry) int {
	ad, bd := a.Status == post.Draft, b.Status == post.Draft
	switch {
	case a.Err != nil && b.Err != nil:
		return strings.Compare(a.Rel, b.Rel)
	case a.Err != nil:
		return 1
	case b.Err != nil:
		return -1
	case ad && bd:
		return strings.Compare(a.Rel, b.Rel)
	case ad:
		return -1
	case bd:
		return 1
	}
	return cmp.Or(b.Date.Compare(a.Date), strings.Compare(b.Rel, a.Rel))
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
	_, ok := slices.BinarySearch(l.Folders, l.rel(dir))
	return ok
}

// rel is the path of a post within the library.
func (l Library) rel(path string) string {
	if rel, err := filepath.Rel(l.Dir, path); err == nil {
		return filepath.ToSlash(rel)
	}
	return path
}

// firstHeading is the text of the first ATX heading among the body's first
// lines, its marks left out.
func firstHeading(body string) string {
	fence := ""
	for range 200 {
		if body == "" {
			break
		}
		line := body
		if i := strings.IndexAny(body, "\r\n"); i >= 0 {
			line, body = body[:i], body[i+1:]
		} else {
			body = ""
		}
		line = strings.TrimSpace(line)
		if fence != "" {
			if strings.HasPrefix(line, fence) {
				fence = ""
			}
			continue
		}
		if strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~") {
			fence = line[:3]
			continue
		}
		rest := strings.TrimLeft(line, "#")
		if n := len(line) - len(rest); n < 1 || n > 6 || !strings.HasPrefix(rest, " ") && !strings.HasPrefix(rest, "\t") {
			continue
		}
		text := strings.TrimSpace(rest)
		if t := strings.TrimRight(text, "#"); t == "" || strings.HasSuffix(t, " ") {
			text = strings.TrimSpace(t)
		}
		if text = strings.Trim(text, "*_`"); text != "" {
			return clip(text, 200)
		}
	}
	return ""
}

// nameTitle makes words of a file name: "wip-my-post.md" is "my post".
func nameTitle(name string) string {
	words := strings.ReplaceAll(slugPart(name), "-", " ")
	if words = strings.TrimSpace(words); words != "" {
		return words
	}
	return name
}

// clip cuts s to at most n bytes without cutting a character.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
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
