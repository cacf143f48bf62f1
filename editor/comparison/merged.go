package comparison

import (
	"strings"

	"galley.app/galley/editor/diff"
	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/text"
)

// Side is whose words a stretch of a merged text is.
type Side uint8

// Mine and Theirs are what one side changed, Undecided and Decided what both did.
const (
	Nobody Side = iota
	Mine
	Theirs
	Undecided
	Decided
	sides
)

// sideSigns stand beside the rows that have words of a side.
var sideSigns = [sides]string{Mine: "M", Theirs: "T", Undecided: "?", Decided: "✓"}

// Part is a stretch of a merged text.
type Part struct {
	Text string
	Side Side
	Gone bool // it was taken out
}

// LayMerged makes a page of a merged text. The reader steps through what is
// Undecided or Decided, a Part for each step. It takes time for long texts, and
// works on any goroutine.
func LayMerged(parts []Part) *Page {
	l := layer{p: &Page{}}
	blocks := blocksOf(parts)
	for _, b := range blocks {
		x := diff.Block{Kind: diff.Changed}
		if len(b) == 1 && b[0].Side == Nobody {
			x.Kind = diff.Same
		}
		for _, p := range b {
			x.Spans = append(x.Spans, diff.Span{Text: p.Text})
		}
		l.blocks = append(l.blocks, x)
	}
	l.at = make([]int, len(l.blocks))
	for i := 0; i < len(l.blocks); {
		j := i
		for j < len(l.blocks) && l.blocks[j].Kind == diff.Same {
			j++
		}
		l.same(i, j)
		if i = j; i < len(l.blocks) {
			l.parts(blocks[i])
			i++
		}
	}
	l.p.text = text.New(l.b.String())
	l.p.lines = rows.Scan(l.p.text)
	return l.p
}

// blocksOf cuts parts into paragraphs. What nobody changed of a paragraph with
// changes stays with these.
func blocksOf(parts []Part) [][]Part {
	var out [][]Part
	var open []Part
	for _, p := range parts {
		if p.Side != Nobody {
			open = append(open, p)
			continue
		}
		for s := p.Text; s != ""; {
			n, ended := paragraph(s)
			open = append(open, Part{Text: s[:n]})
			if s = s[n:]; ended {
				out, open = append(out, open), nil
			}
		}
	}
	if len(open) > 0 {
		out = append(out, open)
	}
	return out
}

// paragraph returns the size of the first paragraph of s with the blank lines
// behind it, and reports whether it ends there.
func paragraph(s string) (n int, ended bool) {
	for n < len(s) {
		end := strings.IndexByte(s[n:], '\n')
		if end < 0 {
			return len(s), false
		}
		n += end + 1
		rest := strings.TrimLeft(s[n:], " \t\r")
		if rest == "" || rest[0] != '\n' {
			if blankLine(s[:n]) {
				return n, true
			}
			continue
		}
	}
	return n, blankLine(s)
}

// blankLine reports whether the last line of s, which has an ending, is blank.
func blankLine(s string) bool {
	s = strings.TrimRight(strings.TrimSuffix(s, "\n"), " \t\r")
	return s == "" || s[len(s)-1] == '\n'
}

// parts adds a paragraph with changes.
func (l *layer) parts(list []Part) {
	for _, p := range list {
		at := l.b.Len()
		l.b.WriteString(p.Text)
		if p.Side == Nobody || p.Text == "" {
			continue
		}
		m := mark{stretch: stretch{at, l.b.Len()}, kind: added, side: p.Side, ink: l.b.Len()}
		if p.Gone {
			m.kind = removed
		}
		if ink := strings.TrimRight(p.Text, " \t\r\n"); ink != "" {
			m.ink = at + len(ink)
		}
		l.p.marks = append(l.p.marks, m)
		if p.Side == Undecided || p.Side == Decided {
			l.p.changes = append(l.p.changes, stretch{at, max(at+1, m.ink)})
		}
	}
}
