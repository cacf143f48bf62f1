package palette

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"galley.app/galley/editor/field"
	"galley.app/galley/internal/wording"
)

// Walk is how folders are walked until something is found in one.
type Walk struct {
	Title  string
	Start  string   // the folder that it begins in; "" is the home folder
	Recent []string // folders that are offered at the start
	Hint   string   // in the field while nothing is typed
	Empty  string   // said when nothing is found
	// Here are the rows of a folder and what was typed behind its path, before
	// those that lead to others.
	Here func(dir, rest string, entries []os.DirEntry) []field.Item
}

// Palette is a walk through the folders, by typing, with Tab and the arrows.
func (w Walk) Palette() *field.Palette {
	sep := string(filepath.Separator)
	start := w.Start
	if start == "" {
		start, _ = os.UserHomeDir()
	}
	w.Start = start
	start = strings.TrimSuffix(start, sep) + sep
	failed := "" // why a folder could not be made
	return &field.Palette{
		Title: w.Title, Placeholder: w.Hint, Text: start, Empty: w.Empty, Completes: true, Asks: true,
		Find: func(q string) (rows []field.Item) {
			if failed != "" {
				rows, failed = []field.Item{{Title: failed, Fill: q}}, ""
				return rows
			}
			if strings.TrimSpace(q) == "" {
				return w.starts(rows)
			}
			dir, rest := Split(q)
			entries, err := os.ReadDir(dir)
			if err != nil {
				if errors.Is(err, fs.ErrNotExist) {
					return append(rows, newFolder(filepath.Join(dir, rest), &failed))
				}
				return nil
			}
			rows = w.Here(dir, rest, entries)
			if q == start {
				rows = w.starts(rows)
			}
			rows = append(rows, Folders(dir, rest, entries)...)
			if path := filepath.Join(dir, rest); rest != "" && filepath.Ext(rest) == "" {
				if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
					rows = append(rows, newFolder(path, &failed))
				}
			}
			return rows
		},
	}
}

// starts are rows that lead to where a walk may begin.
func (w Walk) starts(rows []field.Item) []field.Item {
	sep := string(filepath.Separator)
	seen := map[string]bool{w.Start: true}
	add := func(path, note string) {
		if fi, err := os.Stat(path); seen[path] || err != nil || !fi.IsDir() || filepath.Dir(path) == w.Start {
			return // which is a row of the folder's own
		}
		seen[path] = true
		title := filepath.Base(path)
		if note == "~" {
			title, note = "Home", path
		}
		rows = append(rows, field.Item{Title: title, Note: note, Fill: strings.TrimSuffix(path, sep) + sep})
	}
	for _, dir := range w.Recent[:min(5, len(w.Recent))] {
		add(dir, "recent, in "+FromHere(filepath.Dir(dir)))
	}
	for _, dir := range Places(os.Getenv) {
		add(dir, FromHere(dir))
	}
	return rows
}

// FromHere is how a path is written short: from the home folder on.
func FromHere(path string) string {
	home, err := os.UserHomeDir()
	if err != nil || home == "" {
		return path
	}
	if rest, ok := strings.CutPrefix(path, home); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
		return "~" + rest
	}
	return path
}

// newFolder makes a folder and goes into it.
func newFolder(path string, failed *string) field.Item {
	return field.Item{Title: "New folder “" + filepath.Base(path) + "”", Note: FromHere(filepath.Dir(path)), Fill: path + string(filepath.Separator), Do: func() {
		if err := os.MkdirAll(path, 0o777); err != nil {
			*failed = "The folder cannot be made: " + err.Error()
		}
	}}
}

// Places are the folders that a person knows by name: home, and those for
// documents, on the desktop and what was downloaded, as the desktop calls them
// (xdg-user-dirs).
func Places(getenv func(string) string) []string {
	home, err := os.UserHomeDir()
	if err != nil {
		return nil
	}
	dirs := []string{home, filepath.Join(home, "Documents"), filepath.Join(home, "Desktop"), filepath.Join(home, "Downloads")}
	conf := getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(conf) {
		conf = filepath.Join(home, ".config")
	}
	said, err := os.ReadFile(filepath.Join(conf, "user-dirs.dirs"))
	if err != nil || len(said) > 1<<16 {
		return dirs
	}
	for line := range strings.Lines(string(said)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		i := slices.Index([]string{"", "XDG_DOCUMENTS_DIR", "XDG_DESKTOP_DIR", "XDG_DOWNLOAD_DIR"}, key)
		path := strings.Replace(strings.Trim(value, `"`), "$HOME", home, 1)
		if i > 0 && filepath.IsAbs(path) {
			dirs[i] = filepath.Clean(path)
		}
	}
	return dirs
}

