package compose

import (
	"strings"
	"testing"

	"galley.app/galley/editor/text"
)

// A command in a long post parses what is around the selection, wherever that begins and ends in characters of
// several bytes.
func TestLongPostIsParsedInPart(t *testing.T) {
	src := strings.Repeat("Ёж "+strings.Repeat("语", 9)+"\nи чиж\n\n", 2*wholeParse/44)
	at := strings.Index(src[len(src)/2:], "Ёж") + len(src)/2
	for i := range 12 {
		shifted := strings.Repeat("x", i) + "\n\n" + src
		s := plain(shifted, 0)
		from := at + i + 2
		s.Selections = []text.Selection{{Anchor: from, Head: from + strings.Index(src[at:], "\n\n")}}
		d := s.parse(s.Selections[0].Start(), s.Selections[0].End())
		if d.Base == 0 {
			t.Errorf("shifted by %d bytes the whole post is parsed", i)
		}
		if n := len(s.proseAround()); n != 1 {
			t.Errorf("shifted by %d bytes there are %d paragraphs", i, n)
		}
	}
}
