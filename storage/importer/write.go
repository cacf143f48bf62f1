package importer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/safefile"
)

// FolderError tells that the folder that posts are to be written to cannot be
// made.
type FolderError struct {
	Dir string
	Err error
}

func (e *FolderError) Error() string {
	return fmt.Sprintf("%s: cannot be made: %v; nothing was imported; make the folder first", e.Dir, e.Err)
}

func (e *FolderError) Unwrap() error { return e.Err }

// Write writes all that the plan says into its folder, which is made where only
// it is missing: all of it, or on an error none of it. It ends early, with
// nothing written, when the context does.
func (p *Plan) Write(ctx context.Context) error {
	return p.write(ctx, func(f safefile.FS) safefile.FS { return f })
}

// write writes to what wrap makes of the folder.
func (p *Plan) write(ctx context.Context, wrap func(safefile.FS) safefile.FS) error {
	const choose = "nothing was imported; choose another folder"
	made, done := false, false
	defer func() {
		if made && !done {
			os.Remove(p.Dir) // only while it is empty
		}
	}()
	if err := os.Mkdir(p.Dir, 0o777); err == nil {
		made = true
		// The files' names are confirmed by their own folder: without this a power
		// cut can take that away, with all that is in it.
		if err := (safefile.OS{}).SyncDir(filepath.Dir(filepath.Clean(p.Dir))); err != nil {
			return &FolderError{Dir: p.Dir, Err: safefile.Cause(err)}
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return &FolderError{Dir: p.Dir, Err: safefile.Cause(err)}
	}
	root, err := safefile.OpenRooted(p.Dir)
	if err != nil {
		return fmt.Errorf("%s: is not a folder that can be written to: %w; %s", p.Dir, safefile.Cause(err), choose)
	}
	defer root.Close()
	err = p.run(ctx, wrap(root))
	done = err == nil
	return err
}

// job is one file.
type job struct {
	name string
	read func() ([]byte, error)
}

func (p *Plan) jobs() (jobs []job) {
	for _, i := range p.Images {
		jobs = append(jobs, job{name: i.Name, read: func() ([]byte, error) {
			data, err := i.read()
			if err == nil && sumOf(data) != i.sum {
				err = errors.New("the image changed while it was imported")
			}
			return data, err
		}})
	}
	for _, e := range p.Posts { // after what they show
		jobs = append(jobs, job{name: e.Name, read: func() ([]byte, error) { return []byte(e.Text), nil }})
	}
	return jobs
}

var errAppeared = errors.New("a file of that name has appeared meanwhile")

// run builds all files where nobody looks for them, so that a full disk or a
// damaged source is met before any file gets its name.
func (p *Plan) run(ctx context.Context, fsys safefile.FS) (err error) {
	jobs := p.jobs()
	if len(jobs) == 0 {
		return nil
	}
	fail := func(name string, err error) error {
		if errors.Is(err, fs.ErrExist) {
			err = errAppeared
		}
		return fmt.Errorf("%s: nothing was imported: %s: %w; try again, or choose another folder", p.Dir, name, safefile.Cause(err))
	}
	ended := func() error {
		if ctx.Err() == nil {
			return nil
		}
		return fmt.Errorf("%s: stopped before it was complete; nothing was imported", p.Dir)
	}
	if name, err := p.taken(); err != nil {
		return fail("it cannot be read", err)
	} else if name != "" {
		return fail(name, errAppeared)
	}
	place := filepath.Join(p.Dir, "import")
	o := safefile.StageOptions{Name: "import", FS: fsys}
	safefile.ClearLeftovers(place, o)
	s, err := safefile.StageFolder(place, o)
	if err != nil {
		return fail("it cannot be written to", err)
	}
	defer func() {
		left := s.Discard()
		switch {
		case left == "":
		case err == nil:
			p.Left = left
		default:
			err = errors.Join(err, fmt.Errorf("%s could not be taken away again; remove it by hand", left))
		}
	}()
	for i, j := range jobs {
		if err := ended(); err != nil {
			return err
		}
		data, err := j.read()
		if err == nil {
			err = s.Add(strconv.Itoa(i), data)
		}
		if err != nil {
			return fail(j.name, err)
		}
		if p.Progress != nil {
			p.Progress(i+1, len(jobs))
		}
	}
	if err := s.Sync(); err != nil {
		return fail("it cannot be written to", err)
	}
	for i, j := range jobs {
		if err := ended(); err != nil {
			return err
		}
		if err := s.Place(strconv.Itoa(i), filepath.Join(p.Dir, filepath.FromSlash(j.name))); err != nil {
			return fail(j.name, err)
		}
	}
	if err := s.Keep(); err != nil {
		return fail("the disk did not confirm it", err)
	}
	return nil
}

// taken returns the name of a post that has been taken since the plan was made,
// also in another case.
func (p *Plan) taken() (string, error) {
	entries, err := os.ReadDir(p.Dir)
	taken := map[string]bool{}
	for _, e := range entries {
		taken[pack.FoldName(e.Name())] = true
	}
	for _, e := range p.Posts {
		if taken[pack.FoldName(e.Name)] {
			return e.Name, nil
		}
	}
	return "", err
}
