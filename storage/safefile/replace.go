package safefile

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"strconv"
)

// Options are the choices of Replace. The zero value replaces whatever is there.
type Options struct {
	// Expect is the file that the caller knows of; when the disk has other
	// bytes nothing is written and a *ConflictError tells what it has. The zero
	// Fingerprint expects that there is no file, and one without a sum (from
	// Stat) expects nothing that can be. Nil does not care.
	Expect *Fingerprint
	// Mode is that of a new file, before the umask; 0 means 0666. An existing
	// file keeps its own.
	Mode fs.FileMode
	// Lost, if set, is told in a few words of each thing about the old file,
	// other than its bytes, that the new one could not be given. The file was
	// replaced nevertheless: the words matter more.
	Lost func(what string)
	// FS is where it happens; nil is OS.
	FS FS
	// Unsynced leaves it to the caller of Beside to bring the bytes to the disk.
	Unsynced bool
}

// Replace makes data the content of the file, or leaves it as it is; the
// package comment says what is promised. It returns the new file's fingerprint,
// also together with a [*NotConfirmedError]. A link stays and its target is
// replaced. Other errors are [*ConflictError], [*ReadOnlyError],
// [*NotRegularError] and [*Error]; each is one line.
func Replace(path string, data []byte, o Options) (Fingerprint, error) {
	if o.FS == nil {
		o.FS = OS{}
	}
	r := &replacement{path: path, data: data, Options: o}
	if err := r.prepare(); err != nil {
		return Fingerprint{}, err
	}
	if err := r.write(); err != nil {
		return Fingerprint{}, r.abandon(err)
	}
	return r.commit()
}

// replacement is one run of Replace.
type replacement struct {
	Options
	path      string      // as the caller named it
	target    string      // what is replaced: path, or what it links to
	old       fs.FileInfo // of the target, nil when there is none
	data      []byte
	name      string // that the temporary is to have; "" for a random one
	temporary string // "" before it was made
	doing     string // the step, for the error
	new       Fingerprint
}

// prepare finds the target and refuses what may not be replaced. It writes nothing.
func (r *replacement) prepare() error {
	// A link is somebody's arrangement: keep it and replace what it names. The
	// temporary must lie in the folder of the target, the only place from which
	// a rename is one step.
	r.doing = "finding the file"
	if err := r.resolve(); err != nil {
		return r.fail(err)
	}
	if r.old != nil {
		// Never open what is no ordinary file (a pipe would hang us), and never
		// put a file in the place of one.
		if !r.old.Mode().IsRegular() {
			return &NotRegularError{Path: r.path, Mode: r.old.Mode()}
		}
		// Renaming asks for the rights of the folder alone. Who took away the
		// right to write the file meant it.
		if err := r.FS.Writable(r.target); err != nil {
			return &ReadOnlyError{Path: r.path, Err: err}
		}
	}
	// Compare before any work, so that the usual conflict costs no disk writes.
	return r.compare()
}

func (r *replacement) resolve() error {
	r.target = r.path
	const most = 40 // links, as in the kernel
	for hops := range most {
		info, err := r.FS.Lstat(r.target)
		switch {
		case errors.Is(err, fs.ErrNotExist) && hops == 0:
			return nil // a new file
		case errors.Is(err, fs.ErrNotExist):
			return &linkError{to: r.target, err: err}
		case err != nil:
			return err
		case info.Mode()&fs.ModeSymlink == 0:
			r.old = info
			return nil
		}
		to, err := r.FS.Readlink(r.target)
		if err != nil {
			return err
		}
		if !filepath.IsAbs(to) {
			// Not filepath.Join: it would take "x/.." away, which is wrong
			// where x is a link.
			dir, _ := filepath.Split(r.target)
			to = dir + to
		}
		r.target = to
	}
	return errors.New("it is a link that leads round in a circle")
}

// compare returns a *ConflictError when the disk has other bytes than expected.
// Only the sum decides: size and time are the same after an edit of the same
// length that sets the time back, and differ after a harmless touch.
func (r *replacement) compare() error {
	if r.Expect == nil {
		return nil
	}
	r.doing = "comparing the file with what was read"
	for tries := 0; ; tries++ {
		found, err := r.found()
		switch {
		case err != nil:
			return err
		case !r.Expect.Exists() && !found.Exists():
			return nil
		case !r.Expect.Exists() || !found.SameBytes(*r.Expect):
			return &ConflictError{Path: r.path, Found: found}
		}
		// Reading took a while, and what was read may have lost its name since.
		info, err := r.FS.Lstat(r.target)
		if err == nil && fingerprint(info).SameStat(found) {
			return nil
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return r.fail(err)
		}
		if tries == 2 {
			return &ConflictError{Path: r.path, Found: found} // somebody is at it without rest
		}
	}
}

// found is the target as it is on the disk, with its sum where the size leaves
// a doubt: no gigabytes are read to find out that they are not a post.
func (r *replacement) found() (Fingerprint, error) {
	info, err := r.FS.Lstat(r.target)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Fingerprint{}, nil
	case err != nil:
		return Fingerprint{}, r.fail(err)
	case !info.Mode().IsRegular():
		return Fingerprint{}, &NotRegularError{Path: r.path, Mode: info.Mode()}
	case !r.Expect.Exists() || info.Size() != r.Expect.Size:
		return fingerprint(info), nil
	}
	found, err := sum(r.FS, r.target, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return Fingerprint{}, nil
	}
	if err != nil {
		return Fingerprint{}, r.fail(err)
	}
	return found, nil
}

