//go:build unix

package journal

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A pipe in the place of a lock is not waited for, neither by who looks for texts
// nor by who writes some, and nothing is lost by it.
func TestNoLock(t *testing.T) {
	dir := t.TempDir()
	leave(t, dir, About{}, "!! title: A\n---\nText.\n")()
	names, err := fs.Glob(os.DirFS(dir), "*"+journalEnd)
	for i := range names {
		names[i] = filepath.Join(dir, names[i])
	}
	if err != nil || len(names) != 1 {
		t.Fatal(names, err)
	}
	process, _ := processOf(filepath.Base(names[0]))
	lock := filepath.Join(dir, process+lockEnd)
	_ = os.Remove(lock) // it may have gone with its process
	if err := syscall.Mkfifo(lock, 0o600); err != nil {
		t.Fatal(err)
	}
	found, problems := Find([]string{dir})
	if len(found) != 1 || len(problems) > 0 {
		t.Fatal(found, problems)
	}
	found[0].Release()
	w := NewWriter(Options{Dirs: []string{dir}})
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, w.name+lockEnd), 0o600); err != nil {
		t.Fatal(err)
	}
	w.lock(dir)
	w.unlock()
}
