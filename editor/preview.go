package editor

import (
	"cmp"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"fyne.io/fyne/v2"

	"galley.app/galley/assets"
	"galley.app/galley/editor/browser"
	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/field"
	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/palette"
	"galley.app/galley/editor/serving"
	"galley.app/galley/editor/session"
	"galley.app/galley/internal/control"
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
	serves   func() bool  // the site is served with what is not saved
	choose   func(change func(*config.Settings))
	pages    browser.Pages
	served   *serving.Site
	diagrams *mermaid.Drawer
	words    *field.Field // that are found on the page
	pictures *pictures
	path     string // of the post; it may have none yet
	slug     string
	site     config.Site
	sited    string // path that site is of; another one asks again
	known    bool   // there is a site
}

// newPostPreview makes the pane; hide takes it away.
func newPostPreview(o *Options, hide func()) *postPreview {
	p := &postPreview{o: o, diagrams: mermaid.NewDrawer(), words: field.New(field.Style{}), pictures: newPictures(o.Workspace)}
	p.words.SetPlaceholder("Find on this page")
	p.pages.Begin(o.Cache)
	p.Viewer = preview.NewViewer(preview.Options{
		Post: o.Post,
		Images: preview.Images{
			Resolve: p.pictures.image,
			Read:    storage.ReadImage, Decoder: o.Decoder,
		},
		Barred: p.pictures.barred,
		Links: func() html.Options {
			if p.site.URL == "" {
				return html.Options{}
			}
			return html.Options{Base: p.site.PostURL(p.slug)}
		},
	}, preview.Entry{Object: p.words, Focus: p.words, Text: p.words.Text, SetText: p.words.SetText, SelectAll: p.words.SelectAll}, hide)
	p.draw(o.Settings.Mermaid)
	p.served = serving.New(serving.Options{
		Post: o.Post, Say: func(s string) { p.say(s) }, Tell: func(title, s string) { p.modal.Tell(title, s, nil) },
		Open: func(u *url.URL) error { return p.o.App.OpenURL(u) }, Library: o.Workspace.Library, Unsaved: p.unsaved, Now: o.Now,
	})
	o.Workspace.OnRead(func() {
		p.known = false
		p.locate()
		p.recheck()
		p.served.Changed()
	})
	return p
}

// close ends the drawing of diagrams and removes what was written for the
// browser.
func (p *postPreview) close() {
	p.diagrams.Close()
	p.served.Close()
	p.pages.End()
}

// find sets the post whose pictures are looked up.
func (p *postPreview) find(path string) {
	if p.pictures.of(path) {
		p.All(preview.Moved)
		return
	}
	p.All((*preview.Pane).Recheck)
}

// recheck looks at the files of the images again.
func (p *postPreview) recheck() { p.find(p.pictures.path) }

// pictures finds the files of the pictures of a post that is shown. What a post is
// belongs to the UI goroutine; its files are looked for on others.
type pictures struct {
	workspace *storage.Workspace
	path      string // of the post
	at        atomic.Pointer[storage.Finder]
}

func newPictures(w *storage.Workspace) *pictures {
	p := &pictures{workspace: w}
	p.of("")
	return p
}

// of sets the post, by what its library is now, and reports whether pictures of
// the same name are others there.
func (p *pictures) of(path string) (elsewhere bool) {
	elsewhere = filepath.Dir(path) != filepath.Dir(p.path)
	p.path = path
	p.at.Store(p.workspace.Finder(path))
	return elsewhere
}

func (p *pictures) image(dest string) (file string, ok bool) { return p.at.Load().Image(dest) }

func (p *pictures) barred(dest string) string { return p.at.Load().Barred(dest) }

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
	p.SetSite(siteOf(p.site))
	theme, _ := assets.PageNamed(p.site.Page)
	p.Viewer.SetTheme(theme)
}

