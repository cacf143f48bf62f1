package importer

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"galley.app/galley/storage"
	"galley.app/galley/storage/export/pack"
	"galley.app/galley/storage/export/verify"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/safefile"
)

// maxFiles bounds what is looked at in one folder.
const maxFiles = 100_000

// gather finds the posts at a path.
func (w *planner) gather(name string) error {
	full, err := filepath.Abs(name)
	if err != nil {
		return fmt.Errorf("%s: %w; nothing was imported", name, err)
	}
	info, err := os.Stat(full)
	switch {
	case name == "": // which is not the current folder, as it is for Abs
		return fmt.Errorf("%q: there is no such file or folder; nothing was imported", name)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%q: there is no such file or folder; nothing was imported", name)
	case err != nil:
		return fmt.Errorf("%s: %w; nothing was imported", name, safefile.Cause(err))
	case info.IsDir():
		return w.folder(full, name)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s: is not an ordinary file; nothing was imported", name)
	}
	site := siteOf(filepath.Dir(full))
	switch {
	case isMarkdown(full):
		return w.markdown(full, name, site, true)
	case isHTML(full):
		return w.page(full, name, site)
	case isWord(full):
		return w.word(full, name)
	case strings.EqualFold(filepath.Ext(full), ".xml"):
		return w.wordpress(full, name)
	}
	return w.packed(full, name, info.Size())
}

// packed takes in a zip package, a TextPack, or what only its content tells.
func (w *planner) packed(full, name string, size int64) error {
	bundles, err := verify.OpenBundles(full, w.o.Limits)
	if err != nil {
		return fmt.Errorf("%s: %w; nothing was imported", name, safefile.Cause(err))
	}
	if len(bundles) > 0 {
		return w.packages(bundles, name)
	}
	f, err := safefile.Open(full)
	if err != nil {
		return fmt.Errorf("%s: %w; nothing was imported", name, safefile.Cause(err))
	}
	p, err := verify.Open(f, size, w.o.Limits)
	if err == nil {
		w.plan.open = append(w.plan.open, f.Close)
		return w.packages([]*verify.Package{p}, name)
	}
	f.Close()
	if isXML(full) {
		return w.wordpress(full, name)
	}
	if d, ok := errors.AsType[*verify.DamagedError](err); ok {
		if strings.EqualFold(filepath.Ext(full), ".txt") {
			return w.markdown(full, name, siteOf(filepath.Dir(full)), true)
		}
		return fmt.Errorf("%s: %v; nothing was imported", name, d)
	}
	return err
}

// packages takes in what Galley and other apps packed.
func (w *planner) packages(all []*verify.Package, name string) error {
	for _, p := range all {
		if stem, text, files, ok := p.Foreign(); ok {
			w.textBundle(stem, text, files, name)
			continue
		}
		for _, mp := range p.Manifest.Posts {
			data, err := p.Read(mp.Source)
			if err != nil {
				return fmt.Errorf("%s: %q: %w; nothing was imported", name, mp.Source, safefile.Cause(err))
			}
			f := w.own(string(data), name, mp.Source)
			if len(all) > 1 || len(p.Manifest.Posts) > 1 {
				f.from = name + ": " + mp.Source
			}
			for _, i := range mp.Images {
				target := i.Path
				if rest, ok := strings.CutPrefix(i.Path, "assets/"); ok && strings.HasPrefix(i.Link, "/") {
					target = path.Join(w.assets, rest)
				}
				sum, size := p.Sum(i.Path)
				f.fixed = append(f.fixed, fixed{target, picture{
					key: name + ": " + i.Path, name: path.Base(i.Path), sum: sum, size: size,
					read: func() ([]byte, error) { return p.Read(i.Path) },
				}})
			}
			w.found = append(w.found, f)
		}
	}
	return nil
}

// own takes a post in our own format as it is.
func (w *planner) own(src, from, name string) *found {
	p := post.Parse(src)
	at := p.TextStart()
	if pack.CheckName(name) != nil {
		name = pack.PlainName(name)
	}
	f := w.newFound(from)
	f.head, f.body, f.name, f.slugs = src[:at], src[at:], name, []string{""}
	f.bodyLine = lineAt(src, at, 1)
	f.title, _ = p.Value("title")
	f.published, _ = p.Value("published")
	f.date, _ = post.ParseDate(f.published)
	f.slugs[0], _ = p.Value("slug")
	f.draft = post.StatusOf(name, f.published, f.date) == post.Draft
	return f
}

