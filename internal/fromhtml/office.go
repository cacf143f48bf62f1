package fromhtml

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"galley.app/galley/preview/markdown"
)

// officeLists makes lists of the paragraphs that Word writes for their items.
func officeLists(doc *html.Node) {
	items := all(doc, func(n *html.Node) bool {
		return n.Type == html.ElementNode && n.Data == "p" && strings.Contains(attr(n, "style"), "mso-list:") &&
			!strings.Contains(strings.ToLower(attr(n, "style")), "mso-list:none")
	})
	var open []*html.Node // the lists that the item before is in
	var last *html.Node
	for _, p := range items {
		level := max(1, min(officeLevel(attr(p, "style")), 9))
		if last == nil || !follows(last, p) {
			open = nil
		}
		mark := ""
		for _, s := range all(p, func(n *html.Node) bool {
			return strings.Contains(strings.ReplaceAll(attr(n, "style"), " ", ""), "mso-list:Ignore")
		}) {
			if s.Parent != nil {
				mark = strings.Trim(words(s), anyBlank)
				s.Parent.RemoveChild(s)
			}
		}
		li := elementNode("li")
		root := p
		if len(open) > 0 {
			root = nil
		}
		for len(open) > level {
			open = open[:len(open)-1]
		}
		for len(open) < level {
			list := elementNode("ul")
			if n := strings.TrimRight(mark, ".)"); mark != n && n != "" {
				list = elementNode("ol")
				if v, err := strconv.Atoi(n); err == nil && v > 1 {
					setAttr(list, "start", n)
				}
			}
			switch {
			case len(open) == 0:
				root.Parent.InsertBefore(list, root)
			default:
				in := open[len(open)-1]
				if in.LastChild == nil {
					in.AppendChild(elementNode("li"))
				}
				in.LastChild.AppendChild(list)
			}
			open = append(open, list)
		}
		open[level-1].AppendChild(li)
		move(p, li)
		last = open[0]
		p.Parent.RemoveChild(p)
	}
}

// follows tells whether nothing but blanks is between a list and an item, and
// takes them away if so: the items that come after need not look at them again.
func follows(list, p *html.Node) bool {
	if list.Parent != p.Parent {
		return false
	}
	n := list.NextSibling
	for n != nil && isBlank(n) {
		n = n.NextSibling
	}
	if n != p {
		return false
	}
	for list.NextSibling != p {
		list.Parent.RemoveChild(list.NextSibling)
	}
	return true
}

// isBlank tells whether a node is a comment or text that cannot be seen.
func isBlank(n *html.Node) bool {
	return n.Type == html.CommentNode || n.Type == html.TextNode && strings.Trim(n.Data, anyBlank) == ""
}

func officeLevel(style string) int {
	_, rest, _ := strings.Cut(style, "level")
	n := 0
	for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
		n++
	}
	v, err := strconv.Atoi(rest[:n])
	if err != nil {
		return 1
	}
	return v
}

// maxBack is how many of a note's links are looked at for the one that leads
// back. Without a bound a page of links into one note takes minutes.
const maxBack = 100

// reference is a footnote's mark in the words and the link that leads back.
type reference struct{ mark, note, back *html.Node }

// footnotes finds pairs of links that lead to each other, one of them with
// nothing but a number or a sign, and makes footnotes of them: of as many as a
// post can have.
func (c *cleaner) footnotes(doc *html.Node) {
	named := map[string]*html.Node{}
	var marks []*html.Node
	for _, n := range all(doc, func(n *html.Node) bool { return n.Type == html.ElementNode }) {
		for _, key := range []string{"id", "name"} {
			if v := attr(n, key); v != "" && named[v] == nil {
				named[v] = n
			}
		}
		if n.Data == "a" && strings.Contains(attr(n, "href"), "#") {
			marks = append(marks, n)
		}
	}
	var list []reference
	taken := map[*html.Node]bool{}
	links := map[*html.Node][]*html.Node{} // of each note
	for _, a := range marks {
		sign := strings.Trim(words(a), anyBlank+"[]()^")
		target := named[after(attr(a, "href"))]
		if sign == "" || utf8.RuneCountInString(sign) > 4 || strings.ContainsAny(sign, "↩↑") || target == nil || taken[a] {
			continue
		}
		note := noteAround(target)
		if note == nil || taken[note] || holds(note, a) {
			continue
		}
		if _, ok := links[note]; !ok {
			links[note] = first(maxBack, note, func(n *html.Node) bool { return n.Type == html.ElementNode && n.Data == "a" })
		}
		var back *html.Node
		for _, n := range links[note] {
			to := named[after(attr(n, "href"))]
			if to != nil && (to == a || holds(to, a) && to.Data != "body" && isShort(to) || holds(a, to)) {
				back = n
				break
			}
		}
		if back == nil {
			continue
		}
		taken[note], taken[back] = true, true
		list = append(list, reference{a, note, back})
	}
	body := find(doc, func(n *html.Node) bool { return n.Data == "body" })
	if n := len(list) - markdown.MaxNotes; n > 0 {
		c.notes = append(c.notes, Note{"A note that is beyond those a post can have was left where it stands.", n})
		list = list[:markdown.MaxNotes]
	}
	toEnd := false
	for i, r := range list {
		name := strconv.Itoa(i + 1)
		mark := r.mark
		for p := mark.Parent; p != nil && (p.Data == "sup" || p.Data == "span") && strings.Trim(words(p), anyBlank) == strings.Trim(words(mark), anyBlank); p = mark.Parent {
			mark = p
		}
		if body == nil || mark.Parent == nil || r.note.Parent == nil || r.back.Parent == nil || holds(mark, r.note) || holds(r.note, body) {
			continue
		}
		ref := raw("[^" + name + "]")
		ref.Attr = append(ref.Attr, html.Attribute{Key: "kind", Val: rawRef})
		replace(mark, ref)
		for p := r.back.Parent; p != nil && p != r.note && (p.Data == "sup" || p.Data == "span") && strings.Trim(words(p), anyBlank) == strings.Trim(words(r.back), anyBlank); p = r.back.Parent {
			r.back = p
		}
		if r.back.Parent != nil {
			r.back.Parent.RemoveChild(r.back)
		}
		n := elementNode(noteTag, html.Attribute{Key: "data", Val: name})
		move(r.note, n)
		trimStart(n)
		from := r.note.Parent
		from.RemoveChild(r.note)
		body.AppendChild(n)
		toEnd = prune(from) || toEnd
	}
	if toEnd {
		pruneEnd(body)
	}
}