// Folder lets a folder be chosen.
func Folder(w Walk, verb string, choose func(dir string)) *field.Palette {
	w.Hint, w.Empty = "Path of a folder", "There is no such folder."
	w.Here = func(dir, rest string, entries []os.DirEntry) []field.Item {
		if rest != "" {
			return nil
		}
		return []field.Item{{Title: verb + " “" + filepath.Base(dir) + "”", Note: postsIn(entries), Keys: "Enter", Do: func() { choose(dir) }}}
	}
	return w.Palette()
}

// Blog is where the folder for a writer's first posts is proposed. It asks the
// disk; places are as [Places] has them.
func Blog(places []string) string {
	start := string(filepath.Separator)
	for i, dir := range places[:min(2, len(places))] { // home, and documents
		if fi, err := os.Stat(dir); i == 0 || err == nil && fi.IsDir() {
			start = dir
		}
	}
	return filepath.Join(start, "Blog")
}

// Sample lets a folder be chosen that is made for the sample posts, or one that
// is empty; what holds something is opened as it is. It begins with start, which
// [Blog] gives.
func Sample(start string, put, open func(dir string)) *field.Palette {
	return &field.Palette{
		Title: "A folder for your posts", Placeholder: "Path of a folder", Text: start, Mark: "Blog", Empty: "There can be no folder there.", Completes: true, Asks: true,
		Find: func(q string) []field.Item {
			dir, rest := Split(q)
			path := filepath.Join(dir, rest)
			name := "“" + filepath.Base(path) + "”"
			var rows []field.Item
			switch list, err := os.ReadDir(path); {
			case err == nil && len(list) > 0:
				rows = append(rows, field.Item{Title: "Open " + name + " as it is", Note: postsIn(list), Keys: "Enter", Do: func() { open(path) }})
			case err == nil || errors.Is(err, fs.ErrNotExist):
				rows = append(rows, field.Item{Title: "Put the sample into " + name, Note: FromHere(filepath.Dir(path)), Keys: "Enter", Do: func() { put(path) }})
			}
			entries, err := os.ReadDir(dir)
			if err != nil {
				return rows
			}
			if filepath.Join(dir, rest) == start { // as it was proposed: all folders are ways to go
				rest = ""
			}
			return append(rows, Folders(dir, rest, entries)...)
		},
	}
}

// File lets a file be chosen, of those that wanted reports on.
func File(w Walk, wanted func(name string) bool, choose func(path string)) *field.Palette {
	w.Hint, w.Empty = "Path of a file", "There is no such file."
	w.Here = func(dir, rest string, entries []os.DirEntry) (rows []field.Item) {
		for _, e := range entries {
			if !e.IsDir() && Match(e.Name(), rest) && (wanted(e.Name()) || e.Name() == rest) {
				path := filepath.Join(dir, e.Name())
				rows = append(rows, field.Item{Title: e.Name(), Do: func() { choose(path) }})
			}
		}
		return rows
	}
	return w.Palette()
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
	if i := strings.LastIndex(q, string(filepath.Separator)+"~"); i >= 0 { // typed behind a path that stood there: it starts anew
		if home := FromHome(q[i+1:]); home != q[i+1:] {
			q = home
		}
	}
	if i := strings.LastIndex(q, "//"); i >= 0 && filepath.Separator == '/' {
		q = q[i+1:]
	}
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
		if isFolder(dir, e) {
			rows = append(rows, field.Item{Title: e.Name() + sep, Note: "folder", Fill: filepath.Join(dir, e.Name()) + sep})
		}
	}
	return rows
}

// isFolder reports whether an entry of a folder is a folder, or a link to one: links
// alone are asked for, since a folder may hold many files.
func isFolder(dir string, e os.DirEntry) bool {
	if e.Type()&fs.ModeSymlink == 0 {
		return e.IsDir()
	}
	fi, err := os.Stat(filepath.Join(dir, e.Name()))
	return err == nil && fi.IsDir()
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
		path := Ended(filepath.Join(dir, name), ".md")
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

// Ended returns path with an ending such as .md, unless it has one: that of
// “v1.2 notes” is none.
func Ended(path, ending string) string {
	ext := strings.TrimPrefix(filepath.Ext(path), ".")
	isLetter := func(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }
	odd := func(r rune) bool { return !isLetter(r) && (r < '0' || r > '9') }
	if strings.ContainsFunc(ext, isLetter) && !strings.ContainsFunc(ext, odd) {
		return path
	}
	return strings.TrimSuffix(path, ".") + ending
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
