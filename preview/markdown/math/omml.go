package math

import (
	"strings"
	"unicode/utf8"
)

// OMML gives the formula as an m:oMath element of Office Math Markup (ECMA-376,
// part 1, chapter 22.1), well-formed as XML, for a document that binds the
// prefixes m and w. It holds no element and no attribute but those of this
// package, and of the source only its text. What looks alone say, such as the
// exact width of a space, is not in it.
func (f *Formula) OMML() string {
	var w omml
	w.WriteString("<m:oMath>")
	w.row(f.root)
	w.WriteString("</m:oMath>")
	return w.String()
}

// maxBodies is how many sums and functions may stand in each other's bodies,
// which is how deep the elements of a flat row may become.
const maxBodies = 8

// An omml writes nodes.
type omml struct {
	mathml        // the text; its elements are not used
	color  string // #rrggbb, "" for that of the words around
	bodies int
}

// el writes an element around what inside writes, nil for nothing.
func (w *omml) el(name string, inside func()) {
	w.WriteString("<m:" + name + ">")
	if inside != nil {
		inside()
	}
	w.WriteString("</m:" + name + ">")
}

// set writes an element that is a value. Values are constants, but for
// characters.
func (w *omml) set(name, value string) {
	w.WriteString("<m:" + name + ` m:val="`)
	w.text(value)
	w.WriteString(`"/>`)
}

// run writes characters. A style is "p" for upright ones, "b", "i" or "bi", or
// "nor" for words that are no mathematics.
func (w *omml) run(style, s string) {
	if s == "" {
		return
	}
	w.WriteString("<m:r>")
	switch style {
	case "":
	case "nor":
		w.WriteString("<m:rPr><m:nor/></m:rPr>")
	default:
		w.WriteString(`<m:rPr><m:sty m:val="` + style + `"/></m:rPr>`)
	}
	w.WriteString(`<w:rPr><w:rFonts w:ascii="Cambria Math" w:hAnsi="Cambria Math"/>`)
	if w.color != "" {
		w.WriteString(`<w:color w:val="` + strings.TrimPrefix(w.color, "#") + `"/>`)
	}
	w.WriteString(`</w:rPr><m:t xml:space="preserve">`)
	w.text(s)
	w.WriteString("</m:t></m:r>")
}

// row writes a node as the content of an element.
func (w *omml) row(n *node) {
	switch {
	case n == nil:
	case n.kind == rowNode:
		w.list(n.kids)
	default:
		w.list([]*node{n})
	}
}

// part writes an element that holds a node.
func (w *omml) part(name string, n *node) { w.el(name, func() { w.row(n) }) }

// list writes nodes side by side. What follows a sum, an integral or the name of
// a function, up to the next sign between terms, is what it is of.
func (w *omml) list(kids []*node) {
	kids = flat(kids)
	class := classes(kids)
	for i := 0; i < len(kids); i++ {
		n := kids[i]
		c := core(base(n))
		isSum := c.kind == symbolNode && c.large
		isName := c.kind == wordNode && c.class == op
		if (!isSum && !isName) || n.kind != scriptNode && n != c || n.kind == scriptNode && n.kids[0].kind == scriptNode {
			w.node(n)
			continue
		}
		end := i + 1
		if w.bodies < maxBodies {
			for end < len(kids) && (class[end] == ord || class[end] == inner || class[end] == op || isSum && (class[end] == opening || class[end] == closing)) {
				end++
				if isName && kids[end-1].kind != spaceNode {
					break
				}
			}
		}
		body := func() {
			w.bodies++
			w.list(kids[i+1 : end])
			w.bodies--
		}
		if end == i+1 {
			body = func() { w.run("", "\u200b") } // an empty one is drawn as a box to fill in
		}
		switch {
		case isSum:
			w.sum(n, c, body)
		case end == i+1:
			w.node(n)
		default:
			w.el("func", func() {
				w.el("fName", func() { w.node(n) })
				w.el("e", body)
			})
		}
		i = end - 1
	}
}

// scriptsOf gives what stands below and above a node, nil for nothing.
func scriptsOf(n *node) (below, above *node) {
	if n.kind == scriptNode {
		return n.kids[1], n.kids[2]
	}
	return nil, nil
}

