package html

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"galley.app/galley/preview/markdown"
)

// pieces are what texts are put together of, to be compared with what the
// parser's own renderer makes of them.
func pieces() []string {
	return []string{
		"a *b **c** d* e", "***a** b*", "**a *b***", "*a _b_ c*", "`x` **`y`** [*z*](/u \"t\")", "[a](/u)[b](/u)", "![i *j*](k.png \"l\")",
		"[![s](t.png)](u)", "~~a *b*~~", "a  \nb\\\nc\nd", "# h *i*\n", "h\n===\n", "> q\n> > r\n>\n> - s\n", "- a\n- b\n  - c\n\n    d\n",
		"- a\n\n- b\n", "3. a\n4. b\n", "- [ ] a\n- [x] *b*\n", "- [ ] a\n\n  b\n", "```go\nx < y & z\n```\n", "    code\n", "***\n",
		"| a | *b* |\n|:--|--:|\n| c | `d` |\n| e |\n", "|a|\n|-|\n", "[r]: /s 'v'\n\n[r] [x][r]\n", "a[^1] b[^1]\n\n[^1]: n\n\n    - o\n", "[^2]: *z*\n\ny[^2]\n",
		"&amp; &copy; \\* < > \"q\" 'r'", "- \n- a\n", "1. a\n\n   b\n\n   ```\n   c\n   ```\n", "> [t]: /w\n> # u\n\n[t]\n",
	}
}

// TestLikeTheParsersOwn compares the page with what goldmark's renderer writes.
func TestLikeTheParsersOwn(t *testing.T) {
	gm := goldmark.New(goldmark.WithExtensions(
		extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)),
		extension.Strikethrough, extension.TaskList, extension.Footnote))
	rng := rand.New(rand.NewPCG(7, 7))
	all := pieces()
	for n := range 600 {
		var list []string
		if n < len(all) {
			list = all[n : n+1]
		} else {
			for range 2 + rng.IntN(4) {
				list = append(list, all[rng.IntN(len(all))])
			}
		}
		src := strings.Join(list, "\n\n")
		var ours, theirs bytes.Buffer
		if _, err := Of(&ours, src, markdown.Dialect{}, Options{}); err != nil {
			t.Fatal(err)
		}
		if err := gm.Convert([]byte(src), &theirs); err != nil {
			t.Fatal(err)
		}
		if got, want := shape(t, ours.String()), shape(t, theirs.String()); got != want {
			t.Fatalf("%q\n got %s\nwant %s", src, got, want)
		}
	}
}
