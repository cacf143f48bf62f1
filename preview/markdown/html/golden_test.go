package html

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"galley.app/galley/preview/markdown"
)

var update = flag.Bool("update", false, "write the golden files anew")

// goldenCases are those of testdata/golden.txt:
//
//	=== 7 what it shows
//	source, with ␍ for CR and → for a tab
//	--- html
//
// A title that begins with "inline" has the text read with inline formulas.
func goldenCases(t testing.TB) []goldenCase {
	t.Helper()
	b, err := os.ReadFile("testdata/golden.txt")
	if err != nil {
		t.Fatal(err)
	}
	var list []goldenCase
	for _, part := range strings.Split("\n"+string(b), "\n=== ")[1:] {
		head, rest, _ := strings.Cut(part, "\n")
		_, title, _ := strings.Cut(head, " ")
		source, want, _ := strings.Cut(rest, "\n--- html\n")
		src := strings.NewReplacer("␍\n", "\r", "␍", "\r", "→", "\t").Replace(source) + "\n"
		list = append(list, goldenCase{title, source, src, markdown.Dialect{InlineMath: strings.HasPrefix(title, "inline")}, want})
	}
	return list
}

type goldenCase struct {
	title, source, src string
	dialect            markdown.Dialect
	want               string
}

// TestGolden compares what comes out with the file; go test -run Golden -update
// writes it anew.
func TestGolden(t *testing.T) {
	var out strings.Builder
	for i, c := range goldenCases(t) {
		var page strings.Builder
		if _, err := Of(&page, c.src, c.dialect, Options{}); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "=== %d %s\n%s\n--- html\n%s\n", i+1, c.title, c.source, page.String())
		if got := page.String(); !*update && strings.TrimSpace(got) != strings.TrimSpace(c.want) {
			t.Errorf("case %d %s\n--- got\n%s\n--- want\n%s", i+1, c.title, got, c.want)
		}
	}
	if *update {
		if err := os.WriteFile("testdata/golden.txt", []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