// sum writes a sum, an integral and the like.
func (w *omml) sum(n, sign *node, body func()) {
	below, above := scriptsOf(n)
	w.el("nary", func() {
		w.el("naryPr", func() {
			w.set("chr", sign.text)
			place := "subSup"
			if sign.limits != noLimits {
				place = "undOvr"
			}
			w.set("limLoc", place)
			if below == nil {
				w.set("subHide", "1")
			}
			if above == nil {
				w.set("supHide", "1")
			}
		})
		w.part("sub", below)
		w.part("sup", above)
		w.el("e", body)
	})
}

// node writes one node.
func (w *omml) node(n *node) {
	switch n.kind {
	case rowNode:
		w.list(n.kids)
	case symbolNode:
		w.symbol(n)
	case wordNode:
		w.word(n)
	case spaceNode:
		w.run("", blank(n.width))
	case fractionNode:
		w.fraction(n)
	case radicalNode:
		w.el("rad", func() {
			w.el("radPr", func() {
				if n.kids[1] == nil {
					w.set("degHide", "1")
				}
			})
			w.part("deg", n.kids[1])
			w.part("e", n.kids[0])
		})
	case scriptNode:
		w.scripts(n)
	case fenceNode:
		w.fence(n)
	case bigNode:
		w.run("p", n.text)
	case accentNode:
		w.el("acc", func() {
			w.el("accPr", func() { w.set("chr", n.text) })
			w.part("e", n.kids[0])
		})
	case lineNode:
		w.el("bar", func() {
			w.el("barPr", func() { w.set("pos", map[bool]string{false: "top", true: "bot"}[n.under]) })
			w.part("e", n.kids[0])
		})
	case braceNode:
		w.el("groupChr", func() {
			w.el("groupChrPr", func() {
				w.set("chr", n.text)
				w.set("pos", map[bool]string{false: "top", true: "bot"}[n.under])
				w.set("vertJc", map[bool]string{false: "bot", true: "top"}[n.under])
			})
			w.part("e", n.kids[0])
		})
	case arrowNode:
		w.stack(func() { w.run("p", n.text) }, n.kids[0], n.kids[1])
	case stackNode:
		w.stack(func() { w.row(n.kids[0]) }, n.kids[1], n.kids[2])
	case tableNode:
		w.table(n.table)
	case choiceNode:
		w.row(n.kids[chosen(textStyle)])
	case phantomNode:
		w.phantom(n)
	case tintNode:
		was := w.color
		if n.color != "" {
			w.color = n.color
		}
		w.list(n.kids)
		w.color = was
	case strikeNode, frameNode, cornerNode:
		w.boxed(n)
	case sideNode:
		w.run("p", n.text)
	case logoNode:
		w.run("nor", n.text)
	case errorNode:
		w.run("nor", n.text)
	case styleNode, raiseNode, centerNode, lapNode:
		w.list(n.kids)
	case ruleNode: // a bar of ink
		if n.width > 0 && n.height > 0 {
			w.run("p", "▬")
		}
	}
}

// blank gives the space that is about so many em wide, "" for none.
func blank(em float64) string {
	switch {
	case em >= 0.9:
		return strings.Repeat("\u2003", min(int(em+0.5), 4))
	case em >= 0.4:
		return "\u2002"
	case em >= 0.25:
		return "\u2005"
	case em >= 0.2:
		return "\u205f"
	case em >= 0.1:
		return "\u2009"
	}
	return ""
}

func (w *omml) symbol(n *node) {
	r, size := utf8.DecodeRuneInString(n.text)
	shown := n.alpha.letter(r)
	style := ""
	switch {
	case shown != r && shown == italicAlphabet.letter(r): // which programs set them in
		shown = r
	case shown != r:
		style = "p"
	case n.letter && italicAlphabet.letter(r) != r:
		style = "p"
	case !n.letter:
		style = "p"
	}
	w.run(style, string(shown)+n.text[size:])
}

func (w *omml) word(n *node) {
	style := "p"
	if n.class != op && n.class != bin {
		style = "nor"
	}
	var b strings.Builder
	for _, r := range n.text {
		if n.alpha != mathAlphabet {
			r = n.alpha.letter(r)
		}
		b.WriteRune(r)
	}
	w.run(style, b.String())
}

func (w *omml) fraction(n *node) {
	frac := func() {
		w.el("f", func() {
			if !n.bar {
				w.el("fPr", func() { w.set("type", "noBar") })
			}
			w.part("num", n.kids[0])
			w.part("den", n.kids[1])
		})
	}
	if n.delims == nil {
		frac()
		return
	}
	w.delimited(n.delims[0], "", n.delims[1], func() { w.el("e", frac) })
}

