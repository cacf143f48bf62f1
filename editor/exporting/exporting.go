// Package exporting makes packages of the library's posts: a dialog chooses what
// is exported, as what and where to, and then it is written.
package exporting

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/aside"
	"galley.app/galley/editor/choosing"
	"galley.app/galley/editor/library"
	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/palette"
	"galley.app/galley/internal/bus"
	"galley.app/galley/internal/control"
	"galley.app/galley/storage"
	"galley.app/galley/storage/export"
	"galley.app/galley/storage/export/site"
	"galley.app/galley/storage/publish"
)

// Options are what posts are exported with.
type Options struct {
	App       fyne.App
	Modal     *modal.Stack
	Canvas    fyne.Canvas
	Say       func(string) // in the status bar
	Post      func(func()) // runs a function on the UI goroutine
	Publisher publish.Publisher
	Chooser   *choosing.Chooser // of the place that an export goes to; nil walks the folders
	Formats   []export.Format

	Library   func() storage.Library
	Items     func() []library.Item         // its posts
	Elsewhere func() []library.Item         // other open posts with a file
	Shows     func(library.Item) bool       // whether the library's search and filter let a post through
	Filtered  func() bool                   // whether they let not all through
	Current   func() (path string, ok bool) // of the open post; "" while it has none
	Slug      func(title string) string

	Settings  func(closed func())                       // opens the library's settings; nil where they are not offered
	SetSite   func(title, url string, done func(error)) // has the library say how its site is called and where it is; "" leaves what it says
	Camera    func() bool                               // whether images keep place, time and camera
	SetCamera func(bool)

	Unsaved    func(paths []string) int              // how many of the posts differ from their files; nil are all
	AskUnsaved func(paths []string, then func())     // asks what becomes of them
	AskNew     func(then func()) (asked bool)        // asks what becomes of an open post without a file
	GoTo       func(path string, line int, s string) // opens the post that s is about at its line
}

// Exporter is what the window exports with.
type Exporter struct {
	// Write writes what was prepared: its Write, which tests hold up.
	Write func(ctx context.Context, x *publish.Export, progress func(done, total int)) (publish.Result, error)
	// Reveal asks the desktop's file manager to show a file or folder with it
	// marked.
	Reveal func(path string) error

	o       Options
	running *running                  // the export that is under way; nil where none is
	turned  struct{ dir, key string } // the library, and what was chosen last in its dialog
	read    targets
	slow    func() // in a test: has the disk take its time
}

// targets are those of a library as they were read last.
type targets struct {
	dir     string
	list    []publish.Target
	err     error
	looking bool // they are being read
}

// New returns an exporter.
func New(o Options) *Exporter {
	return &Exporter{
		o: o, Reveal: reveal, slow: func() {},
		Write: func(ctx context.Context, x *publish.Export, progress func(done, total int)) (publish.Result, error) {
			return x.Write(ctx, progress)
		},
	}
}

// reveal asks the desktop, which may take a while to answer.
func reveal(path string) error {
	const patience = 5 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return bus.Reveal(ctx, bus.Address(os.Getenv), path)
}

// Ask opens the dialog with the format or target of that key chosen; "" is the
// one that was exported last. While an export is under way it shows how far that
// is.
func (m *Exporter) Ask(key string) {
	switch {
	case m.o.Library().Dir == "":
		m.o.Say("Open a folder first; its posts are what is exported.")
	case m.running != nil:
		m.running.show()
	case m.o.AskNew(func() { m.open(key) }):
	default:
		m.open(key)
	}
}

// open opens the dialog with the format or target of that key chosen.
func (m *Exporter) open(key string) {
	m.recall("The export did not open", func(e *storage.Exports) { newDialog(m, e, key).open() })
}

// recall reads what is remembered of exports, aside, and goes on with it. It is given
// up, which said begins to tell, where something else is done by then.
func (m *Exporter) recall(said string, then func(e *storage.Exports)) {
	dir, publisher, depth := m.o.Library().Dir, m.o.Publisher, m.o.Modal.Depth()
	aside.Ask(m.o.Modal.Desk, func() *storage.Exports {
		m.slow()
		return publisher.Exports()
	}, func(e *storage.Exports) {
		if m.o.Library().Dir != dir || m.running != nil || m.o.Modal.Depth() > depth {
			m.o.Say(said + ": the disk took its time, and something else was done meanwhile.")
			return
		}
		then(e)
	})
}

// Again repeats the last export of the library without a question; what became
// of it stands in the status bar.
func (m *Exporter) Again() {
	if m.o.Library().Dir == "" || m.running != nil {
		m.Ask("")
		return
	}
	m.recall("Not exported", func(e *storage.Exports) {
		last, ok := e.Done(m.o.Library().Dir, "")
		if !ok {
			m.o.Say("Nothing was exported from this library yet.")
			newDialog(m, e, "").open()
			return
		}
		r := publish.Request{Exported: last, Camera: m.o.Camera()}
		m.agree(r, nil, func() { m.export(r, nil, manner{quiet: true}) })
	})
}

// Targets returns the targets of the library.
func (m *Exporter) Targets() []publish.Target {
	list, _ := m.targets()
	return list
}

// targets reads the targets of the library, aside: where the disk takes its time
// they are as they were read before.
func (m *Exporter) targets() ([]publish.Target, error) {
	dir, paths := m.o.Library().Dir, m.o.Publisher.Paths
	if dir != m.read.dir {
		m.read = targets{dir: dir}
	}
	if dir == "" || m.read.looking {
		return m.read.list, m.read.err
	}
	m.read.looking = true
	aside.Ask(m.o.Modal.Desk, func() targets {
		m.slow()
		list, err := publish.Targets(dir, paths)
		return targets{dir: dir, list: list, err: err}
	}, func(t targets) {
		if t.dir == m.read.dir {
			m.read = t
		}
	})
	return m.read.list, m.read.err
}

