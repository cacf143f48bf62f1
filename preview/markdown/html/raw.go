package html

import (
	"slices"
	"strings"

	nethtml "golang.org/x/net/html"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/policy"
)

// raw writes what is kept of a piece of raw HTML, between comments for balance.
// Each piece is read by itself: what is left open in it swallows nothing after
// it.
func (h *writer) raw(piece string) {
	// Comments, declarations and CDATA say nothing, and HTML ends some of
	// them sooner than Markdown does, so that their rest would be shown.
	if !strings.Contains(piece, "\n") && (strings.HasPrefix(piece, "<!") || strings.HasPrefix(piece, "<?")) {
		return
	}
	h.out.WriteString("<!--" + rawStart + "-->")
	for t := range h.list.Read(piece) {
		if id := t.ID(); id != "" && h.repeated(id) {
			t.Attr = slices.DeleteFunc(t.Attr, func(a nethtml.Attribute) bool { return a.Key == "id" })
		}
		switch {
		case t.Type == nethtml.TextToken:
			h.out.WriteString(escape(t.Data))
		case t.Dropped:
		case t.Type == nethtml.EndTagToken:
			h.out.WriteString(t.String())
		case t.Data == "a":
			for i, a := range t.Attr {
				if a.Key == "href" {
					t.Attr[i].Val = policy.Address(h.address(policy.Written(a.Val)))
				}
			}
			h.out.WriteString(t.String())
		case t.Data == "img":
			h.rawPicture(t.Token)
		case t.Data == "input" && !slices.Contains(t.Attr, nethtml.Attribute{Key: "type", Val: "checkbox"}):
		default:
			h.out.WriteString(t.String())
		}
	}
	h.out.WriteString("<!--" + rawEnd + "-->")
}

// repeated reports whether an id of raw HTML is on the page already, or is that of
// a heading or a footnote: a link to it would lead to either of the two. It is said
// that it is left out.
func (h *writer) repeated(id string) bool {
	if h.doc == nil { // of a passage, which has no addresses
		return false
	}
	if h.ids == nil {
		h.ids = map[string]bool{}
		var headings func(b *markdown.Block)
		headings = func(b *markdown.Block) {
			if b.ID != "" {
				h.ids[b.ID] = true
			}
			for _, c := range b.Children {
				headings(c)
			}
		}
		for _, b := range h.doc.From(0) {
			headings(b)
		}
	}
	note := len(h.refs) > 0 && (strings.HasPrefix(id, "fn:") || strings.HasPrefix(id, "fnref:"))
	if !h.ids[id] && !note {
		h.ids[id] = true
		return false
	}
	const most = 20
	if h.doubled++; h.doubled <= most {
		h.problems = append(h.problems, markdown.Problem{
			Line: h.doc.Line(h.at, h.doc.Block(h.at)), Rule: "html",
			Message: "the id “" + id + "” is on the page more than once, and left out here",
		})
	}
	return true
}

func (h *writer) rawPicture(tok nethtml.Token) {
	var dest, alt, title string
	var more []nethtml.Attribute
	for _, a := range tok.Attr {
		switch a.Key {
		case "src":
			dest = policy.Written(a.Val)
		case "alt":
			alt = a.Val
		case "title":
			title = a.Val
		default:
			more = append(more, a)
		}
	}
	h.picture(policy.Path(dest), alt, title, more, false)
}

// picture writes an image, or a link to it where it cannot be shown.
func (h *writer) picture(dest, alt, title string, more []nethtml.Attribute, linked bool) {
	if at, ok := h.source(dest); ok {
		tok := nethtml.Token{Type: nethtml.SelfClosingTagToken, Data: "img", Attr: []nethtml.Attribute{
			{Key: "src", Val: policy.Address(at)}, {Key: "alt", Val: alt},
		}}
		if title != "" {
			tok.Attr = append(tok.Attr, nethtml.Attribute{Key: "title", Val: title})
		}
		tok.Attr = append(tok.Attr, more...)
		h.out.WriteString(tok.String())
		return
	}
	words := escape(alt)
	if s := policy.Scheme(dest); words == "" && (s == "http" || s == "https") {
		words = escape(dest) // else nothing would say that there is an image
	}
	if to := h.address(dest); dest != "" && words != "" && to != "" && !linked {
		h.element("a", attr("href", policy.Address(to)), func() { h.out.WriteString(words) })
		return
	}
	h.out.WriteString(words)
}
