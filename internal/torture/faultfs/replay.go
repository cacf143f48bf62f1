//go:build linux

package faultfs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"galley.app/galley/storage/safefile/safetest"
)

// Snapshot returns what a folder holds, as [safetest.NewMemory] takes it.
func Snapshot(dir string) (map[string]string, error) {
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == dir || d.Type()&fs.ModeSocket != 0 { // which holds nothing
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			files[name+"/"] = ""
			return nil
		}
		b, err := os.ReadFile(path)
		files[name] = string(b)
		return err
	})
	return files, err
}

// Replay makes recorded calls in a folder of memory that held files before, and
// calls each after every one of them, so that the power can be cut there.
func Replay(files map[string]string, records []Record, each func(made Record, m *safetest.Memory) error) error {
	m := safetest.NewMemory(files)
	for i, r := range records {
		err := replay(m, r)
		if err == nil {
			err = each(r, m)
		}
		if err != nil {
			return fmt.Errorf("call %d, %s of %s: %w", i+1, r.Call, r.Path, err)
		}
	}
	return nil
}

func replay(m *safetest.Memory, r Record) error {
	if r.Path == "" {
		return nil // of a file that has no name any more
	}
	switch r.Call {
	case "create":
		_, err := m.Create(r.Path, 0o600)
		if errors.Is(err, fs.ErrExist) { // opened, not made
			return nil
		}
		return err
	case "write":
		return m.WriteAt(r.Path, r.Data, r.Offset)
	case "truncate":
		return m.Truncate(r.Path, r.Size)
	case "fsync":
		return m.SyncFile(r.Path)
	case "fsyncdir":
		return m.SyncDir(r.Path)
	case "mkdir":
		return m.Mkdir(r.Path, 0o700)
	case "rename":
		return m.Rename(r.Path, r.To)
	case "exchange":
		return m.Exchange(r.Path, r.To)
	case "link":
		return m.Link(r.Path, r.To)
	case "unlink":
		return m.Remove(r.Path)
	case "rmdir":
		return m.RemoveAll(r.Path)
	}
	return errors.New("a call that is not known")
}
