package importer

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"galley.app/galley/storage/export/imagefile"
	"galley.app/galley/storage/export/refs"
	"galley.app/galley/storage/safefile"
)

const maxImage = 64 << 20 // bytes of one file

// pictures finds the images that links of a post mean.
type pictures interface {
	// find gives the image of a link. It is not ok where there is none, or only
	// one that is too large; local tells whether there should be one.
	find(dest string) (pic picture, local, ok bool)
	// file gives the file of a link that is no image but may be taken along.
	file(dest string) (pic picture, local, ok bool)
}

// picture is an image that an import may take along.
type picture struct {
	key  string // the same for the same image
	name string // of the file, without folders
	read func() ([]byte, error)
	huge bool // larger than maxImage: it stays behind

	sum  string // SHA-256 in hexadecimal, where it is known before it is read; then size is too
	size int64
}

// pictureFile is the image in a file, if it is one.
func pictureFile(file string) (picture, bool) {
	read := func() ([]byte, error) {
		data, _, err := safefile.Read(file, maxImage)
		return data, err
	}
	data, err := read()
	if _, ok := errors.AsType[*safefile.TooLargeError](err); ok {
		return picture{huge: true}, false
	}
	if err != nil || !imagefile.Is(file, data) {
		return picture{}, false
	}
	return picture{key: file, name: filepath.Base(file), read: read}, true
}

// besides finds images beside a post and in the folders of its site.
type besides struct {
	dir  string // of the post
	site string // folder of which nothing outside is read; it holds dir
	at   *site  // what is known of it; may be nil
}

// siteFolders are where sites keep what a link with a slash in front names.
var siteFolders = []string{"", "static", "public", "assets", "images", "source", "src", "content"}

func (b besides) find(dest string) (picture, bool, bool) { return b.look(dest, pictureFile) }

func (b besides) file(dest string) (picture, bool, bool) {
	if !mayComeAlong(dest) {
		return picture{}, refs.IsLocal(dest), false
	}
	return b.look(dest, anyFile)
}

// alongside are the endings of files that posts link to or show.
var alongside = strings.Fields(`.pdf .epub .doc .docx .xls .xlsx .ppt .pptx .odt .ods .odp .rtf .csv .tsv .txt .ics .zip .gz .tgz .7z .mp4 .m4v .mov .webm .ogv .mp3 .m4a .ogg .oga .opus .wav .flac .vtt .srt .gpx .kml .ttf .woff2 .bib .ps .dwg .stl .ipynb .json`)

// mayComeAlong tells whether an import takes along what such a link names.
func mayComeAlong(dest string) bool {
	return slices.Contains(alongside, strings.ToLower(filepath.Ext(plainPath(dest))))
}

// anyFile is a file of whatever kind.
func anyFile(file string) (picture, bool) {
	read := func() ([]byte, error) {
		data, _, err := safefile.Read(file, maxImage)
		return data, err
	}
	info, err := os.Stat(file)
	return picture{key: file, name: filepath.Base(file), read: read}, err == nil && info.Mode().IsRegular()
}

func (b besides) look(dest string, is func(string) (picture, bool)) (picture, bool, bool) {
	dest = b.at.within(dest)
	if !refs.IsLocal(dest) {
		return picture{}, false, false
	}
	var none picture
	for _, name := range linkNames(dest) {
		if strings.ContainsAny(name, "\\\x00") {
			continue
		}
		if !strings.HasPrefix(name, "/") {
			pic, ok := b.open(filepath.Join(b.dir, filepath.FromSlash(name)), is)
			if ok {
				return pic, true, true
			}
			none.huge = none.huge || pic.huge
			continue
		}
		for base := b.dir; ; base = filepath.Dir(base) {
			for _, under := range siteFolders {
				pic, ok := b.open(filepath.Join(base, under, filepath.FromSlash(name)), is)
				if ok {
					return pic, true, true
				}
				none.huge = none.huge || pic.huge
			}
			if base == b.site || base == filepath.Dir(base) {
				break
			}
		}
	}
	return none, true, false
}

// open gives a file that lies in the site, wherever links lead.
func (b besides) open(file string, is func(string) (picture, bool)) (picture, bool) {
	if !inside(file, b.site) {
		return picture{}, false
	}
	real, err := filepath.EvalSymlinks(file)
	if err != nil {
		return picture{}, false
	}
	if site, err := filepath.EvalSymlinks(b.site); err != nil || !inside(real, site) {
		return picture{}, false
	}
	return is(real)
}

// inside tells by the names whether path lies below dir.
func inside(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != "." && filepath.IsLocal(rel)
}

// linkNames lists the names that a link may mean: decoded without query and
// fragment, then as it reads.
func linkNames(dest string) []string {
	plain := dest
	if i := strings.IndexAny(plain, "?#"); i >= 0 {
		plain = plain[:i]
	}
	var names []string
	if s, err := url.PathUnescape(plain); err == nil && s != "" {
		names = append(names, s)
	}
	if len(names) == 0 || names[0] != dest {
		names = append(names, dest)
	}
	return names
}

// siteMarks are files that lie at the root of a site.
var siteMarks = []string{
	"hugo.toml", "hugo.yaml", "hugo.json", "config.toml", "_config.yml", "_config.yaml", "astro.config.mjs", "astro.config.ts", "astro.config.js",
	".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs", "package.json", "Gemfile", ".git",
}

func siteMarksIn(dir string) (list []string) {
	for _, name := range siteMarks {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			list = append(list, name)
		}
	}
	return list
}

// siteOf is the folder of the site that dir belongs to, or dir where there is
// no sign of one. It is never the home folder or what holds it.
func siteOf(dir string) string {
	home, err := os.UserHomeDir()
	if err != nil {
		home = ""
	}
	const most = 6 // folders up
	at := dir
	for range most {
		if filepath.Dir(at) == at || at == home || home != "" && inside(home, at) {
			break
		}
		for _, name := range siteMarks {
			if _, err := os.Lstat(filepath.Join(at, name)); err == nil {
				return at
			}
		}
		at = filepath.Dir(at)
	}
	return dir
}
