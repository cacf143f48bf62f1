package storage

import (
	"fmt"
	"path/filepath"

	"galley.app/galley/storage/config"
	"galley.app/galley/storage/safefile"
)

// List is the library in dir with its settings, and the names of its posts,
// sorted, without a look into them: enough to read each once.
func List(dir string) (lib Library, names []string, err error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return lib, nil, fmt.Errorf("%s: %w", safefile.Shown(dir), err)
	}
	if names, err = postNames(abs); err != nil {
		return lib, nil, &LoadError{Path: abs, Err: folderError(err)}
	}
	lib.Dir = abs
	if lib.Site, err = config.ReadSite(abs); err != nil {
		lib.Problems = append(lib.Problems, err.Error())
	}
	return lib, names, nil
}
