package svg

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// maxFlat bounds a drawing that is written out.
const maxFlat = 32 << 20

// Flat writes a drawing that was admitted without references from one part to
// another: each use is the part that it names, and what is only drawn where it
// is referred to is left out. It is for programs that follow references badly.
// One that would become too large is given as it is.
func Flat(data []byte) []byte {
	root, err := tree(data)
	if err != nil {
		return data
	}
	f := &flattener{ids: map[string]*part{}}
	f.collect(root)
	f.write(root, 0)
	if f.full {
		return data
	}
	return f.out.Bytes()
}

// part is an element.
type part struct {
	name     string
	attrs    []xml.Attr
	children []*part
	text     string // of a style sheet
}

func (p *part) attr(name string) string {
	for _, a := range p.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func tree(data []byte) (*part, error) {
	top := &part{}
	stack := []*part{top}
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) && len(top.children) == 1 {
			return top.children[0], nil
		}
		if err != nil {
			return nil, err
		}
		last := stack[len(stack)-1]
		switch t := t.(type) {
		case xml.StartElement:
			p := &part{name: t.Name.Local, attrs: t.Copy().Attr}
			last.children = append(last.children, p)
			stack = append(stack, p)
		case xml.EndElement:
			if len(stack) == 1 {
				return nil, errors.New("an end without a start")
			}
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if last.name == "style" {
				last.text += string(t)
			}
		}
	}
}

// flattener writes a drawing flat.
type flattener struct {
	ids   map[string]*part
	rules bytes.Buffer // of style sheets, those for a class
	grads []*part
	out   bytes.Buffer
	full  bool
}

func (f *flattener) collect(p *part) {
	if id := p.attr("id"); id != "" && f.ids[id] == nil {
		f.ids[id] = p
	}
	switch p.name {
	case "style":
		f.sheet(p.text)
	case "linearGradient", "radialGradient":
		f.grads = append(f.grads, p)
	}
	for _, c := range p.children {
		f.collect(c)
	}
}

// sheet keeps the rules that are for a class alone.
func (f *flattener) sheet(css string) {
	css, err := plain(css)
	if err != nil {
		return
	}
	for {
		selector, rest, found := strings.Cut(css, "{")
		if !found {
			return
		}
		block, after, _ := strings.Cut(rest, "}")
		css = after
		if strings.ContainsAny(selector, "@:[") || strings.Contains(block, "{") {
			continue
		}
		var kept []string
		for _, d := range strings.Split(block, ";") {
			name, value, found := strings.Cut(strings.TrimSpace(d), ":")
			if found && !strings.Contains(value, ":") && !strings.ContainsAny(value, `"'`) {
				kept = append(kept, strings.TrimSpace(name)+":"+strings.TrimSpace(value))
			}
		}
		for _, s := range strings.Split(selector, ",") {
			s = strings.TrimSpace(s)
			if len(kept) > 0 && len(s) > 1 && s[0] == '.' && leading(s[1:]) == strings.ToLower(s[1:]) {
				f.rules.WriteString(s + "{" + strings.Join(kept, ";") + "}")
			}
		}
	}
}

func (f *flattener) write(p *part, depth int) {
	if f.full = f.full || f.out.Len() > maxFlat || depth > maxDepth*maxChain; f.full {
		return
	}
	name, without := p.name, "id"
	children := p.children
	transform := ""
	switch name {
	case "defs", "style", "linearGradient", "radialGradient", "clipPath", "mask", "marker", "pattern", "symbol", "filter", "metadata", "title", "desc":
		return
	case "use":
		name, without = "g", "id href x y width height transform"
		if to := f.ids[strings.TrimPrefix(p.attr("href"), "#")]; to != nil {
			if to.name == "symbol" || to.name == "svg" {
				to = &part{name: "g", attrs: to.attrs, children: to.children}
			}
			children = []*part{to}
		}
		at := func(name string) string {
			if n := numbers(p.attr(name)); len(n) > 0 {
				return strings.TrimSpace(strings.TrimSuffix(p.attr(name), "px"))
			}
			return "0"
		}
		transform = strings.TrimSpace(p.attr("transform") + " translate(" + at("x") + "," + at("y") + ")")
	case "a", "switch":
		name = "g"
	}
	f.start(name, p.attrs, without, transform)
	if depth == 0 && (f.rules.Len() > 0 || len(f.grads) > 0) {
		f.out.WriteString("<defs>")
		if f.rules.Len() > 0 {
			f.out.WriteString("<style>")
			escape(&f.out, f.rules.String(), false)
			f.out.WriteString("</style>")
		}
		for _, g := range f.grads {
			f.start(g.name, g.attrs, "", "")
			for _, stop := range g.children {
				if stop.name == "stop" {
					f.start(stop.name, stop.attrs, "", "")
					f.out.WriteString("</stop>")
				}
			}
			f.out.WriteString("</" + g.name + ">")
		}
		f.out.WriteString("</defs>")
	}
	for _, c := range children {
		f.write(c, depth+1)
	}
	f.out.WriteString("</" + name + ">")
}

func (f *flattener) start(name string, attrs []xml.Attr, without, transform string) {
	f.out.WriteString("<" + name)
	for _, a := range attrs {
		if a.Name.Space != "" || strings.Contains(" "+without+" ", " "+a.Name.Local+" ") {
			continue
		}
		f.out.WriteString(" " + a.Name.Local + `="`)
		escape(&f.out, a.Value, true)
		f.out.WriteByte('"')
	}
	if transform != "" {
		f.out.WriteString(` transform="`)
		escape(&f.out, transform, true)
		f.out.WriteByte('"')
	}
	f.out.WriteByte('>')
}
