package history

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

// errBusy tells that another process held the history for too long.
var errBusy = errors.New("another Galley keeps it locked")

// errNoFolder tells that something else has the place of the history.
var errNoFolder = errors.New("a file is in the place of the folder")

// patience is how long another process is waited for.
const patience = 10 * time.Second

// hold locks the folder for writing, and makes it. Locked is false where the
// file system knows no locks: then records may be appended, each with one call,
// but nothing may be replaced.
func (s *Store) hold(ctx context.Context) (release func(), locked bool, err error) {
	if s.dir == "" {
		return nil, false, ErrNoPlace
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		if errors.Is(err, syscall.ENOTDIR) {
			err = errNoFolder
		}
		return nil, false, err
	}
	path := filepath.Join(s.dir, "lock")
	if err := clearNoFile(path, s.o.Now()); err != nil {
		return nil, false, err
	}
	lock := flock.New(path, flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	ok, err := lock.TryLockContext(ctx, 5*time.Millisecond)
	switch {
	case ok:
		return func() { _ = lock.Close() }, true, nil // the lock ends with the process too
	case errors.Is(err, context.DeadlineExceeded):
		return nil, false, errBusy
	case errors.Is(err, syscall.ENOLCK), errors.Is(err, syscall.ENOSYS), errors.Is(err, errors.ErrUnsupported):
		return func() {}, false, nil
	case err == nil:
		err = fs.ErrInvalid
	}
	return nil, false, err
}

// clearNoFile puts aside what is at path if it is no ordinary file: to open a
// pipe would wait for ever.
func clearNoFile(path string, now time.Time) error {
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
		return nil
	}
	if _, err := os.Lstat(path); err != nil {
		return nil // there is none
	}
	return setAside(path, now)
}
