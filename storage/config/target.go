package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"galley.app/galley/storage/safefile"
)

// Target is an export that a library gives a name to, with [[target]] in its
// galley.toml. A library may come from a stranger: what a target may do by
// itself is bounded by [Target.Place] and storage.Exports.
type Target struct {
	Name   string
	Format string
	Out    string // relative to the library unless the author's own settings say otherwise

	Drafts, PublishedOnly, SkipErrors bool

	After string // command to run afterwards; from the author's own settings only
	Own   bool   // Out is from the author's own settings
}

// ReadTargets reads the targets of the library in dir, and what the author's
// own settings, [[target]] in settings.toml with library and name, say about
// them: out and after. On an error those that make sense are usable.
func ReadTargets(dir string, p Paths) ([]Target, error) {
	path := filepath.Join(dir, SiteFile)
	tables, err := targetTables(path)
	var targets []Target
	var wrong []string
	for i, table := range tables {
		t, bad := readTarget(table)
		name := safefile.Shown(t.Name)
		if t.Name == "" {
			name = fmt.Sprintf("number %d", i+1)
		}
		if _, ok := table["after"]; ok {
			bad = append(bad, "after is only taken from your own settings, not from a library's")
		}
		switch {
		case t.Name == "" || t.Format == "":
			bad = append(bad, "name and format must be given")
		case slices.ContainsFunc(targets, func(o Target) bool { return o.Name == t.Name }):
			bad = append(bad, "the name is there twice")
		default:
			targets = append(targets, t)
		}
		for _, b := range bad {
			wrong = append(wrong, fmt.Sprintf("target %s: %s", name, b))
		}
	}
	if len(wrong) > 0 {
		err = errors.Join(err, fmt.Errorf("%s: %s", safefile.Shown(path), strings.Join(wrong, "; ")))
	}
	own, ownErr := ownTargets(dir, p)
	for _, o := range own {
		for i := range targets {
			if t := &targets[i]; t.Name == o.Name {
				t.After = o.After
				if o.Out != "" {
					t.Out, t.Own = o.Out, true
				}
			}
		}
	}
	return targets, errors.Join(err, ownErr)
}

// ownTargets are what the author's settings say about targets of the library.
func ownTargets(dir string, p Paths) ([]Target, error) {
	path := p.settingsFile()
	if path == "" {
		return nil, nil
	}
	tables, err := targetTables(path)
	var own []Target
	for _, table := range tables {
		library, _ := table["library"].(string)
		if library == "" || !sameFolder(library, dir) {
			continue
		}
		t, bad := readTarget(table)
		t.After, _ = table["after"].(string)
		if len(bad) > 0 {
			err = errors.Join(err, fmt.Errorf("%s: target %s: %s", safefile.Shown(path), safefile.Shown(t.Name), strings.Join(bad, "; ")))
		}
		own = append(own, t)
	}
	return own, err
}

func sameFolder(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// targetTables are the [[target]] tables of a settings file; none where there
// is no such file.
func targetTables(path string) ([]map[string]any, error) {
	most := int64(maxSettings)
	if filepath.Base(path) == SiteFile {
		most = maxSite
	}
	data, _, err := safefile.Read(path, most)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: targets not read: %s", safefile.Shown(path), settingsReason(err))
	}
	table, err := parseTOML(path, data)
	if err != nil {
		return nil, err
	}
	switch v := table["target"].(type) {
	case nil:
		return nil, nil
	case []map[string]any:
		return v, nil
	}
	return nil, fmt.Errorf("%s: target must be tables, [[target]]", safefile.Shown(path))
}

func readTarget(table map[string]any) (t Target, wrong []string) {
	for _, f := range []struct {
		key  string
		into *string
	}{{"name", &t.Name}, {"format", &t.Format}, {"out", &t.Out}} {
		switch v := table[f.key].(type) {
		case nil:
		case string:
			*f.into = strings.TrimSpace(v)
		default:
			wrong = append(wrong, f.key+" must be text in quotes")
		}
	}
	for _, f := range []struct {
		key  string
		into *bool
	}{{"drafts", &t.Drafts}, {"published-only", &t.PublishedOnly}, {"skip-errors", &t.SkipErrors}} {
		switch v := table[f.key].(type) {
		case nil:
		case bool:
			*f.into = v
		default:
			wrong = append(wrong, f.key+" must be true or false")
		}
	}
	return t, wrong
}

// NoPlaceError tells that a target does not say where it goes.
type NoPlaceError struct{ Target string }

func (e *NoPlaceError) Error() string {
	return "target " + safefile.Shown(e.Target) + " has no out; say in galley.toml where it goes"
}

// Place is where the target of the library in dir is written. Free reports that
// it may be written without asking: the author's own settings say so, or it
// lies in the library, below no hidden folder, also after links are followed.
func (t Target) Place(dir string) (path string, free bool, err error) {
	if t.Out == "" {
		return "", false, &NoPlaceError{Target: t.Name}
	}
	out := filepath.FromSlash(t.Out)
	path = out
	if !filepath.IsAbs(out) {
		path = filepath.Join(dir, out)
	}
	if strings.HasSuffix(t.Out, "/") {
		path += string(filepath.Separator)
	}
	if t.Own {
		return path, true, nil
	}
	if !filepath.IsLocal(out) || filepath.Clean(out) == "." {
		return path, false, nil
	}
	for part := range strings.SplitSeq(filepath.ToSlash(filepath.Clean(out)), "/") {
		if strings.HasPrefix(part, ".") {
			return path, false, nil
		}
	}
	parent, err := filepath.EvalSymlinks(filepath.Dir(filepath.Clean(path)))
	if err != nil {
		return path, true, nil // there is no such folder; writing will tell
	}
	root, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return path, false, nil
	}
	if info, err := os.Lstat(filepath.Clean(path)); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return path, false, nil
	}
	return path, parent == root || safefile.IsBelow(parent, root), nil
}
