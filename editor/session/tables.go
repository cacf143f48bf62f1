package session

import (
	"slices"
	"strings"

	"galley.app/galley/editor/text"
)

// The commands on tables work at every selection that lies in one, and leave the columns of such
// tables aligned. Where all selections do, Enter, Indent and Outdent stand for TableEnter, TableNext
// and TablePrev.

// InTable reports whether every selection lies in one row of a table outside of fenced code.
func (s *Session) InTable() bool {
	for _, x := range s.sels {
		if x.Start() < s.start || s.text.LineAt(x.Head) != s.text.LineAt(x.Anchor) {
			return false
		}
		if _, ok := s.tableLines(s.text.LineAt(x.Head)); !ok {
			return false
		}
	}
	return true
}

// tables returns the tables that selections lie in, in order.
func (s *Session) tables() []*table {
	var all []*table
	for i, x := range s.sels {
		if x.Start() < s.start {
			continue
		}
		line := s.text.LineAt(x.Head)
		k := slices.IndexFunc(all, func(t *table) bool { return t.first <= line && line <= t.last })
		if k < 0 {
			b, ok := s.tableLines(line)
			if !ok {
				continue
			}
			k = len(all)
			all = append(all, s.tableOf(b))
		}
		t := all[k]
		if other := s.text.LineAt(x.Anchor); other >= t.first && other <= t.last {
			t.spots = append(t.spots, s.spotAt(t.first, x.Anchor), s.spotAt(t.first, x.Head))
			t.sels = append(t.sels, i)
		}
	}
	slices.SortFunc(all, func(a, b *table) int { return a.first - b.first })
	return slices.DeleteFunc(all, func(t *table) bool { return len(t.spots) == 0 })
}

// onTables does f at the caret of each selection in a table; f gets the index of the caret's spot.
// What selected is set for selects the cell's words then, else the caret stays a caret.
func (s *Session) onTables(selected bool, f func(t *table, k int)) {
	all := s.tables()
	for _, t := range all {
		for k := 1; k < len(t.spots); k += 2 {
			f(t, k)
			t.spots[k-1] = t.spots[k]
		}
	}
	s.setTables(all, selected)
}

// setTables makes one transaction of the changes to tables.
func (s *Session) setTables(all []*table, selected bool) {
	var edits []text.Edit
	for _, t := range all {
		edits = append(edits, s.tableEdits(t, t.String())...)
	}
	next, p := s.text.Apply(edits...)
	after := mapped(s.sels, p)
	v := s.at(next, p)
	for _, t := range all {
		first := next.LineAt(p.Map(s.lineStart(t.first), text.Before))
		for i, k := range t.sels {
			if t.tail != "" {
				after[k] = text.Caret(s.leftBehind(v, t, first))
				continue
			}
			ends := [2]int{}
			for j := range ends {
				at := t.spots[2*i+j]
				c := v.cellAt(first, at)
				ends[j] = min(c.start+at.off, c.end)
				if selected {
					ends[j] = []int{c.start, c.end}[j]
				}
			}
			after[k] = text.Selection{Anchor: ends[0], Head: ends[1]}
		}
	}
	s.Apply(text.Other, after, edits...)
}

// leftBehind returns where the caret goes that leaves a table by its tail.
func (s *Session) leftBehind(v *Session, t *table, first int) int {
	return v.text.LineEnd(min(first+len(t.rows)+1, v.text.Lines()-1))
}

// AlignTable pads the cells of the tables at the selections so that their columns line up.
func (s *Session) AlignTable() { s.setTables(s.tables(), false) }

// TidyTable aligns the table that was edited last once no caret is in it any more. It is called
// after everything that a person did, and costs next to nothing where there is nothing to do.
func (s *Session) TidyTable() {
	at := s.edited
	if at < s.start || at > s.text.Len() {
		return
	}
	line := s.text.LineAt(at)
	if line == s.text.LineAt(s.sels[0].Head) {
		return
	}
	b, ok := s.tableLines(line)
	if ok {
		for _, x := range s.sels {
			if x.End() >= s.lineStart(b.first) && x.Start() <= s.text.LineEnd(b.last) {
				return
			}
		}
		t := s.tableOf(b)
		s.Apply(text.Other, nil, s.tableEdits(t, t.String())...)
	}
	s.edited = -1
}

