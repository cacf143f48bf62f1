package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

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

// asGiven is a line that begins with a path in full, with that as the arguments args
// have it: who names a folder from where he is reads its posts by that name. The packages
// that do the work know paths in full only.
func asGiven(args []string, line string) string {
	if q, err := strconv.QuotedPrefix(line); err == nil { // see safefile.Shown
		if path, err := strconv.Unquote(q); err == nil && filepath.IsAbs(path) {
			return safefile.Shown(renamed(args, path)) + line[len(q):]
		}
	}
	return renamed(args, line)
}

// renamed is a line that begins with a path in full, with that as an argument has it:
// with the longest part of it that one names, or that is the library of a post that
// one names.
func renamed(args []string, line string) string {
	if !filepath.IsAbs(line) {
		return line
	}
	const sep = string(filepath.Separator)
	length, said := 0, line
	try := func(abs, given string) {
		rest, ok := strings.CutPrefix(line, abs)
		if !ok || len(abs) <= length || filepath.Dir(abs) == abs || rest != "" && !strings.ContainsRune(sep+":; ", rune(rest[0])) {
			return
		}
		length, said = len(abs), given+rest
		if inside, below := strings.CutPrefix(rest, sep); below && given == "." {
			said = inside
		}
	}
	for _, arg := range args {
		if arg != "" && !strings.HasPrefix(arg, "-") {
			try(absolute(arg), filepath.Clean(arg))
		}
	}
	for i := 0; length == 0 && i < len(args); i++ {
		if _, err := os.Lstat(args[i]); err != nil {
			continue
		}
		dir := filepath.Dir(args[i])
		if rel, err := filepath.Rel(absolute(dir), storage.Around(dir).Dir); err == nil {
			try(filepath.Join(absolute(dir), rel), filepath.Join(dir, rel))
		}
	}
	return said
}
