//go:build unix

package journal

import (
	"os"
	"path/filepath"
	"testing"
)

// A folder for temporary files, where anybody may have made ours, is read only if
// nobody else can look into it.
func TestFindShared(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shared")
	leave(t, dir, About{}, "Words.")()
	for mode, want := range map[os.FileMode]int{0o755: 0, 0o777: 0, 0o700: 1} {
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		found, problems := Find([]string{filepath.Join(dir, "none"), dir})
		if len(found) != want || len(problems) > 0 {
			t.Errorf("%v: %d found, %v", mode, len(found), problems)
		}
		for _, f := range found {
			f.Release()
		}
	}
}
