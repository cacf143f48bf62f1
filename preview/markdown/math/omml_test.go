package math

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
)

// wellFormedOMML fails unless OMML is XML with its prefixes bound.
func wellFormedOMML(t testing.TB, omml string) {
	t.Helper()
	omml = strings.Replace(omml, "<m:oMath>", `<m:oMath xmlns:m="m" xmlns:w="w">`, 1)
	for d := xml.NewDecoder(strings.NewReader(omml)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if e, ok := token.(xml.StartElement); err != nil || ok && e.Name.Space != "m" && e.Name.Space != "w" {
			t.Fatalf("%v in %s", err, omml)
		}
	}
}

// TestOMML compares testdata/omml.txt with the OMML of the formulas of
// formulas.txt. Faces of runs are left out.
func TestOMML(t *testing.T) {
	faces := regexp.MustCompile(`<w:rPr><w:rFonts[^>]*>(.*?)</w:rPr>`)
	var out strings.Builder
	for _, tex := range cases(t, "formulas.txt") {
		m := Parse(tex).OMML()
		wellFormedOMML(t, m)
		m = faces.ReplaceAllString(m, "$1")
		for _, name := range []string{"m:f", "m:nary", "m:d", "m:sSup", "m:sSub", "m:sSubSup", "m:m", "m:mr", "m:limLow", "m:limUpp", "m:func", "m:rad"} {
			m = strings.ReplaceAll(m, "<"+name+">", "\n  <"+name+">")
		}
		fmt.Fprintf(&out, "%s\n%s\n\n", tex, strings.ReplaceAll(m, ` xml:space="preserve"`, ""))
	}
	golden(t, "testdata/omml.txt", out.String())
}

// Letters and signs of the formula are in what is written, in their order.
func TestOMMLWords(t *testing.T) {
	tags := regexp.MustCompile(`<[^>]*>`)
	for tex, want := range map[string]string{
		`x^2+y_i`:                          "x2+yi",
		`\frac{a}{b}`:                      "ab",
		`\sum_{i=1}^n a_i=b`:               "i=1nai=b",
		`\sin x\cos y`:                     "sinxcosy",
		`\int_0^1 f\,dx`:                   "01f\u2009dx",
		`\sqrt[3]{x}`:                      "3x",
		`\text{if }x\in\mathbb{R}`:         "if x∈ℝ",
		`\begin{cases}a&b\\c&d\end{cases}`: "abcd",
		`\overbrace{abc}^{n}`:              "abcn",
		`\lim_{x\to0}f`:                    "limx→0f",
		`\left(\frac12\right)`:             "12",
		`\sum`:                             "\u200b",
		`a<b\&c`:                           "a&lt;b&amp;c",
	} {
		if got := tags.ReplaceAllString(Parse(tex).OMML(), ""); got != want {
			t.Errorf("%s reads %q, want %q", tex, got, want)
		}
	}
}

// Signs that follow each other do not stand in each other without end, and what
// is written grows with the formula.
func TestOMMLGrowth(t *testing.T) {
	deepest := func(s string) (most int) {
		depth := 0
		for _, tag := range regexp.MustCompile(`<(/?)[^>]*?(/?)>`).FindAllStringSubmatch(s, -1) {
			switch {
			case tag[1] != "":
				depth--
			case tag[2] == "":
				depth++
				most = max(most, depth)
			}
		}
		return most
	}
	for name, part := range map[string]string{"sums": `\sum a`, "names": `\sin `, "terms": `x^2+`, "fences": `\left(a\right)`} {
		if few, many := deepest(Parse(strings.Repeat(part, 20)).OMML()), deepest(Parse(strings.Repeat(part, 200)).OMML()); many > few || many > 60 {
			t.Errorf("%s stand %d deep in each other, and more of them %d", name, few, many)
		}
		growth.Bytes(t, 200, func(n int) func() {
			f := Parse(strings.Repeat(part, n))
			return func() { _ = f.OMML() }
		})
	}
}
