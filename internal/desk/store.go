package desk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"galley.app/galley/assets"
	"galley.app/galley/editor"
	"galley.app/galley/editor/text"
	"galley.app/galley/storage"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// Store lets the window use storage. It remembers what was last read or
// written of each open post, and what was last found instead; it belongs to
// the UI goroutine.
type Store struct {
	paths   storage.Paths
	keeper  *storage.Keeper
	checker *storage.Checker
	watcher *storage.Watcher
	now     func() time.Time
	lib     storage.Library
	known   map[string]safefile.Fingerprint
	found   map[string]safefile.Fingerprint
	post    func(func()) // runs a function on the UI goroutine
	outside func(paths []string)
	sited   func() // the library was read anew
	reading int    // number of the newest reading of the library
}

// NewStore starts watching; keeper does all writing, post runs functions on
// the UI goroutine.
func NewStore(paths storage.Paths, keeper *storage.Keeper, now func() time.Time, post func(func())) *Store {
	s := &Store{paths: paths, keeper: keeper, now: now, post: post, known: map[string]safefile.Fingerprint{}, found: map[string]safefile.Fingerprint{}}
	s.checker = storage.NewChecker(post, keeper.Writes)
	s.watcher = storage.NewWatcher(storage.WatchOptions{Post: post, Report: func(r storage.Report) {
		paths := r.Paths
		if r.Rescan || len(r.Gone)+len(r.Back) > 0 {
			paths = nil
		}
		if s.outside != nil {
			s.outside(paths)
		}
	}})
	return s
}

// Close ends the watching.
func (s *Store) Close() { s.watcher.Close() }

// OnOutside implements editor.Store, as all below does.
func (s *Store) OnOutside(f func([]string)) { s.outside = f }

func (s *Store) Library(dir string, done func(editor.Library, error)) {
	old := s.lib.Dir
	s.read(func() (storage.Library, error) { return storage.Open(context.Background(), dir, s.now()) },
		func(lib editor.Library, err error) {
			if err == nil {
				if old != "" && old != dir {
					s.watcher.Unwatch(old)
				}
				s.watcher.Watch(dir)
			}
			done(lib, err)
		})
}

func (s *Store) Refresh(done func(editor.Library, error)) {
	lib := s.lib
	s.read(func() (storage.Library, error) { return storage.Refresh(context.Background(), lib, s.now()) }, done)
}

// read reads the library in a goroutine; only the newest reading counts.
func (s *Store) read(f func() (storage.Library, error), done func(editor.Library, error)) {
	s.reading++
	n := s.reading
	go func() {
		lib, err := f()
		s.post(func() {
			if n != s.reading {
				return
			}
			if err == nil {
				s.lib = lib
				if s.sited != nil {
					s.sited()
				}
			}
			done(libraryOf(lib), err)
		})
	}()
}

func libraryOf(lib storage.Library) editor.Library {
	out := editor.Library{Dir: lib.Dir, Name: lib.Site.Title, Note: strings.Join(lib.Problems, "; ")}
	out.Dialect.InlineMath = lib.Site.InlineMath
	if lib.Site.Spoken {
		out.Language = lib.Site.Language
	}
	if out.Name == "" {
		out.Name = filepath.Base(lib.Dir)
	}
	for _, e := range lib.Entries {
		it := editor.Item{Path: e.Path, Title: e.Title, Slug: e.Slug, Status: e.Status, Words: e.Words}
		for _, p := range e.Problems {
			if p.Severity != post.Hint {
				it.Problems++
			}
		}
		switch {
		case e.Err != nil:
			it.Refused, it.Group = e.Err.Error(), "Cannot be opened"
		case e.Status == post.Draft:
			it.Group = "Drafts"
		case e.Date.IsZero():
			it.Group, it.Date = "No date", "no date"
		default:
			it.Group, it.Date = strconv.Itoa(e.Date.Year()), e.Date.Format(time.DateOnly)
		}
		out.Items = append(out.Items, it)
	}
	return out
}

func (s *Store) Load(path string) (src string, known func(), err error) {
	src, fp, err := storage.Load(path)
	return src, func() {
		s.known[path] = fp
		s.watcher.Watch(filepath.Dir(path))
	}, err
}

func (s *Store) Save(path string, t text.Text, done func(editor.Outcome)) {
	known := s.known[path]
	s.write(storage.Request{Path: path, Text: t.Chunks(), Expect: &known}, done)
}

