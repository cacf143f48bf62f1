package docx

import (
	"strconv"
	"strings"

	"golang.org/x/text/unicode/bidi"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/math"
	"galley.app/galley/preview/markdown/syntax"
)

// step is how far items of lists and quotes stand in, in twentieths of a point.
const step = 425

// deepest is the last of the levels that a list may have.
const deepest = 8

// The numbers of the lists that all posts share; those of ordered ones follow.
const (
	bullets = 1 + iota
	boxes
	firstOrdered
)

// look is how paragraphs look beside their style.
type look struct {
	style  string // of paragraphs, "" for the usual one
	indent int    // of what they stand in
	lists  int    // how many lists they are in
	num    int    // of the list whose item the next paragraph begins, 0 for none
	loose  bool   // items with room between them
	align  string
	rtl    bool
	lead   func() // writes what stands before the words of the next paragraph; may be nil
}

// indents are how far the styles stand in by themselves.
var indents = map[string]int{"Quote": step}

// para writes a paragraph around what inside writes.
func (p *printer) para(t *part, l look, inside func()) {
	t.WriteString("<w:p>")
	var b strings.Builder
	if l.style != "" {
		b.WriteString(`<w:pStyle w:val="` + l.style + `"/>`)
	}
	level := min(l.lists-1, deepest)
	if l.num > 0 {
		b.WriteString(`<w:numPr><w:ilvl w:val="` + strconv.Itoa(level) + `"/><w:numId w:val="` + strconv.Itoa(l.num) + `"/></w:numPr>`)
	}
	if l.rtl != p.b.RightToLeft {
		b.WriteString(`<w:bidi w:val="` + onOff(l.rtl) + `"/>`)
	}
	switch at := strconv.Itoa(l.indent); {
	case l.num > 0 && l.indent != step*(level+1):
		b.WriteString(`<w:ind w:left="` + at + `" w:hanging="` + strconv.Itoa(step) + `"/>`)
	case l.num == 0 && l.indent != indents[l.style]:
		b.WriteString(`<w:ind w:left="` + at + `"/>`)
	}
	if l.loose {
		b.WriteString(`<w:contextualSpacing w:val="0"/>`)
	}
	if l.rtl { // where "left" is where a line begins
		l.align = map[string]string{"left": "right", "center": "center", "right": "left"}[l.align]
	}
	if l.align != "" {
		b.WriteString(`<w:jc w:val="` + l.align + `"/>`)
	}
	if b.Len() > 0 {
		t.WriteString("<w:pPr>" + b.String() + "</w:pPr>")
	}
	if l.lead != nil {
		l.lead()
	}
	inside()
	t.WriteString("</w:p>")
}

func onOff(on bool) string {
	if on {
		return "1"
	}
	return "0"
}

