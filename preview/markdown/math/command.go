package math

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// command reads what a command needs and gives its node, nil for one that
// shows nothing.
func (p *parser) command(name string, t token) *node {
	if s, ok := signs()[name]; ok {
		return p.sign(s, t.off)
	}
	if w, ok := words()[name]; ok {
		return &node{kind: wordNode, text: w.text, class: op, limits: w.limits, off: t.off}
	}
	if width, ok := spaceOf(name); ok {
		return &node{kind: spaceNode, width: width, off: t.off}
	}
	if accent, wide, ok := accentOf(name); ok {
		return &node{kind: accentNode, text: accent, stretch: wide, kids: []*node{p.argument(t)}, off: t.off}
	}
	if a, text, ok := alphabetOf(name); ok {
		if text {
			return p.text(a, t)
		}
		return p.letters(a, t)
	}
	if n, ok := p.arrow(name, t); ok {
		return n
	}
	if n, ok := p.adorned(name, t); ok {
		return n
	}
	if p.definition(name, t) {
		return nil
	}
	if tex := shorthand(name); tex != "" && !p.deep {
		p.splice(t.off, t.end, tex)
		p.pos = t.off
		return p.atom()
	}
	if height, class, ok := bigOf(name); ok {
		return p.big(height, class, t)
	}
	return p.construct(name, t)
}

// construct reads the commands that build something of their arguments.
func (p *parser) construct(name string, t token) *node {
	switch name {
	case "frac", "dfrac", "tfrac", "cfrac", "binom", "dbinom", "tbinom":
		return p.fraction(name, t)
	case "sqrt":
		return p.radical(t)
	case "left":
		return p.fence(t)
	case "begin":
		return p.environment(t)
	case "overline", "underline", "overlinesegment", "underlinesegment", "underbar":
		return &node{kind: lineNode, under: name[0] == 'u', kids: []*node{p.argument(t)}, off: t.off}
	case "overbrace", "underbrace", "overbracket", "underbracket", "overparen", "underparen", "overrightarrow",
		"overleftarrow", "overleftrightarrow", "underrightarrow", "underleftarrow", "underleftrightarrow",
		"overgroup", "undergroup", "Overrightarrow", "overleftharpoon", "overrightharpoon", "utilde":
		return p.brace(name, t)
	case "operatorname", "operatornamewithlimits", "mathop":
		return p.operator(name, t)
	case "bra", "ket", "braket", "Bra", "Ket":
		return p.bracket(strings.ToLower(name), t)
	case "Braket", "set", "Set":
		return p.parted(name, t)
	case "overset", "underset", "stackrel":
		mark := p.argument(t)
		base := p.argument(t)
		n := &node{kind: stackNode, class: core(base).class, kids: []*node{base, mark, nil}, off: t.off}
		if name == "underset" {
			n.kids[1], n.kids[2] = nil, mark
		}
		if name == "stackrel" {
			n.class = rel
		}
		return n
	case "substack":
		return p.substack(t)
	case "mathbin", "mathrel", "mathord", "mathopen", "mathclose", "mathpunct", "mathinner":
		n := &node{kind: rowNode, kids: []*node{p.argument(t)}, off: t.off}
		n.class = map[string]class{
			"mathbin": bin, "mathrel": rel, "mathord": ord, "mathopen": opening, "mathclose": closing,
			"mathpunct": punct, "mathinner": inner,
		}[name]
		return n
	case "phantom", "hphantom", "vphantom", "smash", "mathstrut":
		n := &node{kind: phantomNode, off: t.off}
		n.hide = map[string]hidden{"hphantom": onlyWidth, "vphantom": onlyHeight, "smash": smash, "mathstrut": onlyHeight}[name]
		if name == "mathstrut" {
			n.kids = []*node{{kind: symbolNode, text: "("}}
			return n
		}
		if name == "smash" {
			n.text = p.smashed()
		}
		n.kids = []*node{p.argument(t)}
		return n
	case "begingroup": // for definitions, and no atom of its own
		return &node{kind: tintNode, kids: p.group(t).kids, off: t.off}
	case "not":
		return p.not(t)
	case "right", "middle":
		return p.stray(t)
	case "bmod":
		return &node{kind: wordNode, text: "mod", class: bin, off: t.off}
	case "mod", "pmod", "pod":
		return p.modulo(name, t)
	case "boxed":
		n := &node{kind: tableNode, off: t.off}
		n.table = &table{rows: [][]*node{{p.argument(t)}}, columns: 1, lines: []int{0, 1}, hlines: []int{0, 1}, edge: 0.4, align: []byte{'c'}}
		return n
	case "hspace", "mspace", "hskip", "kern", "mkern", "mskip":
		return p.skip(t)
	case "limits", "nolimits", "displaylimits", "label", "nonumber", "notag", "allowbreak", "nobreak", "relax", "strut":
		if name == "label" {
			p.verbatim()
		}
		return nil
	}
	if name == "" {
		return p.unread(t, "a backslash stands alone")
	}
	if p.defs[name] != nil || steers(name) {
		return p.unread(t, "%s lacks what belongs to it", t.text)
	}
	return p.unread(t, "the command %s is not known", t.text)
}

