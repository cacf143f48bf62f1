package pdf

import (
	"slices"

	"galley.app/galley/preview/markdown"
)

const cellGap = 10.0 // between columns

// table sets rows below each other; a row that is longer than what is left of
// a page goes on on the next one.
func (s *setter) table(b *markdown.Block, x, w float64, st style) {
	columns := len(b.Align)
	if columns == 0 {
		return
	}
	st.size, st.leading = st.size*0.88, st.leading*0.88
	free := w - cellGap*float64(columns-1)
	if free < 12*float64(columns) {
		s.note("a table of %d columns is wider than the page; its rows are written as lines", columns)
		for _, row := range b.Children {
			s.lines(x, w, s.words(row.Plain(), st), alignLeft)
		}
		return
	}
	widths := s.columns(b, free, st)
	for _, row := range b.Children {
		cells := make([][][]piece, columns)
		most := 0
		for i, cell := range row.Children {
			if i == columns {
				break
			}
			look := st
			look.bold = row.Header
			cells[i] = s.fold(s.inlines(cell.Inlines, look, widths[i]), widths[i])
			most = max(most, len(cells[i]))
		}
		s.room(float64(min(most, 4))*st.leading + 6)
		s.y += 3
		for k := range max(most, 1) {
			h, base := height(nil, st)
			for i := range cells {
				if k < len(cells[i]) {
					lh, lb := height(cells[i][k], st)
					h, base = max(h, lh), max(base, lb)
				}
			}
			s.room(h)
			at := x
			for i := range cells {
				if k < len(cells[i]) {
					line, shift := cells[i][k], 0.0
					switch left := widths[i] - span(line); b.Align[i] {
					case markdown.AlignCenter:
						shift = left / 2
					case markdown.AlignRight:
						shift = left
					}
					s.line(at+shift, line, base)
				}
				at += widths[i] + cellGap
			}
			s.y += h
		}
		s.y += 3
		c := s.b.Theme.Light.Line
		if row.Header {
			c = s.b.Theme.Light.Edge
		}
		s.pdf.SetDrawColor(int(c.R), int(c.G), int(c.B))
		s.pdf.SetLineWidth(0.5)
		s.pdf.Line(x, s.y, x+w, s.y)
	}
}

// columns gives each column what its longest cell needs, or where that is more
// than there is, each at least a fair share of what its cells need.
func (s *setter) columns(b *markdown.Block, free float64, st style) []float64 {
	need := make([]float64, len(b.Align))
	for _, row := range b.Children {
		for i, cell := range row.Children {
			if i < len(need) {
				look := st
				look.bold = row.Header
				need[i] = max(need[i], span(s.inlines(cell.Inlines, look, free))+0.5)
			}
		}
	}
	widths := make([]float64, len(need))
	order := make([]int, len(need))
	total := 0.0
	for i := range order {
		order[i] = i
		total += need[i]
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case need[a] < need[b]:
			return -1
		case need[a] > need[b]:
			return 1
		}
		return 0
	})
	// Narrow columns get what they need, the others share what is left.
	for k, i := range order {
		share := free / float64(len(order)-k)
		widths[i] = min(need[i], share)
		free -= widths[i]
	}
	for i := range widths { // the table is as wide as the column of text
		widths[i] += free * need[i] / max(total, 1)
	}
	return widths
}