func (s *Store) Create(path, slug string, t text.Text, done func(editor.Outcome)) {
	if path == "" {
		name, err := storage.NewName(s.lib.Dir, slug, true)
		if err != nil {
			done(editor.Outcome{Err: err})
			return
		}
		path = name
	}
	s.write(storage.Request{Path: path, Text: t.Chunks(), New: true}, done)
}

func (s *Store) write(r storage.Request, done func(editor.Outcome)) {
	s.keeper.Save(r, func(res storage.Result) {
		o := editor.Outcome{Path: res.Path, Err: res.Err}
		var conflict *storage.ConflictError
		switch {
		case errors.As(res.Err, &conflict) && conflict.Gone:
			o.Gone = true
		case errors.As(res.Err, &conflict) && conflict.Err == nil:
			theirs, err := post.Decode(conflict.Theirs)
			if err != nil {
				o.Err = fmt.Errorf("%s was changed outside Galley and %w; nothing was overwritten", filepath.Base(r.Path), err)
				break
			}
			o.Err, o.Theirs = nil, &theirs
			s.found[r.Path] = conflict.Found
		case res.Fingerprint.Exists(): // also where the disk did not confirm it
			s.known[res.Path] = res.Fingerprint
		}
		done(o)
	})
}

func (s *Store) Look(path string, done func(editor.News, string, error)) {
	s.checker.Check(path, func() safefile.Fingerprint { return s.known[path] }, func(seen storage.Sight) {
		switch seen.News {
		case storage.Gone:
			done(editor.Removed, "", nil)
		case storage.Changed:
			s.found[path] = seen.Fingerprint
			done(editor.Changed, seen.Src, nil)
		case storage.Refused:
			done(editor.Same, "", seen.Err)
		default:
			done(editor.Same, "", nil)
		}
	})
}

func (s *Store) Accept(path string) {
	if fp, ok := s.found[path]; ok {
		s.known[path] = fp
	}
}

func (s *Store) CopyPath(path string) (string, error) {
	ext := filepath.Ext(path)
	return strings.TrimSuffix(path, ext) + "-mine" + ext, nil
}

func (s *Store) Publish(path string, done func(string, error)) {
	s.keeper.Rename(nil, path, func(path string) (string, error) { return storage.PublishName(filepath.Dir(path), path) },
		func(res storage.Result) {
			if res.Err == nil {
				s.known[res.Path] = s.known[path]
			}
			done(res.Path, res.Err)
		})
}

func (s *Store) NewSource() string {
	src, _ := storage.NewSource("", s.now())
	return src
}

func (s *Store) Check(path, src string) []post.Problem {
	slugs := s.lib.Slugs()
	return check.Post(src, post.Parse(src), check.Context{Path: path, Slugs: slugs, NamesDiffer: check.NamesDiffer(slugs), Language: s.lib.Site.Language})
}

// around is the library that a post belongs to.
func (s *Store) around(path string) storage.Library {
	if dir := filepath.Dir(path); s.lib.Dir != "" && (dir == s.lib.Dir || !filepath.IsAbs(path)) {
		return s.lib
	}
	return storage.Around(path)
}

func (s *Store) Resolve(path, dest string) (string, bool) {
	lib := s.around(path)
	if !filepath.IsAbs(path) { // a post without a file stands for one in the library
		path = filepath.Join(lib.Dir, "wip.md")
	}
	if file, ok := lib.Image(path, dest); ok {
		return file, true
	}
	return lib.Sought(path, dest), false
}

func (s *Store) Linked(path, dest string) (string, bool) {
	e, ok := s.around(path).PostByLink(dest)
	return e.Path, ok
}

func (s *Store) Sample() (string, error) {
	dir := s.paths.Samples()
	if dir == "" {
		return "", errors.New("there is no folder for it: neither HOME nor GALLEY_HOME is set")
	}
	return dir, storage.InstallSample(dir, sampleFiles())
}

// sampleFiles are the posts of the bundled library.
func sampleFiles() fs.FS {
	sub, err := fs.Sub(assets.Files, assets.SampleDir)
	if err != nil {
		panic(err) // the name is a constant
	}
	return sub
}

func (s *Store) Flush(done func(error)) {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		err := s.keeper.Flush(ctx)
		s.post(func() { done(err) })
	}()
}
