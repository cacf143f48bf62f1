package storage

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"galley.app/galley/storage/config"
	"galley.app/galley/storage/safefile"
)

// A library may come from a stranger, with links and settings that name any
// folder of this computer. What lies outside of it is read, and carried away by
// an export, only where the author agreed.

// Outside returns the real paths of the assets folders that lie outside of the
// library and that the author did not agree to. They are not looked in.
//
// Not outside are folders in the library, and those beside it that have one of
// the usual names: the posts and the images of a site came together. A link
// does not make a folder one of these, and where all kinds of things lie beside
// the library, as in the home folder or among downloads, nothing came with it.
func (l Library) Outside() []string {
	var list []string
	for _, dir := range l.wanted() {
		if real, err := filepath.EvalSymlinks(dir); err == nil && !l.reads(real) && !slices.Contains(list, real) {
			list = append(list, real)
		}
	}
	return list
}

// IsOutside reports whether a file that Image found lies in a folder which the
// author had to agree to.
func (l Library) IsOutside(file string) bool {
	real, err := filepath.EvalSymlinks(file)
	return err != nil || !l.owns(real)
}

// Barred reports whether Image found no file because the folders that it would
// look in are outside of the library, and returns the first of them.
func (l Library) Barred(dest string) (folder string, ok bool) {
	if !isLocal(dest) || !strings.HasPrefix(dest, "/") {
		return "", false
	}
	if out := l.Outside(); len(out) > 0 {
		return out[0], true
	}
	return "", false
}

// Beyond reports whether Image found no file because the link leads out of the
// library, and returns the place that it leads to: a file, whether it exists or
// not, or the folder that the author did not agree to.
func (l Library) Beyond(postDir, dest string) (at string, ok bool) {
	if folder, ok := l.Barred(dest); ok {
		return folder, true
	}
	if at = l.Sought(postDir, dest); at == "" {
		return "", false
	}
	within := append([]string{l.Dir, postDir}, l.AssetFolders()...)
	if !slices.ContainsFunc(within, func(dir string) bool { return safefile.IsBelow(at, dir) }) {
		for _, folder := range l.Outside() {
			if safefile.IsBelow(at, folder) {
				return folder, true
			}
		}
		return at, true
	}
	real, err := filepath.EvalSymlinks(at)
	if err != nil || slices.ContainsFunc(within, func(dir string) bool {
		d, err := filepath.EvalSymlinks(dir)
		return err == nil && (real == d || safefile.IsBelow(real, d))
	}) {
		return "", false
	}
	return real, true
}

// Missing says why Image finds no file where there is more to say than that
// there is none: the link leads out of the library. It returns "" for all
// others.
func (l Library) Missing(postDir, dest string) string {
	at, ok := l.Beyond(postDir, dest)
	switch {
	case !ok:
		return ""
	case slices.Contains(l.Outside(), at): // which is not looked into
		return fmt.Sprintf("it is not looked for in %s, outside of the library, before you agree to that folder", safefile.Shown(at))
	}
	if info, err := os.Stat(at); err != nil || !info.Mode().IsRegular() {
		return fmt.Sprintf("its link leads out of the library, to %s, and there is no such image", safefile.Shown(at))
	}
	return fmt.Sprintf("it is left out, since it lies outside of the library: %s", safefile.Shown(at))
}

// reads reports whether an assets folder, by its real path, may be looked in.
func (l Library) reads(real string) bool {
	return l.owns(real) || slices.Contains(l.Agreed, real)
}

// owns reports whether a real path belongs to the library.
func (l Library) owns(real string) bool {
	root, err := filepath.EvalSymlinks(l.Dir)
	if err != nil {
		return false
	}
	if real == root || safefile.IsBelow(real, root) {
		return true
	}
	for _, dir := range []string{root, l.Dir} { // which may itself be a link
		parent, err := filepath.EvalSymlinks(filepath.Dir(dir))
		if err != nil || isTooWide(parent) || isHeap(parent) {
			continue
		}
		for _, name := range assetFolders {
			if beside := filepath.Join(parent, name); real == beside || safefile.IsBelow(real, beside) {
				return true
			}
		}
	}
	return false
}

// isHeap reports whether a folder is one of those in the home folder that hold
// whatever comes along.
func isHeap(dir string) bool {
	home, err := os.UserHomeDir()
	if err != nil {
		return false
	}
	if h, err := filepath.EvalSymlinks(home); err == nil {
		home = h
	}
	if filepath.Dir(dir) != home {
		return false
	}
	switch strings.ToLower(filepath.Base(dir)) {
	case "desktop", "documents", "downloads", "pictures", "public":
		return true
	}
	return false
}

// Trusted is the library with the folders that the author agreed to, and those
// that he was not asked about yet.
func Trusted(l Library, p config.Paths, now time.Time) Library {
	agreed := l.Agreed
	l.Agreed, l.Asks = nil, nil
	outside := l.Outside()
	if len(outside) == 0 {
		return l // as nearly always: nothing is read
	}
	exports, _ := ReadExports(p, now)
	for _, dir := range outside {
		switch yes, asked := exports.Reads(l.Dir, dir); {
		case yes:
			l.Agreed = append(l.Agreed, dir)
		case !asked:
			l.Asks = append(l.Asks, dir)
		}
	}
	if !slices.Equal(agreed, l.Agreed) {
		return Rechecked(l, now)
	}
	return l
}

// Rechecked is the library with what is wrong with its posts found anew, since
// images are read from other folders than before.
func Rechecked(l Library, now time.Time) Library {
	if l.at != nil {
		l.Entries = slices.Clone(l.Entries)
		l.sights = nil // other folders are looked into
		l.checkEntries(l, now)
	}
	return l
}

// Reads reports whether the author agreed that images of the library in dir are
// read from a folder outside of it, given by its real path, and whether he was
// asked at all.
func (e *Exports) Reads(dir, folder string) (yes, asked bool) {
	dir = realPath(dir)
	yes = e.Approved(dir, "", readsFolder+folder)
	return yes, yes || e.Approved(dir, "", shunsFolder+folder)
}

// What is remembered of a folder outside of a library, in the place where
// targets have their names: none is called "".
const (
	readsFolder = "reads "
	shunsFolder = "does not read "
)

// setReads remembers the author's answer for several folders.
func setReads(p config.Paths, dir string, folders []string, yes bool, now time.Time) error {
	exports, _ := ReadExports(p, now)
	var errs []error
	for _, folder := range folders {
		errs = append(errs, exports.SetReads(dir, folder, yes))
	}
	return errors.Join(errs...)
}

// SetReads remembers the author's answer.
func (e *Exports) SetReads(dir, folder string, yes bool) error {
	now, before := readsFolder, shunsFolder
	if !yes {
		now, before = before, now
	}
	dir = realPath(dir)
	return e.change(func(f *exportsFile) {
		old := approval(dir, "", before+folder)
		f.Approved = slices.DeleteFunc(f.Approved, func(a string) bool { return a == old })
		f.Approved = append(f.Approved, approval(dir, "", now+folder))
		slices.Sort(f.Approved)
		f.Approved = slices.Compact(f.Approved)
	})
}

func realPath(dir string) string {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		return real
	}
	return dir
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
