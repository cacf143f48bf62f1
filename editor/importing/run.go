package editor

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"

	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/importer"
)

// importing is an import that is being written.
type importing struct {
	modal.Job
	w    *Window
	plan *importer.Plan
}

// runImport writes what was shown. The window can be used meanwhile.
func (w *Window) runImport(p *importer.Plan) {
	ctx, cancel := context.WithCancel(context.Background())
	x := &importing{w: w, Job: modal.Job{Stack: w.modal, Say: w.say, Cancel: cancel}, plan: p}
	w.importing = x
	w.say("Importing…")
	x.show()
	p.Progress = modal.Telling(w.o.Post, x.progress)
	go func() {
		err := errors.Join(w.writeImport(ctx, p), p.Close())
		w.o.Post(func() {
			cancel()
			x.over(err)
		})
	}()
}

// show shows how far the import is.
func (x *importing) show() {
	if x.Show("Importing into “"+x.w.lib.Name()+"”", "Either all is taken in, or nothing.", x.stop, func() {}) {
		x.say()
	}
}

// stop ends the import; what it has written is taken away again.
func (x *importing) stop() {
	x.Ended = true
	x.Cancel()
	x.w.say("Stopping the import…")
}

func (x *importing) progress(done, total int) {
	x.Done, x.Total = done, total
	x.say()
}

func (x *importing) say() {
	words := "Reading what is to be written"
	if x.Total > 0 {
		words = strconv.Itoa(x.Done) + " of " + wording.Count(x.Total, "file")
	}
	x.Tell(words, "Importing: "+words)
}

// over takes in what became of the import.
func (x *importing) over(err error) {
	w := x.w
	w.importing = nil
	x.Close()
	if x.Then != nil {
		defer x.Then()
	}
	switch {
	case err != nil && (x.Ended || errors.Is(err, context.Canceled)):
		w.say("The import was cancelled: " + err.Error())
		return
	case err != nil && (w.modal.Depth() > 0 || x.Then != nil):
		w.say("▲ Nothing was imported: " + err.Error())
		return
	case err != nil:
		w.say("")
		w.modal.Tell("Nothing was imported", err.Error(), nil)
		return
	}
	w.reread()
	imported := func() { w.say("Imported " + x.plan.Summary() + ".") }
	if w.modal.Depth() == 0 && len(x.plan.Posts) > 0 && x.Then == nil {
		w.openThen(filepath.Join(x.plan.Dir, x.plan.Posts[0].Name), imported)
	} else {
		imported()
	}
}

// stopsImport asks what becomes of an import that is under way before the
// window closes, and reports whether there is one.
func (w *Window) stopsImport(then func()) bool {
	x := w.importing
	if x == nil {
		return false
	}
	x.AskLeave("Galley is still importing", "Stopping takes in nothing, and nothing half done is left.", "Keep going", x.stop, then)
	return true
}
