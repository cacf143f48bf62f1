package page

import (
	"slices"
	"strings"

	"galley.app/galley/assets"
	"galley.app/galley/preview/markdown"
)

// table is what the rows of one table share: the widths of its columns.
type table struct {
	node  *markdown.Block
	width int // for which cols holds
	cols  []int
}

// maxSampled bounds the cells that are measured for the widths of columns.
const maxSampled = 2000

// columns is the width of each column of a table within w pixels, cell
// padding included.
func (l *Layouter) columns(t *table, w int) []int {
	if t.width == w && t.cols != nil {
		return t.cols
	}
	n := len(t.node.Align)
	for _, r := range t.node.Children {
		n = max(n, len(r.Children))
	}
	t.width, t.cols = w, make([]int, n)
	if n == 0 {
		return t.cols
	}
	if t.huge() && !l.Wrap {
		for i := range t.cols {
			t.cols[i] = l.Sizes.Px(120)
		}
		return t.cols
	}
	pad := 2 * l.cellPad(w, n)
	natural, least := make([]int, n), make([]int, n)
	step := max(1, len(t.node.Children)*n/maxSampled)
	for i := 0; i < len(t.node.Children); i += step {
		row := t.node.Children[i]
		for c, cell := range row.Children {
			wide, word := l.extent(l.paragraph(cell.Inlines, l.cellVoice(row)))
			natural[c] = max(natural[c], wide+pad)
			least[c] = max(least[c], word+pad)
		}
	}
	if l.Wrap {
		share(t.cols, natural, least, w)
		return t.cols
	}
	for i := range least { // a word that fits on no page is broken
		least[i] = min(least[i], max(w/2, l.Sizes.Px(240)))
	}
	if !share(t.cols, natural, least, w) {
		for i := range t.cols {
			t.cols[i] = max(least[i], min(natural[i], l.Sizes.Px(120)))
		}
	}
	return t.cols
}

// manyColumns is from how many on all columns of a table are as wide as each
// other, and cells have one line: what is beside the page is not set.
const manyColumns = 256

func (t *table) huge() bool { return len(t.node.Align) > manyColumns }

// IsHeadRow reports whether a fragment is a row of headings of columns.
func (u *Fragment) IsHeadRow() bool { return u.table != nil && u.Node.Children[u.row].Header }

// leastColumn is how narrow a column on paper may be, in pixels.
const leastColumn = 18

// Crowded reports whether fragment u is a row of a table that has too many columns
// for a page that wide on which nothing slides: each row is set as a line then.
func (l *Layouter) Crowded(u *Fragment, width int) bool {
	if u.table == nil || !l.Wrap {
		return false
	}
	n := len(u.Node.Align)
	return n > 1 && (width-min(u.place.indent, width*2/3))/n < l.Sizes.Px(leastColumn)
}

// line sets a row of a crowded table as its words.
func (l *Layouter) line(f *Frame, u *Fragment, x, w int) int {
	row := u.Node.Children[u.row]
	v := l.cellVoice(row)
	p := &para{}
	p.add(strings.TrimSpace(row.Plain()), style{font: v.face(0), ink: v.ink}, u.Start, u.End)
	return max(v.lead.Line, l.flow(f, p, x, 0, w, v.lead, v.face(0), markdown.AlignNone))
}

// share gives each column its natural width if all fit, else at least its
// longest word and the rest by need, else equal parts. It reports whether the
// longest words fit.
func share(cols, natural, least []int, w int) bool {
	sum, low := 0, 0
	for i := range cols {
		natural[i] = max(natural[i], 1)
		least[i] = max(1, min(least[i], natural[i]))
		sum += natural[i]
		low += least[i]
	}
	switch {
	case sum <= w:
		copy(cols, natural)
	case low <= w:
		left, need := w-low, sum-low
		for i := range cols {
			more := left * (natural[i] - least[i]) / max(1, need)
			cols[i] = least[i] + more
		}
	default:
		for i := range cols {
			cols[i] = max(1, w*(i+1)/len(cols)-w*i/len(cols))
		}
	}
	return low <= w
}

func (l *Layouter) cellPad(w, n int) int {
	if l.Wrap { // all of it has to fit
		return max(1, min(l.Sizes.Px(10), w/(n*6)))
	}
	return l.Sizes.Px(10)
}

func (l *Layouter) cellVoice(row *markdown.Block) voice {
	return voice{lead: l.Sizes.small, ink: assets.RoleInk, bold: row.Header, faces: &l.Sizes.text}
}

// extent is the width of a para on one line, and of its widest part that
// cannot be broken.
func (l *Layouter) extent(p *para) (wide, word int) {
	fl := flow{l: l, p: p, width: 1 << 20, dry: true, starts: starts(p)}
	fl.run()
	return round(fl.longest + 0.5), round(fl.widest + 0.5)
}

// row sets a row of a table.
func (l *Layouter) row(f *Frame, u *Fragment, x, w int) int {
	row := u.Node.Children[u.row]
	cols := l.columns(u.table, w)
	pad := l.cellPad(w, max(1, len(cols)))
	huge := u.table.huge() && !l.Wrap
	v := l.cellVoice(row)
	top := l.Sizes.Px(5)
	height := v.lead.Line
	total := 0
	for c, cw := range cols {
		total += cw
		if c >= len(row.Children) || huge && (total < u.Pan.At || total-cw > u.Pan.At+w) {
			continue
		}
		cell := row.Children[c]
		align := markdown.AlignNone
		if len(cell.Align) > 0 {
			align = cell.Align[0]
		}
		g := &Frame{}
		p := l.paragraph(cell.Inlines, v)
		p.cell = c
		h := l.flow(g, p, x+total-cw+pad, top, max(1, cw-2*pad), v.lead, v.face(0), align)
		if huge {
			g.Texts = slices.DeleteFunc(g.Texts, func(b TextBox) bool { return b.Top > top })
			h = min(h, v.lead.Line)
		}
		f.add(g, 0, 0)
		height = max(height, h)
	}
	height += 2*top + 1
	if total > w && !l.Wrap {
		u.Pan.Wide, u.Pan.View = total, w
		f.Window = Window{x, w}
		for i := range f.Texts {
			f.Texts[i].slides = true
		}
		for i := range f.Rects {
			f.Rects[i].slides = true
		}
	}
	slides := total > w && !l.Wrap
	total = min(total, w)
	ink := assets.RoleLine
	if row.Header {
		ink = assets.RoleEdge
	}
	f.Rects = append(f.Rects, RectBox{X: x, Y: height - 1, Width: total, Height: 1, Fill: ink})
	if u.first {
		f.Rects = append(f.Rects, RectBox{X: x, Y: 0, Width: total, Height: 1, Fill: assets.RoleLine})
	}
	if slides && u.Last {
		height += SliderHeight + l.Sizes.Px(6) // for the bar
	}
	return height
}
