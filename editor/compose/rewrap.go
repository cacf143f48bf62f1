package compose

import (
	"slices"
	"strings"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

// Unwrapped is the column of paragraphs that are one line.
const Unwrapped = 1 << 30

// Rewrap returns the command that wraps the paragraphs of the selections at a column, in characters as wide
// as a letter: that of the caret, or all that are selected. Line ends that stay where they are keep their
// bytes, and so does all between two words of a line. Lines that end by intent stay; a paragraph that would
// read otherwise stays as it is. d is the Doc of the text, nil where it is to be found out.
func Rewrap(d *markdown.Doc, column int) Command {
	return func(s State) Transaction {
		d := s.docFor(d)
		var all []markdown.Prose
		for _, x := range s.Selections {
			start, end := max(s.Start, x.Start()), max(s.Start, x.End())
			for _, p := range d.Prose(start, end+1) {
				if p.Start <= end && start <= p.End && (x.Empty() || p.Start < end && start < p.End) {
					all = append(all, p)
				}
			}
		}
		slices.SortFunc(all, func(a, b markdown.Prose) int { return a.Start - b.Start })
		all = slices.CompactFunc(all, func(a, b markdown.Prose) bool { return a.Start == b.Start })
		return edited(s.rewrap(d, all, column, s.Start)...)
	}
}

// RewrapAll is Rewrap for all paragraphs of the body.
func RewrapAll(d *markdown.Doc, column int) Command {
	return func(s State) Transaction {
		d := s.docFor(d)
		return edited(s.rewrap(d, d.Prose(s.Start, s.Text.Len()+1), column, s.Start)...)
	}
}

// docFor returns d if it is the Doc of the text, else one that is.
func (s State) docFor(d *markdown.Doc) *markdown.Doc {
	if d == nil || d.Version != s.Text.Version() || d.Base != s.Start {
		return markdown.Parse(nil, s.Text, s.Start)
	}
	return d
}

// RewrapFrom returns the edits that wrap the paragraph of an offset from the line of the offset on, which
// stays the first of those that are wrapped; none where d is not the Doc of the text.
func RewrapFrom(s State, d *markdown.Doc, off, column int) []text.Edit {
	if d == nil || d.Version != s.Text.Version() {
		return nil
	}
	for _, p := range d.Prose(off, off+1) {
		if p.Start <= off && off <= p.End {
			return s.rewrap(d, []markdown.Prose{p}, column, s.Text.LineStart(s.Text.LineAt(off)))
		}
	}
	return nil
}

// rewrap returns the edits that wrap paragraphs of d, of the first one only what starts at from or behind.
func (s State) rewrap(d *markdown.Doc, all []markdown.Prose, column, from int) []text.Edit {
	var groups [][]text.Edit // a paragraph each
	for _, p := range all {
		if more := (wrapper{s: s, p: p, column: column, from: from}).edits(); len(more) > 0 {
			groups = append(groups, more)
		}
	}
	return harmless(groups, func(edits []text.Edit) bool { return s.readsWith(d, edits) })
}

// harmless are the edits of those groups with which a text reads as before. A text
// may be long, so that groups are asked about together, and apart only where one of
// them is not harmless.
func harmless(groups [][]text.Edit, reads func([]text.Edit) bool) []text.Edit {
	if len(groups) == 0 {
		return nil
	}
	edits := slices.Concat(groups...)
	switch half := len(groups) / 2; {
	case reads(edits):
		return edits
	case half == 0:
		return nil
	default:
		return append(harmless(groups[:half], reads), harmless(groups[half:], reads)...)
	}
}

// readsWith reports whether the text of d reads the same with some edits.
func (s State) readsWith(d *markdown.Doc, edits []text.Edit) bool {
	next, p := s.Text.Apply(edits...)
	return d.Again(next, p.Map(d.Base, text.Before)).Reads(d)
}

// wrapper wraps one paragraph.
type wrapper struct {
	s      State
	p      markdown.Prose
	column int
	from   int // lines that start before it stay as they are

	first int    // width of what stands before the paragraph on its first line
	lead  string // what a line that goes on begins with
	deep  int    // in how many quotations
}

// word is a word of a paragraph and the gap before it.
type word struct {
	start, end int
	gap        int  // where the gap before it starts
	soft       bool // the gap holds a line end
	kept       bool // the gap is a line end that stays
}

// gapWidth is how wide the gap before the word is where no line ends in it.
func (x word) gapWidth() int {
	if x.soft {
		return 1
	}
	return x.start - x.gap
}

// edits returns the edits that wrap the paragraph.
func (w wrapper) edits() (edits []text.Edit) {
	t := w.s.Text
	lead := t.Slice(w.s.lineStart(t.LineAt(w.p.Start)), w.p.Start)
	w.first = width(lead)
	if w.p.Within {
		w.lead = strings.Map(func(r rune) rune {
			if r == '>' || r == '\t' {
				return r
			}
			return ' '
		}, lead)
		w.deep = strings.Count(lead, ">")
	}
	eol := t.Ending()
	words := w.words()
	for _, b := range w.breaks(words) {
		x := words[b.at]
		switch {
		case b.ends && !x.soft:
			edits = append(edits, text.Edit{Start: x.gap, End: x.start, New: eol + w.lead})
		case !b.ends && x.soft:
			edits = append(edits, text.Edit{Start: x.gap, End: x.start, New: " "})
		}
	}
	return edits
}

// words returns the words of the paragraph from the first line that may change.
func (w wrapper) words() (words []word) {
	t := w.s.Text
	src := t.Slice(w.p.Start, w.p.End)
	lines := w.p.Lines
	gap, soft, kept := w.p.Start, false, true
	for at := 0; at < len(src); {
		switch c := src[at]; {
		case c == ' ' || c == '\t':
			at++
		case c == '\r' || c == '\n':
			at++
			if c == '\r' && at < len(src) && src[at] == '\n' {
				at++
			}
			start := w.p.Start + at
			if soft = len(lines) > 0 && lines[0] == start; soft {
				lines = lines[1:]
			}
			kept = !soft || start <= w.from
			at = w.skipLead(src, at)
		default:
			n := strings.IndexAny(src[at:], " \t\r\n")
			if n < 0 {
				n = len(src) - at
			}
			words = append(words, word{start: w.p.Start + at, end: w.p.Start + at + n, gap: gap, soft: soft, kept: kept})
			at += n
			gap, soft, kept = w.p.Start+at, false, false
		}
	}
	return words
}

// skipLead returns where the words of the line start that begins at an offset of the paragraph's source.
func (w wrapper) skipLead(src string, at int) int {
	for deep := w.deep; ; at++ {
		for at < len(src) && (src[at] == ' ' || src[at] == '\t') {
			at++
		}
		if deep == 0 || at == len(src) || src[at] != '>' {
			return at
		}
		deep--
	}
}

// ending says whether a line ends before a word.
type ending struct {
	at   int // index of the word
	ends bool
}

// breaks returns for the words that may begin a line, or do not have to, whether they do.
func (w wrapper) breaks(words []word) (all []ending) {
	t := w.s.Text
	indent := width(w.lead)
	from := 0 // first word of the line
	col := w.first
	for i, x := range words {
		wide := width(t.Slice(x.start, x.end))
		if i == 0 {
			col += wide
			continue
		}
		if x.kept {
			from, col = i, indent+wide
			continue
		}
		gap := x.gapWidth()
		if fixed := x.start <= w.from; fixed || col+gap+wide <= w.column {
			col += gap + wide
			if !fixed {
				all = append(all, ending{at: i})
			}
			continue
		}
		at := i // the last word that may begin the next line
		for at > from && (words[at].start <= w.from || !w.mayBreak(words, at)) {
			at--
		}
		if at == from {
			col += gap + wide
			all = append(all, ending{at: i})
			continue
		}
		if at < i {
			all = append(all[:len(all)-(i-at)], ending{at: at, ends: true})
			for k := at + 1; k <= i; k++ {
				all = append(all, ending{at: k})
			}
		} else {
			all = append(all, ending{at: i, ends: true})
		}
		from, col = at, indent+width(t.Slice(words[at].start, words[at].end))
		for _, y := range words[at+1 : i+1] {
			col += y.gapWidth() + width(t.Slice(y.start, y.end))
		}
	}
	return all
}

// mayBreak reports whether a line may end before a word without meaning something else: it could become a
// heading, an item, a hard break.
func (w wrapper) mayBreak(words []word, i int) bool {
	t := w.s.Text
	s := t.Slice(words[i].start, words[i].end)
	before := t.Slice(words[i-1].start, words[i-1].end)
	if slashes := len(before) - len(strings.TrimRight(before, `\`)); slashes%2 == 1 || strings.HasSuffix(strings.ToLower(before), "<br>") {
		return false
	}
	switch s[0] {
	case '-', '+', '*', '_', '=', ':', '|':
		return len(s) > 1 && strings.Trim(s, "-+*_=:|") != ""
	case '#':
		return len(strings.Trim(s, "#")) > 0
	case '>', '<':
		return false
	case '`', '~', '$':
		return !strings.HasPrefix(s, "```") && !strings.HasPrefix(s, "~~~") && !strings.HasPrefix(s, "$$")
	case '[':
		return !strings.HasPrefix(s, "[^")
	case '1':
		return s != "1." && s != "1)"
	}
	return true
}
