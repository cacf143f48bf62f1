package html

import (
	"strings"

	nethtml "golang.org/x/net/html"

	"galley.app/galley/preview/markdown/policy"
)

// Raw HTML stands between these comments until it is balanced.
const rawStart, rawEnd = "raw", "end"

// balance gives HTML in which every start tag of the list has its end tag in
// the right order and no end tag stands alone. End tags between the comments
// rawStart and rawEnd, which are taken out, end only what was started between
// such comments and hold nothing else: raw HTML cannot reach beyond the
// paragraph or item that it stands in. The address of a link that ends with #
// gets a fragment, without which the sanitiser would take the # away, and with it
// the whole address of a link to the page's top.
func balance(list policy.List, s, fragment string) string {
	b := balancer{count: make(map[element]int), fragment: fragment}
	b.out.Grow(len(s) + len(s)/16)
	raw := false
	z := nethtml.NewTokenizer(strings.NewReader(s))
	for {
		kind := z.Next()
		if kind == nethtml.ErrorToken {
			for len(b.open) > 0 {
				b.pop()
			}
			return b.out.String()
		}
		if kind == nethtml.TextToken {
			b.out.Write(z.Raw())
			continue
		}
		source := string(z.Raw())
		tok := z.Token()
		listed := list.Has(tok.Data)
		switch {
		case kind == nethtml.CommentToken:
			raw = tok.Data == rawStart
		case !listed: // for the sanitiser to drop
			b.out.WriteString(source)
		case kind == nethtml.EndTagToken:
			b.end(element{tok.Data, raw})
		default:
			b.start(tok, raw)
		}
	}
}

// An element is one that is open, or could be.
type element struct {
	name string
	raw  bool
}

// A balancer writes tags so that they fit.
type balancer struct {
	out   strings.Builder
	open  []element
	count map[element]int // how often each is open

	fragment string // of addresses that end with #
}

func (b *balancer) start(tok nethtml.Token, raw bool) {
	for i, a := range tok.Attr {
		if a.Key == "href" && strings.HasSuffix(a.Val, "#") && strings.IndexByte(a.Val, '#') == len(a.Val)-1 {
			tok.Attr[i].Val += b.fragment
		}
	}
	for len(b.open) > 0 {
		last := b.open[len(b.open)-1]
		if !implied(last.name, tok.Data) || raw && !last.raw && last.name != "p" {
			break
		}
		b.pop()
	}
	if policy.IsVoid(tok.Data) {
		tok.Type = nethtml.SelfClosingTagToken
		b.out.WriteString(tok.String())
		return
	}
	e := element{tok.Data, raw}
	b.open = append(b.open, e)
	b.count[e]++
	tok.Type = nethtml.StartTagToken
	b.out.WriteString(tok.String())
}

func (b *balancer) end(e element) {
	if b.count[e] == 0 {
		return
	}
	if e.raw {
		for i := len(b.open) - 1; b.open[i] != e; i-- {
			if !b.open[i].raw {
				return
			}
		}
	}
	for b.open[len(b.open)-1] != e {
		b.pop()
	}
	b.pop()
}

// pop ends the innermost element.
func (b *balancer) pop() {
	last := b.open[len(b.open)-1]
	b.open = b.open[:len(b.open)-1]
	b.count[last]--
	b.out.WriteString("</" + last.name + ">")
}

// implied reports whether the start of an element ends the one it stands in.
func implied(in, next string) bool {
	switch in {
	case "p":
		return policy.IsBlock(next)
	case "li":
		return next == "li"
	case "dt", "dd":
		return next == "dt" || next == "dd"
	case "td", "th":
		return next == "td" || next == "th" || next == "tr"
	case "tr":
		return next == "tr"
	}
	return false
}
