package fromhtml

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"galley.app/galley/preview/markdown"
)

// The kinds of Markdown in the tree.
const (
	rawFormula = "formula" // TeX in dollar signs
	rawAddress = "address" // an address among words; href is where it leads to
	rawWords   = "words"   // words with their marks escaped; words says them
	rawRef     = "ref"     // of a footnote
	rawPicture = "picture" // an <img>, with its attributes
)

// typed is what of plain words has a meaning of its own: an address, or TeX as
// MathJax and KaTeX find it in a page.
var typed = regexp.MustCompile(`(?:https?|ftp)://[^\s<>"]+|\bwww\.[^\s<>"]+|[A-Za-z0-9][\w.+-]*@[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)+` +
	`|\$\$|\$|\\\(|\\\[`)

// texLike is what only a formula has.
var texLike = regexp.MustCompile(`\\[A-Za-z]|[_^]|^\s*[A-Za-z]\s*$|^\s*[A-Za-z]\s*[=<>]\s*\S`)

// plainWords parts a text into words, and addresses and formulas that must not
// be escaped, which it puts into the tree as they are.
func (c *cleaner) plainWords(n *html.Node, in within) {
	s := n.Data
	if !strings.Contains(s, "://") && !strings.ContainsAny(s, "$@") && !strings.Contains(s, "www.") && !strings.Contains(s, `\(`) && !strings.Contains(s, `\[`) {
		return
	}
	at, done := 0, 0
	for at < len(s) {
		m := typed.FindStringIndex(s[at:])
		if m == nil {
			break
		}
		start, end := at+m[0], at+m[1]
		node, end := c.typedNode(s, start, end, in)
		if node == nil {
			at = max(end, start+1)
			continue
		}
		if done < start {
			n.Parent.InsertBefore(textNode(s[done:start]), n)
		}
		n.Parent.InsertBefore(node, n)
		at, done = end, end
	}
	n.Data = s[done:]
}

// typedNode makes a node of what was found in s, nil where it is but words. It
// gives where the search goes on.
func (c *cleaner) typedNode(s string, start, end int, in within) (*html.Node, int) {
	found := s[start:end]
	before, _ := utf8.DecodeLastRuneInString(s[:start])
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '$' || r == '\\' }
	if ends, most := formulaEnd(found); ends != "" {
		tex, behind, ok := strings.Cut(s[end:min(len(s), end+most)], ends)
		after, _ := utf8.DecodeRuneInString(behind)
		stop := end + len(tex) + len(ends)
		switch {
		case !ok || strings.TrimSpace(tex) == "" || strings.Contains(tex, "$"):
		case ends == "$$" && before != '\\', ends == `\]` && texLike.MatchString(tex):
			if in.head || in.bold || in.lean || in.link || in.cell {
				return c.inline(tex), stop
			}
			return c.display(tex), stop
		case ends == "$" && texLike.MatchString(tex) && !word(before) && !word(after) && strings.TrimSpace(tex) == tex,
			ends == `\)` && texLike.MatchString(tex):
			return c.inline(tex), stop
		}
		return nil, end
	}
	if in.link {
		return nil, end
	}
	found = trimAddress(found)
	end = start + len(found)
	href := found
	switch {
	case strings.HasPrefix(found, "www."):
		href = "http://" + found
	case !strings.Contains(found, "://"):
		href = "mailto:" + found
	}
	if word(before) || before == '/' || markdown.BareAddress(found) == 0 && !strings.Contains(found, "://localhost") {
		return nil, end // words, also where they are written as Markdown
	}
	n := raw(found)
	n.Attr = append(n.Attr, html.Attribute{Key: "kind", Val: rawAddress}, html.Attribute{Key: "href", Val: href}, html.Attribute{Key: "words", Val: found})
	return n, end
}

// formulaEnd is what ends the formula that the signs begin, and in how many
// bytes it must; "" where they begin none.
func formulaEnd(begin string) (end string, within int) {
	switch begin {
	case "$$":
		return "$$", 5000
	case "$":
		return "$", 500
	case `\[`:
		return `\]`, 5000
	case `\(`:
		return `\)`, 500
	}
	return "", 0
}

// inline is a formula among words.
func (c *cleaner) inline(tex string) *html.Node {
	c.formulas = true
	if !c.inlineMath {
		c.inlineMath = true
		c.note("Formulas among words were kept as TeX; inline_math in galley.toml shows them as formulas.")
	}
	return formulaNode("$" + strings.Join(strings.Fields(tex), " ") + "$")
}

// display is a formula in lines of its own.
func (c *cleaner) display(tex string) *html.Node {
	c.formulas = true
	var lines []string
	for line := range strings.Lines(tex) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return formulaNode("\n$$\n" + strings.Join(lines, "\n") + "\n$$\n")
}

func formulaNode(s string) *html.Node {
	n := raw(s)
	n.Attr = append(n.Attr, html.Attribute{Key: "kind", Val: rawFormula})
	return n
}

// trimAddress takes off what stands behind an address, as GFM does.
func trimAddress(s string) string {
	for s != "" {
		last := s[len(s)-1]
		switch {
		case strings.IndexByte("?!.,:*_~'\";", last) >= 0:
		case last == ')' && strings.Count(s, ")") > strings.Count(s, "("):
		case last == ']' && strings.Count(s, "]") > strings.Count(s, "["):
		default:
			return s
		}
		s = s[:len(s)-1]
	}
	return s
}
