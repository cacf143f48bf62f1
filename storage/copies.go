package storage

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"galley.app/galley/storage/post"
)

// CopyOf finds out where a copy of the post at path goes that has src as its text,
// and that text: a draft beside it, with a title and a slug of its own, marked
// with a word such as “mine”, so that no export meets two posts of one address.
// The disk is asked aside.
func (w *Workspace) CopyOf(path, src, word string, done func(at, text string)) {
	slugs := w.LibraryOf(path).Slugs()
	go func() {
		at, text := copyBeside(path, src, word, slugs)
		w.o.Post(func() { done(at, text) })
	}()
}

// copyBeside is CopyOf where the slugs of the library are known.
func copyBeside(path, src, word string, slugs map[string][]string) (at, text string) {
	dir := filepath.Dir(path)
	p := post.Parse(src)
	slug, _ := p.Value("slug")
	if !post.ValidSlug(slug) {
		slug = post.Slug(slugPart(filepath.Base(path)))
	}
	if slug == "" {
		slug = "untitled"
	}
	slug = shorten(slug, maxSlug-len("-"+word+"-99"))
	number := "" // of several copies
	fresh := func() string { return slug + "-" + word + strings.ReplaceAll(number, " ", "-") }
	for n := 2; ; n++ {
		at = filepath.Join(dir, "wip-"+fresh()+".md")
		if _, err := os.Lstat(at); err != nil && len(slugs[fresh()]) == 0 {
			break
		}
		number = " " + strconv.Itoa(n)
	}
	if _, foreign := post.CutFrontMatter(src); foreign {
		return at, src // which no field of ours may stand before
	}
	keys, values := []string{"slug"}, []string{fresh()}
	if title, _ := p.Value("title"); title != "" {
		keys, values = append(keys, "title"), append(values, title+" ("+word+number+")")
	}
	return at, post.Apply(src, p.SetMany(keys, values))
}
