package compose

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

const (
	wholeParse = 128 << 10 // bytes of a body that is parsed for a command as a whole
	parseReach = 32 << 10  // bytes around the selections that are parsed of a longer one
)

// proseAround returns the paragraphs of several lines that the selections touch.
func (s State) proseAround() (all []markdown.Prose) {
	from, to, several := s.Text.Len(), s.Start, false
	for _, x := range s.Selections {
		if x.End() < s.Start {
			continue
		}
		first, last := s.Text.LineAt(max(x.Start(), s.Start)), s.Text.LineAt(x.End())
		several = several || first < last || !s.standsAlone(first)
		from, to = min(from, s.lineStart(first)), max(to, s.Text.LineEnd(last))
	}
	if !several {
		return nil
	}
	for _, p := range s.parse(from, to).Prose(from, to+1) {
		if s.Text.LineAt(p.Start) < s.Text.LineAt(p.End) {
			all = append(all, p)
		}
	}
	return all
}

// standsAlone reports whether the lines before and behind a line are blank.
func (s State) standsAlone(line int) bool {
	alone := func(line int) bool {
		return line < 0 || line >= s.Text.Lines() || s.Text.LineStart(line) < s.Start || isBlank(s.line(line))
	}
	return alone(line-1) && alone(line+1)
}

// parse returns the Doc of the lines around [from, to), or of the whole body if that is short.
func (s State) parse(from, to int) *markdown.Doc {
	if s.Text.Len()-s.Start <= wholeParse {
		return markdown.Parse(nil, s.Text, s.Start)
	}
	from, to = s.wholeRune(max(s.Start, from-parseReach)), s.wholeRune(min(s.Text.Len(), to+parseReach))
	if from > s.Start { // a block begins behind a blank line
		before, rest, _ := strings.Cut(s.Text.Slice(from, to), s.Text.Ending()+s.Text.Ending())
		if rest != "" {
			from += len(before)
		}
	}
	part := strings.ToValidUTF8(s.Text.Slice(from, to), "�")
	if len(part) != to-from {
		return markdown.Parse(nil, s.Text, s.Start)
	}
	d := markdown.Parse(nil, text.New(part), 0)
	d.Base = from
	return d
}

// wholeRune returns where the character at an offset begins, or the one behind it.
func (s State) wholeRune(off int) int {
	for range utf8.UTFMax - 1 {
		if off == s.Text.Len() || utf8.RuneStart(s.Text.Byte(off)) {
			break
		}
		off++
	}
	return off
}

// paragraphOf returns the paragraph of several lines that all of w is in, else the line where w begins.
func (s State) paragraphOf(w span) span {
	i := sort.Search(len(s.prose), func(i int) bool { return s.prose[i].Start > w.start }) - 1
	if i >= 0 && w.end <= s.prose[i].End {
		return span{s.prose[i].Start, s.prose[i].End}
	}
	line := s.Text.LineAt(w.start)
	return span{s.lineStart(line), s.Text.LineEnd(line)}
}

// stretches joins pieces of lines that lie in one paragraph.
func (s State) stretches(pieces []span) (all [][]span) {
	for _, w := range pieces {
		if n := len(all); n > 0 {
			last := all[n-1]
			if in := s.paragraphOf(span{last[0].start, w.end}); last[0].start >= in.start && w.end <= in.end {
				all[n-1] = append(last, w)
				continue
			}
		}
		all = append(all, []span{w})
	}
	return all
}

// stretch is the text of one or more lines of a paragraph, which an emphasis goes around as a whole.
type stretch struct {
	span
	lines []span // the parts of it on each line
	apart bool   // each line has the emphasis for itself
	on    bool
}

// stretchOf finds out how e stands in some parts of lines.
func (s State) stretchOf(e emphasis, lines []span) stretch {
	x := stretch{span: span{lines[0].start, lines[len(lines)-1].end}, lines: lines}
	if len(lines) == 1 {
		x.on = isOn(s, e, x.span)
		return x
	}
	words := x.span
	for _, p := range s.paired(words).pairs {
		words = span{words.start + p.open, words.end - p.shut}
	}
	if words.start >= words.end { // marks are all there is, and some are counted from both sides
		words = x.span
	}
	if _, x.on = emphasisAround(s, e, span{max(x.start, words.start), min(x.end, words.end)}); x.on {
		return x
	}
	x.apart, x.on = true, true
	for _, w := range lines {
		x.on = x.on && isOn(s, e, w)
	}
	return x
}

// toggled returns the edits that switch e for a stretch.
func (x stretch) toggled(s State, e emphasis, on bool) (edits []text.Edit) {
	switch {
	case on && x.apart:
		for _, w := range x.lines {
			edits = append(edits, toggleEdits(s, e, w, on)...)
		}
		return edits
	case !on && x.on && !x.apart:
		return nil
	case !on:
		if edits = x.gather(s, e); len(edits) > 0 {
			return edits
		}
	}
	return toggleEdits(s, e, x.span, on)
}

// gather returns the edits that make one emphasis of a stretch and of those that begin or end in it; none
// where there are none.
func (x stretch) gather(s State, e emphasis) []text.Edit {
	in := s.paragraphOf(x.span)
	if in.end-in.start > longest || x.end > in.end {
		return nil
	}
	start, end := x.start, x.end
	var inner []text.Edit
	for _, p := range emphases(s.Text.Slice(in.start, in.end), e) {
		p.start, p.end = p.start+in.start, p.end+in.start
		if p.start-p.n < x.end && p.end+p.n > x.start {
			start, end = min(start, p.start-p.n), max(end, p.end+p.n)
			inner = append(inner, text.Edit{Start: p.start - p.n, End: p.start}, text.Edit{Start: p.end, End: p.end + p.n})
		}
	}
	if len(inner) == 0 {
		return nil
	}
	mark := e.mark
	if wordBeside(s, start, end) {
		mark = e.inner
	}
	shut := mark
	if e.mark == code.mark {
		mark, shut = codeMarks(s.Text.Slice(start, end))
	}
	sortEdits(inner)
	return around(inner, start, end, mark, shut)
}

// around returns the edits that put marks at both ends and carry out those between. Of these, one that takes
// a mark away at an end puts the new one there.
func around(inner []text.Edit, start, end int, open, shut string) []text.Edit {
	var edits, last []text.Edit
	if inner[0].Start == start {
		inner[0].New = open
	} else {
		edits = []text.Edit{{Start: start, End: start, New: open}}
	}
	if n := len(inner); inner[n-1].End == end {
		inner[n-1].New = shut
	} else {
		last = []text.Edit{{Start: end, End: end, New: shut}}
	}
	return slices.Concat(edits, inner, last)
}

// trimLines returns s without blanks and line ends at its end, nor what marks the lines of a quotation.
func trimLines(s string) string {
	for {
		s = strings.TrimRight(s, " \t\r\n")
		line := s[strings.LastIndexAny(s, "\r\n")+1:]
		if len(line) == len(s) || strings.Trim(line, " \t>") != "" {
			return s
		}
		s = s[:len(s)-len(line)]
	}
}

// trimLinesLeft is trimLines for the beginning of s.
func trimLinesLeft(s string) string {
	for {
		rest := strings.TrimLeft(s, " \t\r\n")
		if len(rest) == len(s) || !strings.ContainsAny(s[:len(s)-len(rest)], "\r\n") {
			return rest
		}
		s = strings.TrimLeft(rest, ">")
	}
}
