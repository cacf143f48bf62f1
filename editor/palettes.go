package editor

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/wording"
	"galley.app/galley/preview/markdown/policy"
	"galley.app/galley/storage/post"
)

// fold makes words comparable: without accents and differences of case.
func fold(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return strings.ToLower(s)
	}
	same := runes.Map(func(r rune) rune { return unicode.ToLower(text.FoldRune(r)) })
	t := transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), same, norm.NFC)
	out, _, err := transform.String(t, s)
	if err != nil {
		return strings.ToLower(s)
	}
	return out
}

// ranker gives a function for the indexes of the names that a query finds, the
// best first; an empty query finds all in their order. It is quick for queries
// that grow letter by letter.
func ranker(names []string) func(query string) []int {
	r := &ranking{names: names}
	return r.rank
}

// ranking is names and which of them the last query found.
type ranking struct {
	names, folded []string
	last          string
	found         []int // in the order of names
}

// among is the names with some indexes, for package fuzzy.
type among struct {
	names []string
	at    []int
}

func (a among) String(i int) string { return a.names[a.at[i]] }
func (a among) Len() int            { return len(a.at) }

func (r *ranking) rank(query string) []int {
	query = fold(strings.TrimSpace(query))
	all := r.found
	if query == "" || r.last == "" || !strings.HasPrefix(query, r.last) {
		all = make([]int, len(r.names))
		for i := range all {
			all[i] = i
		}
	}
	if query == "" {
		return all
	}
	if r.folded == nil {
		r.folded = make([]string, len(r.names))
		for i, n := range r.names {
			r.folded[i] = fold(n)
		}
	}
	matches := fuzzy.FindFromNoSort(query, among{r.folded, all})
	type match struct {
		at, score int
		whole     bool
	}
	list := make([]match, len(matches))
	r.last, r.found = query, make([]int, len(matches))
	for i, m := range matches {
		at := all[m.Index]
		list[i] = match{at, m.Score, strings.Contains(r.folded[at], query)}
		r.found[i] = at
	}
	slices.SortStableFunc(list, func(a, b match) int {
		if a.whole != b.whole {
			if a.whole {
				return -1
			}
			return 1
		}
		return b.score - a.score
	})
	best := make([]int, len(list))
	for i, m := range list {
		best[i] = m.at
	}
	return best
}

// quickOpen finds a post by its title.
func (w *Window) quickOpen() {
	items := append(w.strangers(), w.items...)
	for _, p := range w.posts {
		if p.s.Path() == "" {
			items = append([]Item{{Path: p.key(), Title: p.title(), Status: post.Draft}}, items...)
		}
	}
	names := make([]string, len(items))
	for i, it := range items {
		names[i] = it.Title + " " + it.Slug
	}
	rank := ranker(names)
	w.modal.Palette(&control.Palette{
		Placeholder: "Open a post by its title",
		Empty:       "No post of this library has such a title.",
		Find: func(q string) (rows []control.Item) {
			for _, i := range rank(q) {
				it := items[i]
				note := it.Date
				if it.Status == post.Draft {
					note = "draft"
				}
				rows = append(rows, control.Item{Title: it.Title, Note: note, Do: func() { w.openItem(it) }})
			}
			return rows
		},
	})
}

// palette finds a command by its name.
func (w *Window) palette() {
	commands := append(slices.Clone(w.commands), w.targetCommands()...)
	var names []string
	for _, c := range commands {
		names = append(names, c.shown())
	}
	rank := ranker(names)
	w.modal.Palette(&control.Palette{
		Placeholder: "What do you want to do?",
		Empty:       "No command has such a name.",
		Find: func(q string) (rows []control.Item) {
			for _, i := range rank(q) {
				c := commands[i]
				if c.open && w.cur == nil {
					continue
				}
				rows = append(rows, control.Item{Title: c.shown(), Note: c.menu, Keys: c.keys, Do: func() { w.run(c) }})
			}
			return rows
		},
	})
}

// showKeys lists every shortcut; typing finds one.
func (w *Window) showKeys() {
	var all []*command
	var names []string
	for _, c := range w.commands {
		if c.keys != "" {
			all = append(all, c)
			names = append(names, c.shown()+" "+c.keys)
		}
	}
	rank := ranker(names)
	w.modal.Palette(&control.Palette{
		Placeholder: "Keyboard shortcuts",
		Empty:       "No shortcut does that.",
		Find: func(q string) (rows []control.Item) {
			for _, i := range rank(q) {
				rows = append(rows, control.Item{Title: all[i].shown(), Note: all[i].menu, Keys: all[i].keys, Do: func() { w.run(all[i]) }})
			}
			return rows
		},
	})
}

// askFolder lets a folder be chosen by typing or walking its path.
func (w *Window) askFolder() {
	start := w.lib.Dir
	if start == "" {
		start, _ = os.UserHomeDir()
	}
	w.modal.Palette(&control.Palette{
		Placeholder: "Path of a folder",
		Text:        start + string(filepath.Separator),
		Empty:       "There is no such folder.",
		Find: func(q string) (rows []control.Item) {
			dir, rest := splitPath(q)
			entries, err := os.ReadDir(dir)
			if err != nil {
				return nil
			}
			if rest == "" {
				rows = append(rows, control.Item{Title: "Open this folder", Note: postsIn(entries), Keys: "Enter", Do: func() { w.OpenFolder(dir) }})
			}
			return append(rows, folders(dir, rest, entries)...)
		},
	})
}

