package export

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/export/fields"
	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// OpenBundles reads a TextBundle, a TextPack, a page bundle that Galley wrote,
// or a folder of them, as packages to import. It gives none where path is
// something else.
func OpenBundles(path string, l pack.Limits) ([]*Package, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().IsRegular() {
		return openTextpack(path, info.Size(), l)
	}
	if !info.IsDir() {
		return nil, nil
	}
	if p, err := OpenBundle(path, l); err != nil {
		return nil, err
	} else if p != nil {
		return []*Package{p}, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, safefile.Cause(err)
	}
	var all []*Package
	for _, e := range entries {
		file := filepath.Join(path, e.Name())
		var some []*Package
		switch {
		case e.IsDir():
			p, err := OpenBundle(file, l)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", e.Name(), err)
			}
			if p != nil {
				some = []*Package{p}
			}
		case e.Type().IsRegular() && strings.EqualFold(filepath.Ext(file), ".textpack"):
			if some, err = OpenBundles(file, l); err != nil {
				return nil, fmt.Errorf("%s: %w", e.Name(), err)
			}
		}
		all = append(all, some...)
	}
	return all, nil
}

// OpenBundle reads the bundle that a folder is: a TextBundle, or a page bundle
// that Galley wrote. It gives nil where the folder is none.
func OpenBundle(dir string, l pack.Limits) (*Package, error) {
	has := func(name string) bool {
		info, err := os.Lstat(filepath.Join(dir, name))
		return err == nil && info.Mode().IsRegular()
	}
	if !has(infoName) && !has("index.md") {
		return nil, nil
	}
	files, err := readTree(dir, l)
	if err != nil {
		return nil, err
	}
	if has(infoName) {
		return unbundle(files, strings.TrimSuffix(filepath.Base(dir), bundleSuffix))
	}
	return unpage(files, filepath.Base(dir))
}

// readTree finds the ordinary files below dir.
func readTree(dir string, l pack.Limits) (map[string]content, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, safefile.Cause(err)
	}
	defer root.Close()
	files := map[string]content{}
	left := l.Of(pack.MaxBundle)
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return safefile.Cause(err)
		}
		if !d.Type().IsRegular() {
			return nil // folders are named by what is in them, links lead elsewhere
		}
		if int64(len(files)) >= l.Of(pack.MaxEntries) {
			return fmt.Errorf("it has more than %d files", l.Of(pack.MaxEntries))
		}
		files[name], err = readContent(name, &left, func() (io.ReadCloser, error) { return openBelow(dir, name) })
		return err
	})
	return files, err
}

// openBelow opens an ordinary file below dir; links in it that lead out of it
// are not followed.
func openBelow(dir, name string) (io.ReadCloser, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	if info, err := root.Stat(name); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, errors.New("it is not an ordinary file")
	}
	return root.Open(name)
}

// openTextpack reads a TextPack; nil where the file is none.
func openTextpack(name string, size int64, l pack.Limits) ([]*Package, error) {
	files, err := readPack(name, size, l)
	if files == nil || err != nil {
		return nil, err
	}
	stem := filepath.Base(name)
	p, err := unbundle(files, strings.TrimSuffix(stem, filepath.Ext(stem)))
	if err != nil {
		return nil, err
	}
	return []*Package{p}, nil
}

// readPack finds the files of a TextPack; nil where the file is none.
func readPack(name string, size int64, l pack.Limits) (map[string]content, error) {
	f, err := safefile.Open(name)
	if err != nil {
		return nil, safefile.Cause(err)
	}
	defer f.Close()
	return readTextpack(name, f, size, l)
}

// readTextpack gives the files of the bundle that the zip file holds; nil where
// it holds none.
func readTextpack(file string, r io.ReaderAt, size int64, l pack.Limits) (map[string]content, error) {
	if n, err := entryCount(r, size); err != nil || int64(n) > l.Of(pack.MaxEntries) {
		return nil, nil
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, nil
	}
	entries := map[string]*zip.File{}
	var list []string
	for _, f := range z.File {
		if f.Mode().Type() != 0 || strings.HasSuffix(f.Name, "/") {
			continue
		}
		if entries[f.Name] == nil {
			list = append(list, f.Name)
		}
		entries[f.Name] = f
	}
	if entries[pack.ManifestName] != nil || !slices.ContainsFunc(list, func(s string) bool { return path.Base(s) == infoName }) {
		return nil, nil
	}
	in, err := bundleFiles(list)
	if err != nil {
		return nil, err
	}
	files := map[string]content{}
	left := l.Budget(size, pack.MaxBundle)
	for name, full := range in {
		c, err := readContent(name, &left, entries[full].Open)
		if err != nil {
			return nil, fmt.Errorf("%q cannot be unpacked: %v", full, err)
		}
		if c.data == nil {
			if c.open, err = packed(file, entries[full]); err != nil {
				return nil, fmt.Errorf("%q cannot be unpacked: %v", full, err)
			}
		}
		files[name] = c
	}
	return files, nil
}