// TableNext selects the words of the next cell; behind the last one it adds a row.
func (s *Session) TableNext() {
	added := false
	s.tabTables(func(t *table, k int) {
		p := &t.spots[k]
		switch {
		case p.row != ruler && p.col+1 < len(t.rows[p.row].cells):
			p.col++
			return
		case p.row+1 == len(t.rows) || p.row+2 == len(t.rows) && p.row+1 == ruler:
			t.addRow(len(t.rows), s.text.Ending())
			p.row = len(t.rows) - 1
			added = true
		default:
			if p.row++; p.row == ruler {
				p.row++
			}
		}
		p.col = 0
	}, &added)
}

// TablePrev selects the words of the cell before.
func (s *Session) TablePrev() {
	added := false
	s.tabTables(func(t *table, k int) {
		p := &t.spots[k]
		switch {
		case p.row != ruler && p.col > 0:
			p.col--
			return
		case p.row == 0:
			return
		}
		if p.row--; p.row == ruler {
			p.row--
		}
		p.col = max(0, len(t.rows[p.row].cells)-1)
	}, &added)
}

// tabTables moves the carets in tables, which changes nothing but where a row is added.
func (s *Session) tabTables(f func(t *table, k int), added *bool) {
	all := s.tables()
	after := s.Selections()
	for _, t := range all {
		for k := 1; k < len(t.spots); k += 2 {
			f(t, k)
			t.spots[k-1] = t.spots[k]
			if !*added {
				c := s.cellAt(t.first, t.spots[k])
				after[t.sels[k/2]] = text.Selection{Anchor: c.start, Head: c.end}
			}
		}
	}
	if *added {
		s.setTables(all, true)
		return
	}
	s.Select(after...)
}

// fresh is a row of a table that Enter made, with the bars that a writer who does not know of it goes
// on to type.
type fresh struct {
	made  bool
	lead  bool // its first bar was not typed yet
	start int  // of the line
}

// typeBar steps over a bar of the fresh row, and reports whether it did.
func (s *Session) typeBar() bool {
	f := s.fresh
	if !f.made || len(s.sels) != 1 || !s.sels[0].Empty() {
		return false
	}
	at := s.sels[0].Head
	line := s.text.LineAt(at)
	if at < s.start || s.lineStart(line) != f.start || !s.InTable() {
		s.fresh = fresh{}
		return false
	}
	words := s.line(line)
	col := min(at-f.start, len(words))
	if s.fresh.lead = false; f.lead {
		first := strings.IndexByte(words, '|')
		if quote := leadOf(words).quote; first >= len(quote) && first < col && strings.Trim(words[len(quote):], "| \t") == "" {
			if isBlank(words[len(quote):first]) {
				s.Select(text.Caret(f.start + first + 1))
				return true
			}
		}
	}
	rest := strings.TrimLeft(words[col:], " \t")
	cell := words[strings.LastIndexByte(words[:col], '|')+1 : col]
	if !strings.HasPrefix(rest, "|") || strings.HasSuffix(cell, "\\") || strings.Count(cell, "`")%2 == 1 {
		return false
	}
	s.Select(text.Caret(f.start + len(words) - len(rest) + 1))
	return true
}

// TableEnter adds a row below that of the caret; in an empty last row it leaves the table instead.
func (s *Session) TableEnter() {
	s.addBelow()
	line := s.text.LineAt(s.sels[0].Head)
	s.fresh = fresh{made: true, lead: true, start: s.lineStart(line)}
}

