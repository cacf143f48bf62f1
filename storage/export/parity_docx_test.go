package export

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// readDOCXs reads each post as a document of its own.
func readDOCXs(t *testing.T, posts []parityPost) (list []reading) {
	t.Helper()
	for _, p := range posts {
		_, files := parts(t, []byte(all(t, format(t, "docx"), []Source{p.source}, parityOptions())[""]))
		r := docxReader{t: t, p: &p, files: files, items: map[string]int{}, heads: map[string]string{}, noted: map[int]string{}, late: map[int]*html.Node{}}
		r.numbering(strict(t, files["word/numbering.xml"]))
		list = append(list, r.read())
	}
	return list
}

// docxReader reads a document as a program that shows it.
type docxReader struct {
	collector
	t     *testing.T
	p     *parityPost
	files map[string]string
	rels  map[string]string  // of the part that is read
	items map[string]int     // number of a list to that of its next item, -1 for bullets
	heads map[string]string  // bookmarks to the words of the heading that they are in
	noted map[int]string     // numbers of notes that were referred to, to their ids
	late  map[int]*html.Node // those that stand behind the text
	count int                // notes without a number of their own

	inNote bool // the next run is the number
}

func (r *docxReader) numbering(root *html.Node) {
	kinds := map[string]bool{} // of abstract lists: whether they have numbers
	for n := range root.Descendants() {
		switch n.Data {
		case "abstractNum":
			kinds[value(n, "abstractNumId")] = value(elementOf(n, "numFmt"), "val") == "decimal"
		case "num":
			at := -1
			if kinds[value(elementOf(n, "abstractNumId"), "val")] {
				at = 1
				if s := value(elementOf(n, "startOverride"), "val"); s != "" {
					at, _ = strconv.Atoi(s)
				}
			}
			r.items[value(n, "numId")] = at
		}
	}
}

