package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"galley.app/galley/assets"
	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/history"
	"galley.app/galley/storage/index"
	"galley.app/galley/storage/inuse"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
	"galley.app/galley/storage/trash"
)

// WorkspaceOptions are what a Workspace works with.
type WorkspaceOptions struct {
	Paths  config.Paths
	Keeper *Keeper          // does all writing
	Post   func(func())     // runs a function on the UI goroutine; it must not wait for it
	Now    func() time.Time // nil is time.Now
	// History is where versions of posts are kept; nil where none are.
	History *history.Store
	// Trash is where posts go that are moved to the trash; nil where none can be.
	Trash *trash.Can
	// Poll leaves it to Rescan to find what changes outside, as for a test that has a time of its own.
	Poll bool
	// Cache keeps what posts of libraries hold from one start to the next; the zero value keeps nothing.
	Cache index.Cache
	// Load reads a post, on any goroutine; nil is the function Load. A test has it wait or fail.
	Load func(path string) (src string, fp safefile.Fingerprint, err error)
	// Stat looks at a folder that is watched; nil is os.Stat. A test has it wait.
	Stat func(dir string) (fs.FileInfo, error)

	// Lengthy, which may be nil, is called when reading a library turns out to take a while, on the goroutine that
	// reads, and what it returns when that is over.
	Lengthy func() (over func())

	around func(dir string) Library // nil is Around; a test has it wait
}

// Workspace is what one window works on: a library and the files of the posts
// that are open. It reads and watches both, and knows what was last read or
// written of each open file. It belongs to the UI goroutine. Methods with a
// done function return at once and call it there; the others are quick enough
// to wait for.
type Workspace struct {
	o       WorkspaceOptions
	checker *Checker
	watcher *Watcher
	lib     Library
	watched string   // folder that is watched as the library
	follows int      // number of times that the folders below were said
	below   []string // these, as slash paths within it
	note    string   // why there is no watch; "" while there is one
	reading int      // number of the newest reading of the library
	opening bool     // it is one of another folder
	stop    func()   // ends the newest reading; nil where none is under way
	queued  func()   // looks again once that is done; nil for nothing

	load func(path string) (src string, fp safefile.Fingerprint, err error) // of posts of the library; nil is Load

	real  string // path of the library with its links followed; "" while that is not known
	homes homes

	inuse *inuse.Board
	aside line // what asks the disk about folders to watch, in order

	onElsewhere func(f *OpenFile, changed bool)
	onOutside   func(paths []string)
	onUnwatched func(note string)
	onRead      func()
	ready       func(Library)
}

// NewWorkspace starts watching.
func NewWorkspace(o WorkspaceOptions) *Workspace {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Load == nil {
		o.Load = Load
	}
	if o.around == nil {
		o.around = Around
	}
	w := &Workspace{o: o, onOutside: func([]string) {}, onUnwatched: func(string) {}, onRead: func() {}, ready: func(Library) {}, onElsewhere: func(*OpenFile, bool) {}}
	w.checker = NewChecker(o.Post, o.Keeper.Writes)
	w.inuse = inuse.New(o.Paths.StateFile("open"), func(path string, changed bool) {
		o.Post(func() {
			if f := w.Owner(path); f != nil {
				w.onElsewhere(f, changed)
			}
		})
	})
	w.watcher = NewWatcher(WatchOptions{Poll: o.Poll, Post: o.Post, Report: w.report, Stat: o.Stat})
	return w
}

// report takes in what the watcher found.
func (w *Workspace) report(r Report) {
	if r.Note != "" || r.Over {
		w.note = r.Note
		w.onUnwatched(w.note)
	}
	if len(w.homes.known) > 0 {
		w.readHomes()
	}
	switch anything := r.Rescan || len(r.Gone)+len(r.Back) > 0; {
	case anything:
		w.onOutside(nil)
	case len(r.Paths) > 0:
		w.onOutside(r.Paths)
	}
}

// Close ends the watching, and what is still looked at of open posts.
func (w *Workspace) Close() {
	w.checker.Close()
	if w.stop != nil {
		w.stop()
	}
	w.watcher.Close()
	w.inuse.Close()
}

// OnElsewhere sets what is called when it is known that another window has
// changes in a post that is open here, or has none any more.
func (w *Workspace) OnElsewhere(f func(f *OpenFile, changed bool)) { w.onElsewhere = f }

