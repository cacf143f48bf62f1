package desk

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"galley.app/galley/editor"
	"galley.app/galley/storage/importer"
)

// Importer lets the window take posts in.
type Importer struct{ Store *Store }

// Plan implements editor.Importer.
func (i Importer) Plan(path string, pages bool, done func(editor.Import, error)) {
	s := i.Store
	dir, now := s.Library().Dir, s.now()
	go func() {
		p, err := importer.New(context.Background(), dir, []string{path}, importer.Options{Now: now, Pages: pages})
		s.post(func() {
			if err != nil {
				done(editor.Import{}, err)
				return
			}
			done(i.importOf(p, filepath.Dir(path)), nil)
		})
	}()
}

func (i Importer) importOf(p *importer.Plan, from string) editor.Import {
	return editor.Import{
		Summary: p.Summary(), Groups: groupsOf(p, from), Posts: len(p.Posts), Pages: p.Pages,
		Write: func(ctx context.Context, progress func(done, total int), done func(string, error)) {
			p.Progress = i.Store.telling(progress)
			go func() {
				err := errors.Join(p.Write(ctx), p.Close())
				i.Store.post(func() {
					first := ""
					if len(p.Posts) > 0 {
						first = filepath.Join(p.Dir, p.Posts[0].Name)
					}
					done(first, err)
				})
			}()
		},
		Drop: func() { _ = p.Close() }, // they were read only
	}
}

// groupsOf lists what a plan says, with what the writer should look at first.
func groupsOf(p *importer.Plan, from string) []editor.ImportGroup {
	groups := []struct {
		kind, head string
		grave      bool
	}{
		{"post", "Posts that will be written", false},
		{"note", "Not taken over as it was, or guessed", true},
		{"lost", "In the source, and not in what will be written", true},
		{"missing", "Images, files and posts that were not found; their links stay", true},
		{"skipped", "Skipped", false},
		{"same", "There already", false},
		{"image", "Images and files that will be written", false},
	}
	lines := p.Lines()
	var out []editor.ImportGroup
	for _, g := range groups {
		group := editor.ImportGroup{Head: g.head, Grave: g.grave}
		for _, l := range lines {
			if l.Kind != g.kind {
				continue
			}
			name := l.Name
			if rel, err := filepath.Rel(from, name); err == nil && filepath.IsAbs(name) && filepath.IsLocal(rel) {
				name = rel
			}
			text := strings.ReplaceAll(l.Text, from+string(filepath.Separator), "")
			group.Lines = append(group.Lines, editor.ImportLine{Name: name, Text: text})
		}
		if len(group.Lines) > 0 {
			out = append(out, group)
		}
	}
	return out
}
