// Package htmlsize tells how large a tree HTML may become, before a parser
// builds it. A parser opens again, around each further text, every <b>, <i> or
// <font> that a page left open; so a page of some kilobytes can become a tree
// that no memory holds, and no parser says so before it is too late.
package htmlsize

import (
	"strings"

	"golang.org/x/net/html"
)

// Size is what HTML holds.
type Size struct {
	Written int // tags, attributes, texts and comments as they stand there
	Nodes   int // at most so many elements, attributes and texts in its tree
}

// unsure is how many elements may begin within a formatting one so that its end
// tag surely ends it. A parser gives up after eight of them, and leaves it open.
const unsure = 6

// Of reads the tags of a page or a part of one, and builds nothing. It stops
// where there are more than most nodes; what it gives is more than that then.
func Of(src string, most int) Size {
	m := measure{open: map[string][]mark{}, alike: map[string]int{}}
	z := html.NewTokenizer(strings.NewReader(src))
	foreign := false
	for m.Nodes <= most {
		switch z.Next() {
		case html.ErrorToken:
			return m.Size
		case html.StartTagToken, html.SelfClosingTagToken:
			raw := string(z.Raw())
			name, more := z.TagName()
			tag := string(name)
			attrs := 0
			for more {
				_, _, more = z.TagAttr()
				attrs++
			}
			foreign = foreign || tag == "svg" || tag == "math"
			if foreign {
				z.NextIsNotRawText() // <style> in a drawing holds elements
			}
			m.start(tag, raw, attrs)
		case html.EndTagToken:
			name, _ := z.TagName()
			m.end(string(name))
		default:
			m.Written++
			m.Nodes += 1 + m.again
		}
	}
	return m.Size
}

// measure adds up what a parser would make.
type measure struct {
	Size
	open   map[string][]mark // formatting elements that have not ended
	alike  map[string]int    // how many of them are written like that
	again  int               // nodes that each further text may open again
	starts int               // tags that began what is no formatting
	scopes int               // of those the ones that end tags do not reach out of
	whole  int               // attributes of <html> and <body>, which are gathered
}

// mark is where a formatting element began.
type mark struct {
	raw                    string
	weight, starts, scopes int
}

// family is how many elements that are written alike a parser opens again.
const family = 3

func (m *measure) start(tag, raw string, attrs int) {
	m.Written += 1 + attrs
	m.Nodes += 1 + attrs + m.again
	switch tag {
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u":
		if tag == "a" || tag == "nobr" { // one ends the one before
			m.end(tag)
		}
		m.open[tag] = append(m.open[tag], mark{raw, 1 + attrs, m.starts, m.scopes})
		if m.alike[raw]++; m.alike[raw] <= family {
			m.again += 1 + attrs
		}
		return
	case "html", "body":
		m.whole += attrs
		m.Nodes += m.whole
	case "br", "img", "span", "wbr":
		return
	case "applet", "caption", "marquee", "object", "select", "svg", "math", "table", "td", "template", "th":
		m.scopes++
	}
	m.starts++
}

func (m *measure) end(tag string) {
	m.Written++
	m.Nodes++ // </p> and </br> make an element where none is open
	list := m.open[tag]
	if len(list) == 0 {
		return
	}
	last := list[len(list)-1]
	m.open[tag] = list[:len(list)-1]
	if m.scopes == last.scopes && m.starts-last.starts <= unsure {
		if m.alike[last.raw]--; m.alike[last.raw] < family {
			m.again -= last.weight
		}
	}
}
