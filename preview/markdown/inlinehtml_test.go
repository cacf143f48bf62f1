package markdown

import (
	"fmt"
	"strings"
	"testing"
)

// looks writes the inlines of a text's first block: [look:words], and a link
// behind its words.
func looks(src string) string {
	names := map[Style]string{
		Bold: "b", Italic: "i", Strike: "s", CodeSpan: "code", Underline: "u", Key: "kbd", Marked: "mark",
		Sub: "sub", Sup: "sup", Small: "small",
	}
	var w strings.Builder
	for _, in := range parseString(src).Block(0).Inlines {
		switch in.Kind {
		case Text:
			open := ""
			for s := Bold; s <= Small; s <<= 1 {
				if in.Style.Has(s) {
					open += names[s] + " "
				}
			}
			s := in.Text
			if open != "" {
				s = "[" + strings.TrimSpace(open) + ":" + s + "]"
			}
			if a := in.Attrs(); a.Link != "" {
				s += "(" + strings.TrimSpace(a.Link+" "+a.LinkTitle) + ")"
			}
			w.WriteString(s)
		case HardBreak:
			w.WriteString("/")
		case Image:
			fmt.Fprintf(&w, "{%s %s %d}", in.Attrs().Src, in.Text, in.Attrs().Number)
		}
	}
	return w.String()
}

func TestInlineHTML(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{"H<sub>2</sub>O x<sup>2</sup>", "H[sub:2]O x[sup:2]"},
		{"<kbd>A</kbd> <mark>b</mark> <ins>c</ins> <u>d</u> <small>e</small>", "[kbd:A] [mark:b] [u:c] [u:d] [small:e]"},
		{"<b>a <i>b</i></b> <strong>c</strong> <s>d</s> <del>e</del> <code>f</code>", "[b:a ][b i:b] [b:c] [s:d] [s:e] [code:f]"},
		{"a<br>b<BR />c", "a/b/c"},
		{"<b>open *both* to the end", "[b:open ][b i:both][b: to the end]"},
		{"*<b>a* b</b> c", "[b i:a] b c"},
		{"<b>*a</b> b* c", "[b i:a][b i: b][b: c]"},
		{"<b>a</i> b</b> c", "[b:a][b: b] c"},
		{"a</b> b", "a b"},
		{"<a href=\"/x\" title=\"t\">a *b*</a> c", "a (/x t)[i:b](/x t) c"},
		{"<a href=\"javascript:x\">a</a> <a>b</a>", "a b"},
		{"[<b>a</b> <a href=\"/y\">b</a>](/x)", "[b:a](/x) (/x)b(/x)"},
		{"<img src=\"a%20b.png\" alt=\"c\" width=\"40\"> <img src=\"javascript:x\" alt=d width=-1>", "{a b.png c 40} { d 0}"},
		{"x <script>a</script> <blink>b</blink> <!-- c -->", "x a b "},
		{"<kbd onclick=x>a</kbd>", "[kbd:a]"},
		{strings.Repeat("<b>", 500) + "a" + strings.Repeat("</b>", 500) + "b", "[b:a]b"},
	} {
		if got := looks(c.src); got != c.want {
			t.Errorf("%.60q\n got %s\nwant %s", c.src, got, c.want)
		}
		checkLaws(t, parseString(c.src), c.src)
	}
}
