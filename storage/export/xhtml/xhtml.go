// Package xhtml makes an HTML fragment, such as a rendered post with raw HTML
// in it, into XHTML that a strict reader takes: well-formed, with the content
// model of HTML 5 kept, ids that are XML names and once only, links that lead
// somewhere and headings that skip no level. EPUB 3.3 asks for all of that.
//
// The fragment is taken to be harmless already. Nothing that is read is lost:
// an element that may not stand where it does becomes a div or span.
package xhtml

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"galley.app/galley/internal/htmlsize"
)

const mathML = "http://www.w3.org/1998/Math/MathML"

// maxDepth is how many elements may stand within each other; what is deeper is
// written as its text.
const maxDepth = 200

// Options say where links and images lead and where headings begin.
type Options struct {
	// Link gives where a link leads, or false to keep its text only. It is
	// not asked about links within the fragment; without it no other is kept.
	Link func(dest string) (string, bool)
	// Image gives the address of an image, or false to write its alternative
	// text instead. Without it no image is kept.
	Image func(src string) (string, bool)
	// Level is that of the highest heading, 1 to 6; 0 is 1.
	Level int
	// IDs are taken already.
	IDs []string
}

// Heading is one heading of the fragment.
type Heading struct {
	Level int    // 1 to 6, as written
	ID    string // always there
	Text  string
}

// Result is what became of a fragment.
type Result struct {
	XHTML    string
	Headings []Heading
	Math     bool // holds MathML
	Images   int
	Bare     int // images without alternative text
}

// Fragment makes a fragment, as it could stand in a body, into XHTML that can
// stand in a section.
func Fragment(src string, o Options) Result {
	w := newWriter(o)
	body, err := w.read(src)
	if err != nil {
		return Result{XHTML: "<pre>" + Text(src) + "</pre>\n"}
	}
	w.children(body, flow, 0)
	out := w.b.String()
	if out != "" && !strings.HasSuffix(out, "\n") {
		out += "\n"
	}
	return Result{XHTML: out, Headings: w.headings, Math: w.math, Images: w.images, Bare: w.bare}
}

// IDs gives what Fragment makes of the ids of a fragment, so that links into
// it can be made before it is.
func IDs(src string, taken ...string) map[string]string {
	w := newWriter(Options{IDs: taken})
	if _, err := w.read(src); err != nil {
		return nil
	}
	return w.ids
}

// Anchor is the id that the part of a link behind its # means.
func Anchor(fragment string) string {
	if id, err := url.PathUnescape(fragment); err == nil {
		return id
	}
	return fragment
}

func newWriter(o Options) *writer {
	w := &writer{o: o, taken: map[string]bool{}, next: map[string]int{}, ids: map[string]string{}}
	for _, id := range o.IDs {
		w.taken[id] = true
	}
	return w
}

// The tree of a fragment has at most so many nodes, or so many for each that
// is written: more of them are elements that were left open and are opened
// again around each further text.
const (
	maxNodes = 1 << 20
	maxTimes = 4
)

var errTangled = errors.New("its elements are open around each other's texts")

// read parses a fragment and names what has an id in it. It fails where the
// elements lie too deep in each other.
func (w *writer) read(src string) (*html.Node, error) {
	if s := htmlsize.Of(src, maxNodes); s.Nodes > maxNodes {
		if s = htmlsize.Of(src, max(maxNodes, maxTimes*len(src))); s.Nodes > max(maxNodes, maxTimes*s.Written) {
			return nil, errTangled
		}
	}
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(src), body)
	if err != nil {
		return nil, err
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	w.name(body, 0)
	return body, nil
}

// Text escapes text for an element or a quoted attribute; characters that XML
// cannot hold are dropped.
func Text(s string) string {
	return escaper.Replace(strings.Map(func(r rune) rune {
		switch {
		case r < ' ' && r != '\t' && r != '\n' && r != '\r',
			r >= 0x7f && r <= 0x9f, r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD")))
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// context is what may stand in a place.
type context uint8

const (
	flow   context = iota // anything
	phrase                // what can stand in a line of text
	cell                  // flow without headings and sections
)

type writer struct {
	b        strings.Builder
	o        Options
	taken    map[string]bool   // ids given out
	next     map[string]int    // the number that the next id like that is tried with
	ids      map[string]string // id as it was to what it is now, the first of each
	open     []int             // levels of the headings above, as they were
	headings []Heading
	math     bool
	images   int
	bare     int
	tries    int  // ids that were taken already
	link     bool // within a link
	dfn      bool // within a definition
}

// name gives every element with an id one that is an XML name of its own.
func (w *writer) name(n *html.Node, depth int) {
	if depth > maxDepth {
		return
	}
	for i, a := range n.Attr {
		if a.Key != "id" || a.Namespace != "" {
			continue
		}
		id := w.free(a.Val)
		if _, ok := w.ids[a.Val]; !ok {
			w.ids[a.Val] = id
		}
		n.Attr[i].Val = id
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.name(c, depth+1)
	}
}

// free gives an XML name like id that is not taken yet.
func (w *writer) free(id string) string {
	id = strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == '.' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '-'
	}, id)
	if id == "" || !(id[0] == '_' || id[0] >= 'a' && id[0] <= 'z' || id[0] >= 'A' && id[0] <= 'Z') {
		id = "x" + id
	}
	try := id
	for w.taken[try] {
		w.next[id] = max(w.next[id], 1) + 1
		try = id + "-" + strconv.Itoa(w.next[id])
		w.tries++
	}
	w.taken[try] = true
	return try
}

func (w *writer) children(n *html.Node, in context, depth int) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c, in, depth)
	}
}

