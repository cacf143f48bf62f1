package markdown

import (
	"strings"

	"golang.org/x/net/html"

	"galley.app/galley/preview/markdown/policy"
)

// htmlRemarks notes what of a piece of raw HTML is dropped. at gives the source
// offset of a byte of the piece.
func (b *builder) htmlRemarks(piece string, at func(int) int) {
	for t := range b.policy().Read(piece) {
		if t.Dropped && t.Type != html.EndTagToken {
			b.remark(at(t.Off), "html", "the HTML element <%s> is left out", shorten(t.Data))
		}
		for _, name := range t.Lost {
			b.remark(at(t.Off), "html", "the attribute %s of <%s> is left out", shorten(name), t.Data)
		}
		for _, a := range t.Attr {
			if a.Key == "href" && !policy.SafeLink(a.Val) || a.Key == "src" && !policy.SafeImage(a.Val) {
				b.remark(at(t.Off), "link", "the address of <%s> is left out", t.Data)
			}
		}
	}
}

// policy returns what HTML is kept.
func (r *run) policy() policy.List {
	if r.allowed == nil {
		r.allowed = policy.New()
	}
	return r.allowed
}

// IDs returns the ids that a block of raw HTML gives its elements, places of the
// page that links may lead to; none for other blocks.
func (b *Block) IDs() []string {
	if b.Kind != HTMLBlock {
		return nil
	}
	return policy.New().IDs(b.Literal)
}

// IDs returns the ids that the tag gives its element which the inline stands for.
func (i *Inline) IDs() []string {
	tag := i.Tag()
	if !strings.Contains(tag, "=") {
		return nil
	}
	return policy.New().IDs(tag)
}

// shorten keeps names in messages short.
func shorten(s string) string {
	if len(s) > 30 {
		return strings.ToValidUTF8(s[:30], "") + "…"
	}
	return s
}
