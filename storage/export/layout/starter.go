package layout

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"galley.app/galley/storage/safefile"
)

//go:embed starter
var starter embed.FS

// New gives the library in dir templates and a style sheet to begin with, and
// returns their paths. Where any of the files is there already, nothing is
// written.
func New(dir string) (written []string, err error) {
	var files []string
	err = fs.WalkDir(starter, "starter", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if list := names(filepath.Join(dir, Folder)); len(list) > 0 {
		return nil, fmt.Errorf("%s: it is there already; nothing was written", safefile.Shown(filepath.Join(dir, Folder, list[0])))
	}
	for _, folder := range []string{Folder, StaticFolder} {
		at := filepath.Join(dir, folder)
		if info, err := os.Lstat(at); err == nil && !info.IsDir() {
			return nil, fmt.Errorf("%s: it is not a folder; nothing was written", safefile.Shown(at))
		}
	}
	place := func(name string) string {
		return filepath.Join(dir, filepath.FromSlash(name[len("starter/"):]))
	}
	for _, name := range files {
		if _, err := os.Lstat(place(name)); err == nil {
			return nil, fmt.Errorf("%s: it is there already; nothing was written", safefile.Shown(place(name)))
		}
	}
	for _, name := range files {
		data, err := starter.ReadFile(name)
		if err == nil {
			err = os.MkdirAll(filepath.Dir(place(name)), 0o777)
		}
		if err == nil {
			_, err = safefile.Replace(place(name), data, safefile.Options{Expect: &safefile.Fingerprint{}})
		}
		if err != nil {
			for _, path := range written {
				err = errors.Join(err, os.Remove(path))
			}
			return nil, err
		}
		written = append(written, place(name))
	}
	return written, nil
}
