// Package safetest has files for tests of what writes through safefile: those
// that fail where a test wants it, and those that lose power.
package safetest

import (
	"io/fs"

	"galley.app/galley/storage/safefile"
)

// Hook lets a test see each call of a file system before it happens and answer
// in its place.
type Hook struct {
	safefile.FS
	// Before says what becomes of a call with that name, of the file that is
	// named first.
	Before func(call, name string) Fault
}

// Fault is what becomes of a call.
type Fault struct {
	Err   error // nil: the call is made
	Late  bool  // the call is made, and its answer is Err
	Short bool  // of a write: half is written, and the answer is Err
	Skip  bool  // the call is not made, and the answer is good
}

var _ safefile.FS = (*Hook)(nil)

// call makes a call with its fault.
func (h *Hook) call(call, name string, real func() error) error {
	f := h.Before(call, name)
	if f.Skip {
		return nil
	}
	if f.Err == nil && !f.Short {
		return real()
	}
	if f.Late {
		if err := real(); err != nil {
			return err
		}
	}
	return f.Err
}

// Lstat implements [safefile.FS].
func (h *Hook) Lstat(name string) (info fs.FileInfo, err error) {
	err = h.call("Lstat", name, func() error { info, err = h.FS.Lstat(name); return err })
	return info, err
}

// Readlink implements [safefile.FS].
func (h *Hook) Readlink(name string) (to string, err error) {
	err = h.call("Readlink", name, func() error { to, err = h.FS.Readlink(name); return err })
	return to, err
}

// Writable implements [safefile.FS].
func (h *Hook) Writable(name string) error {
	return h.call("Writable", name, func() error { return h.FS.Writable(name) })
}

// Open implements [safefile.FS].
func (h *Hook) Open(name string) (f safefile.File, err error) {
	err = h.call("Open", name, func() error { f, err = h.FS.Open(name); return err })
	return &hookFile{h, name, f}, err
}

// Create implements [safefile.FS].
func (h *Hook) Create(name string, mode fs.FileMode) (f safefile.File, err error) {
	err = h.call("Create", name, func() error { f, err = h.FS.Create(name, mode); return err })
	return &hookFile{h, name, f}, err
}

// Append implements [safefile.FS].
func (h *Hook) Append(name string) (f safefile.File, err error) {
	err = h.call("Append", name, func() error { f, err = h.FS.Append(name); return err })
	return &hookFile{h, name, f}, err
}

// Mkdir implements [safefile.FS].
func (h *Hook) Mkdir(name string, mode fs.FileMode) error {
	return h.call("Mkdir", name, func() error { return h.FS.Mkdir(name, mode) })
}

// Chmod implements [safefile.FS].
func (h *Hook) Chmod(name string, mode fs.FileMode) error {
	return h.call("Chmod", name, func() error { return h.FS.Chmod(name, mode) })
}

// Link implements [safefile.FS].
func (h *Hook) Link(from, to string) error {
	return h.call("Link", from, func() error { return h.FS.Link(from, to) })
}

// Rename implements [safefile.FS].
func (h *Hook) Rename(from, to string) error {
	return h.call("Rename", from, func() error { return h.FS.Rename(from, to) })
}

// RenameNew implements [safefile.FS].
func (h *Hook) RenameNew(from, to string) error {
	return h.call("RenameNew", from, func() error { return h.FS.RenameNew(from, to) })
}

// Exchange implements [safefile.FS].
func (h *Hook) Exchange(a, b string) error {
	return h.call("Exchange", a, func() error { return h.FS.Exchange(a, b) })
}

// Remove implements [safefile.FS].
func (h *Hook) Remove(name string) error {
	return h.call("Remove", name, func() error { return h.FS.Remove(name) })
}

// RemoveAll implements [safefile.FS].
func (h *Hook) RemoveAll(name string) error {
	return h.call("RemoveAll", name, func() error { return h.FS.RemoveAll(name) })
}

// SyncFile implements [safefile.FS].
func (h *Hook) SyncFile(name string) error {
	return h.call("SyncFile", name, func() error { return h.FS.SyncFile(name) })
}

// SyncDir implements [safefile.FS].
func (h *Hook) SyncDir(name string) error {
	return h.call("SyncDir", name, func() error { return h.FS.SyncDir(name) })
}

// SyncAll implements [safefile.FS].
func (h *Hook) SyncAll(name string) error {
	return h.call("SyncAll", name, func() error { return h.FS.SyncAll(name) })
}

type hookFile struct {
	hook *Hook
	name string
	safefile.File
}

func (f *hookFile) Read(b []byte) (n int, err error) {
	err = f.hook.call("Read", f.name, func() error { n, err = f.File.Read(b); return err })
	return n, err
}

func (f *hookFile) Write(b []byte) (n int, err error) {
	what := f.hook.Before("Write", f.name)
	switch {
	case what.Short:
		n, err = f.File.Write(b[:len(b)/2])
		if err == nil {
			err = what.Err
		}
		return n, err
	case what.Err != nil:
		if what.Late {
			n, _ = f.File.Write(b)
		}
		return n, what.Err
	}
	return f.File.Write(b)
}

func (f *hookFile) Stat() (info fs.FileInfo, err error) {
	err = f.hook.call("Stat", f.name, func() error { info, err = f.File.Stat(); return err })
	return info, err
}

func (f *hookFile) Inherit(name string, info fs.FileInfo) (lost []string) {
	if f.hook.call("Inherit", f.name, func() error { lost = f.File.Inherit(name, info); return nil }) != nil {
		lost = append(lost, "everything")
	}
	return lost
}

func (f *hookFile) Sync() error { return f.hook.call("Sync", f.name, f.File.Sync) }

func (f *hookFile) Close() error {
	err := f.hook.call("Close", f.name, f.File.Close)
	if err != nil {
		_ = f.File.Close() // the descriptor goes whatever the answer is
	}
	return err
}
