package math

import (
	"unicode"
	"unicode/utf8"
)

// A layout lays one formula out.
type layout struct {
	font *Font
}

// node lays out a node.
func (l *layout) node(n *node, e env) *box {
	switch n.kind {
	case rowNode:
		return l.row(n.kids, e)
	case symbolNode:
		return l.symbol(n, e)
	case wordNode:
		if n.alpha == mathAlphabet {
			return l.word(n.text, uprightAlphabet, e)
		}
		return l.word(n.text, n.alpha, e)
	case spaceNode:
		return &box{w: n.width * e.size}
	case fractionNode:
		return l.fraction(n, e)
	case radicalNode:
		return l.radical(n, e)
	case scriptNode:
		return l.scripts(n, e)
	case fenceNode:
		return l.fence(n, e)
	case bigNode:
		r, _ := utf8.DecodeRuneInString(n.text)
		if n.text == "" {
			return &box{}
		}
		return l.tall(r, n.width*e.size*0.9, e)
	case accentNode:
		return l.accent(n, e)
	case lineNode:
		return l.line(n, e)
	case braceNode:
		return l.brace(n, e)
	case arrowNode:
		return l.arrow(n, e, max(1.2, n.width)*e.size)
	case stackNode:
		return l.stack(n, e)
	case tableNode:
		return l.table(n.table, e)
	case styleNode:
		return l.row(n.kids, l.in(e, n.style))
	case phantomNode:
		return l.phantom(n, e)
	case tintNode, ruleNode, strikeNode, raiseNode, centerNode, choiceNode, frameNode, lapNode, cornerNode, sideNode, logoNode:
		return l.adorned(n, e)
	case errorNode:
	}
	b := l.word(n.text, monoAlphabet, e)
	b.fault = true
	return b
}

// spaces are the spaces between classes in 18ths of an em; those below 0 are
// left out in scripts.
//
//	ord op bin rel open close punct inner
var spaces = [8][8]int8{
	ord:     {0, 3, -4, -5, 0, 0, 0, -3},
	op:      {3, 3, 0, -5, 0, 0, 0, -3},
	bin:     {-4, -4, 0, 0, -4, 0, 0, -4},
	rel:     {-5, -5, 0, 0, -5, 0, 0, -5},
	opening: {0, 0, 0, 0, 0, 0, 0, 0},
	closing: {0, 3, -4, -5, 0, 0, 0, -3},
	punct:   {-3, -3, 0, -3, -3, -3, -3, -3},
	inner:   {-3, 3, -4, -5, -3, 0, -3, -3},
}

// classes gives the classes of the atoms of a row. A binary operator with
// nothing to join is an ordinary sign.
func classes(kids []*node) []class {
	list := make([]class, len(kids))
	last := -1 // the last atom
	for i, n := range kids {
		c := classOf(n)
		list[i] = c
		if isSpace(n) {
			continue
		}
		if c == bin && (last < 0 || oneOf(list[last], bin, op, rel, opening, punct)) {
			list[i] = ord
		}
		if last >= 0 && list[last] == bin && oneOf(c, rel, closing, punct) {
			list[last] = ord
		}
		last = i
	}
	if last >= 0 && list[last] == bin {
		list[last] = ord
	}
	return list
}

func classOf(n *node) class {
	if n.kind == tintNode && len(n.kids) == 1 {
		return classOf(n.kids[0])
	}
	if n.kind == styleNode && len(n.kids) == 1 && n.kids[0].kind == rowNode && len(n.kids[0].kids) > 0 {
		return classOf(n.kids[0].kids[0])
	}
	return n.class
}

func oneOf(c class, list ...class) bool {
	for _, x := range list {
		if c == x {
			return true
		}
	}
	return false
}

// row lays out nodes side by side.
func (l *layout) row(kids []*node, e env) *box {
	if len(kids) == 1 && kids[0].kind != spaceNode && kids[0].kind != tintNode {
		return l.node(kids[0], e)
	}
	kids = flat(kids)
	b := empty()
	class := classes(kids)
	last := -1
	var lean float64 // of the last atom
	for i, n := range kids {
		c := l.node(n, e)
		if !isSpace(n) {
			if last >= 0 {
				gap := spaces[class[last]][class[i]]
				if gap < 0 && !e.tight() {
					gap = -gap
				}
				b.w += float64(max(gap, 0)) / 18 * e.size
				if lean > 0 && !slanted(n) {
					b.w += lean
				}
			}
			last, lean = i, c.italic
			if n.kind == symbolNode && n.large {
				lean = 0
			}
		}
		b.put(c, b.w, 0)
		b.w += c.w
		b.italic = c.italic
	}
	b.attach = b.w / 2
	return b.settle()
}

// slanted reports whether a node begins with a letter that leans like the one
// before it.
func slanted(n *node) bool {
	switch n.kind {
	case symbolNode:
		r, _ := utf8.DecodeRuneInString(n.text)
		return n.letter && n.alpha.letter(r) != r
	case scriptNode, rowNode, tintNode:
		return len(n.kids) > 0 && slanted(n.kids[0])
	}
	return false
}

