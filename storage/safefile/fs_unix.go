//go:build unix

package safefile

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// noWait keeps open from waiting for the other end of a pipe, and a terminal
// from becoming ours.
const noWait = unix.O_NONBLOCK | unix.O_NOCTTY

// writable asks the system, which knows of access lists, read-only mounts and
// immutable files. It always says yes to root where only the mode forbids it.
func writable(name string) error {
	if err := unix.Access(name, unix.W_OK); err != nil {
		return &fs.PathError{Op: "access", Path: name, Err: err}
	}
	return nil
}

func syncDir(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	return syncOpen(d)
}

// syncOpen brings an open folder to the disk and closes it.
func syncOpen(d *os.File) error {
	err := d.Sync()
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOTSUP) {
		err = nil // some network file systems have no such call; names are theirs to keep
	}
	return errors.Join(err, d.Close())
}

func identity(info fs.FileInfo) (inode, device uint64) {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Ino), uint64(s.Dev)
	}
	return 0, 0
}

// names is how many names a file has.
func names(info fs.FileInfo) int {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(s.Nlink)
	}
	return 1
}

func inherit(f *os.File, name string, info fs.FileInfo) (lost []string) {
	was, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	if now, err := f.Stat(); err == nil {
		if is, ok := now.Sys().(*syscall.Stat_t); ok && (is.Uid != was.Uid || is.Gid != was.Gid) {
			lost = chown(f, int(was.Uid), int(was.Gid), is)
		}
	}
	return append(lost, inheritAttributes(f, name)...)
}

func chown(f *os.File, uid, gid int, is *syscall.Stat_t) (lost []string) {
	if f.Chown(uid, gid) == nil {
		return nil
	}
	// Only root gives files away, but anyone may choose among his groups.
	if int(is.Gid) != gid && f.Chown(-1, gid) != nil {
		lost = append(lost, lostGroup)
	}
	if int(is.Uid) != uid {
		lost = append(lost, lostOwner)
	}
	return lost
}

func openToRead(name string) (*os.File, error) { return os.OpenFile(name, os.O_RDONLY|noWait, 0) }

func rename(from, to string) error { return os.Rename(from, to) }

func remove(name string) error { return os.Remove(name) }

// Means reports whether an error is what a number of Unix stands for.
func Means(err error, number syscall.Errno) bool { return errors.Is(err, number) }
