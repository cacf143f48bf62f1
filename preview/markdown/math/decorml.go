package math

import "strings"

// tint writes an element in the colour and size of a node around what inside
// writes.
func (w *mathml) tint(n *node, inside func()) {
	attrs := ""
	if n.scale > 0 {
		attrs += ` mathsize="` + em(n.scale) + `"`
	}
	if n.color != "" {
		attrs += ` mathcolor="` + n.color + `"`
		if dark := hex(readable(colourOf(n.color), colourOf(darkPage))); dark != n.color {
			attrs += ` style="color:light-dark(` + n.color + "," + dark + `)"`
		}
	}
	w.wrap("mstyle", attrs, func() {
		s := asIs
		if n.scale > 0 && w.style >= scriptStyle {
			s = textStyle
		}
		w.in(s, inside)
	})
}

// darkPage is about the ground of pages in the dark.
const darkPage = "#1f1e1c"

// ends is how a line's gradient ends: nothing, the line, nothing.
const ends = "transparent calc(50% - .03em),currentcolor calc(50% - .03em) calc(50% + .03em),transparent calc(50% + .03em))"

// adorned writes a node that changes how its kids look. Where browsers do not
// know an element of MathML its look is said in CSS too.
func (w *mathml) adorned(n *node) {
	kids := func() { w.row(n.kids) }
	switch n.kind {
	case tintNode:
		w.row([]*node{n})
	case ruleNode:
		height := n.height + min(0, n.raise) // above the baseline
		bar := `<mrow style="background:currentcolor"><mspace width="` + em(max(0, n.width)) + `" height="` + em(max(0, n.height)) + `" depth="0"/></mrow>`
		if n.raise == 0 {
			w.WriteString(bar)
			return
		}
		w.wrap("mpadded", ` height="`+em(max(0, height))+`" depth="`+em(max(0, -n.raise))+`" voffset="`+em(n.raise)+`"`, func() { w.WriteString(bar) })
	case strikeNode:
		notation, line := "", ""
		up, down := "linear-gradient(to bottom right,"+ends, "linear-gradient(to top right,"+ends
		switch n.text {
		case "/":
			notation, line = "updiagonalstrike", up
		case `\`:
			notation, line = "downdiagonalstrike", down
		case "x":
			notation, line = "updiagonalstrike downdiagonalstrike", up+","+down
		case "-":
			notation, line = "horizontalstrike", "linear-gradient(to top,"+ends
		}
		w.wrap("menclose", ` notation="`+notation+`" style="background:`+line+`"`, kids)
	case raiseNode:
		w.wrap("mpadded", ` voffset="`+em(n.raise)+`"`, kids)
	case frameNode:
		w.frame(n)
	case choiceNode:
		w.group(n.kids[chosen(w.style)])
	case cornerNode:
		if n.text == "angl" {
			w.wrap("menclose", ` notation="actuarial" style="border-top:0.05em solid;border-right:0.05em solid;padding:0.15em 0.04em 0"`, kids)
			return
		}
		slant := "linear-gradient(to bottom right," + ends + " left/0.6em 100% no-repeat"
		w.wrap("menclose", ` notation="phasorangle" style="border-bottom:0.06em solid;padding:0 0 0.15em 0.6em;background:`+slant+`"`, kids)
	case sideNode:
		w.beside(n)
	case lapNode:
		attrs := ""
		switch n.text {
		case "l":
			attrs = ` style="transform:translateX(-100%)"`
		case "c":
			attrs = ` style="transform:translateX(-50%)"`
		}
		w.wrap("mpadded", ` width="0"`, func() { w.wrap("mrow", attrs, kids) })
	case logoNode:
		w.leaf("mtext", "", n.text)
	default: // what is centred: browsers cannot
		w.wrap("mrow", "", kids)
	}
}

// beside writes an upright arrow with what stands beside it, which takes no room,
// so that the arrow stays in the middle.
func (w *mathml) beside(n *node) {
	label := func(n *node, shift string) {
		if n != nil {
			w.wrap("mpadded", ` width="0"`, func() {
				w.wrap("mstyle", ` displaystyle="false" scriptlevel="+1"`+shift, func() { w.script(n) })
			})
		}
	}
	w.wrap("mrow", "", func() {
		label(n.kids[0], ` style="transform:translateX(calc(-100% - 0.2em))"`)
		w.leaf("mo", ` stretchy="true" symmetric="true" minsize="1.8em" lspace="0" rspace="0"`, n.text)
		label(n.kids[1], ` style="transform:translateX(0.2em)"`)
	})
}

// frame writes a base on a ground or within a line.
func (w *mathml) frame(n *node) {
	attrs := ""
	style := []string{"padding:0.3em"}
	if n.color != "" {
		attrs += ` mathbackground="` + n.color + `"`
		on := func(ink string) string {
			if contrast(colourOf(ink), colourOf(n.color)) < least {
				return hex(opposite(colourOf(n.color)))
			}
			return "currentcolor"
		}
		light, dark := on("#1a1a1a"), on("#e8e6e3") // about the ink of pages
		if light != dark {
			style = append(style, "color:light-dark("+light+","+dark+")")
		} else if light != "currentcolor" {
			style = append(style, "color:"+light)
		}
	}
	if n.bar {
		edge := n.edge
		if edge == "" {
			edge = "currentcolor"
		}
		style = append(style, "border:0.06em solid "+edge)
	}
	w.wrap("mpadded", attrs+` style="`+strings.Join(style, ";")+`"`, func() { w.group(n.kids[0]) })
}

func (w *mathml) phantom(n *node) {
	seen := func() { w.row(n.kids) }
	unseen := func() { w.wrap("mphantom", "", seen) }
	switch n.hide {
	case onlyWidth:
		w.wrap("mpadded", ` height="0" depth="0"`, unseen)
	case onlyHeight:
		w.wrap("mpadded", ` width="0"`, unseen)
	case smash:
		w.wrap("mpadded", map[string]string{"": ` height="0" depth="0"`, "t": ` height="0"`, "b": ` depth="0"`}[n.text], seen)
	case hideAll:
		unseen()
	}
}

// spacing gives the sign that stands for a combining one.
func spacing(accent string) string {
	switch accent {
	case "\u0302":
		return "^"
	case "\u030C":
		return "ˇ"
	case "\u0303":
		return "~"
	case "\u0301":
		return "´"
	case "\u0300":
		return "`"
	case "\u0307":
		return "˙"
	case "\u0308":
		return "¨"
	case "\u20DB":
		return "⃛"
	case "\u20DC":
		return "⃜"
	case "\u20DD":
		return "◯"
	case "\u0306":
		return "˘"
	case "\u0304":
		return "¯"
	case "\u20D7":
		return "→"
	case "\u030A":
		return "˚"
	}
	return accent
}
