package command

import (
	"os"
	"path/filepath"
	"testing"

	"galley.app/galley/storage/safefile"
)

// TestLockFromOtherFolders holds that a file is locked whatever folder a command runs in.
func TestLockFromOtherFolders(t *testing.T) {
	dir := t.TempDir()
	below := filepath.Join(dir, "below")
	if err := os.Mkdir(below, 0o777); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	unlock, ok := lock("a.md")
	if !ok {
		t.Fatal("it cannot be locked")
	}
	t.Chdir(below)
	if _, ok := safefile.Hold(filepath.Join(dir, "a.md") + ".change"); ok {
		t.Error("it is locked again from another folder")
	}
	unlock()
	unlock, ok = lock(filepath.Join("..", "a.md"))
	if !ok {
		t.Fatal("it is not let go")
	}
	unlock()
}
