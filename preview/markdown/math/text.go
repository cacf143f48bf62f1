package math

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// text reads an argument of words, in which dollar signs enclose formulas.
func (p *parser) text(a alphabet, t token) *node {
	if !p.accept("{") {
		c := p.next()
		if p.ends(c, "") {
			p.problem(t.off, "%s lacks what belongs to it", t.text)
			return p.failed(t.off, t.end)
		}
		if name, ok := c.command(); ok {
			p.pos = c.end
			w := &prose{parser: p, alpha: a, row: &node{kind: rowNode, off: c.off}}
			w.command(name, c)
			return w.done()
		}
		p.pos = c.end
		return &node{kind: wordNode, text: c.text, alpha: a, off: c.off}
	}
	return p.wordsIn(a, p.pos-1)
}

// wordsIn reads words in braces behind the opening one.
func (p *parser) wordsIn(a alphabet, open int) *node {
	row := p.prose(a, open)
	if !p.accept("}") && !p.deep && p.endless == nil {
		p.problem(open, "an opening brace is not closed")
	}
	return row
}

// A prose is a row of words being read.
type prose struct {
	*parser
	alpha alphabet
	row   *node
	word  strings.Builder
	at    int // of the word
}

// prose reads words up to the brace that ends them, which it leaves there.
func (p *parser) prose(a alphabet, off int) *node {
	w := &prose{parser: p, alpha: a, row: &node{kind: rowNode, off: off}}
	if p.depth >= maxDepth {
		p.deep = true
		p.pos = len(p.src)
		return w.row
	}
	p.depth++
	defer func() { p.depth-- }()
	defer p.open()()
	for {
		c := p.rawNext()
		if c.text == "" || c.text == "}" {
			return w.done()
		}
		p.pos = c.end
		switch c.text {
		case "{":
			w.flush()
			inner := p.wordsIn(w.alpha, c.off)
			if inner.kind == rowNode && inner.class == ord {
				w.row.kids = append(w.row.kids, inner.kids...)
			} else {
				w.row.kids = append(w.row.kids, inner)
			}
		case "$", `\(`:
			w.formula(c)
		case "%":
			p.comment()
		case "~", "\n", "\t", "\r", "\f", "\v":
			w.write(" ", c)
		default:
			if name, ok := c.command(); ok {
				if w.command(name, c) {
					return w.done()
				}
				continue
			}
			w.write(c.text, c)
		}
	}
}

func (w *prose) write(s string, t token) {
	if w.word.Len() == 0 {
		w.at = t.off
	}
	w.word.WriteString(s)
}

// flush ends the word that is being read.
func (w *prose) flush() {
	if w.word.Len() == 0 {
		return
	}
	text := w.word.String()
	w.word.Reset()
	if w.alpha != monoAlphabet {
		text = strings.NewReplacer("---", "—", "--", "–", "``", "“", "''", "”", "`", "‘", "'", "’").Replace(text)
	}
	w.put(&node{kind: wordNode, text: text, alpha: w.alpha, off: w.at})
}

// put appends a node, to the last word if it goes on with that.
func (w *prose) put(n *node) {
	w.row.kids = append(w.row.kids, n)
}

// done gives what was read.
func (w *prose) done() *node {
	w.flush()
	kids := w.row.kids[:0]
	for _, n := range w.row.kids {
		if k := len(kids); k > 0 && n.kind == wordNode && kids[k-1].kind == wordNode && kids[k-1].alpha == n.alpha && n.class == ord && kids[k-1].class == ord {
			last := *kids[k-1]
			last.text += n.text
			kids[k-1] = &last
			continue
		}
		kids = append(kids, n)
	}
	w.row.kids = kids
	if len(kids) == 1 {
		return kids[0]
	}
	return w.row
}

// formula reads a formula among words.
func (w *prose) formula(open token) {
	w.flush()
	stop := open.text
	if stop == `\(` {
		stop = `\)`
	}
	was := w.parser.alpha
	w.parser.alpha = mathAlphabet
	n := &node{kind: styleNode, style: amongWords, kids: []*node{w.list(stop, nil)}, off: open.off}
	w.parser.alpha = was
	w.put(n)
	if !w.accept(stop) && !w.deep && w.endless == nil {
		w.problem(open.off, "a dollar sign within text is not closed")
	}
}