func (s *Session) addBelow() {
	s.onTables(false, func(t *table, k int) {
		r := t.spots[k].row
		empty := !slices.ContainsFunc(t.rows[r].cells, func(words string) bool { return words != "" })
		if last := len(t.rows) - 1; r > ruler && r == last && empty && len(t.sels) == 1 {
			quote := leadOf(t.rows[r].prefix).quote
			eol := s.text.Ending()
			t.dropRow(r)
			t.tail = t.rows[last-1].eol + quote
			rest, quoted := "", false
			if t.last+1 < s.text.Lines() {
				rest, quoted = strings.CutPrefix(s.line(t.last+1), strings.TrimRight(quote, " "))
			}
			if !quoted || !isBlank(rest) {
				t.tail += eol + quote
			}
			return
		}
		t.addRow(max(r, ruler)+1, s.text.Ending())
		t.spots[k] = spot{row: max(r, ruler) + 1}
	})
}

// AddRow adds a row below that of the caret.
func (s *Session) AddRow() {
	s.onTables(false, func(t *table, k int) {
		p := &t.spots[k]
		r := max(p.row, ruler) + 1
		t.addRow(r, s.text.Ending())
		*p = spot{row: r, col: min(p.col, len(t.align)-1)}
	})
}

// AddColumn adds a column to the right of that of the caret.
func (s *Session) AddColumn() {
	s.onTables(false, func(t *table, k int) {
		p := &t.spots[k]
		c := min(p.col+1, len(t.align))
		t.addColumn(c)
		p.col, p.off = c, 0
	})
}

// DeleteRow deletes the row at the caret. The header stays, as no table is without one.
func (s *Session) DeleteRow() {
	s.onTables(false, func(t *table, k int) {
		if r := t.spots[k].row; r > ruler {
			t.dropRow(r)
			if p := &t.spots[k]; p.row == ruler {
				p.row = 0
			}
		}
	})
}

// DeleteColumn deletes the column at the caret, but not the only one.
func (s *Session) DeleteColumn() {
	s.onTables(false, func(t *table, k int) {
		if p := t.spots[k]; len(t.align) > 1 || p.col >= len(t.align) {
			t.dropColumn(p.col)
		}
	})
}

// AlignColumn aligns the column at the caret.
func (s *Session) AlignColumn(a Align) {
	s.onTables(false, func(t *table, k int) {
		if c := t.spots[k].col; c < len(t.align) {
			t.align[c] = a
		}
	})
}

// InsertTable puts in an empty table, with rows below its header, at the primary caret: in place of a
// blank line, or below the line that it is on.
func (s *Session) InsertTable(rows, cols int) {
	at := s.sels[0].Head
	if at < s.start {
		return
	}
	line := s.text.LineAt(at)
	words := s.line(line)
	l := leadOf(words)
	if _, ok := s.tableLines(line); ok || s.fencedFrom(line, fenceReach) >= 0 {
		return
	}
	prefix := l.quote
	if !s.indentedCode(line) {
		prefix += strings.Repeat(" ", columns(l.indent)+len(l.marker)+len(l.gap))
	}
	eol, quote := s.text.Ending(), strings.TrimRight(l.quote, " ")
	t := &table{align: make([]Align, max(1, cols))}
	for range ruler + 1 + max(0, rows) {
		t.rows = append(t.rows, row{prefix: prefix, cells: make([]string, len(t.align)), eol: eol})
	}
	t.rows[ruler].cells = nil
	blank := func(line int) bool { words := s.line(line); return isBlank(words[len(leadOf(words).quote):]) }
	e, before := text.Edit{Start: s.lineStart(line), End: s.text.LineEnd(line)}, ""
	switch {
	case !blank(line):
		e.Start = e.End
		before = eol + quote + eol
	case line > s.text.LineAt(s.start) && !blank(line-1):
		before = quote + eol
	}
	e.New = before + t.String()
	if line+1 < s.text.Lines() && !blank(line+1) {
		e.New += eol + quote
	}
	s.Apply(text.Other, []text.Selection{text.Caret(e.Start + len(before) + len(prefix) + len("| "))}, e)
}