func (w *writer) node(n *html.Node, in context, depth int) {
	switch {
	case n.Type == html.TextNode:
		w.b.WriteString(Text(n.Data))
	case n.Type != html.ElementNode:
	case depth > maxDepth:
		w.b.WriteString(Text(inner(n)))
	case n.Namespace == "math":
		w.mathElement(n, depth)
	case n.Namespace != "":
		w.b.WriteString(Text(inner(n)))
	default:
		w.element(n, in, depth)
	}
}

func (w *writer) element(n *html.Node, in context, depth int) {
	name := n.Data
	switch name {
	case "br", "wbr":
		w.b.WriteString("<" + name + "/>")
	case "hr":
		if in == phrase {
			w.b.WriteString("<br/>")
			return
		}
		w.b.WriteString("<hr/>")
	case "img":
		w.image(n)
	case "input":
		if attribute(n, "type") == "checkbox" {
			box := "☐"
			if has(n, "checked") {
				box = "☑"
			}
			w.b.WriteString(box)
		}
	case "a":
		w.anchor(n, in, depth)
	case "h1", "h2", "h3", "h4", "h5", "h6":
		if in != flow {
			w.wrap(n, "span", phrase, depth)
			return
		}
		w.heading(n, depth)
	case "ul", "ol":
		w.list(n, in, depth)
	case "dl":
		w.definitions(n, in, depth)
	case "table":
		w.table(n, in, depth)
	case "details":
		w.details(n, in, depth)
	case "figure":
		w.figure(n, in, depth)
	case "ruby":
		if !isRuby(n) {
			name = "span"
		}
		w.wrap(n, name, phrase, depth)
	case "rt", "rp":
		if n.Parent == nil || n.Parent.Data != "ruby" || !isRuby(n.Parent) {
			name = "span"
		}
		w.wrap(n, name, phrase, depth)
	case "dfn":
		if w.dfn {
			w.wrap(n, "span", phrase, depth)
			return
		}
		w.dfn = true
		w.wrap(n, name, phrase, depth)
		w.dfn = false
	case "time":
		if !isTime(attribute(n, "datetime")) {
			name = "span"
		}
		w.wrap(n, name, phrase, depth)
	case "bdo":
		if attribute(n, "dir") == "" {
			name = "span"
		}
		w.wrap(n, name, phrase, depth)
	case "ins", "del":
		w.wrap(n, name, in, depth)
	case "b", "strong", "i", "em", "u", "s", "small", "sub", "sup", "kbd", "code", "samp", "var", "mark", "q", "cite", "abbr", "bdi", "span":
		w.wrap(n, name, phrase, depth)
	case "p", "pre":
		if in == phrase {
			name = "span"
		}
		w.wrap(n, name, phrase, depth)
	case "blockquote", "div":
		w.block(n, name, in, in, depth)
	case "section", "article", "aside":
		if in == cell {
			name = "div"
		}
		w.block(n, name, in, in, depth)
	default: // out of its place, or unknown
		w.block(n, "div", in, in, depth)
	}
}

// block writes an element that cannot stand in a line as name, or as a span
// where only a line can be.
func (w *writer) block(n *html.Node, name string, in, inside context, depth int) {
	if in == phrase {
		name, inside = "span", phrase
	}
	w.wrap(n, name, inside, depth)
}

func (w *writer) wrap(n *html.Node, name string, inside context, depth int) {
	w.start(n, name)
	w.children(n, inside, depth+1)
	w.b.WriteString("</" + name + ">")
}

