package compose

import (
	"slices"
	"strings"
	"unicode/utf8"

	"galley.app/galley/editor/text"
)

// Heading makes the selected lines headings of the given level, 1 to 6, or plain text for 0 and where
// all are of that level already. Headings that are underlined lose the line.
func Heading(s State, level int) Transaction {
	if allHeadings(s, level) {
		level = 0
	}
	mark := strings.Repeat("#", max(0, min(level, 6)))
	if mark != "" {
		mark += " "
	}
	var edits []text.Edit
	for _, b := range s.blocks() {
		for _, line := range s.worked(b) {
			if n := len(edits); n > 0 && s.lineStart(line) < edits[n-1].End {
				continue // it underlined the one before
			}
			if s.flows(line) && mark != "" { // a heading is one line
				words := s.line(line)
				l := leadOf(words)
				end := s.Text.LineEnd(line - 1)
				blanks := len(s.line(line-1)) - len(strings.TrimRight(s.line(line-1), " \t"))
				edits = append(edits, text.Edit{Start: end - blanks, End: s.lineStart(line) + len(l.quote) + len(l.indent), New: " "})
				continue
			}
			edits = append(edits, headingEdits(s, line, mark)...)
		}
	}
	return edited(edits...)
}

// allHeadings reports whether every selected line is a heading of a level.
func allHeadings(s State, level int) bool {
	some := false
	for _, b := range s.blocks() {
		for _, line := range s.worked(b) {
			words := s.line(line)
			words = words[leadOf(words).size:]
			if n := headingSize(words); n == 0 || strings.Count(words[:n], "#") != level {
				return false
			}
			some = true
		}
	}
	return some
}

func headingEdits(s State, line int, mark string) []text.Edit {
	words := s.line(line)
	l := leadOf(words)
	if l.marker == "" {
		l.size = len(l.quote) + len(l.indent)
	}
	at := s.lineStart(line) + l.size
	n := headingSize(words[l.size:])
	start := at
	if l.marker == "" && len(l.indent) < 4 {
		start -= len(l.indent)
	}
	edits := []text.Edit{{Start: start, End: at + n, New: mark}}
	if end := s.Text.LineEnd(line); n > 0 && mark == "" { // marks behind the heading
		rest := strings.TrimRight(words[l.size+n:], " \t")
		if body := strings.TrimRight(rest, "#"); len(body) < len(rest) && (body == "" || strings.HasSuffix(body, " ")) {
			edits = append(edits, text.Edit{Start: at + n + len(strings.TrimRight(body, " ")), End: end})
		}
	}
	if line+1 < s.Text.Lines() && n == 0 && l.marker == "" && !isBlank(words) && isUnderline(s.line(line+1)) {
		edits = append(edits, text.Edit{Start: s.Text.LineEnd(line), End: s.Text.LineEnd(line + 1)})
	}
	return edits
}

// isUnderline reports whether a line under a paragraph makes that a heading.
func isUnderline(line string) bool {
	line = strings.TrimRight(line, " \t")
	rest := strings.TrimLeft(line, " ")
	return rest != "" && len(line)-len(rest) < 4 && (strings.Trim(rest, "=") == "" || strings.Trim(rest, "-") == "")
}

// ToggleQuote quotes the selected lines, or takes one level of quotation away if all are quoted.
func ToggleQuote(s State) Transaction {
	var edits []text.Edit
	for _, b := range s.blocks() {
		quoted := true
		for _, line := range s.worked(b) {
			quoted = quoted && (leadOf(s.line(line)).quote != "" || s.flows(line))
		}
		for line := b.first; line <= b.last; line++ {
			words, at := s.line(line), s.lineStart(line)
			mark := strings.IndexByte(words, '>')
			switch {
			case !quoted && words == "" && b.first != b.last:
				edits = append(edits, text.Edit{Start: at, End: at, New: ">"})
			case !quoted:
				edits = append(edits, text.Edit{Start: at, End: at, New: "> "})
			case leadOf(words).quote != "":
				n := mark + 1
				if strings.HasPrefix(words[n:], " ") {
					n++
				}
				edits = append(edits, text.Edit{Start: at, End: at + n})
			}
		}
	}
	return edited(edits...)
}

