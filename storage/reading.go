package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"galley.app/galley/storage/config"
	"galley.app/galley/storage/index"
	"galley.app/galley/storage/keyed"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
	"galley.app/galley/storage/walk"
)

// Reading is how a library is read. The zero value reads all of it, as of the
// year 1.
type Reading struct {
	Now time.Time
	// Cache keeps what posts hold from one reading to the next; the zero value keeps nothing.
	Cache index.Cache
	// Step, which may be nil, is told now and then what is known so far of a library that takes a while, on the
	// goroutine that reads: its posts are those that were read, and nothing is said of their problems.
	Step func(Library)
	// First is the path of a post that is read before the others.
	First string
	// Text, which may be nil, gives posts that were read a moment ago for something
	// else, by their paths.
	Text func(path string) (src string, fp safefile.Fingerprint, ok bool)

	heads bool // the heads alone are looked at: nothing is known of what is in texts

	load func(path string) (src string, fp safefile.Fingerprint, err error) // nil is Load
}

// Open reads the library in dir: every *.md file in it and in the folders below
// that is not hidden; see [walk.Find] for what is left out. Files that cannot be
// read are listed with the reason; only a folder that cannot be read is an error.
// Galley writes nothing in it while it reads.
func Open(ctx context.Context, dir string, now time.Time) (Library, error) {
	return Reading{Now: now}.Open(ctx, dir)
}

// Refresh looks at the library again and reads only the files that changed.
// On an error lib is still what is known.
func Refresh(ctx context.Context, lib Library, now time.Time) (Library, error) {
	return Reading{Now: now}.Refresh(ctx, lib)
}

// Open is the function [Open], as r says.
func (r Reading) Open(ctx context.Context, dir string) (Library, error) {
	return r.Refresh(ctx, Library{Dir: dir})
}

// Refresh is the function [Refresh], as r says.
func (r Reading) Refresh(ctx context.Context, lib Library) (Library, error) {
	dir, err := filepath.Abs(lib.Dir)
	if err != nil {
		return lib, fmt.Errorf("%s: %w", safefile.Shown(lib.Dir), err)
	}
	next := Library{Dir: dir, Agreed: lib.Agreed, Asks: lib.Asks}
	if next.Site, err = config.ReadSite(dir); err != nil {
		next.Problems = append(next.Problems, config.Complaints(err)...)
	}
	files, err := next.find(ctx)
	if err != nil {
		return lib, err
	}
	job := reader{Reading: r, lib: next, files: files, known: lib}
	if job.unchanged(ctx) {
		next.Entries, next.at, next.slugs, next.doubled, next.differ = lib.Entries, lib.at, lib.slugs, lib.doubled, lib.differ
		next.numbers, next.pictures, next.sights = lib.numbers, lib.pictures, lib.sights
		next.Problems = append(next.Problems, next.unknownRules()...)
		next.Problems = append(next.Problems, lib.doubled...)
		next.checkFiles(r.Now)
		return next, ctx.Err()
	}
	if next.Entries, err = job.read(ctx); err != nil {
		return lib, err
	}
	if int(job.news.Load()) > len(next.Entries)/2 {
		together(dir, next.Entries)
	}
	next.splitCopies()
	next.arrange(r.Now)
	next.check(lib, r.Now)
	job.keep(next)
	return next, nil
}

