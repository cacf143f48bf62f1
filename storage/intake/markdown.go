package intake

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"galley.app/galley/storage"
	"galley.app/galley/storage/post"
)

// markdown takes in a file of Markdown. What is refused stops the import where
// the file was named, and is told where it lay in a folder.
func (w *planner) markdown(file, shown, site string, named bool) error {
	src, _, err := storage.Load(file)
	if err != nil {
		why := err.Error()
		if e, ok := err.(*storage.LoadError); ok {
			why = e.Reason()
		}
		if named {
			return fmt.Errorf("%s: %s; nothing was imported", shown, why)
		}
		w.skip(shown, why)
		return nil
	}
	base := filepath.Base(file)
	if strings.HasPrefix(base, "_index.") {
		w.skip(shown, "it is the page of a section, no post")
		return nil
	}
	pics := besides{dir: filepath.Dir(file), site: site}
	if post.Parse(src).HasHead() {
		name := strings.TrimSuffix(base, filepath.Ext(base)) + ".md"
		f := own(src, shown, name)
		f.pictures = pics
		w.found = append(w.found, f)
		return nil
	}
	m, body := readMatter(src)
	if !m.found && !named && aboutProject.MatchString(base) {
		w.skip(shown, "it is about the files beside it and has no front matter; name it to take it in")
		return nil
	}
	f := &found{from: shown, body: body, pictures: pics}
	f.set(m)
	f.byName(file)
	if f.title == "" {
		f.title = storage.EntryOf(f.stem+".md", f.body, w.o.Now).Title
	}
	f.leftovers(strings.EqualFold(filepath.Ext(file), ".mdx"))
	w.found = append(w.found, f)
	return nil
}

// byName takes from a file's place and name what its front matter does not say.
func (f *found) byName(file string) {
	base := filepath.Base(file)
	stem := strings.TrimSuffix(base, filepath.Ext(base))
	if stem == "index" || strings.HasPrefix(stem, "index.") { // the page of a bundle, maybe in a language
		stem = filepath.Base(filepath.Dir(file)) + strings.TrimPrefix(stem, "index")
		switch stem {
		case "/", ".":
			stem = ""
		}
	}
	rest, w, ok := cutDate(stem)
	if ok {
		stem = rest
		if f.published == "" {
			f.published, f.date = w.text, w.time
		}
	}
	for _, dir := range strings.Split(filepath.ToSlash(filepath.Dir(file)), "/") {
		if dir == "_drafts" {
			f.draft = true
		}
	}
	if n, numbered, slug, draft := post.NamePart(stem + ".md"); draft || numbered && n < 100_000 {
		stem = slug
		f.draft = f.draft || draft
	}
	if f.stem = stem; stem != "" {
		f.slugs = append(f.slugs, stem)
	}
}

var (
	liquid     = regexp.MustCompile(`\{%-?\s*(\w+)[^%]*%\}|\{\{-?[^}{]*\}\}`)
	shortcodes = regexp.MustCompile(`\{\{[<%]-?\s*/?\s*([\w./-]+)`)
	component  = regexp.MustCompile(`(?m)^(?:import|export)\s.*$|^\s*<[A-Z]\w*`)
)

// leftovers tells of what only the other program understands. It stays in the
// text.
func (f *found) leftovers(mdx bool) {
	if k := shortcodes.FindStringSubmatch(f.body); k != nil {
		f.note("", fmt.Sprintf("%s such as %s left in the text", count(len(shortcodes.FindAllString(f.body, -1)), "shortcode", "shortcodes"), k[1]))
	}
	plain := shortcodes.ReplaceAllString(f.body, "")
	if all := liquid.FindAllString(plain, -1); len(all) > 0 {
		f.note("", fmt.Sprintf("%s such as %s left in the text", count(len(all), "template tag", "template tags"), shorten(all[0])))
	}
	if mdx && component.MatchString(f.body) {
		f.note("", "its components are left in the text")
	}
}
