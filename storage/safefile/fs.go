package safefile

import (
	"io"
	"io/fs"
	"os"
)

// FS is the calls that Replace makes. What implements it must pass on every
// error, and must not return from Sync and SyncDir before the disk has what they
// are about. The files of the system are [OS]; tests put faults and power cuts
// in its place.
type FS interface {
	Lstat(name string) (fs.FileInfo, error)
	Readlink(name string) (string, error)
	// Writable returns an error when the file may not be written by who runs
	// this program, whatever the rights of its folder.
	Writable(name string) error
	// Open opens a regular file for reading. It must never wait for the other
	// end of a pipe or for a device.
	Open(name string) (File, error)
	// Create makes a file, and fails with fs.ErrExist where there is one.
	Create(name string, mode fs.FileMode) (File, error)
	// Rename gives a file another name in the same folder, in one step, and
	// replaces the file that has it.
	Rename(from, to string) error
	// RenameNew is Rename, but fails with fs.ErrExist where there is a file.
	RenameNew(from, to string) error
	Remove(name string) error
	// SyncDir returns when the names of a folder are on the disk.
	SyncDir(name string) error
}

// File is an open file.
type File interface {
	io.Reader
	io.Writer
	io.Closer
	Stat() (fs.FileInfo, error)
	// Inherit gives the file the owner, group, extended attributes, access list
	// and mode of another one, as far as the system lets it, and says in a few
	// words each what could not be kept.
	Inherit(name string, info fs.FileInfo) (lost []string)
	// Sync returns when the bytes are on the disk.
	Sync() error
}

// OS is the files of the system.
type OS struct{}

var (
	_ FS   = OS{}
	_ File = osFile{}
)

type osFile struct{ *os.File }

// Lstat implements [FS].
func (OS) Lstat(name string) (fs.FileInfo, error) { return os.Lstat(name) }

// Readlink implements [FS].
func (OS) Readlink(name string) (string, error) { return os.Readlink(name) }

// Writable implements [FS].
func (OS) Writable(name string) error { return writable(name) }

// Open implements [FS].
func (OS) Open(name string) (File, error) {
	f, err := Open(name)
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

// Open opens an ordinary file for reading. What is no file of a disk is refused
// with a [*NotRegularError] and not opened: reading a pipe, a device or a file
// that the kernel makes up may wait for ever, or never end.
func Open(name string) (*os.File, error) {
	// Look before opening: opening a device can already do something.
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || madeUp(name) {
		return nil, &NotRegularError{Path: name, Mode: info.Mode()}
	}
	f, err := os.OpenFile(name, os.O_RDONLY|noWait, 0)
	if err != nil {
		return nil, err
	}
	// Look again: another file may have taken the name in between.
	if info, err = f.Stat(); err == nil && !info.Mode().IsRegular() {
		err = &NotRegularError{Path: name, Mode: info.Mode()}
	}
	if err != nil {
		_ = f.Close() // nothing was written
		return nil, err
	}
	return f, nil
}

// Create implements [FS].
func (OS) Create(name string, mode fs.FileMode) (File, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

// Rename implements [FS].
func (OS) Rename(from, to string) error { return os.Rename(from, to) }

// RenameNew implements [FS].
func (OS) RenameNew(from, to string) error {
	done, err := renameNew(from, to)
	if done || err != nil {
		return err
	}
	return linkNew(from, to) // the system or the file system does not know that call
}

// linkNew renames by a second link, which does not replace a file either.
func linkNew(from, to string) error {
	err := os.Link(from, to)
	if err == nil {
		return os.Remove(from)
	}
	if os.IsExist(err) || os.IsNotExist(err) {
		return err
	}
	// No links here (FAT): look and rename, with a short moment in between.
	if _, err = os.Lstat(to); err == nil {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: fs.ErrExist}
	} else if !os.IsNotExist(err) {
		return err
	}
	return os.Rename(from, to)
}

// Remove implements [FS].
func (OS) Remove(name string) error { return os.Remove(name) }

// SyncDir implements [FS].
func (OS) SyncDir(name string) error { return syncDir(name) }

// Inherit implements [File].
func (f osFile) Inherit(name string, info fs.FileInfo) []string {
	lost := inherit(f.File, name, info)
	const bits = fs.ModePerm | fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky
	mode := info.Mode() & bits
	for _, l := range lost {
		if l == lostGroup {
			// Another group now: it gets no more than everyone does.
			mode &^= 0o070 &^ (mode << 3)
			mode &^= fs.ModeSetgid
		}
		if l == lostOwner {
			mode &^= fs.ModeSetuid
		}
	}
	// The mode comes last: changing the owner clears bits of it, and an access
	// list changes it.
	if now, err := f.Stat(); err == nil && now.Mode()&bits == mode {
		return lost // as on file systems without modes, where chmod fails
	}
	if err := f.Chmod(mode); err != nil {
		lost = append(lost, "the mode "+mode.String()+" of the file")
	}
	return lost
}

const (
	lostOwner = "the owner of the file"
	lostGroup = "the group of the file"
)
