package preview

import (
	"slices"

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
func (l *setter) columns(t *table, w int) []int {
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
	if t.huge() && !l.wrap {
		for i := range t.cols {
			t.cols[i] = l.size.px(120)
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
	if l.wrap {
		share(t.cols, natural, least, w)
		return t.cols
	}
	for i := range least { // a word that fits on no page is broken
		least[i] = min(least[i], max(w/2, l.size.px(240)))
	}
	if !share(t.cols, natural, least, w) {
		for i := range t.cols {
			t.cols[i] = max(least[i], min(natural[i], l.size.px(120)))
		}
	}
	return t.cols
}

// manyColumns is from how many on all columns of a table are as wide as each
// other, and cells have one line: what is beside the page is not set.
const manyColumns = 256

func (t *table) huge() bool { return len(t.node.Align) > manyColumns }

// share gives each column its natural width if all fit, else at least its
// longest word and the rest by need, else equal parts. It tells whether the
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

func (l *setter) cellPad(w, n int) int {
	if l.wrap { // all of it has to fit
		return max(1, min(l.size.px(10), w/(n*6)))
	}
	return l.size.px(10)
}

func (l *setter) cellVoice(row *markdown.Block) voice {
	return voice{lead: l.size.small, ink: assets.RoleInk, bold: row.Header, faces: &l.size.text}
}

// extent is the width of a para on one line, and of its widest part that
// cannot be broken.
func (l *setter) extent(p *para) (wide, word int) {
	fl := flow{l: l, p: p, width: 1 << 20, dry: true, starts: starts(p)}
	fl.run()
	return round(fl.longest + 0.5), round(fl.widest + 0.5)
}

// row sets a row of a table.
func (l *setter) row(f *frame, u *unit, x, w int) int {
	row := u.node.Children[u.row]
	cols := l.columns(u.table, w)
	pad := l.cellPad(w, max(1, len(cols)))
	huge := u.table.huge() && !l.wrap
	v := l.cellVoice(row)
	top := l.size.px(5)
	height := v.lead.line
	total := 0
	for c, cw := range cols {
		total += cw
		if c >= len(row.Children) || huge && (total < u.pan.at || total-cw > u.pan.at+w) {
			continue
		}
		cell := row.Children[c]
		align := markdown.AlignNone
		if len(cell.Align) > 0 {
			align = cell.Align[0]
		}
		g := &frame{}
		p := l.paragraph(cell.Inlines, v)
		p.cell = c
		h := l.flow(g, p, x+total-cw+pad, top, max(1, cw-2*pad), v.lead, v.face(0), align)
		if huge {
			g.texts = slices.DeleteFunc(g.texts, func(b textBox) bool { return b.top > top })
			h = min(h, v.lead.line)
		}
		f.add(g, 0, 0)
		height = max(height, h)
	}
	height += 2*top + 1
	if total > w && !l.wrap {
		u.pan.wide, u.pan.view = total, w
		f.window = window{x, w}
		for i := range f.texts {
			f.texts[i].slides = true
		}
		for i := range f.rects {
			f.rects[i].slides = true
		}
	}
	slides := total > w && !l.wrap
	total = min(total, w)
	ink := assets.RoleLine
	if row.Header {
		ink = assets.RoleEdge
	}
	f.rects = append(f.rects, rectBox{x: x, y: height - 1, w: total, h: 1, fill: ink})
	if u.first {
		f.rects = append(f.rects, rectBox{x: x, y: 0, w: total, h: 1, fill: assets.RoleLine})
	}
	if slides && u.last {
		height += sliderHeight + l.size.px(6) // for the bar
	}
	return height
}
