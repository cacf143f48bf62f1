package math

import "unicode/utf8"

// fraction lays out a fraction or, without a bar, a stack.
func (l *layout) fraction(n *node, e env) *box {
	if n.style != asIs {
		e = l.in(e, n.style)
	}
	f, size := l.font, e.size
	thick := f.fractionRule
	if n.thick != nil && *n.thick >= 0 {
		thick = *n.thick
	}
	num, den := l.node(n.kids[0], l.part(e, false)), l.node(n.kids[1], l.part(e, true))
	var up, down float64
	axis := f.axisHeight * size
	if n.bar {
		up, down = f.numeratorShiftUp, f.denominatorShiftDown
		above, below := f.numeratorGapMin, f.denominatorGapMin
		if e.display() {
			up, down = f.numeratorDisplayShiftUp, f.denominatorDisplayShiftDown
			above, below = f.numeratorDisplayGapMin, f.denominatorDisplayGapMin
		}
		half := thick / 2 * size
		up = max(up*size, axis+half+above*size+num.d)
		down = max(down*size, den.h+below*size+half-axis)
	} else {
		up, down = f.stackTopShiftUp*size, f.stackBottomShiftDown*size
		least := f.stackGapMin
		if e.display() {
			up, down, least = f.stackTopDisplayShiftUp*size, f.stackBottomDisplayShiftDown*size, f.stackDisplayGapMin
		}
		if gap := least*size - (up - num.d) - (down - den.h); gap > 0 {
			up, down = up+gap/2, down+gap/2
		}
	}
	side := 0.12 * size
	if n.delims != nil {
		side = 0
	}
	width := max(num.w, den.w)
	if n.bar {
		width += 0.08 * size
	}
	b := &box{w: width + 2*side}
	b.put(num, side+(width-num.w)/2, -up)
	b.put(den, side+(width-den.w)/2, down)
	if n.bar {
		b.rule(side, -axis-thick/2*size, width, thick*size)
	}
	b.attach = b.w / 2
	if n.delims == nil {
		return b
	}
	height := 2.4 * size
	if !e.display() {
		height = 1.2 * size
	}
	return l.enclose(n.delims, []*box{b}, max(height*0.9, l.span(b, e)), e)
}

// span is how high delimiters around b must be, both ways from the axis.
func (l *layout) span(b *box, e env) float64 {
	axis := l.font.axisHeight * e.size
	all := 2 * max(b.h-axis, b.d+axis)
	return max(0.901*all, all-0.5*e.size)
}

// fence lays out what stands between delimiters.
func (l *layout) fence(n *node, e env) *box {
	boxes := make([]*box, len(n.kids))
	height := 0.0
	for i, k := range n.kids {
		boxes[i] = l.node(k, e)
		height = max(height, l.span(boxes[i], e))
	}
	return l.enclose(n.delims, boxes, height, e)
}

// enclose puts delimiters of a height before, between and behind boxes.
func (l *layout) enclose(delims []string, boxes []*box, height float64, e env) *box {
	out := &box{}
	for i, d := range delims {
		if d == "" {
			out.w += 0.12 * e.size
		} else {
			r, _ := utf8.DecodeRuneInString(d)
			b := l.tall(r, height, e)
			out.put(b, out.w, 0)
			out.w += b.w
		}
		if i < len(boxes) {
			out.put(boxes[i], out.w, 0)
			out.w += boxes[i].w
			if i+1 < len(delims) && delims[i+1] != "" {
				out.w += boxes[i].italic
			}
		}
	}
	out.attach = out.w / 2
	return out
}

// radical lays out a root.
func (l *layout) radical(n *node, e env) *box {
	f, size := l.font, e.size
	inside := e
	inside.cramped = true
	body := l.node(n.kids[0], inside)
	gap := f.radicalGap
	if e.display() {
		gap = f.radicalDisplayGap
	}
	gap *= size
	rule := f.radicalRule * size
	need := body.h + body.d + gap + rule
	sign := l.grown('√', need, e)
	if over := sign.h + sign.d - need; over > 0 {
		gap += over / 2
	}
	top := body.h + gap + rule // of the rule above the baseline
	out := &box{}
	if index := n.kids[1]; index != nil {
		b := l.node(index, l.in(e, script2Style))
		out.w = max(0, f.radicalKernBefore*size+b.w+f.radicalKernAfter*size)
		raise := f.degreeUp*(sign.h+sign.d) - (sign.h + sign.d - top)
		out.put(b, out.w-f.radicalKernAfter*size-b.w, -raise-b.d)
	}
	out.put(sign, out.w, sign.h-top)
	out.w += sign.w
	out.rule(out.w-size*0.005, -top, body.w+body.italic+size*0.005, rule)
	out.put(body, out.w, 0)
	out.w += body.w + body.italic
	out.h = max(out.h, top+f.radicalExtra*size)
	out.attach = out.w / 2
	return out
}

