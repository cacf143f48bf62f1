package export

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/safefile"
)

// WriteFile writes the package to path, a file or a folder as its format is:
// complete, or not at all. What lay there is replaced only when the new package
// is safely on disk, and a folder only when all in it was written by an
// earlier export.
func (p *Plan) WriteFile(path string) error { return p.WriteFileContext(context.Background(), path) }

// WriteFileContext is WriteFile, but ends early when the context does: then
// what lay at path is as it was, and the error is the context's.
func (p *Plan) WriteFileContext(ctx context.Context, path string) error {
	if err := p.Err(); err != nil {
		return err
	}
	p.begin(ctx)
	if p.WritesFolder(path) {
		return p.writeFolder(path)
	}
	return p.writeFile(path)
}

// WritesFolder tells whether WriteFile would write a folder at path.
func (p *Plan) WritesFolder(path string) bool {
	switch p.options.Format.Shape {
	case Folder:
		return true
	case Either:
		info, err := os.Stat(path)
		return strings.HasSuffix(path, "/") || strings.HasSuffix(path, string(filepath.Separator)) || err == nil && info.IsDir()
	}
	return false
}

// Reused is how many files of a folder were taken from an earlier export,
// since nothing that they are made from has changed.
func (p *Plan) Reused() int { return p.reused }

// files are those that are written to.
func (p *Plan) files() safefile.FS {
	if p.fs == nil {
		return safefile.OS{}
	}
	return p.fs
}

func (p *Plan) writeFile(path string) error {
	target, old, err := p.target(path)
	if err != nil {
		return err
	}
	kept := "nothing was written"
	if old != nil {
		kept = "what was there is kept"
	}
	p.clearLeftovers(target)
	s, err := safefile.StageFile(target, safefile.StageOptions{Old: old, FS: p.fs})
	if err != nil {
		return &site.Error{Path: path, What: "cannot be written", Err: safefile.Cause(err), Kept: kept, Ways: []site.Way{site.AnotherPlace}}
	}
	defer s.Discard()
	fail := func(err error) error {
		if p.ended() != nil {
			return &site.Error{Path: path, Err: err, Kept: kept}
		}
		return &site.Error{Path: path, What: "not exported", Err: safefile.Cause(err), Kept: kept, Try: "try again", Ways: []site.Way{site.AnotherPlace}}
	}
	if err := p.WriteContext(p.watch.ctx, s); err != nil {
		return fail(err)
	}
	if err := errors.Join(s.Sync(), p.ended()); err != nil {
		return fail(err)
	}
	if now, _, err := p.target(path); err != nil || now != target {
		return fail(errors.Join(err, errAppeared))
	}
	return commit(s, path, fail)
}

var errAppeared = errors.New("another file has appeared there meanwhile")

// commit puts what was built in its place, and says what became of it.
func commit(s *safefile.Stage, path string, fail func(error) error) error {
	err := s.Commit()
	var unsure *safefile.NotConfirmedError
	var aside *safefile.SetAsideError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &unsure):
		return fmt.Errorf("%s: exported, but the disk did not confirm it (%w); export again to be sure", path, safefile.Cause(unsure.Err))
	case errors.As(err, &aside):
		return fmt.Errorf("%s: not exported: %w; what was there is now at %s; rename it back", path, safefile.Cause(aside.Err), aside.Aside)
	case errors.Is(err, fs.ErrExist):
		err = errAppeared
	}
	return fail(err)
}

// target follows symlinks and refuses what must not be replaced. The second
// value is nil while there is no such file.
func (p *Plan) target(path string) (string, fs.FileInfo, error) {
	info, err := os.Lstat(path)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		resolved, err := filepath.EvalSymlinks(path)
		if err != nil {
			return "", nil, &site.Error{Path: path, What: "is a link that leads nowhere", Kept: "nothing was written", Try: "remove it or choose another name"}
		}
		return p.targetFile(resolved)
	}
	return p.targetFile(path)
}

func (p *Plan) targetFile(path string) (string, fs.FileInfo, error) {
	if err := notSettings(path); err != nil {
		return "", nil, err
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if dir, err := os.Stat(filepath.Dir(path)); err != nil || !dir.IsDir() {
			return "", nil, &site.Error{Path: path, What: "there is no folder " + filepath.Dir(path), Kept: "nothing was written", Try: "make it first"}
		}
		return path, nil, nil
	case err != nil:
		return "", nil, &site.Error{Path: path, What: "cannot be looked at", Err: safefile.Cause(err), Kept: "nothing was written", Ways: []site.Way{site.AnotherPlace}}
	case info.IsDir():
		return "", nil, &site.Error{Path: path, What: "is a folder", Kept: "nothing was written", Try: "give a file name, such as " + filepath.Join(path, "posts"+p.options.Format.Suffix)}
	case !info.Mode().IsRegular():
		return "", nil, &site.Error{Path: path, What: "is not an ordinary file", Kept: "nothing was written", Ways: []site.Way{site.StandardOutput}}
	}
	if err := p.mayReplace(path, info); err != nil {
		return "", nil, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return "", nil, &site.Error{Path: path, What: "cannot be replaced", Err: safefile.Cause(err), Kept: "what was there is kept", Ways: []site.Way{site.AnotherName}}
	}
	return path, info, f.Close()
}