// command reads a command among words, and reports whether it took all that
// follows it.
func (w *prose) command(name string, t token) (all bool) {
	if s, ok := wordSign(name); ok {
		w.write(s, t)
		w.skipBlanks(name)
		return false
	}
	if mark, ok := wordAccent(name); ok {
		w.accent(mark, t)
		return false
	}
	w.flush()
	if a, text, ok := alphabetOf(name); ok && text {
		if w.depth >= maxDepth {
			w.deep = true
			w.pos = len(w.src)
			return false
		}
		w.depth++
		w.put(w.text(a, t))
		w.depth--
		return false
	}
	if a, ok := switchOf(name); ok {
		w.skipBlanks(name)
		w.alpha = a
		return false
	}
	if width, ok := spaceOf(name); ok {
		w.put(&node{kind: spaceNode, width: width, off: t.off})
		return false
	}
	n := &node{kind: tintNode, off: t.off}
	switch name {
	case "textcolor":
		n.color = w.colour(t)
		n.kids = []*node{w.text(w.alpha, t)}
	case "color":
		n.color = w.colour(t)
		n.kids = []*node{w.toGroupEnd(t)}
		all = true
	case "colorbox", "fcolorbox", "fbox", "raisebox", "rule", "verb", "TeX", "LaTeX", "KaTeX", "llap", "rlap", "clap", "sout", "cancel", "bcancel", "xcancel":
		if name == "sout" || strings.HasSuffix(name, "cancel") {
			n = &node{kind: strikeNode, off: t.off, text: map[string]string{"cancel": "/", "bcancel": `\`, "xcancel": "x", "sout": "-"}[name]}
			n.kids = []*node{w.text(w.alpha, t)}
			break
		}
		n, _ = w.adorned(name, t)
		w.put(n)
		return false
	case "hspace", "kern", "mkern", "hskip", "mskip", "mspace":
		w.put(w.skip(t))
		return false
	case "underline":
		n = &node{kind: lineNode, under: true, kids: []*node{w.text(w.alpha, t)}, off: t.off}
	case "textcircled":
		n = &node{kind: accentNode, text: "\u20DD", kids: []*node{w.text(w.alpha, t)}, off: t.off}
	default:
		if n.scale = scaleOf(name); n.scale > 0 {
			w.skipBlanks(name)
			n.kids = []*node{w.toGroupEnd(t)}
			w.put(n)
			return true
		}
		if w.definition(name, t) {
			return false
		}
		if s, ok := signs()[name]; ok && s.letter && s.class == ord && !isASCIILetter(s.text[0]) {
			w.put(&node{kind: wordNode, text: s.text, alpha: w.alpha, off: t.off}) // a Greek letter, as many write it
			w.problem(t.off, "%s is a sign of formulas: within text it needs dollar signs around it", t.text)
			return false
		}
		if w.defs[name] != nil || steers(name) {
			w.put(w.unread(t, "%s lacks what belongs to it", t.text))
			return false
		}
		w.put(w.unread(t, "the command %s is not known within text", t.text))
		return false
	}
	w.put(n)
	return all
}

// toGroupEnd reads the words behind a command, to the end of the group.
func (w *prose) toGroupEnd(t token) *node { return w.prose(w.alpha, t.off) }

// skipBlanks takes the blanks behind a command that is made of letters.
func (w *prose) skipBlanks(name string) {
	if name == "" || !isASCIILetter(name[0]) {
		return
	}
	for w.pos < len(w.src) && strings.IndexByte(blanks, w.src[w.pos]) >= 0 {
		w.pos++
	}
}

// accent puts a mark on the next letter.
func (w *prose) accent(mark string, t token) {
	c := w.next()
	inner := ""
	if c.text == "{" {
		inner, _ = w.verbatim()
	} else if !w.ends(c, "") {
		w.pos = c.end
		inner = c.text
	}
	inner = strings.TrimSpace(inner)
	if name, ok := strings.CutPrefix(inner, `\`); ok {
		inner = map[string]string{"i": "i", "j": "j"}[strings.TrimSpace(name)]
		if s, ok := wordSign(strings.TrimSpace(name)); ok && inner == "" {
			inner = s
		}
	}
	if inner == "" {
		w.flush()
		w.problem(t.off, "%s lacks the letter that belongs under it", t.text)
		w.put(w.failed(t.off, t.end))
		return
	}
	_, n := utf8.DecodeRuneInString(inner)
	w.write(norm.NFC.String(inner[:n]+mark)+inner[n:], t)
}

// wordAccent gives the combining character of an accent within words.
func wordAccent(name string) (string, bool) {
	s, ok := map[string]string{
		"'": "\u0301", "`": "\u0300", "^": "\u0302", `"`: "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
		"u": "\u0306", "v": "\u030C", "H": "\u030B", "r": "\u030A", "c": "\u0327", "k": "\u0328", "d": "\u0323", "b": "\u0331",
	}[name]
	return s, ok
}

// wordSign gives the sign that a command stands for within words.
func wordSign(name string) (string, bool) {
	s, ok := map[string]string{
		"%": "%", "$": "$", "&": "&", "#": "#", "_": "_", "{": "{", "}": "}",
		"textbackslash": `\`, "backslash": `\`, "ldots": "…", "dots": "…", "textellipsis": "…",
		"textasciitilde": "~", "textasciicircum": "^", "textunderscore": "_", "textdollar": "$", "textbar": "|", "textbardbl": "‖",
		"textless": "<", "textgreater": ">", "textbraceleft": "{", "textbraceright": "}", "lbrace": "{", "rbrace": "}",
		"textendash": "–", "textemdash": "—", "textquoteleft": "‘", "lq": "‘", "textquoteright": "’", "rq": "’",
		"textquotedblleft": "“", "textquotedblright": "”", "textquotesingle": "'", "textquotedbl": `"`,
		"ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ",
		"textregistered": "®", "copyright": "©", "textcopyright": "©", "pounds": "£", "textsterling": "£", "euro": "€", "yen": "¥",
		"S": "§", "sect": "§", "P": "¶", "dag": "†", "textdagger": "†", "ddag": "‡", "textdaggerdbl": "‡", "degree": "°", "textdegree": "°",
		"checkmark": "✓", "maltese": "✠", "circledR": "®", "textbullet": "•", "textperiodcentered": "·", "vdots": "⋮",
	}[name]
	return s, ok
}
