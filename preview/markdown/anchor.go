package markdown

import (
	"strconv"
	"strings"
	"unicode"
)

// Anchor gives the anchor that a heading's text asks for: letters and digits in
// lower case, blanks as hyphens.
func Anchor(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(strings.TrimSpace(text)) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '-', r == '_':
			b.WriteRune(r)
		case unicode.IsSpace(r):
			b.WriteByte('-')
		}
	}
	if b.Len() == 0 {
		return "section"
	}
	return b.String()
}

// anchors gives out anchors that are unique in one text.
type anchors struct {
	used map[string]bool
	next map[string]int
}

// take gives the anchor for a heading's text.
func (a *anchors) take(text string) string {
	if a.used == nil {
		a.used, a.next = map[string]bool{}, map[string]int{}
	}
	base := Anchor(text)
	id := base
	for a.used[id] {
		a.next[base]++
		id = base + "-" + strconv.Itoa(a.next[base])
	}
	a.used[id] = true
	return id
}

// name gives every heading within b its anchor, in source order.
func (a *anchors) name(b *Block) {
	if b.Kind == Heading {
		b.ID = a.take(b.Plain())
	}
	for _, c := range b.Children {
		a.name(c)
	}
}
