package word

import (
	"strings"
	"unicode"
)

// texOf returns a formula of Office as TeX.
func texOf(n *node) string {
	var b strings.Builder
	writeTeX(&b, n)
	return b.String()
}

// signs are those that TeX has other letters for.
var signs = map[rune]string{
	'#': `\#`, '$': `\$`, '%': `\%`, '&': `\&`, '_': `\_`, '{': `\{`, '}': `\}`, '~': `\sim `, '^': `\wedge `, '\\': `\backslash `,
	'\u2009': `\,`, '\u205f': `\:`, '\u2005': `\;`, '\u2002': `\enspace `, '\u2003': `\quad `, '\u00a0': `~`, '\u200b': ``, '\u2061': ``, '\u2062': ``, '\u2063': ``,
	'−': `-`, '′': `'`, '″': `''`,
}

// sums are the signs that limits stand at.
var sums = map[string]string{
	"": `\int `, "∑": `\sum `, "∏": `\prod `, "∐": `\coprod `, "∫": `\int `, "∬": `\iint `, "∭": `\iiint `, "∮": `\oint `, "⋃": `\bigcup `, "⋂": `\bigcap `,
	"⨁": `\bigoplus `, "⨂": `\bigotimes `, "⋁": `\bigvee `, "⋀": `\bigwedge `, "⨆": `\bigsqcup `, "⨀": `\bigodot `, "⨄": `\biguplus `,
}

// accents are what stands over letters.
var accents = map[string]string{
	"": "hat", "\u0302": "hat", "^": "hat", "\u030c": "check", "\u0303": "tilde", "~": "tilde", "\u0301": "acute", "\u0300": "grave", "\u0307": "dot", "\u0308": "ddot", "\u20db": "dddot",
	"\u20dc": "ddddot", "\u0306": "breve", "\u0304": "bar", "\u0305": "bar", "\u20d7": "vec", "→": "vec", "\u030a": "mathring",
}

// isName reports whether a word is the name of a function that TeX has a command
// for.
func isName(word string) bool {
	switch word {
	case "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "coth", "csc", "deg", "det", "dim", "exp", "gcd", "hom", "inf", "ker", "lg", "lim", "liminf", "limsup", "ln", "log",
		"max", "min", "Pr", "sec", "sin", "sinh", "sup", "tan", "tanh":
		return true
	}
	return false
}

// group writes the content of an element in braces.
func group(b *strings.Builder, n *node) {
	b.WriteByte('{')
	writeTeX(b, n)
	b.WriteByte('}')
}

// writeTeX writes what is in an element.
func writeTeX(b *strings.Builder, n *node) {
	if n == nil {
		return
	}
	for _, k := range n.kids {
		element(b, k)
	}
}

