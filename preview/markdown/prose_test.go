package markdown

import (
	"slices"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
	"galley.app/galley/internal/growth"
)

// Lines that go on with the one before are those between which the page has a blank.
func TestSoftLines(t *testing.T) {
	for _, tt := range []struct {
		name, src string // a ¦ stands where a line goes on
	}{
		{"one line", "a b\n"},
		{"a paragraph", "a\n¦b\n¦c\n\nd\n¦e"},
		{"CRLF", "a\r\n¦b\r\n\r\nc"},
		{"lone CR", "a\r¦b\r\rc"},
		{"a hard break by blanks", "a  \nb\n¦c"},
		{"one blank is none", "a \n¦b"},
		{"a hard break by a backslash", "a\\\nb\n¦c"},
		{"two backslashes are none", "a\\\\\n¦b"},
		{"a hard break by a tag", "a<br>\nb <br/> \nc\n¦d"},
		{"a tag in the middle", "a<br>b\n¦c"},
		{"code over lines", "a `b\n¦c  \n¦d` e"},
		{"emphasis over lines", "**a\n¦b** _c\n¦d_"},
		{"a link over lines", "[a\n¦b](/c\n¦\"d\")"},
		{"a tag over lines", "a <b\n¦c=\"d\">e</b>"},
		{"a heading", "# a\nb\n¦c\n# d"},
		{"an underlined heading", "a\nb\n---\nc\n¦d"},
		{"a list", "- a\n¦  b\n- c\n\nd\n¦e"},
		{"a lazy line of a list", "- a\n¦b"},
		{"a quotation", "> a\n¦> b\n¦c\n\nd\n¦e"},
		{"fenced code", "a\n¦b\n```\nc\nd\n```\ne\n¦f"},
		{"indented code", "    a\n    b\n\nc\n¦    d"},
		{"a table", "| a | b |\n|---|---|\n| c | d |\n\ne\n¦f"},
		{"raw HTML", "<div>\na\nb\n</div>\n\nc\n¦d"},
		{"a formula", "$$\na\nb\n$$\n\nc\n¦d"},
		{"a definition", "[a]: /b\n\"c\"\n\nd\n¦e"},
		{"a note", "a[^1]\n\n[^1]: b\n¦c"},
		{"a line that is a number", "a\n¦2. b"},
		{"an item breaks a paragraph", "a\n¦b\n1. c\n¦d"},
		{"nested", "> - a\n¦>   b\n>   - c\n¦> d\n>\n> e  \n> f"},
		{"code and tables of an item", "- a\n¦  b\n\n  ```\n  c\n  ```\n\n  | d |\n  |---|\n  | e |\n\n      f\n      g"},
		{"a mark that is a word", "a\n    > b\n¦c"},
		{"a mark that is a word of a quotation", "> a\n>      > b\n¦> c"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var want []int
			src := tt.src
			for i := strings.Index(src, "¦"); i >= 0; i = strings.Index(src, "¦") {
				want = append(want, i)
				src = src[:i] + src[i+len("¦"):]
			}
			const head = "!! title: a\n\n---\n"
			for _, head := range []string{"", head} {
				d := Parse(nil, text.New(head+src), len(head))
				var got []int
				for i := range d.Len() {
					got = d.SoftLines(got, i)
				}
				for i := range got {
					got[i] -= len(head)
				}
				if !slices.Equal(got, want) {
					t.Errorf("in %q\n got %v\nwant %v", src, got, want)
				}
			}
		})
	}
}

// The paragraphs of a list are found with as much work as there is in them, however long it is.
func TestProseGrowsWithTheText(t *testing.T) {
	growth.Bytes(t, 500, func(n int) func() {
		src := text.New(strings.Repeat("- an item of two lines\n  that go on\n", n))
		for i := range n / 10 { // pieces, of which strings are made
			src, _ = src.Apply(text.Edit{Start: i * 300, End: i * 300, New: "- x\n"})
		}
		d := Parse(nil, src, 0)
		return func() {
			if got := len(d.Prose(0, src.Len()+1)); got < n {
				t.Errorf("%d paragraphs of %d", got, n)
			}
		}
	})
}
