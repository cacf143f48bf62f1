package math

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// MathML gives the formula as a math element of MathML Core, well-formed as
// XML, with its TeX as an annotation. It holds no element and no attribute but
// those of this file, and of the source only its text.
func (f *Formula) MathML(display bool) string {
	w := mathml{style: textStyle}
	w.WriteString(`<math xmlns="http://www.w3.org/1998/Math/MathML"`)
	if display {
		w.style = displayStyle
		w.WriteString(` display="block"`)
	}
	w.WriteString("><semantics>")
	w.group(f.root)
	w.WriteString(`<annotation encoding="application/x-tex">`)
	w.text(strings.Trim(f.Source, blanks))
	w.WriteString("</annotation></semantics></math>")
	return w.String()
}

const blanks = " \t\n\r\f\v"

// A mathml writes nodes.
type mathml struct {
	strings.Builder
	style style // that is in force where it writes
	amid  bool  // it writes a part of a row
}

// in writes what inside writes in a style.
func (w *mathml) in(s style, inside func()) {
	was := w.style
	switch {
	case s == amongWords && was == displayStyle:
		w.style = textStyle
	case s != asIs && s != amongWords:
		w.style = s
	}
	inside()
	w.style = was
}

// small is the style of scripts where it writes.
func (w *mathml) small() style {
	if w.style >= scriptStyle {
		return script2Style
	}
	return scriptStyle
}

// part is the style of numerators and denominators where it writes.
func (w *mathml) part() style {
	switch w.style {
	case displayStyle:
		return textStyle
	case textStyle:
		return scriptStyle
	case asIs, amongWords, scriptStyle, script2Style:
	}
	return script2Style
}

// script writes a node as a script.
func (w *mathml) script(n *node) { w.in(w.small(), func() { w.group(n) }) }

// text writes characters, those that XML cannot hold as U+FFFD.
func (w *mathml) text(s string) {
	for _, r := range s {
		switch {
		case r == '<':
			w.WriteString("&lt;")
		case r == '>':
			w.WriteString("&gt;")
		case r == '&':
			w.WriteString("&amp;")
		case r == '"':
			w.WriteString("&quot;")
		case r == '\r' || r == '\f' || r == '\v':
			w.WriteByte(' ')
		case r < ' ' && r != '\n' && r != '\t', r >= 0x7f && r <= 0x9f, r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe:
			w.WriteRune(utf8.RuneError)
		default:
			w.WriteRune(r)
		}
	}
}

// leaf writes an element that holds text. attrs are constants.
func (w *mathml) leaf(name, attrs, text string) {
	w.WriteString("<" + name + attrs + ">")
	w.text(text)
	w.WriteString("</" + name + ">")
}

// wrap writes an element around what inside writes.
func (w *mathml) wrap(name, attrs string, inside func()) {
	w.WriteString("<" + name + attrs + ">")
	inside()
	w.WriteString("</" + name + ">")
}

func em(v float64) string {
	return strconv.FormatFloat(float64(int(v*10000+copysign(0.5, v)))/10000, 'f', -1, 64) + "em"
}

func copysign(a, b float64) float64 {
	if b < 0 {
		return -a
	}
	return a
}

// group writes a node as exactly one element.
func (w *mathml) group(n *node) {
	switch {
	case n == nil:
		w.WriteString("<mrow></mrow>")
	case n.kind == rowNode && len(n.kids) == 1:
		w.group(n.kids[0])
	case n.kind == wordNode && n.class == op, n.kind == rowNode, n.kind == tintNode:
		kids := n.kids
		if n.kind != rowNode {
			kids = []*node{n}
		}
		w.wrap("mrow", "", func() { w.row(kids) })
	default:
		w.node(n, n.class)
	}
}

// row writes nodes side by side, those in one colour and size together.
func (w *mathml) row(kids []*node) {
	amid := w.amid
	defer func() { w.amid = amid }()
	w.amid = false
	kids = flat(kids)
	class := classes(kids)
	for i := 0; i < len(kids); {
		tint, end := kids[i], i+1
		if tint.kind != tintNode {
			for end < len(kids) && kids[end].kind != tintNode {
				end++
			}
			w.run(kids[i:end], class[i:end])
			i = end
			continue
		}
		inner := tint.kids
		for end < len(kids) && kids[end].kind == tintNode && kids[end].color == tint.color && kids[end].scale == tint.scale {
			inner = append(inner[:len(inner):len(inner)], kids[end].kids...)
			end++
		}
		w.tint(tint, func() {
			w.amid = true
			w.run(inner, class[i:end])
			w.amid = false
		})
		i = end
	}
}

