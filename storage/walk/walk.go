// Package walk finds the files of a library that may be posts, in its folder and
// those below it, and opens none of them.
package walk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"galley.app/galley/storage/safefile"
)

// Options say what is looked for.
type Options struct {
	Wanted func(name string) bool // reports whether a file of that name may be a post
	Skip   []string               // folders that are left out, absolute
	Flat   bool                   // folders below are left alone
}

// Found is what is in a library.
type Found struct {
	Files    []File   // by their names
	Folders  []string // those below that were read, as slash paths within the library, by their names
	Problems []string // folders that could not be read, a line each
	Ignored  int      // files that would be posts if .gitignore did not name them
}

// File is a file that may be a post.
type File struct {
	Rel  string // slash path within the library
	Link bool   // it is a link, or lies in a folder that is one
}

const (
	maxFolders = 20_000
	maxDepth   = 64
)

// Files that mark a folder as a library of its own, and as one that was exported.
const (
	siteName    = "galley.toml"
	packageName = ".galley-export.json"
)

// Find looks through the folder dir. Folders below are followed, through links
// within it too, but each only once. Those that are hidden, of packages for programs, of
// other libraries or of what Galley exported, and those that .gitignore names,
// are no part of a library. An error is that of dir.
func Find(ctx context.Context, dir string, o Options) (Found, error) {
	return find(ctx, dir, o, readDir)
}

// readDir lists what is in a folder; with an error what could be read of it.
func readDir(dir string) ([]fs.DirEntry, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.ReadDir(-1)
}

func find(ctx context.Context, dir string, o Options, read func(string) ([]fs.DirEntry, error)) (Found, error) {
	w := &walker{ctx: ctx, read: read, dir: dir, o: o, skip: map[string]bool{}}
	for _, s := range o.Skip {
		w.skip[filepath.Clean(s)] = true
	}
	var err error
	if w.real, err = filepath.EvalSymlinks(dir); err != nil {
		return Found{}, err
	}
	self, err := os.Stat(dir)
	if err != nil {
		return Found{}, err
	}
	w.known = map[identity]bool{}
	w.note(dir, self)
	if err := w.folder("", false, above(dir)); err != nil {
		return Found{}, err
	}
	// Folders that are links come last, so that a folder is read by its own name
	// wherever it lies in the library.
	for len(w.links) > 0 && ctx.Err() == nil {
		links := w.links
		w.links = nil
		for _, l := range links {
			w.follow(l.rel, true, l.ignores)
		}
	}
	slices.SortFunc(w.found.Files, func(a, b File) int { return strings.Compare(a.Rel, b.Rel) })
	slices.Sort(w.found.Folders)
	if w.over {
		w.found.Problems = append(w.found.Problems, fmt.Sprintf("%s: only the first %d folders below it are read", safefile.Shown(dir), maxFolders))
	}
	return w.found, ctx.Err()
}

type walker struct {
	ctx   context.Context
	read  func(dir string) ([]fs.DirEntry, error)
	dir   string
	real  string // links resolved
	o     Options
	skip  map[string]bool
	seen  []fs.FileInfo     // folders, where the system has no numbers for them
	known map[identity]bool // their numbers, where it does
	links []link
	found Found
	over  bool
}

type identity struct{ inode, device uint64 }

// link is a folder that is a link, to be followed.
type link struct {
	rel     string
	ignores ignores
}

