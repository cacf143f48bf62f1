package editor

import (
	"net/url"
	"strings"

	"galley.app/galley/assets"
	"galley.app/galley/editor/browser"
	"galley.app/galley/editor/field"
	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/mermaid"
	"galley.app/galley/preview"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/html"
	"galley.app/galley/preview/page"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/post"
)

// postPreview is the preview pane with what it needs to know of the site that
// the shown post is for.
type postPreview struct {
	*preview.Viewer
	o        *Options
	posts    *openPosts
	modal    *modal.Stack
	say      func(string) // in the status bar
	reveal   func()       // shows the pane, if it is hidden
	keepSoon func()       // has what it shows remembered
	pages    browser.Pages
	diagrams *mermaid.Drawer
	words    *field.Field // that are found on the page
	resolve  func(dest string) (string, bool)
	path     string // of the post; it may have none yet
	slug     string
	site     config.Site
	sited    string // path that site is of; another one asks again
	known    bool   // there is a site
}

// newPostPreview makes the pane; hide takes it away.
func newPostPreview(o *Options, hide func()) *postPreview {
	p := &postPreview{o: o, diagrams: mermaid.NewDrawer(), words: field.New(field.Style{})}
	p.words.SetPlaceholder("Find on this page")
	p.pages.Begin(o.Cache)
	p.Viewer = preview.NewViewer(preview.Options{
		Post: o.Post,
		Images: preview.Images{
			Resolve: func(dest string) (string, bool) {
				if p.resolve == nil {
					return "", false
				}
				return p.resolve(dest)
			},
			Read: storage.ReadImage, Decoder: o.Decoder,
		},
		Barred: func(dest string) string { return o.Workspace.Barred(p.path, dest) },
		Links: func() html.Options {
			if p.site.URL == "" {
				return html.Options{}
			}
			return html.Options{Base: p.site.PostURL(p.slug)}
		},
	}, preview.Entry{Object: p.words, Focus: p.words, Text: p.words.Text, SetText: p.words.SetText, SelectAll: p.words.SelectAll}, hide)
	p.draw(o.Settings.Mermaid)
	o.Workspace.OnRead(func() {
		p.known = false
		p.locate()
	})
	return p
}

// close ends the drawing of diagrams and removes what was written for the
// browser.
func (p *postPreview) close() {
	p.diagrams.Close()
	p.pages.End()
}

// find sets how image destinations of the shown post are looked up.
func (p *postPreview) find(f func(dest string) (file string, ok bool)) {
	p.resolve = f
	p.recheck()
}

// recheck looks at the files of the images again.
func (p *postPreview) recheck() { p.All((*preview.Pane).Recheck) }

// draw has diagrams drawn by mmdc, or shown as their source.
func (p *postPreview) draw(on bool) {
	var draw func(source string) ([]byte, error)
	if on {
		draw = p.diagrams.Draw
	}
	p.Each(func(pane *preview.Pane) { pane.SetDiagram(draw) })
}

// show shows a parsed post that has, or is to have, a path.
func (p *postPreview) show(d *markdown.Doc, path string, shown page.Post) {
	p.path, p.slug = path, shown.Slug
	p.locate()
	p.SetDoc(d, shown)
}

// locate finds the site that the post is for, if it may be another one.
func (p *postPreview) locate() {
	if p.known && p.sited == p.path {
		return
	}
	p.known, p.sited = true, p.path
	p.site = p.o.Workspace.LibraryOf(p.path).Site
	s := page.Site{Title: p.site.Title, Author: p.site.Author}
	if u, err := url.Parse(p.site.URL); err == nil && u.Host != "" {
		s.Host = u.Host
		s.Path = strings.FieldsFunc(u.Path, func(r rune) bool { return r == '/' })
	}
	s.Path = append(s.Path, strings.FieldsFunc(p.site.Posts, func(r rune) bool { return r == '/' })...)
	p.SetSite(s)
	theme, _ := assets.PageNamed(p.site.Page)
	p.Viewer.SetTheme(theme)
}

// setTheme has the library's pages set in another way.
func (p *postPreview) setTheme(t assets.PageTheme, done func(error)) {
	p.o.Workspace.SetPage(p.path, t.Name, func(err error) {
		if err == nil {
			p.site.Page = t.Name
			p.Viewer.SetTheme(t)
		}
		done(err)
	})
}

// showPost shows an open post, or the part of it that d is of.
func (p *postPreview) showPost(o *openPost, d *markdown.Doc) {
	words := o.s.Words()
	p.show(d, o.s.Path(), page.Post{
		Header: page.Header{Title: o.s.Title(), Date: longDate(o.s.Value("published")), Minutes: post.Minutes(words)},
		Slug:   o.s.Value("slug"), Description: o.s.Value("description"),
	})
}
