package links

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	stdhtml "html"

	"galley.app/galley/editor/text"
	"galley.app/galley/preview/markdown"
	"galley.app/galley/preview/markdown/html"
	"galley.app/galley/preview/markdown/policy"
	"galley.app/galley/storage/post"
)

var anchorTag = regexp.MustCompile(`<a href="([^"]*)"([^>]*)>`)

// linksOnPage are the addresses of the links that a reader of a post can follow,
// but for those of footnotes.
func linksOnPage(t *testing.T, src string) (list []string) {
	t.Helper()
	var b strings.Builder
	if _, err := html.Write(&b, markdown.Parse(nil, text.New(src), post.Parse(src).BodyStart()), html.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, m := range anchorTag.FindAllStringSubmatch(b.String(), -1) {
		if dest := stdhtml.UnescapeString(m[1]); !strings.Contains(m[2], "footnote") && !strings.HasPrefix(dest, "#fn") {
			list = append(list, dest)
		}
	}
	return list
}

// missing are the addresses on a post's page that are not found in its text.
func missing(t *testing.T, src string) (list []string) {
	t.Helper()
	var found []string
	for _, l := range Of(src, markdown.Dialect{}) {
		found = append(found, policy.Address(l.Dest))
	}
	for _, dest := range linksOnPage(t, src) {
		if !slices.Contains(found, policy.Address(dest)) {
			list = append(list, dest)
		}
	}
	return list
}

// Every link that a reader can follow is found in the text.
func TestComplete(t *testing.T) {
	for _, src := range []string{
		"[a](b) [a ](c) [ a](d) [`a` ](e) [*a* **b**](f) [a![i](j)](k)",
		"[a\nb\n](c) [a\\]](d) [a]( <e f> ) [&amp;](g) [a&nbsp;](h)",
		"[a <br>](b) [<b>x</b>](c) [a  \nb](d) [~~a~~](e) [$x$](f)",
		"[a][b] [b][] [b]\n\n[b]: c\n[B]: d\n",
		"> [a][q]\n>\n> [q]: r 't'\n",
		"- [a](b)\n  [c](d)\n\n  | x |\n  |---|\n  | [e](f) |\n",
		"x[^1]\n\n[^1]: y [a](b)\n    [c][d]\n\n    [d]: e\n",
		"Head [a](b)\n===\n\n## [c](d) ##\n",
		"<a\n href=b>c</a> <A HREF='d&amp;e'>f</A>\n\n<div>\n<a class='x' href = \"g h\">i</a>\n</div>\n",
		"www.a.example a@b.example <c@d.example> <https://e.example> https://f.example/g_(h)",
		"[a](b \"c\") [a](b (c)) [a](\nb\n'c'\n)",
		"[a [b](c) d](e) ![f [g](h)](i)",
	} {
		if lost := missing(t, src); len(lost) > 0 {
			t.Errorf("%q: %q are not found", src, lost)
		}
	}
	paths, err := filepath.Glob("../export/testdata/*/*.md")
	if err != nil || len(paths) == 0 {
		t.Fatal(err, "there are no posts")
	}
	for _, path := range paths {
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if lost := missing(t, string(src)); len(lost) > 0 {
			t.Errorf("%s: %q are not found", path, lost)
		}
	}
}
