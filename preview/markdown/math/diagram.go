package math

// diagram reads a commutative diagram from behind \begin{CD} to \end: objects
// with level arrows between them, and lines of upright arrows below the objects.
func (p *parser) diagram(t token) *node {
	tab := &table{align: []byte{'c'}, gaps: []float64{0.5}, style: displayStyle, rowGap: 0.3, arrows: true}
	fences := p.fences
	p.fences = 0
	p.tables++
	for !p.deep {
		tab.rows = append(tab.rows, p.diagramRow(len(tab.rows)))
		end := p.next()
		if end.text != `\\` && end.text != `\cr` && end.text != `\newline` {
			break
		}
		p.pos = end.end
		p.option()
		if p.next().text == `\end` {
			break
		}
	}
	p.tables--
	p.fences = fences
	p.ended("CD", t)
	for _, r := range tab.rows {
		tab.columns = max(tab.columns, len(r))
	}
	return &node{kind: tableNode, table: tab, off: t.off}
}

// diagramRow reads line i of a diagram.
func (p *parser) diagramRow(i int) []*node {
	var cells []*node
	level, upright := false, false
	for {
		cell := p.list("@", nil)
		for p.next().text != "@" && (p.misplaced() || p.next().text == "&") && p.next().text != `\end` {
			t := p.take()
			if t.text == "&" {
				cell = join(cell, p.unread(t, "& has no meaning here"))
			} else {
				cell = join(cell, p.stray(t))
			}
			cell = join(cell, p.list("@", nil))
		}
		cells = append(cells, cell)
		at := p.next()
		if at.text != "@" {
			break
		}
		p.pos = at.end
		arrow := p.diagramArrow(at)
		switch arrow.kind {
		case arrowNode:
			level = true
		case sideNode:
			upright = true
		}
		cells = append(cells, &node{kind: rowNode, kids: []*node{arrow}, off: at.off})
	}
	if len(cells) > 1 && len(cells[0].kids) == 0 && !level && (upright || i%2 == 1) {
		cells = cells[1:] // the arrows stand below the objects
		if last := len(cells) - 1; len(cells[last].kids) == 0 {
			cells = cells[:last]
		}
	}
	return cells
}

// diagramArrow reads an arrow behind the sign that begins it.
func (p *parser) diagramArrow(at token) *node {
	t := p.take()
	n := &node{kind: arrowNode, width: 2.5, class: rel, off: at.off, kids: []*node{nil, nil}}
	switch t.text {
	case ".":
		return &node{kind: rowNode, off: at.off}
	case "=":
		n.text = "="
		return n
	case "|", `\vert`, `\|`:
		return &node{kind: sideNode, text: "‖", kids: n.kids, off: at.off}
	case ">":
		n.text = "→"
	case "<":
		n.text = "←"
	case "V":
		n.kind, n.text, n.width = sideNode, "↓", 0
	case "A":
		n.kind, n.text, n.width = sideNode, "↑", 0
	default:
		p.pos = t.off
		return p.unread(at, "@ begins no arrow here: in a diagram one of > < V A = | . follows it")
	}
	for i := range n.kids {
		label := p.list(t.text, nil)
		if !p.accept(t.text) {
			if !p.deep {
				p.problem(at.off, "the arrow lacks its end: @%s a %[1]s b %[1]s", t.text)
			}
			n.kids[i] = label
			break
		}
		if len(label.kids) > 0 {
			n.kids[i] = label
		}
	}
	return n
}