// CodeBlock fences the selected lines as code, or takes the fences away where they are code.
func CodeBlock(s State) Transaction {
	var edits []text.Edit
	inside := map[int]bool{} // offsets with the code behind them
	caret := -1
	for _, b := range s.blocks() {
		if f, ok := s.fences(b.first); ok {
			if n := len(edits); n == 0 || s.lineStart(f.first) >= edits[n-1].End {
				edits = append(edits, unfenceEdits(s, f)...)
			}
			continue
		}
		first := s.line(b.first)
		l := leadOf(first)
		indent := l.quote + l.indent
		mark := strings.Repeat("`", max(3, longestFence(s.Text.Slice(s.lineStart(b.first), s.Text.LineEnd(b.last)))+1))
		at, end, eol := s.lineStart(b.first), s.Text.LineEnd(b.last), s.Text.Ending()
		if isBlank(first[len(l.quote):]) && b.first == b.last {
			edits = append(edits, text.Edit{Start: at, End: end, New: indent + mark + eol + indent + eol + indent + mark})
			caret = len(indent+mark+eol) + len(indent)
			continue
		}
		edits = append(
			edits,
			text.Edit{Start: at, End: at, New: indent + mark + eol},
			text.Edit{Start: end, End: end, New: eol + indent + mark},
		)
		inside[at] = true
	}
	if len(edits) == 0 {
		return Transaction{}
	}
	_, p := s.Text.Apply(edits...)
	var after []text.Selection
	if caret >= 0 && len(edits) == 1 {
		after = []text.Selection{text.Caret(edits[0].Start + caret)}
	} else {
		to := func(off int) int {
			if inside[off] {
				return p.Map(off, text.After)
			}
			return p.Map(off, text.Before)
		}
		for _, x := range s.Selections {
			after = append(after, text.Selection{Anchor: to(x.Anchor), Head: to(x.Head)})
		}
	}
	return Transaction{Kind: text.Other, Edits: edits, Selections: after}
}

// longestFence returns the length of the longest run of ` that a line of s starts with.
func longestFence(s string) int {
	n := 2
	for _, line := range strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if fence, _ := fenceOf(line); strings.HasPrefix(fence, "`") {
			n = max(n, len(fence))
		}
	}
	return n
}

// fences returns the fences of the code that line is in: their lines. The last is past the text if
// the code is not closed.
func (s State) fences(line int) (block, bool) {
	open := s.fencedFrom(line, s.Text.Len())
	if open < 0 {
		if fence, _ := fenceOf(s.line(line)); fence == "" {
			return block{}, false
		}
		open = line
	}
	mark, _ := fenceOf(s.line(open))
	for i := open + 1; i < s.Text.Lines(); i++ {
		if fence, info := fenceOf(s.line(i)); fence != "" && fence[0] == mark[0] && len(fence) >= len(mark) && info == "" {
			return block{open, i}, true
		}
	}
	return block{open, s.Text.Lines()}, true
}

// unfenceEdits returns the edits that remove the lines of fences.
func unfenceEdits(s State, f block) []text.Edit {
	edits := []text.Edit{{Start: s.lineStart(f.first), End: s.Text.AfterLine(f.first)}}
	if f.last == s.Text.Lines() {
		return edits
	}
	last := text.Edit{Start: s.lineStart(f.last), End: s.Text.AfterLine(f.last)}
	if f.last == s.Text.Lines()-1 && f.last > f.first+1 {
		last.Start = s.Text.LineEnd(f.last - 1) // a file without a final line ending still has none
	}
	return append(edits, last)
}

const (
	commentOpen = "<!--"
	commentShut = "-->"
)

// ToggleComment makes the selected text, or that of the line, an HTML comment, or text again. What
// holds a comment in part cannot be one.
func ToggleComment(s State) Transaction {
	return asOne(s, func(x text.Selection) inline { return commentInline(s, x) })
}

