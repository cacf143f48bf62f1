package pdf

import (
	"io"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/internal/growth"
)

// leading is a book in which links lead where they say.
func leading(src string) Book {
	b := book(src)
	b.Posts[0].Link = func(dest string) (string, int, bool) { return dest, -1, true }
	return b
}

func TestWork(t *testing.T) {
	growth.Alone(t)
	rep := strings.Repeat
	for name, src := range map[string]func(n int) string{
		"a long word in a link":   func(n int) string { return "http://a.b/" + rep("(", n) },
		"many words in a link":    func(n int) string { return "[" + rep("a ", n) + "](http://a.b/" + rep("c", n) + ")" },
		"a long word":             func(n int) string { return rep("w", n) },
		"many words":              func(n int) string { return rep("word ", n) },
		"links":                   func(n int) string { return rep("[a](http://a.b) ", n/4) },
		"links in a table's cell": func(n int) string { return "|a|b|\n|-|-|\n|[" + rep("a ", n) + "](http://a.b)|" + rep("b ", n) + "|" },
		"headings of one name":    func(n int) string { return rep("# a\n\n", n/4) },
		"notes":                   func(n int) string { return "[^a]: b\n\n" + rep("a[^a]\n\n", n/16) },
		"things to open":          func(n int) string { return rep("<details>\n\na\n\n", n/32) },
		"a tall row":              func(n int) string { return "|a|b|\n|-|-|\n|" + rep("a ", n) + "|b|" },
		"columns":                 func(n int) string { return rep("|a", n/8) + "|\n" + rep("|-", n/8) + "|\n" },
		"lines of code":           func(n int) string { return "```go\n" + rep("x := 1\n", n/4) + "```\n" },
		"what no typeface has":    func(n int) string { return rep("中 ", n/4) },
		"to the left":             func(n int) string { return rep("שלום ", n/4) },
	} {
		t.Run(name, func(t *testing.T) {
			growth.Bytes(t, 4000, func(n int) func() {
				b := leading(src(n))
				return func() {
					if _, err := Write(io.Discard, b); err != nil {
						t.Error(err)
					}
				}
			})
		})
	}
}

func TestLinks(t *testing.T) {
	for _, tt := range []struct {
		name, src string
		links     int
		note      bool
	}{
		{"words", "[one two three](http://a.b)", 1, false},
		{"words in several looks", "[one **two** `three`](http://a.b)", 1, false},
		{"two beside each other", "[one](http://a.b)[two](http://a.c)", 2, false},
		{"on two lines", "[one  \ntwo](http://a.b)", 2, false},
		{"to a note and back", "a[^1]\n\n[^1]: b", 2, false},
		{"too long", "[one](http://a.b/" + strings.Repeat("c", maxAddress) + ")", 0, true},
	} {
		out, notes := written(t, leading(tt.src))
		if got := strings.Count(out, "/Subtype /Link"); got != tt.links || len(notes[0]) > 0 != tt.note {
			t.Errorf("%s: %d links, want %d; notes %q", tt.name, got, tt.links, notes[0])
		}
	}
}

// TestLinkToNowhere holds that the words of a link which leads nowhere have the
// colour of all others, and no line below them.
func TestLinkToNowhere(t *testing.T) {
	looks := func(b Book) string {
		file, _ := written(t, b)
		return strings.Join(slices.DeleteFunc(strings.Split(drawn(t, file), "\n"), func(op string) bool {
			return !strings.HasSuffix(op, " rg") && !strings.HasSuffix(op, " re f")
		}), "\n")
	}
	plain := looks(book("a b c"))
	if got := looks(book("a [b](gone.md) c")); got != plain {
		t.Errorf("words of a link to nowhere look so:\n%s\nothers so:\n%s", got, plain)
	}
	if looks(leading("a [b](gone.md) c")) == plain {
		t.Error("a link looks like plain words")
	}
}
