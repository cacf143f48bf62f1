// Package svg decides which drawings may be shown and handed on, and takes out
// of them what has no part in the drawing.
//
// A drawing comes from anywhere and is looked at by programs that trust it: a
// browser runs its scripts and fetches what it names, and every program that
// draws it follows its references, which may lead to each other a billion
// times. What passes here names nothing outside of itself, runs nothing, and is
// finite in counted work. It is written anew, so that nobody reads anything
// else in it than was read here.
package svg

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html/charset"
)

// Bounds of a drawing.
const (
	maxBytes = 32 << 20
	maxDepth = 256 // of elements within each other
)

// Drawing is one that may be shown and handed on.
type Drawing struct {
	Bytes         []byte  // as it is to be written
	Width, Height float64 // in pixels as it is shown; 0 where it does not say
}

// Is reports whether data is a drawing, by its first element alone.
func Is(data []byte) bool {
	data = data[:min(len(data), 1<<16)]
	if !bytes.Contains(data, []byte("<svg")) && !bytes.Contains(data, []byte(":svg")) {
		return false
	}
	d := decoder(data)
	d.Strict = false
	for {
		t, err := d.RawToken()
		if err != nil {
			return false
		}
		if e, ok := t.(xml.StartElement); ok {
			return e.Name.Local == "svg"
		}
	}
}

// Admit reads a drawing and gives it as it may be handed on. The error says in
// plain words why it may not be.
func Admit(data []byte) (Drawing, error) {
	if len(data) > maxBytes {
		return Drawing{}, fmt.Errorf("it is a drawing of %d MB, at most %d may be", len(data)>>20, maxBytes>>20)
	}
	r := &reader{graph: graph{ids: map[string][]int{}}}
	d := decoder(data)
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Drawing{}, fmt.Errorf("it is not well-formed SVG (%w)", err)
		}
		if err := r.token(t); err != nil {
			return Drawing{}, err
		}
	}
	if len(r.nodes) == 0 {
		return Drawing{}, errors.New("it holds no drawing")
	}
	if err := r.measure(); err != nil {
		return Drawing{}, err
	}
	return Drawing{Bytes: r.bytes(data), Width: r.width, Height: r.height}, nil
}

// bytes gives what was written. A drawing that has nothing to lose is as it was.
func (r *reader) bytes(data []byte) []byte {
	out := r.out.Bytes()
	if r.xlink {
		out = slices.Concat(out[:r.linked], []byte(` xmlns:xlink="`+xlinkSpace+`"`), out[r.linked:])
	}
	if bytes.HasSuffix(data, []byte("\n")) {
		out = append(out, '\n')
	}
	return out
}

func decoder(data []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\uFEFF"))))
	d.CharsetReader = charset.NewReaderLabel
	return d
}

// reader follows a drawing's parts and writes those that stay.
type reader struct {
	graph
	out           bytes.Buffer
	stack         []open
	css           bytes.Buffer // of the style element that is open
	written       map[string]bool
	xlink         bool // an address is written as it was before SVG 2
	linked        int  // where the output then says so
	width, height float64
}

// open is an element whose end has not come yet.
type open struct {
	name string // "" for one that is not written
	node int
	bare bool // its start is written but for the bracket
}

func (r *reader) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.ProcInst:
		if t.Target != "xml" {
			return errors.New("it holds a processing instruction")
		}
	case xml.Directive:
		return doctype(string(t))
	case xml.StartElement:
		return r.start(t)
	case xml.EndElement:
		return r.end()
	case xml.CharData:
		r.text(string(t))
	}
	return nil
}

// doctype refuses all that a declaration can say but the names that the
// standard gives: parsers fetch what it names, and entities grow without end.
func doctype(s string) error {
	if strings.Contains(s, "[") || strings.Contains(strings.ToUpper(s), "ENTITY") {
		return errors.New("it declares entities")
	}
	for rest := s; ; {
		i := strings.IndexAny(rest, `"'`)
		if i < 0 {
			return nil
		}
		said, after, found := strings.Cut(rest[i+1:], rest[i:i+1])
		if !found {
			return errors.New("its document type is not complete")
		}
		switch {
		case strings.HasPrefix(said, "-//W3C//"), strings.HasPrefix(said, "http://www.w3.org/"), strings.HasPrefix(said, "https://www.w3.org/"):
		default:
			return errors.New("its document type refers to something outside")
		}
		rest = after
	}
}

// The namespaces that mean something to a drawing.
const (
	space      = "http://www.w3.org/2000/svg"
	xlinkSpace = "http://www.w3.org/1999/xlink"
	xmlSpace   = "http://www.w3.org/XML/1998/namespace"
)

