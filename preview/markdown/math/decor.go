package math

import "unicode/utf8"

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
	case cornerNode:
		return l.corner(n, e)
	case sideNode:
		return l.beside(n, e)
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

// corner lays out a base with lines at two of its sides: over it and behind it, or
// a slanted one before it and one below.
func (l *layout) corner(n *node, e env) *box {
	base := l.node(n.kids[0], e)
	w := max(0, base.w+base.italic)
	if n.text == "angl" {
		thick, pad := 0.049*e.size, 0.039*e.size
		out := &box{w: w + 2*pad + thick, h: base.h + 4*thick, d: max(base.d, 0.25*e.size)}
		out.items = append(out.items, item{x: pad, box: base})
		if h := out.h + out.d; h > 0 {
			out.rule(0, -out.h, out.w, thick)
			out.rule(out.w-thick, -out.h, thick, h)
		}
		out.w += pad
		out.attach = out.w / 2
		return out
	}
	thick, gap := 0.06*e.size, 0.15*e.size
	slant := max(0, base.h+base.d+gap+thick)/2 + thick
	out := &box{w: slant + w, h: base.h, d: base.d + gap + thick, items: []item{{x: slant, box: base}}}
	if rise := out.h + out.d - thick/2; rise > 0 {
		out.items = append(out.items, item{x: thick / 2, y: out.d - thick/2, w: rise / 2, h: -rise, thick: thick})
		out.rule(thick/2, out.d-thick, out.w-thick/2, thick)
	}
	out.attach = out.w / 2
	return out
}

// beside lays out an upright arrow with what stands beside it. Its middle is that
// of the box.
func (l *layout) beside(n *node, e env) *box {
	r, _ := utf8.DecodeRuneInString(n.text)
	mark := l.tall(r, 1.8*e.size, e)
	gap, side := 0.15*e.size, 0.0
	var labels [2]*box
	for i, k := range n.kids {
		if k != nil {
			labels[i] = l.centered(l.node(k, l.script(e, false)), e)
			side = max(side, labels[i].w+gap)
		}
	}
	out := &box{w: mark.w + 2*side, attach: side + mark.w/2}
	out.put(mark, side, 0)
	if b := labels[0]; b != nil {
		out.put(b, side-gap-b.w, 0)
	}
	if b := labels[1]; b != nil {
		out.put(b, side+mark.w+gap, 0)
	}
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