// unbundle makes a package of a TextBundle's files; name is that of the bundle.
func unbundle(files map[string]content, name string) (*Package, error) {
	list := make([]string, 0, len(files))
	for n := range files {
		list = append(list, n)
	}
	slices.Sort(list)
	in, err := bundleFiles(list)
	if err != nil {
		return nil, err
	}
	info, err := decodeInfo(files[infoName].data)
	if err != nil {
		return nil, err
	}
	text := ""
	for n := range in {
		if strings.HasPrefix(n, "text.") {
			if text, err = post.Decode(files[n].data); err != nil {
				return nil, fmt.Errorf("%s: %w", n, err)
			}
		}
	}
	own := info.Own
	if own == nil {
		title := firstHeading(text)
		if title == "" {
			title = name
		}
		head := post.New(title, post.Slug(title), "")
		p := loose(head+strings.TrimPrefix(text, "\ufeff"), post.Slug(title)+".md", nil, files)
		p.bundle = &otherBundle{name, text, files}
		return p, nil
	}
	return loose(own.Head+restore(text, own.Assets), own.Name, own.Assets, files), nil
}

// loose makes a package of a post and images that were read already. Images
// that the text names in the bundle keep that name.
func loose(src, name string, assets []asset, files map[string]content) *Package {
	name = pack.SourceName(name)
	p := &Package{entries: map[string]*zip.File{}, sums: map[string]string{}, loose: map[string]content{}}
	mp := pack.ManifestPost{Source: name}
	put := func(at string, c content) {
		p.loose[at], p.sums[at] = c, c.sum
	}
	put(name, held([]byte(src)))
	add := func(link string, c content) {
		at, _ := pack.ImagePath(link)
		if _, ok := p.loose[at]; ok || imagefile.Type(c.head) == "" || !imagefile.HasSuffix(at) {
			return
		}
		put(at, c)
		mp.Images = append(mp.Images, pack.ManifestImage{Link: link, Path: at})
	}
	moved := map[string]bool{}
	for _, a := range assets {
		if data, ok := files[a.Path]; ok && refs.IsLocal(a.Link) {
			add(a.Link, data)
			moved[a.Path] = true
		}
	}
	start := post.Parse(src).TextStart()
	for _, r := range refs.Images(src[start:]) {
		if data, ok := files[r.Dest]; ok && !moved[r.Dest] {
			add(r.Dest, data)
		}
	}
	for _, dest := range fields.Images(fields.Of(post.Parse(src))) {
		if at, good := pack.ImagePath(dest); good && !moved[at] {
			if data, ok := files[at]; ok {
				add(dest, data)
			}
		}
	}
	p.Manifest.Posts = []pack.ManifestPost{mp}
	return p
}

// unpage makes a package of a page bundle that Galley wrote; nil for others.
func unpage(files map[string]content, name string) (*Package, error) {
	src, err := post.Decode(files["index.md"].data)
	if err != nil {
		return nil, fmt.Errorf("index.md: %w", err)
	}
	matter, text, ok := cutMatter(src)
	if !ok {
		return nil, nil
	}
	list, own, err := readMatter(matter)
	if err != nil {
		return nil, fmt.Errorf("index.md: %w", err)
	}
	if own == nil {
		return nil, nil
	}
	head := own.Head
	if head == "" {
		head = fields.Head(list)
	}
	head = withFields(head, list)
	text = restoreLinks(restore(text, own.Images), own.Links)
	if own.Shortcodes {
		text = showShortcodes(text)
	}
	if own.Name == "" {
		own.Name = name + ".md"
	}
	return loose(head+text, own.Name, own.Images, files), nil
}