// core gives the atom within groups that a class is taken of.
func core(n *node) *node {
	for n.kind == rowNode && len(n.kids) == 1 {
		n = n.kids[0]
	}
	return n
}

func (p *parser) fraction(name string, t token) *node {
	n := &node{kind: fractionNode, off: t.off, bar: !strings.HasSuffix(name, "binom")}
	if !n.bar {
		n.delims = []string{"(", ")"}
	}
	switch name[0] {
	case 'd', 'c':
		n.style = displayStyle
	case 't':
		n.style = textStyle
	}
	over := p.argument(t)
	n.kids = []*node{over, p.argument(t)}
	return n
}

func (p *parser) radical(t token) *node {
	index, open := p.inBrackets(t)
	if open != nil {
		return &node{kind: radicalNode, kids: []*node{open, nil}, off: t.off}
	}
	return &node{kind: radicalNode, kids: []*node{p.argument(t), index}, off: t.off}
}

// inBrackets reads an optional argument. Where its bracket is not closed all
// behind it is in open: it is not read again as something else, which takes twice
// as long with each bracket within another.
func (p *parser) inBrackets(of token) (n, open *node) {
	at := p.next()
	if !p.accept("[") {
		return nil, nil
	}
	n = p.list("]", nil)
	if p.accept("]") {
		return n, nil
	}
	if !p.deep && p.endless == nil {
		p.problem(at.off, "the bracket behind %s is not closed", of.text)
	}
	return nil, &node{kind: rowNode, off: at.off, kids: []*node{p.sign(charOf('['), at.off), n}}
}

// bracket reads what stands between an angle and a bar.
func (p *parser) bracket(name string, t token) *node {
	n := &node{kind: fenceNode, class: inner, off: t.off, delims: []string{"⟨", "⟩"}}
	switch name {
	case "bra":
		n.delims[1] = "|"
	case "ket":
		n.delims[0] = "|"
	}
	n.kids = []*node{p.argument(t)}
	return n
}

// parted reads what stands between two signs and is parted by bars: in a set by
// the first one only.
func (p *parser) parted(name string, t token) *node {
	n := &node{kind: fenceNode, class: inner, off: t.off, delims: []string{"{"}}
	if name == "Braket" {
		n.delims[0] = "⟨"
	}
	if p.accept("{") {
		for {
			n.kids = append(n.kids, p.list("|", nil))
			if !p.accept("|") {
				break
			}
			bar := "|"
			if p.accept("|") {
				bar = "‖"
			}
			n.delims = append(n.delims, bar)
			if name != "Braket" {
				n.kids = append(n.kids, p.list("", nil))
				break
			}
		}
		if !p.accept("}") && !p.deep {
			p.problem(t.off, "an opening brace is not closed")
		}
	} else {
		n.kids = []*node{p.argument(t)}
	}
	gap := 1.0 / 6
	if name == "Set" {
		gap = 4.0 / 18
	}
	for i, k := range n.kids {
		row := &node{kind: rowNode, off: k.off, kids: []*node{k}}
		if name != "Braket" || i > 0 {
			row.kids = append([]*node{{kind: spaceNode, width: gap}}, row.kids...)
		}
		if name != "Braket" || i < len(n.kids)-1 {
			row.kids = append(row.kids, &node{kind: spaceNode, width: gap})
		}
		n.kids[i] = row
	}
	n.delims = append(n.delims, map[string]string{"{": "}", "⟨": "⟩"}[n.delims[0]])
	if name != "set" {
		return n
	}
	row := &node{kind: rowNode, class: inner, off: t.off}
	for i, d := range n.delims { // none grows
		s := sign{text: d, class: rel}
		switch {
		case i == 0:
			s.class = opening
		case i == len(n.kids):
			s.class = closing
		case d == "|":
			s.text = "∣"
		}
		row.kids = append(row.kids, p.sign(s, t.off))
		if i < len(n.kids) {
			row.kids = append(row.kids, n.kids[i])
		}
	}
	return row
}

// smashed reads what \smash takes the height of: "t" above or "b" below the
// baseline, "" both.
func (p *parser) smashed() string {
	at := p.pos
	s, ok := p.option()
	switch s = strings.TrimSpace(s); s {
	case "t", "b":
		return s
	case "tb", "bt":
		return ""
	}
	if ok {
		p.pos = at
	}
	return ""
}

