package markdown

import "testing"

// The words of raw HTML are those of what it looks like.
func TestHTMLText(t *testing.T) {
	tests := []struct{ block, want string }{
		{"<div>a<br>b</div>\n<p>c</p>\n", "a\nb\nc"},
		{"<script>\na\n</script>\nb\n", "b"},
		{"<table><tr><td>a</td><td>b</td></tr></table>", "a\tb"},
		{"<img alt='a &amp; b'>&copy;", "a & b©"},
		{"<!-- a -->\n", ""},
		{"<style>a", ""},
		{"<title>a</title>\nb\n", "b"},
		{"<object>a<object>b</object>c</object>d", "d"},
		{"<table><tr><td>a<td>b<tr><th>c</table>", "a\tb\nc"},
		{"<ul><li>a<ol start=4><li>b<li>c</ol><li>d</ul>", "• a\n  4. b\n  5. c\n• d"},
		{"<li>a</ul></ol><li>b", "• a\n• b"},
		{"<ol start=99999999999><li>a</ol>", "1. a"},
	}
	for _, test := range tests {
		if got := blockText(&Block{Kind: HTMLBlock, Literal: test.block}); got != test.want {
			t.Errorf("%q gives %q, want %q", test.block, got, test.want)
		}
	}
}
