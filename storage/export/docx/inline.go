package docx

import (
	"net/url"
	"strconv"
	"strings"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/math"
	"galley.app/galley/preview/markdown/policy"
)

// styles are those of a run.
type styles struct {
	look markdown.Style
	link bool
}

// properties are those of a run as the file says them. A run has one style;
// where there are several the first of link, code, key, mark and small is that,
// and the others are said as they look.
func (s styles) properties(rtl bool, role string) string {
	has := s.look.Has
	style := role
	// named reports whether a look has to be said besides the style.
	named := func(has bool, name string) (beside bool) {
		if has && style == "" {
			style = name
			return false
		}
		return has
	}
	named(s.link, "Hyperlink")
	code := named(has(markdown.CodeSpan), "VerbatimChar")
	named(has(markdown.Key), "Keyboard")
	marked := named(has(markdown.Marked), "Marked")
	small := named(has(markdown.Small), "SmallText")
	var b strings.Builder
	put := func(on bool, xml string) {
		if on {
			b.WriteString(xml)
		}
	}
	put(style != "", `<w:rStyle w:val="`+style+`"/>`)
	put(code, `<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>`)
	put(has(markdown.Bold), "<w:b/><w:bCs/>")
	put(has(markdown.Italic), "<w:i/><w:iCs/>")
	put(has(markdown.Strike), "<w:strike/>")
	put(small, `<w:sz w:val="18"/><w:szCs w:val="18"/>`)
	put(marked, `<w:highlight w:val="yellow"/>`)
	put(has(markdown.Underline), `<w:u w:val="single"/>`)
	switch {
	case has(markdown.Sup):
		b.WriteString(`<w:vertAlign w:val="superscript"/>`)
	case has(markdown.Sub):
		b.WriteString(`<w:vertAlign w:val="subscript"/>`)
	}
	put(rtl, "<w:rtl/>")
	if b.Len() == 0 {
		return ""
	}
	return "<w:rPr>" + b.String() + "</w:rPr>"
}

// words writes a run of words; role is its style, "" for none.
func (p *printer) words(t *part, s, role string) { p.run(t, s, styles{}.properties(false, role)) }

// run writes characters, whose line breaks and tabs are elements.
func (p *printer) run(t *part, s, properties string) {
	if s == "" {
		return
	}
	t.WriteString("<w:r>" + properties)
	for s != "" {
		n := strings.IndexAny(s, "\n\t")
		if n < 0 {
			n = len(s)
		}
		if n > 0 {
			t.WriteString(`<w:t xml:space="preserve">` + text(s[:n]) + "</w:t>")
		}
		if n < len(s) {
			t.WriteString(map[byte]string{'\n': "<w:br/>", '\t': "<w:tab/>"}[s[n]])
			n++
		}
		s = s[n:]
	}
	t.WriteString("</w:r>")
}

// inlines writes words, those of one link together.
func (p *printer) inlines(t *part, list []markdown.Inline, s styles) {
	for i := 0; i < len(list); {
		link := list[i].Attrs().Link
		end := i + 1
		for end < len(list) && link != "" && list[end].Attrs().Link == link {
			end++
		}
		open := ""
		if link != "" {
			open = p.linkTo(t, link, list[i].Attrs().LinkTitle)
		}
		t.WriteString(open)
		s.link = open != ""
		for k := i; k < end; k++ {
			p.inline(t, &list[k], s)
		}
		if open != "" {
			t.WriteString("</w:hyperlink>")
		}
		i = end
	}
}

// linkTo returns the start of a link, "" for one that leads nowhere.
func (p *printer) linkTo(t *part, dest, title string) string {
	address, post, fragment, ok := dest, p.at, "", policy.SafeLink(dest)
	if id, within := strings.CutPrefix(dest, "#"); within {
		fragment = id
	} else if ok && p.b.Posts[p.at].Link != nil {
		address, post, fragment, ok = p.b.Posts[p.at].Link(dest)
	}
	if !ok {
		return ""
	}
	tip := ""
	if title != "" {
		tip = ` w:tooltip="` + attr(title) + `"`
	}
	if post < 0 {
		return `<w:hyperlink r:id="` + t.rel("hyperlink", policy.Address(address), true) + `" w:history="1"` + tip + ">"
	}
	if id, err := url.PathUnescape(fragment); err == nil {
		fragment = id
	}
	name, known := p.marks[post].heads[fragment]
	switch {
	case known:
	case post == p.at && fragment != "":
		return ""
	default:
		name = p.marks[post].start
	}
	return `<w:hyperlink w:anchor="` + name + `" w:history="1"` + tip + ">"
}

