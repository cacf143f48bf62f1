package storage

import (
	"errors"
	"fmt"
	"io/fs"

	"galley.app/galley/storage/safefile"
)

// MaxImage is how many bytes the file of an image may have.
const MaxImage = 64 << 20

// ReadImage gives the bytes of an image's file. What is no regular file is not
// opened, and no more is read than an image may have, whatever the system says
// of the file's size. The error says in plain words what is wrong; of a file
// that is not there it is fs.ErrNotExist.
func ReadImage(path string) ([]byte, error) {
	data, _, err := safefile.Read(path, MaxImage)
	var irregular *safefile.NotRegularError
	var large *safefile.TooLargeError
	switch {
	case err == nil:
		return data, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, fs.ErrNotExist
	case errors.As(err, &irregular):
		return nil, errors.New("this is not a file")
	case errors.As(err, &large):
		return nil, fmt.Errorf("the file is too large: more than %d MB", MaxImage>>20)
	}
	return nil, errors.New("the image cannot be read")
}