// siteOf is what the tabs say of a site.
func siteOf(is config.Site) page.Site {
	s := page.Site{Title: is.Title, Author: is.Author}
	if u, err := url.Parse(is.URL); err == nil && u.Host != "" {
		s.Host = u.Host
		s.Path = strings.FieldsFunc(u.Path, func(r rune) bool { return r == '/' })
	}
	s.Path = append(s.Path, strings.FieldsFunc(is.Posts, func(r rune) bool { return r == '/' })...)
	return s
}

// headerOf is what stands above a post on its page.
func headerOf(s *session.Session) page.Header {
	published := s.Value("published")
	return page.Header{Title: s.Title(), Date: post.LongDate(published), Byline: post.Byline(published, s.Words())}
}

// pageOf is what the tabs show of a post besides its text.
func pageOf(s *session.Session) page.Post {
	return page.Post{
		Header: headerOf(s),
		Slug:   s.Value("slug"), Description: s.Value("description"),
	}
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
	if p.serves() {
		p.served.Changed()
	}
	p.show(d, o.s.Path(), pageOf(o.s))
}

// commands are those of the preview.
func (p *postPreview) commands() []*command {
	cmd := func(name string, do func()) *command {
		return &command{menu: "Preview", name: name, open: true, do: do}
	}
	tab := func(name string) func() {
		return func() {
			v := p.View()
			v.Tab = name
			p.showView(v)
		}
	}
	width := func(name string) func() {
		return func() {
			v := p.View()
			v.Tab, v.Width = "page", name
			p.showView(v)
		}
	}
	split := func(c *command) *command {
		c.split = true
		return c
	}
	ticked := func(c *command, is func(preview.View) bool) *command {
		c.ticked = func() bool { return is(p.View()) }
		return c
	}
	shows := func(name string) *command {
		return ticked(cmd("Show "+name, tab(name)), func(v preview.View) bool { return cmp.Or(v.Tab, "page") == name })
	}
	wide := func(title, name string) *command {
		return ticked(cmd(title, width(name)), func(v preview.View) bool { return v.Width == name })
	}
	return []*command{
		shows("page"),
		shows("card"),
		shows("feed"),
		split(wide("Desktop width", "")),
		wide("Tablet width", "tablet"),
		wide("Phone width", "phone"),
		split(cmd("Page in light or dark", func() {
			p.SwitchLight()
			p.showView(p.View())
		})),
		cmd("Page theme…", p.chooseTheme),
		split(cmd("Find on the page…", func() {
			p.reveal()
			p.Find()
		})),
		cmd("Copy as HTML", func() { p.Pane().CopyHTML() }),
		cmd("Copy code block", p.copyCode),
		cmd("Open in browser", p.openInBrowser),
		split(&command{menu: "Preview", name: "Serve in browser", also: "site web server localhost live reload", do: p.serve, ticked: p.served.On}),
		{
			menu: "Preview", name: "Serve unsaved text", do: func() { p.choose(func(s *config.Settings) { s.ServeUnsaved = !s.ServeUnsaved }); p.served.Changed() },
			ticked: func() bool { return p.serves() },
		},
		{menu: "Preview", name: "Stop serving", do: p.served.Stop, enabled: p.served.On},
	}
}

// serve shows the site of the library in the browser, at the page of the post
// that is open.
func (p *postPreview) serve() {
	path := ""
	if cur := p.posts.cur; cur != nil && (cur.s.Path() != "" || p.serves()) {
		path = servedPath(cur, p.o.Workspace.Library().Dir)
	}
	p.served.Show(path)
}

// servedPath is that of a post's file, or where that of a new one would be.
func servedPath(o *openPost, dir string) string {
	if path := o.s.Path(); path != "" {
		return path
	}
	return filepath.Join(dir, "wip-"+o.s.Value("slug")+".md")
}

// unsaved are the texts that are served in place of what is in their files.
func (p *postPreview) unsaved() map[string]string {
	if !p.serves() {
		return nil
	}
	lib, texts := p.o.Workspace.Library(), map[string]string{}
	for _, o := range p.posts.all {
		if path := servedPath(o, lib.Dir); o.s.Dirty() && lib.Holds(path) {
			texts[path] = o.s.Text().String()
		}
	}
	return texts
}

