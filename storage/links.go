package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/safefile"
	"galley.app/galley/storage/walk"
)

// assetFolders are the names under which an assets folder is found by itself.
var assetFolders = [...]string{"assets", "images", "static", "public"}

// Image finds the file that an image link of a post in postDir means. A link with a slash
// in front is looked up in the assets folder, any other beside the post. Only
// a regular file is found, and only in the library, its assets folder or the
// post's folder, wherever links and .. lead.
func (l Library) Image(postDir, dest string) (path string, ok bool) {
	return l.imageIn(nil, l.AssetFolders(), postDir, dest, nil)
}

// imageIn is Image where the assets folders are known. Missed, which may be nil, is
// told where it was looked for before it was found.
func (l Library) imageIn(s *walk.Seeker, assets []string, postDir, dest string, missed func(path string)) (path string, ok bool) {
	if !isLocal(dest) {
		return "", false
	}
	names := decoded(dest)
	if path, ok = l.named(s, assets, postDir, names, missed); ok {
		return path, true
	}
	// A package holds what has a name that not every system allows under another
	// one, and so does whoever took it in.
	var portable []string
	for _, name := range names {
		to := pack.Portable(name)
		if strings.HasPrefix(name, "/") {
			to = "/" + to
		}
		if to != name && !strings.Contains("/"+name+"/", "/../") {
			portable = append(portable, to)
		}
	}
	return l.named(s, assets, postDir, portable, missed)
}

// named finds the first file of those names.
func (l Library) named(s *walk.Seeker, assets []string, postDir string, names []string, missed func(path string)) (path string, ok bool) {
	if len(names) == 0 {
		return "", false
	}
	is := func(path string, within []string) bool {
		_, ok := s.Regular(path, within)
		if !ok && missed != nil {
			missed(path)
		}
		return ok
	}
	within := append([]string{l.Dir, postDir}, assets...)
	for _, name := range names {
		if !isSafe(name) {
			continue
		}
		if !strings.HasPrefix(name, "/") {
			if p := filepath.Join(postDir, filepath.FromSlash(name)); is(p, within) {
				return p, true
			}
			continue
		}
		name = strings.TrimLeft(name, "/")
		first, _, _ := strings.Cut(name, "/")
		for _, root := range assets {
			if p := filepath.Join(root, filepath.FromSlash(name)); is(p, []string{root}) {
				return p, true
			}
			// /images/a.png may name the assets folder images itself.
			if first == filepath.Base(root) {
				if p := filepath.Join(filepath.Dir(root), filepath.FromSlash(name)); is(p, []string{root}) {
					return p, true
				}
			}
		}
		if p := filepath.Join(l.Dir, filepath.FromSlash(name)); is(p, []string{l.Dir}) {
			return p, true
		}
	}
	return "", false
}

// Sought is where Image looks for an image first, for a message that there is
// none; "" for one that is not looked for in a folder.
func (l Library) Sought(postDir, dest string) string {
	return soughtIn(l.AssetFolders(), l.Dir, postDir, dest)
}

// soughtIn is Sought in the library at root where the assets folders are known.
func soughtIn(assets []string, root, postDir, dest string) string {
	names := decoded(dest)
	if !isLocal(dest) || len(names) == 0 || !isSafe(names[0]) {
		return ""
	}
	name := filepath.FromSlash(names[0])
	if !strings.HasPrefix(names[0], "/") {
		return filepath.Join(postDir, name)
	}
	if len(assets) > 0 {
		return filepath.Join(assets[0], name)
	}
	return filepath.Join(root, name)
}

// AssetFolders are the folders in which image links with a slash in front are
// looked up: the one of the settings, or those that are found in the library
// and beside it; none that is [Library.Outside].
func (l Library) AssetFolders() []string {
	return slices.DeleteFunc(l.wanted(), func(dir string) bool {
		real, err := filepath.EvalSymlinks(dir)
		return err != nil || !l.reads(real)
	})
}

// wanted are the assets folders, wherever they lie.
func (l Library) wanted() []string {
	if l.Site.Assets != "" {
		dir := filepath.FromSlash(l.Site.Assets)
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(l.Dir, dir)
		}
		if isFolder(dir) && !isTooWide(dir) {
			return []string{dir}
		}
		return nil
	}
	parents := []string{l.Dir, filepath.Dir(l.Dir)}
	if real, err := filepath.EvalSymlinks(l.Dir); err == nil && filepath.Dir(real) != parents[1] {
		parents = append(parents, filepath.Dir(real)) // the library is a link, and its images lie beside what it leads to
	}
	var found []string
	for _, parent := range parents {
		for _, name := range assetFolders {
			if dir := filepath.Join(parent, name); dir != l.Dir && isFolder(dir) && !isTooWide(dir) {
				found = append(found, dir)
			}
		}
	}
	return found
}

// isLocal reports whether a link leads to a file at all: it has no scheme and no
// host.
func isLocal(dest string) bool {
	if dest == "" || strings.HasPrefix(dest, "//") || strings.ContainsAny(dest, "\\\x00") {
		return false
	}
	head := dest
	if i := strings.IndexAny(head, "/?#"); i >= 0 {
		head = head[:i]
	}
	return !strings.Contains(head, ":") // file:, data:, C:
}

// decoded lists the file names that a link may mean: as it reads, then without
// query and fragment, percent signs decoded.
func decoded(dest string) []string {
	var names []string
	add := func(s string) {
		if s == "" || strings.HasSuffix(s, "/") {
			return
		}
		for _, n := range names {
			if n == s {
				return
			}
		}
		names = append(names, s)
	}
	plain := dest
	if i := strings.IndexAny(plain, "?#"); i >= 0 {
		plain = plain[:i]
	}
	for _, s := range []string{plain, dest} {
		if d, err := url.PathUnescape(s); err == nil {
			add(d)
		}
	}
	add(dest)
	return names
}

// isSafe refuses names that mean something else than a file below a folder.
func isSafe(name string) bool {
	if strings.ContainsAny(name, "\\\x00") || strings.HasPrefix(name, "//") {
		return false
	}
	for s := range strings.SplitSeq(name, "/") {
		if isDevice(s) || strings.Contains(s, ":") && filepath.Separator == '\\' {
			return false
		}
	}
	return true
}

// isTooWide refuses, as an assets folder, the root and what holds the author's
// whole home: settings may come from strangers together with their posts.
func isTooWide(dir string) bool {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return true
	}
	if filepath.Dir(real) == real {
		return true
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return false
	}
	if h, err := filepath.EvalSymlinks(home); err == nil {
		home = h
	}
	return real == home || safefile.IsBelow(home, real)
}

func isFolder(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.IsDir()
}

// MaxImage is how many bytes the file of an image may have.
const MaxImage = 64 << 20

// ReadImage gives the bytes of an image's file. What is no regular file is not
// opened, and no more is read than an image may have, whatever the system says
// of the file's size. The error says in plain words what is wrong; of a file
// that is not there it is fs.ErrNotExist.
func ReadImage(path string) ([]byte, error) {
	data, _, err := safefile.Read(path, MaxImage)
	var irregular *safefile.NotRegularError
	var large *safefile.TooLargeError
	switch {
	case err == nil:
		return data, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, fs.ErrNotExist
	case errors.As(err, &irregular):
		return nil, errors.New("this is not a file")
	case errors.As(err, &large):
		return nil, fmt.Errorf("the file is too large: more than %d MB", MaxImage>>20)
	}
	return nil, errors.New("the image cannot be read")
}