// accent lays out an accent over its base.
func (l *layout) accent(n *node, e env) *box {
	inside := e
	inside.cramped = true
	base := l.node(n.kids[0], inside)
	r, _ := utf8.DecodeRuneInString(n.text)
	if c := core(n.kids[0]); c.kind == symbolNode && !n.stretch {
		switch c.text {
		case "i":
			base = l.char('𝚤', inside)
		case "j":
			base = l.char('𝚥', inside)
		}
	}
	var mark *box
	if n.stretch {
		mark = l.stretched(r, base.w, e, false)
	} else {
		mark = l.char(r, env{style: textStyle, size: e.size, full: e.full})
	}
	at := base.w/2 + base.italic/2
	if core(n.kids[0]).kind == symbolNode {
		at = base.attach
	}
	out := &box{w: base.w, italic: base.italic, attach: base.attach, char: base.char}
	out.put(base, 0, 0)
	out.put(mark, at-mark.attach, -max(0, base.h-l.font.accentBaseHeight*e.size))
	return out
}

// line lays out a line over or under its base.
func (l *layout) line(n *node, e env) *box {
	f, size := l.font, e.size
	inside := e
	inside.cramped = e.cramped || !n.under
	base := l.node(n.kids[0], inside)
	out := &box{w: base.w + base.italic}
	out.put(base, 0, 0)
	if n.under {
		out.rule(0, base.d+f.underbarGap*size, out.w, f.underbarRule*size)
		out.d += f.underbarExtra * size
	} else {
		out.rule(0, -base.h-(f.overbarGap+f.overbarRule)*size, out.w, f.overbarRule*size)
		out.h += f.overbarExtra * size
	}
	out.attach = out.w / 2
	return out
}

// brace lays out a brace or an arrow along its base.
func (l *layout) brace(n *node, e env) *box {
	base := l.node(n.kids[0], e)
	r, _ := utf8.DecodeRuneInString(n.text)
	mark := l.stretched(r, base.w, e, true)
	gap := 0.1 * e.size
	out := &box{w: max(base.w, mark.w)}
	out.put(base, (out.w-base.w)/2, 0)
	x := (out.w - mark.w) / 2
	if n.under {
		out.put(mark, x, base.d+gap+mark.h)
	} else {
		out.put(mark, x, -base.h-gap-mark.d)
	}
	out.attach = out.w / 2
	return out
}

// arrow lays out an arrow that is as long as what stands on it, and at least as
// long as that.
func (l *layout) arrow(n *node, e env, width float64) *box {
	small := l.script(e, false)
	var over, under *box
	for i, k := range n.kids {
		if k == nil {
			continue
		}
		b := l.node(k, small)
		width = max(width, b.w+0.9*e.size)
		if i == 0 {
			over = b
		} else {
			under = b
		}
	}
	r, _ := utf8.DecodeRuneInString(n.text)
	mark := l.stretched(r, width, e, true)
	if r == '=' && mark.w < width { // no font has a long one
		mark = l.bars(width, e)
	}
	out := &box{w: max(width, mark.w)}
	out.put(mark, (out.w-mark.w)/2, 0)
	gap := 0.12 * e.size
	if over != nil {
		out.put(over, (out.w-over.w)/2, -mark.h-gap-over.d)
	}
	if under != nil {
		out.put(under, (out.w-under.w)/2, mark.d+gap+under.h)
	}
	out.attach = out.w / 2
	return out
}

// bars draws a sign of equality of a width.
func (l *layout) bars(width float64, e env) *box {
	thick, axis, half := l.font.fractionRule*e.size, l.font.axisHeight*e.size, 0.1*e.size
	b := &box{w: width, h: axis + half + thick/2, d: half - axis + thick/2}
	b.rule(0, -axis-half-thick/2, width, thick)
	b.rule(0, -axis+half-thick/2, width, thick)
	return b
}

// stack lays out marks above and below a base.
func (l *layout) stack(n *node, e env) *box {
	base := l.node(n.kids[0], e)
	small := l.script(e, false)
	var over, under *box
	out := &box{w: base.w}
	if n.kids[1] != nil {
		over = l.node(n.kids[1], small)
		out.w = max(out.w, over.w)
	}
	if n.kids[2] != nil {
		under = l.node(n.kids[2], small)
		out.w = max(out.w, under.w)
	}
	out.put(base, (out.w-base.w)/2, 0)
	if over != nil {
		out.put(over, (out.w-over.w)/2, -base.h-l.font.upperLimitGapMin*e.size-over.d)
	}
	if under != nil {
		out.put(under, (out.w-under.w)/2, base.d+l.font.lowerLimitGapMin*e.size+under.h)
	}
	out.attach = out.w / 2
	return out
}

