package editor

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/palette"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/wording"
	"galley.app/galley/storage/importer"
)

// importable are the endings of files that may hold posts.
var importable = map[string]bool{
	".md": true, ".markdown": true, ".mdown": true, ".mkd": true, ".mdx": true, ".txt": true,
	".html": true, ".htm": true, ".xhtml": true, ".xml": true, ".zip": true, ".textpack": true,
}

// askImport lets a file or folder be chosen by typing or walking its path.
func (w *Window) askImport() {
	if w.importing != nil {
		w.importing.show()
		return
	}
	if w.lib.Dir == "" {
		w.say("Open a folder first; posts are imported into it.")
		return
	}
	start := filepath.Dir(w.lib.Dir) + string(filepath.Separator)
	w.modal.Palette(&control.Palette{
		Placeholder: "Path of a file or folder to import",
		Text:        start,
		Empty:       "There is no such file or folder.",
		Find: func(q string) (rows []control.Item) {
			dir, rest := palette.Split(q)
			entries, err := os.ReadDir(dir)
			if err != nil {
				return nil
			}
			if rest == "" {
				if q == start {
					rows = append(rows, control.Item{Title: "New post from clipboard", Note: "what is copied in a browser", Do: w.pastePost})
				}
				rows = append(rows, control.Item{Title: "Import this folder", Note: dir, Keys: "Enter", Do: func() { w.planImport(dir, false) }})
				if q == start {
					rows[0], rows[1] = rows[1], rows[0]
				}
			}
			for _, e := range entries {
				if !e.IsDir() && palette.Match(e.Name(), rest) && (importable[strings.ToLower(filepath.Ext(e.Name()))] || e.Name() == rest) {
					path := filepath.Join(dir, e.Name())
					rows = append(rows, control.Item{Title: e.Name(), Note: "import", Do: func() { w.planImport(path, false) }})
				}
			}
			return append(rows, palette.Folders(dir, rest, entries)...)
		},
	})
}

// planImport says what an import would do. Nothing is written before the
// writer has seen it.
func (w *Window) planImport(path string, pages bool) {
	w.say("Reading " + filepath.Base(path) + "…")
	dir, now := w.lib.Dir, w.o.Now()
	go func() {
		p, err := importer.New(context.Background(), dir, []string{path}, importer.Options{Now: now, Pages: pages})
		w.o.Post(func() {
			w.say("")
			switch {
			case err != nil && w.modal.Depth() > 0:
				w.say("Nothing was imported: " + err.Error())
			case err != nil:
				w.modal.Tell("“"+filepath.Base(path)+"” cannot be imported", err.Error(), nil)
			case w.modal.Depth() > 0:
				drop(p)
				w.say("The import is ready, but something else is asked; choose Import again afterwards.")
			default:
				w.importDialog(path, p)
			}
		})
	}()
}

// drop ends a plan that nothing is written of.
func drop(p *importer.Plan) { _ = p.Close() } // what it holds open was read only

// importGroup is what the dialog says under one head.
type importGroup struct {
	head  string
	grave bool // the writer should look at it
	lines []importer.Line
}

// importGroups lists what a plan of what lies in a folder says, with what the
// writer should look at first.
func importGroups(p *importer.Plan, from string) (out []importGroup) {
	all := p.Lines()
	for _, kind := range []struct {
		name, head string
		grave      bool
	}{
		{"post", "Posts that will be written", false},
		{"note", "Not taken over as it was, or guessed", true},
		{"lost", "In the source, and not in what will be written", true},
		{"missing", "Images, files and posts that were not found; their links stay", true},
		{"skipped", "Skipped", false},
		{"same", "There already", false},
		{"image", "Images and files that will be written", false},
	} {
		group := importGroup{head: kind.head, grave: kind.grave}
		for _, l := range all {
			if l.Kind != kind.name {
				continue
			}
			if rel, err := filepath.Rel(from, l.Name); err == nil && filepath.IsAbs(l.Name) && filepath.IsLocal(rel) {
				l.Name = rel
			}
			l.Text = strings.ReplaceAll(l.Text, from+string(filepath.Separator), "")
			group.lines = append(group.lines, l)
		}
		if len(group.lines) > 0 {
			out = append(out, group)
		}
	}
	return out
}

func (w *Window) importDialog(path string, p *importer.Plan) {
	const width, rows, rowHeight = 720, 6.5, 44
	type line struct {
		group *importGroup
		i     int // -1 is the head
	}
	var lines []line
	var heads []int
	groups := importGroups(p, filepath.Dir(path))
	for g := range groups {
		group := &groups[g]
		heads = append(heads, len(lines))
		lines = append(lines, line{group, -1})
		for i := range group.lines {
			lines = append(lines, line{group, i})
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
	q := &control.Question{
		Title: "Import into “" + w.lib.Name() + "”?",
		Width: width,
		Extra: control.NewStack(8, summary,
			control.NewGiving(rows*rowHeight, 2*rowHeight, list),
			control.NewGiving(48, 32, container.NewVScroll(container.NewStack(control.NewGround(), detail)))),
		First: list,
	}
	list.OnMove = show
	list.OnKey = func(e *fyne.KeyEvent) bool {
		switch e.Name {
		case fyne.KeyEscape:
			q.Escape()
		case fyne.KeyReturn, fyne.KeyEnter:
			q.Submit()
		default:
			return false
		}
		return true
	}
	if len(p.Posts) == 0 {
		q.Title = "There is nothing to import"
		q.Main = control.Choice{Label: "Close", Do: func() { drop(p) }}
	} else {
		q.Cancel = control.Choice{Label: "Cancel", Do: func() {
			drop(p)
			w.say("Nothing was imported.")
		}}
		q.Main = control.Choice{Label: "Import", Do: func() { w.runImport(p) }}
	}
	if p.Pages > 0 {
		q.Apart = []control.Choice{{Label: "Take in " + wording.Count(p.Pages, "page") + " too", Do: func() {
			drop(p)
			w.planImport(path, true)
		}}}
	}
	w.modal.Ask(q)
}

// pastePost starts a post of what is on the clipboard, as Markdown where it is
// formatted. A heading at its start is the title.
func (w *Window) pastePost() {
	words, left, ok := clipboardMarkdown(&w.o)
	if !ok {
		words = w.o.App.Clipboard().Content()
	}
	if strings.TrimSpace(words) == "" {
		w.say(cmp.Or(left, "There are no words on the clipboard."))
		return
	}
	w.newPost()
	s := w.posts.cur.s
	if title, rest, is := cutHeading(words); is {
		s.SetField("title", title)
		words = rest
	}
	s.Select(caretAt(s.Start()))
	if ok {
		s.Do(func(st compose.State) compose.Transaction { return compose.PasteMarkdown(st, words) })
	} else {
		s.Do(func(st compose.State) compose.Transaction { return compose.Paste(st, words) })
	}
	w.focusText()
	w.say(cmp.Or(left, "A new post was made of the clipboard; it is not saved yet."))
}

// cutHeading takes a heading of the first level off the start of Markdown.
func cutHeading(md string) (title, rest string, ok bool) {
	first, rest, _ := strings.Cut(strings.TrimLeft(md, "\n"), "\n")
	title, ok = strings.CutPrefix(first, "# ")
	if title = strings.TrimSpace(title); !ok || title == "" {
		return "", md, false
	}
	return title, strings.TrimLeft(rest, "\n"), true
}