func commentInline(s State, x text.Selection) inline {
	still := selecting(x.Start(), x.End())
	if c, ok := s.commentAround(x.Start(), x.End()); ok {
		body := s.Text.Slice(c.start, c.end)
		open, shut := len(commentOpen), len(commentShut)
		if strings.HasPrefix(body[open:], " ") {
			open++
		}
		if strings.HasSuffix(body[:len(body)-shut], " ") && len(body) > open+shut {
			shut++
		}
		still.edits = []text.Edit{{Start: c.start, End: c.start + open}, {Start: c.end - shut, End: c.end}}
		return still
	}
	w := span{x.Start(), x.End()}
	if x.Empty() {
		line := s.Text.LineAt(x.Head)
		words := s.line(line)
		l := leadOf(words)
		w.start = s.lineStart(line) + l.size
		w.end = s.Text.LineEnd(line)
	}
	words := s.Text.Slice(w.start, w.end)
	left := strings.TrimLeft(words, " \t\r\n")
	w.start += len(words) - len(left)
	words = strings.TrimRight(left, " \t\r\n")
	w.end = w.start + len(words)
	if words == "" {
		p := place{x.Start(), text.Before, len(commentOpen + " ")}
		return inline{
			edits: []text.Edit{{Start: x.Start(), End: x.Start(), New: commentOpen + "  " + commentShut}}, start: p, end: p,
		}
	}
	if strings.Contains(words, commentOpen) || strings.Contains(words, commentShut) {
		return still
	}
	still.edits = []text.Edit{{Start: w.start, End: w.start, New: commentOpen + " "}, {Start: w.end, End: w.end, New: " " + commentShut}}
	if x.Empty() {
		p := place{off: x.Head, bias: text.Before}
		if x.Head <= w.start {
			p.bias = text.After
		}
		still.start, still.end = p, p
		return still
	}
	still.start, still.end = place{w.start, text.After, 0}, place{w.end, text.Before, 0}
	return still
}

// commentAround returns the comment that holds [a, b), or is in it but for blanks, if it is near.
func (s State) commentAround(a, b int) (span, bool) {
	words := s.Text.Slice(a, b)
	left := strings.TrimLeft(words, " \t\r\n")
	if body := strings.TrimRight(left, " \t\r\n"); len(body) >= len(commentOpen+commentShut) &&
		strings.HasPrefix(body, commentOpen) && strings.Index(body, commentShut) == len(body)-len(commentShut) {
		return span{a + len(words) - len(left), a + len(words) - len(left) + len(body)}, true
	}
	from := max(s.Start, a-fenceReach)
	before := s.Text.Slice(from, min(s.Text.Len(), a+len(commentOpen)-1))
	open := strings.LastIndex(before, commentOpen)
	if open < 0 || strings.Contains(s.Text.Slice(from+open, a), commentShut) {
		return span{}, false
	}
	start := from + open
	behind := s.Text.Slice(start, min(s.Text.Len(), b+fenceReach))
	shut := strings.Index(behind, commentShut)
	if shut < len(commentOpen) || start+shut+len(commentShut) < b {
		return span{}, false
	}
	return span{start, start + shut + len(commentShut)}, true
}

// MoveLines moves the selected lines one line up or down. Where lines flow, a paragraph that stands between blank
// lines changes places with what stands behind or before those.
func MoveLines(s State, up bool) Transaction {
	var edits []text.Edit
	moves := map[block]int{}
	for _, b := range s.blocks() {
		move := moveBlock
		if s.paragraphApart(b) {
			move = moveApart
		}
		pair, by := move(s, b, up)
		if len(pair) == 0 {
			continue
		}
		edits = append(edits, pair...)
		moves[b] = by
	}
	after := slices.Clone(s.Selections)
	for i, x := range s.Selections {
		for b, by := range moves {
			if at, end := s.lineStart(b.first), s.Text.AfterLine(b.last); x.Start() >= at && x.End() <= end {
				after[i] = text.Selection{Anchor: x.Anchor + by, Head: x.Head + by}
			}
		}
	}
	if len(edits) == 0 {
		return Transaction{}
	}
	return counted(s, text.Other, after, edits...)
}

