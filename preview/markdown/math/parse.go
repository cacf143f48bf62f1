package math

import (
	"strings"
	"unicode/utf8"
)

// Parse reads a formula without the signs around it. What it cannot make sense
// of stands in the formula as its source, with a problem; nothing is left out.
// Commands that the formula itself defines stand for what they mean.
func Parse(source string) *Formula { return ParseWith("", source) }

func (f *Formula) refuse(off int, message string) {
	f.refused = true
	f.Problems = []Problem{{Off: off, Message: message}}
	f.root = &node{kind: errorNode, text: f.Source}
}

// A parser makes nodes of what the reader of one formula gives.
type parser struct {
	reader
	depth int
	deep  bool // maxDepth was reached
	alpha alphabet

	// what may end a list from within another
	fences, tables int
}

// failed gives source that was not understood as a node.
func (p *parser) failed(from, to int) *node {
	return &node{kind: errorNode, text: strings.ReplaceAll(p.src[from:to], string(primitive), `\`), off: from}
}

// unread reports a token and gives it as a node.
func (p *parser) unread(t token, format string, args ...any) *node {
	p.problem(t.off, format, args...)
	return p.failed(t.off, t.end)
}

// formula reads the whole source. Lines outside an environment are centred
// below each other.
func (p *parser) formula() *node {
	t := &table{align: []byte{'c'}, style: asIs, rowGap: 0.3}
	row, tags := p.rows(t, func() bool { return p.next().text == "" })
	t.tags = tags
	if len(t.rows) == 1 && len(t.rows[0]) == 1 {
		if row != nil && tags[0] != nil {
			return &node{kind: rowNode, kids: []*node{row, {kind: spaceNode, width: 2}, tags[0]}}
		}
		return row
	}
	return &node{kind: tableNode, table: t}
}

// rows reads cells and lines into t until done reports that what comes next
// ends them, which it leaves there. It gives the first cell.
func (p *parser) rows(t *table, done func() bool) (first *node, tags []*node) {
	p.tables++
	defer func() { p.tables-- }()
	var cells []*node
	var tag *node
	for {
		for p.accept(`\hline`) || p.accept(`\hdashline`) {
			t.hlines = append(t.hlines, len(t.rows))
		}
		if done() && len(cells) == 0 && len(t.rows) > 0 && tag == nil {
			break
		}
		cell := p.list("", &tag)
		for p.misplaced() && !done() {
			cell = join(cell, p.stray(p.take()))
			cell = join(cell, p.list("", &tag))
		}
		if first == nil {
			first = cell
		}
		cells = append(cells, cell)
		end := p.next()
		if end.text == "&" {
			p.pos = end.end
			continue
		}
		t.rows, tags = append(t.rows, cells), append(tags, tag)
		cells, tag = nil, nil
		if end.text == "" || done() {
			break
		}
		p.pos = end.end
		if end.text == `\\` {
			if strings.HasPrefix(p.src[p.pos:], "*") {
				p.pos++
			}
			if strings.HasPrefix(p.src[p.pos:], "[") {
				p.option()
			}
		}
	}
	for _, r := range t.rows {
		t.columns = max(t.columns, len(r))
	}
	return first, tags
}

// misplaced reports whether what comes next ends neither a cell nor a line.
func (p *parser) misplaced() bool {
	switch p.next().text {
	case "", "&", `\\`, `\cr`, `\newline`:
		return false
	}
	return true
}

// stray reports a token that ends what is not open.
func (p *parser) stray(t token) *node {
	switch t.text {
	case "}":
		return p.unread(t, "a closing brace has no opening one")
	case `\end`:
		if _, ok := p.verbatim(); ok {
			t.end = p.pos
		}
		return p.unread(t, `\end has no \begin`)
	}
	return p.unread(t, `%s has no \left`, t.text)
}

// join puts two nodes side by side.
func join(a, b *node) *node {
	if a.kind == rowNode && a.class == ord {
		a.kids = append(a.kids, b)
		return a
	}
	return &node{kind: rowNode, kids: []*node{a, b}, off: a.off}
}

// ends reports whether t ends a list, whose own end is stop.
func (p *parser) ends(t token, stop string) bool {
	switch t.text {
	case "", "}":
		return true
	case "&", `\\`, `\cr`, `\newline`, `\end`:
		return p.tables > 0
	case `\right`, `\middle`:
		return p.fences > 0
	}
	return t.text == stop
}

// list reads what stands side by side up to what ends it, which it leaves
// there. A \tag is put into *tag. What is defined within another list holds to
// its end.
func (p *parser) list(stop string, tag **node) *node {
	if p.depth > 0 {
		defer p.open()()
	}
	return p.rest(stop, tag)
}

// rest is list for what goes on with one.
func (p *parser) rest(stop string, tag **node) *node {
	row := &node{kind: rowNode, off: p.pos}
	if p.depth >= maxDepth {
		p.deep = true
		p.pos = len(p.src)
		return row
	}
	p.depth++
	alpha := p.alpha
	defer func() { p.depth--; p.alpha = alpha }()
	for {
		t := p.next()
		if p.ends(t, stop) {
			return row
		}
		if name, ok := t.command(); ok {
			if n, ok := p.infix(name, t, row, stop, tag); ok {
				return n
			}
			if n, ok := p.toEnd(name, t, stop, tag); ok {
				if n != nil {
					row.kids = append(row.kids, n)
				}
				return row
			}
			if name == "tag" {
				p.pos = t.end
				bare := p.accept("*")
				words := p.text(uprightAlphabet, t)
				if bare {
					*orNew(tag) = words
					continue
				}
				*orNew(tag) = &node{kind: rowNode, off: t.off, kids: []*node{{kind: wordNode, text: "("}, words, {kind: wordNode, text: ")"}}}
				continue
			}
			if a, ok := switchOf(name); ok {
				p.pos, p.alpha = t.end, a
				continue
			}
		}
		if n := p.scripted(); n != nil {
			row.kids = append(row.kids, n)
		}
	}
}

// toEnd reads a command that says how all behind it is set, to the end of the
// list, and reports whether name is one.
func (p *parser) toEnd(name string, t token, stop string, tag **node) (*node, bool) {
	n := &node{kind: tintNode, off: t.off}
	switch name {
	case "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle":
		n.kind, n.style = styleNode, styleOf(name)
		p.pos = t.end
	case "color":
		p.pos = t.end
		n.color = p.colour(t)
	default:
		n.scale = scaleOf(name)
		if n.scale == 0 {
			return nil, false
		}
		p.pos = t.end
	}
	n.kids = []*node{p.rest(stop, tag)}
	if n.kind == tintNode {
		n.kids = n.kids[0].kids
	}
	return n, true
}

// orNew gives tag, or a place to forget one where none is kept.
func orNew(tag **node) **node {
	if tag == nil {
		return new(*node)
	}
	return tag
}

func styleOf(name string) style {
	switch name {
	case "displaystyle":
		return displayStyle
	case "textstyle":
		return textStyle
	case "scriptstyle":
		return scriptStyle
	}
	return script2Style
}

// infix gives the fraction of a, which stands before the command, and of what
// stands behind it, and reports whether name is a command for it.
func (p *parser) infix(name string, t token, a *node, stop string, tag **node) (*node, bool) {
	n := &node{kind: fractionNode, bar: name == "over" || name == "above", off: a.off}
	switch name {
	case "over", "atop", "above":
	case "choose":
		n.delims = []string{"(", ")"}
	case "brace":
		n.delims = []string{"{", "}"}
	case "brack":
		n.delims = []string{"[", "]"}
	default:
		return nil, false
	}
	p.pos = t.end
	if name == "above" {
		if v, ok := p.length(); ok {
			n.thick = &v
		} else {
			p.problem(t.off, "%s needs a length such as 1em", t.text)
		}
	}
	n.kids = []*node{a, p.rest(stop, tag)}
	return &node{kind: rowNode, kids: []*node{n}, off: a.off}, true
}

// scripted reads an atom and the scripts on it, nil for what shows nothing.
func (p *parser) scripted() *node {
	t := p.next()
	var base *node
	if t.text == "^" || t.text == "_" || t.text == "'" || t.text == "’" {
		base = &node{kind: rowNode, off: t.off} // scripts on nothing
	} else if base = p.atom(); base == nil {
		return nil
	}
	var below, above *node
	primes := 0
	for {
		t := p.next()
		switch t.text {
		case "^", "_":
			p.pos = t.end
			arg := p.argument(t)
			slot := &below
			if t.text == "^" {
				slot = &above
			}
			if *slot != nil {
				p.problem(t.off, "two scripts stand in the same place")
				base, below, above, primes = scripts(base, below, above, primes), nil, nil, 0
				base = &node{kind: rowNode, kids: []*node{base}, off: base.off}
			}
			*slot = arg
			continue
		case "'", "’":
			p.pos = t.end
			primes++
			continue
		case `\limits`:
			p.pos, base.limits = t.end, always
			continue
		case `\nolimits`:
			p.pos, base.limits = t.end, noLimits
			continue
		case `\displaylimits`:
			p.pos, base.limits = t.end, movable
			continue
		}
		return scripts(base, below, above, primes)
	}
}

// scripts puts scripts and primes on a base.
func scripts(base, below, above *node, primes int) *node {
	if primes > 0 {
		marks := &node{kind: rowNode, off: base.off, kids: []*node{primeNode(primes, base.off)}}
		if above != nil {
			marks.kids = append(marks.kids, above)
		}
		above = marks
	}
	if below == nil && above == nil {
		return base
	}
	return &node{kind: scriptNode, class: base.class, kids: []*node{base, below, above}, limits: base.limits, off: base.off}
}

func primeNode(n, off int) *node {
	if n <= 4 {
		text := []string{"′", "″", "‴", "⁗"}[n-1]
		return &node{kind: symbolNode, text: text, off: off}
	}
	row := &node{kind: rowNode, off: off}
	for range n {
		row.kids = append(row.kids, &node{kind: symbolNode, text: "′", off: off})
	}
	return row
}

// argument reads what a command takes: a group, or one atom.
func (p *parser) argument(of token) *node {
	t := p.next()
	if p.ends(t, "") || t.text == "^" || t.text == "_" {
		p.problem(of.off, "%s lacks what belongs to it", of.text)
		return p.failed(of.off, of.end)
	}
	if t.text == "'" {
		p.pos = t.end
		return primeNode(1, t.off)
	}
	if n := p.atom(); n != nil {
		return n
	}
	return &node{kind: rowNode, off: t.off}
}

// group reads what stands in braces behind the opening one.
func (p *parser) group(open token) *node {
	row := p.list("", nil)
	if !p.accept("}") && !p.deep {
		p.problem(open.off, "an opening brace is not closed")
	}
	return row
}

// atom reads one thing without scripts, nil for what shows nothing.
func (p *parser) atom() *node {
	t := p.take()
	if t.text == "{" {
		return p.group(t)
	}
	if name, ok := t.command(); ok {
		if p.depth >= maxDepth {
			p.deep = true
			p.pos = len(p.src)
			return nil
		}
		p.depth++
		defer func() { p.depth-- }()
		return p.command(name, t)
	}
	switch t.text {
	case "~":
		return &node{kind: spaceNode, width: 0.25, off: t.off}
	case "^", "_", "&", "#", "$", "}", `\`:
		return p.unread(t, "%s has no meaning here", t.text)
	}
	r, _ := utf8.DecodeRuneInString(t.text)
	if r < ' ' || r >= 0x7f && r <= 0x9f || r == utf8.RuneError {
		return p.unread(t, "a character has no meaning here")
	}
	return p.sign(charOf(r), t.off)
}

// sign gives the node of a character.
func (p *parser) sign(s sign, off int) *node {
	n := &node{kind: symbolNode, text: s.text, class: s.class, large: s.large, limits: s.limits, letter: s.letter, off: off}
	if s.class == ord {
		n.alpha = p.alpha
	}
	return n
}