// find looks for what may be a post, and notes the folders that are looked in.
func (l *Library) find(ctx context.Context) ([]walk.File, error) {
	found, err := walk.Find(ctx, l.Dir, walk.Options{Wanted: IsPostName, Skip: l.wanted(), Flat: l.isFlat()})
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

// isFlat reports whether the folders below are left alone: the folder is one that
// holds whatever comes along, such as the author's home, and nobody made a library
// of it.
func (l *Library) isFlat() bool {
	if isTooWide(l.Dir) {
		return true
	}
	real, err := filepath.EvalSymlinks(l.Dir)
	if err != nil || !isHeap(real) && real != filepath.Clean(os.TempDir()) {
		return false
	}
	_, err = os.Lstat(filepath.Join(l.Dir, config.SiteFile))
	return err != nil
}

// reader reads the posts of one library.
type reader struct {
	Reading
	lib   Library // without its posts
	files []walk.File
	known Library // as it was read before

	mu   sync.Mutex
	done []Entry // in the order in which they were read
	news atomic.Int64
}

// firstStep is when it is first told what is known. Each further time takes twice
// as long, since it costs more, but not more than lastStep, unless telling itself
// takes long, of many posts or where the processors have much else to do: the time
// between is stepShare times as long as it took, so that reading goes on.
const (
	firstStep = 150 * time.Millisecond
	lastStep  = 5 * time.Second
	stepShare = 12
)

// read reads the posts with a few workers; what is known and did not change since
// is taken over.
func (r *reader) read(ctx context.Context) ([]Entry, error) {
	known := r.recall()
	order := r.order(known)
	r.done = make([]Entry, 0, len(r.files))
	over := make(chan struct{})
	go func() {
		defer close(over)
		r.each(len(order), func(i int) {
			if ctx.Err() != nil {
				return
			}
			if e := r.entry(r.files[order[i]], known); !e.vanished() {
				r.mu.Lock()
				r.done = append(r.done, e)
				r.mu.Unlock()
			}
			runtime.Gosched() // whoever has a key to answer goes first
		})
	}()
	r.tell(over)
	<-over
	return r.done, ctx.Err()
}

// tell says what is known so far until all is.
func (r *reader) tell(over <-chan struct{}) {
	if r.Step == nil {
		return
	}
	wait := firstStep
	for timer := time.NewTimer(wait); ; timer.Reset(wait) {
		select {
		case <-over:
			timer.Stop()
			return
		case <-timer.C:
			wait = min(2*wait, lastStep)
		}
		began := time.Now()
		r.mu.Lock()
		sofar := slices.Clone(r.done)
		r.mu.Unlock()
		if len(sofar) == 0 {
			continue
		}
		lib := r.lib
		lib.Entries, lib.Reading = sofar, len(r.files)
		lib.arrange(r.Now)
		r.Step(lib)
		wait = max(wait, stepShare*time.Since(began))
	}
}

// unchanged reports whether all is as it was, so that the list of before, which
// nobody changes, can be taken over whole.
func (r *reader) unchanged(ctx context.Context) bool {
	was := r.known
	if was.at == nil || was.Reading > 0 || len(was.Copies) > 0 || len(was.Entries) != len(r.files) || !reflect.DeepEqual(was.Site, r.lib.Site) || !slices.Equal(was.Folders, r.lib.Folders) {
		return false
	}
	known := memory{was.Entries, was.at}
	var differs atomic.Bool
	r.each(len(r.files), func(i int) {
		if differs.Load() || ctx.Err() != nil {
			return
		}
		e := known.of(r.path(r.files[i]))
		if e == nil || r.files[i].Link || !e.kept || !e.fresh() || e.StatusAt(r.Now) != e.Status {
			differs.Store(true)
		}
	})
	return !differs.Load()
}

// each calls do for 0 to n-1 with a few workers.
func (r *reader) each(n int, do func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(max(2, runtime.NumCPU()), 4, max(1, n)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
}

// memory is what is known of posts by their paths.
type memory struct {
	entries []Entry
	at      *keyed.Table
}

// of returns what is known of the post at path; nil for nothing.
func (m memory) of(path string) *Entry {
	if i := m.place(path); i >= 0 {
		return &m.entries[i]
	}
	return nil
}

// place is where the post at path is, -1 for nowhere.
func (m memory) place(path string) int {
	return m.at.First(path, func(i int) string { return m.entries[i].Path })
}

// recall returns what is known of the posts: of the library as it was read
// before, or else by the cache.
func (r *reader) recall() memory {
	if len(r.known.Entries) > 0 {
		m := memory{r.known.Entries, r.known.at}
		if m.at == nil {
			m.at = places(m.entries)
		}
		return m
	}
	records := r.Cache.Read(r.lib.Dir, r.lib.Site.InlineMath)
	m := memory{entries: recalled(r.lib.Dir, records)}
	m.at = places(m.entries)
	return m
}

// places are where the posts with a path are in a list.
func places(entries []Entry) *keyed.Table {
	return keyed.Of(len(entries), func(i int) string { return entries[i].Path })
}

// order is in which order the files are read: what is known first, since it costs
// next to nothing, then what stands at the top of the list as far as names tell.
func (r *reader) order(known memory) []int {
	order := make([]int, len(r.files))
	for i := range order {
		order[i] = i
	}
	if r.Step == nil {
		return order
	}
	rank := make([]int8, len(r.files))
	for i, f := range r.files {
		path := r.path(f)
		switch {
		case path == r.First:
			rank[i] = 0
		case known.of(path) != nil:
			rank[i] = 1
		case strings.HasPrefix(f.Rel, "wip"):
			rank[i] = 2
		default:
			rank[i] = 3
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		if d := int(rank[a]) - int(rank[b]); d != 0 {
			return d
		}
		return b - a
	})
	return order
}

func (r *reader) path(f walk.File) string {
	return filepath.Join(r.lib.Dir, filepath.FromSlash(f.Rel))
}

// entry returns the entry of a file, which is read unless it is known.
func (r *reader) entry(f walk.File, known memory) Entry {
	path := r.path(f)
	var e Entry
	if was := known.of(path); was != nil && was.fresh() {
		e = *was
	} else {
		r.news.Add(1)
		e = r.readEntry(path, f.Rel)
	}
	e.Outside = ""
	if f.Link {
		e.Outside, _ = safefile.LinkOut(r.lib.Dir, path)
	}
	return e
}

// vanished reports whether the file was removed since it was found. A link that
// leads nowhere is still there.
func (e *Entry) vanished() bool {
	if !errors.Is(e.Err, fs.ErrNotExist) {
		return false
	}
	_, err := os.Lstat(e.Path)
	return errors.Is(err, fs.ErrNotExist)
}

func (r *reader) readEntry(path, rel string) Entry {
	e := newEntry(path, rel)
	src, fp, err := r.loadPost(path)
	if e.Fingerprint, e.Err = fp, err; err != nil {
		return e
	}
	e.read = time.Now()
	if r.heads {
		e.fillHead(src[:post.Parse(src).BodyStart()])
		return e
	}
	e.fill(src)
	e.facts = index.Of(src, r.lib.Dialect()).Encode()
	return e
}

func (r *reader) loadPost(path string) (string, safefile.Fingerprint, error) {
	if r.Text != nil {
		if src, fp, ok := r.Text(path); ok {
			return src, fp, nil
		}
	}
	if r.load != nil {
		return r.load(path)
	}
	return Load(path)
}

// keep has the cache know what was read, where that is worth it: what it does not
// know is read again at the next start, and no more comes of it.
func (r *reader) keep(lib Library) {
	news := int(r.news.Load())
	if gone := len(r.known.Entries) - len(lib.Entries); gone > 0 {
		news += gone
	}
	const share = 64
	if news == 0 || news*share < len(lib.Entries) && news < 256 {
		return
	}
	records := make([]index.Record, 0, len(lib.Entries))
	for i := range lib.Entries {
		if e := &lib.Entries[i]; e.Err == nil {
			records = append(records, e.record())
		}
	}
	r.Cache.Write(lib.Dir, lib.Site.InlineMath, records)
}

// record is what the cache keeps of an entry.
func (e *Entry) record() index.Record {
	rec := index.Record{Rel: e.Rel, File: e.Fingerprint, Read: e.read, Words: e.Words, Head: e.head, Facts: e.facts}
	if !e.HasTitle {
		rec.Title = e.Title
	}
	return rec
}

// together puts the text of entries that were read one by one into one piece of
// memory: what was read meanwhile lay between.
func together(dir string, entries []Entry) {
	records := make([]index.Record, len(entries))
	for i := range entries {
		records[i] = entries[i].record()
	}
	for i, e := range recalled(dir, records) {
		if was := &entries[i]; was.Err == nil {
			e.Outside, e.kept = was.Outside, was.kept
			*was = e
		}
	}
}

// recalled are the entries that records were made of. All their text is in one piece
// of memory, which holds nothing else.
func recalled(dir string, records []index.Record) []Entry {
	if len(records) == 0 {
		return nil
	}
	before := dir
	if !os.IsPathSeparator(dir[len(dir)-1]) {
		before += string(filepath.Separator)
	}
	size := 0
	for i := range records {
		rec := &records[i]
		size += len(before) + len(rec.Rel) + len(rec.Title) + len(rec.Head) + len(rec.Facts)
	}
	var b strings.Builder
	b.Grow(size)
	for i := range records {
		rec := &records[i]
		for _, s := range []string{before, filepath.FromSlash(rec.Rel), rec.Title, rec.Head, rec.Facts} {
			b.WriteString(s)
		}
	}
	all := b.String()
	cut := func(n int) (s string) {
		s, all = all[:n], all[n:]
		return s
	}
	entries := make([]Entry, len(records))
	for i := range records {
		rec := &records[i]
		e := newEntry(cut(len(before)+len(rec.Rel)), rec.Rel)
		title := cut(len(rec.Title))
		e.fillHead(cut(len(rec.Head)))
		if !e.HasTitle {
			e.Title = title
		}
		e.Fingerprint, e.read, e.Words, e.facts = rec.File, rec.Read, rec.Words, cut(len(rec.Facts))
		entries[i] = e
	}
	return entries
}
