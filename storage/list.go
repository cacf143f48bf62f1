package storage

import (
	"context"
	"fmt"
	"path/filepath"

	"galley.app/galley/storage/safefile"
)

// List is the library in dir with its settings, and the paths of its posts within
// it, sorted, without a look into them: enough to read each once.
func List(dir string) (lib Library, names []string, err error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return lib, nil, fmt.Errorf("%s: %w", safefile.Shown(dir), err)
	}
	lib = settingsOf(abs)
	files, err := lib.find(context.Background())
	for _, f := range files {
		names = append(names, filepath.FromSlash(f.Rel))
	}
	return lib, names, err
}
