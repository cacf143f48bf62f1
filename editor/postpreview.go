package editor

import (
	"net/url"
	"strings"

	"fyne.io/fyne/v2"

	"galley.app/galley/assets"
	"galley.app/galley/internal/mermaid"
	"galley.app/galley/preview"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/html"
	"galley.app/galley/preview/page"
	"galley.app/galley/storage"
	"galley.app/galley/storage/config"
)

// postPreview is the preview pane with what it needs to know of the site that
// the shown post is for.
type postPreview struct {
	*preview.Viewer
	o        *Options
	pages    pages
	diagrams *mermaid.Drawer
	resolve  func(dest string) (string, bool)
	path     string // of the post; it may have none yet
	slug     string
	site     config.Site
	sited    string // path that site is of; another one asks again
	known    bool   // there is a site
}

// newPostPreview makes the pane; hide takes it away.
func newPostPreview(o *Options, hide func()) *postPreview {
	p := &postPreview{o: o, diagrams: mermaid.NewDrawer()}
	p.pages.begin(o.Cache)
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
	}, hide)
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
	p.pages.end()
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
func (p *postPreview) show(d *markdown.Doc, path string, post page.Post) {
	p.path, p.slug = path, post.Slug
	p.locate()
	p.SetDoc(d, post)
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

// tell has the window hear of what happens in the pane.
func (p *postPreview) tell(w *Window) {
	v := p.Viewer
	v.OnKey, v.OnTip, v.OnCut = w.key, w.tip, w.shortcut
	v.OnView = func(preview.View) { w.keepSoon() }
	v.Each(func(pane *preview.Pane) {
		pane.OnTop = w.area.ScrollTo // which tells nobody
		pane.OnBlock, pane.OnLink, pane.OnHover = w.previewClicked, w.followLink, w.tip
		pane.OnTask, pane.OnBrowse = w.previewTask, w.browsePage
	})
	v.All(func(pane *preview.Pane) {
		pane.OnKey, pane.OnCopy = w.key, w.copyWords
		pane.OnShortcut = func(s fyne.Shortcut) bool { w.shortcut(s); return true }
	})
	v.SetView(view(w.settings))
}
