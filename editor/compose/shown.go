package compose

import (
	"strings"

	"galley.app/galley/editor/text"
)

// flows reports whether a line is shown as one with the line before.
func (s State) flows(line int) bool {
	return s.Flows != nil && line > 0 && line < s.Text.Lines() && s.lineStart(line) > s.Start && s.Flows(s.Text.LineStart(line))
}

// shown returns a block with all of the lines that are shown as one with its first or its last.
func (s State) shown(b block) block {
	for s.flows(b.first) {
		b.first--
	}
	for s.flows(b.last + 1) {
		b.last++
	}
	return b
}

// isOneShown reports whether the lines of a block are shown as one.
func (s State) isOneShown(b block) bool {
	for line := b.first + 1; line <= b.last; line++ {
		if !s.flows(line) {
			return false
		}
	}
	return true
}

// blankAt reports whether a line is outside of the body or has no words.
func (s State) blankAt(line int) bool {
	return line < s.Text.LineAt(s.Start) || line >= s.Text.Lines() || isBlank(s.line(line))
}

// paragraphApart reports whether a block is a paragraph that stands between blank lines, where lines flow: next to
// another one it would become part of that.
func (s State) paragraphApart(b block) bool {
	if s.Flows == nil || !s.isOneShown(b) || s.blankAt(b.first) || !s.blankAt(b.first-1) || !s.blankAt(b.last+1) {
		return false
	}
	words := s.line(b.first)
	l := leadOf(words)
	return l.marker == "" && l.quote == "" && headingSize(words[l.size:]) == 0 && s.fencedFrom(b.first, fenceReach) < 0
}

// beyond returns the lines between the blank ones on one side of a block and the next blank ones, and whether
// there are any.
func (s State) beyond(b block, up bool) (block, bool) {
	by, at := 1, b.last+1
	if up {
		by, at = -1, b.first-1
	}
	first, last := s.Text.LineAt(s.Start), s.Text.Lines()-1
	for at >= first && at <= last && isBlank(s.line(at)) {
		at += by
	}
	if at < first || at > last {
		return block{}, false
	}
	n := block{at, at}
	for !s.blankAt(at + by) {
		at += by
	}
	n.first, n.last = min(n.first, at), max(n.last, at)
	return n, true
}

// moveApart returns the edits that have a paragraph change places with what stands between the next blank lines,
// and how far it moves.
func moveApart(s State, b block, up bool) ([]text.Edit, int) {
	n, ok := s.beyond(b, up)
	if !ok {
		return nil, 0
	}
	a := b
	if up {
		a, n = n, b
	}
	start, end := s.lineStart(a.first), s.Text.LineEnd(a.last)
	from, to := s.lineStart(n.first), s.Text.LineEnd(n.last)
	gap, words := s.Text.Slice(end, from), s.Text.Slice(from, to)
	if up {
		return []text.Edit{{Start: start, End: start, New: words + gap}, {Start: end, End: to}}, start - from
	}
	return []text.Edit{{Start: start, End: start, New: words + gap}, {Start: end, End: to}}, len(words) + len(gap)
}

// between returns what stands between a block and its copy, so that these do not become one paragraph.
func (s State) between(b block) string {
	if s.Flows == nil || !s.isOneShown(b) || s.blankAt(b.first) {
		return ""
	}
	words := s.line(b.first)
	l := leadOf(words)
	if l.marker != "" || headingSize(words[l.size:]) > 0 || strings.HasPrefix(words[l.size:], "|") || s.fencedFrom(b.first, fenceReach) >= 0 || !IsProse(s, s.lineStart(b.first)+l.size) {
		return ""
	}
	return strings.TrimRight(l.quote, " \t") + s.Text.Ending()
}
