package publish

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export"
	"galley.app/galley/storage/export/layout"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// Shelf is the posts that are exported, each once, and the libraries that they
// lie in.
type Shelf struct {
	Site config.Site // of the first library
	Dir  string      // of that library

	sources   []export.Source
	read      []reading
	at        map[string]int             // index of a source by its absolute path
	libraries map[string]storage.Library // by the absolute path of their folder
	home      storage.Library            // of posts in other folders
	folders   map[string]bool            // of libraries that are listed, and whose posts nobody checked
}

// reading is how a source was read.
type reading struct {
	done        bool
	at          time.Time
	fingerprint safefile.Fingerprint
}

// Gather puts posts on a shelf: files, and folders with all their posts, by
// their paths. Trust returns a library with the folders outside of it that are
// agreed to; it is called once for each. An error that is an *fs.PathError is of
// a path that leads nowhere.
func Gather(ctx context.Context, paths []string, trust func(storage.Library) storage.Library) (*Shelf, error) {
	s := newShelf()
	for i, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		var lib storage.Library
		if !info.IsDir() {
			lib = storage.Around(filepath.Dir(path))
			s.add(export.Source{Path: path, Named: true})
		} else {
			var names []string
			lib, names, err = storage.List(path)
			if err != nil {
				return nil, err
			}
			s.folders[lib.Dir] = true
			for _, name := range names {
				src := export.Source{Path: filepath.Join(path, name)}
				src.Outside, _ = safefile.LinkOut(path, src.Path)
				s.add(src)
			}
		}
		if _, ok := s.libraries[lib.Dir]; !ok {
			lib = trust(lib)
			s.libraries[lib.Dir] = lib
		}
		if i == 0 {
			s.Site, s.Dir = lib.Site, lib.Dir
		}
	}
	return s, s.load(ctx, nil)
}

// Chosen puts posts of a library on a shelf by their paths; nil are all of it,
// which is looked at again. What known has read already, and what did not change
// since, is not read again; known may be nil.
func Chosen(ctx context.Context, lib storage.Library, paths []string, now time.Time, known *Shelf) (*Shelf, error) {
	s := newShelf()
	all := paths == nil
	if all {
		var err error
		if lib, err = storage.Refresh(ctx, lib, now); err != nil {
			return nil, err
		}
		for _, e := range lib.Entries {
			s.add(export.Source{Path: e.Path, Outside: e.Outside})
		}
		for _, c := range lib.Copies {
			src := export.Source{Path: c.Path}
			src.Outside, _ = safefile.LinkOut(lib.Dir, c.Path)
			s.add(src)
		}
	}
	for _, path := range paths {
		s.add(export.Source{Path: path})
	}
	s.Site, s.Dir, s.home, s.libraries[lib.Dir] = lib.Site, lib.Dir, lib, lib
	return s, s.load(ctx, known)
}

func newShelf() *Shelf {
	return &Shelf{Site: config.DefaultSite(), at: map[string]int{}, libraries: map[string]storage.Library{}, folders: map[string]bool{}}
}

// add puts a post on the shelf, unless it is there: then what was found becomes
// what was named.
func (s *Shelf) add(src export.Source) {
	abs := absolute(src.Path)
	if i, ok := s.at[abs]; ok {
		if src.Named {
			s.sources[i].Named, s.sources[i].Outside = true, ""
		}
		return
	}
	s.at[abs] = len(s.sources)
	s.sources = append(s.sources, src)
}

// Len returns how many posts there are.
func (s *Shelf) Len() int { return len(s.sources) }

// load reads the posts on all cores.
func (s *Shelf) load(ctx context.Context, known *Shelf) error {
	s.read = make([]reading, len(s.sources))
	var next atomic.Int64
	var done sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(s.sources)) {
		done.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(s.sources) {
					return
				}
				if s.sources[i].Outside == "" { // else it is left out
					s.loadPost(i, known)
				}
			}
		})
	}
	done.Wait()
	s.markCopies()
	return ctx.Err()
}

