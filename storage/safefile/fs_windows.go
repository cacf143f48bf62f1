package safefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/windows"
)

const noWait = 0

const shared = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE

// long is a path as calls of the system take it that do not go through package
// os, which has limits of 260 characters, and for folders of 248, elsewhere.
func long(name string) string {
	abs, err := filepath.Abs(name)
	switch {
	case err != nil:
		return name
	case len(abs) < 248, strings.HasPrefix(abs, `\\?\`), strings.HasPrefix(abs, `\\.\`):
		return abs
	case strings.HasPrefix(abs, `\\`):
		return `\\?\UNC` + abs[1:]
	}
	return `\\?\` + abs
}

// open opens what is there, with an access and attributes of the system.
func open(op, name string, access, attributes uint32) (*os.File, error) {
	p, err := windows.UTF16PtrFromString(long(name))
	if err == nil {
		var h windows.Handle
		if h, err = windows.CreateFile(p, access, shared, nil, windows.OPEN_EXISTING, attributes, 0); err == nil {
			return os.NewFile(uintptr(h), name), nil
		}
	}
	return nil, &fs.PathError{Op: op, Path: name, Err: err}
}

// openToRead lets others rename and remove the file while it is read, which
// package os does not.
func openToRead(name string) (f *os.File, err error) {
	err = patiently(func() error {
		f, err = open("open", name, windows.GENERIC_READ, windows.FILE_ATTRIBUTE_NORMAL)
		return err
	}, func(err error) bool { return isBusy(err) }, time.Sleep)
	return f, err
}

// rename has a name of the same folder taken in one step, also from a file that
// others read meanwhile; package os does so within a folder that is open. Where
// the system or the disk is too old for that it is MoveFileEx. It is not
// ReplaceFile: that keeps the rights of the file that is replaced, which Inherit
// does as well, but where it fails half way the file has lost its name.
func rename(from, to string) error {
	if dir := filepath.Dir(from); dir == filepath.Dir(to) {
		if root, err := os.OpenRoot(dir); err == nil {
			err = root.Rename(filepath.Base(from), filepath.Base(to))
			_ = root.Close() // nothing was written to it
			if err == nil {
				return nil
			}
		}
	}
	return move(from, to, windows.MOVEFILE_REPLACE_EXISTING|windows.MOVEFILE_WRITE_THROUGH)
}

func renameNew(from, to string) (done bool, err error) {
	return true, move(from, to, windows.MOVEFILE_WRITE_THROUGH)
}

func move(from, to string, flags uint32) error {
	f, err := windows.UTF16PtrFromString(long(from))
	if err != nil {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
	}
	t, err := windows.UTF16PtrFromString(long(to))
	if err != nil {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
	}
	return patiently(func() error {
		if err := windows.MoveFileEx(f, t, flags); err != nil {
			return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
		}
		return nil
	}, func(err error) bool { return isBusy(err, from, to) }, time.Sleep)
}

func remove(name string) error {
	return patiently(func() error { return os.Remove(name) }, func(err error) bool { return isBusy(err, name) }, time.Sleep)
}

// isBusy reports whether an error may come of what another program has open. Some
// calls deny the access then, which they do for lack of rights as well; so one of
// the files has to be open elsewhere.
func isBusy(err error, names ...string) bool {
	const mapped = syscall.Errno(1224) // ERROR_USER_MAPPED_FILE
	switch {
	case errors.Is(err, windows.ERROR_SHARING_VIOLATION), errors.Is(err, windows.ERROR_LOCK_VIOLATION), errors.Is(err, mapped):
		return true
	case !errors.Is(err, windows.ERROR_ACCESS_DENIED):
		return false
	}
	for _, name := range names {
		p, err := windows.UTF16PtrFromString(long(name))
		if err != nil {
			continue
		}
		h, err := windows.CreateFile(p, windows.GENERIC_READ, 0, nil, windows.OPEN_EXISTING, windows.FILE_ATTRIBUTE_NORMAL, 0)
		if err == nil {
			_ = windows.CloseHandle(h) // it was only asked for
		} else if errors.Is(err, windows.ERROR_SHARING_VIOLATION) {
			return true
		}
	}
	return false
}

func exchange(a, b string) error {
	return &os.LinkError{Op: "exchange", Old: a, New: b, Err: errors.ErrUnsupported}
}

func syncAll(string) error { return errors.ErrUnsupported }

// writable asks for the mark that a file is read-only, and opens it as one that
// is written, which the access list may forbid. What another program has open
// may still be replaced.
func writable(name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if info.Mode()&0o200 == 0 {
		return &fs.PathError{Op: "access", Path: name, Err: fs.ErrPermission}
	}
	f, err := open("access", name, windows.FILE_WRITE_DATA, windows.FILE_ATTRIBUTE_NORMAL)
	if err != nil {
		if isBusy(err, name) {
			return nil
		}
		return err
	}
	return f.Close()
}

// syncDir brings the names of a folder to the disk, where the file system has a
// call for it. Where it has none, or only the system may call it, renames were
// written through.
func syncDir(name string) error {
	d, err := open("open", name, windows.GENERIC_WRITE, windows.FILE_FLAG_BACKUP_SEMANTICS)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	err = windows.FlushFileBuffers(windows.Handle(d.Fd()))
	switch {
	case errors.Is(err, windows.ERROR_ACCESS_DENIED), errors.Is(err, windows.ERROR_INVALID_FUNCTION),
		errors.Is(err, windows.ERROR_INVALID_HANDLE), errors.Is(err, windows.ERROR_NOT_SUPPORTED):
		err = nil
	case err != nil:
		err = &fs.PathError{Op: "sync", Path: name, Err: err}
	}
	return errors.Join(err, d.Close())
}

func syncOpen(d *os.File) error {
	name := d.Name()
	return errors.Join(d.Close(), syncDir(name))
}

// identity is not known of an info alone.
func identity(fs.FileInfo) (inode, device uint64) { return 0, 0 }

func names(fs.FileInfo) int { return 1 } // inherit looks

// inherit gives a file the marks and the access list of another one.
func inherit(f *os.File, name string, _ fs.FileInfo) (lost []string) {
	old, err := open("open", name, windows.FILE_READ_ATTRIBUTES, windows.FILE_ATTRIBUTE_NORMAL)
	if err != nil {
		return []string{"the marks of the file"}
	}
	var info windows.ByHandleFileInformation
	err = windows.GetFileInformationByHandle(windows.Handle(old.Fd()), &info)
	_ = old.Close() // nothing was written
	if err != nil {
		return []string{"the marks of the file"}
	}
	if info.NumberOfLinks > 1 {
		lost = append(lost, tie(int(info.NumberOfLinks)))
	}
	if info.FileAttributes&windows.FILE_ATTRIBUTE_ENCRYPTED != 0 {
		lost = append(lost, "the encryption of the file")
	}
	const kept = windows.FILE_ATTRIBUTE_HIDDEN | windows.FILE_ATTRIBUTE_SYSTEM | windows.FILE_ATTRIBUTE_NOT_CONTENT_INDEXED
	if marks := info.FileAttributes & kept; marks != 0 {
		p, err := windows.UTF16PtrFromString(long(f.Name()))
		if err == nil {
			err = windows.SetFileAttributes(p, marks|windows.FILE_ATTRIBUTE_ARCHIVE)
		}
		if err != nil {
			lost = append(lost, "the marks of the file")
		}
	}
	if inheritAccess(f.Name(), name) != nil {
		lost = append(lost, "the access list of the file")
	}
	return lost
}

// inheritAccess gives a file the access list of another one of its folder, unless
// that has what the folder gives to all.
func inheritAccess(to, from string) error {
	sd, err := windows.GetNamedSecurityInfo(long(from), windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if errors.Is(err, windows.ERROR_NOT_SUPPORTED) || errors.Is(err, windows.ERROR_INVALID_FUNCTION) {
		return nil // a disk without access lists
	}
	if err != nil {
		return err
	}
	control, _, err := sd.Control()
	if err != nil {
		return err
	}
	list, _, err := sd.DACL()
	if err != nil || list == nil {
		return nil // everyone may do all
	}
	guarded := control&windows.SE_DACL_PROTECTED != 0
	if !guarded && !hasOwn(list) {
		return nil
	}
	what := windows.SECURITY_INFORMATION(windows.DACL_SECURITY_INFORMATION | windows.UNPROTECTED_DACL_SECURITY_INFORMATION)
	if guarded {
		what = windows.DACL_SECURITY_INFORMATION | windows.PROTECTED_DACL_SECURITY_INFORMATION
	}
	return windows.SetNamedSecurityInfo(long(to), windows.SE_FILE_OBJECT, what, nil, nil, list, nil)
}

// hasOwn reports whether a list has an entry that does not come from the folder.
func hasOwn(list *windows.ACL) bool {
	for i := range uint32(list.AceCount) {
		var entry *windows.ACCESS_ALLOWED_ACE
		if windows.GetAce(list, i, &entry) != nil || entry.Header.AceFlags&windows.INHERITED_ACE == 0 {
			return true
		}
	}
	return false
}

// Means reports whether an error is what a number of Unix stands for, for which
// this system has numbers of its own.
func Means(err error, number syscall.Errno) bool {
	var own []syscall.Errno
	switch number {
	case syscall.ENOSPC:
		own = []syscall.Errno{windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL}
	case syscall.EDQUOT:
		own = []syscall.Errno{1295, 1816} // ERROR_DISK_QUOTA_EXCEEDED, ERROR_NOT_ENOUGH_QUOTA
	case syscall.EROFS:
		own = []syscall.Errno{windows.ERROR_WRITE_PROTECT}
	case syscall.ENAMETOOLONG:
		own = []syscall.Errno{windows.ERROR_FILENAME_EXCED_RANGE, windows.ERROR_BUFFER_OVERFLOW}
	case syscall.EXDEV:
		own = []syscall.Errno{windows.ERROR_NOT_SAME_DEVICE}
	case syscall.ENOTDIR:
		own = []syscall.Errno{windows.ERROR_DIRECTORY}
	}
	for _, n := range own {
		if errors.Is(err, n) {
			return true
		}
	}
	return errors.Is(err, number)
}
