package markdown

import (
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"

	"galley.app/galley/preview/markdown/sumtree"
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

// An anchorSet is the anchors of a Doc, sorted.
type anchorSet struct{ sumtree.List[string] }

// anchorsOf gives the anchors of all headings in blocks.
func anchorsOf(blocks []*Block) anchorSet {
	var all []*Block
	for _, b := range blocks {
		all = headings(all, b)
	}
	items := make([]sumtree.Item[string], len(all))
	for i, h := range all {
		items[i].Value = h.ID
	}
	slices.SortFunc(items, func(a, b sumtree.Item[string]) int { return strings.Compare(a.Value, b.Value) })
	return anchorSet{sumtree.Of(items)}
}

// find gives where an anchor is or would be, and whether it is there.
func (s anchorSet) find(id string) (i int, there bool) {
	i = sort.Search(s.Len(), func(i int) bool { return s.At(i) >= id })
	return i, i < s.Len() && s.At(i) == id
}

func (s anchorSet) with(id string) anchorSet {
	i, _ := s.find(id)
	return anchorSet{s.Splice(i, i, []sumtree.Item[string]{{Value: id}})}
}

func (s anchorSet) without(id string) anchorSet {
	i, there := s.find(id)
	if !there {
		return s
	}
	return anchorSet{s.Splice(i, i+1, nil)}
}

// meets reports whether one of the anchors may have been made from base by
// counting, or base from it.
func (s anchorSet) meets(base string) bool {
	if _, there := s.find(base); there {
		return true
	}
	// Of all that anchors are made of only digits and hyphens sort before a colon.
	i, _ := s.find(base + "-")
	for ; i < s.Len() && s.At(i) < base+"-:"; i++ {
		if numbered(s.At(i), base) {
			return true
		}
	}
	for k := len(base) - 1; k >= 0 && strings.IndexByte("-0123456789", base[k]) >= 0; k-- {
		if _, there := s.find(base[:k]); there && base[k] == '-' {
			return true
		}
	}
	return false
}

// numbered reports whether id may have been made from base by counting.
func numbered(id, base string) bool {
	rest, ok := strings.CutPrefix(id, base)
	return ok && (rest == "" || rest[0] == '-' && strings.Trim(rest, "-0123456789") == "")
}
