package markdown

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// checkHTML reports what breaks the promises of HTML for src.
func checkHTML(t *testing.T, src string) {
	t.Helper()
	var w strings.Builder
	if _, err := HTML(&w, src, HTMLOptions{}); err != nil {
		t.Fatal(err)
	}
	list := newAllowList()
	var open []string
	z := html.NewTokenizer(strings.NewReader(w.String()))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		tok := z.Token()
		switch kind {
		case html.CommentToken, html.DoctypeToken:
			t.Errorf("%q gives %q", src, tok.String())
		case html.StartTagToken, html.SelfClosingTagToken:
			if _, ok := list[tok.Data]; !ok {
				t.Errorf("%q gives <%s>", src, tok.Data)
			}
			for _, a := range tok.Attr {
				if !list.attribute(tok.Data, a.Key) {
					t.Errorf("%q gives %s of <%s>", src, a.Key, tok.Data)
				}
				if a.Key == "href" && !SafeLink(a.Val) && a.Val != "" || a.Key == "src" && !SafeImage(a.Val) {
					t.Errorf("%q gives %s=%q", src, a.Key, a.Val)
				}
			}
			if kind == html.StartTagToken {
				open = append(open, tok.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != tok.Data {
				t.Errorf("%q gives </%s> within %v", src, tok.Data, open)
				return
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("%q leaves %v open in %q", src, open, w.String())
	}
}
