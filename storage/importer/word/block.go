package word

import (
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
)

// openList is a list that the last paragraphs were items of.
type openList struct {
	num, kind string
	level     int
	ind       int // of its items' words
	tag       string
}

// blocks is HTML that is being made of paragraphs.
type blocks struct {
	strings.Builder
	quotes int    // that are open
	lang   string // of the code that is open
	coding bool
	blank  int // empty lines of code that are still to be written
}

// anchors finds the bookmarks that are in headings, which links may lead to, and
// those of the marks of notes.
func (r *reader) anchors(body *node) {
	r.places, r.marked = map[string]string{}, map[string]string{}
	var walk func(n *node, table bool)
	walk = func(n *node, table bool) {
		for _, p := range n.kids {
			if p.name != "p" {
				walk(p, table || p.name == "tbl")
				continue
			}
			k, _ := r.kind(p)
			leads := k == heading && !table // those of a cell are words
			var mark func(n *node)
			mark = func(n *node) {
				for i, c := range n.kids {
					if c.name == "bookmarkStart" {
						if leads {
							r.places[c.attr("name")] = "at-" + c.attr("name")
						}
						if i+1 < len(n.kids) {
							if ref := n.kids[i+1].find("footnoteReference"); ref != nil {
								r.marked[c.attr("name")] = "f" + ref.attr("id")
							} else if ref := n.kids[i+1].find("endnoteReference"); ref != nil {
								r.marked[c.attr("name")] = "e" + ref.attr("id")
							}
						}
					}
					mark(c)
				}
			}
			mark(p)
		}
	}
	walk(body, false)
}

// all returns the elements of a name within n, in order.
func (n *node) all(name string) (list []*node) {
	for _, k := range n.kids {
		if k.name == name {
			list = append(list, k)
		}
		list = append(list, k.all(name)...)
	}
	return list
}

// noteNumber is the number of a note by its id.
func (r *reader) noteNumber(id string) int {
	n, ok := r.notes[id]
	if !ok {
		r.noted = append(r.noted, id)
		n = len(r.noted)
		r.notes[id] = n
	}
	return n
}

func (r *reader) kind(p *node) (kind, int) {
	ppr := p.kid("pPr")
	st := r.styles[ppr.val("pStyle")]
	k, l := st.kindOf()
	if k == plain {
		if o := ppr.number(-1, "outlineLvl"); o >= 0 && o < 6 {
			return heading, o + 1
		}
	}
	return k, l
}

// whole returns the HTML of blocks.
func (r *reader) whole(in *node) string {
	b := &blocks{}
	r.fields, r.loose = nil, in.begun() > 0
	r.into(b, in)
	r.closeLists(b, 0)
	b.end(0)
	return b.String()
}

func (r *reader) into(b *blocks, in *node) {
	for _, n := range in.kids {
		switch n.name {
		case "p":
			r.paragraph(b, n)
		case "tbl":
			b.end(0)
			r.closeLists(b, r.within(indentOf(n)))
			r.table(b, n)
		case "sdt":
			r.into(b, orEmpty(n.kid("sdtContent")))
		case "customXml", "smartTag", "ins", "moveTo", "AlternateContent", "Choice":
			r.into(b, n)
		case "del", "moveFrom":
			r.deleted++
		case "altChunk":
			r.chunks++
		}
	}
}

// begun is how many fields begin in n and do not end.
func (n *node) begun() (count int) {
	for _, k := range n.kids {
		switch {
		case k.name == "del", k.name == "moveFrom": // which is not read
		case k.name != "fldChar":
			count += k.begun()
		case k.attr("fldCharType") == "begin":
			count++
		case k.attr("fldCharType") == "end":
			count--
		}
	}
	return count
}

// within returns the elements of a name that are in n, or in what only says
// something of what it holds, such as a control for content.
func (n *node) within(name string) (list []*node) {
	for _, k := range n.kids {
		switch k.name {
		case name:
			list = append(list, k)
		case "sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo":
			list = append(list, k.within(name)...)
		}
	}
	return list
}