// OnOutside sets what is called when something happened to files; nil paths
// mean that anything may have.
func (w *Workspace) OnOutside(f func(paths []string)) { w.onOutside = f }

// OnUnwatched sets what is called with a line that says why there is no watch,
// and with "" when there is one again.
func (w *Workspace) OnUnwatched(f func(note string)) {
	w.onUnwatched = f
	if w.note != "" {
		f(w.note)
	}
}

// OnRead sets what is called when the library was read anew.
func (w *Workspace) OnRead(f func()) { w.onRead = f }

// Ready sets what is called with a library that was read, on the goroutine that
// reads, before it is handed over: what takes long of many posts is done there.
func (w *Workspace) Ready(f func(Library)) { w.ready = f }

// Rescan looks whether the watched folders are still the same, as when the
// window gets the focus, and reports that anything may have happened.
func (w *Workspace) Rescan() {
	go w.watcher.Rescan() // it asks the disk
	w.inuse.Look()
}

// Library is the library as it was last read.
func (w *Workspace) Library() Library { return w.lib }

// Open reads the library in a folder and watches it from then on instead of the
// one before. The folders of open posts are watched as long as these are open.
// Where reading takes a while, done is called with what is known so far, whose
// Reading is not 0, before it is called with the whole; first is the path of a
// post to be read before the others.
func (w *Workspace) Open(dir, first string, done func(Library, error)) {
	w.opening, w.queued = true, nil
	if w.stop != nil {
		w.stop()
	}
	n, stepped := w.reading+1, false
	w.read(func(ctx context.Context) (Library, error) {
		var over func()
		defer func() {
			if over != nil {
				go over()
			}
		}()
		back := TakeBack(w.o.Paths) // before anything is read or cleared
		lib, err := Reading{
			Now: w.o.Now(), Cache: w.o.Cache, First: first, load: w.load,
			Step: func(lib Library) {
				if over == nil && w.o.Lengthy != nil {
					over = w.o.Lengthy()
				}
				w.step(n, lib, func(lib Library, err error) {
					stepped = true
					done(lib, err)
				})
			},
		}.Open(ctx, dir)
		lib.Problems = append(lib.Problems, back...)
		if err == nil {
			for _, folder := range append([]string{""}, lib.Folders...) {
				lib.Problems = append(lib.Problems, ClearUnfinished(filepath.Join(dir, filepath.FromSlash(folder)), w.o.Paths, w.o.Now())...)
			}
		}
		return lib, err
	}, func(lib Library, err error) {
		w.opening = false
		if err == nil {
			w.Await(dir)
		}
		done(lib, err)
		if err == nil && stepped {
			w.Rescan() // for what changed meanwhile, without a watch
		}
	})
}

// step hands over what is known so far.
func (w *Workspace) step(n int, lib Library, done func(Library, error)) {
	lib = Trusted(lib, w.o.Paths, w.o.Now())
	real := realPath(lib.Dir)
	w.ready(lib)
	w.o.Post(func() {
		if n == w.reading {
			w.lib, w.real = lib, real
			done(lib, nil)
		}
	})
}

// Await watches a folder as the library, also one that is not there: that it is
// back is reported as something that happened.
func (w *Workspace) Await(dir string) {
	if dir == w.watched {
		return
	}
	w.watch(dir, w.watched)
	w.watched, w.below = dir, nil
	w.watchBelow()
}

// watch has a folder watched, and another one, of an earlier call, no more; either
// may be "". The disk, which may be slow or not answer at all, is asked aside. Where
// that takes long a look at everything follows, since what happened meanwhile is not
// known.
func (w *Workspace) watch(dir, no string) {
	asked := time.Now()
	w.aside.add(func() {
		if dir != "" && w.watcher.Watch(dir) && time.Since(asked) > watchHung {
			w.watcher.lookAtAll()
		}
		if no != "" {
			w.watcher.Unwatch(no)
		}
	})
}

