package export

import (
	"os"
	"path/filepath"
	"time"

	"galley.app/galley/storage/export/site"
)

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
