package compose

import (
	"strings"

	"galley.app/galley/editor/text"
)

// PasteMarkdown puts in Markdown that was made of what is on the clipboard. Blocks get lines of their
// own, and go on with the list or quotation that they are put into.
func PasteMarkdown(s State, md string) Transaction {
	md = strings.Trim(strings.ReplaceAll(strings.ReplaceAll(md, "\r\n", "\n"), "\r", "\n"), "\n")
	if md == "" {
		return Transaction{}
	}
	md = withTablesAligned(md)
	eol := s.Text.Ending()
	if len(s.Selections) > 1 {
		edits, after := insertions(s, strings.ReplaceAll(md, "\n", eol))
		return counted(s, text.Other, after, edits...)
	}
	x := s.Selections[0]
	start := max(x.Start(), s.Start)
	end := max(x.End(), start)
	first, last := s.Text.LineAt(start), s.Text.LineAt(end)
	before := s.Text.Slice(s.lineStart(first), start)
	behind := s.Text.Slice(end, max(end, s.Text.LineEnd(last)))
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
	return counted(s, text.Other, after, text.Edit{Start: start, End: end, New: words})
}

// withTablesAligned pads the cells of the tables in Markdown so that their columns line up, as those do that are
// inserted.
func withTablesAligned(md string) string {
	if !strings.Contains(md, "|") {
		return md
	}
	t := text.New(md)
	s := State{Text: t, Selections: []text.Selection{text.Caret(t.Len())}}
	var edits []text.Edit
	for line := 0; line < t.Lines(); line++ {
		if !MayBeRow(s, line) {
			continue
		}
		if b, ok := s.tableLines(line); ok {
			table := s.tableOf(b)
			edits = append(edits, tableEdits(s, table, table.String())...)
			line = b.last
		}
	}
	t, _ = t.Apply(edits...)
	return t.String()
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