// moveBlock returns the edits that put the line before or behind a block to its other side, and how
// far the block moves.
func moveBlock(s State, b block, up bool) ([]text.Edit, int) {
	at, end := s.lineStart(b.first), s.Text.LineEnd(b.last)
	last := s.Text.Lines() - 1
	if up {
		if b.first <= s.Text.LineAt(s.Start) || at == s.Text.Len() && b.first == last {
			return nil, 0
		}
		above := s.shown(block{b.first - 1, b.first - 1})
		prev := s.lineStart(above.first)
		whole := s.Text.Slice(prev, at)
		words := s.Text.Slice(prev, s.Text.LineEnd(above.last))
		if b.last == last { // the last line has no ending: the one that moves down gives its own
			return []text.Edit{{Start: prev, End: at}, {Start: end, End: end, New: whole[len(words):] + words}}, prev - at
		}
		next := s.Text.LineStart(b.last + 1)
		return []text.Edit{{Start: prev, End: at}, {Start: next, End: next, New: whole}}, prev - at
	}
	if b.last == last {
		return nil, 0
	}
	below := s.shown(block{b.last + 1, b.last + 1})
	next, after := s.Text.LineStart(below.first), s.Text.AfterLine(below.last)
	if next == s.Text.Len() {
		return nil, 0 // only the empty line behind the final line ending follows
	}
	if below.last == last {
		words := s.Text.Slice(next, after) + s.Text.Slice(end, next)
		return []text.Edit{{Start: at, End: at, New: words}, {Start: end, End: after}}, len(words)
	}
	words := s.Text.Slice(next, after)
	return []text.Edit{{Start: at, End: at, New: words}, {Start: next, End: after}}, len(words)
}

// DuplicateLines doubles the selected lines. The selections go on in the copy above or below.
func DuplicateLines(s State, above bool) Transaction {
	var edits []text.Edit
	for _, b := range s.blocks() {
		at, end := s.lineStart(b.first), s.Text.AfterLine(b.last)
		words := s.Text.Slice(at, end)
		if b.last == s.Text.Lines()-1 {
			words += s.Text.Ending()
		}
		edits = append(edits, text.Edit{Start: at, End: at, New: words + s.between(b)})
	}
	if len(edits) == 0 {
		return Transaction{}
	}
	_, p := s.Text.Apply(edits...)
	after := make([]text.Selection, len(s.Selections))
	for i, x := range s.Selections {
		a, h := p.Map(x.Anchor, text.After), p.Map(x.Head, text.After)
		if above {
			a, h = firstCopy(s, x.Anchor, a, edits), firstCopy(s, x.Head, h, edits)
		} else if !x.Empty() && atBlockEnd(s, x.End(), edits) {
			// A selection of whole lines must not go on into the next copy.
			end := p.Map(x.End(), text.Before)
			if x.Head > x.Anchor {
				h = end
			} else {
				a = end
			}
		}
		after[i] = text.Selection{Anchor: a, Head: h}
	}
	return counted(s, text.Other, after, edits...)
}

// atBlockEnd reports whether a block that is doubled starts at off.
func atBlockEnd(s State, off int, edits []text.Edit) bool {
	return slices.ContainsFunc(edits, func(e text.Edit) bool { return e.Start == off })
}

// firstCopy returns where off is in the copy above, mapped being where it is in the one below.
func firstCopy(s State, off, mapped int, edits []text.Edit) int {
	for i := len(edits) - 1; i >= 0; i-- {
		if e := edits[i]; off >= e.Start {
			if off-e.Start <= len(e.New) {
				return mapped - len(e.New)
			}
			break
		}
	}
	return mapped
}

// DeleteLines deletes the selected lines. The caret goes on in the next one, in the same column
// where there is one.
func DeleteLines(s State) Transaction {
	var edits []text.Edit
	for _, b := range s.blocks() {
		e := text.Edit{Start: s.lineStart(b.first), End: s.Text.AfterLine(b.last)}
		if b.last == s.Text.Lines()-1 && e.Start > s.Start && b.first > 0 {
			e.Start = max(s.Start, s.Text.LineEnd(b.first-1)) // the line before becomes the last
		}
		if e.Start < e.End {
			edits = append(edits, e)
		}
	}
	if len(edits) == 0 {
		return Transaction{}
	}
	next, p := s.Text.Apply(edits...)
	var after []text.Selection
	for _, x := range s.Selections {
		to := p.Map(x.Head, text.After)
		if deleted(s, x.Head, edits) {
			line := next.LineAt(to)
			col := x.Head - s.lineStart(s.Text.LineAt(x.Head))
			start := max(s.Start, next.LineStart(line))
			to = min(start+col, next.LineEnd(line))
			for to > start && to < next.LineEnd(line) && !utf8.RuneStart(next.Byte(to)) {
				to--
			}
		}
		after = append(after, text.Caret(to))
	}
	return counted(s, text.Other, after, edits...)
}

func deleted(s State, off int, edits []text.Edit) bool {
	return slices.ContainsFunc(edits, func(e text.Edit) bool { return e.Start <= off && off <= e.End })
}