// folder reads one folder; its error is that of opening it.
func (w *walker) folder(rel string, linked bool, ig ignores) error {
	at := filepath.Join(w.dir, filepath.FromSlash(rel))
	list, err := w.read(at)
	if err != nil {
		if len(list) == 0 {
			return err
		}
		w.found.Problems = append(w.found.Problems, fmt.Sprintf("%s: not all of its posts can be found: %s", safefile.Shown(at), safefile.Reason(err)))
	}
	names := make(map[string]bool, 2)
	for _, d := range list {
		switch d.Name() {
		case ignoreName, siteName, packageName:
			names[d.Name()] = true
		}
	}
	if rel != "" && (names[siteName] || names[packageName]) {
		return nil
	}
	if rel != "" {
		w.found.Folders = append(w.found.Folders, rel)
	}
	if names[ignoreName] {
		ig = ig.with(at)
	}
	var below []string
	for _, d := range list {
		name := d.Name()
		if strings.HasPrefix(name, ".") {
			continue
		}
		isLink := d.Type()&fs.ModeSymlink != 0
		isDir := d.IsDir()
		if isLink && (w.o.Wanted(name) || !w.o.Flat) {
			st, err := os.Stat(filepath.Join(at, name))
			isDir = err == nil && st.IsDir()
		}
		switch child := path.Join(rel, name); {
		case isDir && w.o.Flat, isDir && w.leaves(child, name):
		case isDir && isLink:
			if !ig.match(filepath.Join(at, name), true) && w.leadsIn(filepath.Join(at, name)) {
				w.links = append(w.links, link{child, ig})
			}
		case isDir:
			below = append(below, child)
		case w.o.Wanted(name):
			if ig.match(filepath.Join(at, name), false) {
				w.found.Ignored++
				continue
			}
			w.found.Files = append(w.found.Files, File{Rel: child, Link: linked || isLink})
		}
	}
	slices.Sort(below)
	for _, child := range below {
		if w.ctx.Err() != nil {
			return nil
		}
		if !ig.match(filepath.Join(w.dir, filepath.FromSlash(child)), true) {
			w.follow(child, linked, ig)
		}
	}
	return nil
}

// leaves reports whether a folder is no part of the library by its name.
func (w *walker) leaves(rel, name string) bool {
	return name == "node_modules" || rel == "templates" || rel == "static" || strings.HasSuffix(name, ".textbundle") ||
		w.skip[filepath.Join(w.dir, filepath.FromSlash(rel))]
}

// Leaves reports whether the folder at the slash path rel is no part of the
// library in dir by the names on the way to it, and those that are skipped.
func Leaves(rel, dir string, skip []string) bool {
	w := &walker{dir: dir, skip: map[string]bool{}}
	for _, s := range skip {
		w.skip[filepath.Clean(s)] = true
	}
	for i := 0; i <= len(rel); i++ {
		if i < len(rel) && rel[i] != '/' {
			continue
		}
		name := path.Base(rel[:i])
		if strings.HasPrefix(name, ".") || w.leaves(rel[:i], name) {
			return true
		}
	}
	return false
}

// leadsIn reports whether a folder that is a link lies in the library. It may be
// a stranger's, whose links lead anywhere.
func (w *walker) leadsIn(path string) bool {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return false
	}
	if safefile.IsBelow(real, w.real) {
		return true
	}
	if real != w.real && !safefile.IsBelow(w.real, real) { // else it is a loop
		w.found.Problems = append(w.found.Problems, fmt.Sprintf("%s: its posts are left out, since it is a link out of the library, to %s", safefile.Shown(path), safefile.Shown(real)))
	}
	return false
}

// follow reads a folder below, unless it was read by another name.
func (w *walker) follow(rel string, linked bool, ig ignores) {
	at := filepath.Join(w.dir, filepath.FromSlash(rel))
	switch {
	case len(w.found.Folders) >= maxFolders:
		w.over = true
		return
	case strings.Count(rel, "/") >= maxDepth:
		w.found.Problems = append(w.found.Problems, fmt.Sprintf("%s: its posts are left out, since it lies more than %d folders deep", safefile.Shown(at), maxDepth))
		return
	}
	st, err := os.Stat(at)
	if err != nil || !st.IsDir() || !w.note(at, st) {
		return
	}
	if err := w.folder(rel, linked, ig); err != nil && !errors.Is(err, fs.ErrNotExist) {
		w.found.Problems = append(w.found.Problems, fmt.Sprintf("%s: its posts are left out: %s", safefile.Shown(at), safefile.Reason(err)))
	}
}

// note remembers a folder and reports whether it is a new one.
func (w *walker) note(path string, st fs.FileInfo) bool {
	if f, err := safefile.Stat(path); err == nil && f.Inode != 0 {
		id := identity{f.Inode, f.Device}
		if w.known[id] {
			return false
		}
		w.known[id] = true
		return true
	}
	for _, s := range w.seen {
		if os.SameFile(s, st) {
			return false
		}
	}
	w.seen = append(w.seen, st)
	return true
}
