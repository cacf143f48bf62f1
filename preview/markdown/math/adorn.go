package math

import (
	"image/color"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/image/colornames"
)

// adorned reads the commands that change how their arguments look, and reports
// whether name is one.
func (p *parser) adorned(name string, t token) (*node, bool) {
	n := &node{off: t.off}
	switch name {
	case "textcolor":
		n.kind, n.color = tintNode, p.colour(t)
		n.kids = []*node{p.argument(t)}
		if n.kids[0].kind == rowNode && n.kids[0].class == ord {
			n.kids = n.kids[0].kids
		}
	case "color", "tiny", "sixptsize", "scriptsize", "footnotesize", "small", "normalsize", "large", "Large", "LARGE", "huge", "Huge":
		// what is to be set so is no list: an argument without braces
		n.kind = tintNode
		if n.scale = scaleOf(name); name == "color" {
			n.color = p.colour(t)
		}
		n.kids = []*node{p.argument(t)}
	case "colorbox", "fcolorbox", "fbox":
		n.kind, n.bar = frameNode, name != "colorbox"
		if name == "fcolorbox" {
			n.edge = p.colour(t)
		}
		if name != "fbox" {
			n.color = p.colour(t)
		}
		n.kids = []*node{p.text(uprightAlphabet, t)}
	case "cancel", "bcancel", "xcancel", "sout":
		n.kind, n.text = strikeNode, map[string]string{"cancel": "/", "bcancel": `\`, "xcancel": "x", "sout": "-"}[name]
		n.kids = []*node{p.argument(t)}
		n.class = core(n.kids[0]).class
	case "angl", "phase":
		n.kind, n.text, n.kids = cornerNode, name, []*node{p.argument(t)}
	case "angln":
		n.kind, n.text, n.kids = cornerNode, "angl", []*node{p.sign(charOf('n'), t.off)}
	case "href", "url", "htmlClass", "htmlId", "htmlData", "htmlStyle", "includegraphics":
		return p.outside(name, t), true
	case "rule":
		n.kind = ruleNode
		var raise, width, height string
		raise, raised := p.option()
		width, _ = p.verbatim()
		height, _ = p.verbatim()
		ok := true
		read := func(s string) float64 {
			v, fine := length(s)
			ok = ok && fine
			return v
		}
		if raised {
			n.raise = read(raise)
		}
		if n.width, n.height = read(width), read(height); !ok {
			t.end = p.pos
			return p.unread(t, "%s needs two lengths such as {1em}{2pt}", t.text), true
		}
	case "raisebox":
		n.kind = raiseNode
		v, ok := p.length()
		if !ok {
			t.end = p.pos
			return p.unread(t, "%s needs a length such as {1em}", t.text), true
		}
		n.raise = v
		n.kids = []*node{p.text(uprightAlphabet, t)}
	case "vcenter":
		n.kind, n.kids = centerNode, []*node{p.argument(t)}
	case "mathllap", "mathrlap", "mathclap", "llap", "rlap", "clap":
		n.kind, n.text = lapNode, strings.TrimPrefix(name, "math")[:1]
		if name[0] == 'm' {
			n.kids = []*node{p.argument(t)}
		} else {
			n.kids = []*node{p.text(uprightAlphabet, t)}
		}
	case "mathchoice":
		n.kind = choiceNode
		for range 4 {
			n.kids = append(n.kids, p.argument(t))
		}
	case "genfrac":
		return p.generalFraction(t), true
	case "verb":
		return p.verb(t), true
	case "TeX", "LaTeX", "KaTeX":
		return logo(name, t.off), true
	case "char":
		return p.char(t), true
	default:
		return nil, false
	}
	return n, true
}

// scaleOf gives how large a command sets what follows, beside the usual size; 0
// for no such command.
func scaleOf(name string) float64 {
	switch name {
	case "tiny":
		return 0.5
	case "sixptsize":
		return 0.6
	case "scriptsize":
		return 0.7
	case "footnotesize":
		return 0.8
	case "small":
		return 0.9
	case "normalsize":
		return 1
	case "large":
		return 1.2
	case "Large":
		return 1.44
	case "LARGE":
		return 1.728
	case "huge":
		return 2.074
	case "Huge":
		return 2.488
	}
	return 0
}

var hexColour = regexp.MustCompile(`^#?[0-9a-fA-F]{6}$|^#[0-9a-fA-F]{3}$`)

// colour reads the name of a colour and gives it as #rrggbb, "" if there is
// none.
func (p *parser) colour(of token) string {
	s, ok := p.verbatim()
	name := strings.ToLower(strings.TrimSpace(s))
	switch {
	case !ok:
		p.problem(of.off, "%s lacks its colour", of.text)
		return ""
	case hexColour.MatchString(name):
		name = strings.TrimPrefix(name, "#")
		if len(name) == 3 {
			name = strings.Join([]string{name[:1], name[:1], name[1:2], name[1:2], name[2:], name[2:]}, "")
		}
		return "#" + name
	}
	if c, ok := colornames.Map[name]; ok {
		return hex(color.NRGBA(c))
	}
	if len(name) > 30 {
		name = "this"
	}
	p.problem(of.off, "the colour %s is not known", strings.ToValidUTF8(name, "\uFFFD"))
	return ""
}

func hex(c color.NRGBA) string {
	return "#" + strconv.FormatUint(1<<24|uint64(c.R)<<16|uint64(c.G)<<8|uint64(c.B), 16)[1:]
}

// colourOf is the colour that is written as #rrggbb, the zero one for "".
func colourOf(s string) color.NRGBA {
	v, err := strconv.ParseUint(strings.TrimPrefix(s, "#"), 16, 32)
	if err != nil || s == "" {
		return color.NRGBA{}
	}
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
}

// generalFraction reads \genfrac: delimiters, the bar's thickness, the style.
func (p *parser) generalFraction(t token) *node {
	n := &node{kind: fractionNode, bar: true, off: t.off, delims: []string{"", ""}}
	for i := range n.delims {
		s, ok := p.verbatim()
		if !ok {
			d := p.take()
			s = d.text
		}
		s = strings.TrimSpace(s)
		d, ok := fenceOf(s)
		if s != "" && !ok {
			p.problem(t.off, "%s is not followed by a delimiter", t.text)
		}
		n.delims[i] = d
	}
	if n.delims[0] == "" && n.delims[1] == "" {
		n.delims = nil
	}
	if s, _ := p.verbatim(); strings.TrimSpace(s) != "" {
		if v, ok := length(s); ok {
			n.thick, n.bar = &v, v > 0
		} else {
			p.problem(t.off, "%s needs a length such as 1em", t.text)
		}
	}
	s, _ := p.verbatim()
	switch strings.TrimSpace(s) {
	case "":
	case "0":
		n.style = displayStyle
	case "1":
		n.style = textStyle
	case "2":
		n.style = scriptStyle
	case "3":
		n.style = script2Style
	default:
		p.problem(t.off, "the style of %s is 0 to 3", t.text)
	}
	over := p.argument(t)
	n.kids = []*node{over, p.argument(t)}
	return n
}

// verb reads what stands between two signs as it is written.
func (p *parser) verb(t token) *node {
	p.pos = t.end
	if strings.HasPrefix(p.src[p.pos:], "*") {
		p.pos++
	}
	rest := p.src[p.pos:]
	sign, body, _ := cutRune(rest)
	words, _, ok := strings.Cut(body, sign)
	if rest == "" || !ok || strings.ContainsRune(words, '\n') || isASCIILetter(sign[0]) || sign == " " {
		return p.unread(t, "%s is not closed on its line", t.text)
	}
	p.pos += len(sign) + len(words) + len(sign)
	return &node{kind: wordNode, text: words, alpha: monoAlphabet, off: t.off}
}

// char reads the number of a character: in decimals, or behind ' in octals, " in
// hexadecimals and ` as it is.
func (p *parser) char(t token) *node {
	p.pos = t.end
	p.plain()
	rest := p.src[p.pos:]
	base, digits := 10, "0123456789"
	switch {
	case strings.HasPrefix(rest, "`"):
		p.pos++
		c := p.raw()
		p.pos = c.end
		s := strings.TrimPrefix(c.text, `\`)
		if r, n := utf8.DecodeRuneInString(s); s != "" && n == len(s) && unicode.IsGraphic(r) {
			return p.sign(sign{text: s}, t.off)
		}
		return p.unread(t, "%s is not followed by the number of a character", t.text)
	case strings.HasPrefix(rest, "'"):
		base, digits, rest = 8, "01234567", rest[1:]
		p.pos++
	case strings.HasPrefix(rest, `"`):
		base, digits, rest = 16, "0123456789abcdefABCDEF", rest[1:]
		p.pos++
	}
	n := len(rest) - len(strings.TrimLeft(rest, digits))
	p.pos += n
	v, err := strconv.ParseUint(rest[:n], base, 32)
	if r := rune(v); err != nil || v > unicode.MaxRune || !unicode.IsGraphic(r) {
		return p.unread(t, "%s is not followed by the number of a character", t.text)
	} else {
		return p.sign(sign{text: string(r)}, t.off)
	}
}

// outside reads the commands that tie a formula to a page. They stand as what is
// seen of them, and the rest is told of: where formulas go, nothing in them leads
// elsewhere, and what loads or runs has no place.
func (p *parser) outside(name string, t token) *node {
	if name == "includegraphics" {
		options, _ := p.option()
		p.address()
		p.problem(t.off, `\includegraphics is left out: pictures stand beside formulas`)
		for option := range strings.SplitSeq(options, ",") {
			if alt, ok := strings.CutPrefix(strings.TrimSpace(option), "alt="); ok {
				return &node{kind: wordNode, text: alt, off: t.off}
			}
		}
		return p.failed(t.off, p.pos)
	}
	to, ok := p.address()
	if !ok {
		return p.unread(t, "%s lacks what belongs to it", t.text)
	}
	switch name {
	case "url":
		p.problem(t.off, `\url is set as words: nothing in a formula leads elsewhere`)
		return &node{kind: wordNode, text: to, alpha: monoAlphabet, off: t.off}
	case "href":
		p.problem(t.off, `the address of \href is left out: nothing in a formula leads elsewhere`)
	default:
		p.problem(t.off, "what %s says of the page is left out", t.text)
	}
	return p.argument(t)
}

// address takes a group in braces as it is written, where a percent sign begins
// no comment.
func (p *parser) address() (string, bool) {
	if !p.accept("{") {
		return "", false
	}
	start, depth := p.pos, 1
	for p.pos < len(p.src) {
		t := p.raw()
		p.pos = t.end
		switch t.text {
		case "{":
			depth++
		case "}":
			if depth--; depth == 0 {
				return strings.NewReplacer(`\%`, "%", `\#`, "#", `\&`, "&", `\_`, "_", `\~`, "~").Replace(p.src[start:t.off]), true
			}
		}
	}
	return p.src[start:], true
}

// shorthand gives the TeX that a command is short for, "" for none.
func shorthand(name string) string {
	switch name {
	case "coloneq", "colonminus":
		return joined("∶", "−")
	case "Coloneq", "coloncolonminus":
		return joined("∷", "−")
	case "eqcolon", "minuscolon":
		return joined("−", "∶")
	case "Eqcolon", "minuscoloncolon":
		return joined("−", "∷")
	case "Eqqcolon", "equalscoloncolon":
		return joined("=", "∷")
	case "colonapprox":
		return joined("∶", "≈")
	case "Colonapprox", "coloncolonapprox":
		return joined("∷", "≈")
	case "colonsim":
		return joined("∶", "∼")
	case "Colonsim", "coloncolonsim":
		return joined("∷", "∼")
	case "approxcolon":
		return joined("≈", "∶")
	case "approxcoloncolon":
		return joined("≈", "∷")
	case "simcolon":
		return joined("∼", "∶")
	case "simcoloncolon":
		return joined("∼", "∷")
	case "varinjlim":
		return `\mathop{\underrightarrow{\mathrm{lim}}}`
	case "varprojlim":
		return `\mathop{\underleftarrow{\mathrm{lim}}}`
	case "varliminf":
		return `\mathop{\underline{\mathrm{lim}}}`
	case "varlimsup":
		return `\mathop{\overline{\mathrm{lim}}}`
	}
	return ""
}

// joined gives two relations that are one.
func joined(a, b string) string {
	return `\mathrel{\mathrel{` + a + `}\mkern-1.2mu\mathrel{` + b + `}}`
}

// logo gives the name of a program as it is set.
func logo(name string, off int) *node {
	word := func(s string) *node { return &node{kind: wordNode, text: s, alpha: uprightAlphabet, off: off} }
	space := func(em float64) *node { return &node{kind: spaceNode, width: em} }
	raised := func(em, scale float64, s string) *node {
		return &node{kind: raiseNode, raise: em, kids: []*node{{kind: tintNode, scale: scale, kids: []*node{word(s)}}}}
	}
	kids := []*node{word("T"), space(-0.1667), raised(-0.215, 1, "E"), space(-0.125), word("X")}
	switch name {
	case "LaTeX":
		kids = append([]*node{word("L"), space(-0.36), raised(0.205, 0.7, "A"), space(-0.15)}, kids...)
	case "KaTeX":
		kids = append([]*node{word("K"), space(-0.17), raised(0.205, 0.7, "A"), space(-0.15)}, kids...)
	}
	return &node{kind: logoNode, text: name, kids: kids, off: off}
}
