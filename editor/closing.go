package editor

import (
	"slices"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/session"
	"galley.app/galley/internal/control"
)

// closePost takes a post out of the window, asking first where it differs
// from its file.
func (w *Window) closePost(p *openPost, then func(closed bool)) {
	if p.s.Status() == session.Saving { // only then is it known what there is to ask for
		p.then(func() { w.closePost(p, then) }, then)
		return
	}
	if !p.s.Dirty() || p.blank() {
		w.drop(p)
		then(true)
		return
	}
	w.askClose(p, func() { w.drop(p); then(true) }, func(ok bool) {
		if ok {
			w.drop(p)
		}
		then(ok)
	})
}

// askClose asks what becomes of a post's changes. saved is called with
// whether they are on the disk; it is false for Cancel.
func (w *Window) askClose(p *openPost, dontSave func(), saved func(ok bool)) {
	w.ask(&control.Question{
		Title:  "Save changes to “" + p.title() + "” before closing?",
		Text:   "Without saving, what you wrote since the last save is lost.",
		Apart:  []control.Choice{{Label: "Don't save", Do: dontSave}},
		Cancel: control.Choice{Label: "Cancel", Do: func() { saved(false) }},
		Main: control.Choice{Label: "Save", Do: func() {
			w.save(p, func(ok bool) { saved(ok && !p.s.Dirty()) })
		}},
	})
}

// drop forgets an open post.
func (w *Window) drop(p *openPost) {
	w.remember(p)
	p.cancel()
	p.worker.Close()
	w.area.Forget(p.s)
	w.spelling.forget(p.s)
	w.side.setDirty(p.key(), false)
	at := slices.Index(w.posts, p)
	if at < 0 {
		return
	}
	w.posts = slices.Delete(w.posts, at, at+1)
	if w.cur == p {
		w.cur = nil
		w.problems.stop()
		if len(w.posts) > 0 {
			w.show(w.posts[min(at, len(w.posts)-1)])
		} else {
			w.find.close()
			w.area.SetSession(nil)
			w.o.Proof.SetDoc(nil, Facts{})
			w.side.list.choose("")
			w.banner.show("", nil)
			w.alone(false) // until there is a post again
		}
	}
	w.listPosts()
	w.refreshTitle()
	w.refreshStatus()
}

// remember keeps the caret of a post for the next time.
func (w *Window) remember(p *openPost) {
	if path := p.s.Path(); path != "" {
		sel := p.s.Primary()
		w.o.Places.SetCaret(path, sel.Anchor, sel.Head)
	}
}

// quit asks for every post that differs from its file and then ends. A palette
// that is open goes first: the window's close button always does something.
func (w *Window) quit() {
	if w.modal == 1 && w.shut != nil {
		w.shut()
	}
	if len(w.opening.ahead) > 0 && w.later(w.quit) { // words for a post that is not there yet would be lost
		return
	}
	if w.modal > 0 || w.closing || w.stopsExport(w.quit) {
		return
	}
	w.closing = true
	last := w.cur
	w.askAll(map[*openPost]bool{}, func(ok bool) {
		w.closing = false
		if !ok {
			return
		}
		if last != nil && last.s.Path() != "" {
			w.o.Places.SetLast(last.s.Path())
		}
		w.o.Store.Flush(func(err error) {
			if err != nil {
				w.tell("Galley is still writing", err.Error(), nil)
				return
			}
			w.keepState()
			w.spelling.close()
			if w.o.Exit != nil {
				w.o.Exit()
			}
			w.win.SetCloseIntercept(nil)
			w.win.Close()
		})
	})
}

// askAll asks for one post after the other. Every post stays open until all
// were asked for, so that Cancel also takes back a “Don't save” before it.
func (w *Window) askAll(unsaved map[*openPost]bool, then func(ok bool)) {
	for _, p := range w.posts {
		if p.s.Status() == session.Saving {
			p.then(func() { w.askAll(unsaved, then) }, then)
			return
		}
		if !p.s.Dirty() || p.blank() || unsaved[p] {
			continue
		}
		w.show(p)
		w.askClose(p, func() {
			unsaved[p] = true
			w.askAll(unsaved, then)
		}, func(ok bool) {
			if !ok {
				then(false)
				return
			}
			w.askAll(unsaved, then)
		})
		return
	}
	for p := range unsaved {
		w.drop(p)
	}
	for _, p := range w.posts {
		w.remember(p)
	}
	then(true)
}

// keepState writes what is remembered from one start to the next.
func (w *Window) keepState() {
	w.keeping.stop()
	for _, p := range w.posts {
		w.remember(p)
	}
	size := w.win.Canvas().Size()
	w.state.Width, w.state.Height = size.Width, size.Height
	w.state.LeftWidth, w.state.RightShare = w.panes.LeftWidth, w.panes.RightShare
	w.state.HideLeft, w.state.HideRight = w.panes.HideLeft, w.panes.HideRight
	w.state.Library = w.lib.Dir
	if err := w.o.SaveState(w.state); err != nil {
		fyne.LogError("Galley could not remember the window's state", err)
	}
}
