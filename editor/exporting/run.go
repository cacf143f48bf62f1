package editor

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/modal"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/wording"
)

// exporting is an export that is under way.
type exporting struct {
	modal.Job
	e    *exports
	name string // of the format or target
	r    ExportRequest
	look exportLook
}

// exportLook is how an export is shown.
type exportLook struct {
	quiet bool   // in the status bar alone
	back  func() // brings back the dialog that it was chosen in; may be nil
}

// run packs posts. The window can be used meanwhile.
func (e *exports) run(r ExportRequest, l exportLook) {
	ctx, cancel := context.WithCancel(context.Background())
	r.Camera = e.settings.CameraData
	x := &exporting{e: e, Job: modal.Job{Stack: e.modal, Say: e.say, Cancel: cancel}, r: r, look: l, name: r.Target}
	for _, f := range e.exporter.Formats() {
		if f.Name == r.Format && x.name == "" {
			x.name = f.Label
		}
	}
	e.running = x
	e.say("Exporting…")
	if !l.quiet {
		x.show()
	}
	e.exporter.Export(ctx, r, x.progress, func(res ExportResult, err error) {
		cancel()
		x.over(res, err)
	})
}

// show shows how far the export is.
func (x *exporting) show() {
	if x.Show("Exporting as "+x.name, x.r.Out, x.stop, func() { x.look.quiet = true }) {
		x.look.quiet = false
		x.say()
	}
}

// stop ends the export; what lay at its place stays as it was.
func (x *exporting) stop() {
	x.Ended = true
	x.look.quiet = false
	x.Cancel()
	x.e.say("Stopping the export…")
}

func (x *exporting) progress(done, total int) {
	x.Done, x.Total = done, total
	x.say()
}

func (x *exporting) say() {
	words := "Reading the posts"
	if x.Total > 0 {
		words = strconv.Itoa(int(x.Share()*100)) + " % of the way"
	}
	x.Tell(words, "Exporting as "+x.name+": "+strings.ToLower(words[:1])+words[1:])
}

// over takes in what became of the export.
func (x *exporting) over(res ExportResult, err error) {
	e := x.e
	e.running = nil
	l := x.look // closing the dialog changes it
	x.Close()
	if e.modal.Depth() > 0 {
		l.quiet = true
	}
	if x.Then != nil {
		defer x.Then()
	}
	switch {
	case err != nil && (x.Ended || errors.Is(err, context.Canceled)):
		e.say("The export was cancelled; nothing was written.")
		if !l.quiet && l.back != nil && x.Then == nil {
			l.back()
		}
		return
	case err != nil && l.quiet:
		e.say("▲ Not exported: " + err.Error())
		return
	case err != nil:
		e.say("")
		e.modal.Tell("Nothing was exported", err.Error(), l.back)
		return
	}
	said := "Exported " + wording.Count(res.Posts, "post") + " to " + res.Out
	if n := len(e.unsaved(x.r.Posts)); n > 0 {
		said += "; changes that are not saved are not in it"
	}
	if len(res.Notes) > 0 && l.quiet {
		said += "; " + wording.Count(len(res.Notes), "note") + ": " + res.Notes[0].String()
	}
	e.say(said)
	if x.Then != nil {
		return
	}
	if l.quiet {
		e.follow(x.r, res, nil)
		return
	}
	e.follow(x.r, res, func(after string) { e.showResult(x.r, res, after) })
}

// String is a finding in a line: the file, the line in it, and what is wrong.
func (f ExportFinding) String() string {
	if f.Path == "" {
		return f.Message
	}
	if f.Line > 0 {
		return fmt.Sprintf("%s:%d: %s", filepath.Base(f.Path), f.Line, f.Message)
	}
	return filepath.Base(f.Path) + ": " + f.Message
}

