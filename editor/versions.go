package editor

import (
	"errors"
	"io/fs"
	"path/filepath"

	"fyne.io/fyne/v2"

	"galley.app/galley/assets"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/versions"
	"galley.app/galley/internal/theme"
	"galley.app/galley/preview"
	"galley.app/galley/preview/page"
	"galley.app/galley/storage"
	"galley.app/galley/storage/history"
)

// newVersions joins the history of posts to the window.
func newVersions(w *Window) *versions.Browser {
	return versions.New(versions.Options{
		Modal: w.modal, Canvas: w.win.Canvas(), Say: w.say, Post: w.o.Post, Now: w.o.Now, Store: w.o.History,
		Current: func() (versions.Subject, bool) {
			if w.posts.cur == nil {
				return versions.Subject{}, false
			}
			return versions.Subject{Path: w.posts.cur.s.Path(), Title: w.posts.cur.title()}, true
		},
		Text:    func(path string) func() (string, bool, error) { return textNow(w.posts, path) },
		Page:    func() versions.Page { return pastPage(w) },
		Restore: func(r versions.Restored) { restore(w, r) },
		Copy:    func(words string) { w.o.App.Clipboard().SetContent(words) },
		Posts: func() (list []versions.Subject) {
			for _, it := range w.side.items {
				list = append(list, versions.Subject{Path: it.Path, Title: it.Title})
			}
			return list
		},
		Unsaved: func(path string) bool {
			p := w.posts.at(path)
			return p != nil && p.s.Dirty()
		},
		Library: func() string { return w.side.lib.Dir },
		Unread:  unread,
	})
}

// textNow returns what reads the text that a post has now, in the window or in its
// file, on any goroutine.
func textNow(posts *openPosts, path string) func() (text string, there bool, err error) {
	if p := posts.at(path); p != nil {
		t := p.s.Text()
		return func() (string, bool, error) { return t.String(), true, nil }
	}
	return func() (string, bool, error) {
		src, _, err := storage.Load(path)
		if errors.Is(err, fs.ErrNotExist) {
			return "", false, nil
		}
		return src, true, err
	}
}

// restore makes a version of a post its text, by an edit that undo takes back. A post
// that is not there any more becomes a new one.
func restore(w *Window, r versions.Restored) {
	if r.Gone && w.posts.at(r.Path) == nil {
		w.newPost()
		w.posts.cur.s.Replace(r.Text)
		w.focusText()
		w.say("A new post was made of " + r.Said + "; it is not saved yet.")
		return
	}
	w.trail.leave()
	w.opening.open(r.Path, func() {
		w.focusText()
		if !w.posts.cur.s.Replace(r.Text) {
			w.say("The text is " + r.Said + " already.")
			return
		}
		w.say("The text is " + r.Said + " again, not saved yet. Undo brings back what was there.")
	})
}

// pastPage is a pane that shows versions as the preview shows posts.
func pastPage(w *Window) versions.Page {
	shown := newPictures(w.o.Workspace)
	keys := func(*fyne.KeyEvent) bool { return false }
	pane := preview.NewPane(preview.Options{
		Post: w.o.Post,
		Images: preview.Images{
			Resolve: shown.image,
			Read:    storage.ReadImage, Decoder: w.o.Decoder,
		},
		Barred: shown.barred,
	})
	if w.settings.Mermaid {
		pane.SetDiagram(w.preview.diagrams.Draw)
	}
	pane.OnKey = func(e *fyne.KeyEvent) bool { return keys(e) }
	pane.OnCopy = w.copyWords
	dialect := w.side.dialect()
	return versions.Page{
		Object: pane, Focus: pane, Find: func(words string) { pane.Find(words) },
		Keys: func(take func(*fyne.KeyEvent) bool) { keys = take },
		Read: func(of, text string) func() {
			s := session.Open(of, text, session.Options{Now: w.o.Now})
			d := dialect.Parse(nil, s.Text(), s.Start())
			h := headerOf(s)
			return func() {
				if t, known := assets.PageNamed(w.o.Workspace.LibraryOf(of).Site.Page); shown.path != of && known {
					pane.SetStyle(t, func() *assets.Palette { return t.In(theme.Palette(), theme.IsDark()) })
				}
				if shown.of(of) {
					preview.Moved(pane)
				} else {
					pane.Recheck()
				}
				pane.SetDoc(d, h)
				pane.ScrollTo(0, 0)
			}
		},
		Close: func() { pane.SetDoc(nil, page.Header{}) },
	}
}

// unread says why the history cannot be read.
func unread(err error) string {
	var e *history.Error
	if errors.As(err, &e) {
		return "The history cannot be read: " + e.Reason() + " (" + filepath.Dir(e.Path) + ")."
	}
	return "The history cannot be read: " + err.Error() + "."
}