// withFields is a head that says what the fields do, changed only where it does
// not.
func withFields(head string, list []fields.Pair) string {
	p := post.Parse(head)
	says := map[string]string{}
	for _, f := range p.Fields() {
		says[f.Key] = f.Value
	}
	last := map[string]int{}
	for i, f := range list {
		last[f.Key] = i
	}
	var keys, values []string
	for i, f := range list {
		if v, has := says[f.Key]; last[f.Key] != i || has && (v == f.Value || fields.Same(f.Key, v, f.Value)) {
			continue
		}
		keys, values = append(keys, f.Key), append(values, f.Value)
	}
	return post.Apply(head, p.SetMany(keys, values))
}

// cutMatter parts YAML front matter from the text behind it.
func cutMatter(src string) (matter, text string, ok bool) {
	rest, ok := strings.CutPrefix(src, "---\n")
	if !ok {
		return "", "", false
	}
	matter, text, ok = strings.Cut(rest, "\n---\n")
	return matter + "\n", strings.TrimPrefix(text, "\n"), ok
}

// pageLimits are those of a page bundle's front matter, which may hold the
// post's whole head beside its fields.
var pageLimits = bounded.Limits{Bytes: maxInfo, Depth: 50, Values: 500_000}

const maxNodes = 500_000 // of that front matter, with what aliases stand for

// readMatter reads front matter; own is nil where Galley did not write it.
// Fields come in the order of the file.
func readMatter(matter string) (list []fields.Pair, own *ownMatter, err error) {
	doc, err := bounded.YAML([]byte(matter), pageLimits)
	if err != nil {
		return nil, nil, fmt.Errorf("its front matter is no YAML: %v", err)
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, nil, nil
	}
	if bounded.Expanded(doc, maxNodes) > maxNodes {
		return nil, nil, errors.New("its front matter stands for more than it may")
	}
	top := doc.Content[0]
	if own, err = findOwn(top); err != nil {
		return nil, nil, err
	}
	dates := own != nil && own.Dates
	all := lift(nil, top)
	for i := 0; i+1 < len(all); i += 2 {
		key, value := all[i].Value, all[i+1]
		switch {
		case key == matterKey && value.Kind == yaml.MappingNode:
		case key == "draft", key == "aliases" && own != nil && own.Aliases:
		case key == "date" && !dates, key == "publishDate" && dates:
			list = append(list, fields.Pair{Key: "published", Value: value.Value})
		default:
			if text, err := fieldOf(key, value); err == nil { // else it stays in the head that Galley wrote
				list = append(list, fields.Pair{Key: key, Value: text})
			}
		}
	}
	return list, own, nil
}

// lift adds the keys and values of a table, with what lies in params where
// those stand.
func lift(list []*yaml.Node, table *yaml.Node) []*yaml.Node {
	for i := 0; i+1 < len(table.Content); i += 2 {
		key, value := table.Content[i], table.Content[i+1]
		if key.Value == "params" && value.Kind == yaml.MappingNode {
			list = lift(list, value)
			continue
		}
		list = append(list, key, value)
	}
	return list
}

// findOwn finds what Galley wrote into front matter for itself.
func findOwn(top *yaml.Node) (*ownMatter, error) {
	for i := 0; i+1 < len(top.Content); i += 2 {
		key, value := top.Content[i].Value, top.Content[i+1]
		if value.Kind != yaml.MappingNode {
			continue
		}
		switch key {
		case matterKey:
			own := &ownMatter{}
			if err := value.Decode(own); err != nil {
				return nil, fmt.Errorf("its front matter cannot be read: %v", err)
			}
			return own, nil
		case "params":
			if own, err := findOwn(value); own != nil || err != nil {
				return own, err
			}
		}
	}
	return nil, nil
}

// fieldOf is a value of front matter as a field holds it.
func fieldOf(key string, n *yaml.Node) (string, error) {
	switch key {
	case "title", "slug", "description":
		return n.Value, nil
	}
	if n.Kind == yaml.ScalarNode {
		if n.ShortTag() == "!!str" && !fields.IsListKey(key) && (fields.IsDate(n.Value) || fields.IsTyped(fields.Pair{Key: key, Value: n.Value})) {
			return fields.JSONString(n.Value), nil
		}
		return n.Value, nil
	}
	var v any
	if err := n.Decode(&v); err != nil {
		return "", err
	}
	data, err := json.Marshal(v)
	return string(data), err
}
