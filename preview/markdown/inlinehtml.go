package markdown

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"galley.app/galley/preview/markdown/policy"
)

// styleOf gives the look of what an element of raw HTML holds.
func styleOf(name string) Style {
	switch name {
	case "b", "strong":
		return Bold
	case "i", "em", "cite", "dfn", "var":
		return Italic
	case "s", "del":
		return Strike
	case "ins", "u":
		return Underline
	case "code", "samp":
		return CodeSpan
	case "kbd":
		return Key
	case "mark":
		return Marked
	case "sub":
		return Sub
	case "sup":
		return Sup
	case "small":
		return Small
	}
	return 0
}

// A rawElement is an element of raw HTML that is open within a paragraph.
type rawElement struct {
	name        string
	style       Style
	link, title string // of an <a>
	tip         string // title of another element
	in          around // what it stands in
}

// holds reports whether the element goes on at an inline: it ends with the
// emphasis or the link that it was begun in.
func (e *rawElement) holds(i *Inline) bool {
	return i.Style.Has(e.in.style) && (e.in.link == "" || i.Attrs().Link == e.in.link)
}

// applyHTML gives inlines the looks and links of the raw tags among them. Line
// breaks and images that are written as tags become what they stand for; the
// other tags stay, and nothing of them is shown.
func (b *builder) applyHTML(inlines []Inline) []Inline {
	if !slices.ContainsFunc(inlines, func(i Inline) bool { return i.Kind == RawHTML }) {
		return inlines
	}
	var open []rawElement
	for k := range inlines {
		i := &inlines[k]
		for n := len(open); n > 0 && !open[n-1].holds(i); n-- {
			open = open[:n-1]
		}
		a := i.Attrs()
		written := around{style: i.Style, link: a.Link, title: a.LinkTitle}
		for _, e := range open {
			i.Style |= e.style
			if e.link != "" && a.Link == "" {
				a.Link, a.LinkTitle = e.link, e.title
			}
			if e.tip != "" && i.Kind == Text {
				a.Title = e.tip
			}
		}
		*i = i.with(a)
		if i.Kind == RawHTML {
			source := i.Tag()
			if open = b.rawTag(i, written, open); i.Kind != RawHTML {
				a := i.Attrs()
				a.tag = source
				*i = i.with(a)
			}
		}
	}
	return inlines
}

// rawTag reads one tag and gives the elements that are open after it.
func (b *builder) rawTag(i *Inline, at around, open []rawElement) []rawElement {
	z := html.NewTokenizer(strings.NewReader(i.Text))
	kind := z.Next()
	tok := z.Token()
	if !b.policy().Has(tok.Data) {
		return open
	}
	if tok.Data == "q" && kind != html.SelfClosingTagToken {
		i.Kind, i.Text = Text, quotes(kind == html.StartTagToken)
		return open
	}
	switch kind {
	case html.EndTagToken:
		for n := len(open) - 1; n >= 0; n-- {
			if open[n].name == tok.Data && open[n].in == at {
				return open[:n]
			}
		}
	case html.StartTagToken, html.SelfClosingTagToken:
		switch {
		case tok.Data == "br":
			i.Kind, i.Text = HardBreak, ""
		case tok.Data == "img":
			rawPicture(i, tok)
		case !policy.IsVoid(tok.Data) && len(open) < maxOpen:
			return append(open, newElement(tok, at))
		}
	}
	return open
}

// newElement gives the element that a start tag begins.
func newElement(tok html.Token, in around) rawElement {
	e := rawElement{name: tok.Data, style: styleOf(tok.Data), in: in}
	title := oneLine(attribute(tok, "title"))
	if tok.Data != "a" {
		e.tip = title
	} else if href := policy.Written(attribute(tok, "href")); href != "" && policy.SafeLink(href) {
		e.link, e.title = oneLine(href), title
	}
	return e
}

// quotes are the marks that a browser sets around a <q>.
func quotes(start bool) string {
	if start {
		return "“"
	}
	return "”"
}

// maxOpen bounds the raw elements that are open at once.
const maxOpen = 50

// rawPicture makes an image of an inline that is an <img>.
func rawPicture(i *Inline, tok html.Token) {
	src := oneLine(policy.Written(attribute(tok, "src")))
	i.Kind, i.Text = Image, oneLine(attribute(tok, "alt"))
	a := i.Attrs()
	a.Title = oneLine(attribute(tok, "title"))
	if path := policy.Path(src); policy.SafeImage(src) && policy.SafeImage(path) {
		a.Src = path
	}
	width, percent := strings.CutSuffix(attribute(tok, "width"), "%")
	if n, err := strconv.Atoi(width); err == nil && n > 0 {
		a.Number = min(n, 10_000)
		if percent {
			a.Number = -min(n, 100)
		}
	}
	*i = i.with(a)
}

func attribute(tok html.Token, name string) string {
	for _, a := range tok.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
