package journal

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/gofrs/flock"
)

// lock is held by the process that a set of journals belongs to. The system lets
// go of it when the process ends, however that ends; so it does not matter which
// number the process had. Where a file system or a system knows no locks, every
// journal is taken for one that nobody has: to remove one that somebody has does
// no harm, since its owner looks before it adds to it and writes it anew.
type lock struct {
	flock *flock.Flock // nil where there are no locks

	mu   sync.Mutex
	uses int
}

// tryLock takes the lock at path; ok is false where another process has it. What
// is there and is no ordinary file locks nothing; to open a pipe would wait for
// ever.
func tryLock(path string) (l *lock, ok bool) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return &lock{}, true
	}
	f := flock.New(path)
	ok, err := f.TryLock()
	switch {
	case err != nil:
		return &lock{}, true
	case !ok:
		return nil, false
	}
	return &lock{flock: f}, true
}

// use says that the lock is needed once more.
func (l *lock) use() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.uses++
}

// release says that the lock is needed once less. It is let go of with the last
// one, and its file removed if no journal is left that it is for.
func (l *lock) release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.uses--; l.uses <= 0 && l.flock != nil {
		l.letGo()
	}
}

func (l *lock) letGo() {
	path := l.flock.Path()
	dir, name := filepath.Split(path)
	left, err := fs.Glob(os.DirFS(filepath.Clean(dir)), strings.TrimSuffix(name, lockEnd)+"-*")
	done := err != nil || len(left) > 0 || os.Remove(path) == nil // what says nothing any more goes
	_ = l.flock.Close()                                           // the system does it otherwise
	if !done {
		_ = os.Remove(path) // where no file that is open can be
	}
	l.flock = nil
}

// lock takes this process's lock in a folder. Where that cannot be had journals
// are written without one.
func (w *Writer) lock(dir string) {
	if w.locks[dir] != nil {
		return
	}
	if l, ok := tryLock(filepath.Join(dir, w.name+lockEnd)); ok {
		l.use()
		w.locks[dir] = l
	}
}

// unlock lets go of this process's locks.
func (w *Writer) unlock() {
	for _, l := range w.locks {
		l.release()
	}
}
