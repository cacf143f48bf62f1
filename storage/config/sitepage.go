package config

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"galley.app/galley/assets"
	"galley.app/galley/storage/safefile"
)

// pageThemes are the names that page in [library] may have.
func pageThemes() []string {
	var names []string
	for _, t := range assets.PageThemes() {
		names = append(names, t.Name)
	}
	return names
}

// SetSitePage chooses the page theme of the library in dir: it sets page in
// [library] of its galley.toml and leaves all else in the file as it is. A
// library without the file gets one. A file that is not TOML is left alone, and
// so is one that is a link out of the library.
func SetSitePage(dir, name string) error {
	if _, ok := assets.PageNamed(name); !ok {
		return fmt.Errorf("there is no page theme %q", name)
	}
	path := filepath.Join(dir, SiteFile)
	if to, out := safefile.LinkOut(dir, path); out {
		return fmt.Errorf("%s: it is a link to %s, which is outside of the library; nothing was changed", safefile.Shown(path), safefile.Shown(to))
	}
	for range 3 { // somebody may edit the file at the same time
		data, fp, err := safefile.Read(path, maxSite)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s: %s; nothing was changed", safefile.Shown(path), settingsReason(err))
		}
		table, err := parseTOML(path, data)
		if err != nil {
			return fmt.Errorf("%w; nothing was changed", err)
		}
		if lookUp(table, "library", "page") == name {
			return nil
		}
		if table == nil {
			table = map[string]any{}
		}
		if v, ok := table["library"]; ok {
			if _, ok := v.(map[string]any); !ok {
				return fmt.Errorf("%s: library must be a table, [library]; nothing was changed", safefile.Shown(path))
			}
		}
		changed, _ := setKey(string(data), table, "library", "page", name)
		_, err = safefile.Replace(path, []byte(changed), safefile.Options{Expect: &fp})
		if conflict := (*safefile.ConflictError)(nil); errors.As(err, &conflict) {
			continue
		}
		return err // which names the file
	}
	return fmt.Errorf("%s: it is being changed elsewhere; nothing was changed", safefile.Shown(path))
}