// run writes nodes side by side; digits that follow each other are one number.
func (w *mathml) run(kids []*node, class []class) {
	for i := 0; i < len(kids); i++ {
		n := kids[i]
		if isDigit(n) {
			var number strings.Builder
			for ; i < len(kids) && (isDigit(kids[i]) && kids[i].alpha == n.alpha || isPoint(kids, i)); i++ {
				r, _ := utf8.DecodeRuneInString(kids[i].text)
				number.WriteRune(n.alpha.letter(r))
			}
			w.leaf("mn", "", number.String())
			i--
			continue
		}
		if w.amid && (i == 0 || i == len(kids)-1) && n.kind == symbolNode && n.class == class[i] && (n.class == bin || n.class == rel) {
			w.leaf("mo", ` form="infix"`, n.text) // a browser would take it for a sign before or behind a term
			continue
		}
		w.node(n, class[i])
		if c := core(base(n)); c.kind == wordNode && c.class == op {
			w.WriteString("<mo>\u2061</mo>")
			if i+1 < len(kids) && (class[i+1] == ord || class[i+1] == op || class[i+1] == inner) && kids[i+1].kind != spaceNode {
				w.WriteString(`<mspace width="0.1667em"/>`)
			}
		}
	}
}

// base gives what scripts stand on.
func base(n *node) *node {
	for n.kind == scriptNode {
		n = n.kids[0]
	}
	return n
}

func isDigit(n *node) bool {
	return n.kind == symbolNode && len(n.text) == 1 && n.text[0] >= '0' && n.text[0] <= '9'
}

// isPoint reports whether kid i is the point or comma within a number.
func isPoint(kids []*node, i int) bool {
	return kids[i].kind == symbolNode && kids[i].text == "." && i+1 < len(kids) && isDigit(kids[i+1])
}

// node writes a node that is of class c where it stands.
func (w *mathml) node(n *node, c class) {
	switch n.kind {
	case rowNode:
		w.wrap("mrow", "", func() { w.row(n.kids) })
	case symbolNode:
		w.symbol(n, c)
	case wordNode:
		w.word(n)
	case spaceNode:
		w.WriteString(`<mspace width="` + em(n.width) + `"/>`)
	case fractionNode:
		w.fraction(n)
	case radicalNode:
		if n.kids[1] == nil {
			w.wrap("msqrt", "", func() { w.group(n.kids[0]) })
			return
		}
		w.wrap("mroot", "", func() {
			w.group(n.kids[0])
			w.in(script2Style, func() { w.group(n.kids[1]) })
		})
	case scriptNode:
		w.scripts(n)
	case fenceNode:
		w.fence(n)
	case bigNode:
		w.leaf("mo", ` stretchy="true" minsize="`+em(n.width)+`" maxsize="`+em(n.width)+`"`+form(n.class), n.text)
	case accentNode:
		w.wrap("mover", ` accent="true"`, func() {
			w.group(n.kids[0])
			stretchy := ` stretchy="false"`
			if n.stretch {
				stretchy = ` stretchy="true"`
			}
			w.leaf("mo", stretchy, spacing(n.text))
		})
	case lineNode:
		w.mark(n, map[bool]string{false: "‾", true: "_"}[n.under])
	case braceNode:
		w.mark(n, n.text)
	case arrowNode:
		over := padded(n.kids[0], n.width)
		if over == nil && n.kids[1] == nil && n.width > 0 {
			over = &node{kind: spaceNode, width: n.width}
		}
		w.stacked(func() { w.leaf("mo", ` stretchy="true"`, n.text) }, over, padded(n.kids[1], n.width))
	case stackNode:
		w.stacked(func() { w.group(n.kids[0]) }, n.kids[1], n.kids[2])
	case tableNode:
		w.table(n.table)
	case styleNode:
		w.wrap("mstyle", styled(n.style), func() { w.in(n.style, func() { w.row(n.kids) }) })
	case phantomNode:
		w.phantom(n)
	case tintNode, ruleNode, strikeNode, raiseNode, centerNode, choiceNode, frameNode, lapNode, cornerNode, sideNode, logoNode:
		w.adorned(n)
	case errorNode:
		w.wrap("merror", "", func() { w.leaf("mtext", "", n.text) })
	}
}

