// Package comparison shows what differs between two texts: a page of both, on which
// what was removed and what was added stand at their places, told apart by colours
// and by signs, and what is the same is folded away.
//
// What must hold:
//   - Nothing that is done for a key or a frame grows with the texts; what does, Lay
//     does on any goroutine.
//   - Colour never says anything alone.
package comparison

import (
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"

	"galley.app/galley/editor/diff"
	"galley.app/galley/editor/rows"
	"galley.app/galley/editor/text"
	"galley.app/galley/internal/wording"
)

// kind is what happened to words.
type kind uint8

const (
	removed kind = iota
	added
	moved
	kinds
)

// mark is a stretch of the page's text to which something happened.
type mark struct {
	stretch
	ink   int // where its last line that is not blank ends; below 0 where it is not to be seen
	kind  kind
	side  Side // of a merged text: whose change it is
	whole bool // it is a paragraph
}

// stretch is the bytes [start, end) of the page's text.
type stretch struct{ start, end int }

// note is a line of the page that stands for a stretch of paragraphs. In the text it
// is a single ellipsis, so that it is never wrapped.
type note struct {
	off     int  // of its line
	size    int  // bytes, with the blank lines behind it
	own     bool // the line ending before it is of no text
	words   string
	stretch     // of the lines that it folds; of a note that folds none empty
	to      int // the offset that it leads to, below 0 for none
}

const noteText = "…\n"

// How much of what is the same stays in view beside a change, and how much is worth
// a fold, in paragraphs.
const (
	context  = 1
	leastNum = 3
)

// Page is a Diff made ready for a View.
type Page struct {
	text    text.Text
	lines   *rows.Scanned // nil once a View took them
	marks   []mark        // in order and apart
	notes   []note        // in order
	changes []stretch     // what a reader steps through
	hits    []stretch     // what was looked for, in order and apart
}

// Changes is how many places there are to step through.
func (p *Page) Changes() int { return len(p.changes) }

// Lay makes a page of a Diff. It takes time for long texts, and works on any
// goroutine.
func Lay(d diff.Diff) *Page {
	l := layer{blocks: d.Blocks, p: &Page{}, at: make([]int, len(d.Blocks))}
	size := 0
	for i := range d.Blocks {
		for _, s := range d.Blocks[i].Spans {
			size += len(s.Text)
		}
	}
	l.b.Grow(size + 64)
	if !d.Equal() && !l.visible() {
		l.note("only line endings differ", -1)
	}
	for i := 0; i < len(l.blocks); {
		j := i
		for j < len(l.blocks) && l.blocks[j].Kind == diff.Same {
			j++
		}
		l.same(i, j)
		if i = j; i < len(l.blocks) {
			l.change(i)
			i++
		}
	}
	for i, b := range l.leads {
		if b >= 0 {
			l.p.notes[i].to = l.at[b]
		}
	}
	l.p.text = text.New(l.b.String())
	l.p.lines = rows.Scan(l.p.text)
	return l.p
}

// Plain makes a page of a single text, on any goroutine.
func Plain(s string) *Page {
	t := text.New(s)
	return &Page{text: t, lines: rows.Scan(t)}
}

// layer lays a page.
type layer struct {
	blocks []diff.Block
	p      *Page
	b      strings.Builder
	at     []int // where each block is shown
	leads  []int // for each note the block that it leads to, below 0 for none
}

// visible reports whether a reader sees any change.
func (l *layer) visible() bool {
	for i := range l.blocks {
		b := &l.blocks[i]
		if b.Kind == diff.Same {
			continue
		}
		if b.Kind != diff.Changed {
			return true
		}
		for k, s := range b.Spans {
			if s.Kind != diff.Same && !l.quiet(i, k) {
				return true
			}
		}
	}
	return false
}

// note adds a note and returns its index.
func (l *layer) note(words string, to int) int {
	own := false
	if s := l.b.String(); s != "" && s[len(s)-1] != '\n' && s[len(s)-1] != '\r' {
		l.b.WriteByte('\n')
		own = true
	}
	l.p.notes = append(l.p.notes, note{off: l.b.Len(), size: len(noteText), own: own, words: words, to: -1})
	l.leads = append(l.leads, to)
	l.b.WriteString(noteText)
	return len(l.p.notes) - 1
}

