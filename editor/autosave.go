package editor

import (
	"time"

	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/session"
	"galley.app/galley/internal/control"
	"galley.app/galley/storage/config"
)

// autosaver saves posts that nobody asked to save, where the writer chose that.
// It never makes a file for a new post, lets be what is in conflict with its file
// or has lost it, and what was restored until its writer goes on, and asks nothing: what it cannot save the status bar says.
type autosaver struct {
	posts    *openPosts
	saver    *saver
	modal    *modal.Stack
	settings func() config.Settings
	resting  control.Delay
}

// changed counts the rest in writing anew.
func (a *autosaver) changed() {
	if s := a.settings(); s.Autosave == "rest" {
		a.resting.After = time.Duration(s.AutosaveRest * float64(time.Second))
		a.resting.Start(a.rested)
	}
}

// rested saves after a rest, unless something is asked: that may be whether to
// save.
func (a *autosaver) rested() {
	if a.settings().Autosave != "rest" {
		return
	}
	if a.modal.Depth() > 0 {
		a.resting.Start(a.rested)
		return
	}
	a.saveAll()
}

// left saves when another window gets the keys.
func (a *autosaver) left() {
	if a.settings().Autosave == "leave" && a.modal.Depth() == 0 {
		a.saveAll()
	}
}

func (a *autosaver) saveAll() {
	for _, p := range a.posts.all {
		if p.s.Path() != "" && p.s.Status() == session.Dirty && !p.refused && !p.kept.rest(p) {
			a.saver.autosave(p)
		}
	}
}
