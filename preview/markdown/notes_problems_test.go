package markdown

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
)

// TestNotesThatMiss names the references that lead nowhere and the footnotes that
// nothing leads to, after an edit as after a parse of the whole.
func TestNotesThatMiss(t *testing.T) {
	missing := func(line int, label string) string {
		return fmt.Sprintf("line %d: there is no footnote [^%s]; the reference is shown as it is written [footnote]", line, label)
	}
	unused := func(line int, label string) string {
		return fmt.Sprintf("line %d: nothing refers to the footnote [^%s], which is not shown [footnote]", line, label)
	}
	for _, c := range []struct {
		name, src string
		want      []string
	}{
		{"both there", "One[^a].\n\n[^a]: Note.\n", nil},
		{"twice", "One[^a], two[^a].\n\n[^a]: Note.\n", nil},
		{"no note", "One[^a].\n\nTwo[^b] and[^b].\n\n[^a]: Note.\n", []string{missing(3, "b"), missing(3, "b")}},
		{"no notes at all", "One[^a].\n", []string{missing(1, "a")}},
		{"in a list, a quotation, a table", "- x[^a]\n\n> y[^b]\n\n| z[^c] |\n|---|\n| w |\n", []string{missing(1, "a"), missing(3, "b"), missing(5, "c")}},
		{"no reference", "One.\n\n[^a]: Note.\n\n[^b]: Note.\n", []string{unused(3, "a"), unused(5, "b")}},
		{"the same label", "One[^a].\n\n[^a]: Note.\n\n[^a]: Other.\n", []string{unused(5, "a")}},
		{"from note to note", "One[^a].\n\n[^a]: Note[^b].\n\n[^b]: Note[^c].\n", []string{missing(5, "c")}},
		{"capitals", "One[^A].\n\n[^a]: Note.\n", []string{missing(1, "A"), unused(3, "a")}},
		{"no references", "`[^a]` \\[^a] [^ a] [^] [^a](/x) ![^a](/x.png)\n\n    [^a]\n\n```\n[^a]: x\n```\n", nil},
		{"regular expressions", "All of [^a-z] and [^a-zA-Z0-9_]+, [^\"]*, [^/]+, [^\\s], [^,;] and [^0-9.]; not [^1-2-3x] or [^a-z2].\n", []string{missing(1, "1-2-3x"), missing(1, "a-z2")}},
		{"labels with hyphens", "[^a-note] [^see-1] [^3-1] [^note-a-z]\n", []string{missing(1, "a-note"), missing(1, "see-1"), missing(1, "3-1"), missing(1, "note-a-z")}},
		{"lone CR", "One[^a].\r\rTwo.\r", []string{missing(1, "a")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tx := text.New(c.src)
			list := func(d *Doc) (all []string) {
				for _, p := range d.Problems() {
					all = append(all, p.String())
				}
				return all
			}
			d := Parse(nil, tx, 0)
			if got := list(d); !slices.Equal(got, c.want) {
				t.Fatalf("%q, want %q", got, c.want)
			}
			// Taken apart and put together again, byte by byte, with a paragraph in front.
			for at := range len(c.src) {
				if strings.ContainsAny(c.src[at:at+1], "\r") {
					continue
				}
				less, _ := tx.Apply(text.Edit{Start: at, End: at + 1})
				without := Parse(d, less, 0)
				if got, want := list(without), list(Parse(nil, less, 0)); !slices.Equal(got, want) {
					t.Fatalf("without byte %d: %q, want %q", at, got, want)
				}
				more, _ := less.Apply(text.Edit{Start: at, End: at, New: c.src[at : at+1]})
				if got := list(Parse(without, more, 0)); !slices.Equal(got, c.want) {
					t.Fatalf("with byte %d again: %q, want %q", at, got, c.want)
				}
			}
		})
	}
}
