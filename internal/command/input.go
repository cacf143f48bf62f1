package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"

	"galley.app/galley/storage"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/publish"
	"galley.app/galley/storage/safefile"
)

// load reads one post that was named.
func (c *cli) load(path string) (string, error) {
	src, _, err := storage.Load(path)
	return src, err
}

// readAll reads standard input, which must be text.
func (c *cli) readAll() (string, error) {
	data, err := io.ReadAll(io.LimitReader(c.in, storage.MaxSize+1))
	if err != nil {
		return "", fmt.Errorf("standard input cannot be read: %w; nothing was done", safefile.Cause(err))
	}
	if len(data) > storage.MaxSize {
		return "", fmt.Errorf("standard input is longer than %d MB; nothing was done", storage.MaxSize>>20)
	}
	src, err := post.Decode(data)
	if err != nil {
		return "", fmt.Errorf("standard input: %w; nothing was done", err)
	}
	return src, nil
}

// gather puts the posts that paths name on a shelf. Agreed tells that the author
// agrees to assets folders outside of the libraries.
func (c *cli) gather(ctx context.Context, paths []string, agreed bool) (*publish.Shelf, error) {
	s, err := publish.Gather(ctx, paths, func(lib storage.Library) storage.Library {
		lib = c.trusted(lib, agreed)
		for _, p := range lib.Problems {
			c.warn("%s", p)
		}
		return lib
	})
	switch e := err.(type) {
	case nil:
	case *fs.PathError: // of what was named
		return nil, fmt.Errorf("%s: %s; nothing was done", named(e.Path), whyNot(e))
	default:
		return nil, fmt.Errorf("%w; nothing was done", err)
	}
	return s, nil
}

func absolute(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		return filepath.Clean(path)
	}
	return abs
}

// named is a path as messages say it.
func named(path string) string {
	if path == "" {
		return `""`
	}
	return path
}

// whyNot says in words why a path leads nowhere.
func whyNot(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file or folder"
	case errors.Is(err, fs.ErrPermission):
		return "there is no permission to read it"
	}
	return safefile.Cause(err).Error()
}
