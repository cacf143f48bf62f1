package importer

import (
	"cmp"
	"html"
	"io/fs"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"galley.app/galley/storage/export/refs"
)

// uploads finds the pictures of a WordPress site in the folder that its export
// lies in: by their path below wp-content/uploads, or by their names.
type uploads struct{ x *wxr }

// sized is the end of the name of a picture that WordPress made smaller.
var sized = pattern(`-(\d+x\d+|scaled|e\d{10,})$`)

func (u *uploads) find(dest string) (picture, bool, bool) { return u.look(dest, pictureFile) }

func (u *uploads) file(dest string) (picture, bool, bool) {
	if !mayComeAlong(dest) {
		return picture{}, false, false
	}
	return u.look(dest, anyFile)
}

func (u *uploads) look(dest string, is func(string) (picture, bool)) (picture, bool, bool) {
	name, ok := uploadName(dest)
	if !ok {
		if refs.IsLocal(dest) {
			return besides{dir: u.x.folder, site: u.x.folder}.look(dest, is)
		}
		return picture{}, false, false
	}
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	names := []string{name}
	if full := sized().ReplaceAllString(stem, ""); full != stem {
		names = append(names, full+ext, full+"-scaled"+ext)
	}
	dir := besides{dir: u.x.folder, site: u.x.folder}
	for _, n := range names {
		for _, under := range []string{"", "uploads", "wp-content/uploads", "media", "images"} {
			if pic, ok := dir.open(filepath.Join(u.x.folder, filepath.FromSlash(under), filepath.FromSlash(n)), is); ok {
				return pic, true, true
			}
		}
	}
	u.x.walk()
	for _, n := range names {
		if file := u.x.index[strings.ToLower(path.Base(n))]; file != "" {
			if pic, ok := dir.open(file, is); ok {
				return pic, true, true
			}
		}
	}
	return picture{}, true, false
}

// uploadName is the path of an address below wp-content/uploads.
func uploadName(dest string) (string, bool) {
	u, err := url.Parse(dest)
	if err != nil {
		return "", false
	}
	_, name, ok := strings.Cut(u.Path, "/wp-content/uploads/")
	if !ok || name == "" || !filepath.IsLocal(filepath.FromSlash(name)) || strings.ContainsAny(name, "\\\x00") {
		return "", false
	}
	return path.Clean(name), true
}

// walk lists the images below the folder by their names, once. Of several with
// one name none is taken, since it might be the wrong one.
func (x *wxr) walk() {
	if x.walked {
		return
	}
	x.walked, x.index = true, map[string]string{}
	count := 0
	_ = filepath.WalkDir(x.folder, func(file string, d fs.DirEntry, err error) error { // see fails for nothing
		if count++; count > maxFiles {
			return fs.SkipAll
		}
		return x.see(file, d, err)
	})
}

// see takes what the walk comes by. A folder that cannot be read hides what is
// in it, and nothing else.
func (x *wxr) see(file string, d fs.DirEntry, err error) error {
	switch {
	case err != nil:
		return nil
	case d.IsDir() && file != x.folder && strings.HasPrefix(d.Name(), "."):
		return fs.SkipDir
	case !d.Type().IsRegular():
		return nil
	}
	key := strings.ToLower(d.Name())
	if _, twice := x.index[key]; twice {
		file = ""
	}
	x.index[key] = file
	return nil
}

// media are the files of a WordPress site, by their numbers.
type media struct {
	pictures map[string]attached
	children map[string][]string // of posts that files were put up with
}

// attached is a file of a WordPress site.
type attached struct {
	address, alt, caption string
	order, number         int
}

func newMedia() media { return media{map[string]attached{}, map[string][]string{}} }

func (m media) add(it *wxrItem) {
	n, _ := strconv.Atoi(it.id) // what is no number comes first
	m.pictures[it.id] = attached{it.address, plainWords(it.meta("_wp_attachment_image_alt")), plainWords(it.excerpt), it.order, n}
	if it.parent != "" && it.parent != "0" {
		m.children[it.parent] = append(m.children[it.parent], it.id)
	}
}

// pictured is what the shortcodes of one post can show.
type pictured struct {
	media
	post string
}

func (m media) of(post string) pictured { return pictured{m, post} }

// gallery lists the pictures that a gallery shows: those it names, or else
// those that were put up with its post or the one that it names, in their
// order, as WordPress's documentation of it says.
func (p pictured) gallery(attrs map[string]string) []string {
	split := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
	}
	if ids := split(first(attrs["ids"], attrs["include"])); len(ids) > 0 {
		return ids
	}
	without := split(attrs["exclude"])
	var ids []string
	for _, id := range p.children[first(attrs["id"], p.post)] {
		if isPictureName(p.pictures[id].address) && !slices.Contains(without, id) {
			ids = append(ids, id)
		}
	}
	slices.SortStableFunc(ids, func(a, b string) int {
		x, y := p.pictures[a], p.pictures[b]
		return cmp.Or(cmp.Compare(x.order, y.order), cmp.Compare(x.number, y.number))
	})
	if strings.EqualFold(attrs["order"], "desc") {
		slices.Reverse(ids)
	}
	return ids
}

func isPictureName(address string) bool {
	s := strings.ToLower(plainPath(address))
	return slices.ContainsFunc([]string{".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".bmp"}, func(ext string) bool { return strings.HasSuffix(s, ext) })
}

func (a attached) html() string {
	out := `<p><img src="` + html.EscapeString(a.address) + `" alt="` + html.EscapeString(a.alt) + `"></p>` + "\n\n"
	if a.caption != "" {
		out += "<p><em>" + html.EscapeString(a.caption) + "</em></p>\n\n"
	}
	return out
}