// markCopies finds out which posts are copies that a sync tool left of others on
// the shelf.
func (s *Shelf) markCopies() {
	folders := map[string][]string{}
	for i := range s.sources {
		dir, name := filepath.Split(absolute(s.sources[i].Path))
		folders[dir] = append(folders[dir], name)
	}
	for dir, names := range folders {
		copies := storage.Copies(names, func(name string) (string, bool) {
			src := s.sources[s.at[filepath.Join(dir, name)]]
			return src.Text, src.Err == nil && src.Outside == ""
		})
		for name, of := range copies {
			s.sources[s.at[filepath.Join(dir, name)]].CopyOf = of
		}
	}
}

func (s *Shelf) loadPost(i int, known *Shelf) {
	src := &s.sources[i]
	if known != nil {
		if j, ok := known.at[absolute(src.Path)]; ok && known.fresh(j) {
			src.Text, s.read[i] = known.sources[j].Text, known.read[j]
			return
		}
	}
	now := time.Now()
	text, fp, err := storage.Load(src.Path)
	if e, ok := errors.AsType[*storage.LoadError](err); ok {
		err = errors.New(e.Reason()) // the plan names the file
	}
	src.Text, src.Err = text, err
	s.read[i] = reading{done: err == nil, at: now, fingerprint: fp}
}

// fresh reports whether a post that was read is still the same, by its stat.
func (s *Shelf) fresh(i int) bool {
	r := s.read[i]
	return r.done && storage.Fresh(s.sources[i].Path, r.fingerprint, r.at)
}

// Fresh reports whether all posts are still as they were read.
func (s *Shelf) Fresh() bool {
	for i, src := range s.sources {
		if src.Outside == "" && !s.fresh(i) {
			return false
		}
	}
	return true
}

// Library returns the library that the post at path lies in.
func (s *Shelf) Library(path string) storage.Library {
	path = absolute(path)
	if lib, ok := s.libraries[filepath.Dir(path)]; ok {
		return lib
	}
	for _, lib := range s.libraries {
		if lib.Holds(path) {
			return lib
		}
	}
	return s.home
}

// Plan thinks the export of the posts through. What the options leave out is
// added: where images are found, which libraries are to be left alone, and how
// the pages of the first one look by its own files.
func (s *Shelf) Plan(o export.Options) *export.Plan {
	if o.Image == nil {
		o.Image = func(path, dest string) (string, bool) {
			return s.Library(path).Image(filepath.Dir(absolute(path)), dest)
		}
	}
	o.Check = s.check(o.Now)
	o.Missing = func(path, dest string) string { return s.Library(path).Missing(filepath.Dir(absolute(path)), dest) }
	o.Outside = func(path, file string) bool { return s.Library(path).IsOutside(file) }
	o.Guard.Libraries = slices.Sorted(maps.Keys(s.libraries))
	if o.Format.Laid {
		o.Design = layout.Open(s.Dir)
	}
	return export.NewPlan(s.sources, o)
}

// check returns what lists the errors of posts, as a check of their libraries
// tells them. Libraries that were not read are looked at once.
func (s *Shelf) check(now time.Time) func(path, text string) []post.Problem {
	judges := map[string]*storage.Judge{} // by the folders of their libraries
	var once sync.Once
	return func(path, text string) []post.Problem {
		once.Do(func() {
			for dir := range s.folders {
				r := storage.Reading{Now: now, Text: s.text}
				if j, err := r.Judge(context.Background(), s.libraries[dir]); err == nil {
					judges[dir] = j
				}
			}
		})
		path = absolute(path)
		lib := s.Library(path)
		if j := judges[lib.Dir]; j != nil {
			return j.Errors(path, text)
		}
		if e, ok := lib.Entry(path); ok && e.Err == nil && s.read[s.at[path]].fingerprint.SameBytes(e.Fingerprint) {
			return e.Problems
		}
		return lib.CheckSource(path, text, now)
	}
}

// text is the text of the post at path, if it is on the shelf.
func (s *Shelf) text(path string) (string, safefile.Fingerprint, bool) {
	i, ok := s.at[path]
	if !ok || !s.read[i].done {
		return "", safefile.Fingerprint{}, false
	}
	return s.sources[i].Text, s.read[i].fingerprint, true
}

func absolute(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return filepath.Clean(path)
	}
	return abs
}