// paragraphs returns those of a cell and of the tables in it, but none that are in
// others, such as those of boxes.
func (n *node) paragraphs() (list []*node) {
	for _, k := range n.kids {
		switch k.name {
		case "p":
			list = append(list, k)
		case "del", "moveFrom", "Fallback":
		default:
			list = append(list, k.paragraphs()...)
		}
	}
	return list
}

func orEmpty(n *node) *node {
	if n == nil {
		return &node{}
	}
	return n
}

// indentOf is how far a table stands in.
func indentOf(tbl *node) int {
	n, _ := strconv.Atoi(tbl.kid("tblPr", "tblInd").attr("w"))
	return n
}

// end closes code, and quotes until so many are open.
func (b *blocks) end(quotes int) {
	if b.coding {
		b.WriteString("</code></pre>\n")
		b.coding, b.blank = false, 0
	}
	for ; b.quotes > quotes; b.quotes-- {
		b.WriteString("</blockquote>\n")
	}
}

// within returns how many of the open lists a paragraph is in that stands in so
// far and begins no item.
func (r *reader) within(ind int) int {
	n := 0
	for n < len(r.open) && ind > 0 && r.open[n].ind <= ind {
		n++
	}
	return n
}

func (r *reader) closeLists(b *blocks, n int) {
	for len(r.open) > n {
		last := len(r.open) - 1
		b.WriteString("</li></" + r.open[last].tag + ">\n")
		r.open = r.open[:last]
	}
}

func (r *reader) paragraph(b *blocks, p *node) {
	ppr := p.kid("pPr")
	st := r.styles[ppr.val("pStyle")]
	k, lvl := r.kind(p)
	ind := indent(ppr)
	num, at := ppr.val("numPr", "numId"), ppr.number(0, "numPr", "ilvl")
	if num == "" && st.num != "" {
		num, at = st.num, st.level
	}
	l, listed := r.lists[num][at]
	if k == heading || num == "0" {
		listed = false
	}
	r.box = nil
	if listed {
		r.box = p.find("checkbox")
	}
	words := r.inlines(p, k == code)
	said := plainOf(words)
	switch {
	case k == contents:
		return
	case k == title && !r.titled && !r.inNote && said != "":
		r.titled = true
		r.d.Title = said
		return
	}
	box := ""
	if r.box != nil {
		box = "<input type=\"checkbox\">"
		if r.box.on("checked") {
			box = "<input type=\"checkbox\" checked>"
		}
	} else if rest, ok := cutBox(words, "☐"); ok && listed {
		box, words = "<input type=\"checkbox\">", rest
	} else if rest, ok := cutBox(words, "☒"); ok && listed {
		box, words = "<input type=\"checkbox\" checked>", rest
	}
	empty := strings.TrimSpace(words) == ""
	switch {
	case listed:
		b.end(0)
		r.item(b, num, at, l, ind)
		words = box + words
		box = ""
	case empty && (k == line || ppr.kid("pBdr", "bottom") != nil || p.find("rect").attr("hr") != ""):
		b.end(0)
		r.closeLists(b, 0)
		b.WriteString("<hr>\n")
		return
	case empty && k == code && b.coding:
		b.blank++
		return
	case empty:
		return
	default:
		base := ind
		if k == quote {
			base -= st.ind
		}
		n := r.within(base)
		if n < len(r.open) || k != code && k != quote {
			b.end(0)
		}
		r.closeLists(b, n)
	}
	switch k {
	case heading:
		b.end(0)
		id := r.idOf(p)
		r.d.Headings = append(r.d.Headings, id)
		if id != "" {
			id = ` id="` + html.EscapeString(id) + `"`
		}
		b.WriteString(fmt.Sprintf("<h%d%s>%s</h%[1]d>\n", lvl, id, words))
	case quote:
		depth := 1
		if st.ind > 0 && len(r.open) == 0 && ind > st.ind {
			depth = min(ind/st.ind, 9)
		}
		if b.coding || b.quotes > depth {
			b.end(depth)
		}
		for ; b.quotes < depth; b.quotes++ {
			b.WriteString("<blockquote>\n")
		}
		b.WriteString("<p>" + words + "</p>\n")
	case code:
		language := st.language()
		if b.quotes > 0 && ind == 0 {
			b.end(0)
		}
		if b.coding && b.lang == language && language == "" && !strings.HasPrefix(st.name(), "source code") {
			b.WriteString(strings.Repeat("\n", b.blank+1) + words) // a line each, as Word's users write it
			b.blank = 0
			return
		}
		b.end(b.quotes)
		b.coding, b.lang = true, language
		class := ""
		if language != "" {
			class = ` class="language-` + html.EscapeString(language) + `"`
		}
		b.WriteString("<pre><code" + class + ">" + words)
	default:
		if !listed {
			b.end(0)
		}
		from := b.Len()
		b.WriteString("<p" + alignment(ppr) + ">" + words + "</p>\n")
		if k == day && r.d.Day == "" && !r.inNote {
			r.d.Day, r.d.day = said, [2]int{from, b.Len()}
		}
	}
}

