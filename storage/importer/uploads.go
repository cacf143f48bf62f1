package importer

import (
	"io/fs"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"galley.app/galley/storage/export/refs"
)

// uploads finds the pictures of a WordPress site in the folder that its export
// lies in: by their path below wp-content/uploads, or by their names.
type uploads struct{ x *wxr }

// sized is the end of the name of a picture that WordPress made smaller.
var sized = regexp.MustCompile(`-(\d+x\d+|scaled|e\d{10,})$`)

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
	if full := sized.ReplaceAllString(stem, ""); full != stem {
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