// padded gives a label of an arrow room at its sides, more on one that is to be
// long.
func padded(n *node, long float64) *node {
	if n == nil {
		return nil
	}
	gap := &node{kind: spaceNode, width: max(0.45, 0.45*long)}
	return &node{kind: rowNode, kids: []*node{gap, n, gap}}
}

func (w *mathml) symbol(n *node, c class) {
	r, size := utf8.DecodeRuneInString(n.text)
	rest := n.text[size:]
	switch {
	case n.letter || n.class == ord && r != '′' && r != '″' && r != '‴' && r != '⁗':
		shown := n.alpha.letter(r)
		attrs := ""
		switch {
		case isDigit(n):
			w.leaf("mn", "", string(shown))
			return
		case shown != r && shown == italicAlphabet.letter(r): // browsers slant it themselves
			shown = r
		case shown == r && italicAlphabet.letter(r) != r, r == '∇':
			attrs = ` mathvariant="normal"`
		}
		w.leaf("mi", attrs, string(shown)+rest)
	default:
		attrs := ""
		switch {
		case n.class == bin && c == ord:
			attrs = ` form="prefix"`
		case n.class == opening || n.class == closing:
			attrs = form(n.class) + ` stretchy="false"`
		case strings.ContainsRune("∣∥↑↓↕⇑⇓⇕", r):
			attrs = ` stretchy="false"`
		case n.large && n.limits == always:
			attrs = ` movablelimits="false"`
		case n.class == punct || n.class == rel && n.text == ":":
			attrs = ""
		}
		w.leaf("mo", attrs, n.text)
	}
}

// form gives the attributes of a delimiter.
func form(c class) string {
	switch c {
	case opening:
		return ` form="prefix"`
	case closing:
		return ` form="postfix"`
	case ord, op, bin, rel, punct, inner:
	}
	return ""
}

func (w *mathml) word(n *node) {
	var text strings.Builder
	for _, r := range n.text {
		switch {
		case r == ' ':
			r = '\u00a0'
		case n.alpha != mathAlphabet:
			r = n.alpha.letter(r)
		}
		text.WriteRune(r)
	}
	switch {
	case n.class == op && n.limits != noLimits:
		movable := ` lspace="0" rspace="0" movablelimits="true"`
		if n.limits == always {
			movable = ` lspace="0" rspace="0" movablelimits="false"`
		}
		w.leaf("mo", movable, text.String())
	case n.class == op && utf8.RuneCountInString(n.text) == 1:
		w.leaf("mi", ` mathvariant="normal"`, text.String())
	case n.class == op:
		w.leaf("mi", "", text.String())
	case n.class == bin:
		w.leaf("mo", ` lspace="0.2222em" rspace="0.2222em"`, text.String())
	default:
		w.leaf("mtext", "", text.String())
	}
}

func styled(s style) string {
	switch s {
	case displayStyle:
		return ` displaystyle="true" scriptlevel="0"`
	case textStyle:
		return ` displaystyle="false" scriptlevel="0"`
	case scriptStyle:
		return ` displaystyle="false" scriptlevel="1"`
	case script2Style:
		return ` displaystyle="false" scriptlevel="2"`
	case amongWords:
		return ` displaystyle="false"`
	case asIs:
	}
	return ""
}

func (w *mathml) fraction(n *node) {
	inside := func() {
		attrs := ""
		switch {
		case !n.bar:
			attrs = ` linethickness="0"`
		case n.thick != nil:
			attrs = ` linethickness="` + em(max(0, *n.thick)) + `"`
		}
		frac := func() {
			w.wrap("mfrac", attrs, func() {
				w.in(w.part(), func() { w.group(n.kids[0]); w.group(n.kids[1]) })
			})
		}
		if n.delims == nil {
			frac()
			return
		}
		w.wrap("mrow", "", func() {
			if n.delims[0] != "" {
				w.leaf("mo", ` form="prefix" stretchy="true"`, n.delims[0])
			}
			frac()
			if n.delims[1] != "" {
				w.leaf("mo", ` form="postfix" stretchy="true"`, n.delims[1])
			}
		})
	}
	if n.style == asIs {
		inside()
		return
	}
	w.wrap("mstyle", styled(n.style), func() { w.in(n.style, inside) })
}

