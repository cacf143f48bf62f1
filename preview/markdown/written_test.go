package markdown_test

import (
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
)

// A destination ends where the parser has it end.
func TestDestinationLength(t *testing.T) {
	for _, c := range []struct {
		s    string
		want int
	}{
		{"a.png)", 5},
		{"a(b)c.png)", 9},
		{`a\)b.png "title")`, 8},
		{"a.png\t'title')", 5},
		{"a.png\n\"title\")", 5},
		{"a\x01b)", 3},
		{`a\ b)`, 2}, // a blank cannot be escaped
		{`a\`, 2},
		{"<a b>)", 5},
		{`<a\>b>)`, 6},
		{"<a<b>)", 5},
		{"<a\nb>)", 0},
		{"<a b)", 0},
		{"käse.png)", 9},
	} {
		n := markdown.DestinationLength(c.s)
		if n != c.want {
			t.Errorf("DestinationLength(%q) = %d, want %d", c.s, n, c.want)
		}
		// The parser takes just that for a link, and nothing shorter or longer but a title.
		d := markdown.Parse(nil, text.New("[x]("+c.s[:n]+")\n"), 0)
		if got := d.Block(0).Inlines[0].Attrs().Link != ""; got != (n > 0) && c.s[max(0, n-1):n] != `\` {
			t.Errorf("%q is a link: %t", c.s[:n], got)
		}
	}
}
