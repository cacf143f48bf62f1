// Package carets is test support: it reads and writes texts with their selections in one line, such as
// "one «two»| three". Undo, commands and drawing are tested with tables of such lines.
package carets

import (
	"slices"
	"strings"
	"testing"

	"galley.app/galley/editor/text"
)

// Parse reads a text with its selections: | is a caret, «text»| and |«text» are selections with the
// caret at that end. The first one is the primary one. ¦ is a | of the text.
func Parse(t testing.TB, s string) (string, []text.Selection) {
	t.Helper()
	var b strings.Builder
	var sels []text.Selection
	open, first := -1, false
	for s != "" {
		switch {
		case strings.HasPrefix(s, "|«"):
			open, first = b.Len(), true
			s = s[len("|«"):]
		case strings.HasPrefix(s, "«"):
			open, first = b.Len(), false
			s = s[len("«"):]
		case strings.HasPrefix(s, "»"):
			s = s[len("»"):]
			x := text.Selection{Anchor: open, Head: b.Len()}
			if first {
				x = text.Selection{Anchor: b.Len(), Head: open}
			} else if !strings.HasPrefix(s, "|") {
				t.Fatalf("a selection without a caret before %q", s)
			} else {
				s = s[1:]
			}
			sels = append(sels, x)
		case strings.HasPrefix(s, "¦"):
			b.WriteByte('|')
			s = s[len("¦"):]
		case s[0] == '|':
			sels = append(sels, text.Caret(b.Len()))
			s = s[1:]
		default:
			b.WriteByte(s[0])
			s = s[1:]
		}
	}
	if len(sels) == 0 {
		t.Fatal("no caret")
	}
	return b.String(), sels
}

// String is the reverse of Parse.
func String(s string, sels []text.Selection) string {
	type mark struct {
		off  int
		rank int
		sign string
	}
	var marks []mark
	for _, x := range sels {
		switch {
		case x.Empty():
			marks = append(marks, mark{x.Head, 1, "|"})
		case x.Head < x.Anchor:
			marks = append(marks, mark{x.Head, 2, "|«"}, mark{x.Anchor, 0, "»"})
		default:
			marks = append(marks, mark{x.Anchor, 2, "«"}, mark{x.Head, 0, "»|"})
		}
	}
	slices.SortStableFunc(marks, func(a, b mark) int {
		if a.off != b.off {
			return a.off - b.off
		}
		return a.rank - b.rank
	})
	var b strings.Builder
	at := 0
	plain := func(s string) string { return strings.ReplaceAll(s, "|", "¦") }
	for _, m := range marks {
		b.WriteString(plain(s[at:m.off]) + m.sign)
		at = m.off
	}
	return b.String() + plain(s[at:])
}