// copyCode copies the block of code that the caret is in.
func (p *postPreview) copyCode() {
	if p.posts.cur == nil {
		return
	}
	if p.CopyCode(p.posts.cur.s.Primary().Head) {
		p.say("The code block was copied.")
	} else {
		p.say("The caret is in no code block.")
	}
}

// showView shows something else in the preview, and the preview if it is
// hidden.
func (p *postPreview) showView(v preview.View) {
	p.reveal()
	p.SetView(v)
	p.keepSoon()
}

// chooseTheme lets the library's pages be set in another way; the page shows each
// that the writer comes by. The choice is the library's: it is written to its
// galley.toml.
func (p *postPreview) chooseTheme() {
	p.reveal()
	themes := assets.PageThemes()
	now, _ := assets.PageNamed(p.site.Page)
	names := make([]string, len(themes))
	for i, t := range themes {
		names[i] = t.Title + " " + t.Note
	}
	pal := palette.Choose("How the pages of this library are set", "There is no such page theme.", names, func(i int) field.Item {
		t, keys := themes[i], ""
		if t.Name == now.Name {
			keys = "chosen"
		}
		return field.Item{Title: t.Title, Note: t.Note, Keys: keys, Do: func() { p.useTheme(t) }, See: func() { p.Viewer.SetTheme(t) }}
	})
	pal.First = slices.IndexFunc(themes, func(t assets.PageTheme) bool { return t.Name == now.Name })
	if at := fyne.CurrentApp().Driver().AbsolutePositionForObject(p.Object()); at.X > besidePage {
		pal.Above = &fyne.Position{X: at.X - 12, Y: at.Y + besidePage} // beside the page, which no scrim lies over then
	}
	p.modal.Palette(pal)
	closed := pal.OnClose
	pal.OnClose = func() {
		p.Viewer.SetTheme(now)
		closed()
	}
}

// besidePage is the least room in pixels for a palette beside the page, and how far
// down it reaches there.
const besidePage = 400

// useTheme has the library's pages set in another way, and says so.
func (p *postPreview) useTheme(t assets.PageTheme) {
	p.setTheme(t, func(err error) {
		if err != nil {
			p.modal.Tell("The page theme was not changed", err.Error(), nil)
			return
		}
		p.say("Pages of this library are set as " + t.Title + ".")
	})
}

// openInBrowser opens the page of the text as it is, saved or not, in the
// browser.
func (p *postPreview) openInBrowser() {
	if p.posts.cur == nil {
		return
	}
	path := p.posts.cur.s.Path()
	shown := browser.Page{Path: path, Text: p.posts.cur.s.Text().String(), Library: p.o.Workspace.LibraryOf(path), Theme: p.View().Light, Now: p.o.Now()}
	p.pages.Write(shown, p.o.Post, func(file string, err error) {
		if err != nil {
			p.modal.Offer("The page could not be opened", err.Error(), control.Choice{Label: "Try again", Do: p.openInBrowser}, nil)
			return
		}
		path := filepath.ToSlash(file)
		if !strings.HasPrefix(path, "/") { // of a drive
			path = "/" + path
		}
		if err := p.o.App.OpenURL(&url.URL{Scheme: "file", Path: path}); err != nil {
			p.say("No browser could be opened. The page is " + file)
			return
		}
		p.say("Opened in the browser: " + file)
	})
}

// checkTask checks or opens the task whose box was clicked in the preview.
func (p *postPreview) checkTask(off int) {
	if p.posts.cur != nil && !p.posts.cur.s.Do(func(st compose.State) compose.Transaction { return compose.CheckTaskAt(st, off) }) {
		p.say("The task is not in the text any more.")
	}
}

// fileURL is the address of a file.
func fileURL(path string) *url.URL {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") { // of a drive
		path = "/" + path
	}
	return &url.URL{Scheme: "file", Path: path}
}