// passedBy are folders that hold no posts but what makes or shows them.
var passedBy = map[string]string{
	"node_modules": "it holds programs", "vendor": "it holds programs", "_site": "it holds a site that was built", "dist": "it holds a site that was built",
	"_layouts": "it holds templates", "_includes": "it holds templates", "layouts": "it holds templates", "themes": "it holds themes", "archetypes": "it holds templates",
	"_sass": "it holds styles", "_data": "it holds data", "__MACOSX": "it holds what a Mac adds to archives",
}

// aboutProject are texts that lie beside posts and are none.
var aboutProject = pattern(`(?i)^(readme|license|licence|changelog|contributing|code_of_conduct|security|authors)(\..*)?$`)

// folder takes in a bundle, or all posts below a folder.
func (w *planner) folder(full, name string) error {
	site := siteOf(full)
	var marked, pages []string
	count := 0
	err := filepath.WalkDir(full, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			if file == full {
				return err
			}
			w.skip(shownAs(file, full, name), "it cannot be read: "+safefile.Cause(err).Error())
			return nil
		}
		if count++; count > maxFiles {
			return fmt.Errorf("it holds more than %d files", maxFiles)
		}
		if err := w.ctx.Err(); err != nil {
			return err
		}
		shown := shownAs(file, full, name)
		switch {
		case d.IsDir():
			return w.enter(file, shown, file == full)
		case strings.HasPrefix(d.Name(), "."):
		case isMarkdown(file) || isHTML(file):
			if why := refused(file, full, d); why != "" {
				w.skip(shown, why)
				return nil
			}
			if isHTML(file) {
				pages = append(pages, file)
			} else {
				marked = append(marked, file)
			}
		case otherMarkup[strings.ToLower(filepath.Ext(file))] != "" && (isContent(file, site) || isPost(file) || len(siteMarksIn(site)) == 0):
			w.skip(shown, "it is written in "+otherMarkup[strings.ToLower(filepath.Ext(file))]+", which is not read")
		case strings.EqualFold(filepath.Ext(file), ".xml"):
			if d.Type().IsRegular() && isWXR(file) {
				return w.wordpress(file, shown)
			}
		case isWord(file) && !strings.HasPrefix(d.Name(), "~$"): // which Word keeps beside one that is open
			if why := refused(file, full, d); why != "" {
				w.skip(shown, why)
			} else if err := w.word(file, shown); err != nil {
				w.skip(shown, strings.TrimSuffix(strings.TrimPrefix(err.Error(), shown+": "), "; nothing was imported"))
			}
		case strings.EqualFold(filepath.Ext(file), ".textpack"):
			if info, err := d.Info(); err == nil && info.Mode().IsRegular() {
				return w.packed(file, shown, info.Size())
			}
		}
		return nil
	})
	if err != nil {
		if strings.HasSuffix(err.Error(), "nothing was imported") || errors.Is(err, w.ctx.Err()) {
			return err
		}
		return fmt.Errorf("%s: %w; nothing was imported", name, safefile.Cause(err))
	}
	for _, file := range marked {
		if err := w.markdown(file, shownAs(file, full, name), site, false); err != nil {
			return err
		}
	}
	for _, file := range pages {
		shown := shownAs(file, full, name)
		if !isPost(file) && !isContent(file, site) && len(marked) > 0 {
			w.skip(shown, "it is a page among Markdown; name it to take it in")
			continue
		}
		if err := w.page(file, shown, site); err != nil {
			return err
		}
	}
	return nil
}

// otherMarkup names what posts are written in elsewhere, by the ending.
var otherMarkup = map[string]string{
	".org": "Org", ".adoc": "AsciiDoc", ".asciidoc": "AsciiDoc", ".ad": "AsciiDoc", ".rst": "reStructuredText", ".rest": "reStructuredText", ".textile": "Textile",
	".pandoc": "pandoc's Markdown", ".ipynb": "a notebook", ".njk": "Nunjucks", ".haml": "Haml", ".pug": "Pug", ".odt": "OpenDocument",
}