// same adds blocks [i, j), which are in both texts, those far from a change behind a
// note.
func (l *layer) same(i, j int) {
	from, to := i, j
	if i > 0 {
		from = min(i+context, j)
	}
	if j < len(l.blocks) {
		to = max(j-context, from)
	}
	if to-from < leastNum {
		from, to = j, j
	}
	for k := i; k < j; k++ {
		if k == from && from < to {
			words := wording.Count(to-from, "paragraph") + " unchanged"
			if to-from == len(l.blocks) {
				words = "nothing differs: " + words
			}
			n := &l.p.notes[l.note(words, -1)]
			n.start = l.b.Len()
		}
		l.at[k] = l.b.Len()
		for _, s := range l.blocks[k].Spans {
			l.b.WriteString(s.Text)
		}
		if k == to-1 && from < to {
			n := &l.p.notes[len(l.p.notes)-1]
			if n.end = l.b.Len() - len(blankBehind(&l.blocks[k])); k == len(l.blocks)-1 {
				n.end = l.b.Len() + 1 // with an empty last line
			}
		}
	}
}

// change adds a block that is not the same in both texts.
func (l *layer) change(i int) {
	b := &l.blocks[i]
	switch b.Kind {
	case diff.MovedTo:
		words := "Moved down from here: "
		if b.Other < i {
			words = "Moved up from here: "
		}
		n := &l.p.notes[l.note(words+opening(b), b.Other)]
		blank := blankBehind(b)
		l.b.WriteString(blank)
		l.at[i], n.size = n.off, n.size+len(blank)
		return
	case diff.Moved:
		words := "Moved here from further down"
		if b.Other < i {
			words = "Moved here from further up"
		}
		l.note(words, b.Other)
	}
	if s := l.b.String(); i > 0 && whole(b.Kind) && whole(l.blocks[i-1].Kind) && s != "" && !strings.HasSuffix(s, "\n") && !strings.HasSuffix(s, "\r") {
		l.b.WriteByte('\n') // the last paragraphs of both texts: neither goes on in the line of the other
	}
	start := l.b.Len()
	l.at[i] = start
	seen := false
	for k, s := range b.Spans {
		at := l.b.Len()
		l.b.WriteString(s.Text)
		if s.Kind == diff.Same && b.Kind != diff.Moved || s.Text == "" {
			continue
		}
		m := mark{stretch: stretch{at, l.b.Len()}, ink: l.b.Len()}
		if b.Kind == diff.Changed && l.quiet(i, k) {
			m.ink = -1
		} else {
			seen = true
		}
		if s.Kind == diff.Added {
			m.kind = added
		}
		if b.Kind == diff.Moved {
			m.kind = moved
		}
		if b.Kind != diff.Changed {
			m.whole = true
			if ink := strings.TrimRight(s.Text, " \t\r\n"); ink != "" {
				m.ink = at + len(ink)
			}
		}
		l.p.marks = append(l.p.marks, m)
	}
	if !seen {
		return
	}
	end := start + len(strings.TrimRight(l.b.String()[start:], "\r\n"))
	if n := len(l.p.changes); n > 0 && i > 0 && whole(b.Kind) && whole(l.blocks[i-1].Kind) {
		l.p.changes[n-1].end = end
		return
	}
	l.p.changes = append(l.p.changes, stretch{start, end})
}

// quiet reports whether span k of block i is no change to a reader: line endings in the
// place of others, or those that part a paragraph from one that came or went behind it.
func (l *layer) quiet(i, k int) bool {
	spans := l.blocks[i].Spans
	blank := func(k int) bool { return strings.Trim(spans[k].Text, "\r\n") == "" }
	is := func(k int, kind diff.Kind) bool { return k >= 0 && k < len(spans) && spans[k].Kind == kind && blank(k) }
	if is(k, diff.Removed) && is(k+1, diff.Added) || is(k-1, diff.Removed) && is(k, diff.Added) {
		return true
	}
	for ; k < len(spans); k++ {
		if !blank(k) {
			return false
		}
	}
	if i+1 < len(l.blocks) {
		next := l.blocks[i+1].Kind
		return next != diff.Same && next != diff.Changed
	}
	return i > 0 && l.blocks[i-1].Kind != diff.Same && l.blocks[i-1].Kind != diff.Changed
}