// tagged is a tag of HTML that is made here, in which no sign stands for itself.
var tagged = regexp.MustCompile(`<[^>]*>`)

// plainOf is what HTML of words says, in one line.
func plainOf(words string) string {
	words = tagged.ReplaceAllString(strings.ReplaceAll(words, "<br>", " "), "")
	return strings.Join(strings.Fields(html.UnescapeString(marks.ReplaceAllString(words, ""))), " ")
}

func cutBox(words, sign string) (string, bool) {
	rest, ok := strings.CutPrefix(words, sign)
	return strings.TrimLeft(rest, " \t\u00a0"), ok
}

// alignment is what HTML says of a paragraph that is set otherwise.
func alignment(ppr *node) string {
	switch ppr.val("jc") {
	case "center":
		return ` align="center"`
	case "right", "end":
		if !ppr.on("bidi") {
			return ` align="right"`
		}
	}
	return ""
}

// idOf is the anchor of a heading that links lead to.
func (r *reader) idOf(p *node) string {
	for _, m := range p.all("bookmarkStart") {
		if id := r.places[m.attr("name")]; id != "" {
			return id
		}
	}
	return ""
}

// item begins an item of a list.
func (r *reader) item(b *blocks, num string, at int, l level, ind int) {
	if ind == 0 {
		ind = l.ind
	}
	if ind == 0 {
		ind = 360 * (at + 1)
	}
	tag := "ul"
	if l.ordered {
		tag = "ol"
	}
	// Items of another list at the same level go on in it, unless the kind is
	// another or it counts anew.
	n := 0
	for n < len(r.open) && r.open[n].level < at {
		n++
	}
	if n < len(r.open) && r.open[n].level == at {
		same := r.open[n].tag == tag && (r.open[n].num == num || tag == "ul" || r.open[n].kind == l.kind && !l.anew)
		if same {
			r.closeLists(b, n+1)
			b.WriteString("</li>\n<li>")
			r.open[n].num, r.open[n].ind = num, ind
			return
		}
	}
	r.closeLists(b, n)
	start := ""
	if l.ordered && l.start != 1 {
		start = ` start="` + strconv.Itoa(l.start) + `"`
	}
	b.WriteString("<" + tag + start + ">\n<li>")
	r.open = append(r.open, openList{num, l.kind, at, ind, tag})
}

func (r *reader) table(b *blocks, t *node) {
	open := r.open
	r.open = nil // a cell's lists are its own
	b.WriteString("<table>\n")
	first := t.kid("tblPr", "tblLook").attr("firstRow") == "1"
	for i, row := range t.within("tr") { // its own: what is in a table in a cell are words of the cell
		head := row.on("trPr", "tblHeader") || i == 0 && first
		b.WriteString("<tr>")
		for _, c := range row.within("tc") {
			tag := "td"
			if head {
				tag = "th"
			}
			var words []string
			r.box = nil
			for _, p := range c.paragraphs() {
				if s := strings.TrimSpace(r.inlines(p, false)); s != "" {
					words = append(words, s)
				}
			}
			align := ""
			if p := c.kid("p"); p != nil {
				align = alignment(p.kid("pPr"))
			}
			span := ""
			if n := c.number(1, "tcPr", "gridSpan"); n > 1 {
				span = ` colspan="` + strconv.Itoa(min(n, 100)) + `"`
			}
			b.WriteString("<" + tag + align + span + ">" + strings.Join(words, "<br>") + "</" + tag + ">")
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table>\n")
	r.open = open
}
