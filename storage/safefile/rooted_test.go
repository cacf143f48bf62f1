//go:build unix

package safefile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	. "galley.app/galley/storage/safefile"
)

// What is placed in a folder stays in it, whatever links it holds.
func TestRootedStaysInside(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	must(t, os.Symlink(outside, filepath.Join(dir, "img")))
	r, err := OpenRooted(dir)
	must(t, err)
	defer r.Close()
	s, err := StageFolder(filepath.Join(dir, "x"), StageOptions{Name: "import", FS: r})
	must(t, err)
	must(t, s.Add("0", []byte("words")))
	must(t, s.Sync())
	for _, to := range []string{"img/a", "../a", "img/../../a"} {
		if err := s.Place("0", dir+"/"+to); err == nil {
			t.Errorf("%s was placed", to)
		}
	}
	// Without hard links a name is taken before.
	must(t, s.Add("1", []byte("more")))
	at := filepath.Join(dir, "there")
	must(t, os.WriteFile(at, []byte("mine"), 0o600))
	if err := RenameOver(r, filepath.Join(s.Path(), "1"), at); !errors.Is(err, fs.ErrExist) || content(t, at) != "mine" {
		t.Errorf("onto another file: %v", err)
	}
	must(t, os.Remove(at))
	if err := RenameOver(r, filepath.Join(s.Path(), "1"), at); err != nil || content(t, at) != "more" {
		t.Errorf("renamed: %v", err)
	}
	must(t, os.Remove(at))
	if err := RenameOver(r, filepath.Join(s.Path(), "none"), at); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of a file that is not there: %v", err)
	}
	if _, err := os.Lstat(at); err == nil {
		t.Error("an empty file was left with the name")
	}
	if left := s.Discard(); left != "" {
		t.Errorf("left %s", left)
	}
	alone(t, dir) // the link
	if entries, err := os.ReadDir(outside); err != nil || len(entries) > 0 {
		t.Errorf("outside are %v, %v", entries, err)
	}
	if _, err := os.Lstat(filepath.Join(filepath.Dir(dir), "a")); err == nil {
		t.Error("it was placed above")
	}
}