// delimiter reads one delimiter.
func (p *parser) delimiter(of token) string {
	t := p.next()
	if s, ok := fenceOf(t.text); ok {
		p.pos = t.end
		return s
	}
	p.problem(of.off, "%s is not followed by a delimiter", of.text)
	return ""
}

// fence reads from \left to \right.
func (p *parser) fence(t token) *node {
	n := &node{kind: fenceNode, class: inner, off: t.off, delims: []string{p.delimiter(t)}}
	p.fences++
	defer func() { p.fences-- }()
	for {
		n.kids = append(n.kids, p.list("", nil))
		end := p.next()
		switch end.text {
		case `\middle`:
			p.pos = end.end
			n.delims = append(n.delims, p.delimiter(end))
			continue
		case `\right`:
			p.pos = end.end
			n.delims = append(n.delims, p.delimiter(end))
			return n
		case "}":
			if p.depth <= 2 { // of nothing that is open
				p.pos = end.end
				n.kids[len(n.kids)-1] = join(n.kids[len(n.kids)-1], p.stray(end))
				continue
			}
		}
		if !p.deep {
			p.problem(t.off, `\left has no \right`)
		}
		n.delims = append(n.delims, "")
		return n
	}
}

// bigOf gives the height in em of the delimiter that a command asks for.
func bigOf(name string) (height float64, c class, ok bool) {
	base := strings.TrimRight(name, "lrm")
	switch base {
	case "big":
		height = 1.2
	case "Big":
		height = 1.8
	case "bigg":
		height = 2.4
	case "Bigg":
		height = 3
	default:
		return 0, 0, false
	}
	switch name[len(base):] {
	case "":
		return height, ord, true
	case "l":
		return height, opening, true
	case "r":
		return height, closing, true
	case "m":
		return height, rel, true
	}
	return 0, 0, false
}

func (p *parser) big(height float64, c class, t token) *node {
	n := len(p.problems)
	text := p.delimiter(t)
	if len(p.problems) > n {
		return p.failed(t.off, t.end)
	}
	return &node{kind: bigNode, text: text, width: height, class: c, off: t.off}
}

func (p *parser) brace(name string, t token) *node {
	n := &node{kind: braceNode, off: t.off, under: name[0] == 'u', kids: []*node{p.argument(t)}}
	switch strings.TrimPrefix(strings.TrimPrefix(name, "over"), "under") {
	case "brace":
		n.text, n.class, n.limits = "⏞", op, always
	case "bracket":
		n.text, n.class, n.limits = "⎴", op, always
	case "paren":
		n.text = "⏜"
	case "rightarrow":
		n.text = "→"
	case "leftarrow":
		n.text = "←"
	case "leftrightarrow":
		n.text = "↔"
	case "Overrightarrow":
		n.text = "⇒"
	case "leftharpoon":
		n.text = "↼"
	case "rightharpoon":
		n.text = "⇀"
	case "group":
		n.text = "⏠"
	case "utilde":
		n.text = "˷"
	}
	if n.under {
		n.text = strings.NewReplacer("⏞", "⏟", "⎴", "⎵", "⏜", "⏝", "⏠", "⏡").Replace(n.text)
	}
	return n
}

// arrow reads an arrow that is as long as what stands on it.
func (p *parser) arrow(name string, t token) (*node, bool) {
	text, ok := map[string]string{
		"xrightarrow": "→", "xleftarrow": "←", "xleftrightarrow": "↔", "xRightarrow": "⇒", "xLeftarrow": "⇐",
		"xLeftrightarrow": "⇔", "xmapsto": "↦", "xhookrightarrow": "↪", "xhookleftarrow": "↩", "xlongequal": "=",
		"xleftharpoondown": "↽", "xleftharpoonup": "↼", "xrightharpoondown": "⇁", "xrightharpoonup": "⇀",
		"xleftrightharpoons": "⇋", "xrightleftharpoons": "⇌", "xtofrom": "⇄",
		"xtwoheadleftarrow": "↞", "xtwoheadrightarrow": "↠",
	}[name]
	if !ok {
		return nil, false
	}
	n := &node{kind: arrowNode, text: text, class: rel, off: t.off, kids: []*node{nil, nil}}
	var open *node
	if n.kids[1], open = p.inBrackets(t); open != nil {
		n.kids[0] = open
	} else {
		n.kids[0] = p.argument(t)
	}
	return n, true
}

