package storage

import (
	"io/fs"
	"os"
	"path/filepath"
)

// LinkOut reports whether the file at path, in the library in dir, is a link
// that leads out of the library, and where it leads: libraries come from
// others, and links with them. A link that leads nowhere is taken for one that
// leads out.
func LinkOut(dir, path string) (to string, out bool) {
	info, err := os.Lstat(path)
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return "", false
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		to, _ := os.Readlink(path)
		return to, true
	}
	root, err := filepath.EvalSymlinks(dir)
	return real, err != nil || !isBelow(real, root)
}
