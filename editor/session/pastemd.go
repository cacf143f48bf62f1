package session

import (
	"strings"

	"galley.app/galley/editor/text"
)

// PasteMarkdown puts in Markdown that was made of what is on the clipboard. Blocks get lines of their
// own, and go on with the list or quotation that they are put into.
func (s *Session) PasteMarkdown(md string) {
	md = strings.Trim(strings.ReplaceAll(strings.ReplaceAll(md, "\r\n", "\n"), "\r", "\n"), "\n")
	if md == "" {
		return
	}
	eol := s.text.Ending()
	if len(s.sels) > 1 {
		edits, after := s.inserts(strings.ReplaceAll(md, "\n", eol))
		s.applyCounted(text.Other, after, edits...)
		return
	}
	x := s.sels[0]
	start := max(x.Start(), s.start)
	end := max(x.End(), start)
	first, last := s.text.LineAt(start), s.text.LineAt(end)
	before := s.text.Slice(s.lineStart(first), start)
	behind := s.text.Slice(end, max(end, s.text.LineEnd(last)))
	l := leadOf(before)
	goesOn := l.quote + l.indent + strings.Repeat(" ", len(l.marker)+columns(l.gap))
	if l.marker == "" {
		goesOn = l.quote + l.indent
	}
	block := isBlock(md)
	if !isBlank(before[l.size:]) && block {
		md = "\n\n" + md
	}
	if !isBlank(behind) && block {
		md += "\n\n"
	}
	lines := strings.Split(md, "\n")
	for i := 1; i < len(lines); i++ {
		if lines[i] = goesOn + lines[i]; isBlank(lines[i]) || strings.Trim(lines[i], " \t>") == "" && i < len(lines)-1 {
			lines[i] = strings.TrimRight(lines[i], " \t")
		}
	}
	words := strings.Join(lines, eol)
	after := []text.Selection{text.Caret(start + len(words))}
	s.applyCounted(text.Other, after, text.Edit{Start: start, End: end, New: words})
}

// isBlock reports whether Markdown is more than words that can go on in a line.
func isBlock(md string) bool {
	if strings.Contains(md, "\n\n") {
		return true
	}
	line, _, several := strings.Cut(md, "\n")
	l := leadOf(line)
	fence, _ := fenceOf(line)
	return l.quote != "" || l.marker != "" || headingSize(line) > 0 || fence != "" || isRule(line) ||
		several && strings.HasPrefix(line, "|")
}