// delimited writes delimiters around what inside writes, elements m:e.
func (w *omml) delimited(open, between, end string, inside func()) {
	w.el("d", func() {
		w.el("dPr", func() {
			w.set("begChr", open)
			if between != "" {
				w.set("sepChr", between)
			}
			w.set("endChr", end)
		})
		inside()
	})
}

func (w *omml) fence(n *node) {
	last := len(n.delims) - 1
	between := ""
	same := true
	for i, d := range n.delims[1:last] {
		same = same && (i == 0 || d == between)
		between = d
	}
	if !same { // of which there can be one kind: they are signs then
		between = ""
	}
	w.delimited(n.delims[0], between, n.delims[last], func() {
		if same {
			for _, k := range n.kids {
				w.part("e", k)
			}
			return
		}
		w.el("e", func() {
			for i, k := range n.kids {
				if i > 0 {
					w.run("p", n.delims[i])
				}
				w.row(k)
			}
		})
	})
}

func (w *omml) scripts(n *node) {
	below, above := n.kids[1], n.kids[2]
	base := func() { w.row(n.kids[0]) }
	switch {
	case n.kids[0].limits != noLimits:
		w.stack(base, above, below)
	case above == nil:
		w.el("sSub", func() { w.el("e", base); w.part("sub", below) })
	case below == nil:
		w.el("sSup", func() { w.el("e", base); w.part("sup", above) })
	default:
		w.el("sSubSup", func() { w.el("e", base); w.part("sub", below); w.part("sup", above) })
	}
}

// stack writes a base with what stands over and under it.
func (w *omml) stack(base func(), over, under *node) {
	if under != nil {
		w.el("limLow", func() {
			w.el("e", func() { w.stack(base, over, nil) })
			w.part("lim", under)
		})
		return
	}
	if over == nil {
		base()
		return
	}
	w.el("limUpp", func() {
		w.el("e", base)
		w.part("lim", over)
	})
}

func (w *omml) table(t *table) {
	columns := t.columns
	for _, tag := range t.tags {
		if tag != nil {
			columns = t.columns + 1
		}
	}
	if columns == 0 || len(t.rows) == 0 {
		return
	}
	if columns == 1 && len(t.rows) == 1 && len(t.rows[0]) == 1 && len(t.hlines) == 2 && len(t.lines) == 2 { // a box
		w.el("borderBox", func() { w.part("e", t.rows[0][0]) })
		return
	}
	w.el("m", func() {
		w.el("mPr", func() {
			w.el("mcs", func() {
				for i := range columns {
					w.el("mc", func() {
						w.el("mcPr", func() { w.set("count", "1"); w.set("mcJc", alignment(t.alignOf(i))) })
					})
				}
			})
		})
		for i, row := range t.rows {
			w.el("mr", func() {
				for k := range columns {
					switch {
					case k < len(row):
						w.part("e", row[k])
					case k == t.columns && i < len(t.tags):
						w.part("e", t.tags[i])
					default:
						w.el("e", nil)
					}
				}
			})
		}
	})
}

func (w *omml) phantom(n *node) {
	if n.hide == smash {
		w.list(n.kids)
		return
	}
	w.el("phant", func() {
		w.el("phantPr", func() {
			w.set("show", "0")
			switch n.hide {
			case onlyWidth:
				w.set("zeroAsc", "1")
				w.set("zeroDesc", "1")
			case onlyHeight:
				w.set("zeroWid", "1")
			case hideAll, smash:
			}
		})
		w.el("e", func() { w.list(n.kids) })
	})
}

// boxed writes lines around or through a node.
func (w *omml) boxed(n *node) {
	hide := func(names ...string) {
		for _, name := range names {
			w.set(name, "1")
		}
	}
	w.el("borderBox", func() {
		w.el("borderBoxPr", func() {
			switch {
			case n.kind == frameNode && n.bar:
			case n.kind == cornerNode && n.text == "angl":
				hide("hideBot", "hideLeft")
			case n.kind == cornerNode:
				hide("hideTop", "hideRight")
			default:
				hide("hideTop", "hideBot", "hideLeft", "hideRight")
			}
			if n.kind == strikeNode {
				switch n.text {
				case "/":
					hide("strikeBLTR")
				case `\`:
					hide("strikeTLBR")
				case "x":
					hide("strikeBLTR", "strikeTLBR")
				case "-":
					hide("strikeH")
				}
			}
		})
		w.el("e", func() { w.list(n.kids) })
	})
}
