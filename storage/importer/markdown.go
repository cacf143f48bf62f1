package importer

import (
	"fmt"
	"path/filepath"
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
	at := w.siteAt(site)
	pics := besides{dir: filepath.Dir(file), site: site, at: at}
	if post.Parse(src).HasHead() {
		name := strings.TrimSuffix(base, filepath.Ext(base)) + ".md"
		f := w.own(src, shown, name)
		f.pictures, f.file, f.site = pics, file, at
		w.found = append(w.found, f)
		return nil
	}
	m, body := readMatter(src)
	if !m.found && !named && aboutProject().MatchString(base) {
		w.skip(shown, "it is about the files beside it and has no front matter; name it to take it in")
		return nil
	}
	if !named && at.jekyll && !w.o.Pages && !inCollection(file, site) {
		w.skipPage(shown, "it is a page of the site, no post")
		return nil
	}
	f := w.newFound(shown)
	f.body, f.pictures, f.file, f.site, f.jekyll = body, pics, file, at, at.jekyll
	f.bodyLine = lineAt(src, len(src)-len(body), 1)
	f.set(m)
	f.byName(file)
	f.hold(body)
	f.undialect()
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
	// A number is one of an order where it begins with a zero, as ours do; else
	// it is a word, as in 2024-in-review.
	if _, numbered, slug, draft := post.NamePart(stem + ".md"); draft || numbered && strings.HasPrefix(stem, "0") {
		stem = slug
		f.draft = f.draft || draft
	}
	if f.stem = stem; stem != "" {
		f.slugs = append(f.slugs, stem)
	}
}

var component = pattern(`(?m)^(?:import|export)\s.*$|^\s*<[A-Z]\w*`)

// inCollection tells whether a file lies where Jekyll keeps posts or another
// collection: below a folder that starts with a low line.
func inCollection(file, site string) bool {
	rel, err := filepath.Rel(site, filepath.Dir(file))
	if err != nil {
		return false
	}
	for _, dir := range strings.Split(filepath.ToSlash(rel), "/") {
		if strings.HasPrefix(dir, "_") {
			return true
		}
	}
	return isPost(file)
}

// hold lists what the Markdown of the source holds.
func (f *found) hold(body string) {
	for _, p := range placesIn(body) {
		f.things = append(f.things, thing{p.sort, p.name, lineAt(body, p.start, f.bodyLine)})
	}
}

// leftovers tells of what only the other program understands. It stays in the
// text.
func (f *found) leftovers(mdx bool) {
	if m := component().FindStringIndex(f.body); mdx && m != nil {
		f.noteAt(lineAt(f.body, m[0], f.bodyLine), "", "its components are left in the text")
	}
}