// rtl reports whether words run from right to left: what their first letter that
// has a direction says, else what the site says.
func (p *printer) rtl(s string) bool {
	for len(s) > 0 {
		c, n := bidi.LookupString(s)
		switch c.Class() {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
		s = s[max(n, 1):]
	}
	return p.b.RightToLeft
}

// bookmark puts what inside writes into a bookmark; without a name it has none.
func (p *printer) bookmark(t *part, name string, inside func()) {
	if name == "" {
		inside()
		return
	}
	p.bookmarks++
	id := strconv.Itoa(p.bookmarks)
	t.WriteString(`<w:bookmarkStart w:id="` + id + `" w:name="` + name + `"/>`)
	inside()
	t.WriteString(`<w:bookmarkEnd w:id="` + id + `"/>`)
}

// anchored writes words with the bookmarks of a block.
func (p *printer) anchored(t *part, b *markdown.Block) {
	inside := func() { p.inlines(t, b.Inlines, styles{}) }
	for _, id := range strings.Fields(b.ID) {
		within, name := inside, p.marks[p.at].heads[id]
		inside = func() { p.bookmark(t, name, within) }
	}
	inside()
}

// blocks writes blocks in order.
func (p *printer) blocks(t *part, list []*markdown.Block, l look) {
	for _, b := range list {
		p.block(t, b, l)
		l.num, l.lead = 0, nil
	}
}

// alignments are the values of Word.
var alignments = [...]string{markdown.AlignNone: "", markdown.AlignLeft: "left", markdown.AlignCenter: "center", markdown.AlignRight: "right"}

func (p *printer) block(t *part, b *markdown.Block, l look) {
	switch b.Kind {
	case markdown.Paragraph, markdown.Heading:
		p.leaf(t, b, l)
	case markdown.Quote:
		p.mark(t, &l)
		if b.Info != "dd" {
			l.style = "Quote"
		}
		l.indent += step
		p.blocks(t, b.Children, l)
	case markdown.List:
		p.mark(t, &l)
		p.list(t, b, l)
	case markdown.Code:
		p.code(t, b.Info, b.Literal, l)
	case markdown.Diagram:
		p.code(t, b.Info, b.Literal, l)
	case markdown.Math:
		f := math.ParseWith(b.Uses, strings.TrimSpace(b.Literal))
		if f.Refused() {
			p.code(t, "math", b.Literal, l)
			return
		}
		p.para(t, l, func() { t.WriteString("<m:oMathPara>" + f.OMML() + "</m:oMathPara>") })
	case markdown.HTMLBlock:
		if b.Drawn == nil { // too long to be drawn
			p.code(t, "html", b.Literal, l)
			return
		}
		p.blocks(t, b.Drawn, l)
	case markdown.Rule:
		p.mark(t, &l)
		p.para(t, look{style: "HorizontalLine", indent: l.indent, rtl: p.b.RightToLeft}, func() {})
	case markdown.Table:
		p.mark(t, &l)
		p.table(t, b, l)
	default: // parts of others, and definitions
	}
}

// mark writes the number of an item that does not begin with words.
func (p *printer) mark(t *part, l *look) {
	if l.num == 0 && l.lead == nil {
		return
	}
	at := *l
	at.rtl = p.b.RightToLeft
	p.para(t, at, func() {})
	l.num, l.lead = 0, nil
}

// leaf writes a paragraph or a heading.
func (p *printer) leaf(t *part, b *markdown.Block, l look) {
	switch {
	case b.Kind == markdown.Heading:
		level := b.Level
		if len(p.b.Posts) > 1 { // below the title of the post
			level++
		}
		l.style = "Heading" + strconv.Itoa(level)
	case b.Fold == markdown.Folded || b.Fold == markdown.Unfolded:
		l.style = "Summary"
	case l.style == "" && l.num == 0 && isFigure(b.Inlines):
		l.style = "Figure"
	}
	if len(b.Align) > 0 {
		l.align = alignments[b.Align[0]]
	}
	l.rtl = p.rtl(b.Plain())
	p.para(t, l, func() {
		if l.style == "Summary" && len(b.Inlines) == 0 {
			p.words(t, "Details", "")
		}
		p.anchored(t, b)
	})
}

// isFigure reports whether words are images alone.
func isFigure(list []markdown.Inline) bool {
	found := false
	for _, in := range list {
		switch {
		case in.Kind == markdown.Image:
			found = true
		case in.Kind != markdown.SoftBreak && (in.Kind != markdown.Text || strings.TrimSpace(in.Text) != ""):
			return false
		}
	}
	return found
}

func (p *printer) list(t *part, b *markdown.Block, l look) {
	num := bullets
	if b.Ordered {
		p.lists = append(p.lists, list{first: b.First, level: min(l.lists, deepest)})
		num = firstOrdered + len(p.lists) - 1
	}
	for _, item := range b.Children {
		in := look{style: "ListParagraph", indent: l.indent + step, lists: l.lists + 1, num: num, loose: !b.Tight}
		if item.Task != markdown.NoTask {
			if !b.Ordered {
				in.num = boxes
			}
			in.lead = func() { p.box(t, item.Task == markdown.Done) }
		}
		children := item.Children
		if len(children) == 0 || children[0].Kind == markdown.Definition {
			p.mark(t, &in)
		}
		for _, c := range children {
			p.block(t, c, in)
			if c.Kind != markdown.Definition {
				in.num, in.lead, in.style = 0, nil, "ListContinue"
			}
		}
	}
}

// box writes the box of a task, which can be clicked.
func (p *printer) box(t *part, done bool) {
	sign := "☐"
	if done {
		sign = "☒"
	}
	t.WriteString(`<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="` + onOff(done) + `"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>` +
		`<w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"/></w:rPr><w:t>` + sign + `</w:t></w:r></w:sdtContent></w:sdt>`)
	p.words(t, " ", "")
}

// maxColoured is how many bytes of code of a document have colours.
const maxColoured = 1 << 20

// code writes a block of code as one paragraph, whose style says its language.
func (p *printer) code(t *part, language, source string, l look) {
	style := codeStyle(language)
	if style != "SourceCode" {
		p.languages[language] = true
	}
	source = strings.TrimSuffix(source, "\n")
	var runs []syntax.Run
	if p.coloured += len(source); p.coloured <= maxColoured && p.b.Colours.Known(language) {
		runs, _ = p.b.Colours.Parts(language, source+"\n")
	}
	if runs == nil {
		runs = []syntax.Run{{Len: len(source)}}
	}
	l.style, l.loose = style, false
	p.para(t, l, func() {
		for _, r := range runs {
			part := source[:min(r.Len, len(source))]
			source = source[len(part):]
			p.words(t, part, roleStyles[r.Role])
		}
	})
}

var roleStyles = [...]string{syntax.Plain: "", syntax.Keyword: "CodeKeyword", syntax.Name: "CodeName", syntax.String: "CodeString", syntax.Number: "CodeNumber", syntax.Comment: "CodeComment"}

// codeStyle is the style of code in a language, by what an identifier may hold.
func codeStyle(language string) string {
	id := strings.Map(func(r rune) rune {
		if r < 0x80 && (r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
			return r
		}
		return -1
	}, language)
	if id == "" || id != language || len(id) > 30 {
		return "SourceCode"
	}
	return "SourceCode-" + id
}

// maxColumns is how many columns a table of Word's has at most; it opens no file
// with more.
const maxColumns = 63

func (p *printer) table(t *part, b *markdown.Block, l look) {
	columns := len(b.Align)
	for _, row := range b.Children {
		columns = max(columns, len(row.Children))
	}
	if columns == 0 {
		return
	}
	if columns > maxColumns {
		p.note("a table has %d columns; programs read %d, so what is in the others stands in the last of those", columns, maxColumns)
		columns = maxColumns
	}
	header := len(b.Children) > 0 && b.Children[0].Header
	t.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="PostTable"/>`)
	if p.b.RightToLeft {
		t.WriteString("<w:bidiVisual/>")
	}
	t.WriteString(`<w:tblW w:w="0" w:type="auto"/>`)
	if l.indent > 0 {
		t.WriteString(`<w:tblInd w:w="` + strconv.Itoa(l.indent) + `" w:type="dxa"/>`)
	}
	looks := "0400" // no bands of columns
	if header {
		looks = "0420"
	}
	t.WriteString(`<w:tblLook w:val="` + looks + `" w:firstRow="` + onOff(header) + `" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr><w:tblGrid>`)
	width := strconv.Itoa(max(1, (textWidth-l.indent)/columns)) // what stands in that far has no room
	for range columns {
		t.WriteString(`<w:gridCol w:w="` + width + `"/>`)
	}
	t.WriteString("</w:tblGrid>")
	for _, row := range b.Children {
		t.WriteString("<w:tr>")
		if row.Header {
			t.WriteString("<w:trPr><w:tblHeader/></w:trPr>")
		}
		for i := range columns {
			t.WriteString(`<w:tc><w:tcPr><w:tcW w:w="` + width + `" w:type="dxa"/></w:tcPr>`)
			in := look{style: "TableText", rtl: p.b.RightToLeft}
			if row.Header {
				in.style = "TableHead"
			}
			cells := row.Children[min(i, len(row.Children)):]
			if i < columns-1 {
				cells = cells[:min(len(cells), 1)]
			}
			for _, c := range cells {
				in.rtl, in.align = p.rtl(c.Plain()), ""
				if len(c.Align) > 0 {
					in.align = alignments[c.Align[0]]
				}
				p.para(t, in, func() { p.anchored(t, c) })
			}
			if len(cells) == 0 {
				p.para(t, in, func() {})
			}
			t.WriteString("</w:tc>")
		}
		t.WriteString("</w:tr>")
	}
	t.WriteString("</w:tbl>")
	p.para(t, look{style: "AfterTable", rtl: p.b.RightToLeft}, func() {}) // two that touch would be one
}