// askFile lets a file be chosen by typing or walking its path.
func (w *Window) askFile() {
	start := w.lib.Dir
	if start == "" {
		start, _ = os.UserHomeDir()
	}
	w.modal.Palette(&control.Palette{
		Placeholder: "Path of a post",
		Text:        start + string(filepath.Separator),
		Empty:       "There is no such file.",
		Find: func(q string) (rows []control.Item) {
			dir, rest := splitPath(q)
			entries, err := os.ReadDir(dir)
			if err != nil {
				return nil
			}
			for _, e := range entries {
				if !e.IsDir() && match(e.Name(), rest) && (strings.HasSuffix(e.Name(), ".md") || e.Name() == rest) {
					path := filepath.Join(dir, e.Name())
					rows = append(rows, control.Item{Title: e.Name(), Do: func() { w.OpenFile(path) }})
				}
			}
			return append(rows, folders(dir, rest, entries)...)
		},
	})
}

// splitPath takes what was typed apart: a folder, and the start of a name.
func splitPath(q string) (dir, rest string) {
	if strings.HasPrefix(q, "~") {
		if home, err := os.UserHomeDir(); err == nil {
			q = home + q[1:]
		}
	}
	if q == "" {
		return string(filepath.Separator), ""
	}
	dir, rest = filepath.Split(q)
	if fi, err := os.Stat(q); err == nil && fi.IsDir() {
		dir, rest = q, ""
	}
	return filepath.Clean(dir), rest
}

func match(name, start string) bool {
	if strings.HasPrefix(name, ".") && !strings.HasPrefix(start, ".") {
		return false
	}
	return strings.HasPrefix(strings.ToLower(name), strings.ToLower(start))
}

func folders(dir, rest string, entries []os.DirEntry) (rows []control.Item) {
	sep := string(filepath.Separator)
	if rest == "" && filepath.Dir(dir) != dir {
		rows = append(rows, control.Item{Title: "..", Note: "the folder above", Fill: strings.TrimSuffix(filepath.Dir(dir), sep) + sep})
	}
	for _, e := range entries {
		if !match(e.Name(), rest) {
			continue
		}
		if fi, err := os.Stat(filepath.Join(dir, e.Name())); err == nil && fi.IsDir() {
			rows = append(rows, control.Item{Title: e.Name() + sep, Note: "folder", Fill: filepath.Join(dir, e.Name()) + sep})
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

// savePlaces says what saving to the typed path would do.
func savePlaces(q string, taken func(path string) bool, save func(path string)) []control.Item {
	dir, name := splitPath(q)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var rows []control.Item
	if strings.HasSuffix(name, ".md.md") { // the ending was typed over the name, which leaves the old one behind it
		name = strings.TrimSuffix(name, ".md")
	}
	if name != "" {
		path := filepath.Join(dir, name)
		if filepath.Ext(path) == "" {
			path += ".md"
		}
		if _, err := os.Lstat(path); err == nil {
			rows = append(rows, control.Item{Title: "There is a file of that name already", Note: "choose another name", Fill: q})
		} else if taken(path) {
			rows = append(rows, control.Item{Title: "An open post has that name", Note: "choose another name", Fill: q})
		} else {
			rows = append(rows, control.Item{Title: "Save as " + filepath.Base(path), Note: dir, Keys: "Enter", Do: func() { save(path) }})
		}
	}
	return append(rows, folders(dir, name, entries)...)
}

// parseWeb accepts addresses that a browser or mail program opens.
func parseWeb(dest string) (*url.URL, error) {
	u, err := url.Parse(policy.Address(dest))
	if err != nil {
		return nil, err
	}
	switch u.Scheme {
	case "http", "https", "mailto":
		return u, nil
	}
	return nil, fmt.Errorf("scheme %q is not opened", u.Scheme)
}

func (w *Window) browse(u *url.URL) {
	if err := w.o.App.OpenURL(u); err != nil {
		w.say("No browser could be opened: " + err.Error())
	}
}

// exportPlaces says what exporting to the typed path means; name is what the
// package is called where only a folder is typed.
func exportPlaces(q, name string, folder bool, choose func(path string)) []control.Item {
	dir, typed := splitPath(q)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	end := ""
	if folder {
		end = string(filepath.Separator)
	}
	var rows []control.Item
	switch path := filepath.Join(dir, typed); {
	case typed == "" && folder && filepath.Base(dir) == name:
		rows = append(rows, control.Item{Title: "Export to " + name, Note: "the folder that is there", Keys: "Enter", Do: func() { choose(dir + end) }})
	case typed == "":
		rows = append(rows, control.Item{Title: "Here, as " + name, Note: dir, Keys: "Enter", Do: func() { choose(filepath.Join(dir, name) + end) }})
	default:
		note := dir
		if _, err := os.Lstat(path); err == nil {
			note = "replaces what is there"
		}
		rows = append(rows, control.Item{Title: "Export to " + typed, Note: note, Keys: "Enter", Do: func() { choose(path + end) }})
	}
	if typed == name { // as it was proposed: all folders are ways to go
		typed = ""
	}
	return append(rows, folders(dir, typed, entries)...)
}
