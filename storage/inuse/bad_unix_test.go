//go:build unix

package inuse

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A pipe in the place of a lock is not waited for: nobody is known to have the
// post then.
func TestPipe(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "open")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	post := filepath.Join(t.TempDir(), "a.md")
	b := &Board{dir: dir}
	if err := syscall.Mkfifo(b.name(post), 0o600); err != nil {
		t.Fatal(err)
	}
	b.clear()
	for _, changed := range []bool{false, true} {
		if lock, elsewhere := b.stand(post, changed, nil); lock != nil || elsewhere {
			t.Error(lock, elsewhere)
		}
	}
}
