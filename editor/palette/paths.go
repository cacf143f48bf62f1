package palette

import (
	"os"
	"path/filepath"
	"strings"

	"galley.app/galley/editor/field"
	"galley.app/galley/internal/wording"
)

// Folder lets a folder be chosen by typing or walking its path, from start on;
// "" is the home folder.
func Folder(start string, open func(dir string)) *field.Palette {
	return &field.Palette{
		Placeholder: "Path of a folder",
		Text:        from(start),
		Empty:       "There is no such folder.",
		Find: func(q string) (rows []field.Item) {
			dir, rest := Split(q)
			entries, err := os.ReadDir(dir)
			if err != nil {
				return nil
			}
			if rest == "" {
				rows = append(rows, field.Item{Title: "Open this folder", Note: postsIn(entries), Keys: "Enter", Do: func() { open(dir) }})
			}
			return append(rows, Folders(dir, rest, entries)...)
		},
	}
}

// File lets a post be chosen by typing or walking its path, from start on; "" is
// the home folder.
func File(start string, open func(path string)) *field.Palette {
	return &field.Palette{
		Placeholder: "Path of a post",
		Text:        from(start),
		Empty:       "There is no such file.",
		Find: func(q string) (rows []field.Item) {
			dir, rest := Split(q)
			entries, err := os.ReadDir(dir)
			if err != nil {
				return nil
			}
			for _, e := range entries {
				if !e.IsDir() && Match(e.Name(), rest) && (strings.HasSuffix(e.Name(), ".md") || e.Name() == rest) {
					path := filepath.Join(dir, e.Name())
					rows = append(rows, field.Item{Title: e.Name(), Do: func() { open(path) }})
				}
			}
			return append(rows, Folders(dir, rest, entries)...)
		},
	}
}

// from is where the walk through the folders begins.
func from(start string) string {
	if start == "" {
		start, _ = os.UserHomeDir()
	}
	return start + string(filepath.Separator)
}

// FromHome returns the path that was typed with the home folder in place of a ~ at
// its start.
func FromHome(typed string) string {
	rest, ok := strings.CutPrefix(typed, "~")
	if !ok || rest != "" && !os.IsPathSeparator(rest[0]) {
		return typed
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return typed
	}
	return home + rest
}

// Split takes what was typed apart: a folder, by its full path, and the start of a
// name.
func Split(q string) (dir, rest string) {
	q = FromHome(q)
	if q == "" {
		return string(filepath.Separator), ""
	}
	dir, rest = filepath.Split(q)
	if fi, err := os.Stat(q); err == nil && fi.IsDir() {
		dir, rest = q, ""
	}
	if full, err := filepath.Abs(dir); err == nil {
		return full, rest
	}
	return filepath.Clean(dir), rest
}

// Match reports whether a name starts as it was typed; hidden files have to be
// asked for with their dot.
func Match(name, start string) bool {
	if strings.HasPrefix(name, ".") && !strings.HasPrefix(start, ".") {
		return false
	}
	return strings.HasPrefix(strings.ToLower(name), strings.ToLower(start))
}

// Folders are the rows that lead from a folder to the one above and those below
// that start as it was typed.
func Folders(dir, rest string, entries []os.DirEntry) (rows []field.Item) {
	sep := string(filepath.Separator)
	if rest == "" && filepath.Dir(dir) != dir {
		rows = append(rows, field.Item{Title: "..", Note: "the folder above", Fill: strings.TrimSuffix(filepath.Dir(dir), sep) + sep})
	}
	for _, e := range entries {
		if !Match(e.Name(), rest) {
			continue
		}
		if fi, err := os.Stat(filepath.Join(dir, e.Name())); err == nil && fi.IsDir() {
			rows = append(rows, field.Item{Title: e.Name() + sep, Note: "folder", Fill: filepath.Join(dir, e.Name()) + sep})
		}
	}
	return rows
}

func postsIn(entries []os.DirEntry) string {
	n := 0
	for _, e := range entries {
		if !e.IsDir() && strings.HasSuffix(e.Name(), ".md") {
			n++
		}
	}
	return wording.Count(n, "post")
}

// SaveAs says what saving to the typed path would do.
func SaveAs(q string, taken func(path string) bool, save func(path string)) []field.Item {
	dir, name := Split(q)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var rows []field.Item
	if strings.HasSuffix(name, ".md.md") { // the ending was typed over the name, which leaves the old one behind it
		name = strings.TrimSuffix(name, ".md")
	}
	if name != "" {
		path := filepath.Join(dir, name)
		if filepath.Ext(path) == "" {
			path += ".md"
		}
		if _, err := os.Lstat(path); err == nil {
			rows = append(rows, field.Item{Title: "There is a file of that name already", Note: "choose another name", Fill: q})
		} else if taken(path) {
			rows = append(rows, field.Item{Title: "An open post has that name", Note: "choose another name", Fill: q})
		} else {
			rows = append(rows, field.Item{Title: "Save as " + filepath.Base(path), Note: dir, Keys: "Enter", Do: func() { save(path) }})
		}
	}
	return append(rows, Folders(dir, name, entries)...)
}

// Export says what exporting to the typed path means; name is what the
// package is called where only a folder is typed.
func Export(q, name string, folder bool, choose func(path string)) []field.Item {
	dir, typed := Split(q)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	end := ""
	if folder {
		end = string(filepath.Separator)
	}
	var rows []field.Item
	switch path := filepath.Join(dir, typed); {
	case typed == "" && folder && filepath.Base(dir) == name:
		rows = append(rows, field.Item{Title: "Export to " + name, Note: "the folder that is there", Keys: "Enter", Do: func() { choose(dir + end) }})
	case typed == "":
		rows = append(rows, field.Item{Title: "Here, as " + name, Note: dir, Keys: "Enter", Do: func() { choose(filepath.Join(dir, name) + end) }})
	default:
		note := dir
		if _, err := os.Lstat(path); err == nil {
			note = "replaces what is there"
		}
		rows = append(rows, field.Item{Title: "Export to " + typed, Note: note, Keys: "Enter", Do: func() { choose(path + end) }})
	}
	if typed == name { // as it was proposed: all folders are ways to go
		typed = ""
	}
	return append(rows, Folders(dir, typed, entries)...)
}