// operator reads the name of a function.
func (p *parser) operator(name string, t token) *node {
	star := p.accept("*")
	n := p.letters(uprightAlphabet, t)
	if name == "mathop" && n.kind == rowNode {
		n = &node{kind: rowNode, kids: []*node{n}, off: t.off}
	}
	n.class = op
	if star || name != "operatorname" {
		n.limits = movable
	}
	return n
}

// letters reads an argument in an alphabet; several upright letters are a word.
func (p *parser) letters(a alphabet, t token) *node {
	was := p.alpha
	p.alpha = a
	n := p.argument(t)
	p.alpha = was
	if n.kind != rowNode || a != uprightAlphabet || len(n.kids) < 2 {
		return n
	}
	var word strings.Builder
	for _, k := range n.kids {
		switch {
		case k.kind == symbolNode && (k.letter || k.class == ord) && k.alpha == a:
			word.WriteString(k.text)
		case k.kind == symbolNode && k.text == "−":
			word.WriteString("-")
		case k.kind == spaceNode && k.width > 0:
			word.WriteString("\u2009")
		default:
			return n
		}
	}
	return &node{kind: wordNode, text: word.String(), off: n.off}
}

// not strikes the next sign through.
func (p *parser) not(t token) *node {
	n := p.argument(t)
	c := core(n)
	if c.kind != symbolNode {
		p.problem(t.off, `\not strikes a single sign`)
		return &node{kind: rowNode, off: t.off, kids: []*node{p.failed(t.off, t.end), n}}
	}
	for _, pair := range strings.Fields("=≠ ∈∉ ∋∌ ∣∤ ∥∦ ∼≁ ≃≄ ≅≇ ≈≉ ≡≢ <≮ >≯ ≤≰ ≥≱ ⊂⊄ ⊃⊅ ⊆⊈ ⊇⊉ ∃∄ →↛ ←↚ ⇒⇏ ⇐⇍ ⇔⇎ ↔↮ ⊢⊬ ⊨⊭ ≺⊀ ≻⊁") {
		if from, to, _ := cutRune(pair); from == c.text {
			c.text = to
			return c
		}
	}
	c.text += "\u0338"
	return c
}

func cutRune(s string) (first, rest string, ok bool) {
	_, n := utf8.DecodeRuneInString(s)
	return s[:n], s[n:], n > 0
}

// modulo reads \pmod and \mod.
func (p *parser) modulo(name string, t token) *node {
	arg := p.argument(t)
	row := &node{kind: rowNode, off: t.off, kids: []*node{{kind: spaceNode, width: 1}}}
	word := &node{kind: wordNode, text: "mod"}
	gap := &node{kind: spaceNode, width: 0.3}
	switch name {
	case "pmod":
		row.kids = append(row.kids, p.sign(charOf('('), t.off), word, gap, arg, p.sign(charOf(')'), t.off))
	case "pod":
		row.kids = append(row.kids, p.sign(charOf('('), t.off), arg, p.sign(charOf(')'), t.off))
	default:
		row.kids = append(row.kids, word, gap, arg)
	}
	return row
}

// skip reads a length and gives the space of it.
func (p *parser) skip(t token) *node {
	p.starred()
	width, ok := p.length()
	if !ok {
		t.end = p.pos
		return p.unread(t, "%s needs a length such as 1em", t.text)
	}
	return &node{kind: spaceNode, width: width, off: t.off}
}

// length reads a length, in braces or not.
func (p *parser) length() (float64, bool) {
	s, ok := p.verbatim()
	if !ok {
		from := p.pos
		for p.pos < len(p.src) && p.pos < from+20 && (strings.IndexByte(" -+.0123456789", p.src[p.pos]) >= 0) {
			p.pos++
		}
		for range 2 {
			if p.pos < len(p.src) && isASCIILetter(p.src[p.pos]) {
				p.pos++
			}
		}
		s = p.src[from:p.pos]
	}
	return length(s)
}

// length gives a length in em.
func length(s string) (float64, bool) {
	s = strings.ReplaceAll(strings.TrimSpace(s), " ", "")
	if len(s) < 3 {
		return 0, false
	}
	v, err := strconv.ParseFloat(s[:len(s)-2], 64)
	if err != nil || !(v > -1000 && v < 1000) {
		return 0, false
	}
	unit, ok := map[string]float64{
		"em": 1, "ex": 0.45, "mu": 1.0 / 18, "pt": 0.1, "px": 1.0 / 16, "cm": 2.845, "mm": 0.2845, "in": 7.227,
		"bp": 803.0 / 8000, "pc": 1.2, "dd": 1238.0 / 11570, "cc": 14856.0 / 11570, "nd": 685.0 / 6420, "nc": 1370.0 / 1070,
		"sp": 1.0 / 655360,
	}[s[len(s)-2:]]
	return max(-10, min(v*unit, 40)), ok
}
