package word

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"galley.app/galley/storage/bounded"
)

// limits are those of a part: a tree of so many elements takes some hundred
// megabytes.
var limits = bounded.Limits{Bytes: maxPart, Depth: 200, Values: 1_500_000, Token: 16 << 20}

const maxPart = 64 << 20 // bytes

// node is an element, or the words of one.
type node struct {
	name  string // of an element, with "m:" before those of formulas; "" for words
	text  string
	attrs []xml.Attr
	kids  []*node
}

// parse makes a tree of a part.
func parse(data []byte) (*node, error) {
	root := &node{}
	stack := []*node{root}
	x := bounded.NewXML(strings.NewReader(string(data)), limits)
	for {
		t, err := x.Token()
		if errors.Is(err, io.EOF) {
			return root, nil
		}
		if err != nil {
			return nil, err
		}
		in := stack[len(stack)-1]
		switch t := t.(type) {
		case xml.StartElement:
			name := t.Name.Local
			if strings.Contains(t.Name.Space, "/math") {
				name = "m:" + name
			}
			n := &node{name: name}
			if len(t.Attr) > 0 {
				n.attrs = append(n.attrs, t.Attr...)
			}
			in.kids = append(in.kids, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if in.name == "t" || in.name == "m:t" || in.name == "instrText" || !strings.Contains("body p tbl tr tc r", in.name) && strings.TrimSpace(string(t)) != "" {
				in.kids = append(in.kids, &node{text: string(t)})
			}
		}
	}
}

// kid returns the first element of a name in n, nil for none.
func (n *node) kid(names ...string) *node {
	for _, name := range names {
		if n == nil {
			return nil
		}
		var found *node
		for _, k := range n.kids {
			if k.name == name {
				found = k
				break
			}
		}
		n = found
	}
	return n
}

// attr returns an attribute by its local name, "" for none.
func (n *node) attr(key string) string {
	if n != nil {
		for _, a := range n.attrs {
			if a.Name.Local == key {
				return a.Value
			}
		}
	}
	return ""
}

// val returns the value of the element that names lead to.
func (n *node) val(names ...string) string { return n.kid(names...).attr("val") }

// number is val as a number, with what it is where it is none.
func (n *node) number(otherwise int, names ...string) int {
	if v, err := strconv.Atoi(n.val(names...)); err == nil {
		return v
	}
	return otherwise
}

// on reports whether a switch is there and not off.
func (n *node) on(names ...string) bool {
	k := n.kid(names...)
	if k == nil {
		return false
	}
	switch k.attr("val") {
	case "0", "false", "off", "none":
		return false
	}
	return true
}

// find returns the first element of a name within n, nil for none.
func (n *node) find(name string) *node {
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
		if f := k.find(name); f != nil {
			return f
		}
	}
	return nil
}

// words are all that is written in n.
func (n *node) words() string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	var walk func(n *node)
	walk = func(n *node) {
		b.WriteString(n.text)
		for _, k := range n.kids {
			walk(k)
		}
	}
	walk(n)
	return b.String()
}
