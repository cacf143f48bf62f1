package editor

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"galley.app/galley/editor/field"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/wording"
)

// askExport opens the dialog that exports posts. While an export is under way
// it shows how far it is.
func (w *Window) askExport() { w.openExport("") }

// openExport opens the dialog with the format or target of that key chosen;
// "" is the one that was exported last.
func (w *Window) openExport(key string) {
	switch {
	case w.side.lib.Dir == "":
		w.say("Open a folder first; its posts are what is exported.")
	case w.exporting != nil:
		w.exporting.show()
	case w.posts.cur != nil && w.posts.cur.s.Path() == "" && !w.posts.cur.blank():
		p := w.posts.cur
		w.modal.Ask(&control.Question{
			Title:  "Save “" + p.title() + "” before exporting?",
			Text:   "It has no file yet, and what is exported is read from the files of the library.",
			Apart:  []control.Choice{{Label: "Export without it", Do: func() { newExportDialog(w, key).open() }}},
			Cancel: control.Choice{Label: "Cancel"},
			Main: control.Choice{Label: "Save", Do: func() {
				w.saver.save(p, func(ok bool) {
					if ok {
						newExportDialog(w, key).open()
					}
				})
			}},
		})
	default:
		newExportDialog(w, key).open()
	}
}

// exportAgain repeats the last export of the library without a question; what
// became of it stands in the status bar.
func (w *Window) exportAgain() {
	if w.side.lib.Dir == "" || w.exporting != nil {
		w.askExport()
		return
	}
	r, ok := w.o.Exporter.Last("")
	if !ok {
		w.say("Nothing was exported from this library yet.")
		newExportDialog(w, "").open()
		return
	}
	w.agree(r, func() { w.export(r, exportLook{quiet: true}) })
}

// exportTarget exports the library as one of its targets. The dialog opens
// where something stands against it.
func (w *Window) exportTarget(t ExportTarget) {
	if w.exporting != nil {
		w.exporting.show()
		return
	}
	if t.Wrong != "" {
		w.modal.Tell("“"+t.Name+"” cannot be exported", t.Wrong, nil)
		return
	}
	r := t.request()
	dir := w.side.lib.Dir
	w.o.Exporter.Plan(context.Background(), r, func(p ExportPlan, err error) {
		switch {
		case w.side.lib.Dir != dir || w.exporting != nil || w.modal.Depth() > 0:
		case err != nil:
			w.say("▲ Not exported: " + err.Error())
		case len(p.Errors) > 0 || p.Trouble != "":
			w.openExport("target " + t.Name)
		default:
			w.agree(r, func() { w.export(r, exportLook{quiet: true}) })
		}
	})
}

func (t ExportTarget) request() ExportRequest {
	return ExportRequest{Format: t.Format, Target: t.Name, Out: t.Out, Drafts: t.Drafts, Published: t.Published, Skip: t.Skip}
}

// targetCommands are commands that export a target of the library each.
func (w *Window) targetCommands() (list []*command) {
	if w.side.lib.Dir == "" {
		return nil
	}
	targets, _ := w.o.Exporter.Targets()
	for _, t := range targets {
		list = append(list, &command{menu: "File", name: "Export to " + t.Name, do: func() { w.exportTarget(t) }})
	}
	return list
}

// agree asks what a target needs to be agreed to, and then goes on.
func (w *Window) agree(r ExportRequest, then func()) {
	asks, err := w.o.Exporter.Asks(r)
	if err != nil {
		w.modal.Tell("“"+r.Target+"” cannot be exported", err.Error(), nil)
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
		w.modal.Ask(&control.Question{
			Title: a.Title, Text: a.Text,
			Cancel: control.Choice{Label: "Cancel"},
			Main:   control.Choice{Label: a.Answer, Do: func() { w.agreed(r.Target, a); next() }},
		})
	}
	next()
}

func (w *Window) agreed(target string, a ExportAsk) {
	if a.Key == "" {
		return
	}
	if err := w.o.Exporter.Agree(target, a.Key); err != nil {
		w.say("You will be asked again: " + err.Error())
	}
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

// exportPath is the path that was typed: ~ is the home folder, and a name alone
// lies beside the library. A slash at its end stays.
func (w *Window) exportPath(typed string) string {
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
		s = filepath.Join(filepath.Dir(w.side.lib.Dir), s) + ending(s)
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
func (w *Window) goToFinding(f ExportFinding) {
	if f.Path == "" {
		w.say("▲ " + f.Message)
		return
	}
	w.history.leave()
	w.opening.open(f.Path, func() {
		if f.Line > 0 {
			t := w.posts.cur.s.Text()
			w.caretTo(t.LineStart(min(f.Line, t.Lines()) - 1))
			w.focusLine(f.Line)
		}
		w.say("▲ " + f.Message)
	})
}

// focusLine puts the focus into the form's field that stands in a line of the
// open post, from 1, if one does.
func (w *Window) focusLine(line int) {
	if w.visible.source {
		return
	}
	fields := map[string]*field.Field{"title": w.form.title, "slug": w.form.slug, "published": w.form.date, "description": w.form.summary}
	for _, f := range w.posts.cur.s.Post().Fields() {
		if to := fields[f.Key]; f.Line == line && to != nil {
			w.form.focus(to)
		}
	}
}
