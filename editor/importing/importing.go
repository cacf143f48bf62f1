// Package importing takes posts of other programs into the library: a file or
// folder is chosen, what would become of it is shown, and then it is written.
package importing

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/field"
	"galley.app/galley/editor/modal"
	"galley.app/galley/editor/palette"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/importer"
)

// Options are what posts are imported with.
type Options struct {
	Modal   *modal.Stack
	Say     func(string) // in the status bar
	Post    func(func()) // runs a function on the UI goroutine
	Now     func() time.Time
	Library func() (name, dir string)      // that posts are imported into; no dir where there is none
	Reread  func()                         // the library, which has new posts
	Open    func(path string, then func()) // opens a post and calls then when it is shown
	// NeedFolder has a library chosen, where there is none, and calls then when
	// it is open.
	NeedFolder func(then func())
	Paste      func() // starts a post of what is on the clipboard
}

// Importer is what the window imports with.
type Importer struct {
	// Write writes a plan: its Write, which tests hold up.
	Write func(context.Context, *importer.Plan) error

	o       Options
	running *running // the import that is being written; nil where none is
}

// New returns an importer.
func New(o Options) *Importer {
	return &Importer{o: o, Write: func(ctx context.Context, p *importer.Plan) error { return p.Write(ctx) }}
}

// importable are the endings of files that may hold posts.
var importable = map[string]bool{
	".md": true, ".markdown": true, ".mdown": true, ".mkd": true, ".mdx": true, ".txt": true,
	".html": true, ".htm": true, ".xhtml": true, ".xml": true, ".zip": true, ".textpack": true,
}

// Ask lets a file or folder be chosen by typing or walking its path. While an
// import is written it shows how far that is.
func (m *Importer) Ask() {
	if m.running != nil {
		m.running.show()
		return
	}
	_, into := m.o.Library()
	if into == "" {
		m.o.NeedFolder(m.Ask)
		return
	}
	home, _ := os.UserHomeDir()
	m.o.Modal.Palette(palette.Walk{
		Title: "Import posts", Hint: "Path of a file or folder to import", Empty: "There is no such file or folder.",
		Here: func(dir, rest string, entries []os.DirEntry) (rows []field.Item) {
			if rest == "" {
				if dir == home { // where it begins
					rows = append(rows, field.Item{Title: "New post from clipboard", Note: "what is copied in a browser", Do: m.o.Paste})
				} else {
					rows = append(rows, field.Item{Title: "Import “" + filepath.Base(dir) + "”", Note: "all posts of this folder", Keys: "Enter", Do: func() { m.Plan(dir, false) }})
				}
			}
			for _, e := range entries {
				if !e.IsDir() && palette.Match(e.Name(), rest) && (importable[strings.ToLower(filepath.Ext(e.Name()))] || e.Name() == rest) {
					path := filepath.Join(dir, e.Name())
					rows = append(rows, field.Item{Title: e.Name(), Note: "import", Do: func() { m.Plan(path, false) }})
				}
			}
			return rows
		},
	}.Palette())
}

// Plan says what an import would do. Nothing is written before the
// writer has seen it.
func (m *Importer) Plan(path string, pages bool) {
	m.o.Say("Reading " + filepath.Base(path) + "…")
	_, dir := m.o.Library()
	now := m.o.Now()
	go func() {
		p, err := importer.New(context.Background(), dir, []string{path}, importer.Options{Now: now, Pages: pages})
		m.o.Post(func() {
			m.o.Say("")
			switch {
			case err != nil && m.o.Modal.Depth() > 0:
				m.o.Say("Nothing was imported: " + err.Error())
			case err != nil:
				m.o.Modal.Tell("“"+filepath.Base(path)+"” cannot be imported", err.Error(), nil)
			case m.o.Modal.Depth() > 0:
				drop(p)
				m.o.Say("The import is ready, but something else is asked; choose Import again afterwards.")
			default:
				m.Show(path, p)
			}
		})
	}()
}

// drop ends a plan that nothing is written of.
func drop(p *importer.Plan) { _ = p.Close() } // what it holds open was read only

// Show asks whether what was planned is to be written.
func (m *Importer) Show(path string, p *importer.Plan) {
	const width, rows, rowHeight = 720, 6.5, 44
	type line struct {
		group *group
		i     int // -1 is the head
	}
	var lines []line
	var heads []int
	groups := groupsOf(p, filepath.Dir(path))
	for g := range groups {
		of := &groups[g]
		heads = append(heads, len(lines))
		lines = append(lines, line{of, -1})
		for i := range of.lines {
			lines = append(lines, line{of, i})
		}
	}
	list := control.NewList(func(i int) control.Row {
		l := lines[i]
		if l.i < 0 {
			return control.Row{Title: l.group.head}
		}
		said := l.group.lines[l.i]
		r := control.Row{Title: said.Name, Under: said.Text}
		if l.group.grave {
			r.Mark, r.Ink = "▲", theme.Warn
		}
		return r
	})
	list.Height = rowHeight
	list.Empty = "Nothing to import was found there."
	list.Set(len(lines), heads...)
	summary := control.NewLabel(p.Summary(), theme.Muted)
	summary.Wrap = width - 48
	detail := control.NewSmall("", theme.Muted)
	detail.Wrap = width - 48
	show := func(i int) {
		words := " "
		if i >= 0 && i < len(lines) && lines[i].i >= 0 {
			said := lines[i].group.lines[lines[i].i]
			words = said.Name + ": " + said.Text
		}
		detail.SetText(words)
	}
	show(list.Current())
	name, _ := m.o.Library()
	q := &control.Question{
		Title: "Import into “" + name + "”?",
		Width: width,
		Extra: control.NewStack(8, summary,
			control.NewGiving(rows*rowHeight, 2*rowHeight, list),
			control.NewGiving(48, 32, container.NewVScroll(container.NewStack(control.NewGround(), detail)))),
		First: list,
	}
	list.OnMove = show
	list.OnKey = q.Key
	if len(p.Posts) == 0 {
		q.Title = "There is nothing to import"
		q.Main = control.Choice{Label: "Close", Do: func() { drop(p) }}
	} else {
		q.Cancel = control.Choice{Label: "Cancel", Do: func() {
			drop(p)
			m.o.Say("Nothing was imported.")
		}}
		q.Main = control.Choice{Label: "Import", Do: func() { m.run(p) }}
	}
	if p.Pages > 0 {
		q.Apart = []control.Choice{{Label: "Import " + wording.Count(p.Pages, "page") + " too", Do: func() {
			drop(p)
			m.Plan(path, true)
		}}}
	}
	m.o.Modal.Ask(q)
}
