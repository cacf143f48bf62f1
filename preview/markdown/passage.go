package markdown

import "strings"

// IsLeaf tells whether a block holds words itself, and no blocks.
func (b *Block) IsLeaf() bool {
	switch b.Kind {
	case Paragraph, Heading, Cell, Code, Math, Diagram, HTMLBlock:
		return true
	}
	return false
}

// Words gives what is read of a leaf, as selections and a search of the page
// count it: the words of its inlines one after the other, or its literal text
// without the last line ending. It is "" for other blocks.
func (b *Block) Words() string {
	switch b.Kind {
	case Paragraph, Heading, Cell:
		if len(b.Inlines) == 1 {
			return b.Inlines[0].Words()
		}
		var w strings.Builder
		writeInlines(&w, b.Inlines)
		return w.String()
	case Code, Math, Diagram, HTMLBlock:
		return strings.TrimSuffix(b.Literal, "\n")
	}
	return ""
}
