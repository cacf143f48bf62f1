package safefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
)

// Error tells that a file was not replaced. It is as it was.
type Error struct {
	Path  string
	Doing string // what failed, such as "writing the new text"
	Left  string // path of a temporary that could not be removed, "" for none
	New   bool   // there was no file before
	Err   error
}

func (e *Error) Error() string {
	kept := "the file on disk is as it was"
	if e.New {
		kept = "no file was made"
	}
	s := fmt.Sprintf("%s: %s failed: %s; %s", Shown(e.Path), e.Doing, innermost(e.Err), kept)
	if e.Left != "" {
		s += ", but " + Shown(e.Left) + " was left beside it and can be removed"
	}
	return s + ": " + advice(e.Err)
}

// advice is what to do about an error.
func advice(err error) string {
	var busy *BusyError
	switch {
	case errors.As(err, &busy):
		return "close it there and try again, or save in another folder"
	case Means(err, syscall.ENOSPC), Means(err, syscall.EDQUOT):
		return "make room and try again, or save in another folder"
	case errors.Is(err, fs.ErrPermission), Means(err, syscall.EROFS):
		return "change the permissions of its folder or save in another one"
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return "make its folder anew or save in another one"
	case Means(err, syscall.ENAMETOOLONG):
		return "choose a shorter name"
	}
	return "try again, or save in another folder"
}

func (e *Error) Unwrap() error { return e.Err }

// ConflictError tells that the file on disk is not the one that was expected.
// Nothing was written.
type ConflictError struct {
	Path  string
	Found Fingerprint // zero: there is no such file; without a sum where it need not be read to differ
}

func (e *ConflictError) Error() string {
	if !e.Found.Exists() {
		return Shown(e.Path) + ": the file is gone from the disk since it was read; nothing was written"
	}
	return Shown(e.Path) + ": the file on disk is not the one that was read, another program wrote it; nothing was written over it"
}

// ReadOnlyError tells that the file may not be written. It is not replaced by
// way of its folder either.
type ReadOnlyError struct {
	Path string
	Err  error
}

func (e *ReadOnlyError) Error() string {
	return fmt.Sprintf("%s: the file may not be written (%s); it is as it was: change its permissions or save under another name",
		Shown(e.Path), innermost(e.Err))
}

func (e *ReadOnlyError) Unwrap() error { return e.Err }

// NotRegularError tells that a path names no ordinary file. It was not opened.
type NotRegularError struct {
	Path string
	Mode fs.FileMode
}

func (e *NotRegularError) Error() string {
	kind := "a special file"
	switch {
	case e.Mode.IsDir():
		kind = "a folder"
	case e.Mode&fs.ModeNamedPipe != 0:
		kind = "a named pipe"
	case e.Mode&fs.ModeSocket != 0:
		kind = "a socket"
	case e.Mode&fs.ModeDevice != 0:
		kind = "a device"
	}
	return fmt.Sprintf("%s: this is %s and not an ordinary file; it was left alone", Shown(e.Path), kind)
}

// TooLargeError tells that a file has more bytes than are read.
type TooLargeError struct {
	Path        string
	Size, Limit int64 // bytes; the size as far as it is known
}

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("%s: the file has %d bytes, and no more than %d are read; it was left alone", Shown(e.Path), e.Size, e.Limit)
}

// NotConfirmedError tells that the file was replaced, but that the disk did not
// confirm it: after a power cut it may be the old one. The text is to be kept
// elsewhere, and saving is to be tried again.
type NotConfirmedError struct {
	Path string
	Err  error
}

func (e *NotConfirmedError) Error() string {
	return fmt.Sprintf("%s: saved, but the disk did not confirm it (%s); save again, and keep the text until that succeeds",
		Shown(e.Path), innermost(e.Err))
}

func (e *NotConfirmedError) Unwrap() error { return e.Err }

// linkError tells that a link leads nowhere.
type linkError struct {
	to  string
	err error
}

func (e *linkError) Error() string {
	return "it is a link to " + Shown(e.to) + ", where there is no file"
}

func (e *linkError) Unwrap() error { return e.err }

// innermost is the cause alone: the system's errors name the call and the
// temporary too, which tell the author of a post nothing.
func innermost(err error) string {
	var path *fs.PathError
	var link *os.LinkError
	var call *os.SyscallError
	var nowhere *linkError
	for {
		switch {
		case errors.As(err, &nowhere):
			return nowhere.Error()
		case errors.As(err, &path):
			err = path.Err
		case errors.As(err, &link):
			err = link.Err
		case errors.As(err, &call):
			err = call.Err
		default:
			return strings.Join(strings.Fields(err.Error()), " ")
		}
	}
}
