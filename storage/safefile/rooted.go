package safefile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Rooted is the files of one folder: whatever links it holds, nothing is written
// outside of it. Names are as they are for the system, and must lie in it.
type Rooted struct {
	OS
	dir  string
	root *os.Root
}

var _ FS = (*Rooted)(nil)

// OpenRooted returns the files of a folder, which must be closed.
func OpenRooted(dir string) (*Rooted, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &Rooted{dir: dir, root: root}, nil
}

// Close gives the folder back to the system.
func (r *Rooted) Close() error { return r.root.Close() }

// rel is a name as it is in the folder; one outside of it stays as it is, and
// the folder refuses it.
func (r *Rooted) rel(name string) string {
	if rel, err := filepath.Rel(r.dir, name); err == nil {
		return rel
	}
	return name
}

// Lstat implements [FS].
func (r *Rooted) Lstat(name string) (fs.FileInfo, error) { return r.root.Lstat(r.rel(name)) }

// Open implements [FS].
func (r *Rooted) Open(name string) (File, error) {
	f, err := r.root.OpenFile(r.rel(name), os.O_RDONLY|noWait, 0)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &NotRegularError{Path: name, Mode: info.Mode()}
	}
	if err != nil {
		_ = f.Close() // nothing was written
		return nil, err
	}
	return osFile{f}, nil
}

// Create implements [FS].
func (r *Rooted) Create(name string, mode fs.FileMode) (File, error) {
	f, err := r.root.OpenFile(r.rel(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

// Append implements [FS].
func (r *Rooted) Append(name string) (File, error) {
	return regular(r.root.OpenFile(r.rel(name), os.O_WRONLY|os.O_APPEND|noWait, 0))
}

// Mkdir implements [FS].
func (r *Rooted) Mkdir(name string, mode fs.FileMode) error {
	return r.root.Mkdir(r.rel(name), mode&fs.ModePerm)
}

// Chmod implements [FS].
func (r *Rooted) Chmod(name string, mode fs.FileMode) error { return r.root.Chmod(r.rel(name), mode) }

// Link implements [FS].
func (r *Rooted) Link(from, to string) error { return r.root.Link(r.rel(from), r.rel(to)) }

// Rename implements [FS].
func (r *Rooted) Rename(from, to string) error { return r.root.Rename(r.rel(from), r.rel(to)) }

// RenameNew implements [FS].
func (r *Rooted) RenameNew(from, to string) error {
	err := r.Link(from, to)
	switch {
	case err == nil:
		return r.Remove(from)
	case errors.Is(err, fs.ErrExist), errors.Is(err, fs.ErrNotExist):
		return err
	}
	return r.renameOver(from, to)
}

// renameOver is RenameNew where there are no hard links: the name is taken first,
// by an empty file.
func (r *Rooted) renameOver(from, to string) error {
	f, err := r.Create(to, 0o600)
	if err != nil {
		return err
	}
	taken, err := f.Stat()
	if err = errors.Join(err, f.Close()); err == nil {
		err = r.Rename(from, to)
	}
	if err == nil || taken == nil {
		return err
	}
	if now, lerr := r.Lstat(to); lerr == nil && os.SameFile(now, taken) { // and not what was renamed, whatever was answered
		_ = r.Remove(to)
	}
	return err
}

// Exchange implements [FS].
func (r *Rooted) Exchange(a, b string) error {
	return &os.LinkError{Op: "exchange", Old: a, New: b, Err: errors.ErrUnsupported}
}

// Remove implements [FS].
func (r *Rooted) Remove(name string) error { return r.root.Remove(r.rel(name)) }

// RemoveAll implements [FS].
func (r *Rooted) RemoveAll(name string) error { return r.root.RemoveAll(r.rel(name)) }

// SyncFile implements [FS].
func (r *Rooted) SyncFile(name string) error {
	f, err := r.root.OpenFile(r.rel(name), os.O_RDWR|noWait, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// SyncDir implements [FS].
func (r *Rooted) SyncDir(name string) error {
	d, err := r.root.Open(r.rel(name))
	if err != nil {
		return err
	}
	return syncOpen(d)
}
