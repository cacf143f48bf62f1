package export

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"galley.app/galley/storage/export/bundle"
	"galley.app/galley/storage/safefile"
)

// putBack gives an earlier export its name back that was put aside by an export
// which was killed before the new one had the name. Where that has it, or the
// place is taken, what was put aside is cleared away.
func (p *Plan) putBack(dir string) {
	_, aside := safefile.Leftovers(dir, safefile.StageOptions{})
	for _, at := range aside {
		old, _, err := lookAt(at)
		if err != nil || old == nil || old.marked == "" {
			continue // not what an export wrote, or somebody put files into it
		}
		if exists(dir) {
			_ = old.remove(at, p.files())
		} else {
			_ = p.files().Rename(at, dir)
		}
	}
}

// clearLeftovers removes what exports to path that were killed have left beside
// it. What cannot be cleared stays; it is in nobody's way.
func (p *Plan) clearLeftovers(path string) {
	built, _ := safefile.Leftovers(path, safefile.StageOptions{})
	for _, at := range built {
		info, err := os.Lstat(at)
		if err != nil || !info.IsDir() {
			os.Remove(at)
			continue
		}
		// It is either half made, and has never had another name, or an earlier
		// export, whose place someone may have put files into.
		old, _, err := lookAt(at)
		switch {
		case err == nil && old != nil && old.marked != "":
			_ = old.remove(at, p.files())
		case !marked(at):
			os.RemoveAll(at)
		}
	}
}

// marked reports whether a folder may have been whole once.
func marked(dir string) bool {
	for _, name := range []string{markName, bundle.InfoName} {
		if _, err := os.Lstat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
			return true
		}
	}
	return false
}