// Target exports the library as one of its targets, and calls then, which may be
// nil, with whether that was done. The dialog opens where something stands against
// it.
func (m *Exporter) Target(t publish.Target, then func(done bool)) {
	not := func() {
		if then != nil {
			then(false)
		}
	}
	if m.running != nil {
		m.running.show()
		not()
		return
	}
	if t.Err != nil {
		m.o.Modal.Tell("“"+t.Name+"” cannot be exported", worded(t.Err), not)
		return
	}
	r := publish.Request{Exported: storage.Exported{
		Format: t.Format, Target: t.Name, Out: t.Path, Drafts: t.Drafts, Published: t.PublishedOnly, Skip: t.SkipErrors,
	}, Camera: m.o.Camera()}
	m.prepare(context.Background(), r, nil, func(x *publish.Export, err error) {
		switch {
		case m.o.Library().Dir != t.Dir || m.running != nil || m.o.Modal.Depth() > 0:
			not()
		case err != nil:
			m.o.Say("▲ Not exported: " + worded(err))
			not()
		case x.Plan.Err() != nil:
			m.Ask("target " + t.Name)
			not()
		default:
			m.agree(r, not, func() { m.export(r, x, manner{quiet: true, then: then}) })
		}
	})
}

// prepare thinks an export through, aside.
func (m *Exporter) prepare(ctx context.Context, r publish.Request, known *publish.Export, done func(*publish.Export, error)) {
	lib := m.o.Library()
	go func() {
		x, err := m.o.Publisher.Prepare(ctx, lib, r, known)
		m.o.Post(func() { done(x, err) })
	}()
}

// agree asks what a target needs to be agreed to, and then goes on, or calls not.
func (m *Exporter) agree(r publish.Request, not, then func()) {
	if r.Target == "" {
		then()
		return
	}
	if not == nil {
		not = func() {}
	}
	type terms struct {
		t    publish.Target
		asks []publish.Ask
		err  error
	}
	dir, publisher, depth := m.o.Library().Dir, m.o.Publisher, m.o.Modal.Depth()
	aside.Ask(m.o.Modal.Desk, func() (x terms) {
		m.slow()
		x.t, x.err = publisher.Target(dir, r.Target)
		if x.err == nil {
			x.err = x.t.Err
		}
		if x.err == nil && r.Out == x.t.Path {
			x.asks = x.t.Asks(publisher.Exports(), publisher.Guard(dir))
		}
		return x
	}, func(x terms) {
		switch {
		case m.o.Library().Dir != dir || m.running != nil || m.o.Modal.Depth() != depth: // it took a while, and something else is done by now
			m.o.Say("Not exported: the disk took its time, and something else was done meanwhile.")
			not()
		case x.err != nil:
			m.o.Modal.Tell("“"+r.Target+"” cannot be exported", worded(x.err), not)
		default:
			m.askAll(x.t, x.asks, not, then)
		}
	})
}

// askAll asks one after the other what is to be agreed to.
func (m *Exporter) askAll(t publish.Target, asks []publish.Ask, not, then func()) {
	var next func()
	next = func() {
		if len(asks) == 0 {
			then()
			return
		}
		a := asks[0]
		asks = asks[1:]
		if a.Err != nil { // writing tells why
			next()
			return
		}
		q := question(t, a)
		q.Cancel = control.Choice{Label: "Cancel", Do: not}
		q.Main.Do = func() {
			m.agreed(t, a, func() {
				if m.o.Library().Dir != t.Dir || m.running != nil {
					not()
					return
				}
				next()
			})
		}
		m.o.Modal.Ask(q)
	}
	next()
}

// agreed remembers what was agreed to, aside, and goes on.
func (m *Exporter) agreed(t publish.Target, a publish.Ask, then func()) {
	publisher := m.o.Publisher
	aside.Ask(m.o.Modal.Desk, func() error {
		m.slow()
		return t.Agree(publisher.Exports(), a)
	}, func(err error) {
		if err != nil {
			m.o.Say("You will be asked again: " + err.Error())
		}
		then()
	})
}

// reveal shows a file in the system's file manager, or opens the folder that it
// lies in.
func (m *Exporter) reveal(path string) {
	go func() {
		err := m.Reveal(path)
		m.o.Post(func() {
			if err != nil {
				m.openPath(filepath.Dir(filepath.Clean(path)))
			}
		})
	}()
}

// openPath opens a file or folder with the program that the system has for it.
func (m *Exporter) openPath(path string) {
	slashed := filepath.ToSlash(filepath.Clean(path))
	if !strings.HasPrefix(slashed, "/") { // of a drive
		slashed = "/" + slashed
	}
	if err := m.o.App.OpenURL(&url.URL{Scheme: "file", Path: slashed}); err != nil {
		m.o.Say("No program could be found to open " + path)
	}
}

// goTo opens the post that a finding is about.
func (m *Exporter) goTo(f site.Finding) {
	if f.Path == "" {
		m.o.Say("▲ " + f.Message)
		return
	}
	m.o.GoTo(f.Path, f.Line, f.Message)
}

// fullPath is the path that was typed: ~ is the home folder, and a name alone
// lies beside the library. A slash at its end stays.
func (m *Exporter) fullPath(typed string) string {
	s := strings.TrimSpace(typed)
	if s == "" {
		return ""
	}
	if s = palette.FromHome(s); !filepath.IsAbs(s) {
		s = filepath.Join(filepath.Dir(m.o.Library().Dir), s) + ending(s)
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