func after(href string) string {
	_, name, _ := strings.Cut(href, "#")
	return name
}

// noteAround is the block that is a note, of a place in it.
func noteAround(n *html.Node) *html.Node {
	for p := n; p != nil; p = p.Parent {
		switch p.Data {
		case "div", "aside":
			return p
		case "li", "p", "dd":
			if up := p.Parent; p.Data == "p" && up != nil && (up.Data == "li" || up.Data == "div" && isOnlyKid(p)) {
				return up
			}
			return p
		case "body":
			return nil
		}
	}
	return nil
}

// isOnlyKid tells whether nothing that can be seen stands beside an element.
func isOnlyKid(n *html.Node) bool {
	beside := func(n *html.Node, next func(*html.Node) *html.Node) bool {
		for n = next(n); n != nil && (isBlank(n) || n.Type == html.DoctypeNode); n = next(n) {
		}
		return n != nil
	}
	return !beside(n, func(n *html.Node) *html.Node { return n.PrevSibling }) && !beside(n, func(n *html.Node) *html.Node { return n.NextSibling })
}

// isShort tells whether the words of an element may be no more than the mark of
// a note.
func isShort(n *html.Node) bool {
	size := 0
	return find(n, func(n *html.Node) bool {
		if n.Type == html.TextNode {
			size += len(n.Data)
		}
		return size >= 20
	}) == nil
}

func holds(n, inner *html.Node) bool {
	for p := inner; p != nil; p = p.Parent {
		if p == n {
			return true
		}
	}
	return false
}

// trimStart takes the blanks off that stood behind a note's sign.
func trimStart(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.FirstChild {
		for c.Type == html.TextNode && strings.Trim(c.Data, anyBlank) == "" && c.NextSibling != nil {
			c = c.NextSibling
		}
		if c.Type == html.TextNode {
			c.Data = strings.TrimLeft(c.Data, anyBlank)
		}
	}
}

// prune takes away what the notes leave behind: empty lists and the rule above
// them. It reports whether they lay in nothing else of the page.
func prune(n *html.Node) bool {
	for n != nil && n.Parent != nil && n.Data != "body" && isEmptyOfNotes(n) {
		up := n.Parent
		before := n.PrevSibling
		for before != nil && before.Type != html.ElementNode && strings.Trim(before.Data, anyBlank) == "" {
			before = before.PrevSibling
		}
		if before != nil && before.Data == "hr" {
			up.RemoveChild(before)
		}
		up.RemoveChild(n)
		n = up
	}
	return n != nil && n.Data == "body"
}

// pruneEnd takes away the rule that Google Docs and Word leave above the notes
// at the end of a page.
func pruneEnd(body *html.Node) {
	last := body.LastChild
	for last != nil && (last.Data == noteTag || last.Type != html.ElementNode && isBlank(last)) {
		last = last.PrevSibling
	}
	if last != nil && last.Data == "hr" {
		body.RemoveChild(last)
	}
}

func isEmptyOfNotes(n *html.Node) bool {
	return find(n, func(x *html.Node) bool {
		return x.Type == html.TextNode && !isBlank(x) || x.Type == html.ElementNode && (x.Data == "img" || x.Data == noteTag)
	}) == nil
}