// watchBelow watches the folders below that of the library. The system is asked
// aside: there may be thousands.
func (w *Workspace) watchBelow() {
	var folders []string
	if w.lib.Dir == w.watched {
		folders = w.lib.Folders
	}
	if w.follows > 0 && slices.Equal(folders, w.below) {
		return
	}
	w.follows++
	w.below = folders
	n, dirs := w.follows, make([]string, len(folders))
	for i, f := range folders {
		dirs[i] = filepath.Join(w.watched, filepath.FromSlash(f))
	}
	go w.watcher.Follow(n, dirs)
}

// Refresh reads what changed in the library's folder. While that is done already
// it is done once more afterwards, so that what changes in the course of a minute
// is not read each time anew; of several done the last one is called then.
func (w *Workspace) Refresh(done func(Library, error)) {
	if w.opening { // what is read is newer, and must not be lost over this
		return
	}
	if w.stop != nil {
		w.queued = func() { w.Refresh(done) }
		return
	}
	lib, how := w.lib, Reading{Now: w.o.Now(), Cache: w.o.Cache, load: w.load}
	w.read(func(ctx context.Context) (Library, error) { return how.Refresh(ctx, lib) }, done)
}

// read reads the library in a goroutine; only the newest reading counts.
func (w *Workspace) read(f func(context.Context) (Library, error), done func(Library, error)) {
	w.reading++
	n := w.reading
	ctx, stop := context.WithCancel(context.Background())
	w.stop = stop
	go func() {
		lib, err := f(ctx)
		lib = Trusted(lib, w.o.Paths, w.o.Now())
		real := realPath(lib.Dir)
		if err == nil {
			w.ready(lib)
		}
		w.o.Post(func() {
			stop()
			if n != w.reading {
				return
			}
			w.stop = nil
			defer func() {
				if again := w.queued; again != nil {
					w.queued = nil
					again()
				}
			}()
			if err == nil {
				w.lib, w.real = lib, real
				if lib.Dir == w.watched {
					w.watchBelow()
				}
				w.onRead()
			}
			done(lib, err)
		})
	}()
}

// Check lists what is wrong with a post, whose path is "" as long as it has no
// file.
func (w *Workspace) Check(path, src string) []post.Problem {
	c := w.lib.Surroundings(path)
	c.Now = w.o.Now()
	found := check.Post(src, post.Parse(src), c)
	return append(found, c.Levels.Apply(w.lib.CopyProblems(path))...)
}

// Checking returns what lists all that is wrong with a post whose text was parsed,
// as [Library.Check] does; any goroutine may call it.
func (w *Workspace) Checking(path string, t text.Text, d *markdown.Doc) func() []post.Problem {
	lib, now := w.lib, w.o.Now()
	known := path == "" || lib.Holds(path)
	return func() []post.Problem {
		if !known {
			lib = w.around(filepath.Dir(path))
		}
		return lib.Check(path, t, d, now)
	}
}

// postDir is the folder that links of the post at path start from: the
// library's while it has no file.
func postDir(lib Library, path string) string {
	if path == "" {
		return lib.Dir
	}
	return filepath.Dir(path)
}

// MakeFolder makes a folder, and those above it, as where one of a post that is
// open is not there any more.
func (w *Workspace) MakeFolder(dir string, done func(error)) {
	w.o.Keeper.Do(func() error {
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return fmt.Errorf("%s: the folder was not made: %s", safefile.Shown(dir), reason(err))
		}
		return nil
	}, done)
}

// Do has work that writes in a library done in its turn, on the goroutine that
// does all writing, such as copying a picture into it.
func (w *Workspace) Do(work func() error, done func(error)) { w.o.Keeper.Do(work, done) }

// missingFolder is the folder of a path that is not there; "" where it is, or
// where that is not why err came.
func missingFolder(path string, err error) string {
	dir := filepath.Dir(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	return dir
}

// Source reads the bytes of a file that Load refused, on any goroutine.
func (w *Workspace) Source(path string) ([]byte, error) {
	b, _, err := safefile.Read(path, MaxSize)
	if err != nil {
		return nil, &LoadError{Path: path, Err: err}
	}
	return b, nil
}

// Transcribe makes a copy beside a file that holds text instead of what that
// holds, and tells its path.
func (w *Workspace) Transcribe(path, text string, done func(Result)) {
	ext := filepath.Ext(path)
	f := w.NewFile()
	f.Create(strings.TrimSuffix(path, ext)+"-utf8"+ext, "", slices.Values([]string{text}), func(r Result) {
		f.Close()
		done(r)
	})
}

// Sample puts the sample posts into a folder, which is made, unless it holds
// anything.
func (w *Workspace) Sample(dir string) error {
	posts, err := fs.Sub(assets.Files, assets.SampleDir)
	if err != nil {
		return err
	}
	return InstallSample(dir, posts)
}

// Flush calls done when nothing is being written any more, or with an error
// when that takes too long.
func (w *Workspace) Flush(done func(error)) {
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		err := w.o.Keeper.Flush(ctx)
		w.o.Post(func() { done(err) })
	}()
}

