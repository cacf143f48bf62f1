package pdf

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"
)

// Raw HTML is set as what it looks like: with its pictures, and as the same in
// Markdown is.
func TestRawHTML(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray16(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	for _, src := range []string{
		"<img src=\"a.png\" alt=\"A\">\n", "<div align=center><img src=\"a.png\"></div>\n", "<figure>\n<img src=\"a.png\">\n<figcaption>B</figcaption>\n</figure>\n",
		"<details open><summary>S</summary>\n<img src=\"a.png\">\n</details>\n", "<table><tr><td><img src=\"a.png\"></td></tr></table>\n",
	} {
		bk := book(src)
		bk.Posts[0].Image = func(src string) ([]byte, bool) { return b.Bytes(), src == "a.png" }
		if out, notes := written(t, bk); strings.Count(out, "/Subtype /Image") == 0 || len(notes[0]) > 0 {
			t.Errorf("%q: no picture, notes %q", src, notes)
		}
	}
	for raw, same := range map[string]string{
		"<table><tr><th>Name</th><th>Price</th></tr><tr><td>Tea</td><td>12</td></tr></table>\n": "| Name | Price |\n|---|---|\n| Tea | 12 |\n",
		"<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>\n":                                    "- a\n  - b\n- c\n",
		"<blockquote><p>a <em>b</em></p></blockquote>\n":                                        "> a *b*\n",
		"<pre>a\n  b\n</pre>\n":                          "```\na\n  b\n```\n",
		"<p><a href=\"https://example.org\">a</a></p>\n": "[a](https://example.org)\n",
	} {
		got, _ := written(t, book(raw))
		want, _ := written(t, book(same))
		if got != want {
			t.Errorf("%q is set in another way than %q", raw, same)
		}
	}
}
