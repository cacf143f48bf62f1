//go:build unix

package history

import (
	"errors"
	"os"
	"syscall"
)

// syncDir returns when the names of a folder are on the disk.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) { // where folders cannot be synced
		return err
	}
	return nil
}
