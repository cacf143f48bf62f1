package markdown

import "slices"

// A Mark is a range of bytes in one look, for a highlighter. Start and End are
// relative to the top-level block. A Doc has about as many of them as words in a
// look of their own, so they are small.
type Mark struct {
	Start, End int32
	Style      MarkStyle
}

// MarkStyle is a set of looks.
type MarkStyle uint16

// The looks. MarkMarker is on everything in a block that readers do not see:
// delimiters, brackets, hashes, fences, pipes. The others say what a marker
// belongs to or what the text is.
const (
	MarkMarker MarkStyle = 1 << iota
	MarkHeading
	MarkBold
	MarkItalic
	MarkStrike
	MarkCode      // a code span
	MarkCodeBlock // a block of code, formula or diagram
	MarkLink      // text of a link, or alternative text of an image
	MarkURL       // an address and what stands around it
	MarkQuote
	MarkList // the bullet, number or box of an item
	MarkHTML
	MarkTable // a table, its pipes and blanks too
)

// Has reports whether all looks of t are in s.
func (s MarkStyle) Has(t MarkStyle) bool { return s&t == t }

// Marks gives what a highlighter needs of a top-level block: sorted ranges that
// do not overlap. What is in none of them is plain text. The slice is shared
// and must not be changed.
func (b *Block) Marks() []Mark { return b.marks }

// runs gives the ranges of equal styles, leaving out blanks at their ends. In code
// and tables blanks are part of them: columns line up by them.
func runs(styles []MarkStyle, src []byte) []Mark {
	var marks []Mark
	for i := 0; i < len(styles); {
		style := styles[i]
		start, end := -1, i
		for ; i < len(styles) && styles[i] == style; i++ {
			if !blank(src[i]) || style&(MarkTable|MarkCodeBlock) != 0 && (src[i] == ' ' || src[i] == '\t') {
				if start < 0 {
					start = i
				}
				end = i + 1
			}
		}
		if style != 0 && start >= 0 {
			marks = append(marks, Mark{int32(start), int32(end), style})
		}
	}
	return slices.Clone(marks) // kept for long: no room for more
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