// symbol lays out one sign.
func (l *layout) symbol(n *node, e env) *box {
	r, size := utf8.DecodeRuneInString(n.text)
	if rest := n.text[size:]; rest != "" {
		b := l.char(n.alpha.letter(r), e)
		for _, mark := range rest {
			m := l.char(mark, e)
			b.put(m, b.attach-m.attach, 0)
		}
		b.char = true
		return b
	}
	if n.large {
		b := l.char(r, e)
		if e.display() {
			b = l.grown(r, l.font.displayOperatorMinHeight*e.size, e)
		}
		return l.centered(b, e)
	}
	b := l.char(n.alpha.letter(r), e)
	b.char = true
	return b
}

// char gives the box of a character, in the form for scripts if it is in one.
func (l *layout) char(r rune, e env) *box {
	face, g := l.font.glyph(r)
	if g == 0 {
		if base := baseOf(r); base != r {
			face, g = l.font.glyph(base)
		}
	}
	if s, ok := l.font.script[g]; ok && face == 0 && e.style >= scriptStyle {
		g = s
	}
	return l.glyphBox(face, g, r, e.size)
}

// baseOf gives what can stand for a letter that no font has.
func baseOf(r rune) rune {
	for _, a := range []alphabet{italicAlphabet, boldAlphabet, boldItalicAlphabet, doubleAlphabet, scriptAlphabet, frakturAlphabet, sansAlphabet, monoAlphabet} {
		for _, first := range []rune{'A', 'a', '0', 'α', 'Α'} {
			if d := r - a.letter(first); d >= 0 && d < 26 && a.letter(first+d) == r {
				return first + d
			}
		}
	}
	return r
}

// word lays out characters of text.
func (l *layout) word(text string, a alphabet, e env) *box {
	b := empty()
	for _, r := range text {
		switch {
		case r == ' ' || r == '\n' || r == '\t' || r == '\u00a0':
			b.w += 0.25 * e.size
			continue
		case r == '\u2009':
			b.w += e.size / 6
			continue
		case !unicode.IsGraphic(r):
			r = utf8.RuneError
		}
		c := l.char(a.letter(r), e)
		b.put(c, b.w, 0)
		b.w += c.w
		b.italic = c.italic
	}
	b.attach = b.w / 2
	return b.settle()
}

// scripts lays out a base with what stands on it.
func (l *layout) scripts(n *node, e env) *box {
	base := n.kids[0]
	if base.hasLimits(e.display()) {
		return l.limits(n, e)
	}
	b := l.node(base, e)
	large := base.kind == symbolNode && base.large
	out := &box{w: b.w, h: b.h, d: b.d, items: []item{{box: b}}}
	f, size := l.font, e.size
	var up, down *box
	var rise, drop float64
	if n.kids[2] != nil {
		up = l.node(n.kids[2], l.script(e, false))
		rise = f.superscriptShiftUp * size
		if e.cramped {
			rise = f.superscriptShiftUpCramped * size
		}
		if !b.char {
			rise = max(rise, b.h-f.superscriptBaselineDropMax*size)
		}
		rise = max(rise, up.d+f.superscriptBottomMin*size)
	}
	if n.kids[1] != nil {
		down = l.node(n.kids[1], l.script(e, true))
		drop = f.subscriptShiftDown * size
		if !b.char {
			drop = max(drop, b.d+f.subscriptBaselineDropMin*size)
		}
		if up == nil {
			drop = max(drop, down.h-f.subscriptTopMax*size)
		}
	}
	if up != nil && down != nil {
		if gap := f.subSuperscriptGapMin*size - (rise - up.d) + (down.h - drop); gap > 0 {
			drop += gap
			if more := f.superscriptBottomMaxWithSubscript*size - (rise - up.d); more > 0 {
				more = min(more, gap)
				rise += more
				drop -= more
			}
		}
	}
	after := f.spaceAfterScript * size
	if up != nil {
		x := b.w + b.italic
		if large {
			x = b.w
		}
		out.put(up, x, -rise)
		out.w = max(out.w, x+up.w+after)
	}
	if down != nil {
		x := b.w
		if large {
			x -= b.italic
		}
		out.put(down, x, drop)
		out.w = max(out.w, x+down.w+after)
	}
	out.attach = b.attach
	return out
}

// limits lays out an operator with what stands over and under it.
func (l *layout) limits(n *node, e env) *box {
	b := l.node(n.kids[0], e)
	f := l.font
	var over, under *box
	width := b.w
	if n.kids[2] != nil {
		over = l.node(n.kids[2], l.script(e, false))
		width = max(width, over.w)
	}
	if n.kids[1] != nil {
		under = l.node(n.kids[1], l.script(e, true))
		width = max(width, under.w)
	}
	out := &box{w: width}
	out.put(b, (width-b.w)/2, 0)
	lean := 0.0
	if n.kids[0].large {
		lean = b.italic / 2
	}
	if over != nil {
		gap := max(f.upperLimitGapMin*e.size, f.upperLimitBaselineRiseMin*e.size-over.d)
		out.put(over, (width-over.w)/2+lean, -(b.h + gap + over.d))
	}
	if under != nil {
		gap := max(f.lowerLimitGapMin*e.size, f.lowerLimitBaselineDropMin*e.size-under.h)
		out.put(under, (width-under.w)/2-lean, b.d+gap+under.h)
	}
	out.attach = width / 2
	return out
}
