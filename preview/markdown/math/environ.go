package math

import (
	"strconv"
	"strings"
)

// environment reads from \begin to \end.
func (p *parser) environment(t token) *node {
	name, ok := p.verbatim()
	if !ok {
		return p.unread(t, `\begin lacks the name of an environment`)
	}
	t.end = p.pos
	base := strings.TrimSuffix(name, "*")
	tab := &table{align: []byte{'c'}, style: textStyle}
	var delims []string
	switch base {
	case "matrix":
	case "pmatrix":
		delims = []string{"(", ")"}
	case "bmatrix":
		delims = []string{"[", "]"}
	case "Bmatrix":
		delims = []string{"{", "}"}
	case "vmatrix":
		delims = []string{"|", "|"}
	case "Vmatrix":
		delims = []string{"‖", "‖"}
	case "smallmatrix":
		tab.style, tab.dense, tab.gaps = scriptStyle, true, []float64{0.35}
	case "cases", "dcases", "rcases", "drcases":
		tab.align, tab.gaps = []byte{'l', 'l'}, []float64{1}
		delims = []string{"{", ""}
		if base == "rcases" || base == "drcases" {
			delims = []string{"", "}"}
		}
		if base[0] == 'd' {
			tab.style = displayStyle
		}
	case "align", "aligned", "split", "alignat", "alignedat", "flalign", "eqnarray":
		tab.pairs, tab.style, tab.rowGap = true, displayStyle, 0.3
		if base == "alignat" || base == "alignedat" {
			p.verbatim()
		} else {
			p.option()
		}
		if base == "eqnarray" {
			tab.pairs, tab.align, tab.gaps = false, []byte("rcl"), []float64{0.28}
		}
	case "gather", "gathered", "multline", "equation", "displaymath":
		tab.style, tab.rowGap = displayStyle, 0.3
		p.option()
	case "array", "darray", "subarray":
		p.option()
		spec, ok := p.verbatim()
		if !ok {
			p.problem(t.off, `\begin{%s} lacks its columns`, name)
		}
		if !tab.columnsOf(spec) {
			p.problem(t.off, `columns are given by the letters l, c and r and by |`)
		}
		tab.edge = 0.5
		if base == "darray" {
			tab.style = displayStyle
		}
		if base == "subarray" {
			tab.style, tab.dense, tab.edge = scriptStyle, true, 0
		}
	case "CD":
		return p.diagram(t)
	default:
		return p.unread(t, "the environment %s is not known", name)
	}
	if strings.HasSuffix(base, "matrix") && base != name {
		if spec, ok := p.option(); ok {
			tab.columnsOf(spec)
		}
	}
	tab.stretch = p.arrayStretch()
	fences := p.fences
	p.fences = 0
	_, tab.tags = p.rows(tab, func() bool { return p.next().text == `\end` })
	p.fences = fences
	p.ended(name, t)
	n := &node{kind: tableNode, table: tab, off: t.off}
	if delims != nil {
		return &node{kind: fenceNode, class: inner, delims: delims, kids: []*node{n}, off: t.off}
	}
	return n
}

// ended reads the \end of an environment that t began.
func (p *parser) ended(name string, t token) {
	if last := p.next(); last.text == `\end` {
		p.pos = last.end
		if end, _ := p.verbatim(); end != name {
			p.problem(last.off, `\begin{%s} is ended by \end{%s}`, name, end)
		}
	} else if !p.deep {
		p.problem(t.off, `\begin{%s} has no \end`, name)
	}
}

// arrayStretch gives how many lines the text says that one of a table is high, 0
// for nothing said.
func (p *parser) arrayStretch() float64 {
	m := p.lookUp("arraystretch")
	if m == nil {
		return 0
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(m.body), 64)
	if err != nil || !(v > 0) {
		p.problem(p.pos, `\arraystretch is not a number such as 1.5`)
		return 0
	}
	return min(v, 10)
}

// columnsOf reads the columns of an array.
func (t *table) columnsOf(spec string) bool {
	t.align = nil
	known := true
	depth := 0
	for _, c := range spec {
		switch {
		case c == '{':
			depth++
		case c == '}':
			depth--
		case depth > 0 || c == ' ' || c == '@' || c == '!':
		case c == 'l' || c == 'c' || c == 'r':
			t.align = append(t.align, byte(c))
		case c == '|' || c == ':':
			t.lines = append(t.lines, len(t.align))
		default:
			known = false
		}
	}
	if len(t.align) == 0 {
		t.align = []byte{'c'}
		return false
	}
	return known
}

// substack reads lines in braces.
func (p *parser) substack(t token) *node {
	if !p.accept("{") {
		return p.argument(t)
	}
	tab := &table{align: []byte{'c'}, style: asIs, dense: true}
	fences := p.fences
	p.fences = 0
	_, tab.tags = p.rows(tab, func() bool { return p.next().text == "}" })
	p.fences = fences
	if !p.accept("}") && !p.deep {
		p.problem(t.off, "an opening brace is not closed")
	}
	return &node{kind: tableNode, table: tab, off: t.off}
}
