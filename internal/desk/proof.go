package desk

import (
	"net/url"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/assets"
	"galley.app/galley/editor"
	"galley.app/galley/editor/text"
	"galley.app/galley/preview"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/html"
	"galley.app/galley/storage"
)

// Proof lets the window use the preview pane.
type Proof struct {
	viewer  *preview.Viewer
	post    func(func())
	store   *Store
	pages   pages
	draw    func(source string) ([]byte, error) // draws a diagram
	stop    func()                              // ends all drawing
	resolve func(dest string) (string, bool)
	hooks   editor.ProofHooks
	facts   editor.Facts
	site    storage.Site
	sited   string // path that site is of; another one asks again
	known   bool   // there is a site
}

// NewProof makes the pane; post runs functions on the UI goroutine, and drawn
// tells whether mmdc draws diagrams.
func NewProof(post func(func()), store *Store, paths storage.Paths, drawn bool) *Proof {
	p := &Proof{post: post, store: store}
	p.draw, p.stop = diagrams()
	p.pages.begin(paths.Cache, time.Now())
	p.viewer = preview.NewViewer(preview.Options{
		Post: post,
		Images: preview.Images{
			Resolve: func(dest string) (string, bool) {
				if p.resolve == nil {
					return "", false
				}
				return p.resolve(dest)
			},
			Read: storage.ReadImage, Decoder: store.Decoder,
		},
		Barred: func(dest string) string { return store.Barred(p.facts.Path, dest) },
		Links: func() html.Options {
			if p.site.URL == "" {
				return html.Options{}
			}
			return html.Options{Base: p.site.PostURL(p.facts.Slug)}
		},
	}, func() {
		if p.hooks.Hide != nil {
			p.hooks.Hide()
		}
	})
	p.SetDiagrams(drawn)
	store.OnRead(func() {
		p.known = false
		p.locate()
	})
	return p
}

// Close ends the drawing of diagrams and removes what was written for the
// browser.
func (p *Proof) Close() {
	p.stop()
	p.pages.end()
}

// Object implements editor.Proof, as all below does.
func (p *Proof) Object() fyne.CanvasObject      { return p.viewer.Object() }
func (p *Proof) Focus() fyne.Focusable          { return p.viewer.Pane() }
func (p *Proof) Focused(f fyne.Focusable) bool  { return p.viewer.Focused(f) }
func (p *Proof) Shift(patch text.Patch)         { p.viewer.Shift(patch) }
func (p *Proof) ScrollTo(off int, frac float32) { p.viewer.ScrollTo(off, frac) }
func (p *Proof) Active(off int)                 { p.viewer.Active(off) }
func (p *Proof) View() preview.View             { return p.viewer.View() }
func (p *Proof) SetView(v preview.View)         { p.viewer.SetView(v) }
func (p *Proof) SwitchLight()                   { p.viewer.SwitchLight() }
func (p *Proof) Refresh()                       { p.viewer.Refresh() }
func (p *Proof) Find()                          { p.viewer.Find() }
func (p *Proof) Finding() bool                  { return p.viewer.Finding() }
func (p *Proof) FindStep(by int)                { p.viewer.FindStep(by) }
func (p *Proof) CopyHTML()                      { p.viewer.Pane().CopyHTML() }
func (p *Proof) CopyCode(off int) bool          { return p.viewer.CopyCode(off) }

func (p *Proof) SetResolve(f func(dest string) (string, bool)) {
	p.resolve = f
	p.Recheck()
}

func (p *Proof) Recheck() { p.viewer.All((*preview.Pane).Recheck) }

func (p *Proof) SetDiagrams(on bool) {
	var draw func(source string) ([]byte, error)
	if on {
		draw = p.draw
	}
	p.viewer.Each(func(pane *preview.Pane) { pane.SetDiagram(draw) })
}

func (p *Proof) SetDoc(d *markdown.Doc, f editor.Facts) {
	p.facts = f
	p.locate()
	p.viewer.SetDoc(d, preview.Post{
		Header: preview.Header{Title: f.Title, Date: f.Date, Minutes: f.Minutes}, Slug: f.Slug, Description: f.Description,
	})
}

// locate finds the site that the post is for, if it may be another one.
func (p *Proof) locate() {
	if p.known && p.sited == p.facts.Path {
		return
	}
	p.known, p.sited = true, p.facts.Path
	p.site = p.store.LibraryOf(p.facts.Path).Site
	s := preview.Site{Title: p.site.Title, Author: p.site.Author}
	if u, err := url.Parse(p.site.URL); err == nil && u.Host != "" {
		s.Host = u.Host
		s.Path = strings.FieldsFunc(u.Path, func(r rune) bool { return r == '/' })
	}
	s.Path = append(s.Path, strings.FieldsFunc(p.site.Posts, func(r rune) bool { return r == '/' })...)
	p.viewer.SetSite(s)
	theme, _ := assets.PageNamed(p.site.Page)
	p.viewer.SetTheme(theme)
}

func (p *Proof) Hook(h editor.ProofHooks) {
	p.hooks = h
	p.viewer.OnKey, p.viewer.OnTip, p.viewer.OnCut = h.Key, h.Tip, h.Cut
	p.viewer.OnView = func(v preview.View) { h.View(v) }
	p.viewer.Each(func(pane *preview.Pane) {
		pane.OnTop, pane.OnBlock, pane.OnLink, pane.OnHover = h.Top, h.Click, h.Link, h.Hover
		pane.OnTask, pane.OnBrowse = h.Task, h.Page
	})
	p.viewer.All(func(pane *preview.Pane) {
		pane.OnKey, pane.OnCopy = h.Key, h.Copy
		pane.OnShortcut = func(s fyne.Shortcut) bool { h.Cut(s); return true }
	})
}

func (p *Proof) Themes() []editor.PageTheme {
	now, _ := assets.PageNamed(p.site.Page)
	var list []editor.PageTheme
	for _, t := range assets.PageThemes() {
		list = append(list, editor.PageTheme{Name: t.Name, Title: t.Title, Note: t.Note, On: t.Name == now.Name})
	}
	return list
}

func (p *Proof) SetTheme(name string, done func(error)) {
	p.store.SetPage(p.facts.Path, name, func(err error) {
		if err == nil {
			p.site.Page = name
			theme, _ := assets.PageNamed(name)
			p.viewer.SetTheme(theme)
		}
		done(err)
	})
}
