package compose

import (
	"fmt"
	"strings"

	"galley.app/galley/editor/text"
)

// JoinLines makes the selected lines one, or the line at the caret one with the next. What marks the
// block of a line that is joined to the one before goes.
func JoinLines(s State) Transaction {
	var edits []text.Edit
	joins := map[int]int{} // the line of a caret to where it is joined
	for _, b := range s.blocks() {
		first, last := b.first, b.last
		one := s.isOneShown(b)
		if one {
			first, last = b.last, min(last+1, s.Text.Lines()-1)
		}
		some := !isBlank(s.line(first))
		for line := first; line < last; line++ {
			e := joinEdit(s, line, some)
			if n := len(edits); n > 0 {
				e.Start = max(e.Start, edits[n-1].End)
			}
			some = some || !isBlank(s.line(line+1))
			for of := b.first; one && of <= b.last; of++ {
				joins[of] = len(edits)
			}
			edits = append(edits, e)
		}
	}
	if len(edits) == 0 {
		return Transaction{}
	}
	_, p := s.Text.Apply(edits...)
	after := text.MapSelections(s.Selections, p)
	for i, x := range s.Selections {
		if k, ok := joins[s.Text.LineAt(x.Head)]; ok && x.Empty() && x.Head >= s.Start {
			after[i] = text.Caret(p.Map(edits[k].Start, text.Before))
		}
	}
	return counted(s, text.Other, after, edits...)
}

// joinEdit returns the edit that joins the line behind a line to it; some tells whether there are words
// before.
func joinEdit(s State, line int, some bool) text.Edit {
	words, next := s.line(line), s.line(line+1)
	e := text.Edit{Start: s.lineStart(line) + len(strings.TrimRight(words, " \t")), End: s.Text.LineStart(line + 1)}
	if !some {
		e.Start = s.lineStart(line)
		return e
	}
	l, m := leadOf(s.line(s.shown(block{line, line}).first)), leadOf(next)
	n := len(m.quote) + len(m.indent)
	if l.marker != "" && l.ordered() == m.ordered() {
		n = m.size
	}
	e.End += n
	if rest := strings.TrimLeft(next[n:], " \t"); rest != "" {
		e.End += len(next) - n - len(rest)
		e.New = " "
	} else {
		e.End = s.Text.LineEnd(line + 1)
	}
	return e
}

// DeleteToLineEnd deletes what is selected, and at a caret what is behind it in its line, or the
// line's ending where nothing is.
func DeleteToLineEnd(s State) Transaction {
	var edits []text.Edit
	for _, x := range s.Selections {
		e := text.Edit{Start: x.Start(), End: x.End()}
		if e.Start < s.Start {
			continue
		}
		if x.Empty() {
			line := s.shown(block{s.Text.LineAt(x.Head), s.Text.LineAt(x.Head)}).last
			if e.End = s.Text.LineEnd(line); e.End <= e.Start {
				e.End = s.Text.AfterLine(line)
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
	return edited(kept...)
}

// CheckTask checks the tasks on the selected lines that are open, and opens those that are checked.
func CheckTask(s State) Transaction {
	var edits []text.Edit
	for _, b := range s.blocks() {
		for line := b.first; line <= b.last; line++ {
			if e, ok := checkEdit(s, line); ok {
				edits = append(edits, e)
			}
		}
	}
	return checked(s, edits...)
}

// checked returns the transaction of edits of boxes, which keep the selections where they are.
func checked(s State, edits ...text.Edit) Transaction {
	if len(edits) == 0 {
		return Transaction{}
	}
	return Transaction{Kind: text.Other, Edits: edits, Selections: s.Selections}
}

// CheckTaskAt checks or opens the task on the line of an offset, if there is one.
func CheckTaskAt(s State, off int) Transaction {
	if off < s.Start || off > s.Text.Len() {
		return Transaction{}
	}
	if e, ok := checkEdit(s, s.Text.LineAt(off)); ok {
		return checked(s, e)
	}
	return Transaction{}
}

// TaskAt returns where the box of the task on the line of an offset is, brackets included.
func TaskAt(s State, off int) (start, end int, ok bool) {
	if off < s.Start || off > s.Text.Len() {
		return 0, 0, false
	}
	e, ok := checkEdit(s, s.Text.LineAt(off))
	return e.Start - 1, e.End + 1, ok
}

// checkEdit returns the edit that checks or opens the task on a line.
func checkEdit(s State, line int) (text.Edit, bool) {
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
func InsertFootnote(s State) Transaction {
	at := s.Selections[0].End()
	if at < s.Start || s.fencedFrom(s.Text.LineAt(at), fenceReach) >= 0 {
		return Transaction{}
	}
	last := s.Text.Lines() - 1
	for last > s.Text.LineAt(at) && isBlank(s.line(last)) {
		last--
	}
	mark := fmt.Sprintf("[^%d]", freeNoteNumber(s))
	end, eol := s.Text.LineEnd(last), s.Text.Ending()
	gap := eol + eol
	if words := s.line(last); strings.HasPrefix(words, noteOpen) && strings.Contains(words, "]:") {
		gap = eol
	}
	edits := []text.Edit{{Start: at, End: at, New: mark}, {Start: end, End: end, New: gap + mark + ": "}}
	caret := text.Caret(end + len(mark) + len(edits[1].New))
	return Transaction{Kind: text.Other, Edits: edits, Selections: []text.Selection{caret}}
}

// freeNoteNumber returns the first number that no note has.
func freeNoteNumber(s State) int {
	taken := map[int]bool{}
	for r := range (text.Query{Text: noteOpen}).All(s.Text, s.Start) {
		n := 0
		for _, c := range []byte(s.Text.Slice(r.End, min(s.Text.Len(), r.End+7))) {
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
