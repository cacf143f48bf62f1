package compose

import (
	"slices"
	"strings"

	"galley.app/galley/editor/text"
)

// The commands on tables work at every selection that lies in one, and leave the columns of such
// tables aligned. Where all selections do, Enter, Indent and Outdent stand for TableEnter, TableNext
// and TablePrev.

// InTable reports whether every selection lies in one row of a table outside of fenced code.
func InTable(s State) bool {
	for _, x := range s.Selections {
		if x.Start() < s.Start || s.Text.LineAt(x.Head) != s.Text.LineAt(x.Anchor) {
			return false
		}
		if _, ok := s.tableLines(s.Text.LineAt(x.Head)); !ok {
			return false
		}
	}
	return true
}

// tablesAt returns the tables that selections lie in, in order.
func tablesAt(s State) []*table {
	var all []*table
	for i, x := range s.Selections {
		if x.Start() < s.Start {
			continue
		}
		line := s.Text.LineAt(x.Head)
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
		if other := s.Text.LineAt(x.Anchor); other >= t.first && other <= t.last {
			t.ends = append(t.ends, s.cellPosAt(t.first, x.Anchor), s.cellPosAt(t.first, x.Head))
			t.sels = append(t.sels, i)
		}
	}
	slices.SortFunc(all, func(a, b *table) int { return a.first - b.first })
	return slices.DeleteFunc(all, func(t *table) bool { return len(t.ends) == 0 })
}

// onTables does f at the caret of each selection in a table; f gets the index of the caret's cellPos.
// What selected is set for selects the cell's words then, else the caret stays a caret.
func onTables(s State, selected bool, f func(t *table, k int)) Transaction {
	all := tablesAt(s)
	for _, t := range all {
		for k := 1; k < len(t.ends); k += 2 {
			f(t, k)
			t.ends[k-1] = t.ends[k]
		}
	}
	return setTables(s, all, selected)
}

// setTables makes one transaction of the changes to tables.
func setTables(s State, all []*table, selected bool) Transaction {
	var edits []text.Edit
	for _, t := range all {
		edits = append(edits, tableEdits(s, t, t.String())...)
	}
	next, p := s.Text.Apply(edits...)
	after := text.MapSelections(s.Selections, p)
	v := s.later(next, p)
	for _, t := range all {
		first := next.LineAt(p.Map(s.lineStart(t.first), text.Before))
		for i, k := range t.sels {
			if t.tail != "" {
				after[k] = text.Caret(leftBehind(v, t, first))
				continue
			}
			ends := [2]int{}
			for j := range ends {
				at := t.ends[2*i+j]
				c := v.cellAt(first, at)
				ends[j] = min(c.start+at.off, c.end)
				if selected {
					ends[j] = []int{c.start, c.end}[j]
				}
			}
			after[k] = text.Selection{Anchor: ends[0], Head: ends[1]}
		}
	}
	return Transaction{Kind: text.Other, Edits: edits, Selections: after}
}

// leftBehind returns where the caret goes that leaves a table by its tail.
func leftBehind(v State, t *table, first int) int {
	return v.Text.LineEnd(min(first+len(t.rows)+1, v.Text.Lines()-1))
}

// AlignTable pads the cells of the tables at the selections so that their columns line up.
func AlignTable(s State) Transaction { return setTables(s, tablesAt(s), false) }

// TidyTables aligns the tables at some places, which are sorted, and returns those that have to wait,
// as a selection is in their table. It costs next to nothing for a place on the primary caret's line.
func TidyTables(s State, places []int) (t Transaction, wait []int) {
	caret := s.Text.LineAt(s.Selections[0].Head)
	var edits []text.Edit
	end := -1 // of the last table or line that was looked at
	for _, at := range places {
		if at < s.Start || at > s.Text.Len() || at <= end {
			continue
		}
		line := s.Text.LineAt(at)
		if end = s.Text.LineEnd(line); line == caret {
			wait = append(wait, at)
			continue
		}
		b, ok := s.tableLines(line)
		if !ok {
			continue
		}
		if end = s.Text.LineEnd(b.last); s.selects(s.lineStart(b.first), end) {
			wait = append(wait, at)
			continue
		}
		table := s.tableOf(b)
		edits = append(edits, tableEdits(s, table, table.String())...)
	}
	return edited(edits...), wait
}

