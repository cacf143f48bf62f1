package importer

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"

	"galley.app/galley/storage/export"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/safefile"
)

// target is the folder that an import writes to. Its names are below it, with
// slashes; links in it that lead out of it are not followed.
type target interface {
	Mkdir(name string, mode fs.FileMode) error
	Lstat(name string) (fs.FileInfo, error)
	// Create makes a file that is not there yet.
	Create(name string) (file, error)
	// Link gives a file a second name, and fails where that is taken.
	Link(from, to string) error
	Remove(name string) error
	RemoveAll(name string) error
	// Sync returns when the names of a folder are on the disk.
	Sync(name string) error
}

type file interface {
	io.WriteCloser
	Sync() error
}

// rooted is a folder of the system.
type rooted struct{ *os.Root }

func (r rooted) Create(name string) (file, error) {
	return r.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
}

func (r rooted) Sync(name string) error {
	d, err := r.Open(name)
	if err != nil {
		return err
	}
	_ = d.Sync() // some file systems cannot sync folders
	return d.Close()
}

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
func (p *Plan) Write(ctx context.Context) error { return p.write(ctx, nil) }

// write writes to what wrap makes of the folder; nil leaves it.
func (p *Plan) write(ctx context.Context, wrap func(target) target) error {
	const choose = "nothing was imported; choose another folder"
	made := false
	if err := os.Mkdir(p.Dir, 0o777); err == nil {
		made = true
	} else if !errors.Is(err, fs.ErrExist) {
		return &FolderError{Dir: p.Dir, Err: safefile.Cause(err)}
	}
	root, err := os.OpenRoot(p.Dir)
	if err != nil {
		return fmt.Errorf("%s: is no folder that can be written to: %w; %s", p.Dir, safefile.Cause(err), choose)
	}
	defer root.Close()
	w := &writer{ctx: ctx, target: rooted{root}, dir: p.Dir, taken: map[string]bool{}, release: func() {}}
	if wrap != nil {
		w.target = wrap(w.target)
	}
	err = w.run(p)
	if err != nil {
		err = errors.Join(err, w.undo())
	}
	w.release()
	if err != nil {
		if made {
			os.Remove(p.Dir) // only while it is empty
		}
		return err
	}
	return nil
}

// writer is one run of Write.
type writer struct {
	ctx     context.Context // of the one call
	target  target
	dir     string
	staging string          // folder that all is built in
	release func()          // lets go of it
	taken   map[string]bool // folded names, of the top folder
	placed  []string        // files and folders made, in that order
}

// job is one file.
type job struct {
	name   string
	staged string
	read   func() ([]byte, error)
}

func (w *writer) run(p *Plan) error {
	var jobs []job
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
	if len(jobs) == 0 {
		return nil
	}
	fail := func(name string, err error) error {
		return fmt.Errorf("%s: nothing was imported: %s: %w; try again, or choose another folder", w.dir, name, safefile.Cause(err))
	}
	if err := w.look(); err != nil {
		return fail("it cannot be read", err)
	}
	for _, e := range p.Posts {
		if w.taken[pack.FoldName(e.Name)] {
			return fail(e.Name, errors.New("a file of that name has appeared meanwhile"))
		}
	}
	if err := w.begin(); err != nil {
		return fail("it cannot be written to", err)
	}
	for i := range jobs {
		if w.ctx.Err() != nil {
			return w.ended()
		}
		jobs[i].staged = w.staging + "/" + strconv.Itoa(i)
		if err := w.stage(jobs[i], jobs[i].staged); err != nil {
			return fail(jobs[i].name, err)
		}
		if p.Progress != nil {
			p.Progress(i+1, len(jobs))
		}
	}
	for _, j := range jobs {
		if w.ctx.Err() != nil {
			return w.ended()
		}
		if err := w.place(j); err != nil {
			return fail(j.name, err)
		}
	}
	for _, dir := range w.folders() {
		if err := w.target.Sync(dir); err != nil {
			return fail("the disk did not confirm it", err)
		}
	}
	// All is there. A folder that stays behind does no harm.
	_ = w.target.RemoveAll(w.staging)
	return nil
}

// begin makes the folder that all is built in.
func (w *writer) begin() error {
	for _, name := range export.StaleImports(w.dir) {
		_ = w.target.RemoveAll(name) // it is in nobody's way
	}
	var random [6]byte
	rand.Read(random[:])
	name := export.ImportPrefix + hex.EncodeToString(random[:])
	if err := w.target.Mkdir(name, 0o700); err != nil {
		return err
	}
	w.staging = name
	if release, ok := export.Hold(filepath.Join(w.dir, name)); ok {
		w.release = release
	}
	return nil
}

// ended is the error of an import that was told to end.
func (w *writer) ended() error {
	return fmt.Errorf("%s: stopped before it was complete; nothing was imported", w.dir)
}

// look lists what there is, so that no name is taken that is there in another
// case.
func (w *writer) look() error {
	entries, err := os.ReadDir(w.dir)
	for _, e := range entries {
		w.taken[pack.FoldName(e.Name())] = true
	}
	return err
}

// stage writes a file where nobody looks for it, so that a full disk or a
// damaged source is met before any file gets its name.
func (w *writer) stage(j job, name string) error {
	data, err := j.read()
	if err != nil {
		return err
	}
	f, err := w.target.Create(name)
	if err != nil {
		return err
	}
	n, err := f.Write(data)
	if err == nil && n < len(data) {
		err = io.ErrShortWrite
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// place gives a staged file its name, unless that has been taken meanwhile.
func (w *writer) place(j job) error {
	if err := w.makeFolders(path.Dir(j.name)); err != nil {
		return err
	}
	err := w.target.Link(j.staged, j.name)
	if err == nil {
		w.placed = append(w.placed, j.name)
		return nil
	}
	if errors.Is(err, fs.ErrExist) {
		return errors.New("a file of that name has appeared meanwhile")
	}
	if _, seen := w.target.Lstat(j.name); !errors.Is(seen, fs.ErrNotExist) {
		return err
	}
	// A file system without hard links: write it again under its name, which
	// fails where that is taken.
	f, err := w.target.Create(j.name)
	if err != nil {
		return err
	}
	w.placed = append(w.placed, j.name)
	data, err := j.read()
	if err == nil {
		_, err = f.Write(data)
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func (w *writer) makeFolders(dir string) error {
	if dir == "." {
		return nil
	}
	if info, err := w.target.Lstat(dir); err == nil {
		if info.IsDir() {
			return nil
		}
		return fmt.Errorf("%s is a link or a file, no folder", dir)
	}
	if err := w.makeFolders(path.Dir(dir)); err != nil {
		return err
	}
	if err := w.target.Mkdir(dir, 0o777); err != nil {
		return err
	}
	w.placed = append(w.placed, dir)
	return nil
}

// folders are those that something was put in.
func (w *writer) folders() []string {
	list, has := []string{"."}, map[string]bool{".": true}
	for _, name := range w.placed {
		if dir := path.Dir(name); !has[dir] {
			has[dir] = true
			list = append(list, dir)
		}
	}
	return list
}

// undo takes away what an import that failed has made; folders only while they
// are empty. It names what it could not take away.
func (w *writer) undo() error {
	var left []string
	for _, name := range slices.Backward(w.placed) {
		if err := w.target.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			left = append(left, name)
		}
	}
	if w.staging != "" {
		if err := w.target.RemoveAll(w.staging); err != nil {
			left = append(left, w.staging)
		}
	}
	if len(left) == 0 {
		return nil
	}
	return fmt.Errorf("%s could not be taken away again; remove it by hand", filepath.Join(w.dir, left[0]))
}
