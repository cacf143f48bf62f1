package pictures

import (
	"cmp"
	"context"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/index"
	"galley.app/galley/storage/safefile"
)

// Unused is a picture in the folders for them that no post shows or links to.
type Unused struct {
	Path string
	Size int64 // in bytes
}

// Missing is a place in a post that shows a picture which is not there.
type Missing struct {
	Path  string // of the post
	Title string
	Dest  string // what the address means
	Why   string // where there is more to say than that it is not there
	Line  int    // of the file, from 1
}

// Survey is what a library says of its pictures.
type Survey struct {
	Unused  []Unused  // by their paths
	Missing []Missing // in the order of the posts
	Folders []string  // that were looked through
	Shown   int       // pictures that posts show or link to
}

// Look goes through a library's posts and the folders of their pictures. What
// open posts hold that are not saved comes by more, with their paths.
func Look(ctx context.Context, lib storage.Library, more map[string]index.Facts) (Survey, error) {
	var s Survey
	used := map[string]bool{}
	folders := map[string]bool{} // with the folders below or without
	for _, e := range lib.Entries {
		if err := ctx.Err(); err != nil {
			return s, err
		}
		if e.Err != nil || e.Outside != "" {
			continue
		}
		facts, open := more[e.Path]
		if !open {
			facts = e.Facts()
		}
		s.take(lib, e, facts, used, folders)
	}
	for path, facts := range more {
		if path == "" || !lib.Holds(path) {
			s.take(lib, storage.Entry{Path: path}, facts, used, nil)
		}
	}
	s.Shown = len(used)
	if isMade(lib) {
		for _, dir := range append([]string{""}, lib.Folders...) { // beside posts that show none of theirs any more
			at := realPath(filepath.Join(lib.Dir, filepath.FromSlash(dir)))
			if !folders[at] {
				folders[at] = false // and not below it, unless that is known already
			}
		}
	}
	if len(folders) == 0 {
		for _, root := range lib.AssetFolders() {
			folders[realPath(root)] = true
		}
	}
	return s, s.walk(ctx, folders, used)
}

// isMade reports whether somebody made a library of the folder: another one may hold
// pictures of all kinds.
func isMade(lib storage.Library) bool {
	_, err := os.Lstat(filepath.Join(lib.Dir, config.SiteFile))
	return err == nil
}

// take notes what a post shows.
func (s *Survey) take(lib storage.Library, e storage.Entry, facts index.Facts, used, folders map[string]bool) {
	dir := lib.Dir
	if e.Path != "" {
		dir = filepath.Dir(e.Path)
	}
	for _, l := range facts.Links {
		at, ok := lookUp(lib, dir, l.Dest)
		if ok {
			used[realPath(at.file)] = true
			if l.Image && folders != nil {
				folder, below := at.habit(e).base(at, dir)
				folders[realPath(folder)] = folders[realPath(folder)] || below
			}
			continue
		}
		if l.Image && isLocal(l.Dest) {
			s.Missing = append(s.Missing, Missing{Path: e.Path, Title: e.Title, Dest: l.Dest, Why: lib.Missing(dir, l.Dest), Line: l.Line})
		}
	}
	for _, f := range facts.Fields {
		if imagefile.HasSuffix(f.Value) {
			if file, ok := lib.Image(dir, f.Value); ok {
				used[realPath(file)] = true
			}
		}
	}
}

// base returns the folder in which all posts have their pictures by this habit,
// and whether they have folders below it.
func (h habit) base(at located, postDir string) (dir string, below bool) {
	fixed, _, below := strings.Cut(h.pattern, "{")
	if !below {
		return at.dir, false
	}
	return filepath.Join(cmp.Or(h.root, postDir), filepath.FromSlash(fixed)), true
}

// isLocal reports whether an address is that of a file.
func isLocal(dest string) bool {
	u, err := url.Parse(dest)
	return dest != "" && (err != nil || u.Scheme == "" && u.Host == "") && !strings.HasPrefix(dest, "//")
}

// mostFiles is how many files are looked at.
const mostFiles = 200_000

// walk finds the pictures in folders that are not used.
func (s *Survey) walk(ctx context.Context, folders, used map[string]bool) error {
	seen, n := map[string]bool{}, 0
	for dir, below := range folders {
		s.Folders = append(s.Folders, dir)
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if cerr := ctx.Err(); cerr != nil {
				return cerr
			}
			if n++; n > mostFiles {
				return fs.SkipAll
			}
			hidden := strings.HasPrefix(d.Name(), ".") && path != dir
			switch {
			case err != nil: // a folder that cannot be read has nothing to say
				return nil
			case d.IsDir() && path != dir && (hidden || !below || d.Name() == "node_modules"):
				return fs.SkipDir
			case d.IsDir() || hidden || !d.Type().IsRegular() || !imagefile.HasSuffix(d.Name()) || used[path] || seen[path]:
				return nil
			}
			seen[path] = true
			if info, err := d.Info(); err == nil {
				s.Unused = append(s.Unused, Unused{Path: path, Size: info.Size()})
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	slices.SortFunc(s.Unused, func(a, b Unused) int { return strings.Compare(a.Path, b.Path) })
	slices.Sort(s.Folders)
	return nil
}

// Within returns the path of a file as it is said: from the library's folder, or
// from the folder above it.
func Within(lib storage.Library, file string) string {
	real := realPath(file)
	root := realPath(lib.Dir)
	for _, dir := range []string{root, filepath.Dir(root), filepath.Dir(lib.Dir)} {
		if safefile.IsBelow(real, dir) {
			if rel, err := filepath.Rel(dir, real); err == nil {
				return filepath.ToSlash(rel)
			}
		}
	}
	return file
}
