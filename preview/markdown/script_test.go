package markdown

import (
	"strings"
	"testing"

	"galley.app/galley/editor/text"
)

// What stands higher or lower stays what it says where there are characters
// only, and nothing else gets a mark.
func TestPlainScripts(t *testing.T) {
	for src, want := range map[string]string{
		"At most 2<sup>1008</sup> bytes.":                         "At most 2^1008 bytes.",
		"2<sup>**10**</sup>":                                      "2^10",
		"x<sup>2</sup> + y<sup>n+1</sup>":                         "x^2 + y^(n+1)",
		"10<sup>-3</sup> m, 10<sup>3</sup>km":                     "10^-3 m, 10^(3)km",
		"(a + b)<sup>2</sup>":                                     "(a + b)^2",
		"e<sup>x</sup>":                                           "e^x",
		"1<sup>st</sup>, 2<sup>e</sup>, Acme<sup>TM</sup>":        "1st, 2e, AcmeTM",
		"H<sub>2</sub>O, a<sub>n</sub>":                           "H2O, an",
		"101<sub>2</sub> = 5<sub>ten</sub>":                       "101_2 = 5_ten",
		"log<sub>2</sub>8":                                        "log_(2)8",
		"word<sup>1</sup>, as":                                    "word^1, as",
		"word<sup>[1](#n1)</sup>":                                 "word^1",
		"note[^1]<sup> </sup>\n\n[^1]: x":                         "note[1]\n\n[1] x",
		"<sup>14</sup>C":                                          "14C",
		"<p>At most 2<sup>1008</sup> bytes of H<sub>2</sub>O</p>": "At most 2^1008 bytes of H2O",
		"a | b\n--|--\n2<sup>3</sup> | 4":                         "a\tb\n2^3\t4",
		"# 2<sup>3</sup>":                                         "2^3",
		"<sup></sup>2<sup></sup>":                                 "2",
	} {
		if got := strings.TrimSuffix(Parse(nil, text.New(src), 0).Text(), "\n"); got != want {
			t.Errorf("%s: %q, want %q", src, got, want)
		}
	}
}