// SetSiteName has the library in dir say how its site is called and where it is;
// what is "" stays as it is.
func (w *Workspace) SetSiteName(dir, title, url string, done func(error)) {
	var site config.Site
	w.o.Keeper.Do(func() error {
		err := config.SetSiteName(dir, title, url)
		site, _ = config.ReadSite(dir) // as far as it can be read
		return err
	}, func(err error) {
		if err == nil && dir == w.lib.Dir {
			w.lib.Site = site
		}
		done(err)
	})
}

// SetPage chooses the page theme of the library that the post at path belongs
// to.
func (w *Workspace) SetPage(path, theme string, done func(error)) {
	dir := w.LibraryOf(path).Dir
	w.o.Keeper.Do(func() error { return config.SetSitePage(dir, theme) }, func(err error) {
		if err == nil && dir == w.lib.Dir {
			w.lib.Site.Page = theme
		}
		done(err)
	})
}

// WriteSite changes what the library in dir says of itself, as
// config.WriteSiteForm does.
func (w *Workspace) WriteSite(dir string, was, to config.SiteForm, done func(error)) {
	w.o.Keeper.Do(func() error { return config.WriteSiteForm(dir, was, to) }, done)
}

// homes are the libraries of open posts that lie outside of the window's own, by
// the folder of the post. They are read aside, since the disk may not answer, and
// belong to the UI goroutine.
type homes struct {
	known   map[string]Library
	reading map[string]bool
}

// LibraryOf is the library that a post belongs to; that of the window for a
// post without a file, whose path is "". The disk is not asked for it: of a post
// outside the window's library it is what was known when the post was opened or
// looked at last, and a library without settings until that is known, which is
// told as having read a library is.
func (w *Workspace) LibraryOf(path string) Library {
	if path == "" || w.lib.Holds(path) {
		return w.lib
	}
	dir := filepath.Dir(path)
	if lib, ok := w.homes.known[dir]; ok {
		return lib
	}
	w.readHome(dir)
	return Library{Dir: dir}
}

// around reads the library that posts in dir belong to, on any goroutine.
func (w *Workspace) around(dir string) Library {
	return Trusted(w.o.around(dir), w.o.Paths, w.o.Now())
}

// readHome has the library that posts in dir belong to read aside.
func (w *Workspace) readHome(dir string) {
	if w.homes.reading[dir] {
		return
	}
	if w.homes.reading == nil {
		w.homes.reading = map[string]bool{}
	}
	w.homes.reading[dir] = true
	go func() {
		lib := w.around(dir)
		w.o.Post(func() {
			delete(w.homes.reading, dir)
			was, known := w.homes.known[dir]
			w.setHome(dir, lib)
			if !known || was.Dir != lib.Dir || !reflect.DeepEqual(was.Site, lib.Site) || !slices.Equal(was.Agreed, lib.Agreed) {
				w.onRead()
			}
		})
	}()
}

// setHome notes what library posts in dir belong to.
func (w *Workspace) setHome(dir string, lib Library) {
	if w.homes.known == nil {
		w.homes.known = map[string]Library{}
	}
	w.homes.known[dir] = lib
}

// readHomes looks again at the libraries of posts that lie elsewhere: their
// settings may have changed.
func (w *Workspace) readHomes() {
	for dir := range maps.Clone(w.homes.known) {
		if w.lib.Holds(filepath.Join(dir, "x.md")) || !w.opens(dir) {
			delete(w.homes.known, dir)
			continue
		}
		w.readHome(dir)
	}
}

// opens reports whether a post in dir is open.
func (w *Workspace) opens(dir string) bool {
	_, ok := w.o.Keeper.claimant(func(have claim) bool { return have.path != "" && filepath.Dir(have.path) == dir })
	return ok
}