// start writes a start tag with those attributes of n that name may have.
func (w *writer) start(n *html.Node, name string, more ...string) {
	w.b.WriteString("<" + name)
	var classes []string
	for _, a := range n.Attr {
		if a.Namespace != "" {
			continue
		}
		key, value := a.Key, a.Val
		switch key {
		case "id":
		case "title":
		case "lang":
			if value == "" || !isLanguage(value) {
				continue
			}
			w.put("xml:lang", value)
		case "dir":
			value = strings.ToLower(value)
			if value != "ltr" && value != "rtl" && (value != "auto" || name == "bdo") {
				continue
			}
		case "role":
			if name != "div" && name != "section" && name != "a" || !strings.HasPrefix(value, "doc-") {
				continue
			}
		case "class":
			classes = append(classes, strings.Fields(value)...)
			continue
		case "align":
			if v := strings.ToLower(value); slices.Contains([]string{"left", "right", "center", "justify"}, v) {
				classes = append(classes, "align-"+v)
			}
			continue
		case "start", "value":
			if !(key == "start" && name == "ol" || key == "value" && name == "li") || !isInteger(value) {
				continue
			}
		case "colspan", "rowspan":
			if n, err := strconv.Atoi(value); name != "td" && name != "th" || err != nil || n < 1 || n > 1000 {
				continue
			}
		case "scope":
			value = strings.ToLower(value)
			if name != "th" {
				continue
			}
		case "reversed":
			if name != "ol" {
				continue
			}
			value = "reversed"
		case "type":
			if name != "ol" || len(value) != 1 || !strings.Contains("1aAiI", value) {
				continue
			}
		case "open":
			if name != "details" {
				continue
			}
			value = "open"
		case "datetime":
			if name != "time" && !((name == "ins" || name == "del") && isTime(value)) {
				continue
			}
		default:
			continue
		}
		w.put(key, value)
	}
	if len(classes) > 0 {
		w.put("class", strings.Join(classes, " "))
	}
	for i := 0; i+1 < len(more); i += 2 {
		w.put(more[i], more[i+1])
	}
	w.b.WriteByte('>')
}

func (w *writer) put(key, value string) {
	w.b.WriteString(" " + key + `="` + Text(value) + `"`)
}

func (w *writer) image(n *html.Node) {
	alt := attribute(n, "alt")
	src, ok := "", false
	if w.o.Image != nil {
		src, ok = w.o.Image(attribute(n, "src"))
	}
	if !ok {
		w.b.WriteString(Text(alt))
		return
	}
	w.images++
	w.b.WriteString("<img")
	w.put("src", src)
	w.put("alt", alt)
	if alt == "" {
		w.bare++
	}
	for _, key := range []string{"id", "title", "width", "height"} {
		value := attribute(n, key)
		if key == "width" || key == "height" {
			if v, err := strconv.Atoi(value); err != nil || v < 1 {
				continue
			}
		}
		if value != "" {
			w.put(key, value)
		}
	}
	w.b.WriteString("/>")
}

func (w *writer) anchor(n *html.Node, in context, depth int) {
	href, ok := attribute(n, "href"), false
	if id, within := strings.CutPrefix(href, "#"); within {
		href, ok = w.ids[Anchor(id)]
		href = "#" + href
	} else if href != "" && w.o.Link != nil {
		href, ok = w.o.Link(href)
	}
	if !ok || w.link {
		name := "span"
		if in != phrase && blocks(n) {
			name = "div"
		}
		w.wrap(n, name, insideOf(name, in), depth)
		return
	}
	var more []string
	if hasClass(n, "footnote-ref") {
		more = []string{"epub:type", "noteref", "role", "doc-noteref"}
		n = without(n, "role")
	}
	w.link = true
	w.start(n, "a", append([]string{"href", href}, more...)...)
	w.children(n, in, depth+1)
	w.link = false
	w.b.WriteString("</a>")
}

// without is n without an attribute, its children still below it.
func without(n *html.Node, key string) *html.Node {
	c := *n
	c.Attr = slices.DeleteFunc(slices.Clone(n.Attr), func(a html.Attribute) bool { return a.Key == key })
	return &c
}

func insideOf(name string, in context) context {
	if name == "span" {
		return phrase
	}
	return in
}

// heading writes a heading one level below the nearest that was higher.
func (w *writer) heading(n *html.Node, depth int) {
	was := int(n.Data[1] - '0')
	for len(w.open) > 0 && w.open[len(w.open)-1] >= was {
		w.open = w.open[:len(w.open)-1]
	}
	w.open = append(w.open, was)
	level := min(max(w.o.Level, 1)+len(w.open)-1, 6)
	id := attribute(n, "id")
	if id == "" {
		id = w.free("h")
		n.Attr = append(n.Attr, html.Attribute{Key: "id", Val: id})
	}
	w.headings = append(w.headings, Heading{Level: level, ID: id, Text: strings.Join(strings.Fields(inner(n)), " ")})
	w.wrap(n, "h"+strconv.Itoa(level), phrase, depth)
}

// isTime tells whether s is a date, or a date and time, as HTML writes them.
func isTime(s string) bool {
	for _, layout := range []string{time.DateOnly, "2006-01", time.RFC3339, "2006-01-02T15:04", "2006-01-02T15:04:05", "15:04"} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}

func isInteger(s string) bool {
	_, err := strconv.ParseInt(s, 10, 32)
	return err == nil
}

// isLanguage tells whether s has the form of a BCP 47 tag.
func isLanguage(s string) bool {
	for i, part := range strings.Split(s, "-") {
		if len(part) < 1 || len(part) > 8 || i == 0 && (len(part) < 2 || len(part) > 3) {
			return false
		}
		for _, c := range part {
			if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || i > 0 && c >= '0' && c <= '9') {
				return false
			}
		}
	}
	return true
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func hasClass(n *html.Node, class string) bool {
	return slices.Contains(strings.Fields(attribute(n, "class")), class)
}

// inner is the text within n.
func inner(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case c.Data == "img":
			b.WriteString(attribute(c, "alt"))
		}
	}
	return b.String()
}