// phantom takes the room of what is not seen.
func (l *layout) phantom(n *node, e env) *box {
	b := l.row(n.kids, e)
	switch n.hide {
	case onlyWidth:
		return &box{w: b.w}
	case onlyHeight:
		return &box{h: b.h, d: b.d}
	case smash:
		out := &box{w: b.w, items: []item{{box: b}}}
		switch n.text {
		case "t":
			out.d = b.d
		case "b":
			out.h = b.h
		}
		return out
	case hideAll:
	}
	return &box{w: b.w, h: b.h, d: b.d}
}

// table lays out rows and columns, with the middle on the axis.
func (l *layout) table(t *table, e env) *box {
	size := e.size
	inside := l.in(e, t.style)
	cells := make([][]*box, len(t.rows))
	widths := make([]float64, t.columns)
	for i, row := range t.rows {
		cells[i] = make([]*box, len(row))
		for k, n := range row {
			cells[i][k] = l.cell(t, n, k, inside)
			widths[k] = max(widths[k], cells[i][k].w)
		}
	}
	if t.arrows {
		for i, row := range t.rows {
			for k, n := range row {
				if a := core(n); a.kind == arrowNode {
					cells[i][k] = l.arrow(a, inside, widths[k])
				}
			}
		}
	}
	left := make([]float64, t.columns) // of the columns
	x := 0.0
	for k, w := range widths {
		x += t.gap(k) * inside.size
		left[k] = x
		x += w
	}
	x += t.edge * inside.size
	rows := l.lines(t, cells, inside)
	total := rows[len(rows)-1]
	out := &box{w: x}
	axis := l.font.axisHeight * size
	top := -total/2 - axis
	for i, row := range cells {
		var h float64
		for _, c := range row {
			h = max(h, c.h)
		}
		base := top + rows[i] + l.height(t, h, inside)
		for k, c := range row {
			at := left[k]
			switch t.alignOf(k) {
			case 'c':
				at += (widths[k] - c.w) / 2
			case 'r':
				at += widths[k] - c.w
			}
			out.put(c, at, base)
		}
		if i < len(t.tags) && t.tags[i] != nil {
			tag := l.node(t.tags[i], l.in(e, textStyle))
			out.put(tag, x+2*size, base)
			out.w = max(out.w, x+2*size+tag.w)
		}
	}
	l.tableRules(t, out, left, x, top, rows, inside)
	out.h, out.d = max(out.h, -top), max(out.d, top+total)
	out.attach = out.w / 2
	return out
}

// cell lays out one cell.
func (l *layout) cell(t *table, n *node, column int, e env) *box {
	if t.pairs && column%2 == 1 { // as behind an empty group, so that = has its space
		return l.row(append([]*node{{kind: rowNode}}, n.kids...), e)
	}
	return l.node(n, e)
}

// height gives how far a row reaches above its baseline.
func (l *layout) height(t *table, h float64, e env) float64 {
	if t.dense {
		return h
	}
	return max(h, 0.84*t.line(e))
}

// line is the size that the rows of a table are made for.
func (t *table) line(e env) float64 {
	if t.stretch > 0 {
		return t.stretch * e.size
	}
	return e.size
}

// lines gives the tops of the rows below the top of the table, and last its
// end.
func (l *layout) lines(t *table, cells [][]*box, e env) []float64 {
	tops := make([]float64, 0, len(cells)+1)
	y := 0.0
	for i, row := range cells {
		if i > 0 {
			y += t.rowGap * e.size
			if t.dense {
				y += 0.2 * e.size
			}
		}
		tops = append(tops, y)
		h, d := 0.0, 0.0
		for _, c := range row {
			h, d = max(h, c.h), max(d, c.d)
		}
		if !t.dense {
			d = max(d, 0.36*t.line(e))
			if h > 0.84*t.line(e) || d > 0.36*t.line(e) {
				d += 0.1 * e.size
			}
		}
		y += l.height(t, h, e) + d
	}
	return append(tops, y)
}

// tableRules draws the lines of a table.
func (l *layout) tableRules(t *table, out *box, left []float64, width, top float64, rows []float64, e env) {
	thick := l.font.fractionRule * e.size
	for _, i := range t.hlines {
		y := top + rows[min(i, len(rows)-1)] - thick/2
		if i > 0 && i < len(rows)-1 {
			y -= t.rowGap * e.size / 2
		}
		out.rule(0, y, width, thick)
	}
	for _, i := range t.lines {
		x := width - thick
		switch {
		case i == 0:
			x = 0
		case i < len(left):
			x = left[i] - t.gap(i)*e.size/2 - thick/2
		}
		out.rule(x, top, thick, rows[len(rows)-1])
	}
}
