package word

import (
	"fmt"
	"html"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Marks of notes among the words. Characters of these are left out of a
// document's own words, since nobody can have meant them.
const markStart, markEnd = "\ue000", "\ue001"

var (
	marks  = regexp.MustCompile(markStart + `(\d+)` + markEnd)
	lead   = regexp.MustCompile(`(?i)^\s*HYPERLINK\s+(?:"([^"]*)"|(\S+))?(?:.*?\\l\s+"([^"]*)")?`)
	noted  = regexp.MustCompile(`(?i)^\s*NOTEREF\s+(\S+)`)
	unsafe = strings.NewReplacer(markStart, "", markEnd, "", "\u00ad", "")
)

// field is a field of Word's that is open.
type field struct {
	code   strings.Builder
	result bool   // what follows is what is shown of it
	mute   bool   // and is not to be
	tail   string // behind it
}

// span is a piece of HTML within the elements that say how it looks.
type span struct {
	tags string // names of the elements, with blanks between them
	html []byte
}

// inlines returns the HTML of a paragraph's words; in code they have no looks.
func (r *reader) inlines(p *node, coding bool) string {
	var list []span
	put := func(tags, s string) {
		if n := len(list); n > 0 && list[n-1].tags == tags {
			list[n-1].html = append(list[n-1].html, s...)
			return
		}
		list = append(list, span{tags, []byte(s)})
	}
	r.runs(p, coding, put)
	var b strings.Builder
	var open []string
	for _, s := range list {
		want := strings.Fields(s.tags)
		n := 0
		for n < len(open) && n < len(want) && open[n] == want[n] {
			n++
		}
		for i := len(open) - 1; i >= n; i-- {
			b.WriteString("</" + open[i] + ">")
		}
		for _, t := range want[n:] {
			b.WriteString("<" + t + ">")
		}
		open = want
		b.Write(s.html)
	}
	for _, t := range slices.Backward(open) {
		b.WriteString("</" + t + ">")
	}
	return b.String()
}

// runs calls put with what is in a paragraph or something in it.
func (r *reader) runs(in *node, coding bool, put func(tags, s string)) {
	for _, n := range in.kids {
		switch n.name {
		case "r":
			r.run(n, coding, put)
		case "hyperlink":
			href := ""
			if rel := r.rels[n.attr("id")]; rel.target != "" && rel.external {
				href = rel.target
			}
			if a := n.attr("anchor"); a != "" {
				switch {
				case href != "":
					href += "#" + a
				case r.places[a] != "":
					href = "#" + r.places[a]
				}
			}
			inner := r.inlines(n, coding)
			if href == "" || coding || strings.TrimSpace(inner) == "" {
				put("", inner)
				continue
			}
			tip := ""
			if t := n.attr("tooltip"); t != "" {
				tip = ` title="` + html.EscapeString(t) + `"`
			}
			put("", `<a href="`+html.EscapeString(href)+`"`+tip+`>`+inner+"</a>")
		case "oMath", "m:oMath":
			put("", formula(n, false))
		case "m:oMathPara":
			for _, m := range n.kids {
				if m.name == "m:oMath" {
					put("", formula(m, true))
				}
			}
		case "del", "moveFrom":
			r.deleted++
		case "sdt":
			if check := n.kid("sdtPr", "checkbox"); check != nil && check == r.box {
				continue // it is the mark of its item
			}
			r.runs(orEmpty(n.kid("sdtContent")), coding, put)
		case "ins", "moveTo", "smartTag", "customXml", "fldSimple", "bdo", "dir", "AlternateContent", "Choice":
			r.runs(n, coding, put)
		}
	}
}

func formula(n *node, display bool) string {
	at := ""
	if display {
		at = ` display="block"`
	}
	tex := strings.TrimSpace(texOf(n))
	if tex == "" {
		return ""
	}
	return `<math` + at + `><semantics><mrow></mrow><annotation encoding="application/x-tex">` + html.EscapeString(tex) + `</annotation></semantics></math>`
}

// tags are the elements that say how a run looks.
func (r *reader) tags(rpr *node) string {
	var tags []string
	st := r.styles[rpr.val("rStyle")]
	name := st.name()
	add := func(on bool, tag string) {
		if on && !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	link := name == "hyperlink" || name == "followedhyperlink" || name == "internet link"
	add(rpr.on("b") || st.bold && rpr.kid("b") == nil, "strong")
	add(rpr.on("i") || st.ital && rpr.kid("i") == nil, "em")
	add(rpr.on("strike") || rpr.on("dstrike"), "del")
	add(rpr.on("u") && !link, "u")
	add(rpr.val("vertAlign") == "superscript" || isMark(name), "sup")
	add(rpr.val("vertAlign") == "subscript", "sub")
	add(name == "marked" || rpr.on("highlight"), "mark")
	add(name == "keyboard" || name == "html keyboard", "kbd")
	add(name == "small text", "small")
	add(name == "verbatim char" || name == "html code" || name == "source text" || name == "code", "code")
	return strings.Join(tags, " ")
}

// isMark reports whether a style is that of marks of notes.
func isMark(name string) bool {
	return strings.HasPrefix(name, "footnote ref") || strings.HasPrefix(name, "endnote ref")
}

func (r *reader) run(n *node, coding bool, put func(tags, s string)) {
	rpr := n.kid("rPr")
	hidden := rpr.on("vanish")
	tags := ""
	if !coding {
		tags = r.tags(rpr)
	}
	for _, c := range n.kids {
		switch c.name {
		case "fldChar":
			r.field(c.attr("fldCharType"), put)
			continue
		case "instrText":
			if len(r.fields) > 0 {
				r.fields[len(r.fields)-1].code.WriteString(c.words())
			}
			continue
		}
		if hidden || r.mute() {
			continue
		}
		switch c.name {
		case "t":
			if r.inNote && strings.HasSuffix(tags, "sup") && isMark(r.styles[rpr.val("rStyle")].name()) {
				continue // its own number
			}
			put(tags, html.EscapeString(unsafe.Replace(c.words())))
		case "br", "cr":
			if c.attr("type") == "page" || c.attr("type") == "column" {
				continue
			}
			if coding {
				put("", "\n")
			} else {
				put(tags, "<br>")
			}
		case "tab", "ptab":
			if coding {
				put("", "\t")
			} else {
				put(tags, " ")
			}
		case "ruby":
			r.ruby(c, coding, put)
		case "noBreakHyphen":
			put(tags, "\u2011")
		case "sym":
			if v, err := strconv.ParseUint(c.attr("char"), 16, 32); err == nil && v >= 0x20 && (v < 0xe000 || v > 0xf8ff) && v < 0x10ffff && (v < 0xd800 || v > 0xdfff) {
				put(tags, html.EscapeString(string(rune(v))))
			}
		case "footnoteReference":
			put("", markStart+strconv.Itoa(r.noteNumber("f"+c.attr("id")))+markEnd)
			if c.attr("customMarkFollows") != "" {
				return // its own sign
			}
		case "endnoteReference":
			put("", markStart+strconv.Itoa(r.noteNumber("e"+c.attr("id")))+markEnd)
		case "commentReference":
			r.comments++
		case "drawing", "pict", "object":
			r.drawing(c, put)
		case "AlternateContent":
			if choice := c.kid("Choice", "drawing"); choice != nil {
				r.drawing(choice, put)
			} else if pict := c.kid("Fallback", "pict"); pict != nil {
				r.drawing(pict, put)
			}
		}
	}
}

// ruby puts in words with their reading, which stands over them.
func (r *reader) ruby(n *node, coding bool, put func(tags, s string)) {
	base, reading := orEmpty(n.kid("rubyBase")), orEmpty(n.kid("rt"))
	if coding || len(reading.kids) == 0 {
		r.runs(base, coding, put)
		return
	}
	put("", "<ruby>")
	r.runs(base, coding, put)
	put("", "<rt>")
	r.runs(reading, coding, put)
	put("", "</rt></ruby>")
}

// mute reports whether words are part of what a field does, and not shown.
func (r *reader) mute() bool {
	n := len(r.fields)
	return n > 0 && !r.loose && (!r.fields[n-1].result || r.fields[n-1].mute)
}

// field follows the parts of a field: what it does, what is shown of it.
func (r *reader) field(at string, put func(tags, s string)) {
	switch at {
	case "begin":
		const most = 50
		if len(r.fields) < most {
			r.fields = append(r.fields, &field{})
		}
		return
	}
	if len(r.fields) == 0 {
		return
	}
	f := r.fields[len(r.fields)-1]
	switch at {
	case "separate":
		f.result = true
		code := f.code.String()
		if k := lead.FindStringSubmatch(code); k != nil {
			href := k[1] + k[2]
			if k[3] != "" {
				switch {
				case href != "" && !strings.HasPrefix(href, `\`):
					href += "#" + k[3]
				case r.places[k[3]] != "":
					href = "#" + r.places[k[3]]
				default:
					href = ""
				}
			}
			if href != "" && !strings.HasPrefix(href, `\`) {
				put("", `<a href="`+html.EscapeString(href)+`">`)
				f.tail = "</a>"
			}
		}
		if k := noted.FindStringSubmatch(code); k != nil {
			if id := r.marked[k[1]]; id != "" {
				put("", markStart+strconv.Itoa(r.noteNumber(id))+markEnd)
				f.mute = true
			}
		}
	case "end":
		put("", f.tail)
		r.fields = r.fields[:len(r.fields)-1]
	}
}

// drawing puts in a picture, or counts what is none.
func (r *reader) drawing(n *node, put func(tags, s string)) {
	id := ""
	if blip := n.find("blip"); blip != nil {
		id = blip.attr("embed")
		if svg := blip.find("svgBlip"); svg != nil {
			if rel := r.rels[svg.attr("embed")]; rel.target != "" && !rel.external {
				id = svg.attr("embed")
			}
		}
	} else if data := n.find("imagedata"); data != nil {
		id = data.attr("id")
	}
	rel := r.rels[id]
	if rel.target == "" || rel.external {
		switch {
		case n.find("txbxContent") != nil:
			r.boxes++
		case n.find("rect").attr("hr") == "": // a line
			r.charts++
		}
		return
	}
	entry := strings.TrimPrefix(rel.target, "/")
	if !strings.HasPrefix(rel.target, "/") {
		entry = path.Join(r.dir, rel.target)
	}
	address := r.address(entry)
	about := n.find("docPr")
	alt, tip := about.attr("descr"), about.attr("title")
	if shape := n.find("shape"); alt == "" && shape != nil {
		alt = shape.attr("alt")
	}
	at := ""
	if tip != "" && tip != alt {
		at = ` title="` + html.EscapeString(unsafe.Replace(tip)) + `"`
	}
	put("", `<img src="`+html.EscapeString(address)+`" alt="`+html.EscapeString(unsafe.Replace(alt))+`"`+at+`>`)
}

// address is what stands for an entry in the HTML. No two entries have the same.
func (r *reader) address(entry string) string {
	if address, ok := r.addresses[entry]; ok {
		return address
	}
	base := path.Base(entry)
	for {
		r.called[base]++
		address := "word-" + base
		if n := r.called[base]; n > 1 {
			address = fmt.Sprintf("word-%d-%s", n, base)
		}
		if _, taken := r.d.Images[address]; !taken {
			r.d.Images[address], r.addresses[entry] = entry, address
			return address
		}
	}
}

// readNotes reads the notes that were referred to.
func (r *reader) readNotes() {
	parts := map[byte]map[string]*node{}
	rels := map[byte]map[string]relation{}
	for kind, name := range map[byte]string{'f': "footnotes", 'e': "endnotes"} {
		parts[kind] = map[string]*node{}
		file := r.dir + "/" + name + ".xml"
		for _, n := range r.d.optional(file).kid(name).list() {
			parts[kind][n.attr("id")] = n
		}
		rels[kind] = r.d.relations(relsOf(file))
	}
	r.inNote = true
	for i := 0; i < len(r.noted); i++ { // those in notes come to it
		id := r.noted[i]
		r.rels, r.open = rels[id[0]], nil
		r.d.Notes = append(r.d.Notes, r.whole(orEmpty(parts[id[0]][id[1:]])))
	}
}

// Put returns Markdown that was made of the HTML with the notes in it, given how
// HTML becomes Markdown.
func (d *Document) Put(md string, markdown func(html string) (string, error)) (string, error) {
	refs := func(s string) string { return marks.ReplaceAllString(s, "[^$1]") }
	var b strings.Builder
	b.WriteString(refs(md))
	for i, note := range d.Notes {
		text, err := markdown(note)
		if err != nil {
			return "", err
		}
		if i == 0 {
			b.WriteString("\n")
		}
		text = strings.ReplaceAll(strings.TrimSpace(refs(text)), "\n", "\n    ")
		b.WriteString(fmt.Sprintf("\n[^%d]: %s\n", i+1, strings.ReplaceAll(text, "\n    \n", "\n\n")))
	}
	return b.String(), nil
}
