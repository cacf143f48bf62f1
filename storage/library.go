package storage

import (
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/index"
	"galley.app/galley/storage/keyed"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
	"galley.app/galley/storage/schema"
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

	slugs   *keyed.Table // Entries by slugs; nil where nobody asked yet
	at      *keyed.Table // Entries by paths
	differ  bool         // see check.NamesDiffer
	doubled []string     // what Problems says of slugs

	numbers  map[numbered][]string // paths of posts that share a number, by that
	pictures *pictures             // what is known of image files, from one reading to the next
	sights   *sights               // of the files that links lead to; nil where nobody looked
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
		lib.Problems = append(lib.Problems, config.Complaints(err)...)
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

// Usage returns which fields the posts have beside the usual four, and what stands
// in them. It looks at all of them.
func (l Library) Usage() schema.Usage {
	return schema.Gather(func(yield func(post.Post) bool) {
		for i := range l.Entries {
			if e := &l.Entries[i]; e.Err == nil && !yield(post.Parse(e.head)) {
				return
			}
		}
	}, l.Site.Fields)
}

// Entry finds a post by its path.
func (l Library) Entry(path string) (Entry, bool) {
	if i := l.place(path); i >= 0 {
		return l.Entries[i], true
	}
	return Entry{}, false
}

// place is where the post with a path is in Entries, -1 for nowhere.
func (l Library) place(path string) int {
	if l.at != nil {
		return memory{l.Entries, l.at}.place(path)
	}
	return slices.IndexFunc(l.Entries, func(e Entry) bool { return e.Path == path })
}

// Slugs maps each slug to the paths of the posts that have it, in the order of
// their names. It is made anew each time; Slugged asks for one.
func (l Library) Slugs() map[string][]string {
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

// Slugged lists the paths of the posts that have a slug, in the order of their names.
func (l Library) Slugged(slug string) (paths []string) {
	if slug == "" {
		return nil
	}
	if l.slugs == nil {
		for i := range l.Entries {
			if e := &l.Entries[i]; e.Slug == slug {
				paths = append(paths, e.Path)
			}
		}
	} else {
		for i := l.slugs.First(slug, l.slugAt); i >= 0; i = l.slugs.Next(i) {
			paths = append(paths, l.Entries[i].Path)
		}
	}
	slices.Sort(paths)
	return paths
}

// slugAt is the key of [Library.slugs].
func (l *Library) slugAt(i int) string { return l.Entries[i].Slug }

// sluggedAlike reports whether the posts with a slug are the same as in another
// reading.
func (l *Library) sluggedAlike(o *Library, slug string) bool {
	i, j := l.slugs.First(slug, l.slugAt), o.slugs.First(slug, o.slugAt)
	if i < 0 || j < 0 {
		return i < 0 && j < 0
	}
	if l.slugs.Next(i) < 0 && o.slugs.Next(j) < 0 {
		return l.Entries[i].Path == o.Entries[j].Path
	}
	return slices.Equal(l.Slugged(slug), o.Slugged(slug))
}

// bySlugs are the slugs of the posts that have one, with the posts' paths.
func (l *Library) bySlugs() iter.Seq2[string, string] {
	return func(yield func(slug, path string) bool) {
		for i := range l.Entries {
			if e := &l.Entries[i]; e.Slug != "" && !yield(e.Slug, e.Path) {
				return
			}
		}
	}
}

// slugNames are the slugs that posts have.
func (l *Library) slugNames() iter.Seq[string] {
	return func(yield func(string) bool) {
		for slug := range l.bySlugs() {
			if !yield(slug) {
				return
			}
		}
	}
}

// Surroundings are what a check of the post at path needs to know of the library.
func (l Library) Surroundings(path string) check.Context {
	c := check.Context{Path: path, Slugged: l.Slugged, NamesDiffer: l.differ, Language: l.Site.Language, Levels: l.Site.Check, Fields: l.Site.Fields}
	c.Numbered = l.numbers[numberOf(path)]
	if l.slugs == nil {
		c.NamesDiffer = check.NamesDiffer(l.bySlugs())
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
	sortByPlace(l.Entries)
	l.at = places(l.Entries)
	l.slugs = keyed.Of(len(l.Entries), l.slugAt)
	l.numbers = doubledNumbers(l.Entries)
	l.differ = check.NamesDiffer(l.bySlugs())
}

// check says what is wrong with the posts, and with the library. What is wrong
// with the heads of posts that are as they were in old, with the same
// surroundings, is known.
func (l *Library) check(old Library, now time.Time) {
	l.pictures = old.pictures
	if l.pictures == nil {
		l.pictures = new(pictures)
	}
	l.checkEntries(old, now)
	if len(old.Entries) < len(l.Entries)/2 {
		gather(l.Entries)
	}
	l.Problems = append(l.Problems, l.unknownRules()...)
	for _, slug := range l.doubledSlugs() {
		paths := l.Slugged(slug)
		l.doubled = append(l.doubled, fmt.Sprintf("%s: %d posts have the slug %s, such as %s; change all but one",
			safefile.Shown(l.Dir), len(paths), safefile.Shown(slug), safefile.Shown(l.Rel(paths[0]))))
	}
	l.Problems = append(l.Problems, l.doubled...)
}

// gather puts what is known to be wrong with posts into a few pieces of memory, in
// which the same words stand once. What was found one by one lies apart, each in a
// page with what was needed for a moment only, so that it keeps much more than it
// takes.
func gather(entries []Entry) {
	problems, fixes := 0, 0
	var words strings.Builder
	at := map[string]int{} // where words stand
	note := func(list ...string) {
		for _, s := range list {
			if _, has := at[s]; !has {
				at[s] = words.Len()
				words.WriteString(s)
			}
		}
	}
	for i := range entries {
		for _, p := range entries[i].Problems {
			problems++
			if note(p.Rule, p.Key, p.Message); p.Fix != nil {
				fixes++
				note(p.Fix.Label, p.Fix.Key, p.Fix.Old, p.Fix.Text)
			}
		}
	}
	all := strings.Clone(words.String())
	same := func(s string) string { return all[at[s]:][:len(s)] }
	list, mends := make([]post.Problem, 0, problems), make([]post.Fix, 0, fixes)
	for i := range entries {
		e := &entries[i]
		first := len(list)
		for _, p := range e.Problems {
			p.Rule, p.Key, p.Message = same(p.Rule), same(p.Key), same(p.Message)
			if f := p.Fix; f != nil {
				mends = append(mends, post.Fix{Label: same(f.Label), Key: same(f.Key), Start: f.Start, End: f.End, Old: same(f.Old), Text: same(f.Text)})
				p.Fix = &mends[len(mends)-1]
			}
			list = append(list, p)
		}
		if len(e.Problems) > 0 {
			e.Problems = slices.Clip(list[first:])
		}
	}
}

// doubledSlugs are the slugs that several posts have, sorted.
func (l *Library) doubledSlugs() (list []string) {
	for i := range l.Entries {
		if slug := l.Entries[i].Slug; slug != "" && l.slugs.Next(i) >= 0 {
			list = append(list, slug)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// unknownRules says which rules of the library's settings there are none of.
func (l *Library) unknownRules() (list []string) {
	for _, said := range check.Levels(l.Site.Check).Unknown() {
		list = append(list, safefile.Shown(filepath.Join(l.Dir, config.SiteFile))+": "+said)
	}
	return list
}

func (l *Library) checkEntries(old Library, now time.Time) {
	same := old.slugs != nil && old.differ == l.differ && old.Site.Language == l.Site.Language && maps.Equal(old.Site.Check, l.Site.Check) && len(old.Copies)+len(l.Copies) == 0
	calm := same && l.calm(old) && old.sights.hold(l)
	if l.sights = old.sights; !calm {
		l.sights = newSights(l)
	}
	to := newLeads(l, now)
	to.seek, to.sights = walk.NewSeeker(), l.sights
	l.each(func(i int) {
		e := &l.Entries[i]
		if calm && e.kept && !l.sights.isLoose(e.Path) {
			return
		}
		key := numberOf(e.Path)
		known := e.kept && same && l.sluggedAlike(&old, e.Slug) && slices.Equal(l.numbers[key], old.numbers[key])
		e.Problems = l.problemsOf(e, known, to)
		e.kept = e.Err == nil
	})
}

// calm reports whether what changed in posts since old was read is nothing to the
// links of the others: there are as many, and those that were read anew are called
// and have places to link to as before.
func (l *Library) calm(old Library) bool {
	if old.at == nil || old.Reading > 0 || len(old.Entries) != len(l.Entries) || !reflect.DeepEqual(old.Site, l.Site) {
		return false
	}
	for i := range l.Entries {
		e := &l.Entries[i]
		if e.kept {
			continue
		}
		at := old.place(e.Path)
		if at < 0 || !e.leadsAlike(&old.Entries[at]) {
			return false
		}
	}
	return true
}

// leadsAlike reports whether links of others lead to a post as they did to it as it
// was.
func (e *Entry) leadsAlike(was *Entry) bool {
	if (e.Err == nil) != (was.Err == nil) || e.Slug != was.Slug || e.Title != was.Title || e.Status != was.Status {
		return false
	}
	f, g := e.Facts(), was.Facts()
	before, _ := g.Field("aliases")
	if now, _ := f.Field("aliases"); now != before {
		return false
	}
	return maps.Equal(placesOf(f), placesOf(g))
}

// checkFiles looks again for the files that posts lead to where the posts
// themselves are as they were: for all of them only where one of those changed
// that were found. The posts of before stay as they are.
func (l *Library) checkFiles(now time.Time) {
	calm := l.sights.hold(l)
	switch {
	case !calm:
		l.sights = newSights(l)
	case l.sights.allFirm():
		return
	}
	to := newLeads(l, now)
	to.seek, to.sights = walk.NewSeeker(), l.sights
	var mu sync.Mutex
	differ := map[int][]post.Problem{}
	l.each(func(i int) {
		if calm && !l.sights.isLoose(l.Entries[i].Path) {
			return
		}
		list := l.problemsOf(&l.Entries[i], true, to)
		if !slices.EqualFunc(list, l.Entries[i].Problems, func(a, b post.Problem) bool { return a.Rule == b.Rule && a.Line == b.Line && a.Message == b.Message }) {
			mu.Lock()
			differ[i] = list
			mu.Unlock()
		}
	})
	if len(differ) > 0 {
		l.Entries = slices.Clone(l.Entries)
	}
	for i, list := range differ {
		l.Entries[i].Problems = list
	}
}

// each calls do for each post with a few workers.
func (l *Library) each(do func(i int)) {
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
					do(i)
				}
			}
		})
	}
	wg.Wait()
}

// problemsOf is what is wrong with a post. What is wrong with its head may be
// known already.
func (l *Library) problemsOf(e *Entry, known bool, to *leads) []post.Problem {
	if e.Err != nil {
		return nil
	}
	f, err := index.Decode(e.facts)
	if err != nil {
		f = index.Facts{}
	}
	var own []post.Problem // those of the head
	if known {
		own = slices.DeleteFunc(slices.Clone(e.Problems), func(p post.Problem) bool {
			r, known := check.RuleOf(p.Rule)
			return !known || r.About == check.Text || r.About == check.Links
		})
	} else {
		c := l.Surroundings(e.Path)
		c.Lead, c.Now = f.Lead, to.now
		own = append(check.Post(e.head, post.Parse(e.head), c), c.Levels.Apply(l.CopyProblems(e.Path))...)
	}
	return l.joined(own, to.problems(e.Path, f))
}

// joined puts what is wrong with a text and its links behind what is known to be
// wrong with its head.
func (l Library) joined(head, body []post.Problem) []post.Problem {
	body = check.Levels(l.Site.Check).Apply(body)
	if len(head)+len(body) == 0 {
		return nil
	}
	return check.Sort(slices.Concat(head, body))
}

// Check returns all that is wrong with a post whose text is at hand, as it is
// listed for one of the library; path is "" as long as it has no file. It looks
// for the files of its links.
func (l Library) Check(path string, t text.Text, d *markdown.Doc, now time.Time) []post.Problem {
	if l.pictures == nil {
		l.pictures = new(pictures)
	}
	src := t.String()
	f := index.OfDoc(t, src, d)
	c := l.Surroundings(path)
	c.Lead, c.Now = f.Lead, now
	own := append(check.Post(src, post.Parse(src), c), c.Levels.Apply(l.CopyProblems(path))...)
	return l.joined(own, newLeads(&l, now).problems(path, f))
}

// CheckSource is Check for a text that is not parsed yet.
func (l Library) CheckSource(path, src string, now time.Time) []post.Problem {
	t := text.New(src)
	return l.Check(path, t, l.Dialect().Parse(nil, t, post.Parse(src).BodyStart()), now)
}

// numbered is a folder and the number that names of files in it begin with.
type numbered struct {
	dir    string
	number int
}

// numberOf is the number of a file; the zero value where it has none.
func numberOf(path string) numbered {
	n, ok, _, _ := post.NamePart(filepath.Base(path))
	if !ok || path == "" {
		return numbered{}
	}
	return numbered{filepath.Dir(path), n}
}

// doubledNumbers are the paths of posts that share a number, by that.
func doubledNumbers(entries []Entry) map[numbered][]string {
	var doubled map[numbered][]string
	first := make(map[numbered]string, len(entries))
	for i := range entries {
		path := entries[i].Path
		key := numberOf(path)
		if key.dir == "" {
			continue
		}
		before, ok := first[key]
		switch {
		case !ok:
			first[key] = path
			continue
		case doubled == nil:
			doubled = map[numbered][]string{}
		}
		if doubled[key] == nil {
			doubled[key] = []string{before}
		}
		doubled[key] = append(doubled[key], path)
	}
	for _, paths := range doubled {
		slices.Sort(paths)
	}
	return doubled
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