func (p *printer) inline(t *part, in *markdown.Inline, s styles) {
	s.look = in.Style
	a := in.Attrs()
	switch in.Kind {
	case markdown.Text:
		p.run(t, in.Text, s.properties(p.rtl(in.Text) && hasRTL(in.Text), ""))
	case markdown.SoftBreak:
		p.run(t, " ", s.properties(false, ""))
	case markdown.HardBreak:
		t.WriteString("<w:r><w:br/></w:r>")
	case markdown.Formula:
		if f := math.ParseWith(a.Uses, in.Text); f.Refused() {
			p.run(t, in.Text, s.properties(false, ""))
		} else {
			t.WriteString(f.OMML())
		}
	case markdown.Image:
		p.picture(t, in, s)
	case markdown.NoteRef:
		p.noteRef(t, a.Number)
	case markdown.RawHTML: // what it does is in the style of what it holds
	}
}

// hasRTL reports whether words have letters that run from right to left.
func hasRTL(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return r >= 0x590 && r <= 0x8ff || r >= 0xfb1d && r <= 0xfdff || r >= 0xfe70 && r <= 0xfeff || r >= 0x10800 && r <= 0x10fff || r >= 0x1e800 && r <= 0x1efff
	})
}

const (
	noteStyle = `<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>`
	noteMark  = "<w:r>" + noteStyle + "<w:footnoteRef/></w:r>"
)

// noteRef writes the mark of a note. The first one has the note; others name it.
// Word has no notes in notes: theirs are written behind the post.
func (p *printer) noteRef(t *part, number int) {
	name := "note" + strconv.Itoa(p.at+1) + "_" + strconv.Itoa(number)
	id, known := p.numbers[number]
	switch {
	case known && id > 0:
		t.WriteString(`<w:r>` + noteStyle + `<w:fldChar w:fldCharType="begin"/></w:r><w:r>` + noteStyle + `<w:instrText xml:space="preserve"> NOTEREF ` + name + ` \h </w:instrText></w:r>` +
			`<w:r>` + noteStyle + `<w:fldChar w:fldCharType="separate"/></w:r><w:r>` + noteStyle + `<w:t>` + strconv.Itoa(number) + `</w:t></w:r><w:r>` + noteStyle + `<w:fldChar w:fldCharType="end"/></w:r>`)
	case known || p.within:
		if !known {
			p.numbers[number] = 0
			p.later = append(p.later, number)
		}
		t.WriteString(`<w:hyperlink w:anchor="` + name + `" w:history="1"><w:r>` + noteStyle + `<w:t>` + strconv.Itoa(number) + `</w:t></w:r></w:hyperlink>`)
	default:
		p.footnotes++
		id = p.footnotes
		p.numbers[number] = id
		// Programs count for themselves, but for notes that say what they are called.
		lead, custom, mark := noteMark, "", ""
		if number == p.counted+1 {
			p.counted++
		} else {
			mark = "<w:t>" + strconv.Itoa(number) + "</w:t>"
			lead, custom = `<w:r>`+noteStyle+mark+`</w:r>`, ` w:customMarkFollows="1"`
		}
		p.bookmark(t, name, func() {
			t.WriteString(`<w:r>` + noteStyle + `<w:footnoteReference` + custom + ` w:id="` + strconv.Itoa(id) + `"/>` + mark + `</w:r>`)
		})
		p.footnote(number, lead)
	}
}

// footnote writes a note that was referred to, with its mark before it.
func (p *printer) footnote(number int, mark string) {
	p.within = true
	p.foot.WriteString(`<w:footnote w:id="` + strconv.Itoa(p.numbers[number]) + `">`)
	p.noteBlocks(p.foot, p.foots[number], look{style: "FootnoteText", lead: func() {
		p.foot.WriteString(mark)
		p.words(p.foot, " ", "")
	}})
	p.foot.WriteString("</w:footnote>")
	p.within = false
}

func (p *printer) noteBlocks(t *part, n *markdown.Block, l look) {
	l.rtl = p.b.RightToLeft
	if n == nil || len(n.Children) == 0 || n.Children[0].Kind != markdown.Paragraph {
		p.mark(t, &l)
	}
	if n != nil {
		p.blocks(t, n.Children, l)
	}
}

// lateNote writes a note that only notes refer to behind the post.
func (p *printer) lateNote(number int) {
	name := "note" + strconv.Itoa(p.at+1) + "_" + strconv.Itoa(number)
	p.within = true
	p.noteBlocks(p.body, p.foots[number], look{style: "FootnoteText", lead: func() {
		p.bookmark(p.body, name, func() { p.run(p.body, strconv.Itoa(number), noteStyle) })
		p.words(p.body, " ", "")
	}})
	p.within = false
}
