package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/safefile"
)

// draft is a post as it would be written under a slug.
type draft struct {
	text    string
	images  []Image
	notes   []note
	missing []Missing
	mapped  map[string]string // address of the source to what it became
	body    string
	extras  []field
	links   map[string]string // key of a picture to its link, of what was converted
}

// maxImages is how many images of one name a post may have.
const maxImages = 100_000

// spot is an image that is to be written: its name and its hash.
type spot struct{ name, sum string }

// change is a place of a body that gets other bytes.
type change struct {
	start, end int
	with       string
}

// draftOf finds a place for each image of the post.
func (w *planner) draftOf(f *found, slug string) (draft, error) {
	d := draft{links: map[string]string{}, mapped: map[string]string{}, body: f.body, extras: f.extras}
	body := f.body
	mine := map[string]spot{}
	for _, i := range f.fixed {
		sum, err := w.sum(i.pic)
		if err != nil {
			return d, fmt.Errorf("%s: %s cannot be read: %w; nothing was imported", f.from, i.name, safefile.Cause(err))
		}
		if err := pack.CheckName(i.name); err != nil {
			return d, fmt.Errorf("%s: %q: %w; nothing was imported", f.from, i.name, err)
		}
		ok, there := w.mayTake(i.name, sum, mine)
		if !ok {
			return d, fmt.Errorf("%s: %s: there is another image called %s already; it is kept and nothing was imported; import into another folder", f.from, w.plan.Dir, i.name)
		}
		if !there {
			d.add(i.name, i.pic, sum, mine)
		}
	}
	if f.pictures == nil {
		d.text = f.source(slug, body)
		return d, nil
	}
	m := &mover{w: w, d: &d, f: f, slug: slug, mine: mine, missing: map[string]bool{}}
	var changes []change
	end := 0
	for _, p := range placesIn(body) {
		if p.sort == aShortcode || p.sort == aTag || p.start < end {
			continue
		}
		if to, ok := m.move(p); ok {
			changes = append(changes, change{p.start, p.end, p.written(to)})
			end = p.end
		}
	}
	var b strings.Builder
	at := 0
	for _, c := range changes {
		b.WriteString(body[at:c.start] + c.with)
		at = c.end
	}
	b.WriteString(body[at:])
	d.extras = m.fields()
	d.body = b.String()
	d.text = f.sourceWith(slug, d.body, d.extras)
	return d, nil
}

func (d *draft) add(name string, pic picture, sum string, mine map[string]spot) {
	mine[pack.FoldName(name)] = spot{name, sum}
	size := pic.size
	if pic.sum == "" {
		if data, err := pic.read(); err == nil {
			size = int64(len(data))
		}
	}
	d.images = append(d.images, Image{Name: name, From: pic.key, Size: size, sum: sum, read: pic.read})
}

// target finds the place of an image, and the link that leads there: the one
// that there is, if it may stay.
func (w *planner) target(d *draft, f *found, slug, dest string, pic picture, mine map[string]spot) (string, error) {
	sum, err := w.sum(pic)
	if err != nil {
		return "", err
	}
	try := func(name string) bool {
		if pack.CheckName(name) != nil {
			return false
		}
		ok, there := w.mayTake(name, sum, mine)
		if ok && !there {
			d.add(name, pic, sum, mine)
		}
		return ok
	}
	if !f.converted {
		for _, name := range linkNames(dest) {
			if rest, ok := strings.CutPrefix(name, "/"); ok {
				if path.Clean(name) == name && try(w.underAssets(rest)) {
					return dest, nil
				}
			} else if name = strings.TrimPrefix(name, "./"); path.Clean(name) == name && try(name) {
				return dest, nil
			}
		}
	}
	if link, ok := w.links[pic.key]; ok && f.converted {
		return link, nil // an earlier post shows it too
	}
	base := strings.ToLower(path.Base(pack.PlainName(pic.name)))
	const near = 16 // names that are always tried, since the image may be there from an earlier import
	want := slug + "/" + base
	for n := 1; n < maxImages; n++ {
		if n == near {
			n = max(n, w.tried[want]+1)
		}
		w.tried[want] = max(w.tried[want], n)
		name := base
		if n > 1 {
			name = strings.TrimSuffix(base, path.Ext(base)) + "-" + strconv.Itoa(n) + path.Ext(base)
		}
		link := "/" + slug + "/" + name
		if try(w.underAssets(link[1:])) {
			if !f.converted {
				d.notes = append(d.notes, note{text: "the file " + dest + " is linked as " + link + " now"})
			} else {
				d.links[pic.key] = link
			}
			return link, nil
		}
	}
	return "", fmt.Errorf("there is no free name for %s", pic.name)
}

// underAssets is where a link with a slash in front is looked up.
func (w *planner) underAssets(name string) string {
	first, _, _ := strings.Cut(name, "/")
	if w.assets != "" && first == path.Base(w.assets) {
		return path.Join(path.Dir(w.assets), name)
	}
	return path.Join(w.assets, name)
}

// sum is the hash of a picture.
func (w *planner) sum(pic picture) (string, error) {
	if pic.sum != "" {
		return pic.sum, nil
	}
	if s, ok := w.sums[pic.key]; ok {
		return s, nil
	}
	data, err := pic.read()
	if err != nil {
		return "", err
	}
	w.sums[pic.key] = sumOf(data)
	return w.sums[pic.key], nil
}

// mayTake tells whether an image with that hash may have that name, and whether
// it has it already.
func (w *planner) mayTake(name, sum string, mine map[string]spot) (ok, there bool) {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if is, ok := w.exists[pack.FoldName(dir)]; ok && (is != dir || !w.isFolder(dir)) {
			return false, false
		}
		if _, ok := w.taken[pack.FoldName(dir)]; ok {
			return false, false
		}
	}
	key := pack.FoldName(name)
	for _, m := range []map[string]spot{mine, w.taken} {
		if s, ok := m[key]; ok {
			return s == spot{name, sum}, true
		}
	}
	is, exists := w.exists[key]
	if !exists {
		return true, false
	}
	return is == name && w.fileSum(name) == sum, true
}

// isFolder tells whether there is a folder of that name in the target; a link
// to one is none.
func (w *planner) isFolder(name string) bool {
	info, err := os.Lstat(filepath.Join(w.plan.Dir, filepath.FromSlash(name)))
	return err == nil && info.IsDir()
}

// fileSum is the hash of an ordinary file in the target; "" for anything else.
func (w *planner) fileSum(name string) string {
	root, err := os.OpenRoot(w.plan.Dir)
	if err != nil {
		return ""
	}
	defer root.Close()
	return sumIn(root, name)
}

func sumIn(root *os.Root, name string) string {
	if info, err := root.Lstat(name); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	f, err := root.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return ""
	}
	return hex.EncodeToString(hash.Sum(nil))
}