// write makes the temporary with everything that the new file is to be, on the disk.
func (r *replacement) write() (err error) {
	r.doing = "making a temporary file beside it"
	f, err := r.create()
	if err != nil {
		return err
	}
	closed := false
	defer func() {
		if !closed {
			_ = f.Close() // the error that led here is the one to tell
		}
	}()

	// A short count is an error too: a disk that fills up may report nothing else.
	r.doing = "writing the new text"
	n, err := f.Write(r.data)
	if err == nil && n < len(r.data) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return err
	}

	// Before the rename, so that no reader ever meets the file without its rights.
	if r.old != nil {
		for _, what := range f.Inherit(r.target, r.old) {
			r.lost(what)
		}
	}

	// Without this the rename can reach the disk before the bytes, and a power
	// cut leaves a file of NULs. A failed sync is final: the kernel has dropped
	// the pages, and a second call would say that all is well.
	r.doing = "forcing the new text onto the disk"
	if !r.Unsynced {
		if err = f.Sync(); err != nil {
			return err
		}
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	r.new = fingerprint(info)
	r.new.Size = int64(len(r.data))
	r.new.Sum = SumOf(r.data)

	// Network file systems and quotas report a full disk here and nowhere else.
	r.doing = "closing the new text"
	closed = true
	return f.Close()
}

// create makes the temporary: hidden, in the target's folder, with a name of its
// own that does not grow from the target's (which may have all 255 bytes).
func (r *replacement) create() (File, error) {
	// Nobody else may read the text before it has the old file's mode. A new
	// file gets its mode from the system, since the umask is applied here only.
	mode := fs.FileMode(0o600)
	if r.old == nil {
		if mode = r.Mode; mode == 0 {
			mode = 0o666
		}
	}
	dir, _ := filepath.Split(r.target)
	for tries := 0; ; tries++ {
		var b [6]byte
		if _, err := rand.Read(b[:]); err != nil {
			return nil, err
		}
		name := dir + temporaryPrefix + hex.EncodeToString(b[:]) + temporarySuffix
		if r.name != "" {
			name = dir + r.name
		}
		f, err := r.FS.Create(name, mode)
		if err == nil {
			r.temporary = name
			return f, nil
		}
		if !errors.Is(err, fs.ErrExist) || tries == 3 || r.name != "" {
			return nil, err
		}
	}
}

// commit gives the temporary the target's name and has the disk confirm it.
func (r *replacement) commit() (Fingerprint, error) {
	// Once more, at the last cheap moment: writing may have taken seconds.
	if err := r.compare(); err != nil {
		return Fingerprint{}, r.abandon(err)
	}
	r.doing = "putting the new text in its place"
	rename := r.FS.Rename
	if r.Expect != nil && !r.Expect.Exists() {
		rename = r.FS.RenameNew // a file that appears now must not be lost
	}
	renamed := rename(r.temporary, r.target)
	if renamed != nil && !r.inPlace() {
		if errors.Is(renamed, fs.ErrExist) {
			if err := r.compare(); err != nil {
				renamed = err
			}
		}
		return Fingerprint{}, r.abandon(renamed)
	}
	if renamed != nil {
		// A server can do what it is asked and then lose the answer.
		_ = r.FS.Remove(r.temporary) // of a link that was made; else it is gone
	}
	if r.old != nil && names(r.old) > 1 {
		r.lost(tie(names(r.old)))
	}

	// The new name is only in memory until now: without this a power cut brings
	// the old file back after "saved".
	dir, _ := filepath.Split(r.target)
	if dir == "" {
		dir = "."
	}
	if err := errors.Join(renamed, r.FS.SyncDir(dir)); err != nil {
		return r.new, &NotConfirmedError{Path: r.path, Err: err}
	}
	return r.new, nil
}

// tie is what a file with so many names loses.
func tie(names int) string {
	return "the tie to " + strconv.Itoa(names-1) + " other name(s) of the file, which keep the old text"
}

// inPlace reports whether the target is the file that was written.
func (r *replacement) inPlace() bool {
	info, err := r.FS.Lstat(r.target)
	if err != nil || r.new.Inode == 0 {
		return false
	}
	now := fingerprint(info)
	return now.Inode == r.new.Inode && now.Device == r.new.Device
}

// abandon removes the temporary, if there is one, and gives the error its place
// and words. It must not be called once the temporary has the target's name.
func (r *replacement) abandon(err error) error {
	left := ""
	if r.temporary != "" {
		if rerr := r.FS.Remove(r.temporary); rerr != nil && !errors.Is(rerr, fs.ErrNotExist) {
			left = r.temporary
		}
	}
	var conflict *ConflictError
	var kind *NotRegularError
	if errors.As(err, &conflict) || errors.As(err, &kind) {
		if left != "" {
			r.lost("the folder's order: " + Shown(left) + " could not be removed")
		}
		return err
	}
	e, ok := err.(*Error)
	if !ok {
		e = r.fail(err)
	}
	e.Left = left
	return e
}

func (r *replacement) fail(err error) *Error {
	return &Error{Path: r.path, Doing: r.doing, New: r.old == nil, Err: err}
}

func (r *replacement) lost(what string) {
	if r.Lost != nil {
		r.Lost(what)
	}
}
