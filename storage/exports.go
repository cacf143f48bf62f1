package storage

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"galley.app/galley/storage/config"
	"galley.app/galley/storage/safefile"
)

// Exports remembers, in the author's state folder, which targets he agreed to,
// which files were written by an export, and what was exported last. Nothing a
// library brings along can change it.
type Exports struct {
	path string
	now  time.Time // of the reading
	file exportsFile
}

type exportsFile struct {
	Version  int               `json:"version"`
	Approved []string          `json:"approved"` // see approval
	Written  map[string]string `json:"written"`  // absolute path of a file to the SHA-256 of what an export wrote
	// Libraries are what was exported last, by the absolute path of the library.
	Libraries map[string]*exported `json:"libraries,omitempty"`
}

// maxWritten is how many packages are remembered before those that are gone
// are forgotten.
const maxWritten = 2000

// ReadExports reads what is remembered; on an error nothing is. A broken file
// is set aside under a name with the date of now, and the error says so.
func ReadExports(p config.Paths, now time.Time) (*Exports, error) {
	e := &Exports{path: p.StateFile("exports.json"), now: now}
	var err error
	e.file, _, err = e.read()
	return e, err
}

// read reads the file; on an error nothing is remembered. Nothing is to be
// written where the fingerprint is nil.
func (e *Exports) read() (exportsFile, *safefile.Fingerprint, error) {
	var f exportsFile
	fp, err := config.ReadState(e.path, "what was exported before is not known", &f, e.now)
	if err != nil {
		f = exportsFile{}
	}
	if f.Version == 0 {
		f.Version = 1
	}
	if f.Written == nil {
		f.Written = map[string]string{}
	}
	maps.DeleteFunc(f.Libraries, func(_ string, l *exported) bool { return l == nil })
	return f, fp, err
}

// approval is what was agreed to: this, of that target, in that library. When
// the library says something else, it is asked about again.
func approval(dir, target, what string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	return strings.Join([]string{dir, target, what}, "\n")
}

// Approved tells whether the author agreed to what, such as a place or a
// command, for that target.
func (e *Exports) Approved(dir, target, what string) bool {
	return slices.Contains(e.file.Approved, approval(dir, target, what))
}

// Approve remembers that the author agreed.
func (e *Exports) Approve(dir, target, what string) error {
	if e.Approved(dir, target, what) {
		return nil
	}
	return e.change(func(f *exportsFile) {
		f.Approved = append(f.Approved, approval(dir, target, what))
		slices.Sort(f.Approved)
		f.Approved = slices.Compact(f.Approved)
	})
}

// Replaceable tells whether the file at path is none, or still what an export
// wrote there.
func (e *Exports) Replaceable(path string) bool {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return true
	}
	return e.WroteAt(path)
}

// WroteAt reports whether the file at path is what an export wrote there.
func (e *Exports) WroteAt(path string) bool {
	abs, sum, err := fileSum(path)
	return err == nil && e.file.Written[abs] == sum
}

// Wrote remembers that an export has written the file at path.
func (e *Exports) Wrote(path string) error {
	abs, sum, err := fileSum(path)
	if err != nil {
		return fmt.Errorf("%s: cannot be read again: %s", safefile.Shown(path), reason(err))
	}
	if e.file.Written[abs] == sum {
		return nil
	}
	return e.change(func(f *exportsFile) {
		if len(f.Written) > maxWritten {
			maps.DeleteFunc(f.Written, func(path, _ string) bool {
				_, err := os.Lstat(path)
				return errors.Is(err, fs.ErrNotExist)
			})
		}
		f.Written[abs] = sum
	})
}

// fileSum is a file's absolute path, links resolved, and the SHA-256 of its bytes in hexadecimal.
func fileSum(path string) (abs, sum string, err error) {
	if abs, err = filepath.Abs(path); err != nil {
		return "", "", err
	}
	abs = realPath(abs)
	f, err := safefile.OS{}.Open(path)
	if err != nil {
		return "", "", err
	}
	defer f.Close()
	hash := sha256.New() // a package may be larger than memory
	if _, err := io.Copy(hash, f); err != nil {
		return "", "", err
	}
	return abs, hex.EncodeToString(hash.Sum(nil)), nil
}

// change changes what is remembered, in memory and on the disk, where another
// window or command may have written since it was read.
func (e *Exports) change(apply func(*exportsFile)) error {
	if e.path == "" {
		apply(&e.file)
		return nil // there is no place to remember it
	}
	if err := os.MkdirAll(filepath.Dir(e.path), 0o700); err != nil {
		return fmt.Errorf("%s: not remembered: %s", safefile.Shown(e.path), reason(err))
	}
	var conflict *safefile.ConflictError
	for range 10 { // another one may write at the same time
		f, fp, err := e.read()
		if fp == nil {
			return fmt.Errorf("%w, and nothing is remembered", err)
		}
		apply(&f)
		e.file = f
		data, err := json.MarshalIndent(f, "", "  ")
		if err != nil {
			return fmt.Errorf("%s: not remembered: %w", safefile.Shown(e.path), err)
		}
		_, err = safefile.Replace(e.path, append(data, '\n'), safefile.Options{Expect: fp, Mode: 0o600})
		if !errors.As(err, &conflict) {
			return err
		}
	}
	return conflict
}
