package safefile

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// IsBelow reports whether path lies below dir, by its name.
func IsBelow(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != "." && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// LinkOut reports whether the file at path, in the folder dir or below, is a
// link that leads out of that folder, or lies in a folder that is one, and where
// it leads. A link that leads nowhere is taken for one that leads out.
func LinkOut(dir, path string) (to string, out bool) {
	rel, err := filepath.Rel(dir, path)
	if err != nil {
		return "", false
	}
	linked, at := false, dir
	for part := range strings.SplitSeq(rel, string(filepath.Separator)) {
		at = filepath.Join(at, part)
		info, err := os.Lstat(at)
		if err != nil {
			return "", false
		}
		linked = linked || info.Mode()&fs.ModeSymlink != 0
	}
	if !linked {
		return "", false
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		to, _ := os.Readlink(path)
		return to, true
	}
	if root, err := filepath.EvalSymlinks(dir); err == nil && IsBelow(real, root) {
		return "", false
	}
	return real, true
}
