package importer

import (
	"maps"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"galley.app/galley/storage"
	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/export/verify"
)

// textBundle takes in a TextBundle that another program wrote: Markdown, maybe
// with front matter, and the files beside it.
func (w *planner) textBundle(stem, src string, files map[string]verify.BundleFile, from string) {
	m, body := readMatter(src)
	f := w.newFound(from)
	f.body, f.stem = body, stem
	pics := &bundled{files: files, from: from, used: map[string]bool{}}
	f.pictures = pics
	f.bodyLine = lineAt(src, len(src)-len(body), 1)
	f.set(m)
	if f.title == "" {
		f.title = storage.EntryOf(stem+".md", f.body, w.o.Now).Title
	} else {
		f.slugs = append(f.slugs, f.title)
	}
	f.slugs = append(f.slugs, f.title, stem)
	f.hold(body)
	f.undialect()
	for _, p := range placesIn(f.body) {
		pics.name(p.name)
	}
	for _, e := range f.extras {
		for _, name := range fileInField().FindAllString(e.value, -1) {
			pics.name(name)
		}
	}
	var unused []string
	for name := range files {
		if strings.HasPrefix(name, "assets/") && !pics.used[name] {
			unused = append(unused, name)
		}
	}
	slices.Sort(unused)
	for _, name := range unused {
		f.note("", name+" was left out: nothing in the text names it")
	}
	w.found = append(w.found, f)
}

// bundled finds the files of a bundle that was read whole.
type bundled struct {
	files map[string]verify.BundleFile
	from  string
	used  map[string]bool
	forms map[string]string // normal form of a name to the first of that form
}

// name gives the file that a link names, "" for none.
func (b *bundled) name(dest string) string {
	if !refs.IsLocal(dest) {
		return ""
	}
	for _, n := range linkNames(dest) {
		n = strings.TrimPrefix(path.Clean("/"+n), "/")
		if _, ok := b.files[n]; !ok { // one system writes ü as two letters, another as one
			n = b.alike(n)
		}
		if _, ok := b.files[n]; ok && strings.Contains(n, "/") {
			b.used[n] = true
			return n
		}
	}
	return ""
}

// alike gives the file whose name has the same normal form; "" for none.
func (b *bundled) alike(name string) string {
	if b.forms == nil {
		b.forms = map[string]string{}
		for _, file := range slices.Sorted(maps.Keys(b.files)) {
			if form := norm.NFC.String(file); b.forms[form] == "" {
				b.forms[form] = file
			}
		}
	}
	return b.forms[norm.NFC.String(name)]
}

func (b *bundled) get(dest string, may func(string, []byte) bool) (picture, bool, bool) {
	name := b.name(dest)
	c := b.files[name]
	if name == "" || !may(name, c.Head) {
		return picture{}, refs.IsLocal(dest), false
	}
	if c.Size > maxImage {
		return picture{huge: true}, true, false
	}
	return picture{key: b.from + ": " + name, name: path.Base(name), read: c.Read, sum: c.Sum, size: c.Size}, true, true
}

func (b *bundled) find(dest string) (picture, bool, bool) { return b.get(dest, imagefile.Is) }

func (b *bundled) file(dest string) (picture, bool, bool) {
	return b.get(dest, func(name string, _ []byte) bool { return mayComeAlong(name) })
}
