package importer

import (
	"testing"
)

// Lists of definitions are written as HTML, so that readers see what they saw.
func TestMeanings(t *testing.T) {
	w := &planner{}
	for _, tt := range []struct{ name, src, want string }{
		{"one", "Ink\n: Black\n", "<dl>\n<dt>Ink</dt>\n<dd>Black</dd>\n</dl>\n"},
		{"several", "Before\n\nInk\nDye\n: Black *soot*\n: Blue\n\nType\n: Lead\n\nAfter\n", "Before\n\n<dl>\n<dt>Ink</dt>\n<dt>Dye</dt>\n<dd>Black <em>soot</em></dd>\n<dd>Blue</dd>\n<dt>Type</dt>\n<dd>Lead</dd>\n</dl>\n\nAfter\n"},
		{"with an empty line between", "Ink\n\n:   Black\n    soot\n", "<dl>\n<dt>Ink</dt>\n<dd>Black\nsoot</dd>\n</dl>\n"},
		{"paragraphs", "Ink\n: Black\n\n    more <b>of</b> it & [l](x.md)\n\nAfter\n", "<dl>\n<dt>Ink</dt>\n<dd><p>Black</p>\n<p>more <b>of</b> it &amp; <a href=\"x.md\">l</a></p></dd>\n</dl>\n\nAfter\n"},
		{"CRLF", "Ink\r\n: Black\r\n", "<dl>\r\n<dt>Ink</dt>\r\n<dd>Black</dd>\r\n</dl>\r\n"},
		{"in code", "```\nInk\n: Black\n```\n", "```\nInk\n: Black\n```\n"},
		{"none", "Note: this\n\n:smile: face\n\n: alone\n\n- a\n: b\n\nA\nB\n", ""},
		{"a note in it", "Ink\n: Black[^1]\n\n[^1]: Note\n", "!"},
		{"a link that is defined", "Ink\n: Black [Soot]\n\n[soot]: x\n", "!"},
		{"brackets", "a[0]\n: First `b[1]`\n", "<dl>\n<dt>a[0]</dt>\n<dd>First <code>b[1]</code></dd>\n</dl>\n"},
		{"a shortcode", "Ink\n: {{< x >}}\n", "!"},
	} {
		f := w.newFound("post.md")
		f.body = tt.src
		f.meanings()
		told := len(f.notes) > 0
		want := tt.want
		if want == "" || want == "!" {
			want = tt.src
		}
		if f.body != want || told != (tt.want == "!") {
			t.Errorf("%s:\n%q, want\n%q (%v)", tt.name, f.body, want, f.notes)
		}
	}
}
