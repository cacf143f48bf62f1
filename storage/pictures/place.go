// Package pictures knows where a library keeps the pictures of its posts, puts
// others there, and finds those that no post shows and those that are not there.
package pictures

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"galley.app/galley/storage"
	"galley.app/galley/storage/index"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// Post is what is known of a post that a picture is for.
type Post struct {
	Path  string       // "" while it has no file
	Slug  string       // that it has, or will have; "" where that is not known
	Date  time.Time    // of its publication, else today
	Links []index.Link // of its text as it is now
}

// dir is the folder that the post's links start from.
func (p Post) dir(lib storage.Library) string {
	if p.Path == "" {
		return lib.Dir
	}
	return filepath.Dir(p.Path)
}

// Place is a folder for pictures of a post.
type Place struct {
	Dir     string // which may not be there yet
	Address string // that the addresses of pictures in it begin with, unescaped, such as "/posts/0072/"; "" for those beside the post
}

// Link returns the address of a picture in the place, as a post has it.
func (p Place) Link(name string) string { return Escape(p.Address + name) }

// habit is where some posts have their pictures.
type habit struct {
	root    string // the real folder that the pattern starts in; "" is that of the post
	pattern string // slash path of the folder with what differs from post to post in braces, such as posts/{number}
	rooted  bool   // addresses begin with a slash
}

// The most posts that are asked where their pictures lie, and the most that
// are looked at to find them: the newest are what the library does.
const (
	mostAsked = 200
	mostSeen  = 5000
)

// Find returns where a picture of a post belongs: where the pictures of the
// library's other posts lie, else in its assets folder, else beside the post.
func Find(lib storage.Library, p Post) Place {
	found := habits(lib, p.Path)
	own, ownDir := owns(lib, p, found)
	if own != nil {
		if _, shared := found.dirs[ownDir]; !shared {
			return *own
		}
	}
	for _, h := range found.order {
		if place, ok := h.of(lib, p); ok {
			return place
		}
	}
	if own != nil {
		return *own
	}
	if roots := lib.AssetFolders(); len(roots) > 0 {
		return Place{Dir: roots[0], Address: addressOf(roots[0])}
	}
	return Place{Dir: p.dir(lib)}
}

// addressOf is what addresses in an assets folder begin with. A folder images is
// a site's own, and has its name in the address; the others are where a site
// begins.
func addressOf(root string) string {
	if filepath.Base(root) == "images" {
		return "/images/"
	}
	return "/"
}

// kept is where the posts of a library have their pictures.
type kept struct {
	order []habit             // the commonest first
	dirs  map[string]struct{} // folders that pictures lie in
}

// habits asks the newest posts but for the one at a path.
func habits(lib storage.Library, but string) kept {
	k := kept{dirs: map[string]struct{}{}}
	count, asked := map[habit]int{}, 0
	for i, e := range lib.Entries {
		if asked == mostAsked || i == mostSeen {
			break
		}
		if e.Err != nil || e.Outside != "" || e.Path == but {
			continue
		}
		some := map[habit]bool{}
		for _, l := range e.Facts().Links {
			if !l.Image {
				continue
			}
			at, ok := lookUp(lib, filepath.Dir(e.Path), l.Dest)
			if !ok {
				continue
			}
			k.dirs[at.dir] = struct{}{}
			some[at.habit(e)] = true
		}
		for h := range some {
			if count[h]++; count[h] == 1 {
				k.order = append(k.order, h)
			}
		}
		if len(some) > 0 {
			asked++
		}
	}
	slices.SortStableFunc(k.order, func(a, b habit) int { return count[b] - count[a] })
	return k
}

// owns returns the place of the last picture that the post itself has, and its
// folder.
func owns(lib storage.Library, p Post, k kept) (*Place, string) {
	for _, l := range slices.Backward(p.Links) {
		if !l.Image {
			continue
		}
		if at, ok := lookUp(lib, p.dir(lib), l.Dest); ok {
			return &Place{Dir: at.dir, Address: at.address}, at.dir
		}
	}
	return nil, ""
}

// located is a picture that a post shows.
type located struct {
	file    string
	dir     string // its folder
	address string // of the folder, as the post writes it, unescaped
}

// lookUp finds the picture that an address means.
func lookUp(lib storage.Library, postDir, dest string) (located, bool) {
	file, ok := lib.Image(postDir, dest)
	if !ok {
		return located{}, false
	}
	address := dest
	if i := strings.IndexAny(address, "?#"); i >= 0 {
		address = address[:i]
	}
	if plain, err := url.PathUnescape(address); err == nil {
		address = plain
	}
	address = address[:strings.LastIndexByte(address, '/')+1]
	return located{file: file, dir: filepath.Dir(file), address: address}, true
}

