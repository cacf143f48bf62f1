package fromhtml

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
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

// follows tells whether nothing but blanks is between a list and an item.
func follows(list, p *html.Node) bool {
	if list.Parent != p.Parent {
		return false
	}
	n := list.NextSibling
	for n != nil && (n.Type == html.CommentNode || n.Type == html.TextNode && strings.Trim(n.Data, anyBlank) == "") {
		n = n.NextSibling
	}
	return n == p
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

// reference is a footnote's mark in the words and the link that leads back.
type reference struct{ mark, note, back *html.Node }

// footnotes finds pairs of links that lead to each other, one of them with
// nothing but a number or a sign, and makes footnotes of them.
func footnotes(doc *html.Node) {
	named := map[string]*html.Node{}
	var links []*html.Node
	for _, n := range all(doc, func(n *html.Node) bool { return n.Type == html.ElementNode }) {
		for _, key := range []string{"id", "name"} {
			if v := attr(n, key); v != "" && named[v] == nil {
				named[v] = n
			}
		}
		if n.Data == "a" && strings.Contains(attr(n, "href"), "#") {
			links = append(links, n)
		}
	}
	var list []reference
	taken := map[*html.Node]bool{}
	for _, a := range links {
		sign := strings.Trim(words(a), anyBlank+"[]()^")
		target := named[after(attr(a, "href"))]
		if sign == "" || len([]rune(sign)) > 4 || strings.ContainsAny(sign, "↩↑") || target == nil || taken[a] {
			continue
		}
		note := noteAround(target)
		if note == nil || taken[note] || holds(note, a) {
			continue
		}
		back := find(note, func(n *html.Node) bool {
			to := named[after(attr(n, "href"))]
			return n.Data == "a" && to != nil && (to == a || holds(to, a) && to.Data != "body" && len(words(to)) < 20 || holds(a, to))
		})
		if back == nil {
			continue
		}
		taken[note], taken[back] = true, true
		list = append(list, reference{a, note, back})
	}
	body := find(doc, func(n *html.Node) bool { return n.Data == "body" })
	for i, r := range list {
		name := strconv.Itoa(i + 1)
		mark := r.mark
		for p := mark.Parent; p != nil && (p.Data == "sup" || p.Data == "span") && strings.Trim(words(p), anyBlank) == strings.Trim(words(mark), anyBlank); p = mark.Parent {
			mark = p
		}
		if body == nil || mark.Parent == nil || r.note.Parent == nil || r.back.Parent == nil || holds(mark, r.note) || holds(r.note, body) {
			continue
		}
		replace(mark, raw("[^"+name+"]"))
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
		prune(from)
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
			if up := p.Parent; p.Data == "p" && up != nil && (up.Data == "li" || up.Data == "div" && len(kidsOf(up)) == 1) {
				return up
			}
			return p
		case "body":
			return nil
		}
	}
	return nil
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

// prune takes away what the notes leave behind: empty lists and the rule
// above them.
func prune(n *html.Node) {
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
	if n != nil && n.Data == "body" { // Google Docs and Word leave the rule there
		last := n.LastChild
		for last != nil && (last.Data == noteTag || last.Type != html.ElementNode && strings.Trim(last.Data, anyBlank) == "") {
			last = last.PrevSibling
		}
		if last != nil && last.Data == "hr" {
			n.RemoveChild(last)
		}
	}
}

func isEmptyOfNotes(n *html.Node) bool {
	return strings.Trim(words(n), anyBlank) == "" && find(n, func(x *html.Node) bool { return x.Data == "img" || x.Data == noteTag }) == nil
}
