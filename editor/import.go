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
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/internal/wording"
)

// Importer takes in posts that other programs wrote.
type Importer interface {
	// Plan thinks through the import of a file or folder into the library and
	// writes nothing; pages are taken in too where the source tells them from
	// posts. It returns at once and calls done on the UI goroutine.
	Plan(path string, pages bool, done func(Import, error))
}

// Import is one that was thought through.
type Import struct {
	Summary string // in a line
	Groups  []ImportGroup
	Posts   int // that would be written
	Pages   int // that are left out and could be taken in
	// Write writes all, or nothing on an error, as when the context ends before
	// it is done. It returns at once and calls done on the UI goroutine, with
	// the path of the first post; progress is told of files there too.
	Write func(ctx context.Context, progress func(done, total int), done func(first string, err error))
	// Drop is called instead of Write where nothing is to be written.
	Drop func()
}

// ImportGroup is what a dialog says under one head.
type ImportGroup struct {
	Head  string
	Grave bool // the writer should look at it
	Lines []ImportLine
}

// ImportLine is one file and what is said of it.
type ImportLine struct{ Name, Text string }

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
	if w.lib.Dir == "" || w.o.Importer == nil {
		w.say("Open a folder first; posts are imported into it.")
		return
	}
	start := filepath.Dir(w.lib.Dir) + string(filepath.Separator)
	w.openPalette(&control.Palette{
		Placeholder: "Path of a file or folder to import",
		Text:        start,
		Empty:       "There is no such file or folder.",
		Find: func(q string) (rows []control.Item) {
			dir, rest := splitPath(q)
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
				if !e.IsDir() && match(e.Name(), rest) && (importable[strings.ToLower(filepath.Ext(e.Name()))] || e.Name() == rest) {
					path := filepath.Join(dir, e.Name())
					rows = append(rows, control.Item{Title: e.Name(), Note: "import", Do: func() { w.planImport(path, false) }})
				}
			}
			return append(rows, folders(dir, rest, entries)...)
		},
	})
}

// planImport says what an import would do. Nothing is written before the
// writer has seen it.
func (w *Window) planImport(path string, pages bool) {
	w.say("Reading " + filepath.Base(path) + "…")
	w.o.Importer.Plan(path, pages, func(im Import, err error) {
		w.say("")
		switch {
		case err != nil && w.modal > 0:
			w.say("Nothing was imported: " + err.Error())
		case err != nil:
			w.tell("“"+filepath.Base(path)+"” cannot be imported", err.Error(), nil)
		case w.modal > 0:
			im.Drop()
			w.say("The import is ready, but something else is asked; choose Import again afterwards.")
		default:
			w.importDialog(path, im)
		}
	})
}

func (w *Window) importDialog(path string, im Import) {
	const width, rows, rowHeight = 720, 6.5, 44
	type line struct {
		group *ImportGroup
		i     int // -1 is the head
	}
	var lines []line
	var heads []int
	for g := range im.Groups {
		group := &im.Groups[g]
		heads = append(heads, len(lines))
		lines = append(lines, line{group, -1})
		for i := range group.Lines {
			lines = append(lines, line{group, i})
		}
	}
	list := control.NewList(func(i int) control.Row {
		l := lines[i]
		if l.i < 0 {
			return control.Row{Title: l.group.Head}
		}
		said := l.group.Lines[l.i]
		r := control.Row{Title: said.Name, Under: said.Text}
		if l.group.Grave {
			r.Mark, r.Ink = "▲", theme.Warn
		}
		return r
	})
	list.Height = rowHeight
	list.Empty = "Nothing to import was found there."
	list.Set(len(lines), heads...)
	summary := control.NewLabel(im.Summary, theme.Muted)
	summary.Wrap = width - 48
	detail := control.NewSmall("", theme.Muted)
	detail.Wrap = width - 48
	show := func(i int) {
		words := " "
		if i >= 0 && i < len(lines) && lines[i].i >= 0 {
			said := lines[i].group.Lines[lines[i].i]
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
	if im.Posts == 0 {
		q.Title = "There is nothing to import"
		q.Main = control.Choice{Label: "Close", Do: im.Drop}
	} else {
		q.Cancel = control.Choice{Label: "Cancel", Do: func() {
			im.Drop()
			w.say("Nothing was imported.")
		}}
		q.Main = control.Choice{Label: "Import", Do: func() { w.runImport(im) }}
	}
	if im.Pages > 0 {
		q.Apart = []control.Choice{{Label: "Take in " + wording.Count(im.Pages, "page") + " too", Do: func() {
			im.Drop()
			w.planImport(path, true)
		}}}
	}
	w.ask(q)
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
	s := w.cur.s
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
