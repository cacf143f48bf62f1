package exporting

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/publish"
)

// running is an export that is under way.
type running struct {
	modal.Job
	m    *Exporter
	name string // of the format or target
	r    publish.Request
	look manner
}

// manner is how an export is shown.
type manner struct {
	quiet bool            // in the status bar alone
	back  func()          // brings back the dialog that it was chosen in; may be nil
	then  func(done bool) // told of the end; may be nil
}

// export packs posts; x is what was thought through before, or nil. The window can be used meanwhile.
func (m *Exporter) export(r publish.Request, x *publish.Export, l manner) {
	ctx, cancel := context.WithCancel(context.Background())
	run := &running{m: m, Job: modal.Job{Stack: m.o.Modal, Say: m.o.Say, Cancel: cancel}, r: r, look: l, name: r.Target}
	for _, f := range m.o.Formats {
		if f.Name == r.Format && run.name == "" {
			run.name = f.Label
		}
	}
	m.running = run
	m.o.Say("Exporting…")
	if !l.quiet {
		run.show()
	}
	lib := m.o.Library()
	told := modal.Telling(m.o.Post, run.progress)
	go func() {
		res, err := m.written(ctx, lib, r, x, told)
		m.o.Post(func() {
			cancel()
			run.over(res, err)
		})
	}()
}

// written writes what was thought through, unless posts have changed since.
func (m *Exporter) written(ctx context.Context, lib storage.Library, r publish.Request, x *publish.Export, told func(done, total int)) (publish.Result, error) {
	if x == nil || !x.Fresh(ctx, lib) {
		var err error
		if x, err = m.o.Publisher.Prepare(ctx, lib, r, x); err != nil {
			return publish.Result{}, err
		}
	}
	res, err := m.Write(ctx, x, told)
	res.Notes = shown(res.Notes, lib.Dir)
	return res, err
}

// show shows how far the export is.
func (x *running) show() {
	if x.Show("Exporting as "+x.name, x.r.Out, x.stop, func() { x.look.quiet = true }) {
		x.look.quiet = false
		x.say()
	}
}

// stop ends the export; what lay at its place stays as it was.
func (x *running) stop() {
	x.Ended = true
	x.look.quiet = false
	x.Cancel()
	x.m.o.Say("Stopping the export…")
}

func (x *running) progress(done, total int) {
	x.Done, x.Total = done, total
	x.say()
}

func (x *running) say() {
	words := "Reading the posts"
	if x.Total > 0 {
		words = strconv.Itoa(int(x.Share()*100)) + " % of the way"
	}
	x.Tell(words, "Exporting as "+x.name+": "+strings.ToLower(words[:1])+words[1:])
}

// over takes in what became of the export.
func (x *running) over(res publish.Result, err error) {
	m := x.m
	m.running = nil
	l := x.look // closing the dialog changes it
	x.Close()
	if l.then != nil {
		defer l.then(err == nil)
	}
	if m.o.Modal.Depth() > 0 {
		l.quiet = true
	}
	if x.Then != nil {
		defer x.Then()
	}
	switch {
	case err != nil && (x.Ended || errors.Is(err, context.Canceled)):
		m.o.Say("The export was cancelled; nothing was written.")
		if !l.quiet && l.back != nil && x.Then == nil {
			l.back()
		}
		return
	case err != nil && l.quiet:
		m.o.Say("▲ Not exported: " + worded(err))
		return
	case err != nil:
		m.o.Say("")
		m.o.Modal.Tell("Nothing was exported", worded(err), l.back)
		return
	}
	said := "Exported " + wording.Count(res.Posts, "post") + " to " + res.Out
	if n := m.o.Unsaved(x.r.Posts); n > 0 {
		said += "; changes that are not saved are not in it"
	}
	if len(res.Notes) > 0 && l.quiet {
		said += "; " + wording.Count(len(res.Notes), "note") + ": " + line(res.Notes[0])
	}
	m.o.Say(said)
	if x.Then != nil {
		return
	}
	if l.quiet {
		m.follow(res, nil)
		return
	}
	m.follow(res, func(after string) { m.Show(res, after) })
}

