package editor

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/config"
)

// exports has posts packed for elsewhere: asked for, run and told of.
type exports struct {
	exporter Exporter
	app      fyne.App
	canvas   fyne.Canvas
	modal    *modal.Stack
	side     *sidebar
	posts    *openPosts
	saver    *saver
	settings *config.Settings
	choose   func(change func(*config.Settings))
	say      func(string)                             // in the status bar
	post     func(func())                             // runs a function on the UI goroutine
	goTo     func(path string, line int, then func()) // shows a line of a post, from 1; 0 for none
	running  *exporting                               // the export that is under way; nil where none is
}

// ask opens the dialog that exports posts. While an export is under way
// it shows how far it is.
func (e *exports) ask() { e.open("") }

// open opens the dialog with the format or target of that key chosen;
// "" is the one that was exported last.
func (e *exports) open(key string) {
	switch {
	case e.side.lib.Dir == "":
		e.say("Open a folder first; its posts are what is exported.")
	case e.running != nil:
		e.running.show()
	case e.posts.cur != nil && e.posts.cur.s.Path() == "" && !e.posts.cur.blank():
		p := e.posts.cur
		e.modal.Ask(&control.Question{
			Title:  "Save “" + p.title() + "” before exporting?",
			Text:   "It has no file yet, and what is exported is read from the files of the library.",
			Apart:  []control.Choice{{Label: "Export without it", Do: func() { newExportDialog(e, key).open() }}},
			Cancel: control.Choice{Label: "Cancel"},
			Main: control.Choice{Label: "Save", Do: func() {
				e.saver.save(p, func(ok bool) {
					if ok {
						newExportDialog(e, key).open()
					}
				})
			}},
		})
	default:
		newExportDialog(e, key).open()
	}
}

// again repeats the last export of the library without a question; what
// became of it stands in the status bar.
func (e *exports) again() {
	if e.side.lib.Dir == "" || e.running != nil {
		e.ask()
		return
	}
	r, ok := e.exporter.Last("")
	if !ok {
		e.say("Nothing was exported from this library yet.")
		newExportDialog(e, "").open()
		return
	}
	e.agree(r, func() { e.run(r, exportLook{quiet: true}) })
}

// exportTarget exports the library as one of its targets. The dialog opens
// where something stands against it.
func (e *exports) exportTarget(t ExportTarget) {
	if e.running != nil {
		e.running.show()
		return
	}
	if t.Wrong != "" {
		e.modal.Tell("“"+t.Name+"” cannot be exported", t.Wrong, nil)
		return
	}
	r := t.request()
	dir := e.side.lib.Dir
	e.exporter.Plan(context.Background(), r, func(p ExportPlan, err error) {
		switch {
		case e.side.lib.Dir != dir || e.running != nil || e.modal.Depth() > 0:
		case err != nil:
			e.say("▲ Not exported: " + err.Error())
		case len(p.Errors) > 0 || p.Trouble != "":
			e.open("target " + t.Name)
		default:
			e.agree(r, func() { e.run(r, exportLook{quiet: true}) })
		}
	})
}

func (t ExportTarget) request() ExportRequest {
	return ExportRequest{Format: t.Format, Target: t.Name, Out: t.Out, Drafts: t.Drafts, Published: t.Published, Skip: t.Skip}
}

// commands are commands that export a target of the library each.
func (e *exports) commands() (list []*command) {
	if e.side.lib.Dir == "" {
		return nil
	}
	targets, _ := e.exporter.Targets()
	for _, t := range targets {
		list = append(list, &command{menu: "File", name: "Export to " + t.Name, do: func() { e.exportTarget(t) }})
	}
	return list
}

// agree asks what a target needs to be agreed to, and then goes on.
func (e *exports) agree(r ExportRequest, then func()) {
	asks, err := e.exporter.Asks(r)
	if err != nil {
		e.modal.Tell("“"+r.Target+"” cannot be exported", err.Error(), nil)
		return
	}
	var next func()
	next = func() {
		if len(asks) == 0 {
			then()
			return
		}
		a := asks[0]
		asks = asks[1:]
		e.modal.Ask(&control.Question{
			Title: a.Title, Text: a.Text,
			Cancel: control.Choice{Label: "Cancel"},
			Main:   control.Choice{Label: a.Answer, Do: func() { e.agreed(r.Target, a); next() }},
		})
	}
	next()
}

func (e *exports) agreed(target string, a ExportAsk) {
	if a.Key == "" {
		return
	}
	if err := e.exporter.Agree(target, a.Key); err != nil {
		e.say("You will be asked again: " + err.Error())
	}
}

// unsaved are the open posts among paths that differ from their files.
func (e *exports) unsaved(paths []string) (list []*openPost) {
	for _, p := range e.posts.all {
		path := p.s.Path()
		if path == "" || !p.s.Dirty() {
			continue
		}
		if _, listed := itemAt(e.side.items, path); paths == nil && listed || slices.Contains(paths, path) {
			list = append(list, p)
		}
	}
	return list
}

// askUnsaved asks what becomes of changes that are not in the files which are
// exported.
func (e *exports) askUnsaved(paths []string, then func()) {
	list := e.unsaved(paths)
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
			e.saver.save(p, saved)
		}
	}
	e.modal.Ask(&control.Question{
		Title: title, Text: "What is exported is read from the files. Your changes stay here in any case.",
		Apart:  []control.Choice{{Label: "Export as saved", Do: then}},
		Cancel: control.Choice{Label: "Cancel"},
		Main:   control.Choice{Label: main, Do: func() { saved(true) }},
	})
}

// path is the path that was typed: ~ is the home folder, and a name alone
// lies beside the library. A slash at its end stays.
func (e *exports) path(typed string) string {
	s := strings.TrimSpace(typed)
	if s == "" {
		return ""
	}
	if rest, ok := strings.CutPrefix(s, "~"); ok && (rest == "" || os.IsPathSeparator(rest[0])) {
		if home, err := os.UserHomeDir(); err == nil {
			s = home + rest
		}
	}
	if !filepath.IsAbs(s) {
		s = filepath.Join(filepath.Dir(e.side.lib.Dir), s) + ending(s)
	}
	return filepath.Clean(s) + ending(s)
}

// ending is the separator that a path ends in, if it does.
func ending(path string) string {
	if path != "" && os.IsPathSeparator(path[len(path)-1]) && filepath.Dir(path) != path {
		return string(filepath.Separator)
	}
	return ""
}

// goToFinding opens the post that a finding is about at its line.
func (e *exports) goToFinding(f ExportFinding) {
	if f.Path == "" {
		e.say("▲ " + f.Message)
		return
	}
	e.goTo(f.Path, f.Line, func() { e.say("▲ " + f.Message) })
}
