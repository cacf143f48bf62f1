package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

// Hit is a place that was found: bytes [from, to) of a leaf's words.
type Hit struct{ Block, Leaf, From, To int }

func (h Hit) Pos() markdown.Pos { return markdown.Pos{Block: h.Block, Leaf: h.Leaf, Off: h.From} }

// Search lists the places of a document that read like a folded query. Blocks
// in known are not searched again.
func Search(d *markdown.Doc, title, query string, known map[*markdown.Block][]Hit) ([]Hit, map[*markdown.Block][]Hit) {
	all := appendHits(nil, -1, 0, title, query)
	now := make(map[*markdown.Block][]Hit, d.Len())
	for i, b := range d.From(0) {
		hits, ok := known[b]
		if !ok {
			hits = searchBlock(b, query)
		}
		now[b] = hits
		for _, h := range hits {
			h.Block = i
			all = append(all, h)
		}
	}
	return all, now
}

func searchBlock(b *markdown.Block, query string) []Hit {
	var hits []Hit
	leaf := 0
	var walk func(b *markdown.Block)
	walk = func(b *markdown.Block) {
		if b.IsLeaf() {
			hits = appendHits(hits, 0, leaf, b.Words(), query)
			leaf++
		}
		for _, c := range b.Parts() {
			walk(c)
		}
	}
	walk(b)
	return hits
}

// appendHits adds the hits in the words of a leaf; they do not overlap.
func appendHits(hits []Hit, block, leaf int, words, query string) []Hit {
	if len(query) > 2*len(words)+8 {
		return hits
	}
	folded, at := foldMap(words)
	for from := 0; ; {
		i := strings.Index(folded[from:], query)
		if i < 0 {
			return hits
		}
		start, end := from+i, from+i+len(query)
		hits = append(hits, Hit{block, leaf, at(start), at(end)})
		from = end
	}
}

// FoldCase returns s without differences of case and of kinds of space.
func FoldCase(s string) string {
	f, _ := foldMap(s)
	return f
}

// foldMap returns s without differences of case, as text.FoldRune tells them,
// and with one kind of space, and what gives the byte of s of a byte of that.
func foldMap(s string) (folded string, at func(int) int) {
	var b strings.Builder
	b.Grow(len(s))
	var offs []int // of folded bytes in s, once they differ
	for i, r := range s {
		n := utf8.RuneLen(r)
		if r == utf8.RuneError {
			n = 1
			if strings.HasPrefix(s[i:], "\uFFFD") {
				n = 3
			}
		}
		same := text.FoldRune(r)
		if unicode.IsSpace(same) {
			same = ' '
		}
		was := b.Len()
		b.WriteRune(same)
		if b.Len()-was != n && offs == nil {
			offs = make([]int, was, len(s)+1)
			for k := range offs {
				offs[k] = k
			}
		}
		if offs != nil {
			for range b.Len() - was {
				offs = append(offs, i)
			}
		}
	}
	if offs == nil {
		return b.String(), func(i int) int { return i }
	}
	offs = append(offs, len(s))
	return b.String(), func(i int) int { return offs[i] }
}
