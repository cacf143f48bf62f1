package importing

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"

	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/importer"
)

// running is an import that is being written.
type running struct {
	modal.Job
	m    *Importer
	plan *importer.Plan
}

// run writes what was shown. The window can be used meanwhile.
func (m *Importer) run(p *importer.Plan) {
	if m.running != nil { // it began while this one was shown
		_ = p.Close() // nothing was written
		m.running.show()
		m.o.Say("Another import is being written. Import again when it is done.")
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	x := &running{m: m, Job: modal.Job{Stack: m.o.Modal, Say: m.o.Say, Cancel: cancel}, plan: p}
	m.running = x
	m.o.Say("Importing…")
	x.show()
	p.Progress = modal.Telling(m.o.Post, x.progress)
	go func() {
		err := errors.Join(m.Write(ctx, p), p.Close())
		m.o.Post(func() {
			cancel()
			x.over(err)
		})
	}()
}

// show shows how far the import is.
func (x *running) show() {
	name, _ := x.m.o.Library()
	if x.Show("Importing into “"+name+"”", "Either all is taken in, or nothing.", x.stop, func() {}) {
		x.say()
	}
}

// stop ends the import; what it has written is taken away again.
func (x *running) stop() {
	x.Ended = true
	x.Cancel()
	x.m.o.Say("Stopping the import…")
}

func (x *running) progress(done, total int) {
	x.Done, x.Total = done, total
	x.say()
}

func (x *running) say() {
	words := "Reading what is to be written"
	if x.Total > 0 {
		words = strconv.Itoa(x.Done) + " of " + wording.Count(x.Total, "file")
	}
	x.Tell(words, "Importing: "+words)
}

// over takes in what became of the import.
func (x *running) over(err error) {
	o := x.m.o
	x.m.running = nil
	x.Close()
	if x.Then != nil {
		defer x.Then()
	}
	switch {
	case err != nil && (x.Ended || errors.Is(err, context.Canceled)):
		o.Say("The import was cancelled: " + err.Error())
		return
	case err != nil && (o.Modal.Depth() > 0 || x.Then != nil):
		o.Say("▲ Nothing was imported: " + err.Error())
		return
	case err != nil:
		o.Say("")
		o.Modal.Tell("Nothing was imported", err.Error(), nil)
		return
	}
	o.Reread()
	imported := func() {
		words := "Imported " + x.plan.Summary() + "."
		if x.plan.Left != "" {
			words += " " + x.plan.Left + " could not be taken away again; remove it by hand."
		}
		o.Say(words)
	}
	if o.Modal.Depth() == 0 && len(x.plan.Posts) > 0 && x.Then == nil {
		o.Open(filepath.Join(x.plan.Dir, x.plan.Posts[0].Name), imported)
	} else {
		imported()
	}
}

// Running is the import that is being written; nil where none is.
func (m *Importer) Running() *modal.Job {
	if m.running == nil {
		return nil
	}
	return &m.running.Job
}

// Stops asks what becomes of an import that is being written before the window
// closes, and reports whether there is one.
func (m *Importer) Stops(then func()) bool {
	x := m.running
	if x == nil {
		return false
	}
	x.AskLeave("Galley is still importing", "Stopping takes in nothing, and nothing half done is left.", "Keep going", x.stop, then)
	return true
}
