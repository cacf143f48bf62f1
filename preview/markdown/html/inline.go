package html

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	nethtml "golang.org/x/net/html"

	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/policy"
)

// inlines writes a run of words with the elements around them.
func (h *writer) inlines(list []markdown.Inline) {
	if h.looks {
		h.looked(list)
		return
	}
	var open []*markdown.Element
	for i := range list {
		open = h.enter(open, list[i].Within())
		if tag := list[i].Tag(); tag != "" {
			h.raw(tag)
		} else {
			h.inline(&list[i])
		}
	}
	h.enter(open, nil)
}

// enter closes and opens elements until e is the innermost that is open.
func (h *writer) enter(open []*markdown.Element, e *markdown.Element) []*markdown.Element {
	var want []*markdown.Element
	for ; e != nil; e = e.Up {
		want = append(want, e)
	}
	slices.Reverse(want)
	kept := 0
	for kept < len(open) && kept < len(want) && open[kept] == want[kept] {
		kept++
	}
	for n := len(open) - 1; n >= kept; n-- {
		h.out.WriteString("</" + tagOf(open[n].Style) + ">")
	}
	for _, e := range want[kept:] {
		h.out.WriteString("<" + tagOf(e.Style) + h.linkAttrs(e.Link, e.Title) + ">")
	}
	return want
}

// tagOf is the element for a style, that of a link for none.
func tagOf(s markdown.Style) string {
	switch s {
	case markdown.Bold:
		return "strong"
	case markdown.Italic:
		return "em"
	case markdown.Strike:
		return "del"
	case markdown.CodeSpan:
		return "code"
	case markdown.Underline:
		return "ins"
	case markdown.Marked:
		return "mark"
	case markdown.Sub:
		return "sub"
	case markdown.Sup:
		return "sup"
	case markdown.Small:
		return "small"
	case markdown.Key:
		return "kbd"
	}
	return "a"
}

// linkAttrs are the attributes of a link, "" for none.
func (h *writer) linkAttrs(dest, title string) string {
	if dest == "" {
		return ""
	}
	attrs := attr("href", policy.Address(h.address(dest)))
	if title != "" {
		attrs += attr("title", title)
	}
	return attrs
}

// looked writes words by their looks. Neighbours in the same style share
// elements.
func (h *writer) looked(list []markdown.Inline) {
	var open []string // start tags
	change := func(want []string) {
		n := 0
		for n < len(open) && n < len(want) && open[n] == want[n] {
			n++
		}
		for i := len(open) - 1; i >= n; i-- {
			tag, _, _ := strings.Cut(open[i], " ")
			h.out.WriteString("</" + tag + ">")
		}
		for _, tag := range want[n:] {
			h.out.WriteString("<" + tag + ">")
		}
		open = append(open[:0], want...)
	}
	for i := range list {
		change(h.tags(&list[i]))
		h.inline(&list[i])
	}
	change(nil)
}

// tags are the start tags of what an inline looks like, the outermost first.
func (h *writer) tags(in *markdown.Inline) []string {
	var tags []string
	a := in.Attrs()
	if a.Link != "" {
		tags = append(tags, "a"+h.linkAttrs(a.Link, a.LinkTitle))
	}
	if a.Title != "" && in.Kind == markdown.Text {
		tags = append(tags, "abbr"+attr("title", a.Title))
	}
	for s := markdown.Bold; s <= markdown.Small; s <<= 1 {
		if s != markdown.CodeSpan && in.Style.Has(s) {
			tags = append(tags, tagOf(s))
		}
	}
	if in.Style.Has(markdown.CodeSpan) {
		tags = append(tags, tagOf(markdown.CodeSpan))
	}
	return tags
}

func (h *writer) inline(in *markdown.Inline) {
	a := in.Attrs()
	switch in.Kind {
	case markdown.Text:
		h.out.WriteString(escape(in.Text))
	case markdown.Image:
		h.picture(a.Src, in.Text, a.Title, widthOf(a), a.Link != "")
	case markdown.Formula:
		h.out.WriteString(h.sign(a.Uses, in.Text, false))
	case markdown.HardBreak:
		h.out.WriteString("<br>\n")
	case markdown.SoftBreak:
		h.out.WriteByte('\n')
	case markdown.NoteRef:
		h.noteRef(a.Number)
	case markdown.RawHTML:
		// What it does is in the style of what it holds.
	}
}

func (h *writer) noteRef(number int) {
	n := strconv.Itoa(number)
	if h.looks {
		h.out.WriteString("<sup>" + n + "</sup>")
		return
	}
	id := noteRef(number, h.written[number])
	h.written[number]++
	h.out.WriteString(`<sup id="` + id + `"><a href="#fn:` + n + `" class="footnote-ref" role="doc-noteref">` + n + "</a></sup>")
}

// widthOf is the width that HTML asked an image to have.
func widthOf(a markdown.Attrs) []nethtml.Attribute {
	switch n := a.Number; {
	case n > 0:
		return []nethtml.Attribute{{Key: "width", Val: strconv.Itoa(n)}}
	case n < 0:
		return []nethtml.Attribute{{Key: "width", Val: strconv.Itoa(-n) + "%"}}
	}
	return nil
}

// address returns where a link leads, "" if it is not kept.
func (h *writer) address(dest string) string {
	if !policy.SafeLink(dest) {
		return ""
	}
	if strings.HasPrefix(dest, "#") {
		return dest
	}
	if h.options.Link != nil {
		return h.options.Link(dest)
	}
	return h.absolute(dest)
}

// source returns where an image is, false if it is not shown.
func (h *writer) source(dest string) (string, bool) {
	if dest == "" || !policy.SafeImage(dest) {
		return "", false
	}
	if h.options.Image != nil {
		return h.options.Image(dest)
	}
	return h.absolute(dest), true
}

// absolute returns an address resolved against the base, if there is one.
func (h *writer) absolute(dest string) string {
	if h.base == nil {
		return dest
	}
	u, err := url.Parse(policy.Address(dest))
	if err != nil {
		return dest
	}
	return h.base.ResolveReference(u).String()
}
