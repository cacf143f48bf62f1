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

// LinkOut reports whether the file at path, in the folder dir, is a link
// that leads out of that folder, and where it leads. A link that leads nowhere
// is taken for one that leads out.
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
	if root, err := filepath.EvalSymlinks(dir); err == nil && IsBelow(real, root) {
		return "", false
	}
	return real, true
}