// follow runs the command that follows a target, once it is agreed to, and
// calls then, which may be nil, with what is to be said of it.
func (m *Exporter) follow(res publish.Result, then func(after string)) {
	end := func(s string) {
		if then != nil {
			then(s)
		}
	}
	t := res.Follows
	if t == nil {
		end("")
		return
	}
	run := func() {
		m.o.Say("Running what follows “" + t.Name + "”…")
		ran := func(output string, err error) {
			said := "The command that follows was run."
			if err != nil {
				said = "▲ " + err.Error()
			}
			m.o.Say("Exported " + wording.Count(res.Posts, "post") + " to " + res.Out + ". " + said)
			if last := lastLines(output, 5); err != nil && last != "" {
				said += "\n" + last
			}
			switch {
			case m.o.Modal.Depth() > 0:
			case then != nil:
				then(said)
			case err != nil:
				m.o.Modal.Tell("The command that follows “"+t.Name+"” failed", "The export is done: "+res.Out+"\n"+said, nil)
			}
		}
		go func() {
			var b bytes.Buffer
			err := t.RunAfter(context.Background(), t.Dir, res.Out, &b)
			m.o.Post(func() { ran(strings.ToValidUTF8(b.String(), "\uFFFD"), err) })
		}()
	}
	if res.Ask == nil {
		run()
		return
	}
	if m.o.Modal.Depth() > 0 {
		m.o.Say("Exported to " + res.Out + "; the command that follows was not run, because you have not agreed to it yet.")
		return
	}
	q := question(*t, *res.Ask)
	q.Cancel = control.Choice{Label: "Don't run", Do: func() { end("The command that follows was not run.") }}
	q.Main.Do = func() { m.agreed(*t, *res.Ask, run) }
	m.o.Modal.Ask(q)
}

// lastLines are the last n lines of what a program printed.
func lastLines(s string, n int) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// Show tells what an export did, and after that what became of the command that
// follows it.
func (m *Exporter) Show(res publish.Result, after string) {
	const width = 620
	text := res.Out
	if after != "" {
		text += "\n" + after
	}
	q := &control.Question{
		Title: "Exported " + wording.Count(res.Posts, "post"), Text: text, Width: width,
		Apart: []control.Choice{
			{Label: "Show in folder", Do: func() { m.reveal(res.Out) }},
			{Label: "Open", Do: func() { m.openPath(res.Out) }},
			{Label: "Copy path", Do: func() {
				m.o.App.Clipboard().SetContent(res.Out)
				m.o.Say("Copied: " + res.Out)
			}},
			{Label: "Export again", Do: m.Again},
		},
		Main: control.Choice{Label: "Close"},
	}
	if len(res.Notes) > 0 {
		list := control.NewList(func(i int) control.Row { return findingRow(res.Notes[i]) })
		list.Height = findingHeight
		list.Set(len(res.Notes))
		list.OnPick = func(i int) {
			q.Close()
			m.goTo(res.Notes[i])
		}
		list.OnKey = func(e *fyne.KeyEvent) bool {
			if e.Name == fyne.KeyEscape {
				q.Escape()
				return true
			}
			return false
		}
		rows := float32(min(len(res.Notes), 6))
		q.Extra = control.NewStack(6, control.NewLabel(wording.Count(len(res.Notes), "note")+":", theme.Muted),
			control.NewGiving(rows*findingHeight+8, 2*findingHeight, list))
	}
	m.o.Modal.Ask(q)
}

const findingHeight = 28

// findingRow is how a finding looks in a list.
func findingRow(f site.Finding) control.Row {
	row := control.Row{Title: f.Message, Mark: "▲", Ink: theme.Warn}
	if f.Path != "" {
		row.Note = filepath.Base(f.Path)
		if f.Line > 0 {
			row.Note += ":" + strconv.Itoa(f.Line)
		}
	}
	return row
}

// Running is the export that is under way; nil where none is.
func (m *Exporter) Running() *modal.Job {
	if m.running == nil {
		return nil
	}
	return &m.running.Job
}

// Stops asks what becomes of an export that is under way before the window
// closes, and reports whether there is one.
func (m *Exporter) Stops(then func()) bool {
	x := m.running
	if x == nil {
		return false
	}
	x.AskLeave("Galley is still exporting", x.r.Out+"\nStopping leaves what was there before, and nothing half done.", "Wait", x.stop, then)
	return true
}
