package editor

import (
	"net/url"
	"path/filepath"
	"strings"

	"galley.app/galley/assets"
	"galley.app/galley/editor/browser"
	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/field"
	"galley.app/galley/editor/palette"
	"galley.app/galley/preview"
)

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
	return []*command{
		cmd("Show page", tab("page")),
		cmd("Show card", tab("card")),
		cmd("Show feed", tab("feed")),
		split(cmd("Desktop width", width(""))),
		cmd("Tablet width", width("tablet")),
		cmd("Phone width", width("phone")),
		split(cmd("Page light/dark", func() {
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
	}
}

// copyCode copies the block of code that the caret is in.
func (p *postPreview) copyCode() {
	if p.posts.cur == nil {
		return
	}
	if p.CopyCode(p.posts.cur.s.Primary().Head) {
		p.say("Copied the code block")
	} else {
		p.say("The caret is in no code block")
	}
}

// showView shows something else in the preview, and the preview if it is
// hidden.
func (p *postPreview) showView(v preview.View) {
	p.reveal()
	p.SetView(v)
	p.keepSoon()
}

// chooseTheme lets the library's pages be set in another way. The choice
// is the library's: it is written to its galley.toml.
func (p *postPreview) chooseTheme() {
	themes := assets.PageThemes()
	now, _ := assets.PageNamed(p.site.Page)
	names := make([]string, len(themes))
	for i, t := range themes {
		names[i] = t.Title + " " + t.Note
	}
	p.modal.Palette(palette.Choose("How the pages of this library are set", "There is no such page theme.", names, func(i int) field.Item {
		t, keys := themes[i], ""
		if t.Name == now.Name {
			keys = "chosen"
		}
		return field.Item{Title: t.Title, Note: t.Note, Keys: keys, Do: func() { p.useTheme(t) }}
	}))
}

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
			p.modal.Tell("The page could not be opened", err.Error(), nil)
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
