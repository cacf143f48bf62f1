package linking

import (
	"strings"

	"galley.app/galley/editor/compose"
	"galley.app/galley/editor/session"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/control"
	"galley.app/galley/preview/markdown"
)

// Lead is something in the text that leads somewhere: a link, an image, or the number of a footnote.
type Lead struct {
	At    text.Range // all of it that is at the place that was asked for
	Dest  string     // the address, as it is meant
	Title string     // of a link or image, "" for none
	Image bool
	Note  int // number of the footnote, 0 for none; then there is no address
}

// LeadAt returns what is at an offset and leads somewhere.
func (l *Linking) LeadAt(off int) (Lead, bool) {
	s := l.o.Session()
	if s == nil || off < s.Start() || l.inCode(s, off) {
		return Lead{}, false
	}
	if x, ok := compose.LinkAround(s.State(), off); ok {
		address := s.Text().Slice(x.Address.Start, x.Address.End)
		behind := strings.Trim(strings.TrimPrefix(s.Text().Slice(x.Address.End, x.Whole.End-1), ">"), " \t")
		if n := len(behind); n >= 2 && strings.IndexByte("\"'(", behind[0]) >= 0 {
			behind = markdown.Destination(behind[1 : n-1])
		}
		return Lead{At: x.Whole, Dest: markdown.Destination(address), Title: behind, Image: x.Image}, address != ""
	}
	if x, ok := l.parsedAt(s, off); ok {
		return x, true
	}
	return definitionAt(s, off)
}

// parsedAt returns what the last Doc knows at an offset: links by reference, bare addresses, notes.
func (l *Linking) parsedAt(s *session.Session, off int) (x Lead, ok bool) {
	d := l.o.Doc()
	if d == nil {
		return x, false
	}
	way, ok := s.PatchSince(d.Version)
	if !ok {
		return x, false
	}
	at := way.Unmap(off, text.Before)
	i := d.Find(at)
	if i < 0 {
		return x, false
	}
	base, found := d.Start(i), false
	var walk func(b *markdown.Block)
	walk = func(b *markdown.Block) {
		for k := range b.Inlines {
			in := &b.Inlines[k]
			if found || at-base < in.Start || at-base > in.End {
				continue
			}
			a := in.Attrs()
			y := Lead{Dest: a.Link, Title: a.LinkTitle}
			switch {
			case in.Kind == markdown.Image:
				y = Lead{Dest: a.Src, Title: a.Title, Image: true}
			case in.Kind == markdown.NoteRef:
				y = Lead{Note: a.Number}
			}
			if y.Dest == "" && y.Note == 0 {
				continue
			}
			y.At.Start, y.At.End = way.MapRange(base+in.Start, base+in.End)
			x, found = y, true
		}
		for _, c := range b.Children {
			walk(c)
		}
	}
	walk(d.Block(i))
	return x, found
}

// definitionAt returns the address that a line gives a label: [label]: address.
func definitionAt(s *session.Session, off int) (x Lead, ok bool) {
	const longest = 4 << 10 // bytes
	t := s.Text()
	n := t.LineAt(off)
	start, end := t.LineStart(n), t.LineEnd(n)
	if end-start > longest || start < s.Start() {
		return x, false
	}
	line := t.Slice(start, end)
	label, rest, ok := strings.Cut(strings.TrimLeft(line, " "), "]:")
	address := strings.TrimLeft(rest, " \t")
	if !ok || !strings.HasPrefix(label, "[") || strings.HasPrefix(label, "[^") || strings.ContainsAny(label[1:], "[]") || address == "" {
		return x, false
	}
	x.At.Start = end - len(address)
	if i := strings.IndexAny(address, " \t"); i >= 0 {
		address = address[:i]
	}
	x.At.End = x.At.Start + len(address)
	if strings.HasPrefix(address, "<") && strings.HasSuffix(address, ">") {
		address = address[1 : len(address)-1]
	}
	x.Dest = markdown.Destination(address)
	return x, x.Dest != "" && off <= x.At.End
}

// FollowAt follows what is at an offset, and reports whether it leads anywhere.
func (l *Linking) FollowAt(off int) bool {
	x, ok := l.LeadAt(off)
	if ok {
		l.Close()
		l.o.Follow(x)
	}
	return ok
}

// Leads reports whether something at an offset leads anywhere.
func (l *Linking) Leads(off int) bool {
	_, ok := l.LeadAt(off)
	return ok
}

// Follow follows what is at the caret.
func (l *Linking) Follow() {
	s := l.o.Session()
	if s == nil {
		return
	}
	l.o.FocusText()
	if !l.FollowAt(s.Primary().Head) {
		l.o.Say("There is no link at the caret.")
	}
}

// Items are what a menu offers for what is at an offset.
func (l *Linking) Items(off int) []control.MenuItem {
	x, ok := l.LeadAt(off)
	if !ok {
		return nil
	}
	follow := control.MenuItem{Title: "Open link", Keys: "Ctrl+Enter", Do: func() { l.o.Follow(x) }}
	items := []control.MenuItem{follow, {Title: "Copy address", Do: func() { l.o.Copy(x.Dest) }}}
	switch {
	case x.Note > 0:
		items[0].Title = "Go to footnote"
		return items[:1]
	case x.Image:
		items[0].Title = "Show picture in its folder"
		return items
	}
	s := l.o.Session()
	if link, ok := compose.LinkAround(s.State(), off); ok {
		items = append(items, control.MenuItem{Title: "Edit link", Keys: "Ctrl+K", Do: func() {
			if now := l.o.Session(); now == s && link.Address.End <= s.Text().Len() {
				s.Select(text.Caret(link.Address.Start))
				l.Insert()
			}
		}})
	}
	return items
}

// NoteText is what a footnote says, "" where that is not known.
func NoteText(d *markdown.Doc, number int) string {
	if d == nil || d.Len() == 0 {
		return ""
	}
	last := d.Block(d.Len() - 1)
	if last.Kind != markdown.Footnotes {
		return ""
	}
	for _, n := range last.Children {
		if n.Number != number {
			continue
		}
		var words []string
		for _, b := range n.Children {
			words = append(words, b.Text())
		}
		return strings.TrimSpace(strings.Join(words, " "))
	}
	return ""
}
