// Package storage keeps posts: it finds them in their library, reads and
// writes them and watches for changes from outside. It knows nothing of
// windows. What is found by its goroutines is handed over through a function
// that the caller gives.
package storage

import (
	"errors"
	"fmt"

	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// MaxSize is the size in bytes of the largest file that is opened as a post.
const MaxSize = 64 << 20

// LoadError tells in one line which file could not be opened and why. The file
// was not touched.
type LoadError struct {
	Path string
	Err  error
}

func (e *LoadError) Error() string { return safefile.Shown(e.Path) + ": " + reason(e.Err) }

// Reason is the message without the path.
func (e *LoadError) Reason() string { return reason(e.Err) }

func (e *LoadError) Unwrap() error { return e.Err }

// Load reads a post as it is on disk. It refuses, with a *LoadError, what is
// not a regular file of UTF-8 text of at most MaxSize bytes; pipes, devices
// and sockets are never opened.
func Load(path string) (src string, fp safefile.Fingerprint, err error) {
	src, fp, err = safefile.ReadText(path, MaxSize)
	if err != nil {
		return "", safefile.Fingerprint{}, &LoadError{Path: path, Err: err}
	}
	if err := post.CheckEncoding(src); err != nil {
		return "", fp, &LoadError{Path: path, Err: err}
	}
	return src, fp, nil
}

// reason says in words why a file could not be read, without its path, which
// the caller knows.
func reason(err error) string {
	if large := (*safefile.TooLargeError)(nil); errors.As(err, &large) {
		return fmt.Sprintf("the file is too large to be a post (more than %d MB)", MaxSize>>20)
	}
	return safefile.Reason(err)
}
