package config

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

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
	return setSite(dir, []said{{"library", "page", name}})
}

// SetSiteName has the library in dir say how its site is called and where it is:
// it sets title and url in [site] of its galley.toml, as [SetSitePage] sets its
// key. What is "" stays as it is.
func SetSiteName(dir, title, address string) error {
	address, err := siteURL(strings.TrimSpace(address))
	if err != nil {
		return fmt.Errorf("%w; nothing was changed", err)
	}
	var list []said
	if title = strings.TrimSpace(title); title != "" {
		list = append(list, said{"site", "title", title})
	}
	if address != "" {
		list = append(list, said{"site", "url", address})
	}
	return setSite(dir, list)
}

// said is a key that a library gives a value.
type said struct{ table, key, value string }

// setSite sets keys of the galley.toml in dir.
func setSite(dir string, list []said) error {
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
		if !slices.ContainsFunc(list, func(k said) bool { return lookUp(table, k.table, k.key) != k.value }) {
			return nil
		}
		if table == nil {
			table = map[string]any{}
		}
		changed := string(data)
		for _, k := range list {
			if v, ok := table[k.table]; ok {
				if _, ok := v.(map[string]any); !ok {
					return fmt.Errorf("%s: %s must be a table, [%[2]s]; nothing was changed", safefile.Shown(path), k.table)
				}
			}
			if lookUp(table, k.table, k.key) != k.value {
				changed, table = setKey(changed, table, k.table, k.key, k.value)
			}
		}
		_, err = safefile.Replace(path, []byte(changed), safefile.Options{Expect: &fp})
		if conflict := (*safefile.ConflictError)(nil); errors.As(err, &conflict) {
			continue
		}
		return err // which names the file
	}
	return fmt.Errorf("%s: it is being changed elsewhere; nothing was changed", safefile.Shown(path))
}