// blankBehind are the blank lines at the end of a block, whose last line has an ending.
func blankBehind(b *diff.Block) string {
	if len(b.Spans) == 0 {
		return ""
	}
	s := b.Spans[len(b.Spans)-1].Text
	blank := s[len(strings.TrimRight(s, " \t\r\n")):]
	if n := strings.IndexByte(blank, '\n'); n >= 0 {
		return blank[n+1:]
	}
	return ""
}

// whole reports whether a paragraph is in one of the texts alone. Those that follow
// each other are one change to a reader.
func whole(k diff.Kind) bool { return k == diff.Removed || k == diff.Added }

// opening is how a block begins, in quotes.
func opening(b *diff.Block) string {
	const most = 60
	var s string
	for _, x := range b.Spans {
		if s += x.Text; len(s) > 4*most {
			break
		}
	}
	s = strings.Join(strings.Fields(s), " ")
	if n := 0; utf8.RuneCountInString(s) > most {
		for i := range s {
			if n++; n > most {
				s = strings.TrimRight(s[:i], " ") + "…"
				break
			}
		}
	}
	return "“" + s + "”"
}

// folds are those of a page that was not touched yet.
func (p *Page) folds() (all []rows.Fold) {
	for _, n := range p.notes {
		if n.end > n.start {
			all = append(all, rows.Fold{Start: n.start, End: n.end})
		}
	}
	return all
}

// noteAt returns the note whose line begins at an offset, -1 for none.
func (p *Page) noteAt(off int) int {
	i := sort.Search(len(p.notes), func(i int) bool { return p.notes[i].off >= off })
	if i < len(p.notes) && p.notes[i].off == off {
		return i
	}
	return -1
}

// marksIn returns the marks that touch [start, end].
func (p *Page) marksIn(start, end int) []mark {
	i := sort.Search(len(p.marks), func(i int) bool { return p.marks[i].end >= start })
	j := i
	for j < len(p.marks) && p.marks[j].start <= end {
		j++
	}
	return p.marks[i:j]
}

// changeFrom returns the first change that begins at an offset or behind it.
func (p *Page) changeFrom(off int) int {
	return sort.Search(len(p.changes), func(i int) bool { return p.changes[i].start >= off })
}

// maxHits are how many places are marked of what is looked for.
const maxHits = 1000

// Find marks words, whatever their case and however blanks and line ends stand between
// them, and returns how many places there are, of which only so many are marked. It is
// for a page that no View shows yet, on any goroutine; the View then shows the first place.
func (p *Page) Find(words string) int {
	p.hits = nil
	fields := strings.Fields(words)
	for i, f := range fields {
		fields[i] = regexp.QuoteMeta(f)
	}
	for r := range (text.Query{Text: strings.Join(fields, `[ \t\r\n]+`), Regexp: true, IgnoreCase: true}).All(p.text, 0) {
		if p.hits = append(p.hits, stretch{r.Start, r.End}); len(p.hits) == maxHits {
			break
		}
	}
	return len(p.hits)
}

// hitsIn returns the hits that touch [start, end].
func (p *Page) hitsIn(start, end int) []stretch {
	i := sort.Search(len(p.hits), func(i int) bool { return p.hits[i].end >= start })
	j := i
	for j < len(p.hits) && p.hits[j].start <= end {
		j++
	}
	return p.hits[i:j]
}

// words are the bytes [start, end) without notes.
func (p *Page) words(start, end int) string {
	var b strings.Builder
	for i := sort.Search(len(p.notes), func(i int) bool { return p.notes[i].off >= start }); i < len(p.notes) && p.notes[i].off < end; i++ {
		upTo := p.notes[i].off
		if p.notes[i].own {
			upTo--
		}
		b.WriteString(p.text.Slice(start, max(start, upTo)))
		start = min(end, p.notes[i].off+p.notes[i].size)
	}
	b.WriteString(p.text.Slice(start, end))
	return b.String()
}
