package importing

import (
	"path/filepath"
	"strings"

	"galley.app/galley/storage/importer"
)

// group is what the dialog says under one head.
type group struct {
	head  string
	grave bool // the writer should look at it
	lines []importer.Line
}

// groupsOf lists what a plan of what lies in a folder says, with what the
// writer should look at first.
func groupsOf(p *importer.Plan, from string) (out []group) {
	all := p.Lines()
	for _, kind := range []struct {
		name, head string
		grave      bool
	}{
		{"post", "Posts that will be written", false},
		{"note", "Changed or guessed", true},
		{"lost", "In the source, and not in what will be written", true},
		{"missing", "Images, files and posts that were not found; their links stay", true},
		{"skipped", "Skipped", false},
		{"same", "There already", false},
		{"image", "Images and files that will be written", false},
	} {
		g := group{head: kind.head, grave: kind.grave}
		for _, l := range all {
			if l.Kind != kind.name {
				continue
			}
			if rel, err := filepath.Rel(from, l.Name); err == nil && filepath.IsAbs(l.Name) && filepath.IsLocal(rel) {
				l.Name = rel
			}
			l.Text = strings.ReplaceAll(l.Text, from+string(filepath.Separator), "")
			g.lines = append(g.lines, l)
		}
		if len(g.lines) > 0 {
			out = append(out, g)
		}
	}
	return out
}