// isContent tells whether a file lies where Hugo and others keep posts.
func isContent(file, site string) bool {
	for _, under := range []string{"content", "src/content"} {
		if inside(file, filepath.Join(site, filepath.FromSlash(under))) {
			return true
		}
	}
	return false
}

// refused says why a file of a folder is not even looked at: it is none, or a
// link out of the folder, which may come from a stranger.
func refused(file, full string, d fs.DirEntry) string {
	if d.Type().IsRegular() {
		return ""
	}
	if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
		return "it is not an ordinary file"
	}
	real, err := filepath.EvalSymlinks(file)
	if err != nil {
		return "it is not an ordinary file"
	}
	if dir, err := filepath.EvalSymlinks(full); err != nil || !inside(real, dir) {
		return "it is a link that leads out of the folder"
	}
	return ""
}

// enter tells whether the walk goes into a folder, and takes in bundles whole.
func (w *planner) enter(dir, shown string, top bool) error {
	base := filepath.Base(dir)
	if !top {
		if strings.HasPrefix(base, ".") {
			return fs.SkipDir
		}
		if why := passedBy[base]; why != "" && !isBundle(dir) && (isRoot(filepath.Dir(dir)) || base == "node_modules" || base == "__MACOSX") {
			w.skip(shown+"/", why)
			return fs.SkipDir
		}
		if page := strings.TrimSuffix(strings.TrimSuffix(base, "_files"), "-files"); page != base {
			for _, ext := range []string{".html", ".htm"} {
				if _, err := os.Lstat(filepath.Join(filepath.Dir(dir), page+ext)); err == nil {
					return fs.SkipDir // what a browser saved beside the page
				}
			}
		}
	}
	if !isBundle(dir) {
		return nil
	}
	p, err := verify.OpenBundle(dir, w.o.Limits)
	if err != nil {
		return fmt.Errorf("%s: %w; nothing was imported", shown, safefile.Cause(err))
	}
	if p == nil {
		return nil
	}
	if err := w.packages([]*verify.Package{p}, shown); err != nil {
		return err
	}
	return fs.SkipDir
}

// isBundle tells whether a folder is worth to be opened as a bundle.
func isBundle(dir string) bool {
	if info, err := os.Lstat(filepath.Join(dir, "info.json")); err == nil && info.Mode().IsRegular() {
		texts, _ := fs.Glob(os.DirFS(dir), "text.*") // the pattern is good
		return len(texts) > 0 || strings.HasSuffix(dir, ".textbundle")
	}
	src, _, err := storage.Load(filepath.Join(dir, "index.md"))
	if err != nil {
		return false
	}
	m, _ := readMatter(src)
	return slices.ContainsFunc(flatten(m.pairs), func(p pair) bool { return p.key == "galley" && p.value.kind == table })
}

// isRoot tells whether a folder is the root of a site, where folders of some
// names hold what makes it; deeper they are but names.
func isRoot(dir string) bool {
	for _, name := range append([]string{"content", "_posts", "src"}, siteMarks...) {
		if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}

func (w *planner) skip(from, why string) {
	w.plan.Skipped = append(w.plan.Skipped, Skip{From: from, Why: why})
}

// skipPage leaves out a page of a site, which Options.Pages would take in.
func (w *planner) skipPage(from, why string) {
	w.plan.Pages++
	w.plan.Skipped = append(w.plan.Skipped, Skip{From: from, Why: why + "; pages are taken in only when that is asked for", Page: true})
}

// shownAs is a file below a folder by the name that the folder was given.
func shownAs(file, full, name string) string {
	rel, err := filepath.Rel(full, file)
	if err != nil || rel == "." {
		return name
	}
	return filepath.Join(name, rel)
}

// isPost tells whether a file lies where Jekyll keeps posts.
func isPost(file string) bool {
	parts := strings.Split(filepath.ToSlash(filepath.Dir(file)), "/")
	return slices.Contains(parts, "_posts") || slices.Contains(parts, "_drafts")
}