func element(b *strings.Builder, n *node) {
	switch n.name {
	case "m:r":
		letters(b, n)
	case "m:f":
		switch n.val("m:fPr", "m:type") {
		case "noBar":
			b.WriteString(`\genfrac{}{}{0pt}{}`)
		case "lin":
			group(b, n.kid("m:num"))
			b.WriteByte('/')
			group(b, n.kid("m:den"))
			return
		default:
			b.WriteString(`\frac`)
		}
		group(b, n.kid("m:num"))
		group(b, n.kid("m:den"))
	case "m:rad":
		b.WriteString(`\sqrt`)
		if deg := n.kid("m:deg"); deg != nil && len(deg.kids) > 0 && !n.on("m:radPr", "m:degHide") {
			b.WriteByte('[')
			group(b, deg)
			b.WriteByte(']')
		}
		group(b, n.kid("m:e"))
	case "m:sSup", "m:sSub", "m:sSubSup":
		base(b, n.kid("m:e"))
		scripts(b, n.kid("m:sub"), n.kid("m:sup"))
	case "m:sPre":
		b.WriteString("{}")
		scripts(b, n.kid("m:sub"), n.kid("m:sup"))
		group(b, n.kid("m:e"))
	case "m:nary":
		chr := n.val("m:naryPr", "m:chr")
		sign, ok := sums[chr]
		if !ok {
			sign = chr
		}
		b.WriteString(strings.TrimSpace(sign))
		usual := "undOvr"
		if strings.Contains(sign, "int") {
			usual = "subSup"
		}
		if place := n.val("m:naryPr", "m:limLoc"); place != "" && place != usual {
			b.WriteString(map[string]string{"undOvr": `\limits`, "subSup": `\nolimits`}[place])
		}
		scripts(b, full(n.kid("m:sub")), full(n.kid("m:sup")))
		b.WriteByte(' ')
		writeTeX(b, n.kid("m:e"))
	case "m:d":
		delimited(b, n)
	case "m:func":
		var name strings.Builder
		writeTeX(&name, n.kid("m:fName"))
		b.WriteString(strings.TrimRight(name.String(), " ") + " ")
		writeTeX(b, n.kid("m:e"))
	case "m:limLow":
		limit(b, n, `\underset`, "_")
	case "m:limUpp":
		limit(b, n, `\overset`, "^")
	case "m:acc":
		name, ok := accents[n.val("m:accPr", "m:chr")]
		if !ok {
			name = "hat"
		}
		b.WriteString(`\` + name)
		group(b, n.kid("m:e"))
	case "m:bar":
		if n.val("m:barPr", "m:pos") == "top" {
			b.WriteString(`\overline`)
		} else {
			b.WriteString(`\underline`)
		}
		group(b, n.kid("m:e"))
	case "m:groupChr":
		top := n.val("m:groupChrPr", "m:pos") == "top"
		name := `\underbrace`
		if top {
			name = `\overbrace`
		}
		switch n.val("m:groupChrPr", "m:chr") {
		case "→":
			name = map[bool]string{true: `\overrightarrow`, false: `\underrightarrow`}[top]
		case "←":
			name = map[bool]string{true: `\overleftarrow`, false: `\underleftarrow`}[top]
		}
		b.WriteString(name)
		group(b, n.kid("m:e"))
	case "m:m":
		b.WriteString(`\begin{matrix}`)
		rows := 0
		for _, row := range n.kids {
			if row.name != "m:mr" {
				continue
			}
			if rows++; rows > 1 {
				b.WriteString(`\\`)
			}
			cells := 0
			for _, c := range row.kids {
				if c.name == "m:e" {
					if cells++; cells > 1 {
						b.WriteByte('&')
					}
					writeTeX(b, c)
				}
			}
		}
		b.WriteString(`\end{matrix}`)
	case "m:eqArr":
		b.WriteString(`\begin{aligned}`)
		rows := 0
		for _, c := range n.kids {
			if c.name == "m:e" {
				if rows++; rows > 1 {
					b.WriteString(`\\`)
				}
				writeTeX(b, c)
			}
		}
		b.WriteString(`\end{aligned}`)
	case "m:phant":
		if n.kid("m:phantPr", "m:show") != nil && !n.on("m:phantPr", "m:show") {
			b.WriteString(`\phantom`)
		}
		group(b, n.kid("m:e"))
	case "del", "moveFrom": // deleted while changes were tracked
	case "m:borderBox":
		b.WriteString(`\boxed`)
		group(b, n.kid("m:e"))
	default:
		if strings.HasSuffix(n.name, "Pr") {
			return
		}
		writeTeX(b, n)
	}
}

// full is a script that has something in it, else nil.
func full(n *node) *node {
	if n == nil || len(n.kids) == 0 {
		return nil
	}
	return n
}

// base writes what scripts stand at, in braces unless it is a letter.
func base(b *strings.Builder, n *node) {
	var inner strings.Builder
	writeTeX(&inner, n)
	s := inner.String()
	if len([]rune(s)) == 1 && s != "'" {
		b.WriteString(s)
		return
	}
	b.WriteString("{" + s + "}")
}

func scripts(b *strings.Builder, below, above *node) {
	if below != nil {
		b.WriteByte('_')
		group(b, below)
	}
	if above == nil {
		return
	}
	var inner strings.Builder
	writeTeX(&inner, above)
	rest := strings.TrimLeft(inner.String(), "'") // which are signs of their own above
	b.WriteString(inner.String()[:inner.Len()-len(rest)])
	if rest != "" || inner.Len() == 0 {
		b.WriteString("^{" + rest + "}")
	}
}

// limit writes what stands under or over something.
func limit(b *strings.Builder, n *node, command, mark string) {
	e := n.kid("m:e")
	if len(orEmpty(e).kids) == 1 && (e.kids[0].name == "m:groupChr" || e.kids[0].name == "m:nary" || isName(strings.TrimSpace(e.words()))) {
		writeTeX(b, e)
		b.WriteString(mark)
		group(b, n.kid("m:lim"))
		return
	}
	b.WriteString(command)
	group(b, n.kid("m:lim"))
	group(b, e)
}

// delimited writes something within delimiters.
func delimited(b *strings.Builder, n *node) {
	pr := n.kid("m:dPr")
	delim := func(name, usual string) string {
		s := usual
		if k := pr.kid(name); k != nil {
			s = k.attr("val")
		}
		switch s {
		case "":
			return "."
		case "{", "}":
			return `\` + s
		case "‖", "∥":
			return `\Vert `
		case "|", "∣":
			return `\vert `
		}
		return s
	}
	b.WriteString(`\left` + delim("m:begChr", "("))
	count := 0
	for _, e := range n.kids {
		if e.name == "m:e" {
			if count++; count > 1 {
				b.WriteString(`\middle` + delim("m:sepChr", "|"))
			}
			writeTeX(b, e)
		}
	}
	b.WriteString(`\right` + delim("m:endChr", ")"))
}

// letters writes a run.
func letters(b *strings.Builder, n *node) {
	var words strings.Builder
	for _, k := range n.kids {
		if k.name == "m:t" || k.name == "t" {
			words.WriteString(k.words())
		}
	}
	s := words.String()
	if n.on("m:rPr", "m:nor") {
		b.WriteString(`\text{` + strings.NewReplacer(`\`, `\textbackslash `, "{", `\{`, "}", `\}`, "$", `\$`, "#", `\#`, "%", `\%`, "&", `\&`, "_", `\_`).Replace(s) + "}")
		return
	}
	style := n.val("m:rPr", "m:sty")
	if word := strings.TrimSpace(s); isName(word) {
		b.WriteString(`\` + word + " ")
		return
	}
	upright := style == "p" && strings.ContainsFunc(s, unicode.IsLetter) && !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxLatin1 })
	command := map[string]string{"b": `\mathbf{`, "bi": `\boldsymbol{`}[style]
	if upright {
		command = `\mathrm{`
		if len(s) > 1 {
			command = `\operatorname{`
		}
	}
	b.WriteString(command)
	for _, r := range s {
		if t, ok := signs[r]; ok {
			b.WriteString(t)
			continue
		}
		b.WriteRune(r)
	}
	if command != "" {
		b.WriteByte('}')
	}
	if command == `\operatorname{` {
		b.WriteByte(' ')
	}
}