// habit is what other posts would do where e does this.
func (at located) habit(e storage.Entry) habit {
	h := habit{rooted: strings.HasPrefix(at.address, "/")}
	if strings.HasPrefix(at.address, "../") || strings.Contains(at.address, "/../") {
		h.pattern = strings.TrimSuffix(at.address, "/")
		return h
	}
	var segments []string
	for s := range strings.SplitSeq(strings.Trim(path.Clean("/"+at.address), "/"), "/") {
		if s != "" {
			segments = append(segments, s)
		}
	}
	if h.rooted {
		h.root = at.dir
		for range segments {
			h.root = filepath.Dir(h.root)
		}
	}
	digits, slug, stem := namesOf(e.Path)
	for i, s := range segments {
		switch {
		case s == digits && digits != "":
			s = "{number}"
		case s == e.Slug && e.Slug != "", s == slug && slug != "":
			s = "{slug}"
		case s == stem:
			s = "{name}"
		case !e.Date.IsZero() && s == e.Date.Format("2006"):
			s = "{year}"
		case !e.Date.IsZero() && s == e.Date.Format("01") && i > 0 && segments[i-1] == "{year}":
			s = "{month}"
		}
		segments[i] = s
	}
	h.pattern = strings.Join(segments, "/")
	return h
}

// namesOf takes a post's file name apart: its number as it is written, the slug
// in it, and all of it but the suffix.
func namesOf(file string) (digits, slug, stem string) {
	if file == "" {
		return "", "", ""
	}
	name := filepath.Base(file)
	stem = strings.TrimSuffix(name, filepath.Ext(name))
	if _, numbered, rest, _ := post.NamePart(name); numbered {
		digits, _, _ = strings.Cut(stem, "-")
		return digits, rest, stem
	}
	_, _, slug, _ = post.NamePart(name)
	return "", slug, stem
}

// of returns the place that a post has by a habit, if it has one.
func (h habit) of(lib storage.Library, p Post) (Place, bool) {
	dir := p.dir(lib)
	digits, slug, stem := namesOf(p.Path)
	if digits == "" && strings.Contains(h.pattern, "{number}") {
		digits = nextNumber(dir, cmp.Or(p.Slug, slug))
	}
	values := map[string]string{
		"{number}": digits, "{slug}": cmp.Or(p.Slug, slug), "{name}": cmp.Or(stem, p.Slug),
		"{year}": p.Date.Format("2006"), "{month}": p.Date.Format("01"),
	}
	filled := h.pattern
	for name, value := range values {
		if strings.Contains(filled, name) {
			if value == "" {
				return Place{}, false
			}
			filled = strings.ReplaceAll(filled, name, value)
		}
	}
	root := cmp.Or(h.root, dir)
	place := Place{Dir: filepath.Join(root, filepath.FromSlash(filled)), Address: strings.TrimSuffix(filled, "/")}
	if place.Address != "" {
		place.Address += "/"
	}
	if h.rooted {
		place.Address = "/" + place.Address
	}
	return place, reached(lib, dir, place)
}

// nextNumber is the one that a post gets when it is published in a folder where
// files are numbered; "" elsewhere.
func nextNumber(dir, slug string) string {
	names, err := storage.FolderNames(dir)
	if err != nil {
		return ""
	}
	digits, _, _ := namesOf(names.New(cmp.Or(slug, "post"), false))
	return digits
}

// reached reports whether pictures in the place would be found by its address.
func reached(lib storage.Library, postDir string, p Place) bool {
	within := []string{lib.Dir, postDir}
	if strings.HasPrefix(p.Address, "/") {
		within = append(lib.AssetFolders(), lib.Dir)
	}
	real := realPath(p.Dir)
	return slices.ContainsFunc(within, func(dir string) bool {
		d := realPath(dir)
		return real == d || safefile.IsBelow(real, d)
	})
}

// realPath resolves links in so much of a path as is there.
func realPath(p string) string {
	if real, err := filepath.EvalSymlinks(p); err == nil {
		return real
	}
	up := filepath.Dir(p)
	if up == p {
		return p
	}
	return filepath.Join(realPath(up), filepath.Base(p))
}

// LinkTo returns the address of a picture that lies in the library already, as a
// post has it. It is not ok where none leads there: the picture lies elsewhere,
// or has a name that no address can have.
func LinkTo(lib storage.Library, p Post, file string) (link string, ok bool) {
	dir := p.dir(lib)
	real := realPath(file)
	var tries []string
	for _, root := range lib.AssetFolders() {
		if r := realPath(root); safefile.IsBelow(real, r) {
			if rel, err := filepath.Rel(r, real); err == nil {
				tries = append(tries, addressOf(root)+filepath.ToSlash(rel), "/"+filepath.ToSlash(rel))
			}
		}
	}
	if rel, err := filepath.Rel(realPath(dir), real); err == nil {
		tries = append(tries, filepath.ToSlash(rel))
	}
	if rel, err := filepath.Rel(realPath(lib.Dir), real); err == nil && !strings.HasPrefix(rel, "..") {
		tries = append(tries, "/"+filepath.ToSlash(rel))
	}
	for _, address := range tries {
		link := Escape(address)
		if found, ok := lib.Image(dir, link); ok && realPath(found) == real {
			return link, true
		}
	}
	return "", false
}

// Escape writes an unescaped path as the address of an image: what would end or
// change it in Markdown, in HTML, or in an address, is escaped, and so are marks
// that some systems write in another form. Other letters of all scripts stay
// readable.
func Escape(path string) string {
	var b strings.Builder
	for i := 0; i < len(path); {
		r, n := rune(path[i]), 1
		if path[i] >= 0x80 {
			r, n = decodeRune(path[i:])
		}
		if stays(r) {
			b.WriteString(path[i : i+n])
		} else {
			for _, c := range []byte(path[i : i+n]) {
				fmt.Fprintf(&b, "%%%02X", c)
			}
		}
		i += n
	}
	return b.String()
}
