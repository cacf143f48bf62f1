package safefile

import (
	"errors"
	"io/fs"
	"os"
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
