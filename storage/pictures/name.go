package pictures

import (
	"fmt"
	"path/filepath"
	"strings"

	"golang.org/x/text/unicode/norm"

	"galley.app/galley/storage/post"
)

// Names gives the file names that a picture of a post may have, the one after
// the other: it is called after the post and itself, in letters that are safe on
// all systems.
type Names struct {
	base   string
	suffix string
	always bool // the first has a number, too
}

// NamesOf returns the names of a picture that was called own, "" for one that had
// no name, and that goes into a post with a slug. The suffix, with its dot, is
// that of its kind; tag is the language in which letters are written out.
func NamesOf(slug, own, suffix, tag string) Names {
	const most = 60 // bytes of either part
	own = filepath.Base(filepath.ToSlash("/" + own))
	stem := norm.NFC.String(strings.TrimSuffix(own, filepath.Ext(own)))
	name := shorten(post.SlugIn(strings.TrimLeft(stem, "/."), tag), most)
	slug = shorten(slug, most)
	if slug == "" || !post.ValidSlug(slug) {
		slug = shorten(post.SlugIn(slug, tag), most)
	}
	if slug == "" {
		slug = "picture"
	}
	switch {
	case name == "" || name == slug:
		return Names{base: slug, suffix: suffix, always: true}
	case strings.HasPrefix(name, slug+"-"):
		return Names{base: name, suffix: suffix}
	}
	return Names{base: slug + "-" + name, suffix: suffix}
}

// shorten cuts a slug between words.
func shorten(s string, most int) string {
	if len(s) <= most {
		return s
	}
	s = s[:most+1]
	if i := strings.LastIndexByte(s, '-'); i > most/2 {
		return s[:i]
	}
	return strings.Trim(s[:most], "-")
}

// At returns the name that is tried for the n-th time, counted from 1.
func (x Names) At(n int) string {
	if n == 1 && !x.always {
		return x.base + x.suffix
	}
	return fmt.Sprintf("%s-%d%s", x.base, n, x.suffix)
}
