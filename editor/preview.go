package editor

import (
	"net/url"
	"path/filepath"
	"strings"

	"galley.app/galley/assets"
	"galley.app/galley/editor/palette"
	"galley.app/galley/internal/clipboard"
	"galley.app/galley/internal/control"
	"galley.app/galley/preview"
)

// previewCommands are those of the preview.
func (w *Window) previewCommands() []*command {
	cmd := func(name string, do func()) *command {
		return &command{menu: "Preview", name: name, open: true, do: do}
	}
	tab := func(name string) func() {
		return func() {
			v := w.preview.View()
			v.Tab = name
			w.showView(v)
		}
	}
	width := func(name string) func() {
		return func() {
			v := w.preview.View()
			v.Tab, v.Width = "page", name
			w.showView(v)
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
			w.preview.SwitchLight()
			w.showView(w.preview.View())
		})),
		cmd("Page theme…", w.choosePageTheme),
		split(cmd("Find on the page…", func() {
			w.showPreview()
			w.preview.Find()
		})),
		cmd("Copy as HTML", func() { w.preview.Pane().CopyHTML() }),
		cmd("Copy code block", w.copyCode),
		cmd("Open in browser", w.browsePage),
	}
}

// copyCode copies the block of code that the caret is in.
func (w *Window) copyCode() {
	if w.posts.cur == nil {
		return
	}
	if w.preview.CopyCode(w.posts.cur.s.Primary().Head) {
		w.say("Copied the code block")
	} else {
		w.say("The caret is in no code block")
	}
}

// showView shows something else in the preview, and the preview if it is
// hidden.
func (w *Window) showView(v preview.View) {
	w.showPreview()
	w.preview.SetView(v)
	w.keepSoon()
}

func (w *Window) showPreview() {
	if w.panes.HideRight || !w.panes.ShowsRight() {
		w.panes.HideRight = true
		w.togglePreview()
	}
}

// findWords opens the find bar of what has the focus: the text, or the page.
func (w *Window) findWords() {
	if w.preview.Focused(w.win.Canvas().Focused()) {
		w.preview.Find()
		return
	}
	w.find.Open(false)
}

func (w *Window) findStep(by int) {
	if w.preview.Finding() && w.preview.Focused(w.win.Canvas().Focused()) {
		w.preview.FindStep(by)
		return
	}
	w.find.Step(by)
}

// choosePageTheme lets the library's pages be set in another way. The choice
// is the library's: it is written to its galley.toml.
func (w *Window) choosePageTheme() {
	themes := assets.PageThemes()
	now, _ := assets.PageNamed(w.preview.site.Page)
	names := make([]string, len(themes))
	for i, t := range themes {
		names[i] = t.Title + " " + t.Note
	}
	w.modal.Palette(palette.Choose("How the pages of this library are set", "There is no such page theme.", names, func(i int) control.Item {
		t, keys := themes[i], ""
		if t.Name == now.Name {
			keys = "chosen"
		}
		return control.Item{Title: t.Title, Note: t.Note, Keys: keys, Do: func() { w.setPageTheme(t) }}
	}))
}

func (w *Window) setPageTheme(t assets.PageTheme) {
	w.preview.setTheme(t, func(err error) {
		if err != nil {
			w.modal.Tell("The page theme was not changed", err.Error(), nil)
			return
		}
		w.say("Pages of this library are set as " + t.Title + ".")
	})
}

// browsePage opens the page of the text as it is, saved or not, in the
// browser.
func (w *Window) browsePage() {
	if w.posts.cur == nil {
		return
	}
	w.preview.browse(w.posts.cur.s.Path(), w.posts.cur.s.Text().String(), func(file string, err error) {
		if err != nil {
			w.modal.Tell("The page could not be opened", err.Error(), nil)
			return
		}
		path := filepath.ToSlash(file)
		if !strings.HasPrefix(path, "/") { // of a drive
			path = "/" + path
		}
		if err := w.o.App.OpenURL(&url.URL{Scheme: "file", Path: path}); err != nil {
			w.say("No browser could be opened. The page is " + file)
			return
		}
		w.say("Opened in the browser: " + file)
	})
}

// copyWords puts words on the clipboard, with their formatting if there is any
// and the system takes it.
func (w *Window) copyWords(words, html string) {
	if html != "" && w.o.WriteHTML != nil {
		if err := w.o.WriteHTML(clipboard.Content{Text: words, HTML: html}); err == nil {
			return
		}
	}
	w.o.App.Clipboard().SetContent(words)
}
