package storage

import (
	"maps"
	"path/filepath"
	"reflect"
	"slices"

	"galley.app/galley/storage/safefile"
)

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

// A Finder finds the files of a post's pictures. It asks the disk, on any
// goroutine, by what was known of the post's library when it was made.
type Finder struct {
	lib Library
	dir string // of the post
}

// Finder finds the pictures of the post at path, "" for one without a file.
func (w *Workspace) Finder(path string) *Finder {
	lib := w.LibraryOf(path)
	// Not the posts, which may be many and are read anew meanwhile.
	return &Finder{lib: Library{Dir: lib.Dir, Site: lib.Site, Folders: lib.Folders, Agreed: lib.Agreed}, dir: postDir(lib, path)}
}

// Image finds the local file that a picture is in; where there is none it returns
// the path at which it is looked for first.
func (f *Finder) Image(dest string) (file string, ok bool) {
	if file, ok := f.lib.Image(f.dir, dest); ok {
		return file, true
	}
	return f.lib.Sought(f.dir, dest), false
}

// Barred is the place outside of the library where a picture is not looked for;
// "" for none.
func (f *Finder) Barred(dest string) string {
	at, _ := f.lib.Beyond(f.dir, dest)
	return at
}

// Outside lists the folders outside of the library that it takes images from,
// or would where the author agrees: what it returns does, on any goroutine, since
// it asks the disk.
func (w *Workspace) Outside() func() (folders []string) {
	lib := w.lib
	return func() []string { return append(lib.Outside(), lib.Agreed...) }
}

// SetReads remembers whether images of the library are read from folders
// outside of it, and calls done when that is written or could not be.
func (w *Workspace) SetReads(folders []string, yes bool, done func(error)) {
	w.lib.Agreed = nil
	if yes {
		w.lib.Agreed = append(w.lib.Agreed, folders...)
	}
	dir, paths, now := w.lib.Dir, w.o.Paths, w.o.Now()
	w.o.Keeper.Do(func() error { return setReads(paths, dir, folders, yes, now) }, done)
}

// known is a path with its links followed, as far as that can be told without
// asking the disk: those that lead to the library, and a post of it that is one.
func (w *Workspace) known(path string) claim { return knownIn(w.lib, w.real, path) }

func knownIn(lib Library, real, path string) claim {
	c := named(path)
	if real != "" && safefile.IsBelow(c.path, lib.Dir) {
		c.real = filepath.Join(real, filepath.FromSlash(lib.Rel(c.path)))
		c.file = c.real
	}
	if e, ok := lib.Entry(path); ok && e.Outside != "" {
		c.file = e.Outside
	}
	return c
}

// Owner is the file of the open post that has path, or had it and lost it; nil
// if none does. No disk is asked: it goes by what was known when posts and library
// were opened.
func (w *Workspace) Owner(path string) *OpenFile { return w.Owners()(path) }

// Owners returns what is Owner on any goroutine, by the library as it is now.
func (w *Workspace) Owners() func(path string) *OpenFile {
	lib, real, keeper := w.lib, w.real, w.o.Keeper
	return func(path string) *OpenFile {
		c := knownIn(lib, real, path)
		key, _ := keeper.claimant(func(have claim) bool { return have.is(c) || have.names(c) })
		f, _ := key.(*OpenFile)
		return f
	}
}