// kind says what becomes of an element.
type kind uint8

const (
	refused kind = iota
	dropped      // with all that is in it; it has no part in the drawing
	kept
)

// kindOf says what becomes of an element. What other programs keep in
// namespaces of their own is nothing to a browser, but for a few.
func kindOf(n xml.Name) kind {
	switch n.Space {
	case space, "", "svg":
		return elements[n.Local]
	case "http://www.w3.org/1999/02/22-rdf-syntax-ns#":
		return dropped
	}
	if strings.Contains(n.Space, "w3.org/") || strings.Contains(n.Space, "mozilla.org/") {
		return refused // HTML, MathML, XML Events, bindings
	}
	switch n.Space {
	case "h", "html", "xhtml", "math", "m", "ev", "xul", "xbl":
		return refused // not declared, but who knows
	}
	return dropped
}

func (r *reader) start(e xml.StartElement) error {
	if len(r.stack) >= maxDepth {
		return fmt.Errorf("its elements lie more than %d deep in each other", maxDepth)
	}
	what := kindOf(e.Name)
	if what == refused {
		return fmt.Errorf("it holds a %.40s element", e.Name.Local)
	}
	if len(r.stack) == 0 {
		if e.Name.Local != "svg" || what != kept {
			return errors.New("it holds no drawing")
		}
		if len(r.nodes) > 0 {
			return errors.New("it holds more than one drawing")
		}
	} else if r.top().name == "" {
		what = dropped
	}
	attrs, err := r.attributes(e, what)
	if err != nil {
		return err
	}
	if what == dropped {
		r.stack = append(r.stack, open{node: -1})
		return nil
	}
	node, err := r.add(e.Name.Local, attrs, r.parent())
	if err != nil {
		return err
	}
	if len(r.stack) == 0 {
		r.width, r.height = size(attrs)
	}
	r.close()
	r.out.WriteString("<" + e.Name.Local)
	if len(r.stack) == 0 {
		r.out.WriteString(` xmlns="` + space + `"`)
		r.linked = r.out.Len()
	}
	for _, a := range attrs {
		r.xlink = r.xlink || a.name == "xlink:href"
		r.out.WriteString(" " + a.name + `="`)
		escape(&r.out, a.value, true)
		r.out.WriteByte('"')
	}
	r.stack = append(r.stack, open{name: e.Name.Local, node: node, bare: true})
	if e.Name.Local == "style" {
		r.css.Reset()
	}
	return nil
}

func (r *reader) top() *open { return &r.stack[len(r.stack)-1] }

func (r *reader) parent() int {
	if len(r.stack) == 0 {
		return -1
	}
	return r.top().node
}

// close writes the bracket of the element that is open.
func (r *reader) close() {
	if len(r.stack) > 0 && r.top().bare {
		r.top().bare = false
		r.out.WriteByte('>')
	}
}

func (r *reader) end() error {
	e := *r.top()
	if e.name == "style" {
		css := r.css.String()
		if err := r.sheet(css); err != nil {
			return err
		}
		if css != "" {
			r.close()
			escape(&r.out, css, false)
			e.bare = false
		}
	}
	r.stack = r.stack[:len(r.stack)-1]
	switch {
	case e.name == "":
	case e.bare:
		r.out.WriteString("/>")
	default:
		r.out.WriteString("</" + e.name + ">")
	}
	return nil
}

// text keeps the words that are shown or read, and the blanks between elements.
func (r *reader) text(s string) {
	if len(r.stack) == 0 || r.top().name == "" {
		return
	}
	switch {
	case r.top().name == "style":
		r.css.WriteString(s)
		return
	case !worded[r.top().name]:
		if s = strings.Join(strings.FieldsFunc(s, func(c rune) bool { return c != '\n' && c != ' ' && c != '\t' }), ""); s == "" {
			return
		}
	}
	r.nodes[r.top().node].weight += float64(len(s)) / 10
	r.close()
	escape(&r.out, s, false)
}

// escape writes text of an element, or of an attribute in double quotes.
func escape(b *bytes.Buffer, s string, attribute bool) {
	last := 0
	for i := 0; i < len(s); i++ {
		var as string
		switch c := s[i]; {
		case c == '&':
			as = "&amp;"
		case c == '<':
			as = "&lt;"
		case c == '>':
			as = "&gt;"
		case c == '"' && attribute:
			as = "&quot;"
		case c == '\n' && attribute:
			as = "&#10;"
		case c == '\t' && attribute:
			as = "&#9;"
		case c == '\r':
			as = "&#13;"
		default:
			continue
		}
		b.WriteString(s[last:i])
		b.WriteString(as)
		last = i + 1
	}
	b.WriteString(s[last:])
}