func value(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// part reads the relations of a part and returns its words.
func (r *docxReader) part(name string) *html.Node {
	r.rels = map[string]string{}
	if src := r.files["word/_rels/"+name+".rels"]; src != "" {
		for n := range strict(r.t, src).Descendants() {
			if n.Data == "Relationship" {
				r.rels[value(n, "Id")] = value(n, "Target")
			}
		}
	}
	return strict(r.t, r.files["word/"+name])
}

func (r *docxReader) read() reading {
	body := r.part("document.xml")
	for n := range body.Descendants() {
		if n.Data == "p" && strings.HasPrefix(value(elementOf(n, "pStyle"), "val"), "Heading") {
			words := collector{}
			inner := docxReader{collector: words, t: r.t, p: r.p, files: r.files, rels: r.rels, items: r.items, heads: r.heads, noted: map[int]string{}}
			inner.nodes(n)
			for b := range n.Descendants() {
				if b.Data == "bookmarkStart" {
					r.heads[value(b, "name")] = strings.Join(strings.Fields(inner.text.String()), " ")
				}
			}
		}
	}
	r.nodes(elementOf(body, "body"))
	foot := r.part("footnotes.xml")
	for _, number := range slices.Sorted(maps.Keys(r.noted)) { // those in the order of their numbers, wherever they stand
		r.gap()
		r.marks = append(r.marks, strconv.Itoa(number)+".")
		if late := r.late[number]; late != nil {
			r.part("document.xml")
			r.inNote = true
			r.node(late)
			continue
		}
		r.part("footnotes.xml")
		for n := range foot.Descendants() {
			if n.Data == "footnote" && value(n, "id") == r.noted[number] {
				r.inNote = true
				r.nodes(n)
			}
		}
	}
	return r.done()
}

func (r *docxReader) nodes(n *html.Node) {
	for c := range n.ChildNodes() {
		r.node(c)
	}
}

func (r *docxReader) node(n *html.Node) {
	switch n.Data {
	case "pPr", "rPr", "tblPr", "tblGrid", "sectPr", "instrText", "sdtPr":
	case "p":
		r.paragraph(n)
	case "tc":
		r.gap()
		r.nodes(n)
		r.gap()
	case "r":
		if r.inNote && value(elementOf(n, "rStyle"), "val") == "FootnoteReference" {
			r.inNote = false
			return
		}
		r.nodes(n)
	case "t":
		r.write(n.FirstChild.Data)
	case "br":
		r.write("\n")
	case "tab":
		r.write("\t")
	case "oMath":
		r.formula(officeText(rendered(n)))
	case "hyperlink":
		r.link(n)
		r.nodes(n)
	case "footnoteReference":
		r.links = append(r.links, "a place")
		number := 0
		if value(n, "customMarkFollows") != "" {
			number, _ = strconv.Atoi(elementOf(n.Parent, "t").FirstChild.Data) // which is read as words
		} else {
			r.count++
			number = r.count
			r.write(strconv.Itoa(number))
		}
		r.noted[number] = value(n, "id")
	case "fldChar":
		if value(n, "fldCharType") == "separate" {
			r.links = append(r.links, "a place")
		}
	case "drawing":
		alt := value(elementOf(n, "docPr"), "descr")
		file := path.Join("word", r.rels[value(elementOf(n, "blip"), "embed")])
		name := sizeOf(file, []byte(r.files[file]))
		if svg := elementOf(n, "svgBlip"); svg.Data != "" { // a drawing is called by its name
			name = r.drawing(r.files[path.Join("word", r.rels[value(svg, "embed")])])
		}
		r.images = append(r.images, fmt.Sprintf("%s %q", name, alt))
	default:
		r.nodes(n)
	}
}

// drawing returns the address of a drawing of the post.
func (r *docxReader) drawing(data string) string {
	m := meaning{d: r.p.doc}
	m.all()
	for _, dest := range m.addresses {
		if strings.HasSuffix(dest, ".svg") && data != "" {
			return dest
		}
	}
	return "no drawing of the post"
}

func (r *docxReader) write(s string) { r.text.WriteString(s) }

func (r *docxReader) paragraph(n *html.Node) {
	style := value(elementOf(n, "pStyle"), "val")
	switch {
	case style == "Title" || style == "Date":
		return
	case style == "FootnoteText" && !r.inNote && n.Parent.Data == "body":
		_, number, _ := strings.Cut(value(elementOf(n, "bookmarkStart"), "name"), "_")
		k, _ := strconv.Atoi(number)
		if k > 0 {
			r.late[k], r.noted[k] = n, ""
			return
		}
	case strings.HasPrefix(style, "SourceCode"):
		inner := docxReader{t: r.t, p: r.p, files: r.files, rels: r.rels, items: r.items, heads: r.heads, noted: map[int]string{}}
		inner.nodes(n)
		r.collector.code = append(r.collector.code, inner.text.String())
		r.item(n, "")
		return
	}
	r.gap()
	box := ""
	if check := elementOf(n, "checkbox"); check.Data != "" {
		box = map[string]string{"0": "[ ]", "1": "[x]"}[value(elementOf(check, "checked"), "val")]
	}
	r.item(n, box)
	for c := range n.ChildNodes() {
		if c.Data != "sdt" {
			r.node(c)
		}
	}
	r.gap()
}

// item takes the number of an item, if the paragraph begins one.
func (r *docxReader) item(n *html.Node, box string) {
	id := value(elementOf(n, "numId"), "val")
	if id == "" {
		return
	}
	number := ""
	if at := r.items[id]; at >= 0 {
		number = strconv.Itoa(at) + "."
		r.items[id]++
	}
	if s := strings.TrimSpace(number + " " + box); s != "" {
		r.marks = append(r.marks, s)
	}
}

func (r *docxReader) link(n *html.Node) {
	if id := value(n, "id"); id != "" {
		r.links = append(r.links, r.p.written(r.rels[id]))
		return
	}
	name := value(n, "anchor")
	if words, ok := r.heads[name]; ok {
		r.links = append(r.links, "# "+words)
		return
	}
	if !slices.ContainsFunc([]string{"document.xml", "footnotes.xml"}, func(part string) bool {
		return strings.Contains(r.files["word/"+part], `w:name="`+name+`"`)
	}) {
		r.t.Errorf("%s: a link leads to %q, which is not there", r.p.name, name)
	}
	r.links = append(r.links, "a place")
}

// officeText is what is read of a formula of Office.
func officeText(omml string) string {
	z := html.NewTokenizer(strings.NewReader(omml))
	var b strings.Builder
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			b.Write(z.Text())
		}
	}
}

func rendered(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(html.EscapeString(d.Data))
		}
	}
	return b.String()
}
