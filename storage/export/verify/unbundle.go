package verify

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	texts "galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"

	"galley.app/galley/storage/export/bundle"
	"galley.app/galley/storage/export/fields"
	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// OpenBundles reads a TextBundle, a TextPack, a page bundle that Galley wrote,
// or a folder of them, as packages to import. It returns none where path is
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
// that Galley wrote. It returns nil where the folder is none.
func OpenBundle(dir string, l pack.Limits) (*Package, error) {
	has := func(name string) bool {
		info, err := os.Lstat(filepath.Join(dir, name))
		return err == nil && info.Mode().IsRegular()
	}
	if !has(bundle.InfoName) && !has("index.md") {
		return nil, nil
	}
	files, err := readTree(dir, l)
	if err != nil {
		return nil, err
	}
	if has(bundle.InfoName) {
		return unbundle(files, strings.TrimSuffix(filepath.Base(dir), bundle.Suffix))
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

// readTextpack returns the files of the bundle that the zip file holds; nil where
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
	if entries[pack.ManifestName] != nil || !slices.ContainsFunc(list, func(s string) bool { return path.Base(s) == bundle.InfoName }) {
		return nil, nil
	}
	in, err := bundle.Files(list)
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
	in, err := bundle.Files(list)
	if err != nil {
		return nil, err
	}
	info, err := bundle.DecodeInfo(files[bundle.InfoName].data)
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
		title := markdown.Parse(nil, texts.New(text), 0).FirstHeading()
		if title == "" {
			title = name
		}
		head := post.New(title, post.Slug(title), "")
		p := loose(head+strings.TrimPrefix(text, "\ufeff"), post.Slug(title)+".md", nil, files)
		p.bundle = &otherBundle{name, text, files}
		return p, nil
	}
	return loose(own.Head+bundle.Restore(text, own.Assets), own.Name, own.Assets, files), nil
}

// loose makes a package of a post and images that were read already. Images
// that the text names in the bundle keep that name.
func loose(src, name string, assets []bundle.Asset, files map[string]content) *Package {
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
	matter, text, ok := bundle.CutMatter(src)
	if !ok {
		return nil, nil
	}
	list, own, err := bundle.ReadMatter(matter)
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
	head = bundle.WithFields(head, list)
	text = bundle.RestoreLinks(bundle.Restore(text, own.Images), own.Links)
	if own.Shortcodes {
		text = bundle.ShowShortcodes(text)
	}
	if own.Name == "" {
		own.Name = name + ".md"
	}
	return loose(head+text, own.Name, own.Images, files), nil
}
