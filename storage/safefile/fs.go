package safefile

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// FS is the calls that Replace and Stage make. What implements it must pass on
// every error, and must not return from a call that brings something to the disk
// before it is there. The files of the system are [OS], those of one folder
// [Rooted]; tests put faults and power cuts in their place.
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
	// Append opens a regular file to write at its end, and fails with
	// fs.ErrNotExist where there is none. It must never wait for the other end of a
	// pipe.
	Append(name string) (File, error)
	// Mkdir makes a folder, and fails with fs.ErrExist where there is something.
	Mkdir(name string, mode fs.FileMode) error
	Chmod(name string, mode fs.FileMode) error
	// Link gives a file a second name, and fails with fs.ErrExist where there is
	// a file.
	Link(from, to string) error
	// Rename gives a file or folder another name in the same folder, in one step,
	// and replaces the file that has it. What another program has open is waited
	// for a while, and then a [*BusyError], where the system does not allow it.
	Rename(from, to string) error
	// RenameNew is Rename, but fails with fs.ErrExist where there is something.
	RenameNew(from, to string) error
	// Exchange swaps two names of the same folder in one step, and fails where
	// the system cannot.
	Exchange(a, b string) error
	Remove(name string) error
	// RemoveAll removes a folder with all that is in it.
	RemoveAll(name string) error
	// SyncFile returns when the bytes of a file are on the disk.
	SyncFile(name string) error
	// SyncDir returns when the names of a folder are on the disk.
	SyncDir(name string) error
	// SyncAll returns when all that is in a folder is on the disk, and fails with
	// errors.ErrUnsupported where one call cannot see to that.
	SyncAll(name string) error
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
	f, err := openToRead(name)
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

// Append implements [FS].
func (OS) Append(name string) (File, error) {
	return regular(os.OpenFile(name, os.O_WRONLY|os.O_APPEND|noWait, 0))
}

// regular is an open file, which is closed where it is no regular one.
func regular(f *os.File, err error) (File, error) {
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &NotRegularError{Path: f.Name(), Mode: info.Mode()}
	}
	if err != nil {
		_ = f.Close() // nothing was written
		return nil, err
	}
	return osFile{f}, nil
}

// Mkdir implements [FS].
func (OS) Mkdir(name string, mode fs.FileMode) error { return os.Mkdir(name, mode) }

// Chmod implements [FS].
func (OS) Chmod(name string, mode fs.FileMode) error { return os.Chmod(name, mode) }

// Link implements [FS].
func (OS) Link(from, to string) error { return os.Link(from, to) }

// Rename implements [FS].
func (OS) Rename(from, to string) error { return rename(from, to) }

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

// Exchange implements [FS].
func (OS) Exchange(a, b string) error { return exchange(a, b) }

// Remove implements [FS].
func (OS) Remove(name string) error { return remove(name) }

// RemoveAll implements [FS].
func (OS) RemoveAll(name string) error { return os.RemoveAll(name) }

// SyncFile implements [FS].
func (OS) SyncFile(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0) // some systems ask for the right to write
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// SyncAll implements [FS].
func (OS) SyncAll(name string) error { return syncAll(name) }

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
	err := f.Chmod(mode)
	if now, serr := f.Stat(); err == nil && serr == nil && now.Mode()&bits != mode {
		err = errors.ErrUnsupported // some file systems take the call and keep their own
	}
	if err != nil {
		lost = append(lost, "the mode "+mode.String()+" of the file")
	}
	return lost
}

const (
	lostOwner = "the owner of the file"
	lostGroup = "the group of the file"
)
