package session

import (
	"fmt"
	"strings"

	"galley.app/galley/editor/text"
)

// JoinLines makes the selected lines one, or the line at the caret one with the next. What marks the
// block of a line that is joined to the one before goes.
func (s *Session) JoinLines() {
	var edits []text.Edit
	joins := map[int]int{} // the line of a caret to where it is joined
	for _, b := range s.blocks() {
		last := b.last
		if b.first == b.last {
			last = min(last+1, s.text.Lines()-1)
		}
		some := !isBlank(s.line(b.first))
		for line := b.first; line < last; line++ {
			e := s.joint(line, some)
			if n := len(edits); n > 0 {
				e.Start = max(e.Start, edits[n-1].End)
			}
			some = some || !isBlank(s.line(line+1))
			if b.first == b.last {
				joins[line] = len(edits)
			}
			edits = append(edits, e)
		}
	}
	if len(edits) == 0 {
		return
	}
	_, p := s.text.Apply(edits...)
	after := mapped(s.sels, p)
	for i, x := range s.sels {
		if k, ok := joins[s.text.LineAt(x.Head)]; ok && x.Empty() && x.Head >= s.start {
			after[i] = text.Caret(p.Map(edits[k].Start, text.Before))
		}
	}
	s.applyCounted(text.Other, after, edits...)
}

// joint returns the edit that joins the line behind a line to it; some tells whether there are words
// before.
func (s *Session) joint(line int, some bool) text.Edit {
	words, next := s.line(line), s.line(line+1)
	e := text.Edit{Start: s.lineStart(line) + len(strings.TrimRight(words, " \t")), End: s.text.LineStart(line + 1)}
	if !some {
		e.Start = s.lineStart(line)
		return e
	}
	l, m := leadOf(words), leadOf(next)
	n := len(m.quote) + len(m.indent)
	if l.marker != "" && l.ordered() == m.ordered() {
		n = m.size
	}
	e.End += n
	if rest := strings.TrimLeft(next[n:], " \t"); rest != "" {
		e.End += len(next) - n - len(rest)
		e.New = " "
	} else {
		e.End = s.text.LineEnd(line + 1)
	}
	return e
}

// DeleteToLineEnd deletes what is selected, and at a caret what is behind it in its line, or the
// line's ending where nothing is.
func (s *Session) DeleteToLineEnd() {
	var edits []text.Edit
	for _, x := range s.sels {
		e := text.Edit{Start: x.Start(), End: x.End()}
		if e.Start < s.start {
			continue
		}
		if x.Empty() {
			line := s.text.LineAt(x.Head)
			if e.End = s.text.LineEnd(line); e.End <= e.Start {
				e.End = lineAfter(s.text, line)
			}
		}
		edits = append(edits, e)
	}
	sortEdits(edits)
	kept := edits[:0]
	for _, e := range edits {
		if n := len(kept); n == 0 || e.Start >= kept[n-1].End {
			kept = append(kept, e)
		}
	}
	if len(kept) > 0 {
		s.Apply(text.Other, nil, kept...)
	}
}

// CheckTask checks the tasks on the selected lines that are open, and opens those that are checked.
func (s *Session) CheckTask() {
	var edits []text.Edit
	for _, b := range s.blocks() {
		for line := b.first; line <= b.last; line++ {
			if e, ok := s.check(line); ok {
				edits = append(edits, e)
			}
		}
	}
	if len(edits) > 0 {
		s.Apply(text.Other, s.Selections(), edits...)
	}
}

// CheckTaskAt checks or opens the task on the line of an offset, and reports whether there is one.
func (s *Session) CheckTaskAt(off int) bool {
	if off < s.start || off > s.text.Len() {
		return false
	}
	e, ok := s.check(s.text.LineAt(off))
	if ok {
		s.Apply(text.Other, s.Selections(), e)
	}
	return ok
}

// TaskAt returns where the box of the task on the line of an offset is, brackets included.
func (s *Session) TaskAt(off int) (start, end int, ok bool) {
	if off < s.start || off > s.text.Len() {
		return 0, 0, false
	}
	e, ok := s.check(s.text.LineAt(off))
	return e.Start - 1, e.End + 1, ok
}

// check returns the edit that checks or opens the task on a line.
func (s *Session) check(line int) (text.Edit, bool) {
	l := leadOf(s.line(line))
	if l.box == "" || !s.isItem(line, l) {
		return text.Edit{}, false
	}
	at := s.lineStart(line) + l.size - len(l.box) + 1
	sign := "x"
	if l.box[1] != ' ' {
		sign = " "
	}
	return text.Edit{Start: at, End: at + 1, New: sign}, true
}

const noteOpen = "[^"

// InsertFootnote puts the mark of a note behind the primary selection and the note itself at the end
// of the body, with the caret in it. It has the first number that no other note has.
func (s *Session) InsertFootnote() {
	at := s.sels[0].End()
	if at < s.start || s.fencedFrom(s.text.LineAt(at), fenceReach) >= 0 {
		return
	}
	last := s.text.Lines() - 1
	for last > s.text.LineAt(at) && isBlank(s.line(last)) {
		last--
	}
	mark := fmt.Sprintf("[^%d]", s.freeNote())
	end, eol := s.text.LineEnd(last), s.text.Ending()
	gap := eol + eol
	if words := s.line(last); strings.HasPrefix(words, noteOpen) && strings.Contains(words, "]:") {
		gap = eol
	}
	edits := []text.Edit{{Start: at, End: at, New: mark}, {Start: end, End: end, New: gap + mark + ": "}}
	caret := text.Caret(end + len(mark) + len(edits[1].New))
	s.Apply(text.Other, []text.Selection{caret}, edits...)
}

// freeNote returns the first number that no note has.
func (s *Session) freeNote() int {
	taken := map[int]bool{}
	for r := range (text.Query{Text: noteOpen}).All(s.text, s.start) {
		n := 0
		for _, c := range []byte(s.text.Slice(r.End, min(s.text.Len(), r.End+7))) {
			if c == ']' {
				taken[n] = true
			}
			if c < '0' || c > '9' {
				break
			}
			n = n*10 + int(c-'0')
		}
	}
	n := 1
	for taken[n] {
		n++
	}
	return n
}