// selects reports whether a selection is in [start, end] or touches it.
func (s State) selects(start, end int) bool {
	for _, x := range s.Selections {
		if x.End() >= start && x.Start() <= end {
			return true
		}
	}
	return false
}

// MayBeRow reports whether a line of the body could be a row of a table. It looks at little more than
// whether there is a bar in it.
func MayBeRow(s State, line int) bool {
	at, end := s.lineStart(line), s.Text.LineEnd(line)
	return at < end && end-at <= rowBytes && strings.IndexByte(s.Text.Slice(at, end), '|') >= 0
}

// TableNext selects the words of the next cell; behind the last one it adds a row.
func TableNext(s State) Transaction {
	added := false
	return tabTables(s, func(t *table, k int) {
		p := &t.ends[k]
		switch {
		case p.row != ruler && p.col+1 < len(t.rows[p.row].cells):
			p.col++
			return
		case p.row+1 == len(t.rows) || p.row+2 == len(t.rows) && p.row+1 == ruler:
			t.addRow(len(t.rows), s.Text.Ending())
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
func TablePrev(s State) Transaction {
	added := false
	return tabTables(s, func(t *table, k int) {
		p := &t.ends[k]
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
func tabTables(s State, f func(t *table, k int), added *bool) Transaction {
	all := tablesAt(s)
	after := slices.Clone(s.Selections)
	for _, t := range all {
		for k := 1; k < len(t.ends); k += 2 {
			f(t, k)
			t.ends[k-1] = t.ends[k]
			if !*added {
				c := s.cellAt(t.first, t.ends[k])
				after[t.sels[k/2]] = text.Selection{Anchor: c.start, Head: c.end}
			}
		}
	}
	if *added {
		return setTables(s, all, true)
	}
	return selected(after...)
}

// Row is a row of a table that Enter made, with the bars that a writer who does not know of them goes
// on to type.
type Row struct {
	Start int  // of its line
	Lead  bool // its first bar was not typed yet
}

// StepOverBar returns the step over a bar that is typed in a row that Enter made, and reports whether
// there is one to step over, and whether the caret is still in that row.
func StepOverBar(s State, r Row) (t Transaction, over, in bool) {
	if len(s.Selections) != 1 || !s.Selections[0].Empty() {
		return Transaction{}, false, true
	}
	at := s.Selections[0].Head
	line := s.Text.LineAt(at)
	if at < s.Start || s.lineStart(line) != r.Start || !InTable(s) {
		return Transaction{}, false, false
	}
	words := s.line(line)
	col := min(at-r.Start, len(words))
	if r.Lead {
		first := strings.IndexByte(words, '|')
		if quote := leadOf(words).quote; first >= len(quote) && first < col && strings.Trim(words[len(quote):], "| \t") == "" {
			if isBlank(words[len(quote):first]) {
				return selected(text.Caret(r.Start + first + 1)), true, true
			}
		}
	}
	rest := strings.TrimLeft(words[col:], " \t")
	cell := words[strings.LastIndexByte(words[:col], '|')+1 : col]
	if !strings.HasPrefix(rest, "|") || strings.HasSuffix(cell, "\\") || strings.Count(cell, "`")%2 == 1 {
		return Transaction{}, false, true
	}
	return selected(text.Caret(r.Start + len(words) - len(rest) + 1)), true, true
}

// TableEnter goes to the start of the row below that of the caret. Below the last row it adds one; in an
// empty last row it leaves the table instead.
func TableEnter(s State) Transaction {
	t, added := rowBelow(s)
	t.Row = added
	return t
}

// rowBelow also reports whether a row was added.
func rowBelow(s State) (done Transaction, added bool) {
	done = onTables(s, false, func(t *table, k int) {
		r := max(t.ends[k].row, ruler)
		if r < len(t.rows)-1 {
			t.ends[k] = cellPos{row: r + 1}
			return
		}
		empty := !slices.ContainsFunc(t.rows[r].cells, func(words string) bool { return words != "" })
		if last := len(t.rows) - 1; r > ruler && r == last && empty && len(t.sels) == 1 {
			quote := leadOf(t.rows[r].prefix).quote
			eol := s.Text.Ending()
			t.dropRow(r)
			t.tail = t.rows[last-1].eol + quote
			rest, quoted := "", false
			if t.last+1 < s.Text.Lines() {
				rest, quoted = strings.CutPrefix(s.line(t.last+1), strings.TrimRight(quote, " "))
			}
			if !quoted || !isBlank(rest) {
				t.tail += eol + quote
			}
			return
		}
		added = true
		t.addRow(r+1, s.Text.Ending())
		t.ends[k] = cellPos{row: r + 1}
	})
	return done, added
}

// AddRow adds a row below that of the caret.
func AddRow(s State) Transaction {
	return onTables(s, false, func(t *table, k int) {
		p := &t.ends[k]
		r := max(p.row, ruler) + 1
		t.addRow(r, s.Text.Ending())
		*p = cellPos{row: r, col: min(p.col, len(t.align)-1)}
	})
}

// AddColumn adds a column to the right of that of the caret.
func AddColumn(s State) Transaction {
	return onTables(s, false, func(t *table, k int) {
		p := &t.ends[k]
		c := min(p.col+1, len(t.align))
		t.addColumn(c)
		p.col, p.off = c, 0
	})
}

// DeleteRow deletes the row at the caret. The header stays, as no table is without one.
func DeleteRow(s State) Transaction {
	return onTables(s, false, func(t *table, k int) {
		if r := t.ends[k].row; r > ruler {
			t.dropRow(r)
			if p := &t.ends[k]; p.row == ruler {
				p.row = 0
			}
		}
	})
}

// DeleteColumn deletes the column at the caret, but not the only one.
func DeleteColumn(s State) Transaction {
	return onTables(s, false, func(t *table, k int) {
		if p := t.ends[k]; len(t.align) > 1 || p.col >= len(t.align) {
			t.dropColumn(p.col)
		}
	})
}

// AlignColumn aligns the column at the caret.
func AlignColumn(s State, a Align) Transaction {
	return onTables(s, false, func(t *table, k int) {
		if c := t.ends[k].col; c < len(t.align) {
			t.align[c] = a
		}
	})
}

// InsertTable puts in an empty table, with rows below its header, at the primary caret: in place of a
// blank line, or below the line that it is on.
func InsertTable(s State, rows, cols int) Transaction {
	at := s.Selections[0].Head
	if at < s.Start {
		return Transaction{}
	}
	line := s.Text.LineAt(at)
	words := s.line(line)
	l := leadOf(words)
	if _, ok := s.tableLines(line); ok || s.fencedFrom(line, fenceReach) >= 0 {
		return Transaction{}
	}
	prefix := l.quote
	if !s.indentedCode(line) {
		prefix += strings.Repeat(" ", columns(l.indent)+len(l.marker)+len(l.gap))
	}
	eol, quote := s.Text.Ending(), strings.TrimRight(l.quote, " ")
	t := &table{align: make([]Align, max(1, cols))}
	for range ruler + 1 + max(0, rows) {
		t.rows = append(t.rows, row{prefix: prefix, cells: make([]string, len(t.align)), eol: eol})
	}
	t.rows[ruler].cells = nil
	blank := func(line int) bool { words := s.line(line); return isBlank(words[len(leadOf(words).quote):]) }
	e, before := text.Edit{Start: s.lineStart(line), End: s.Text.LineEnd(line)}, ""
	switch {
	case !blank(line):
		e.Start = e.End
		before = eol + quote + eol
	case line > s.Text.LineAt(s.Start) && !blank(line-1):
		before = quote + eol
	}
	e.New = before + t.String()
	if line+1 < s.Text.Lines() && !blank(line+1) {
		e.New += eol + quote
	}
	caret := text.Caret(e.Start + len(before) + len(prefix) + len("| "))
	return Transaction{Kind: text.Other, Edits: []text.Edit{e}, Selections: []text.Selection{caret}}
}
