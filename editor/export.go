package editor

import (
	"fmt"
	"path/filepath"
	"slices"

	"galley.app/galley/editor/aside"
	"galley.app/galley/editor/exporting"
	"galley.app/galley/editor/library"
	"galley.app/galley/editor/problems"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/config"
	"galley.app/galley/storage/export"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/publish"
)

// newExporter joins the window to what it exports with.
func (w *Window) newExporter() *exporting.Exporter {
	return exporting.New(exporting.Options{
		App: w.o.App, Modal: w.modal, Canvas: w.win.Canvas(), Say: w.say, Post: w.o.Post, Formats: export.Formats(),
		Publisher: publish.Publisher{Paths: w.o.Paths, Now: w.o.Now, Decoder: w.o.Decoder, Fonts: theme.Fallbacks},
		Chooser:   w.chooser,
		Library:   func() storage.Library { return w.side.lib },
		Items:     func() []library.Item { return w.side.items },
		Elsewhere: w.side.strangers, Shows: w.side.Shows, Filtered: w.side.IsFiltered, Slug: w.side.slug,
		Current: func() (path string, ok bool) {
			if w.posts.cur == nil {
				return "", false
			}
			return w.posts.cur.s.Path(), true
		},
		Settings: func(closed func()) { openLibrarySettings(w, closed) },
		SetSite: func(title, url string, done func(error)) {
			dir := w.side.lib.Dir
			w.o.Workspace.SetSiteName(dir, title, url, func(err error) {
				if err == nil {
					w.side.reread()
				}
				done(err)
			})
		},
		Camera:     func() bool { return w.settings.CameraData },
		SetCamera:  func(on bool) { w.choose(func(s *config.Settings) { s.CameraData = on }) },
		Unsaved:    func(paths []string) int { return len(w.unsaved(paths)) },
		AskUnsaved: w.askUnsaved, AskNew: w.askNew,
		GoTo: func(path string, line int, wrong string) { w.goToPost(path, line, func() { w.say("▲ " + wrong) }) },
	})
}

// targetCommands are commands that export a target of the library each.
func (w *Window) targetCommands() (list []*command) {
	for _, t := range w.exporting.Targets() {
		list = append(list, &command{menu: "File", name: "Export to " + t.Name, title: func() string { return t.Name }, do: func() { w.exporting.Target(t, nil) }})
	}
	return list
}

// askNew asks whether the open post is to get a file before posts are exported,
// and reports whether it has to.
func (w *Window) askNew(then func()) (asked bool) {
	p := w.posts.cur
	if p == nil || p.s.Path() != "" || p.blank() {
		return false
	}
	w.modal.Ask(&control.Question{
		Title:  "Save “" + p.title() + "” before exporting?",
		Text:   "It has no file yet, and what is exported is read from the files of the library.",
		Apart:  []control.Choice{{Label: "Export without it", Do: then}},
		Cancel: control.Choice{Label: "Cancel"},
		Main: control.Choice{Label: "Save", Do: func() {
			w.saver.save(p, func(ok bool) {
				if ok {
					then()
				}
			})
		}},
	})
	return true
}

// unsaved are the open posts among paths that differ from their files.
func (w *Window) unsaved(paths []string) (list []*openPost) {
	for _, p := range w.posts.all {
		path := p.s.Path()
		if path == "" || !p.s.Dirty() {
			continue
		}
		if _, listed := itemAt(w.side.items, path); paths == nil && listed || slices.Contains(paths, path) {
			list = append(list, p)
		}
	}
	return list
}

// askUnsaved asks what becomes of changes that are not in the files which are
// exported.
func (w *Window) askUnsaved(paths []string, then func()) {
	list := w.unsaved(paths)
	if len(list) == 0 {
		then()
		return
	}
	title, main := "Save changes to “"+list[0].title()+"” before exporting?", "Save"
	if len(list) > 1 {
		title, main = "Save changes to "+wording.Count(len(list), "post")+" before exporting?", "Save all"
	}
	var saved func(bool)
	saved = func(ok bool) {
		switch {
		case !ok:
		case len(list) == 0:
			then()
		default:
			p := list[0]
			list = list[1:]
			w.saver.save(p, saved)
		}
	}
	w.modal.Ask(&control.Question{
		Title: title, Text: "What is exported is read from the files. Your changes stay here in any case.",
		Apart:  []control.Choice{{Label: "Export as saved", Do: then}},
		Cancel: control.Choice{Label: "Cancel"},
		Main:   control.Choice{Label: main, Do: func() { saved(true) }},
	})
}

// designRows are the problems of a library's templates and static files.
func designRows(lib storage.Library, found []check.Located) (rows []problems.Row) {
	for _, q := range found {
		if q.Severity != post.Hint {
			rows = append(rows, problems.Row{Problem: q.Problem, Path: q.File, Title: lib.Rel(q.File), Place: fmt.Sprintf("line %d", q.Line)})
		}
	}
	return rows
}

// showDesign shows the place of a problem in a template, or in a file of static. It
// reports whether it is in one.
func showDesign(x *checker, r problems.Row) bool {
	if storage.IsPostName(filepath.Base(r.Path)) {
		return false
	}
	type file struct {
		src string
		err error
	}
	aside.Ask(x.modal.Desk, func() (f file) {
		f.src, _, f.err = storage.Load(r.Path)
		return f
	}, func(f file) {
		if f.err != nil {
			x.modal.Tell("“"+r.Title+"” cannot be read", sentence(f.err), nil)
			return
		}
		problems.File{
			Modal: x.modal, Canvas: x.canvas, Name: r.Title, Text: f.src, Problem: r.Problem, Folder: func() { x.folder(r.Path) },
		}.Show()
	})
	return true
}
