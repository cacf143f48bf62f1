package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// load reads one post that was named.
func (c *cli) load(path string) (string, error) {
	src, _, err := storage.Load(path)
	if err != nil {
		return "", fmt.Errorf("%w; nothing was changed", err)
	}
	return src, nil
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

// shelf is the posts that paths name: files, and folders with all their posts.
type shelf struct {
	sources   []export.Source
	site      config.Site
	libraries map[string]storage.Library // by the absolute path of their folder
	barred    barred
}

// gather reads the posts of all paths, each file once. Agreed tells that the
// author agrees to assets folders outside of the libraries.
func (c *cli) gather(ctx context.Context, paths []string, agreed bool) (*shelf, error) {
	s := &shelf{libraries: map[string]storage.Library{}, site: config.DefaultSite()}
	at := map[string]int{} // absolute path to index of source
	add := func(src export.Source) {
		abs := absolute(src.Path)
		if i, ok := at[abs]; ok {
			if src.Named {
				s.sources[i].Named, s.sources[i].Outside = true, ""
			}
			return
		}
		at[abs] = len(s.sources)
		s.sources = append(s.sources, src)
	}
	for i, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, fmt.Errorf("%s: %s; nothing was done", named(path), whyNot(err))
		}
		var lib storage.Library
		if !info.IsDir() {
			lib = storage.Around(filepath.Dir(path))
			add(export.Source{Path: path, Named: true})
		} else {
			var names []string
			lib, names, err = storage.List(path)
			if err != nil {
				return nil, fmt.Errorf("%w; nothing was done", err)
			}
			for _, name := range names {
				src := export.Source{Path: filepath.Join(path, name)}
				src.Outside, _ = safefile.LinkOut(path, src.Path)
				add(src)
			}
		}
		if _, ok := s.libraries[lib.Dir]; !ok {
			lib = c.trusted(lib, agreed)
			s.libraries[lib.Dir] = lib
			for _, p := range lib.Problems {
				c.warn("%s", p)
			}
		}
		if i == 0 {
			s.site = lib.Site
		}
	}
	return s, s.read(ctx)
}

// read reads the posts on all cores.
func (s *shelf) read(ctx context.Context) error {
	var next atomic.Int64
	var done sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(s.sources)) {
		done.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(s.sources) {
					return
				}
				src := &s.sources[i]
				if src.Outside != "" {
					continue // it is left out
				}
				src.Text, src.Err = loadSource(src.Path)
			}
		})
	}
	done.Wait()
	return ctx.Err()
}

// loadSource reads a post; the error does not name it.
func loadSource(path string) (string, error) {
	src, _, err := storage.Load(path)
	if e, ok := errors.AsType[*storage.LoadError](err); ok {
		return "", errors.New(e.Reason())
	}
	return src, err
}

// image finds the file of an image link in the post's own library.
func (s *shelf) image(postPath, dest string) (string, bool) {
	abs := absolute(postPath)
	return s.barred.image(s.libraries[filepath.Dir(abs)], filepath.Dir(abs), dest)
}

// missing says why image found none.
func (s *shelf) missing(postPath, dest string) string {
	abs := absolute(postPath)
	return s.libraries[filepath.Dir(abs)].Missing(filepath.Dir(abs), dest)
}

// folders are those of the libraries.
func (s *shelf) folders() []string { return slices.Sorted(maps.Keys(s.libraries)) }

// outside reports whether an image's file lies outside of the post's library.
func (s *shelf) outside(postPath, file string) bool {
	return s.libraries[filepath.Dir(absolute(postPath))].IsOutside(file)
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