func (w *mathml) scripts(n *node) {
	below, above := n.kids[1], n.kids[2]
	over := n.kids[0].limits != noLimits
	names := [3]string{"msub", "msup", "msubsup"}
	if over {
		names = [3]string{"munder", "mover", "munderover"}
	}
	name := names[2]
	switch {
	case above == nil:
		name = names[0]
	case below == nil:
		name = names[1]
	}
	w.wrap(name, "", func() {
		if b := n.kids[0]; b.kind == wordNode {
			w.word(b)
		} else {
			w.group(b)
		}
		if below != nil {
			w.script(below)
		}
		if above != nil {
			w.script(above)
		}
	})
}

func (w *mathml) fence(n *node) {
	w.wrap("mrow", "", func() {
		for i, d := range n.delims {
			place := ` form="infix"`
			switch i {
			case 0:
				place = ` form="prefix"`
			case len(n.delims) - 1:
				place = ` form="postfix"`
			}
			if d != "" {
				w.leaf("mo", ` fence="true"`+place+` stretchy="true"`, d)
			}
			if i < len(n.kids) {
				w.group(n.kids[i])
			}
		}
	})
}

// mark writes a node with a sign along it.
func (w *mathml) mark(n *node, sign string) {
	name := "mover"
	if n.under {
		name = "munder"
	}
	w.wrap(name, "", func() {
		w.group(n.kids[0])
		w.leaf("mo", ` stretchy="true"`, sign)
	})
}

// stacked writes a base with what stands over and under it.
func (w *mathml) stacked(base func(), over, under *node) {
	switch {
	case over != nil && under != nil:
		w.wrap("munderover", "", func() { base(); w.script(under); w.script(over) })
	case under != nil:
		w.wrap("munder", "", func() { base(); w.script(under) })
	case over != nil:
		w.wrap("mover", "", func() { base(); w.script(over) })
	default:
		base()
	}
}

// table writes rows and columns. Browsers differ in where they look for the
// columns' alignment: it is on the table and on the cells.
func (w *mathml) table(t *table) {
	columns := make([]string, t.columns)
	for i := range columns {
		columns[i] = alignment(t.alignOf(i))
	}
	attrs := ` columnalign="` + strings.Join(columns, " ") + `"`
	if len(t.hlines) == 2 && len(t.lines) == 2 && len(t.rows) == 1 {
		attrs += ` frame="solid" style="border:1px solid"`
	}
	if t.style == displayStyle {
		attrs += ` displaystyle="true"`
	}
	if t.style == scriptStyle {
		attrs += ` scriptlevel="1"`
	}
	w.wrap("mtable", attrs, func() {
		was := w.style
		defer func() { w.style = was }()
		if w.style == displayStyle || t.style != asIs {
			w.style = textStyle
		}
		if t.style != asIs {
			w.style = t.style
		}
		for i, row := range t.rows {
			w.wrap("mtr", "", func() {
				for k, cell := range row {
					w.wrap("mtd", cellStyle(t, i, k), func() { w.wrap("mrow", "", func() { w.row(cell.kids) }) })
				}
				if i < len(t.tags) && t.tags[i] != nil {
					w.wrap("mtd", ` style="padding-left:2em"`, func() { w.group(t.tags[i]) })
				}
			})
		}
	})
}

func alignment(c byte) string {
	switch c {
	case 'l':
		return "left"
	case 'r':
		return "right"
	}
	return "center"
}

// cellStyle gives the style of the cell in row i and column k.
func cellStyle(t *table, i, k int) string {
	style := ""
	more := func(s string) {
		if style != "" {
			style += ";"
		}
		style += s
	}
	if t.stretch > 0 && t.stretch != 1 {
		pad := strconv.FormatFloat(0.6*(t.stretch-1), 'f', 4, 64)
		more("padding-top:calc(0.5ex + " + pad + "em);padding-bottom:calc(0.5ex + " + pad + "em)")
	}
	if a := t.alignOf(k); a != 'c' {
		more("text-align:" + alignment(a) + ";text-align:-webkit-" + alignment(a)) // Chromium needs the second one
	}
	if t.pairs {
		if k > 0 && k%2 == 0 {
			more("padding-left:2em")
		}
		if k%2 == 0 {
			more("padding-right:0")
		} else {
			more("padding-left:0")
		}
	}
	for _, at := range t.lines {
		if at == k && k > 0 {
			more("border-left:1px solid")
		}
	}
	for _, at := range t.hlines {
		if at == i && i > 0 {
			more("border-top:1px solid")
		}
	}
	if style == "" {
		return ""
	}
	return ` style="` + style + `"`
}
