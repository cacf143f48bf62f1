package markdown

import (
	"strings"

	"galley.app/galley/editor/text"
)

// A body is the part of a text that is Markdown: from the byte from on. It
// shares the bytes of the text, which a string of its own would double with
// each key.
type body struct {
	t    text.Text
	from int
}

func (b body) len() int                    { return b.t.Len() - b.from }
func (b body) slice(start, end int) string { return b.t.Slice(b.from+start, b.from+end) }
func (b body) String() string              { return b.slice(0, b.len()) }

// words gives a string of s, which was read from start to end: the bytes of the
// text itself where they say the same, so that a Doc does not hold the text a
// second time.
func (b body) words(s []byte, start, end int) string {
	if len(s) == end-start && end <= b.len() {
		if own := b.slice(start, end); own == string(s) {
			return own
		}
	}
	return string(s)
}

// lineBefore gives the line before the one that offset off begins, with its
// ending.
func (b body) lineBefore(off int) string {
	line := b.t.LineAt(b.from + off)
	return b.t.Slice(max(b.from, b.t.LineStart(max(0, line-1))), b.from+off)
}

// differs gives how many bytes two bodies have in common at the start, and how
// many of what follows there at the end.
func (b body) differs(o body) (same, tail int) {
	same = text.CommonPrefix(b.t, b.from, o.t, o.from)
	return same, text.CommonSuffix(b.t, b.from+same, o.t, o.from+same)
}

// noteStart is how each footnote begins, and each reference to one.
const noteStart = "[^"

// mentionsNote reports whether src may hold a footnote.
func mentionsNote(src string) bool { return strings.Contains(src, noteStart) }
