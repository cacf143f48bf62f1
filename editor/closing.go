package editor

import (
	"slices"

	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/session"
	"galley.app/galley/internal/control"
	"galley.app/galley/preview/page"
	"galley.app/galley/storage/config"
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
	text := "Without saving, what you wrote since the last save is lost."
	if p.s.Path() == "" || p.s.Status() == session.Gone {
		text = "Without saving, the whole text is lost: it is in no file."
	}
	w.modal.Ask(&control.Question{
		Title:  "Save changes to “" + p.title() + "” before closing?",
		Text:   text,
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
	p.s.OnChange = nil
	p.worker.Close()
	w.area.Forget(p.s)
	w.spelling.Forget(p.s)
	w.side.SetDirty(p.key(), false)
	p.file.Close()
	at := slices.Index(w.posts.all, p)
	if at < 0 {
		return
	}
	w.posts.all = slices.Delete(w.posts.all, at, at+1)
	if w.posts.cur == p {
		w.posts.cur = nil
		w.problems.Stop()
		if len(w.posts.all) > 0 {
			w.show(w.posts.all[min(at, len(w.posts.all)-1)])
		} else {
			w.find.Close()
			w.area.SetSession(nil, nil)
			w.preview.show(nil, "", page.Post{})
			w.side.Choose("")
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
		w.o.Places.SetPlace(path, config.Place{Anchor: sel.Anchor, Caret: sel.Head, Used: w.o.Now()})
	}
}

// working is the job that is under way; nil if there is none.
func (w *Window) working() *modal.Job {
	if w.exporting != nil {
		return &w.exporting.Job
	}
	return w.importing.Running()
}

// quit asks for every post that differs from its file and then ends. A palette
// that is open goes first, and so does what shows how far a job is: the window's close button always does something.
func (w *Window) quit() {
	w.modal.Dismiss()
	if j := w.working(); w.modal.Depth() == 1 && j != nil { // there is more to ask now than how far it is
		j.Hide()
	}
	if len(w.opening.ahead) > 0 && w.later(w.quit) { // words for a post that is not there yet would be lost
		return
	}
	if w.modal.Depth() > 0 || w.closing || w.stopsExport(w.quit) || w.importing.Stops(w.quit) {
		return
	}
	w.closing = true
	w.end(map[*openPost]uint64{}, w.posts.cur)
}

// end asks for every post that differs from its file, waits for the disk and
// ends the program. Keys go on meanwhile: what was written while the disk was
// waited for is asked about as well. Given up are the revisions that the writer
// does not want to save, last is the post to come back to.
func (w *Window) end(givenUp map[*openPost]uint64, last *openPost) {
	w.askAll(givenUp, func(ok bool) {
		if !ok {
			w.closing = false
			return
		}
		if last != nil && last.s.Path() != "" {
			w.o.Places.SetLast(last.s.Path(), w.o.Now())
		}
		w.o.Workspace.Flush(func(err error) {
			switch {
			case err != nil:
				w.closing = false
				w.modal.Tell("Galley is still writing", err.Error(), nil)
			case w.owing(givenUp) != nil:
				w.end(givenUp, last)
			case len(w.opening.ahead) > 0 || w.exporting != nil || w.importing.Running() != nil: // begun meanwhile
				w.closing = false
				w.quit()
			default:
				w.exit()
			}
		})
	})
}

func (w *Window) exit() {
	w.keepState()
	w.spelling.Close()
	if w.o.Exit != nil {
		w.o.Exit()
	}
	w.win.SetCloseIntercept(nil)
	w.win.Close()
}

// owing is a post that has to be asked for before the program ends: one that is
// being written, or differs from its file and from what was given up.
func (w *Window) owing(givenUp map[*openPost]uint64) *openPost {
	for _, p := range w.posts.all {
		if p.s.Status() == session.Saving {
			return p
		}
		if rev, ok := givenUp[p]; p.s.Dirty() && !p.blank() && (!ok || rev != p.s.Revision()) {
			return p
		}
	}
	return nil
}

// askAll asks for one post after the other. Every post stays open, so that
// Cancel also takes back a “Don't save” before it.
func (w *Window) askAll(givenUp map[*openPost]uint64, then func(ok bool)) {
	p := w.owing(givenUp)
	switch {
	case p == nil:
		then(true)
		return
	case p.s.Status() == session.Saving:
		p.then(func() { w.askAll(givenUp, then) }, then)
		return
	}
	w.show(p)
	w.askClose(p, func() {
		givenUp[p] = p.s.Revision()
		w.askAll(givenUp, then)
	}, func(ok bool) {
		if !ok {
			then(false)
			return
		}
		w.askAll(givenUp, then)
	})
}
