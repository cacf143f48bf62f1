package storage

import (
	"errors"

	"golang.org/x/sys/unix"
)

// renameNew renames only if the new name is free, in one step where the file
// system can.
func renameNew(old, new string) error {
	err := unix.Renameat2(unix.AT_FDCWD, old, unix.AT_FDCWD, new, unix.RENAME_NOREPLACE)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.ENOTSUP) {
		return linkNew(old, new)
	}
	return err
}
