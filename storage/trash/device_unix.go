//go:build unix && !darwin

package trash

import (
	"io/fs"
	"os"
	"syscall"
)

// known reports whether the system has a trash as the specification has it.
const known = true

// device is the number of the disk that a file or folder lies on.
func device(path string) (uint64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(st.Dev), nil
	}
	return 0, ErrNotHere
}

// isOwn reports whether a folder belongs to who runs this program.
func isOwn(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(st.Uid) == os.Getuid()
}
