package desk

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"galley.app/galley/assets"
	"galley.app/galley/editor"
	"galley.app/galley/internal/imagework"
	"galley.app/galley/storage"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/post"
)

// Store lets the window use storage. What was last read or written of an open
// post is remembered in its file; the Store belongs to the UI goroutine.
type Store struct {
	Decoder imagework.Decoder // makes pixels of images, for the pane and for exports; nil makes none

	paths   storage.Paths
	keeper  *storage.Keeper
	checker *storage.Checker
	watcher *storage.Watcher
	now     func() time.Time
	lib     storage.Library
	watched string       // folder that is watched as the library
	post    func(func()) // runs a function on the UI goroutine
	outside func(paths []string)
	unwatch func(note string)
	note    string // there is no watch; "" while there is
	sited   func() // the library was read anew
	reading int    // number of the newest reading of the library
	opening bool   // it is one of another folder
}

// NewStore starts watching; keeper does all writing, post runs functions on
// the UI goroutine.
func NewStore(paths storage.Paths, keeper *storage.Keeper, now func() time.Time, post func(func())) *Store {
	return newStore(paths, keeper, now, post, storage.WatchOptions{})
}

// NewPollingStore is NewStore where only Rescan finds what changes outside, as
// for a test that has a time of its own.
func NewPollingStore(paths storage.Paths, keeper *storage.Keeper, now func() time.Time, post func(func())) *Store {
	return newStore(paths, keeper, now, post, storage.WatchOptions{Poll: true})
}

func newStore(paths storage.Paths, keeper *storage.Keeper, now func() time.Time, post func(func()), o storage.WatchOptions) *Store {
	s := &Store{paths: paths, keeper: keeper, now: now, post: post}
	s.checker = storage.NewChecker(post, keeper.Writes)
	o.Post, o.Report = post, s.report
	s.watcher = storage.NewWatcher(o)
	return s
}

// report takes in what the watcher tells.
func (s *Store) report(r storage.Report) {
	if r.Note != "" || r.Over {
		s.note = r.Note
		if s.unwatch != nil {
			s.unwatch(s.note)
		}
	}
	anything := r.Rescan || len(r.Gone)+len(r.Back) > 0
	if s.outside == nil || !anything && len(r.Paths) == 0 {
		return
	}
	if anything {
		s.outside(nil)
	} else {
		s.outside(r.Paths)
	}
}

// Close ends the watching.
func (s *Store) Close() { s.watcher.Close() }

// OnOutside implements editor.Store, as all below does.
func (s *Store) OnOutside(f func([]string)) { s.outside = f }

func (s *Store) OnUnwatched(f func(string)) {
	s.unwatch = f
	if s.note != "" {
		f(s.note)
	}
}

func (s *Store) Rescan() { go s.watcher.Rescan() } // it asks the disk

func (s *Store) Library(dir string, done func(editor.Library, error)) {
	s.opening = true
	s.read(func() (storage.Library, error) {
		lib, err := storage.Open(context.Background(), dir, s.now())
		if err == nil {
			lib.Problems = append(lib.Problems, storage.ClearUnfinished(dir, s.paths, s.now())...)
		}
		return lib, err
	},
		func(lib editor.Library, err error) {
			s.opening = false
			if err == nil && dir != s.watched {
				s.watcher.Watch(dir)
				if s.watched != "" {
					s.watcher.Unwatch(s.watched)
				}
				s.watched = dir
			}
			done(lib, err)
		})
}

func (s *Store) Refresh(done func(editor.Library, error)) {
	if s.opening { // what is read is newer, and must not be lost over this
		return
	}
	lib := s.lib
	s.read(func() (storage.Library, error) { return storage.Refresh(context.Background(), lib, s.now()) }, done)
}

// read reads the library in a goroutine; only the newest reading counts.
func (s *Store) read(f func() (storage.Library, error), done func(editor.Library, error)) {
	s.reading++
	n := s.reading
	go func() {
		lib, err := f()
		lib, asks := s.trusted(lib)
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
			out := libraryOf(lib)
			out.Asks = asks
			done(out, err)
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
		it := editor.Item{Path: e.Path, Title: e.Title, Slug: e.Slug, Status: e.Status, Words: e.Words, Outside: e.Outside}
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

func (s *Store) CopyPath(path string) (string, error) {
	ext := filepath.Ext(path)
	return strings.TrimSuffix(path, ext) + "-mine" + ext, nil
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
	lib, _ := s.trusted(storage.Around(path))
	return lib
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
