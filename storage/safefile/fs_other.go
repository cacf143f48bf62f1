//go:build !unix && !windows

package safefile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

const noWait = 0

func writable(name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if info.Mode()&0o200 == 0 {
		return &fs.PathError{Op: "access", Path: name, Err: fs.ErrPermission}
	}
	return nil
}

// syncDir has nothing to do: these systems write names through, or cannot be asked.
func syncDir(string) error { return nil }

func syncOpen(d *os.File) error { return d.Close() }

func identity(fs.FileInfo) (inode, device uint64) { return 0, 0 }

func names(fs.FileInfo) int { return 1 }

func inherit(*os.File, string, fs.FileInfo) []string { return nil }

func openToRead(name string) (*os.File, error) { return os.OpenFile(name, os.O_RDONLY|noWait, 0) }

func rename(from, to string) error { return os.Rename(from, to) }

func remove(name string) error { return os.Remove(name) }

// Means reports whether an error is what a number of Unix stands for.
func Means(err error, number syscall.Errno) bool { return errors.Is(err, number) }
