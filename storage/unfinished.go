package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"galley.app/galley/storage/config"
	"galley.app/galley/storage/safefile"
)

// unfinishedFor is how long a temporary file must have lain untouched to be
// that of a save which was cut off: no save takes a day.
const unfinishedFor = 24 * time.Hour

// ClearUnfinished takes out of the folder dir what saves that were cut off left
// there, by a power cut or the end of the process. A save's text may be nowhere
// else: unless a file of the folder has the same bytes, it is moved to the
// recovery copies, and the notes say so, a line each. What cannot be cleared
// stays; it is in nobody's way.
func ClearUnfinished(dir string, p config.Paths, now time.Time) (notes []string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if !safefile.IsTemporary(e.Name()) {
			continue // of thousands of posts the disk is not asked
		}
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || now.Sub(info.ModTime()) < unfinishedFor {
			continue
		}
		path := filepath.Join(dir, e.Name())
		data, _, err := safefile.Read(path, MaxSize)
		if err != nil {
			continue
		}
		if len(data) > 0 && !hasTwin(dir, entries, safefile.SumOf(data), info.Size()) {
			copied, err := keepUnfinished(p, info.ModTime(), data)
			if err != nil {
				continue
			}
			notes = append(notes, fmt.Sprintf("%s: a save of %s was cut off; its text was moved to %s", safefile.Shown(dir), info.ModTime().Format(time.DateOnly), safefile.Shown(copied)))
		}
		_ = os.Remove(path)
	}
	return notes
}

// hasTwin reports whether a post of the folder has those bytes.
func hasTwin(dir string, entries []fs.DirEntry, sum [32]byte, size int64) bool {
	for _, e := range entries {
		if info, err := e.Info(); err != nil || !IsPostName(e.Name()) || !info.Mode().IsRegular() || info.Size() != size {
			continue
		}
		if fp, err := safefile.Sum(filepath.Join(dir, e.Name()), MaxSize); err == nil && fp.Sum == sum {
			return true
		}
	}
	return false
}

// keepUnfinished writes a text to the recovery copies.
func keepUnfinished(p config.Paths, day time.Time, data []byte) (string, error) {
	dir := p.Recovery()
	if dir == "" {
		return "", errors.New("there is no folder for it")
	}
	if err := errors.Join(os.MkdirAll(p.State, 0o700), os.MkdirAll(dir, 0o700)); err != nil {
		return "", err
	}
	names, err := folderNames(dir)
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, freeName(names, "unfinished-"+day.Format(time.DateOnly)+".md"))
	_, err = safefile.Replace(path, data, safefile.Options{Expect: &safefile.Fingerprint{}, Mode: 0o600})
	return path, err
}
