package safefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"
)

// Cause returns what went wrong without the operation and the path, for a
// message that names the file itself, or where the path is that of a temporary
// file, which means nothing to the reader.
func Cause(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}

// Reason says in plain words why a file could not be read or made, without its
// path, which the caller knows.
func Reason(err error) string {
	var large *TooLargeError
	var kind *NotRegularError
	switch {
	case errors.As(err, &large):
		return fmt.Sprintf("the file is too large (more than %d MB)", large.Limit>>20)
	case errors.As(err, &kind):
		return kindOf(kind.Mode)
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, syscall.ENOTDIR):
		return "a file is in the place of a folder"
	case errors.Is(err, fs.ErrPermission):
		if changes(err) {
			return "there is no permission"
		}
		return "there is no permission to read it"
	case errors.Is(err, syscall.ELOOP):
		return "the link leads in a circle"
	}
	line, _, _ := strings.Cut(Cause(err).Error(), "\n")
	return line
}

// changes reports whether an error is of a call that would have changed a folder
// or a file, and not of one that reads it.
func changes(err error) bool {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		switch e.Op {
		case "mkdir", "remove", "unlinkat", "chmod", "truncate", "write":
			return true
		}
		return false
	}
	_, ok := errors.AsType[*os.LinkError](err)
	return ok
}

// kindOf says what a thing is that is no regular file.
func kindOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "it is a folder, not a file"
	case mode&fs.ModeNamedPipe != 0:
		return "it is a pipe, not a file"
	case mode&fs.ModeSocket != 0:
		return "it is a socket, not a file"
	case mode&fs.ModeDevice != 0:
		return "it is a device, not a file"
	}
	return "it is not a regular file"
}

// Shown returns a path as it can stand in a message of one line: quoted where
// it is empty, is not text, or has characters that would change the line.
func Shown(path string) string {
	if path == "" || !utf8.ValidString(path) || strings.ContainsFunc(path, func(r rune) bool {
		return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control)
	}) {
		return strconv.Quote(path)
	}
	return path
}

// worded is an error in plain words, which the system has other words for.
type worded struct {
	words string
	err   error
}

func (e *worded) Error() string { return e.words }

func (e *worded) Unwrap() error { return e.err }
