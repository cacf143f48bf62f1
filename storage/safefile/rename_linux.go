package safefile

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// renameNew renames without replacing; done is false when that call is not to
// be had here.
func renameNew(from, to string) (done bool, err error) {
	err = unix.Renameat2(unix.AT_FDCWD, from, unix.AT_FDCWD, to, unix.RENAME_NOREPLACE)
	if errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) {
		return false, nil
	}
	if err != nil {
		return false, &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
	}
	return true, nil
}
