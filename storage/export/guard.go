package export

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"galley.app/galley/storage/export/bundle"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// settingsName is the file in which a library says what it is.
const settingsName = "galley.toml"

// Guard tells what an export must leave alone. With the zero value that is what
// can be told by the posts that are packed.
type Guard struct {
	// Libraries are the folders that the posts lie in: no file in them is
	// replaced that no export wrote.
	Libraries []string
	// Wrote reports whether the file at path is what an export of this user
	// wrote there. A mark in a folder says what it likes: pages are taken over
	// from an earlier export only where this says so of the mark. Nil remembers
	// nothing.
	Wrote func(path string) bool
}

func (g Guard) wrote(path string) bool { return g.Wrote != nil && g.Wrote(path) }

// Witness is the file by which the package at path is known again, which was
// written there: itself, or of a folder the mark.
func Witness(path string) string {
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return path
	}
	if mark := filepath.Join(path, markName); exists(mark) {
		return mark
	}
	return filepath.Join(path, bundle.InfoName)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// notSettings refuses the name of the file that makes a folder a library and
// says what may be done there, whether or not there is one. Some file systems
// tell no capitals from small letters.
func notSettings(path string) error {
	if !strings.EqualFold(filepath.Base(path), settingsName) {
		return nil
	}
	return &site.Error{Path: path, What: "has the name of a library's settings, which no export writes", Kept: "nothing was written", Ways: []site.Way{site.AnotherName}}
}

// mayReplace tells why the file at path, which no link is, must not be replaced.
func (p *Plan) mayReplace(path string, info fs.FileInfo) error {
	for _, e := range p.Posts {
		if in, err := os.Stat(e.Path); err == nil && os.SameFile(in, info) {
			return &site.Error{Path: path, What: "is one of the posts to be exported", Kept: "nothing was written", Ways: []site.Way{site.AnotherName}}
		}
	}
	if p.options.Guard.wrote(path) {
		return nil
	}
	what := ""
	switch {
	case p.options.Guard.inLibrary(path):
		what = "is a file of the library"
	case isPost(path):
		what = "is a post"
	default:
		return nil
	}
	return &site.Error{
		Path: path, What: what + ", and no export has written it",
		Kept: "it is kept and nothing was written", Try: "move it away", Ways: []site.Way{site.AnotherName},
	}
}

// inLibrary reports whether a file lies in a library: one of those that are
// exported, or a folder that says that it is one.
func (g Guard) inLibrary(path string) bool {
	dir, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return true // nobody can tell
	}
	for _, lib := range g.Libraries {
		if real, err := filepath.EvalSymlinks(lib); err == nil && holds(real, dir) {
			return true
		}
	}
	return exists(filepath.Join(dir, settingsName))
}

// holds reports whether dir is folder or lies below it.
func holds(folder, dir string) bool {
	rel, err := filepath.Rel(folder, dir)
	return err == nil && filepath.IsLocal(rel)
}

// isPost reports whether a file begins as a post does, with a field.
func isPost(path string) bool {
	f, err := safefile.OS{}.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	start := make([]byte, 4<<10)
	n, _ := f.Read(start)
	parsed := post.Parse(strings.ToValidUTF8(string(start[:n]), "\uFFFD"))
	return len(parsed.Fields()) > 0
}

// allKept is what became of a folder that must not be replaced.
const allKept = "all is kept as it is, and nothing was written"

// mayReplaceFolder tells why the folder at dir must not be replaced, whatever
// its mark says: marks come with libraries.
func (p *Plan) mayReplaceFolder(dir string) error {
	if err := notSettings(dir); err != nil {
		return err
	}
	real, err := filepath.EvalSymlinks(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return safefile.Cause(err)
	}
	holding := func(what string) error {
		return &site.Error{Path: dir, What: what, Kept: allKept, Ways: []site.Way{site.AnotherFolder}}
	}
	for _, lib := range p.options.Guard.Libraries {
		if l, err := filepath.EvalSymlinks(lib); err == nil && holds(real, l) {
			return holding("holds the posts to be exported")
		}
	}
	for _, e := range p.Posts {
		if at, err := filepath.EvalSymlinks(e.Path); err == nil && holds(real, at) {
			return holding("holds one of the posts to be exported")
		}
	}
	return nil
}

// Standing is what lies where a package is to go.
type Standing struct {
	Folder bool      // the package will be a folder
	Old    bool      // something is there that the package would replace
	Size   int64     // of a file that is there, in bytes
	Time   time.Time // when it was last changed
}

// Look tells what a package of that format would replace at path. An error is
// why WriteFile would not write there, given posts, the paths of what is to be
// packed, and what is to be left alone. Nothing is written.
func Look(path string, f Format, posts []string, g Guard) (Standing, error) {
	p := &Plan{options: Options{Format: f, Guard: g}}
	for _, post := range posts {
		p.Posts = append(p.Posts, site.Post{Path: post})
	}
	if p.WritesFolder(path) {
		s := Standing{Folder: true}
		path = filepath.Clean(path)
		if filepath.Dir(path) == path {
			return s, &site.Error{Path: path, What: "cannot be replaced", Ways: []site.Way{site.AnotherPlace}}
		}
		if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
			return s, &site.Error{Path: path, What: "there is no folder " + filepath.Dir(path), Try: "make it first"}
		}
		if err := p.mayReplaceFolder(path); err != nil {
			return s, err
		}
		_, there, err := lookAt(path)
		s.Old = there
		return s, err
	}
	if path == "" {
		return Standing{}, &site.Error{What: "no name is given", Ways: []site.Way{site.AnotherPlace}}
	}
	_, old, err := p.target(path)
	if old == nil {
		return Standing{}, err
	}
	return Standing{Old: true, Size: old.Size(), Time: old.ModTime()}, err
}