// follow runs the command that follows a target, once it is agreed to, and
// calls then, which may be nil, with what is to be said of it.
func (e *exports) follow(r ExportRequest, res ExportResult, then func(after string)) {
	end := func(s string) {
		if then != nil {
			then(s)
		}
	}
	if !res.Follows {
		end("")
		return
	}
	run := func() {
		e.say("Running what follows “" + r.Target + "”…")
		e.exporter.Follow(context.Background(), r.Target, res.Out, func(output string, err error) {
			said := "The command that follows was run."
			if err != nil {
				said = "▲ " + err.Error()
			}
			e.say("Exported " + wording.Count(res.Posts, "post") + " to " + res.Out + ". " + said)
			if last := lastLines(output, 5); err != nil && last != "" {
				said += "\n" + last
			}
			switch {
			case e.modal.Depth() > 0:
			case then != nil:
				then(said)
			case err != nil:
				e.modal.Tell("The command that follows “"+r.Target+"” failed", "The export is done: "+res.Out+"\n"+said, nil)
			}
		})
	}
	if res.After == nil {
		run()
		return
	}
	if e.modal.Depth() > 0 {
		e.say("Exported to " + res.Out + "; the command that follows was not run, since it was not agreed to yet")
		return
	}
	a := *res.After
	e.modal.Ask(&control.Question{
		Title: a.Title, Text: a.Text,
		Cancel: control.Choice{Label: "Don't run", Do: func() { end("The command that follows was not run.") }},
		Main:   control.Choice{Label: a.Answer, Do: func() { e.agreed(r.Target, a); run() }},
	})
}

// lastLines are the last n lines of what a program printed.
func lastLines(s string, n int) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// showResult tells what an export did.
func (e *exports) showResult(r ExportRequest, res ExportResult, after string) {
	const width = 620
	text := res.Out
	if after != "" {
		text += "\n" + after
	}
	q := &control.Question{
		Title: "Exported " + wording.Count(res.Posts, "post"), Text: text, Width: width,
		Apart: []control.Choice{
			{Label: "Show in folder", Do: func() { e.reveal(res.Out) }},
			{Label: "Open", Do: func() { e.openPath(res.Out) }},
			{Label: "Copy path", Do: func() {
				e.app.Clipboard().SetContent(res.Out)
				e.say("Copied: " + res.Out)
			}},
			{Label: "Export again", Do: e.again},
		},
		Main: control.Choice{Label: "Close"},
	}
	if len(res.Notes) > 0 {
		list := control.NewList(func(i int) control.Row { return findingRow(res.Notes[i]) })
		list.Height = findingHeight
		list.Set(len(res.Notes))
		list.OnPick = func(i int) {
			q.Close()
			e.goToFinding(res.Notes[i])
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
	e.modal.Ask(q)
}

const findingHeight = 28

// findingRow is how a finding looks in a list.
func findingRow(f ExportFinding) control.Row {
	row := control.Row{Title: f.Message, Mark: "▲", Ink: theme.Warn}
	if f.Path != "" {
		row.Note = filepath.Base(f.Path)
		if f.Line > 0 {
			row.Note += ":" + strconv.Itoa(f.Line)
		}
	}
	return row
}

// reveal shows a file in the system's file manager, or opens the folder that
// it lies in.
func (e *exports) reveal(path string) {
	e.exporter.Reveal(path, func(err error) {
		if err != nil {
			e.openPath(filepath.Dir(filepath.Clean(path)))
		}
	})
}

// openPath opens a file or folder with the program that the system has for it.
func (e *exports) openPath(path string) {
	slashed := filepath.ToSlash(filepath.Clean(path))
	if !strings.HasPrefix(slashed, "/") { // of a drive
		slashed = "/" + slashed
	}
	if err := e.app.OpenURL(&url.URL{Scheme: "file", Path: slashed}); err != nil {
		e.say("No program could be found to open " + path)
	}
}

// stops asks what becomes of an export that is under way before the
// window closes, and tells whether there is one.
func (e *exports) stops(then func()) bool {
	x := e.running
	if x == nil {
		return false
	}
	x.AskLeave("Galley is still exporting", x.r.Out+"\nStopping leaves what was there before, and nothing half done.", "Wait", x.stop, then)
	return true
}

// job is the export that is under way; nil where none is.
func (e *exports) job() *modal.Job {
	if e.running == nil {
		return nil
	}
	return &e.running.Job
}
