package importer

import (
	"fmt"
	"strings"

	"galley.app/galley/storage/post"
)

// Line is one thing that a plan says.
type Line struct {
	Kind string // "post", "image", "same", "skipped", "note", "lost" or "missing"
	Name string // of the file that is written, or that is talked about
	Text string
	Page bool // it is of a page that Options.Pages would take in
}

func (l Line) String() string { return fmt.Sprintf("%-8s %s: %s", l.Kind, l.Name, l.Text) }

// Lines say all of the plan: what will be written, what is there already, what
// is left out, what was changed or guessed, what of the sources is in none of
// it, and what links name that was not found.
func (p *Plan) Lines() []Line {
	var all []Line
	for _, e := range p.Posts {
		all = append(all, Line{Kind: "post", Name: e.Name, Text: fmt.Sprintf("%s, “%s”, from %s", e.Status, e.Title, e.From)})
	}
	for _, i := range p.Images {
		all = append(all, Line{Kind: "image", Name: i.Name, Text: fmt.Sprintf("%s, from %s", size(i.Size), i.From)})
	}
	for _, s := range p.Same {
		all = append(all, Line{Kind: "same", Name: s.Name, Text: "it is there already, the same as " + s.From})
	}
	for _, s := range p.Skipped {
		all = append(all, Line{Kind: "skipped", Name: s.From, Text: s.Why, Page: s.Page})
	}
	for _, n := range p.Notes {
		text := n.Text
		if n.Field != "" {
			text = n.Field + ": " + text
		}
		all = append(all, Line{Kind: "note", Name: at(n.From, n.Line), Text: text})
	}
	for _, l := range p.Lost {
		all = append(all, Line{Kind: "lost", Name: at(l.From, l.Line), Text: l.What + " " + l.Name + " is not in what is written"})
	}
	for _, m := range p.Missing {
		all = append(all, Line{Kind: "missing", Name: at(m.From, m.Line), Text: m.String()})
	}
	return all
}

// at is a place in a file, or in one of the items of a file.
func at(from string, line int) string {
	if line == 0 {
		return from
	}
	if file, item, ok := strings.Cut(from, `: "`); ok {
		return fmt.Sprintf(`%s:%d: "%s`, file, line, item)
	}
	return fmt.Sprintf("%s:%d", from, line)
}

// Summary says the plan in a line.
func (p *Plan) Summary() string {
	drafts := 0
	for _, e := range p.Posts {
		if e.Status == post.Draft {
			drafts++
		}
	}
	s := count(len(p.Posts), "post", "posts")
	if drafts > 0 {
		s += " (" + count(drafts, "draft", "drafts") + ")"
	}
	parts := []string{s}
	add := func(n int, one, many string) {
		if n > 0 {
			parts = append(parts, count(n, one, many))
		}
	}
	add(len(p.Images), "image or file", "images and files")
	add(len(p.Same), "post there already", "posts there already")
	add(len(p.Skipped), "thing skipped", "things skipped")
	add(len(p.Lost), "thing lost", "things lost")
	huge := 0
	for _, m := range p.Missing {
		if m.Huge {
			huge++
		}
	}
	add(len(p.Missing)-huge, "image, file or link not found", "images, files or links not found")
	add(huge, "image or file too large", "images or files too large")
	return strings.Join(parts, ", ")
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// size is a number of bytes as people say it.
func size(n int64) string {
	switch {
	case n < 1000:
		return count(int(n), "byte", "bytes")
	case n < 1_000_000:
		return fmt.Sprintf("%d kB", (n+500)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
