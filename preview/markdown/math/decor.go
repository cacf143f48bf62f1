package math

// flat gives the nodes of a row with those in a colour or size of their own as
// if they stood in the row themselves: how they are painted says nothing about
// the spaces between them.
func flat(kids []*node) []*node {
	plain := true
	for _, n := range kids {
		plain = plain && (n.kind != tintNode || len(n.kids) == 1 && n.kids[0].kind != tintNode)
	}
	if plain {
		return kids
	}
	var list []*node
	for _, n := range kids {
		if n.kind != tintNode {
			list = append(list, n)
			continue
		}
		for _, k := range flat(n.kids) {
			c := *n
			c.kids = []*node{k}
			if k.kind == tintNode { // what is said within counts
				c.kids = k.kids
				if k.color != "" {
					c.color = k.color
				}
				if k.scale != 0 {
					c.scale = k.scale
				}
			}
			list = append(list, &c)
		}
	}
	return list
}

// isSpace reports whether a node is but a space.
func isSpace(n *node) bool {
	return n.kind == spaceNode || n.kind == tintNode && len(n.kids) == 1 && isSpace(n.kids[0])
}

// adorned lays out a node that changes how its kids look.
func (l *layout) adorned(n *node, e env) *box {
	switch n.kind {
	case tintNode:
		return l.tint(n, e)
	case ruleNode:
		b := &box{w: max(0, n.width) * e.size, h: (n.height + n.raise) * e.size, d: -n.raise * e.size}
		if n.width > 0 && n.height > 0 {
			b.items = []item{{y: -b.h, w: b.w, h: n.height * e.size}}
		}
		return b
	case strikeNode:
		return l.strike(n, e)
	case raiseNode:
		return shift(l.row(n.kids, e), -n.raise*e.size)
	case centerNode:
		return l.centered(l.row(n.kids, e), e)
	case choiceNode:
		return l.node(n.kids[chosen(e.style)], e)
	case frameNode:
		return l.frame(n, e)
	case lapNode:
		b := l.row(n.kids, e)
		x := 0.0
		switch n.text {
		case "l":
			x = -b.w
		case "c":
			x = -b.w / 2
		}
		return &box{h: b.h, d: b.d, items: []item{{x: x, box: b}}}
	}
	return l.row(n.kids, e) // a logo
}

// chosen gives the number of the argument that \mathchoice takes in a style.
func chosen(s style) int {
	switch s {
	case displayStyle:
		return 0
	case scriptStyle:
		return 2
	case script2Style:
		return 3
	case asIs, textStyle, amongWords:
	}
	return 1
}

// tint lays out nodes in a colour or size of their own.
func (l *layout) tint(n *node, e env) *box {
	if n.scale > 0 {
		if e.style >= scriptStyle {
			e.style = textStyle
		}
		e.full = e.base * n.scale
		e.size = e.full
	}
	inner := l.row(n.kids, e)
	if n.color == "" {
		return inner
	}
	b := *inner
	if b.ink.A == 0 {
		b.ink = colourOf(n.color)
	}
	return &b
}

// strike lays out a base with lines through it.
func (l *layout) strike(n *node, e env) *box {
	base := l.node(n.kids[0], e)
	out := &box{w: base.w, h: base.h, d: base.d, italic: base.italic, attach: base.attach, items: []item{{box: base}}}
	thick := 0.046 * e.size
	if n.text == "-" {
		out.rule(0, -0.22*e.size-thick/2, out.w, thick)
		return out
	}
	pad := 0.0 // beyond what is struck through, above and below
	if core(n.kids[0]).kind == symbolNode {
		pad = 0.2 * e.size
	} else {
		pad = 0.05 * e.size
	}
	w, h := base.w+base.italic, base.h+base.d+2*pad
	if w <= 0 || h <= 0 {
		return out
	}
	if n.text != `\` {
		out.items = append(out.items, item{y: base.d + pad, w: w, h: -h, thick: thick})
	}
	if n.text != "/" {
		out.items = append(out.items, item{y: -base.h - pad, w: w, h: h, thick: thick})
	}
	out.h, out.d = base.h+pad, base.d+pad
	return out
}

// frame lays out a base on a ground or within a line.
func (l *layout) frame(n *node, e env) *box {
	inner := l.node(n.kids[0], e)
	pad, thick := 0.3*e.size, 0.04*e.size
	if !n.bar {
		thick = 0
	}
	edge := pad + thick
	out := &box{w: max(0, inner.w) + 2*edge, h: inner.h + edge, d: inner.d + edge}
	if out.h+out.d <= 0 {
		out.h = -out.d
	}
	if n.color != "" && out.h+out.d > 0 {
		out.ground = &ground{y: -out.h, w: out.w, h: out.h + out.d, ink: colourOf(n.color)}
	}
	out.items = append(out.items, item{x: edge, box: inner})
	if n.bar && out.h+out.d > 0 {
		line := &box{ink: colourOf(n.edge)}
		h, d := out.h, out.d
		line.rule(0, -h, out.w, thick)
		line.rule(0, d-thick, out.w, thick)
		line.rule(0, -h, thick, h+d)
		line.rule(out.w-thick, -h, thick, h+d)
		out.items = append(out.items, item{box: line})
	}
	out.attach = out.w / 2
	return out
}
