package markdown

import (
	"strings"

	"github.com/yuin/goldmark/util"
)

// An Element is one of Markdown's around words: emphasis, code, a link. It is
// what tells *a **b*** from *a* ***b***, which have the same styles.
type Element struct {
	Up    *Element // that it stands in, nil for none
	Style Style    // one of Bold, Italic, Strike and CodeSpan, or 0 for a link
	Link  string   // destination
	Title string   // of the link, with its line breaks
}

// Within returns the innermost element of Markdown that the inline stands in,
// nil for none. Inlines that stand in the same one share it.
func (i *Inline) Within() *Element { return i.in }

// Tag returns the source of the raw HTML that the inline stands for, "" for what
// is written as Markdown.
func (i *Inline) Tag() string {
	if tag := i.Attrs().tag; tag != "" || i.Kind != RawHTML {
		return tag
	}
	return i.Text
}

// alike reports whether two inlines stand in elements of the same kinds.
func (e *Element) alike(f *Element) bool {
	for e != nil && f != nil && e != f {
		if e.Style != f.Style || e.Link != f.Link || e.Title != f.Title {
			return false
		}
		e, f = e.Up, f.Up
	}
	return e == f
}

// DestinationLength returns how many bytes of s are the destination of a link or
// an image as the parser reads it: <…>, or up to the first white space or the
// bracket that ends it. It is 0 where a < is not shut in its line.
func DestinationLength(s string) int {
	pointed, depth := strings.HasPrefix(s, "<"), 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && util.IsPunct(s[i+1]):
			i++
		case pointed && c == '>':
			return i + 1
		case pointed && (c == '\n' || c == '\r'):
			return 0
		case pointed:
		case c == '(':
			depth++
		case c == ')':
			if depth == 0 {
				return i
			}
			depth--
		case c == ' ' || '\t' <= c && c <= '\r':
			return i
		}
	}
	if pointed {
		return 0
	}
	return len(s)
}
